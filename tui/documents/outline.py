"""The headings of a document, numbered as official ones are: 一、 and below it （一）."""

from __future__ import annotations

from tui.documents.paper import Heading, chinese
from tui.i18n import language, t


class Outline:
    """Hands out headings in order; those of the second level begin anew under each of the first."""

    def __init__(self) -> None:
        self._first = 0
        self._second = 0

    def first(self, text: str) -> Heading:
        """The next heading of the first level."""
        self._first, self._second = self._first + 1, 0
        return Heading(t("doc.heading.first", n=_numeral(self._first), text=text), 1)

    def second(self, text: str) -> Heading:
        """The next heading of the second level."""
        self._second += 1
        return Heading(t("doc.heading.second", n=_numeral(self._second), text=text), 2)


def _numeral(number: int) -> str:
    return chinese(number) if language() == "zh" else str(number)
