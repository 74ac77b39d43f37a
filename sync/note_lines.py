"""Lines of private notes taken into a reflection's draft: what is chosen is copied, the notes stay as they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from sync.cache.view import View
from sync.desk import Desk
from sync.problems import InTheWay

LINKS = ("session", "book")
"""Links that a new draft has in common with all notes its lines come from."""


class NoteLine(msgspec.Struct, frozen=True):
    """One line of a note's body that says something; `number` counts its lines from 0, empty ones too."""

    note: str
    number: int
    text: str


def lines_of_note(view: View) -> list[NoteLine]:
    """The lines of a note that say something, in order."""
    lines = str(view.get("body") or "").split("\n")
    return [NoteLine(view.id, number, line) for number, line in enumerate(lines) if line.strip()]


def with_lines(body: str, lines: Iterable[NoteLine]) -> str:
    """A draft's text with the lines behind it, each a line of its own."""
    taken = "\n".join(each.text for each in lines)
    return f"{body.rstrip()}\n{taken}" if body.strip() else taken


def take(desk: Desk, lines: Sequence[NoteLine], draft: str | None) -> str:
    """Put lines of notes behind a draft's text, or into a new one for None, as one action; returns the draft's id.

    Raises NotFound, FieldProblem, InTheWay when nothing was chosen or the draft is none.
    """
    if not lines:
        raise InTheWay("no_lines")
    if draft is None:
        return desk.create("reflection", {"body": with_lines("", lines), **_common_links(desk, lines)})
    held = desk.record(draft)
    if held.kind != "reflection" or held.deleted:
        raise InTheWay("not_a_draft")
    desk.set(draft, {"body": with_lines(str(held.get("body") or ""), lines)})
    return draft


def _common_links(desk: Desk, lines: Iterable[NoteLine]) -> dict[str, str]:
    """The session and the book that all notes are about; what only some are about says nothing of the draft."""
    notes = [desk.record(rid) for rid in dict.fromkeys(each.note for each in lines)]
    found: dict[str, str] = {}
    for name in LINKS:
        named = {view.get(name) for view in notes}
        if len(named) == 1 and (only := named.pop()):
            found[name] = str(only)
    return found
