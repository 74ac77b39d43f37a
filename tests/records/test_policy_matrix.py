"""Every person against every action on every kind: the policy answers as `permissions.csv` says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal, get_args, get_type_hints

import pytest

from sync.records.policy import Attempt, Policy, Refusal
from sync.records.registry import KINDS
from tests.records.branch import PEOPLE, Branch
from tests.records.declared import BUILT, declared_kinds
from tests.records.oracle import SAID_WITH, Deed, Oracle
from tests.records.permissions import rows
from tests.records.subjects import Subject, sample_value, stage, subjects

ACTS: dict[str, Literal["new", "put", "del", "restore"]] = {
    "new": "new",
    "put": "put",
    "del": "del",
    "restore": "restore",
}
DECIDERS = ("sec", "leader1", "leader2", "clerk", "rec1", "plain1", "author1")
BASES = (None, "paper", "spoken", "meeting")
REASONS = set(get_args(get_type_hints(Refusal)["reason"]))


def refusal(policy: Policy, deed: Deed) -> Refusal | None:
    """What the policy under test answers to a deed."""
    return policy.refusal(
        Attempt(
            actor=deed.actor,
            act=ACTS[deed.act],
            kind=deed.kind,
            rid=deed.rid,
            fields=deed.fields,
            fv={"title": [2, "nobody"], "state": [9, "nobody"], "guiding": [3, deed.last_writer]},
            changes=[*deed.changes, *(["state"] if deed.to else [])],
            to=deed.to,
            decider=deed.decider,
            basis=deed.basis,
        )
    )


def makings(subject: Subject, actor: str) -> Iterator[Mapping[str, Any]]:
    """The record as it may be made: the least of it, with each other field, with all of them."""
    declared = declared_kinds()[subject.kind]
    least = subject.seen_by(actor)
    yield least
    for name, each in declared.fields.items():
        if name not in least:
            yield {**least, name: sample_value(each)}
    yield {**{name: sample_value(each) for name, each in declared.fields.items()}, **least}


def deeds(subject: Subject, actor: str) -> Iterator[Deed]:
    """Everything a person can try on a record by oneself."""
    declared = declared_kinds()[subject.kind]
    fields = subject.seen_by(actor)
    writer = actor if subject.last_writer == "@me" else subject.last_writer
    base = Deed(actor, "put", subject.kind, subject.rid, fields, last_writer=writer)
    free = [name for name, each in declared.fields.items() if each.merge != "once"]
    if fields.get("state") in (None, *declared.states[:1]):
        for values in makings(subject, actor):
            yield Deed(actor, "new", subject.kind, subject.rid, values)
    for name in free:
        yield Deed(**{**vars(base), "changes": [name]})
    if free:
        yield Deed(**{**vars(base), "changes": free})
    for before, after, _ in sorted(declared.transitions, key=str):
        if before == fields.get("state"):
            yield Deed(**{**vars(base), "to": after})
            for along in ([name] for name in free if name in SAID_WITH):
                yield Deed(**{**vars(base), "to": after, "changes": along})
    yield Deed(**{**vars(base), "act": "del"})
    yield Deed(**{**vars(base), "act": "restore"})


def entered(subject: Subject, actor: str) -> Iterator[Deed]:
    """The transitions of a record, a field and its making, with a decider or a basis."""
    declared = declared_kinds()[subject.kind]
    fields = subject.seen_by(actor)
    writer = actor if subject.last_writer == "@me" else subject.last_writer
    base = Deed(actor, "put", subject.kind, subject.rid, fields, last_writer=writer)
    free = [name for name, each in declared.fields.items() if each.merge != "once"]
    shapes: list[dict[str, Any]] = [
        {"to": after} for before, after, _ in sorted(declared.transitions, key=str) if before == fields.get("state")
    ]
    shapes += [{"changes": free[:1]}, {"act": "del"}, {"act": "new"}]
    for shape in shapes:
        for decider in (None, actor, *DECIDERS):
            for basis in BASES:
                if decider is not None or basis is not None:
                    yield Deed(**{**vars(base), **shape, "decider": decider, "basis": basis})


def differences(there: Branch, tried: Iterator[Deed], oracle: Oracle) -> list[str]:
    """Deeds on which the policy and the file disagree, as sentences."""
    policy = Policy(KINDS, there)
    found = []
    for deed in tried:
        answer = refusal(policy, deed)
        allowed = oracle.may(deed)
        assert answer is None or answer.reason in REASONS
        if allowed != (answer is None):
            said = "file allows, policy refuses" if allowed else "file denies, policy allows"
            found.append(f"{said}: {deed} {answer}")
    return found


@pytest.mark.parametrize("kind", BUILT)
def test_everybody_against_every_action(kind: str) -> None:
    there = stage()
    tried = (deed for subject in subjects(kind) for actor in PEOPLE for deed in deeds(subject, actor))
    found = differences(there, tried, Oracle(there))
    assert not found, f"{len(found)} differences\n" + "\n".join(found[:8])


@pytest.mark.parametrize("kind", [kind for kind in BUILT if declared_kinds()[kind].scope != "u"])
def test_decisions_entered_for_another(kind: str) -> None:
    there = stage()
    some = ("sec", "clerk", "sec_clerk", "leader1", "head1", "rec1", "host1", "plain1", "author1")
    chosen = [each for each in subjects(kind) if kind != "conflict" or each.fields["record"] in ("p-approved", "s-one")]
    tried = (deed for subject in chosen for actor in some for deed in entered(subject, actor))
    found = differences(there, tried, Oracle(there))
    assert not found, f"{len(found)} differences\n" + "\n".join(found[:8])


def test_every_row_of_the_file_lets_somebody_in_and_keeps_somebody_out() -> None:
    """So that no row is passed over by the records and people tried above."""
    oracle = Oracle(stage())
    for kind in BUILT:
        for subject in subjects(kind):
            for actor in ("sec", "clerk", "leader1", "head1", "head2", "host1", "rec1", "author1", "owner1", "plain1"):
                for deed in deeds(subject, actor):
                    oracle.may(deed)
    built = [row for row in rows() if row.kind in BUILT and row.who not in ({"parent"}, {"nobody"})]
    assert {row.line for row in built} <= oracle.let_in
    assert {row.line for row in built if row.who != {"any"}} <= oracle.kept_out
