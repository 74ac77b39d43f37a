"""The agenda of a session: its items by number, each of them done or not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sync.cache.view import View
from tui import agenda
from tui.commands import bindings
from tui.i18n import language, t
from tui.preparing import NewRecord, template_agenda
from tui.rights import why_not_delete, why_not_new, why_not_write
from tui.screens.form import FormPage
from tui.screens.records import RecordsPage
from tui.screens.session_panes.part import SessionPart


class AgendaPage(SessionPart, RecordsPage):
    """Items of the agenda."""

    SCOPE = "agenda"
    BINDINGS = bindings("agenda")
    PANE = "agenda"

    def __init__(self, rid: str) -> None:
        super().__init__("agenda_item", {"session": rid})
        self.rid = rid
        self._used: dict[str, int] = {}

    def views(self) -> list[View]:
        """By number."""
        return agenda.items(self.xinde.place, self.rid)

    def rows(self) -> list[tuple[str, list[str]]]:
        """With the time each item took, counted once for all of them."""
        session = self.session
        self._used = agenda.minutes_used(self.xinde.place, session) if session else {}
        return super().rows()

    def kinds_shown(self) -> set[str]:
        """Entries of the minutes are what the time is counted from."""
        return {*super().kinds_shown(), "minute"}

    def column_names(self) -> Sequence[str]:
        """What is done stands last."""
        return ("number", "title", "item_kind", "presenter", "minutes_planned", "done")

    def widths(self) -> list[tuple[str, int]]:
        """The title gets what is left."""
        fixed = {"number": -4, "title": 1, "item_kind": -8, "presenter": -8, "minutes_planned": -9, "done": -6}
        return [(name, fixed[name]) for name in self.column_names()]

    def headings(self) -> list[str]:
        """Minutes used and planned stand in a narrow column."""
        headings = super().headings()
        headings[4] = t("agenda.minutes")
        return headings

    def cells(self, view: View) -> list[str]:
        """An item that is done is ticked; its time is used/planned."""
        cells = super().cells(view)
        cells[-2] = agenda.time_words(self._used.get(view.id), view.get("minutes_planned"))
        cells[-1] = self.xinde.glyphs.yes if view.get("done") else ""
        return cells

    def empty_text(self) -> str:
        """What to do first."""
        return super().empty_text() if self._filter.strip() else t("agenda.empty")

    def why_not(self, command: str) -> str | None:
        """Who writes the agenda is a matter of roles."""
        place, view = self.xinde.place, self.current
        if command == "new":
            return why_not_new(place, "agenda_item", self.preset)
        if command == "template":
            return self._why_no_template() or why_not_new(place, "agenda_item", self.preset)
        if command in ("delete", "done") and view is None:
            return t("records.no_row")
        if command == "delete" and view is not None:
            return why_not_delete(place, view)
        if command == "done" and view is not None:
            return why_not_write(place, view, "done")
        return super().why_not(command)

    def do_new(self) -> None:
        """A new item with the next number."""
        self.app.push_screen(FormPage("agenda_item", None, self.preset, defaults=self._defaults, focus="title"))

    def _defaults(self) -> Mapping[str, Any]:
        return {"number": max((view.get("number") or 0 for view in self.views()), default=0) + 1}

    def _template(self) -> list[NewRecord]:
        session = self.session
        return template_agenda(str(session.get("form")), self.rid, language()) if session else []

    def _why_no_template(self) -> str | None:
        if self.session is None:
            return t("session.gone")
        if self.views():
            return t("agenda.not_empty")
        return None if self._template() else t("agenda.no_template")

    def do_template(self) -> None:
        """The usual agenda of the session's form, as one action."""
        desk, items = self.xinde.place.desk, self._template()

        async def carry_out() -> None:
            made = await self.act(lambda: desk.create_all(items))
            if made:
                self.xinde.say(t("agenda.from_template", n=len(made)))

        self.run_worker(carry_out())

    def do_done(self) -> None:
        """The item is done, or it is not after all."""
        view = self.current
        if view is not None:
            rid, done, desk = view.id, not view.get("done"), self.xinde.place.desk
            self.run_worker(self.act(lambda: desk.set(rid, {"done": done})))
