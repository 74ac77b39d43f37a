"""The roll call: nobody is present until marked; a figure marks, one key says that all others are present."""

from __future__ import annotations

from collections.abc import Iterable

from textual.widget import Widget
from textual.widgets import Static

from sync.cache.repository import Changed
from sync.cache.view import View
from tui import roll
from tui.choices import records as choices_of
from tui.commands import bindings
from tui.flows import change_state, delete
from tui.i18n import language, t
from tui.labels import choice_label, field_label, member_name, value_text
from tui.rights import why_not_delete, why_not_new, why_not_write
from tui.screens.confirm import ConfirmDialog
from tui.screens.form import FormPage
from tui.screens.pick import PickDialog
from tui.screens.session import roll_words
from tui.screens.session_panes.jump_line import JumpLine
from tui.screens.session_panes.roll_marks import MARKS, STATUSES, RollMarks
from tui.widgets.record_table import RecordTable
from tui.year.attendance import Expected
from tui.year.attendance import status as counted_as


class RollCallPage(RollMarks):
    """The roll call pane."""

    SCOPE = "roll_call"
    BINDINGS = bindings("roll_call")
    PANE = "roll_call"

    def __init__(self, rid: str) -> None:
        super().__init__()
        self.rid = rid

    def body(self) -> Iterable[Widget]:
        """Figures, roll, the line that finds a person, what each figure means."""
        yield from super().body()
        yield Static(id="counts", classes="line", markup=False)
        columns = [("member", -10), ("section", 1), ("status", -10), ("self_status", -8), ("remark", 2)]
        yield RecordTable(columns, self._headings, id="table")
        yield Static(id="empty", classes="empty", markup=False)
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
    def _row(self) -> View | None:
        key = self.table.current
        return self.xinde.place.repository.get(key) if key else None

    @property
    def _done(self) -> bool:
        return bool(self.session and self.session.get("roll_call_done"))

    def _headings(self) -> list[str]:
        spec = self.xinde.place.repository.registry["attendance"]
        return [field_label(spec, name) for name in ("member", "section", "status", "self_status", "remark")]

    def _cells(self, row: View) -> list[str]:
        place = self.xinde.place
        spec = place.repository.registry["attendance"]
        return [
            member_name(place, row.get("member")),
            value_text(place, spec, "section", row.get("section")),
            value_text(place, spec, "status", counted_as(row, self._done)),
            value_text(place, spec, "self_status", row.get("self_status")),
            row.get("remark") or "",
        ]

    def fill(self) -> None:
        """Show the rows and figures as they are now."""
        session, place = self.session, self.xinde.place
        rows = roll.rows(place, self.rid)
        self.table.show([(row.id, self._cells(row)) for row in rows])
        self.table.display = bool(rows)
        if rows and self.focused is None:
            self.table.focus()
        empty = self.query_one("#empty", Static)
        empty.display = not rows
        empty.update(t("roll_call.empty", n=len(roll.missing(place, session))) if session else t("session.gone"))
        words = roll_words(roll.counts(place, session)) if session else ""
        if self._done and session:
            entry = session.fv.get("roll_call_done")
            who = (entry[1] if entry else None) or place.desk.member
            said = t("roll_call.is_done_by", who=member_name(place, who)) if who else t("roll_call.is_done")
            words = f"{words}  {said}"
        self.query_one("#counts", Static).update(words)
        spec = place.repository.registry["attendance"]
        names = [*(choice_label(spec, "status", name) for name in STATUSES), t("roll_call.unmarked")]
        marks = [f"{n % len(names)} {name}" for n, name in enumerate(names, 1)]
        self.query_one("#legend", Static).update(" ".join(marks) if language() == "en" else "  ".join(marks))

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
        """The key bar may differ from row to row."""
        message.stop()
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
            if command == "start" and rows and not roll.missing(place, session):
                return t("roll_call.complete", n=len(rows))
            return why_not_new(place, "attendance", {"session": self.rid, "member": place.desk.member or ""})
        if not rows:
            return t("roll_call.start_first")
        if command == "jump":
            return None
        if command == "done":
            if self._done:
                return t("roll_call.already")
            return why_not_write(place, session, "roll_call_done")
        row = self._row
        if row is None:
            return t("records.no_row")
        if command == "delete":
            return why_not_delete(place, row)
        return why_not_write(place, row, "status") if command in MARKS else None

    def do_start(self) -> None:
        """Put everybody who is expected on the roll."""
        session = self.session
        if session is not None:
            self._put(roll.missing(self.xinde.place, session))

    def _put(self, people: list[Expected]) -> None:
        async def carry_out() -> None:
            made = await self.act(lambda: roll.put_on_roll(self.xinde.place, self.rid, people))
            if made:
                self.xinde.say(t("roll_call.made", n=made))

        if people:
            self.run_worker(carry_out())
        else:
            self.xinde.say(t("roll_call.nobody"), warning=True)

    def do_add(self) -> None:
        """Put people on the roll who were not expected."""
        place, session = self.xinde.place, self.session
        there = {row.get("member") for row in place.repository.linked("attendance", "session", self.rid)}
        choices = [choice for choice in choices_of(place, "member") if choice.id not in there]

        def picked(answer: list[str] | None) -> None:
            if answer and session is not None:
                self._put([roll.entry(place, session, member) for member in answer])

        self.app.push_screen(PickDialog(t("roll_call.add"), choices, several=True), picked)

    def mark(self, status: str | None) -> None:
        """Say it of the person under the cursor, as one edit of one row."""
        row, desk = self._row, self.xinde.place.desk
        if row is not None:
            rid = row.id
            # The base is read when the edit is made: the mark before it may still be on its way to the journal.
            self.run_worker(self.act(lambda: desk.set(rid, {"status": status})))

    def do_done(self) -> None:
        """Ask once, then say that all others are present."""
        place, desk = self.xinde.place, self.xinde.place.desk
        others = [row for row in roll.rows(place, self.rid) if row.get("status") is None]
        names = t("list.comma").join(member_name(place, row.get("member")) for row in others)

        def answered(yes: bool | None) -> None:
            if yes:
                self.run_worker(self.act(lambda: desk.set(self.rid, {"roll_call_done": True})))

        text = names if others else t("roll_call.no_others")
        self.app.push_screen(ConfirmDialog(t("roll_call.done_title", n=len(others)), text), answered)

    def do_edit(self) -> None:
        """The whole row: times, remark, make-up."""
        row = self._row
        if row is not None:
            self.app.push_screen(FormPage("attendance", row.id))

    def do_state(self) -> None:
        """Change the state of the session."""
        change_state(self, self.rid)

    def do_delete(self) -> None:
        """Take the person off the roll; undo is one key away."""
        row = self._row
        if row is not None:
            delete(self, row.id)

    def do_back(self) -> None:
        """Close the line, or leave the session."""
        if self.query_one(JumpLine).display:
            self.close_jump()
        else:
            self.dismiss(None)
