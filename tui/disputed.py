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


def other_states(place: Workplace) -> dict[str, str]:
    """Record -> which other state somebody gave it, and who; without those whose state is in nobody's dispute."""
    said: dict[str, list[str]] = {}
    for each in open_conflicts(place.desk):
        if each.field == "state" and each.kind:
            state = value_text(place, place.repository.registry[each.kind], "state", each.mine)
            said.setdefault(each.record, []).append(t("disputed.state", who=member_name(place, each.by), state=state))
    return {rid: listed(words) for rid, words in said.items()}
