"""One search finds every record by what one remembers of it, and its index stays what a new one would be."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.workplace import Workplace
from tests.screens.stage import ME, OTHER, joined
from tui import i18n
from tui.finding.conditions import Wanted, understand
from tui.finding.finder import Finder
from tui.finding.look import hit_of, look
from tui.finding.query import parse
from tui.finding.times import month_of, times_of
from tui.readings import TABLE, _from_pypinyin
from tui.recents import Recents


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Workplace]:
    with joined(tmp_path, "clerk", "librarian") as place:
        yield place


@pytest.fixture
def chinese() -> Iterator[None]:
    before = i18n.language()
    i18n.set_language("zh")
    yield
    i18n.set_language(before)


pytestmark = pytest.mark.usefixtures("chinese")


TASK = {"number": 1, "track": "political", "form": "exchange"}


def wanted(place: Workplace, line: str) -> Wanted:
    return understand(place, parse(line))


def found(place: Workplace, line: str, finder: Finder | None = None, *, projecting: bool = False) -> list[str]:
    finder = finder or Finder(place)
    finder.build_some()
    results = finder.search(wanted(place, line), projecting=projecting)
    assert results is not None
    assert results.complete
    return list(results.rids)


def filled(place: Workplace) -> dict[str, str]:
    """Some records, by a short name."""
    create = place.desk.create
    session = create(
        "session",
        {
            "form": "collective_study",
            "title": "学习二十大精神",
            "start": "2026-03-05T09:00",
            "host": OTHER,
            "place": "三楼",
            "summary": "先学原文。\n联系实际长期坚持调查研究，ＧＰＴ 也谈到了。",
        },
    )
    return {
        "session": session,
        "exchange": create("session", {"form": "exchange", "start": "2026-02-05T09:00", "host": ME}),
        "agenda": create("agenda_item", {"session": session, "number": 1, "title": "领学报告"}),
        "note": create("note", {"title": "会上", "body": "银行的同志谈调查研究", "at": "2026-03-05T09:10"}),
        "document": create("document", {"title": "学习制度", "doc_kind": "regulation"}),
        "book": create("book", {"title": "公文写作", "author": "某某", "call_number": "A1"}),
    }


def test_each_clue_leads_to_the_record(place: Workplace) -> None:
    named = filled(place)
    finder = Finder(place)
    clues = {
        "二十大": ["session"],
        "调查研究": ["note", "session"],
        "二十大 调查": ["session"],
        "二十大 没有": [],
        '"原文。 联系"': [],
        '"调查研究，gpt"': ["session"],
        "三楼": ["session"],
        "dcyj": ["note", "session"],
        "diaochayanjiu": ["note", "session"],
        "diaochay": ["note", "session"],
        "cqjc": ["session"],
        "yinhang": ["note"],
        "yh": ["note"],
        "2026-3-5": ["note", "session", "agenda"],
        "3月5日": ["note", "session", "agenda"],
        "2026年2月": ["exchange"],
        "交流讨论": ["exchange"],
        "exchange": ["exchange"],
        "人:张三": ["session", OTHER],
        "by:zs": ["session", OTHER],
        "人：我 类:活动": ["exchange"],
        "类:活动": ["session", "exchange"],
        "kind:session,note": ["note", "session", "exchange"],
        "kind:hd": ["session", "exchange"],
        "类:session 状态:planned": ["session", "exchange"],
        "状态:计划中 类:活动 月:2026-2": ["exchange"],
        "month:2": ["exchange"],
        "月:2026-03 kind:议程": ["agenda"],
        "gwxz": ["book"],
        "kind:book 公文": ["book"],
    }
    for clue, names in clues.items():
        got = found(place, clue, finder)
        if clue in ("2026-3-5", "3月5日"):
            # A row without a date of its own has none in its text, but counts for the day of its session.
            names = names[:2]
        if "zs" in clue or "张三" in clue:
            assert set(got) == {named.get(name, name) for name in names}, clue
        else:
            assert set(got) & set(named.values()) == {named[name] for name in names}, clue


def test_titles_stand_before_people_these_before_text_and_near_ones_before_far_ones(place: Workplace) -> None:
    create = place.desk.create
    text = create("document", {"title": "别的", "doc_kind": "regulation", "body": "张三要学习"})
    far = create("session", {"form": "exchange", "title": "学习一", "start": "2020-03-05T09:00", "host": OTHER})
    near = create("session", {"form": "exchange", "title": "学习二", "start": "2026-11-05T09:00", "host": ME})
    assert [each for each in found(place, "学习") if each in (text, far, near)] == [near, far, text]
    assert found(place, "张三")[0] == OTHER
    assert [each for each in found(place, "张三") if each != OTHER] == [far, text]


def test_what_a_person_holds_or_wrote_stands_before_what_only_names_them(place: Workplace) -> None:
    create = place.desk.create
    held = create("session", {"form": "exchange", "title": "甲会", "start": "2020-03-05T09:00", "host": OTHER})
    kept = create("session", {"form": "exchange", "title": "乙会", "start": "2020-04-05T09:00", "recorders": [OTHER]})
    entry = {"session": held, "speaker": OTHER, "text": "散会。", "pos": "a1", "entry": "note"}
    said = create("minute", {**entry, "at": "2020-03-05T09:10"})
    got = [each for each in found(place, "zs") if each in (held, kept, said)]
    assert got == [kept, held, said]
    assert found(place, "主持:zs") == found(place, "host：张三") == [held]
    finder = Finder(place)
    finder.build_some()
    assert "主持 张三" in hit_of(place, place.desk.record(held), wanted(place, "zs")).cells[3]


def test_a_row_says_why_it_was_found_in_the_few_cells_it_has(place: Workplace) -> None:
    said = "今天的会从九点开到十二点，会上大家先念了通报，再说到台账，最后散会。"
    noted = place.desk.create("note", {"title": "甲", "at": "2026-03-05T09:00", "body": f"开头\n{said}"})
    view = place.desk.record(noted)
    finder = Finder(place)
    finder.build_some()
    assert hit_of(place, view, wanted(place, "台账")).cells[3].startswith("…报，再说到台账，最后")
    assert hit_of(place, view, wanted(place, "tz"), "...").cells[3].startswith("...报，再说到台账，最后")
    assert hit_of(place, view, wanted(place, "今天")).cells[3] == said
    assert hit_of(place, view, wanted(place, "开头")).cells[3] == "开头"


def test_a_time_is_understood_without_a_condition_and_text_that_says_it_is_found_too(place: Workplace) -> None:
    day = place.clock.now().date()
    last = (day.replace(day=1) - dt.timedelta(days=1)).replace(day=5)
    monday = day - dt.timedelta(days=day.weekday() + 7)

    def session(title: str, on: dt.date) -> str:
        fields = {"form": "exchange", "title": title, "start": f"{on}T09:00", "host": OTHER}
        return place.desk.create("session", fields)

    before, now, week = session("甲会", last), session("乙会", day), session("丙会", monday)
    text = place.desk.create("document", {"title": "上个月的安排", "doc_kind": "regulation"})
    assert {before, text} <= set(found(place, "上个月"))
    assert found(place, "zs 上个月")[0] == before
    assert now in found(place, "zs 今天")
    assert week in found(place, "zs 上周")
    assert now not in found(place, "zs 上周")
    assert before in found(place, f"{last.month}月")
    assert before in found(place, f"{last.year}年")
    assert f"“上个月”理解为 {last:%Y-%m}" in wanted(place, "zs 上个月").said
    assert all(times_of(word, day) is None for word in ("3", "last", "学习", "月", "2026-3-5"))


def test_nothing_found_says_which_word_nobody_has_and_whom_it_may_have_meant(place: Workplace) -> None:
    place.desk.create("document", {"title": "制度", "doc_kind": "regulation", "body": "上路去看"})
    finder, recents = Finder(place), Recents(place)
    finder.build_some()

    def notes(line: str) -> list[str]:
        seen = look(finder, place, line, recents, projecting=False, more="…", stop=lambda: False)
        assert seen is not None
        assert seen.wanted is not None
        return seen.wanted.notes

    assert notes("zl") == ["没有人叫“zl”，是不是 张三 zs？"]
    assert notes("sl") == [], "what a text has is there, and nobody is nearly called so"
    assert notes("slq") == []
    assert notes("张四 制度") == ["没有人叫“张四”，是不是 张三？"]
    assert notes("制度 没有这样的") == ["没有一条记录有“没有这样的”。"]
    assert notes("制度 zs") == ["每个词单独都找得到，没有一条同时都有：去掉一个再试。"]
    assert notes("zs") == notes("制度") == []


def test_rows_that_repeat_others_stand_last(place: Workplace) -> None:
    session = place.desk.create(
        "session", {"form": "exchange", "title": "例会", "start": "2020-03-05T09:00", "host": OTHER}
    )
    row = place.desk.create("attendance", {"session": session, "member": OTHER})
    assert [each for each in found(place, "张三") if each in (session, row)] == [session, row]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("类:学习活洞", "学习活动"),
        ("状态:计划重", "计划中"),
        ("by:zx", "张三"),
        ("by:lisi", "王五"),
        ("month:13", "2026-3"),
    ],
)
def test_a_condition_nothing_meets_is_said_with_what_is_near(place: Workplace, line: str, told: str) -> None:
    problems = wanted(place, line).problems
    assert len(problems) == 1
    assert told in problems[0]
    assert found(place, line) == []


def test_a_name_no_condition_has_is_text_and_said(place: Workplace) -> None:
    rid = place.desk.create("note", {"title": "主题:学习"})
    asked = wanted(place, "主题:学习")
    assert "主题" in asked.notes[0]
    assert found(place, "主题:学习") == [rid]
    assert "kind:" in wanted(place, "kin:session").notes[0]
    assert wanted(place, "10:30 http://x").notes == []
    assert "私人笔记" in wanted(place, "类:").notes[0], "kinds of which there are records are named first"


def test_months_as_people_say_them(place: Workplace) -> None:
    day = place.clock.now().date().replace(year=2026, month=1, day=9)
    said = {
        "2026-3": (2026, 3),
        "２０２６年３月": (2026, 3),
        "202603": (2026, 3),
        "3": (None, 3),
        "三月": (None, 3),
        "2026": (2026, None),
        "上月": (2025, 12),
        "本月": (2026, 1),
        "next": (2026, 2),
        "13": None,
        "春天": None,
    }
    assert {written: month_of(written, day) for written in said} == said


def test_a_task_over_the_turn_of_a_year_is_found_in_its_months(place: Workplace) -> None:
    plan = place.desk.create("plan", {"year": 2026, "title": "计划"})
    task = place.desk.create(
        "task", {**TASK, "plan": plan, "topic": "冬训", "month_from": "2025-12-01", "month_to": "2026-02-01"}
    )
    for month, there in (("12", True), ("1", True), ("2026-2", True), ("3", False), ("2025-11", False), ("2025", True)):
        assert (task in found(place, f"类:任务 月:{month}")) is there, month


def test_rows_of_what_lies_in_the_trash_are_found_again_when_it_is_back(place: Workplace) -> None:
    create = place.desk.create
    held = create("session", {"form": "exchange", "title": "甲会", "start": "2026-03-05T09:00"})
    said = create(
        "minute", {"session": held, "entry": "note", "text": "台账要日清", "pos": "a1", "at": "2026-03-05T09:10"}
    )
    finder = Finder(place)
    assert said in found(place, "台账要日清", finder)
    place.desk.delete(held)
    assert said not in found(place, "台账要日清", finder), "it would lead to a session that is not there"
    assert said not in found(place, "台账要日清", Finder(place))
    place.desk.restore(held)
    assert said in found(place, "台账要日清", finder)


def test_a_room_finds_nothing_private_and_nobody_what_was_deleted(place: Workplace) -> None:
    named = filled(place)
    finder = Finder(place)
    assert named["note"] in found(place, "调查", finder)
    assert found(place, "调查", finder, projecting=True) == [named["session"]]
    assert found(place, "类:笔记", finder, projecting=True) == []
    place.desk.delete(named["document"])
    assert named["document"] not in found(place, "学习制度", finder)
    place.desk.restore(named["document"])
    assert named["document"] in found(place, "学习制度", finder)


def test_a_person_is_found_by_the_reading_the_roster_gives(place: Workplace) -> None:
    rid = place.desk.create("member", {"name": "单雄", "pinyin_override": "shan xiong"})
    for clue in ("sx", "shanxiong", "shanx", "人:sx"):
        assert rid in found(place, clue), clue


def test_the_index_is_what_a_new_one_would_be_after_any_edits(place: Workplace) -> None:
    named = filled(place)
    dice = random.Random(7)
    finder = Finder(place)
    finder.build_some()
    rids = [*named.values()]
    words = ["学习", "调研", "长期", "张三", "gpt", "会议\n纪要"]
    for turn in range(60):
        rid = dice.choice(rids)
        view = place.desk.record(rid)
        spec = place.repository.registry[view.kind]
        match dice.randrange(5):
            case 0:
                rids.append(
                    place.desk.create("note", {"title": dice.choice(words), "body": " ".join(dice.sample(words, 3))})
                )
            case 1 if not view.deleted and view.kind != "session":
                place.desk.delete(rid)
            case 2 if view.deleted:
                place.desk.restore(rid)
            case _ if not view.deleted:
                if view.kind == "session":
                    place.desk.set(
                        rid, {"start": f"2026-0{dice.randrange(1, 9)}-05T09:00", "host": dice.choice([ME, OTHER])}
                    )
                else:
                    place.desk.set(rid, {spec.title: dice.choice(words).replace("\n", "")})
        if turn % 6 == 0:
            for line in ("学习", "zq", "diaoyan", "人:张三", "month:3", "gpt 学习"):
                assert sorted(found(place, line, finder)) == sorted(found(place, line)), (turn, line)


def test_reading_goes_on_where_it_was_and_follows_what_changed_meanwhile(place: Workplace) -> None:
    named = filled(place)
    finder = Finder(place)
    partial = finder.search(wanted(place, "调查"))
    assert partial is not None
    assert not partial.complete
    place.desk.set(named["session"], {"title": "换了名字"})
    finder.build(stop=lambda: True)
    finder.build()
    assert found(place, "换了名字", finder) == [named["session"]]
    finder.close()
    assert finder.search(wanted(place, "调查"), stop=lambda: True) is None


def test_the_table_of_readings_is_what_pypinyin_knows() -> None:
    assert TABLE.read_text("utf-8").splitlines() == list(_from_pypinyin())
