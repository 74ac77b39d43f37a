"""学习台账: one line a session against its record, subtotals against the year's figures."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.wire import Record
from sync.workplace import open_workplace
from tests.cli.device import Device
from tests.documents.small_branch import BOSS, YEAR, held, small_branch
from tests.documents.workbooks import column, row, sheet, values
from tests.screens.stage import ME, envelope
from tui.documents.kinds import Subject
from tui.documents.ledger import workbook
from tui.documents.office import Office
from tui.documents.sheets import Workbook


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbook]:
    with small_branch(tmp_path_factory.mktemp("branch")) as office:
        yield workbook(office, Subject())


def test_there_is_a_sheet_for_each_quarter_with_sessions_for_those_without_a_day_and_for_the_year(
    made: Workbook,
) -> None:
    assert [each.name for each in made.sheets] == ["第1季度", "第2季度", "日期待补", "全年"]


def test_a_line_says_what_is_known_of_a_session(made: Workbook) -> None:
    assert row(sheet(made, "第1季度"), 1) == {
        "序号": 1,
        "日期": "2025-01-05",
        "形式": "集中学习",
        "学习内容": "=学习1\n《条例》",
        "领学人": "张三\n王五",
        "主持人": "赵六",
        "应到": 4,
        "实到": 3,
        "学时": 2,
        "心得": 1,
        "备注": "",
    }


def test_what_is_not_known_is_to_be_supplied_and_what_does_not_apply_is_struck(made: Workbook) -> None:
    talk = row(sheet(made, "第1季度"), "2025-02-05")
    assert (talk["学习内容"], talk["领学人"]) == ("待补", "/")
    lecture = row(sheet(made, "第2季度"), "2025-05-05")
    assert (lecture["领学人"], lecture["应到"], lecture["实到"], lecture["学时"]) == ("待补", "待补", "待补", 2)
    undated = row(sheet(made, "日期待补"), "主题党日")
    assert [undated[each] for each in ("日期", "主持人", "应到", "实到", "学时", "心得")] == ["待补"] * 5 + [0]
    assert "补录" not in str(undated["备注"]), "nobody has completed it yet"


def test_what_was_not_held_counts_nothing_and_says_why(made: Workbook) -> None:
    put_off = row(sheet(made, "第2季度"), "2025-06-05")
    assert [put_off[each] for each in ("序号", "应到", "实到", "学时", "心得")] == ["/"] * 5
    assert put_off["备注"] == "已延期：防汛值班"
    assert row(sheet(made, "第2季度"), "2025-06-15")["备注"] == "到期，尚无开展记录"


def test_a_session_that_is_not_approved_says_so_with_its_late_entry(made: Workbook) -> None:
    remark = str(row(sheet(made, "第2季度"), "2025-05-05")["备注"]).split("\n")
    assert remark[0] == "未通过审核（待审核）"
    assert remark[1].startswith("补录于 2025-05-20")


def test_months_quarters_and_the_year_have_their_totals(made: Workbook) -> None:
    first = sheet(made, "第1季度")
    subtotals = [values(line) for line in first.lines if line.total]
    assert [(each[1], each[3], *each[6:10]) for each in subtotals] == [
        ("1月小计", "活动次数：1", 4, 3, 2, 1),
        ("2月小计", "活动次数：1", 3, 2, 2, 0),
        ("第1季度合计", "活动次数：2", 7, 5, 4, 1),
    ]
    year = sheet(made, "全年")
    assert row(year, "第1季度") == {
        "时段": "第1季度",
        "次数": 2,
        "应到": 7,
        "实到": 5,
        "参学率": 0.714,
        "学时": 4,
        "心得": 1,
    }
    assert row(year, "合计")["次数"] == 4
    assert row(year, "合计")["应到"] == "待补"


def test_a_month_without_sessions_says_nothing_while_a_session_has_no_day(made: Workbook) -> None:
    year = sheet(made, "全年")
    assert set(row(year, "7月").values()) == {"7月", "待补"}
    assert row(year, "日期待补")["次数"] == 1
    assert any("1次活动日期待补" in line for line in year.below)


def test_a_month_without_sessions_counts_none_where_all_days_are_known(tmp_path: Path) -> None:
    with small_branch(tmp_path, _dated()) as office:
        year = sheet(workbook(office, Subject()), "全年")
    assert "日期待补" not in column(year, "时段")
    assert (row(year, "7月")["次数"], row(year, "7月")["参学率"]) == (0, "/")


def _dated() -> Record:
    """s-4 on a day after all."""
    (found,) = held("s-4", "2025-03-05", "theme_day", {}, rev=2, roll_call_done=False)
    return found


def test_an_approval_entered_for_another_and_a_session_of_another_years_days_say_so(tmp_path: Path) -> None:
    session, *rest = held("s-9", "2026-01-06", "exchange", {ME: {"status": "present"}}, year=YEAR)
    session["fv"]["state"] = [1, ME, {"for": BOSS, "basis": "paper"}]
    with small_branch(tmp_path, session, *rest) as office:
        remark = row(sheet(workbook(office, Subject()), "第4季度"), "2026-01-06")["备注"]
    assert remark == "通过：赵六（书面，代录：王五）\n计入2025学习年度"


def test_of_the_source_year_the_ledger_states_eleven_sessions_and_no_number_nobody_knows(tmp_path: Path) -> None:
    Device(tmp_path).ok("load", "source-year")
    with open_workplace(tmp_path) as place:
        made = workbook(Office(place, 2011), Subject())
    undated = sheet(made, "日期待补")
    assert column(undated, "序号") == [*range(1, 12), ""]
    assert sorted(map(str, column(undated, "形式")))[1:] == ["交流讨论"] * 5 + ["动员会"] + ["集中学习"] * 5
    for heading in ("日期", "学习内容", "主持人", "应到", "实到", "学时", "心得"):
        assert set(column(undated, heading)[:11]) == {"待补"}, heading
    assert row(sheet(made, "全年"), "合计") == {
        "时段": "合计",
        "次数": 11,
        "应到": "待补",
        "实到": "待补",
        "参学率": "待补",
        "学时": "待补",
        "心得": "待补",
    }


def test_a_name_with_its_section_stands_in_one_line_and_the_remarks_give_way(
    made: Workbook, tmp_path_factory: pytest.TempPathFactory
) -> None:
    namesake = envelope("member", "0198c0de-0000-7000-8000-0000000000ee", name="王五", title="秘书")
    with small_branch(tmp_path_factory.mktemp("namesakes"), namesake) as office:
        apart = workbook(office, Subject())
    assert row(sheet(apart, "第1季度"), 1)["领学人"] == "张三\n王五（综合科）"
    before, after = ([each.width for each in sheet(book, "第1季度").columns] for book in (made, apart))
    assert after[4] >= 15 > before[4]
    assert sum(after) == sum(before)
