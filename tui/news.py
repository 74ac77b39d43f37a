"""What other threads tell the app: records changed, sync has news, keystrokes are in the journal."""

from __future__ import annotations

import threading
from collections.abc import Callable

from textual.message import Message

from sync.cache.repository import Changed
from sync.loop import Status


class RecordsChanged(Message):
    """Records changed on this device, by this person, by another window or by sync; `Gathered` holds which."""


class Gathered:
    """Changes of records since the screen last looked: a hundred commits in a row are looked at once, not a hundred times."""

    def __init__(self, post: Callable[[Message], object]) -> None:
        self._post = post
        self._lock = threading.Lock()
        self._changed: Changed | None = None

    def hear(self, changed: Changed) -> None:
        """Called in the committing thread."""
        with self._lock:
            before, self._changed = self._changed, merged(self._changed, changed)
        if before is None:
            self._post(RecordsChanged())

    def take(self) -> Changed | None:
        """What changed since the last call, or None."""
        with self._lock:
            changed, self._changed = self._changed, None
        return changed


def merged(one: Changed | None, two: Changed) -> Changed:
    """Two commits as one."""
    if one is None:
        return two
    return Changed(one.ids | two.ids, one.kinds | two.kinds, one.tables | two.tables)


class StatusChanged(Message):
    """The sync loop has news for the status cell."""

    def __init__(self, status: Status) -> None:
        super().__init__()
        self.status = status


class Journaled(Message):
    """Keystrokes are in the journal, or the disk refused them; `done` belongs to the screen that asked."""

    def __init__(self, done: Callable[[Exception | None], None], failed: Exception | None) -> None:
        super().__init__()
        self.done = done
        self.failed = failed
