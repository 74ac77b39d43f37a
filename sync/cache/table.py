"""TinyDB's table on the journal: the same calls, each one journal line of what it changed, and never a live document."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from typing import Any, cast

from tinydb import TinyDB
from tinydb.queries import QueryLike
from tinydb.table import Document, Table

from sync.cache.disk import Disk
from sync.cache.journal import Ident, Step
from sync.cache.rows import Rows, copied, differs, emptied
from sync.cache.storage import JournalStorage

Fields = Mapping[str, Any] | Callable[[MutableMapping[str, Any]], None]
Row = tuple[Ident, dict[str, Any]]


class JournalTable(Table):
    """A table with number ids, or string ids with `document_id_class=str`; then each new Document brings its id.

    What comes back is a copy, free to change. A call that fails has changed nothing; a call that changes nothing writes
    nothing. Conditions see the stored documents and must not change them.
    """

    def __init__(
        self,
        storage: JournalStorage,
        name: str,
        cache_size: int = Table.default_query_cache_capacity,
        persist_empty: bool = False,
        *,
        document_id_class: type[int] | type[str] = int,
    ) -> None:
        self.document_id_class: Any = document_id_class
        self._journal = storage
        self._rows: Rows = storage.table(name)
        self._cached_at = -1
        self._ids_known_at = -1
        self._free_id = 1
        super().__init__(storage, name, cache_size=cache_size)
        if persist_empty:
            self.truncate()

    # reading

    def search(self, cond: QueryLike) -> list[Document]:
        """All documents that match."""
        return [self._shown(row) for row in self._matches(cond)]

    def get(
        self, cond: QueryLike | None = None, doc_id: Ident | None = None, doc_ids: Iterable[Ident] | None = None
    ) -> Any:
        """One document by id or condition, or None; with `doc_ids` the list of those there are, in the table's order."""
        self._journal.check_open()
        if doc_id is not None:
            row = self._row(doc_id)
            return None if row is None else self._shown(row)
        if doc_ids is not None:
            wanted = set(map(str, doc_ids))
            return [self._shown(row) for row in self._rows.items() if str(row[0]) in wanted]
        if cond is not None:
            found = next((row for row in self._rows.items() if cond(row[1])), None)
            return None if found is None else self._shown(found)
        raise RuntimeError("You have to pass either cond or doc_id or doc_ids")

    def contains(self, cond: QueryLike | None = None, doc_id: Ident | None = None) -> bool:
        """True when there is a document of this id, or one that matches."""
        self._journal.check_open()
        if doc_id is not None:
            return self._row(doc_id) is not None
        if cond is not None:
            return any(cond(document) for document in self._rows.values())
        raise RuntimeError("You have to pass either cond or doc_id")

    def count(self, cond: QueryLike) -> int:
        """How many documents match."""
        return len(self._matches(cond))

    def __len__(self) -> int:
        self._journal.check_open()
        return len(self._rows)

    def __iter__(self) -> Iterator[Document]:
        self._journal.check_open()
        for row in self._rows.items():
            yield self._shown(row)

    def _shown(self, row: Row) -> Document:
        return self.document_class(copied(row[1]), cast(Any, row[0]))

    def _row(self, doc_id: Ident) -> Row | None:
        try:
            ident: Ident = self.document_id_class(doc_id)
        except ValueError:
            return None
        document = self._rows.get(ident)
        return None if document is None else (ident, document)

    def _matches(self, cond: QueryLike) -> list[Row]:
        """Live rows that match; TinyDB's query cache holds them until the next transaction, whoever makes it."""
        self._journal.check_open()
        cacheable = getattr(cond, "is_cacheable", lambda: True)()
        with self._journal.reading():
            now = self._journal.sequence
            if self._cached_at != now:
                self.clear_cache()
                self._cached_at = now
            found: list[Row] | None = self._query_cache.get(cond) if cacheable else None  # type: ignore[assignment]
            rows = self._rows.items()
        if found is None:
            found = [row for row in rows if cond(row[1])]
            with self._journal.reading():
                if cacheable and self._cached_at == self._journal.sequence == now:
                    self._query_cache[cond] = found  # type: ignore[assignment]
        return found

    # writing

    def insert(self, document: Mapping[str, Any]) -> Any:
        """Insert one document; returns its id."""
        return self.insert_multiple([document])[0]

    def insert_multiple(self, documents: Iterable[Mapping[str, Any]]) -> list[Any]:
        """Insert documents, all or none; returns their ids."""
        steps: dict[Ident, Step] = {}
        with self._journal.writing():
            for document in documents:
                if not isinstance(document, Mapping):
                    raise ValueError("Document is not a Mapping")
                ident = self._new_id(document, steps)
                if ident in self._rows or ident in steps:
                    raise ValueError(f"Document with ID {ident} already exists")
                steps[ident] = (self.name, ident, dict(document))
            self._commit(list(steps.values()))
        return list(steps)

    def _new_id(self, document: Mapping[str, Any], taken: Mapping[Ident, Step]) -> Ident:
        if isinstance(document, self.document_class):
            self._ids_known_at = -1
            given: Ident = self.document_id_class(document.doc_id)
            return given
        if self.document_id_class is str:
            raise ValueError("a table with string ids takes Documents, which bring theirs")
        # As TinyDB: on from the highest id there was while the table was open. Others may have inserted meanwhile.
        if self._ids_known_at != self._journal.sequence:
            highest = max((ident for ident in self._rows if isinstance(ident, int)), default=0)
            self._free_id = max(highest + 1, self._free_id)
            self._ids_known_at = self._journal.sequence
        while self._free_id in taken:
            self._free_id += 1
        self._free_id += 1
        return self._free_id - 1

    def update(
        self, fields: Fields, cond: QueryLike | None = None, doc_ids: Iterable[Ident] | None = None
    ) -> list[Any]:
        """Change the documents of these ids, else those that match, else all; returns the ids of those changed."""
        with self._editing() as draft:
            if doc_ids is not None:
                updated = [ident for ident in doc_ids if ident in self._rows]
            else:
                updated = [ident for ident, document in self._rows.items() if cond is None or cond(document)]
            for ident in updated:
                _change(draft(ident), fields)
        return updated

    def update_multiple(self, updates: Iterable[tuple[Fields, QueryLike]]) -> list[Any]:
        """Make several updates, each on what matches after the ones before; returns an id for each change."""
        updates = list(updates)
        updated = []
        with self._editing() as draft:
            for ident, document in self._rows.items():
                now: Mapping[str, Any] = document
                for fields, cond in updates:
                    if cond(now):
                        now = draft(ident)
                        _change(now, fields)
                        updated.append(ident)
        return updated

    def upsert(self, document: Mapping[str, Any], cond: QueryLike | None = None) -> list[Any]:
        """Update what matches (or the Document's id), or insert it when nothing does; returns the ids."""
        with self._journal.writing():
            return super().upsert(document, cond)

    def remove(self, cond: QueryLike | None = None, doc_ids: Iterable[Ident] | None = None) -> list[Any]:
        """Remove the documents of these ids, else those that match; returns the ids of those removed."""
        with self._journal.writing():
            if doc_ids is not None:
                removed = [ident for ident in dict.fromkeys(doc_ids) if ident in self._rows]
            elif cond is not None:
                removed = [ident for ident, document in self._rows.items() if cond(document)]
            else:
                raise RuntimeError("Use truncate() to remove all documents")
            self._commit([(self.name, ident, None) for ident in removed])
        return removed

    def truncate(self) -> None:
        """Remove all documents; numbering starts again."""
        with self._journal.writing():
            there = self.name in self._journal.names()
            self._commit(emptied(self.name, dict(self._rows.items()) if there else None))
            self._free_id = 1

    def _update_table(self, updater: Callable[[dict[Any, Any]], None]) -> None:
        """Run TinyDB's own kind of change on a copy of the whole table; for subclasses, none of the calls above."""
        with self._journal.writing():
            before = dict(self._rows.items())
            after = copied(before)
            updater(after)
            steps: list[Step] = [(self.name, ident, None) for ident in before if ident not in after]
            steps += [(self.name, ident, each) for ident, each in after.items() if differs(before.get(ident), each)]
            self._commit(steps)

    @contextlib.contextmanager
    def _editing(self) -> Iterator[Callable[[Ident], dict[str, Any]]]:
        """Give copies to change; those that differ afterwards are committed as one line, none when anything raises."""
        drafts: dict[Ident, dict[str, Any]] = {}

        def draft(ident: Ident) -> dict[str, Any]:
            if ident not in drafts:
                drafts[ident] = copied(self._rows[ident])
            return drafts[ident]

        with self._journal.writing():
            yield draft
            self._commit(
                [(self.name, ident, each) for ident, each in drafts.items() if differs(self._rows[ident], each)]
            )

    def _commit(self, steps: list[Step]) -> None:
        self._journal.commit(steps)
        if steps and self._ids_known_at == self._journal.sequence - 1:
            self._ids_known_at += 1


def _change(document: MutableMapping[str, Any], fields: Fields) -> None:
    if callable(fields):
        fields(document)
    else:
        document.update(fields)


class JournalDatabase(TinyDB):
    """TinyDB on a journal, with what would read or write everything done by what changed."""

    table_class = JournalTable  # type: ignore[assignment]
    default_storage_class = JournalStorage  # type: ignore[assignment]

    @property
    def journal(self) -> JournalStorage:
        """The storage, by its own type."""
        return cast(JournalStorage, self._storage)

    def table(self, name: str, **kwargs: Any) -> JournalTable:
        """A table, the same object each time; raises ValueError when it was opened with ids of another class."""
        table = cast(JournalTable, super().table(name, **kwargs))
        if kwargs.get("document_id_class", table.document_id_class) is not table.document_id_class:
            raise ValueError(f"table {name} is open with ids of class {table.document_id_class.__name__}")
        return table

    def tables(self) -> set[str]:
        """Names of the tables there are."""
        return self.journal.names()

    def drop_table(self, name: str) -> None:
        """Remove a table with all it holds."""
        with self.journal.writing():
            self._tables.pop(name, None)
            if name in self.journal.names():
                self.journal.commit([(name, None, None)])

    def drop_tables(self) -> None:
        """Remove all tables."""
        with self.journal.writing():
            self._tables.clear()
            self.journal.commit([(name, None, None) for name in sorted(self.journal.names())])


def open_database(folder: str, disk: Disk | None = None, **options: Any) -> JournalDatabase:
    """Open the cache in a folder as a TinyDB; options and errors are those of JournalStorage."""
    return JournalDatabase(folder, disk, **options)
