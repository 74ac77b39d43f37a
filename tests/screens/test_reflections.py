"""Drafts are private; what leaves is shown first; the submitted ones are read, decided and commented on."""

from __future__ import annotations

from pathlib import Path

from tests.screens.stage import BRANCH, ME, OTHER, Stage, alone, envelope, joined, play

BODY = "今天学习了公文写作，明白了请示和报告的区别。"


def test_a_draft_is_written_and_submitted_with_exactly_what_was_shown(tmp_path: Path) -> None:
    with joined(tmp_path) as place:

        async def act(on: Stage) -> None:
            await on.keys("4", "ctrl+n")
            await on.type("学习公文写作")
            await on.keys("tab")
            await on.type(BODY)
            await on.keys("ctrl+s")
            await on.until(lambda: len(place.repository.find("reflection")) == 1)
            assert len(place.queue) == 0, "a draft is never queued"
            await on.keys("ctrl+r")
            await on.until(lambda: "将要提交的内容" in on.text())
            assert BODY in on.text().replace("\n", "")
            assert "不到 800 字也可以提交，但不计入规定的篇数" in on.flat()
            await on.keys("enter")
            await on.until(lambda: len(place.queue) == 1)
            assert "待审阅" in on.text(), "what was handed in is read, no longer written"
            assert "放弃" not in on.text()
            await on.keys("escape")
            assert "只在本机 · 其中 1 篇提交过" in on.text()
            assert on.lines()[-1].startswith(" F1 帮助  Enter 打开  ^N 新建")
            await on.keys("enter")
            assert "只在本机 · 提交稿待审阅" in on.text()
            await on.keys("ctrl+r")
            assert "已经提交过了" in on.said()[-1]

        play(place, act)
        [waiting] = place.queue.waiting()
        assert waiting.op.type == "submission"
        assert waiting.op.scope == f"r:{BRANCH}:{ME}"
        sent = {name: change[1] for name, change in waiting.op.ch.items() if name != "state"}
        assert sent == {"author": ME, "title": "学习公文写作", "body": BODY}


def test_escape_at_the_last_look_sends_nothing(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        place.desk.create("reflection", {"title": "题", "body": BODY})

        async def act(on: Stage) -> None:
            await on.keys("4", "ctrl+r")
            await on.until(lambda: "将要提交的内容" in on.text())
            await on.keys("escape")

        play(place, act)
        assert len(place.queue) == 0


def test_a_draft_without_title_says_what_is_missing(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        place.desk.create("reflection", {"body": BODY})

        async def act(on: Stage) -> None:
            await on.keys("4", "ctrl+r")
            await on.until(lambda: any("标题" in said for said in on.said()))

        play(place, act)


def test_who_is_in_charge_reads_comments_and_accepts(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        sent = envelope(
            "submission", "sub-1", by=OTHER, scope=f"r:{BRANCH}:{OTHER}", state="submitted",
            author=OTHER, title="读书心得", body=BODY,
        )  # fmt: skip
        place.shadow.take_in(place.shadow.records_changes([sent]))

        async def act(on: Stage) -> None:
            assert "待审阅：张三《读书心得》" in on.text()
            await on.keys("enter")
            assert BODY in on.text().replace("\n", "")
            await on.keys("ctrl+n")
            await on.type("写得扎实。")
            await on.keys("escape")
            await on.until(lambda: "点评（1）" in on.text())
            assert "写得扎实。" in on.text()
            await on.keys("f9")
            await on.type("通过")
            await on.keys("enter")
            await on.until(lambda: place.desk.record("sub-1").state == "accepted")

        play(place, act)
        assert [each.op.type for each in place.queue.waiting()] == ["comment", "submission"]


def test_nobody_else_may_accept_and_is_told_who_may(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        sent = envelope(
            "submission", "sub-1", by=ME, scope=f"r:{BRANCH}:{ME}", state="submitted",
            author=ME, title="我的心得", body=BODY,
        )  # fmt: skip
        place.shadow.take_in(place.shadow.records_changes([sent]))

        async def act(on: Stage) -> None:
            await on.keys("4", "f3", "enter", "f9")
            await on.type("通过")
            await on.keys("enter")
            await on.until(lambda: any("学习秘书" in said for said in on.said()))

        play(place, act)
        assert place.desk.record("sub-1").state == "submitted"


def test_alone_there_is_nobody_to_submit_to(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        place.desk.create("reflection", {"title": "题", "body": BODY})

        async def act(on: Stage) -> None:
            await on.keys("4", "ctrl+r")
            await on.until(lambda: bool(on.said()))

        play(place, act)
        assert place.repository.find("submission") == []
