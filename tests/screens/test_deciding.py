"""Marked lines of Home take one decision with one remark, as one action; what cannot take it says why and stays marked."""

from __future__ import annotations

from pathlib import Path

import pytest

from sync.workplace import Workplace
from tests.screens.branch_day import asked, branch_on, claimed, held, take
from tests.screens.stage import BRANCH, ME, OTHER, Stage, envelope, play
from tui.at_hand import record_at_hand

MARK = "●"


def marked(on: Stage) -> list[str]:
    """The lines with a mark."""
    return [line.strip() for line in on.lines() if line.strip().startswith(MARK.strip())]


def leaves(place: Workplace) -> None:
    """Two requests for leave of a session to come, and one of a session to be approved."""
    take(
        place,
        held("s-1", "2026-06-20", title="党课", state="planned"),
        held("s-2", "2026-06-01", title="交流会", state="submitted", recorders=[OTHER], host="m-3"),
        asked("l-1", "s-1"),
        asked("l-2", "s-1", "m-3"),
    )


def test_marked_requests_are_granted_with_one_remark_as_one_action(tmp_path: Path) -> None:
    with branch_on(tmp_path, "2026-06-15", "secretary") as place:
        leaves(place)

        async def act(on: Stage) -> None:
            assert "待我办理（3）" in on.text()
            await on.keys("down", "space", "ideographic_space")
            assert [line.rpartition("：")[2] for line in marked(on)] == ["张三，党课", "赵六，党课"]
            assert "待我办理（3），已标记 2" in on.text()
            await on.keys("f9")
            assert "这 2 项怎么批？" in on.text()
            assert "准假" in on.text()
            assert "不准" in on.text()
            await on.keys("enter")
            await on.type("安排好工作")
            await on.keys("enter")
            await on.until(lambda: place.desk.record("l-2").state == "granted")
            assert "待我办理（1）" in on.text()
            assert marked(on) == []
            assert "准假：2 项" in on.said()[-1]
            for rid in ("l-1", "l-2"):
                request = place.desk.record(rid)
                assert (request.state, request.get("decision"), request.get("decided_by")) == (
                    "granted",
                    "安排好工作",
                    ME,
                )
            assert len(place.desk.last) == 1
            await on.keys("ctrl+z")
            await on.until(lambda: place.desk.record("l-1").state == "asked")
            assert place.desk.record("l-2").state == "asked"
            assert len(place.queue) == 0

        play(place, act)
        assert place.unsaved.all() == []


def test_what_cannot_take_the_decision_is_listed_with_why_and_stays_marked(tmp_path: Path) -> None:
    with branch_on(tmp_path, "2026-06-15", "secretary") as place:
        leaves(place)
        take(place, held("s-3", "2026-06-02", title="自己记的", state="submitted", recorders=[ME], host=OTHER))
        take(place, envelope("attendance", "a-1", session="s-2", member=OTHER, status="leave", makeup="读了"))

        async def act(on: Stage) -> None:
            # 记录待审核：交流会, 请假 x2, 补课待核实
            await on.keys("insert", "insert", "insert", "insert")
            assert len(marked(on)) == 4
            await on.keys("f9", "down")
            assert "1 项不能这样办" in on.text()
            assert "不同意（退回、不准、不予确认）" in on.text()
            await on.keys("enter")
            assert "3 项" in on.text()
            await on.type("请补充")
            await on.keys("enter")
            await on.until(lambda: place.desk.record("s-2").state == "returned")
            await on.until(lambda: "1 项没有办" in on.text())
            assert "只能核实" in on.text()
            await on.keys("enter")
            assert len(marked(on)) == 1
            assert "补课" in marked(on)[0]

        play(place, act)
        assert place.desk.record("s-2").get("remark") == "请补充"
        assert {place.desk.record(rid).state for rid in ("l-1", "l-2")} == {"refused"}
        assert place.desk.record("a-1").get("makeup_verified") is None


def test_without_marks_the_line_under_the_cursor_is_decided_or_opened(tmp_path: Path) -> None:
    with branch_on(tmp_path, "2026-06-15", "secretary") as place:
        leaves(place)
        take(place, held("s-3", "2026-06-14", title="还在记", state="writing"))

        async def act(on: Stage) -> None:
            assert "记录待审核：交流会" in on.lines()[2]
            await on.keys("f9")
            assert "交流会" in on.text()
            await on.keys("enter", "enter")
            await on.until(lambda: place.desk.record("s-2").state == "approved")
            await on.keys("home")
            assert "记录待整理：还在记" in on.lines()[2]
            await on.keys("space")
            assert "没有可批的事" in on.said()[-1]
            await on.keys("f9")
            assert "还在记" in on.lines()[0], "what needs more than a decision is opened"

        play(place, act)


def test_a_reason_is_asked_for_where_the_step_wants_one_and_is_kept_until_it_is_used(tmp_path: Path) -> None:
    with branch_on(tmp_path, "2026-06-15", "clerk") as place:
        take(place, claimed("u-1", "2026-05-02"), claimed("u-2", "2026-05-09"), claimed("u-3", "2026-05-09", "m-3"))

        async def act(on: Stage) -> None:
            await on.keys("ctrl+s")
            assert len(marked(on)) == 2, "a line a person and month"
            await on.keys("f9", "down", "enter", "enter")
            assert on.said()[-1] == "请填写原因"
            await on.type("没有写收获")
            await on.keys("escape")
            await on.until(lambda: [each.text for each in place.unsaved.all()] == ["没有写收获"])
            await on.keys("f9", "down", "enter")
            assert "没有写收获" in on.text()
            await on.keys("enter")
            await on.until(lambda: place.desk.record("u-3").state == "refused")
            assert place.unsaved.all() == []
            await on.keys("ctrl+z")
            await on.until(lambda: place.desk.record("u-1").state == "claimed")

        play(place, act)


def test_confirming_a_line_confirms_all_that_waits_of_that_month(tmp_path: Path) -> None:
    with branch_on(tmp_path, "2026-06-15", "clerk") as place:
        take(place, claimed("u-1", "2026-05-02"), claimed("u-2", "2026-05-09"), claimed("u-3", "2026-06-09"))

        async def act(on: Stage) -> None:
            await on.keys("f9", "enter")
            await on.until(lambda: place.desk.record("u-2").state == "confirmed")
            assert place.desk.record("u-1").state == "confirmed"
            assert place.desk.record("u-3").state == "claimed"

        play(place, act)


def test_an_approved_plan_keeps_its_version_when_it_is_approved_from_home(tmp_path: Path) -> None:
    with branch_on(tmp_path, "2026-01-10", "secretary") as place:
        take(place, envelope("plan", "plan", 2, OTHER, year=2026, title="2026年学习计划", state="submitted"))

        async def act(on: Stage) -> None:
            await on.keys("down")
            assert record_at_hand(on.app.screen) == place.desk.record("plan"), "own words, due before, stand above"
            await on.keys("f9", "enter")
            await on.type("同意")
            await on.keys("enter")
            await on.until(lambda: place.desk.record("plan").state == "approved")

        play(place, act)
        [version] = place.repository.find("plan_version")
        assert (version.get("approved_by"), place.desk.record("plan").get("remark")) == (ME, "同意")
        assert len(place.desk.last) == 1


def test_a_plain_member_has_nothing_to_decide(tmp_path: Path) -> None:
    with branch_on(tmp_path, "2026-06-15") as place:
        take(place, held("s-3", "2026-06-14", title="还在记", state="writing"))

        async def act(on: Stage) -> None:
            await on.keys("space")
            assert "没有可批的事" in on.said()[-1]
            assert marked(on) == []

        play(place, act)


@pytest.mark.parametrize("key", ["space", "insert"])
def test_a_mark_is_taken_away_again_and_goes_with_its_line(tmp_path: Path, key: str) -> None:
    with branch_on(tmp_path, "2026-06-15", "secretary") as place:
        leaves(place)

        async def act(on: Stage) -> None:
            await on.keys(key)
            assert len(marked(on)) == 1
            await on.keys("up", key)
            assert marked(on) == []
            await on.keys("up", key)
            take(place, held("s-2", "2026-06-01", rev=2, state="approved"))
            await on.until(lambda: "待我办理（2）" in on.text())
            assert marked(on) == []

        play(place, act)


def test_before_a_room_nothing_private_can_be_marked_or_decided(tmp_path: Path) -> None:
    with branch_on(tmp_path, "2026-06-15", "secretary") as place:
        leaves(place)

        async def act(on: Stage) -> None:
            await on.keys("ctrl+s", "down", "ctrl+s")
            assert len(marked(on)) == 3
            await on.keys("f10")
            assert "请假待批" not in on.text()
            assert len(marked(on)) == 1, "a mark goes with its line"
            await on.keys("f9", "enter", "enter")
            await on.until(lambda: place.desk.record("s-2").state == "approved")
            assert {place.desk.record(rid).state for rid in ("l-1", "l-2")} == {"asked"}

        play(place, act)
        assert BRANCH in place.desk.record("l-1").scope
