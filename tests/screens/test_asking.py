"""Questions of one line: what is typed is kept through Esc, a kill and a refusal, until the edit it was for is made."""

from __future__ import annotations

from pathlib import Path

from sync.unsaved import Unsaved
from sync.workplace import Workplace
from tests.screens.meeting import session, show, staff
from tests.screens.stage import ME, OTHER, Stage, alone, envelope, joined, play
from tests.screens.test_leave import asked, take
from tui import minutes
from tui.flows import make_transition
from tui.page import Commanded
from tui.waiting.for_me import for_me


def kept(place: Workplace) -> list[tuple[str, str]]:
    return [(each.field, each.text) for each in place.unsaved.all()]


def ask(on: Stage, place: Workplace, rid: str, to: str) -> None:
    """Begin a step from the page that is open."""
    page = on.app.screen
    assert isinstance(page, Commanded)
    make_transition(page, place.desk.record(rid), to)


def test_a_remark_is_kept_by_escape_and_gone_once_it_is_used(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        host, recorder, *_ = staff(place).values()
        rid = session(place, end="2026-03-05T11:00", host=host, recorders=[recorder])
        place.desk.set(rid, {"place": "二楼"})
        for state in ("running", "writing", "submitted"):
            place.desk.change_state(rid, state)

        async def act(on: Stage) -> None:
            ask(on, place, rid, "returned")
            await on.settle()
            await on.type("第二议题缺结论")
            await on.keys("escape")
            assert kept(place) == [("ask:remark:returned", "第二议题缺结论")]
            assert "已存本机" in on.said()[-1]
            ask(on, place, rid, "approved")
            await on.settle()
            assert "第二议题" not in on.text(), "what was written for a return is no remark of an approval"
            await on.keys("escape")
            ask(on, place, rid, "returned")
            await on.settle()
            assert "第二议题缺结论" in on.text()
            await on.type("，请补")
            await on.keys("enter")
            await on.until(lambda: place.desk.record(rid).state == "returned")

        play(place, act)
        assert place.desk.record(rid).get("remark") == "第二议题缺结论，请补"
        assert kept(place) == []


def test_a_line_that_is_emptied_is_dropped(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        rid = session(place)

        async def act(on: Stage) -> None:
            ask(on, place, rid, "postponed")
            await on.settle()
            await on.type("停电")
            await on.settle(1.0)
            assert kept(place) == [("ask:reason:postponed", "停电")], "in the journal before any key ends it"
            await on.keys("backspace", "backspace", "escape")

        play(place, act)
        assert kept(place) == []


def test_home_leads_to_the_record_beside_a_half_typed_line_of_its_minutes(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        rid = session(place)
        scope = place.desk.record(rid).scope
        place.unsaved.keep(rid, minutes.LINE, None, "半句", kind="minute", scope=scope, new=True)
        place.unsaved.keep(rid, "ask:reason:cancelled", None, "另有任务", kind="session", scope=scope)
        assert len([item for item in for_me(place) if item.target.startswith("typing:")]) == 2

        async def act(on: Stage) -> None:
            assert "写了还没用上：未举行原因" in on.text() or "写了还没用上" in on.text()
            await on.keys("down", "enter")
            assert "另有任务" in on.text()
            await on.keys("enter")
            assert "核心价值观学习" in on.lines()[0]
            await show(on, rid, "overview")

        play(place, act)
        assert len(place.unsaved.all()) == 2


def test_what_was_written_for_a_record_that_vanished_becomes_a_note(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        place.unsaved.keep("gone", "ask:decision:granted", None, "同意，注意休息", kind="leave_request", scope="r:x:y")
        place.unsaved.keep("gone", "ask:decision:refused", None, "不同意", kind="leave_request", scope="r:x:y")

        async def act(on: Stage) -> None:
            assert "请假已不在本机" in on.text()
            await on.keys("enter", "enter")
            assert "已不在本机或已删除" in on.text()
            await on.keys("down", "enter")
            await on.until(lambda: place.repository.count("note") == 1)
            await on.until(lambda: on.text().count("请假已不在本机") == 1)
            await on.keys("enter", "down", "down", "enter")
            await on.until(lambda: not place.unsaved.all())

        play(place, act)
        assert place.repository.find("note")[0].get("body") == "同意，注意休息"


def test_a_decision_that_comes_too_late_stays_in_front_of_its_author(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk", "secretary") as place:
        take(place, envelope("session", "s-1", form="lecture", title="党课", start="2026-03-05T09:00", host=OTHER))
        take(place, asked("l-1", "s-1"))

        async def act(on: Stage) -> None:
            await show(on, "s-1", "overview")
            await on.keys("ctrl+o", "f9")
            await on.type("好好养病")
            take(place, asked("l-1", "s-1", state="refused", rev=2))
            await on.settle()
            await on.keys("enter")
            assert "好好养病" in on.text(), "the question is asked again, with what was written"
            await on.keys("escape")

        play(place, act)
        assert kept(place) == [("ask:decision:granted", "好好养病")]
        assert place.desk.record("l-1").state == "refused"


def test_a_reference_is_kept_until_what_is_entered_for_another_is_made(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        take(place, envelope("session", "s-1", form="lecture", title="党课", start="2026-03-05T09:00", recorders=[ME]))

        async def act(on: Stage) -> None:
            await show(on, "s-1", "overview")
            await on.keys("ctrl+o", "ctrl+o", *"zs", "enter", "enter")
            await on.type("请假条第3号")
            await on.keys("enter")
            assert kept(place) == [(f"ask:reference:{OTHER}", "请假条第3号")]
            await on.keys("enter", *"bj", "enter", "tab")
            await on.type("住院")
            await on.keys("escape")
            await on.until(lambda: place.repository.count("leave_request") == 1)

        play(place, act)
        assert kept(place) == []
        assert list(place.queue.waiting())[-1].op.ref == "请假条第3号"


def test_an_answer_is_told_from_the_text_of_a_field() -> None:
    typed = Unsaved("s-1", "session", "", "ask:remark:returned", None, "改", "2026-03-05")
    assert typed.asked == ("remark", "returned")
    assert Unsaved("s-1", "session", "", "remark", None, "改", "2026-03-05").asked is None
