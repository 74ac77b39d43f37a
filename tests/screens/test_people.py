"""人员 by keys: moved, given duties, away, left and back; each one action, and history stays right."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from sync.cache.view import View
from sync.workplace import Workplace
from tests.screens.stage import ME, OTHER, Stage, alone, envelope, joined, play
from tui.year.study_year import StudyYear
from tui.years import study_year

SECRETARIAT, GENERAL = "k-1", "k-2"


def office(place: Workplace) -> None:
    """Two sections; 张三 in the first, whose head is 李四; 赵六 heads the second; a notice to rest duties on."""
    place.shadow.take_in(
        place.shadow.records_changes(
            [
                envelope("section", SECRETARIAT, name="秘书科", sort=1),
                envelope("section", GENERAL, name="综合科", sort=2),
                envelope("member", "m-3", name="李四", sort=3, standing="full"),
                envelope("member", "m-4", name="赵六", sort=4),
                envelope("membership", "ms-1", member=OTHER, section=SECRETARIAT, **{"from": "2020-01-01"}),
                envelope("membership", "ms-3", member="m-3", section=SECRETARIAT, **{"from": "2020-01-01"}),
                envelope("membership", "ms-4", member="m-4", section=GENERAL, **{"from": "2020-01-01"}),
                envelope(
                    "appointment",
                    "d-3",
                    member="m-3",
                    role="section_head",
                    sections=[SECRETARIAT],
                    **{"from": "2020-01-01"},
                ),
                envelope(
                    "appointment",
                    "d-4",
                    member="m-4",
                    role="section_head",
                    sections=[GENERAL],
                    **{"from": "2020-01-01"},
                ),
                envelope("document", "doc-1", state="in_force", title="关于领导小组分工的通知", doc_kind="notice"),
            ]
        )
    )


async def person(on: Stage, name: str) -> None:
    """From anywhere to one person's page, by keys."""
    await on.keys("1", "7", "enter", "ctrl+f")
    await on.type(name)
    await on.keys("enter", "enter")
    assert name in on.lines()[0], on.text()


def year(place: Workplace, of: int) -> StudyYear:
    return study_year(place, of)


def test_the_branch_page_leads_to_people_with_section_and_duties(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        office(place)

        async def act(on: Stage) -> None:
            await on.keys("7", "enter")
            assert "人员（在岗 4）" in on.lines()[0]
            [row] = [line for line in on.lines() if "李四" in line]
            assert "秘书科" in row
            assert "正式党员" in row
            assert "科室负责人" in row
            await on.keys("f3")
            assert "按科室" in on.lines()[0]
            rows = [line.split()[0] for line in on.lines() if line.split()[:1] and line.split()[0] in ("李四", "赵六")]
            assert rows == ["李四", "赵六"]

        play(place, act)


def test_a_move_ends_the_old_section_the_day_before_and_says_who_reads_what(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        office(place)

        async def act(on: Stage) -> None:
            await person(on, "张三")
            await on.keys("ctrl+r", *"zhk", "enter")
            await on.type("2026年3月5日")
            await on.keys("enter")
            assert "2020-01-01 至 2026-03-04" in on.text()
            assert "综合科: 2026-03-05 起" in on.text().replace("：", ": ")
            assert "赵六可以看到：张三" in on.text()
            assert "李四不再看到：张三" in on.text()
            await on.keys("enter")
            await on.until(lambda: place.repository.count("membership") == 4)
            rows = [line for line in on.lines() if "所在科室" in line]
            assert ["秘书科" in rows[0], "综合科" in rows[1]] == [True, True]

        play(place, act)
        assert place.desk.record("ms-1").get("to") == "2026-03-04"
        [made] = [v for v in place.repository.linked("membership", "member", OTHER) if v.id != "ms-1"]
        assert (made.get("section"), made.get("from"), made.get("to")) == (GENERAL, "2026-03-05", None)
        assert len(place.desk.last) == 1, "one action"
        assert not place.unsaved.all(), "the day is used"
        found = year(place, 2026)
        assert found.section_of(OTHER, dt.date(2026, 3, 4)) == SECRETARIAT
        assert found.section_of(OTHER, dt.date(2026, 3, 5)) == GENERAL
        assert year(place, 2025).section_of(OTHER) == SECRETARIAT, "an earlier year keeps the section of then"


def test_a_move_is_taken_back_whole(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        section = [place.desk.create("section", {"name": name}) for name in ("秘书科", "综合科")]
        member = place.desk.create("member", {"name": "张三"})
        place.desk.create("membership", {"member": member, "section": section[0], "from": "2020-01-01"})

        async def act(on: Stage) -> None:
            await person(on, "张三")
            await on.keys("ctrl+r", *"zhk", "enter", "enter", "enter")
            await on.until(lambda: place.repository.count("membership") == 2)
            await on.keys("ctrl+z")
            await on.until(lambda: place.repository.count("membership") == 1)

        play(place, act)
        [held] = place.repository.find("membership")
        assert (held.get("section"), held.get("to")) == (section[0], None)


def test_whoever_heads_a_section_and_moves_still_reads_it_and_that_is_said(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        office(place)

        async def act(on: Stage) -> None:
            await person(on, "李四")
            await on.keys("ctrl+r", *"zhk", "enter", "enter")
            assert "李四仍是科室负责人（秘书科）" in on.text().replace("\n", "")
            await on.keys("enter")
            await on.until(lambda: place.repository.count("membership") == 4)
            assert "但人已不在该科室" in on.text()

        play(place, act)
        assert place.desk.record("d-3").get("to") is None, "shown, not done by itself"


def test_a_duty_begins_with_its_document_and_ends_on_a_day(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        office(place)

        async def act(on: Stage) -> None:
            await person(on, "张三")
            await on.keys("ctrl+n", *"ksfz", "enter")
            assert "负责哪些科室" in on.text()
            await on.keys(*"zhk", "enter", "ctrl+s")
            await on.type("2026-01-10")
            await on.keys("enter", "down", "enter")
            assert "关于领导小组分工的通知" in on.text()
            assert "张三可以看到：赵六" in on.text()
            await on.keys("enter")
            await on.until(lambda: place.repository.count("appointment") == 4)
            await on.keys("end")
            assert "科室负责人（综合科）" in on.text()
            await on.keys("f9")
            await on.type("2026-06-30")
            await on.keys("enter")
            assert "2026-01-10 至 2026-06-30" in on.text()
            await on.keys("enter")
            await on.until(lambda: bool(duties(place)[0].get("to")))

        play(place, act)
        [duty] = duties(place)
        assert (duty.get("from"), duty.get("to"), duty.get("basis")) == ("2026-01-10", "2026-06-30", "doc-1")
        found = year(place, 2026)
        assert "section_head" in found.roles_of(OTHER, dt.date(2026, 6, 30))
        assert "section_head" not in found.roles_of(OTHER, dt.date(2026, 7, 1))
        assert "section_head" not in year(place, 2025).roles_of(OTHER)


def duties(place: Workplace) -> list[View]:
    return place.repository.linked("appointment", "member", OTHER)


def test_leaving_ends_sections_and_duties_in_one_action_but_not_what_only_the_secretary_ends(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        office(place)
        place.shadow.take_in(
            place.shadow.records_changes(
                [
                    envelope("appointment", "d-5", member=OTHER, role="committee", **{"from": "2024-01-01"}),
                    envelope("appointment", "d-6", member=OTHER, role="librarian", **{"from": "2024-01-01"}),
                ]
            )
        )

        async def act(on: Stage) -> None:
            await person(on, "张三")
            await on.keys("f3")
            await on.type("2026-03-31")
            await on.keys("enter")
            assert "状态：已离开" in on.text()
            assert "支委：" in on.text()
            assert "李四不再看到：张三" in on.text()
            await on.keys("enter")
            await on.until(lambda: place.desk.record(OTHER).state == "left")
            assert "已离开，支委还没有结束" in on.text()
            await on.keys("f3", *"zhk", "enter")
            assert "返回支部：张三" in on.text()
            await on.type("2026-05-01")
            await on.keys("enter", "enter")
            await on.until(lambda: place.desk.record(OTHER).state == "active")

        play(place, act)
        ends = {rid: place.desk.record(rid).get("to") for rid in ("ms-1", "d-5", "d-6")}
        assert ends == {"ms-1": "2026-03-31", "d-5": None, "d-6": "2026-03-31"}
        assert len(place.desk.last) == 2, "leaving and coming back are an action each"
        assert year(place, 2026).section_of(OTHER, dt.date(2026, 4, 15)) is None
        assert year(place, 2026).section_of(OTHER, dt.date(2026, 5, 1)) == GENERAL
        assert year(place, 2025).section_of(OTHER) == SECRETARIAT


def test_nobody_ends_or_begins_the_own_duty(tmp_path: Path) -> None:
    with joined(tmp_path, "secretary") as place:
        office(place)

        async def act(on: Stage) -> None:
            await person(on, "王五")
            await on.keys("ctrl+n")
            assert "自己" in on.said()[-1]
            await on.keys("f9")
            assert "自己" in on.said()[-1]

        play(place, act)
        assert len(place.queue) == 0


def test_a_plain_member_reads_people_and_changes_nothing(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        office(place)

        async def act(on: Stage) -> None:
            await person(on, "张三")
            for key in ("f2", "ctrl+r", "ctrl+n", "ctrl+o", "f3", "f9"):
                before = len(on.said())
                await on.keys(key)
                assert len(on.said()) == before + 1, key
                assert "学习秘书" in on.said()[-1] or "支部书记" in on.said()[-1]

        play(place, act)
        assert len(place.queue) == 0


def test_a_section_head_records_an_absence_of_the_own_people(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        office(place)
        mine = envelope(
            "appointment", "d-9", member=ME, role="section_head", sections=[SECRETARIAT], **{"from": "2020-01-01"}
        )
        place.shadow.take_in(place.shadow.records_changes([mine]))

        async def act(on: Stage) -> None:
            await person(on, "张三")
            await on.keys("ctrl+o")
            await on.type("驻村")
            await on.keys("escape")
            await on.until(lambda: place.repository.count("away") == 1)
            await on.keys("end")
            assert "驻村" in on.text()
            await on.keys("f9", "enter", "enter")
            await on.until(lambda: bool(place.repository.find("away")[0].get("to")))

        play(place, act)
        [away] = place.repository.find("away")
        assert (away.get("member"), away.get("note")) == (OTHER, "驻村")
