"""What a new session is made of, without a screen."""

from __future__ import annotations

from typing import Any

import pytest

from sync.cache.view import View
from sync.records.registry import KINDS
from tui import preparing
from tui.preparing import EveryMonth


def view(kind: str, rid: str, **fields: Any) -> View:
    return View(id=rid, kind=kind, scope="b:x", fields=fields)


def task(**fields: Any) -> View:
    return view("task", "t-1", **{"topic": "公文写作", "form": "lecture", "lead": "m-1", **fields})


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("15 09:00", EveryMonth(15, 9, 0)),
        ("5日9点半", EveryMonth(5, 9, 30)),
        ("１５　１４：３０", EveryMonth(15, 14, 30)),
        ("31 9:05", EveryMonth(31, 9, 5)),
        ("0 09:00", None),
        ("32 09:00", None),
        ("15 24:00", None),
        ("15", None),
        ("", None),
        ("十五日九点", None),
    ],
)
def test_day_and_time_are_read_as_people_write_them(written: str, wanted: EveryMonth | None) -> None:
    assert preparing.every_month(written) == wanted


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("15日上午9点", EveryMonth(15, 9, 0)),
        ("15 下午 3:30", EveryMonth(15, 15, 30)),
        ("15号下午15点", EveryMonth(15, 15, 0)),
        ("１５日 晚上７点半", EveryMonth(15, 19, 30)),
        ("15日中午12点", EveryMonth(15, 12, 0)),
        ("15日上午15点", None),
        ("15日晚上12点", None),
        ("15日上午", None),
    ],
)
def test_the_part_of_the_day_is_read_too(written: str, wanted: EveryMonth | None) -> None:
    assert preparing.every_month(written) == wanted


def test_one_a_month_fills_the_months_that_have_none_and_keeps_to_short_months() -> None:
    planned = task(month_from="2026-11-01", month_to="2027-02-28", minutes_planned=90)
    there = [view("session", "s-1", task="t-1", start="2026-12-03T09:00", state="cancelled")]
    other = [view("session", "s-2", task="t-2", start="2027-01-03T09:00")]
    made = preparing.monthly(planned, [*there, *other], EveryMonth(31, 23, 0), "me")
    assert [(f["start"], f["end"]) for _, f, _ in made] == [
        ("2026-11-30T23:00", "2026-12-01T00:30"),
        ("2027-01-31T23:00", "2027-02-01T00:30"),
        ("2027-02-28T23:00", "2027-03-01T00:30"),
    ]
    [(kind, fields, rid), *_] = made
    assert (kind, rid, fields["task"], fields["host"], fields["recorders"]) == ("session", None, "t-1", "m-1", ["me"])


def test_months_are_one_where_one_is_known_and_none_where_they_are_crossed() -> None:
    assert preparing.months_of(task(month_from="2026-03-01")) == ["2026-03"]
    assert preparing.months_of(task(month_to="2026-04-30")) == ["2026-04"]
    assert preparing.months_of(task(month_from="2026-05-01", month_to="2026-04-01")) == []
    assert preparing.months_of(task()) == []


def test_an_end_is_proposed_only_where_start_and_minutes_are_known_and_none_is_given() -> None:
    assert preparing.with_end({"start": "2026-03-05T09:00"}, 90)["end"] == "2026-03-05T10:30"
    assert preparing.with_end({"start": "2026-03-05T09:00", "end": "2026-03-05T12:00"}, 90)["end"] == "2026-03-05T12:00"
    assert "end" not in preparing.with_end({"start": "2026-03-05T09:00"}, None)
    assert "end" not in preparing.with_end({}, 90)


def test_each_line_of_a_task_becomes_a_material_and_a_long_one_loses_nothing() -> None:
    long = "贯彻" * 80
    lines = f"1. 《公文处理条例》\n\n（二）中央文件\n- 先进事迹\n2011年工作要点\n{long}"
    made = preparing.materials(task(materials=lines), "s-1")
    assert [fields["title"] for _, fields, _ in made][:4] == [
        "《公文处理条例》",
        "中央文件",
        "先进事迹",
        "2011年工作要点",
    ]
    assert made[4][1]["note"] == long
    for kind, fields, _ in made:
        assert KINDS[kind].check_new(fields)["presenter"] == "m-1"
    assert preparing.materials(task(), "s-1") == []


def test_every_template_makes_agenda_items_that_may_be_kept() -> None:
    there = preparing.templates()
    forms = {form for form, _ in KINDS["session"].fields["form"].choices}
    assert set(there) == forms - {"other"}
    for form in there:
        for language in ("zh", "en"):
            items = preparing.template_agenda(form, "s-1", language)
            checked = [KINDS[kind].check_new(fields) for kind, fields, _ in items]
            assert [each["number"] for each in checked] == list(range(1, len(items) + 1))
            assert all(str(each["title"]).isascii() == (language == "en") for each in checked)
    assert preparing.template_agenda("other", "s-1", "zh") == []


def test_the_last_of_a_form_is_copied_without_its_theme_and_with_nothing_done() -> None:
    sessions = [
        view("session", "a", form="exchange", start="2026-01-05T09:00", title="一月", place="三楼", host="m-1"),
        view("session", "b", form="exchange", start="2026-03-05T09:00", title="三月", place="五楼", recorders=["m-2"]),
        view("session", "c", form="exchange", start="2026-05-05T09:00", state="cancelled"),
        view("session", "d", form="exchange"),
        view("session", "e", form="lecture", start="2026-06-05T09:00"),
    ]
    last = preparing.last_of("exchange", sessions)
    assert last is not None
    assert preparing.copied(last) == {"form": "exchange", "place": "五楼", "recorders": ["m-2"]}
    items = [
        view("agenda_item", "i-1", number=1, title="传达", done=True),
        view("agenda_item", "i-2", number=2, title="讨论", done=True, minutes_planned=30),
    ]
    made = [KINDS[kind].check_new(fields) for kind, fields, _ in preparing.copied_agenda(items, "s-9")]
    assert [(each["number"], each["title"], each.get("done")) for each in made] == [
        (1, "传达", None),
        (2, "讨论", None),
    ]
    assert {each["session"] for each in made} == {"s-9"}
    assert preparing.last_of("mobilisation", sessions) is None


def test_who_may_not_name_others_opens_the_session_for_oneself() -> None:
    fields = {"form": "lecture", "host": "m-1", "recorders": ["m-2"]}
    assert preparing.within_rights(fields, "me", lambda given: True) == fields
    assert preparing.within_rights(fields, "me", lambda given: False) == {
        "form": "lecture",
        "host": None,
        "recorders": ["me"],
    }
