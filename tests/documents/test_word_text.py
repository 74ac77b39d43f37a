"""Words on their way into a Word file: whatever is written is read back as it was, and every link leads somewhere."""

from __future__ import annotations

import io
import re
import zipfile

import docx
from hypothesis import given, settings
from hypothesis import strategies as st

from tui.documents.cleaning import clean
from tui.documents.paper import Cell, Paper, Paragraph, Ref, Source, Table, Title, row
from tui.documents.rendering import render

WORDS = st.text(st.characters(codec="utf-8"), max_size=40)


def part(file: bytes, name: str) -> str:
    """One part of a Word file."""
    with zipfile.ZipFile(io.BytesIO(file)) as held:
        return held.read(name).decode()


@given(words=WORDS, title=WORDS, mark=WORDS)
@settings(max_examples=60, deadline=None)
def test_whatever_is_written_is_read_back(words: str, title: str, mark: str) -> None:
    table = Table((60.0, 60.0), (row(Cell(words), Cell(words, label=True, small=True)),))
    made = docx.Document(
        io.BytesIO(render(Paper(title, (Paragraph(words, "left"), table), author=title, marks=(mark,))))
    )
    lines = [clean(line) for line in words.split("\n")]
    assert "\n".join(each.text for each in made.paragraphs[:-1]) == "\n".join(lines)
    assert [cell.text for cell in made.tables[0].rows[0].cells] == ["\n".join(lines)] * 2
    # XML makes one kind of space of tabs and line breaks only in attributes; these are elements.
    assert made.core_properties.title == made.core_properties.author == clean(title)
    assert made.sections[0].header.paragraphs[0].text == clean(mark)


def test_the_empty_file_lends_nothing_to_the_next_document() -> None:
    render(Paper("甲文", (Title("甲的标题"),), sample=True, author="甲支部"))
    second = render(Paper("乙文", (Title("乙的标题"),)))
    with zipfile.ZipFile(io.BytesIO(second)) as held:
        everything = "".join(held.read(name).decode() for name in held.namelist())
    assert "乙的标题" in everything
    assert not re.search("甲|示例|xinde-", everything)


def test_every_link_leads_to_a_bookmark() -> None:
    sources = tuple(Source(f"source{n}", f"（{n}）", ("一行",)) for n in (1, 2))
    text = part(
        render(Paper("x", (Paragraph([Ref("5次", "source1"), "、", Ref("3次", "source2")]),), sources)),
        "word/document.xml",
    )
    links = re.findall(r'<w:hyperlink w:anchor="([^"]+)"', text)
    marks = re.findall(r'<w:bookmarkStart w:id="(\d+)" w:name="([^"]+)"', text)
    assert [name for _, name in marks] == links == ["x_source1", "x_source2"]
    assert re.findall(r'<w:bookmarkEnd w:id="(\d+)"', text) == [number for number, _ in marks]
