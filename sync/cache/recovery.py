"""Saving what can still be read of a damaged cache into a new folder."""

from __future__ import annotations

import re
import zlib

import msgspec

from sync.cache import journal, opening, snapshot
from sync.cache.disk import Disk, OsDisk
from sync.cache.errors import CacheDamaged
from sync.cache.journal import Ident, Steps, Tables, Tail
from sync.cache.store import make

_LINE = re.compile(rb"([0-9]{1,18}) ([0-9a-f]{8}) (.*)", re.DOTALL)
_decode = msgspec.json.Decoder(Steps).decode


class Recovered(msgspec.Struct, frozen=True):
    """What came out of a damaged folder; `lost` counts lines of snapshot or journal that could not be read.

    `doubtful` names the documents of lines that were readable although their checksum was wrong or could not be verified:
    a character in them may not be what was written, so their owner should look at them.
    """

    documents: int
    kept: int
    lost: int
    doubtful: tuple[tuple[str, Ident], ...]
    damage: tuple[CacheDamaged, ...]


def recover(folder: str, target: str, disk: Disk | None = None) -> Recovered:
    """Make a new cache at `target` from whatever is readable at `folder`, which stays as it is.

    Raises FileExistsError when there is a cache at `target`, CacheNewer for a cache of a newer version, CacheStopped when
    `target` cannot be written. What the server knows should then be pulled again: deletions in lost lines are undone here.
    """
    disk = disk or OsDisk()
    there = opening.files_in(disk, target)
    if there.snapshots or there.journals:
        raise FileExistsError(target)
    salvage = _Salvage(disk, folder)
    make(disk, target, salvage.tables)
    return Recovered(
        documents=sum(len(rows) for rows in salvage.tables.values()),
        kept=salvage.kept,
        lost=salvage.lost,
        doubtful=tuple(dict.fromkeys(salvage.doubtful)),
        damage=tuple(salvage.damage),
    )


class _Salvage:
    """Goes through all generations from the oldest: a whole snapshot replaces what was gathered, the rest adds to it."""

    def __init__(self, disk: Disk, folder: str) -> None:
        self.tables: Tables = {}
        self.kept = 0
        self.lost = 0
        self.doubtful: list[tuple[str, Ident]] = []
        self.damage: list[CacheDamaged] = []
        self._disk = disk
        self._tail: Tail | None = None
        """Where the last journal ended, None after anything was lost."""
        files = opening.files_in(disk, folder)
        first = min((*files.snapshots, *files.journals), default=1)
        last = max((*files.snapshots, *files.journals), default=0)
        for generation in range(first, last + 1):
            if generation in files.snapshots:
                self._take_snapshot(snapshot.path_of(folder, generation), generation)
            self._take_journal(journal.path_of(folder, generation), generation)

    def _content(self, path: str) -> bytes:
        try:
            return self._disk.read(path)
        except OSError:
            return b""  # reported below as an empty file is

    def _take_snapshot(self, path: str, generation: int) -> None:
        data = self._content(path)
        try:
            whole = snapshot.read(data, path, generation)
        except CacheDamaged as damage:
            if self._tail is None:
                self.damage.append(damage)
                self._take_records(data)
            # Otherwise the generations before give all that it held.
            return
        self.tables = whole.tables
        self.kept = sum(len(rows) for rows in whole.tables.values())
        self.lost = 0
        self.doubtful.clear()
        self.damage.clear()
        self._tail = Tail(whole.header.sequence, whole.header.chain, 0)

    def _take_records(self, data: bytes) -> None:
        lines = data.split(b"\n")
        # A last line without newline was being written; the header and the closing line hold no document.
        for line in lines[1:-1]:
            payload = memoryview(line)[9:]
            good = snapshot.checked(memoryview(line), 0, len(line)) is not None
            if good and line == lines[-2] and snapshot.is_closing(payload):
                continue
            entered = snapshot.enter(self.tables, payload)
            if entered is None:
                self.lost += 1
            elif good:
                self.kept += 1
            elif entered[1] is not None:
                self.doubtful.append((entered[0], entered[1]))

    def _take_journal(self, path: str, generation: int) -> None:
        data = self._content(path)
        before = self._tail
        if not data:
            self._tail = None
            self.damage.append(CacheDamaged(path, 0, "is empty or missing"))
        elif before is not None:
            tail = journal.start(generation, before.sequence, before.chain)
            for line in journal.replay(data, tail):
                journal.apply(self.tables, line.steps)
                self.kept += 1
                tail = line.tail
            self._tail = tail if tail.size else None
            if tail.size == len(data):
                return
            if not tail.size or not journal.is_torn(data, tail):
                self._tail = None
                self.damage.append(
                    CacheDamaged(path, data.count(b"\n", 0, tail.size) + 1, "does not match its checksum")
                )
                self._take_loose_lines(data[tail.size :], tail.chain if tail.size else None)
        else:
            self._take_loose_lines(data, None)

    def _take_loose_lines(self, data: bytes, chain: int | None) -> None:
        """Take lines one by one; a line is verified by the checksum written in the line before it."""
        lines = data.split(b"\n")
        self.lost += bool(lines.pop())
        for line in lines:
            match = _LINE.fullmatch(line)
            if match is None:
                self.lost += 1
                chain = None
                continue
            sequence, written, body = match.groups()
            stored = int(written, 16)
            good = chain is not None and zlib.crc32(body, zlib.crc32(sequence + b" ", chain)) == stored
            chain = stored
            try:
                steps = _decode(body)
            except ValueError:
                self.lost += 1
                continue
            journal.apply(self.tables, steps)
            if good or not steps:
                self.kept += 1
            else:
                self.doubtful += [(table, ident) for table, ident, _ in steps if ident is not None]
