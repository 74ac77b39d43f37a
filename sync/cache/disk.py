"""The file system as the cache uses it: a parameter, so that a simulator can take its place."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from typing import Protocol

MODE_FILE = 0o600
MODE_FOLDER = 0o700


class AppendFile(Protocol):
    """A file that only grows at its end, or is cut."""

    def write(self, data: bytes) -> None:
        """Append all of `data`; raises OSError, after which any beginning of it may stand in the file."""

    def sync(self) -> None:
        """Return when everything written is on the medium; raises OSError."""

    def truncate(self, size: int) -> None:
        """Cut the file to `size` bytes; raises OSError."""

    def close(self) -> None:
        """Let the file go, without syncing it."""


class Disk(Protocol):
    """Files by path; every method raises OSError. What a folder lists is durable only after `sync_folder`."""

    def make_folder(self, path: str) -> None:
        """Make a folder for its owner alone (0700), durably, with the folders above it; narrow one that is there."""

    def exists(self, path: str) -> bool:
        """True when there is a file or folder of this name."""

    def list(self, folder: str) -> list[str]:
        """Names in a folder, sorted."""

    def read(self, path: str) -> bytes:
        """A whole file."""

    def size(self, path: str) -> int:
        """Length of a file in bytes."""

    def append(self, path: str) -> AppendFile:
        """Open a file for appending, made for its owner alone (0600) when it is not there."""

    def rename(self, source: str, target: str) -> None:
        """Give a file another name in the same folder, in one step, in place of any file of that name."""

    def remove(self, path: str) -> None:
        """Remove a file."""

    def sync_folder(self, folder: str) -> None:
        """Return when files made, renamed and removed in this folder are so on the medium."""


class OsDisk:
    """The disk of this machine."""

    def make_folder(self, path: str) -> None:
        """See Disk."""
        missing = []
        at = os.path.abspath(path)
        while not os.path.isdir(at):
            missing.append(at)
            at = os.path.dirname(at)
        for each in reversed(missing):
            with contextlib.suppress(FileExistsError):
                # Two commands may start at once; whoever comes second finds it made.
                os.mkdir(each, MODE_FOLDER)
            if not os.path.isdir(each):
                raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), each)
            self.sync_folder(os.path.dirname(each))
        if os.name == "posix" and os.stat(path).st_mode & 0o077:
            os.chmod(path, MODE_FOLDER)

    def exists(self, path: str) -> bool:
        """See Disk."""
        return os.path.exists(path)

    def list(self, folder: str) -> list[str]:
        """See Disk."""
        return sorted(os.listdir(folder))

    def read(self, path: str) -> bytes:
        """See Disk."""
        with open(path, "rb") as file:
            return file.read()

    def size(self, path: str) -> int:
        """See Disk."""
        return os.stat(path).st_size

    def append(self, path: str) -> AppendFile:
        """See Disk."""
        return _OsAppendFile(path)

    def rename(self, source: str, target: str) -> None:
        """See Disk."""
        os.replace(source, target)

    def remove(self, path: str) -> None:
        """See Disk."""
        os.remove(path)

    def sync_folder(self, folder: str) -> None:
        """See Disk; Windows has no such call, and NTFS journals its folders."""
        if os.name != "posix":
            return
        handle = os.open(folder, os.O_RDONLY)
        try:
            _sync(handle)
        finally:
            os.close(handle)


class _OsAppendFile:
    def __init__(self, path: str) -> None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)
        self._handle = os.open(path, flags, MODE_FILE)

    def write(self, data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            # A full disk takes what still fits and answers with a smaller count; the next call then names the error.
            rest = rest[os.write(self._handle, rest) :]

    def sync(self) -> None:
        _sync(self._handle)

    def truncate(self, size: int) -> None:
        os.ftruncate(self._handle, size)

    def close(self) -> None:
        os.close(self._handle)


def _sync(handle: int) -> None:
    """Force a file to the medium; fsync on macOS stops at the drive's cache, F_FULLFSYNC does not."""
    if sys.platform == "darwin":
        import fcntl

        try:
            fcntl.fcntl(handle, fcntl.F_FULLFSYNC)
        except OSError:
            # Network and foreign file systems do not know the call; fsync below is then the best there is.
            pass
        else:
            return
    os.fsync(handle)
