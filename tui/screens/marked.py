"""What lists have in which several records can be marked: they stay marked whatever is filtered, ordered or comes from others."""

from __future__ import annotations

from collections.abc import Iterable

from tui.i18n import t
from tui.screens.filtered import Filtered

ABOUT_ALL = frozenset({"state", "delete"})
"""Commands that are about all marked records while there are any."""


class Marked(Filtered):
    """Space marks the row and goes on; a second key marks all rows shown, or takes their marks away."""

    _marks: dict[str, None]

    @property
    def marked(self) -> list[str]:
        """Marked records, also those the filter hides now, in the order they were marked."""
        return list(self._marks)

    def titled(self) -> str:
        """How many are marked, behind what the page says of itself."""
        words, dot = super().titled(), self.xinde.glyphs.dot
        if not self._marks:
            return words
        hidden = sum(not self.table.has(rid) for rid in self._marks)
        said = t("marks.some_hidden", n=len(self._marks), hidden=hidden) if hidden else t("marks.n", n=len(self._marks))
        return f"{words} {dot} {said}"

    def show_marks(self) -> None:
        """Draw the marks; those of records that are gone go with them."""
        get = self.xinde.place.repository.get
        self._marks = {rid: None for rid in self._marks if (view := get(rid)) is not None and not view.deleted}
        self.table.mark(self._marks)
        if self._marks or self.filter_words:
            # What is filtered away stays marked, and the title says how many; and how many are shown.
            self.status_changed()

    def unmark(self) -> None:
        """Take all marks away, after what was marked for is done."""
        self._marks = {}
        self.marks_changed()

    def marks_changed(self) -> None:
        """Title and keys say how many are marked."""
        if self.is_mounted:
            self.show_marks()
            if not self._marks:
                self.status_changed()
            self.refresh_keys()

    def can_be_marked(self, key: str) -> bool:
        """False for rows that are no records, such as headings."""
        view = self.xinde.place.repository.get(key)
        return view is not None and not view.deleted

    def _rows_to_mark(self) -> Iterable[str]:
        return (key for key in self.table.keys if self.can_be_marked(key))

    def reason(self, command: str) -> str | None:
        """What is done to marked records asks about each of them, not about the row under the cursor."""
        if not self.covered and command in ("mark_row", "mark_all"):
            return self._why_no_mark(command)
        if not self.covered and command in ABOUT_ALL and self._marks:
            return None
        return super().reason(command)

    async def action_command(self, command_id: str) -> None:
        """Some commands are about all marked records while there are any."""
        name = command_id.partition(".")[2]
        if self._marks and name in ABOUT_ALL and self.reason(name) is None:
            from tui.many import change_marked, delete_marked

            (change_marked if name == "state" else delete_marked)(self, self.marked, self.unmark)
        else:
            await super().action_command(command_id)

    def _why_no_mark(self, command: str) -> str | None:
        """Why nothing can be marked here now."""
        if command == "mark_all":
            return None if any(True for _ in self._rows_to_mark()) else t("records.no_row")
        key = self.table.current
        return None if key is not None and self.can_be_marked(key) else t("records.no_row")

    def do_mark_row(self) -> None:
        """Mark the row, or take its mark away; the cursor goes to the next one."""
        key = self.table.current
        if key is None:
            return
        if key in self._marks:
            del self._marks[key]
        else:
            self._marks[key] = None
        self.marks_changed()
        self.table.action_cursor_down()

    def do_mark_all(self) -> None:
        """Mark all rows shown; where all are marked, none of them."""
        shown = dict.fromkeys(self._rows_to_mark())
        if shown.keys() <= self._marks.keys():
            self._marks = {rid: None for rid in self._marks if rid not in shown}
        else:
            self._marks.update(shown)
        self.marks_changed()
