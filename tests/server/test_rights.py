"""The server decides with the roles of the moment at which an edit is applied, and tells nobody more than they may read."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import msgspec
import pytest

from server_stub.problems import ProtocolProblem
from server_stub.shell import create_branch
from sync.records.signing import digest_of
from sync.wire import Op
from tests.server.people import ON_SQLITE, PEOPLE, Branch


def appoint(branch: Branch, who: str, role: str, **fields: Any) -> str:
    """The secretary gives a role; returns the appointment's id."""
    op = branch.new("appointment", {"member": branch.members[who], "role": role, "from": "2026-01-01", **fields})
    assert branch.one("secretary", op).out == "applied"
    return op.rec


def retire(branch: Branch, rid: str, to: str = "2026-02-28") -> None:
    """The secretary ends an appointment."""
    assert branch.one("secretary", branch.put("appointment", rid, {"to": [None, to]})).out == "applied"


def test_a_role_counts_from_the_next_edit_on(branch: Branch) -> None:
    def rename() -> str | None:
        section = branch.sections["综合科"]
        current = branch.record(section)["f"]["name"]
        return branch.one("plain", branch.put("section", section, {"name": [current, current + "一"]})).code

    assert rename() == "forbidden"
    rid = appoint(branch, "plain", "clerk")
    assert rename() is None
    retire(branch, rid)
    assert rename() == "forbidden"


def test_roles_change_between_the_edits_of_one_push(branch: Branch) -> None:
    clerk = branch.appointments["clerk"]
    end = branch.put("appointment", clerk, {"to": [None, "2026-02-28"]})
    section = branch.new("section", {"name": "新科室"})
    head = branch.new("appointment", {"member": branch.members["plain"], "role": "section_head", "from": "2026-01-01"})
    answer = branch.push("secretary", end, head)
    assert [each.out for each in answer.results] == ["applied", "applied"]
    appoint(branch, "plain", "secretary")
    ops = [branch.put("appointment", branch.appointments["secretary"], {"to": [None, "2026-02-28"]}), section]
    answer = branch.push("plain", *ops)
    assert [each.out for each in answer.results] == ["applied", "applied"]
    undo = branch.put("appointment", branch.appointments["secretary"], {"to": ["2026-02-28", None]})
    assert branch.one("secretary", undo).code == "forbidden"
    assert branch.one("clerk", branch.new("section", {"name": "又一个"})).code == "forbidden"


def test_one_who_gives_up_the_role_in_a_push_cannot_use_it_later_in_it(branch: Branch) -> None:
    appoint(branch, "plain", "secretary")
    leave = branch.put("appointment", branch.appointments["clerk"], {"to": [None, "2026-02-28"]})
    assert branch.one("clerk", leave).code == "forbidden"
    home = branch.appointments["secretary"]
    own = branch.put("appointment", home, {"to": [None, "2026-02-28"]})
    assert branch.one("secretary", own).reason == "oneself"
    retire_both = [branch.put("appointment", home, {"to": [None, "2026-02-28"]})]
    assert branch.push("plain", *retire_both).results[0].out == "applied"


def test_a_role_begins_and_ends_with_the_servers_local_date(branch: Branch) -> None:
    section = branch.new("section", {"name": "新科室"})
    appoint(branch, "plain", "clerk", to="2026-03-02")
    branch.clock.wait(hours=38.9)
    assert branch.clock.today() == "2026-03-02"
    assert branch.one("plain", section).out == "applied"
    branch.clock.wait(hours=0.2)
    assert branch.clock.today() == "2026-03-03"
    assert branch.one("plain", branch.new("section", {"name": "迟了"})).code == "forbidden"


def test_a_head_of_section_is_in_charge_by_todays_memberships(branch: Branch) -> None:
    op = branch.submission("plain")
    branch.made("plain", op)
    scope = branch.scope("r", "plain")
    remark = branch.put("submission", op.rec, {"remark": [None, "写得实在。"]}, scope)
    assert op.rec in branch.seen("head")
    moved = branch.new(
        "membership", {"member": branch.members["plain"], "section": branch.sections["秘书科"], "from": "2026-01-01"}
    )
    old = next(
        r["id"]
        for r in branch.seen("clerk").values()
        if r["type"] == "membership" and r["f"]["member"] == branch.members["plain"]
    )
    assert branch.one("head", remark).out == "applied"
    branch.push("clerk", moved, branch.put("membership", old, {"to": [None, "2025-12-31"]}))
    later = branch.put("submission", op.rec, {"remark": ["写得实在。", "再改。"]}, scope)
    assert branch.one("head", later).code == "no_such_record"
    assert op.rec not in branch.seen("head")
    assert op.rec in branch.seen("clerk")


def test_whoever_kept_a_session_once_may_still_push_its_rows(branch: Branch) -> None:
    change = {"recorders": {"add": [branch.members["other"]], "del": [branch.members["recorder"]]}}
    assert branch.one("clerk", branch.put("session", branch.session, change)).out == "applied"
    assert branch.one("recorder", branch.minute("离线时记的")).out == "applied"
    assert branch.one("plain", branch.minute("我没有记录过")).code == "forbidden"
    place = branch.put("session", branch.session, {"place": [None, "三楼"]})
    assert branch.one("recorder", place).code == "forbidden"


def test_a_keeper_of_a_moment_within_one_push_counts(branch: Branch) -> None:
    op = branch.new("session", {"form": "lecture", "recorders": [branch.members["plain"]]})
    away = branch.put("session", op.rec, {"host": [None, branch.members["other"]]})
    gone = branch.put("session", op.rec, {"host": [branch.members["other"], branch.members["host"]]})
    assert [r.out for r in branch.push("plain", op).results] == ["applied"]
    assert [r.out for r in branch.push("clerk", away, gone).results] == ["applied", "applied"]
    assert branch.one("other", branch.minute("主持过", session=op.rec)).out == "applied"


def seen(branch: Branch) -> str:
    """The digest of the session as it stands at the server."""
    mine = [row for row in branch.seen("recorder").values() if row["del"] is None]
    [session] = [row for row in mine if row["id"] == branch.session]
    rows = [(row["type"], row["id"], row["f"]) for row in mine if row["f"].get("session") == branch.session]
    return digest_of(session["f"], rows)


def sign(branch: Branch, who: str, role: str, digest: str | None = None) -> str | None:
    """Somebody signs what stands there, or what `digest` says; returns the outcome, or why not."""
    said = digest or seen(branch)
    fields = {"session": branch.session, "member": branch.members[who], "as_role": role, "digest": said}
    result = branch.one(who, branch.new("signature", fields))
    return result.reason or result.code or result.out


def to_state(branch: Branch, *states: str) -> None:
    """Whoever may brings the session through states."""
    for before, after in pairwise(states):
        who = "secretary" if after == "returned" else "recorder"
        assert branch.one(who, branch.put("session", branch.session, {"state": [before, after]})).out == "applied"


def test_after_both_signatures_rows_are_refused_as_signed(branch: Branch) -> None:
    assert branch.one("recorder", branch.minute("签名前")).out == "applied"
    to_state(branch, "planned", "running", "writing")
    first = seen(branch)
    assert sign(branch, "recorder", "recorder") == "applied"
    assert branch.one("recorder", branch.minute("只有一人签了")).out == "applied"
    assert sign(branch, "host", "host", first) == "changed_since"
    assert sign(branch, "host", "host") == "applied"
    assert branch.one("recorder", branch.minute("两人看到的不一样")).out == "applied"
    assert sign(branch, "recorder", "recorder") == "applied"
    assert sign(branch, "host", "host") == "applied"
    assert branch.one("recorder", branch.minute("签名后")).code == "signed"


def test_only_who_keeps_the_session_today_has_signed_it(branch: Branch) -> None:
    to_state(branch, "planned", "running", "writing")
    assert sign(branch, "recorder", "recorder") == "applied"
    assert sign(branch, "host", "host") == "applied"
    other = {"host": [branch.members["host"], branch.members["other"]]}
    assert branch.one("clerk", branch.put("session", branch.session, other)).out == "applied"
    assert branch.one("recorder", branch.minute("新主持人还没签")).out == "applied"


def test_host_and_recorder_may_be_one_person(branch: Branch) -> None:
    both = {"recorders": {"add": [branch.members["host"]]}}
    assert branch.one("clerk", branch.put("session", branch.session, both)).out == "applied"
    to_state(branch, "planned", "running", "writing")
    assert sign(branch, "host", "host") == "applied"
    assert branch.one("recorder", branch.minute("签名后")).code == "signed"


def test_who_kept_it_earlier_proposes_an_amendment_once_it_is_signed(branch: Branch) -> None:
    away = {"recorders": {"add": [branch.members["other"]], "del": [branch.members["recorder"]]}}
    to_state(branch, "planned", "running", "writing")
    assert branch.one("clerk", branch.put("session", branch.session, away)).out == "applied"
    assert sign(branch, "other", "recorder") == "applied"
    assert sign(branch, "host", "host") == "applied"
    assert branch.one("recorder", branch.minute("迟到的一条")).code == "signed"
    fields = {"session": branch.session, "target": branch.session, "reason": "离线时记的", "text": "迟到的一条"}
    assert branch.one("recorder", branch.new("amendment", fields)).out == "applied"
    assert branch.one("plain", branch.new("amendment", fields)).code == "forbidden"


def test_each_signs_as_what_they_are_and_for_oneself(branch: Branch) -> None:
    to_state(branch, "planned", "running", "writing")
    assert sign(branch, "recorder", "host") == "needs"
    assert sign(branch, "clerk", "recorder") == "needs"
    fields = {"session": branch.session, "member": branch.members["host"], "as_role": "host", "digest": seen(branch)}
    assert branch.one("recorder", branch.new("signature", fields)).reason in ("needs", "for_oneself")
    on_paper = branch.new("signature", fields, for_=branch.members["host"], basis="paper", ref="签字页")
    assert branch.one("recorder", on_paper).out == "applied"


def test_a_return_makes_the_signatures_void(branch: Branch) -> None:
    to_state(branch, "planned", "running", "writing", "submitted")
    assert sign(branch, "recorder", "recorder") == "applied"
    assert sign(branch, "host", "host") == "applied"
    assert branch.one("recorder", branch.minute("已签")).code == "signed"
    to_state(branch, "submitted", "returned")
    assert sign(branch, "host", "host") == "state"
    to_state(branch, "returned", "writing")
    assert branch.one("recorder", branch.minute("退回后改的")).out == "applied"
    assert sign(branch, "recorder", "recorder") == "applied"


def test_a_leave_request_is_decided_by_others(branch: Branch) -> None:
    scope = branch.scope("r", "plain")
    fields = {"session": branch.session, "member": branch.members["plain"], "leave_kind": "sick", "reason": "发烧"}
    by_oneself = branch.new("leave_request", {**fields, "decision": "同意"}, scope=scope)
    assert branch.one("plain", by_oneself).code == "forbidden"
    asked = branch.new("leave_request", fields, scope=scope)
    assert branch.one("plain", asked).out == "applied"
    grant = {"state": ["asked", "granted"], "decision": [None, "同意"], "decided_by": [None, branch.members["head"]]}
    assert branch.one("plain", branch.put("leave_request", asked.rec, grant, scope)).code == "forbidden"
    assert branch.one("head", branch.put("leave_request", asked.rec, grant, scope)).out == "applied"
    late = {"leave_kind": ["sick", "official"]}
    assert branch.one("plain", branch.put("leave_request", asked.rec, late, scope)).reason == "state"


def test_a_decision_entered_for_another_keeps_both_names(branch: Branch) -> None:
    for state in (["draft", "submitted"],):
        branch.made("secretary", branch.put("plan", branch.plan, {"state": state}))
    given = {"for_": branch.members["secretary"], "basis": "paper", "ref": "批示第3号"}
    change = {"state": ["submitted", "approved"]}
    assert branch.one("plain", branch.put("plan", branch.plan, change, **given)).code == "forbidden"
    assert branch.one("clerk", branch.put("plan", branch.plan, change)).code == "forbidden"
    approval = branch.seeing(branch.put("plan", branch.plan, change, **given))
    record = branch.made("clerk", approval)
    entered = {"for": branch.members["secretary"], "basis": "paper", "ref": "批示第3号", "dig": approval.dig}
    assert record["fv"]["state"] == [3, branch.members["clerk"], entered]
    revision = branch.direct.pulls.history(branch.at["plain"].account, branch.plan).revisions[0]
    assert (revision.by, revision.for_) == (branch.members["clerk"], branch.members["secretary"])
    assert (revision.basis, revision.ref) == ("paper", "批示第3号")


def test_the_last_writer_of_a_plan_does_not_approve_it(branch: Branch) -> None:
    branch.made("secretary", branch.put("plan", branch.plan, {"guiding": [None, "指导思想。"]}))
    branch.made("clerk", branch.put("plan", branch.plan, {"state": ["draft", "submitted"]}))
    approve = branch.put("plan", branch.plan, {"state": ["submitted", "approved"]})
    assert branch.one("secretary", approve).reason == "last_writer"
    assert branch.one("leader", branch.seeing(branch.put("plan", branch.plan, dict(approve.ch)))).out == "applied"


def test_a_transition_made_already_is_nothing(branch: Branch) -> None:
    branch.made("clerk", branch.put("plan", branch.plan, {"state": ["draft", "submitted"]}))
    approve = branch.seeing(branch.put("plan", branch.plan, {"state": ["submitted", "approved"]}))
    branch.made("leader", approve)
    again = branch.put("plan", branch.plan, {"state": ["submitted", "approved"]}, dig=approve.dig)
    assert branch.one("secretary", again).out == "noop"


def test_withdrawing_does_not_write_over_the_reviewers_remark(branch: Branch) -> None:
    sent = branch.made("plain", branch.submission("plain"))
    scope = branch.scope("r", "plain")
    accepted = {"state": ["submitted", "accepted"], "remark": [None, "写得实在"]}
    assert branch.one("head", branch.put("submission", sent["id"], accepted, scope)).out == "applied"
    withdrawn = {"state": ["accepted", "withdrawn"], "remark": ["写得实在", "不必看了"]}
    refused = branch.one("plain", branch.put("submission", sent["id"], withdrawn, scope))
    assert (refused.out, refused.field, refused.reason) == ("rejected", "remark", "not_with_a_transition")
    assert branch.record(sent["id"])["f"]["remark"] == "写得实在"


def test_sample_is_set_only_at_creation(branch: Branch) -> None:
    record = branch.made("clerk", branch.new("section", {"name": "示例科室", "sample": True}))
    assert record["f"]["sample"] is True
    assert branch.one("clerk", branch.put("section", record["id"], {"sample": [True, None]})).code == "invalid_field"


# what cannot be read cannot be found out

CANARY = "金丝雀"


@ON_SQLITE
def test_no_answer_holds_what_its_reader_may_not_read(branch: Branch) -> None:
    """A canary in each scope; every member pulls, asks for histories, and pushes edits at every record there is."""
    canaries: dict[str, str] = {}
    for author in ("plain", "other", "host"):
        text = f"{CANARY}{author}。"
        op = branch.submission(author, text)
        branch.made(author, op)
        canaries[op.rec] = text
    text = f"{CANARY}支委会。"
    row = branch.minute(text, session=branch.committee_session, scope=branch.scope("c"))
    branch.made("clerk", row)
    canaries[row.rec] = text
    readable = {who: set(branch.seen(who)) for who in PEOPLE}
    everything = {rid: record for who in PEOPLE for rid, record in branch.seen(who).items()}
    assert len(everything) > len(readable["plain"])
    for who in PEOPLE:
        told = b"".join(_probes(branch, who, everything))
        for rid, text in canaries.items():
            assert (text.encode() in told) == (rid in readable[who]), (who, rid)


def _probes(branch: Branch, who: str, everything: dict[str, Any]) -> list[bytes]:
    """Everything the server says to one member who tries everything, without changing anything."""
    door = branch.at[who]
    told = [msgspec.json.encode(door.pull({}))]
    for rid, record in everything.items():
        try:
            told.append(msgspec.json.encode(branch.direct.pulls.history(door.account, rid)))
        except ProtocolProblem as problem:
            told.append(msgspec.json.encode(problem.document()))
        stale = branch.op("del", record["type"], rid, record["scope"], dig="0" * 32)
        put = branch.put(record["type"], rid, {"nonsense": [None, "x"]}, record["scope"])
        wrong = branch.put("session", rid, {"place": [None, "x"]})
        comment = branch.new("comment", {"target": rid, "author": door.account.member, "text": "x"})
        if rid in branch.seen(who):
            told.append(msgspec.json.encode(branch.push(who, put)))
        else:
            told.append(msgspec.json.encode(branch.push(who, stale, put, wrong, comment)))
    return told


@pytest.mark.parametrize("hidden", ["submission", "minute", "session"])
def test_a_record_one_may_not_read_answers_like_one_that_is_not_there(branch: Branch, hidden: str) -> None:
    op = branch.submission("other")
    row = branch.minute("支委会的话", session=branch.committee_session, scope=branch.scope("c"))
    branch.made("other", op)
    branch.made("clerk", row)
    there = {"submission": op.rec, "minute": row.rec, "session": branch.committee_session}[hidden]
    scope = branch.scope("r", "other") if hidden == "submission" else branch.scope("c")
    answers: list[list[tuple[object, ...]]] = []
    for rid in (there, branch.store.ids.record()):
        edits = [
            branch.put(hidden, rid, {"state": ["planned", "running"]} if hidden == "session" else {}, scope),
            branch.put(hidden, rid, {"state": ["submitted", "submitted"]} if hidden == "submission" else {}, scope),
            branch.put("task", rid, {"number": [1, 2]}),
            branch.put(hidden, rid, {}),
            branch.op("del", hidden, rid, scope, dig="0" * 32),
            branch.op("restore", hidden, rid, scope),
            branch.new("material", {"target": rid, "title": "x"}),
            branch.new("material", {"target": rid, "title": "x"}, scope=scope),
            branch.minute("x", session=rid),
            branch.minute("x", session=rid, scope=scope),
            branch.op("resolve", hidden, rid, scope, conflict=rid),
        ]
        answer = branch.push("plain", *edits)
        assert answer.records == []
        answers.append([(each.out, each.code, each.field, each.reason) for each in answer.results])
        with pytest.raises(ProtocolProblem) as problem:
            branch.direct.pulls.history(branch.at["plain"].account, rid)
        answers[-1].append((str(problem.value), problem.value.code, None, None))
    assert answers[0] == answers[1]


def test_a_keeper_who_lost_the_scope_still_delivers_but_is_shown_nothing(branch: Branch) -> None:
    appointment = branch.appointments["committee"]
    change = {"recorders": {"add": [branch.members["committee"]], "del": []}}
    branch.made("clerk", branch.put("session", branch.committee_session, change, branch.scope("c")))
    retire(branch, appointment)
    row = branch.minute("支委会上记的", session=branch.committee_session, scope=branch.scope("c"))
    answer = branch.push("committee", row)
    assert (answer.results[0].out, answer.records) == ("applied", [])
    assert branch.scope("c") not in branch.at["committee"].pull({}).scopes


def test_nobody_makes_what_only_others_could_read(branch: Branch) -> None:
    fields = {"form": "committee_meeting", "title": "临时支委会", "recorders": [branch.members["plain"]]}
    refused = branch.one("plain", branch.new("session", fields, scope=branch.scope("c")))
    assert (refused.out, refused.code, refused.reason) == ("rejected", "forbidden", "unread")
    own = {**fields, "recorders": [branch.members["committee"]]}
    assert branch.one("committee", branch.new("session", own, scope=branch.scope("c"))).out == "applied"


def test_another_branch_in_the_same_database_is_another_world(branch: Branch) -> None:
    other = type(branch.direct)(branch.store, branch=create_branch(branch.store, "另一个支部"))
    stranger = other.write_by_shell("member", {"name": "外人"})
    door = other.account(stranger)
    page = door.pull({})
    assert {r["f"].get("name") for r in page.changes} == {None, "外人"}
    put = branch.put("task", branch.task, {"number": [1, 2]})
    new = branch.new("session", {"form": "lecture"})
    rows = branch.minute("x")
    assert [each.code for each in door.push([put, new, rows]).results] == [
        "no_such_record",
        "wrong_scope",
        "no_such_record",
    ]
    with pytest.raises(ProtocolProblem):
        other.pulls.history(door.account, branch.task)


def test_signatures_count_from_the_next_edit_of_the_same_push(branch: Branch) -> None:
    to_state(branch, "planned", "running", "writing")
    before = branch.minute("签名前")
    fields = {name: change[1] for name, change in before.ch.items()}
    [session] = [row for row in branch.seen("recorder").values() if row["id"] == branch.session]
    digest = digest_of(session["f"], [("minute", before.rec, fields)])
    recorder, host = branch.members["recorder"], branch.members["host"]
    mine = {"session": branch.session, "member": recorder, "as_role": "recorder", "digest": digest}
    hers = {"session": branch.session, "member": host, "as_role": "host", "digest": digest}
    on_paper = branch.new("signature", hers, for_=host, basis="paper", ref="签字页")
    answer = branch.push("recorder", before, branch.new("signature", mine), on_paper, branch.minute("签名后"))
    assert [each.code or each.out for each in answer.results] == ["applied", "applied", "applied", "signed"]


# loans


def lent(branch: Branch) -> str:
    """A loan of `plain`, due on 20 February."""
    make = branch.direct.write_by_shell
    book = make("book", {"title": "公文写作", "copies": 1})
    return make("loan", {"book": book, "member": branch.members["plain"], "due_on": "2026-02-20"})


def test_a_borrower_renews_once_at_a_time_and_changes_no_date_otherwise(branch: Branch) -> None:
    loan = lent(branch)

    def renewed(count: list[int | None] | None, due: list[str] | None) -> str | None:
        changes = {"renewed": count, "due_on": due}
        result = branch.one("plain", branch.put("loan", loan, {n: each for n, each in changes.items() if each}))
        return result.reason if result.out == "rejected" else result.out

    assert renewed(None, ["2026-02-20", "2099-01-01"]) == "renewal"
    assert renewed([None, 0], ["2026-02-20", "2099-01-01"]) == "renewal"
    assert renewed([None, 2], ["2026-02-20", "2026-03-20"]) == "renewal"
    assert renewed([None, 1], None) == "renewal"
    assert renewed([None, 1], ["2026-02-20", "2026-02-19"]) == "renewal"
    assert renewed([None, 1], ["2026-02-20", "2026-03-20"]) == "applied"
    assert renewed([None, 1], ["2026-02-20", "2026-03-20"]) == "noop", "the same renewal from another device"
    assert renewed([1, 2], ["2026-03-20", "2026-04-20"]) == "applied", "how many there may be, the server cannot know"


def test_what_came_back_is_renewed_no_more(branch: Branch) -> None:
    loan = lent(branch)
    back = {"state": ["out", "returned"], "back_on": [None, "2026-02-18"]}
    assert branch.one("clerk", branch.put("loan", loan, back)).out == "applied"
    late = branch.put("loan", loan, {"renewed": [None, 1], "due_on": ["2026-02-20", "2026-03-20"]})
    result = branch.one("plain", late)
    assert (result.code, result.reason) == ("forbidden", "state")


# what others go by


def test_own_words_stand_once_they_are_handed_in(branch: Branch) -> None:
    scope, fields = branch.scope("r", "plain"), {"member": branch.members["plain"], "year": 2026, "self_text": "学了。"}
    words = branch.new("assessment", fields, scope=scope)
    branch.made("plain", words)
    assert (
        branch.one("plain", branch.put("assessment", words.rec, {"self_text": ["学了。", "用了。"]}, scope)).code
        is None
    )
    assert (
        branch.one("plain", branch.put("assessment", words.rec, {"state": ["open", "handed_in"]}, scope)).code is None
    )
    late = branch.one("plain", branch.put("assessment", words.rec, {"self_text": ["用了。", "都会了。"]}, scope))
    assert (late.code, late.reason, late.field) == ("forbidden", "state", "self_text")
    gone = branch.one("plain", branch.delete(branch.record(words.rec)))
    assert (gone.code, gone.reason) == ("forbidden", "state")
    again = branch.one("plain", branch.new("assessment", {**fields, "self_text": "又写。"}, scope=scope))
    assert (again.code, again.reason) == ("forbidden", "state")
    remark = branch.put("assessment", words.rec, {"section_remark": [None, "踏实。"]}, scope)
    assert branch.one("head", remark).out == "applied"
    assert branch.record(words.rec)["f"]["self_text"] == "用了。"


def test_what_was_remarked_is_not_deleted_with_the_remark(branch: Branch) -> None:
    scope = branch.scope("r", "plain")
    words = branch.new(
        "assessment", {"member": branch.members["plain"], "year": 2026, "self_text": "学了。"}, scope=scope
    )
    branch.made("plain", words)
    remark = branch.put("assessment", words.rec, {"section_remark": [None, "还差一点。"]}, scope)
    assert branch.one("head", remark).out == "applied"
    gone = branch.one("plain", branch.delete(branch.record(words.rec)))
    assert (gone.code, gone.reason) == ("forbidden", "answered")
    assert branch.record(words.rec)["f"]["section_remark"] == "还差一点。"


def claimed(branch: Branch, minutes: int = 30) -> tuple[str, str]:
    """Self-study of `plain` that waits: its id and its scope."""
    scope = branch.scope("r", "plain")
    fields = {"member": branch.members["plain"], "on": "2026-02-01", "minutes": minutes, "what": "公文"}
    study = branch.new("study", fields, scope=scope)
    branch.made("plain", study)
    return study.rec, scope


def test_a_claim_that_was_decided_about_is_no_more_another_claim(branch: Branch) -> None:
    study, scope = claimed(branch)
    assert branch.one("plain", branch.put("study", study, {"minutes": [30, 45]}, scope)).out == "applied"
    refusal = branch.put("study", study, {"state": ["claimed", "refused"], "reason": [None, "没有笔记"]}, scope)
    assert branch.one("head", branch.seeing(refusal)).out == "applied"
    for name, change in (("minutes", [45, 600]), ("what", ["公文", "写作"]), ("reason", ["没有笔记", "同意"])):
        result = branch.one("plain", branch.put("study", study, {name: change}, scope))
        assert (result.code, result.field) == ("forbidden", name)
    assert branch.one("plain", branch.put("study", study, {"gained": [None, "会写了。"]}, scope)).out == "applied"
    other = branch.put("study", study, {"reason": ["没有笔记", "缺笔记"]}, scope)
    assert branch.one("head", other).out == "applied", "whoever refuses may say it in other words"
    made = {"member": branch.members["plain"], "on": "2026-02-01", "minutes": 30, "what": "公文", "reason": "同意"}
    assert branch.one("plain", branch.new("study", made, scope=scope)).field == "reason"


# publications


def published(branch: Branch, submission: str, **more: Any) -> Op:
    """The edit in which `plain` publishes a submission of hers."""
    fields = {
        "author": branch.members["plain"],
        "submission": submission,
        "title": "体会",
        "body": "学习体会。",
        **more,
    }
    return branch.new("publication", fields)


def test_one_publication_of_a_submission_stands_at_a_time(branch: Branch) -> None:
    submitted = branch.submission("plain")
    branch.made("plain", submitted)
    accept = branch.put("submission", submitted.rec, {"state": ["submitted", "accepted"]}, branch.scope("r", "plain"))
    assert branch.one("head", accept).out == "applied"
    sample = branch.one("plain", published(branch, submitted.rec, sample=True))
    assert sample.reason == "another_text"
    first, second = published(branch, submitted.rec), published(branch, submitted.rec)
    answers = branch.push("plain", first, second).results
    assert [(each.out, each.reason) for each in answers] == [("applied", None), ("rejected", "published")]
    away = branch.put("publication", first.rec, {"state": ["published", "withdrawn"]})
    assert branch.one("plain", away).out == "applied"
    assert branch.one("plain", published(branch, submitted.rec)).out == "applied", "it may be published again"
