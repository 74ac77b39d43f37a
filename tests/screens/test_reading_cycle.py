"""The chain of book, knowledge point and reflection by keys: what is open, for whom, and what it rests on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sync.clock import today
from sync.wire import Record
from sync.workplace import Workplace
from tests.screens.stage import BRANCH, ME, OTHER, Stage, alone, envelope, joined, play
from tui.years import study_year


def take(place: Workplace, *records: Record) -> None:
    place.shadow.take_in(place.shadow.records_changes(list(records)))


def test_a_member_sees_the_own_rounds_and_no_one_elses(tmp_path: Path) -> None:
    with joined(tmp_path) as place:

        async def act(on: Stage) -> None:
            await on.keys("9", "ctrl+r")
            rows = "\n".join(on.lines()[1:20])
            assert "王五" in rows
            assert "张三" not in rows

        play(place, act)


def test_who_is_in_charge_sees_everybody_and_no_access_where_nothing_is_read_yet(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:

        async def act(on: Stage) -> None:
            await on.keys("9", "ctrl+r")
            rows = "\n".join(on.lines()[1:20])
            assert "张三" in rows
            assert "无权限" in rows, "the scope was never pulled here"
            await on.keys("enter")
            assert "不能判断" in on.said()[-1]

        play(place, act)


def test_a_round_is_closed_link_by_link_and_opens_to_its_records(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        desk = place.desk
        who, book = desk.create("member", {"name": "李四"}), desk.create("book", {"title": "公文写作"})
        desk.create("loan", {"book": book, "member": who, "out_on": today(place.clock)})
        place.shadow.take_in(
            place.shadow.records_changes([written(place, "s-1", who, book), written(place, "s-2", who, None)])
        )
        halves = study_year(place).cut("half")
        now = next(half.number for half in halves if half.holds(today(place.clock)))

        async def act(on: Stage) -> None:
            await on.keys("9", "ctrl+r")
            rows = [line for line in on.lines() if "李四" in line]
            assert "有（2）" in rows[now - 1]
            assert "齐了" in rows[now - 1]
            assert "好书、知识点" in rows[2 - now]
            if now == 2:
                await on.keys("down")
            await on.keys("enter")
            assert "齐了" in on.lines()[0]
            assert "《公文写作》" in on.text()
            assert "示一文" in on.text()
            await on.keys("escape", "f3")
            assert "按科室顺序" in on.said()[-1]

        play(place, act)


def written(place: Workplace, rid: str, who: str, book: str | None) -> Record:
    """An accepted reflection of 800 characters, made now."""
    values: dict[str, Any] = {"book": book, "knowledge_point": "请示一文一事"} if book else {}
    made = envelope(
        "submission",
        rid,
        by=who,
        scope=f"r:{place.desk.branch}:{who}",
        author=who,
        title="读《公文写作》有感",
        body="学" * 800,
        state="accepted",
        **values,
    )
    made["created"] = {"at": place.clock.now().isoformat(), "by": who}
    return made


def test_a_rule_switched_off_asks_nothing(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        take(place, envelope("settings", BRANCH, rules_changed=["B-1=off"]))

        async def act(on: Stage) -> None:
            await on.keys("9", "ctrl+r")
            assert "没有读书活动这一条" in on.text()

        play(place, act)
        assert {ME, OTHER} == {view.id for view in place.repository.find("member")}
