"""Where records can be kept: ours, TinyDB's two ways, SQLite; each filled by its own bulk call, each save on the disk at its return."""

from __future__ import annotations

import sqlite3
from itertools import count
from pathlib import Path
from typing import Any, Protocol, cast

import msgspec
from tinydb import JSONStorage, TinyDB, where
from tinydb.middlewares import CachingMiddleware
from tinydb.table import Document

from bench.cache import record
from sync.cache.repository import Repository
from sync.cache.storage import JournalStorage
from sync.cache.table import open_database
from sync.records.registry import KINDS

BULK = 500
RARE = "submitted"
"""The state of one record in fifty: what the filtered list shows."""


REVISIONS = count(100)
"""No save writes what is there already: that would cost nothing."""


def written(n: int) -> dict[str, Any]:
    """The record of 2.5 KB, one in fifty in the rare state."""
    made = record(n)
    made["f"]["state"] = RARE if n % 50 == 0 else "writing"
    return made


class Store(Protocol):
    """What is measured of each."""

    def __init__(self, folder: Path, size: int) -> None: ...

    def fill(self) -> None:
        """Take all records in."""

    def open(self) -> None:
        """Be ready to answer."""

    def save(self, n: int) -> None:
        """Change one field of one record."""

    def get(self, n: int) -> object:
        """One record."""

    def listed(self) -> int:
        """How many records of the rare state there are, each read."""

    def close(self) -> None:
        """Let the files go."""


class Ours:
    """The repository on its journal, as the app reads and writes it."""

    def __init__(self, folder: Path, size: int) -> None:
        self._folder, self._size = str(folder / "cache"), size

    def fill(self) -> None:
        """As a first pull leaves it and a compaction packs it."""
        storage = JournalStorage(self._folder)
        for begin in range(0, self._size, BULK):
            some = range(begin, min(self._size, begin + BULK))
            storage.commit([("shadow", record(n)["id"], written(n)) for n in some])
        storage.compact_now()
        self._close = storage.close

    def open(self) -> None:
        """Ready to answer."""
        self._db = open_database(self._folder)
        self._repository = Repository(self._db, KINDS)
        self._close = self._db.close

    def save(self, n: int) -> None:
        """One field of one record, by TinyDB's own call."""
        self._db.table("shadow", document_id_class=str).update({"rev": next(REVISIONS)}, doc_ids=[record(n)["id"]])

    def get(self, n: int) -> object:
        """One record."""
        return self._repository.get(record(n)["id"])

    def listed(self) -> int:
        """Those of one state."""
        return len(self._repository.find("session", where("state") == RARE))

    def close(self) -> None:
        """Let the folder go."""
        self._close()


class Json:
    """TinyDB as it comes."""

    def __init__(self, folder: Path, size: int) -> None:
        self._path, self._size = folder / "tinydb.json", size

    def fill(self) -> None:
        """By its bulk call."""
        self.open()
        self._db.insert_multiple(Document(written(n), doc_id=n + 1) for n in range(self._size))

    def open(self) -> None:
        """Ready to answer."""
        self._db = TinyDB(self._path, storage=JSONStorage, ensure_ascii=False, encoding="utf-8")
        len(self._db)

    def save(self, n: int) -> None:
        """One field of one record."""
        self._db.update({"rev": next(REVISIONS)}, doc_ids=[n + 1])

    def get(self, n: int) -> object:
        """One record."""
        return self._db.get(doc_id=n + 1)

    def listed(self) -> int:
        """Those of one state; its cache of queries would answer from memory without looking."""
        self._db.clear_cache()
        return len(self._db.search(where("f")["state"] == RARE))

    def close(self) -> None:
        """Close the file."""
        self._db.close()


class Caching(Json):
    """TinyDB that writes every so often; flushed after each save, since an edit must not be lost."""

    def open(self) -> None:
        """Ready to answer."""
        # TinyDB has no types for its middlewares.
        self._caching: Any = cast(Any, CachingMiddleware)(JSONStorage)
        self._db = TinyDB(self._path, storage=self._caching, ensure_ascii=False, encoding="utf-8")
        len(self._db)

    def save(self, n: int) -> None:
        """One field of one record, on the disk."""
        super().save(n)
        self._caching.flush()


class Sqlite:
    """A table with the state beside the record as JSON, and an index on it."""

    def __init__(self, folder: Path, size: int) -> None:
        self._path, self._size = folder / "records.db", size

    def fill(self) -> None:
        """By executemany, in one transaction."""
        self.open()
        with self._db:
            self._db.execute("CREATE TABLE rec (id TEXT PRIMARY KEY, state TEXT, body TEXT)")
            self._db.execute("CREATE INDEX by_state ON rec (state)")
            rows = (written(n) for n in range(self._size))
            self._db.executemany(
                "INSERT INTO rec VALUES (?, ?, ?)",
                ((row["id"], row["f"]["state"], msgspec.json.encode(row).decode()) for row in rows),
            )

    def open(self) -> None:
        """Ready to answer."""
        self._db = sqlite3.connect(self._path)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")

    def save(self, n: int) -> None:
        """One field of one record."""
        row = self.get(n)
        row["rev"] = next(REVISIONS)
        with self._db:
            self._db.execute("UPDATE rec SET body = ? WHERE id = ?", (msgspec.json.encode(row).decode(), row["id"]))

    def get(self, n: int) -> dict[str, Any]:
        """One record."""
        [text] = self._db.execute("SELECT body FROM rec WHERE id = ?", (record(n)["id"],)).fetchone()
        row: dict[str, Any] = msgspec.json.decode(text)
        return row

    def listed(self) -> int:
        """Those of one state, read."""
        rows = self._db.execute("SELECT body FROM rec WHERE state = ?", (RARE,)).fetchall()
        return len([msgspec.json.decode(text) for [text] in rows])

    def close(self) -> None:
        """Close the file."""
        self._db.close()


STORES: dict[str, type[Store]] = {"ours": Ours, "json": Json, "caching": Caching, "sqlite": Sqlite}
