"""A list of rows that are no records: figures, rules, and where they lead."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from tui.i18n import t
from tui.nothing_yet import nothing_yet
from tui.screens.filtered import Filtered
from tui.widgets.filter_line import FilterLine
from tui.widgets.record_table import RecordTable
from tui.widgets.row_about import RowAbout


class RowsPage(Filtered):
    """A head of a few lines, a table, and below it what is worth saying of the row under the cursor; some can be filtered."""

    def head(self) -> list[Content]:
        """Lines above the table; none by default."""
        return []

    def widths(self) -> list[tuple[str, int]]:
        """Columns with their share of the width, or their width in cells as a negative number."""
        raise NotImplementedError

    def headings(self) -> list[str]:
        """Headings of the columns in the current language."""
        raise NotImplementedError

    def rows(self) -> list[tuple[str, Sequence[str]]]:
        """(key, cells) of each row."""
        raise NotImplementedError

    def below(self) -> list[Content]:
        """Lines below the table, about the row under the cursor: by default what is cut in it."""
        return self.uncut()

    def uncut(self) -> list[Content]:
        """What is cut in the row under the cursor, whole."""
        return [Content(text) for text in self.table.cut_off()]

    def empty_text(self) -> str:
        """What to do when there are no rows."""
        return ""

    def body(self) -> Iterable[Widget]:
        """Head, table, what to do when it is empty, what there is to say of a row."""
        yield Static(id="head", markup=False)
        yield RecordTable(self.widths, self.headings, id="table")
        yield Static(id="empty", classes="empty", markup=False)
        yield RowAbout()
        yield FilterLine()

    @property
    def key(self) -> str:
        """The key of the row under the cursor, or an empty text."""
        return self.table.current or ""

    def on_mount(self) -> None:
        """The table has the focus."""
        self.table.focus()

    def fill(self) -> None:
        """Show head and rows as they are now."""
        rows, head, before = self.kept(self.rows()), self.head(), self.at_row()
        self.table.show(rows)
        self.table.display = bool(rows)
        if rows and self.focused is None:
            # A hidden table loses the focus; the first row brings it back.
            self.table.focus()
        above, empty = self.query_one("#head", Static), self.query_one("#empty", Static)
        above.display = bool(head)
        above.update(Content("\n").join(head))
        empty.display = not rows
        words = t("records.none_match") if self.filter_words else nothing_yet(self.xinde.place, self.empty_text())
        empty.update(Content(words))
        self._show_below()
        if self.at_row() != before:
            self.refresh_keys()

    def _show_below(self) -> None:
        self.query_one(RowAbout).tell(self.below())

    def refresh_all(self) -> None:
        """Everything anew, headings too."""
        super().refresh_all()
        if self.is_mounted:
            self.table.rebuild()

    def on_record_table_moved(self, message: RecordTable.Moved) -> None:
        """What is said below, and the keys, may differ from row to row."""
        message.stop()
        self._show_below()
        self.refresh_keys()

    async def on_data_table_row_selected(self, event: RecordTable.RowSelected) -> None:
        """Enter opens."""
        event.stop()
        await self.action_command(f"{self.SCOPE}.open")
