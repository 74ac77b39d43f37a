"""What can be said of a person at a roll call, one key each, and how the person is found."""

from __future__ import annotations

from textual.events import Key
from textual.widgets import Input

from tui import roll
from tui.pinyin import matches
from tui.screens.session_panes.jump_line import JumpLine
from tui.screens.session_panes.part import SessionPart
from tui.widgets.record_table import RecordTable

STATUSES = ("present", "late", "left_early", "leave", "absent", "exempt", "observer")
"""In the order of their figures, from 1."""

MARKS = ("unmark", *STATUSES)
"""The commands by figure, from 0."""


class RollMarks(SessionPart):
    """A command a status; `mark` says it of the person under the cursor."""

    @property
    def table(self) -> RecordTable:
        """The roll."""
        return self.query_one("#table", RecordTable)

    def mark(self, status: str | None) -> None:
        """Say it of the person under the cursor; None: nothing is known yet."""
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

    def on_input_changed(self, event: Input.Changed) -> None:
        """Go to the first person it fits, from the top."""
        event.stop()
        written = event.value.strip()
        if not written:
            return
        place = self.xinde.place
        for row in roll.rows(place, self.rid):
            member = place.repository.get(str(row.get("member")))
            if member is not None and matches(written, str(member.get("name")), member.get("pinyin_override")):
                self.table.go_to(row.id)
                return

    def on_jump_line_figure(self, message: JumpLine.Figure) -> None:
        """Mark the person that was found; the line is free for the next name."""
        message.stop()
        name = MARKS[message.figure]
        reason = self.why_not(name)
        if reason is not None:
            self.xinde.say(reason, warning=True)
        else:
            self.mark(None if name == "unmark" else name)

    def on_key(self, event: Key) -> None:
        """Arrows move on the roll while the line keeps the focus."""
        moves = {"down": self.table.action_cursor_down, "up": self.table.action_cursor_up}
        if isinstance(self.focused, JumpLine) and event.key in moves:
            event.stop()
            moves[event.key]()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes to the roll."""
        event.stop()
        self.close_jump()

    def close_jump(self) -> None:
        """Back to the roll."""
        line = self.query_one(JumpLine)
        line.clear()
        line.display = False
        self.table.focus()
