"""What exists on this device only, gathered for a sealed copy, and taken in again from one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from sync.cache.repository import Repository
from sync.cache.shadow import Identity
from sync.cache.storage import Change
from sync.clock import Clock, claimed
from sync.desk import Desk
from sync.records.fields import FieldProblem
from sync.records.kind import SCHEMA, KindSpec
from sync.sealed import Private, SealedProblem
from sync.unsaved import Unsaved
from sync.wire import Op

EXPORTED = "private_exported"
"""Key of the `meta` document whose `at` is the claimed time of the last export."""

SECOND = "（另一份）"
"""What marks the title of a second copy, as when two editors of this device changed one sentence."""


class Added(msgspec.Struct, frozen=True):
    """What taking a copy in did: records added, records kept beside one of the same id, unsaved texts; and what was here."""

    added: int = 0
    second_copies: int = 0
    unsaved: int = 0
    same: int = 0


def collect(repository: Repository, identity: Identity, clock: Clock) -> Private:
    """All live private records, and every unsaved text, also of shared records."""
    records = [dict(each) for _, each in repository.documents("private") if each.get("del") is None]
    typing = {key: dict(each) for key, each in repository.documents("typing")}
    return Private(
        made=claimed(clock),
        schema=SCHEMA,
        branch=identity.branch,
        member=identity.member,
        records=records,
        typing=typing,
    )


def note_export(repository: Repository, at: str) -> None:
    """Remember when the last copy was made; Home reminds by it."""
    repository.commit([("meta", EXPORTED, {"at": at})])


def last_export(repository: Repository) -> str | None:
    """Claimed time of the last export from this folder, or None."""
    document = repository.document("meta", EXPORTED)
    return str(document["at"]) if document is not None else None


def take_in(desk: Desk, content: Private) -> Added:
    """Add what is missing; where an id is here with other content, both are kept. One action, which undo takes back.

    Raises SealedProblem for a copy made by a newer version, or with values that are none of their fields.
    """
    if content.schema > SCHEMA:
        raise SealedProblem("newer")
    taking = _Taking(desk)
    try:
        for record in content.records:
            taking.record(record)
        for key, document in content.typing.items():
            taking.unsaved(key, document)
    except (FieldProblem, msgspec.ValidationError, KeyError, TypeError) as error:
        raise SealedProblem("damaged") from error
    if taking.ops:
        desk.perform(taking.ops, taking.also)
    else:
        desk.repository.commit(taking.also)
    return taking.done()


class _Taking:
    """One copy being taken in: the edits that add its records, and unsaved texts put back beside them."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.ops: list[Op] = []
        self.also: list[Change] = []
        self._added = self._second = self._same = 0

    def record(self, record: Mapping[str, Any]) -> None:
        """Add a record, or a second copy of it, or nothing when it is here."""
        spec = self.desk.repository.registry.get(str(record["type"]))
        if spec is None or spec.shared:
            raise SealedProblem("damaged")
        rid, at = str(record["id"]), str((record.get("updated") or {}).get("claimed") or "")
        fields = spec.check_new(record["f"])
        held = self.desk.repository.get(rid)
        if held is None or held.deleted:
            self._add(spec, fields, rid, at)
            self._added += 1
        elif dict(held.fields) == fields or self._is_here(spec, fields):
            self._same += 1
        else:
            self._add(spec, self._second_title(spec, fields), None, at)
            self._second += 1

    def unsaved(self, key: str, document: Mapping[str, Any]) -> None:
        """Put unsaved text back where it was typed; where other text is unsaved there, keep this one as a note."""
        text = msgspec.convert(document, Unsaved)
        held = self.desk.repository.document("typing", key)
        if held is None:
            view = self.desk.repository.get(text.rid)
            if view is not None and view.get(text.field) == text.text:
                self._same += 1
            else:
                self.also.append(("typing", key, dict(document)))
        elif held.get("text") == text.text:
            self._same += 1
        else:
            spec = self.desk.repository.registry["note"]
            fields = spec.check_new({"body": text.text})
            if self._is_here(spec, fields):
                self._same += 1
            else:
                self._add(spec, fields, None, text.at)
                self._second += 1

    def done(self) -> Added:
        """The counts."""
        return Added(self._added, self._second, len(self.also), self._same)

    def _add(self, spec: KindSpec, fields: Mapping[str, Any], rid: str | None, at: str) -> None:
        op = self.desk.creation(spec.name, fields, rid)
        # The time it was last written, not the time of the import.
        self.ops.append(msgspec.structs.replace(op, at=at or op.at))

    def _second_title(self, spec: KindSpec, fields: Mapping[str, Any]) -> dict[str, Any]:
        title = fields.get(spec.title)
        if not isinstance(title, str):
            return dict(fields)
        room = (spec.fields[spec.title].limit or len(title) + len(SECOND)) - len(SECOND)
        return {**fields, spec.title: title[:room] + SECOND}

    def _is_here(self, spec: KindSpec, fields: Mapping[str, Any]) -> bool:
        """True when an earlier import already kept this as a second copy."""
        wanted = (dict(fields), self._second_title(spec, fields))
        return any(dict(view.fields) in wanted for view in self.desk.repository.find(spec.name))
