"""Tables of a Word file: fixed columns in mm, rules around every cell, heads repeated on every page."""

from __future__ import annotations

from tui.documents import fonts
from tui.documents.paper import SMALLER, Cell, Row, Table, lines_of
from tui.documents.word_text import indent, paragraph, runs, twips

CELL_ID, LABEL_ID = "XindeCell", "XindeLabel"
"""The styles of text in a table, and of what stands beside it, by their ids."""

SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")

LOOK = (
    '<w:tblLook w:firstColumn="1" w:firstRow="1" w:lastColumn="0" w:lastRow="0" w:noHBand="0" w:noVBand="1" '
    'w:val="04A0"/>'
)


def table_xml(table: Table) -> str:
    """The table; the format asks for a paragraph somewhere behind it."""
    columns = "".join(f'<w:gridCol w:w="{_twips(width)}"/>' for width in table.widths)
    rows = "".join(_row(table, row, number < table.head) for number, row in enumerate(table.rows))
    return f"<w:tbl>{_properties(table)}<w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"


def _properties(table: Table) -> str:
    rule = "single" if table.lines else "nil"
    rules = "".join(f'<w:{side} w:val="{rule}" w:sz="4" w:space="0" w:color="000000"/>' for side in SIDES)
    padding = _twips(fonts.PADDING)
    margins = "".join(f'<w:{side} w:w="{padding}" w:type="dxa"/>' for side in ("left", "right"))
    return (
        '<w:tblPr><w:tblW w:type="auto" w:w="0"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{rules}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        f"<w:tblCellMar>{margins}</w:tblCellMar>{LOOK}</w:tblPr>"
    )


def _row(table: Table, row: Row, head: bool) -> str:
    said = "".join(
        (
            "" if row.splits else "<w:cantSplit/>",
            f'<w:trHeight w:val="{_twips(row.height)}" w:hRule="atLeast"/>' if row.height is not None else "",
            "<w:tblHeader/>" if head else "",
        )
    )
    cells, column = [], 0
    for cell in row.cells:
        width = sum(table.widths[column : column + cell.span])
        # Else the heading of a table may stand alone at the end of a page.
        cells.append(_cell(table, cell, width, keep=head or row.keeps))
        column += cell.span
    return f"<w:tr><w:trPr>{said}</w:trPr>{''.join(cells)}</w:tr>"


def _cell(table: Table, cell: Cell, width: float, *, keep: bool) -> str:
    size = table.size - (SMALLER if cell.small else 0)
    other = size != fonts.TABLE_SIZE
    inside = "".join(
        paragraph(
            runs(line, size if other else None),
            style=LABEL_ID if cell.label else CELL_ID,
            keep=keep,
            pitch=fonts.table_pitch(size) if other else None,
            first=indent(size) if cell.align == "first" else None,
            align=cell.align,
        )
        for line in lines_of(cell.text)
    )
    span = f'<w:gridSpan w:val="{cell.span}"/>' if cell.span > 1 else ""
    upright = "top" if cell.align == "first" else "center"
    about = f'<w:tcW w:type="dxa" w:w="{_twips(width)}"/>{span}<w:vAlign w:val="{upright}"/>'
    return f"<w:tc><w:tcPr>{about}</w:tcPr>{inside}</w:tc>"


def _twips(millimetres: float) -> int:
    return twips(millimetres / fonts.POINT)
