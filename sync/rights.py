"""What stands against an edit before it is made: values, states and rights, for the edit itself and for commands shown disabled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from sync.cache.repository import Repository
from sync.cache.shadow import Shadow
from sync.cache.view import View
from sync.facts import ViewFacts
from sync.on_behalf import OnBehalf
from sync.problems import ForbiddenTransition, NeededFirst, NotAllowed
from sync.records.fields import FieldProblem
from sync.records.ids import LOCAL_BRANCH
from sync.records.kind import KindSpec
from sync.records.policy import Attempt, Policy, Refusal
from sync.records.scopes import scope_of_new


class Rights:
    """Asks policy as the member this folder belongs to."""

    def __init__(self, repository: Repository, shadow: Shadow, facts: ViewFacts) -> None:
        self._repository = repository
        self._shadow = shadow
        self.policy = Policy(repository.registry, facts)

    @property
    def member(self) -> str | None:
        """The member who sits here; None on a device alone."""
        return self._shadow.identity.member

    @property
    def branch(self) -> str:
        """The branch id."""
        return self._shadow.identity.branch or LOCAL_BRANCH

    @property
    def unsure(self) -> bool:
        """True while nothing was ever pulled: who may do what, and what is there, only the server knows."""
        identity = self._shadow.identity
        return identity.account is not None and not identity.alone and self._shadow.progress.epoch is None

    def creating(
        self, kind: str, rid: str, fields: Mapping[str, Any], scope: str | None, on_behalf: OnBehalf | None
    ) -> Attempt:
        """What policy is asked about a record that does not exist yet."""
        return Attempt(
            actor=self.member,
            act="new",
            kind=kind,
            rid=rid,
            fields=fields,
            scope=scope,
            decider=on_behalf.member if on_behalf else None,
            basis=on_behalf.basis if on_behalf else None,
        )

    def check_change(self, view: View, wire: Mapping[str, Any], on_behalf: OnBehalf | None = None) -> None:
        """Raise what stands against a change as it would go on the wire.

        Raises FieldProblem, NotAllowed, ForbiddenTransition, NeededFirst.
        """
        spec = self._repository.registry[view.kind]
        self.check_links(spec, wire)
        for name, change in wire.items():
            declared = spec.field(name)
            if declared.once:
                raise FieldProblem(name, "fixed_at_creation", kind=view.kind)
            if declared.needed == "!!" and not isinstance(change, dict) and change[1] in (None, ""):
                raise FieldProblem(name, "needed_at_creation", kind=view.kind)
        to: str | None = None
        if "state" in wire:
            before, to = wire["state"]
            step = spec.transition(before, to or "")
            if step is None or to is None:
                raise ForbiddenTransition(view.kind, before, str(to), spec.next_states(before))
            if step.requires and wire.get(step.requires, (None, None))[1] in (None, ""):
                raise NeededFirst(view.kind, [step.requires])
            if to == "submitted" and (missing := spec.missing(view.fields)):
                raise NeededFirst(view.kind, missing)
            along = spec.going_along(to)
            extra = [name for name in wire if name != "state" and name not in along]
            if extra:
                raise FieldProblem(extra[0], "not_with_a_transition", kind=view.kind)
        self.require(self.attempt(view, "put", list(wire), to, on_behalf, wire))

    def check_links(self, spec: KindSpec, changes: Mapping[str, Any]) -> None:
        """Raise FieldProblem for a link to what is here as another kind."""
        for name, wanted, rid in spec.links(changes):
            view = self._repository.get(rid) if wanted in self._repository.registry else None
            if view is not None and view.kind != wanted:
                raise FieldProblem(name, "another_kind", value=rid[:40], kind=spec.name, held=view.kind, wanted=wanted)

    def attempt(
        self,
        view: View,
        act: Literal["put", "del", "restore"],
        changes: Sequence[str] = (),
        to: str | None = None,
        on_behalf: OnBehalf | None = None,
        wire: Mapping[str, Any] | None = None,
    ) -> Attempt:
        """What policy is asked about a record that exists; `wire` is the change as it would go, where there is one already."""
        values = wire.items() if wire is not None else ()
        return Attempt(
            actor=self.member,
            act=act,
            kind=view.kind,
            rid=view.id,
            fields=view.fields,
            fv=view.fv,
            changes=changes,
            after={n: change[1] for n, change in values if isinstance(change, list)} if wire is not None else None,
            to=to,
            decider=on_behalf.member if on_behalf else None,
            basis=on_behalf.basis if on_behalf else None,
        )

    def why_not(
        self,
        view: View,
        act: Literal["put", "del", "restore"],
        *,
        field: str = "",
        to: str = "",
        on_behalf: OnBehalf | None = None,
    ) -> Refusal | None:
        """None when this person may do it now; else the reason, for the command that is shown disabled."""
        return self.refusal(self.attempt(view, act, [field] if field else [], to or None, on_behalf))

    def why_not_new(self, kind: str, fields: Mapping[str, Any], *, on_behalf: OnBehalf | None = None) -> Refusal | None:
        """None when this person may make such a record now; else the reason."""
        spec = self._repository.registry[kind]
        fields = {**fields, "state": spec.first_state} if spec.first_state else fields
        parent = self._repository.get(str(fields.get(spec.parent_field))) if spec.parent_field else None
        scope = scope_of_new(spec, fields, self.branch, self.member, parent.scope if parent else None)
        return self.refusal(self.creating(kind, "", fields, scope, on_behalf))

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """What policy says, once this device knows enough to ask it; until then the server decides."""
        return None if self.unsure else self.policy.refusal(attempt)

    def require(self, attempt: Attempt) -> None:
        """Raise NotAllowed with what policy says."""
        refusal = self.refusal(attempt)
        if refusal is not None:
            raise NotAllowed(attempt.kind, refusal)
