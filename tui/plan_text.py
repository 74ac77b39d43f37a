"""Which contents of a plan can be put beside each other: its versions, and the plan as it stands."""

from __future__ import annotations

from sync.approving import PlanContent, as_it_stands, read, versions
from sync.cache.view import View
from sync.workplace import Workplace
from tui.i18n import t
from tui.plan_words import Line, content_lines, difference_lines
from tui.year.plan_difference import PlanDifference, difference

NOW = 0
"""In the place of a version's number: the plan as it stands."""


def version(place: Workplace, plan: str, number: int) -> View | None:
    """A version of a plan by its number."""
    return next((each for each in versions(place.repository, plan) if each.get("number") == number), None)


def content(place: Workplace, plan: str, number: int) -> PlanContent | None:
    """What a version holds, or the plan as it stands; None when it is not here, or cannot be read by this program."""
    if number == NOW:
        view = place.repository.get(plan)
        return as_it_stands(view, place.repository.linked("task", "plan", plan)) if view is not None else None
    held = version(place, plan, number)
    try:
        return read(held) if held is not None else None
    except ValueError:
        return None


def compared(place: Workplace, plan: str, before: int, after: int) -> PlanDifference | None:
    """What makes one content of the other; None when one of them cannot be read."""
    old, new = content(place, plan, before), content(place, plan, after)
    return difference(old, new) if old is not None and new is not None else None


def last(place: Workplace, plan: str) -> int | None:
    """The number of the newest version; None before the first."""
    found = versions(place.repository, plan)
    return int(found[-1].get("number")) if found else None


def before(place: Workplace, plan: str, number: int) -> int | None:
    """The number of the version before; None of the first."""
    earlier = [int(each.get("number")) for each in versions(place.repository, plan) if each.get("number") < number]
    return max(earlier, default=None)


def name(number: int) -> str:
    """What a content is called."""
    return t("versions.now") if number == NOW else t("versions.number", n=number)


def whole_text(place: Workplace, plan: str, number: int) -> list[Line]:
    """A content as text."""
    held = content(place, plan, number)
    return content_lines(place, held) if held is not None else [Line(t("versions.unreadable"))]


def difference_text(place: Workplace, plan: str, old: int, new: int) -> list[Line]:
    """What differs between two contents, as text."""
    found = compared(place, plan, old, new)
    return difference_lines(place, found) if found is not None else [Line(t("versions.unreadable"))]


def since_last(place: Workplace, plan: str) -> str:
    """One line: what the plan as it stands has that its newest version has not."""
    number = last(place, plan)
    if number is None:
        return t("versions.none")
    found = compared(place, plan, number, NOW)
    if found is None:
        return t("versions.unreadable")
    if not found.count:
        return t("versions.unchanged", n=number)
    return t("versions.changed_since", n=number, fields=len(found.plan), tasks=len(found.tasks))
