"""A document as a Word file (.docx)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from tui.documents import fonts
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
        case Heading(text, level, anchor, size):
            other, pitch = _unlike_the_body(size)
            inside = _marked(run(text, other), anchor, next(marks)) if anchor else run(text, other)
            first = indent(size) if other else None
            yield paragraph(inside, style=f"Heading{level}", fresh=fresh, pitch=pitch, first=first)
        case Paragraph(text, align, size, keep):
            other, pitch = _unlike_the_body(size)
            first = indent(size) if align == "first" else None
            for number, line in enumerate(lines_of(text)):
                begins = fresh and number == 0
                yield paragraph(runs(line, other), keep=keep, fresh=begins, pitch=pitch, first=first, align=align)
        case Table():
            if fresh:
                raise ValueError("a new page begins with a title, a heading or a paragraph")
            yield table_xml(block)


def _unlike_the_body(size: float) -> tuple[float | None, float | None]:
    """The size and pitch a paragraph has to say, since its style is that of body text; nothing for body text."""
    return (None, None) if size == fonts.BODY_SIZE else (size, fonts.text_pitch(size))


def _marked(inside: str, anchor: str, number: int) -> str:
    """Words that links lead to; bookmarks are numbered within a document."""
    return f'<w:bookmarkStart w:id="{number}" w:name="{bookmark(anchor)}"/>{inside}<w:bookmarkEnd w:id="{number}"/>'
