"""签到表: before a session room to sign for all who are expected, afterwards what the roll says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.documents.held_session import HeldSession, table_of, words
from tests.screens.stage import alone
from tui.documents import sign_in
from tui.documents.paper import Paragraph
from tui.documents.sheets import value_of


@pytest.fixture
def held(tmp_path: Path) -> Iterator[HeldSession]:
    with alone(tmp_path) as place:
        yield HeldSession(place).fill()


def lines(held: HeldSession) -> list[list[object]]:
    [sheet] = sign_in.workbook(held.office, held.about).sheets
    return [[value_of(cell) for cell in line.cells] for line in sheet.lines]


def test_before_the_session_everybody_expected_has_an_empty_line_by_section(held: HeldSession) -> None:
    assert lines(held) == [
        ["1", "张三", "秘书科", "职务0", "", ""],
        ["2", "王五", "秘书科", "职务2", "", ""],
        ["3", "李四", "综合科", "职务1", "", ""],
        ["4", "赵六", "综合科", "职务3", "", ""],
    ]
    [sheet] = sign_in.workbook(held.office, held.about).sheets
    assert sheet.below == ("应到：4 人　实到：　　　人　请假：　　　人　缺席：　　　人",)
    assert sheet.above == (
        "主题：核心价值观学习",
        "时间：2026年3月5日 09:00至11:00",
        "地点：三楼会议室",
        "主持人：张三",
    )


def test_an_audience_is_whom_it_means(held: HeldSession) -> None:
    held.place.desk.set(held.rid, {"audience": "综合科", "observers": [held.people["张三"]]})
    assert [(line[1], line[5]) for line in lines(held)] == [("张三", "列席"), ("李四", ""), ("赵六", "")]
    [sheet] = sign_in.workbook(held.office, held.about).sheets
    assert sheet.below[0].startswith("应到：2 人")


def test_afterwards_the_remark_says_how_somebody_stood_and_nobody_has_signed(held: HeldSession) -> None:
    held.roll(张三=None, 李四="late", 王五="leave", 赵六="observer")
    [late] = [row for row in held.place.repository.find("attendance") if row.get("status") == "late"]
    held.place.desk.set(late.id, {"remark": "接值班电话"})
    found = {line[1]: line[5] for line in lines(held)}
    assert found == {"张三": "", "李四": "迟到（接值班电话）", "王五": "请假", "赵六": "列席"}
    assert {line[4] for line in lines(held)} == {""}
    [sheet] = sign_in.workbook(held.office, held.about).sheets
    assert sheet.below == ("应到：3 人　实到：2 人　请假：1 人　缺席：0 人",)


def test_a_session_that_was_held_without_a_roll_knows_nobody(held: HeldSession) -> None:
    for state in ("running", "writing"):
        held.place.desk.change_state(held.rid, state)
    assert lines(held) == [["1", "待补", "", "", "", ""]]
    [sheet] = sign_in.workbook(held.office, held.about).sheets
    assert sheet.below == ("应到：待补　实到：待补　请假：待补　缺席：待补",)


def test_who_is_not_marked_while_the_roll_is_open_is_not_said_to_be_absent(held: HeldSession) -> None:
    held.roll(done=False, 张三="present", 李四=None)
    for state in ("running", "writing"):
        held.place.desk.change_state(held.rid, state)
    assert {line[1]: line[5] for line in lines(held)} == {"张三": "", "李四": "未点"}
    [sheet] = sign_in.workbook(held.office, held.about).sheets
    assert "缺席：待补" in sheet.below[0]


def test_paper_and_spreadsheet_say_the_same_with_room_to_sign(held: HeldSession) -> None:
    paper = sign_in.paper(held.office, held.about)
    table = table_of(paper)
    assert table.head == 1
    assert [words(row) for row in table.rows[1:-1]] == lines(held)
    assert {row.height for row in table.rows} == {10.0}
    [sheet] = sign_in.workbook(held.office, held.about).sheets
    assert words(table.rows[-1]) == list(sheet.below)
    assert tuple(block.text for block in paper.blocks if isinstance(block, Paragraph)) == sheet.above
    assert {round(line.height or 0, 2) for line in sheet.lines} == {28.35}
