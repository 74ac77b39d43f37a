"""The data folder: whether it is there, whose it is, who may read it, whether it can be written, and whether it is whole."""

from __future__ import annotations

import errno
import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from sync.cache.errors import CacheDamaged, CacheError, CacheNewer
from sync.cache.lock import FolderHeld, FolderLock
from sync.workplace import CACHE
from tui.commandline.reading import read_folder
from tui.doctor.finding import Finding, fine, note, trouble

ENOUGH = 64 * 1024 * 1024
"""Bytes free on the disk: a compaction writes the whole cache once more."""

PROBE = ".xinde-doctor"


def folder(home: Path, *, ours: bool = False) -> Iterator[Finding]:
    """What is to be said of a data folder; `ours`: this process holds it itself."""
    if not home.exists():
        yield note("folder.absent", path=home)
        return
    if not home.is_dir():
        yield trouble("folder.no_folder", path=home)
        return
    yield fine("folder.there", path=home)
    yield from _modes(home)
    yield from _writable(home)
    free = shutil.disk_usage(home).free
    if free < ENOUGH:
        yield trouble("folder.full", path=home, free=free // (1024 * 1024))
    if not ours:
        yield from _held(home)
    yield from _whole(home)


def _modes(home: Path) -> Iterator[Finding]:
    if os.name != "posix":
        return
    for path in (home, home / CACHE):
        if not path.is_dir():
            continue
        told = path.stat()
        if told.st_uid != os.geteuid():
            yield trouble("folder.owner", path=path, owner=told.st_uid, me=os.geteuid())
        elif told.st_mode & 0o077:
            yield trouble("folder.open", path=path, mode=f"{stat.S_IMODE(told.st_mode):04o}")
    read = [path for path in sorted(home.glob("*")) if path.is_file() and path.stat().st_mode & 0o077]
    if read:
        yield trouble("folder.open_files", path=home, names=", ".join(path.name for path in read[:5]))


def _writable(home: Path) -> Iterator[Finding]:
    """A file is really made: modes say nothing of a disk that is mounted read-only, and a disk nothing of modes."""
    for path in (home, home / CACHE):
        if not path.is_dir():
            continue
        probe = path / f"{PROBE}.{os.getpid()}"
        try:
            os.close(os.open(probe, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
            probe.unlink()
        except OSError as error:
            if error.errno == errno.ENOSPC:
                yield trouble("folder.full", path=path, free=0)
            elif error.errno == errno.EROFS:
                yield trouble("folder.read_only_disk", path=path)
            else:
                yield trouble("folder.read_only", path=path, cause=error.strerror or type(error).__name__)
            return
        if os.name == "posix" and not path.stat().st_mode & stat.S_IWUSR:
            # An administrator may write all the same, and its owner may not.
            yield trouble("folder.read_only", path=path, cause=os.strerror(errno.EACCES))
            return


def _held(home: Path) -> Iterator[Finding]:
    lock = FolderLock(str(home / CACHE), "command")
    if not (home / CACHE).is_dir() or not os.access(home / CACHE, os.W_OK):
        return
    try:
        lock.acquire()
    except FolderHeld as held:
        holder = held.holder
        pid, kind = (holder.pid, holder.kind) if holder else ("-", "-")
        yield fine("folder.held", pid=pid, kind=kind)
    except OSError:
        # That it cannot be written was said already.
        return
    else:
        lock.release()


def _whole(home: Path) -> Iterator[Finding]:
    try:
        read_folder(home).close()
    except CacheDamaged as error:
        yield trouble("folder.damaged", path=home, file=error.path, line=error.line)
    except CacheNewer:
        yield trouble("folder.newer", path=home)
    except (CacheError, OSError) as error:
        yield trouble("folder.unreadable", path=home, cause=getattr(error, "strerror", None) or type(error).__name__)
    else:
        yield fine("folder.whole")
