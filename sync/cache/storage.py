"""TinyDB's storage on a journal: a change is on the disk before anybody sees it, and costs its own size, not the file's."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Mapping
from typing import Any

from tinydb.storages import Storage

from sync.cache import formats, snapshot
from sync.cache.compaction import Compaction
from sync.cache.disk import Disk, OsDisk
from sync.cache.errors import CacheClosed, CacheDamaged, CacheError, CacheNewer, CacheStopped, CompactionFailed
from sync.cache.journal import Document, Ident
from sync.cache.recovery import Recovered, recover
from sync.cache.rows import differences, shown
from sync.cache.store import Store

__all__ = [
    "CacheClosed",
    "CacheDamaged",
    "CacheError",
    "CacheNewer",
    "CacheStopped",
    "Change",
    "CompactionFailed",
    "JournalStorage",
    "Recovered",
    "recover",
]

Change = tuple[str, Ident | None, Mapping[str, Any] | None]
"""Table, id, and the document from now on, or None when it is deleted; an id of None empties the table."""

COMPACT_ABOVE = 4 * 1024 * 1024
"""Bytes of journal below which compacting is not worth a snapshot."""


class JournalStorage(Store, Storage):
    """The tables of one folder for TinyDB and for the repository, with compaction.

    Opening raises CacheDamaged or CacheNewer and has then written nothing; CacheStopped when a new store cannot be made.
    The caller holds the folder's lock (sync.cache.lock).
    """

    def __init__(
        self, folder: str, disk: Disk | None = None, *, compact_above: int = COMPACT_ABOVE, today: str = ""
    ) -> None:
        super().__init__(folder, disk or OsDisk())
        self._compact_above = compact_above
        # Taken before the locks of the store, never inside them.
        self._compacting = threading.RLock()
        self._compaction: Compaction | None = None
        self._not_before = 0
        """Bytes of journal at which a failed compaction is tried again."""
        if self.found_format < snapshot.CACHE_FORMAT:
            self._bring_up(today)
        elif today:
            # What cannot be removed today is removed some other day.
            with contextlib.suppress(OSError):
                formats.forget(self._disk, folder, today)

    def _bring_up(self, today: str) -> None:
        """Go on in this version's format: the old files are kept, and nothing is written in the old one any more."""
        try:
            formats.keep(self._disk, self.folder, self.found_format, today)
            with self._memory:
                # A step changes documents, not what is written of them.
                self._all()
                formats.bring_up(self._tables, self.found_format)
            self.compact_now()
        except (OSError, CompactionFailed) as error:
            self.close()
            raise CacheStopped(error if isinstance(error, OSError) else OSError(str(error))) from error

    # TinyDB's three methods

    def read(self) -> dict[str, dict[str, Any]] | None:
        """Everything, as copies with ids as strings, or None when there is no table; slow, for TinyDB's stock table."""
        self.check_open()
        with self.reading():
            tables = self._all()
        return {name: shown(rows) for name, rows in tables.items()} or None

    def write(self, data: dict[str, dict[str, Any]]) -> None:
        """Make `data` the whole content: what differs from now is one transaction."""
        with self.writing():
            self.commit(differences(self._all(), data))

    def _all(self) -> dict[str, dict[Ident, Document]]:
        """A copy of every table, every document of the snapshot read."""
        return {name: dict(self.table(name).items()) for name in self._tables}

    def close(self) -> None:
        """Let the files go; everything committed is on the disk already."""
        with self._compacting, self._writing:
            if not self._closed:
                self._closed = True
                self._abandon()
                self._let_file_go()

    # compaction

    def compaction_due(self) -> bool:
        """True when the journal is longer than max(4 MiB, half the snapshot), or a compaction is under way."""
        if self._compaction is not None:
            return True
        if self._not_before:
            return self.journal_size > self._not_before
        # A damaged newest snapshot was passed over: opening hangs on the one before until a new one is written.
        only_one_left = self.passed_over is not None
        return only_one_left or self.journal_size > max(self._compact_above, self.snapshot_size // 2)

    def compact_step(self, max_seconds: float, clock: Callable[[], float]) -> bool:
        """Work on the next snapshot for at most `max_seconds` (with disk syncs as steps of their own); True when finished.

        Commits go on between and during the steps. The previous generation is kept, older ones are removed. Raises
        CompactionFailed (nothing is lost, changes are accepted) or CacheStopped.
        """
        with self._compacting:
            self.check_open()
            try:
                if self._compaction is None:
                    self._compaction = Compaction(self._disk, self.folder, *self._begin_generation())
                elif self._compaction.step(max_seconds, clock):
                    finished, self._compaction = self._compaction, None
                    self.passed_over, self._not_before = None, 0
                    self._settle_on(finished.header, finished.size)
                    return True
            except OSError as error:
                self._give_up()
                raise CompactionFailed(error) from error
            except CompactionFailed:
                self._give_up()
                raise
            except BaseException:
                # A slice that was interrupted is not complete; the snapshot would lack its records.
                self._abandon()
                raise
            return False

    def compact_now(self) -> None:
        """Compact from the present state in one go; raises as `compact_step`."""
        with self._compacting:
            self._abandon()
            while not self.compact_step(float("inf"), lambda: 0.0):
                pass

    def purge(self) -> None:
        """Remove the bytes of everything deleted from all files of the folder (PROTOCOL.md section 12); raises as `compact_step`.

        Compacts twice, so that the previous generation is clean too and still there. What failed is to be called again.
        """
        with self._compacting:
            self.compact_now()
            self.compact_now()

    def _give_up(self) -> None:
        """After an error: try again when there is much more to gain."""
        self._not_before = self.journal_size + self._compact_above
        self._abandon()

    def _abandon(self) -> None:
        if self._compaction is not None:
            unfinished, self._compaction = self._compaction, None
            # What cannot be removed now is removed when the folder is opened again.
            with contextlib.suppress(OSError):
                unfinished.abandon()
