"""两处修改待核对 and 未被接受的修改: what people must settle, side by side; nothing is ever lost or overwritten silently."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from textual.containers import Horizontal, VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from sync.cache.queue import Parked
from sync.cache.repository import Changed
from sync.parking import as_new, discard, own_text, retry
from sync.resolving import OpenConflict, keep_current, open_conflicts, take_mine
from tui.commands import bindings
from tui.i18n import t
from tui.labels import field_label, kind_label, member_name, title_of, value_text
from tui.page import Page
from tui.screens.confirm import ConfirmDialog
from tui.screens.conflicts_text import side, why_parked
from tui.screens.merge import MergePage
from tui.widgets.record_table import RecordTable


class ConflictsPage(Page):
    """A list above; below it 当前 and 我的 (or the other's) side by side, or the refused text with its reason."""

    SCOPE = "conflicts"
    BINDINGS = bindings("conflicts")

    def __init__(self) -> None:
        super().__init__()
        self._conflicts: dict[str, OpenConflict] = {}
        self._parked: dict[str, Parked] = {}

    def heading(self) -> str:
        """How many of each."""
        return t("conflicts.title", conflicts=len(self._conflicts), parked=len(self._parked))

    def body(self) -> Iterable[Widget]:
        """Table, and the two sides."""
        yield RecordTable([("what", 4), ("field", 2), ("who", -8), ("at", -10)], self.headings, id="table")
        yield Static(id="empty", classes="empty", markup=False)
        yield Horizontal(
            VerticalScroll(Static(id="left", markup=False), classes="side"),
            VerticalScroll(Static(id="right", markup=False), classes="side"),
            id="sides",
        )

    @staticmethod
    def headings() -> list[str]:
        """Headings in the current language."""
        return [t(f"conflicts.{name}") for name in ("what", "field", "who", "at")]

    @property
    def table(self) -> RecordTable:
        """The list."""
        return self.query_one("#table", RecordTable)

    def on_mount(self) -> None:
        """The list has the focus."""
        self.table.focus()

    def records_changed(self, changed: Changed) -> None:
        """A conflict came or was settled elsewhere, or the record below one changed."""
        if changed.tables & {"queue", "parked", "shadow"}:
            self.fill()
            self.status_changed()

    def fill(self) -> None:
        """The list as it is now, and the sides of the row under the cursor."""
        place = self.xinde.place
        self._conflicts = {item.id: item for item in open_conflicts(place.desk)}
        self._parked = {item.id: item for item in place.queue.parked()}
        rows: list[tuple[str, Sequence[str]]] = []
        for key, item in self._conflicts.items():
            rows.append((key, [self._what(item), self._field(item), member_name(place, item.by), item.at[:10]]))
        for key, each in self._parked.items():
            rows.append((key, [self._parked_what(each), t("conflicts.refused"), "", each.at[:10]]))
        self.table.show(rows)
        for widget in (self.table, self.query_one("#sides")):
            widget.display = bool(rows)
        empty = self.query_one("#empty", Static)
        empty.display = not rows
        empty.update(t("conflicts.empty"))
        self._show_sides()
        self.status_changed()

    def _what(self, item: OpenConflict) -> str:
        if item.parent is None or item.kind is None:
            return t("value.not_here")
        spec = self.xinde.place.repository.registry[item.kind]
        deleted = f" {t('conflicts.deleted')}" if item.deleted else ""
        return f"{kind_label(spec)} {title_of(self.xinde.place, item.parent)}{deleted}"

    def _field(self, item: OpenConflict) -> str:
        if item.of_delete:
            return t("conflicts.of_delete")
        return field_label(self.xinde.place.repository.registry[item.kind], item.field) if item.kind else item.field

    def _parked_what(self, item: Parked) -> str:
        spec = self.xinde.place.repository.registry.get(item.first.type)
        view = self.xinde.place.repository.get(item.first.rec)
        title = title_of(self.xinde.place, view) if view else ""
        more = f" {t('conflicts.and_more', n=len(item.ops) - 1)}" if len(item.ops) > 1 else ""
        return f"{kind_label(spec) if spec else item.first.type} {title}{more}".strip()

    def on_record_table_moved(self, message: RecordTable.Moved) -> None:
        """Show the sides of the row."""
        message.stop()
        self._show_sides()
        self.refresh_keys()

    def _show_sides(self) -> None:
        left, right = self.query_one("#left", Static), self.query_one("#right", Static)
        key = self.table.current
        item, parked = self._conflicts.get(key or ""), self._parked.get(key or "")
        if item is not None:
            mine = item.by == self.xinde.place.desk.member
            who = t("conflicts.mine") if mine else t("conflicts.theirs", who=member_name(self.xinde.place, item.by))
            left.update(side(t("conflicts.current"), self._words(item, item.current)))
            right.update(side(who, t("conflicts.wants_delete") if item.of_delete else self._words(item, item.mine)))
        elif parked is not None:
            left.update(side(t("conflicts.why"), why_parked(self.xinde.place, parked)))
            right.update(side(t("conflicts.text"), self._own_words(parked)))
        else:
            left.update("")
            right.update("")

    def _words(self, item: OpenConflict, value: Any) -> str:
        if item.kind is None:
            return str(value)
        spec = self.xinde.place.repository.registry[item.kind]
        return value_text(self.xinde.place, spec, item.field, value) or t("conflicts.nothing")

    def _own_words(self, item: Parked) -> str:
        lines = []
        for op in item.ops:
            spec = self.xinde.place.repository.registry.get(op.type)
            if spec is None:
                continue
            if op.k in ("del", "restore"):
                lines.append(t(f"conflicts.op_{op.k}"))
            lines += [
                f"{field_label(spec, name)}: {value_text(self.xinde.place, spec, name, value)}"
                for name, value in own_text(spec, op)
                if value not in (None, [])
            ]
        return "\n".join(lines)

    # commands

    def why_not(self, command: str) -> str | None:
        """Conflicts are settled, refused edits are sent again or dropped."""
        key = self.table.current or ""
        if command in ("keep", "take", "edit"):
            if key not in self._conflicts:
                return t("conflicts.pick_conflict")
            if command == "edit" and (self._conflicts[key].of_delete or self._conflicts[key].kind is None):
                return t("conflicts.no_text")
        if command in ("retry", "as_new", "discard") and key not in self._parked:
            return t("conflicts.pick_parked")
        return None

    async def do_keep(self) -> None:
        """Let stand what stands."""
        item = self._conflicts[self.table.current or ""]
        desk = self.xinde.place.desk
        await self._settle(lambda: keep_current(desk, item))

    async def do_take(self) -> None:
        """Let the other value stand."""
        item = self._conflicts[self.table.current or ""]
        desk = self.xinde.place.desk
        await self._settle(lambda: take_mine(desk, item))

    async def _settle(self, do: Callable[[], None]) -> None:
        await self._done(do, "conflicts.settled")

    async def _done(self, do: Callable[[], object], said: str) -> None:
        def carried_out() -> bool:
            do()
            return True

        if await self.act(carried_out):
            self.xinde.say(t(said))
            self.fill()

    def do_edit(self) -> None:
        """Write what should stand from both."""
        self.app.push_screen(MergePage(self._conflicts[self.table.current or ""].id))

    def on_data_table_row_selected(self, event: RecordTable.RowSelected) -> None:
        """Enter edits."""
        event.stop()
        reason = self.why_not("edit")
        if reason is None:
            self.do_edit()
        elif self.table.current in self._conflicts:
            self.xinde.say(reason, warning=True)

    async def do_retry(self) -> None:
        """Submit again, after the right was given."""
        item = self._parked[self.table.current or ""]
        desk = self.xinde.place.desk
        await self._done(lambda: retry(desk, item), "conflicts.retried")

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

        self.app.push_screen(ConfirmDialog(t("conflicts.discard_title"), self._own_words(item)), answered)

    async def _discard(self, item: Parked) -> None:
        desk = self.xinde.place.desk
        await self._done(lambda: discard(desk, item), "conflicts.dropped")

    def do_back(self) -> None:
        """Go back."""
        self.dismiss(None)
