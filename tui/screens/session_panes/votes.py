"""The votes of a session, each with its result and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.widget import Widget
from textual.widgets import Static

from sync.cache.view import View
from tui import ballots
from tui.commands import bindings
from tui.i18n import t
from tui.rights import why_not_delete, why_not_new
from tui.screens.form import FormPage
from tui.screens.pick import Choice, PickDialog
from tui.screens.records import RecordsPage
from tui.screens.session_panes.part import SessionPart
from tui.screens.vote_result import VoteResultPage
from tui.terminal import printable
from tui.widgets.record_table import RecordTable
from tui.year.votes import FIGURES


class VotesPage(SessionPart, RecordsPage):
    """Votes in the order in which they were taken."""

    SCOPE = "votes"
    BINDINGS = bindings("votes")
    PANE = "votes"

    def __init__(self, rid: str) -> None:
        super().__init__("vote", {"session": rid})
        self.rid = rid

    def body(self) -> Iterable[Widget]:
        """Below the table why the vote under the cursor came out as it did."""
        yield from super().body()
        yield Static(id="why", classes="line", markup=False)

    def views(self) -> list[View]:
        """In the order in which they were made."""
        return sorted(self.xinde.place.repository.linked("vote", "session", self.rid), key=lambda view: view.id)

    def column_names(self) -> Sequence[str]:
        """What, the figures, and the result in place of what a record has no field for."""
        return ("matter", "eligible", "present", "in_favour", "against", "abstain", "result")

    def widths(self) -> list[tuple[str, int]]:
        """The matter gets what is left."""
        return [("matter", 1), *((name, -4) for name in self.column_names()[1:-1]), ("result", -14)]

    def headings(self) -> list[str]:
        """Short words above narrow columns."""
        return [t(f"votes.head_{name}") for name in self.column_names()]

    def cells(self, view: View) -> list[str]:
        """The result comes from the rule."""
        figures = [t("votes.none") if view.get(name) is None else str(view.get(name)) for name in FIGURES]
        return [str(view.get("matter")), *figures, ballots.result_words(self.xinde.place, view)]

    def empty_text(self) -> str:
        """What to do first."""
        return super().empty_text() if self._filter.strip() else t("votes.empty")

    def kinds_shown(self) -> set[str]:
        """The rows are made of votes alone."""
        return {"vote"}

    def fill(self) -> None:
        """The reason too."""
        super().fill()
        self._show_why()

    def on_record_table_moved(self, message: RecordTable.Moved) -> None:
        """The reason is that of the row under the cursor."""
        message.stop()
        self._show_why()
        self.refresh_keys()

    def _show_why(self) -> None:
        view = self.current
        words = "  ".join([ballots.reason(self.xinde.place, view), *ballots.warnings(view)]) if view is not None else ""
        self.query_one("#why", Static).update(printable(words))

    # commands

    def why_not(self, command: str) -> str | None:
        """Who enters votes is a matter of roles."""
        if command == "new":
            return why_not_new(self.xinde.place, "vote", self.preset)
        view = self.current
        if command == "delete" and view is not None:
            return why_not_delete(self.xinde.place, view)
        return super().why_not(command)

    def do_open(self) -> None:
        """The result with its rule and figures."""
        view = self.current
        if view is not None:
            self.app.push_screen(VoteResultPage(view.id))

    def do_edit(self) -> None:
        """Its form, the cursor where the counting begins."""
        view = self.current
        if view is not None:
            self.app.push_screen(FormPage("vote", view.id, focus="in_favour"))

    def do_new(self) -> None:
        """A new vote: of what the agenda and the resolutions say, or of something else."""
        choices = ballots.matters(self.xinde.place, self.rid)
        if not choices:
            self._ask(None)
            return

        def picked(answer: list[str] | None) -> None:
            if answer is not None:
                self._ask(answer[0] or None)

        another = Choice(ballots.ANOTHER, t("votes.another"))
        self.app.push_screen(PickDialog(t("votes.pick"), [*choices, another]), picked)

    def _ask(self, about: str | None) -> None:
        place, session = self.xinde.place, self.session
        if session is None:
            return
        proposed = ballots.begun(place, session, about)
        source = place.repository.get(about) if about else None
        preset = {**self.preset, "minute": source.id} if source is not None and source.kind == "minute" else self.preset
        focus = "matter" if not proposed["matter"] else "eligible" if proposed["eligible"] is None else "in_favour"
        if focus == "in_favour" and proposed["present"] is None:
            focus = "present"
        self.app.push_screen(FormPage("vote", None, preset, defaults=lambda: proposed, focus=focus))
