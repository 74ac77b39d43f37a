"""Self-study by keys: a line as one would say it, months, and the confirmation of others' months with exceptions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sync.clock import today
from sync.wire import Record
from sync.workplace import Workplace
from tests.screens.stage import BRANCH, ME, OTHER, Stage, alone, envelope, joined, play
from tests.screens.test_reading_room import days
from tests.screens.test_type_ahead import burst


def take(place: Workplace, *records: Record) -> None:
    place.shadow.take_in(place.shadow.records_changes(list(records)))


def study(rid: str, member: str = OTHER, rev: int = 1, **fields: Any) -> Record:
    values = {"on": "2026-03-05", "minutes": 90, "what": "民法典", "state": "claimed", **fields}
    return envelope("study", rid, rev, by=member, scope=f"r:{BRANCH}:{member}", member=member, **values)


def states(place: Workplace) -> dict[str, str | None]:
    return {view.id: view.state for view in place.repository.find("study")}


def test_a_line_is_entered_in_one_go_and_says_before_how_it_is_understood(tmp_path: Path) -> None:
    with joined(tmp_path) as place:

        async def act(on: Stage) -> None:
            await on.keys("0")
            assert "还没有登记自学" in on.text()
            await on.keys("ctrl+o")
            await on.type("学习强国 45分钟 昨天 网络")
            await on.until(lambda: f"{days(place, -1)}  学习强国  45分钟  途径：网络" in on.text())
            assert place.repository.count("study") == 0
            burst(on, "enter", *"min fa dian 90", "enter")
            await on.until(lambda: place.repository.count("study") == 2)
            await on.until(lambda: "已登记" in on.text())
            assert "待确认 2小时15分（不计入）" in on.text() or days(place, -1)[:7] != today(place.clock)[:7]

        play(place, act)
        first, second = place.repository.find("study")
        assert (first.get("what"), first.get("minutes"), first.get("channel")) == ("学习强国", 45, "web")
        assert (second.get("what"), second.get("minutes"), second.get("on")) == ("min fa dian", 90, today(place.clock))
        assert {view.get("member") for view in (first, second)} == {ME}
        assert place.unsaved.all() == []


def test_a_line_not_understood_stays_and_survives_leaving_the_page(tmp_path: Path) -> None:
    with joined(tmp_path) as place:

        async def act(on: Stage) -> None:
            await on.keys("0", "ctrl+o")
            await on.type("民法典第三编")
            await on.keys("enter")
            assert "还没看出时长" in on.text()
            assert "民法典第三编" in on.text()
            await on.keys("escape", "escape")
            await on.keys("0", "ctrl+o")
            await on.type(" 半天")
            await on.until(lambda: "4小时" in on.text())
            assert "按规则H-10" in on.text()
            await on.keys("enter")
            await on.until(lambda: place.repository.count("study") == 1)

        play(place, act)
        [made] = place.repository.find("study")
        assert (made.get("what"), made.get("minutes")) == ("民法典第三编", 240)


def test_the_form_takes_what_the_line_takes_and_refuses_what_it_refuses(tmp_path: Path) -> None:
    with joined(tmp_path) as place:

        async def act(on: Stage) -> None:
            await on.keys("0", "ctrl+n")
            await on.type("读党章")
            assert "下周三" not in on.text()
            await on.keys("up", "up", *["backspace"] * 10)
            await on.type("+3")
            await on.keys("down")
            await on.type("1500")
            await on.keys("ctrl+s")
            await on.until(lambda: "日期还没到，自学只登记已经学过的。" in on.text())
            assert getattr(on.app.focused, "id", None) == "field-on"
            await on.keys(*["backspace"] * 10)
            await on.type("昨天")
            await on.keys("ctrl+s")
            await on.until(lambda: "一天最多 24 小时。" in on.text() and "日期还没到" not in on.text())
            assert getattr(on.app.focused, "id", None) == "field-minutes"
            await on.keys(*["backspace"] * 4)
            await on.type("两小时")
            await on.until(lambda: "= 2小时" in on.text())
            await on.keys("ctrl+s")
            await on.until(lambda: place.repository.count("study") == 1)

        play(place, act)
        [made] = place.repository.find("study")
        assert (made.get("minutes"), made.get("on")) == (120, days(place, -1))


def test_the_line_says_what_it_did_not_understand(tmp_path: Path) -> None:
    with joined(tmp_path) as place:

        async def act(on: Stage) -> None:
            await on.keys("0", "ctrl+o")
            await on.type("读党章 半小时 2月30日 视频")
            await on.until(lambda: "“2月30日”：日历上没有这一天" in on.text())
            assert "还没看出时长" not in on.text()
            await on.keys("enter")
            assert place.repository.count("study") == 0
            await on.keys(*["backspace"] * 30)
            await on.type("读党章 30小时")
            await on.until(lambda: "一天最多 24 小时。" in on.text())

        play(place, act)


def test_what_was_decided_keeps_its_claim_and_is_entered_anew_to_be_corrected(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        take(
            place,
            study("e-1", ME, state="confirmed"),
            study("e-2", ME, on="2026-03-04", state="refused", reason="重复"),
        )

        async def act(on: Stage) -> None:
            await on.keys("0")
            assert "2026-03  已确认 1小时30分  未予确认 1小时30分" in on.text()
            assert "未予确认：重复" in on.text()
            await on.keys("f9")
            assert "不能撤回" in on.said()[-1]
            await on.keys("f2")
            assert "收获" in on.text()
            assert "学习内容" not in on.text()
            await on.keys("escape", "ctrl+r")
            await on.until(lambda: "学习内容" in on.text())
            await on.keys("escape")
            assert states(place).get("e-1") is None, "a confirmed one is replaced"
            await on.keys("down", "ctrl+r")
            await on.until(lambda: place.repository.count("study") == 3)

        play(place, act)
        assert sorted(filter(None, states(place).values())) == ["claimed", "claimed", "refused"]


def test_an_entry_changed_after_its_confirmation_waits_again_and_says_so(tmp_path: Path) -> None:
    changed = study("e-1", ME, 3, state="confirmed")
    changed["fv"].update(member=[1, ME], on=[1, ME], what=[1, ME], state=[2, OTHER], minutes=[3, ME])
    with joined(tmp_path) as place:
        take(place, changed)

        async def act(on: Stage) -> None:
            assert "自学确认后改过，须重新登记：民法典" in on.text()
            await on.keys("0")
            assert "待确认（确认后改过）" in on.text()
            assert "已确认 0分钟  待确认 1小时30分（不计入）" in on.text()

        play(place, act)


def test_a_month_is_confirmed_but_for_exceptions_as_one_action(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        take(place, *(study(f"e-{n}", on=f"2026-03-0{n}", what=f"第{n}章") for n in (1, 2, 3)))
        take(place, study("e-4", on="2026-02-01"), study("mine", ME))

        async def act(on: Stage) -> None:
            assert "3 条自学待确认：张三 2026-03" in on.text()
            await on.keys("0", "f3")
            assert "待确认的自学（2）" in on.lines()[0]
            assert "王五" not in "\n".join(on.lines()[1:20]), "nobody confirms oneself"
            await on.keys("down", "enter")
            assert "张三 2026-03 自学（3 条待确认）" in on.lines()[0]
            await on.keys("down", "f9", "ctrl+s")
            assert "1 条不予确认，其余 2 条确认" in on.text()
            await on.keys("enter")
            assert states(place)["e-1"] == "claimed", "a reason is needed"
            await on.type("与集中学习重复")
            await on.keys("enter")
            await on.until(lambda: states(place)["e-1"] == "confirmed")
            assert states(place) | {"mine": "", "e-4": ""} == {
                "e-1": "confirmed",
                "e-2": "refused",
                "e-3": "confirmed",
                "mine": "",
                "e-4": "",
            }
            assert "未予确认：与集中" in on.text()
            assert "已确认 2 条。未予确认 1 条。" in on.said()[-1]
            await on.keys("ctrl+z")
            await on.until(lambda: set(states(place).values()) == {"claimed"})

        play(place, act)
        assert place.unsaved.all() == []
        assert len(place.queue) == 0


def test_what_changed_while_the_reason_was_written_is_left_alone(tmp_path: Path) -> None:
    with joined(tmp_path, "secretary") as place:
        take(place, study("e-1"), study("e-2", on="2026-03-06"))

        async def act(on: Stage) -> None:
            await on.keys("0", "f3", "enter", "f9", "ctrl+s")
            await on.type("写得太笼统")
            take(place, study("e-2", rev=2, on="2026-03-06", minutes=600))
            await on.keys("enter")
            await on.until(lambda: states(place)["e-1"] == "refused")
            assert "1 条刚被改过，没有动" in on.said()[-1]

        play(place, act)
        assert states(place)["e-2"] == "claimed"


def test_nobody_in_charge_confirms_nothing_and_the_projector_hides_it_all(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        take(place, study("e-1", ME))

        async def act(on: Stage) -> None:
            await on.keys("0", "f3")
            assert "您不分管任何人的自学" in on.said()[-1]
            await on.keys("f10")
            assert "民法典" not in on.text()

        play(place, act)


def test_a_device_alone_asks_whose_self_study_it_is(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        person = place.desk.create("member", {"name": "李四"})

        async def act(on: Stage) -> None:
            await on.keys("0", "ctrl+o")
            await on.type("公文处理条例 60")
            await on.keys("enter")
            assert "这是谁的自学" in on.text()
            await on.keys("enter")
            await on.until(lambda: place.repository.count("study") == 1)

        play(place, act)
        assert place.repository.find("study")[0].get("member") == person
