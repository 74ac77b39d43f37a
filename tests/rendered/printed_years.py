"""A document of a sample year beside its pages as LibreOffice prints them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import docx
import openpyxl

from tests.documents.second_reader import BREAK, docx_lines
from tests.rendered.office_suite import Page, Word, pages
from tests.sample_years import SampleYear
from tui.documents import fonts

PERCENT = "0.0%"


@dataclass(frozen=True)
class Print:
    """One document: its file and the PDF made of it."""

    year: SampleYear
    name: str
    path: Path
    pdf: Path

    @property
    def file(self) -> str:
        """What the file is called where all of them lie."""
        return f"{self.year.name} {self.path.name}"

    @property
    def is_paper(self) -> bool:
        """True for Word, False for Excel."""
        return self.path.suffix == ".docx"

    @cached_property
    def pages(self) -> list[Page]:
        """Its pages."""
        return pages(self.pdf)

    @cached_property
    def said(self) -> list[str]:
        """All it says, a piece a paragraph or cell; of a spreadsheet as the cell shows it."""
        if self.is_paper:
            first, *lines = docx_lines(self.path)
            pieces = [piece for line in lines for cell in line.split("\t") for piece in cell.split(BREAK)]
            return [first.strip("[]"), *(piece.lstrip("# ") for piece in pieces)]
        return [shown for sheet in openpyxl.load_workbook(self.path) for row in sheet.iter_rows() for cell in row
                if (shown := _shown(cell.value, cell.number_format))]  # fmt: skip

    @cached_property
    def headings(self) -> list[str]:
        """What is repeated on the pages of each sheet of a spreadsheet."""
        found = []
        for sheet in openpyxl.load_workbook(self.path):
            first, _, last = str(sheet.print_title_rows).replace("$", "").partition(":")
            rows = sheet.iter_rows(int(first), int(last))
            found.append("".join(_shown(cell.value, "") for row in rows for cell in row))
        return found

    @property
    def paragraphs(self) -> list[str]:
        """The paragraphs of a paper outside its tables."""
        return [each.text for each in docx.Document(str(self.path)).paragraphs]

    @property
    def styles(self) -> set[str]:
        """The styles of the paragraphs of a paper that say something, those in tables too."""
        document = docx.Document(str(self.path))
        inside = [
            each for table in document.tables for row in table.rows for cell in row.cells for each in cell.paragraphs
        ]
        return {str(each.style.name) for each in [*document.paragraphs, *inside] if each.text.strip() and each.style}


def prints(years: Iterable[SampleYear], folder: Path) -> dict[str, Print]:
    """All documents of the years that are printed, by year and name; their PDFs are to lie in that folder."""
    found = [
        Print(year, name, path, folder / f"{year.name} {path.stem}.pdf")
        for year in years
        for name, path in year.paths.items()
        if path.suffix != ".ics"
    ]
    return {f"{each.year.name} {each.name}": each for each in found}


def _shown(value: object, number_format: str) -> str:
    if value is None:
        return ""
    if number_format == PERCENT and isinstance(value, int | float):
        return f"{value:.1%}"
    if isinstance(value, float):
        return f"{value:g}"
    return str(getattr(value, "date", lambda: value)())


def inside(page: Page) -> Iterator[Word]:
    """The words of a page of a paper between its upper and its lower margin."""
    for line in page.lines:
        yield from (word for word in line if fonts.TOP - 1 <= word.top < fonts.PAGE[1] - fonts.BOTTOM)


def outside(page: Page) -> Iterator[Word]:
    """Those above and below."""
    held = set(inside(page))
    for line in page.lines:
        yield from (word for word in line if word not in held)


def bare(text: str) -> str:
    """Without spaces, of whatever width."""
    return "".join(text.split())
