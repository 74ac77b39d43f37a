"""What becomes of single edits: outcomes, numbering, envelopes, refusals (PROTOCOL.md sections 3 to 6)."""

from __future__ import annotations

from typing import Any

import pytest

from sync.canonical import SUM_MODULUS, record_sum
from sync.records.ids import natural_id
from sync.wire import MAX_PAGE_BYTES, Op, Result
from tests.server.people import CLAIMED, Branch


def rejection(result: Result) -> tuple[str | None, str | None]:
    """Code and field of a refused edit."""
    assert result.out == "rejected"
    return result.code, result.field


def test_new_record_is_applied_and_comes_back_whole(branch: Branch) -> None:
    op = branch.new("session", {"form": "lecture", "title": "党课", "recorders": [branch.members["plain"]]})
    record = branch.made("plain", op)
    member, device = branch.members["plain"], branch.at["plain"].device
    stamp = {"at": "2026-03-01T01:00:00Z", "claimed": CLAIMED, "by": member, "dev": device}
    assert record["f"] == {"form": "lecture", "title": "党课", "recorders": [member], "state": "planned"}
    assert (record["rev"], record["v"], record["owner"], record["del"]) == (1, 1, None, None)
    assert record["created"] == record["updated"] == stamp
    assert record["fv"] == {name: [1, member] for name in record["f"]}
    assert branch.record(op.rec, "other") == record


def test_each_change_counts_once_in_record_and_scope(branch: Branch) -> None:
    first = branch.made("recorder", branch.minute("一"))
    op = branch.put("minute", first["id"], {"text": ["一", "二"]})
    second = branch.made("recorder", op)
    assert (second["rev"], second["seq"]) == (2, first["seq"] + 1)
    assert second["fv"]["text"] == [2, branch.members["recorder"]]
    assert second["fv"]["pos"] == [1, branch.members["recorder"]]
    assert second["created"] == first["created"]
    same = branch.push("recorder", branch.put("minute", first["id"], {"text": ["二", "二"]}))
    assert same.results[0].out == "noop"
    assert same.records[0] == second


def test_two_edits_of_one_record_in_one_push_build_on_each_other(branch: Branch) -> None:
    made = branch.minute("一")
    change = branch.put("minute", made.rec, {"text": ["一", "二"]})
    answer = branch.push("recorder", made, change)
    assert [each.out for each in answer.results] == ["applied", "applied"]
    assert [(r["rev"], r["f"]["text"]) for r in answer.records] == [(2, "二")]
    assert [each.rev for each in branch.direct.pulls.history(branch.at["plain"].account, made.rec).revisions] == [2, 1]


def test_disjoint_edits_of_one_text_merge(branch: Branch) -> None:
    base = "第一句。第二句。第三句。"
    branch.made("clerk", branch.put("task", branch.task, {"materials": [base, "第一句改。第二句。第三句。"]}))
    op = branch.put("task", branch.task, {"materials": [base, "第一句。第二句。第三句也改。"]})
    answer = branch.push("secretary", op)
    assert answer.results[0].out == "merged"
    assert answer.records[0]["f"]["materials"] == "第一句改。第二句。第三句也改。"


def test_two_insertions_at_one_place_are_both_kept_and_named(branch: Branch) -> None:
    base = "第一句。第二句。第三句。"
    branch.made("clerk", branch.put("task", branch.task, {"materials": [base, base + "甲补充了这一段。"]}))
    result = branch.one("secretary", branch.put("task", branch.task, {"materials": [base, base + "乙补充了那一段。"]}))
    assert (result.out, result.both) == ("merged", ["materials"])


def test_sets_merge_without_conflict(branch: Branch) -> None:
    for who, add in (("clerk", ["甲"]), ("secretary", ["乙"])):
        assert branch.one(who, branch.put("task", branch.task, {"evidence": {"add": add, "del": []}})).out == "applied"
    assert branch.record(branch.task)["f"]["evidence"] == sorted(["甲", "乙"])


def test_null_takes_a_field_away(branch: Branch) -> None:
    branch.made("clerk", branch.put("task", branch.task, {"audience": [None, "全体"]}))
    record = branch.made("clerk", branch.put("task", branch.task, {"audience": ["全体", None]}))
    assert "audience" not in record["f"]


def test_put_for_a_record_that_is_not_there_never_makes_it(branch: Branch) -> None:
    rid = branch.store.ids.record()
    assert rejection(branch.one("clerk", branch.put("task", rid, {"number": [1, 2]}))) == ("no_such_record", None)
    assert rid not in branch.seen("clerk")


def test_type_and_scope_never_change(branch: Branch) -> None:
    put = branch.put("session", branch.task, {"place": [None, "三楼"]})
    assert rejection(branch.one("clerk", put)) == ("type_mismatch", None)
    put = branch.put("task", branch.task, {"number": [1, 2]}, branch.scope("c"))
    assert rejection(branch.one("clerk", put)) == ("wrong_scope", None)
    taken = branch.new("session", {"form": "lecture"}, rid=branch.task)
    assert rejection(branch.one("clerk", taken)) == ("type_mismatch", None)
    assert branch.record(branch.task)["rev"] == 1


def test_scope_of_a_new_record_is_the_one_its_kind_lives_in(branch: Branch) -> None:
    wrong = [
        branch.new("session", {"form": "committee_meeting"}),
        branch.new("session", {"form": "lecture"}, scope=branch.scope("c")),
        branch.new("session", {"form": "lecture"}, scope=f"b:{branch.store.ids.record()}"),
        branch.new("session", {"form": "lecture"}, scope=f"u:{branch.members['secretary']}"),
        branch.minute("一", session=branch.committee_session),
        branch.submission("plain", by="secretary"),
    ]
    for op in wrong:
        assert rejection(branch.one("secretary", op))[0] == "wrong_scope", op
    right = branch.new("session", {"form": "committee_meeting"}, scope=branch.scope("c"))
    assert branch.one("secretary", right).out == "applied"


def test_private_and_unknown_kinds_never_get_in(branch: Branch) -> None:
    for kind in ("note", "reflection"):
        for scope in (branch.scope("b"), f"u:{branch.members['plain']}"):
            op = branch.new(kind, {"title": "私人", "body": "不上传"}, scope=scope)
            assert rejection(branch.one("plain", op)) == ("wrong_scope", None)
    op = branch.op("new", "ranking", branch.store.ids.record(), ch={})
    assert rejection(branch.one("plain", op)) == ("unknown_type", None)


def test_parent_must_exist_be_alive_and_of_its_kind(branch: Branch) -> None:
    missing = branch.minute("一", session=branch.store.ids.record())
    assert rejection(branch.one("clerk", missing)) == ("no_such_record", "session")
    wrong = branch.minute("一", session=branch.task)
    assert rejection(branch.one("clerk", wrong)) == ("invalid_field", "session")
    branch.made("secretary", branch.new("session", {"form": "lecture"}))
    session = branch.made("clerk", branch.new("session", {"form": "lecture"}))
    assert branch.one("clerk", branch.delete(session)).out == "applied"
    gone = branch.minute("一", session=session["id"])
    assert rejection(branch.one("clerk", gone)) == ("no_such_record", "session")


def test_a_row_may_come_with_its_session_in_one_push(branch: Branch) -> None:
    session = branch.new("session", {"form": "lecture", "host": branch.members["plain"]})
    answer = branch.push("plain", session, branch.minute("一", session=session.rec))
    assert [each.out for each in answer.results] == ["applied", "applied"]


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"start": [None, "2026-02-30T09:00"]}, "start", "not_a_time"),
        ({"title": [None, "长" * 121]}, "title", "too_long"),
        ({"title": [None, "a\x00b"]}, "title", "control_character"),
        ({"summary": [None, "一\r\n二"]}, "summary", "not_canonical"),
        ({"summary": [None, "字" * 30_000]}, "summary", "text_too_long"),
        ({"year": [None, 2.0]}, "year", "not_a_number"),
        ({"year": [None, 2**53 + 1]}, "year", "number_too_large"),
        ({"year": [None, True]}, "year", "not_a_number"),
        ({"nonsense": [None, 1]}, "nonsense", "unknown_field"),
        ({"title": "x"}, "title", "not_a_change"),
        ({"recorders": [None, "x"]}, "recorders", "not_a_change"),
        ({"recorders": {"add": [1]}}, "recorders", "not_text"),
        ({"recorders": {"add": [str(n) for n in range(501)]}}, "recorders", "too_many_elements"),
        ({"form": ["exchange", "lecture"]}, "form", "fixed_at_creation"),
        ({"sample": [None, True]}, "sample", "fixed_at_creation"),
        ({"retention": [None, "forever"]}, "retention", "unknown_choice"),
        ({"state": ["planned", "submitted"]}, "state", "forbidden_transition"),
        ({"state": ["planned", "cancelled"]}, "reason", "needed_with_transition"),
        ({"state": ["planned", "running"], "place": [None, "三楼"]}, "place", "not_with_a_transition"),
        ({"state": ["planned", None]}, "state", "forbidden_transition"),
    ],
)
def test_invalid_values_are_refused_whole_and_named(branch: Branch, changes: Any, field: str, reason: str) -> None:
    result = branch.one("clerk", branch.put("session", branch.session, changes))
    large = reason in ("too_long", "text_too_long", "too_many_elements")
    assert (result.code, result.field, result.reason) == ("too_large" if large else "invalid_field", field, reason)
    assert branch.record(branch.session)["rev"] == 1


def test_a_field_name_that_is_none_is_not_repeated(branch: Branch) -> None:
    result = branch.one("clerk", branch.put("session", branch.session, {"王伟的秘密" * 9: [None, 1]}))
    assert (result.code, result.field) == ("invalid_field", None)


def test_what_is_not_of_this_version_or_form_is_refused(branch: Branch) -> None:
    def put(**rest: Any) -> Op:
        return branch.put("session", branch.session, {"place": [None, "三楼"]}, **rest)

    assert rejection(branch.one("clerk", put(v=2))) == ("invalid_field", "v")
    assert rejection(branch.one("clerk", put(v=0))) == ("invalid_field", "v")
    assert rejection(branch.one("clerk", put(at="yesterday"))) == ("invalid_field", "at")
    assert rejection(branch.one("clerk", put(ref="x" * 201))) == ("invalid_field", "ref")
    assert rejection(branch.one("clerk", put(for_="nobody", basis="paper"))) == ("invalid_field", "for")
    assert branch.one("clerk", put(at="1970-01-01T00:00:00Z")).out == "applied"


def test_too_large_edits_and_records(branch: Branch) -> None:
    long = "字" * 21_000
    texts = {name: [None, long] for name in ("guiding", "goals", "requirements")}
    basis = {"add": [f"{n:040}" for n in range(500)]}
    branch.made("clerk", branch.put("plan", branch.plan, {**texts, "basis": basis}))
    branch.made("clerk", branch.put("plan", branch.plan, {"state": ["draft", "submitted"]}))
    result = branch.one("clerk", branch.put("plan", branch.plan, {"remark": [None, long]}))
    assert (result.out, result.code, result.reason) == ("rejected", "too_large", "record_too_large")
    huge: dict[str, Any] = {"title": [None, "长" * 300_000]}
    result = branch.one("clerk", branch.put("plan", branch.plan, huge))
    assert (result.out, result.code, result.reason) == ("rejected", "too_large", "op_too_large")
    assert branch.record(branch.plan)["rev"] == 3


def test_ids_are_natural_keys_or_uuid7(branch: Branch) -> None:
    fields = {"session": branch.session, "member": branch.members["plain"], "status": "present"}
    right = natural_id(branch.id, "attendance", [branch.session, branch.members["plain"]])
    wrong = branch.new("attendance", fields, rid=branch.store.ids.record())
    assert rejection(branch.one("clerk", wrong)) == ("invalid_field", "id")
    squatting = branch.new("session", {"form": "lecture"}, rid=right)
    assert rejection(branch.one("clerk", squatting)) == ("invalid_field", "id")
    for bad in ("x", right.upper(), "0198" * 8):
        assert rejection(branch.one("clerk", branch.new("session", {"form": "lecture"}, rid=bad))) == (
            "invalid_field",
            "id",
        )
    assert branch.one("clerk", branch.new("attendance", fields, rid=right)).out == "applied"
    settings = branch.new("settings", {"branch_name": "x"}, rid=branch.store.ids.record())
    assert rejection(branch.one("clerk", settings)) == ("invalid_field", "id")


def test_the_same_thing_made_on_two_devices_is_one_record(branch: Branch) -> None:
    fields = {"session": branch.session, "member": branch.members["plain"], "status": "present"}
    assert branch.one("recorder", branch.new("attendance", fields)).out == "applied"
    assert branch.one("host", branch.new("attendance", fields)).out == "noop"
    more = branch.push("clerk", branch.new("attendance", {**fields, "remark": "早到"}))
    assert more.results[0].out == "applied"
    assert (more.records[0]["rev"], more.records[0]["f"]["remark"]) == (2, "早到")
    other = branch.push("host", branch.new("attendance", {**fields, "status": "late", "expected": True}))
    assert other.results[0].out == "conflict"
    states = {record["type"]: record["f"] for record in other.records}
    assert (states["attendance"]["status"], states["attendance"]["expected"]) == ("present", True)
    assert (states["conflict"]["field"], states["conflict"]["mine"]) == ("status", "late")


def test_making_the_same_thing_again_does_not_open_what_is_closed(branch: Branch) -> None:
    fields = {"year": 2026, "guiding": "另一个指导思想"}
    branch.made("clerk", branch.put("plan", branch.plan, {"state": ["draft", "submitted"]}))
    assert rejection(branch.one("clerk", branch.new("plan", fields)))[0] == "forbidden"
    assert "guiding" not in branch.record(branch.plan)["f"]
    assert branch.one("clerk", branch.new("plan", {"year": 2026, "title": "年度学习计划"})).out == "noop"


def test_push_answer_stops_at_one_mebibyte_and_says_so(branch: Branch) -> None:
    long = "字" * 21_000
    ops = [branch.minute(long) for _ in range(20)]
    answer = branch.push("recorder", *ops)
    assert len(answer.results) == 20
    assert answer.cut
    assert 1 <= len(answer.records) < 20
    assert len(answer.records) * 63_000 < MAX_PAGE_BYTES


def test_checksum_of_a_scope_is_that_of_its_records(branch: Branch) -> None:
    rows = [branch.made("recorder", branch.minute(text)) for text in "一二三"]
    branch.one("recorder", branch.delete(rows[0]))
    branch.one("recorder", branch.put("minute", rows[1]["id"], {"text": ["二", "贰"]}))
    branch.one("secretary", branch.new("session", {"form": "committee_meeting"}, scope=branch.scope("c")))
    page = branch.at["secretary"].pull({})
    assert not page.more
    for scope, told in page.sums.items():
        records = [record for record in page.changes if record["scope"] == scope]
        parts = (record_sum(r["id"], r["rev"], r["type"], None if r["del"] else r["f"]) for r in records)
        assert told.sum == f"{sum(parts) % SUM_MODULUS:032x}"
        assert told.live == sum(1 for record in records if not record["del"])
