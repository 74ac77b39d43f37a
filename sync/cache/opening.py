"""Reading a cache folder as it was left, whatever left it so; nothing here writes."""

from __future__ import annotations

import os
import re

import msgspec

from sync.cache import journal, snapshot
from sync.cache.disk import Disk
from sync.cache.errors import CacheDamaged
from sync.cache.journal import Tables, Tail
from sync.cache.snapshot import Snapshot

_NAME = re.compile(r"(snap|wal)-([1-9][0-9]*)(\.damaged|\.tmp)?")


class Files(msgspec.Struct, frozen=True):
    """The cache's own files in a folder, by generation; others are nobody's business here."""

    snapshots: tuple[int, ...]
    journals: tuple[int, ...]
    aside: tuple[int, ...]
    unfinished: tuple[str, ...]


class Opened(msgspec.Struct, frozen=True):
    """What a folder holds: its tables, where the journal ends, and what has to be put in order before the next append."""

    tables: Tables
    base: int
    """Generation of the snapshot that was read."""
    generation: int
    """Generation of the journal that is written."""
    tail: Tail
    closed_journals: int
    """Bytes of the journals between the snapshot and the one that is written."""
    snapshot_size: int
    torn: bytes
    """What a crash left after the last whole line."""
    unfinished: tuple[str, ...] = ()
    """Files that were being written when the program ended."""
    passed_over: CacheDamaged | None = None
    """Why a newer snapshot was not read; the state is whole all the same."""
    cache_format: int = msgspec.field(default_factory=lambda: snapshot.CACHE_FORMAT)
    """The format of the tables: that of the snapshot they began with."""


def files_in(disk: Disk, folder: str) -> Files:
    """Which generations a folder has; nothing, for a folder that is not there."""
    found: dict[tuple[str, str], list[int]] = {}
    unfinished = []
    for name in disk.list(folder) if disk.exists(folder) else []:
        match = _NAME.fullmatch(name)
        if match is not None:
            kind, number, ending = match.groups(default="")
            if ending == ".tmp":
                unfinished.append(name)
            else:
                found.setdefault((kind, ending), []).append(int(number))
    return Files(
        snapshots=tuple(sorted(found.get(("snap", ""), []))),
        journals=tuple(sorted(found.get(("wal", ""), []))),
        aside=tuple(sorted(found.get(("wal", ".damaged"), []))),
        unfinished=tuple(unfinished),
    )


def open_folder(disk: Disk, folder: str) -> Opened | None:
    """The state of a folder, None for one where no store was ever finished; raises CacheDamaged, CacheNewer.

    The newest whole snapshot counts, and all journals from its generation on. When the newest is damaged, the one before
    gives the same state, since every journal since then is kept and chained to the next.
    """
    try:
        files = files_in(disk, folder)
    except OSError as error:
        raise CacheDamaged(folder, 0, f"cannot be read: {error}") from error
    if not files.snapshots:
        if _is_fresh(disk, folder, files):
            return None
        raise CacheDamaged(folder, 0, "has no snapshot")
    passed_over: CacheDamaged | None = None
    for generation in reversed(files.snapshots):
        path = snapshot.path_of(folder, generation)
        try:
            base = snapshot.read(_content(disk, path), path, generation)
        except CacheDamaged as damage:
            passed_over = passed_over or damage
            continue
        try:
            return _with_journals(disk, folder, files, base, passed_over)
        except CacheDamaged:
            # What is wrong with the newest snapshot is the cause; without that, the journals are.
            if passed_over is not None:
                raise passed_over from None
            raise
    assert passed_over is not None
    raise passed_over


def _is_fresh(disk: Disk, folder: str, files: Files) -> bool:
    """True when a folder holds nothing, or only what the first moment of making a store leaves after a crash."""
    if not files.journals:
        return True
    line, _ = journal.first(1, 0, 0)
    return files.journals == (1,) and _content(disk, journal.path_of(folder, 1)) == line


def _content(disk: Disk, path: str) -> bytes:
    try:
        return disk.read(path)
    except OSError as error:
        raise CacheDamaged(path, 0, f"cannot be read: {error}") from error


def _with_journals(disk: Disk, folder: str, files: Files, base: Snapshot, passed_over: CacheDamaged | None) -> Opened:
    """Replay the journals from the snapshot's generation on."""
    first = base.header.generation
    journals = [generation for generation in files.journals if generation >= first]
    if journals != list(range(first, first + len(journals))) or not journals:
        missing = next(each for each in range(first, first + len(journals) + 1) if each not in journals)
        raise CacheDamaged(journal.path_of(folder, missing), 0, "is missing")
    if files.snapshots[-1] > journals[-1]:
        raise CacheDamaged(journal.path_of(folder, files.snapshots[-1]), 0, "is missing")
    sequence, chain = base.header.sequence, base.header.chain
    closed, torn, tail = 0, b"", Tail(sequence, chain, 0)
    for generation in journals:
        path = journal.path_of(folder, generation)
        data = _content(disk, path)
        closed += tail.size
        tail = journal.start(generation, tail.sequence, tail.chain)
        lines = 0
        for line in journal.replay(data, tail):
            journal.apply(base.tables, line.steps)
            tail = line.tail
            lines += 1
        if lines == 0:
            raise CacheDamaged(path, 1, "does not continue what came before")
        if tail.size < len(data):
            if generation != journals[-1] or not journal.is_torn(data, tail):
                raise CacheDamaged(path, lines + 1, "does not match its checksum")
            torn = data[tail.size :]
    unfinished = tuple(os.path.join(folder, name) for name in files.unfinished)
    return Opened(
        base.tables,
        first,
        journals[-1],
        tail,
        closed,
        base.size,
        torn,
        unfinished,
        passed_over,
        base.header.cache_format,
    )


def paths_below(folder: str, files: Files, generation: int) -> list[str]:
    """Paths of everything older than a generation: snapshots first, so that none is left without its journal."""
    older = [snapshot.path_of(folder, each) for each in files.snapshots if each < generation]
    older += [journal.path_of(folder, each) for each in files.journals if each < generation]
    return older + [aside_path(folder, each) for each in files.aside if each < generation]


def aside_path(folder: str, generation: int) -> str:
    """Where what a crash left of a journal's last line is kept."""
    return journal.path_of(folder, generation) + ".damaged"
