"""学习日历: the file read back by a calendar library, and what does not go into it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import icalendar
import pytest

from tests.documents.held_session import HeldSession
from tests.screens.stage import BRANCH, ME, OTHER, alone, envelope, joined
from tui.documents import calendar
from tui.documents.kinds import Subject
from tui.documents.office import Office
from tui.documents.rendering import render


@pytest.fixture
def held(tmp_path: Path) -> Iterator[HeldSession]:
    with alone(tmp_path) as place:
        yield HeldSession(place).fill()


def entries(office: Office) -> dict[str, Any]:
    """The entries of the file by their uid, as another program reads them."""
    read = icalendar.Calendar.from_ical(render(calendar.calendar(office, Subject())))
    return {str(each["uid"]): each for each in read.walk("VEVENT")}


def test_a_session_comes_with_place_form_and_agenda_in_local_time(held: HeldSession) -> None:
    held.place.desk.create("agenda_item", {"session": held.rid, "number": 1, "title": "传达, 讨论; 表决"})
    event = entries(held.office)[f"{held.rid}@xinde"]
    assert str(event["summary"]) == "核心价值观学习"
    assert event.decoded("dtstart").isoformat() == "2026-03-05T09:00:00"
    assert event.decoded("dtend").isoformat() == "2026-03-05T11:00:00"
    assert event["dtstart"].params == {}
    assert str(event["location"]) == "三楼会议室"
    assert str(event["description"]).split("\n") == ["形式：集中学习", "主持人：张三", "1. 传达, 讨论; 表决"]
    assert "status" not in event


@pytest.mark.parametrize(("state", "word"), [("cancelled", "已取消"), ("postponed", "已延期")])
def test_one_called_off_is_cancelled_and_says_why(held: HeldSession, state: str, word: str) -> None:
    held.place.desk.change_state(held.rid, state, with_fields={"reason": "防汛值班"})
    event = entries(held.office)[f"{held.rid}@xinde"]
    assert str(event["status"]) == "CANCELLED"
    assert str(event["summary"]) == f"【{word}】核心价值观学习"
    assert f"{word}：防汛值班" in str(event["description"])


def test_what_is_due_is_a_whole_day(held: HeldSession) -> None:
    new = held.place.desk.create
    plan = new("plan", {"year": 2026, "title": "计划"})
    task = {"plan": plan, "topic": "公文", "track": "professional", "form": "exchange"}
    months = {"month_from": "2026-01-01", "month_to": "2026-02-01"}
    due = new("task", {**task, "number": 3, **months})
    undated = new("task", {**task, "number": 4})
    action = {"session": held.rid, "text": "报模板", "owner": held.people["王五"]}
    opened = new("action", {**action, "due": "2026-03-20"})
    done = new("action", {**action, "due": "2026-03-21"})
    held.place.desk.change_state(done, "done")
    found = entries(held.office)
    assert found[f"{due}@xinde"].decoded("dtstart") == dt.date(2026, 2, 28)
    assert str(found[f"{due}@xinde"]["summary"]) == "学习任务3 公文 到期"
    assert found[f"{opened}@xinde"].decoded("dtstart") == dt.date(2026, 3, 20)
    assert str(found[f"{opened}@xinde"]["summary"]) == "待办到期：报模板（王五）"
    assert not {f"{undated}@xinde", f"{done}@xinde"} & set(found)


def test_the_windows_of_plan_and_summary_are_the_rules(held: HeldSession) -> None:
    found = {str(each["summary"]): each.decoded("dtstart") for each in entries(held.office).values()}
    assert found["2026年度学习计划最迟报送"] == dt.date(2026, 1, 20)
    assert found["2026年度学习总结、考核最迟完成"] == dt.date(2027, 1, 20)
    held.place.desk.create("settings", {"rule_pack": "none"})
    assert not [uid for uid in entries(held.office) if "_due-" in uid]


def test_own_loans_alone_are_in_it(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        book = envelope("book", "bk", title="公文写作")
        loan = {"book": "bk", "state": "out", "due_on": "2026-12-20"}
        mine, others = (envelope("loan", rid, member=who, **loan) for rid, who in (("l1", ME), ("l2", OTHER)))
        place.shadow.take_in(place.shadow.records_changes([book, mine, others]))
        found = entries(Office(place, 2026))
        assert str(found["l1@xinde"]["summary"]) == "还书：《公文写作》"
        assert "l2@xinde" not in found


@pytest.mark.parametrize(("role", "there"), [("committee", True), ("librarian", False)])
def test_committee_meetings_are_only_for_those_who_read_them_and_marked(tmp_path: Path, role: str, there: bool) -> None:
    with joined(tmp_path, role) as place:
        scope = f"c:{BRANCH}"
        meeting = envelope(
            "session", "s1", scope=scope, form="committee_meeting", title="研究", start="2026-03-05T09:00"
        )
        action = envelope("action", "a1", scope=scope, session="s1", text="办", state="open", due="2026-03-09")
        changes = place.shadow.records_changes([meeting, action])
        read = [f"b:{BRANCH}", *([scope] if there else [])]
        place.shadow.take_in([*changes, place.shadow.cursors_change(dict.fromkeys(read, 1))])
        found = entries(Office(place, 2026))
        assert ("s1@xinde" in found, "a1@xinde" in found) == (there, there)
        assert all("【支委会内部】" in str(found[uid]["summary"]) for uid in ("s1@xinde", "a1@xinde") if there)


def test_ids_stay_when_the_file_is_made_again_and_the_session_has_moved(held: HeldSession) -> None:
    before = set(entries(held.office))
    held.place.desk.set(held.rid, {"start": "2026-03-06T09:00", "end": "2026-03-06T11:00", "title": "改期"})
    assert set(entries(held.office)) == before


def test_long_lines_are_folded_between_characters_and_read_back_whole(held: HeldSession) -> None:
    title = "学习贯彻，联系实际；学用结合\\转化" * 6
    held.place.desk.set(held.rid, {"title": title[:120], "place": "三楼,会议室;东头"})
    written = render(calendar.calendar(held.office, Subject()))
    lines = written.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode("utf-8")
    event = entries(held.office)[f"{held.rid}@xinde"]
    assert str(event["summary"]) == title[:120]
    assert str(event["location"]) == "三楼,会议室;东头"
