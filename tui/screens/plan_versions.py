"""定稿: the versions of a plan that were approved, and what the plan as it stands has that the last one has not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from sync.approving import versions
from sync.cache.view import View
from tui import plan_text
from tui.approvals import approved_at, approved_by
from tui.commands import bindings
from tui.i18n import t
from tui.labels import title_of
from tui.moments import moment
from tui.plan_text import NOW
from tui.screens.pick import Choice, PickDialog
from tui.screens.plan_difference import PlanDifferencePage
from tui.screens.records import RecordsPage
from tui.terminal import printable


class PlanVersionsPage(RecordsPage):
    """A row a version, newest first; Enter shows what it says."""

    SCOPE = "plan_versions"
    BINDINGS = bindings("plan_versions")

    def __init__(self, rid: str) -> None:
        super().__init__("plan_version", {"plan": rid})
        self.rid = rid

    def heading(self) -> str:
        """Of which plan."""
        plan = self.xinde.place.repository.get(self.rid)
        return t("versions.title", title=title_of(self.xinde.place, plan)) if plan is not None else t("plan.gone")

    def body(self) -> Iterable[Widget]:
        """A line on the plan as it stands, then the versions."""
        yield Static(id="since", classes="line", markup=False)
        yield from super().body()

    def fill(self) -> None:
        """Both as they are now."""
        super().fill()
        self.query_one("#since", Static).update(Content(printable(plan_text.since_last(self.xinde.place, self.rid))))

    def views(self) -> list[View]:
        """Newest first."""
        return versions(self.xinde.place.repository, self.rid)[::-1]

    def column_names(self) -> Sequence[str]:
        """Number, whose approval, when, why it was made."""
        return ("number", "approved_by", "when", "reason")

    def widths(self) -> list[tuple[str, int]]:
        """Whose approval may name two people."""
        return [("number", -4), ("approved_by", 3), ("when", -16), ("reason", 3)]

    def headings(self) -> list[str]:
        """When it was made is no field of its own."""
        headings = super().headings()
        headings[2] = t("versions.when")
        return headings

    def cells(self, view: View) -> list[str]:
        """One version."""
        place = self.xinde.place
        at = approved_at(view)
        when = moment(place, at) if at else t("value.unknown")
        return [str(view.get("number")), approved_by(place, view), when, str(view.get("reason") or "")]

    def kinds_shown(self) -> set[str]:
        """What the plan is now is compared too."""
        return {"plan_version", "plan", "task", "member"}

    def empty_text(self) -> str:
        """How a version comes about."""
        return super().empty_text() if self._filter.strip() else t("versions.empty")

    # commands

    def why_not(self, command: str) -> str | None:
        """All but leaving need a version; the first has none before it."""
        if command in ("back", "filter"):
            return None
        view = self.current
        if view is None:
            return t("records.no_row")
        if command in ("compare", "other") and len(self.views()) == 1:
            return t("versions.only_one")
        if command == "compare" and plan_text.before(self.xinde.place, self.rid, self._number(view)) is None:
            return t("versions.first")
        return None

    @staticmethod
    def _number(view: View) -> int:
        return int(view.get("number"))

    def do_open(self) -> None:
        """What the version says, whole."""
        if self.current is not None:
            self.app.push_screen(PlanDifferencePage(self.rid, None, self._number(self.current)))

    def do_compare(self) -> None:
        """With the version before it."""
        view = self.current
        before = plan_text.before(self.xinde.place, self.rid, self._number(view)) if view is not None else None
        if view is not None and before is not None:
            self.app.push_screen(PlanDifferencePage(self.rid, before, self._number(view)))

    def do_now(self) -> None:
        """With the plan as it stands."""
        if self.current is not None:
            self.app.push_screen(PlanDifferencePage(self.rid, self._number(self.current), NOW))

    def do_other(self) -> None:
        """With any other version."""
        view = self.current
        if view is None:
            return
        number = self._number(view)

        def picked(answer: list[str] | None) -> None:
            if answer:
                older, newer = sorted((number, int(answer[0])))
                self.app.push_screen(PlanDifferencePage(self.rid, older, newer))

        numbers = [self._number(each) for each in self.views() if each.id != view.id]
        choices = [Choice(str(each), plan_text.name(each)) for each in numbers]
        self.app.push_screen(PickDialog(t("versions.compare_with", version=plan_text.name(number)), choices), picked)
