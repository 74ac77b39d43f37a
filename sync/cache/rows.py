"""A table as it is read: live rows without a lock, and copies for those who may change what they get."""

from __future__ import annotations

import threading
from collections.abc import Callable, ItemsView, Iterator, KeysView, Mapping, ValuesView
from functools import cache
from typing import Any, TypedDict, TypeVar, cast, overload

import msgspec

from sync.cache.journal import Document, Ident, Step, Stored, Tables

_T = TypeVar("_T")
_NONE: dict[Ident, Stored] = {}
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Document).decode
Part = Callable[[msgspec.Raw], Mapping[str, Any]]


class Rows(Mapping[Ident, Document]):
    """The rows of a table as they are at each call; what is iterated over is as it was when the iteration began.

    A document of the snapshot is read when it is asked for, once; under `memory`, the lock under which rows change.
    """

    def __init__(self, tables: Tables, name: str, memory: threading.RLock) -> None:
        self._tables = tables
        self._name = name
        self._memory = memory
        self._all_read = False

    def _now(self) -> dict[Ident, Stored]:
        return self._tables.get(self._name, _NONE)

    def _read(self, ident: Ident, stored: Stored) -> Document:
        if type(stored) is not msgspec.Raw:
            return stored
        with self._memory:
            rows = self._now()
            # Somebody may have read it since, or changed it: what was committed must not be put back.
            if rows.get(ident) is not stored:
                return _decode(stored)
            document = rows[ident] = _decode(stored)
        return document

    def _whole(self) -> dict[Ident, Document]:
        """A copy, every document read. The lock is held for one of them at a time."""
        rows = dict(self._now())
        if not self._all_read:
            for ident, stored in rows.items():
                if type(stored) is msgspec.Raw:
                    rows[ident] = self._read(ident, stored)
            # Nothing that was read goes back, and what is committed is a document.
            self._all_read = True
        return cast("dict[Ident, Document]", rows)

    def partly(self, part: Part) -> Iterator[tuple[Ident, Mapping[str, Any]]]:
        """Ids with documents as of now; of one that nobody has read only `part`, and it stays unread."""
        for ident, stored in dict(self._now()).items():
            yield ident, part(stored) if type(stored) is msgspec.Raw else stored

    def part_of(self, ident: Ident, part: Part) -> Mapping[str, Any] | None:
        """A document, or `part` of one that nobody has read; None where there is none."""
        stored = self._now().get(ident)
        return part(stored) if type(stored) is msgspec.Raw else stored

    def __getitem__(self, ident: Ident) -> Document:
        return self._read(ident, self._now()[ident])

    @overload
    def get(self, key: Ident, /) -> Document | None: ...
    @overload
    def get(self, key: Ident, /, default: Document) -> Document: ...
    @overload
    def get(self, key: Ident, /, default: _T) -> Document | _T: ...
    def get(self, key: Ident, /, default: Any = None) -> Any:
        """The document, or `default`."""
        stored = self._now().get(key)
        return default if stored is None else self._read(key, stored)

    def __contains__(self, ident: object) -> bool:
        return ident in self._now()

    def __len__(self) -> int:
        return len(self._now())

    # A dictionary is copied in one step of the interpreter (0.1 ms for 10 000 rows); iterating over the live one would
    # raise as soon as another thread commits.

    def __iter__(self) -> Iterator[Ident]:
        return iter(list(self._now()))

    def keys(self) -> KeysView[Ident]:
        """The ids as of now."""
        return dict(self._now()).keys()

    def items(self) -> ItemsView[Ident, Document]:
        """Ids with documents as of now."""
        return self._whole().items()

    def values(self) -> ValuesView[Document]:
        """The documents as of now."""
        return self._whole().values()


@cache
def only(*names: str) -> Part:
    """Reads of a record in the snapshot its kind and these of its fields, a tenth of the time of all of it."""
    typed: Any = TypedDict
    fields = typed("fields", dict.fromkeys(names, Any), total=False)
    part = typed("part", {"type": str, "f": fields | None}, total=False)
    decode: Part = msgspec.json.Decoder(part).decode
    return decode


def copied(value: Any) -> Any:
    """A JSON value that shares nothing changeable with `value`."""
    if type(value) is dict:
        return {key: copied(each) if type(each) in _NESTED else each for key, each in value.items()}
    if type(value) is list:
        return [copied(each) if type(each) in _NESTED else each for each in value]
    return value


_NESTED = (dict, list)


def shown(rows: Mapping[Ident, Document]) -> dict[str, Any]:
    """Rows as TinyDB's storages hand them out: copies, by ids as strings."""
    return {str(ident): copied(document) for ident, document in rows.items()}


def differs(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> bool:
    """True when two documents are not the same JSON; `==` would take 1, 1.0 and True for one value."""
    return before is None or (before is not after and (before != after or _encode(before) != _encode(after)))


def differences(
    tables: Mapping[str, Mapping[Ident, Document]], data: Mapping[str, Mapping[Any, Mapping[str, Any]]]
) -> list[Step]:
    """The steps from `tables` to `data`, whose ids are strings; a new id is a number where it reads as one."""
    steps: list[Step] = [(name, None, None) for name in tables if name not in data]
    for name, documents in data.items():
        rows = tables.get(name)
        if rows is None or (rows and not documents):
            steps += emptied(name, rows)
            rows = None
        before = rows or {}
        known = {str(ident): ident for ident in before}
        numbers = not before or any(isinstance(ident, int) for ident in before)
        wanted = {known.get(str(key), _new_ident(key, numbers)): each for key, each in documents.items()}
        steps += [(name, ident, None) for ident in before if ident not in wanted]
        steps += [(name, ident, each) for ident, each in wanted.items() if differs(before.get(ident), each)]
    return steps


def emptied(name: str, rows: Mapping[Ident, Document] | None) -> list[Step]:
    """The steps after which a table is there and has no rows."""
    made: Step = (name, None, {})
    return [made] if rows is None else [(name, None, None), made] if rows else []


def _new_ident(key: object, numbers: bool) -> Ident:
    text = str(key)
    return int(text) if numbers and text.lstrip("-").isdecimal() and str(int(text)) == text else text
