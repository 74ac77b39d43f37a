"""Submissions: one's own and those one is in charge of; what waits for this person comes first, oldest first."""

from __future__ import annotations

from collections.abc import Sequence

from sync.cache.repository import Changed
from sync.cache.view import View
from tui import reviewing
from tui.commands import bindings
from tui.i18n import t
from tui.labels import field_label, kind_label, member_name, state_label, title_of
from tui.reflection_pages import turn
from tui.screens.records import RecordsPage
from tui.screens.submission import SubmissionPage


class SubmissionsPage(RecordsPage):
    """Title, author, state and since when; one key leaves only what waits for this person. With `author`, that person's alone."""

    SCOPE = "submissions"
    BINDINGS = bindings("submissions")

    def __init__(self, author: str | None = None) -> None:
        super().__init__("submission")
        self._author = author
        self._only_waiting = False
        self._waiting: list[View] = []

    def heading(self) -> str:
        """How many wait, and how long the oldest has."""
        place, waiting = self.xinde.place, self._waiting
        title = t("submissions.to_review") if self._only_waiting else super().heading()
        if self._author is not None:
            title = t("submissions.of", who=member_name(place, self._author), n=self.counted(len(self.views())))
        days = reviewing.days_waited(place, waiting[0]) if waiting else None
        parts = [title, t("submissions.waiting", n=len(waiting)) if waiting else t("reflections.shared")]
        if days:
            parts.append(t("submissions.oldest", who=member_name(place, waiting[0].get("author")), days=days))
        return f" {self.xinde.glyphs.dot} ".join(parts)

    def views(self) -> list[View]:
        """What waits for this person, oldest first; then all others, newest first."""
        if self._only_waiting:
            return self._waiting
        first = {view.id for view in self._waiting}
        rest = [view for view in super().views() if view.id not in first]
        found = [*self._waiting, *sorted(rest, key=reviewing.handed_in, reverse=True)]
        return [view for view in found if self._author in (None, view.get("author"))]

    def fill(self) -> None:
        """Who may decide on what is looked up once, not for every row."""
        self._waiting = reviewing.waiting(self.xinde.place)
        super().fill()
        self.status_changed()

    def records_changed(self, changed: Changed) -> None:
        """Roles and sections say what waits for whom."""
        super().records_changed(changed)
        self.refresh_keys()

    def column_names(self) -> Sequence[str]:
        """Not all of them are fields."""
        return ("title", "author", "state", "since")

    def widths(self) -> list[tuple[str, int]]:
        """The title gets what is left."""
        return [("title", 1), ("author", -8), ("state", self.label_width("state")), ("since", -10)]

    def headings(self) -> list[str]:
        """In the current language."""
        spec = self.xinde.place.repository.registry["submission"]
        return [*(field_label(spec, name) for name in ("title", "author", "state")), t("submissions.column_since")]

    def cells(self, view: View) -> list[str]:
        """Title, author, state, since when."""
        place = self.xinde.place
        state = state_label(place.repository.registry["submission"], view.state)
        return [title_of(place, view), member_name(place, view.get("author")), state, reviewing.day(place, view)]

    def kinds_shown(self) -> set[str]:
        """What a row is made of, and what says who is in charge."""
        return {"submission", "member", "appointment", "membership"}

    def empty_text(self) -> str:
        """What to do first."""
        if self._filter.strip():
            return super().empty_text()
        if self._only_waiting:
            return t("submissions.none_waiting")
        if self._author is not None:
            return t("submissions.none_of", who=member_name(self.xinde.place, self._author))
        return t("reflections.none_submitted", kind=kind_label(self.xinde.place.repository.registry["submission"]))

    def offers(self, command: str) -> bool:
        """Nothing is made or deleted here."""
        return True

    def do_edit(self) -> None:
        """Read it."""
        view = self.current
        if view is not None:
            self.app.push_screen(SubmissionPage(view.id))

    def do_to_review(self) -> None:
        """Only what waits for this person, or everything again."""
        self._only_waiting = not self._only_waiting
        self.fill()
        self.refresh_keys()

    def do_other(self) -> None:
        """The next list."""
        turn(self, 1)

    def do_previous(self) -> None:
        """The list before."""
        turn(self, -1)
