"""A member's desk: everything a person can do to records, the same from the screen, the command line and tests.

Each call checks values and rights, then is one durable journal line; nothing here waits for the network.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Literal

from sync.apply import creation_changes
from sync.cache.queue import Queue
from sync.cache.repository import Repository
from sync.cache.shadow import Shadow
from sync.cache.storage import Change
from sync.cache.view import View
from sync.clock import Clock, claimed
from sync.deeds import UNDO_DEPTH, Deed, NoUndo
from sync.facts import ViewFacts
from sync.local_edits import LocalEdits
from sync.on_behalf import OnBehalf
from sync.problems import AlreadyThere, NotAllowed, NotFound, ParentUnknown
from sync.records.fields import REFERENCE, FieldProblem, check_line
from sync.records.ids import Ids, record_id
from sync.records.kind import SCHEMA
from sync.records.policy import Refusal
from sync.records.scopes import scope_of_new
from sync.rights import Rights
from sync.taken_along import step
from sync.typing_keys import asked, references_typed, typing_key
from sync.wire import Op
from sync.wire_changes import wire_changes


class Desk:
    """Reads and edits records as the member this folder belongs to."""

    def __init__(self, repository: Repository, queue: Queue, shadow: Shadow, clock: Clock, ids: Ids) -> None:
        self.repository = repository
        self.queue = queue
        self.shadow = shadow
        self.clock = clock
        self.ids = ids
        self._local = LocalEdits(repository, ids)
        self.facts = ViewFacts(repository, clock)
        self.rights = Rights(repository, shadow, self.facts)
        self.last: list[list[Deed] | NoUndo] = []
        """What was done, one list an action, newest last; undo takes from its end."""

    # who

    @property
    def member(self) -> str | None:
        """The member who sits here; None on a device alone."""
        return self.rights.member

    @property
    def branch(self) -> str:
        """The branch id."""
        return self.rights.branch

    # reading

    def record(self, rid: str) -> View:
        """The record; raises NotFound."""
        view = self.repository.get(rid)
        if view is None:
            raise NotFound(rid)
        return view

    # creating

    def new_id(self, kind: str, fields: Mapping[str, Any]) -> str:
        """The id a record of these fields will have; for natural keys the same on every device."""
        return record_id(self.branch, self.repository.registry[kind], fields, self.ids)

    def create(
        self, kind: str, fields: Mapping[str, Any], rid: str | None = None, *, on_behalf: OnBehalf | None = None
    ) -> str:
        """Make a record and return its id; raises FieldProblem, UnknownKind, ParentUnknown, NotAllowed, AlreadyThere.

        A natural key of a record that is here names that one: it is edited, not made again (what is deleted lives again).
        """
        spec = self.repository.registry[kind]
        if spec.key:
            known = self.repository.get(self.new_id(kind, spec.check_new(fields)))
            if known is not None and not known.deleted:
                raise AlreadyThere(kind, known.id)
        return self.create_all([(kind, fields, rid)], on_behalf=on_behalf)[0]

    def create_all(
        self, records: Sequence[tuple[str, Mapping[str, Any], str | None]], *, on_behalf: OnBehalf | None = None
    ) -> list[str]:
        """Make several records as one user action: all of them or none."""
        ops: list[Op] = []
        made: dict[str, tuple[str, Mapping[str, Any]]] = {}
        for kind, fields, rid in records:
            op = self.creation(kind, fields, rid, made, on_behalf=on_behalf)
            made[op.rec] = (op.scope, fields)
            ops.append(op)
        # A record that is there already (a natural key) may have an editor of its own open; a new one had only this form.
        fresh = [op for op in ops if self.repository.get(op.rec) is None]
        self._do(ops, typed=[typing_key(op.rec, name) for op in fresh for name in op.ch])
        return [op.rec for op in ops]

    def creation(
        self,
        kind: str,
        fields: Mapping[str, Any],
        rid: str | None,
        made: Mapping[str, tuple[str, Mapping[str, Any]]] = MappingProxyType({}),
        *,
        on_behalf: OnBehalf | None = None,
    ) -> Op:
        """The edit that creates a record, checked but not carried out; `made` are parents of the same action."""
        spec = self.repository.registry[kind]
        if kind == "conflict":
            raise NotAllowed(kind, Refusal("server_only"))
        values = spec.check_new(fields)
        parent_scope = None
        if spec.parent_field:
            parent = str(values[spec.parent_field])
            held = self.repository.get(parent)
            if parent in made:
                parent_scope = made[parent][0]
            elif held is not None and not held.deleted:
                parent_scope = held.scope
            else:
                raise ParentUnknown(spec.parent_field, parent)
        scope = scope_of_new(spec, values, self.branch, self.member, parent_scope)
        if scope is None:
            raise FieldProblem(spec.owner or "", "needed_at_creation", kind=kind)
        rid = rid or record_id(self.branch, spec, values, self.ids)
        if not (spec.parent_field and values[spec.parent_field] in made):
            self.rights.require(self.rights.creating(kind, rid, values, scope, on_behalf))
        changes = creation_changes(values)
        self.rights.check_links(spec, changes)
        return self._op("new", kind, rid, scope, changes, on_behalf=on_behalf)

    # changing

    def edit(self, rid: str, changes: Mapping[str, tuple[Any, Any]], *, on_behalf: OnBehalf | None = None) -> bool:
        """Change fields, each given as (base the editor was loaded with, new value); False when nothing changed.

        Raises NotFound, FieldProblem, NotAllowed, ForbiddenTransition, NeededFirst. What was typed into these fields counts
        as saved by it.
        """
        typed = [typing_key(rid, name) for name in changes]
        return self._change(rid, changes, on_behalf, typed)

    def _change(
        self, rid: str, changes: Mapping[str, tuple[Any, Any]], on_behalf: OnBehalf | None, typed: Sequence[str]
    ) -> bool:
        view = self.record(rid)
        spec = self.repository.registry[view.kind]
        wire = wire_changes(spec, changes)
        if not wire:
            self.repository.commit(self._no_longer_typed(typed))
            return False
        self.rights.check_change(view, wire, on_behalf)
        self._do(step(self, view, wire, on_behalf), typed=typed)
        return True

    def set(self, rid: str, values: Mapping[str, Any]) -> bool:
        """Change fields from what is shown now to new values; for one-line commands, where nobody reads in between."""
        view = self.record(rid)
        return self._change(rid, {name: (view.get(name), value) for name, value in values.items()}, None, ())

    def change_state(
        self, rid: str, to: str, *, with_fields: Mapping[str, Any] | None = None, on_behalf: OnBehalf | None = None
    ) -> bool:
        """Make a transition, with the fields that go with it; False when the record is in that state already."""
        view = self.record(rid)
        if view.state == to:
            return False
        changes = {name: (view.get(name), value) for name, value in (with_fields or {}).items()}
        typed = [typing_key(rid, asked(name, to)) for name in changes]
        return self._change(rid, {"state": (view.state, to), **changes}, on_behalf, typed)

    def change_state_all(self, rids: Sequence[str], to: str, *, with_fields: Mapping[str, Any] | None = None) -> int:
        """Make one transition of several records as one action, all of them or none; how many were not in that state yet."""
        ops: list[Op] = []
        typed: list[str] = []
        moved = [view for rid in rids if (view := self.record(rid)).state != to]
        for view in moved:
            changes = {name: (view.get(name), value) for name, value in (with_fields or {}).items()}
            spec = self.repository.registry[view.kind]
            wire = wire_changes(spec, {"state": (view.state, to), **changes})
            self.rights.check_change(view, wire, None)
            ops += step(self, view, wire, None)
            typed += [typing_key(view.id, asked(name, to)) for name in changes]
        if ops:
            self._do(ops, typed=typed)
        return len(moved)

    # deleting

    def delete_all(self, rids: Sequence[str]) -> int:
        """Delete several records as one action, all of them or none; how many were not gone already."""
        ops = [self.deletion(view) for rid in rids if not (view := self.record(rid)).deleted]
        if ops:
            self._do(ops)
        return len(ops)

    def delete(self, rid: str) -> bool:
        """Delete what is shown; it takes effect only on content its author has seen. False when it is gone already."""
        view = self.record(rid)
        if view.deleted:
            return False
        self._do([self.deletion(view)])
        return True

    def restore(self, rid: str) -> bool:
        """Bring a deleted record back with its last content; False when it is alive."""
        view = self.record(rid)
        if not view.deleted:
            return False
        self._do([self.restoration(view)])
        return True

    # edits not yet carried out, for actions made of several

    def deletion(self, view: View) -> Op:
        """The edit that deletes just what is shown; raises NotAllowed."""
        self.rights.require(self.rights.attempt(view, "del"))
        return self._op("del", view.kind, view.id, view.scope, {}, dig=view.digest())

    def restoration(self, view: View) -> Op:
        """The edit that brings a deleted record back; raises NotAllowed."""
        self.rights.require(self.rights.attempt(view, "restore"))
        return self.plain("restore", view.kind, view.id, view.scope)

    def plain(self, k: Literal["restore"], kind: str, rid: str, scope: str) -> Op:
        """An edit without values of a record this device may know only by hearsay; its rights were checked otherwise."""
        return self._op(k, kind, rid, scope, {})

    def change(
        self,
        kind: str,
        rid: str,
        scope: str,
        changes: Mapping[str, Any],
        *,
        k: Literal["new", "put", "resolve"] = "put",
        conflict: str | None = None,
        on_behalf: OnBehalf | None = None,
        dig: str | None = None,
    ) -> Op:
        """A change as it stands on the wire, for edits whose rights were checked otherwise (inverse, link, step, version)."""
        return self._op(k, kind, rid, scope, changes, dig=dig, conflict=conflict, on_behalf=on_behalf)

    # making it so

    def _op(
        self,
        k: Literal["new", "put", "del", "restore", "resolve"],
        kind: str,
        rid: str,
        scope: str,
        changes: Mapping[str, Any],
        *,
        dig: str | None = None,
        conflict: str | None = None,
        on_behalf: OnBehalf | None = None,
    ) -> Op:
        return Op(
            id=self.ids.op(),
            k=k,
            type=kind,
            rec=rid,
            scope=scope,
            v=SCHEMA,
            ch=dict(changes),
            at=claimed(self.clock),
            dig=dig,
            conflict=conflict,
            for_=on_behalf.member if on_behalf else None,
            basis=on_behalf.basis if on_behalf else None,
            ref=check_line("reference", on_behalf.reference, REFERENCE) if on_behalf and on_behalf.reference else None,
        )

    def put_back(self, deed: Deed) -> Change:
        """What writes a record of a branch of this device alone as it was before a step; its rights were checked then."""
        if deed.before is None or not self.shadow.identity.alone:
            raise ValueError("only a device alone writes back what was")
        return self._local.put_back(deed.op, deed.before)

    def perform(self, ops: Sequence[Op], also: Sequence[Change] = (), *, remember: bool = True) -> None:
        """Carry out edits as one user action; shared ones are queued, those of this device alone applied at once."""
        deeds = [Deed(op, self.repository.get(op.rec)) for op in ops]
        also = [*also, *self._no_longer_typed(references_typed(ops)), *self.queue.looked_again(ops)]
        if self.shadow.identity.alone or all(not self.repository.registry[op.type].shared for op in ops):
            with self.repository.writing():
                self.repository.commit([*self._local.changes(ops, self.member), *also])
        else:
            shared = [op for op in ops if self.repository.registry[op.type].shared]
            private = [op for op in ops if not self.repository.registry[op.type].shared]
            with self.repository.writing():
                self.queue.add(shared, [*self._local.changes(private, self.member), *also])
        if remember:
            self._remember(deeds)

    def no_undo(self, reason: str) -> None:
        """What was just done with `remember=False` was this person's action, and cannot be taken back for this reason."""
        self._remember(NoUndo(reason))

    def _remember(self, action: list[Deed] | NoUndo) -> None:
        self.last.append(action)
        del self.last[:-UNDO_DEPTH]

    def _do(self, ops: Sequence[Op], typed: Sequence[str] = ()) -> None:
        self.perform(ops, self._no_longer_typed(typed))

    def _no_longer_typed(self, keys: Sequence[str]) -> list[Change]:
        """Journaled keystrokes that an edit saves for good go in the same line; those of any other editor stay."""
        return [("typing", key, None) for key in keys if self.repository.document("typing", key) is not None]
