"""Forms held together and the audience of a session are picked, not typed as identifiers."""

from __future__ import annotations

from pathlib import Path

from sync.clock import today
from tests.screens.meeting import session, show
from tests.screens.stage import ME, OTHER, Stage, alone, envelope, joined, play
from tui.i18n import t


def test_several_forms_in_one_sitting_are_picked_and_shown_by_their_names(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        rid = session(place)

        async def act(on: Stage) -> None:
            await show(on, rid, "overview")
            await on.keys("f2")
            on.app.screen.query_one("#field-also").focus()
            await on.keys("enter")
            assert "主题党日" in on.text()
            await on.keys(*"jzxx")
            assert t("pick.none") in on.text(), "it is a collective study already"
            await on.keys(*["backspace"] * 4, *"dk", "enter", *"ztdr", "enter", "ctrl+s")
            await on.until(lambda: place.desk.record(rid).get("also") == ["lecture", "theme_day"])
            assert "党课、主题党日" in on.text()
            await on.keys("escape")
            assert "兼作：党课、主题党日" in on.text()
            await on.keys("ctrl+t")
            assert "lecture, theme day" in on.text()

        play(place, act)


def test_words_typed_where_forms_are_picked_now_come_back_after_a_kill(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        rid = session(place)
        place.unsaved.keep(rid, "also", None, "lecture", kind="session", scope=place.desk.record(rid).scope)

        async def act(on: Stage) -> None:
            await show(on, rid, "overview")
            await on.keys("f2", "escape")
            assert "兼作：党课" in on.text()

        play(place, act)
        assert place.desk.record(rid).get("also") == ["lecture"]


def test_the_audience_is_picked_and_decides_who_stands_on_the_roll(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        records = [
            envelope("section", "s-1", name="秘书科"),
            envelope("membership", "ms-1", member=OTHER, section="s-1", **{"from": "2020-01-01"}),
            envelope("member", "m-3", name="赵六", group="第一党小组", standing="full"),
            envelope("member", "m-4", name="孙七", standing="staff"),
        ]
        place.shadow.take_in(place.shadow.records_changes(records))
        rid = session(place, audience="有关同志")

        async def act(on: Stage) -> None:
            await show(on, rid, "overview")
            await on.keys("f2")
            on.app.screen.query_one("#field-audience").focus()
            await on.settle()
            assert "F2 选范围" in on.lines()[-1]
            await on.keys("f2")
            assert "秘书科  应到 1 人" in on.text()
            assert "全体职工  应到 4 人" in on.text()
            await on.keys(*"msk", "enter", *"dydxz", "enter", "ctrl+s")
            assert "有关同志、秘书科、第一党小组" in on.text(), "words of one's own stay"
            await on.keys("home", *["delete"] * 5, "escape")
            await on.until(lambda: place.desk.record(rid).get("audience") == "秘书科、第一党小组")
            await on.keys("f3", "f3", "f3", "ctrl+n")
            await on.until(lambda: len(place.repository.linked("attendance", "session", rid)) == 2)

        play(place, act)
        rows = place.repository.linked("attendance", "session", rid)
        assert {row.get("member") for row in rows} == {OTHER, "m-3"}
        assert ME not in {row.get("member") for row in rows}


def test_f2_picks_nothing_where_a_line_names_no_people(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        rid = session(place)

        async def act(on: Stage) -> None:
            await show(on, rid, "overview")
            await on.keys("f2", "f2")
            assert "选范围" not in on.lines()[-1]
            assert "学习活动 核心价值观学习" in on.lines()[0]

        play(place, act)


def test_a_time_that_is_none_says_whether_the_day_or_the_hour_is_missing(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        rid = session(place, start=None)

        async def act(on: Stage) -> None:
            await show(on, rid, "overview")
            await on.keys("f2")
            on.app.screen.query_one("#field-start").focus()
            for said, why in (("2026-02-30 09:00", "日历上没有这一天"), ("2月30日", "日历上没有这一天")):
                await on.type(said)
                await on.keys("ctrl+s")
                await on.until(lambda why=why: why in on.text())  # type: ignore[misc]
                await on.keys(*["backspace"] * 20)
            await on.type("下周三")
            await on.keys("ctrl+s")
            await on.until(lambda: "只有日期，没有几点" in on.text())
            await on.keys(*["backspace"] * 20)
            await on.type("明年三月5号上午九点")
            await on.keys("ctrl+s")
            await on.until(lambda: place.desk.record(rid).get("start") is not None)

        play(place, act)
        year = int(today(place.clock)[:4]) + 1
        assert place.desk.record(rid).get("start") == f"{year}-03-05T09:00"
