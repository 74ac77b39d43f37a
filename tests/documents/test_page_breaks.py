"""Where lines and pages end, held against what LibreOffice 7.4 made of the same files."""

from __future__ import annotations

import pytest

from tui.documents import fonts
from tui.documents.paper import Block, Cell, Paper, Paragraph, Row, Source, Table, row
from tui.documents.rendering import pages_of
from tui.documents.signature_lines import signature_lines
from tui.documents.widths import broken

CONTENT = (133.0) / fonts.POINT - 0.1
"""The room of a cell over the last three columns of the minutes."""

BODY = 156.0 / fonts.POINT


@pytest.mark.parametrize(
    ("lines", "room", "size"),
    [
        (
            ["09:00 顾承远：主持人宣布开会，记录人点名：应到7人，没", "有请假。"],
            CONTENT,
            14,
        ),
        (
            ["15:51 苏雅琴 [点评]：知识点小，用得上。表格左边写事右边", "写依据这一条，请秘书科试一试。"],
            CONTENT,
            14,
        ),
        (
            ["15:55 苏雅琴 [点评]：找榜样往身边找，大家就觉得学得来。", "讲得具体，有时间、有动作，比形容词有力量。"],
            CONTENT,
            14,
        ),
        (["2025年5月12日 09:00", "至11:10"], 54.6 / fonts.POINT - 0.1, 14),
        (
            ["题——我几点到、坐哪里、带什么、谁管我吃饭、有事找谁——", "再一问一答地排。"],
            BODY,
            16,
        ),
    ],
)
def test_a_line_ends_where_it_does_on_paper(lines: list[str], room: float, size: float) -> None:
    assert list(broken("".join(lines), room, size, fonts.SQUEEZE)) == lines


def test_a_dash_is_never_cut_in_two() -> None:
    for before in range(24, 29):
        lines = broken("学" * before + "——我几点到", BODY, 16, fonts.SQUEEZE)
        assert not any(line.endswith("—") != line.endswith("——") for line in lines), before


def test_a_word_wider_than_the_line_is_cut_and_nothing_is_lost() -> None:
    text = "a" * 200 + " 中文" + "b" * 100
    assert "".join(broken(text, BODY, 16, fonts.SQUEEZE)).replace(" ", "") == text.replace(" ", "")


def test_no_line_begins_with_a_closing_sign_or_ends_with_an_opening_one() -> None:
    text = "“学习（第一章）”，“工作”；" * 40
    for line in broken(text, BODY, 16, fonts.SQUEEZE):
        assert line[0] not in "”）。，；"
        assert line[-1] not in "“（"


def label(text: str) -> Cell:
    return Cell(text, label=True)


def pages(*rows: Row, lines: int = 0, head: int = 0) -> list[list[str]]:
    """The pages of a table of one column below so many lines of text."""
    blocks: tuple[Block, ...] = (*(Paragraph(f"第{n}行") for n in range(lines)), Table((156.0,), rows, head))
    return pages_of(Paper("x", blocks))


def test_the_heading_of_a_table_moves_along_with_its_first_row() -> None:
    first, second = pages(row(label("点评")), row(Cell("写得实")), lines=21, head=1)
    assert not any("点评" in line for line in first)
    assert [line.strip("| ").strip() for line in second if "-" not in line] == ["点评", "写得实"]


def test_a_row_of_labels_inside_a_table_stays_with_the_row_below() -> None:
    filled = [row(Cell(f"甲{n}")) for n in range(27)]
    first, second = pages(*filled, row(label("待办事项")), row(Cell("制作模板")))
    assert any("甲26" in line for line in first)
    assert any("待办事项" in line for line in second)


def test_the_rules_of_a_table_take_room() -> None:
    """A page holds 637.8 points: 28 rows of 22 and the rules around them, or 22 rows of 10 mm, whose rules are part of that."""
    rows = [row(Cell(f"甲{n}")) for n in range(28)]
    assert len(pages(*rows)) == 1
    assert len(pages(*rows, row(Cell("乙")))) == 2
    low = [row(Cell(f"甲{n}"), height=10.0) for n in range(22)]
    assert len(pages(*low)) == 1
    assert len(pages(*low, row(Cell("乙"), height=10.0))) == 2


@pytest.mark.parametrize(
    ("before", "rest", "lines"),
    [
        (26, "，2011年后", ["学" * 25, "学，2011年后"]),
        (27, "、2011", ["学" * 26, "学、2011"]),
        (26, "：2025后", ["学" * 26 + "：", "2025后"]),
        (24, "；2025-01-31后", ["学" * 24 + "；2025-", "01-31后"]),
        (26, "-2011后", ["学" * 26 + "-", "2011后"]),
        (27, "→1", ["学" * 27, "→1"]),
        (26, "”2011", ["学" * 25, "学”2011"]),
    ],
)
def test_signs_between_chinese_and_figures_break_as_on_paper(before: int, rest: str, lines: list[str]) -> None:
    assert list(broken("学" * before + rest, BODY, 16, fonts.SQUEEZE)) == lines


def test_a_signature_takes_the_last_words_along_to_the_next_page() -> None:
    blocks = (*(Paragraph(f"第{n}行") for n in range(20)), *signature_lines("下一步措施", "某支部"))
    first, second = pages_of(Paper("x", blocks))
    assert first[-1].strip() == "第19行"
    assert [line.strip() for line in second][:3] == ["下一步措施", "", "某支部"]
    together = pages_of(Paper("x", (*(Paragraph(f"第{n}行") for n in range(18)), *signature_lines("措施", "某支部"))))
    assert len(together) == 1


def test_rows_that_keep_stand_on_one_page() -> None:
    signed = [row(Cell(f"签字{n}"), height=16, keep=n < 2) for n in range(3)]
    first, second = pages(*signed, lines=20)
    assert "签字" not in "".join(first)
    assert [n for n in range(3) if any(f"签字{n}" in line for line in second)] == [0, 1, 2]


def test_evidence_runs_on_in_small_print() -> None:
    lines = ("H-1 零头舍去。", *(f"2025-01-{day:02} 集中学习 → 1 次" for day in range(1, 32)))
    body, evidence = pages_of(Paper("x", (Paragraph("正文"),), (Source("s", "（1）集中学习：31", lines),)))
    assert "零头舍去。2025-01-01 集中学习 → 1 次；2025-01-02" in "".join(evidence)
    assert len(evidence) < len(lines) / 2
    assert body == ["    正文"]
