"""Records of which two edits stand against each other, said where the record is looked at and not only on the page of conflicts."""

from __future__ import annotations

from sync.resolving import OpenConflict, open_conflicts
from sync.workplace import Workplace
from tui.i18n import t
from tui.labels import conflict_field, listed, member_name, value_text


def of_record(place: Workplace, rid: str) -> list[OpenConflict]:
    """The open conflicts of a record, oldest first."""
    return [each for each in open_conflicts(place.desk) if each.record == rid]


def fields_line(place: Workplace, rid: str) -> str:
    """Which fields two people wrote differently, and where that is settled; "" where nothing is in dispute."""
    items = of_record(place, rid)
    names = listed(
        dict.fromkeys(conflict_field(place.repository.registry[each.kind], each.field) for each in items if each.kind)
    )
    return t("disputed.fields", fields=names) if names else ""


def other_state(place: Workplace, rid: str) -> str:
    """Which other state somebody gave a record, and who; "" where its state is in nobody's dispute."""
    said = [
        t(
            "disputed.state",
            who=member_name(place, each.by),
            state=value_text(place, place.repository.registry[each.kind], "state", each.mine),
        )
        for each in of_record(place, rid)
        if each.field == "state" and each.kind
    ]
    return listed(said)
