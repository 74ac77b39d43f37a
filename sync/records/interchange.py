"""A whole branch as JSON lines (docs/EXPORT.md): what any program can read, and what this one takes in again.

A head, a line a record, and an end with the SHA-256 of all that stands before it, so that half a file is never taken for a whole.
"""

from __future__ import annotations

import hashlib
import json
import re
import uuid
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from sync.records.fields import ID_FORM, FieldProblem, check_value
from sync.records.kind import SCHEMA, KindSpec, Registry
from sync.records.scopes import branch_of

FORMAT = 1
"""The format of the file, as docs/EXPORT.md describes it; a newer one is refused."""

LARGEST_LINE = 1024 * 1024
"""Bytes of a line that is read: a text has 64 KiB at most, and a record few of them."""

_ID = re.compile(ID_FORM, re.ASCII)


class NotABranch(ValueError):
    """A file that cannot be taken in: `code` says why, `line` is its line from 1, `params` fill the sentence."""

    def __init__(self, code: str, line: int = 0, **params: object) -> None:
        super().__init__(f"{code} in line {line}" if line else code)
        self.code = code
        self.line = line
        self.params = params


class Head(msgspec.Struct, frozen=True):
    """What stands above the records. `scopes`: those that are whole in the file; `missing`: those whoever made it does not read."""

    branch: str
    name: str
    made: str
    scopes: tuple[str, ...]
    missing: tuple[str, ...] = ()
    schema: int = SCHEMA


class Given(msgspec.Struct, frozen=True):
    """One record: its fields with its state, who set each of them (`set`: field -> [revision, member, how]), and when."""

    id: str
    kind: str
    scope: str
    rev: int
    fields: Mapping[str, Any]
    set: Mapping[str, Any]
    created: Mapping[str, Any]
    updated: Mapping[str, Any]


def written(head: Head, records: Iterable[Given]) -> Iterator[bytes]:
    """The lines of a file, each with its line end."""
    digest, count, rest = hashlib.sha256(), 0, iter(records)
    first = {
        "xinde": "branch",
        "format": FORMAT,
        "schema": head.schema,
        "branch": {"id": head.branch, "name": head.name},
        "made": head.made,
        "scopes": list(head.scopes),
        "missing": list(head.missing),
    }
    line = _line(first)
    while True:
        digest.update(line)
        yield line
        record = next(rest, None)
        if record is None:
            break
        count += 1
        line = _line(_plain(record))
    yield _line({"end": True, "records": count, "sha256": digest.hexdigest()})


def _plain(record: Given) -> dict[str, Any]:
    return {
        "kind": record.kind,
        "id": record.id,
        "scope": record.scope,
        "rev": record.rev,
        "fields": dict(record.fields),
        "set": dict(record.set),
        "created": _who(record.created),
        "updated": _who(record.updated),
    }


def _line(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _who(stamp: Mapping[str, Any]) -> dict[str, Any]:
    """When and by whom; on which device is nobody's business elsewhere."""
    return {name: stamp[name] for name in ("at", "claimed", "by") if stamp.get(name) is not None}


# reading


def read(lines: Iterable[bytes], registry: Registry) -> tuple[Head, list[Given]]:
    """A whole file, checked; raises NotABranch for the first thing in it that is not so. Nothing is taken from half a file."""
    digest = hashlib.sha256()
    head: Head | None = None
    found: dict[str, Given] = {}
    ended = False
    for number, line in enumerate(lines, 1):
        if ended:
            raise NotABranch("after_the_end", number)
        value = _value(line, number)
        if head is None:
            head = _head(value, number)
        elif value.get("end") is True:
            if value.get("records") != len(found) or value.get("sha256") != digest.hexdigest():
                raise NotABranch("changed", number)
            ended = True
        else:
            record = _record(value, head, registry, number)
            if record.id in found:
                raise NotABranch("twice", number, id=record.id)
            found[record.id] = record
        digest.update(line)
    if head is None:
        raise NotABranch("empty")
    if not ended:
        raise NotABranch("cut_off")
    return head, list(found.values())


def _value(line: bytes, number: int) -> dict[str, Any]:
    if len(line) > LARGEST_LINE:
        raise NotABranch("too_long", number)
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise NotABranch("no_json", number) from error
    if not isinstance(value, dict):
        raise NotABranch("no_json", number)
    return value


def _head(value: Mapping[str, Any], number: int) -> Head:
    if value.get("xinde") != "branch" or not isinstance(value.get("branch"), dict):
        raise NotABranch("no_head", number)
    known = [value.get(name) for name in ("format", "schema")]
    lists = [value.get(name, []) for name in ("scopes", "missing")]
    if not all(isinstance(each, int) for each in known) or not all(isinstance(each, list) for each in lists):
        raise NotABranch("no_head", number)
    if value["format"] > FORMAT or value["schema"] > SCHEMA:
        raise NotABranch("newer", number)
    branch = value["branch"]
    try:
        # Natural keys are made in its namespace.
        uuid.UUID(str(branch.get("id")))
    except ValueError as error:
        raise NotABranch("no_head", number) from error
    return Head(
        str(branch["id"]),
        str(branch.get("name") or ""),
        str(value.get("made") or ""),
        tuple(map(str, value.get("scopes") or ())),
        tuple(map(str, value.get("missing") or ())),
        int(value.get("schema") or SCHEMA),
    )


def _record(value: Mapping[str, Any], head: Head, registry: Registry, number: int) -> Given:
    kind, rid, scope, rev = (value.get(name) for name in ("kind", "id", "scope", "rev"))
    spec = registry.get(str(kind))
    if spec is None or not spec.shared:
        raise NotABranch("unknown_kind", number, kind=str(kind))
    if not isinstance(rid, str) or _ID.fullmatch(rid) is None or not isinstance(rev, int) or rev < 1:
        raise NotABranch("no_record", number)
    if not isinstance(scope, str) or branch_of(scope) != head.branch:
        raise NotABranch("other_branch", number, id=rid)
    parts = {name: value.get(name) for name in ("fields", "set", "created", "updated")}
    if not all(isinstance(each, dict) for each in parts.values()):
        raise NotABranch("no_record", number)
    said = [each for name in ("created", "updated") for each in value[name].values()]
    if not all(isinstance(each, list) and each for each in value["set"].values()) or not all(
        each is None or isinstance(each, str) for each in said
    ):
        raise NotABranch("no_record", number)
    fields = _fields(spec, value["fields"], number)
    return Given(rid, spec.name, scope, rev, fields, value["set"], value["created"], value["updated"])


def _fields(spec: KindSpec, given: Mapping[str, Any], number: int) -> dict[str, Any]:
    try:
        fields = {name: check_value(name, spec.field(name), value, kept=True) for name, value in given.items()}
    except FieldProblem as problem:
        raise NotABranch("no_value", number, kind=spec.name, field=problem.field) from problem
    for name, declared in spec.fields.items():
        if declared.needed == "!!" and fields.get(name) in (None, ""):
            raise NotABranch("no_value", number, kind=spec.name, field=name)
    if spec.states and fields.get("state") not in spec.states:
        raise NotABranch("no_value", number, kind=spec.name, field="state")
    return {name: value for name, value in fields.items() if value is not None and value != []}
