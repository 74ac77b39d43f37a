"""An editor for a time that is nearly always on one known day: 9:20 or 0920 is enough, a date may be written all the same."""

from __future__ import annotations

from typing import Any

from sync.records.fields import Field
from tui.said_dates import read_time
from tui.widgets.editors import LineEditor


class ClockEditor(LineEditor):
    """A line that takes a time of `day` (YYYY-MM-DD) by the clock alone; what it holds is marked, so that typing replaces it."""

    def __init__(self, name: str, field: Field, day: str) -> None:
        super().__init__(name, field)
        self.select_on_focus = True
        self._day = day

    def load(self, value: Any) -> None:
        """Show the clock alone where the day is the known one."""
        day, _, clock = str(value or "").partition("T")
        super().load(clock if clock and day == self._day else value)
        if self.has_focus:
            # The first field of a form has the focus before it is loaded.
            self.action_select_all()

    def parsed(self) -> Any:
        """The time as the record holds it; raises FieldProblem."""
        written = self.value_text
        moment = read_time(written, self._day, self._day) if written.strip() else None
        return moment if moment is not None else super().parsed()
