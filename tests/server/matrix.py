"""Everybody against every kind of record in every state, as edits over HTTP: the world, the deeds, and what came of them.

What is expected is worked out by `tests.records.oracle` from permissions.csv alone; the records stand in the database as rows, so
that each can be in any state, and each deed has a copy of its own.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from tests.records.branch import APPOINTED, MEMBERSHIPS
from tests.records.branch import Branch as Stage
from tests.records.declared import BUILT, declared_kinds
from tests.records.oracle import Deed, Oracle, going_along
from tests.records.permissions import rows
from tests.records.subjects import Subject, least, stage, subjects
from tests.records.test_policy_matrix import deeds, entered

TRIES = 9
"""Of deeds alike, so many are held against the file to find one that it allows and one that it does not."""

ACTORS = (
    "sec",
    "clerk",
    "leader1",
    "head1",
    "comm",
    "lib",
    "host1",
    "rec1",
    "author1",
    "member1",
    "plain2",
    "past_host",
)
"""One person a role and relation; each is also put in as the record's own member, owner, author, host or recorder."""

ENTERING = ("clerk", "rec1", "member1")
COMMITTEE = {"secretary", "leader", "committee", "clerk"}
OF_NOBODY = ("nowhere", "strange")
RENEWAL = {"renewed": 1, "due_on": "2027-01-31"}
"""The renewal of a loan by whoever borrowed."""


@dataclass(frozen=True)
class Case:
    """A deed, the copy of the record it is done to, and what permissions.csv says of it."""

    deed: Deed
    allowed: bool


def chosen(seed: int) -> list[Case]:
    """A deed of each likeness for each answer of the file; which of several alike, the seed says."""
    rng, there = random.Random(seed), stage()
    oracle = Oracle(there)
    found: dict[tuple[Any, ...], Case] = {}
    tries: Counter[tuple[Any, ...]] = Counter()
    for kind in (each for each in BUILT if declared_kinds()[each].scope != "u"):
        for subject in _some(rng, [each for each in subjects(kind) if _stands(each)]):
            for actor in ACTORS:
                more = entered(subject, actor) if actor in ENTERING else iter(())
                for deed in filter(_can_be_sent, (*deeds(subject, actor), *more)):
                    alike = (*_likeness(deed), *_relation(oracle, deed))
                    tries[alike] += 1
                    if tries[alike] <= TRIES:
                        case = Case(deed, expected(oracle, deed))
                        found.setdefault((*alike, case.allowed), case)
    return list(found.values())


def _some(rng: random.Random, tried: list[Subject]) -> list[Subject]:
    """At most so many records of a kind and state."""
    rng.shuffle(tried)
    counts: Counter[Any] = Counter()
    kept = []
    for each in tried:
        # A conflict's own state says little: what it is about does.
        alike = (each.fields.get("state"), each.fields.get("record"))
        counts[alike] += 1
        if counts[alike] <= (2 if each.kind == "conflict" else TRIES):
            kept.append(each)
    return kept


def _stands(subject: Subject) -> bool:
    """False for a record that hangs on nothing, or on what this version does not know: it is nowhere to be found."""
    fields = subject.fields
    return parent_of(subject.kind, fields) not in OF_NOBODY


def _can_be_sent(deed: Deed) -> bool:
    """False for what has no form on the wire, and so is refused whoever sends it."""
    if deed.act == "new" and deed.kind in ("settings", "conflict"):
        # There is one, which was made with the branch; the server alone makes it.
        return False
    declared = declared_kinds()[deed.kind]
    if deed.basis == "spoken" or (deed.act == "put" and not deed.changes and deed.to is None):
        # Spoken is as on paper is; and who changes nothing needs no right.
        return False
    if deed.act == "del" and (deed.basis or deed.decider):
        return False
    if deed.act == "new" and deed.fields.get("state") not in (None, *declared.states[:1]):
        return False
    return deed.to is None or set(deed.changes) <= going_along(deed.kind, deed.to)


@cache
def _rows_about(kind: str, name: str) -> tuple[int, ...]:
    """The lines of the file that speak of a field."""
    return tuple(row.line for row in rows() if row.kind == kind for each in row.actions if name in each.fields)


def _likeness(deed: Deed) -> tuple[Any, ...]:
    """What deeds have in common of which the same rows speak, in one state, by one person."""
    names = deed.changes if deed.act == "put" else [n for n in deed.fields if n not in least(deed.kind)]
    about: Any = tuple(_rows_about(deed.kind, name) for name in names) if len(names) < 2 else "several"
    decider = deed.decider if deed.decider in (None, deed.actor) else "another"
    field = deed.fields.get("field") if deed.kind == "conflict" else None
    settled = field if field in (None, "state", "$deleted") else "field"
    return (deed.kind, deed.fields.get("state"), deed.act, deed.to, about, deed.actor, decider, deed.basis, settled)


def _relation(oracle: Oracle, deed: Deed) -> tuple[Any, ...]:
    """What somebody is to a record: named in it, in charge of whom it is about, keeper of its session now or before; or neither."""
    if deed.act == "restore":
        # Whoever may delete may restore: the same rows say so.
        return ()
    named = [n for n, v in deed.fields.items() if deed.actor == v or (isinstance(v, list) and deed.actor in v)]
    charge = any(oracle._in_charge(sections, deed) for _, sections in APPOINTED.get(deed.actor, []) if sections)
    keeps = any(oracle._keeps(deed.actor, word, deed, _BOTH) for word in ("host", "recorder"))
    # A session's rows are closed once both have signed, the session is not.
    session = oracle._session(deed) if deed.kind != "session" else None
    return tuple(named), charge, keeps, session is not None and oracle.branch.signed(session[0])


def expected(oracle: Oracle, deed: Deed) -> bool:
    """What the file says; what its author could not read is not made, but by a session's keepers or for another."""
    allowed = oracle.may(deed)
    if not allowed or deed.act != "new" or deed.decider not in (None, deed.actor) or deed.basis is not None:
        return allowed
    if reads(deed.actor, scope_name(oracle.branch, deed.kind, deed.fields)):
        return True
    return oracle._keeps(deed.actor, "host", deed, _BOTH) or oracle._keeps(deed.actor, "recorder", deed, _BOTH)


@dataclass(frozen=True)
class _Keepers:
    who: frozenset[str] = frozenset({"host", "recorder"})


_BOTH: Any = _Keepers()


def scope_name(there: Stage, kind: str, fields: Mapping[str, Any]) -> str:
    """Where a record lives by kinds.toml: `b`, `c`, or `r:` with the symbol of the person."""
    declared = declared_kinds().get(kind)
    match declared.scope if declared is not None else "b":
        case "b or c":
            return "c" if fields.get("form") == "committee_meeting" else "b"
        case "r":
            assert declared is not None
            return f"r:{fields[declared.owner or '']}"
        case "session" | "target's":
            held = there.held(str(parent_of(kind, fields)))
            return scope_name(there, held.kind, held.fields) if held is not None else "b"
        case other:
            return other


def parent_of(kind: str, fields: Mapping[str, Any]) -> Any:
    """What a record shares its scope with, if it does."""
    names = {"session": ("session",), "target's": ("target", "record")}.get(declared_kinds()[kind].scope, ())
    return next((fields[name] for name in names if name in fields), None)


def reads(actor: str, scope: str) -> bool:
    """PROTOCOL.md section 1, worked out from the appointments alone."""
    roles = APPOINTED.get(actor, [])
    if scope == "b":
        return True
    if scope == "c":
        return any(role in COMMITTEE for role, _ in roles)
    person = scope.removeprefix("r:")
    charge = any(role in ("leader", "section_head") and MEMBERSHIPS.get(person) in where for role, where in roles)
    return person == actor or charge or any(role in ("secretary", "clerk") for role, _ in roles)


def told(case: Case) -> str:
    """A case as a sentence."""
    deed = replace(case.deed, fields={})
    return f"{'allowed' if case.allowed else 'denied'} by the file: {deed} on {dict(case.deed.fields)}"
