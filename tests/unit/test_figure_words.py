"""Figures in words: amounts, why there is none, and the sentence of every kind of line the program can make."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import tui
from sync.workplace import Workplace, open_workplace
from tui import i18n
from tui.figure_words import amount_words, figure_words, line_words, reach_sentence, reach_word, why_none, with_unit
from tui.rule_words import changed_words, hours_words, minutes_of, pack_words, rule_sentence, verified_words
from tui.year.adapting import kind_of
from tui.year.figures import Figure, Line, Unit, total, without
from tui.year.own_time import NOT_YET
from tui.year.packs import PACKS, load, rules

PICKED = ("form", "forms", "per")
"""Values that are picked from a list."""

YEAR = Path(tui.__file__).parent / "year"


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (60, "minutes", "1"),
        (30, "minutes", "0.5"),
        (90, "minutes", "1.5"),
        (15, "minutes", "0.25"),
        (0, "minutes", "0"),
        (80, "minutes", "1:20"),
        (-90, "minutes", "-1.5"),
        (1920, "minutes", "32"),
        (923, "permille", "92.3%"),
        (1000, "permille", "100.0%"),
        (5, "permille", "0.5%"),
        (7, "count", "7"),
    ],
)
def test_a_number_is_written_as_the_office_writes_it(value: int, unit: Unit, words: str) -> None:
    assert amount_words(value, unit) == words


@pytest.mark.parametrize("minutes", [0, 15, 30, 60, 90, 105, 1920, 2430])
def test_hours_read_back_are_the_minutes_they_were(minutes: int) -> None:
    assert minutes_of(hours_words(minutes)) == str(minutes)


@pytest.mark.parametrize("written", ["viel", "1:20", "-1", "1.3", "", ".5", "40.", "1,5", "４０", "99999"])
def test_what_is_no_number_of_hours_stays_for_the_check_to_refuse(written: str) -> None:
    assert minutes_of(written) == written


def test_a_figure_without_a_number_says_why() -> None:
    closed, open_, none = (without("x", "minutes", why) for why in ("no_access", "to_supply", "not_applicable"))
    assert [figure_words(each) for each in (closed, open_, none)] == ["无权限", "待补", "/"]
    assert "不给出部分的数字" in (why_none(closed) or "")
    assert why_none(Figure("x", "count", 0)) is None
    half_known = total("x", "minutes", [Line("a", "study", 60), Line("b", "minutes_unknown", None)])
    assert with_unit(half_known) == "待补（已知 1 学时）"
    assert with_unit(Figure("x", "minutes", 90)) == "1.5 学时"


def test_how_somebody_stands_is_a_word_and_says_why_it_cannot_be_said() -> None:
    assert [reach_word(each) for each in ("reached", "open", "short", "missed", "none")] == [
        "已达标",
        "进行中",
        "已达不到",
        "未达标",
        "/",
    ]
    assert reach_sentence("short") == "按现有计划已达不到"
    assert reach_word("unknown", without("x", "minutes", "no_access")) == "无权限"
    assert reach_word("unknown", without("x", "minutes", "to_supply")) == "待补"


@pytest.fixture
def place(tmp_path: Path) -> Workplace:
    place = open_workplace(tmp_path, "app")
    place.start_alone("测试支部")
    return place


def test_a_line_says_day_record_calculation_and_rule(place: Workplace) -> None:
    with place:
        rid = place.desk.create("session", {"form": "collective_study", "title": "公文写作"})
        values: dict[str, str | int] = {"day": "2011-03-05", "form": "collective_study", "minutes": 120}
        said = line_words(place, Line(rid, "session", 120, "H-1", values), "minutes")
        assert (said.day, said.title) == ("2011-03-05", "公文写作")
        assert said.calculation == "集中学习 120 分钟 → 2 学时，依据 H-1"
        missing = line_words(place, Line("gone", "length_unknown", None, "H-1", values), "minutes")
        assert (missing.title, missing.counted) == ("（本机没有）", "待补")
        i18n.set_language("en")
        assert line_words(place, Line(rid, "session", 120, "H-1", values), "minutes").calculation == (
            "collective study 120 min -> 2 h, by rule H-1"
        )


def codes() -> set[str]:
    """Every code a line is given by its name in the modules of the year."""
    found = set()
    for path in YEAR.rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "Line":
                code = call.args[1]
                found |= {
                    node.value
                    for node in ast.walk(code)
                    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isidentifier()
                }
    return found


def test_every_code_of_a_line_has_its_sentence() -> None:
    known = codes() | {"attended", "unmarked", "no_roll"}
    assert {"study", "held", "not_counted"} <= known
    source = (i18n.FOLDER / "zh.po").read_text("utf-8")
    # A code put together ends in what is not known here; states and roles asked about stand in the call too.
    begun = {code for code in known if code.endswith("_")}
    wanted = known - begun - {"accepted"} | set(NOT_YET.values())
    assert [code for code in sorted(wanted) if f'msgid "figure.{code}"' not in source] == []
    assert [code for code in sorted(begun) if f'msgid "figure.{code}' not in source] == []


def test_rules_are_told_with_what_was_changed() -> None:
    held = rules(None, ["T-1.member=2430", "F-6=off", "H-8=on"])
    assert rule_sentence(held.all["T-1"]) == "每人每年集中学习不少于40.5学时，书记和支委不少于56学时。"
    assert changed_words(held, held.all["T-1"]) == "每人由 32 改为 40.5"
    assert changed_words(held, held.all["F-6"]) == "停用"
    assert changed_words(held, held.all["H-8"]) == "启用"
    assert changed_words(held, held.all["P-1"]) == ""
    assert verified_words(held.all["P-1"]) == "原文待核对"
    assert pack_words(held).startswith("现行通用规则、本支部调整 3 条")


@pytest.mark.parametrize("name", PACKS)
@pytest.mark.parametrize("language", i18n.available())
def test_every_value_of_every_rule_has_a_name_and_a_way_to_ask_for_it(name: str, language: str) -> None:
    i18n.set_language(language)
    for rule in load(name).all.values():
        assert "{" not in rule_sentence(rule)
        for value, held in rule.values.items():
            assert i18n.t(f"rules.value.{value}")
            kind = kind_of(held, value)
            if kind not in PICKED:
                assert "x" in i18n.t(f"rules.ask.{kind}", now="x")
