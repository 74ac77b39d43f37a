"""What people must settle, as one list with two sides a row: the conflicts, then the refused edits by the cause of their refusal."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from textual.content import Content

from sync.cache.parked import Parked
from sync.parking import by_cause, own_text
from sync.resolving import OpenConflict, open_conflicts, written_on
from sync.workplace import Workplace
from tui import dispute_rows as words
from tui.i18n import t
from tui.projecting import is_private, names_private, scope_is_private, value_is_private
from tui.screens.conflicts_text import both_sides, left_side, right_side, side, why_parked

CAUSE = "cause:"
"""Rows whose key begins so head a group; `cause:` alone heads the conflicts."""


class Disputes(msgspec.Struct, frozen=True):
    """What is open, under the keys of its rows."""

    conflicts: dict[str, OpenConflict] = {}
    parked: dict[str, Parked] = {}

    def group(self, key: str) -> list[Parked]:
        """The refused edits of the cause a row heads, or has."""
        code = self.parked[key].code if key in self.parked else key.removeprefix(CAUSE)
        return [item for item in self.parked.values() if item.code == code]

    def at_hand(self, key: str) -> list[Parked]:
        """The refused edit of a row, or the group its heading stands for."""
        return [self.parked[key]] if key in self.parked else self.group(key)

    def record(self, key: str) -> str | None:
        """The record a row is about."""
        item, parked = self.conflicts.get(key), self.parked.get(key)
        return item.record if item else (parked.first.rec if parked else None)

    def turned(self, key: str, by: int) -> str:
        """The conflict so many further, from the last on to the first."""
        keys = list(self.conflicts)
        return keys[(keys.index(key) + by) % len(keys)]

    def rows(self, place: Workplace) -> list[tuple[str, Sequence[str]]]:
        """Key and cells of all rows; the conflicts have a heading only where something else stands below them."""
        rows: list[tuple[str, Sequence[str]]] = []
        if self.conflicts and self.parked:
            rows.append((CAUSE, [t("conflicts.group_conflicts", n=len(self.conflicts)), "", "", ""]))
        rows += [(key, words.conflict_row(place, item)) for key, item in self.conflicts.items()]
        for code, items in by_cause(list(self.parked.values())).items():
            heading = t("conflicts.group_parked", cause=words.cause(code), n=len(items))
            rows.append((CAUSE + code, [heading, "", "", ""]))
            rows += [
                (item.id, ["  " + cells[0], *cells[1:]]) for item in items if (cells := words.parked_row(place, item))
            ]
        return rows

    def sides(self, place: Workplace, key: str) -> tuple[Content, Content]:
        """What stands beside each other below the list while the cursor is on a row."""
        if (item := self.conflicts.get(key)) is not None:
            return _conflict_sides(place, item)
        if (parked := self.parked.get(key)) is not None:
            text = words.own_words(place, parked)
            return side(t("conflicts.why"), why_parked(place, parked)), side(t("conflicts.text"), text)
        if key == CAUSE:
            return Content(t("conflicts.group_conflicts_how")), Content("")
        if key:
            return side(t("conflicts.why"), why_parked(place, self.group(key)[0])), Content(t("conflicts.group_how"))
        return Content(""), Content("")


def _conflict_sides(place: Workplace, item: OpenConflict) -> tuple[Content, Content]:
    current = words.shown_value(place, item, item.current)
    if item.of_delete:
        return left_side(place, item, current), right_side(place, item, t("conflicts.wants_delete"))
    known = written_on(place.desk, item)
    before = words.shown_value(place, item, known[0]) if known is not None else ""
    return both_sides(place, item, current, words.shown_value(place, item, item.mine), before)


def disputes(place: Workplace, *, projecting: bool) -> Disputes:
    """What is open now; `projecting` leaves out what a room must not see."""
    found, refused = open_conflicts(place.desk), place.queue.parked()
    if projecting:
        found = [each for each in found if not _names_private(place, each)]
        refused = [each for each in refused if not _wrote_private(place, each)]
    in_groups = [item for items in by_cause(refused).values() for item in items]
    return Disputes({item.id: item for item in found}, {item.id: item for item in in_groups})


def _names_private(place: Workplace, item: OpenConflict) -> bool:
    if item.kind is None or is_private(item.parent):
        return is_private(item.parent)
    spec = place.repository.registry[item.kind]
    return any(value_is_private(place, spec, item.field, held) for held in (item.current, item.mine))


def _wrote_private(place: Workplace, item: Parked) -> bool:
    registry = place.repository.registry
    kinds = [(spec, op) for op in item.ops if (spec := registry.get(op.type)) is not None]
    return any(scope_is_private(op.scope) for op in item.ops) or any(
        names_private(place, spec, dict(own_text(spec, op))) for spec, op in kinds
    )
