"""A pane that shows the warnings of its session; they are looked for in a thread, and never block anything."""

from __future__ import annotations

import asyncio

from textual.content import Content

from sync.cache.repository import Changed
from tui.cautions import caution_words, cautions
from tui.i18n import t
from tui.labels import kind_label, title_of
from tui.opening import open_record
from tui.projecting import is_private
from tui.screens.pick import Choice, PickDialog
from tui.screens.session_panes.part import SessionPart
from tui.terminal import printable
from tui.year.late_entry import Saved
from tui.year.warnings import Caution

KINDS = frozenset({"session", "attendance", "minute", "signature", "submission", "settings"})
"""Kinds whose changes may bring or take a warning."""


class Cautious(SessionPart):
    """Looks again when records change; what was found before stays in sight meanwhile."""

    _cautions: tuple[Caution, ...] = ()

    def on_mount(self) -> None:
        """Look for the first time."""
        self._look()

    def records_changed(self, changed: Changed) -> None:
        """Another session may be at the same time, another entry the same."""
        super().records_changed(changed)
        if changed.kinds & KINDS:
            self._look()

    @property
    def saved(self) -> Saved | None:
        """What more is known of the completion than this device knows."""
        return None

    def _look(self) -> None:
        self.run_worker(self._search(), exclusive=True, group="cautions")

    async def _search(self) -> None:
        session, place, book, saved = self.session, self.xinde.place, self.xinde.paragraphs, self.saved
        if session is None:
            return
        found = tuple(await asyncio.to_thread(cautions, place, session, book, saved))
        if self.still_open and found != self._cautions:
            self._cautions = found
            self.fill()

    def caution_lines(self) -> list[Content]:
        """How many there are, and each with its reason."""
        shown = self._shown()
        if not shown:
            return []
        place = self.xinde.place
        lines = [Content.styled(t("caution.title", n=len(shown)), "bold")]
        return [*lines, *(Content(f"  {printable(caution_words(place, each))}") for each in shown)]

    def _shown(self) -> tuple[Caution, ...]:
        """All of them; before a room those that nothing private is behind."""
        if not self.xinde.projecting:
            return self._cautions
        return tuple(each for each in self._cautions if not any(map(self._is_private, each.records)))

    def _is_private(self, rid: str) -> bool:
        return is_private(self.xinde.place.repository.get(rid), self.rid)

    def why_not_cautions(self) -> str | None:
        """Why there is nothing behind warnings to be opened."""
        return None if self._shown() else t("caution.none")

    def do_cautions(self) -> None:
        """Open a record behind a warning."""
        place = self.xinde.place
        behind = [(rid, caution_words(place, each)) for each in self._shown() for rid in each.records]
        choices = [Choice(str(n), self._named(rid), words) for n, (rid, words) in enumerate(behind)]

        def picked(answer: list[str] | None) -> None:
            if answer:
                open_record(self, behind[int(answer[0])][0])

        private = any(self._is_private(rid) for rid, _ in behind)
        self.app.push_screen(PickDialog(t("caution.behind"), choices, private=private), picked)

    def _named(self, rid: str) -> str:
        place = self.xinde.place
        view = place.repository.get(rid)
        return f"{kind_label(place.repository.spec(view))} {title_of(place, view)}" if view else t("value.not_here")
