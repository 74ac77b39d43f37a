"""The history of a record: who changed what and when, any revision whole, and an older one brought back."""

from __future__ import annotations

from collections.abc import Iterable

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from sync.cache.repository import Changed
from sync.cache.view import View
from sync.history import TOGETHER, Entry, Past, grouped, known_here, waiting_here
from sync.reaching import ServerRefused, Unreachable
from tui import past
from tui.bringing_back import ask_to_bring_back, why_not_back
from tui.commands import bindings
from tui.i18n import t
from tui.inquiry import ask
from tui.labels import kind_label, title_of
from tui.messages import explain
from tui.moments import moment
from tui.projecting import names_private, page_is_private, session_of, value_is_private
from tui.screens.content import ContentPage
from tui.screens.filtered import Filtered
from tui.widgets.filter_line import FilterLine
from tui.widgets.record_table import RecordTable
from tui.widgets.said import Said, Words


class HistoryPage(Filtered):
    """A list above, newest first; below it what the entry under the cursor changed. Older ones load as one scrolls."""

    SCOPE = "history"
    BINDINGS = bindings("history")

    def __init__(self, rid: str) -> None:
        super().__init__()
        self.rid = rid
        self.at_hand = None
        self._past: Past | None = None
        self._entries: dict[str, Entry] = {}
        self._each = False
        self._busy = False
        self._note: Words | None = None

    @property
    def _view(self) -> View | None:
        return self.xinde.place.repository.get(self.rid)

    def heading(self) -> str:
        """Whose history it is."""
        view = self._view
        if view is None:
            return t("history.title")
        spec = self.xinde.place.repository.registry[view.kind]
        return f"{t('history.title')} {self.xinde.glyphs.dot} {kind_label(spec)} {title_of(self.xinde.place, view)}"

    def holds_private(self) -> bool:
        """As private as the record, and as what it names."""
        view, place = self._view, self.xinde.place
        if view is None:
            return False
        spec, at = place.repository.registry[view.kind], session_of(view)
        changed = [each.changes.items() for each in self._entries.values()]
        return (
            page_is_private(view)
            or names_private(place, spec, view.fields, at)
            or any(
                value_is_private(place, spec, name, held, at)
                for some in changed
                for name, both in some
                for held in both
            )
        )

    def body(self) -> Iterable[Widget]:
        """Table, what the entry changed, a line for where this comes from."""
        yield RecordTable([("when", -16), ("who", -25), ("what", 1)], self._headings, id="table")
        yield VerticalScroll(Static(id="changes"), id="detail", classes="side", can_focus=False)
        yield Said(id="note", classes="line")
        yield FilterLine()

    @staticmethod
    def _headings() -> list[str]:
        return [t(f"history.{name}") for name in ("when", "who", "what")]

    def on_mount(self) -> None:
        """Ask the server, unless it cannot know more than this device."""
        self.table.focus()
        place, view = self.xinde.place, self._view
        if view is not None and not place.repository.registry[view.kind].shared:
            self._note = lambda: t("history.private")
        elif place.identity.alone or place.identity.server is None:
            self._note = lambda: t("history.alone")
        else:
            self._load()

    # the server

    def _load(self) -> None:
        if not self._busy:
            self._busy = True
            self._note = lambda: t("history.loading" if self._past is None else "history.loading_more")
            self._show_note()
            self.run_worker(self._ask())

    async def _ask(self) -> None:
        found = self._past or Past()
        rid, before = self.rid, found.before
        try:
            page = await ask(self.xinde.connect, lambda transport: transport.history(rid, before))
        except (Unreachable, ServerRefused) as error:
            unknown = isinstance(error, ServerRefused) and error.problem.code == "not_found"
            # The name of a caught error is gone when the words are asked for.
            refused = error
            self._note = lambda: t("history.not_there") if unknown else t("history.offline", why=explain(refused).what)
        else:
            found.take(page)
            self._past = found
            self._note = None
        self._busy = False
        if self.still_open:
            self.fill()

    def records_changed(self, changed: Changed) -> None:
        """An edit of this record waits, or came to be accepted: then the server is asked again."""
        if self.rid not in changed.ids:
            return
        view = self._view
        if self._past is not None and self._past.steps and view is not None and view.rev > self._past.steps[0].rev:
            self._past = None
            self._load()
        self.fill()

    # showing

    def fill(self) -> None:
        """The list as far as it is known."""
        place, view = self.xinde.place, self._view
        if view is None:
            self._note = lambda: t("value.not_here")
        elif self._past is None and not self._busy:
            self._take(grouped(known_here(place.desk, self.rid), self._together))
        else:
            steps = self._past.steps if self._past is not None else []
            self._take(grouped(waiting_here(place.desk, self.rid) + steps, self._together))
        self._show_changes()
        self._show_note()
        self.status_changed()
        self.refresh_keys()

    @property
    def _together(self) -> int:
        return -1 if self._each else TOGETHER

    def _take(self, entries: list[Entry]) -> None:
        # Counted from the oldest on where there is no revision, so that a row keeps its key while newer ones come.
        last = len(entries)
        self._entries = {
            f"r{each.newest.rev}" if each.newest.whole else f"n{last - number}": each
            for number, each in enumerate(entries)
        }
        self.cover()
        place, view = self.xinde.place, self._view
        if view is None:
            return
        spec = place.repository.registry[view.kind]
        rows = [
            (key, [moment(place, e.newest.at), past.who(place, e.newest), past.what(spec, e)])
            for key, e in self._entries.items()
        ]
        self.table.show(self.kept(rows))

    def _show_changes(self) -> None:
        entry, view = self._entry, self._view
        words = Content("")
        if entry is not None and view is not None:
            spec = self.xinde.place.repository.registry[view.kind]
            words = past.detail(self.xinde.place, spec, entry, more=self.xinde.glyphs.more)
        self.query_one("#changes", Static).update(words)
        self.query_one("#detail").scroll_home(animate=False)

    def _show_note(self) -> None:
        nothing = bool(self.filter_words) and not self.table.shown
        legend = "records.none_match" if nothing else "history.legend"
        self.query_one("#note", Said).say((None if nothing else self._note) or (lambda: t(legend)))

    @property
    def _entry(self) -> Entry | None:
        return self._entries.get(self.table.current or "")

    def on_record_table_moved(self, message: RecordTable.Moved) -> None:
        """Show what the entry changed; at the last one, older ones are loaded."""
        message.stop()
        self._show_changes()
        self.refresh_keys()
        if self._past is not None and self._past.more and self.table.cursor_row >= self.table.row_count - 2:
            self._load()

    # commands

    def why_not(self, command: str) -> str | None:
        """Only what is known whole can be read or brought back."""
        entry, view = self._entry, self._view
        if command in ("open", "restore"):
            if entry is None or view is None:
                return t("records.no_row")
            if entry.newest.waiting or not entry.newest.whole:
                return t("history.not_whole")
        if command == "restore" and entry is not None and view is not None:
            return why_not_back(self.xinde.place, view, entry.newest)
        return None

    def on_data_table_row_selected(self, event: RecordTable.RowSelected) -> None:
        """Enter opens."""
        event.stop()
        self.run_worker(self.action_command("history.open"))

    def do_open(self) -> None:
        """The whole record as it was then."""
        entry, view, place = self._entry, self._view, self.xinde.place
        if entry is not None and view is not None:
            when, who = moment(place, entry.newest.at), past.who(place, entry.newest)
            words = "history.last_content" if entry.newest.deleted else "history.as_of"
            spec = place.repository.registry[view.kind]
            self.app.push_screen(ContentPage(spec, entry.newest.fields or {}, lambda: t(words, at=when, who=who)))

    def do_restore(self) -> None:
        """Bring that revision back, after showing exactly what will change."""
        entry, view = self._entry, self._view
        if entry is not None and view is not None:
            ask_to_bring_back(self, view, entry.newest)

    def do_each(self) -> None:
        """Every revision by itself, or one author's changes of ten minutes as one."""
        self._each = not self._each
        self.fill()
