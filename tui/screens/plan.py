"""A year's plan: its head in a few lines, its tasks by number, and the way from a task to a session."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from sync.cache.repository import Changed
from sync.cache.view import View
from tui.carrying import carry_over, why_not_carry
from tui.commands import bindings
from tui.flows import change_state
from tui.i18n import t
from tui.labels import state_label
from tui.plan_head import head
from tui.plan_months import month_span
from tui.rights import why_not_delete, why_not_edit, why_not_new
from tui.screens.form import FormPage
from tui.screens.new_session import from_task, monthly, why_not_monthly
from tui.screens.plan_actual import PlanActualPage
from tui.screens.plan_versions import PlanVersionsPage
from tui.screens.records import RecordsPage
from tui.year.plan_actual import plan_actual
from tui.years import study_year

SECTION_ROLES = ("leader", "section_head")
"""Whether these may add a task depends on its section, which is not known before it is written."""


class PlanPage(RecordsPage):
    """One plan and its tasks."""

    SCOPE = "plan"
    BINDINGS = bindings("plan")

    def __init__(self, rid: str) -> None:
        super().__init__("task", {"plan": rid})
        self.rid = rid
        self._enough: frozenset[str] = frozenset()
        """Tasks of which as much was held as was planned, whatever their state says."""

    @property
    def plan(self) -> View | None:
        """The plan, or None when this device no longer knows it."""
        view = self.xinde.place.repository.get(self.rid)
        return view if view is not None and not view.deleted else None

    def heading(self) -> str:
        """State and title of the plan."""
        plan = self.plan
        if plan is None:
            return t("plan.gone")
        spec = self.xinde.place.repository.registry["plan"]
        dot = self.xinde.glyphs.dot
        title = str(plan.get("title") or t("plan.of_year", year=plan.get("year")))
        return f"{state_label(spec, plan.state)} {dot} {title}"

    def body(self) -> Iterable[Widget]:
        """The head, then the tasks."""
        yield Static(id="head", markup=False)
        yield from super().body()

    def fill(self) -> None:
        """Head and tasks as they are now."""
        plan, app = self.plan, self.xinde
        if not self._narrowing:
            self._enough = self._held_enough(plan) if plan is not None else frozenset()
        super().fill()
        width = self.size.width or 80
        lines = head(app.place, plan, width, projecting=app.projecting) if plan else []
        self.query_one("#head", Static).update(Content("\n").join(lines))

    # tasks

    def _held_enough(self, plan: View) -> frozenset[str]:
        year = plan.get("year")
        rows = plan_actual(study_year(self.xinde.place, year)) if isinstance(year, int) else []
        return frozenset(row.task.id for row in rows if row.state == "done")

    def views(self) -> list[View]:
        """By number."""
        tasks = self.xinde.place.repository.linked("task", "plan", self.rid)
        return sorted(tasks, key=lambda view: (view.get("number") or 0, view.id))

    def column_names(self) -> Sequence[str]:
        """What is to be done, how, when, by whom, how far."""
        return ("number", "topic", "track", "form", "month_from", "owner", "state")

    def widths(self) -> list[tuple[str, int]]:
        """The topic gets what is left."""
        # With the sign of what is done, which stands behind a state that nobody changed since.
        state = self.label_width("state") - 2
        fixed = {
            "number": -4,
            "topic": 1,
            "track": self.label_width("track"),
            "form": self.label_width("form"),
            "month_from": -5,
            "owner": -6,
            "state": state,
        }
        return [(name, fixed[name]) for name in self.column_names()]

    def headings(self) -> list[str]:
        """Both months stand in one column."""
        headings = super().headings()
        headings[4] = t("plan.months")
        return headings

    def cells(self, view: View) -> list[str]:
        """From month to month; a task that is planned still although all of it was held is marked, as it is counted as done."""
        cells = super().cells(view)
        if view.id in self._enough and view.state == "planned":
            cells[6] += f" {self.xinde.glyphs.yes}"
        cells[4] = month_span(view.get("month_from"), view.get("month_to")) or t("value.unknown")
        return cells

    def kinds_shown(self) -> set[str]:
        """The plan stands in the head, with the session it was discussed in and its version."""
        return {*super().kinds_shown(), "plan", "plan_version", "session"}

    def records_changed(self, changed: Changed) -> None:
        """The keys depend on the plan's state too."""
        super().records_changed(changed)
        if changed.kinds & self.kinds_shown():
            self.refresh_keys()

    def empty_text(self) -> str:
        """What to do first."""
        return super().empty_text() if self._filter.strip() else t("plan.empty")

    # commands

    def why_not(self, command: str) -> str | None:
        """Roles, the plan's state, and the row under the cursor."""
        plan, place, task = self.plan, self.xinde.place, self.current
        if command in ("back", "filter"):
            return None
        if plan is None:
            return t("plan.gone")
        if command == "new":
            reason = why_not_new(place, "task", self.preset)
            member = place.desk.member
            by_section = member is not None and place.desk.facts.roster.has_role(member, *SECTION_ROLES)
            return None if by_section else reason
        if command == "plan_state" and not place.repository.registry["plan"].next_states(plan.state):
            return t("state.last")
        if command == "carry":
            return why_not_carry(place, plan)
        if command == "edit_plan":
            return why_not_edit(place, plan)
        if command in ("actual", "versions"):
            return None
        if command in ("session", "monthly") and task is None:
            return t("records.no_row")
        if command == "monthly" and task is not None:
            return why_not_monthly(place, task)
        if command == "delete" and task is not None:
            return why_not_delete(place, task)
        return super().why_not(command)

    def do_new(self) -> None:
        """A new task with the next number."""
        self.app.push_screen(FormPage("task", None, self.preset, defaults=self._defaults, focus="topic"))

    def _defaults(self) -> Mapping[str, Any]:
        return {"number": max((view.get("number") or 0 for view in self.views()), default=0) + 1}

    def do_session(self) -> None:
        """A session for this task, filled in from it."""
        if self.current is not None:
            from_task(self, self.current)

    def do_monthly(self) -> None:
        """A session for each month of this task that has none."""
        if self.current is not None:
            monthly(self, self.current)

    def do_edit_plan(self) -> None:
        """The form of the plan."""
        self.app.push_screen(FormPage("plan", self.rid))

    def do_plan_state(self) -> None:
        """The next state of the plan."""
        change_state(self, self.rid)

    def do_actual(self) -> None:
        """The tasks against the months of the year."""
        if self.plan is not None:
            self.app.push_screen(PlanActualPage(int(self.plan.get("year"))))

    def do_versions(self) -> None:
        """What was approved, and what has changed since."""
        self.app.push_screen(PlanVersionsPage(self.rid))

    def do_carry(self) -> None:
        """Tasks into next year's plan."""
        if self.plan is not None:
            carry_over(self, self.plan)
