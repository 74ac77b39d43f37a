"""When keystrokes go to the journal: 0.5 s after the last key, or 0.8 s after the first unsaved one, whichever is first."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.timer import Timer
    from textual.widget import Widget

AFTER_LAST = 0.5
AFTER_FIRST = 0.8


class Autosave:
    """Timers of one screen's editors; `keep(name)` is called when the text of an editor is due."""

    def __init__(self, owner: Widget, keep: Callable[[str], None]) -> None:
        self._owner = owner
        self._keep = keep
        self._last: dict[str, Timer] = {}
        self._first: dict[str, Timer] = {}

    def touch(self, name: str) -> None:
        """A key went into the editor; O(1)."""
        last = self._last.get(name)
        if last is None:
            self._last[name] = self._owner.set_timer(AFTER_LAST, lambda: self._due(name))
            self._first[name] = self._owner.set_timer(AFTER_FIRST, lambda: self._due(name))
        else:
            last.reset()

    def _due(self, name: str) -> None:
        self.drop(name)
        self._keep(name)

    def drop(self, name: str | None = None) -> None:
        """Forget what is due, of one editor or of all: it was saved for good."""
        for each in [name] if name is not None else list(self._last):
            for timers in (self._last, self._first):
                timer = timers.pop(each, None)
                if timer is not None:
                    timer.stop()

    def flush(self) -> None:
        """Keep everything that is due, now."""
        for name in list(self._last):
            self._due(name)
