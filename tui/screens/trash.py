"""回收站: what was deleted, readable once more, and brought back with one key by those who may."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from textual.widget import Widget
from textual.widgets import Input, Static

from sync.cache.repository import Changed
from sync.reaching import ServerRefused, Unreachable
from sync.trash import Deleted, deleted_here, restore, together, told, why_not_restore
from tui.commands import bindings
from tui.i18n import t
from tui.inquiry import ask
from tui.labels import kind_label, member_name, title_in
from tui.messages import explain, refusal_text
from tui.moments import moment
from tui.page import Page
from tui.pinyin import matches
from tui.projecting import scope_is_private
from tui.screens.content import ContentPage
from tui.widgets.filter_line import FilterLine
from tui.widgets.record_table import RecordTable
from tui.widgets.said import Said, Words


class TrashPage(Page):
    """A row a deleted record, newest first; those of the server load as one scrolls."""

    SCOPE = "trash"
    BINDINGS = bindings("trash")

    def __init__(self) -> None:
        super().__init__()
        self._told: list[Deleted] = []
        self._next: str | None = None
        self._shown: dict[str, Deleted] = {}
        self._filter = ""
        self._busy = False
        self._note: Words | None = None

    @property
    def at_hand(self) -> str | None:
        """The deleted record under the cursor has a history too."""
        return self.table.current

    def heading(self) -> str:
        """How many."""
        return t("trash.title", n=len(self._shown))

    def body(self) -> Iterable[Widget]:
        """Table, what to say when it is empty, where this comes from, filter line."""
        yield RecordTable([("kind", -12), ("what", 1), ("who", -8), ("when", -16)], self._headings, id="table")
        yield Static(id="empty", classes="empty", markup=False)
        yield Said(id="note", classes="line")
        yield FilterLine()

    @staticmethod
    def _headings() -> list[str]:
        return [t(f"trash.{name}") for name in ("kind", "what", "who", "when")]

    @property
    def table(self) -> RecordTable:
        """The list."""
        return self.query_one("#table", RecordTable)

    def on_mount(self) -> None:
        """Ask the server, where there is one."""
        self.table.focus()
        identity = self.xinde.place.identity
        if identity.alone or identity.server is None:
            self._note = lambda: t("trash.here_only")
        else:
            self._load()

    def _load(self) -> None:
        if not self._busy:
            self._busy = True
            self._note = lambda: t("trash.loading")
            self._show_note()
            self.run_worker(self._ask(self._next))

    async def _ask(self, before: str | None) -> None:
        try:
            page = await ask(self.xinde.connect, lambda transport: transport.trash(before))
        except (Unreachable, ServerRefused) as error:
            # The name of a caught error is gone when the words are asked for.
            refused = error
            self._note = lambda: t("trash.offline", why=explain(refused).what)
        else:
            self._told += map(told, page.deleted)
            self._next = page.next
            self._note = None
        self._busy = False
        if self.still_open:
            self.fill()

    def records_changed(self, changed: Changed) -> None:
        """Something was deleted or brought back."""
        if changed.tables & {"shadow", "private", "queue", "trash"}:
            self.fill()

    def fill(self) -> None:
        """What the server told and what is known here, as one list."""
        place = self.xinde.place
        found = {each.id: each for each in together(place.desk, self._told, deleted_here(place.desk))}
        if self.xinde.projecting:
            found = {rid: each for rid, each in found.items() if not scope_is_private(each.scope)}
        rows = [(rid, self._cells(each)) for rid, each in found.items()]
        words = self._filter.split()
        rows = [row for row in rows if all(matches(word, " ".join(row[1])) for word in words)]
        self._shown = {rid: found[rid] for rid, _ in rows}
        self.table.show(rows)
        self.table.display = bool(rows)
        empty = self.query_one("#empty", Static)
        empty.display = not rows and not self._busy
        empty.update(t("records.none_match" if words else "trash.empty"))
        if rows and self.focused is None:
            self.table.focus()
        self._show_note()
        self.status_changed()
        self.refresh_keys()

    def _cells(self, item: Deleted) -> list[str]:
        place = self.xinde.place
        spec = place.repository.registry[item.kind]
        title = title_in(place, spec, item.fields) if item.fields is not None else t("trash.unknown")
        if item.erased:
            title = t("trash.erased")
        who = member_name(place, item.by) if item.by else ""
        return [kind_label(spec), title, who, moment(place, item.at)]

    def _show_note(self) -> None:
        self.query_one("#note", Said).say(self._note or self._how)

    def _how(self) -> str:
        """What can be done, and where the record under the cursor is and how long it stays there."""
        item = self._item
        if item is None:
            return t("trash.how")
        here = self.xinde.place.repository.document("private", item.id) is not None
        return t("trash.how") + t("trash.kept_here" if here else "trash.kept_server")

    @property
    def _item(self) -> Deleted | None:
        return self._shown.get(self.table.current or "")

    def on_record_table_moved(self, message: RecordTable.Moved) -> None:
        """Keys depend on the row; at the last one, older ones are loaded."""
        message.stop()
        self._show_note()
        self.refresh_keys()
        if self._next is not None and self.table.cursor_row >= self.table.row_count - 2:
            self._load()

    # commands

    def why_not(self, command: str) -> str | None:
        """Who may bring a record back is a matter of roles; what was erased is gone."""
        item, place = self._item, self.xinde.place
        if command not in ("open", "restore"):
            return None
        if item is None:
            return t("records.no_row")
        if item.fields is None:
            return t("trash.was_erased" if item.erased else "trash.not_here")
        refusal = why_not_restore(place.desk, item) if command == "restore" else None
        return refusal_text(place, refusal) if refusal else None

    def on_data_table_row_selected(self, event: RecordTable.RowSelected) -> None:
        """Enter opens."""
        event.stop()
        self.run_worker(self.action_command("trash.open"))

    def do_open(self) -> None:
        """What it last held."""
        item, place = self._item, self.xinde.place
        if item is not None and item.fields is not None:
            who = member_name(place, item.by) if item.by else ""
            at, spec = moment(place, item.at), place.repository.registry[item.kind]
            note = partial(t, "history.last_content", at=at, who=who)
            self.app.push_screen(ContentPage(spec, item.fields, note))

    async def do_restore(self) -> None:
        """Bring it back; undo deletes it again."""
        item, place = self._item, self.xinde.place
        if item is None or item.fields is None:
            return
        title = title_in(place, place.repository.registry[item.kind], item.fields)
        if await self.act(lambda: restore(place.desk, item)):
            self.xinde.say(t("trash.restored", title=title))

    def do_filter(self) -> None:
        """Show the filter line."""
        self.query_one(FilterLine).open()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filter as it is typed."""
        event.stop()
        self._filter = event.value
        self.fill()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter in the filter goes to the rows."""
        event.stop()
        self.table.focus()

    def do_back(self) -> None:
        """Close the filter, or leave the page."""
        if self.query_one(FilterLine).close():
            self.table.focus()
        else:
            self.dismiss(None)
