"""The list of sessions and the panes of one, by keys alone."""

from __future__ import annotations

from pathlib import Path

from tests.screens.meeting import session, show, staff
from tests.screens.stage import ME, OTHER, Stage, alone, envelope, joined, play
from tui.i18n import t
from tui.screens.session_panes.part import PANES


def test_any_member_opens_an_unplanned_session_as_its_recorder(tmp_path: Path) -> None:
    with joined(tmp_path) as place:

        async def act(on: Stage) -> None:
            await on.keys("3")
            assert "临时开会，任何人都可以建" in on.text()
            await on.keys("ctrl+n", "enter", "enter", "down", "enter", "tab")
            await on.type("临时学习")
            await on.keys("escape")
            assert "计划中 · 临时学习" in on.lines()[0]
            assert "未确认（王五建）" in on.text()
            assert "提交前还要填：开始、结束、地点、主持人" in on.text()
            await on.keys("ctrl+r")
            assert "学习秘书" in on.said()[-1], "only secretary, clerk or host adopt it"

        play(place, act)
        [made] = place.repository.find("session")
        assert (made.get("recorders"), made.get("form")) == ([ME], "exchange")


def test_the_clerk_adopts_what_another_opened(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        record = envelope("session", "s-1", by=OTHER, form="exchange", title="临时", recorders=[OTHER])
        place.shadow.take_in(place.shadow.records_changes([record]))

        async def act(on: Stage) -> None:
            await on.keys("3", "enter")
            assert "未确认（张三建）" in on.text()
            await on.keys("ctrl+r")
            await on.until(lambda: place.desk.record("s-1").get("adopted_by") == ME)
            assert "临时活动确认人：王五" in on.text()
            await on.keys("ctrl+r")
            assert "王五已确认" in on.said()[-1]
            # What the clerk planned, and what was approved, needs nobody to adopt it.
            planned = envelope("session", "s-2", by=ME, form="exchange", title="计划内", start="2026-03-06T09:00")
            approved = envelope("session", "s-3", 2, OTHER, form="exchange", title="办过", start="2026-03-07T09:00")
            approved["f"]["state"] = "approved"
            place.shadow.take_in(place.shadow.records_changes([planned, approved]))
            for title in ("计划内", "办过"):
                await on.keys("escape", "home")
                while title not in on.lines()[0]:
                    await on.keys("enter")
                    if title not in on.lines()[0]:
                        await on.keys("escape", "down")
                assert "确认人" not in on.text()

        play(place, act)


def test_sessions_stand_latest_first_are_filtered_and_shown_by_state(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        days = {"2026-01-10": "传达学习", "2026-03-05": "专题讨论", "2025-12-01": "年终总结"}
        made = {title: session(place, title=title, start=f"{day}T09:00") for day, title in days.items()}
        session(place, title=None, start=None, form="lecture")
        place.desk.change_state(made["专题讨论"], "running")

        async def act(on: Stage) -> None:
            await on.keys("3")
            rows = [line.split()[0] for line in on.lines() if "计划中" in line or "进行中" in line]
            assert rows == ["2026-03-05", "2026-01-10", "2025-12-01", "待补"]
            assert any("党课" in line and line.count("党课") == 2 for line in on.lines()), "called by its form"
            await on.keys("f3", *"jxz", "enter")
            assert "学习活动（1） · 进行中" in on.lines()[0]
            assert "传达学习" not in on.text()
            await on.keys("f3", *"qb", "enter", "ctrl+f", *"nzzj")
            assert "年终总结" in on.text()
            assert "传达学习" not in on.text()
            await on.keys("enter", "enter")
            assert "年终总结" in on.lines()[0]

        play(place, act)


def test_every_pane_is_reached_by_keys_and_says_what_to_do_first(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        rid = session(place)

        async def act(on: Stage) -> None:
            await show(on, rid, "overview")
            seen = []
            for _ in PANES:
                bar = on.lines()[1]
                seen.append(bar[bar.index("[") + 1 : bar.index("]")])
                assert "核心价值观学习" in on.lines()[0]
                await on.keys("f3")
            assert seen == [t(f"pane.{name}") for name in PANES]
            assert "[概况]" in on.lines()[1]
            await on.keys(*["，"] * (len(PANES) - PANES.index("actions")))
            assert "[待办]" in on.lines()[1]
            assert "还没有待办" in on.text()
            await on.keys("comma", "comma", "shift+f3", "f15")
            assert "[内容]" in on.lines()[1]
            assert "还没有学习内容" in on.text()
            assert "左右换栏" in on.lines()[1]
            await on.keys("left", "left", "left")
            assert "[记录稿]" in on.lines()[1], "the last one is one key from the first"
            await on.keys("right", "right", "right", "right")
            assert "[点名]" in on.lines()[1]
            await on.keys("right", *"ab", "left", "right")
            assert "[记录]" in on.lines()[1], "where something is typed the arrows move in it"
            assert "F3 换栏" in on.lines()[1]
            await on.keys("backspace", "backspace", "comma", "backspace", "shift+f3", "left")
            assert "[内容]" in on.lines()[1]
            await on.keys("f4")
            await on.type("旁注")
            await on.keys("escape", "escape")
            assert "首页" in on.lines()[0]

        play(place, act)
        [note] = place.repository.find("note")
        assert note.get("session") == rid, "a note taken at a session is tied to it"


def test_agenda_items_are_numbered_and_ticked(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        rid = session(place)

        async def act(on: Stage) -> None:
            await show(on, rid, "agenda")
            await on.keys("ctrl+n")
            await on.type("传达文件")
            await on.keys("ctrl+n")
            await on.type("交流发言")
            await on.keys("escape")
            rows = [line.split()[:2] for line in on.lines()[3:5]]
            assert rows == [["1", "传达文件"], ["2", "交流发言"]]
            await on.keys("down", "f9")
            await on.until(lambda: "✓" in on.lines()[4])
            await on.keys("f9")
            await on.until(lambda: "✓" not in on.text())
            assert "[议程 2]" in on.lines()[1]

        play(place, act)
        assert [view.get("session") for view in place.repository.find("agenda_item")] == [rid, rid]


def test_materials_and_actions_belong_to_their_session(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        staff(place, "张三")
        rid = session(place)

        async def act(on: Stage) -> None:
            await show(on, rid, "materials")
            await on.keys("ctrl+n")
            await on.type("《公文处理条例》")
            await on.keys("escape")
            assert "《公文处理条例》" in on.text()
            await on.keys("f3", "f3", "f3", "f3", "ctrl+n")
            await on.type("写一篇心得")
            await on.keys("escape")
            await on.keys("f9", "enter")
            await on.until(lambda: "已办" in on.text())

        play(place, act)
        [material], [action] = place.repository.find("material"), place.repository.find("action")
        assert (material.get("target"), action.get("session"), action.state) == (rid, rid, "done")


def test_what_others_add_shows_in_the_line_of_panes_and_a_deleted_session_says_so(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        rid = session(place)

        async def act(on: Stage) -> None:
            await show(on, rid, "overview")
            news = [
                envelope("agenda_item", "g-1", by=OTHER, session=rid, number=1, title="传达"),
                envelope("attendance", "a-1", by=OTHER, session=rid, member=OTHER, expected=True, status="late"),
                envelope("attendance", "a-2", by=OTHER, session=rid, member=ME, expected=True),
            ]
            place.shadow.take_in(place.shadow.records_changes(news))
            await on.settle()
            assert "议程 1" in on.lines()[1]
            assert "点名 实到1/应到2" in on.lines()[1]
            assert "应到 2  实到 1  迟到 1  未点 1" in on.text()
            await on.keys("delete")
            await on.until(lambda: place.desk.record(rid).deleted)
            assert "这次活动已不在本机" in on.text()
            await on.keys("f3", "f3", "f3", "1", "f3")
            await on.type("写不进去")
            await on.keys("enter", "f3", "escape", "3")
            assert "学习活动（0）" in on.lines()[0]

        play(place, act)
        assert place.repository.find("minute") == []


def test_states_of_a_session_are_changed_from_its_panes(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        rid = session(place)

        async def act(on: Stage) -> None:
            await show(on, rid, "minutes")
            await on.keys("f9", "enter")
            await on.until(lambda: place.desk.record(rid).state == "running")
            assert "进行中 · 核心价值观学习" in on.lines()[0]
            await on.keys("comma")
            assert "[记录]" in on.lines()[1], "a comma is text where minutes are written"
            await on.keys("backspace", "escape", "3", "enter", "f9", "enter")
            await on.until(lambda: place.desk.record(rid).state == "writing")
            await on.keys("f9")
            assert "先填：结束、地点、主持人" in on.text()

        play(place, act)


def test_the_panes_speak_english_too(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        rid = session(place)

        async def act(on: Stage) -> None:
            await show(on, rid, "minutes")
            await on.type("半句")
            await on.keys("ctrl+t")
            assert "[minutes]" in on.lines()[1]
            assert "No entries yet" in on.text()
            assert "speaker" in on.text()
            assert "半句" in on.text()
            for pane in ("[votes]", "[actions]", "[record]", "[facts]", "[agenda]", "[materials]", "[roll]"):
                await on.keys("f3")
                await on.until(lambda pane=pane: pane in on.lines()[1], 600)  # type: ignore[misc]

        play(place, act)


def test_an_action_on_home_leads_to_its_row_among_the_actions(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        rid = session(place)
        for text, due in (("先办的", "2026-03-10"), ("要找的", "2026-03-20"), ("后办的", "2026-03-30")):
            owner = ME if text == "要找的" else OTHER
            place.desk.create("action", {"session": rid, "text": text, "owner": owner, "due": due})

        async def act(on: Stage) -> None:
            assert "待办已过期：要找的" in on.text()
            await on.keys("home", "enter")
            assert "[待办 3]" in on.text()
            await on.keys("f2")
            assert "待办 要找的" in on.lines()[0]

        play(place, act)
