"""Entries that are in the log are split, moved to another item, given another type or speaker, all by keys."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from sync.clock import SystemClock
from tests.screens.meeting import session, show, staff
from tests.screens.stage import Stage, alone, envelope, joined, play
from tests.screens.test_session_minutes import texts
from tui import minutes


class At(SystemClock):
    """A clock that stands at a moment of 5 March 2026, eight hours east."""

    def __init__(self, time: str) -> None:
        self.time = time

    def now(self) -> dt.datetime:
        """The moment."""
        return dt.datetime.fromisoformat(f"2026-03-05T{self.time}:00+08:00")


def test_an_entry_is_split_at_the_cursor_as_one_action(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        people = staff(place)
        rid = session(place)
        item = place.desk.create("agenda_item", {"session": rid, "number": 1, "title": "传达文件"})
        about = {"entry": "quote", "speaker": people["李四"], "agenda_item": item}
        cut = minutes.enter(place, rid, "学习要联系实际。会后要落实。", about)
        minutes.enter(place, rid, "下一条", {"entry": "discussion"})

        async def act(on: Stage) -> None:
            await show(on, rid, "minutes")
            await on.keys("up", "up", "f2", "f3")
            assert "光标要在文字中间" in on.said()[-1]
            await on.keys(*["right"] * 8, "f3")
            await on.until(lambda: texts(place, rid) == ["学习要联系实际。", "会后要落实。", "下一条"])
            await on.until(lambda: "会后要落实" in on.text())
            first, second, _ = minutes.ordered(place, rid)
            for name in ("at", "speaker", "agenda_item", "entry"):
                assert first.get(name) is not None
                assert first.get(name) == second.get(name)
            await on.keys("ctrl+z")
            await on.until(lambda: texts(place, rid) == ["学习要联系实际。会后要落实。", "下一条"])

        play(place, act)
        assert place.desk.record(cut).get("text") == "学习要联系实际。会后要落实。"
        assert place.unsaved.all() == []


def test_halves_of_one_position_stay_together(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        about = {"entry": "note", "session": "s-1", "at": "2026-03-05T09:00", "pos": "a"}
        records = [
            envelope("session", "s-1", form="exchange"),
            envelope("minute", "m-1", text="一。二。", **about),
            envelope("minute", "m-2", text="三。", **about),
        ]
        place.shadow.take_in(place.shadow.records_changes(records))
        minutes.split(place, "m-1", "一。", "二。")
        assert texts(place, "s-1") == ["一。", "二。", "三。"]


def test_type_speaker_item_and_person_of_an_entry_in_the_log(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        people = staff(place)
        rid = session(place)
        one, two = (
            place.desk.create("agenda_item", {"session": rid, "number": n, "title": f"议程{n}"}) for n in (1, 2)
        )
        first = minutes.enter(place, rid, "第一条", {"entry": "discussion", "agenda_item": one})
        minutes.enter(place, rid, "第二条", {"entry": "discussion", "agenda_item": one})

        async def act(on: Stage) -> None:
            await show(on, rid, "minutes")
            await on.keys("up", "up", "ctrl+r", "down", "enter")
            await on.until(lambda: place.desk.record(first).get("agenda_item") == two)
            await on.keys("ctrl+o", "down", "down", "enter")
            await on.until(lambda: place.desk.record(first).get("entry") == "resolution")
            await on.keys("ctrl+g", "l", "s", "enter")
            await on.until(lambda: place.desk.record(first).get("speaker") == people["李四"])
            await on.keys("ctrl+f", "z", "s", "enter")
            await on.until(lambda: place.desk.record(first).get("about") == people["张三"])
            assert place.desk.record(first).get("entry") == "commentary"
            await on.keys("ctrl+z")
            await on.until(lambda: place.desk.record(first).get("entry") == "resolution")
            assert place.desk.record(first).get("about") is None
            await on.keys("escape")
            await on.type("第三条")
            await on.keys("enter")
            await on.until(lambda: len(texts(place, rid)) == 3)

        play(place, act)
        _, second, third = minutes.ordered(place, rid)
        assert second.get("agenda_item") == third.get("agenda_item") == one, "the line is as it was"
        assert third.get("entry") == "discussion"


def test_a_line_becomes_commentary_on_somebody_and_the_next_types_are_not(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        people = staff(place)
        rid = session(place)

        async def act(on: Stage) -> None:
            await show(on, rid, "minutes")
            await on.type("张三的体会联系了办文。")
            await on.keys("ctrl+f", "z", "s", "enter")
            assert "讨论 原话 决议 [点评] 记事 · 对象 张三" in on.text()
            await on.keys("enter", "ctrl+o")
            await on.type("记事")
            await on.keys("enter")
            await on.until(lambda: len(texts(place, rid)) == 2)

        play(place, act)
        first, second = minutes.ordered(place, rid)
        assert (first.get("entry"), first.get("about")) == ("commentary", people["张三"])
        assert (second.get("entry"), second.get("about")) == ("note", None)


def test_the_open_item_shows_its_time_and_one_key_goes_on_to_the_next(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        rid = session(place)
        values = [("传达文件", 15), ("讨论", 5), ("小结", None)]
        one, two, three = (
            place.desk.create(
                "agenda_item", {"session": rid, "number": number, "title": title, "minutes_planned": planned}
            )
            for number, (title, planned) in enumerate(values, 1)
        )
        place.clock = At("09:12")
        begun = minutes.Stamp("2026-03-05T09:00", 1772672400)
        minutes.enter(place, rid, "开始传达", {"entry": "note", "agenda_item": one}, begun)

        async def act(on: Stage) -> None:
            await show(on, rid, "minutes")
            assert "第 1/3 项 传达文件  已用 12/计划 15 分  下一项 讨论" in on.text()
            await on.keys("ctrl+s")
            await on.until(lambda: bool(place.desk.record(one).get("done")))
            assert "第 2/3 项 讨论  已用 0/计划 5 分  下一项 小结" in on.text()
            await on.type("大家讨论")
            await on.keys("enter")
            await on.until(lambda: len(texts(place, rid)) == 2)
            place.clock = At("09:20")
            await on.keys("ctrl+o")
            assert "已用 8/计划 5 分，超 3 分" in on.text()
            await on.keys("ctrl+s", "ctrl+s")
            assert "议程已完成 3/3 项" in on.text()
            await on.keys("ctrl+s")
            assert "都已完成" in on.said()[-1]
            await show(on, rid, "agenda")
            rows = [row.split() for row in on.lines() if "传达文件" in row or "讨论" in row or "小结" in row]
            assert [row[-2] for row in rows[:2]] == ["12/15", "0/5"]

        play(place, act)
        assert [place.desk.record(each).get("done") for each in (one, two, three)] == [True, True, True]
        assert minutes.ordered(place, rid)[-1].get("agenda_item") == two


def test_a_device_whose_clock_is_off_stamps_by_the_servers(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        place.clock = At("09:20")
        rid = session(place)
        place.repository.commit([place.shadow.progress_change(skew=-1200)])
        minutes.enter(place, rid, "时钟快二十分钟", {"entry": "note"})
        assert minutes.ordered(place, rid)[0].get("at") == "2026-03-05T09:00"


def test_an_action_gets_owner_by_initials_and_due_by_words(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        people = staff(place)
        rid = session(place)
        entry = minutes.enter(place, rid, "下周前交读书笔记。", {"entry": "resolution"})
        place.clock = At("09:30")

        async def act(on: Stage) -> None:
            await show(on, rid, "minutes")
            await on.keys("ctrl+n", "enter", "z", "l", "enter", "tab")
            await on.type("下周三")
            await on.keys("tab")
            assert "2026-03-11" in on.text(), "what was understood is shown"
            await on.keys("shift+tab", "end", *["backspace"] * 10)
            await on.type("尽快")
            await on.keys("escape")
            assert "尽快" in on.text(), "what is no date is said and stays"
            await on.keys("end", "backspace", "backspace")
            await on.type("＋７")
            await on.keys("escape", "escape")
            await on.until(lambda: bool(place.repository.linked("action", "session", rid)))

        play(place, act)
        [action] = place.repository.linked("action", "session", rid)
        assert (action.get("minute"), action.get("owner")) == (entry, people["赵六"])
        assert action.get("due") == "2026-03-12"
