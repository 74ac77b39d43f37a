"""How far the database had come, written beside it: a copy put back by hand is then noticed at the next start.

Source: PROTOCOL.md section 9, third row: a database older than its `high_water.json` begins a new epoch.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Protocol

import msgspec
from sqlalchemy import Connection, func, select

from server_stub import tables
from server_stub.store import Store

EVERY = 256
"""Commits after which the mark is written again; what went back by less is noticed by devices."""


class Mark(msgspec.Struct, kw_only=True):
    """The epoch, and a number that only grows within it."""

    epoch: str
    reached: int


class Beside(Protocol):
    """Where the mark is kept."""

    def read(self) -> bytes | None:
        """What was written last, or None."""

    def write(self, data: bytes) -> None:
        """Replace it, durably."""


class File:
    """A file beside the database."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> bytes | None:
        """What was written last, or None."""
        try:
            return self._path.read_bytes()
        except FileNotFoundError:
            return None

    def write(self, data: bytes) -> None:
        """Replace it, durably."""
        fresh = self._path.with_suffix(".new")
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._path)


class HighWater:
    """Compares at the start, and writes the mark every so many commits and at the end."""

    def __init__(self, store: Store, beside: Beside, every: int = EVERY) -> None:
        self._store = store
        self._beside = beside
        self._every = every
        self._since = 0

    def begin(self) -> bool:
        """At the start: True when the database is older than its mark, which makes a new epoch."""
        before = self._mark()
        with self._store.read() as connection:
            now = mark_of(self._store, connection)
        older = before is not None and before.epoch == now.epoch and now.reached < before.reached
        if older:
            self._store.write(self._store.new_epoch)
        self._store.committed = self._count
        self.write()
        return older

    def write(self) -> None:
        """Write the mark of now."""
        with self._store.read() as connection:
            self._beside.write(msgspec.json.encode(mark_of(self._store, connection)))

    def _count(self) -> None:
        self._since += 1
        if self._since >= self._every:
            self._since = 0
            self.write()

    def _mark(self) -> Mark | None:
        data = self._beside.read()
        try:
            return None if data is None else msgspec.json.decode(data, type=Mark)
        except msgspec.DecodeError:
            # A mark that cannot be read says nothing; devices notice by themselves.
            return None


def mark_of(store: Store, connection: Connection) -> Mark:
    """Heads and numbers never go down, and accounts, devices and invites are never removed."""
    told = [select(func.sum(tables.scope.c.head)), select(func.sum(tables.device.c.last_n))]
    told += [select(func.count()).select_from(table) for table in (tables.account, tables.device, tables.invite)]
    return Mark(epoch=store.epoch(connection), reached=sum(int(connection.scalar(each) or 0) for each in told))
