"""What can be said of a person at a roll call, one key each, and how the person is found."""

from __future__ import annotations

from textual.widgets import Input

from sync.cache.view import View
from tui import roll
from tui.i18n import t
from tui.labels import member_name, value_text
from tui.screens.session_panes.jump_line import JumpLine
from tui.screens.session_panes.part import SessionPart
from tui.widgets.record_table import RecordTable

STATUSES = ("present", "late", "left_early", "leave", "absent", "exempt", "observer")
"""In the order of their figures, from 1."""

MARKS = ("unmark", *STATUSES)
"""The commands by figure, from 0."""

FIGURES = (*MARKS, "detail", "verify")
"""What each digit does, from 0."""


class RollMarks(SessionPart):
    """A command a status; `mark` says it of the person under the cursor."""

    written = ""
    """What the line held when `found` was looked for."""
    found: tuple[str, ...] = ()
    """Rows that fit it, best first; none while nothing is written."""

    @property
    def table(self) -> RecordTable:
        """The roll."""
        return self.query_one("#table", RecordTable)

    @property
    def row(self) -> View | None:
        """The row under the cursor."""
        key = self.table.current
        return self.xinde.place.repository.get(key) if key else None

    def mark(self, status: str | None) -> None:
        """Say it of the person under the cursor, as one edit of one row; None: nothing is known yet."""
        if self.row is not None:
            self.run_worker(self._mark(self.row, status))

    async def _mark(self, row: View, status: str | None) -> None:
        place, session = self.xinde.place, self.session
        # Once the roll is done, whoever has no mark counts as present.
        before = row.get("status") or ("present" if session is not None and session.get("roll_call_done") else None)
        # The base is read when the edit is made: the mark before it may still be on its way to the journal.
        done = await self.act(lambda: roll.mark(place, row.id, status))
        if done:
            self.changed_here()
        if done and before not in (None, status):
            # A digit pressed for something else, such as the way to Home, must not change the roll unseen.
            spec, who = place.repository.registry["attendance"], member_name(place, row.get("member"))
            labels = [value_text(place, spec, "status", each) for each in (before, status)]
            self.xinde.say(t("roll_call.changed", who=who, before=labels[0], after=labels[1]))

    def fill_table(self) -> None:
        """Show the rows that were found, or all."""
        raise NotImplementedError

    def show_note(self) -> None:
        """Say whom the cursor is on, and how many were found."""
        raise NotImplementedError

    def do_present(self) -> None:
        """The person is here."""
        self.mark("present")

    def do_late(self) -> None:
        """The person came late."""
        self.mark("late")

    def do_left_early(self) -> None:
        """The person left early."""
        self.mark("left_early")

    def do_leave(self) -> None:
        """The person is on leave."""
        self.mark("leave")

    def do_absent(self) -> None:
        """The person is absent."""
        self.mark("absent")

    def do_exempt(self) -> None:
        """The person does not count."""
        self.mark("exempt")

    def do_observer(self) -> None:
        """The person is an observer."""
        self.mark("observer")

    def do_unmark(self) -> None:
        """Nothing is known of the person yet."""
        self.mark(None)

    # finding a person

    def do_jump(self) -> None:
        """Show the line that finds a person."""
        line = self.query_one(JumpLine)
        line.display = True
        line.focus()

    def find(self, written: str) -> None:
        """Show whom it fits, the cursor on the first; all of them again when it is empty or fits nobody."""
        place = self.xinde.place
        rows = roll.matching(place, roll.rows(place, self.rid), written)
        self.written, self.found = written, tuple(row.id for row in rows)
        self.fill_table()
        if self.found:
            self.table.go_to(self.found[0])
        self.show_note()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow the roll as it is typed."""
        event.stop()
        self.find(event.value)

    def on_jump_line_step(self, message: JumpLine.Step) -> None:
        """The next one of those found, the first after the last; without a name the next row."""
        message.stop()
        if message.written != self.written:
            self.find(message.written)
        table = self.table
        if self.found:
            table.move_cursor(row=(table.cursor_row + message.by) % len(self.found), animate=False)
        elif message.by > 0:
            table.action_cursor_down()
        else:
            table.action_cursor_up()
        self.show_note()

    async def on_jump_line_figure(self, message: JumpLine.Figure) -> None:
        """Mark the person that was found; the line is free for the next name. A name nobody has marks nobody."""
        message.stop()
        if message.written != self.written:
            self.find(message.written)
        if message.written.strip() and not self.found:
            self.xinde.say(t("roll_call.nobody_found", written=message.written.strip()), warning=True)
            return
        await self.action_command(f"{self.SCOPE}.{FIGURES[message.figure]}")
        self.find(self.query_one(JumpLine).value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes to the roll, on the person that was found."""
        event.stop()
        self.close_jump()

    def close_jump(self) -> None:
        """Back to the roll."""
        line = self.query_one(JumpLine)
        with line.prevent(Input.Changed):
            line.clear()
        line.display = False
        self.find("")
        self.table.focus()
