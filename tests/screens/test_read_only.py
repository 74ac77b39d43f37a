"""What one may not change is said at once: a form of which nothing could be saved never opens, and no field pretends to be open."""

from __future__ import annotations

from pathlib import Path

from sync.wire import Record
from sync.workplace import Workplace
from tests.screens.stage import OTHER, Stage, envelope, joined, play
from tui.screens.records import RecordsPage

PLAN = "0198c0de-0000-7000-8000-0000000000d1"
APPOINTMENT = "0198c0de-0000-7000-8000-0000000000d2"


def take_in(place: Workplace, *records: Record) -> None:
    place.shadow.take_in(place.shadow.records_changes(list(records)))


def test_of_a_closed_plan_only_what_may_still_be_written_is_open_and_the_others_say_why(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        take_in(place, envelope("plan", PLAN, by=OTHER, year=2026, title="年度学习计划", state="closed"))

        async def act(on: Stage) -> None:
            await on.keys("2", "f2")
            assert any(line.split() == ["标题", "（只读）年度学习计划"] for line in on.lines())
            assert "“只读”的各项现在不能由您修改" in on.text()
            for _ in range(20):
                if getattr(on.app.focused, "field_name", "") == "title":
                    break
                await on.keys("shift+tab")
            await on.type("改")
            assert any("标题：现在的状态是“已结束”，不能再改。" in words for words in on.said())
            assert all("学习秘书" not in words for words in on.said())
            await on.keys("x")
            await on.keys("down", "up", "ctrl+s")
            assert place.desk.record(PLAN).get("title") == "年度学习计划"
            for _ in range(20):
                if getattr(on.app.focused, "field_name", "") == "number":
                    break
                await on.keys("tab")
            await on.type("学〔2026〕1号")
            await on.keys("escape")

        play(place, act)
        assert place.desk.record(PLAN).get("number") == "学〔2026〕1号"


def test_a_record_of_which_nothing_may_be_changed_is_refused_by_f2_and_read_by_enter(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        take_in(
            place, envelope("appointment", APPOINTMENT, by=OTHER, member=OTHER, role="leader", **{"from": "2020-01-01"})
        )

        async def act(on: Stage) -> None:
            await on.keys("7", "down", "down", "down", "enter")
            await on.until(lambda: "张三" in on.text())
            assert isinstance(on.page, RecordsPage)
            theirs = place.repository.linked("appointment", "member", OTHER)
            on.page.table.go_to(theirs[0].id)
            await on.keys("f2")
            assert any("支部书记" in words for words in on.said())
            assert "Ctrl+S" not in on.lines()[-1]
            assert type(on.app.screen).__name__ == "RecordsPage"
            await on.keys("enter")
            assert type(on.app.screen).__name__ == "LivePage"
            assert "支部书记" in on.lines()[1]
            assert "2020-01-01" in on.text()

        play(place, act)


def test_text_that_was_typed_before_the_record_was_closed_is_not_lost_behind_the_refusal(tmp_path: Path) -> None:
    with joined(tmp_path, "leader") as place:
        take_in(place, envelope("plan", PLAN, by=OTHER, year=2026, title="年度学习计划", state="closed"))
        place.unsaved.keep(PLAN, "title", "年度学习计划", "年度学习计划改", kind="plan", scope="")

        async def act(on: Stage) -> None:
            await on.keys("2", "f2")
            assert "年度学习计划改" in on.text()
            place.unsaved.forget(PLAN)
            await on.keys("f8", "enter")
            await on.keys("f2")
            assert any("已结束" in words for words in on.said())

        play(place, act)
