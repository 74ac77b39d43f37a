"""对我的点评: what was said about me at sessions and on what I submitted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sync.cache.view import View
from tui import commentary
from tui.commands import bindings
from tui.i18n import t
from tui.labels import choice_label, member_name, title_of, value_text
from tui.opening import open_record
from tui.reflection_pages import turn
from tui.screens.records import RecordsPage


class CommentaryPage(RecordsPage):
    """A row a comment or an entry, newest first; Enter opens what it is on."""

    SCOPE = "commentary"
    BINDINGS = bindings("commentary")

    def __init__(self) -> None:
        super().__init__("comment")
        self._received: dict[str, commentary.Received] = {}

    def heading(self) -> str:
        """How many."""
        return t("commentary.title", n=self.counted(len(self.views())))

    def holds_private(self) -> bool:
        """Between those who comment and the one it is about."""
        return True

    def views(self) -> list[View]:
        """Newest first."""
        me = self.xinde.place.desk.member
        found = commentary.received(self.xinde.place, me) if me else []
        self._received = {each.view.id: each for each in found}
        return [each.view for each in found]

    def column_names(self) -> Sequence[str]:
        """Not all of them are fields."""
        return ("at", "author", "target", "text", "grade")

    def widths(self) -> list[tuple[str, int]]:
        """The text gets most."""
        return [("at", -10), ("author", -8), ("target", 1), ("text", 2), ("grade", -6)]

    def titles(self) -> Iterable[str]:
        """What it is on; what was said is a sentence."""
        return ["target"]

    def headings(self) -> list[str]:
        """In the current language."""
        return [t(f"commentary.column_{name}") for name in self.column_names()]

    def cells(self, view: View) -> list[str]:
        """Day, who, on what, text, grade."""
        place, each = self.xinde.place, self._received[view.id]
        spec = place.repository.registry["grade"]
        return [
            commentary.day(place, view),
            member_name(place, each.by) if each.by else "",
            self._on(each.on),
            str(view.get("text")),
            choice_label(spec, "grade", each.grade) if each.grade else "",
        ]

    def _on(self, view: View | None) -> str:
        place = self.xinde.place
        if view is None:
            return ""
        if view.kind == "minute":
            return value_text(place, place.repository.registry["minute"], "session", view.get("session"))
        return t("commentary.on_submission", title=title_of(place, view))

    def kinds_shown(self) -> set[str]:
        """What a row is made of."""
        return {"comment", "grade", "minute", "submission", "publication", "session", "member"}

    def empty_text(self) -> str:
        """What this list is."""
        return super().empty_text() if self._filter.strip() else t("commentary.empty")

    def offers(self, command: str) -> bool:
        """Nothing is made or changed here."""
        return True

    def do_open(self) -> None:
        """What it is on."""
        view = self.current
        if view is not None:
            open_record(self, view.id)

    def do_other(self) -> None:
        """Round to one's own drafts."""
        turn(self, 1)

    def do_previous(self) -> None:
        """The list before."""
        turn(self, -1)
