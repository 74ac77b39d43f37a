"""The bytes of a document, and of a paper its pages; the libraries that write files are imported here and not before."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from tui.documents.calendar_file import CalendarFile
from tui.documents.closing import closing
from tui.documents.pages import pages
from tui.documents.paper import Paper

if TYPE_CHECKING:
    from tui.documents.kinds import Ending, Made


Heard: TypeAlias = Callable[[int, int], None]
"""Hears how many rows of a long workbook are set, of how many; what it raises ends the rendering."""


def ending(made: Made) -> Ending:
    """The ending of its file."""
    if isinstance(made, Paper):
        return "docx"
    return "ics" if isinstance(made, CalendarFile) else "xlsx"


def render(made: Made, heard: Heard = lambda rows, total: None) -> bytes:
    """The file's content."""
    if isinstance(made, Paper):
        from tui.documents.word import word

        return word(made)
    if isinstance(made, CalendarFile):
        from tui.documents.ics import ics

        return ics(made)
    from tui.documents.excel import excel

    return excel(made, heard)


def pages_of(paper: Paper) -> list[list[str]]:
    """The pages of a paper as they will break, lines of a terminal each."""
    return pages(paper, closing(paper.sources))
