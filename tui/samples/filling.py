"""Turns the steps of a sample into edits: who does what, to which record, from which value to which."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from sync.apply import creation_changes
from sync.records.decided_on import decided_on
from sync.records.ids import Ids, record_id
from sync.records.kind import SCHEMA, Registry
from sync.records.plan_content import content_of, written
from sync.records.scopes import scope_of_new
from sync.wire import Op
from tui.samples.step import Approved, Ref, Step


class Made(msgspec.Struct):
    """A record of the sample so far."""

    rid: str
    kind: str
    scope: str
    fields: dict[str, Any] = msgspec.field(default_factory=dict)


class Filling:
    """Knows the ids behind the symbolic keys, and what each record holds by now."""

    def __init__(self, registry: Registry, branch: str, ids: Ids, offset: str = "") -> None:
        self._registry = registry
        self._branch = branch
        self._ids = ids
        self._offset = offset
        self.made: dict[str, Made] = {}
        self._scopes: dict[str, str] = {}

    def rid(self, key: str) -> str:
        """The id of the record made under a key."""
        return self.made[key].rid

    def resolved(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        """Field values with references replaced by ids."""
        return {name: self._value(value) for name, value in fields.items()}

    def _value(self, value: Any) -> Any:
        if isinstance(value, Ref):
            return self.rid(value.key)
        if isinstance(value, Approved):
            return self._approved(self.rid(value.plan))
        if isinstance(value, list | tuple):
            return sorted(self._value(each) for each in value)
        return value

    def _approved(self, plan: str) -> str:
        (fields,) = (made.fields for made in self.made.values() if made.rid == plan)
        return written(content_of(fields, self.linked("task", "plan", plan)))

    def created(self, step: Step, rid: str | None = None) -> Made:
        """Note that a step makes its record, and where that lives."""
        spec = self._registry[step.kind]
        values = {name: value for name, value in self.resolved(step.fields).items() if value not in (None, [])}
        parent_scope = self._scopes.get(str(values.get(spec.parent_field))) if spec.parent_field else None
        member = self.rid(step.actor) if step.actor else None
        scope = scope_of_new(spec, values, self._branch, member, parent_scope) or ""
        state = {"state": spec.first_state} if spec.first_state else {}
        made = Made(rid or record_id(self._branch, spec, values, self._ids), step.kind, scope, {**values, **state})
        self.made[step.key] = made
        self._scopes[made.rid] = made.scope
        return made

    def op(self, step: Step) -> Op:
        """The edit a step is, as its actor's device would queue it."""
        dig = None
        if step.do == "new":
            made = self.created(step)
            changes = creation_changes(made.fields)
        else:
            made = self.made[step.key]
            dig = decided_on(self._registry[step.kind], made.rid, made.fields, step.state or None, self)
            changes = dict(self._changes(made, step))
        return Op(
            id=self._ids.op(),
            k="new" if step.do == "new" else "put",
            type=step.kind,
            rec=made.rid,
            scope=made.scope,
            v=SCHEMA,
            ch=changes,
            at=f"{step.at}:00{self._offset}",
            for_=self.rid(step.on_behalf) if step.on_behalf else None,
            basis=step.basis,  # type: ignore[arg-type]
            ref=step.reference,
            dig=dig,
        )

    def linked(self, kind: str, field: str, rid: str) -> Mapping[str, Mapping[str, Any]]:
        """The records of a kind made so far whose fixed link names another, by id."""
        made = [each for each in self.made.values() if each.kind == kind and each.fields.get(field) == rid]
        return {each.rid: each.fields for each in made}

    def _changes(self, made: Made, step: Step) -> Iterator[tuple[str, Any]]:
        values = self.resolved(step.fields)
        if step.do == "state":
            values = {"state": step.state, **values}
        for name, value in values.items():
            before = made.fields.get(name)
            if isinstance(value, list):
                added, removed = set(value) - set(before or ()), set(before or ()) - set(value)
                yield name, {"add": sorted(added), "del": sorted(removed)}
            elif value != before:
                yield name, [before, value]
            made.fields[name] = value


def runs(steps: Iterable[Step], longest: int) -> Iterator[list[Step]]:
    """Steps in order, those of one actor after the other together, at most `longest` at a time."""
    run: list[Step] = []
    for step in steps:
        if run and (step.actor != run[0].actor or len(run) == longest):
            yield run
            run = []
        run.append(step)
    if run:
        yield run
