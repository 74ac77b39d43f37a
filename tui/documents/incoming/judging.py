"""What an import would do, row by row, before anything is done: new, changed, same, or refused with its reason."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any, Literal, TypeAlias

import msgspec
from msgspec.structs import replace

from tui.documents.cleaning import clean
from tui.documents.incoming.columns import ID_NUMBER, Columns, Entry
from tui.documents.incoming.workbook import UNREAD_FORMULA

Outcome: TypeAlias = Literal["new", "changed", "same", "refused"]

OUTCOMES: tuple[Outcome, ...] = ("new", "changed", "same", "refused")

What: TypeAlias = Literal["roster", "books", "sessions"]

Progress: TypeAlias = Callable[[int, int], None]
"""Hears how many rows of how many are done; raises Stopped where the person said stop."""


class Stopped(Exception):
    """The person said stop before anything was written."""


def silent(done: int, total: int) -> None:
    """Nobody looks on."""


class Reason(msgspec.Struct, frozen=True):
    """Why a row is refused, or what is to be said of it: the end of a message id `import.why.<code>`, and its values."""

    code: str
    params: Mapping[str, Any] = msgspec.field(default_factory=dict)


class NotSo(ValueError):
    """A row cannot be taken in, for this reason."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.reason = Reason(code, params)


class Ref(msgspec.Struct, frozen=True):
    """In the place of an id: the record that is made under this name in the same import."""

    name: str


class New(msgspec.Struct, frozen=True):
    """A record to be made; others of the import refer to it by `name`. `steps`: the states it is then taken through."""

    name: str
    kind: str
    fields: Mapping[str, Any]
    steps: tuple[str, ...] = ()


class Change(msgspec.Struct, frozen=True):
    """Fields of a record that get other values: name -> what stands there, and what is to stand there."""

    rid: str
    kind: str
    fields: Mapping[str, tuple[Any, Any]]


Edit: TypeAlias = New | Change


class Judged(msgspec.Struct, frozen=True):
    """One row: its number in the file, what becomes of it, what it is about, why, and the edits that do it.

    `said` is what stands in the file: field -> text.
    """

    number: int
    outcome: Outcome
    title: str
    reason: Reason | None = None
    notes: tuple[Reason, ...] = ()
    edits: tuple[Edit, ...] = ()
    said: Mapping[str, str] = msgspec.field(default_factory=dict)


class Judgement(msgspec.Struct, frozen=True):
    """A whole file judged. `unused`: headings nothing is made of; `sheets`: sheets that were not read.

    `hidden`: rows that were not read since the sheet hides them; `merged`: merged cells were filled in row by row.
    """

    what: What
    rows: tuple[Judged, ...]
    unused: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()
    hidden: int = 0
    merged: bool = False

    def count(self, outcome: Outcome) -> int:
        """How many rows come out so."""
        return sum(row.outcome == outcome for row in self.rows)

    @property
    def edits(self) -> list[Edit]:
        """Everything the import does, in order; what several rows need is made once."""
        found: dict[Any, Edit] = {}
        for row in self.rows:
            for edit in row.edits:
                found.setdefault(edit.name if isinstance(edit, New) else (edit.rid, row.number), edit)
        return list(found.values())

    @property
    def digest(self) -> str:
        """What was shown: an import carries out just this, or nothing."""
        said = [
            [row.number, row.outcome, [[type(each).__name__, repr(each)] for each in row.edits]] for row in self.rows
        ]
        return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def checked(entry: Entry) -> dict[str, str]:
    """The texts of a row without control characters; raises NotSo where one of them holds an ID-card number."""
    found = {name: clean(text).strip() for name, text in entry.fields.items()}
    for name, text in found.items():
        # A book number may have as many digits.
        if name != "isbn" and ID_NUMBER.search(text.replace(" ", "")):
            raise NotSo("id_number")
        if text == UNREAD_FORMULA:
            raise NotSo("formula")
    return found


def judged_all(
    what: What, columns: Columns, judge: Callable[[Entry], Judged], progress: Progress = silent
) -> Judgement:
    """Every row judged; a row that cannot be taken in never stands in the way of another. Raises Stopped."""
    rows: list[Judged] = []
    for done, entry in enumerate(columns.entries):
        progress(done, len(columns.entries))
        try:
            row = judge(entry)
        except NotSo as error:
            title = next(iter(entry.fields.values()), "")
            row = Judged(entry.number, "refused", clean(title)[:40], error.reason)
        rows.append(replace(row, said=entry.fields))
    return Judgement(what, tuple(rows), columns.unused, columns.sheets, columns.hidden, columns.merged)
