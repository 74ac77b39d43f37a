"""The empty Word file as python-docx writes it. It costs 150 ms to import, so this module is imported when the file is made."""

from __future__ import annotations

import io

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.rel import _Relationship
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from tui.documents import fonts
from tui.documents.word_styles import prepare


def empty(body: str, marks: str, title: str, author: str) -> bytes:
    """The file's content: page and styles, and these words where a document's own will stand."""
    document = docx.Document()
    prepare(document)
    inside = document.element.body
    for each in list(inside):
        if each.tag != qn("w:sectPr"):
            inside.remove(each)
    document.add_paragraph(body)
    _running(document, marks)
    _drop_unused(document)
    properties = document.core_properties
    properties.author, properties.title = author, title
    properties.comments = properties.keywords = ""
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


UNUSED = ("/word/stylesWithEffects.xml", "/docProps/thumbnail.jpeg")
"""Parts of the library's template nothing reads any more, two thirds of a short document; the picture is of another one."""


def _drop_unused(document: Document) -> None:
    for relations in (document.part.rels, document.part.package.rels):
        for name in [name for name, each in relations.items() if _target(each) in UNUSED]:
            del relations[name]


def _target(relation: _Relationship) -> str | None:
    return None if relation.is_external else str(relation.target_part.partname)


def _running(document: Document, marks: str) -> None:
    """Head and foot of every page: 示例 and other marks above, the page number below, on the outer side (GB/T 9704)."""
    section = document.sections[0]
    for header in (section.header, section.even_page_header):
        header.is_linked_to_previous = False
        paragraph = header.paragraphs[0]
        paragraph.style = document.styles["Header"]
        paragraph.add_run(marks)
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


def _page_number(paragraph: Paragraph) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    run = paragraph.add_run("1")
    paragraph._p.remove(run._r)
    field.append(run._r)
    paragraph._p.append(field)
