"""Where the shared copy is kept, and the real processes that serve it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from sqlalchemy import text

from bench.load import processes
from server_stub import schema
from server_stub.clock import SystemClock
from server_stub.store import Store

PROGRAM = [sys.executable, "-m", "server_stub.admin"]
NO_LIMITS = "login=1000000,sync=1000000"
"""The limits would measure themselves; what they do is tested elsewhere."""


@dataclass(frozen=True, slots=True)
class Place:
    """A data folder, or a database of a PostgreSQL server."""

    name: str
    url: str
    folder: Path | None
    server: int | None = None
    """The process of the database server, where there is one."""

    def cpu(self) -> float:
        """CPU seconds the database server has used so far; SQLite's are those of whoever serves."""
        return 0.0 if self.server is None else processes.cpu_seconds(processes.family(self.server), ended=True)

    def opened(self) -> Store:
        """The database, up to date; close it."""
        store = Store.open(self.url, SystemClock())
        schema.upgrade(store)
        return store

    def megabytes(self) -> float:
        """How large the database is, with what is still in its journal."""
        if self.folder is not None:
            return sum(each.stat().st_size for each in self.folder.iterdir()) / 2**20
        store = Store.open(self.url, SystemClock())
        try:
            with store.read() as connection:
                return float(connection.scalar(text("SELECT pg_database_size(current_database())")) or 0) / 2**20
        finally:
            store.close()

    def words(self) -> list[str]:
        """The place as commands name it."""
        return ["--data", str(self.folder)] if self.folder is not None else ["--database", self.url]


Making = AbstractContextManager[Place]


@dataclass
class Serving:
    """Running servers: one address a listening process, and all the processes behind them."""

    place: Place
    addresses: list[str]
    parents: list[int]
    log: int = -1
    """The file its log goes to."""

    @property
    def counted(self) -> list[int]:
        """Processes that do the work, as they are now; a database server's own are not among them."""
        return [each for parent in self.parents for each in processes.family(parent)]

    def cpu(self) -> float:
        """CPU seconds so far."""
        return processes.cpu_seconds(self.counted)

    def failures(self) -> list[str]:
        """What went wrong within the server, by where it came from, and how often."""
        lines = os.pread(self.log, os.fstat(self.log).st_size, 0).splitlines()
        told = [json.loads(line) for line in lines if b'"event":"failure"' in line]
        return [f"{count} x {what}" for what, count in Counter(f"{e['error']} {e['where'][-3:]}" for e in told).items()]

    def peak_mb(self) -> float:
        """The most memory there was."""
        return processes.memory_mb(self.counted, "VmHWM")

    def memory_mb(self) -> float:
        """Memory now."""
        return processes.memory_mb(self.counted)


@contextmanager
def sqlite() -> Iterator[Place]:
    """A new data folder on the disk, gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="xinde-load-", dir=os.environ.get("XINDE_BENCH_DISK")))
    try:
        yield Place("SQLite", f"sqlite:///{folder / 'branch.db'}", folder)
    finally:
        shutil.rmtree(folder)


@contextmanager
def postgres() -> Iterator[Place]:
    """A new database of a PostgreSQL whose commits are on the disk when they are answered."""
    from tests.postgres import cluster

    running = cluster(durable=True)
    name, url = running.fresh()
    try:
        yield Place("PostgreSQL", url, None, running.process)
    finally:
        running.drop(name)


@contextmanager
def serving(place: Place, count: int = 1, rate: str = NO_LIMITS) -> Iterator[Serving]:
    """So many processes that serve a place: by `--processes` where the program has it, else each on a port of its own."""
    # The log of a minute's load is large and not what is measured, but writing it is: so it goes to a file.
    with tempfile.TemporaryFile() as log:
        shared = count > 1 and "--processes" in _help()
        lines = [["--processes", str(count)]] if shared else [[] for _ in range(count)]
        running = [_started([*place.words(), "--rate", rate, *each], log) for each in lines]
        try:
            addresses = [json.loads(_said(each, log))["address"] for each in running]
            yield Serving(place, addresses, [each.pid for each in running], log.fileno())
        finally:
            for each in running:
                each.terminate()
            for each in running:
                each.communicate(timeout=30)


def _help() -> str:
    return subprocess.run([*PROGRAM, "serve", "--help"], capture_output=True, text=True, check=True).stdout


def _started(words: list[str], log: IO[bytes]) -> subprocess.Popen[str]:
    line = [*PROGRAM, "serve", *words, "--port", "0", "--json"]
    return subprocess.Popen(line, stdout=subprocess.PIPE, stderr=log, text=True)


def _said(process: subprocess.Popen[str], log: IO[bytes]) -> str:
    assert process.stdout is not None
    said = process.stdout.readline()
    if not said:
        log.seek(0)
        raise SystemExit(f"the server did not start: {log.read().decode()}")
    return said
