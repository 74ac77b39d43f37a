"""The pages of a document as they will break: what the preview shows, and how many there are."""

from __future__ import annotations

import math
from collections.abc import Iterator

import msgspec
from rich.cells import cell_len, set_cell_size

from tui.documents import fonts
from tui.documents.cleaning import clean
from tui.documents.paper import (
    SMALLER,
    Align,
    Block,
    Heading,
    NewPage,
    Paper,
    Paragraph,
    Row,
    Table,
    Text,
    Title,
    lines_of,
    plain,
)
from tui.documents.widths import broken

WIDTH = 2 * fonts.CHARACTERS
"""Columns of the terminal a line takes."""

TWIPS = 0.15
"""What a line or a cell loses by measures in whole twentieths of a point; a line of many runs three times."""

ROOM = (fonts.PAGE[0] - fonts.LEFT - fonts.RIGHT) / fonts.POINT - TWIPS
HEIGHT = (fonts.PAGE[1] - fonts.TOP - fonts.BOTTOM) / fonts.POINT
"""Between the margins, in points."""

EDGE = 0.5
"""What a rule of a table takes, in points."""


class Page(msgspec.Struct):
    """One page: its lines as a terminal shows them, and how many points of it are used."""

    lines: list[str] = msgspec.field(default_factory=list)
    used: float = 0.0


class Piece(msgspec.Struct, frozen=True):
    """Lines that stay together, and the points they take."""

    lines: tuple[str, ...]
    height: float
    keep: bool = False
    """Stays on one page with what follows."""


class Pages:
    """Fills page after page."""

    def __init__(self) -> None:
        self.done: list[Page] = [Page()]

    @property
    def page(self) -> Page:
        """The one being filled."""
        return self.done[-1]

    def fits(self, height: float) -> bool:
        """True where so many points are left on the page, and a rule's more: measured, LibreOffice leaves that free."""
        return self.page.used + height + EDGE <= HEIGHT + 1e-6

    def turn(self) -> None:
        """Begin a new page; an empty one is not left behind."""
        if self.page.lines:
            self.done.append(Page())

    def put(self, lines: tuple[str, ...], height: float) -> None:
        """Set lines, on the next page where this one is full."""
        if not self.fits(height):
            self.turn()
        self.page.lines += lines
        self.page.used += height


def pages(paper: Paper, closing: list[Block]) -> list[list[str]]:
    """The lines of each page, `WIDTH` columns wide at most for body text, wider for smaller; `closing` are the blocks behind the paper's own."""
    made = Pages()
    held: list[Piece] = []
    for block in (*paper.blocks, *closing):
        if isinstance(block, NewPage):
            _flush(made, held)
            made.turn()
        elif isinstance(block, Table):
            _table(made, block, held)
        else:
            for piece in _text(block):
                held.append(piece)
                if not piece.keep:
                    _flush(made, held)
    _flush(made, held)
    return [page.lines for page in made.done]


def _flush(made: Pages, held: list[Piece]) -> None:
    """Set what was kept together: on the next page where all of it does not fit here and would fit there."""
    height = sum(piece.height for piece in held)
    if not made.fits(height) and height <= HEIGHT:
        made.turn()
    for piece in held:
        made.put(piece.lines, piece.height)
    held.clear()


def _text(block: Title | Heading | Paragraph) -> Iterator[Piece]:
    match block:
        case Title(text):
            for line in _wrapped(text, ROOM, fonts.TITLE_SIZE):
                yield Piece((_placed(line, "center", WIDTH), ""), fonts.TITLE_PITCH)
        case Heading(text, size=size):
            for line in _wrapped(text, ROOM, size, "first"):
                yield Piece((line,), fonts.text_pitch(size), keep=True)
        case Paragraph(text, align, size, keep):
            for line in _wrapped(text, ROOM, size, align):
                yield Piece((_placed(line, align, WIDTH),), fonts.text_pitch(size), keep)


def _wrapped(text: Text, room: float, size: float, align: Align = "left") -> list[str]:
    """A text as lines, two columns a character; the first of a paragraph is moved in where it is set so."""
    first = 2 * (size + fonts.SQUEEZE) if align == "first" else 0.0
    found: list[str] = []
    for words in lines_of(text):
        lines = broken(clean(plain(words)), room, size, fonts.SQUEEZE, first)
        found += ("    " + lines[0] if first else lines[0], *lines[1:])
    return found


def _placed(line: str, align: Align, width: int) -> str:
    """A line set in the middle or at the right of so many columns."""
    left = max(0, width - cell_len(line))
    return " " * {"center": left // 2, "right": left}.get(align, 0) + line


def _table(made: Pages, table: Table, held: list[Piece]) -> None:
    """Rows, the first ones again at the top of every further page; the headings `held` stay with the first of them."""
    wrapped = [_cells(row, table) for row in table.rows]
    widths = _columns(table, wrapped)
    shown = [_lines(row, cells, widths, table) for row, cells in zip(table.rows, wrapped, strict=True)]
    rule = "-" * (sum(widths) + len(widths) + 1)
    head = tuple(line for lines in shown[: table.head] for line in (*lines, rule))
    edge = EDGE if table.lines else 0.0
    pieces = [_pieces(row, cells, lines, table) for row, cells, lines in zip(table.rows, wrapped, shown, strict=True)]
    above = edge + sum(tall for number in range(table.head) for _, tall in pieces[number])
    first = edge + _kept(table, pieces, 0)
    if not made.fits(sum(piece.height for piece in held) + first):
        made.turn()
    _flush(made, held)
    made.put((rule,), edge)
    for number, row_pieces in enumerate(pieces):
        for place, (piece, tall) in enumerate(row_pieces):
            if not made.fits(tall if place else _kept(table, pieces, number)):
                made.turn()
                again = number >= table.head
                made.put((rule, *head) if again else (rule,), above if again else edge)
                # A row that goes on has a rule below each of its parts.
                tall += edge if place else 0.0
            made.put(piece, tall)
        made.page.lines.append(rule)
    # Measured: what follows a table stands one more rule below it.
    made.page.used += edge


def _pieces(row: Row, cells: list[list[str]], lines: list[str], table: Table) -> list[tuple[tuple[str, ...], float]]:
    """What stays together of a row, and its height in points: a line of one that splits, else the whole.

    The rule below it belongs to the row; the least height of a row has room for it.
    """
    text = max(
        len(held) * fonts.table_pitch(table.size - (SMALLER if cell.small else 0))
        for cell, held in zip(row.cells, cells, strict=True)
    )
    whole = max(text + (EDGE if table.lines else 0.0), (row.height or 0) / fonts.POINT)
    if not row.splits:
        return [(tuple(lines), whole)]
    each = text / len(lines)
    return [((line,), each + (whole - text if number == len(lines) else 0)) for number, line in enumerate(lines, 1)]


def _kept(table: Table, pieces: list[list[tuple[tuple[str, ...], float]]], number: int) -> float:
    """The points a row needs to begin on a page: one that keeps takes the beginning of the next row along."""
    needed = _begins(table, pieces, number)
    while (number < table.head or table.rows[number].keeps) and number + 1 < len(pieces):
        number += 1
        needed += _begins(table, pieces, number)
    return needed


def _begins(table: Table, pieces: list[list[tuple[tuple[str, ...], float]]], number: int) -> float:
    """The points the beginning of a row takes; one of a least height begins only where there is room for all of that."""
    return max(pieces[number][0][1], (table.rows[number].height or 0) / fonts.POINT)


def _cells(row: Row, table: Table) -> list[list[str]]:
    """The lines of each cell, as they break on paper."""
    found, column = [], 0
    for cell in row.cells:
        room = (sum(table.widths[column : column + cell.span]) - 2 * fonts.PADDING) / fonts.POINT - TWIPS
        found.append(_wrapped(cell.text, room, table.size - (SMALLER if cell.small else 0), cell.align))
        column += cell.span
    return found


def _columns(table: Table, wrapped: list[list[list[str]]]) -> list[int]:
    """The columns of the terminal for each of the table's: room for its characters, and for its longest line."""
    character = (table.size + fonts.SQUEEZE) * fonts.POINT
    widths = [2 * math.ceil((wide - 2 * fonts.PADDING) / character) for wide in table.widths]
    for row, cells in zip(table.rows, wrapped, strict=True):
        column = 0
        for cell, lines in zip(row.cells, cells, strict=True):
            room = sum(widths[column : column + cell.span]) + cell.span - 1
            widths[column] += max(0, max(map(cell_len, lines)) - room)
            column += cell.span
    return widths


def _lines(row: Row, cells: list[list[str]], widths: list[int], table: Table) -> list[str]:
    """A row as lines: as many as its fullest cell has."""
    edge = "|" if table.lines else " "
    found = []
    for number in range(max(map(len, cells))):
        parts, column = [], 0
        for cell, lines in zip(row.cells, cells, strict=True):
            room = sum(widths[column : column + cell.span]) + cell.span - 1
            line = lines[number] if number < len(lines) else ""
            parts.append(set_cell_size(_placed(line, cell.align, room), room))
            column += cell.span
        found.append(edge + edge.join(parts) + edge)
    return found
