"""What differs between two contents of a plan."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sync.approving import PlanContent
from tui.year.plan_difference import FieldChange, Rewritten, difference, rewritten, sentences

GOALS = "提高政治理论水平。提高公文写作能力，每月练一篇。\n学以致用。"


def content(*tasks: dict[str, Any], **plan: Any) -> PlanContent:
    """A content with these fields and tasks."""
    return PlanContent({"year": 2026, **plan}, tasks)


def task(rid: str, number: int, **fields: Any) -> dict[str, Any]:
    """One task."""
    return {"id": rid, "number": number, "topic": f"第{number}讲", **fields}


def test_the_same_content_differs_in_nothing() -> None:
    held = content(task("a", 1, times=2), title="计划", goals=GOALS)
    assert difference(held, held).count == 0


def test_fields_of_the_plan_stand_in_their_order_with_what_was_and_what_is() -> None:
    before = content(title="计划", goals=GOALS, basis=["d1"])
    after = content(title="学习计划", goals=GOALS.replace("每月练一篇", "每月练两篇"), guiding="实事求是。")
    found = difference(before, after).plan
    assert [(each.name, each.old, each.new) for each in found if each.name != "goals"] == [
        ("title", "计划", "学习计划"),
        ("guiding", None, "实事求是。"),
        ("basis", ["d1"], None),
    ]
    [goals] = [each for each in found if each.name == "goals"]
    assert goals.sentences == (Rewritten("提高公文写作能力，每月练一篇。", "提高公文写作能力，每月练两篇。"),)


def test_tasks_come_go_and_change_by_their_id_in_the_order_of_their_numbers() -> None:
    before = content(task("a", 1), task("b", 2, times=1), task("c", 3))
    after = content(task("b", 1, times=3), task("d", 2), task("c", 3))
    found = difference(before, after).tasks
    assert [(each.how, each.task["id"]) for each in found] == [("removed", "a"), ("changed", "b"), ("added", "d")]
    assert found[1].fields == (
        FieldChange("number", 2, 1),
        FieldChange("topic", "第2讲", "第1讲"),
        FieldChange("times", 1, 3),
    )


def test_a_task_with_a_new_number_alone_has_changed() -> None:
    found = difference(content(task("a", 1)), content({**task("a", 1), "number": 5})).tasks
    assert [each.how for each in found] == ["changed"]


def test_a_sentence_put_in_and_one_taken_out_have_nothing_beside_them() -> None:
    assert rewritten("甲。乙。", "甲。丙。乙。") == (Rewritten("", "丙。"),)
    assert rewritten("甲。乙。丙。", "甲。丙。") == (Rewritten("乙。", ""),)


def test_line_breaks_alone_change_nothing() -> None:
    assert rewritten("甲。乙。", "甲。\n乙。\n") == ()


def test_fields_of_a_newer_program_are_compared_too() -> None:
    found = difference(content(venue="三楼"), content(venue="四楼")).plan
    assert found == (FieldChange("venue", "三楼", "四楼"),)


TEXT = st.text("甲乙丙，。\n！ a.", max_size=40)


@given(TEXT)
def test_sentences_make_up_the_text(text: str) -> None:
    assert "".join(sentences(text)) == text


@given(TEXT, TEXT)
def test_what_changed_is_in_the_texts_and_nothing_changed_only_where_they_say_the_same(old: str, new: str) -> None:
    found = rewritten(old, new)
    assert all(pair.old in old and pair.new in new for pair in found)
    same = [each.strip() for each in sentences(old)] == [each.strip() for each in sentences(new)]
    assert not found if same else True
    assert found or same or "".join(old.split()) == "".join(new.split())
