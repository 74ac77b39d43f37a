"""What one person's round of reading rests on: the loans and reflections of the period."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sync.cache.view import View
from tui.commands import bindings
from tui.i18n import t
from tui.labels import listed, member_name, record_name, state_label, title_of
from tui.opening import open_record
from tui.reading_rounds import period_words
from tui.screens.records import RecordsPage
from tui.year.characters import count
from tui.year.cycle import LINKS, Cycle, cycles
from tui.years import study_year


class EvidencePage(RecordsPage):
    """A row a record; Enter opens it."""

    SCOPE = "evidence"
    BINDINGS = bindings("evidence")

    def __init__(self, year: int, member: str, number: int) -> None:
        super().__init__("submission", {"author": member})
        self._year = year
        self._member = member
        self._number = number

    def holds_private(self) -> bool:
        """A person's reflections are."""
        return True

    @property
    def cycle(self) -> Cycle | None:
        """The round, as it is now."""
        found = cycles(study_year(self.xinde.place, self._year), self._member)
        return next((each for each in found if each.period.number == self._number), None)

    def heading(self) -> str:
        """Whose, when, and what is open."""
        cycle, place = self.cycle, self.xinde.place
        who = member_name(place, self._member)
        if cycle is None:
            return t("evidence.heading", who=who, period=self._year, open="/")
        still = listed(t(f"cycle.column_{link}") for link in cycle.open) or t("cycle.done")
        return t("evidence.heading", who=who, period=period_words(cycle.period), open=still)

    def views(self) -> list[View]:
        """Each record once, in the order of the chain."""
        cycle = self.cycle
        if cycle is None:
            return []
        found = [*cycle.books, *cycle.knowledge, *cycle.reflections]
        return list({view.id: view for view in found}.values())

    def column_names(self) -> Sequence[str]:
        """What it counts for, when, what, how it stands."""
        return ("links", "day", "title", "state")

    def widths(self) -> list[tuple[str, int]]:
        """The title gets most."""
        return [("links", 1), ("day", -10), ("title", 2), ("state", -8)]

    def titles(self) -> Iterable[str]:
        """None: what stands there ends with a sentence."""
        return []

    def headings(self) -> list[str]:
        """In the language of now."""
        return [t(f"evidence.column_{name}") for name in self.column_names()]

    def cells(self, view: View) -> list[str]:
        """A loan with its book; a reflection with its knowledge point, and book and length where there is room."""
        place, cycle = self.xinde.place, self.cycle
        counted = dict(zip(LINKS, (cycle.books, cycle.knowledge, cycle.reflections), strict=True)) if cycle else {}
        links = [link for link in LINKS if any(view.id == each.id for each in counted.get(link, ()))]
        words = listed(t(f"cycle.column_{link}") for link in links)
        state = state_label(place.repository.registry[view.kind], view.state)
        if view.kind == "loan":
            return [words, str(view.get("out_on")), t("desk.title", title=title_of(place, view)), state]
        book, point = view.get("book"), view.get("knowledge_point")
        parts = [title_of(place, view)]
        parts += [t("book.point", point=point)] if point else []
        parts += [t("desk.title", title=record_name(place, book))] if book else []
        parts.append(t("submit.count", n=count(str(view.get("body") or ""))))
        day = study_year(place, self._year).made_on(view) or ""
        return [words, day, " ".join(parts), state]

    def kinds_shown(self) -> set[str]:
        """What a round is made of."""
        return {"loan", "submission", "book"}

    def empty_text(self) -> str:
        """Nothing was read yet."""
        return super().empty_text() if self._filter.strip() else t("evidence.empty")

    def why_not(self, command: str) -> str | None:
        """A reflection is written by whoever owes it."""
        if command == "new" and self._member != self.xinde.place.desk.member:
            return t("evidence.not_own")
        return super().why_not(command)

    def do_new(self) -> None:
        """Write the reflection of the round."""
        from tui.screens.draft import DraftPage

        self.app.push_screen(DraftPage(None))

    def do_room(self) -> None:
        """The reading room, to borrow a book."""
        from tui.screens.reading_room import ReadingRoomPage

        self.app.push_screen(ReadingRoomPage())

    def do_open(self) -> None:
        """The reflection, or the page of the title."""
        if self.current is not None:
            open_record(self, self.current.id)
