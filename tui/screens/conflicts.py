"""两处修改待核对 and 未被接受的修改: what people must settle, side by side; nothing is ever lost or overwritten silently."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from sync.cache.parked import Parked
from sync.cache.repository import Changed
from sync.parking import as_new, by_cause, discard, own_text, retry, retry_all
from sync.resolving import OpenConflict, keep_current, open_conflicts, take_mine, written_on
from tui import dispute_rows as words
from tui.amending import amend_parked, why_not_amend_parked
from tui.commands import bindings
from tui.i18n import t
from tui.projecting import is_private, names_private, scope_is_private, value_is_private
from tui.screens.confirm import ConfirmDialog
from tui.screens.conflicts_text import (
    both_sides,
    is_written,
    left_side,
    right_side,
    settled_words,
    side,
    why_not_settle,
    why_parked,
)
from tui.screens.filtered import Filtered
from tui.screens.merge import MergePage
from tui.terminal import printable
from tui.widgets.filter_line import FilterLine
from tui.widgets.record_table import RecordTable

OF_CONFLICTS = ("keep", "take", "edit", "next", "previous")
OF_PARKED = ("retry", "retry_all", "as_new", "discard")
CAUSE = "cause:"
"""Rows whose key begins so head a group; `cause:` alone heads the conflicts."""


class ConflictsPage(Filtered):
    """A list above; below it 当前 and 我的 (or the other's) side by side, or the refused text with its reason."""

    SCOPE = "conflicts"
    BINDINGS = bindings("conflicts")

    def __init__(self) -> None:
        super().__init__()
        self._conflicts: dict[str, OpenConflict] = {}
        self._parked: dict[str, Parked] = {}
        self._settled = ""
        """What was chosen last: it stays in sight after its row is gone."""

    def heading(self) -> str:
        """How many of each."""
        return t("conflicts.title", conflicts=len(self._conflicts), parked=len(self._parked), dot=self.xinde.glyphs.dot)

    def body(self) -> Iterable[Widget]:
        """Table, and the two sides."""
        yield RecordTable([("what", 4), ("field", 2), ("who", -16), ("at", -10)], self.headings, id="table")
        yield Static(id="empty", classes="empty", markup=False)
        yield Horizontal(
            VerticalScroll(Static(id="left", markup=False), classes="side"),
            VerticalScroll(Static(id="right", markup=False), classes="side"),
            id="sides",
        )
        yield Static(id="legend", classes="line", markup=False)
        yield FilterLine()

    @staticmethod
    def headings() -> list[str]:
        """Headings in the current language."""
        return [t(f"conflicts.{name}") for name in ("what", "field", "who", "at")]

    @property
    def at_hand(self) -> str | None:
        """The record a row is about."""
        key = self.table.current or ""
        item, parked = self._conflicts.get(key), self._parked.get(key)
        return item.record if item else (parked.first.rec if parked else None)

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
        place = self.xinde.place
        self._conflicts = {item.id: item for item in open_conflicts(place.desk)}
        refused = place.queue.parked()
        if self.xinde.projecting:
            self._conflicts = {key: each for key, each in self._conflicts.items() if not self._names_private(each)}
            refused = [each for each in refused if not self._wrote_private(each)]
        parked = by_cause(refused)
        self._parked = {item.id: item for items in parked.values() for item in items}
        rows: list[tuple[str, Sequence[str]]] = []
        if self._conflicts and parked:
            rows.append((CAUSE, [t("conflicts.group_conflicts", n=len(self._conflicts)), "", "", ""]))
        rows += [(key, words.conflict_row(place, item)) for key, item in self._conflicts.items()]
        for code, items in parked.items():
            heading = t("conflicts.group_parked", cause=words.cause(code), n=len(items))
            rows.append((CAUSE + code, [heading, "", "", ""]))
            rows += [
                (item.id, ["  " + cells[0], *cells[1:]]) for item in items if (cells := words.parked_row(place, item))
            ]
        rows = self.kept(rows)
        fresh = not self.table.row_count
        self.table.show(rows)
        if fresh and rows and rows[0][0].startswith(CAUSE):
            self.table.go_to(rows[1][0])
        for widget in (self.table, self.query_one("#sides")):
            widget.display = bool(rows)
        empty = self.query_one("#empty", Static)
        empty.display = not rows
        empty.update(t("records.none_match" if self.filter_words else "conflicts.empty"))
        self._show_sides()
        self.status_changed()
        self.refresh_keys()

    def _names_private(self, item: OpenConflict) -> bool:
        place = self.xinde.place
        if item.kind is None or is_private(item.parent):
            return is_private(item.parent)
        spec = place.repository.registry[item.kind]
        return any(value_is_private(place, spec, item.field, held) for held in (item.current, item.mine))

    def _wrote_private(self, item: Parked) -> bool:
        place, registry = self.xinde.place, self.xinde.place.repository.registry
        kinds = [(spec, op) for op in item.ops if (spec := registry.get(op.type)) is not None]
        return any(scope_is_private(op.scope) for op in item.ops) or any(
            names_private(place, spec, dict(own_text(spec, op))) for spec, op in kinds
        )

    def on_record_table_moved(self, message: RecordTable.Moved) -> None:
        """Show the sides of the row."""
        message.stop()
        self._show_sides()
        self.refresh_keys()

    def _show_sides(self) -> None:
        place, key = self.xinde.place, self.table.current or ""
        item, parked = self._conflicts.get(key), self._parked.get(key)
        left, right = Content(""), Content("")
        if item is not None and item.of_delete:
            left = left_side(place, item, words.shown_value(place, item, item.current))
            right = right_side(place, item, t("conflicts.wants_delete"))
        elif item is not None:
            current, mine = (words.shown_value(place, item, value) for value in (item.current, item.mine))
            known = written_on(place.desk, item)
            before = words.shown_value(place, item, known[0]) if known is not None else ""
            left, right = both_sides(place, item, current, mine, before)
        elif parked is not None:
            left = side(t("conflicts.why"), why_parked(place, parked))
            right = side(t("conflicts.text"), words.own_words(place, parked))
        elif key == CAUSE:
            left = Content(t("conflicts.group_conflicts_how"))
        elif key:
            left = side(t("conflicts.why"), why_parked(place, self._group()[0]))
            right = Content(t("conflicts.group_how"))
        self.query_one("#legend", Static).update(t("conflicts.legend") if item is not None else self._settled)
        self.query_one("#left", Static).update(left)
        self.query_one("#right", Static).update(right)

    def _group(self) -> list[Parked]:
        """The refused edits of the cause under the cursor."""
        key = self.table.current or ""
        code = self._parked[key].code if key in self._parked else key.removeprefix(CAUSE)
        return [item for item in self._parked.values() if item.code == code]

    def _at_hand(self) -> list[Parked]:
        """The refused edit under the cursor, or the group its heading stands for."""
        key = self.table.current or ""
        return [self._parked[key]] if key in self._parked else self._group()

    # commands

    def offers(self, command: str) -> bool:
        """Conflicts are settled, refused edits are sent again or dropped: the key bar shows what goes with the row."""
        key = self.table.current or ""
        if command in OF_CONFLICTS:
            return key in self._conflicts
        if command == "amend":
            # Of one refused edit, or from its heading of the whole group.
            return any(item.code == "signed" for item in self._group())
        if command == "retry_all":
            return key in self._parked or (key.startswith(CAUSE) and key != CAUSE)
        return command not in OF_PARKED or key in self._parked

    def why_not(self, command: str) -> str | None:
        """Who may settle a conflict is a matter of roles; a value that is no text cannot be merged by hand."""
        item = self._conflicts.get(self.table.current or "")
        if command == "amend":
            return why_not_amend_parked(self.xinde.place, self._at_hand())
        if item is None:
            return None
        if command in ("next", "previous"):
            return t("conflicts.only_one") if len(self._conflicts) < 2 else None
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
        keys = list(self._conflicts)
        self.table.go_to(keys[(keys.index(self.table.current or "") + by) % len(keys)])

    async def do_keep(self) -> None:
        """Let stand what stands."""
        item = self._conflicts[self.table.current or ""]
        desk = self.xinde.place.desk
        said = settled_words(self.xinde.place, item, taken=False)
        await self._settle(lambda: keep_current(desk, item), said)

    async def do_take(self) -> None:
        """Let the other value stand."""
        item = self._conflicts[self.table.current or ""]
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
        self.app.push_screen(MergePage(self._conflicts[self.table.current or ""].id))

    def on_data_table_row_selected(self, event: RecordTable.RowSelected) -> None:
        """Enter edits."""
        event.stop()
        if self.table.current in self._conflicts:
            self.run_worker(self.action_command("conflicts.edit"))

    async def do_retry(self) -> None:
        """Submit again, after the right was given."""
        item = self._parked[self.table.current or ""]
        desk = self.xinde.place.desk
        await self._done(lambda: retry(desk, item), "conflicts.retried")

    async def do_retry_all(self) -> None:
        """Submit the whole group of this cause again."""
        items = self._group()
        desk = self.xinde.place.desk
        await self._done(lambda: retry_all(desk, items), "conflicts.retried_all", n=len(items))

    def do_amend(self) -> None:
        """Propose as amendments what came after the signatures."""
        amend_parked(self, self._at_hand(), self.fill)

    async def do_as_new(self) -> None:
        """Keep the text in a new record of one's own."""
        item = self._parked[self.table.current or ""]
        desk = self.xinde.place.desk
        await self._done(lambda: as_new(desk, item), "conflicts.kept_as_new")

    def do_discard(self) -> None:
        """Drop the refused edit, after asking."""
        item = self._parked[self.table.current or ""]

        def answered(yes: bool | None) -> None:
            if yes:
                self.run_worker(self._discard(item))

        self.app.push_screen(
            ConfirmDialog(t("conflicts.discard_title"), words.own_words(self.xinde.place, item)), answered
        )

    async def _discard(self, item: Parked) -> None:
        desk = self.xinde.place.desk
        await self._done(lambda: discard(desk, item), "conflicts.dropped")
