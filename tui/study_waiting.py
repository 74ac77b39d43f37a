"""What of self-study waits on Home: others' entries to be confirmed, and one's own that must be claimed anew."""

from __future__ import annotations

from collections.abc import Iterator

from sync.workplace import Workplace
from tui import studies
from tui.i18n import t
from tui.labels import member_name
from tui.year.self_study import standing


def home_lines(place: Workplace) -> Iterator[tuple[str, str, str]]:
    """For Home: an entry that leads there, words and day of each person's month that waits; all of it is private."""
    for claim in studies.claims(place):
        waiting = [view for view in claim.month.entries if standing(view) == "waiting"]
        values = {"n": len(waiting), "who": member_name(place, claim.member.id), "month": claim.month.month}
        yield waiting[0].id, t("home.study_to_confirm", **values), str(waiting[-1].get("on") or "")
    if place.desk.member is not None:
        for view in studies.own(place):
            if standing(view) == "changed":
                yield view.id, t("home.study_changed", what=str(view.get("what"))), str(view.get("on") or "")
