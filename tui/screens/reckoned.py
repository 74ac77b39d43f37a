"""A page over what was counted of a study year: it is there at once, and filled when the counting is done."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from sync.cache.repository import Changed
from tui.page import Page
from tui.year.study_year import StudyYear
from tui.year_book import KEYSTROKES

PATIENCE = 0.05
"""Seconds after which a page says that it is being counted; what is there sooner only flickers."""


class Reckoned(Page):
    """A mixin before a page that shows `answer` when filled; subclasses say what they ask of the year (`question`)."""

    _year: int | None = None
    answer: Any = None
    """What the question came to; None while that is being counted for the first time."""
    others: tuple[Any, ...] = ()
    """What the further questions came to."""
    waiting = False
    """True once the counting takes so long that it is worth a word."""
    _counting = False
    _again = False

    @property
    def year(self) -> int:
        """The study year shown, by default the one today lies in."""
        if self._year is None:
            self._year = self.xinde.years.this_year()
        return self._year

    @year.setter
    def year(self, year: int | None) -> None:
        self._year = year

    def question(self) -> Callable[[StudyYear], Any]:
        """What is asked; a function of a module, so that the answer can be kept under it."""
        raise NotImplementedError

    def further(self) -> tuple[Callable[[StudyYear], Any], ...]:
        """What is asked besides; the answers stand in `others`."""
        return ()

    def show(self) -> None:
        """Show `answer`, or that there is none yet; by default as the page behind this mixin fills itself."""
        super().fill()

    def fill(self) -> None:
        """Show what is known already, else count it in a thread of its own; what was shown stays until then."""
        book, questions = self.xinde.years, (self.question(), *self.further())
        known = [book.known(self.year, each) for each in questions]
        if all(each is not None for each in known):
            self._take(known)
            return
        # One at a time: a sync that brings a thousand changes must not queue a thousand countings.
        self._again = self._counting
        if not self._counting:
            self._counting = True
            self.run_worker(self._count(self.year), group="counting")
        if self.answer is None:
            self.show()
            self.set_timer(PATIENCE, self._say_counting)

    async def _count(self, year: int) -> None:
        book, questions = self.xinde.years, (self.question(), *self.further())
        try:
            found = await asyncio.to_thread(lambda: [book.of(year, each) for each in questions])
        finally:
            self._counting = False
        if not self.is_mounted:
            return
        again, self._again = self._again, False
        if year == self.year:
            self._take(found)
        if again or year != self.year:
            self.fill()

    def _take(self, answers: list[Any]) -> None:
        self.answer, *others = answers
        self.others, self.waiting = tuple(others), False
        self.status_changed()
        self.show()
        self.refresh_keys()

    def _say_counting(self) -> None:
        if self.answer is None and self.is_mounted:
            self.waiting = True
            self.show()

    def go_to_year(self, year: int) -> None:
        """Show another year."""
        self.year, self.answer = year, None
        self.refresh_all()

    def records_changed(self, changed: Changed) -> None:
        """Any record may count; keystrokes do not."""
        if changed.tables - KEYSTROKES:
            self.fill()
