"""The minutes: the log above, one line to write in; Enter stamps an entry and the next one can be typed at once."""

from __future__ import annotations

from collections.abc import Iterable

from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Static

from sync.cache.repository import Changed
from sync.cache.view import View
from tui import minutes
from tui.amending import amend_instead
from tui.commands import bindings
from tui.flows import change_state, delete
from tui.i18n import t
from tui.labels import field_label, member_name, title_of, value_text
from tui.rights import why_not_delete, why_not_new, why_not_write
from tui.screens.form import FormPage
from tui.screens.session_panes.aside_pane import AsidePane
from tui.screens.session_panes.minute_commentary import MinuteCommentary
from tui.screens.session_panes.minute_form import MinuteForm
from tui.screens.session_panes.minute_line import MinuteLine
from tui.screens.session_panes.part import ROWS
from tui.terminal import printable
from tui.widgets.record_table import RecordTable

ACTION_LENGTH = 200
"""Characters of an action's text (kinds.toml); a longer entry is cut, and its action links to it."""

SHOWN = ROWS | {"member", "note", "comment", "submission"}
"""Kinds that anything on this page is made of."""

CLOCK = 20.0
"""Seconds between two looks at the clock, for the time an item of the agenda has used."""


class MinutesPage(MinuteCommentary):
    """The minutes pane."""

    SCOPE = "minutes"
    BINDINGS = bindings("minutes")
    PANE = "minutes"
    AUTO_FOCUS = "#line"

    def __init__(self, rid: str) -> None:
        super().__init__()
        self.rid = rid
        self._rows: dict[str, tuple[View, str, tuple[str, ...]]] = {}
        """What the log shows, made anew only for entries that changed; 500 cost 20 ms."""
        self._last: str | None = None
        self._duties: dict[str, str] = {}
        """What entries ask whom to do."""

    def body(self) -> Iterable[Widget]:
        """Log, who speaks, line, and room below it for the window of the input method."""
        yield from super().body()
        columns = [("at", -5), ("entry", -10), ("speaker", -8), ("text", 1)]
        yield Vertical(RecordTable(columns, self._headings, id="log"), id="log-box")
        yield AsidePane(id="asides")
        yield Static(id="progress", classes="line", markup=False)
        yield Static(id="about", classes="line", markup=False)
        yield MinuteLine(id="line", select_on_focus=False)
        yield Static(id="below", markup=False)

    def on_mount(self) -> None:
        """What was half typed is there again, and the line has the focus."""
        self.begin_writing()
        self.line.focus()
        self.set_interval(CLOCK, self.show_progress)

    @property
    def at_hand(self) -> str | None:
        """The entry under the cursor while one moves in the log, else the session."""
        return self.table.current if self.focused is self.table else self.rid

    def _headings(self) -> list[str]:
        spec = self.xinde.place.repository.registry["minute"]
        return [field_label(spec, name) for name in ("at", "entry", "speaker", "text")]

    # showing

    def refresh_all(self) -> None:
        """Headings too, in the language of now."""
        self._rows = {}
        super().refresh_all()
        if self.is_mounted:
            self.table.rebuild()

    def fill(self) -> None:
        """Show the entries as they are now; the line is not touched."""
        entries = self.entries()
        self._duties = minutes.duties(self.xinde.place, self.rid)
        rows = {view.id: self._row(view) for view in entries}
        self._rows = {view.id: (view, self._duties.get(view.id, ""), rows[view.id]) for view in entries}
        self._last = entries[-1].id if entries else None
        self.table.show(list(rows.items()))
        self._follow()
        self.show_asides()
        self.show_about()
        self._show_below()

    def _row(self, view: View) -> tuple[str, ...]:
        known, duty = self._rows.get(view.id), self._duties.get(view.id, "")
        if known is not None and known[0] is view and known[1] == duty:
            return known[2]
        place = self.xinde.place
        return (
            str(view.get("at") or "")[11:16],
            value_text(place, place.repository.registry["minute"], "entry", view.get("entry")),
            member_name(place, view.get("speaker")) if view.get("speaker") else "",
            # Before the text, whose end is cut.
            duty + str(view.get("text") or ""),
        )

    def _follow(self) -> None:
        """While the line has the focus, the last entry is the one at hand."""
        if self._last is not None and self.focused is not self.table:
            self.table.go_to(self._last)

    def _show_below(self) -> None:
        """The whole text of the entry under the cursor, or what to press."""
        entry = self.entry
        if self.focused is self.table and entry is not None:
            words = "\n".join(printable(line) for line in str(entry.get("text")).split("\n"))
            words = "\n".join(filter(None, (printable(self._facts(entry)), words)))
        elif self.asides.display:
            words = ""
        else:
            words = t("minutes.how" if self._last is not None else "minutes.empty")
            if entry is not None and entry.get("entry") == "resolution" and entry.id not in self._duties:
                words = f"{t('minutes.after_resolution')}\n{words}"
        self.query_one("#below", Static).update(words)

    def _facts(self, entry: View) -> str:
        """What the log has no column for."""
        place = self.xinde.place
        item = place.repository.get(str(entry.get("agenda_item") or ""))
        words = [
            t("minutes.about_item", item=title_of(place, item)) if item is not None else "",
            t("minutes.comments_on", who=member_name(place, entry.get("about"))) if entry.get("about") else "",
            self.formal_words(entry),
        ]
        return f" {self.xinde.glyphs.dot} ".join(filter(None, words))

    def records_changed(self, changed: Changed) -> None:
        """Entries of other devices appear; the line stays as it is. A line that was journaled changes nothing here."""
        if not changed.kinds & SHOWN:
            return
        if "member" in changed.kinds:
            self._rows = {}
        super().records_changed(changed)
        if changed.kinds & {"minute", "session", "comment"}:
            self.refresh_keys()

    def on_record_table_moved(self, message: RecordTable.Moved) -> None:
        """Another entry is at hand."""
        message.stop()
        self._show_below()
        self.refresh_keys()

    def on_descendant_focus(self) -> None:
        """In the log, the whole text of an entry is shown below the line; in the line, the last entry is at hand."""
        self._follow()
        self._show_below()

    # commands

    def why_not(self, command: str) -> str | None:
        """Roles, and whether there is an entry at hand."""
        if command in ("next", "previous", "back", "log", "clean"):
            return None
        session, place, entry = self.session, self.xinde.place, self.entry
        if session is None:
            return t("session.gone")
        match command:
            case "state":
                last = not place.repository.registry["session"].next_states(session.state)
                return t("state.last") if last else None
            case "type" | "speaker" | "item" | "about":
                return self.why_not_change(command)
            case "comment":
                return self.why_not_comment()
            case "asides":
                return self.why_not_asides()
            case "item_done":
                return self.why_not_item_done()
            case "action":
                return why_not_new(place, "action", {"session": self.rid})
        if entry is None:
            return t("minutes.no_entry")
        if command == "delete":
            return why_not_delete(place, entry)
        return why_not_write(place, entry, "pos") if command in ("move_up", "move_down") else None

    def do_log(self) -> None:
        """Go to the entries."""
        self.table.focus()

    def on_data_table_row_selected(self, event: RecordTable.RowSelected) -> None:
        """Enter opens the entry."""
        event.stop()
        self.do_edit()

    def do_edit(self) -> None:
        """The form of the entry at hand; of signed minutes an amendment of it."""
        entry = self.entry
        if entry is not None and not amend_instead(self, self.rid, entry.id, str(entry.get("text") or "")):
            self.app.push_screen(MinuteForm(entry.id))

    def do_delete(self) -> None:
        """Delete the entry at hand; undo is one key away."""
        if self.entry is not None:
            delete(self, self.entry.id)

    def do_action(self) -> None:
        """Make an action item, of the entry at hand if there is one."""
        entry = self.entry
        preset = {"session": self.rid, **({"minute": entry.id} if entry else {})}
        text = str(entry.get("text") or "").replace("\n", " ")[:ACTION_LENGTH] if entry else ""
        self.app.push_screen(FormPage("action", None, preset, defaults=lambda: {"text": text}, focus="owner"))

    def do_move_up(self) -> None:
        """The entry goes before the one above it."""
        self._move(-1)

    def do_move_down(self) -> None:
        """The entry goes behind the one below it."""
        self._move(+1)

    def _move(self, by: int) -> None:
        entry, place = self.entry, self.xinde.place
        if entry is not None:
            rid = entry.id
            self.run_worker(self.act(lambda: minutes.move(place, rid, by)))

    def do_state(self) -> None:
        """Change the state of the session."""
        change_state(self, self.rid)

    async def do_back(self) -> None:
        """From the log to the line, from the private notes to that of the minutes, from there out of the session."""
        if self.focused is self.table:
            self.to_line()
            self._follow()
        elif self.in_asides:
            self.close_asides()
        else:
            await self.leaving()
            self.dismiss(None)
