"""What is open in the years at hand, as of the last count: counted in a worker thread, so that no key waits for it."""

from __future__ import annotations

from sync.cache.repository import Changed
from sync.clock import today
from sync.workplace import Workplace
from tui.year.open_item import OpenItem, ordered
from tui.year_book import YearBook

NOT_COUNTED = frozenset(
    {"note", "reflection", "minute", "comment", "conflict", "agenda_item", "material", "vote", "grade"}
)
"""Kinds of which nothing is ever open here."""


class OpenWork:
    """Holds the last count until records change that it rests on, or the day does."""

    def __init__(self, place: Workplace, years: YearBook) -> None:
        self._place = place
        self._years = years
        self._counted = ""
        self._changes = 0
        self.items: tuple[OpenItem, ...] | None = None
        """What was found at the last count, late first; None before the first."""
        place.repository.watch(self._hear)

    def _hear(self, changed: Changed) -> None:
        if changed.kinds - NOT_COUNTED:
            self._changes += 1

    @property
    def _stand(self) -> str:
        # A branch that was joined or made changes what may be read before any of its records is here.
        return f"{self._changes} {today(self._place.clock)} {self._place.identity.branch}"

    @property
    def fresh(self) -> bool:
        """True while the last count still holds."""
        return self._counted == self._stand

    def count(self) -> None:
        """Count anew; for a worker thread."""
        # What counts costs 24 ms to import, which the first frame need not wait for.
        from tui.gap_words import key_of
        from tui.year.gaps import open_items

        stand = self._stand
        found = {key_of(item): item for year in self._at_hand() for item in self._years.of(year, open_items)}
        self.items = tuple(ordered(found.values()))
        self._counted = stand

    def _at_hand(self) -> list[int]:
        """The year, the next one, whose plan comes due before it begins, and the one before until its plan is closed."""
        year = self._years.this_year()
        before = next((view for view in self._place.repository.find("plan") if view.get("year") == year - 1), None)
        return [*([year - 1] if before is not None and before.state != "closed" else []), year, year + 1]
