"""What of self-study waits on Home: others' entries to be confirmed, and one's own that must be claimed anew."""

from __future__ import annotations

from collections.abc import Iterator

from sync.cache.view import View
from sync.workplace import Workplace
from tui import studies
from tui.i18n import t
from tui.labels import member_name
from tui.year.people_tables import TABLES
from tui.year.self_study import standing


def home_lines(place: Workplace) -> Iterator[tuple[str, str, str]]:
    """For Home: an entry that leads there, words and day of each person's month that waits; all of it is private."""
    for member, month, waiting in _to_confirm(place):
        values = {"n": len(waiting), "who": member_name(place, member), "month": month}
        yield waiting[0].id, t("home.study_to_confirm", **values), str(waiting[-1].get("on") or "")
    if place.desk.member is not None:
        for view in studies.own(place):
            if standing(view) == "changed":
                yield view.id, t("home.study_changed", what=str(view.get("what"))), str(view.get("on") or "")


def _to_confirm(place: Workplace) -> Iterator[tuple[str, str, list[View]]]:
    """Person, month and entries that wait, in the order of the table of self-study; without adding up what does not wait."""
    found: dict[str, dict[str, list[View]]] = {}
    for view in place.repository.holding("study", "state", values=("claimed",)):
        found.setdefault(str(view.get("member")), {}).setdefault(str(view.get("on"))[:7], []).append(view)
    members = [member for rid in found if (member := place.repository.get(rid)) is not None]
    for member in TABLES["studies"].ordered(members):
        if studies.in_charge_of(place, member.id):
            for month, entries in sorted(found[member.id].items()):
                yield member.id, month, sorted(entries, key=lambda view: (str(view.get("on")), view.id))
