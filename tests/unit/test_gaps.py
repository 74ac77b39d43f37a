"""未完成事项 family by family: what is asked, until when, of whom; and what is not."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.open_year import Records, brief, items, only
from tui.year.gaps import FAMILIES


def test_a_branch_that_owes_nothing_has_no_gaps() -> None:
    assert items(Records(), "06-15") == []


def test_the_pack_none_asks_nothing_by_rule() -> None:
    records = Records(pack="none")
    del records.views["plan"]
    records.session("03-02", state="writing")
    records.put("study", member="m1", on="2026-02-01", minutes=60, what="书")
    records.put("loan", book="b", member="m1", due_on="2026-02-01")
    records.row(member="m1", status="absent")
    assert items(records, "12-20") == []


# plan, summary, workbook


def test_the_plan_is_asked_for_in_its_window_and_a_reminder_counts_the_days() -> None:
    records = Records()
    del records.views["plan"]
    assert items(records, "2025-12-14") == []
    assert brief(items(records, "2025-12-15")) == [("plan_missing", "page:plans", "<clerk>", "2026-01-20", False)]
    [item] = items(records, "01-12")
    assert "days" not in item.values
    [item] = items(records, "01-13")
    assert item.values == {"year": 2026, "days": 7}
    [item] = items(records, "01-21")
    assert (item.late, item.values) == (True, {"year": 2026})


def test_a_plan_not_submitted_not_approved_or_being_changed() -> None:
    records = Records()
    records.put("plan", "plan", year=2026, state="returned")
    assert brief(items(records, "01-10")) == [("plan_unsubmitted", "plan", "<clerk>", "2026-01-20", False)]
    records.put("plan", "plan", year=2026, state="submitted")
    assert brief(items(records, "02-01")) == [("plan_unapproved", "plan", "<secretary>", "2026-01-20", True)]
    records.put("plan", "plan", year=2026, state="draft")
    records.put("plan_version", plan="plan", number=1, approved_by="sec", content="…")
    assert brief(items(records, "06-01")) == [("plan_revised", "plan", "<clerk>", "", False)]
    assert items(Records("W-1=off"), "06-01") == []


def test_the_summary_of_a_year_is_missing_then_a_draft_then_there() -> None:
    records = Records("S-1=off")
    closing = ("own_words", "section_remark", "appraisal", "result")
    assert items(records, "12-14") == []
    assert brief(items(records, "12-15", but=closing)) == [
        ("summary_missing", "page:documents", "<clerk>", "2027-01-20", False)
    ]
    records.put("document", "old", doc_kind="summary", title="上年总结", issued_on="2026-01-10")
    records.put("document", "d", doc_kind="summary", title="总结", made="2027-01-05")
    assert brief(items(records, "2027-01-21", but=closing)) == [
        ("summary_draft", "d", "<secretary>", "2027-01-20", True)
    ]
    records.put("document", "d", doc_kind="summary", title="总结", made="2027-01-05", state="in_force")
    assert items(records, "2027-01-21", but=closing) == []


def test_the_workbook_is_complete_once_every_session_is_approved() -> None:
    records = Records("W-1=off", "L-1=off", "F-7=off", pack="example-2011")
    records.session("03-02", "a")
    records.session("03-03", "b", state="writing")
    assert items(records, "12-10") == []
    [item] = items(records, "12-11")
    assert brief([item]) == [("workbook", "page:sessions", "<clerk>", "2027-01-10", False)]
    assert item.values["n"] == 1
    records.session("03-03", "b")
    assert items(records, "2027-02-01") == []


# tasks


def task(records: Records, first: str = "03", last: str | None = None, **fields: Any) -> str:
    months = {"month_from": f"2026-{first}-01", **({"month_to": f"2026-{last}-01"} if last else {})}
    values = {"plan": "plan", "number": 1, "topic": "题", "form": "exchange", **months, **fields}
    return records.put("task", "t", **values)


def test_a_task_is_missing_sessions_once_its_months_are_over_and_due_in_the_last_of_them() -> None:
    records = Records()
    task(records, "03", "05", times=2, owner="m1")
    records.session("03-02", task="t", form="exchange")
    assert items(records, "04-30") == []
    assert brief(items(records, "05-20")) == [("task_due", "t", "m1", "2026-05-31", False)]
    records.session("05-28", "planned", state="planned", task="t", form="exchange")
    assert items(records, "05-20") == [], "a session set down is not missing"
    [item] = items(records, "06-02", but=["session_not_held"])
    assert brief([item]) == [("task_missing", "t", "m1", "2026-05-31", True)]
    assert item.values == {"times": 2, "held": 1, "missing": 1}
    records.session("05-28", "planned", task="t", form="exchange")
    assert items(records, "06-02") == []


@pytest.mark.parametrize(
    ("fields", "owes"),
    [
        ({"owner": "m3", "owner_section": "k1"}, "m3"),
        ({"owner_section": "k1"}, "head"),
        ({"owner": "gone", "owner_section": "k1"}, "head"),
        ({"owner_section": "k2"}, "<clerk>"),
        ({}, "<clerk>"),
    ],
)
def test_a_task_is_owed_by_its_owner_else_the_head_of_its_section_else_the_clerk(
    fields: dict[str, str], owes: str
) -> None:
    records = Records()
    records.put("member", "gone", name="走了", state="left")
    task(records, **fields)
    assert brief(items(records, "06-01")) == [("task_missing", "t", owes, "2026-03-31", True)]


def test_a_task_put_off_needs_a_new_month_and_one_closed_or_cancelled_needs_nothing() -> None:
    records = Records()
    task(records, state="postponed", owner="m1")
    assert items(records, "03-10") == []
    assert brief(items(records, "04-01")) == [("task_postponed", "t", "m1", "", False)]
    task(records, "03", "09", state="postponed")
    assert items(records, "04-01") == []
    for state in ("closed", "cancelled"):
        task(records, state=state)
        assert items(records, "12-01") == []


# frequency


def test_a_rule_is_missed_or_due_in_the_last_ten_days_of_its_period() -> None:
    records = Records("F-2=on")
    records.session("02-10", form="exchange")
    assert items(records, "06-19") == []
    [item] = items(records, "06-20")
    assert brief([item]) == [("frequency", "page:session:exchange", "<clerk>", "2026-06-30", False)]
    assert (item.rule, item.values["per"], item.values["number"], item.values["missing"]) == ("F-2", "quarter", 2, 1)
    assert [line[-2:] for line in brief(items(records, "10-01"))] == [("2026-06-30", True), ("2026-09-30", True)]


def test_group_meetings_name_the_group_and_the_committees_are_the_secretarys() -> None:
    records = Records("F-4=on", "F-5=on")
    for member, group in (("m1", "一组"), ("m2", "二组")):
        records.put("member", member, name=member, group=group)
    records.session("01-05", form="group_meeting", audience="一组")
    found = items(records, "02-05")
    assert [(item.values.get("group"), item.role, item.needs) for item in found] == [
        (None, "secretary", ("b", "c")),
        ("二组", "clerk", ("b",)),
    ]


def test_of_a_year_of_which_there_is_nothing_only_the_plan_is_asked_for() -> None:
    records = Records("F-1=on")
    del records.views["plan"]
    assert [item.code for item in items(records, "12-20")] == ["plan_missing"]


# sessions


def test_a_session_whose_day_has_passed_is_the_hosts() -> None:
    records = Records()
    records.session("03-02", state="planned")
    assert items(records, "03-02") == []
    [item] = items(records, "03-03")
    assert brief([item]) == [("session_not_held", "s", "head", "2026-03-02", True)]
    assert item.people == ("head", "clerk")


def test_minutes_are_due_on_the_third_working_day() -> None:
    records = Records()
    records.session("03-05", state="writing", recorders=["m2", "m1"])
    [item] = items(records, "03-10")
    assert brief([item]) == [("minutes_due", "s", "m1", "2026-03-10", False)]
    assert item.people == ("m1", "m2", "head")
    assert brief(items(records, "03-11")) == [("minutes_due", "s", "m1", "2026-03-10", True)]
    records.session("03-05", state="returned")
    assert brief(items(records, "03-11")) == [("session_returned", "s", "clerk", "", False)]


def test_a_roll_that_was_not_called_and_one_that_is_empty() -> None:
    records = Records()
    records.session("03-05", roll_call_done=None)
    assert brief(items(records, "03-20")) == [("roll_empty", "s", "clerk", "2026-03-05", True)]
    records.row(status=None)
    [item] = items(records, "03-20")
    assert (item.code, item.values["n"]) == ("roll_call", 1)
    records.row(status="late")
    assert items(records, "03-20") == []


def test_what_a_session_must_say_and_does_not() -> None:
    records = Records()
    records.session("03-05", place=None, host=None, recorders=[])
    [item] = items(records, "03-20")
    assert brief([item]) == [("fields_missing", "s", "<clerk>", "", False)]
    assert item.values == {"fields": "place,host"}


def test_whose_signature_is_missing_under_what_was_submitted() -> None:
    records = Records()
    records.session("03-05", state="submitted")

    def missing() -> list[object]:
        return [(item.values["as_role"], item.owes) for item in items(records, "03-20") if item.code == "unsigned"]

    assert missing() == [("recorder", "clerk"), ("host", "head")]
    records.put("signature", "g1", session="s", member="head", as_role="host", digest="1")
    assert missing() == [("recorder", "clerk")]
    records.put("signature", "g2", session="s", member="clerk", as_role="recorder", digest="2", rev=2)
    assert missing() == [("host", "head")], "who signed something else signs again"
    records.put("signature", "g3", session="s", member="head", as_role="host", digest="2", rev=3)
    assert missing() == []


# make-ups


def test_a_make_up_is_owed_by_who_missed_it_and_verified_by_who_is_in_charge() -> None:
    records = Records()
    records.session("03-02")
    records.row(status="absent")
    assert brief(items(records, "03-20")) == [("makeup", "s/m1", "m1", "2026-04-01", False)]
    assert brief(items(records, "04-02")) == [("makeup", "s/m1", "m1", "2026-04-01", True)]
    records.row(status="absent", makeup="读了材料")
    assert brief(items(records, "03-20")) == [("makeup_unverified", "s/m1", "head", "2026-04-01", False)]
    records.row(status="absent", makeup="读了材料", makeup_verified="head")
    assert items(records, "03-20") == []
    records.row(member="head", status="leave", makeup_on="2026-03-09")
    records.row(member="clerk", status="leave", makeup_on="2026-03-09")
    assert [item.role for item in items(records, "03-20")] == ["secretary", "clerk"], "never by oneself"


def test_the_branch_gives_more_days_for_a_make_up_and_who_left_owes_none() -> None:
    records = Records("A-3.days=90")
    records.session("03-02")
    records.row(status="absent")
    assert items(records, "04-30") == []
    assert brief(items(records, "05-10")) == [("makeup", "s/m1", "m1", "2026-05-31", False)]
    records.put("member", "m1", name="m1", state="left")
    assert items(records, "06-10") == []


def test_an_observer_of_the_committee_owes_it_nothing() -> None:
    records = Records()
    records.session("03-02", form="committee_meeting", scope="c:1")
    records.row(status="leave", scope="c:1")
    records.row(member="sec", status="leave", scope="c:1")
    assert [item.target for item in items(records, "03-20")] == ["s/sec"]


# what may not be known, and the order


def open_everywhere() -> Records:
    records = Records("F-4=on", pack="example-2011")
    task(records, form="committee_meeting")
    records.session("03-02", state="planned")
    records.session("03-03", "c1", state="planned", form="committee_meeting", scope="c:1")
    records.put("study", "u1", scope="r:1:m1", member="m1", on="2026-04-01", minutes=60, what="书")
    records.put("study", "u2", scope="r:1:m2", member="m2", on="2026-04-01", minutes=60, what="书")
    return records


def test_a_device_without_a_scope_says_so_once_a_family() -> None:
    records = open_everywhere()
    for view in [view for view in records.views.values() if view.scope.startswith(("c", "r:1:m2"))]:
        del records.views[view.id]
    found = items(records, "12-20", only("b", "r:m1", "r:head"))
    hidden = [item for item in found if item.code == "no_access"]
    assert [item.values["family"] for item in hidden] == [
        "actions", "assessment", "frequency", "makeups", "reflections", "sessions", "studies", "tasks", "workbook",
    ]  # fmt: skip
    assert all(item.needs and "b" not in item.needs for item in hidden)
    assert found[-len(hidden) :] == hidden, "at the end"
    assert [item.target for item in found if item.code == "study"] == ["u1"]
    assert len([item for item in items(records, "12-20") if item.code == "no_access"]) == 0


def test_a_plain_member_gets_what_he_owes_and_what_is_about_him() -> None:
    records = open_everywhere()
    for view in [view for view in records.views.values() if view.scope.startswith(("c", "r:1:m2"))]:
        del records.views[view.id]
    found = items(records, "12-20", only("b", "r:m1"))
    assert sorted({(item.code, item.owes) for item in found}) == [
        ("own_words", "m1"),
        ("section_remark", "head"),
        ("study", "head"),
        ("summary_missing", None),
    ]
    assert all(item.values.get("member", "m1") == "m1" for item in found)


def test_without_the_branchs_own_scope_nothing_is_listed_but_that() -> None:
    found = items(open_everywhere(), "12-20", only("r:m1"))
    assert {item.code for item in found} == {"no_access"}
    asked = {family.name for family in FAMILIES if family.name != "cycles"}
    assert {item.values["family"] for item in found} == asked, "of a rule that is off nothing is said"


def test_late_comes_first_by_date_then_what_is_due_then_what_has_no_date() -> None:
    records = open_everywhere()
    records.session("12-18", "w", state="writing")
    records.session("12-01", "f", place=None)
    found = [item for item in items(records, "12-20") if item.code != "no_access"]
    late = [item.until for item in found if item.late]
    due = [item.until for item in found if not item.late and item.until]
    assert found[: len(late)] == [item for item in found if item.late]
    assert late == sorted(late, key=str)
    assert due == sorted(due, key=str)
    assert found[-1].until is None
