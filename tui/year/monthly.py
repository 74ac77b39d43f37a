"""A study year month by month: how many came to the sessions of each, and what of the plan was held in it. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tui.year.by_quarter import stretches
from tui.year.periods import Period
from tui.year.plan_actual import TaskYear
from tui.year.study_year import StudyYear
from tui.year.turnout import Turnout, of_sessions, turnout


class Month(msgspec.Struct, frozen=True):
    """The sessions of one month; `period` None: held sessions without a day."""

    period: Period | None
    turnout: Turnout


class PlanMonth(msgspec.Struct, frozen=True):
    """Of the tasks that have this month: how many were held in it, were not although it is over, and are still to come."""

    period: Period
    held: int
    missing: int
    ahead: int

    @property
    def planned(self) -> int:
        """All of them; one put off or cancelled is asked of no month."""
        return self.held + self.missing + self.ahead


def months_of(year: StudyYear) -> list[Month]:
    """The months that have begun, in order; without access to all sessions of the branch each says so."""
    whole = turnout(year)
    return [Month(each.period, of_sessions(whole, each.ids)) for each in stretches(year, "month", year.held)]


def months_of_plan(rows: Sequence[TaskYear]) -> list[PlanMonth] | None:
    """The months in which something is planned or was held; None where one task's sessions cannot all be read."""
    if any(row.state == "no_access" for row in rows):
        return None
    found: list[PlanMonth] = []
    for cells in zip(*(row.cells for row in rows), strict=True):
        states = [cell.state for cell in cells]
        month = PlanMonth(cells[0].period, *(states.count(state) for state in ("held", "missing", "planned")))
        if month.planned:
            found.append(month)
    return found
