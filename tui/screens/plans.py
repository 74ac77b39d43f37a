"""The annual plans, newest year first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sync.cache.view import View
from sync.clock import today
from tui.commands import bindings
from tui.figure_words import missing_words
from tui.i18n import t
from tui.opening import open_record
from tui.rights import why_not_delete, why_not_new
from tui.screens.form import FormPage
from tui.screens.records import RecordsPage
from tui.year.plan_actual import count_done, plan_actual
from tui.years import study_year


class PlansPage(RecordsPage):
    """A row a year, with how many of its tasks are done; Enter opens the plan."""

    SCOPE = "plans"
    BINDINGS = bindings("plans")

    def __init__(self) -> None:
        super().__init__("plan")

    def views(self) -> list[View]:
        """Newest year first."""
        return sorted(super().views(), key=lambda view: view.get("year") or 0, reverse=True)

    def column_names(self) -> Sequence[str]:
        """Year, title, number, state; the tasks stand between."""
        return ("year", "title", "number", "tasks", "state")

    def numbers(self) -> Iterable[str]:
        """Columns of numbers."""
        return ("tasks",)

    def widths(self) -> list[tuple[str, int]]:
        """The title gets most."""
        return [("year", -5), ("title", 3), ("number", 1), ("tasks", -8), ("state", self.label_width("state"))]

    def headings(self) -> list[str]:
        """The tasks are no field of a plan."""
        headings = super().headings()
        headings[3] = t("plans.tasks")
        return headings

    def cells(self, view: View) -> list[str]:
        """Tasks done of all that were not cancelled, as on the page of the study year."""
        cells = super().cells(view)
        rows = plan_actual(study_year(self.xinde.place, int(view.get("year"))))
        done = count_done(rows)
        if done is None or any(row.state == "unknown" for row in rows):
            cells[3] = missing_words("no_access" if done is None else "to_supply")
        else:
            cells[3] = t("plans.done", n=done[0], all=done[1]) if rows else ""
        return cells

    def kinds_shown(self) -> set[str]:
        """What is done rests on tasks and sessions, in the study year of the settings."""
        return {"plan", "task", "session", "settings"}

    def empty_text(self) -> str:
        """What to do first."""
        return super().empty_text() if self._filter.strip() else t("plans.empty")

    def why_not(self, command: str) -> str | None:
        """Who writes plans is a matter of roles."""
        if command == "new":
            return why_not_new(self.xinde.place, "plan", {"year": 0})
        view = self.current
        if command == "delete" and view is not None:
            return why_not_delete(self.xinde.place, view)
        return super().why_not(command)

    def do_open(self) -> None:
        """The plan with its tasks."""
        if self.current is not None:
            open_record(self, self.current.id)

    def do_new(self) -> None:
        """A plan of the first year that has none yet."""
        self.app.push_screen(FormPage("plan", None, defaults=self._defaults, focus="title"))

    def _defaults(self) -> Mapping[str, Any]:
        year = int(today(self.xinde.place.clock)[:4])
        taken = {view.get("year") for view in self.views()}
        while year in taken:
            year += 1
        return {"year": year}
