"""The history of a record by keys alone: read, scrolled, brought back, and said plainly where there is none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sync.workplace import Workplace
from tests.screens.answering import Answers, revision
from tests.screens.stage import ME, OTHER, Stage, alone, envelope, joined, play

OLD = "围绕中心工作学习，每月集中学习一次，每人写一篇心得。"
NEW = "围绕中心工作学习，每月集中学习两次，每人写一篇心得。"


def planned(place: Workplace, **fields: Any) -> Answers:
    """A plan that two people wrote, here and at the server."""
    now = {"year": 2026, "title": "年度计划", "goals": NEW, "state": "draft", **fields}
    record = envelope("plan", "plan-1", 4, OTHER, **now)
    record["fv"] = {"year": [1, ME], "goals": [3, OTHER]}
    place.shadow.take_in(place.shadow.records_changes([record]))
    revisions = [
        revision(4, OTHER, "2026-03-05T01:20:00Z", ch={"title": ["旧题目", "年度计划"]}),
        revision(3, OTHER, "2026-03-05T01:12:00Z", ch={"goals": [OLD, NEW]}),
        revision(2, OTHER, "2026-03-02T00:00:00Z", ch={"title": [None, "旧题目"]}, for_=ME, basis="paper"),
        revision(
            1,
            ME,
            "2026-03-01T01:00:00Z",
            k="new",
            ch={"year": [None, 2026], "goals": [None, OLD], "state": [None, "draft"]},
        ),
    ]
    return Answers(revisions, now)


async def show(on: Stage) -> None:
    await on.keys("2", "f6")
    await on.until(lambda: "正在从服务器读取" not in on.text() and "谁" in on.text())


def test_who_when_and_what_with_the_differing_clauses_marked(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        answers = planned(place)

        async def act(on: Stage) -> None:
            await show(on)
            rows = [line for line in on.lines() if line.startswith(" 2026-")]
            assert [row.split() for row in rows] == [
                ["2026-03-05", "09:20", "张三", "改了", "目标、标题"],
                ["2026-03-02", "08:00", "王五（书面，代录：张三）", "改了", "标题"],
                ["2026-03-01", "09:00", "王五", "新建"],
            ]
            assert "[-每月集中学习一次，-][+每月集中学习两次，+]" in "".join(on.lines())
            await on.keys("f3")
            assert len([line for line in on.lines() if line.startswith(" 2026-")]) == 4
            await on.keys("f3", "end", "enter")
            assert "每月集中学习一次" in on.text()
            assert "年度计划" not in "".join(on.lines()[1:])

        play(place, act, connect=answers.connect)


def test_an_older_one_is_brought_back_after_showing_what_will_change(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        answers = planned(place)

        async def act(on: Stage) -> None:
            await show(on)
            await on.keys("ctrl+r")
            assert any("和现在的内容一样" in words for words in on.said())
            await on.keys("end", "ctrl+r")
            assert "[-每月集中学习两次，-][+每月集中学习一次，+]" in "".join(each.strip() for each in on.lines())
            await on.keys("escape")
            assert len(place.queue) == 0
            await on.keys("ctrl+r", "enter")
            await on.until(lambda: len(place.queue) == 1)
            assert "待传" in on.text()
            await on.keys("ctrl+z")
            await on.until(lambda: place.desk.record("plan-1").get("goals") == NEW)
            await on.keys("end", "ctrl+r", "enter")
            await on.until(lambda: place.desk.record("plan-1").get("goals") == OLD)

        play(place, act, connect=answers.connect)
        [waiting] = place.queue.waiting()
        assert waiting.op.ch == {"goals": [NEW, OLD], "title": ["年度计划", None]}


def test_fields_one_may_not_write_are_explained(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        answers = planned(place)

        async def act(on: Stage) -> None:
            await show(on)
            await on.keys("end", "ctrl+r")
            assert "没有可以改回的字段" in on.text()
            assert "标题、目标" in on.text()
            await on.keys("enter")
            assert len(place.queue) == 0

        play(place, act, connect=answers.connect)


def test_older_pages_load_as_one_scrolls(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        planned(place)
        found = [
            revision(n, (ME, OTHER)[n % 2], "2026-03-01T01:00:00Z", ch={"requirements": [f"第{n - 1}稿", f"第{n}稿"]})
            for n in range(120, 0, -1)
        ]
        answers = Answers(found, {"year": 2026, "requirements": "第120稿"})

        async def act(on: Stage) -> None:
            await show(on)
            assert answers.asked == [None]
            await on.keys("end")
            await on.until(lambda: answers.asked == [None, 71])
            await on.keys("end")
            await on.until(lambda: answers.asked == [None, 71, 21])
            await on.until(lambda: "正在" not in on.text())
            await on.keys("end")
            assert "第1稿" in on.text()
            assert answers.asked == [None, 71, 21]

        play(place, act, connect=answers.connect)


def test_while_it_loads_and_offline_the_page_says_so_and_shows_what_is_known_here(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        answers = planned(place)
        place.desk.set("plan-1", {"goals": "我刚改的。"})
        answers.down = True
        answers.may_go.clear()

        async def act(on: Stage) -> None:
            await on.keys("2", "f6")
            assert "正在从服务器读取" in on.text()
            answers.may_go.set()
            await on.until(lambda: "只列出本机知道的" in on.text())
            assert "待传" in on.text()
            assert "张三" in on.text()
            await on.keys("ctrl+r")
            assert any("不知道当时的全文" in words for words in on.said())

        play(place, act, connect=answers.connect)


def test_a_private_record_has_no_history_at_the_server(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        place.desk.create("note", {"title": "私下记的", "body": "正文"})
        answers = Answers()

        async def act(on: Stage) -> None:
            await on.keys("5", "f6")
            assert "只在本机" in on.text()
            assert answers.asked == []

        play(place, act, connect=answers.connect)


def test_a_form_with_the_cursor_in_a_text_leads_to_the_history_too(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        answers = planned(place)

        async def act(on: Stage) -> None:
            await on.keys("2", "f2", "tab", "tab", "f6")
            await on.until(lambda: "改了" in on.text())
            await on.keys("escape")
            assert "年度学习计划 年度计划" in on.text()

        play(place, act, connect=answers.connect)


def test_a_form_below_shows_what_was_brought_back_and_keeps_what_is_typed_elsewhere(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        answers = planned(place, requirements="人人参加。")

        async def act(on: Stage) -> None:
            await on.keys("2", "f2", "tab")
            await on.type("（改）")
            await on.keys("f6")
            await on.until(lambda: "新建" in on.text())
            await on.keys("end", "ctrl+r", "enter")
            await on.until(lambda: place.desk.record("plan-1").get("goals") == OLD)
            await on.keys("escape")
            await on.settle()
            assert "每月集中学习一次" in on.text()
            assert "（改）" in on.text(), "what was typed here stays"

        play(place, act, connect=answers.connect)


def test_on_a_device_alone_it_says_that_there_is_no_server(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        place.desk.create("plan", {"year": 2026, "title": "年度计划"})

        async def act(on: Stage) -> None:
            await on.keys("2", "f6")
            assert "没有连服务器" in on.text()

        play(place, act)


def test_where_no_record_is_at_hand_the_key_does_nothing(tmp_path: Path) -> None:
    with joined(tmp_path) as place:

        async def act(on: Stage) -> None:
            await on.keys("7", "f6")
            assert "支部" in on.lines()[0]
            assert "经过" not in on.text()

        play(place, act)
