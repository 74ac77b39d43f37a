"""Published reflections: everybody's, newest first, to be read by everybody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sync.cache.view import View
from tui import reviewing
from tui.commands import bindings
from tui.i18n import t
from tui.labels import field_label, member_name, title_of
from tui.publish_flow import why_not_withdraw, withdraw_publication
from tui.recommending import recommend, why_not_recommend
from tui.reflection_pages import turn
from tui.screens.publication import PublicationPage
from tui.screens.records import RecordsPage


class PublishedPage(RecordsPage):
    """Title, author, day, and how many comments there are; what was withdrawn is gone from here."""

    SCOPE = "published"
    BINDINGS = bindings("published")

    def __init__(self) -> None:
        super().__init__("publication")

    def heading(self) -> str:
        """How many there are to read."""
        return t("published.title", n=self.counted(len(self.views())))

    def views(self) -> list[View]:
        """Newest first."""
        found = [view for view in super().views() if view.state == "published"]
        return sorted(found, key=reviewing.handed_in, reverse=True)

    def column_names(self) -> Sequence[str]:
        """Not all of them are fields."""
        return ("title", "author", "day", "comments")

    def numbers(self) -> Iterable[str]:
        """Columns of numbers."""
        return ("comments",)

    def widths(self) -> list[tuple[str, int]]:
        """The title gets what is left."""
        return [("title", 1), ("author", -8), ("day", -10), ("comments", -6)]

    def headings(self) -> list[str]:
        """In the current language."""
        spec = self.xinde.place.repository.registry["publication"]
        labels = [field_label(spec, name) for name in ("title", "author")]
        return [*labels, t("published.column_day"), t("published.column_comments")]

    def cells(self, view: View) -> list[str]:
        """Title, author, day, number of comments."""
        place = self.xinde.place
        comments = len(place.repository.linked("comment", "target", view.id))
        who = member_name(place, view.get("author"))
        return [title_of(place, view), who, reviewing.day(place, view), str(comments)]

    def kinds_shown(self) -> set[str]:
        """What a row is made of."""
        return {"publication", "comment", "member"}

    def empty_text(self) -> str:
        """How something comes here."""
        return super().empty_text() if self._filter.strip() else t("published.empty")

    def offers(self, command: str) -> bool:
        """Nothing is made here: it is published from the submission."""
        return True

    def why_not(self, command: str) -> str | None:
        """Recommending is a matter of roles, withdrawing the author's."""
        view, place = self.current, self.xinde.place
        if command == "recommend":
            return why_not_recommend(place, view.id if view is not None else None)
        if command == "withdraw":
            return why_not_withdraw(place, view) if view is not None else t("records.no_row")
        return super().why_not(command)

    def do_edit(self) -> None:
        """Read it."""
        view = self.current
        if view is not None:
            self.app.push_screen(PublicationPage(view.id))

    def do_recommend(self) -> None:
        """Recommend it to everybody, with one sentence why."""
        view = self.current
        if view is not None:
            recommend(self, view.id)

    def do_withdraw(self) -> None:
        """Withdraw it, after saying what that cannot do."""
        view = self.current
        if view is not None:
            withdraw_publication(self, view)

    def do_other(self) -> None:
        """The next list."""
        turn(self, 1)

    def do_previous(self) -> None:
        """The list before."""
        turn(self, -1)
