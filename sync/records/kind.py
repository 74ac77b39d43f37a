"""What a kind of record is: a small class with typed fields, states and permissions, from which everything else derives."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import pairwise
from typing import Any, ClassVar, Literal, TypeAlias

import msgspec

from sync.records.fields import ONCE, Field, FieldProblem, Label, Value, check_value, choice, flag
from sync.records.rules import Rule

Audience: TypeAlias = Literal["b", "c", "r", "u", "session", "target's", "b or c"]

SCHEMA = 1
"""Version of the fields as this program writes them; `v` of ops and envelopes (PROTOCOL.md section 15)."""

COLUMNS = 4
"""How many fields a table shows, beside the state, of a kind that does not say which."""


class Transition(msgspec.Struct, frozen=True):
    """One allowed change of state and the field that must be given with it, if any."""

    before: str
    after: str
    requires: str | None = None


def parse_transitions(written: str) -> tuple[Transition, ...]:
    """The transitions of a line such as "planned>closed, planned>cancelled (reasons)"."""
    found: list[Transition] = []
    for part in filter(None, (piece.strip() for piece in written.split(","))):
        chain, _, condition = part.partition("(")
        wanted = condition.rstrip(") ").removeprefix("with ").strip() or None
        requires = "reason" if wanted == "reasons" else wanted
        names = [name.strip() for name in chain.split(">")]
        found += [Transition(a, b, requires) for a, b in pairwise(names)]
    return tuple(found)


class KindSpec(msgspec.Struct, frozen=True):
    """Everything known about a kind; made from its class once, never changed."""

    name: str
    label: Label
    audience: Audience
    fields: Mapping[str, Field]
    rules: tuple[Rule, ...]
    owner: str | None = None
    key: tuple[str, ...] = ()
    states: Mapping[str, Label] = msgspec.field(default_factory=dict)
    transitions: tuple[Transition, ...] = ()
    along: Mapping[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    """State -> the fields that go with the step into it, the one for its reason first (PROTOCOL.md section 4)."""
    seen: Mapping[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    """State -> the fields that the step into it decides about: it counts only for what they said when it was made."""
    decided: frozenset[str] = frozenset()
    """States in which others have decided on the record, or what it was made for is done: it is not deleted without asking."""
    columns: tuple[str, ...] = ()
    title: str = ""
    parent_field: str | None = None
    """The field that holds the id of the record whose scope this kind shares."""

    @property
    def first_state(self) -> str | None:
        """The state at creation, or None for a kind without states."""
        return next(iter(self.states), None)

    def links(self, changes: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
        """(field, kind wanted, id) of what changes as on the wire newly link to, the parent left out; shapes may be wrong."""
        for name, change in changes.items():
            declared = self.fields.get(name)
            if declared is None or declared.target is None or name == self.parent_field:
                continue
            if isinstance(change, dict):
                new = change.get("add") or ()
            else:
                new = change[1:] if isinstance(change, list) and change[:1] != change[1:] else ()
            for value in new if isinstance(new, list) else ():
                if isinstance(value, str):
                    yield name, declared.target, value

    @property
    def shared(self) -> bool:
        """False for kinds that never leave this device in plain text (scope u)."""
        return self.audience != "u"

    def editable(self) -> list[str]:
        """Names of the fields a form shows, in order."""
        return [name for name in self.fields if name not in ("state", "sample")]

    def field(self, name: str) -> Field:
        """The field called `name`; raises FieldProblem when the kind has none."""
        try:
            return self.fields[name]
        except KeyError:
            allowed = ", ".join(self.fields)
            raise FieldProblem(name, "unknown_field", kind=self.name, allowed=allowed) from None

    def transition(self, before: str | None, after: str) -> Transition | None:
        """The allowed change from one state to another, or None."""
        return next((t for t in self.transitions if t.before == before and t.after == after), None)

    def next_states(self, before: str | None) -> list[str]:
        """States that can follow `before`, in the order they are declared."""
        return list(dict.fromkeys(t.after for t in self.transitions if t.before == before))

    def going_along(self, to: str | None) -> tuple[str, ...]:
        """Fields that whoever may make the step into `to` may set with it, and no others; what it requires comes first."""
        return self.along.get(to, ()) if to is not None else ()

    @property
    def step_fields(self) -> frozenset[str]:
        """Every field that goes with some change of state: what a decision says, as against the text of the record."""
        return frozenset(name for names in self.along.values() for name in names)

    def check_new(self, values: Mapping[str, object]) -> dict[str, Value]:
        """Fields of a record about to be created, checked and complete; raises FieldProblem."""
        checked = {name: check_value(name, self.field(name), value) for name, value in values.items()}
        for name, declared in self.fields.items():
            if declared.needed == "!!" and checked.get(name) in (None, ""):
                raise FieldProblem(name, "needed_at_creation", kind=self.name)
        if self.states:
            given = checked.get("state")
            if given not in (None, self.first_state):
                raise FieldProblem("state", "not_the_first_state", value=str(given), allowed=str(self.first_state))
            checked["state"] = self.first_state
        return {name: value for name, value in checked.items() if value is not None and value != []}

    def missing(self, values: Mapping[str, object]) -> list[str]:
        """Fields flagged ! that are still 待补 and must be given before submission."""
        return [n for n, f in self.fields.items() if f.needed in ("!", "!!") and values.get(n) in (None, "")]


class Kind:
    """Base of the record kinds: subclass it with typed fields and a tuple `may` of rules.

    class Note(Kind, name="note", zh="私人笔记", en="private note", audience="u"): ...

    A field whose name is a word of the language is written with a trailing underscore (`from_`).
    """

    spec: ClassVar[KindSpec]
    may: ClassVar[tuple[Rule, ...]] = ()

    def __init_subclass__(
        cls,
        *,
        name: str,
        zh: str,
        en: str,
        audience: Audience,
        owner: str | None = None,
        key: str = "",
        states: str = "",
        state_labels: Mapping[str, tuple[str, str]] | None = None,
        along: Mapping[str, str] | None = None,
        seen: Mapping[str, str] | None = None,
        decided: str = "",
        columns: str = "",
        title: str = "",
    ) -> None:
        """Collect the declared fields into `spec`; registering is the registry's business.

        `along` says of a state which fields, beside the one required, go with the step into it; `seen`, what it decides about;
        `decided` names the states in which it was decided on.
        """
        fields = {n.rstrip("_"): f for n, f in vars(cls).items() if isinstance(f, Field)}
        transitions = parse_transitions(states)
        order = dict.fromkeys(re.findall(r"\w+", re.sub(r"\([^)]*\)", "", states)))
        labels = {n: Label(*(state_labels or {}).get(n, (n, n))) for n in order}
        if labels:
            fields["state"] = choice({n: (label.zh, label.en) for n, label in labels.items()}, "状态", "state")
        fields["sample"] = flag("示例", "sample", ONCE)
        shown = title or next((n for n in ("title", "name", "topic", "text") if n in fields), "")
        lines = [n for n, f in fields.items() if n not in ("state", "sample") and f.type not in ("text", "set")]
        brief = list(dict.fromkeys([*filter(None, [shown]), *lines]))[:COLUMNS] + ["state"] * bool(labels)
        parent_names = {"session": ("session",), "target's": ("target", "record")}.get(audience, ())
        cls.spec = KindSpec(
            name=name,
            label=Label(zh, en),
            audience=audience,
            fields=fields,
            rules=cls.may,
            owner=owner,
            key=tuple(filter(None, key.split("+"))),
            states=labels,
            transitions=transitions,
            along=_along(transitions, along or {}),
            seen={state: tuple(names.split()) for state, names in (seen or {}).items()},
            decided=frozenset(decided.split()),
            columns=tuple(columns.split() or brief),
            title=shown,
            parent_field=next((n for n in parent_names if n in fields), None),
        )


def _along(transitions: tuple[Transition, ...], also: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """What is required goes along by itself."""
    names: dict[str, dict[str, None]] = {}
    for step in transitions:
        if step.requires:
            names.setdefault(step.after, {})[step.requires] = None
    for to, more in also.items():
        names.setdefault(to, {}).update(dict.fromkeys(more.split()))
    return {to: tuple(each) for to, each in names.items()}


class UnknownKind(LookupError):
    """No kind of this name is known to this version; `name` and `known` are for the message."""

    def __init__(self, name: str, known: list[str]) -> None:
        super().__init__(f"unknown kind {name!r}; known: {', '.join(known)}")
        self.name = name
        self.known = known


class Registry:
    """The kinds this program knows, by name."""

    def __init__(self, *kinds: type[Kind]) -> None:
        self._kinds = {kind.spec.name: kind.spec for kind in kinds}

    def __getitem__(self, name: str) -> KindSpec:
        try:
            return self._kinds[name]
        except KeyError:
            raise UnknownKind(name, list(self._kinds)) from None

    def __contains__(self, name: object) -> bool:
        return name in self._kinds

    def __iter__(self) -> Iterator[KindSpec]:
        return iter(list(self._kinds.values()))

    def get(self, name: str) -> KindSpec | None:
        """The kind, or None when this version does not know it."""
        return self._kinds.get(name)

    @contextmanager
    def also(self, *kinds: type[Kind]) -> Iterator[None]:
        """Know some more kinds for the length of a `with` block."""
        before = dict(self._kinds)
        self._kinds.update({kind.spec.name: kind.spec for kind in kinds})
        try:
            yield
        finally:
            self._kinds = before
