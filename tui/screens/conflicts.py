"""两处修改待核对 and 未被接受的修改: what people must settle, side by side; nothing is ever lost or overwritten silently."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from textual.widget import Widget
from textual.widgets import Static

from sync.cache.parked import Parked
from sync.cache.repository import Changed
from sync.parking import as_new, discard, retry, retry_all
from sync.resolving import keep_current, take_mine
from tui import dispute_rows as words
from tui.amending import amend_parked, why_not_amend_parked
from tui.commands import bindings
from tui.i18n import t
from tui.screens.confirm import ConfirmDialog
from tui.screens.conflicts_text import is_written, settled_words, why_not_settle
from tui.screens.disputes import CAUSE, Disputes, disputes
from tui.screens.filtered import Filtered
from tui.screens.merge import MergePage
from tui.terminal import printable
from tui.widgets.filter_line import FilterLine
from tui.widgets.record_table import RecordTable
from tui.widgets.two_sides import TwoSides

OF_CONFLICTS = ("keep", "take", "edit", "next", "previous")
OF_PARKED = ("retry", "retry_all", "as_new", "discard")


class ConflictsPage(Filtered):
    """A list above; below it 当前 and 我的 (or the other's) side by side, or the refused text with its reason."""

    SCOPE = "conflicts"
    BINDINGS = bindings("conflicts")

    def __init__(self) -> None:
        super().__init__()
        self._open = Disputes()
        self._settled = ""
        """What was chosen last: it stays in sight after its row is gone."""

    def heading(self) -> str:
        """How many of each."""
        conflicts, parked = len(self._open.conflicts), len(self._open.parked)
        return t("conflicts.title", conflicts=conflicts, parked=parked, dot=self.xinde.glyphs.dot)

    def body(self) -> Iterable[Widget]:
        """Table, and the two sides."""
        yield RecordTable([("what", 4), ("field", 2), ("who", -16), ("at", -10)], self.headings, id="table")
        yield Static(id="empty", classes="empty", markup=False)
        yield TwoSides()
        yield Static(id="legend", classes="line", markup=False)
        yield FilterLine()

    @staticmethod
    def headings() -> list[str]:
        """Headings in the current language."""
        return [t(f"conflicts.{name}") for name in ("what", "field", "who", "at")]

    @property
    def _key(self) -> str:
        return self.table.current or ""

    @property
    def at_hand(self) -> str | None:
        """The record a row is about."""
        return self._open.record(self._key)

    def on_mount(self) -> None:
        """The list has the focus."""
        self.table.focus()

    def records_changed(self, changed: Changed) -> None:
        """A conflict came or was settled elsewhere, or the record below one changed."""
        if changed.tables & {"queue", "parked", "shadow"}:
            self.fill()
            self.status_changed()

    def is_head(self, key: str) -> bool:
        """A cause stands above what has it."""
        return key.startswith(CAUSE)

    def fill(self) -> None:
        """The list as it is now, and the sides of the row under the cursor."""
        self._open = disputes(self.xinde.place, projecting=self.xinde.projecting)
        rows = self.kept(self._open.rows(self.xinde.place))
        fresh = not self.table.row_count
        self.table.show(rows)
        if fresh and rows and rows[0][0].startswith(CAUSE):
            self.table.go_to(rows[1][0])
        for widget in (self.table, self.query_one(TwoSides)):
            widget.display = bool(rows)
        empty = self.query_one("#empty", Static)
        empty.display = not rows
        empty.update(t("records.none_match" if self.filter_words else "conflicts.empty"))
        self._show_sides()
        self.status_changed()
        self.refresh_keys()

    def on_record_table_moved(self, message: RecordTable.Moved) -> None:
        """Show the sides of the row."""
        message.stop()
        self._show_sides()
        self.refresh_keys()

    def _show_sides(self) -> None:
        of_conflict = self._key in self._open.conflicts
        self.query_one("#legend", Static).update(t("conflicts.legend") if of_conflict else self._settled)
        self.query_one(TwoSides).show(*self._open.sides(self.xinde.place, self._key))

    # commands

    def offers(self, command: str) -> bool:
        """Conflicts are settled, refused edits are sent again or dropped: the key bar shows what goes with the row."""
        key = self._key
        if command in OF_CONFLICTS:
            return key in self._open.conflicts
        if command == "amend":
            # Of one refused edit, or from its heading of the whole group.
            return any(item.code == "signed" for item in self._open.group(key))
        if command == "retry_all":
            return key in self._open.parked or (key.startswith(CAUSE) and key != CAUSE)
        return command not in OF_PARKED or key in self._open.parked

    def why_not(self, command: str) -> str | None:
        """Who may settle a conflict is a matter of roles; a value that is no text cannot be merged by hand."""
        item = self._open.conflicts.get(self._key)
        if command == "amend":
            return why_not_amend_parked(self.xinde.place, self._open.at_hand(self._key))
        if item is None:
            return None
        if command in ("next", "previous"):
            return t("conflicts.only_one") if len(self._open.conflicts) < 2 else None
        if command == "edit" and not is_written(self.xinde.place, item):
            return t("conflicts.no_text")
        return why_not_settle(self.xinde.place, item, command) if command in OF_CONFLICTS else None

    def do_next(self) -> None:
        """The next conflict."""
        self._turn(+1)

    def do_previous(self) -> None:
        """The conflict before."""
        self._turn(-1)

    def _turn(self, by: int) -> None:
        self.table.go_to(self._open.turned(self._key, by))

    async def do_keep(self) -> None:
        """Let stand what stands."""
        item = self._open.conflicts[self._key]
        desk = self.xinde.place.desk
        said = settled_words(self.xinde.place, item, taken=False)
        await self._settle(lambda: keep_current(desk, item), said)

    async def do_take(self) -> None:
        """Let the other value stand."""
        item = self._open.conflicts[self._key]
        desk = self.xinde.place.desk
        said = settled_words(self.xinde.place, item, taken=True)
        await self._settle(lambda: take_mine(desk, item), said)

    async def _settle(self, do: Callable[[], None], said: str) -> None:
        def carried_out() -> bool:
            do()
            return True

        if await self.act(carried_out):
            self._settled = printable(said)
            self.xinde.say(said)
            self.fill()

    async def _done(self, do: Callable[[], object], said: str, **values: object) -> None:
        def carried_out() -> bool:
            do()
            return True

        if await self.act(carried_out):
            self.xinde.say(t(said, **values))
            self.fill()

    def do_edit(self) -> None:
        """Write what should stand from both."""
        self.app.push_screen(MergePage(self._open.conflicts[self._key].id))

    def on_data_table_row_selected(self, event: RecordTable.RowSelected) -> None:
        """Enter edits."""
        event.stop()
        if self._key in self._open.conflicts:
            self.run_worker(self.action_command("conflicts.edit"))

    async def do_retry(self) -> None:
        """Submit again, after the right was given."""
        item = self._open.parked[self._key]
        desk = self.xinde.place.desk
        await self._done(lambda: retry(desk, item), "conflicts.retried")

    async def do_retry_all(self) -> None:
        """Submit the whole group of this cause again."""
        items = self._open.group(self._key)
        desk = self.xinde.place.desk
        await self._done(lambda: retry_all(desk, items), "conflicts.retried_all", n=len(items))

    def do_amend(self) -> None:
        """Propose as amendments what came after the signatures."""
        amend_parked(self, self._open.at_hand(self._key), self.fill)

    async def do_as_new(self) -> None:
        """Keep the text in a new record of one's own."""
        item = self._open.parked[self._key]
        desk = self.xinde.place.desk
        await self._done(lambda: as_new(desk, item), "conflicts.kept_as_new")

    def do_discard(self) -> None:
        """Drop the refused edit, after asking."""
        item = self._open.parked[self._key]

        def answered(yes: bool | None) -> None:
            if yes:
                self.run_worker(self._discard(item))

        self.app.push_screen(
            ConfirmDialog(t("conflicts.discard_title"), words.own_words(self.xinde.place, item)), answered
        )

    async def _discard(self, item: Parked) -> None:
        desk = self.xinde.place.desk
        await self._done(lambda: discard(desk, item), "conflicts.dropped")
