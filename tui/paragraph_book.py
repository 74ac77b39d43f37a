"""The index of long paragraphs of this device, brought up to date where it is asked, never where a key waits."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable

from sync.cache.repository import Changed, Repository
from sync.cache.view import View
from tui.year.paragraphs import TEXTS, Equal, ParagraphIndex


class ParagraphBook:
    """Reads every record once, at the first question; later only those that changed."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._index = ParagraphIndex()
        self._asking = threading.Lock()
        self._changed: dict[str, None] = {}
        self._begun = False
        self._unwatch: Callable[[], None] = repository.watch(self._hear)

    def _hear(self, changed: Changed) -> None:
        if self._begun and changed.kinds & TEXTS.keys():
            self._changed.update(dict.fromkeys(changed.ids))

    def equals(self, views: Iterable[View]) -> list[Equal]:
        """Long paragraphs of these records that an earlier one has too.

        For a worker thread, since the first time takes half a second at ten thousand records.
        """
        with self._asking:
            if not self._begun:
                self._begun = True
                # One record at a time: reading them all at once would hold the screen's reads for as long.
                for rid in self._all():
                    self._index.put(self._repository.get(rid), rid)
            while self._changed:
                rid, _ = self._changed.popitem()
                self._index.put(self._repository.get(rid), rid)
            return self._index.equals(views, self._stands)

    def _stands(self, rid: str) -> bool:
        """False for what can no longer be read: a deleted record, and entries whose session was deleted, which stay behind it."""
        view = self._repository.get(rid)
        if view is not None and view.kind == "minute":
            view = self._repository.get(str(view.get("session")))
        return view is not None and not view.deleted

    def _all(self) -> list[str]:
        shadow, queue = self._repository.documents("shadow"), self._repository.documents("queue")
        known = dict.fromkeys(rid for rid, each in shadow if each["type"] in TEXTS)
        known.update(dict.fromkeys(each["op"]["rec"] for _, each in queue if each["op"]["type"] in TEXTS))
        return list(known)
