"""What somebody decided about counts only as it was seen, and a version of a plan is exactly what was approved."""

from __future__ import annotations

from typing import Any

import pytest

from sync.canonical import digest
from sync.records.plan_content import next_version
from sync.wire import Op, Result
from tests.server.people import Branch


def said(result: Result) -> tuple[str, str | None, str | None]:
    """Outcome, code and field of an edit."""
    return result.out, result.code, result.field


def submitted(branch: Branch, text: str = "旧的指导思想。") -> None:
    """The clerk writes the plan and submits it."""
    branch.made("clerk", branch.put("plan", branch.plan, {"guiding": [None, text]}))
    branch.made("clerk", branch.put("plan", branch.plan, {"state": ["draft", "submitted"]}))


def approval(branch: Branch, **how: Any) -> Op:
    """The edit that approves the plan as it stands now."""
    return branch.seeing(branch.put("plan", branch.plan, {"state": ["submitted", "approved"]}, **how))


def version(branch: Branch, who: str, *, how: dict[str, Any] | None = None, **other: Any) -> Op:
    """The version that goes with an approval of the plan as it stands now, in the name of somebody, with other values."""
    records = [each for each in branch.seen("secretary").values() if each["del"] is None]
    tasks, before = (
        {r["id"]: r["f"] for r in records if r["type"] == kind and r["f"]["plan"] == branch.plan}
        for kind in ("task", "plan_version")
    )
    made = next_version(branch.record(branch.plan)["f"], tasks, before.values())
    fields = {"plan": branch.plan, "approved_by": branch.members[who], **made, **other}
    return branch.new("plan_version", fields, **(how or {}))


def test_an_approval_of_the_old_text_is_not_taken_for_one_of_the_new(branch: Branch) -> None:
    submitted(branch)
    seen = [approval(branch), version(branch, "leader")]
    back = {"state": ["submitted", "returned"], "remark": [None, "再改改"]}
    assert branch.one("secretary", branch.put("plan", branch.plan, back)).out == "applied"
    branch.made("clerk", branch.put("plan", branch.plan, {"guiding": ["旧的指导思想。", "新的指导思想。"]}))
    branch.made("clerk", branch.put("plan", branch.plan, {"state": ["returned", "submitted"]}))
    answers = branch.push("leader", *seen).results
    assert said(answers[0]) == ("rejected", "changed_since", "state")
    assert answers[1].out == "rejected"
    assert branch.record(branch.plan)["f"]["state"] == "submitted"
    assert branch.conflicts() == []
    answers = branch.push("leader", approval(branch), version(branch, "leader")).results
    assert [each.out for each in answers] == ["applied", "applied"], "looked at again"


@pytest.mark.parametrize("how", ["returned", "task", "new task"])
def test_what_else_changes_is_seen_too(branch: Branch, how: str) -> None:
    submitted(branch)
    seen = [approval(branch), version(branch, "leader")]
    match how:
        case "returned":
            branch.made("secretary", branch.put("plan", branch.plan, {"state": ["submitted", "returned"]}))
        case "task":
            branch.made("clerk", branch.put("task", branch.task, {"topic": ["公文写作", "会务"]}))
        case _:
            fields = {"plan": branch.plan, "number": 2, "topic": "政策解读", "track": "political"}
            branch.made("clerk", branch.new("task", fields))
    assert said(branch.push("leader", *seen).results[0]) == ("rejected", "changed_since", "state")
    assert branch.conflicts() == []


def test_an_approval_that_does_not_say_what_it_is_of_is_refused(branch: Branch) -> None:
    submitted(branch)
    bare = branch.put("plan", branch.plan, {"state": ["submitted", "approved"]})
    result = branch.one("leader", bare)
    assert (result.code, result.field, result.reason) == ("invalid_field", "dig", "needed")
    returned = branch.put("plan", branch.plan, {"state": ["submitted", "returned"]})
    assert branch.one("leader", returned).out == "applied", "sending back needs no such thing"


def test_a_version_is_what_was_approved_by_whom_and_the_next(branch: Branch) -> None:
    submitted(branch)
    assert branch.one("leader", approval(branch)).out == "applied"
    for wrong in (
        {"content": "garbage"},
        {"content": '{"plan":{"title":5},"tasks":[]}'},
        {"number": -3},
        {"number": 2},
        {"number": 900},
        {"reason": "另有原因"},
    ):
        assert said(branch.one("leader", version(branch, "leader", **wrong))) == (
            "rejected",
            "changed_since",
            "content",
        )
    other = branch.one("secretary", version(branch, "secretary"))
    assert (other.code, other.field) == ("forbidden", "approved_by")
    assert branch.one("leader", version(branch, "leader", sample=True)).field == "sample"
    # What was changed in a task since is not what was approved, which is kept all the same.
    right = version(branch, "leader")
    branch.made("clerk", branch.put("task", branch.task, {"topic": ["公文写作", "会务"]}))
    assert branch.one("leader", right).out == "applied"
    assert said(branch.one("leader", version(branch, "leader"))) == ("rejected", "changed_since", "content")


def test_two_who_approved_the_same_leave_one_version(branch: Branch) -> None:
    submitted(branch)
    first, second = ([approval(branch), version(branch, who)] for who in ("leader", "secretary"))
    assert [each.out for each in branch.push("leader", *first).results] == ["applied", "applied"]
    assert [each.out for each in branch.push("secretary", *second).results] == ["noop", "noop"]
    assert branch.record(first[1].rec)["f"]["approved_by"] == branch.members["leader"]
    assert branch.conflicts() == []


def test_whose_decision_was_entered_is_the_approver(branch: Branch) -> None:
    submitted(branch)
    how = {"for_": branch.members["leader"], "basis": "paper", "ref": "第3号"}
    assert branch.one("clerk", approval(branch, **how)).out == "applied"
    own = branch.one("secretary", version(branch, "secretary"))
    assert (own.code, own.field) == ("forbidden", "approved_by")
    assert branch.one("clerk", version(branch, "leader", how=how)).out == "applied"


def test_what_is_not_approved_has_no_version(branch: Branch) -> None:
    plan = branch.direct.write_by_shell("plan", {"year": 2027, "title": "下一年"})
    fields = {"plan": plan, "number": 1, "approved_by": branch.members["leader"]}
    content = next_version(branch.record(plan)["f"], {}, [])
    assert branch.one("leader", branch.new("plan_version", {**fields, **content})).code == "forbidden"


def claimed(branch: Branch) -> tuple[str, str]:
    """Half an hour of self-study that waits: its id and its scope."""
    scope = branch.scope("r", "plain")
    fields = {"member": branch.members["plain"], "on": "2026-02-01", "minutes": 30, "what": "公文"}
    study = branch.new("study", fields, scope=scope)
    branch.made("plain", study)
    return study.rec, scope


@pytest.mark.parametrize("decision", ["confirmed", "refused"])
def test_a_claim_is_decided_about_as_it_was_seen(branch: Branch, decision: str) -> None:
    study, scope = claimed(branch)
    more: dict[str, Any] = {"reason": [None, "没有笔记"]} if decision == "refused" else {}
    seen = branch.seeing(branch.put("study", study, {"state": ["claimed", decision], **more}, scope))
    branch.made("plain", branch.put("study", study, {"minutes": [30, 600]}, scope))
    assert said(branch.one("head", seen)) == ("rejected", "changed_since", "state")
    assert branch.record(study)["f"]["state"] == "claimed"
    branch.made("plain", branch.put("study", study, {"gained": [None, "会写了。"]}, scope))
    again = branch.seeing(branch.put("study", study, {"state": ["claimed", decision], **more}, scope))
    assert branch.one("head", again).out == "applied"
    bare = branch.put("study", claimed(branch)[0], {"state": ["claimed", decision], **more}, scope)
    assert branch.one("head", bare).field == "dig"


def test_who_decides_otherwise_at_the_same_time_is_told(branch: Branch) -> None:
    study, scope = claimed(branch)
    yes = branch.seeing(branch.put("study", study, {"state": ["claimed", "confirmed"]}, scope))
    no = {"state": ["claimed", "refused"], "reason": [None, "没有笔记"]}
    other = branch.seeing(branch.put("study", study, no, scope))
    same = branch.seeing(branch.put("study", study, {"state": ["claimed", "confirmed"]}, scope))
    assert branch.one("head", yes).out == "applied"
    assert said(branch.one("secretary", other)) == ("rejected", "changed_since", "state")
    assert branch.one("secretary", same).out == "noop"
    assert branch.record(study)["fv"]["state"][2] == {
        "dig": digest({"on": "2026-02-01", "minutes": 30, "what": "公文"})
    }
