"""Conflicts and refused edits are seen, settled and kept by keys alone."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

import pytest

from sync.cache.errors import CacheStopped
from sync.cache.storage import Change
from sync.problems import UndoRefused
from sync.undo import undo
from sync.workplace import Workplace
from tests.screens.stage import ME, OTHER, Stage, envelope, joined, play
from tui.dispute_rows import CODES

CURRENT = "同事写的句子。"
MINE = "我写的句子。"


def conflicted(place: Workplace) -> None:
    plan = envelope("plan", "plan-1", 2, OTHER, year=2026, title="年度计划", goals=CURRENT)
    fields = {"record": "plan-1", "field": "goals", "current": CURRENT, "mine": MINE}
    conflict = envelope("conflict", "conf-1", by=ME, state="open", op="o:1", at="2026-03-05T01:00:00+00:00", **fields)
    conflict["f"]["by"] = ME
    place.shadow.take_in(place.shadow.records_changes([plan, conflict]))


def resolve_op(place: Workplace) -> tuple[str, object]:
    [waiting] = place.queue.waiting()
    assert waiting.op.k == "resolve"
    assert waiting.op.conflict == "conf-1"
    return waiting.op.rec, waiting.op.ch


def test_both_sides_are_shown_and_mine_can_stand(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        conflicted(place)

        async def act(on: Stage) -> None:
            assert "冲突：“年度计划”的目标（张三、王五改了同一处）" in on.lines()[2]
            await on.keys("6")
            assert CURRENT in on.text()
            assert MINE in on.text()
            assert "目标" in on.text()
            await on.keys("f9")
            await on.until(lambda: len(place.queue) == 1)
            assert "没有冲突" in on.text()

        play(place, act)
        assert resolve_op(place) == ("plan-1", {"goals": [CURRENT, MINE]})


def test_both_sides_say_whose_they_are_and_what_was_before_and_a_choice_says_what_stands(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        place.shadow.take_in(
            place.shadow.records_changes([envelope("appointment", "ap-9", member=OTHER, role="secretary")])
        )
        conflicted(place)
        [held] = place.repository.find("conflict")
        # The stamp of the server is of the evening before in its own zone, and of the small hours in the office's.
        late = "2026-03-05T18:08:00+00:00"
        plan = envelope("plan", "plan-1", 3, OTHER, year=2026, title="年度计划", goals=CURRENT)
        plan["updated"] = {"at": late, "by": OTHER}
        conflict = envelope("conflict", "conf-1", 2, ME)
        conflict["f"] = {**held.fields, "at": late}
        edit = {"id": "o:1", "k": "put", "type": "plan", "rec": "plan-1", "scope": plan["scope"], "v": 1}
        edit |= {"at": "2026-03-06T01:30:00+08:00", "ch": {"goals": ["原先的句子。", MINE]}}
        archived = {"op": edit, "at": late, "out": "conflict", "o": 1}
        place.shadow.take_in([*place.shadow.records_changes([plan, conflict]), ("archive", "o:1", archived)])

        async def act(on: Stage) -> None:
            assert "2026-03-06  冲突：“年度计划”的目标（张三、王五改了同一处）" in on.text()
            await on.keys("6")
            [sides] = [line for line in on.lines() if "左边：" in line]
            assert sides.split() == ["左边：张三的（支部书记）", "右边：我的"]
            assert "2026-03-06 02:08 改，现在是这样" in on.text()
            assert "2026-03-06 01:30 改，还没有采用" in on.text()
            assert "原来：原先的句子。" in on.text()
            await on.keys("f2")
            await on.until(lambda: len(place.queue) == 1)
            said = f"目标定为“{CURRENT}”（左边：张三的）。上传之前可用 Ctrl+Z 撤销，之后直接改这条记录。"
            assert on.said()[-1] == said
            on.app.clear_notifications()
            await on.settle()
            assert said in on.flat(), "it stays in sight after the corner is empty again"

        play(place, act)
        assert resolve_op(place) == ("plan-1", {})


def test_a_merged_text_is_written_journaled_and_settles_the_conflict(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        conflicted(place)

        async def half(on: Stage) -> None:
            await on.keys("6", "enter")
            assert CURRENT in on.text()
            assert MINE in on.text()
            await on.keys("end")
            await on.type(MINE)
            await on.until(lambda: bool(place.unsaved.all()))

        play(place, half)
        assert len(place.queue) == 0

        async def rest(on: Stage) -> None:
            await on.keys("6", "enter")
            assert CURRENT + MINE in on.text()
            await on.keys("ctrl+s")
            await on.until(lambda: len(place.queue) == 1)

        play(place, rest)
        assert resolve_op(place) == ("plan-1", {"goals": [CURRENT, CURRENT + MINE]})
        assert place.unsaved.all() == []


def test_who_may_not_write_the_record_sees_dimmed_keys_and_is_told_why(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        conflicted(place)

        async def act(on: Stage) -> None:
            await on.keys("6")
            bar = on.app.screen.query_one("#keys").render()
            dimmed = [str(bar)[span.start : span.end] for span in bar.spans if span.style == "dim"]  # type: ignore[union-attr]
            assert dimmed[:4] == [" F2 ", "用左边 ", " F9 ", "用右边 "]
            for key in ("f2", "f9", "enter"):
                await on.keys(key)
            assert len(on.said()) == 3
            assert all("学习秘书" in words for words in on.said())

        play(place, act)
        assert len(place.queue) == 0


def settle_by_another(place: Workplace) -> None:
    closed = envelope("conflict", "conf-1", 2, OTHER, state="closed", record="plan-1", field="goals", mine=MINE)
    closed["f"] |= {"current": CURRENT, "by": ME, "op": "o:1", "at": "2026-03-05T01:00:00+00:00"}
    plan = envelope("plan", "plan-1", 3, OTHER, year=2026, title="年度计划", goals="张三定稿的句子。")
    place.shadow.take_in(place.shadow.records_changes([plan, closed]))


def half_written(place: Workplace, text: str = "我写到一半。") -> None:
    place.unsaved.keep("conf-1", "merge", CURRENT, text, kind="conflict", scope="b:1")


def test_the_differing_clauses_are_marked_without_colour(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        conflicted(place)

        async def act(on: Stage) -> None:
            await on.keys("6")
            assert f"[-{CURRENT}-]" in on.text()
            assert f"[+{MINE}+]" in on.text()
            assert "只在左边" in on.text()

        play(place, act)


def test_home_reopens_a_half_written_merge_with_its_text(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        conflicted(place)
        half_written(place)

        async def act(on: Stage) -> None:
            assert "合并到一半的文字：年度计划 目标" in on.text()
            await on.keys("enter")
            assert "合并编辑" in on.text()
            assert "我写到一半。" in on.text()
            await on.keys("ctrl+s")
            await on.until(lambda: len(place.queue) == 1)

        play(place, act)
        assert resolve_op(place) == ("plan-1", {"goals": [CURRENT, "我写到一半。"]})


def test_a_merge_settled_meanwhile_keeps_its_text_as_a_note(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        conflicted(place)
        half_written(place)
        settle_by_another(place)

        async def act(on: Stage) -> None:
            assert "已由别人处理" in on.text()
            await on.keys("enter")
            assert "张三定稿的句子。" in on.text()
            assert "我写到一半。" in on.text()
            await on.keys("ctrl+s")
            assert any("Ctrl+N" in words for words in on.said())
            await on.keys("ctrl+n")
            await on.until(lambda: place.unsaved.all() == [])

        play(place, act)
        [note] = place.repository.find("note")
        assert note.get("body") == "我写到一半。"
        assert "年度计划" in note.get("title")
        assert len(place.queue) == 0


def test_or_is_discarded_after_asking(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        conflicted(place)
        half_written(place)
        settle_by_another(place)

        async def act(on: Stage) -> None:
            await on.keys("enter", "f8", "escape")
            assert len(place.unsaved.all()) == 1
            await on.keys("f8", "enter")
            await on.until(lambda: place.unsaved.all() == [])

        play(place, act)
        assert place.repository.find("note") == []


def test_a_merge_whose_conflict_left_this_device_still_shows_its_text(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        half_written(place, "还在的文字。")

        async def act(on: Stage) -> None:
            assert "记录已不在本机" in on.text()
            await on.keys("enter")
            assert "还在的文字。" in on.text()
            await on.keys("ctrl+n")
            await on.until(lambda: place.unsaved.all() == [])

        play(place, act)
        assert [note.get("body") for note in place.repository.find("note")] == ["还在的文字。"]


def test_settled_by_somebody_while_one_writes_says_who_and_what(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        conflicted(place)

        async def act(on: Stage) -> None:
            await on.keys("6", "enter", "end")
            await on.type("我接着写。")
            settle_by_another(place)
            await on.until(lambda: "张三已经处理了" in on.text())
            assert "张三定稿的句子。" in on.text()
            assert "我接着写。" in on.text()
            await on.keys("ctrl+s")
            assert len(place.queue) == 0

        play(place, act)


def test_a_field_changed_while_one_writes_is_saved_over_only_after_asking(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        conflicted(place)

        async def act(on: Stage) -> None:
            await on.keys("6", "enter", "end")
            await on.type("我接着写。")
            plan = envelope("plan", "plan-1", 3, OTHER, year=2026, title="年度计划", goals="张三又改了。")
            place.shadow.take_in(place.shadow.records_changes([plan]))
            await on.until(lambda: "张三刚改了“目标”" in on.text())
            await on.keys("ctrl+s")
            assert "仍要用您写的" in on.text()
            assert "张三又改了。" in on.text()
            await on.keys("escape")
            assert len(place.queue) == 0
            await on.keys("ctrl+s", "enter")
            await on.until(lambda: len(place.queue) == 1)

        play(place, act)
        assert resolve_op(place) == ("plan-1", {"goals": ["张三又改了。", CURRENT + "我接着写。"]})


def test_next_and_previous_conflict(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        conflicted(place)
        fields = {"record": "plan-1", "field": "title", "current": "年度计划", "mine": "另一个题目", "op": "o:2"}
        second = envelope("conflict", "conf-2", by=OTHER, state="open", at="2026-03-06T01:00:00+00:00", **fields)
        second["f"]["by"] = OTHER
        place.shadow.take_in(place.shadow.records_changes([second]))

        async def act(on: Stage) -> None:
            await on.keys("6", "f3")
            assert "另一个题目" in on.text()
            await on.keys("comma")
            assert MINE in on.text()
            await on.keys("enter", "f3")
            assert "另一个题目" in on.text()
            await on.keys("f3")
            assert MINE in on.text()

        play(place, act)


def test_undo_takes_a_settled_conflict_back_while_it_is_unsent(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        conflicted(place)

        async def act(on: Stage) -> None:
            await on.keys("6", "f9")
            await on.until(lambda: len(place.queue) == 1)
            await on.keys("ctrl+z")
            await on.until(lambda: len(place.queue) == 0)
            assert f"[+{MINE}+]" in on.text()

        play(place, act)


def sent(place: Workplace) -> None:
    """The server took everything: the plan holds what was chosen, the conflict is closed."""
    waiting = place.queue.waiting()
    [op] = place.queue.mark_sent([each.op for each in waiting], 1)
    goals = place.desk.record("plan-1").get("goals")
    changes, rest = place.queue.finished("2026-03-06T00:00:00+00:00")
    plan = envelope("plan", "plan-1", 9, ME, year=2026, title="年度计划", goals=goals)
    closed = envelope("conflict", "conf-1", 2, ME, state="closed", record="plan-1", field="goals", mine=MINE)
    gone: list[Change] = [("queue", op.id, None)]
    changes += [*gone, *place.shadow.records_changes([plan, closed])]
    place.shadow.take_in(changes, {**rest, "plan-1": []})


def test_after_it_was_sent_undo_restores_the_text_and_says_that_the_conflict_stays_settled(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        conflicted(place)

        async def act(on: Stage) -> None:
            await on.keys("6", "f9")
            await on.until(lambda: len(place.queue) == 1)
            sent(place)
            assert place.desk.record("plan-1").get("goals") == MINE
            await on.keys("ctrl+z")
            await on.until(lambda: len(place.queue) == 1)
            assert any("不再列出" in words for words in on.said())

        play(place, act)
        [waiting] = place.queue.waiting()
        assert (waiting.op.k, waiting.op.ch) == ("put", {"goals": [MINE, CURRENT]})


def test_a_sent_answer_that_changed_nothing_has_nothing_to_undo(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        conflicted(place)

        async def act(on: Stage) -> None:
            await on.keys("6", "f2")
            await on.until(lambda: len(place.queue) == 1)

        play(place, act)
        sent(place)
        with pytest.raises(UndoRefused) as refused:
            undo(place.desk)
        assert refused.value.reason == "settled"


def parked(place: Workplace) -> None:
    rid = place.desk.create("section", {"name": "信息科"})
    [waiting] = place.queue.waiting()
    changes: list[Change]
    changes, rest = place.queue.parking([waiting.op], "forbidden", "2026-03-05T00:00:00+00:00", "needs")
    place.repository.commit(changes, rest)
    assert place.repository.get(rid) is None


def test_a_refused_edit_shows_text_and_reason_and_can_be_sent_again(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        parked(place)
        [item] = place.queue.parked()

        async def act(on: Stage) -> None:
            await on.keys("6")
            assert "信息科" in on.text()
            assert "没有这项权限" in on.text()
            await on.keys("ctrl+r")
            await on.until(lambda: place.queue.parked() == [])

        play(place, act)
        [waiting] = place.queue.waiting()
        assert waiting.op.id != item.first.id, "the old outcome stands for ever under the old id"
        assert [view.get("name") for view in place.repository.find("section")] == ["信息科"]


def test_a_refused_edit_is_dropped_only_after_asking(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        parked(place)

        async def act(on: Stage) -> None:
            await on.keys("6", "delete")
            assert "丢弃这条" in on.text()
            await on.keys("escape")
            assert len(place.queue.parked()) == 1
            await on.keys("delete", "enter")
            await on.until(lambda: place.queue.parked() == [])

        play(place, act)
        assert len(place.queue) == 0


def refused(place: Workplace, code: str, *kinds: tuple[str, dict[str, object]]) -> list[str]:
    """Edits the server refused for one cause; returns the ids of their records."""
    rids = [place.desk.create(kind, fields) for kind, fields in kinds]
    ops = [each.op for each in place.queue.waiting()]
    changes, rest = place.queue.parking(ops, code, "2026-03-05T00:00:00+00:00")
    place.repository.commit(changes, rest)
    return rids


def test_refused_edits_stand_under_their_cause_and_a_whole_group_is_sent_again(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        refused(place, "unknown_after_restore", ("section", {"name": "综合科"}))
        plan = "0198c0de-0000-7000-8000-0000000000c1"
        place.desk.create("plan", {"year": 2026, "title": "年度计划"}, plan)
        place.desk.create("task", {"plan": plan, "number": 1, "topic": "公文写作", "track": "professional"})
        ops = [each.op for each in place.queue.waiting()]
        changes, rest = place.queue.parking(ops[::-1], "forbidden", "2026-03-05T00:00:00+00:00")
        place.repository.commit(changes, rest)

        async def act(on: Stage) -> None:
            await on.keys("6")
            text = on.text()
            assert "未被接受：没有权限（2）" in text
            assert "未被接受：恢复备份后没有（1）" in text
            while "公文写作" not in on.text().split("----")[-1]:
                await on.keys("down")
            assert "现在您有这项权限了" in "".join(on.text().split())
            await on.keys("ctrl+g")
            await on.until(lambda: len(place.queue) == 2)
            assert "没有权限" not in on.text()
            assert "综合科" in on.text()

        play(place, act)
        kinds = [each.op.type for each in place.queue.waiting()]
        assert kinds == ["plan", "task"], "parents before children"


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_cause_has_words_of_its_own(tmp_path: Path, code: str) -> None:
    with joined(tmp_path, "clerk") as place:
        refused(place, code, ("section", {"name": "信息科"}))

        async def act(on: Stage) -> None:
            await on.keys("6")
            assert code not in on.text()
            assert "信息科" in on.text()
            assert "其他原因" not in on.text()

        play(place, act)


@pytest.mark.parametrize("key", ["f8", "ctrl+n"])
def test_a_text_the_disk_cannot_part_with_stays_on_the_page(
    tmp_path: Path, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with joined(tmp_path, "clerk") as place:
        conflicted(place)
        half_written(place)
        settle_by_another(place)
        full = {"now": True}
        commit = place.repository.commit

        def refuse(*given: Any, **named: Any) -> Any:
            if full["now"]:
                raise CacheStopped(OSError(errno.ENOSPC, "No space left on device"))
            return commit(*given, **named)

        async def act(on: Stage) -> None:
            await on.keys("enter")
            monkeypatch.setattr(place.repository, "commit", refuse)
            await on.keys(key, *(["enter"] if key == "f8" else []))
            await on.settle()
            assert "我写到一半。" in on.text(), "nothing was thrown away, so nothing is said to be"
            assert not any("已丢弃" in words or "笔记" in words for words in on.said())
            full["now"] = False
            await on.keys(key, *(["enter"] if key == "f8" else []))
            await on.until(lambda: place.unsaved.all() == [])

        play(place, act)
