"""未完成事项 of people: what was agreed, reflections, books, self-study, changes at work, the assessment."""

from __future__ import annotations

from typing import Any

from tests.unit.open_year import Records, brief, items


def test_actions_past_due_follow_into_the_next_year() -> None:
    records = Records("W-1=off")
    records.session("03-02")
    records.put("action", "a", session="s", text="做", owner="m3", due="2026-03-31")
    assert items(records, "03-31") == []
    assert brief(items(records, "04-01")) == [("action", "a", "m3", "2026-03-31", True)]
    assert brief(items(records, "2027-02-01", of=2027)) == [("action", "a", "m3", "2026-03-31", True)]
    records.put("action", "a", session="s", text="做", due="2026-03-31")
    assert [item.owes for item in items(records, "04-01")] == ["head"], "else the host's"
    records.put("action", "a", session="s", text="做", due="2026-03-31", state="done")
    assert items(records, "04-01") == []


def submission(records: Records, rid: str, made: str, state: str = "accepted", **fields: Any) -> None:
    records.put(
        "submission", rid, scope="r:1:m1", made=made, author="m1", title="得", body="字" * 800, state=state, **fields
    )


def test_what_was_replaced_in_the_next_year_no_longer_waits_in_its_own() -> None:
    records = Records()
    submission(records, "e1", "2026-12-20", "returned")
    codes = [item.code for item in items(records, "2027-02-01") if item.target == "e1"]
    assert codes == ["returned"]
    submission(records, "e2", "2027-01-05", "submitted", replaces="e1")
    for year in (2026, 2027):
        assert not [item for item in items(records, "2027-02-01", of=year) if item.code == "returned"]
    records.change("e2", state="withdrawn")
    assert [item.target for item in items(records, "2027-02-01") if item.code == "returned"] == ["e1"]


def test_a_returned_reflection_waits_until_it_is_replaced() -> None:
    records = Records()
    submission(records, "e1", "2026-04-01", "returned")
    assert brief(items(records, "06-01")) == [("returned", "e1", "m1", "", False)]
    submission(records, "e2", "2026-04-09", "submitted", replaces="e1")
    assert items(records, "06-01") == []


def test_reflections_the_rules_still_ask_for() -> None:
    records = Records("R-1=on", "R-1.per=half", "R-1.times=1", "W-1=off")
    mine = [item for item in items(records, "06-01") if item.owes == "m1"]
    assert [(item.code, str(item.until), item.late) for item in mine] == [("reflection", "2026-06-30", False)]
    submission(records, "e1", "2026-05-01", "submitted")
    assert [item for item in items(records, "06-01") if item.owes == "m1"] == [], "what waits for others is not owed"
    mine = [item for item in items(records, "12-15") if item.owes == "m1"]
    assert [(str(item.until), item.late) for item in mine] == [("2026-12-31", False)]
    records = Records("R-2=on", "W-1=off")
    assert {item.code for item in items(records, "12-15")} == {"reflection_use"}


def test_a_round_of_reading_says_which_links_are_open() -> None:
    records = Records("B-1=on", "W-1=off")

    def mine(today: str) -> list[tuple[object, ...]]:
        found = [item for item in items(records, today) if item.owes == "m1"]
        found = [item for item in found if item.code != "returned"]
        assert all((item.code, item.target) == ("cycle", "page:cycle") for item in found)
        return [(str(item.until), item.late, item.values["open"]) for item in found]

    assert mine("05-30") == []
    assert mine("06-01") == [("2026-06-30", False, "book,knowledge_point,reflection")]
    records.put("loan", "l", book="b", member="m1", out_on="2026-03-01", due_on="2026-03-31", state="returned")
    assert mine("06-20") == [("2026-06-30", False, "knowledge_point,reflection")]
    submission(records, "e1", "2026-06-21", "submitted", book="b", knowledge_point="一条")
    assert mine("07-02") == [], "what waits for others is not owed"
    submission(records, "e1", "2026-06-21", "returned", book="b", knowledge_point="一条", replaces="e0")
    assert [late for _, late, _ in mine("07-02") if late] == [True]


def test_a_book_is_overdue_the_day_after_and_still_next_year() -> None:
    records = Records("W-1=off")
    records.put("loan", "l", book="b", member="m2", out_on="2026-10-01", due_on="2026-10-31")
    assert items(records, "10-31") == []
    assert brief(items(records, "11-01")) == [("loan", "l", "m2", "2026-10-31", True)]
    assert brief(items(records, "2027-03-01", of=2027)) == [("loan", "l", "m2", "2026-10-31", True)]
    assert items(Records("O-1=off"), "11-01") == []


def test_self_study_waits_more_than_fourteen_days_a_line_a_person_and_month() -> None:
    records = Records()
    for rid, on, made in (
        ("u1", "2026-04-01", "2026-04-02"),
        ("u2", "2026-04-09", "2026-04-09"),
        ("u3", "2026-05-02", ""),
    ):
        records.put("study", rid, scope="r:1:m1", made=made or on, member="m1", on=on, minutes=60, what="书")
    assert items(records, "04-16") == []
    [item] = items(records, "04-24")
    assert brief([item]) == [("study", "u1", "head", "2026-04-16", True)]
    assert (item.values["n"], item.values["month"], item.needs) == (2, "2026-04", ("b", "r:m1"))
    assert [item.values["n"] for item in items(records, "05-20")] == [2, 1]
    records.put("study", "u3", member="m1", on="2026-05-02", minutes=60, what="书", state="confirmed")
    assert len(items(records, "05-20")) == 1
    records.change("u3", on="2026-06-01", minutes=90)
    assert len(items(records, "06-10")) == 1, "changed since it was confirmed: it waits anew"
    assert len(items(records, "06-20")) == 2


def test_a_change_at_work_is_looked_at_after_thirty_and_ninety_days() -> None:
    records = Records()
    records.put("improvement", "i", title="改", problem="问", owner="m2", started="2026-03-01")
    assert items(records, "03-30") == []
    assert brief(items(records, "03-31")) == [("improvement", "i", "m2", "2026-03-31", False)]
    assert [(item.values["after"], item.late) for item in items(records, "05-30")] == [(30, True), (90, False)]
    records.put("improvement", "i", title="改", problem="问", started="2026-03-01", after_30="好用")
    assert brief(items(records, "06-30")) == [("improvement", "i", "<clerk>", "2026-05-30", True)]


# assessment


def test_the_assessment_goes_from_own_words_to_the_result_as_told() -> None:
    records = Records("W-1.until=01-31")
    records.put("document", "d", doc_kind="summary", title="总结", made="2026-12-20", state="in_force")
    records.put("away", member="m3", **{"from": "2026-01-01"})

    def of(member: str, today: str) -> list[tuple[str, str, str]]:
        found = [item for item in items(records, today) if item.values.get("member") == member]
        assert all(str(item.until) == "2027-01-31" for item in found)
        return sorted((item.code, item.target, item.owes or f"<{item.role}>") for item in found)

    assert of("m1", "12-14") == []
    assert of("m1", "12-15") == [
        ("appraisal", "page:assessment", "<secretary>"),
        ("own_words", "page:assessment", "m1"),
        ("section_remark", "page:assessment", "head"),
    ]
    assert of("m3", "12-20") == [], "away all the year"
    records.put("assessment", "as", scope="r:1:m1", member="m1", year=2026, self_text="我学了", section_remark=" ")
    records.put("appraisal", "ap", scope="c:1", member="m1", year=2026)
    assert of("m1", "12-20") == [("appraisal", "ap", "<secretary>"), ("section_remark", "as", "head")]
    records.put("assessment", "as", scope="r:1:m1", member="m1", year=2026, self_text="我学了", section_remark="属实")
    records.put("appraisal", "ap", scope="c:1", member="m1", year=2026, state="final")
    assert of("m1", "12-20") == [("result", "page:assessment", "<secretary>")]
    records.put("assessment_result", "r", scope="r:1:m1", member="m1", year=2026, number=1, grade="good", content="好")
    assert of("m1", "2027-03-01") == []
