"""What its author could not read is not made (PROTOCOL.md sections 1, 6 and 12)."""

from __future__ import annotations

from typing import Literal

import pytest

from sync.records.policy import Attempt, Policy, Refusal
from sync.records.registry import KINDS
from tests.records.branch import APPOINTED, MEMBERSHIPS, PEOPLE, Branch
from tests.records.subjects import least

COMMITTEE = {"secretary", "leader", "committee", "clerk"}
"""Who reads `c:` by PROTOCOL.md section 1."""


def made(there: Branch, actor: str, kind: str, scope: str, **fields: object) -> Refusal | None:
    """The answer to making a record in a scope; `entered` in the fields is the member it is entered for."""
    decider, basis = fields.pop("entered", None), fields.pop("basis", None)
    attempt = Attempt(
        actor=actor,
        act="new",
        kind=kind,
        rid="subject",
        fields=least(kind, **fields),
        scope=scope,
        decider=str(decider) if decider else None,
        basis=str(basis) if basis else None,
    )
    return Policy(KINDS, there).refusal(attempt)


@pytest.mark.parametrize("actor", PEOPLE)
@pytest.mark.parametrize("form", ["committee_meeting", "exchange"])
def test_a_session_of_the_committee_is_opened_by_those_who_read_it(there: Branch, actor: str, form: str) -> None:
    stream: Literal["b", "c"] = "c" if form == "committee_meeting" else "b"
    reads = stream == "b" or bool(COMMITTEE & {role for role, _ in APPOINTED.get(actor, [])})
    refused = made(there, actor, "session", f"{stream}:branch", form=form, recorders=[actor])
    assert (refused is None) == reads
    assert reads or (refused is not None and refused.reason == "unread")


def test_rows_of_a_committee_session_come_from_its_keepers_of_now_and_before(there: Branch) -> None:
    for kind in ("minute", "agenda_item", "attendance", "action"):
        for keeper in ("host1", "rec1", "past_host", "past_rec", "clerk"):
            assert made(there, keeper, kind, "c:branch", session="s-one") is None, (kind, keeper)
        assert made(there, "plain1", kind, "c:branch", session="s-one") is not None
    said = made(there, "plain1", "comment", "c:branch", target="minute-one", author="plain1")
    assert said is not None
    assert said.reason == "unread"
    assert made(there, "clerk", "comment", "c:branch", target="minute-one", author="clerk") is None


def test_one_submits_to_those_in_charge_and_they_comment_there(there: Branch) -> None:
    assert MEMBERSHIPS["author1"] == MEMBERSHIPS["head1"]
    assert made(there, "author1", "submission", "r:branch:author1", author="author1") is None
    for actor in ("author1", "head1", "sec"):
        assert made(there, actor, "comment", "r:branch:author1", target="sub-one", author=actor) is None
    assert made(there, "head2", "comment", "r:branch:author1", target="sub-one", author="head2") is not None
