"""Del: one key for what is only planned; what others decided on is asked about first, in every list and for marked rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from sync.records.registry import KINDS
from sync.workplace import Workplace
from tests.screens.stage import ME, Stage, envelope, joined, play
from tui.decided import decided_words

HELD = "0198c0de-0000-7000-8000-0000000000d1"
COMING = "0198c0de-0000-7000-8000-0000000000d2"
ROW = "0198c0de-0000-7000-8000-0000000000d3"
PLAN = "0198c0de-0000-7000-8000-0000000000d4"


def branch(place: Workplace) -> None:
    """A session that was approved, with an item of its agenda, one that is planned, a plan with a task, self-study that was confirmed."""
    where = {"form": "lecture", "place": "三楼"}
    study = {"member": ME, "on": "2026-03-01", "what": "公文格式", "minutes": 60, "state": "confirmed"}
    task = {"plan": PLAN, "number": 1, "topic": "公文写作", "track": "professional", "state": "closed"}
    records = [
        envelope("session", HELD, title="开过的课", state="approved", start="2026-03-01T09:00", **where),
        envelope("session", COMING, title="要开的课", start="2026-04-01T09:00", **where),
        envelope("agenda_item", ROW, session=HELD, number=1, title="传达文件", item_kind="reading"),
        envelope("plan", PLAN, year=2026, title="年度计划", state="approved"),
        envelope("task", ROW[:-1] + "5", **task),
        envelope("study", ROW[:-1] + "6", scope=f"r:{ME}", **study),
    ]
    place.shadow.take_in(place.shadow.records_changes(records))


def test_an_approved_session_is_asked_about_and_a_planned_one_goes_at_once(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        branch(place)

        async def act(on: Stage) -> None:
            await on.keys("3")
            await on.keys("delete")
            assert place.desk.record(COMING).deleted
            await on.keys("delete")
            assert "删除这条学习活动？" in on.text()
            assert "开过的课" in on.text()
            assert "状态：已通过" in on.text()
            assert "F7" in on.text()
            await on.keys("escape")
            assert not place.desk.record(HELD).deleted
            await on.keys("delete", "enter")
            await on.until(lambda: place.desk.record(HELD).deleted)
            await on.keys("ctrl+z")
            await on.until(lambda: not place.desk.record(HELD).deleted)

        play(place, act)


@pytest.mark.parametrize(
    ("keys", "rid", "words"),
    [
        (("2", "enter"), ROW[:-1] + "5", "状态：已完成"),
        (("0",), ROW[:-1] + "6", "状态：已确认"),
        (("3", "down", "enter", "f3"), ROW, "状态：属于已通过的学习活动"),
    ],
)
def test_so_is_a_task_that_is_done_and_self_study_that_was_confirmed_and_a_row_of_an_approved_session(
    tmp_path: Path, keys: tuple[str, ...], rid: str, words: str
) -> None:
    with joined(tmp_path, "clerk") as place:
        branch(place)

        async def act(on: Stage) -> None:
            await on.keys(*keys)
            await on.keys("delete")
            assert words in on.text()
            assert not place.desk.record(rid).deleted
            await on.keys("enter")
            await on.until(lambda: place.desk.record(rid).deleted)

        play(place, act)


def test_of_marked_rows_those_that_were_decided_on_are_named_first_with_their_state(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        branch(place)

        async def act(on: Stage) -> None:
            await on.keys("3", "ctrl+a", "delete")
            lines = [line.strip(" │") for line in on.lines()]
            assert "其中 1 条已经有了结论" in on.text()
            assert lines.index("开过的课（已通过）") < lines.index("要开的课")
            await on.keys("escape")
            assert not place.desk.record(HELD).deleted
            await on.keys("delete", "enter")
            await on.until(lambda: place.desk.record(HELD).deleted and place.desk.record(COMING).deleted)

        play(place, act)


def test_every_state_that_is_decided_is_one_of_its_kind() -> None:
    for spec in KINDS:
        assert spec.decided <= set(spec.states), spec.name
        assert spec.first_state not in spec.decided, spec.name


def test_a_task_and_a_material_of_what_was_approved_are_asked_about_too(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        branch(place)
        task = envelope("task", "t-9", plan=PLAN, number=2, topic="没办的", track="political")
        material = envelope("material", "m-9", target=HELD, title="讲稿")
        written = envelope("comment", "c-9", target=HELD, author=ME, text="讲得好")
        place.shadow.take_in(place.shadow.records_changes([task, material, written]))
        said = {rid: decided_words(place, place.desk.record(rid)) for rid in ("t-9", "m-9", "c-9", COMING)}
        assert said["t-9"] == "属于已批准的年度学习计划"
        assert said["m-9"] == "属于已通过的学习活动"
        assert said["c-9"] == said[COMING] == "", "a comment is its author's own"
