"""The roll call: nobody is present until marked; a figure marks, one key says that all others are present."""

from __future__ import annotations

from collections.abc import Iterable

from textual.widget import Widget
from textual.widgets import Static

from sync.cache.repository import Changed
from tui import leave, roll
from tui.cells import cut
from tui.commands import bindings
from tui.flows import change_state, delete
from tui.i18n import t
from tui.labels import field_label, listed
from tui.people_words import told_apart
from tui.rights import why_not_delete, why_not_new, why_not_write
from tui.screens.confirm import ConfirmDialog
from tui.screens.session import quorum_words
from tui.screens.session_panes import roll_lines
from tui.screens.session_panes.jump_line import JumpLine
from tui.screens.session_panes.roll_detail import RollDetailPage
from tui.screens.session_panes.roll_follow import RollFollow
from tui.screens.session_panes.roll_marks import MARKS
from tui.screens.session_panes.roll_people import RollPeople
from tui.terminal import printable
from tui.widgets.record_table import RecordTable

NAMED = 40
"""People the question before 其余均到 names; more would hide the roll behind it."""


class RollCallPage(RollPeople, RollFollow):
    """The roll call pane."""

    SCOPE = "roll_call"
    BINDINGS = bindings("roll_call")
    PANE = "roll_call"

    def __init__(self, rid: str) -> None:
        super().__init__()
        self.rid = rid

    def body(self) -> Iterable[Widget]:
        """Figures, quorum, others here, the roll, the person under the cursor, the line that finds one, what each digit means."""
        yield from super().body()
        yield Static(id="counts", classes="line", markup=False)
        yield Static(id="quorum", classes="line", markup=False)
        yield Static(id="around", classes="line", markup=False)
        yield Static(id="begin", classes="line", markup=False)
        columns = [("member", -10), ("section", 1), ("status", -10), ("self_status", -8), ("remark", 2)]
        yield RecordTable(columns, self._headings, id="table")
        yield Static(id="empty", classes="empty", markup=False)
        yield Static(id="note", classes="line", markup=False)
        yield JumpLine(id="jump", placeholder=t("roll_call.jump_hint"))
        yield Static(id="legend", classes="line", markup=False)

    def on_mount(self) -> None:
        """The roll has the focus."""
        self.query_one("#jump").display = False
        self.table.focus()

    @property
    def at_hand(self) -> str:
        """The row under the cursor, else the session."""
        return self.table.current or self.rid

    @property
    def _done(self) -> bool:
        return bool(self.session and self.session.get("roll_call_done"))

    def _headings(self) -> list[str]:
        spec = self.xinde.place.repository.registry["attendance"]
        return [field_label(spec, name) for name in ("member", "section", "status", "self_status", "remark")]

    def fill(self) -> None:
        """Show the rows and figures as they are now."""
        self.look_again()
        self.fill_table()
        if self.at is not None:
            self.table.go_to(self.at)
            self.at = None
        session, place = self.session, self.xinde.place
        there = bool(self.table.shown)
        empty = self.query_one("#empty", Static)
        empty.display = not there
        empty.update(t("roll_call.empty", n=0 if there else len(self.missing.people)) if session else t("session.gone"))
        self._line("counts", roll_lines.figures(place, session) if session else "", keep=True)
        self._line("quorum", quorum_words(roll.quorum_of(place, session)) if session and there else "")
        self._line("around", roll_lines.around(place, session) if session else "")
        said = session is not None and (self._done or any(row.get("status") for row in roll.rows(place, self.rid)))
        self._line("begin", self.begin_words() if said else "")
        self._line("legend", roll_lines.legend(place, self._room))
        self.show_note()

    def fill_table(self) -> None:
        """Show the rows that were found, or all."""
        place = self.xinde.place
        rows = {row.id: row for row in roll.rows(place, self.rid)}
        wanted = [rid for rid in self.found if rid in rows] or list(rows)
        done, projecting = self._done, self.xinde.projecting
        self.table.show([(rid, roll_lines.cells(place, rows[rid], done, projecting=projecting)) for rid in wanted])
        self.table.display = bool(rows)
        if rows and self.focused is None:
            self.table.focus()

    def show_note(self) -> None:
        """Whom the cursor is on; while a name is written, how many it fits."""
        place, session, row = self.xinde.place, self.session, self.row
        words = ""
        if self.written.strip():
            words = roll_lines.found_words(place, self.written, self.found, row, self.table.cursor_row + 1)
        elif session is not None and row is not None:
            words = roll_lines.note(place, session, row, projecting=self.xinde.projecting)
        self._line("note", words, keep=True)

    @property
    def _room(self) -> int:
        return max(20, (self.size.width or 80) - 2)

    def _line(self, name: str, words: str, *, keep: bool = False) -> None:
        """Write a line; one that says nothing gives its row to the roll, unless what follows would jump."""
        line = self.query_one(f"#{name}", Static)
        line.display = keep or bool(words)
        # The figures are the one line that may take two rows.
        line.update(printable(words) if name == "counts" else cut(printable(words), self._room, self.xinde.glyphs.more))

    def refresh_all(self) -> None:
        """Headings too, in the language of now."""
        super().refresh_all()
        if self.is_mounted:
            self.table.rebuild()
            self.query_one(JumpLine).placeholder = t("roll_call.jump_hint")

    def records_changed(self, changed: Changed) -> None:
        """A row or the session changed, here or on another device."""
        super().records_changed(changed)
        if changed.kinds & {"attendance", "session"}:
            self.refresh_keys()

    def on_record_table_moved(self, message: RecordTable.Moved) -> None:
        """The key bar may differ from row to row, and the note is about the row."""
        message.stop()
        self.show_note()
        self.refresh_keys()

    def on_data_table_row_selected(self, event: RecordTable.RowSelected) -> None:
        """Enter opens the row's form."""
        event.stop()
        if self.why_not("edit") is None:
            self.do_edit()

    # commands

    def why_not(self, command: str) -> str | None:
        """Roles, the row under the cursor, and whether there is a roll at all."""
        if command in ("next", "previous", "back"):
            return None
        session, place = self.session, self.xinde.place
        if session is None:
            return t("session.gone")
        rows = place.repository.linked("attendance", "session", self.rid)
        if command == "state":
            last = not place.repository.registry["session"].next_states(session.state)
            return t("state.last") if last else None
        if command in ("start", "add"):
            if command == "start" and rows and not self.missing:
                return t("roll_call.complete", n=roll.counts(place, session).expected)
            return why_not_new(place, "attendance", {"session": self.rid, "member": place.desk.member or ""})
        if not rows:
            return t("roll_call.start_first")
        if command == "jump":
            return None
        if command == "done":
            if self._done:
                return t("roll_call.already")
            return why_not_write(place, session, "roll_call_done")
        row = self.row
        if command in ("detail", "makeup", "verify"):
            return self.why_not_follow(command, row)
        if row is None:
            return t("records.no_row")
        if command == "delete":
            return why_not_delete(place, row)
        if command == "unmark" and self._done:
            return t("roll_call.unmark_done")
        return why_not_write(place, row, "status") if command in MARKS else None

    def do_done(self) -> None:
        """Ask once, then say that all others are present; whoever was granted leave is named and marked with it."""
        session, place = self.session, self.xinde.place
        if session is None:
            return
        granted = leave.to_mark(place, session)
        marked = [view for view in granted if leave.may_mark(place, session, view)]
        away = {view.get("member") for view in marked}
        members = [row.get("member") for row in roll.rows(place, self.rid) if row.get("status") is None]
        others = [member for member in members if member not in away]
        parts = [self._names(others)] if others else []
        if marked:
            parts.append(t("roll_call.with_leave", names=self._names(away)))
        if left := [view.get("member") for view in granted if view not in marked]:
            parts.append(t("roll_call.leave_not_yours", names=self._names(left)))

        async def carry_out() -> None:
            done = await self.act(lambda: leave.finish(place, session, marked))
            if done:
                self.xinde.say(t("leave.marked", n=done))

        def answered(yes: bool | None) -> None:
            if yes:
                self.run_worker(carry_out())

        text = "\n\n".join(parts) or t("roll_call.no_others")
        self.app.push_screen(ConfirmDialog(t("roll_call.done_title", n=len(others)), text), answered)

    def _names(self, members: Iterable[str | None]) -> str:
        people = list(members)
        names = listed(told_apart(self.xinde.place, people[:NAMED]))
        return t("roll_call.and_more", names=names) if len(people) > NAMED else names

    def do_edit(self) -> None:
        """The whole row: times, remark, make-up."""
        row = self.row
        if row is not None:
            self.app.push_screen(RollDetailPage(row.id))

    def do_state(self) -> None:
        """Change the state of the session."""
        change_state(self, self.rid)

    def do_delete(self) -> None:
        """Take the person off the roll; undo is one key away."""
        row = self.row
        if row is not None:
            delete(self, row.id)

    def do_back(self) -> None:
        """Close the line, or leave the session."""
        if self.query_one(JumpLine).display:
            self.close_jump()
        else:
            self.dismiss(None)
