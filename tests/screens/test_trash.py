"""The trash by keys alone: read what was deleted, and bring it back."""

from __future__ import annotations

from pathlib import Path

from tests.screens.answering import Answers, trashed
from tests.screens.stage import OTHER, Stage, alone, envelope, joined, play

GONE = "0198c0de-0000-7000-8000-0000000000d1"


def test_a_record_of_the_server_is_read_and_brought_back_at_once(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        answers = Answers()
        answers.deleted = [trashed(GONE, "section", OTHER, "2026-03-05T01:00:00Z", name="信息科")]
        note = place.desk.create("note", {"title": "不上传"})
        place.desk.delete(note)

        async def act(on: Stage) -> None:
            await on.keys("7", "f7")
            await on.until(lambda: "信息科" in on.text())
            assert "这条只在本机，一直留着。" in on.text()
            await on.keys("down")
            assert "这条服务器上删除后留 90 天。" in on.text()
            line = next(line for line in on.lines() if "信息科" in line)
            assert line.split() == ["科室", "信息科", "张三", "2026-03-05", "09:00"]
            await on.keys("enter")
            assert "删除前的全文" in on.text()
            await on.keys("escape", "ctrl+r")
            await on.until(lambda: len(place.queue) == 1)
            await on.until(lambda: "回收站（1）" in on.lines()[0])

        play(place, act, connect=answers.connect)
        [waiting] = place.queue.waiting()
        assert (waiting.op.k, waiting.op.rec) == ("restore", GONE)


def test_what_is_here_as_a_tombstone_shows_its_content_the_moment_it_is_brought_back(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        tomb = envelope("section", GONE, 2, OTHER)
        tomb |= {"f": None, "del": {"at": "2026-03-05T01:00:00Z", "by": OTHER}}
        place.shadow.take_in(place.shadow.records_changes([tomb]))
        answers = Answers()
        answers.deleted = [trashed(GONE, "section", OTHER, "2026-03-05T01:00:00Z", name="信息科")]

        async def act(on: Stage) -> None:
            await on.keys("f7")
            await on.until(lambda: "信息科" in on.text())
            await on.keys("ctrl+r")
            await on.until(lambda: len(place.queue) == 1)
            assert place.desk.record(GONE).get("name") == "信息科"
            await on.keys("ctrl+z")
            await on.until(lambda: "信息科" in on.lines()[2])

        play(place, act, connect=answers.connect)
        assert place.desk.record(GONE).deleted


def test_who_may_not_restore_it_sees_why(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        answers = Answers()
        answers.deleted = [trashed(GONE, "section", OTHER, "2026-03-05T01:00:00Z", name="信息科")]

        async def act(on: Stage) -> None:
            await on.keys("f7")
            await on.until(lambda: "信息科" in on.text())
            await on.keys("ctrl+r")
            assert any("学习秘书" in words for words in on.said())

        play(place, act, connect=answers.connect)
        assert len(place.queue) == 0


def test_erased_content_is_said_to_be_gone(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        answers = Answers()
        answers.deleted = [trashed(GONE, "section", OTHER, "2026-03-05T01:00:00Z")]

        async def act(on: Stage) -> None:
            await on.keys("f7")
            await on.until(lambda: "内容已清除" in on.text())
            await on.keys("ctrl+r", "enter")
            assert all("不能恢复" in words for words in on.said())
            assert on.said()

        play(place, act, connect=answers.connect)


def test_pages_load_as_one_scrolls_and_can_be_filtered(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        answers = Answers()
        answers.deleted = [
            trashed(f"{GONE[:-3]}{n:03}", "section", OTHER, f"2026-03-05T01:{59 - n // 2:02}:00Z", name=f"科室{n}")
            for n in range(70)
        ]

        async def act(on: Stage) -> None:
            await on.keys("f7")
            await on.until(lambda: "科室3" in on.text())
            await on.keys("end")
            await on.until(lambda: "（70）" in on.text())
            await on.keys("ctrl+f")
            await on.type("科室69")
            await on.until(lambda: "（1）" in on.text())

        play(place, act, connect=answers.connect)


def test_offline_and_alone_what_was_deleted_here_comes_back(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        note = place.desk.create("note", {"title": "删掉的笔记", "body": "正文"})
        place.desk.delete(note)
        answers = Answers()
        answers.down = True

        async def act(on: Stage) -> None:
            await on.keys("f7")
            await on.until(lambda: "只列出本机知道的" in on.text())
            await on.keys("ctrl+r")
            await on.until(lambda: not place.desk.record(note).deleted)

        play(place, act, connect=answers.connect)


def test_on_a_device_alone(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        section = place.desk.create("section", {"name": "信息科"})
        place.desk.delete(section)

        async def act(on: Stage) -> None:
            await on.keys("f7")
            assert "信息科" in on.text()
            await on.keys("ctrl+r")
            await on.until(lambda: not place.desk.record(section).deleted)

        play(place, act)
