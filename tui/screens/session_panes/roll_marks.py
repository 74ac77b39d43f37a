"""What can be said of a person at a roll call, one key each."""

from __future__ import annotations

from tui.screens.session_panes.part import SessionPart

STATUSES = ("present", "late", "left_early", "leave", "absent", "exempt", "observer")
"""In the order of their figures, from 1."""

MARKS = ("unmark", *STATUSES)
"""The commands by figure, from 0."""


class RollMarks(SessionPart):
    """A command a status; `mark` says it of the person under the cursor."""

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
