"""学时统计表: figures against the records, every figure led to its evidence, evidence that adds up."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.documents.small_branch import BOSS, small_branch
from tests.documents.workbooks import cell, column, opened, row, sheet, values
from tests.screens.stage import ME, OTHER
from tui.documents.hours import FIGURES, PARTS, workbook
from tui.documents.kinds import Subject
from tui.documents.office import Office
from tui.documents.sheets import Entry, Workbook
from tui.i18n import t


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with small_branch(tmp_path_factory.mktemp("branch")) as found:
        yield found


@pytest.fixture(scope="module")
def made(office: Office) -> Workbook:
    return workbook(office, Subject())


def test_a_person_has_every_figure_and_words_where_there_is_none(made: Workbook) -> None:
    found = row(sheet(made, "学时统计表"), "王五")
    # s-3 is not called yet and s-4 has no roll, so that of collective hours only a part is known.
    assert [found[each] for each in ("集中", "网络", "自学", "写作", "其他")] == ["待补", 0, 1.5, "/", 0]
    assert [found[each] for each in ("合计", "目标", "尚缺", "达标")] == ["待补", 32, "待补", "待补"]
    assert row(sheet(made, "学时统计表"), "赵六")["目标"] == 56
    assert found["职务"] == "待补"
    assert found["备注"] == "自学待确认1条"
    assert row(sheet(made, "学时统计表"), "张三")["备注"] == "活动未通过审核1次"


def test_people_stand_in_the_order_of_the_sections(made: Workbook) -> None:
    assert column(sheet(made, "学时统计表"), "姓名") == ["赵六", "李四", "王五", "张三", "合计"]


def test_each_figure_leads_to_the_first_line_of_its_evidence(made: Workbook, office: Office) -> None:
    figures, evidence = sheet(made, "学时统计表"), sheet(made, "依据")
    first = {line.name: values(line) for line in evidence.lines if line.name is not None}
    for person in office.report.people:
        for name in FIGURES:
            figure = getattr(person.hours, name)
            linked = cell(figures, t(f"hours.{name}"), person.member.get("name"))
            assert (linked.link is not None) == bool(figure.lines), name
            if linked.link is not None:
                held = first[linked.link]
                assert held[0] == person.member.get("name")
                assert held[1] == t(f"hours.{name}") or name == "total"


def test_the_evidence_adds_up_to_the_figures(made: Workbook, office: Office) -> None:
    lines = [values(line) for line in sheet(made, "依据").lines]
    for person in office.report.people:
        for name in (*PARTS, "target", "missing"):
            figure = getattr(person.hours, name)
            minutes = [line[4] for line in lines if line[:2] == [person.member.get("name"), t(f"hours.{name}")]]
            if figure.value is not None:
                assert sum(each for each in minutes if isinstance(each, int)) == figure.value
            elif figure.lines:
                assert "待补" in minutes


def test_a_line_says_day_record_rule_and_why(made: Workbook) -> None:
    lines = [values(line) for line in sheet(made, "依据").lines]
    assert ["王五", "自学", "2025-03-01", "+公文写作", 90, "H-2", "自学 95 分钟 → 1.5 学时，依据 H-2"] in lines
    assert ["王五", "自学", "2025-03-02", "未确认的", 0, "S-1", "自学待确认 → 不计，依据 S-1"] in lines
    assert any(line[0] == "李四" and line[5] == "H-5" and line[4] == 120 for line in lines), "made up and verified"
    assert any(line[2] == "待补" and line[4] == "待补" for line in lines), "nobody knows when s-4 was"


def test_the_rules_say_their_sentence_source_and_whether_it_was_read(made: Workbook) -> None:
    rules = sheet(made, "规则")
    used = {str(values(line)[5]) for line in sheet(made, "依据").lines} - {""}
    assert used <= set(map(str, column(rules, "编号")))
    for line in rules.lines:
        assert all(values(line)[:4])
    named = {line.name for line in rules.lines}
    cells = [each for line in sheet(made, "依据").lines for each in line.cells]
    linked = {each.link for each in cells if isinstance(each, Entry)} - {None}
    assert linked <= named


def test_in_the_file_figures_are_numbers_and_links_lead_to_rows_of_it(made: Workbook) -> None:
    book = opened(made)
    page = book["学时统计表"]
    found = next(each for each in page.iter_rows() if each[1].value == "王五")
    study = found[6]
    assert study.value == 1.5
    assert study.number_format == "General"
    assert study.hyperlink is not None
    sheet_name, _, place = str(study.hyperlink.location).replace("'", "").partition("!")
    assert [each.value for each in book[sheet_name][int(place[1:])]][:2] == ["王五", "自学"]
    assert str(book["依据"]["C5"].number_format) == "yyyy-mm-dd"


def test_the_hours_of_the_branch_stand_at_the_foot(made: Workbook, office: Office) -> None:
    sums = {each.name: each for each in office.report.hours}
    found = row(sheet(made, "学时统计表"), "合计")
    assert found["自学"] == (sums["study"].value or 0) / 60 == 1.5
    assert found["目标"] == ""
    assert {BOSS, ME, OTHER} <= {each.member.id for each in office.report.people}
