"""Rights case by case: default deny, appointments, plans, comments, conflicts, and what a refusal says."""

from __future__ import annotations

from typing import Any, Literal

import pytest

from sync.records.policy import Held, Refusal
from tests.records.asking import asked, names
from tests.records.branch import PEOPLE, Branch
from tests.records.declared import declared_kinds
from tests.records.subjects import least

# default deny


@pytest.mark.parametrize("act", ["del", "restore"])
def test_nobody_deletes_or_restores_a_submission(there: Branch, act: Literal["del", "restore"]) -> None:
    for actor in PEOPLE:
        refused = asked(there, actor, act, "submission", author="author1")
        assert refused is not None
        assert (refused.reason, refused.who) == ("needs", ())


def test_nobody_but_the_server_writes_conflicts(there: Branch) -> None:
    for actor in PEOPLE:
        for act in ("new", "del", "restore"):
            refused = asked(there, actor, act, "conflict", record="s-one", field="title")
            assert refused is not None
            assert refused.reason == "server_only"


def test_the_branch_itself_may_do_everything_and_what_is_on_the_device_alone_is_nobodys_business(there: Branch) -> None:
    assert asked(there, None, "new", "appointment", member="plain1", role="secretary") is None
    for kind in ("reflection", "note"):
        for act in ("new", "put", "del", "restore"):
            assert asked(there, "plain1", act, kind) is None


def test_no_submission_is_made_in_another_name(there: Branch) -> None:
    """Not even by those who may write its remark, nor with a basis: the file gives it to the author."""
    for actor in ("sec", "clerk", "leader1", "head1"):
        for more in ({}, {"remark": "好"}, {"recommended": True}):
            refused = asked(there, actor, "new", "submission", author="author1", **more)
            assert names(refused) == {"author"}
    entered = asked(there, "clerk", "new", "submission", author="author1", decider="author1", basis="paper")
    assert entered is not None
    assert entered.reason == "basis"


# appointments


def test_nobody_appoints_or_dismisses_oneself(there: Branch) -> None:
    for act in ("new", "put", "del", "restore"):
        for role in declared_kinds()["appointment"].fields["role"].choices:
            refused = asked(there, "sec", act, "appointment", changes=("to",), member="sec", role=role)
            assert refused is not None
            assert refused.reason == "oneself"


def test_the_clerk_appoints_heads_and_librarians_only(there: Branch) -> None:
    assert asked(there, "clerk", "new", "appointment", member="plain1", role="section_head") is None
    refused = asked(there, "clerk", "new", "appointment", member="plain1", role="clerk")
    assert names(refused) == {"secretary"}


def test_the_clerk_cannot_take_the_secretarys_rights_by_entering_a_decision(there: Branch) -> None:
    for basis in ("paper", "spoken", "meeting"):
        refused = asked(
            there, "clerk", "new", "appointment", member="plain1", role="leader", decider="sec", basis=basis
        )
        assert refused is not None
        assert refused.reason == "basis"


# plans


def approval(there: Branch, actor: str, writer: str | None, **how: Any) -> Refusal | None:
    """Approving a submitted plan whose text `writer` changed last."""
    fv = {"title": [1, "clerk"], "goals": [4, writer], "remark": [5, "leader1"], "state": [6, "clerk"]}
    return asked(there, actor, "put", "plan", to="approved", state="submitted", fv=fv, **how)


def test_a_plan_is_approved_by_another_than_its_last_writer(there: Branch) -> None:
    assert approval(there, "sec", "clerk") is None
    assert approval(there, "leader1", "sec") is None
    refused = approval(there, "sec", "sec")
    assert refused is not None
    assert refused.reason == "last_writer"
    assert names(approval(there, "clerk", "sec")) == {"secretary", "leader"}


def test_a_remark_or_a_transition_does_not_make_somebody_the_last_writer(there: Branch) -> None:
    """leader1 wrote the remark after the text was last changed."""
    assert approval(there, "leader1", "clerk") is None


def test_the_last_writer_may_approve_what_a_meeting_decided(there: Branch) -> None:
    assert approval(there, "sec", "sec", basis="meeting") is None
    assert approval(there, "sec", "sec", decider="sec", basis="meeting") is None
    assert approval(there, "clerk", "sec", decider="sec", basis="meeting") is None
    for basis in ("paper", "spoken"):
        for how in ({"basis": basis}, {"decider": "sec", "basis": basis}):
            assert approval(there, "sec", "sec", **how) is not None
    refused = approval(there, "clerk", "sec", decider="sec", basis="paper")
    assert refused is not None
    assert refused.reason == "last_writer"


def test_a_plan_is_written_in_draft_only_and_says_so(there: Branch) -> None:
    assert asked(there, "leader1", "put", "plan", changes=("title",)) is None
    refused = asked(there, "leader1", "put", "plan", changes=("title",), state="approved")
    assert refused is not None
    assert (refused.reason, refused.field) == ("state", "title")
    assert names(asked(there, "plain1", "put", "plan", changes=("title",))) == {"secretary", "leader", "clerk"}
    assert asked(there, "clerk", "put", "plan", changes=("number",), state="approved") is None


# comments


def test_a_comment_is_its_authors(there: Branch) -> None:
    for act in ("new", "put", "del", "restore"):
        refused = asked(there, "sec", act, "comment", changes=("text",), target="sub-one", author="leader1")
        assert refused is not None
        assert (refused.reason, refused.field) == ("author", "author")
        assert asked(there, "leader1", act, "comment", changes=("text",), target="sub-one", author="leader1") is None


def test_the_author_of_a_submission_answers_its_commentary_and_other_members_do_not(there: Branch) -> None:
    assert asked(there, "author1", "new", "comment", target="sub-one", author="author1") is None
    assert asked(there, "author2", "new", "comment", target="sub-one", author="author2") is not None
    assert asked(there, "author2", "new", "comment", target="minute-one", author="author2") is None


# conflicts


def closing(there: Branch, actor: str, record: str, name: str) -> Refusal | None:
    """Closing the conflict about a field of a record."""
    return asked(there, actor, "put", "conflict", changes=("state",), to="closed", record=record, field=name)


def test_a_conflict_is_closed_by_whoever_may_write_the_field(there: Branch) -> None:
    assert closing(there, "rec1", "att-one", "status") is None
    assert closing(there, "member1", "att-one", "status") is not None
    assert closing(there, "member1", "att-one", "self_status") is None
    assert closing(there, "rec1", "att-one", "self_status") is not None
    assert closing(there, "owner1", "t-owner", "progress") is None
    assert closing(there, "leader1", "com-one", "text") is None
    assert closing(there, "sec", "com-one", "text") is not None


def test_a_conflict_about_deletion_or_state_is_not_open_to_everybody(there: Branch) -> None:
    for name in ("$deleted", "state", "field_of_a_newer_version"):
        for record in ("t-owner", "s-one", "act-one", "p-draft", "nowhere", "strange"):
            assert closing(there, "plain2", record, name) is not None, (record, name)
        assert closing(there, "sec", "t-owner", name) is None, name


def test_a_conflict_can_be_closed_after_the_record_was_closed(there: Branch) -> None:
    assert closing(there, "leader1", "p-approved", "title") is None
    assert closing(there, "rec1", "minute-signed", "text") is None
    assert closing(there, "plain2", "p-approved", "title") is not None


def test_conflicts_about_ones_own_appointment_are_closed_by_others(there: Branch) -> None:
    assert closing(there, "clerk", "ap-head", "to") is not None
    assert closing(there, "sec", "ap-head", "to") is None


def test_a_right_gone_is_a_right_gone(there: Branch) -> None:
    """Rights are those of today, for whoever held them yesterday too."""
    there.records["s-one"] = Held("session", least("session", host="host2", recorders=[]))
    there.past_keepers["s-one"] = set()
    assert asked(there, "rec1", "new", "minute", session="s-one") is not None


def test_what_the_state_forbids_to_whoever_may_otherwise_says_which_state_and_which_one_would_do(there: Branch) -> None:
    approved = asked(there, "clerk", "put", "plan", changes=("title",), state="approved")
    closed = asked(there, "clerk", "put", "plan", changes=("title",), state="closed")
    assert approved is not None
    assert closed is not None
    assert (approved.reason, approved.kind, approved.state, approved.via) == ("state", "plan", "approved", ("draft",))
    assert (closed.state, closed.via) == ("closed", ())
