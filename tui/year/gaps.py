"""未完成事项: all that is still to be done in a study year, by plan, frequency rules and duties (DOMAIN.md section 2, ledger and gaps).

A rule that is off asks nothing. What is due later than in 30 days is not listed; of a year that has not begun only its plan is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import msgspec

from tui.year.gaps_assessment import assessment_items, assessment_needs, is_time
from tui.year.gaps_people import cycle_items, improvement_items, loan_items, own_needs, reflection_items, study_items
from tui.year.gaps_sessions import SCOPES, action_items, makeup_items, session_items
from tui.year.gaps_year import (
    closing_items,
    frequency_items,
    frequency_needs,
    plan_items,
    task_items,
    task_needs,
    workbook_items,
)
from tui.year.open_item import OpenItem, no_access, ordered
from tui.year.owing import Duties
from tui.year.study_year import StudyYear

BRANCH = ("b",)


class Family(msgspec.Struct, frozen=True):
    """Items of one sort: how they are found, the scopes they stand in, and whether any rule asks for them."""

    name: str
    items: Callable[[StudyYear, Duties], Iterable[OpenItem]]
    needs: Callable[[StudyYear], Sequence[str]] = lambda year: BRANCH
    asked: Callable[[StudyYear], bool] = lambda year: True


FAMILIES = (
    Family("plan", plan_items, asked=lambda year: year.rules.rule("W-1") is not None),
    Family("closing", closing_items, asked=lambda year: year.rules.rule("W-1") is not None),
    Family("workbook", workbook_items, lambda year: SCOPES, lambda year: year.rules.rule("W-2") is not None),
    Family("tasks", task_items, task_needs, lambda year: bool(year.tasks)),
    Family("frequency", frequency_items, frequency_needs, lambda year: bool(year.rules.family("F"))),
    Family("sessions", session_items, lambda year: SCOPES),
    Family("makeups", makeup_items, lambda year: SCOPES, lambda year: year.rules.rule("A-3") is not None),
    Family("actions", action_items, lambda year: SCOPES),
    Family("reflections", reflection_items, own_needs),
    Family("cycles", cycle_items, own_needs, lambda year: year.rules.rule("B-1") is not None),
    Family("loans", loan_items, asked=lambda year: year.rules.rule("O-1") is not None),
    Family("studies", study_items, own_needs, lambda year: year.rules.rule("S-1") is not None),
    Family("improvements", improvement_items),
    Family("assessment", assessment_items, assessment_needs, is_time),
)
"""Every sort of thing that can be open, in the order in which they are looked for."""


def open_items(year: StudyYear) -> list[OpenItem]:
    """What is open, late first; see `by_family` for what of it this device lists."""
    return ordered(item for _, items in by_family(year) for item in items)


def by_family(year: StudyYear) -> list[tuple[str, list[OpenItem]]]:
    """What is open by families; of one of which this device does not read everything there is a line that says so.

    A plain member, who reads nobody else's records and nothing of the committee, gets of such a family what he owes and what
    is about himself, without the line. Where the branch's own scope is not here whole, nothing is listed but these lines.
    """
    duties, me = Duties(year), plain_member(year)
    found: list[tuple[str, list[OpenItem]]] = []
    for family in FAMILIES if year.whole.first <= year.today else FAMILIES[:1]:
        lacks = year.lacks(family.needs(year)) if family.asked(year) else []
        if not family.asked(year) or "b" in lacks:
            items = [no_access(family.name, lacks)] if lacks else []
        elif lacks and me is not None:
            items = [item for item in family.items(year, duties) if me in (*item.people, item.values.get("member"))]
        else:
            items = [*([no_access(family.name, lacks)] if lacks else []), *family.items(year, duties)]
        found.append((family.name, items))
    return found


def plain_member(year: StudyYear) -> str | None:
    """Whose device this is, where it reads one person's records and neither the committee's nor anybody else's; None elsewhere."""
    own = [member.id for member in year.people if year.reads(f"r:{member.id}")]
    return own[0] if len(own) == 1 < len(year.people) and not year.reads("c") else None
