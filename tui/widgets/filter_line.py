"""The line below a list that narrows it: hidden until it is asked for, empty again when it closes."""

from __future__ import annotations

from tui.i18n import t
from tui.widgets.lines import Line


class FilterLine(Line):
    """`hint` is the id of what the empty line says; the page hears `Input.Changed` and decides what fits."""

    def __init__(self, hint: str = "records.filter_hint") -> None:
        super().__init__(id="filter", classes="filter", placeholder=t(hint))
        self._hint = hint

    def open(self) -> None:
        """Show the line, the cursor in it."""
        self.add_class("-open")
        self.focus()

    def close(self) -> bool:
        """Empty and hide the line; False when it was not open."""
        if not self.has_class("-open"):
            return False
        self.value = ""
        self.remove_class("-open")
        return True

    def speak(self) -> None:
        """The hint in the language of now."""
        self.placeholder = t(self._hint)
