"""Rights on a session and its rows, and decisions entered for another, case by case."""

from __future__ import annotations

from typing import Any

from tests.records.asking import asked, names
from tests.records.branch import Branch


def test_anybody_opens_a_session_as_its_recorder_and_nobody_elses(there: Branch) -> None:
    assert asked(there, "plain1", "new", "session", recorders=["plain1"], title="临时") is None
    assert asked(there, "plain1", "new", "session", host="plain1") is None
    for given in (
        {"recorders": ["plain2"]},
        {"recorders": ["plain1", "plain2"]},
        {"recorders": ["plain1"], "host": "host1"},
        {"recorders": ["plain1"], "adopted_by": "plain1"},
    ):
        refused = asked(there, "plain1", "new", "session", **given)
        assert refused is not None
        assert refused.reason == "needs"
    assert asked(there, "clerk", "new", "session", recorders=["plain2"], host="host1") is None


def test_a_recorder_cannot_make_another_recorder(there: Branch) -> None:
    keepers: dict[str, Any] = {"host": "host1", "recorders": ["rec1"]}
    assert names(asked(there, "rec1", "put", "session", changes=("recorders",), **keepers)) == {
        "secretary",
        "clerk",
        "host",
    }
    assert asked(there, "host1", "put", "session", changes=("recorders",), **keepers) is None


def test_the_recorder_does_not_approve_the_own_record(there: Branch) -> None:
    mine: dict[str, Any] = {"host": "host1", "recorders": ["sec"], "state": "submitted"}
    refused = asked(there, "sec", "put", "session", to="approved", **mine)
    assert refused is not None
    assert refused.reason == "recorder"
    assert asked(there, "leader1", "put", "session", to="approved", **mine) is None


def test_who_kept_a_session_earlier_still_brings_rows_until_both_have_signed(there: Branch) -> None:
    for kind in ("minute", "agenda_item", "attendance", "action"):
        for actor in ("past_host", "past_rec"):
            assert asked(there, actor, "new", kind, session="s-one") is None, kind
            late = asked(there, actor, "new", kind, session="s-signed")
            assert late is not None
            assert (late.reason, late.code) == ("signed", "signed"), kind
    assert asked(there, "past_rec", "put", "session", rid="s-one", changes=("summary",), host="host1") is not None
    never = asked(there, "plain1", "new", "agenda_item", session="s-signed")
    assert never is not None
    assert never.code == "forbidden"


def test_minutes_are_closed_to_everybody_once_signed(there: Branch) -> None:
    for actor in ("host1", "rec1", "clerk"):
        assert asked(there, actor, "put", "minute", changes=("text",), session="s-one") is None
        refused = asked(there, actor, "put", "minute", changes=("text",), session="s-signed")
        assert refused is not None
        assert (refused.reason, refused.code, refused.field) == ("signed", "signed", "text")


def test_verifying_is_the_hosts_of_today_not_the_recorders(there: Branch) -> None:
    for actor, may in (("host1", True), ("rec1", False), ("past_rec", False), ("past_host", False)):
        answer = asked(there, actor, "put", "action", to="verified", session="s-one", state="done")
        assert (answer is None) == may, actor


def test_a_member_marks_oneself_and_nobody_else(there: Branch) -> None:
    own: dict[str, Any] = {"session": "s-one", "member": "plain1"}
    assert asked(there, "plain1", "new", "attendance", self_status="leave", **own) is None
    assert asked(there, "plain1", "put", "attendance", changes=("makeup", "makeup_on"), **own) is None
    assert asked(there, "plain1", "new", "attendance", **own) is not None
    assert names(asked(there, "plain1", "new", "attendance", status="present", **own)) == {"host", "recorder", "clerk"}
    assert names(asked(there, "rec1", "put", "attendance", changes=("self_status",), **own)) == {"self"}
    assert asked(there, "plain2", "new", "attendance", self_status="leave", **own) is not None


# decisions entered for another


def test_a_decision_for_another_is_entered_by_clerk_or_recorder_with_a_basis(there: Branch) -> None:
    kept: dict[str, Any] = {
        "rid": "s-one",
        "host": "host1",
        "recorders": ["rec1"],
        "state": "submitted",
        "to": "approved",
    }
    for actor in ("clerk", "rec1"):
        for basis in ("paper", "spoken", "meeting"):
            assert asked(there, actor, "put", "session", decider="sec", basis=basis, **kept) is None
        for wrong in (None, "gossip"):
            refused = asked(there, actor, "put", "session", decider="sec", basis=wrong, **kept)
            assert refused is not None
            assert refused.reason == "basis"
    assert names(asked(there, "host1", "put", "session", decider="sec", basis="paper", **kept)) == {"clerk", "recorder"}


def test_it_counts_only_where_the_decider_may_decide(there: Branch) -> None:
    kept: dict[str, Any] = {
        "rid": "s-one",
        "host": "host1",
        "recorders": ["rec1"],
        "state": "submitted",
        "to": "approved",
    }
    for decider in ("leader2", "plain1", "rec1"):
        assert asked(there, "clerk", "put", "session", decider=decider, basis="paper", **kept) is not None, decider
    assert asked(there, "clerk", "put", "session", decider="leader1", basis="paper", **kept) is None


def test_what_the_file_does_not_mark_is_not_entered_for_another(there: Branch) -> None:
    """The clerk enters the secretary's approval, but not as the secretary anything else."""
    for how in ({"to": "cancelled"}, {"changes": ("title",)}):
        refused = asked(there, "clerk", "put", "session", decider="sec", basis="paper", host="host1", **how)
        assert refused is not None
        assert refused.reason == "basis"
    deleted = asked(there, "clerk", "del", "section", decider="sec", basis="paper")
    assert deleted is not None
    assert deleted.reason == "basis"
