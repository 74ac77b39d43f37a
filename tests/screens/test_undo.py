"""Ctrl+Z: what cannot be taken back is said once and does not stand in the way of what was done before it."""

from __future__ import annotations

from pathlib import Path

from tests.screens.stage import ME, OTHER, Stage, envelope, joined, play


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
            said = "学习活动「交流会」没有撤销：这一步已经送到服务器，不能收回。请改用下一步状态，例如退回或撤回。"
            assert on.said() == [said + "再按 Ctrl+Z 撤销更早的一步。"]
            await on.keys("ctrl+z")
            await on.until(lambda: place.desk.record("sec-1").get("name") == "秘书科")
            await on.keys("ctrl+z")
            assert "没有可以撤销的操作" in on.said()[-1]

        play(place, act)
        assert place.desk.record("s-1").state == "running"


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
