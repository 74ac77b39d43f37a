"""成文: the minutes of a session as text, from what this device shows of it. Pure: the same lines on the screen and in a file.

What each part says is `tui.session_record`'s.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from sync.cache.view import View
from sync.sign_off import signers
from sync.workplace import Workplace
from tui import minutes
from tui.completion import late_line, verdict
from tui.i18n import t
from tui.labels import choice_label, field_label, state_label, value_text
from tui.session_record import (
    NONE,
    actions,
    amendments,
    attended,
    by_item,
    entry_words,
    forms,
    in_words,
    materials,
    owner,
    recorders,
    signer_words,
    span,
    votes,
)
from tui.year.late_entry import Saved


class Line(msgspec.Struct, frozen=True):
    """One line of the text; a heading is set off."""

    text: str
    heading: bool = False


def assembled(place: Workplace, session: View, known: Saved | None = None) -> list[Line]:
    """The whole record of a session: head, resolutions and actions, content by agenda item, votes, signatures, amendments.

    `known` is the first entry into submitted by the server's history, where it was asked.
    """
    entries = minutes.ordered(place, session.id)
    late = late_line(verdict(place, session, known))
    voted, amended = votes(place, session), amendments(place, session)
    return [
        Line(t("record.title"), heading=True),
        *_head(place, session),
        *_attended(place, session),
        *_resolutions(place, entries),
        *_actions(place, session),
        *_content(place, session, entries),
        *(_numbered(t("record.votes"), voted) if voted else []),
        *_closing(place, session),
        *(_numbered(t("record.amendments"), amended) if amended else []),
        *_signatures(place, session),
        *([Line(late)] if late else []),
        *_filed(place, session),
    ]


def as_text(lines: Iterable[Line]) -> str:
    """The lines as a text to copy or to print."""
    return "\n".join(line.text for line in lines) + "\n"


def _moved_in(words: str) -> str:
    """Further lines of a text stand below its first, moved in."""
    return words.replace("\n", "\n    ")


def _said(label: str, words: str) -> Line:
    return Line(f"{label}{t('error.colon')}{_moved_in(words or NONE)}")


def _field(place: Workplace, view: View, name: str) -> Line:
    return _said(field_label(place.repository.registry[view.kind], name), in_words(place, view, name))


def _head(place: Workplace, session: View) -> list[Line]:
    spec = place.repository.registry["session"]
    return [
        _said(field_label(spec, "form"), forms(place, session)),
        _field(place, session, "title"),
        _said(t("record.time"), span(session)),
        _field(place, session, "place"),
        _field(place, session, "host"),
        _said(field_label(spec, "recorders"), recorders(place, session)),
    ]


def _attended(place: Workplace, session: View) -> list[Line]:
    spec, found = place.repository.registry["attendance"], attended(place, session)
    return [
        _said(t("record.expected"), found.expected),
        _said(choice_label(spec, "status", "present"), found.present),
        *(_said(choice_label(spec, "status", name), words) for name, words in found.others.items()),
        _said(t("record.came"), found.came),
        _field(place, session, "guests"),
    ]


def _numbered(heading: str, items: Sequence[str]) -> list[Line]:
    found = [Line(f"{n}. {_moved_in(item)}") for n, item in enumerate(items, 1)]
    return [Line(heading, heading=True), *(found or [Line(NONE)])]


def _resolutions(place: Workplace, entries: Sequence[View]) -> list[Line]:
    found = [entry_words(place, each, kind=False) for each in entries if each.get("entry") == "resolution"]
    return _numbered(t("record.resolutions"), found)


def _actions(place: Workplace, session: View) -> list[Line]:
    spec, unknown = place.repository.registry["action"], t("value.unknown")
    found = [
        t(
            "record.action",
            text=str(each.get("text")),
            owner=owner(place, each),
            due=each.get("due") or unknown,
            state=state_label(spec, each.state),
        )
        for each in actions(place, session)
    ]
    return _numbered(t("record.actions"), found)


def _content(place: Workplace, session: View, entries: Sequence[View]) -> list[Line]:
    lines = [*_content_lines(place, session, entries)]
    return [Line(t("record.content"), heading=True), *(lines or [Line(t("value.unknown"))])]


def _content_lines(place: Workplace, session: View, entries: Sequence[View]) -> Iterator[Line]:
    studied = materials(place, session)
    if studied:
        yield _said(t("record.materials"), studied)
    for part in by_item(place, session, entries):
        if part.heading:
            yield Line(part.heading, heading=True)
        yield from (Line(_moved_in(entry_words(place, each))) for each in part.entries)


def _closing(place: Workplace, session: View) -> list[Line]:
    spec = place.repository.registry["session"]
    lines = [_field(place, session, name) for name in ("summary", "remark") if session.get(name)]
    return [*lines, _said(field_label(spec, "state"), state_label(spec, session.state))]


def _signatures(place: Workplace, session: View) -> list[Line]:
    found = signers(place.desk, session)
    host = [] if any(each.role == "host" for each in found) else [_said(t("who.host"), t("value.unknown"))]
    said = [_said(t(f"who.{each.role}"), signer_words(place, each)) for each in found]
    return [Line(t("record.signatures"), heading=True), *host, *said]


def _filed(place: Workplace, session: View) -> list[Line]:
    spec = place.repository.registry["session"]
    words = {name: value_text(place, spec, name, session.get(name)) for name in ("paper", "retention")}
    return [_said(field_label(spec, name), said or t("value.unknown")) for name, said in words.items()]
