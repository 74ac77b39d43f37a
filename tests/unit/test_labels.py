"""Words for records and values: never empty where something is known, never invented where nothing is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.problems import InTheWay
from sync.records.policy import Refusal
from sync.records.registry import KINDS
from sync.workplace import Workplace, open_workplace
from tui import i18n
from tui.choices import choices_for
from tui.labels import (
    choice_label,
    field_label,
    kind_label,
    role_label,
    short_id,
    state_label,
    title_of,
    value_text,
)
from tui.messages import explain, refusal_text


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Workplace]:
    with open_workplace(tmp_path / "home") as opened:
        opened.start_alone("测试支部")
        yield opened


@pytest.mark.parametrize("language", i18n.available())
def test_every_kind_field_state_and_choice_has_a_word(language: str) -> None:
    i18n.set_language(language)
    for spec in KINDS:
        words = [kind_label(spec), *(field_label(spec, name) for name in spec.fields)]
        words += [state_label(spec, state) for state in spec.states]
        words += [choice_label(spec, n, value) for n, f in spec.fields.items() for value, _ in f.choices]
        assert all(words)
        if language == "zh":
            assert all(any("一" <= c <= "鿿" for c in word) for word in words)


def test_a_field_or_state_of_a_later_version_is_called_by_its_identifier() -> None:
    assert field_label(KINDS["note"], "mood") == "mood"
    assert state_label(KINDS["session"], "dreamt") == "dreamt"


def test_a_third_language_takes_english_unless_its_catalog_says_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    (tmp_path / "bo.po").write_text(header + 'msgid "field.task.topic"\nmsgstr "བརྗོད་གཞི"\n', "utf-8")
    monkeypatch.setattr(i18n, "FOLDER", tmp_path)
    i18n.set_language("bo")
    assert field_label(KINDS["task"], "topic") == "བརྗོད་གཞི"
    assert field_label(KINDS["task"], "number") == "number"
    monkeypatch.undo()
    i18n.set_language("zh")


def test_what_is_not_known_yet_says_so_where_it_will_be_needed(place: Workplace) -> None:
    spec = KINDS["session"]
    assert value_text(place, spec, "place", None) == "待补"
    assert value_text(place, spec, "paper", None) == ""
    assert value_text(place, KINDS["attendance"], "status", None) == "未点"


def test_values_in_words(place: Workplace) -> None:
    section = place.desk.create("section", {"name": "秘书科"})
    person = place.desk.create("member", {"name": "李梅"})
    session = KINDS["session"]
    assert value_text(place, session, "form", "exchange") == "交流讨论"
    assert value_text(place, session, "start", "2026-03-05T09:00") == "2026-03-05 09:00"
    assert value_text(place, session, "host", person) == "李梅"
    assert value_text(place, session, "recorders", [person]) == "李梅"
    assert value_text(place, session, "roll_call_done", False) == "否"
    assert value_text(place, session, "state", "writing") == "整理记录"
    assert value_text(place, session, "year", 2011) == "2011"
    assert value_text(place, KINDS["membership"], "section", section) == "秘书科"
    assert value_text(place, KINDS["note"], "tags", ["甲", "乙"]) == "甲、乙"


def test_titles(place: Workplace) -> None:
    desk = place.desk
    person = desk.create("member", {"name": "李梅"})
    session = desk.create("session", {"form": "exchange"})
    titled = desk.create("session", {"form": "exchange", "title": "第一次交流"})
    row = desk.create("attendance", {"session": session, "member": person})
    note = desk.create("note", {"body": "\n  只有正文的笔记\n第二行"})
    empty = desk.create("note", {"tags": ["甲"]})
    role = desk.create("appointment", {"member": person, "role": "clerk", "from": "2026-01-01"})
    titles = [title_of(place, desk.record(rid)) for rid in (session, titled, row, note, empty, role)]
    assert titles == ["交流讨论", "第一次交流", "李梅", "只有正文的笔记", "（无标题）", "李梅 学习秘书"]


def test_a_branch_has_its_own_words_for_roles(place: Workplace) -> None:
    assert role_label("clerk", place) == "学习秘书"
    place.desk.create("settings", {"role_labels": ["clerk=宣传委员"]})
    assert role_label("clerk", place) == "宣传委员"
    assert role_label("secretary", place) == "支部书记"


def test_a_short_id_is_the_end_which_differs() -> None:
    assert short_id("01a20bc9-7b15-764d-9b5e-46677e1e6b64") == "…7e1e6b64"
    assert short_id("m:9") == "m:9"


def test_texts_call_the_clerk_as_the_branch_does(place: Workplace) -> None:
    assert "学习秘书" in explain(InTheWay("no_branch"), place).remedy
    place.desk.create("settings", {"role_labels": ["clerk=宣传委员"]})
    assert "宣传委员" in explain(InTheWay("no_branch"), place).remedy
    assert "学习秘书" in explain(InTheWay("no_branch")).remedy, "of no branch the word is the usual one"
    assert "宣传委员" in refusal_text(place, Refusal("basis", ()))
    choices = {choice.id: choice.text for choice in choices_for(place, KINDS["appointment"], "role")}
    assert choices["clerk"] == "宣传委员"


def test_a_date_of_which_only_the_month_counts_is_a_month(place: Workplace) -> None:
    assert value_text(place, KINDS["task"], "month_from", "2026-03-01") == "2026-03"
    assert value_text(place, KINDS["plan"], "issued_on", "2026-03-01") == "2026-03-01"
