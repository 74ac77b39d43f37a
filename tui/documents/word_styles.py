"""The page and the styles of a Word file: the measures of `fonts`, set on every style so that Chinese never falls into a wrong face."""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import quoteattr

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Mm, Pt
from docx.styles.style import ParagraphStyle

from tui.documents import fonts
from tui.documents.word_text import indent

KEPT = {
    "Normal",
    "Title",
    "Heading 1",
    "Heading 2",
    "Header",
    "Footer",
    "Default Paragraph Font",
    "Normal Table",
    "No List",
}
"""Styles of the template that are used; the others would carry faces of their own."""

CELL, LABEL = "Xinde Cell", "Xinde Label"
"""Text in a table, and what stands beside it."""


def prepare(document: Document) -> None:
    """Set page and styles of a new document."""
    _drop_others(document)
    _defaults(document)
    _faces_by_another_name(document)
    _styles(document)
    _page(document)
    _settings(document)


def set_face(properties: Any, east: str, latin: str = fonts.LATIN) -> None:
    """Write the faces of run properties: Latin and East Asian by name, and no face of a theme, which would win over both."""
    found = properties.find(qn("w:rFonts"))
    if found is not None:
        properties.remove(found)
    faces = OxmlElement("w:rFonts")
    for name, face in (("ascii", latin), ("hAnsi", latin), ("cs", latin), ("eastAsia", east)):
        faces.set(qn(f"w:{name}"), face)
    # Quotation marks and dashes belong to both scripts: in a Chinese text they are Chinese.
    faces.set(qn("w:hint"), "eastAsia")
    properties.insert(0, faces)


def _drop_others(document: Document) -> None:
    for style in list(document.styles):
        if style.name not in KEPT:
            style.delete()


def _defaults(document: Document) -> None:
    defaults = document.styles.element.find(qn("w:docDefaults"))
    run = defaults.find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for child in list(run):
        run.remove(child)
    set_face(run, fonts.BODY)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-US")
    language.set(qn("w:eastAsia"), "zh-CN")
    run.append(language)
    paragraph = defaults.find(qn("w:pPrDefault"))
    for child in list(paragraph):
        paragraph.remove(child)


def _styles(document: Document) -> None:
    styles = document.styles
    _text(styles["Normal"], fonts.BODY, fonts.BODY_SIZE, fonts.PITCH)
    _text(styles["Title"], fonts.TITLE, fonts.TITLE_SIZE, fonts.TITLE_PITCH, WD_ALIGN_PARAGRAPH.CENTER)
    _text(styles["Heading 1"], fonts.HEADING, fonts.BODY_SIZE, fonts.PITCH)
    _text(styles["Heading 2"], fonts.SUBHEADING, fonts.BODY_SIZE, fonts.PITCH)
    for name in ("Heading 1", "Heading 2"):
        styles[name].paragraph_format.first_line_indent = Pt(indent())
        styles[name].paragraph_format.keep_with_next = True
    _text(styles["Header"], fonts.FOOT, 12, 14, WD_ALIGN_PARAGRAPH.RIGHT)
    _text(styles["Footer"], fonts.FOOT, fonts.FOOT_SIZE, 18)
    for name, face in ((CELL, fonts.BODY), (LABEL, fonts.HEADING)):
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles["Normal"]
        _text(style, face, fonts.TABLE_SIZE, fonts.TABLE_PITCH)
    for style in styles:
        # Character and table styles, too, since a face is looked up from the run outwards.
        if style.type in (WD_STYLE_TYPE.CHARACTER, WD_STYLE_TYPE.TABLE):
            set_face(style.element.get_or_add_rPr(), fonts.BODY)


def _text(
    style: Any, face: str, size: float, pitch: float, align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.LEFT
) -> None:
    properties = style.element.get_or_add_rPr()
    for child in list(properties):
        properties.remove(child)
    for child in list(style.element.get_or_add_pPr()):
        style.element.pPr.remove(child)
    set_face(properties, face)
    style.font.size = Pt(size)
    style.font.bold = False
    spacing = OxmlElement("w:spacing")
    spacing.set(qn("w:val"), str(round(fonts.SQUEEZE * 20)))
    properties.insert_element_before(
        spacing, "w:w", "w:kern", "w:position", "w:sz", "w:szCs", "w:highlight", "w:u", "w:lang"
    )
    _paragraph(style, pitch, align)


def _paragraph(style: ParagraphStyle, pitch: float, align: WD_ALIGN_PARAGRAPH) -> None:
    form = style.paragraph_format
    form.alignment = align
    form.space_before = form.space_after = Pt(0)
    form.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    form.line_spacing = Pt(pitch)
    form.widow_control = False
    properties = style.element.get_or_add_pPr()
    # As offices have it: a comma or a full stop may hang over the edge, and Chinese and Latin stand a little apart.
    for name in ("kinsoku", "wordWrap", "overflowPunct", "topLinePunct", "autoSpaceDE", "autoSpaceDN", "snapToGrid"):
        element = OxmlElement(f"w:{name}")
        element.set(qn("w:val"), "0" if name in OFF else "1")
        properties.insert_element_before(element, *BEHIND)


OFF = ("topLinePunct", "snapToGrid")

BEHIND = (
    "w:bidi",
    "w:adjustRightInd",
    "w:spacing",
    "w:ind",
    "w:contextualSpacing",
    "w:mirrorIndents",
    "w:jc",
    "w:outlineLvl",
)
"""Where the switches of a paragraph end, in the order the format asks for."""


def _page(document: Document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = (Mm(each) for each in fonts.PAGE)
    section.top_margin, section.bottom_margin = Mm(fonts.TOP), Mm(fonts.BOTTOM)
    section.left_margin, section.right_margin = Mm(fonts.LEFT), Mm(fonts.RIGHT)
    section.header_distance, section.footer_distance = Mm(20), Mm(26)
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is None:
        grid = OxmlElement("w:docGrid")
        section._sectPr.append(grid)
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(round(fonts.PITCH * 20)))


def _settings(document: Document) -> None:
    document.settings.odd_and_even_pages_header_footer = True
    control = OxmlElement("w:characterSpacingControl")
    control.set(qn("w:val"), "doNotCompress")
    found = document.settings.element
    old = found.find(qn("w:characterSpacingControl"))
    if old is not None:
        found.replace(old, control)
    else:
        found.append(control)
    themes = found.find(qn("w:themeFontLang"))
    if themes is not None:
        # The library's template is a Japanese one.
        themes.set(qn("w:eastAsia"), "zh-CN")


def _faces_by_another_name(document: Document) -> None:
    """Say what a machine without one of the faces is to take instead."""
    faces = "".join(
        f'<w:font w:name={quoteattr(name)}><w:altName w:val={quoteattr(other)}/><w:charset w:val="86"/></w:font>'
        for name, other in fonts.FALLBACKS.items()
    )
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    table = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts xmlns:w="{space}">{faces}</w:fonts>'
    for part in document.part.package.iter_parts():
        if str(part.partname) == "/word/fontTable.xml":
            # The library keeps this part of its template as bytes and has no call to write it.
            part._blob = table.encode()
