"""The sessions, latest first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sync.cache.view import View
from tui.commands import bindings
from tui.i18n import t
from tui.labels import state_label, title_of
from tui.opening import open_record
from tui.projecting import is_private
from tui.rights import why_not_delete
from tui.screens.new_session import new_session
from tui.screens.pick import Choice, PickDialog
from tui.screens.records import RecordsPage

UNFINISHED = ("planned", "running", "writing", "submitted", "returned", "postponed")
"""States in which something is still to be done."""


class SessionsPage(RecordsPage):
    """A row a session; Enter opens it. F3 shows those of one state."""

    SCOPE = "sessions"
    BINDINGS = bindings("sessions")

    def __init__(self, states: str = "") -> None:
        super().__init__("session")
        self._states = states
        """A state, "unfinished", or "" for all."""

    def heading(self) -> str:
        """How many, and which of them."""
        words = super().heading()
        return f"{words} {self.xinde.glyphs.dot} {self._states_label(self._states)}" if self._states else words

    def _states_label(self, name: str) -> str:
        if name in ("", "unfinished"):
            return t(f"sessions.{name or 'all'}")
        return state_label(self.xinde.place.repository.registry["session"], name)

    def views(self) -> list[View]:
        """Latest first, those of the states chosen."""
        found = latest_first(self._all())
        wanted = UNFINISHED if self._states == "unfinished" else (self._states,)
        return [view for view in found if view.state in wanted] if self._states else found

    def _all(self) -> list[View]:
        found = super().views()
        return [view for view in found if not is_private(view)] if self.xinde.projecting else found

    def column_names(self) -> Sequence[str]:
        """When, what, who, how far."""
        return ("start", "form", "title", "host", "state")

    def widths(self) -> list[tuple[str, int]]:
        """The title gets what is left."""
        fixed = {"start": -10, "title": 1, "host": -8, "state": self.label_width("state")}
        fixed["form"] = self.label_width("form", most=17)
        return [(name, fixed[name]) for name in self.column_names()]

    def cells(self, view: View) -> list[str]:
        """The day is enough here; a session without a title is called by its form."""
        cells = super().cells(view)
        cells[0] = str(view.get("start") or t("value.unknown"))[:10]
        cells[2] = title_of(self.xinde.place, view)
        return cells

    def empty_text(self) -> str:
        """What to do first."""
        if self._states and not self._filter.strip():
            return t("sessions.none_of_state", state=self._states_label(self._states))
        return super().empty_text() if self._filter.strip() else t("sessions.empty")

    def why_not(self, command: str) -> str | None:
        """Everybody may open a session; deleting one is a matter of roles."""
        view = self.current
        if command == "delete" and view is not None:
            return why_not_delete(self.xinde.place, view)
        return super().why_not(command)

    def do_open(self) -> None:
        """The session with its panes."""
        if self.current is not None:
            open_record(self, self.current.id)

    def do_new(self) -> None:
        """A new session: empty, from a task, by a template, or like the last one."""
        new_session(self)

    def do_import(self) -> None:
        """Sessions of years past from a spreadsheet."""
        from tui.import_flow import open_import

        open_import(self.xinde, "sessions")

    def do_by_state(self) -> None:
        """Show sessions of one state."""
        there = Counter(view.state for view in self._all())
        spec = self.xinde.place.repository.registry["session"]
        amounts = {
            "": there.total(),
            "unfinished": sum(there[state] for state in UNFINISHED),
            **{s: there[s] for s in spec.states},
        }
        choices = [Choice(name, self._states_label(name), str(amount)) for name, amount in amounts.items()]

        def picked(answer: list[str] | None) -> None:
            if answer:
                self._states = answer[0]
                self.refresh_all()

        self.app.push_screen(PickDialog(t("sessions.by_state"), choices, chosen=[self._states]), picked)


def latest_first(views: Sequence[View]) -> list[View]:
    """Sessions by their start; those without one last."""
    return sorted(views, key=lambda view: (view.get("start") or "", view.id), reverse=True)
