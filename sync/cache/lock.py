"""One process holds a cache folder: it alone reads and writes what is in it."""

from __future__ import annotations

import os
import socket
from types import TracebackType

import msgspec
from filelock import FileLock, Timeout

from sync.cache.disk import MODE_FILE
from sync.cache.errors import CacheError

LOCK = "LOCK"


class Holder(msgspec.Struct, frozen=True):
    """Who holds a folder, for the message to somebody who wants it: `kind` is "app" or "command"."""

    pid: int
    host: str
    started: str
    kind: str


class FolderHeld(CacheError):
    """Another process holds the folder; `holder` is None when it has not yet said who it is."""

    def __init__(self, folder: str, holder: Holder | None) -> None:
        who = f"{holder.kind}, process {holder.pid} on {holder.host}" if holder else "another process"
        super().__init__(f"{folder} is held by {who}")
        self.folder = folder
        self.holder = holder


class FolderLock:
    """The hold on one folder, released when the process ends, however it ends; `started` is a time for people."""

    def __init__(self, folder: str, kind: str, *, started: str = "") -> None:
        self.folder = folder
        self.holder = Holder(os.getpid(), socket.gethostname(), started, kind)
        self._path = os.path.join(folder, LOCK)
        # Not per thread: the app takes it in one thread and lets it go in another.
        self._lock = FileLock(self._path, mode=MODE_FILE, thread_local=False, blocking=False)

    @property
    def held(self) -> bool:
        """True while this object holds the folder."""
        return self._lock.is_locked

    def acquire(self) -> None:
        """Take the folder, which must exist; raises FolderHeld at once when somebody else has it."""
        if self.held:
            return
        try:
            self._lock.acquire()
        except Timeout:
            raise FolderHeld(self.folder, holder_of(self.folder)) from None
        self._sign()

    def release(self) -> None:
        """Let the folder go; the file stays, since removing it could part two who wait for it."""
        self._lock.release()

    def _sign(self) -> None:
        # From byte 1 on and ended by a newline: Windows locks byte 0 also against reading, and what an earlier holder
        # wrote may be longer.
        text = msgspec.json.encode(self.holder) + b"\n"
        handle = os.open(self._path, os.O_WRONLY | getattr(os, "O_BINARY", 0))
        try:
            os.lseek(handle, 1, os.SEEK_SET)
            os.write(handle, text)
        finally:
            os.close(handle)

    def __enter__(self) -> FolderLock:
        self.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def holder_of(folder: str) -> Holder | None:
    """Who took the folder last; None when that cannot be read. Only the lock itself says whether it is still held."""
    try:
        with open(os.path.join(folder, LOCK), "rb", buffering=0) as file:
            file.seek(1)
            text = file.read(4096)
        return msgspec.json.decode(text.partition(b"\n")[0], type=Holder)
    except (OSError, ValueError):
        return None
