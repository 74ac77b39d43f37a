"""A data folder as it is now, opened from a copy in memory: without its lock, and without touching a file."""

from __future__ import annotations

import os
from pathlib import Path

from sync.cache.disk import AppendFile, OsDisk
from sync.cache.journal import path_of as journal_path
from sync.cache.opening import files_in
from sync.cache.snapshot import path_of as snapshot_path
from sync.cache.table import open_database
from sync.workplace import CACHE, Workplace

TRIES = 10
"""Compaction may remove a file between the listing and the reading; each time it is another, newer state."""


def read_folder(folder: Path) -> Workplace:
    """The folder's records as of now, for reading only; an empty one for a folder that is not there.

    Raises CacheDamaged, CacheNewer, OSError.
    """
    cache = str(folder / CACHE)
    return Workplace(open_database(cache, _copy(cache, TRIES)), folder=folder)


def _copy(cache: str, tries: int) -> CopiedDisk:
    try:
        return CopiedDisk(cache)
    except FileNotFoundError:
        if tries <= 1:
            raise
        return _copy(cache, tries - 1)


class CopiedDisk:
    """The cache's files in memory; what is written stays there (see sync.cache.disk.Disk)."""

    def __init__(self, folder: str) -> None:
        """Read the files of `folder`; raises FileNotFoundError when one goes away meanwhile."""
        real = OsDisk()
        files = files_in(real, folder)
        paths = [snapshot_path(folder, each) for each in files.snapshots]
        paths += [journal_path(folder, each) for each in files.journals]
        self._folder = folder
        self._files: dict[str, bytearray] = {path: bytearray(real.read(path)) for path in paths}

    def make_folder(self, path: str) -> None:
        """See Disk."""

    def exists(self, path: str) -> bool:
        """See Disk."""
        return path in self._files or (path == self._folder and bool(self._files))

    def list(self, folder: str) -> list[str]:
        """See Disk."""
        return sorted(os.path.basename(path) for path in self._files if os.path.dirname(path) == folder)

    def read(self, path: str) -> bytes:
        """See Disk."""
        return bytes(self._content(path))

    def size(self, path: str) -> int:
        """See Disk."""
        return len(self._content(path))

    def append(self, path: str) -> AppendFile:
        """See Disk."""
        return _CopiedFile(self._files.setdefault(path, bytearray()))

    def rename(self, source: str, target: str) -> None:
        """See Disk."""
        self._files[target] = self._files.pop(source)

    def remove(self, path: str) -> None:
        """See Disk."""
        self._content(path)
        del self._files[path]

    def sync_folder(self, folder: str) -> None:
        """See Disk."""

    def _content(self, path: str) -> bytearray:
        if path not in self._files:
            raise FileNotFoundError(path)
        return self._files[path]


class _CopiedFile:
    def __init__(self, content: bytearray) -> None:
        self._content = content

    def write(self, data: bytes) -> None:
        self._content += data

    def sync(self) -> None:
        pass

    def truncate(self, size: int) -> None:
        del self._content[size:]

    def close(self) -> None:
        pass
