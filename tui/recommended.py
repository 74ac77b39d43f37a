"""推荐学习: what was recommended, newest first, with one sentence why; never counted per person (DOMAIN.md section 4)."""

from __future__ import annotations

from collections.abc import Iterator

from sync.cache.view import View
from sync.workplace import Workplace
from tui.i18n import t
from tui.labels import member_name, title_of
from tui.moments import day, made, order

SHOWN = 5
"""Lines on Home; the list of all is among the reflections."""

RECOMMENDABLE = ("publication", "session", "material", "document", "book")
"""Kinds that everybody may read, so that a recommendation leads somewhere."""


def recommendations(place: Workplace) -> list[View]:
    """Recommendations that lead somewhere on this device, newest first."""
    found = [view for view in place.repository.find("recommendation") if standing(place, view) is not None]
    return sorted(found, key=lambda view: (order(made(view)), view.id), reverse=True)


def standing(place: Workplace, recommendation: View) -> View | None:
    """What is recommended, as long as it is here and neither deleted nor withdrawn by its author."""
    target = place.repository.get(str(recommendation.get("target")))
    if target is None or target.deleted or (target.kind == "publication" and target.state == "withdrawn"):
        return None
    return target


def home_lines(place: Workplace) -> Iterator[tuple[str, str, str]]:
    """What Home shows: the record it leads to, the words, the day."""
    for view in recommendations(place)[:SHOWN]:
        target = standing(place, view)
        if target is not None:
            who = member_name(place, view.get("author"))
            words = t("home.recommendation", title=title_of(place, target), why=view.get("why"), who=who)
            yield target.id, words, day(place, made(view))


def of_target(place: Workplace, target: str) -> list[View]:
    """Recommendations of one thing, newest first."""
    return [view for view in recommendations(place) if view.get("target") == target]


def own(place: Workplace, target: str) -> View | None:
    """This person's recommendation of it, or None."""
    return next((view for view in of_target(place, target) if view.get("author") == place.desk.member), None)
