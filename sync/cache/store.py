"""The live half of a cache: tables in memory, and the one journal that is written."""

from __future__ import annotations

import contextlib
import errno
import os
import threading
from collections.abc import Iterator, Sequence

from sync.cache import journal, opening, snapshot
from sync.cache.disk import AppendFile, Disk
from sync.cache.errors import CacheClosed, CacheStopped, CompactionFailed
from sync.cache.journal import Step, Steps, Tables, Tail
from sync.cache.opening import Opened
from sync.cache.rows import Rows
from sync.cache.snapshot import Header


def make(disk: Disk, folder: str, tables: Tables) -> Opened:
    """Make a store that holds `tables`; raises CacheStopped when the disk refuses.

    The journal comes first, so that a snapshot never stands without the journal that continues it.
    """
    try:
        disk.make_folder(folder)
        line, tail = journal.first(1, 0, 0)
        journal.write_whole(disk, journal.path_of(folder, 1), [line])
        disk.sync_folder(folder)
        snapshot.write(disk, folder, Header(1, 0, 0), tables)
        disk.sync_folder(folder)
        size = disk.size(snapshot.path_of(folder, 1))
    except OSError as error:
        raise CacheStopped(error) from error
    return Opened(tables, base=1, generation=1, tail=tail, closed_journals=0, snapshot_size=size, torn=b"")


class Store:
    """The tables of one folder, every change durable before it is visible.

    Any thread may call anything: writers wait for each other and for the disk, readers wait for neither.
    """

    def __init__(self, folder: str, disk: Disk) -> None:
        self.folder = folder
        self._disk = disk
        self._writing = threading.RLock()
        # Taken inside the one above, and held for memory's speed only.
        self._memory = threading.RLock()
        opened = opening.open_folder(disk, folder) or make(disk, folder, {})
        self.found_format = opened.cache_format
        """The format the folder had; an earlier one than this version's is brought up by the storage."""
        self.passed_over = opened.passed_over
        """Why the newest snapshot was not read, when the one before it was; nothing is missing then."""
        self.cut_off = opened.torn
        """What a crash left of a change that was never acknowledged; kept as `wal-<g>.damaged`."""
        self._tables = opened.tables
        self._generation = opened.generation
        self._tail = opened.tail
        self._closed_journals = opened.closed_journals
        self._base = opened.base
        self._snapshot_size = opened.snapshot_size
        self._torn = opened.torn
        self._unfinished = list(opened.unfinished)
        self._first_line = b""
        """What the journal begins with, while it is not sure that it is there at all."""
        self._views: dict[str, Rows] = {}
        self._file: AppendFile | None = None
        self._unsure = False
        self._stopped: OSError | None = None
        self._closed = False
        # A full disk must not keep anybody from reading: the store is then open, and stopped.
        with self._writing, contextlib.suppress(CacheStopped):
            self._ready_file()

    # reading

    @property
    def generation(self) -> int:
        """The generation of the journal that is written now."""
        return self._generation

    @property
    def sequence(self) -> int:
        """The number of the last transaction; it grows with every change, so what was derived before is then old."""
        return self._tail.sequence

    @property
    def journal_size(self) -> int:
        """Bytes of journal that opening would have to replay."""
        return self._closed_journals + self._tail.size

    @property
    def snapshot_size(self) -> int:
        """Bytes of the newest whole snapshot."""
        return self._snapshot_size

    @property
    def stopped(self) -> OSError | None:
        """Why changes are refused until `resume()` succeeds; None while they are accepted."""
        return self._stopped

    def table(self, name: str) -> Rows:
        """A live read-only mapping from id to document, empty while there is no such table; never change a document."""
        with self._memory:
            if name not in self._views:
                self._views[name] = Rows(self._tables, name, self._memory)
            return self._views[name]

    def names(self) -> set[str]:
        """Tables there are, empty ones included."""
        self.check_open()
        with self._memory:
            return set(self._tables)

    @contextlib.contextmanager
    def reading(self) -> Iterator[None]:
        """No transaction becomes visible inside: several reads then belong together. Keep it short."""
        with self._memory:
            yield

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """No other thread commits inside: what is read stays true until the commit. Never compact inside."""
        with self._writing:
            self.check_open()
            yield

    # writing

    def commit(self, changes: Sequence[Step]) -> None:
        """Make changes, all or none, as one journal line: durable, then visible.

        Documents are taken as they are now; later changes to them are not seen. Raises TypeError or ValueError for what
        JSON cannot hold, CacheStopped on a disk error; nothing is then changed.
        """
        if not changes:
            self.check_open()
            return
        body, steps = journal.encode(changes)
        with self._writing:
            file = self._accepting_file()
            line, tail = journal.seal(body, self._tail)
            # Until the line is known to be whole, the next append cuts it off first: also when an interrupt strikes here.
            self._unsure = True
            try:
                file.write(line)
                file.sync()
            except OSError as error:
                self._stopped = error
                raise CacheStopped(error) from error
            try:
                self._publish(steps, tail)
            except BaseException:
                # An interrupt between two documents: the line is durable, so it becomes visible in full.
                self._publish(steps, tail)
                raise

    def _publish(self, steps: Steps, tail: Tail) -> None:
        with self._memory:
            self._tail = tail
            self._unsure = False
            journal.apply(self._tables, steps)

    def resume(self) -> None:
        """Accept changes again, when there is room again; raises CacheStopped while the disk still refuses."""
        with self._writing:
            self.check_open()
            self._unsure = True
            self._ready_file()
            self._stopped = None

    def _accepting_file(self) -> AppendFile:
        """The journal's file, ending with its last good line; raises CacheStopped, CacheClosed."""
        self.check_open()
        if self._stopped is not None:
            raise CacheStopped(self._stopped)
        return self._ready_file()

    def _ready_file(self) -> AppendFile:
        try:
            if self._file is None or self._unsure:
                self._file = self._put_in_order()
                self._unsure = False
        except OSError as error:
            self._stopped = error
            raise CacheStopped(error) from error
        return self._file

    def _put_in_order(self) -> AppendFile:
        """Clear up after a crash or an error: only whole lines remain, and what was read is durable. Raises OSError."""
        self._let_file_go()
        while self._unfinished:
            self._disk.remove(self._unfinished[-1])
            self._unfinished.pop()
        if self._torn:
            kept = self._disk.append(opening.aside_path(self.folder, self._generation))
            try:
                kept.write(self._torn + b"\n")
                kept.sync()
            finally:
                kept.close()
            self._disk.sync_folder(self.folder)
            self._torn = b""
        path = journal.path_of(self.folder, self._generation)
        if self._first_line and os.path.basename(path) not in self._disk.list(self.folder):
            journal.write_whole(self._disk, path, [self._first_line])
        self._first_line = b""
        size = self._disk.size(path)
        if size < self._tail.size:
            raise OSError(errno.EIO, "the journal has lost what was written to it", path)
        file = self._disk.append(path)
        try:
            if size > self._tail.size:
                file.truncate(self._tail.size)
            # Also after a clean end: a killed process may have left lines and names that only the page cache has.
            file.sync()
            self._disk.sync_folder(self.folder)
        except BaseException:
            file.close()
            raise
        return file

    def _let_file_go(self) -> None:
        # The handle itself may be what failed; what was acknowledged is on the disk without it.
        if self._file is not None:
            file, self._file = self._file, None
            with contextlib.suppress(OSError):
                file.close()

    def check_open(self) -> None:
        """Raise CacheClosed after `close()`."""
        if self._closed:
            raise CacheClosed

    # generations

    def _begin_generation(self) -> tuple[Header, Tables]:
        """Go on in a new journal; gives the header and the tables of the snapshot that may now stand before it.

        Raises CompactionFailed when the old journal goes on, CacheStopped when neither is sure.
        """
        with self._writing:
            self._accepting_file()
            before, generation = self._tail, self._generation + 1
            line, tail = journal.first(generation, before.sequence, before.chain)
            path = journal.path_of(self.folder, generation)
            try:
                journal.write_whole(self._disk, path, [line])
                self._disk.sync_folder(self.folder)
                tables = self._switch(generation, tail)
            except BaseException as error:
                # Once the new journal may be there after a crash, the old one must not grow: they would part.
                if self._may_exist(path):
                    self._switch(generation, tail)
                    self._first_line = line
                    if isinstance(error, OSError):
                        self._stopped = error
                        raise CacheStopped(error) from error
                elif isinstance(error, OSError):
                    raise CompactionFailed(error) from error
                raise
        return Header(generation, before.sequence, before.chain), tables

    def _may_exist(self, path: str) -> bool:
        try:
            return os.path.basename(path) in self._disk.list(self.folder)
        except OSError:
            return True

    def _switch(self, generation: int, tail: Tail) -> Tables:
        with self._memory:
            # A copy of a table shares its documents, which nobody changes: 0.3 ms for 10 000.
            tables = {name: dict(rows) for name, rows in self._tables.items()}
            if self._tail is not tail:
                self._closed_journals += self._tail.size
                self._tail = tail
            self._generation = generation
        self._let_file_go()
        return tables

    def _settle_on(self, header: Header, size: int) -> None:
        """Count from a snapshot that is now durable, and remove what is older than the one before; raises OSError."""
        with self._memory:
            oldest, self._base = self._base, header.generation
            self._closed_journals, self._snapshot_size = 0, size
        files = opening.files_in(self._disk, self.folder)
        for path in opening.paths_below(self.folder, files, oldest):
            self._disk.remove(path)
        self._disk.sync_folder(self.folder)
