"""A document for paper: title, headings, paragraphs and tables, as Word gets them and the preview breaks them into pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, TypeAlias

import msgspec

from tui.documents import fonts


class Ref(msgspec.Struct, frozen=True):
    """Words that lead to the evidence of this name at the end of the document."""

    text: str
    anchor: str


Text: TypeAlias = "str | Sequence[str | Ref]"
"""Words, some of which may lead to their evidence. A line break begins a new paragraph of the same kind."""

Align: TypeAlias = Literal["first", "left", "center", "right"]
"""`first`: the first line two characters in, as body text is set."""


class Title(msgspec.Struct, frozen=True):
    """The title: 22 pt, centred."""

    text: str


class Heading(msgspec.Struct, frozen=True):
    """A heading with its number in it: level 1 "一、…", level 2 "（一）…". `anchor`: the name `Ref`s lead to it by; `size` in points."""

    text: str
    level: Literal[1, 2] = 1
    anchor: str = ""
    size: float = fonts.BODY_SIZE


class Paragraph(msgspec.Struct, frozen=True):
    """Text, body text unless another `size` in points is given. `keep`: it ends on the page what follows begins on."""

    text: Text
    align: Align = "first"
    size: float = fonts.BODY_SIZE
    keep: bool = False


SMALLER = 2.0
"""Points by which a small cell is smaller."""


class Cell(msgspec.Struct, frozen=True):
    """A cell of a table over `span` columns; a `label` says what stands beside or below it. `small`: two points less."""

    text: Text = ""
    span: int = 1
    align: Align = "left"
    label: bool = False
    small: bool = False


class Row(msgspec.Struct, frozen=True):
    """A row, `height` mm at least; one that does not split moves to the next page whole.

    `keep`: it stays on one page with the row below it, as a row of labels alone does.
    """

    cells: tuple[Cell, ...]
    splits: bool = False
    height: float | None = None
    keep: bool = False

    @property
    def keeps(self) -> bool:
        """True where it stays with the row below it."""
        return self.keep or all(cell.label for cell in self.cells)


class Table(msgspec.Struct, frozen=True):
    """A table of columns `widths` mm wide; the first `head` rows are repeated on every page. `size` in points."""

    widths: tuple[float, ...]
    rows: tuple[Row, ...]
    head: int = 0
    size: float = 14
    lines: bool = True

    def __post_init__(self) -> None:
        for row in self.rows:
            if sum(cell.span for cell in row.cells) != len(self.widths):
                raise ValueError(f"a row of {len(row.cells)} cells does not fill {len(self.widths)} columns")


class NewPage(msgspec.Struct, frozen=True):
    """What follows begins on a new page."""


Block: TypeAlias = Title | Heading | Paragraph | Table | NewPage


class Source(msgspec.Struct, frozen=True):
    """What a figure rests on: the name `Ref`s lead to, what the figure is, its rules, and a line a record."""

    anchor: str
    heading: str
    lines: tuple[str, ...]


class Paper(msgspec.Struct, frozen=True):
    """A whole document; `name` is what its file is called, without the ending. `sample`: 示例 stands on every page."""

    name: str
    blocks: tuple[Block, ...]
    sources: tuple[Source, ...] = ()
    sample: bool = False
    author: str = ""
    marks: tuple[str, ...] = ()
    """What the head of every page says besides 示例, such as 补录."""


def plain(text: Text) -> str:
    """The words of a text."""
    return text if isinstance(text, str) else "".join(each if isinstance(each, str) else each.text for each in text)


def row(*cells: Cell | str, splits: bool = False, height: float | None = None, keep: bool = False) -> Row:
    """A row; bare words are cells of one column."""
    return Row(tuple(each if isinstance(each, Cell) else Cell(each) for each in cells), splits, height, keep)


def paragraphs(text: str, align: Align = "first") -> list[Paragraph]:
    """Body text, a paragraph a line; empty lines are left out."""
    return [Paragraph(line.strip(), align) for line in text.splitlines() if line.strip()]


def lines_of(text: Text) -> list[list[str | Ref]]:
    """A text cut at its line breaks."""
    found: list[list[str | Ref]] = [[]]
    for each in [text] if isinstance(text, str) else text:
        if isinstance(each, Ref):
            found[-1].append(each)
            continue
        first, *more = each.split("\n")
        found[-1].append(first)
        found += [[line] for line in more]
    return found


def joined(texts: Iterable[Text], comma: str) -> Text:
    """Several texts as one, with a comma between."""
    found: list[str | Ref] = []
    for each in texts:
        if found:
            found.append(comma)
        found += [each] if isinstance(each, str) else each
    return found


NUMERALS = "零一二三四五六七八九"


def chinese(number: int) -> str:
    """A number from 1 to 99 as headings have it: 一, 十, 十二, 二十."""
    if not 0 < number < 100:
        raise ValueError(f"no heading has the number {number}")
    tens, ones = divmod(number, 10)
    words = ("" if tens == 1 else NUMERALS[tens]) + "十" if tens else ""
    return words + (NUMERALS[ones] if ones else "")
