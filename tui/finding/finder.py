"""The search of one open data folder: its index is built in pieces when first asked for, and follows every change of a record."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable, Iterator

import msgspec

from sync.cache.repository import Changed
from sync.cache.view import View
from sync.clock import today
from sync.workplace import Workplace
from tui.finding.conditions import Wanted
from tui.finding.entry import LEFT_OUT, entry_of
from tui.finding.index import PROSE, Index
from tui.i18n import language

SLICE = 0.008
"""Seconds a piece of building takes: the lock is free between two."""

PAUSE = 0.004
"""Seconds between two pieces, so that the screen has its turn."""


class Results(msgspec.Struct, frozen=True):
    """Records found, best first, and of how many of how many known ones the texts were looked at."""

    rids: tuple[str, ...]
    read: int
    known: int
    in_texts: bool = False
    """True when even the best has a word only somewhere in its text."""

    @property
    def complete(self) -> bool:
        """True when every record was looked at."""
        return self.read >= self.known


class Finder:
    """Search from any thread; what commits never waits for it."""

    def __init__(self, place: Workplace) -> None:
        self._place = place
        self._index = Index()
        self._lock = threading.Lock()
        self._gathering = threading.Lock()
        self._changed: dict[str, None] = {}
        self._branch_words = False
        self._waiting: list[str] | None = None
        self._known = 0
        self._language = ""
        self.line = ""
        """What was searched last, for the next time the page is opened."""
        self._unwatch = place.repository.watch(self._hear)

    def close(self) -> None:
        """Follow changes no longer."""
        self._unwatch()

    def _hear(self, changed: Changed) -> None:
        with self._gathering:
            self._changed.update(dict.fromkeys(changed.ids))
            self._branch_words = self._branch_words or "settings" in changed.kinds

    # building

    def build(self, stop: Callable[[], bool] = lambda: False) -> None:
        """Read everything not read yet, in pieces; for a thread beside the screen."""
        while not stop() and not self.build_some(SLICE):
            time.sleep(PAUSE)

    def build_some(self, seconds: float = float("inf")) -> bool:
        """Read for so long; True when nothing is left to read."""
        until = time.perf_counter() + seconds
        with self._lock:
            self._begin()
            waiting = self._waiting or []
            while waiting and time.perf_counter() < until:
                self._read(waiting.pop())
            return not waiting

    @property
    def ready(self) -> bool:
        """True when every record was read once."""
        return self._waiting == [] and self._language == language()

    def _begin(self) -> None:
        if self._language != language():
            # States and forms are found by their words in the language of the screen too.
            self._language, self._waiting = language(), None
        if self._waiting is None:
            repository = self._place.repository
            kinds = [spec.name for spec in repository.registry if spec.name not in LEFT_OUT]
            # The last of them is read first: what came last is asked for most.
            self._waiting = [rid for kind in kinds for rid in repository.ids(kind)]
            self._known = len(self._waiting)

    def _read(self, rid: str) -> None:
        view = self._place.repository.get(rid)
        gone = view is None or view.deleted or view.kind in LEFT_OUT or self._went_with(view)
        self._index.put(rid, None if view is None or gone else entry_of(self._place, view))

    def _went_with(self, view: View) -> bool:
        """True for a row of a record that lies in the trash: what it was of leads nowhere, and it comes back with it."""
        repository = self._place.repository
        while (above := repository.registry[view.kind].parent_field) is not None:
            parent = repository.get(str(view.get(above)))
            if parent is None or parent.id == view.id:
                return False
            if parent.deleted:
                return True
            view = parent
        return False

    def _follow(self) -> None:
        """Read again what changed since the last time, and what takes its date from it."""
        with self._gathering:
            changed, self._changed = self._changed, {}
            branch_words, self._branch_words = self._branch_words, False
        if branch_words:
            changed.update(dict.fromkeys(self._place.repository.ids("appointment")))
        touched = dict.fromkeys(each for rid in changed for each in (rid, *self._rows_of(rid)))
        for rid in touched:
            self._read(rid)

    def _rows_of(self, rid: str) -> Iterator[str]:
        repository = self._place.repository
        for spec in repository.registry:
            if spec.parent_field:
                for view in repository.linked(spec.name, spec.parent_field, rid):
                    yield view.id
                    yield from self._rows_of(view.id) if view.kind != "comment" else ()

    # searching

    def search(
        self, wanted: Wanted, *, projecting: bool = False, stop: Callable[[], bool] = lambda: False
    ) -> Results | None:
        """What is found in what was read so far; nothing where a condition cannot be met. None when told to stop."""
        with self._lock:
            self._begin()
            self._follow()
            read = self._known - len(self._waiting or ())
            if wanted.empty or wanted.problems:
                return Results((), read, self._known)
            day = dt.date.fromisoformat(today(self._place.clock)).toordinal()
            found = self._index.search(
                wanted.words,
                wanted.people,
                wanted.test(projecting),
                day,
                stop,
                [time.holds if time is not None else None for time in wanted.times],
            )
        return None if found is None else Results(tuple(found[0]), read, self._known, found[1] >= PROSE * 2)
