"""What lists of rows that are no records have to be filtered: a line below, each word of which a row must hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from textual.widgets import Input

from tui.command_table import COMMANDS
from tui.page import Page
from tui.pinyin import matches
from tui.widgets.filter_line import FilterLine
from tui.widgets.record_table import RecordTable

Row = TypeVar("Row", bound=tuple[str, Sequence[str]])


class Filtered(Page):
    """A page yields a FilterLine and shows `kept(rows)`; Esc closes the line before it leaves the page."""

    @property
    def table(self) -> RecordTable:
        """The list."""
        return self.query_one("#table", RecordTable)

    @property
    def filter_text(self) -> str:
        """What is written in the line; nothing while the page is only being made."""
        return next((line.value for line in self.query(FilterLine)), "")

    @property
    def filter_words(self) -> list[str]:
        """Its words."""
        return self.filter_text.split()

    def kept(self, rows: Sequence[Row]) -> list[Row]:
        """Rows in which every word is found, as written or in pinyin; a heading stays with rows of its own."""
        words = self.filter_words
        if not words:
            return list(rows)
        found: list[Row] = []
        heading: Row | None = None
        for row in rows:
            if self.is_head(row[0]):
                heading = row
            elif all(matches(word, " ".join(row[1])) for word in words):
                found += [heading, row] if heading is not None else [row]
                heading = None
        return found

    def counted(self, total: int) -> int | str:
        """How many rows there are; while some are filtered away, how many of how many."""
        return f"{self.table.shown}/{total}" if self.filter_words else total

    def is_head(self, key: str) -> bool:
        """True for the key of a row that only stands above others."""
        return False

    async def on_record_table_nothing(self, message: RecordTable.Nothing) -> None:
        """Whatever Enter does in a row says why it cannot without one."""
        message.stop()
        for command in COMMANDS.get(self.SCOPE, ()):
            if "enter" in command.keys_now and self.offers(command.name):
                await self.action_command(command.id)
                return

    def at_row(self) -> tuple[bool, str | None]:
        """Whether there are rows, and the one under the cursor: what the keys depend on."""
        return bool(self.table.display), self.table.current

    def do_filter(self) -> None:
        """Show the line, the cursor in it."""
        self.query_one(FilterLine).open()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filter as it is typed."""
        if event.input.id == "filter":
            event.stop()
            self.narrow()

    def narrow(self) -> None:
        """Show what fits the line now; the cursor stands on the first row found, or where it was when all are back."""
        self.fill()
        if self.filter_words:
            self.to_first()
        else:
            self.status_changed()

    def to_first(self) -> None:
        """Put the cursor on the first row that is no heading."""
        self.table.go_to(next((key for key in self.table.keys if not self.is_head(key)), None))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter in the filter goes to the rows."""
        if event.input.id == "filter":
            event.stop()
            self.table.focus()

    def refresh_all(self) -> None:
        """The hint of the line in the language of now."""
        super().refresh_all()
        if self.is_mounted:
            self.query_one(FilterLine).speak()

    def do_back(self) -> None:
        """Close the filter, or leave the page."""
        if self.query_one(FilterLine).close():
            self.table.focus()
        else:
            self.dismiss(None)
