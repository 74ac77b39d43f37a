"""Ctrl+Z: what cannot be taken back is said once and does not stand in the way of what was done before it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sync.problems import UndoRefused
from sync.undo import undo
from tests.screens.stage import ME, OTHER, Stage, alone, envelope, joined, play
from tui import lending, telling
from tui.screens.notes import NotesPage


def test_a_step_that_was_sent_is_named_and_the_one_before_it_is_undone_next(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        section = envelope("section", "sec-1", by=ME, name="秘书科")
        record = envelope("session", "s-1", by=ME, form="exchange", title="交流会", recorders=[ME])
        place.shadow.take_in(place.shadow.records_changes([section, record]))
        place.desk.edit("sec-1", {"name": ("秘书科", "秘书一科")})
        place.desk.change_state("s-1", "running")
        place.queue.mark_sent([each.op for each in place.queue.waiting()], 1)

        async def act(on: Stage) -> None:
            await on.keys("ctrl+z")
            said = "学习活动“交流会”没有撤销：这一步已经送到服务器，不能收回。请照现在的情况再登记一步，例如退回、撤回或重新登记。"
            assert on.said() == [said + "再按 Ctrl+Z 撤销更早的一步。"]
            await on.keys("ctrl+z")
            await on.until(lambda: place.desk.record("sec-1").get("name") == "秘书科")
            await on.keys("ctrl+z")
            assert "没有可以撤销的操作" in on.said()[-1]

        play(place, act)
        assert place.desk.record("s-1").state == "running"


def test_a_record_that_went_on_is_not_taken_away_because_its_last_step_could_not_be(tmp_path: Path) -> None:
    with joined(tmp_path, "librarian") as place:
        place.shadow.take_in(
            place.shadow.records_changes([envelope("book", "b-1", title="江村经济", copies=1, state="in_stock")])
        )
        lent = lending.lend(place, "b-1", OTHER).id
        lending.give_back(place, lent)
        place.queue.mark_sent([each.op for each in place.queue.waiting()], 1)
        with pytest.raises(UndoRefused) as refused:
            undo(place.desk)
        assert refused.value.reason == "sent"
        with pytest.raises(UndoRefused) as refused:
            undo(place.desk)
        assert (refused.value.reason, refused.value.field) == ("changed", "state")
        assert place.desk.record(lent).state == "returned", "who had it until when is on record"


def test_a_record_another_wrote_in_is_not_taken_away(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        rid = place.desk.create("section", {"name": "秘书科"})
        for each in list(place.queue.waiting()):
            place.repository.commit([("queue", each.op.id, None)], {each.op.rec: []})
        record = envelope("section", rid, 2, ME, name="秘书科", note="周一开会")
        record["fv"]["note"] = [2, OTHER]
        place.shadow.take_in(place.shadow.records_changes([record]))
        with pytest.raises(UndoRefused) as refused:
            undo(place.desk)
        assert (refused.value.field, refused.value.by) == ("note", OTHER)
        assert not place.desk.record(rid).deleted


def test_a_step_somebody_wrote_over_is_skipped_too(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        sections = [envelope("section", rid, by=ME, name=name) for rid, name in (("sec-1", "甲"), ("sec-2", "乙"))]
        place.shadow.take_in(place.shadow.records_changes(sections))
        place.desk.edit("sec-1", {"name": ("甲", "甲科")})
        place.desk.edit("sec-2", {"name": ("乙", "乙科")})
        for each in list(place.queue.waiting()):
            place.repository.commit([("queue", each.op.id, None)], {each.op.rec: []})
        news = [
            envelope("section", "sec-1", 2, ME, name="甲科"),
            envelope("section", "sec-2", 2, OTHER, name="综合科"),
        ]
        place.shadow.take_in(place.shadow.records_changes(news))

        async def act(on: Stage) -> None:
            await on.keys("ctrl+z")
            assert "张三后来改了名称" in on.said()[-1]
            assert "（name）" not in on.said()[-1]
            await on.keys("ctrl+z")
            await on.until(lambda: place.desk.record("sec-1").get("name") == "甲")

        play(place, act)
        assert place.desk.record("sec-2").get("name") == "综合科"


def test_a_step_on_a_device_alone_is_taken_back_unless_the_record_went_on(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        rid = place.desk.create("session", {"form": "exchange", "title": "交流会"})
        place.desk.change_state(rid, "running")

        async def act(on: Stage) -> None:
            place.desk.change_state(rid, "writing")
            place.desk.set(rid, {"title": "交流会二"})
            await on.keys("ctrl+z", "ctrl+z")
            await on.until(lambda: place.desk.record(rid).state == "running")
            await on.keys("ctrl+z")
            await on.until(lambda: place.desk.record(rid).state == "planned")

        play(place, act)
        assert place.desk.record(rid).get("title") == "交流会"


def test_taking_back_a_step_leaves_what_was_written_since(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        rid = place.desk.create("session", {"form": "exchange", "title": "交流会"})
        place.desk.change_state(rid, "running")
        [*_, step] = place.desk.last
        place.desk.set(rid, {"title": "交流会二"})
        place.desk.last[:] = [step]
        undo(place.desk)
        view = place.desk.record(rid)
        assert (view.state, view.get("title")) == ("planned", "交流会二")
        place.desk.last[:] = [step]
        with pytest.raises(UndoRefused):
            undo(place.desk)


def test_what_was_deleted_comes_back_under_the_cursor_and_the_keys_for_it_stay_in_sight(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with joined(tmp_path, "clerk") as place:
        notes = [place.desk.create("note", {"title": title}) for title in ("其一", "其二", "其三", "其四")]

        async def act(on: Stage) -> None:
            await on.keys("5", "down")
            page = on.app.screen
            assert isinstance(page, NotesPage)
            assert page.table.current is not None
            gone = page.table.current
            await on.keys("delete")
            await on.hears("Ctrl+Z 撤销，以后到 F7 回收站找回")
            assert on.lines()[-1].startswith(" F1 帮助  ^Z 撤销")
            await on.keys("end", "ctrl+z")
            await on.until(lambda: page.table.current == gone)
            assert "^Z" not in on.lines()[-1]
            monkeypatch.setattr(telling, "UNDO_SECONDS", 0.05)
            await on.keys("delete")
            await on.until(lambda: place.desk.record(gone).deleted and "^Z" not in on.lines()[-1])
            await on.keys("f7")
            await on.keys("ctrl+f", "ctrl+c")
            assert on.said()[-1].startswith("这里没有可复制的文字。退出请按 Ctrl+Q"), "elsewhere it ends programs"

        play(place, act)
        assert sum(place.desk.record(each).deleted for each in notes) == 1
