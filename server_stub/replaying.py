"""What a record's history leads to, told from its revisions alone, and where the record says something else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from server_stub.rows import Row
from sync.apply import DELETED
from sync.canonical import canonical
from sync.records.registry import KINDS

Revision = Mapping[Any, Any]
"""A row of `hist`."""

_decode = msgspec.json.decode


class Replay:
    """One record, revision by revision; `problems` are (code, revision), in the order they were met."""

    def __init__(self, row: Row) -> None:
        self._row = row
        self._rev: int | None = None
        self._last: Revision | None = None
        self._born: Revision | None = None
        self._deleted = False
        # What was erased is not known any more: then only what changed since can be compared.
        self._whole = True
        self._fields: dict[str, Any] = {}
        self._set: dict[str, list[Any]] = {}
        self._adopted = False
        self.problems: list[tuple[str, int | None]] = []

    def follow(self, revisions: Iterable[Revision]) -> list[tuple[str, int | None]]:
        """Every problem of this record."""
        for revision in revisions:
            self._step(revision)
        self._compare()
        return self.problems

    def _step(self, revision: Revision) -> None:
        rev = revision["rev"]
        first = self._last is None
        # One that was taken in from another server begins with the number it had there.
        adopted = first and revision["k"] == "new" and revision["op"] is None and revision["by"] is None
        if not adopted and rev != (self._rev or 0) + 1:
            self._say("revision_missing", (self._rev or 0) + 1)
            self._whole = False
        erased = revision["words"] is not None
        if self._last is not None and self._last["words"] is not None and not erased:
            self._may_be_erased(self._last)
        if revision["k"] == "new" and (first or self._deleted):
            self._born, self._adopted = revision, adopted
            self._fields, self._set, self._whole, self._deleted = {}, {}, True, False
        if erased:
            self._forget(revision)
        else:
            self._change(revision)
        self._deleted = revision["k"] == "del" or (self._deleted and revision["k"] != "restore")
        self._rev, self._last = rev, revision

    def _forget(self, revision: Revision) -> None:
        self._whole, self._fields, self._set = False, {}, {}
        if revision["ch"] != "{}" or revision["f"] is not None or revision["salt"] is not None:
            self._say("erased_with_words", revision["rev"])

    def _change(self, revision: Revision) -> None:
        changes: dict[str, list[Any]] = _decode(revision["ch"])
        entered = {name: revision[name] for name in ("for", "basis", "ref") if revision[name] is not None}
        for name, (before, after) in changes.items():
            if name == DELETED:
                continue
            if self._whole and before != self._fields.get(name) and revision is not self._born:
                self._say("step_wrong", revision["rev"])
            self._fields[name] = after
            self._set[name] = [revision["rev"], revision["by"], entered]
        gone = revision["f"]
        if gone is not None and self._whole and _decode(gone) != self._living():
            self._say("step_wrong", revision["rev"])

    def _living(self) -> dict[str, Any]:
        return {name: value for name, value in self._fields.items() if value is not None}

    def _may_be_erased(self, last: Revision) -> None:
        """Only what was deleted is erased, up to the deletion; and conflicts about it."""
        if last["k"] != "del" and self._row.type != "conflict":
            self._say("erased_while_living", last["rev"])

    def _compare(self) -> None:
        """The record as it stands against what its history leads to."""
        row, last, born = self._row, self._last, self._born
        if last is None or born is None:
            self._say("history_missing", None)
            return
        if last["words"] is not None:
            self._may_be_erased(last)
        if row.rev != last["rev"]:
            self._say("revision_missing", last["rev"] + 1)
            return
        gone = {"at": last["at"], "by": last["by"]} if self._deleted else None
        if row.deleted != gone:
            self._say("deletion_wrong", row.rev)
        if row.deleted is None and not self._same_fields():
            self._say("fields_wrong", row.rev)
        if not self._same_authors(born, last):
            self._say("authors_wrong", row.rev)

    def _same_fields(self) -> bool:
        stored, spec = self._row.fields, KINDS.get(self._row.type)
        if self._row.stored != canonical(stored).decode():
            return False
        if spec is not None and spec.parent_field is not None and stored.get(spec.parent_field) != self._row.parent:
            return False
        if self._whole:
            return stored == self._living()
        return all(stored.get(name) == value for name, value in self._fields.items())

    def _same_authors(self, born: Revision, last: Revision) -> bool:
        row = self._row
        told = {name: _told(entry) for name, entry in row.fv.items()}
        if any(
            told.get(name) != entry
            for name, entry in self._set.items()
            if not (self._adopted and entry[0] == born["rev"])
        ):
            return False
        if self._whole and not self._adopted and told.keys() != self._set.keys():
            return False
        if last is not born or not self._adopted:
            changed = {name: last[name] for name in ("at", "claimed", "by", "dev")}
            if {name: row.updated.get(name) for name in changed} != changed:
                return False
        made = {name: born[name] for name in ("at", "by", "dev")}
        return self._adopted or {name: row.created.get(name) for name in made} == made

    def _say(self, code: str, rev: int | None) -> None:
        if (code, rev) not in self.problems:
            self.problems.append((code, rev))


def _told(entry: list[Any]) -> list[Any]:
    """Revision, author and whose decision it was, of an entry of `fv`; what was decided about stands nowhere else."""
    rev, by, *more = entry
    entered = more[0] if more else {}
    return [rev, by, {name: value for name, value in entered.items() if name != "dig"}]


def by_record(revisions: Iterable[Revision]) -> Iterator[tuple[str, list[Revision]]]:
    """Revisions that come record by record, together."""
    part: list[Revision] = []
    for revision in revisions:
        if part and part[0]["rec"] != revision["rec"]:
            yield part[0]["rec"], part
            part = []
        part.append(revision)
    if part:
        yield part[0]["rec"], part
