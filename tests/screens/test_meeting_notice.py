"""The notice of a session: what it says, copied and saved by keys, printed by a command."""

from __future__ import annotations

import stat
from pathlib import Path

from sync.workplace import Workplace
from tests.cli.device import Device
from tests.screens.meeting import session, show, staff
from tests.screens.stage import Stage, alone, play
from tui import i18n
from tui.handing_out import file_of
from tui.meeting_notice import notice
from tui.screens.session import SessionPage


def full(place: Workplace) -> str:
    """A session of which everything is known; its id."""
    people = staff(place)
    rid = session(place, audience="全体职工", also=["lecture"], end="2026-03-05T11:00", host=people["张三"])
    place.desk.set(rid, {"place": "三楼会议室"})
    item = {"session": rid, "number": 1, "title": "领学", "minutes_planned": 40, "presenter": people["李四"]}
    place.desk.create("agenda_item", item)
    place.desk.create(
        "agenda_item", {"session": rid, "number": 2, "title": "交流发言", "materials": "每人准备\n5 分钟"}
    )
    material = {"target": rid, "title": "《条例》", "number": "国发〔2011〕1号", "presenter": people["李四"]}
    place.desk.create("material", material)
    return rid


def test_a_notice_says_all_that_is_known(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        lines = notice(place, place.desk.record(full(place))).split("\n")
    assert lines[:-1] == [
        "会议通知",
        "",
        "形式：集中学习（兼党课）",
        "主题：核心价值观学习",
        "时间：2026-03-05 09:00 至 11:00",
        "地点：三楼会议室",
        "主持人：张三",
        "参加范围：全体职工",
        "议程：",
        "  1. 领学（李四、40 分钟）",
        "  2. 交流发言",
        "学习内容：",
        "  1. 《条例》（国发〔2011〕1号、领学：李四）",
        "准备事项：",
        "  1. 李四：领学、《条例》",
        "  2. 交流发言：每人准备 5 分钟",
        "",
        "测试支部",
    ]
    assert len(lines[-1]) == len("2026-03-01")


def test_what_is_not_known_is_left_to_be_supplied_and_a_cancelled_session_says_why(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        rid = session(place, title=None, start=None)
        text = notice(place, place.desk.record(rid))
        for label in ("主题", "时间", "地点", "主持人", "议程", "学习内容", "准备事项"):
            assert f"{label}：待补\n" in text
        place.desk.change_state(rid, "postponed", with_fields={"reason": "领导出差"})
        assert "（本次活动已延期：领导出差）" in notice(place, place.desk.record(rid))
        i18n.set_language("en")
        assert f"place: {i18n.t('value.unknown')}\n" in notice(place, place.desk.record(rid))


def test_an_empty_audience_is_the_usual_one_of_the_form(tmp_path: Path) -> None:
    """The form says so under its field, and the people on the roll are those; only the notice said 待补."""
    with alone(tmp_path) as place:
        staff(place)
        rid = session(place)
        assert "参加范围：全体职工\n" in notice(place, place.desk.record(rid))
        meeting = session(place, form="general_meeting")
        place.desk.create("member", {"name": "钱七", "standing": "full"})
        assert "参加范围：全体党员\n" in notice(place, place.desk.record(meeting))
        i18n.set_language("en")
        assert "audience: all staff\n" in notice(place, place.desk.record(rid))


def test_the_notice_is_read_copied_and_saved_by_keys(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        rid = full(place)
        text = notice(place, place.desk.record(rid))
        path = file_of(tmp_path, "notice", place.desk.record(rid))

        async def act(on: Stage) -> None:
            await show(on, rid, "overview")
            await on.keys("ctrl+n")
            assert "会议通知 · 核心价值观学习" in on.lines()[0]
            assert "李四：领学、《条例》" in on.text()
            await on.keys("ctrl+r")
            assert on.app.clipboard == text
            assert "剪贴板" in on.said()[-1]
            await on.keys("ctrl+s")
            await on.until(path.exists)
            await on.until(lambda: str(path) in on.said()[-1])
            place.desk.set(rid, {"place": "五楼"})
            await on.settle()
            assert "地点：五楼" in on.text(), "what is changed meanwhile is shown"
            await on.keys("escape")
            # What was said in the corner lies over the line of panes for some seconds.
            assert isinstance(on.app.screen, SessionPage)

        play(place, act)
        assert path.read_text("utf-8") == text + "\n"
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_folder_that_cannot_be_written_is_named_and_the_notice_stays(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        rid = session(place)
        (tmp_path / "notices").write_text("in the way")

        async def act(on: Stage) -> None:
            await show(on, rid, "overview")
            await on.keys("ctrl+n", "ctrl+s")
            await on.until(lambda: any("没能存到" in said for said in on.said()))
            assert "核心价值观学习" in on.text()

        play(place, act)


def test_the_command_line_prints_the_same(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        rid = full(place)
        text = notice(place, place.desk.record(rid))
        item = place.repository.linked("agenda_item", "session", rid)[0].id
    device = Device(tmp_path)
    assert device.ok("notice", rid) == text
    assert device.json("notice", rid) == {"session": rid, "text": text}
    assert device.refused(1, "notice", item)["code"] == "not_a_session"
