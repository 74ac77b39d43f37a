"""Where the page of a study year leads: each page by its name, its class and its keys."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from tui.page import Page


class Lead(msgspec.Struct, frozen=True):
    """`page` is module:class below tui.screens, imported when it is opened; `of_year` = made with the year shown."""

    name: str
    page: str
    keys: str
    of_year: bool = True

    def opened(self, year: int) -> Page:
        """The page."""
        module, _, name = self.page.partition(":")
        found: Callable[..., Page] = getattr(importlib.import_module(f"tui.screens.{module}"), name)
        return found(year) if self.of_year else found()


LEADS = (
    Lead("hours", "hours:HoursPage", "f2,h"),
    Lead("attendance", "attendance_year:AttendancePage", "f3,a"),
    Lead("chart", "year_chart:YearChartPage", "ctrl+e,b"),
    Lead("open_items", "open_items:OpenItemsPage", "ctrl+o,g"),
    Lead("plan_actual", "plan_actual:PlanActualPage", "ctrl+s,p"),
    Lead("reading_cycle", "reading_cycle:ReadingCyclePage", "f9,k"),
    Lead("assessments", "assessments:AssessmentsPage", "ctrl+r,e"),
    Lead("improvements", "improvements:ImprovementsPage", "ctrl+n,i", of_year=False),
    Lead("people", "people:PeoplePage", "ctrl+f,m", of_year=False),
    Lead("rules", "rules:RulesPage", "f8,r", of_year=False),
)
"""In the order in which the page of the year lists them; labels are those of the commands `year.<name>`."""
