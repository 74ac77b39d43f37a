"""The page of an official document, measured: margins, 22 lines of 28 characters, faces, repeated heads, page numbers."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest

from tests.rendered.office_suite import PLAYED_BY, Page, faces, needs_office, pages, to_pdf
from tui.documents import fonts
from tui.documents.paper import Cell, Heading, NewPage, Paper, Paragraph, Source, Table, Title, row
from tui.documents.rendering import pages_of, render

# LibreOffice takes a comma and the character before it to the next line where a word of Latin letters or digits that follows
# does not fit, which Word and the preview do not: the text has none in such a place.
TEXT = (
    "根据上级党组织关于推进学习型党组织建设的部署，结合办公室工作实际，制定本计划。坚持理论联系实际，学用结合，自2011年3月5日至"
    "2011年12月31日全年开展，“学习”与『工作』（含自学）两不误；以学促干、以干促学，努力提高办文、办会、办事水平。"
)
ENTRIES = 120

PAPER = Paper(
    "样张",
    (
        Title("支部年度理论学习计划"),
        Heading("一、指导思想"),
        Paragraph(TEXT * 3),
        Heading("（一）政治理论", 2),
        Paragraph("学" * 28 * 40),
        NewPage(),
        Heading("二、会议记录"),
        Table(
            (30.0, 56.6, 25.0, 53.4),
            (
                row(Cell("会议主题", label=True, align="center"), Cell("学习贯彻上级会议精神", 3)),
                row(Cell("时间", label=True, align="center"), "2011年3月5日", Cell("地点", label=True), "三楼会议室"),
                *(
                    row(Cell(f"第{number}项", label=True), Cell(TEXT, 3, align="first"), splits=True)
                    for number in range(1, ENTRIES + 1)
                ),
            ),
            head=1,
        ),
    ),
    (Source("source1", "（1）集中学习：5次", ("2011-03-05 集中学习 计1次",)),),
    sample=True,
    author="某支部",
)

pytestmark = needs_office


@pytest.fixture(scope="module")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("page")
    return to_pdf({"样张.docx": render(PAPER)}, folder)["样张.docx"]


@pytest.fixture(scope="module")
def printed(pdf: Path) -> list[Page]:
    return pages(pdf)


def test_a_page_is_a4_and_its_text_stands_between_the_margins(printed: list[Page]) -> None:
    for page in printed:
        assert (round(page.width), round(page.height)) == fonts.PAGE
    full = printed[1]
    body = [line for line in full.lines if fonts.TOP - 2 < line[0].top < fonts.PAGE[1] - fonts.BOTTOM]
    assert abs(min(line[0].left for line in body) - fonts.LEFT) < 1
    assert abs(max(line[-1].right for line in body) - (fonts.PAGE[0] - fonts.RIGHT)) < 1
    assert abs(body[0][0].top - fonts.TOP) < 3, "a line of 28.95 points has its letters of 16 in the middle"
    assert body[-1][0].bottom <= fonts.PAGE[1] - fonts.BOTTOM + 0.5
    assert fonts.PAGE[1] - fonts.BOTTOM - body[-1][0].bottom < 4


def test_a_page_has_22_lines_of_28_characters(printed: list[Page]) -> None:
    full = [line for line in printed[1].texts if set(line) == {"学"}]
    assert len(full) == fonts.LINES
    assert {len(line) for line in full} == {fonts.CHARACTERS}


def test_the_preview_breaks_lines_and_pages_where_the_printer_does(printed: list[Page]) -> None:
    expected = pages_of(PAPER)
    assert len(printed) == len(expected)
    said = [re.sub(r"[\s|]|^-+$", "", line) for line in expected[0]]
    shown = [re.sub(r"\s", "", line) for line in printed[0].texts if "—" not in line and line != "示例"]
    assert shown == [line for line in said if line]


def test_every_face_is_the_one_asked_for(pdf: Path) -> None:
    assert faces(pdf) >= set(PLAYED_BY.values())


def test_every_style_names_its_chinese_face() -> None:
    with zipfile.ZipFile(io.BytesIO(render(PAPER))) as held:
        styles = held.read("word/styles.xml").decode()
        table = held.read("word/fontTable.xml").decode()
    for style in re.findall(r"<w:style .*?</w:style>", styles, re.DOTALL):
        if 'w:type="numbering"' not in style:
            assert "w:eastAsia=" in style, style[:200]
            assert "Theme=" not in style, style[:200]
    assert '<w:altName w:val="仿宋"/>' in table


def test_the_first_row_of_a_long_table_is_repeated_on_every_page(printed: list[Page]) -> None:
    rest = [page for page in printed if any("第" in line and "项" in line for line in page.texts)]
    assert len(rest) > 10
    for page in rest:
        assert any("会议主题" in line for line in page.texts[:3]), page.texts[:4]
    everything = "".join(page.text.replace("\n", "") for page in rest)
    for number in range(1, ENTRIES + 1):
        assert f"第{number}项" in everything, "nothing is cut"
    assert (
        re.sub(r"会议主题学习贯彻上级会议精神|示例|—\d+—|第\d+项|\s", "", everything).count("办文、办会、办事水平。")
        >= 0.9 * ENTRIES
    )


def test_pages_are_numbered_and_a_sample_says_so(printed: list[Page]) -> None:
    for number, page in enumerate(printed, 1):
        foot = re.sub(r"\s", "", page.texts[-1])
        assert foot == f"—{number}—"
        right = page.lines[-1][-1].right > page.width / 2
        assert right == (number % 2 == 1), "on the outer side"
        assert page.texts[0] == "示例"


def test_a_figure_leads_to_what_it_rests_on(printed: list[Page]) -> None:
    assert "附：数字出处" in printed[-1].text
    assert "2011-03-05集中学习计1次" in printed[-1].text.replace(" ", "")
