"""A document as a Word file (.docx). python-docx costs 150 ms to import, so this module is imported where a file is written."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Pt
from docx.text.paragraph import Paragraph as WordParagraph

from tui.documents import fonts
from tui.documents.cleaning import clean
from tui.documents.closing import closing
from tui.documents.paper import (
    Align,
    Block,
    Heading,
    NewPage,
    Paper,
    Paragraph,
    Ref,
    Source,
    Table,
    Title,
    lines_of,
)
from tui.documents.word_styles import indent, prepare
from tui.documents.word_table import add_table
from tui.i18n import t

ALIGN = {
    "first": WD_ALIGN_PARAGRAPH.LEFT,
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}


def word(paper: Paper) -> bytes:
    """The file's content."""
    document = docx.Document()
    prepare(document)
    body = document.element.body
    for each in list(body):
        if each.tag != qn("w:sectPr"):
            body.remove(each)
    _running(document, paper)
    fresh = False
    for block in (*paper.blocks, *closing(paper.sources)):
        if isinstance(block, NewPage):
            fresh = True
            continue
        before = len(body)
        _add(document, block)
        if fresh:
            _on_a_new_page(body[before - 1])
        fresh = False
    _ends_with_text(document)
    _mark_sources(document, paper.sources)
    properties = document.core_properties
    properties.author, properties.title = clean(paper.author), clean(paper.name)
    properties.comments = properties.keywords = ""
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def _add(document: Document, block: Block) -> None:
    match block:
        case Title(text):
            for line in lines_of(text):
                write(document.add_paragraph(style="Title"), line)
        case Heading(text, level):
            write(document.add_paragraph(style=f"Heading {level}"), [text])
        case Paragraph(text, align):
            for line in lines_of(text):
                added = document.add_paragraph()
                added.alignment = ALIGN[align]
                if align == "first":
                    added.paragraph_format.first_line_indent = indent()
                write(added, line)
        case Table():
            add_table(document, block, write_cell)


def _on_a_new_page(element: Any) -> None:
    """Begin a page with a paragraph; a break in one of its own would leave an empty line at the top."""
    if element.tag != qn("w:p"):
        raise ValueError("a new page begins with a title, a heading or a paragraph")
    WordParagraph(element, None).paragraph_format.page_break_before = True  # type: ignore[arg-type]


def write_cell(paragraph: WordParagraph, line: Sequence[str | Ref], align: Align, size: float) -> None:
    """Write a line of a cell's text into its paragraph."""
    paragraph.alignment = ALIGN[align]
    form = paragraph.paragraph_format
    if align == "first":
        form.first_line_indent = indent(size)
    if size != fonts.TABLE_SIZE:
        form.line_spacing = Pt(fonts.table_pitch(size))
    for run in write(paragraph, line):
        if size != fonts.TABLE_SIZE:
            run.font.size = Pt(size)


def write(paragraph: WordParagraph, line: Iterable[str | Ref]) -> list[Any]:
    """Write words into a paragraph, those that lead to evidence as links to its bookmark; returns the runs."""
    runs = []
    for each in line:
        if isinstance(each, str):
            if each:
                runs.append(paragraph.add_run(clean(each)))
            continue
        run = paragraph.add_run(clean(each.text))
        link = OxmlElement("w:hyperlink")
        link.set(qn("w:anchor"), bookmark(each.anchor))
        link.set(qn("w:history"), "1")
        paragraph._p.remove(run._r)
        link.append(run._r)
        paragraph._p.append(link)
        runs.append(run)
    return runs


def bookmark(anchor: str) -> str:
    """A name Word accepts: letters, digits and underlines, at most 40."""
    return "x_" + "".join(each if each.isalnum() and each.isascii() else "_" for each in anchor)[-38:]


def _mark_sources(document: Document, sources: Sequence[Source]) -> None:
    """Set the bookmarks: on the headings of the last pages, which come in the order of the sources."""
    headings = [each for each in document.paragraphs if each.style is not None and each.style.name == "Heading 2"]
    for number, (source, heading) in enumerate(zip(sources, headings[-len(sources) :] if sources else [], strict=True)):
        start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        start.set(qn("w:id"), str(number))
        start.set(qn("w:name"), bookmark(source.anchor))
        end.set(qn("w:id"), str(number))
        properties = heading._p.pPr
        place = 0 if properties is None else 1
        heading._p.insert(place, start)
        heading._p.append(end)


def _running(document: Document, paper: Paper) -> None:
    """Head and foot of every page: 示例 and other marks above, the page number below, on the outer side (GB/T 9704)."""
    section = document.sections[0]
    marks = [*([t("value.sample")] if paper.sample else []), *paper.marks]
    for header in (section.header, section.even_page_header):
        header.is_linked_to_previous = False
        paragraph = header.paragraphs[0]
        paragraph.style = document.styles["Header"]
        write(paragraph, ["  ".join(marks)])
    for footer, align in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.style = document.styles["Footer"]
        paragraph.alignment = align
        form = paragraph.paragraph_format
        form.left_indent = form.right_indent = Pt(fonts.FOOT_SIZE)
        paragraph.add_run("— ")
        _page_number(paragraph)
        paragraph.add_run(" —")


def _page_number(paragraph: WordParagraph) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    run = paragraph.add_run("1")
    paragraph._p.remove(run._r)
    field.append(run._r)
    paragraph._p.append(field)


def _ends_with_text(document: Document) -> None:
    """A table needs a paragraph behind it; as low as Word allows, so that it begins no page of its own."""
    body = document.element.body
    last = body[-2] if len(body) > 1 else None
    if last is not None and last.tag == qn("w:tbl"):
        added = document.add_paragraph()
        added.paragraph_format.line_spacing = Pt(1)
