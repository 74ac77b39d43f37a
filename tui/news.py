"""What other threads tell the app: records changed, sync has news, keystrokes are in the journal."""

from __future__ import annotations

from collections.abc import Callable

from textual.message import Message

from sync.cache.repository import Changed
from sync.loop import Status


class RecordsChanged(Message):
    """Records changed on this device, by this person, by another window or by sync."""

    def __init__(self, changed: Changed) -> None:
        super().__init__()
        self.changed = changed


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
