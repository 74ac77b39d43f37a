"""考勤统计表: each mark, total and heading against the rolls."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.documents.small_branch import YEAR, held, small_branch
from tests.documents.workbooks import column, opened, row, sheet, values
from tests.screens.stage import ME, OTHER
from tests.screens.yearly import keep
from tui.documents.attendance import MOST, workbook
from tui.documents.kinds import Subject
from tui.documents.office import Office
from tui.documents.sheets import Sheet

YEARS_SHEET = "全年"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with small_branch(tmp_path_factory.mktemp("branch")) as found:
        yield found


@pytest.fixture(scope="module")
def matrix(office: Office) -> Sheet:
    return sheet(workbook(office, Subject()), YEARS_SHEET)


def test_every_mark_says_what_the_roll_says(matrix: Sheet) -> None:
    sessions = ("01-05集中学习", "02-05交流讨论", "05-05党课", "待补主题党日")
    found = {name: [row(matrix, name)[each] for each in sessions] for name in ("赵六", "李四", "王五", "张三")}
    assert found == {
        "赵六": ["√", "◇", "列", "待补"],
        "李四": ["○●", "※", "免", "待补"],
        "王五": ["√", "√", "未点", "待补"],
        "张三": ["△", "×", "√", "待补"],
    }


def test_people_stand_by_section_behind_the_secretary(matrix: Sheet) -> None:
    assert column(matrix, "姓名")[:4] == ["赵六", "李四", "王五", "张三"]
    assert column(matrix, "科室")[:4] == ["/", "综合科", "综合科", "秘书科"]


def test_a_count_that_rests_on_a_roll_not_done_is_to_be_supplied(matrix: Sheet) -> None:
    counts = ("应到", "按时", "迟到", "早退", "请假", "缺席", "补课", "参学率")
    for name in ("赵六", "李四", "王五", "张三"):
        assert [row(matrix, name)[each] for each in counts] == ["待补"] * len(counts), "nobody was called at s-4"


def test_at_the_foot_each_session_has_its_turnout(matrix: Sheet) -> None:
    foot = {str(values(line)[1]): values(line)[3:7] for line in matrix.lines[-3:]}
    assert foot == {
        "应到": [4, 3, "待补", "待补"],
        "实到": [3, 2, "待补", "待补"],
        "参学率": [0.75, 0.667, "待补", "待补"],
    }


def test_the_legend_explains_every_mark(matrix: Sheet) -> None:
    legend = next(line for line in matrix.below if line.startswith("图例"))
    for mark in ("√", "△", "◇", "○", "×", "○●", "×●", "※", "免", "列", "未点", "待补", "—"):
        assert f"{mark}＝" in legend
    assert any("P-1" in line for line in matrix.below)
    assert any("学习秘书" in line and "支部书记" in line for line in matrix.below)


def test_a_year_of_many_sessions_has_a_sheet_a_quarter_and_its_totals(tmp_path: Path) -> None:
    came = {ME: {"status": "present"}, OTHER: {"status": "leave"}}
    more = [each for n in range(MOST + 2) for each in held(f"m-{n}", f"2025-08-{n + 1:02d}", "collective_study", came)]
    with small_branch(tmp_path, *more) as office:
        made = workbook(office, Subject())
        assert [each.name for each in made.sheets] == [
            "第1季度",
            "第2季度",
            "第3季度（1）",
            "第3季度（2）",
            "日期待补",
            YEARS_SHEET,
        ]
        first = sheet(made, "第3季度（1）")
        assert len([each for each in first.columns if each.turned]) == MOST
        assert row(first, "张三")["应到"] == MOST
        assert row(first, "张三")["请假"] == MOST
        assert row(first, "张三")["参学率"] == 0
        assert row(first, "李四")["参学率"] == "/"
        assert row(first, "合计")["应到"] == 2 * MOST
        assert row(first, "合计")["参学率"] == 0.5
        assert row(sheet(made, "第1季度"), "赵六")["早退"] == 1
        assert row(sheet(made, YEARS_SHEET), "张三")["达标"] == "待补"


def test_of_a_year_without_people_everything_is_to_be_supplied(tmp_path: Path) -> None:
    with small_branch(tmp_path) as office:
        keep(office.place, *held("x-1", "2012-03-05", "lecture", {}))
        made = workbook(Office(office.place, 2012), Subject())
        (only,) = made.sheets
        assert "待补" in column(only, "应到")
        assert 0 not in column(only, "应到")


def test_the_file_keeps_names_and_headings_in_sight_and_on_every_page(office: Office) -> None:
    page = opened(workbook(office, Subject()))[YEARS_SHEET]
    top = 2 + len(sheet(workbook(office, Subject()), YEARS_SHEET).above)
    assert page.freeze_panes == f"D{top + 2}"
    assert page.print_title_rows == f"${top}:${top + 1}"
    assert page.cell(top, 4).value == "01-05"
    assert page.cell(top + 1, 4).value == "集中学习"
    assert page.cell(top + 1, 4).alignment.text_rotation == 255
    assert page.page_setup.orientation == "landscape"
    assert page.page_setup.fitToWidth == 1
    assert page.oddFooter is not None
    assert page.oddFooter.center.text == "— &P —"


def test_a_sheet_names_the_branch_and_its_year(matrix: Sheet) -> None:
    assert matrix.title == f"测试支部{YEAR}年度考勤统计表"
    assert matrix.frozen == 3
