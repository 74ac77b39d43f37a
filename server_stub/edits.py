"""One edit against the book: validation, permission, merge, conflicts (PROTOCOL.md sections 4, 5, 6 and 10)."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Literal

import msgspec

from server_stub.book import Book
from server_stub.conflicts import Conflicts
from server_stub.decisions import Decisions
from server_stub.deed import Deed
from server_stub.facts import BookFacts
from server_stub.reading import Reader
from server_stub.rows import Row
from server_stub.signatures import Signatures
from server_stub.upcasting import upcast
from sync.apply import Applied, Rejected, Target, apply_checked, check_shape, new_values
from sync.records.fields import REFERENCE, FieldProblem, check_line
from sync.records.ids import natural_id
from sync.records.kind import SCHEMA, KindSpec, Registry
from sync.records.policy import Attempt, Policy
from sync.records.scopes import is_shared, scope_of_new
from sync.wire import MAX_OP_BYTES, Op, Result

_WORD = re.compile(r"[A-Za-z0-9_$.:-]{1,40}\Z")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d(:\d\d)?)\Z", re.ASCII)


class Edits:
    """Carries out the edits of one member within one transaction; `by` None is the server's own hand, which may do all."""

    def __init__(self, book: Book, registry: Registry, facts: BookFacts, by: str | None, reader: Reader | None) -> None:
        self._book = book
        self._registry = registry
        self._facts = facts
        self._policy = Policy(registry, facts)
        self._by = by
        self._reader = reader
        self.touched: dict[str, None] = {}
        """Ids of all records these edits were about or made, in order."""
        self._conflicts = Conflicts(book, registry, self.touched)
        self._signatures = Signatures(book, registry, self.touched)
        self._decisions = Decisions(book, facts)

    def carry_out(self, op: Op, at: str, dev: str | None) -> Result:
        """The outcome of an edit; whatever a client may send, it is an outcome and never an error."""
        op = upcast(op)
        self.touched[op.rec] = None
        deed = Deed(
            k=op.k,
            at=at,
            by=self._by,
            dev=dev,
            claimed=op.at,
            since=op.since,
            op=op.id,
            v=op.v,
            for_=op.for_,
            basis=op.basis,
            ref=op.ref,
        )
        try:
            spec = self._checked_kind(op)
            self._check_links(spec, op)
            if op.k == "new":
                return self._create(spec, op, deed)
            if op.k == "resolve":
                return self._resolve(spec, op, deed)
            return self._change(spec, op, deed)
        except Rejected as rejected:
            field = rejected.field if rejected.field is not None and _WORD.match(rejected.field) else None
            return Result(n=op.n, id=op.id, out="rejected", code=rejected.code, field=field, reason=rejected.reason)

    # what can be said without looking at any record

    def _checked_kind(self, op: Op) -> KindSpec:
        spec = self._registry.get(op.type)
        if spec is None:
            raise Rejected("unknown_type")
        if not spec.shared or not is_shared(op.scope):
            raise Rejected("wrong_scope", None, "device_only")
        if len(msgspec.json.encode(op)) > MAX_OP_BYTES:
            raise Rejected("too_large", None, "op_too_large")
        if not 1 <= op.v <= SCHEMA:
            raise Rejected("invalid_field", "v", "newer_than_server")
        for name, moment in (("at", op.at), ("since", op.since)):
            if moment is not None and not _MOMENT.match(moment):
                raise Rejected("invalid_field", name, "not_a_time")
        try:
            check_line("ref", op.ref or "", REFERENCE)
        except FieldProblem as problem:
            raise Rejected("invalid_field", "ref", "not_a_reference") from problem
        if op.k == "del" and op.dig is None:
            raise Rejected("invalid_field", "dig", "needed")
        if op.for_ is not None and not self._is_member(op.for_):
            raise Rejected("invalid_field", "for", "no_such_member")
        check_shape(spec, op)
        return spec

    def _is_member(self, rid: str) -> bool:
        held = self._facts.held(rid)
        return held is not None and held.kind == "member"

    def _check_links(self, spec: KindSpec, op: Op) -> None:
        """A link to what is here, and for the caller to see, is a link to its kind; another device may bring the rest later."""
        for name, wanted, rid in spec.links(op.ch):
            row = self._book.get(rid) if wanted in self._registry else None
            known = row is not None and row.branch == self._book.branch and self._reads(row.scope)
            if row is not None and known and row.type != wanted:
                raise Rejected("invalid_field", name, "another_kind")

    # permission

    def _require(self, attempt: Attempt, about: Row | None, field: str | None = None) -> None:
        """Refuse what policy refuses; `about` is a record whose reader alone learns that it exists (T7: id guessing)."""
        refusal = self._policy.refusal(attempt)
        if refusal is not None:
            raise self._unseen(about, field) or Rejected(refusal.code, refusal.field, refusal.reason)
        if attempt.act == "put" and not attempt.changes and (unseen := self._unseen(about, field)):
            # Nothing to be changed needs no right, and would tell that the record is there, or its state.
            raise unseen

    def _unseen(self, row: Row | None, field: str | None = None) -> Rejected | None:
        """The refusal for a record the caller may not read: the same as for one that does not exist."""
        return None if row is None or self._reads(row.scope) else Rejected("no_such_record", field)

    def _reads(self, scope: str) -> bool:
        return self._reader is None or self._reader.reads(scope)

    def _attempt(
        self, row: Row, act: Literal["put", "del", "restore"], deed: Deed, changes: Mapping[str, Any]
    ) -> Attempt:
        to = changes["state"][1] if "state" in changes else None
        if to is not None and to == row.fields.get("state"):
            to, changes = None, {name: change for name, change in changes.items() if name != "state"}
        return Attempt(
            actor=self._by,
            act=act,
            kind=row.type,
            rid=row.id,
            fields=row.fields,
            fv=row.fv,
            changes=list(changes),
            after={name: change[1] for name, change in changes.items() if isinstance(change, list)},
            to=to,
            decider=deed.for_,
            basis=deed.basis,
        )

    # creating

    def _create(self, spec: KindSpec, op: Op, deed: Deed) -> Result:
        values = new_values(spec, op)
        self._check_id(spec, op, values)
        parent = self._parent(spec, values)
        scope = scope_of_new(spec, values, self._book.branch, None, parent.scope if parent else None)
        if scope != op.scope:
            raise self._unseen(parent, spec.parent_field) or Rejected("wrong_scope", None, "not_where_it_lives")
        if spec.audience == "r" and not self._is_member(str(values.get(spec.owner or ""))):
            raise Rejected("no_such_record", spec.owner)
        creation = Attempt(
            actor=self._by,
            act="new",
            kind=spec.name,
            rid=op.rec,
            fields=values,
            scope=scope,
            decider=op.for_,
            basis=op.basis,
        )
        self._require(creation, parent, spec.parent_field)
        if spec.name == "signature" and parent is not None:
            self._signatures.check(parent, values)
        row = self._book.get(op.rec)
        if spec.name == "plan_version" and self._by is not None and self._decisions.stands_already(values, row):
            return Result(n=op.n, id=op.id, out="noop")
        if row is None:
            return self._finish(spec, op, deed, None, apply_checked(spec, None, op))
        self._check_same(spec, op, row)
        if row.deleted:
            return self._finish(spec, op, deed, row, apply_checked(spec, Target(row.fields, deleted=True), op))
        applied = apply_checked(spec, Target(row.fields), op)
        met = {name: op.ch[name] for name in (*applied.changed, *(clash.field for clash in applied.clashes))}
        if met:
            # What stands there may be in a state in which its fields are closed to who could have created it.
            self._require(self._attempt(row, "put", deed, met), row)
        return self._finish(spec, op, deed, row, applied)

    def _check_id(self, spec: KindSpec, op: Op, values: Mapping[str, Any]) -> None:
        """One id for one thing: natural keys by their fields, all others UUIDv7, so that nobody can sit on a natural id."""
        if spec.key == ("branch",):
            right = op.rec == self._book.branch
        elif spec.key:
            right = op.rec == natural_id(self._book.branch, spec.name, [values.get(name) for name in spec.key])
        else:
            right = _is_uuid7(op.rec)
        if not right:
            raise Rejected("invalid_field", "id", "not_the_id_of_this_record")

    def _parent(self, spec: KindSpec, values: Mapping[str, Any]) -> Row | None:
        if spec.parent_field is None:
            return None
        row = self._book.get(str(values.get(spec.parent_field)))
        if row is None or row.branch != self._book.branch or row.deleted:
            raise Rejected("no_such_record", spec.parent_field)
        if spec.fields[spec.parent_field].target not in (None, row.type):
            raise self._unseen(row, spec.parent_field) or Rejected("invalid_field", spec.parent_field, "another_kind")
        return row

    # changing

    def _change(self, spec: KindSpec, op: Op, deed: Deed) -> Result:
        row = self._existing(spec, op)
        act: Literal["put", "del", "restore"] = "put" if op.k == "put" else "del" if op.k == "del" else "restore"
        self._require(self._attempt(row, act, deed, op.ch), row)
        if act == "restore" and row.erased:
            # There is nothing left to bring back: whoever still has the content makes the record with it.
            raise Rejected("no_such_record", None, "erased")
        deed = self._decided(spec, row, op, deed)
        return self._finish(spec, op, deed, row, apply_checked(spec, _target(row), op))

    def _decided(self, spec: KindSpec, row: Row, op: Op, deed: Deed) -> Deed:
        """The deed with what was decided about; the server's own hand decides about what is there."""
        return deed if self._by is None else replace(deed, dig=self._decisions.check(spec, row, op))

    def _existing(self, spec: KindSpec, op: Op) -> Row:
        row = self._book.get(op.rec)
        if row is None or row.branch != self._book.branch:
            raise Rejected("no_such_record")
        self._check_same(spec, op, row)
        return row

    def _check_same(self, spec: KindSpec, op: Op, row: Row) -> None:
        """The type and the scope of a record never change."""
        if row.branch != self._book.branch:
            raise Rejected("wrong_scope")
        if row.type != spec.name:
            raise self._unseen(row) or Rejected("type_mismatch")
        if row.scope != op.scope:
            raise self._unseen(row) or Rejected("wrong_scope")

    def _resolve(self, spec: KindSpec, op: Op, deed: Deed) -> Result:
        """Put what was decided on the parent, if anything, and close the conflict (PROTOCOL.md section 10)."""
        conflict = self._book.get(op.conflict) if op.conflict is not None else None
        if conflict is None or conflict.branch != self._book.branch or conflict.type != "conflict":
            raise Rejected("no_such_record", "conflict")
        if conflict.parent != op.rec or conflict.scope != op.scope or conflict.deleted:
            raise Rejected("no_such_record", "conflict")
        self.touched[conflict.id] = None
        closing = {"state": [conflict.fields.get("state"), "closed"]}
        self._require(self._attempt(conflict, "put", Deed(k="put", at=deed.at), closing), conflict, "conflict")
        result = Result(n=op.n, id=op.id, out="noop")
        if op.ch:
            row = self._existing(spec, op)
            self._require(self._attempt(row, "put", deed, op.ch), row)
            decided = self._decided(spec, row, op, deed)
            result = self._finish(spec, op, decided, row, apply_checked(spec, _target(row), op))
        now = self._book.get(conflict.id)
        if now is not None and now.fields.get("state") == "open":
            self._conflicts.close(now, deed)
            if result.out == "noop":
                result.out = "applied"
        return result

    # what an edit leaves

    def _finish(self, spec: KindSpec, op: Op, deed: Deed, row: Row | None, applied: Applied) -> Result:
        """Record what changed, file what clashed, close what is settled by it."""
        reborn = row is not None and bool(row.deleted) and op.k == "new"
        if row is None or reborn or applied.changed:
            self._book.record(spec, op.rec, op.scope, applied, deed)
            self._facts.changed(spec.name, op.rec)
        if spec.name == "session" and applied.changed.get("state", ("", ""))[1] == "returned":
            self._signatures.void(op.rec, deed)
        conflicts = [self._conflicts.file(op, clash, deed) for clash in applied.clashes]
        if applied.changed:
            self._conflicts.close_settled(op.rec, deed)
        self._conflicts.close_overtaken(op, deed)
        return Result(n=op.n, id=op.id, out=applied.outcome, conflicts=conflicts, both=applied.both)


def _target(row: Row) -> Target:
    return Target(row.fields, deleted=bool(row.deleted))


def _is_uuid7(rid: str) -> bool:
    try:
        parsed = uuid.UUID(rid)
    except ValueError:
        return False
    return str(parsed) == rid and parsed.version == 7
