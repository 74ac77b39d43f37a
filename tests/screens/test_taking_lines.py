"""Lines of notes go into a draft, as they are and in order; the notes stay, and nothing else of them ever leaves."""

from __future__ import annotations

from pathlib import Path

import msgspec

from sync.workplace import Workplace
from tests.screens.handed_in import take_in
from tests.screens.stage import Stage, envelope, joined, play

CANARY = "金丝雀一般的心里话"


def note(place: Workplace, title: str, *lines: str, **more: object) -> str:
    """A private note with these lines."""
    return place.desk.create("note", {"title": title, "body": "\n".join(lines), **more})


def drafts(place: Workplace) -> list[str]:
    """The bodies of all drafts."""
    return [str(view.get("body") or "") for view in place.repository.find("reflection")]


def test_from_a_note_into_a_new_draft_and_back_with_one_key(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        take_in(place, envelope("session", "s-1", form="exchange", title="交流会", start="2026-03-05T09:00"))
        rid = note(place, "会上", "第一句。", "", CANARY, "第三句。", session="s-1")

        async def act(on: Stage) -> None:
            await on.keys("5", "enter", "f3")
            assert CANARY in on.text()
            await on.keys("ctrl+s")
            assert "先用 Enter 选几行" in on.said()[-1]
            await on.keys("down", "down", "enter", "up", "up", "enter")
            assert "已选 2 行" in on.lines()[0]
            await on.keys("ctrl+s", "enter")
            await on.until(lambda: drafts(place) == ["第一句。\n第三句。"])
            assert "Ctrl+Z" in on.said()[-1]
            [draft] = place.repository.find("reflection")
            assert draft.get("session") == "s-1", "what the notes are of, the draft is of"
            await on.keys("ctrl+z")
            await on.until(lambda: drafts(place) == [])

        play(place, act)
        assert place.desk.record(rid).get("body") == f"第一句。\n\n{CANARY}\n第三句。"
        assert len(place.queue) == 0


def test_from_several_notes_of_a_session_into_a_draft_that_is_there(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        take_in(place, envelope("session", "s-1", form="exchange", title="交流会", start="2026-03-05T09:00"))
        note(place, "后一条", "乙一", "乙二", session="s-1", at="2026-03-05T10:00")
        note(place, "前一条", "甲一", session="s-1", at="2026-03-05T09:00")
        note(place, "别的", "不相干", at="2026-03-01T09:00")
        draft = place.desk.create("reflection", {"title": "心得", "body": "开头。\n"})

        async def act(on: Stage) -> None:
            await on.keys("5", "f3", "f2")
            await on.type("交流会")
            await on.keys("enter")
            assert "不相干" not in on.text()
            await on.keys("ctrl+n")
            assert "已选 3 行" in on.lines()[0]
            await on.keys("ctrl+s", "down", "enter")
            await on.until(lambda: drafts(place) == ["开头。\n甲一\n乙一\n乙二"])
            await on.keys("ctrl+z")
            await on.until(lambda: drafts(place) == ["开头。\n"])

        play(place, act)
        assert place.desk.record(draft).get("session") is None


def test_within_a_draft_lines_come_behind_the_text_and_one_key_takes_them_out(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        note(place, "会上", "公文要一事一文。", CANARY)
        place.desk.create("reflection", {"title": "心得", "body": "开头。"})

        async def act(on: Stage) -> None:
            await on.keys("4", "enter", "end")
            await on.type("接着写。")
            await on.keys("f3", "ctrl+f")
            await on.type("gongwen")
            await on.until(lambda: CANARY not in on.text())
            await on.keys("enter", "enter", "ctrl+s")
            await on.until(lambda: drafts(place) == ["开头。接着写。\n公文要一事一文。"])
            await on.keys("ctrl+z", "ctrl+s")
            await on.until(lambda: drafts(place) == ["开头。接着写。"])

        play(place, act)
        assert len(place.queue) == 0


def test_a_draft_that_was_never_saved_takes_lines_too(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        note(place, "会上", "公文要一事一文。")

        async def act(on: Stage) -> None:
            await on.keys("4", "ctrl+n", "f3", "enter", "ctrl+s")
            await on.until(lambda: drafts(place) == ["公文要一事一文。"])

        play(place, act)


def test_marks_hold_while_one_searches_and_nothing_but_the_submission_leaves(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        note(place, "会上", "甲：公文要一事一文。", CANARY, "乙：报告不夹请示。", tags=["办文"])
        note(place, "另一条", f"{CANARY}之二")

        async def act(on: Stage) -> None:
            await on.keys("5", "f3", "f2")
            await on.type("全部")
            await on.keys("enter", "ctrl+f")
            await on.type("一事")
            await on.until(lambda: "报告不夹" not in on.text())
            await on.keys("enter", "enter", "ctrl+f", "ctrl+u")
            await on.type("bgbj")
            await on.until(lambda: "一事一文" not in on.text())
            await on.keys("enter", "enter", "ctrl+s", "enter")
            await on.until(lambda: drafts(place) == ["甲：公文要一事一文。\n乙：报告不夹请示。"])
            await on.keys("4", "enter", "shift+tab")
            await on.type("学公文")
            await on.keys("ctrl+r")
            await on.until(lambda: "将要提交的内容" in on.text())
            await on.keys("enter")
            await on.until(lambda: len(place.queue) == 1)

        play(place, act)
        [waiting] = place.queue.waiting()
        sent = msgspec.json.encode(waiting.op).decode()
        assert "报告不夹请示" in sent
        assert CANARY not in sent
        assert "办文" not in sent


def test_before_a_room_neither_lines_nor_what_is_searched_is_seen(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        note(place, "会上", CANARY)

        async def act(on: Stage) -> None:
            await on.keys("5", "f3")
            assert CANARY in on.text()
            await on.keys("f2", "f10")
            assert CANARY not in on.text()
            assert "会上" not in on.text()

        play(place, act)


def test_a_search_shows_the_line_and_enter_opens_the_note_there(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        note(place, "长的", *(f"第{n}行" for n in range(40)), "请示要一文一事")
        note(place, "标签里有", "别的", tags=["请示"])
        note(place, "没有", "别的话")

        async def act(on: Stage) -> None:
            await on.keys("5", "ctrl+f")
            await on.type("qingshi")
            await on.until(lambda: "请示要一文一事" in on.text())
            assert "标签里有" in on.text()
            assert "没有" not in on.text()
            await on.type(" 一文")
            await on.until(lambda: "标签里有" not in on.text())
            await on.keys("enter", "enter")
            await on.until(lambda: "请示要一文一事" in on.text() and "第35行" in on.text())
            await on.type("【记住】")
            await on.keys("ctrl+s")
            await on.until(lambda: "【记住】请示" in str(place.repository.find("note")[0].get("body")))

        play(place, act)


def test_of_all_notes_the_newest_stands_first_and_marks_are_not_dropped_silently(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        note(place, "旧的", "去年的话", at="2025-03-05T09:00")
        note(place, "新的", "今年的话", "今年的第二句", at="2026-03-05T09:00")

        async def act(on: Stage) -> None:
            await on.keys("4", "ctrl+o", "enter", "end", "enter")
            text = on.text()
            assert text.index("今年的话") < text.index("今年的第二句") < text.index("去年的话")
            assert "已选 2 行" in on.lines()[0]
            await on.keys("escape")
            assert "选了 2 行还没有摘取" in on.text()
            await on.keys("escape")
            assert "已选 2 行" in on.lines()[0]
            await on.keys("ctrl+s")
            await on.until(lambda: drafts(place) == ["去年的话\n今年的话"])
            await on.keys("ctrl+o", "enter", "escape", "enter")
            assert "心得草稿" in on.lines()[0]

        play(place, act)
