"""推荐学习: what was recommended and why, newest first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.content import Content
from textual.widget import Widget

from sync.cache.view import View
from tui.commands import bindings
from tui.i18n import t
from tui.labels import field_label, kind_label, member_name, title_of
from tui.moments import day, made
from tui.opening import open_record
from tui.projecting import is_private
from tui.recommended import recommendations, standing
from tui.recommending import recommend
from tui.reflection_pages import turn
from tui.rights import why_not_delete, why_not_write
from tui.screens.records import RecordsPage
from tui.widgets.record_table import RecordTable
from tui.widgets.row_about import RowAbout


class RecommendedPage(RecordsPage):
    """What, why, by whom, when; Enter opens what is recommended."""

    SCOPE = "recommended"
    BINDINGS = bindings("recommended")

    def __init__(self) -> None:
        super().__init__("recommendation")

    def heading(self) -> str:
        """The name of the list; how many anybody made is counted nowhere."""
        return t("recommended.title")

    def views(self) -> list[View]:
        """Newest first; before a room nothing that leads to what not everybody may see."""
        place = self.xinde.place
        found = recommendations(place)
        return [view for view in found if not (self.xinde.projecting and is_private(standing(place, view)))]

    def column_names(self) -> Sequence[str]:
        """Fields the columns are headed by."""
        return ("target", "why", "author", "day")

    def widths(self) -> list[tuple[str, int]]:
        """What and why share what is left."""
        return [("target", 3), ("why", 4), ("author", -8), ("day", -10)]

    def titles(self) -> Iterable[str]:
        """What is recommended; why is a sentence."""
        return ["target"]

    def headings(self) -> list[str]:
        """In the current language."""
        spec = self.xinde.place.repository.registry["recommendation"]
        labels = [field_label(spec, name) for name in ("target", "why")]
        return [*labels, t("recommended.column_author"), t("published.column_day")]

    def body(self) -> Iterable[Widget]:
        """Below the table, what is cut in the row under the cursor."""
        return [*super().body(), RowAbout()]

    def fill(self) -> None:
        """What is cut depends on the width."""
        super().fill()
        self._show_uncut()

    def on_record_table_moved(self, message: RecordTable.Moved) -> None:
        """The lines below are of the row under the cursor."""
        super().on_record_table_moved(message)
        self._show_uncut()

    def _show_uncut(self) -> None:
        self.query_one(RowAbout).tell([Content(text) for text in self.table.cut_off()])

    def cells(self, view: View) -> list[str]:
        """Kind and title of what is recommended, the sentence, who, when."""
        place, target = self.xinde.place, standing(self.xinde.place, view)
        what = t("value.not_here")
        if target is not None:
            what = f"{kind_label(place.repository.registry[target.kind])} {title_of(place, target)}"
        return [what, str(view.get("why")), member_name(place, view.get("author")), day(place, made(view))]

    def kinds_shown(self) -> set[str]:
        """What a row is made of."""
        return {"recommendation", "publication", "session", "material", "document", "book", "member"}

    def empty_text(self) -> str:
        """Who recommends, and where."""
        return super().empty_text() if self._filter.strip() else t("recommended.empty")

    def offers(self, command: str) -> bool:
        """Recommending itself is done where the thing is."""
        return True

    def why_not(self, command: str) -> str | None:
        """One changes and deletes one's own."""
        view, place = self.current, self.xinde.place
        if command == "edit" and view is not None:
            return why_not_write(place, view, "why")
        if command == "delete" and view is not None:
            return why_not_delete(place, view)
        return super().why_not(command)

    def do_open(self) -> None:
        """What is recommended."""
        view = self.current
        if view is not None:
            open_record(self, str(view.get("target")))

    def do_edit(self) -> None:
        """Change the sentence."""
        view = self.current
        if view is not None:
            recommend(self, str(view.get("target")))

    def do_other(self) -> None:
        """The next list."""
        turn(self, 1)

    def do_previous(self) -> None:
        """The list before."""
        turn(self, -1)
