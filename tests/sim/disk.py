"""A disk in memory with a page cache that a crash takes away, and with faults on demand.

What a program wrote is in the cache and what it synced is on the medium. A crash keeps of each file's unsynced writes some
beginning, and of each folder's unsynced changes of names some part; that is the least a file system promises.
"""

from __future__ import annotations

import errno
import posixpath
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from sync.cache.disk import AppendFile


class Choice(Protocol):
    """Whatever decides how a crash ends: random.Random, or Every for all ways one after the other."""

    def randrange(self, stop: int, /) -> int:
        """A number from 0 up to but not including `stop`."""


class Every:
    """Takes all ways through a sequence of choices: `while every.another(): …` runs once for each."""

    def __init__(self) -> None:
        self._path: list[tuple[int, int]] = []
        self._at = 0
        self._begun = False

    def another(self) -> bool:
        """Go to the next way; False when all were taken."""
        if self._begun:
            while self._path and self._path[-1][0] + 1 >= self._path[-1][1]:
                self._path.pop()
            if not self._path:
                return False
            taken, stop = self._path[-1]
            self._path[-1] = (taken + 1, stop)
        self._begun = True
        self._at = 0
        return True

    def randrange(self, stop: int, /) -> int:
        """The choice of this way."""
        if self._at == len(self._path):
            self._path.append((0, stop))
        taken, _ = self._path[self._at]
        self._at += 1
        return taken


class Call(NamedTuple):
    """One call of a program: its number from 1, its name, the path, and the bytes it is about to write."""

    number: int
    name: str
    path: str
    size: int


class ShortWrite(OSError):
    """A fault for a write: the disk is full after `written` more bytes."""

    def __init__(self, written: int) -> None:
        super().__init__(errno.ENOSPC, "simulated: no space left")
        self.written = written


class PowerCut(BaseException):
    """A fault that ends the program at this call; BaseException, as no program survives it."""


Fault = Callable[[Call], None]
"""Sees every call before it happens; raising an OSError makes the call fail, raising PowerCut ends the program there."""


def fail_at(numbers: Iterable[int], error: Callable[[], BaseException]) -> Fault:
    """The fault that makes the calls of these numbers fail."""
    chosen = frozenset(numbers)

    def fault(call: Call) -> None:
        if call.number in chosen:
            raise error()

    return fault


def io_error() -> OSError:
    """EIO, as a failing medium answers."""
    return OSError(errno.EIO, "simulated: input/output error")


def no_space() -> OSError:
    """ENOSPC, as a full disk answers before writing anything."""
    return OSError(errno.ENOSPC, "simulated: no space left")


@dataclass
class _Node:
    """A file: what is on the medium, what the cache holds, and the unsynced writes and cuts between the two."""

    durable: bytes = b""
    now: bytes = b""
    waiting: list[tuple[int, bytes] | int] = field(default_factory=list)


@dataclass
class _Folder:
    durable: dict[str, _Node] = field(default_factory=dict)
    now: dict[str, _Node] = field(default_factory=dict)
    waiting: list[tuple[str, str, _Node | None]] = field(default_factory=list)
    """Unsynced changes of names: (name, "", node) made, (name, "", None) removed, (source, target, node) renamed."""


class MemoryDisk:
    """See sync.cache.disk.Disk. Paths are separated by "/"."""

    def __init__(self) -> None:
        self.fault: Fault | None = None
        self.capacity: int | None = None
        """Bytes all files together may hold; a write beyond it takes what fits, then fails with ENOSPC."""
        self.calls = 0
        """How many calls there were; the fault sees this number."""
        self.after: Callable[[Call], None] | None = None
        """Sees every call that changes something, after it happened."""
        self._folders: dict[str, _Folder] = {}
        self._life = 0

    # what the program calls

    def make_folder(self, path: str) -> None:
        """See Disk."""
        call = self._call("make_folder", path)
        self._folders.setdefault(path, _Folder())
        self._happened(call)

    def exists(self, path: str) -> bool:
        """See Disk."""
        return path in self._folders or self._found(path) is not None

    def list(self, folder: str) -> list[str]:
        """See Disk."""
        self._call("list", folder)
        return sorted(self._folder(folder).now)

    def read(self, path: str) -> bytes:
        """See Disk."""
        self._call("read", path)
        return self._node(path).now

    def size(self, path: str) -> int:
        """See Disk."""
        self._call("size", path)
        return len(self._node(path).now)

    def append(self, path: str) -> AppendFile:
        """See Disk."""
        call = self._call("append", path)
        node = self._found(path)
        if node is None:
            folder, name = self._place(path)
            node = folder.now[name] = _Node()
            folder.waiting.append((name, "", node))
        self._happened(call)
        return _Handle(self, path, node, self._life)

    def rename(self, source: str, target: str) -> None:
        """See Disk."""
        call = self._call("rename", source)
        folder, name = self._place(source)
        node = self._node(source)
        del folder.now[name]
        folder.now[posixpath.basename(target)] = node
        folder.waiting.append((name, posixpath.basename(target), node))
        self._happened(call)

    def remove(self, path: str) -> None:
        """See Disk."""
        call = self._call("remove", path)
        self._node(path)
        folder, name = self._place(path)
        del folder.now[name]
        folder.waiting.append((name, "", None))
        self._happened(call)

    def sync_folder(self, folder: str) -> None:
        """See Disk."""
        call = self._call("sync_folder", folder)
        found = self._folder(folder)
        found.durable = dict(found.now)
        found.waiting.clear()
        self._happened(call)

    # what the test calls

    def crash(self, choice: Choice, *, blocks: int = 0) -> None:
        """Lose the page cache; handles opened before are dead. `choice` decides what of it had reached the medium.

        With `blocks` the unsynced end of a file may also have gaps: each of its blocks of that size is there or zeros.
        """
        self._life += 1
        nodes: dict[int, _Node] = {}
        for path in sorted(self._folders):
            folder = self._folders[path]
            nodes.update((id(each), each) for each in (*folder.durable.values(), *folder.now.values()))
            folder.now = _names_kept(folder, choice)
            folder.durable = dict(folder.now)
            folder.waiting.clear()
        kept = {id(each) for folder in self._folders.values() for each in folder.now.values()}
        for key, node in nodes.items():
            if key in kept:
                node.now = node.durable = _content_kept(node, choice, blocks)
            node.waiting.clear()

    def kill(self) -> None:
        """End the program but not the machine: handles are dead, the page cache stays."""
        self._life += 1

    def snapshot(self, folder: str) -> dict[str, bytes]:
        """What a copying program would read of a folder now, by names."""
        return {name: node.now for name, node in self._folder(folder).now.items()}

    def restore(self, folder: str, files: dict[str, bytes]) -> None:
        """Make a folder hold exactly these files, durably: the same one rolled back, or another one as a clone."""
        nodes = {name: _Node(content, content) for name, content in files.items()}
        self._folders[folder] = _Folder(nodes, dict(nodes))

    def clone(self) -> MemoryDisk:
        """The whole disk with its cache as of now, without faults."""
        twin = MemoryDisk()
        nodes: dict[int, _Node] = {}

        def same(node: _Node) -> _Node:
            return nodes.setdefault(id(node), _Node(node.durable, node.now, list(node.waiting)))

        for path, folder in self._folders.items():
            twin._folders[path] = _Folder(
                {name: same(node) for name, node in folder.durable.items()},
                {name: same(node) for name, node in folder.now.items()},
                [(name, target, node and same(node)) for name, target, node in folder.waiting],
            )
        return twin

    # within

    def _call(self, name: str, path: str, size: int = 0) -> Call:
        self.calls += 1
        call = Call(self.calls, name, path, size)
        if self.fault is not None:
            self.fault(call)
        return call

    def _happened(self, call: Call) -> None:
        if self.after is not None:
            self.after(call)

    def _room(self) -> int | None:
        if self.capacity is None:
            return None
        used = sum(len(node.now) for folder in self._folders.values() for node in folder.now.values())
        return max(0, self.capacity - used)

    def _folder(self, path: str) -> _Folder:
        if path not in self._folders:
            raise FileNotFoundError(errno.ENOENT, "simulated: no such folder", path)
        return self._folders[path]

    def _place(self, path: str) -> tuple[_Folder, str]:
        return self._folder(posixpath.dirname(path)), posixpath.basename(path)

    def _found(self, path: str) -> _Node | None:
        folder = self._folders.get(posixpath.dirname(path))
        return folder.now.get(posixpath.basename(path)) if folder else None

    def _node(self, path: str) -> _Node:
        node = self._found(path)
        if node is None:
            raise FileNotFoundError(errno.ENOENT, "simulated: no such file", path)
        return node


class _Handle:
    def __init__(self, disk: MemoryDisk, path: str, node: _Node, life: int) -> None:
        self._disk = disk
        self._path = path
        self._node = node
        self._life = life

    def write(self, data: bytes) -> None:
        try:
            call = self._call("write", len(data))
        except ShortWrite as short:
            self._write(data[: short.written])
            raise
        room = self._disk._room()
        if room is not None and room < len(data):
            self._write(data[:room])
            raise no_space()
        self._write(data)
        self._disk._happened(call)

    def _write(self, data: bytes) -> None:
        self._node.waiting.append((len(self._node.now), data))
        self._node.now += data

    def sync(self) -> None:
        call = self._call("sync")
        self._node.durable = self._node.now
        self._node.waiting.clear()
        self._disk._happened(call)

    def truncate(self, size: int) -> None:
        call = self._call("truncate")
        self._node.waiting.append(size)
        self._node.now = self._node.now[:size].ljust(size, b"\0")
        self._disk._happened(call)

    def close(self) -> None:
        self._node = _Node()

    def _call(self, name: str, size: int = 0) -> Call:
        if self._life != self._disk._life:
            raise AssertionError("a program wrote after its death")
        return self._disk._call(name, self._path, size)


def _names_kept(folder: _Folder, choice: Choice) -> dict[str, _Node]:
    """The names after a crash: each unsynced change was kept or not, so far as it is possible without the others."""
    names = dict(folder.durable)
    for name, target, node in folder.waiting:
        if node is not None and not target:
            if choice.randrange(2):
                names[name] = node
        elif name in names and choice.randrange(2):
            moved = names.pop(name)
            if target:
                names[target] = moved
    return names


def _content_kept(node: _Node, choice: Choice, blocks: int) -> bytes:
    """A file after a crash: its unsynced writes up to some point, the last one up to some byte."""
    content = node.durable
    if not node.waiting:
        return content
    whole = choice.randrange(len(node.waiting) + 1)
    for at, each in enumerate(node.waiting[: whole + 1]):
        if isinstance(each, int):
            if at < whole:
                content = content[:each].ljust(each, b"\0")
        else:
            start, data = each
            content = content[:start] + (data if at < whole else data[: choice.randrange(max(1, len(data)))])
    if blocks:
        content = _with_gaps(content, len(node.durable), choice, blocks)
    return content


def _with_gaps(content: bytes, synced: int, choice: Choice, size: int) -> bytes:
    kept = bytearray(content)
    at = synced
    while at < len(kept):
        stop = min(at - at % size + size, len(kept))
        if choice.randrange(2):
            kept[at:stop] = bytes(stop - at)
        at = stop
    return bytes(kept)
