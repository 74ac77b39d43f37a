"""Writing the next snapshot in small slices while the journal runs on."""

from __future__ import annotations

import zlib
from collections.abc import Callable

from sync.cache import snapshot
from sync.cache.disk import AppendFile, Disk
from sync.cache.journal import Tables
from sync.cache.snapshot import Header

SLICE_BYTES = 256 * 1024
"""A slice ends here too, so that one write to the page cache stays far below 2 ms."""
SYNC_BYTES = 1024 * 1024
"""Synced piece by piece: a commit that meets one sync of 25 MB would wait for all of it."""


class Compaction:
    """One snapshot in the making; `tables` must not change any more (copies of the tables, sharing the documents)."""

    def __init__(self, disk: Disk, folder: str, header: Header, tables: Tables) -> None:
        self.header = header
        self.size = 0
        self._disk = disk
        self._folder = folder
        self._path = snapshot.path_of(folder, header.generation)
        self._beside = self._path + ".tmp"
        self._lines = snapshot.record_lines(tables)
        self._count = 0
        self._total = 0
        self._unsynced = 0
        self._whole = False
        self._file: AppendFile | None = None

    def step(self, max_seconds: float, clock: Callable[[], float]) -> bool:
        """Write for at most `max_seconds`, or sync, or finish; True when the snapshot is durable under its name.

        Raises OSError; the snapshot is then to be abandoned. A sync takes as long as it takes, but holds no lock.
        """
        if self._file is None:
            self._file = self._disk.append(self._beside)
            self._file.truncate(0)
            self._write(self._file, snapshot.header_line(self.header))
        elif self._unsynced >= SYNC_BYTES or self._whole:
            self._file.sync()
            self._unsynced = 0
            if self._whole:
                self._file.close()
                self._disk.rename(self._beside, self._path)
                self._disk.sync_folder(self._folder)
                return True
        else:
            self._write_slice(self._file, clock() + max_seconds, clock)
        return False

    def abandon(self) -> None:
        """Remove what was written; raises OSError, after which opening the folder removes it."""
        if self._file is not None:
            self._file.close()
            self._file = None
            if self._disk.exists(self._beside):
                self._disk.remove(self._beside)

    def _write_slice(self, file: AppendFile, until: float, clock: Callable[[], float]) -> None:
        chunk = bytearray()
        for line in self._lines:
            chunk += line
            self._count += 1
            if len(chunk) >= SLICE_BYTES or clock() >= until:
                self._write(file, bytes(chunk))
                return
        self._write(file, bytes(chunk))
        self._write(file, snapshot.closing_line(self._count, self._total))
        self._whole = True

    def _write(self, file: AppendFile, chunk: bytes) -> None:
        file.write(chunk)
        self._total = zlib.crc32(chunk, self._total)
        self.size += len(chunk)
        self._unsynced += len(chunk)
