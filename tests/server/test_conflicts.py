"""What cannot merge is a visible conflict; nobody's words are lost (PROTOCOL.md sections 5, 10 and 11)."""

from __future__ import annotations

from typing import Any

from sync.records.ids import conflict_id
from sync.wire import Op, Record
from tests.server.people import Branch
from tests.whole import everything

BASE = "第一句。第二句。第三句。"


def clash(branch: Branch) -> tuple[Op, Record]:
    """Clerk and secretary rewrite one sentence; the secretary's edit and the conflict it became."""
    branch.made("clerk", branch.put("task", branch.task, {"materials": [BASE, "第一句。书记员写的。第三句。"]}))
    op = branch.put("task", branch.task, {"materials": [BASE, "第一句。书记写的。第三句。"]})
    answer = branch.push("secretary", op)
    assert (answer.results[0].out, len(answer.results[0].conflicts)) == ("conflict", 1)
    return op, next(record for record in answer.records if record["type"] == "conflict")


def resolve(branch: Branch, conflict: Record, changes: dict[str, Any], kind: str = "task") -> Op:
    """The edit that settles a conflict."""
    rec = conflict["f"]["record"]
    return branch.op("resolve", kind, rec, conflict["scope"], ch=changes, conflict=conflict["id"])


def test_first_committed_value_stands_and_the_other_is_a_conflict(branch: Branch) -> None:
    op, conflict = clash(branch)
    assert branch.record(branch.task)["f"]["materials"] == "第一句。书记员写的。第三句。"
    assert conflict["id"] == conflict_id(branch.id, op.id, "materials")
    assert conflict["scope"] == branch.scope("b")
    assert conflict["f"] == {
        "record": branch.task,
        "field": "materials",
        "current": "第一句。书记员写的。第三句。",
        "mine": "第一句。书记写的。第三句。",
        "op": op.id,
        "by": branch.members["secretary"],
        "at": "2026-03-01T01:00:00Z",
        "state": "open",
    }
    assert [record["id"] for record in branch.conflicts("plain")] == [conflict["id"]]


def test_the_base_an_author_had_is_never_stored(branch: Branch) -> None:
    secret = "只在我的设备上出现过的话。"
    branch.made("clerk", branch.put("task", branch.task, {"topic": ["公文写作", "公文处理"]}))
    op = branch.put("task", branch.task, {"topic": [secret, "公文校对"], "materials": [secret, "全部重写。"]})
    assert branch.one("secretary", op).out == "conflict"
    assert secret.encode() not in everything(branch.store)


def test_values_that_are_not_text_stand_as_json(branch: Branch) -> None:
    given = {"times": [None, 3], "minutes_planned": [None, 60]}
    branch.made("clerk", branch.put("task", branch.task, given))
    branch.made("clerk", branch.put("task", branch.task, {"minutes_planned": [60, 90]}))
    branch.one("secretary", branch.put("task", branch.task, {"times": [None, 5], "minutes_planned": [60, None]}))
    found = {each["f"]["field"]: each["f"] for each in branch.conflicts()}
    assert (found["times"]["current"], found["times"]["mine"]) == ("3", "5")
    assert found["minutes_planned"]["current"] == "90"
    assert "mine" not in found["minutes_planned"]
    branch.made("clerk", branch.put("task", branch.task, {"minutes_planned": [90, None]}))
    assert [each["f"]["field"] for each in branch.conflicts()] == ["times"]


def test_some_fields_of_one_edit_may_apply(branch: Branch) -> None:
    branch.made("clerk", branch.put("task", branch.task, {"topic": ["公文写作", "公文处理"]}))
    op = branch.put("task", branch.task, {"topic": ["公文写作", "公文校对"], "audience": [None, "全体"]})
    result = branch.one("secretary", op)
    record = branch.record(branch.task)
    assert result.out == "conflict"
    assert (record["f"]["topic"], record["f"]["audience"]) == ("公文处理", "全体")


def test_repeated_edit_makes_no_second_conflict(branch: Branch) -> None:
    op, conflict = clash(branch)
    branch.at["secretary"].new_device()
    op.n = 0
    assert branch.one("secretary", op).conflicts == [conflict["id"]]
    assert branch.conflicts() == [conflict]


def test_a_conflict_closes_when_its_words_come_to_stand(branch: Branch) -> None:
    _, conflict = clash(branch)
    now = conflict["f"]["current"]
    answer = branch.push("plain", branch.put("task", branch.task, {"progress": [None, "一半"]}))
    assert [record["type"] for record in answer.records] == ["task"]
    op = branch.put("task", branch.task, {"materials": [now, conflict["f"]["mine"]]})
    answer = branch.push("clerk", op)
    assert {record["type"]: record["f"]["state"] for record in answer.records} == {
        "task": "planned",
        "conflict": "closed",
    }
    assert branch.conflicts() == []


def test_resolving_puts_the_chosen_words_and_closes_in_one(branch: Branch) -> None:
    _, conflict = clash(branch)
    change = {"materials": [conflict["f"]["current"], "第一句。两人商定的。第三句。"]}
    answer = branch.push("clerk", resolve(branch, conflict, change))
    assert answer.results[0].out == "applied"
    assert {record["type"] for record in answer.records} == {"task", "conflict"}
    assert branch.record(branch.task)["f"]["materials"] == "第一句。两人商定的。第三句。"
    assert branch.conflicts() == []
    revisions = branch.direct.pulls.history(branch.at["plain"].account, branch.task).revisions
    assert (revisions[0].k, revisions[0].by) == ("resolve", branch.members["clerk"])


def test_keeping_what_stands_only_closes(branch: Branch) -> None:
    _, conflict = clash(branch)
    before = branch.record(branch.task)
    assert branch.one("clerk", resolve(branch, conflict, {})).out == "applied"
    assert branch.record(branch.task) == before
    assert branch.one("clerk", resolve(branch, conflict, {})).out == "noop"
    assert branch.conflicts("plain", "closed")[0]["rev"] == 2


def test_taking_the_other_words_closes_once(branch: Branch) -> None:
    _, conflict = clash(branch)
    change = {"materials": [conflict["f"]["current"], conflict["f"]["mine"]]}
    assert branch.one("clerk", resolve(branch, conflict, change)).out == "applied"
    assert [record["rev"] for record in branch.conflicts(state="closed")] == [2]


def test_a_stale_answer_to_a_conflict_is_another_conflict(branch: Branch) -> None:
    _, conflict = clash(branch)
    shown = conflict["f"]["current"]
    branch.made("clerk", branch.put("task", branch.task, {"materials": [shown, "第一句。又有人改了。第三句。"]}))
    result = branch.one("secretary", resolve(branch, conflict, {"materials": [shown, "第一句。我的决定。第三句。"]}))
    assert (result.out, len(result.conflicts)) == ("conflict", 1)
    assert [record["id"] for record in branch.conflicts()] == result.conflicts
    assert branch.conflicts()[0]["f"]["mine"] == "第一句。我的决定。第三句。"


def test_only_who_may_write_the_parent_may_close(branch: Branch) -> None:
    _, conflict = clash(branch)
    assert branch.one("plain", resolve(branch, conflict, {})).code == "forbidden"
    assert (
        branch.one("committee", branch.put("conflict", conflict["id"], {"state": ["open", "closed"]})).code
        == "forbidden"
    )
    assert branch.one("clerk", branch.put("conflict", conflict["id"], {"state": ["open", "closed"]})).out == "applied"


def test_nobody_writes_conflicts_but_the_server(branch: Branch) -> None:
    _, conflict = clash(branch)
    forged = branch.new("conflict", {**conflict["f"], "by": branch.members["plain"]} | {"state": "open"})
    assert branch.one("secretary", forged).code == "forbidden"
    assert branch.one("secretary", branch.delete(conflict)).code == "forbidden"
    rewritten = branch.put("conflict", conflict["id"], {"mine": [conflict["f"]["mine"], "换掉"]})
    assert branch.one("secretary", rewritten).code == "invalid_field"
    assert branch.conflicts() == [conflict]


def test_resolving_what_is_no_conflict_of_this_record(branch: Branch) -> None:
    _, conflict = clash(branch)
    for wrong in (None, branch.session, branch.store.ids.record()):
        op = resolve(branch, conflict, {})
        op.conflict = wrong
        result = branch.one("clerk", op)
        assert (result.code, result.field) == ("no_such_record", "conflict")
    op = resolve(branch, conflict, {}, "session")
    op.rec = branch.session
    assert branch.one("clerk", op).code == "no_such_record"


# deleting and restoring


def test_a_delete_takes_effect_on_what_its_author_saw(branch: Branch) -> None:
    record = branch.made("recorder", branch.minute("一"))
    answer = branch.push("host", branch.delete(record))
    assert answer.results[0].out == "applied"
    tombstone = {"at": "2026-03-01T01:00:00Z", "by": branch.members["host"]}
    expected = {key: record[key] for key in ("id", "type", "scope")}
    assert answer.records == [{**expected, "rev": 2, "seq": record["seq"] + 1, "del": tombstone}]
    assert branch.record(record["id"]) == answer.records[0]
    assert branch.one("host", branch.delete(record)).out == "noop"


def test_a_delete_of_content_not_seen_is_a_conflict_and_the_record_lives(branch: Branch) -> None:
    record = branch.made("recorder", branch.minute("一"))
    branch.made("clerk", branch.put("minute", record["id"], {"text": ["一", "一，补充。"]}))
    result = branch.one("host", branch.delete(record))
    assert (result.out, len(result.conflicts)) == ("conflict", 1)
    now = branch.record(record["id"])
    assert now["f"]["text"] == "一，补充。"
    conflict = branch.conflicts()[0]
    assert conflict["f"]["field"] == "$deleted"
    assert "mine" not in conflict["f"]
    assert branch.one("host", branch.delete(now)).out == "applied"
    assert branch.conflicts() == []


def test_an_edit_after_deletion_is_kept_as_a_conflict(branch: Branch) -> None:
    record = branch.made("recorder", branch.minute("一"))
    branch.one("host", branch.delete(record))
    result = branch.one("recorder", branch.put("minute", record["id"], {"text": ["一", "一，我还在改。"]}))
    assert result.out == "conflict"
    conflict = branch.conflicts()[0]
    assert (conflict["f"]["current"], conflict["f"]["mine"]) == ("一", "一，我还在改。")
    assert branch.record(record["id"])["del"] is not None
    assert branch.one("host", resolve(branch, conflict, {}, "minute")).out == "applied"
    assert branch.conflicts() == []


def test_words_written_while_resolving_a_deleted_record_are_kept(branch: Branch) -> None:
    record = branch.made("recorder", branch.minute("一"))
    branch.one("host", branch.delete(record))
    branch.one("recorder", branch.put("minute", record["id"], {"text": ["一", "一，我还在改。"]}))
    change = {"text": ["一", "一，商定的。"]}
    result = branch.one("host", resolve(branch, branch.conflicts()[0], change, "minute"))
    assert result.out == "conflict"
    assert [each["f"]["mine"] for each in branch.conflicts()] == ["一，商定的。"]


def test_a_deleted_record_comes_back_with_its_last_content(branch: Branch) -> None:
    record = branch.made("recorder", branch.minute("一"))
    record = branch.made("recorder", branch.put("minute", record["id"], {"text": ["一", "二"]}))
    branch.one("host", branch.delete(record))
    op = branch.op("restore", "minute", record["id"])
    restored = branch.made("recorder", op)
    assert restored["f"] == record["f"]
    assert restored["fv"] == record["fv"]
    assert (restored["rev"], restored["del"], restored["created"]) == (4, None, record["created"])
    assert branch.one("clerk", branch.op("restore", "minute", record["id"])).out == "noop"
    put = branch.put("minute", record["id"], {"text": ["二", "三"]})
    assert branch.made("recorder", put)["f"]["text"] == "三"


def test_delete_restore_and_delete_again_within_one_push(branch: Branch) -> None:
    record = branch.made("recorder", branch.minute("一"))
    ops = [branch.delete(record), branch.op("restore", "minute", record["id"]), branch.delete(record)]
    answer = branch.push("host", *ops)
    assert [each.out for each in answer.results] == ["applied"] * 3
    assert answer.records[0]["rev"] == 4
    assert branch.made("host", branch.op("restore", "minute", record["id"]))["f"] == record["f"]


def test_delete_needs_what_was_seen_and_the_right_to_write(branch: Branch) -> None:
    record = branch.made("recorder", branch.minute("一"))
    assert branch.one("host", branch.op("del", "minute", record["id"])).field == "dig"
    assert branch.one("plain", branch.delete(record)).code == "forbidden"
    branch.one("host", branch.delete(record))
    assert branch.one("plain", branch.op("restore", "minute", record["id"])).code == "forbidden"
    missing = branch.store.ids.record()
    assert branch.one("host", branch.op("restore", "minute", missing)).code == "no_such_record"


def test_making_again_what_was_deleted_keeps_nothing_old(branch: Branch) -> None:
    fields = {"session": branch.session, "member": branch.members["plain"], "status": "late", "remark": "旧的备注"}
    record = branch.made("recorder", branch.new("attendance", fields))
    branch.one("recorder", branch.delete(record))
    again = branch.push("clerk", branch.new("attendance", {**fields, "status": "present"} | {"remark": None}))
    assert again.results[0].out == "merged"
    now = again.records[0]
    assert (now["rev"], now["del"], now["f"]["status"]) == (3, None, "present")
    assert "remark" not in now["f"]
    assert "remark" not in now["fv"]
    assert now["created"]["by"] == branch.members["clerk"]
    assert branch.one("plain", branch.delete(now)).code == "forbidden"


def test_whoever_goes_on_from_the_refused_value_to_what_stands_is_in_conflict_no_more(branch: Branch) -> None:
    steps = [{"state": ["planned", "running"]}, {"state": ["running", "writing"]}]
    branch.push("clerk", *(branch.put("session", branch.session, step) for step in steps))
    first, second = (branch.put("session", branch.session, step) for step in steps)
    assert branch.one("secretary", first).out == "conflict"
    (conflict,) = branch.conflicts()
    assert (conflict["f"]["mine"], conflict["f"]["current"]) == ("running", "writing")
    # Not by what somebody else did on the way there.
    assert branch.one("host", branch.put("session", branch.session, steps[1])).out == "noop"
    assert branch.conflicts() == [conflict]
    answer = branch.push("secretary", second)
    assert (answer.results[0].out, branch.conflicts()) == ("noop", [])
    assert conflict["id"] in {record["id"] for record in answer.records}
