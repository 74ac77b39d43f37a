"""Tables of a Word file: fixed columns in mm, rules around every cell, heads repeated on every page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from docx.document import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Mm
from docx.text.paragraph import Paragraph

from tui.documents import fonts
from tui.documents.paper import SMALLER, Align, Cell, Ref, Row, Table, lines_of
from tui.documents.word_styles import CELL, LABEL

Styles = Mapping[bool, str]
"""The style of a cell's text: whether it is a label -> the id of the style."""

Write = Callable[[Paragraph, Sequence["str | Ref"], Align, float], None]


def add_table(document: Document, table: Table, write: Write) -> None:
    """Add a table at the end of the document."""
    added = document.add_table(rows=0, cols=len(table.widths))
    added.alignment = WD_TABLE_ALIGNMENT.CENTER
    added.autofit = False
    _properties(added._tbl, table)
    for width, column in zip(table.widths, added.columns, strict=True):
        column.width = Mm(width)
    # Looking a style up by its name for every paragraph takes a third of the time.
    styles = {label: document.styles[LABEL if label else CELL].style_id for label in (False, True)}
    for number, row in enumerate(table.rows):
        _row(added, table, row, styles, number < table.head, write)


def _row(added: Any, table: Table, row: Row, styles: Styles, head: bool, write: Write) -> None:
    made = added.add_row()
    if row.height is not None:
        made.height, made.height_rule = Mm(row.height), WD_ROW_HEIGHT_RULE.AT_LEAST
    properties = made._tr.get_or_add_trPr()
    if not row.splits:
        properties.insert(0, OxmlElement("w:cantSplit"))
    if head:
        properties.append(OxmlElement("w:tblHeader"))
    # Asking for the cells of a row again is slow: the library works out the whole grid each time.
    cells = made.cells
    column = 0
    for cell in row.cells:
        held = cells[column]
        if cell.span > 1:
            held = held.merge(cells[column + cell.span - 1])
        held.width = Mm(sum(table.widths[column : column + cell.span]))
        _fill(held, table, cell, styles, write, keep=head or row.heads)
        column += cell.span


def _fill(held: Any, table: Table, cell: Cell, styles: Styles, write: Write, *, keep: bool) -> None:
    held.vertical_alignment = (
        WD_CELL_VERTICAL_ALIGNMENT.CENTER if cell.align != "first" else WD_CELL_VERTICAL_ALIGNMENT.TOP
    )
    size = table.size - (SMALLER if cell.small else 0)
    for extra in held.paragraphs[1:]:
        extra._p.getparent().remove(extra._p)
    for number, line in enumerate(lines_of(cell.text)):
        paragraph = held.paragraphs[0] if number == 0 else held.add_paragraph()
        paragraph._p.style = styles[cell.label]
        if keep:
            # Else the heading of a table may stand alone at the end of a page.
            paragraph.paragraph_format.keep_with_next = True
        write(paragraph, line, cell.align, size)


def _properties(table: Any, wanted: Table) -> None:
    properties = table.tblPr
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = OxmlElement(f"w:{side}")
        for name, value in (
            ("val", "single" if wanted.lines else "nil"),
            ("sz", "4"),
            ("space", "0"),
            ("color", "000000"),
        ):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        width = OxmlElement(f"w:{side}")
        width.set(qn("w:w"), str(round(fonts.PADDING * 1440 / 25.4)))
        width.set(qn("w:type"), "dxa")
        margins.append(width)
    look = properties.find(qn("w:tblLook"))
    for element in (borders, properties.find(qn("w:tblLayout")), margins):
        if element is None:
            continue
        if look is not None:
            look.addprevious(element)
        else:
            properties.append(element)
