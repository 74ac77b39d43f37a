"""Records to try every permission on: each kind in each of its states, and in each relation to the people of the branch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sync.records.policy import Held
from tests.records.branch import S1, S2, Branch, branch
from tests.records.declared import DeclaredField, declared_kinds

ME = "@me"
"""Stands in a subject's fields for whoever is trying."""


@dataclass(frozen=True)
class Subject:
    """A record of a kind; `last_writer` = who changed its text last."""

    kind: str
    fields: Mapping[str, Any]
    last_writer: str | None = None
    rid: str = "subject"

    def seen_by(self, actor: str) -> dict[str, Any]:
        """Its fields with the person who tries put in."""
        return {name: _put_in(value, actor) for name, value in self.fields.items()}


def _put_in(value: Any, actor: str) -> Any:
    if isinstance(value, list):
        return [actor if each == ME else each for each in value]
    return actor if value == ME else value


def sample_value(declared: DeclaredField) -> Any:
    """A value the field takes, which names nobody of the branch."""
    return {
        "str": "甲",
        "text": "正文",
        "int": 3,
        "bool": True,
        "date": "2026-03-05",
        "time": "2026-03-05T09:00",
        "id": "somebody-or-something",
        "enum": declared.choices[0] if declared.choices else None,
        "set": ["乙"],
    }[declared.type]


def least(kind: str, **given: Any) -> dict[str, Any]:
    """The fields without which such a record cannot be, and those given; None takes one away."""
    declared = declared_kinds()[kind]
    fields = {name: sample_value(each) for name, each in declared.fields.items() if each.needed == "!!"}
    if declared.states:
        fields["state"] = declared.states[0]
    return {name: value for name, value in {**fields, **given}.items() if value is not None}


SESSIONS: dict[str, dict[str, Any]] = {
    "s-one": {"host": "host1", "recorders": ["rec1"]},
    "s-two": {"host": "host2", "recorders": ["rec1", "sec"]},
    "s-led": {"host": "leader1", "recorders": ["leader1", "head2"]},
    "s-bare": {},
    "s-signed": {"host": "host1", "recorders": ["rec1"]},
}
"""Session id -> who keeps it."""

PARENTS: dict[str, tuple[str, dict[str, Any]]] = {
    "t-section": ("task", least("task", owner_section=S1, owner="owner2")),
    "t-owner": ("task", least("task", owner="owner1")),
    "t-two": ("task", least("task", owner_section=S2)),
    "sub-one": ("submission", least("submission", author="author1")),
    "sub-two": ("submission", least("submission", author="author2")),
    "minute-one": ("minute", least("minute", session="s-one")),
    "minute-said": ("minute", least("minute", session="s-one", speaker="author1")),
    "minute-about": ("minute", least("minute", session="s-one", speaker="author1", about="plain1")),
    "sub-accepted": ("submission", least("submission", author="author1", state="accepted")),
    "sub-twice": ("submission", least("submission", author="author1", state="accepted")),
    "pub-twice": ("publication", {"author": "author1", "submission": "sub-twice", "state": "published"}),
    "sub-again": ("submission", least("submission", author="author1", state="accepted")),
    "pub-again": ("publication", {"author": "author1", "submission": "sub-again", "state": "withdrawn"}),
    "pub-one": ("publication", {"author": "author1", "state": "published"}),
    "doc-one": ("document", least("document")),
    "p-draft": ("plan", least("plan")),
    "p-approved": ("plan", least("plan", state="approved")),
    "ap-sec": ("appointment", least("appointment", member="member1", role="secretary")),
    "ap-head": ("appointment", least("appointment", member="clerk", role="section_head")),
    "minute-signed": ("minute", least("minute", session="s-signed")),
    "att-one": ("attendance", least("attendance", session="s-one", member="member1")),
    "act-one": ("action", least("action", session="s-one", owner="owner1")),
    "com-one": ("comment", least("comment", target="sub-one", author="leader1")),
    "strange": ("kind_of_a_newer_version", {}),
}
"""Records that others hang on: id -> kind and fields."""


def stage() -> Branch:
    """The branch with all of these, some people who were host or recorder once, and one session signed by both."""
    there = branch()
    for rid, keepers in SESSIONS.items():
        there.records[rid] = Held("session", least("session", **keepers))
        there.past_keepers[rid] = {"past_host", "past_rec"} if rid in ("s-one", "s-signed") else set()
    there.signed_sessions.add("s-signed")
    there.records |= {rid: Held(kind, fields) for rid, (kind, fields) in PARENTS.items()}
    there.records["p-written"] = Held("plan", least("plan", state="approved"), {"guiding": [3, "sec"]})
    return there


def subjects(kind: str) -> Iterator[Subject]:
    """Every variant of a kind, in every state it can be in."""
    for subject in _variants(kind):
        for state in declared_kinds()[kind].states or (None,):
            fields = {**subject.fields, "state": state} if state else subject.fields
            yield Subject(kind, fields, subject.last_writer, subject.rid)


def _variants(kind: str) -> Iterator[Subject]:
    match kind:
        case "away" | "membership":
            for member in ("member1", "member2", ME):
                yield Subject(kind, least(kind, member=member))
        case "appointment":
            for role in declared_kinds()[kind].fields["role"].choices:
                for member in ("member1", ME):
                    yield Subject(kind, least(kind, member=member, role=role))
        case "plan":
            for last_writer in (None, "sec", "leader1", "clerk", ME):
                yield Subject(kind, least(kind), last_writer)
        case "task":
            for given in ({"owner_section": S1}, {"owner": "owner1"}, {"owner_section": S2, "owner": "owner1"}, {}):
                yield Subject(kind, least(kind, **given))
            yield Subject(kind, least(kind, owner=ME))
        case "session":
            for rid, keepers in SESSIONS.items():
                yield Subject(kind, least(kind, **keepers), rid=rid)
            for mine in (
                {"recorders": [ME]},
                {"host": ME},
                {"host": ME, "recorders": [ME]},
                {"recorders": [ME, "host1"]},
            ):
                yield Subject(kind, least(kind, **mine))
            yield Subject(kind, least(kind, form="committee_meeting", recorders=[ME]))
        case "material":
            for target in (*SESSIONS, "t-section", "t-owner", "t-two", "doc-one", "nowhere"):
                yield Subject(kind, least(kind, target=target))
        case "leave_request":
            for session in (*SESSIONS, "nowhere"):
                for member in ("member1", "member2", ME):
                    yield Subject(kind, least(kind, session=session, member=member))
        case "signature":
            for session in SESSIONS:
                for member in ("host1", "rec1", "sec", ME):
                    for role in ("host", "recorder"):
                        yield Subject(kind, least(kind, session=session, member=member, as_role=role))
        case "grade":
            for of in ("author1", "author2", "plain1", ME):
                for author in (ME, "sec", "leader1"):
                    for target in ("sub-one", "minute-said", "minute-about", "minute-one", "nowhere"):
                        yield Subject(kind, least(kind, target=target, of=of, author=author))
        case "agenda_item" | "minute" | "vote" | "amendment":
            for session in (*SESSIONS, "nowhere"):
                yield Subject(kind, least(kind, session=session))
        case "attendance":
            for session in SESSIONS:
                for member in ("member1", ME):
                    yield Subject(kind, least(kind, session=session, member=member))
        case "action":
            for session in SESSIONS:
                for owner in ("owner1", ME, None):
                    yield Subject(kind, least(kind, session=session, owner=owner))
        case "plan_version":
            for plan in ("p-approved", "p-draft", "p-written", "nowhere"):
                for approver in (ME, "sec", "leader1"):
                    yield Subject(kind, least(kind, plan=plan, approved_by=approver))
        case "publication":
            for submission in ("sub-accepted", "sub-twice", "sub-again", "sub-one", "nowhere"):
                for author in (ME, "author1", "author2"):
                    yield Subject(kind, least(kind, submission=submission, author=author))
            yield Subject(kind, least(kind, submission="sub-accepted", author="author1", body="另一段"))
            yield Subject(kind, least(kind, submission="sub-accepted", author="author1", sample=True))
        case "recommendation":
            for author in (ME, "sec", "head1"):
                yield Subject(kind, least(kind, author=author))
        case "study" | "loan" | "assessment" | "appraisal" | "assessment_result":
            for member in ("member1", "member2", ME):
                yield Subject(kind, least(kind, member=member))
            if kind == "assessment":
                yield Subject(kind, least(kind, member=ME, section_remark="踏实"))
        case "improvement":
            for owner in ("owner1", ME, None):
                yield Subject(kind, least(kind, owner=owner))
        case "submission":
            for author in ("author1", "author2", ME):
                yield Subject(kind, least(kind, author=author))
        case "comment":
            for target in ("sub-one", "sub-two", "minute-one", "pub-one", "doc-one", "s-one", "p-draft", "nowhere"):
                for author in (ME, "author1"):
                    yield Subject(kind, least(kind, target=target, author=author))
        case "conflict":
            there = stage().records
            for record in (*PARENTS, "s-one", "s-signed", "nowhere"):
                parent = there.get(record)
                known = declared_kinds().get(parent.kind) if parent else None
                for name in (*(known.fields if known else ()), "state", "$deleted", "field_of_a_newer_version"):
                    yield Subject(kind, least(kind, record=record, field=name, by="plain1"))
        case _:
            yield Subject(kind, least(kind))
