"""Every document of the demo's year and of the source year as it comes out of the printer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pytest

from tests.rendered.office_suite import PLAYED_BY, Page, faces, needs_office
from tests.rendered.printed_years import Print, bare, inside, outside
from tests.sample_years import DEMO, SOURCE, Chosen
from tui.documents import fonts
from tui.documents.exporting import Wanted, make
from tui.documents.kinds import DOCUMENTS
from tui.documents.paper import Paper
from tui.documents.rendering import pages_of

pytestmark = needs_office

WIDEST = 165.0
"""Of a table, in mm: it is centred, so it stands out as far on either side."""

MARGIN = 15.0
"""Left and right of a spreadsheet, in mm."""

TIGHT = 1.2
"""Two lines of one cell may share so many mm of their boxes, which are higher than their letters."""

FACES = {
    "Title": "方正小标宋简体",
    "Heading 1": "黑体",
    "Heading 2": "楷体_GB2312",
    "Xinde Label": "黑体",
    "Xinde Cell": "仿宋_GB2312",
    "Normal": "仿宋_GB2312",
}
SPREADSHEET = {PLAYED_BY["黑体"], PLAYED_BY["方正小标宋简体"], PLAYED_BY["仿宋_GB2312"]}
"""宋体 is played by the face of 仿宋."""


def _named(year: str, chosen: tuple[Chosen, ...], ending: str) -> list[str]:
    return [f"{year} {each.name}" for each in chosen if (each.ending or DOCUMENTS[each.kind].usual) == ending]


PAPERS = _named("demo-2025", DEMO, "docx") + _named("source-2011", SOURCE, "docx")
SPREADSHEETS = _named("demo-2025", DEMO, "xlsx") + _named("source-2011", SOURCE, "xlsx")
CHOSEN = {f"{year} {each.name}": each for year, all_ in (("demo-2025", DEMO), ("source-2011", SOURCE)) for each in all_}


@pytest.mark.parametrize("name", [*PAPERS, *SPREADSHEETS])
def test_nothing_is_cut(printed_years: Mapping[str, Print], name: str) -> None:
    document = printed_years[name]
    said = Counter(bare("".join(document.said)))
    shown = Counter(bare("".join(page.text for page in document.pages)))
    assert not said - shown, "".join((said - shown).elements())
    assert "###" not in "".join(page.text for page in document.pages)


@pytest.mark.parametrize("name", PAPERS)
def test_every_paragraph_is_printed_in_one_piece(printed_years: Mapping[str, Print], name: str) -> None:
    document = printed_years[name]
    everything = bare("".join(word.text for page in document.pages for word in inside(page)))
    assert [each for each in map(bare, document.paragraphs) if each not in everything] == []


@pytest.mark.parametrize("name", PAPERS)
def test_a_paper_is_a4_and_keeps_its_margins(printed_years: Mapping[str, Print], name: str) -> None:
    document = printed_years[name]
    beyond = (WIDEST - (fonts.PAGE[0] - fonts.LEFT - fonts.RIGHT)) / 2 if "Xinde Cell" in document.styles else 0.0
    for page in document.pages:
        assert [round(page.width), round(page.height)] == [round(each) for each in fonts.PAGE]
        words = list(inside(page))
        assert min(word.left for word in words) > fonts.LEFT - beyond - 1
        assert max(word.right for word in words) < fonts.PAGE[0] - fonts.RIGHT + beyond + 1
        assert max(word.bottom for word in words) < fonts.PAGE[1] - fonts.BOTTOM + 1


@pytest.mark.parametrize("name", PAPERS)
def test_pages_are_numbered_on_the_outer_side_and_marked_at_the_head(
    printed_years: Mapping[str, Print], name: str
) -> None:
    document = printed_years[name]
    for number, page in enumerate(document.pages, 1):
        words = sorted(outside(page), key=lambda word: (word.top, word.left))
        assert "".join(word.text for word in words) == f"{document.said[0].replace('  ', '')}—{number}—"
        assert (words[-1].right > page.width / 2) == (number % 2 == 1)


@pytest.mark.parametrize("name", PAPERS)
def test_the_preview_has_the_same_words_on_the_same_pages(printed_years: Mapping[str, Print], name: str) -> None:
    document = printed_years[name]
    kind, about = DOCUMENTS[CHOSEN[name].kind], CHOSEN[name]
    with document.year.office() as office:
        made = make(office, Wanted(kind, document.year.subject(office, about), about.ending))
    assert isinstance(made, Paper)
    preview = pages_of(made)
    assert len(preview) == len(document.pages)
    for lines, page in zip(preview, document.pages, strict=True):
        said = Counter(bare("".join(lines).replace("|", "").replace("-", "")))
        assert said == Counter(bare("".join(word.text for word in inside(page)).replace("-", "")))


@pytest.mark.parametrize("name", PAPERS)
def test_each_style_is_set_in_its_own_face(printed_years: Mapping[str, Print], name: str) -> None:
    document = printed_years[name]
    expected = {PLAYED_BY[FACES[style]] for style in document.styles}
    # Page numbers are digits, and the head of a page is set in 宋体.
    assert faces(document.pdf) == expected | {PLAYED_BY["Times New Roman"], PLAYED_BY["仿宋_GB2312"]}


@pytest.mark.parametrize("name", [each for each in PAPERS if " minutes" in each])
def test_the_head_of_minutes_is_repeated_on_every_page(printed_years: Mapping[str, Print], name: str) -> None:
    document = printed_years[name]
    head = [bare(each) for each in document.said[2:8]]
    assert head[0] == "主题"
    for page in document.pages[1:]:
        top = bare("".join(page.texts[:5]))
        assert all(each in top for each in ("主题", "时间", "地点", head[1])), top


def test_long_minutes_are_among_them(printed_years: Mapping[str, Print]) -> None:
    assert max(len(printed_years[name].pages) for name in PAPERS if " minutes" in name) > 1


@pytest.mark.parametrize("name", SPREADSHEETS)
def test_a_spreadsheet_prints_on_a4_with_its_headings_on_every_page(
    printed_years: Mapping[str, Print], name: str
) -> None:
    document = printed_years[name]
    wanted = [Counter(bare(each)) for each in document.headings]
    for number, page in enumerate(document.pages, 1):
        assert (round(page.width), round(page.height)) in (fonts.PAGE, fonts.PAGE[::-1])
        words = [word for line in page.lines for word in line]
        assert min(word.left for word in words) > MARGIN - 1
        assert max(word.right for word in words) < page.width - MARGIN + 1
        assert any(not heading - Counter(bare(page.text)) for heading in wanted), number
        assert bare(page.texts[-1]) == f"—{number}—"
        assert _overlaps(page) == []
    assert faces(document.pdf) <= SPREADSHEET


def _overlaps(page: Page) -> list[tuple[str, str]]:
    """Words that stand over each other, as those of a row that is too low do."""
    words = sorted((word for line in page.lines for word in line), key=lambda word: word.top)
    found = []
    for number, word in enumerate(words):
        for other in words[number + 1 :]:
            if other.top >= word.bottom - TIGHT:
                break
            if min(word.right, other.right) - max(word.left, other.left) > TIGHT:
                found.append((word.text, other.text))
    return found


def test_a_sheet_of_several_pages_is_among_them(printed_years: Mapping[str, Print]) -> None:
    assert len(printed_years["demo-2025 hours"].pages) > len(printed_years["demo-2025 hours"].headings)
