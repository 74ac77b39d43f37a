"""Submissions wait for whoever is in charge, oldest first; they are returned, graded, accepted, ten without going back."""

from __future__ import annotations

from pathlib import Path

from tests.screens.handed_in import BODY, head_of_section, submission, take_in
from tests.screens.stage import ME, OTHER, Stage, envelope, joined, play

THIRD = "0198c0de-0000-7000-8000-0000000000cc"


def row_of(on: Stage, word: str) -> int:
    """The line of the screen a word stands on."""
    return next(number for number, line in enumerate(on.lines()) if word in line)


def test_what_waits_stands_first_oldest_first_and_one_key_leaves_only_that(tmp_path: Path) -> None:
    with joined(tmp_path, "section_head") as place:
        head_of_section(place, OTHER)
        take_in(
            place,
            submission("a1", at="2026-03-07"),
            submission("b2", at="2026-03-01"),
            submission("c3", at="2026-03-09", state="accepted"),
            submission("d4", author=THIRD, at="2026-02-01"),
            submission("e5", author=ME, at="2026-03-02"),
        )

        async def act(on: Stage) -> None:
            await on.keys("4", "f3")
            assert "等您审阅 2 篇" in on.lines()[0]
            order = [row_of(on, f"心得{each}") for each in ("b2", "a1", "c3")]
            assert order == sorted(order)
            assert "2026-03-01" in on.lines()[row_of(on, "心得b2")]
            await on.keys("ctrl+r")
            assert "张三等得最久" in on.lines()[0]
            assert "心得c3" not in on.text(), "it is decided"
            assert "心得d4" not in on.text(), "its author is in another section"
            assert "心得e5" not in on.text(), "nobody reviews oneself"
            await on.keys("ctrl+r")
            assert "心得c3" in on.text()

        play(place, act)


def test_a_section_head_returns_grades_and_accepts_without_going_back(tmp_path: Path) -> None:
    with joined(tmp_path, "section_head") as place:
        head_of_section(place, OTHER)
        take_in(place, *(submission(each, at=f"2026-03-0{n}") for n, each in enumerate(("a1", "b2", "c3"), 1)))

        async def act(on: Stage) -> None:
            await on.keys("4", "f3", "enter")
            assert "心得a1" in on.lines()[1]
            await on.keys("ctrl+r")
            assert "审阅意见" in on.text()
            await on.type("请联系办文实际再写一段。")
            await on.keys("enter")
            await on.until(lambda: place.desk.record("a1").state == "returned")
            await on.until(lambda: "审阅意见：请联系办文实际再写一段。" in on.text())
            await on.keys("f3")
            assert "心得b2" in on.lines()[1]
            await on.keys("ctrl+o", "down", "enter")
            await on.until(lambda: "等次：较好（王五）" in on.text())
            await on.keys("ctrl+o", "up", "enter")
            await on.until(lambda: "等次：好（王五）" in on.text())
            await on.keys("ctrl+s")
            await on.until(lambda: place.desk.record("b2").state == "accepted")
            await on.keys("plus")
            await on.until(lambda: bool(place.desk.record("b2").get("recommended")))
            await on.keys("f3")
            assert "心得c3" in on.lines()[1]
            await on.keys("ctrl+s")
            await on.until(lambda: place.desk.record("c3").state == "accepted")
            await on.keys("f3")
            assert on.said()[-1] == "没有别的等您审阅的心得了。"

        play(place, act)
        assert [each.get("grade") for each in place.repository.find("grade")] == ["good"], "one's grade was changed"
        assert place.desk.record("a1").get("remark") == "请联系办文实际再写一段。"


def test_a_step_back_leads_to_the_one_before(tmp_path: Path) -> None:
    with joined(tmp_path, "secretary") as place:
        take_in(place, *(submission(each, at=f"2026-03-0{n}") for n, each in enumerate(("a1", "b2", "c3"), 1)))

        async def act(on: Stage) -> None:
            await on.keys("4", "f3", "enter", "comma")
            assert "心得c3" in on.lines()[1], "round the beginning"
            await on.keys("comma")
            assert "心得b2" in on.lines()[1]

        play(place, act)


def test_the_clerk_enters_what_the_secretary_decided_and_graded_on_paper(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        role = {"member": THIRD, "role": "secretary", "from": "2020-01-01"}
        take_in(
            place,
            envelope("member", THIRD, name="赵书记"),
            envelope("appointment", "ap-9", **role),
            submission("a1"),
        )

        async def act(on: Stage) -> None:
            await on.keys("4", "f3", "enter", "ctrl+o")
            assert "支部书记" in on.said()[-1], "a clerk gives no grade of one's own"
            await on.keys("ctrl+f")
            assert "赵书记：已通过" in on.text()
            await on.type("等次")
            await on.keys("enter", "enter")
            await on.type("批示第3号")
            await on.keys("enter", "enter")
            await on.until(lambda: "等次：好（赵书记）" in on.text())
            await on.keys("ctrl+f")
            await on.type("已退回")
            await on.keys("enter", "enter", "enter")
            await on.type("再改改")
            await on.keys("enter")
            await on.until(lambda: place.desk.record("a1").state == "returned")

        play(place, act)
        grade, decision = (each.op for each in place.queue.waiting())
        assert (grade.for_, grade.basis, grade.ref) == (THIRD, "paper", "批示第3号")
        assert (decision.for_, decision.basis, decision.ch["remark"][1]) == (THIRD, "paper", "再改改")
        assert place.unsaved.all() == [], "what was typed for it is used"


def test_its_author_goes_on_in_the_draft_and_submits_again(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        take_in(place, submission("a1", author=ME, state="returned", remark="请联系办文实际。"))
        draft = place.desk.create("reflection", {"title": "心得a1", "body": BODY, "submission": "a1"})

        async def act(on: Stage) -> None:
            assert "心得a1" in on.text()
            await on.keys("enter")
            await on.until(lambda: "审阅意见：请联系办文实际。" in on.text())
            await on.keys("enter")
            await on.until(lambda: "退回意见：请联系办文实际。" in on.text())
            await on.keys("end")
            await on.type("办文时先分清请示和报告。")
            await on.keys("ctrl+r")
            await on.until(lambda: "将要提交的内容" in on.text())
            await on.keys("enter")
            await on.until(lambda: len(place.queue) == 1)
            await on.keys("escape")
            await on.until(lambda: "已退回" in on.text())
            await on.keys("enter")
            assert on.said()[-1] == "已经提交了修改稿。"

        play(place, act)
        [waiting] = place.queue.waiting()
        sent = {name: change[1] for name, change in waiting.op.ch.items()}
        assert sent["replaces"] == "a1"
        assert sent["body"] == BODY + "办文时先分清请示和报告。"
        assert place.desk.record(draft).get("submission") == waiting.op.rec


def test_a_draft_that_is_on_another_device_is_made_anew_of_what_was_submitted(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        take_in(place, submission("a1", author=ME, state="returned", knowledge_point="请示一事一文"))

        async def act(on: Stage) -> None:
            await on.keys("enter", "enter")
            await on.until(lambda: len(place.repository.find("reflection")) == 1)

        play(place, act)
        [draft] = place.repository.find("reflection")
        assert (draft.get("body"), draft.get("knowledge_point"), draft.get("submission")) == (
            BODY,
            "请示一事一文",
            "a1",
        )
        assert len(place.queue) == 0, "a draft is never queued"


def test_an_author_reviews_nothing_of_ones_own(tmp_path: Path) -> None:
    with joined(tmp_path, "secretary") as place:
        take_in(place, submission("a1", author=ME))

        async def act(on: Stage) -> None:
            await on.keys("4", "f3", "enter")
            assert "通过" not in on.lines()[-1]
            await on.keys("ctrl+s", "ctrl+o")
            assert place.repository.find("grade") == []

        play(place, act)
        assert len(place.queue) == 0


def test_the_step_an_enter_takes_sends_no_text_back(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        take_in(place, submission("a1"))

        async def act(on: Stage) -> None:
            await on.keys("4", "f3", "enter", "f9", "enter", "enter")
            await on.until(lambda: place.desk.record("a1").state == "accepted")

        play(place, act)
