"""学用转化 by keys: made, put on trial, checked after 30 and 90 days, kept; from a text of one's own only after asking."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from sync.clock import today
from sync.wire import Record
from sync.workplace import Workplace
from tests.screens.stage import BRANCH, ME, OTHER, Stage, envelope, joined, play
from tui.improvements import why_not_from
from tui.screens.improvements import ImprovementsPage
from tui.screens.publication import PublicationPage
from tui.screens.submission import SubmissionPage


def take(place: Workplace, *records: Record) -> None:
    place.shadow.take_in(place.shadow.records_changes(list(records)))


def case(rid: str, **fields: Any) -> Record:
    values = {"title": "会前一日核对议题", "problem": "材料常有缺页", "owner": ME, "state": "trying", **fields}
    return envelope("improvement", rid, **values)


def ago(place: Workplace, days: int) -> str:
    return (dt.date.fromisoformat(today(place.clock)) - dt.timedelta(days=days)).isoformat()


async def show(on: Stage) -> None:
    await on.app.push_screen(ImprovementsPage())
    await on.settle()


def test_a_case_is_written_learned_from_a_session_and_put_on_trial(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        take(
            place,
            envelope("session", "s-1", form="lecture", title="办会规范", start="2026-03-05T09:00"),
            envelope("session", "s-2", scope=f"c:{BRANCH}", form="committee_meeting", title="支委会议题"),
        )

        async def act(on: Stage) -> None:
            await show(on)
            assert "按 Ctrl+N 写一条" in on.text()
            await on.keys("ctrl+n")
            await on.type("会前一日核对议题")
            await on.keys("tab")
            await on.type("材料常有缺页")
            await on.keys("tab", "enter")
            assert "支委会议题" not in on.text(), "what the committee alone reads is nobody's source here"
            await on.keys(*"bhgf", "enter", "ctrl+s")
            assert any("学自" in line and "办会规范" in line for line in on.lines())
            await on.keys("escape")
            await on.until(lambda: place.repository.count("improvement") == 1)
            await on.keys("f9", "enter")
            await on.type("2026-03-06")
            await on.keys("enter")
            await on.until(lambda: place.repository.find("improvement")[0].state == "trying")
            await on.keys("enter")
            assert "学自：办会规范" in on.text()
            await on.keys("enter")
            assert "办会规范" in on.lines()[0], "one key leads to what it was learned from"

        play(place, act)
        [made] = place.repository.find("improvement")
        assert (made.get("owner"), made.get("started"), made.get("learned_from")) == (ME, "2026-03-06", ["s-1"])
        assert not place.unsaved.all()


def test_due_checks_come_first_are_written_with_one_key_and_the_last_proposes_to_keep(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        take(
            place,
            case("i-1", title="新近的", started=ago(place, 5)),
            case("i-2", title="满三个月的", started=ago(place, 95)),
        )

        async def act(on: Stage) -> None:
            await show(on)
            rows = [line for line in on.lines() if "试行" in line]
            assert "满三个月的" in rows[0]
            assert "30天待复查" in rows[0]
            assert ago(place, -25) in rows[1]
            await on.keys("home", "ctrl+r")
            await on.type("缺页少了")
            await on.keys("escape")
            await on.until(lambda: place.desk.record("i-2").get("after_30") == "缺页少了")
            assert any("90天待复查" in line for line in on.lines())
            await on.keys("ctrl+r")
            await on.type("已成习惯")
            await on.keys("escape")
            await on.until(lambda: "转为已固化" in on.text())
            await on.keys("enter")
            await on.until(lambda: place.desk.record("i-2").state == "kept")
            await on.keys("home", "ctrl+r")
            assert "30天复查在" in on.said()[-1]

        play(place, act)


def test_cases_are_shown_by_state_and_line_of_work(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        take(
            place,
            case("i-1", title="办会一", work_line="meetings"),
            case("i-2", title="办文一", work_line="papers"),
            case("i-3", title="办文二", work_line="papers", state="dropped"),
        )

        async def act(on: Stage) -> None:
            await show(on)
            await on.keys("ctrl+o", *"bw", "enter")
            assert "办会一" not in on.text()
            assert "办文一" in on.text()
            await on.keys("f3", *"ytz", "enter")
            assert "办文一" not in on.text()
            assert "办文二" in on.text()
            assert "办文 · 已停止" in on.lines()[0] or "已停止 · 办文" in on.lines()[0]

        play(place, act)


def test_nobody_changes_the_case_of_another_but_secretary_and_clerk(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        take(place, case("i-1", owner=OTHER, started="2025-01-01"))

        async def act(on: Stage) -> None:
            await show(on)
            for key in ("f2", "ctrl+r", "f8"):
                await on.keys(key)
                assert "学习秘书" in on.said()[-1]

        play(place, act)
        assert len(place.queue) == 0


def submission(rid: str, author: str, **fields: Any) -> Record:
    values = {"state": "accepted", "title": "读《公文写作》", "body": "正文", "use_at_work": "拟稿前先列要点", **fields}
    return envelope("submission", rid, by=author, scope=f"r:{BRANCH}:{author}", author=author, **values)


def test_what_one_wrote_of_its_use_becomes_a_case_after_asking(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        take(place, envelope("book", "b-1", title="公文写作", state="in_stock"), submission("p-1", ME, book="b-1"))

        async def act(on: Stage) -> None:
            await on.app.push_screen(SubmissionPage("p-1"))
            await on.keys("f8")
            assert "全支部都能看到" in on.text()
            assert "拟稿前先列要点" in on.text()
            await on.keys("escape")
            assert place.repository.count("improvement") == 0
            await on.keys("f8", "enter")
            await on.type("拟稿反复返工")
            await on.keys("escape")
            await on.until(lambda: place.repository.count("improvement") == 1)

        play(place, act)
        [made] = place.repository.find("improvement")
        assert (made.get("title"), made.get("change"), made.get("problem")) == (
            "读《公文写作》",
            "拟稿前先列要点",
            "拟稿反复返工",
        )
        assert made.get("learned_from") == ["b-1"], "not the reflection, which others do not read"


def test_a_case_is_made_of_nobody_elses_reflection_and_of_none_without_its_use(tmp_path: Path) -> None:
    with joined(tmp_path, "secretary") as place:
        take(place, submission("p-1", OTHER), submission("p-2", ME, use_at_work=None))
        assert "张三" in str(why_not_from(place, place.desk.record("p-1")))
        assert "学用转化" in str(why_not_from(place, place.desk.record("p-2")))
        assert why_not_from(place, None) is not None


def test_what_is_published_already_becomes_a_case_of_ones_own_without_asking(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        take(
            place,
            envelope(
                "publication",
                "pu-1",
                author=OTHER,
                submission="p-1",
                title="读《公文写作》",
                body="正文",
                use_at_work="拟稿前先列要点",
                state="published",
            ),
        )

        async def act(on: Stage) -> None:
            await on.app.push_screen(PublicationPage("pu-1"))
            await on.keys("f8")
            await on.type("拟稿反复返工")
            await on.keys("escape")
            await on.until(lambda: place.repository.count("improvement") == 1)

        play(place, act)
        [made] = place.repository.find("improvement")
        assert (made.get("owner"), made.get("learned_from")) == (ME, ["pu-1"])
