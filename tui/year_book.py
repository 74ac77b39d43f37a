"""The study years of this device as they are now: gathered once after each change of records, and what was counted from them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeVar

from sync.cache.repository import Changed
from sync.clock import today
from sync.workplace import Workplace
from tui.year.study_year import StudyYear
from tui.years import study_year

Answer = TypeVar("Answer")

KEYSTROKES = frozenset({"typing"})
"""Tables whose changes change no figure."""


class YearBook:
    """Answers questions about a study year; the same question is worked out once until a record changes.

    A year of a hundred people takes up to a second to count, so `of` is for worker threads; `known` never waits.
    """

    def __init__(self, place: Workplace) -> None:
        self._place = place
        self._asking = threading.Lock()
        self._stand = 0
        self._held: tuple[tuple[int, str], dict[Any, Any]] = ((0, ""), {})
        place.repository.watch(self._hear)

    def _hear(self, changed: Changed) -> None:
        if changed.tables - KEYSTROKES:
            self._stand += 1

    def _answers(self) -> dict[Any, Any]:
        """What was worked out of the records as they are now, today."""
        stand = (self._stand, today(self._place.clock))
        if self._held[0] != stand:
            self._held = (stand, {})
        return self._held[1]

    def known(self, year: int, question: Callable[[StudyYear], Answer]) -> Answer | None:
        """The answer, if it was worked out already and still holds."""
        found: Answer | None = self._answers().get((year, question))
        return found

    def of(self, year: int, question: Callable[[StudyYear], Answer]) -> Answer:
        """The answer to a question, a function of the study year that begins in `year`."""
        with self._asking:
            answers = self._answers()
            if (year, question) not in answers:
                if (year, None) not in answers:
                    answers[year, None] = study_year(self._place, year)
                answers[year, question] = question(answers[year, None])
            found: Answer = answers[year, question]
            return found

    def this_year(self) -> int:
        """The study year today lies in; gathering one counts nothing, so this never waits."""
        return study_year(self._place).year
