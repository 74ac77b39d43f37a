"""Conflicts and refused edits are seen, settled and kept by keys alone."""

from __future__ import annotations

from pathlib import Path

from sync.cache.storage import Change
from sync.workplace import Workplace
from tests.screens.stage import ME, OTHER, Stage, envelope, joined, play

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
            assert "待核对（1）" in on.text()
            await on.keys("6")
            assert CURRENT in on.text()
            assert MINE in on.text()
            assert "目标" in on.text()
            await on.keys("f9")
            await on.until(lambda: len(place.queue) == 1)
            assert "没有需要核对的修改" in on.text()

        play(place, act)
        assert resolve_op(place) == ("plan-1", {"goals": [CURRENT, MINE]})


def test_current_can_stand(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        conflicted(place)

        async def act(on: Stage) -> None:
            await on.keys("6", "f2")
            await on.until(lambda: len(place.queue) == 1)

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


def test_who_may_not_write_the_record_is_told_so(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        conflicted(place)

        async def act(on: Stage) -> None:
            await on.keys("6", "f9")
            await on.until(lambda: bool(on.said()))

        play(place, act)
        assert len(place.queue) == 0


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
