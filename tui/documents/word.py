"""A document as a Word file (.docx)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from tui.documents.closing import closing
from tui.documents.paper import Heading, NewPage, Paper, Paragraph, Table, Title, lines_of
from tui.documents.word_table import table_xml
from tui.documents.word_template import filled
from tui.documents.word_text import bookmark, indent, paragraph, run, runs
from tui.i18n import t


def word(paper: Paper) -> bytes:
    """The file's content; python-docx is imported for the first one of a process."""
    marks = [*([t("value.sample")] if paper.sample else []), *paper.marks]
    return filled("".join(_body(paper)), "  ".join(marks), paper.name, paper.author)


def _body(paper: Paper) -> Iterator[str]:
    blocks = (*paper.blocks, *closing(paper.sources))
    marks = count()
    fresh = False
    for block in blocks:
        if isinstance(block, NewPage):
            fresh = True
            continue
        yield from _block(block, fresh, marks)
        fresh = False
    if blocks and isinstance(blocks[-1], Table):
        # A table needs a paragraph behind it; as low as Word allows, so that it begins no page of its own.
        yield paragraph("", pitch=1)


def _block(block: Title | Heading | Paragraph | Table, fresh: bool, marks: Iterator[int]) -> Iterator[str]:
    """A block as XML; `fresh`: it begins a page, in its own paragraph: a break in one more would leave an empty line."""
    match block:
        case Title(text):
            for number, line in enumerate(lines_of(text)):
                yield paragraph(runs(line), style="Title", fresh=fresh and number == 0)
        case Heading(text, level, anchor):
            inside = _marked(run(text), anchor, next(marks)) if anchor else run(text)
            yield paragraph(inside, style=f"Heading{level}", fresh=fresh)
        case Paragraph(text, align):
            first = indent() if align == "first" else None
            for number, line in enumerate(lines_of(text)):
                yield paragraph(runs(line), fresh=fresh and number == 0, first=first, align=align)
        case Table():
            if fresh:
                raise ValueError("a new page begins with a title, a heading or a paragraph")
            yield table_xml(block)


def _marked(inside: str, anchor: str, number: int) -> str:
    """Words that links lead to; bookmarks are numbered within a document."""
    return f'<w:bookmarkStart w:id="{number}" w:name="{bookmark(anchor)}"/>{inside}<w:bookmarkEnd w:id="{number}"/>'
