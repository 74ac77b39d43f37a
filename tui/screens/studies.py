"""自学: one's own entries by date, their months, and a line that takes a new one in as one would say it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from textual.widget import Widget
from textual.widgets import Static

from sync.cache.view import View
from sync.clock import today
from tui import studies
from tui.commands import bindings
from tui.i18n import t
from tui.messages import refusal_text
from tui.rights import why_not_delete
from tui.screens.form import FormPage
from tui.screens.study_line import StudyLine
from tui.terminal import printable
from tui.year.self_study import CLAIM

ASKED_FOR = (*CLAIM, "gained")
"""Fields of the form; what was decided about keeps its claim, and only what was gained is still asked for."""

MONTHS = 4
"""Months the head adds up, the latest ones."""


class StudiesPage(StudyLine):
    """A row an entry, latest first."""

    SCOPE = "studies"
    BINDINGS = bindings("studies")

    def __init__(self) -> None:
        super().__init__("study")

    def body(self) -> Iterable[Widget]:
        """The months, the entries, how the line is understood, the line."""
        yield Static(id="head", markup=False)
        yield from super().body()

    # what is listed

    def heading(self) -> str:
        """How many, and that only what is confirmed counts."""
        return t("studies.heading", n=self.counted(len(self.views())))

    def views(self) -> list[View]:
        """Latest first."""
        return studies.own(self.xinde.place)

    def column_names(self) -> Sequence[str]:
        """When, what, how long, how, and how it stands."""
        return ("on", "what", "minutes", "channel", "state")

    def widths(self) -> list[tuple[str, int]]:
        """What was learned gets what is left."""
        fixed = {"on": -10, "what": 1, "minutes": -6, "channel": self.label_width("channel"), "state": -24}
        return [(name, fixed[name]) for name in self.column_names()]

    def cells(self, view: View) -> list[str]:
        """A refused one with the reason."""
        cells, reason = super().cells(view), view.get("reason")
        words = studies.standing_words(self.xinde.place, view)
        cells[-1] = t("studies.refused_why", state=words, reason=reason) if view.state == "refused" else words
        return cells

    def fill(self) -> None:
        """The months too."""
        super().fill()
        lines = [studies.month_words(month) for month in reversed(studies.own_months(self.xinde.place)[-MONTHS:])]
        head = self.query_one("#head", Static)
        head.display = bool(lines)
        head.update("\n".join(map(printable, lines)))

    def empty_text(self) -> str:
        """How to enter one."""
        return super().empty_text() if self._filter.strip() else t("studies.empty")

    # commands

    def why_not(self, command: str) -> str | None:
        """What was decided about cannot be changed in what was claimed."""
        place, view = self.xinde.place, self.current
        if command == "confirm":
            charge = any(studies.in_charge_of(place, each.id) for each in place.repository.find("member"))
            return None if charge else t("studies.none_in_charge")
        if command in ("withdraw", "again") and view is None:
            return t("records.no_row")
        if view is not None and command == "withdraw":
            if view.state != "claimed":
                return t("studies.decided", state=studies.standing_words(place, view))
            refusal = place.desk.rights.why_not(view, "put", field="state", to="withdrawn")
            return refusal_text(place, refusal) if refusal else None
        if view is not None and command == "again" and view.state not in ("confirmed", "refused"):
            return t("studies.not_decided")
        if view is not None and command == "delete":
            return why_not_delete(place, view)
        return super().why_not(command)

    def do_quick(self) -> None:
        """Go to the line."""
        self.quick.focus()

    def do_new(self) -> None:
        """The form of a new entry, of today."""
        me = self.xinde.place.desk.member
        names = ASKED_FOR if me is not None else ("member", *ASKED_FOR)
        preset = {"member": me} if me is not None else {}
        self.app.push_screen(FormPage("study", None, preset, defaults=self._defaults, focus="what", only=names))

    def _defaults(self) -> Mapping[str, Any]:
        return {"on": today(self.xinde.place.clock)}

    def do_edit(self) -> None:
        """The form; of what was decided about only what was gained."""
        view = self.current
        if view is not None:
            self.app.push_screen(FormPage("study", view.id, only=ASKED_FOR if view.state == "claimed" else ["gained"]))

    async def do_again(self) -> None:
        """Claim it anew, so that it can be corrected and confirmed again; then its form."""
        view, place = self.current, self.xinde.place
        if view is None:
            return
        made = await self.act(lambda: studies.again(place, view.id))
        if made is not None:
            self.app.push_screen(FormPage("study", made, only=ASKED_FOR))

    async def do_withdraw(self) -> None:
        """Take the claim back."""
        view, place = self.current, self.xinde.place
        if view is not None and await self.act(lambda: place.desk.change_state(view.id, "withdrawn")):
            self.xinde.say(t("studies.withdrawn", what=view.get("what")))

    def do_confirm(self) -> None:
        """What others entered and waits."""
        from tui.screens.study_confirm import StudyConfirmPage

        self.app.push_screen(StudyConfirmPage())

    def do_back(self) -> None:
        """Leave the line, close the filter, or leave the page."""
        self.autosave.flush()
        if self.focused is self.quick:
            self.set_focus(self.table if self.table.display else None)
        else:
            super().do_back()
