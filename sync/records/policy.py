"""May this person do this to this record now? One answer for the server, which decides, and the screen, which says why not.

Source: `permissions.csv`, whose legend this file follows; default deny. The rules themselves stand with their kinds.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from sync.records.kind import TRANSITION_FIELDS, KindSpec, Registry
from sync.records.roster import Roster
from sync.records.rules import ROLES, Rule, Who

BASES = ("paper", "spoken", "meeting")


@dataclass(frozen=True, slots=True)
class Held:
    """A record as policy sees it: kind, fields, and who last changed each field (`fv` of the envelope)."""

    kind: str
    fields: Mapping[str, Any]
    fv: Mapping[str, Any] = field(default_factory=dict)


class Facts(Protocol):
    """What policy needs to know beside the record itself."""

    @property
    def roster(self) -> Roster:
        """Roles and memberships as of today."""
        ...

    def held(self, rid: str) -> Held | None:
        """A record's current state, a deleted one's last; None when not known."""
        ...

    def keepers(self, session: str) -> Collection[str]:
        """Whoever was host or recorder of the session at any of its revisions."""
        ...

    def signed(self, session: str) -> bool:
        """True when host and recorder have both signed the session."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What somebody wants to do: `actor` is a member id, or None for the branch's own hand (server's shell, device alone)."""

    actor: str | None
    act: Literal["new", "put", "del", "restore"]
    kind: str
    rid: str
    fields: Mapping[str, Any]
    """The record as it is; for `new`, as it would be."""
    fv: Mapping[str, Any] = field(default_factory=dict)
    changes: Collection[str] = ()
    to: str | None = None
    decider: str | None = None
    basis: str | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why not: `reason` is stable (see `tui` for its words), `who` the roles and relations that may, `field` where it matters."""

    reason: Literal["needs", "state", "oneself", "last_writer", "recorder", "signed", "author", "basis", "server_only"]
    who: tuple[Who, ...] = ()
    field: str | None = None
    code: Literal["forbidden", "signed"] = "forbidden"


class Policy:
    """Answers attempts against the rules of the registry."""

    def __init__(self, registry: Registry, facts: Facts) -> None:
        self._registry = registry
        self._facts = facts

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """None when allowed; else the reason."""
        if attempt.actor is None:
            return None
        spec = self._registry[attempt.kind]
        if not spec.shared:
            return None
        if attempt.kind == "conflict" and attempt.act != "put":
            return Refusal("server_only")
        entered = self._entered_wrongly(attempt, spec)
        if entered:
            return entered
        case = _Case(attempt, spec, self._facts, self)
        match attempt.act:
            case "new":
                return case.refuse_new()
            case "put":
                return case.refuse_put()
            case _:
                return case.refuse_whole_record()

    def _entered_wrongly(self, attempt: Attempt, spec: KindSpec) -> Refusal | None:
        """A decision for another needs a basis, and the clerk or a recorder to enter it (permissions.csv, legend)."""
        if attempt.decider is None:
            return None if attempt.basis is None else Refusal("basis")
        actor = attempt.actor or ""
        if attempt.basis not in BASES:
            return Refusal("basis")
        session = session_of(self._registry, self._facts, attempt.kind, attempt.rid, attempt.fields)
        recorder = session is not None and actor in (session[1].get("recorders") or ())
        if recorder or self._facts.roster.has_role(actor, "clerk"):
            return None
        return Refusal("needs", (Who("clerk"), Who("recorder")))


def session_of(
    registry: Registry, facts: Facts, kind: str, rid: str, fields: Mapping[str, Any]
) -> tuple[str, Mapping[str, Any]] | None:
    """The session a record belongs to, itself included, as (id, fields); None when it belongs to none."""
    for _ in range(8):
        if kind == "session":
            return rid, fields
        spec = registry.get(kind)
        parent = fields.get(spec.parent_field) if spec and spec.parent_field else None
        held = facts.held(parent) if parent else None
        if parent is None or held is None:
            return None
        kind, rid, fields = held.kind, parent, held.fields
    return None


class _Case:
    """One attempt against the rules of its kind."""

    def __init__(self, attempt: Attempt, spec: KindSpec, facts: Facts, policy: Policy) -> None:
        self.attempt = attempt
        self.spec = spec
        self.facts = facts
        self.policy = policy
        self.registry = policy._registry
        self.decider = attempt.decider or attempt.actor or ""
        self.state = attempt.fields.get("state")
        self._parent: Held | None = None
        if spec.parent_field:
            parent = attempt.fields.get(spec.parent_field)
            self._parent = facts.held(parent) if parent else None

    # what is asked

    def refuse_new(self) -> Refusal | None:
        fields = self.attempt.fields
        author = self._not_its_author()
        if author:
            return author
        given = [n for n, v in fields.items() if v not in (None, []) and n not in ("state", "sample")]
        named = [n for n in given if not self.spec.fields[n].once]
        free = [rule for rule in self.spec.rules if rule.right == "new" and not rule.fields]
        if self._allows_any(free):
            if self.spec.name == "session" and self._opens_own_session():
                return None
            if self.spec.name != "session":
                named = [name for name in named if self._specific(name)]
                return next(filter(None, map(self._refuse_field, named)), None)
        creating = [r for r in self.spec.rules if r.right == "new" and r.fields]
        general = self._general()
        own = [r for r in self.spec.rules if r.right == "write" and r.fields & set(named)]
        if not self._allows_any([*creating, *general, *own]):
            return self._why([*creating, *general] or free)
        return next(filter(None, map(self._refuse_field, named)), None)

    def refuse_put(self) -> Refusal | None:
        if self.spec.name == "conflict":
            return self._refuse_close_of_conflict()
        author = self._not_its_author()
        if author:
            return author
        to = self.attempt.to
        if to is not None:
            refused = self._refuse_transition(to)
            if refused:
                return refused
        for name in self.attempt.changes:
            if name == "state" or (to is not None and name in TRANSITION_FIELDS):
                continue
            refused = self._refuse_field(name)
            if refused:
                return refused
        return None

    def refuse_whole_record(self) -> Refusal | None:
        author = self._not_its_author()
        if author:
            return author
        creating = [r for r in self.spec.rules if r.right == "new" and r.fields]
        general = self._general() or creating
        return None if self._allows_any(general) else self._why(general)

    # its parts

    def _not_its_author(self) -> Refusal | None:
        """No text is put in anyone's mouth: whoever writes a record with an author is that author (DOMAIN.md section 4)."""
        if self.spec.name == "appointment" and self.attempt.fields.get("member") == self.attempt.actor:
            return Refusal("oneself")
        declared = self.spec.fields.get("author")
        owns_text = declared is not None and declared.once and self.spec.owner != "author"
        if owns_text and self.attempt.fields.get("author") != self.attempt.actor:
            return Refusal("author", field="author")
        return None

    def _opens_own_session(self) -> bool:
        """An unplanned session: no recorder but oneself, no host but oneself, adopted by nobody yet."""
        fields, actor = self.attempt.fields, self.attempt.actor
        recorders = set(fields.get("recorders") or ())
        return recorders <= {actor} and fields.get("host") in (None, actor) and not fields.get("adopted_by")

    def _refuse_field(self, name: str) -> Refusal | None:
        governing = self._specific(name) or self._general()
        return None if self._allows_any(governing) else self._why(governing, name)

    def _refuse_transition(self, to: str) -> Refusal | None:
        governing = [r for r in self.spec.rules if r.right == "state" and to in r.to] or self._general()
        if self.attempt.decider is not None and not any(rule.entered for rule in governing):
            return Refusal("basis", field="state")
        return None if self._allows_any(governing) else self._why(governing, "state")

    def _refuse_close_of_conflict(self) -> Refusal | None:
        """Whoever may write the parent's field may close the conflict about it."""
        parent = self._parent
        if parent is None or parent.kind not in self.registry:
            return None
        name = self.attempt.fields.get("field")
        act: Literal["put", "del"] = "del" if name == "$deleted" else "put"
        inner = Attempt(
            actor=self.attempt.actor,
            act=act,
            kind=parent.kind,
            rid=self.attempt.fields["record"],
            fields=parent.fields,
            fv=parent.fv,
            changes=[name] if act == "put" and name in self.registry[parent.kind].fields and name != "state" else [],
        )
        return self.policy.refusal(inner)

    # rules

    def _general(self) -> list[Rule]:
        rules = [rule for rule in self.spec.rules if rule.right == "write" and not rule.fields]
        return [rule for rule in rules if not rule.parents or (self._parent and self._parent.kind in rule.parents)]

    def _specific(self, name: str) -> list[Rule]:
        return [rule for rule in self.spec.rules if rule.right in ("write", "new") and name in rule.fields]

    def _allows_any(self, rules: Iterable[Rule]) -> bool:
        return any(self._allows(rule) for rule in rules)

    def _allows(self, rule: Rule) -> bool:
        return not self._blocked(rule) and any(self._is(who, rule) for who in rule.who)

    def _blocked(self, rule: Rule) -> Refusal | None:
        fields = self.attempt.fields
        if rule.where and fields.get(rule.where[0]) not in rule.where[1]:
            return Refusal("needs", rule.who)
        if rule.states and self.state not in rule.states:
            return Refusal("state", rule.who)
        if rule.until_signed:
            session = self._session()
            if session and self.facts.signed(session[0]):
                return Refusal("signed", code="signed")
        if rule.bar == "recorder" and self.decider in (fields.get("recorders") or ()):
            return Refusal("recorder")
        if rule.bar == "last_writer" and self.attempt.basis != "meeting" and self._last_writer() == self.decider:
            return Refusal("last_writer")
        if rule.bar == "oneself" and self.decider == self._person():
            return Refusal("oneself")
        return None

    def _why(self, rules: Iterable[Rule], name: str | None = None) -> Refusal:
        """The refusal to show: a bar that alone stands in the way, else who may."""
        rules = list(rules)
        for rule in rules:
            blocked = self._blocked(rule)
            if blocked and blocked.reason != "needs" and any(self._is(who, rule) for who in rule.who):
                return Refusal(blocked.reason, blocked.who, name, blocked.code)
        return Refusal("needs", self._names(rules), name)

    @staticmethod
    def _names(rules: Iterable[Rule]) -> tuple[Who, ...]:
        return tuple(dict.fromkeys(who for rule in rules for who in rule.who))

    # who

    def _is(self, who: Who, rule: Rule) -> bool:
        decider, fields = self.decider, self.attempt.fields
        if who.name in ROLES:
            if not self.facts.roster.has_role(decider, who.name):
                return False
            return not who.charge or self._in_charge(who.name)
        match who.name:
            case "any":
                return True
            case "self":
                return decider == self._person()
            case "author":
                if self._parent is not None and self.spec.owner != "author":
                    return decider == self._parent.fields.get("author")
                return decider == fields.get("author")
            case "host" | "recorder":
                return self._keeps(who.name)
        return False

    def _person(self) -> str | None:
        """The owner or the member named."""
        name = self.spec.owner or ("member" if "member" in self.spec.fields else "owner")
        return self.attempt.fields.get(name)

    def _session(self) -> tuple[str, Mapping[str, Any]] | None:
        attempt = self.attempt
        return session_of(self.registry, self.facts, attempt.kind, attempt.rid, attempt.fields)

    def _keeps(self, name: str) -> bool:
        """Host or recorder of the session; of its rows also whoever was one at any revision, until both have signed."""
        if self.spec.name == "session" and self.attempt.act == "new":
            return False
        session = self._session()
        if session is None:
            return False
        rid, fields = session
        if name == "host" and fields.get("host") == self.decider:
            return True
        if name == "recorder" and self.decider in (fields.get("recorders") or ()):
            return True
        row = self.spec.name != "session"
        return row and not self.facts.signed(rid) and self.decider in self.facts.keepers(rid)

    def _in_charge(self, role: str) -> bool:
        """In charge of the person, of the host or a recorder of the session, or of the task's section or owner."""
        kind, fields = self.attempt.kind, self.attempt.fields
        if self._parent is not None and self.spec.audience == "target's":
            kind, fields = self._parent.kind, self._parent.fields
        session = session_of(self.registry, self.facts, kind, self.attempt.rid, fields)
        people: set[str | None]
        if session is not None:
            people = {session[1].get("host"), *session[1].get("recorders", ())}
        elif kind == "task":
            if self.facts.roster.has_section(self.decider, fields.get("owner_section"), role):
                return True
            people = {fields.get("owner")}
        else:
            spec = self.registry.get(kind)
            people = {fields.get(spec.owner or "member")} if spec else set()
        return any(person and self.facts.roster.in_charge(self.decider, person, role) for person in people)

    def _last_writer(self) -> str | None:
        """Who made the newest change to the text of the record: its transitions do not count."""
        revisions = [
            (entry[0], entry[1])
            for name, entry in self.attempt.fv.items()
            if name != "state" and name not in TRANSITION_FIELDS
        ]
        return max(revisions, default=(0, None), key=lambda pair: pair[0])[1]
