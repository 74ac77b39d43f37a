"""合并编辑: both texts above, what should stand below; what is typed is journaled like everywhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from textual.widget import Widget

from sync.cache.repository import Changed
from sync.records.fields import FieldProblem
from sync.resolving import OpenConflict, resolve, settled
from sync.unsaved import MERGE, keep_as_note
from tui import cleaning_flow
from tui.autosave import Autosave
from tui.commands import bindings
from tui.editor_flow import in_own_editor, why_not_editor
from tui.i18n import t
from tui.labels import title_of
from tui.page import Page
from tui.projecting import page_is_private
from tui.screens import contested
from tui.screens.confirm import ConfirmDialog
from tui.screens.conflicts_text import why_not_settle
from tui.widgets.edited import Edited
from tui.widgets.editors import LineEditor, ProseEditor
from tui.widgets.said import Said, Words
from tui.widgets.two_sides import TwoSides


class MergePage(Page):
    """One conflict; Ctrl+S lets the text below stand and closes it. One settled meanwhile keeps the text till it is dealt with."""

    SCOPE = "merge"
    HOLDS_TEXT = True
    BINDINGS = bindings("merge")

    def __init__(self, rid: str) -> None:
        super().__init__()
        self._rid = rid
        self._item: OpenConflict | None = None
        self._leaving = False

    @property
    def at_hand(self) -> str | None:
        """The record the conflict is about."""
        return self._item.record if self._item else None

    @property
    def _about(self) -> contested.About:
        """The conflict, or what became of it."""
        return self._item or settled(self.xinde.place.desk, self._rid)

    @property
    def _field(self) -> str:
        """What the field is called."""
        return contested.field_name(self.xinde.place, self._about)

    def heading(self) -> str:
        """The record the conflict is about, while it is here."""
        return contested.heading(self.xinde.place, self._about, self.xinde.glyphs.dot)

    def holds_private(self) -> bool:
        """As private as the record the conflict is about."""
        return self._item is None or page_is_private(self._item.parent)

    def body(self) -> Iterable[Widget]:
        """Two sides, then the editor, then a line for what happened."""
        self._item = contested.still_open(self.xinde.place, self._rid)
        declared = contested.declared(self.xinde.place, self._about)
        yield TwoSides()
        yield Said(lambda: t("merge.result", field=self._field), classes="section-title")
        yield ProseEditor(MERGE, declared) if declared.multiline else LineEditor(MERGE, declared)
        yield Said(id="form-line")

    @property
    def _editor(self) -> ProseEditor | LineEditor:
        found = [widget for widget in self.query("*") if isinstance(widget, ProseEditor | LineEditor)]
        return found[0]

    def on_mount(self) -> None:
        """Load what stands, or what was being written when the app last ended."""
        self.autosave = Autosave(self, self._keep)
        editor, item = self._editor, self._item
        if item is not None:
            editor.load(item.current)
        self.fill()
        typed = self.xinde.place.unsaved.of(self._rid)
        for each in typed:
            editor.write(each.text)
        if item is None:
            self._line(lambda: t("merge.keep_or_discard" if typed else "merge.settled"))
        else:
            self._line(lambda: t("merge.restored" if typed else "conflicts.legend"))
        editor.focus()

    def fill(self) -> None:
        """Both sides in the language of now; what is typed stays."""
        self._show_sides(self._about)

    def _show_sides(self, about: contested.About) -> None:
        self.query_one(TwoSides).show(*contested.sides(self.xinde.place, about))

    def _line(self, words: Words) -> None:
        self.query_one("#form-line", Said).say(words)

    # news

    def records_changed(self, changed: Changed) -> None:
        """Somebody settled the conflict or changed the field meanwhile: the sides show it, what is typed stays."""
        item = self._item
        if self._leaving or item is None or not changed.ids & {self._rid, item.record}:
            return
        place, fresh = self.xinde.place, contested.still_open(self.xinde.place, self._rid)
        if fresh is None:
            self._item = None
            self.fill()
            self._line(lambda: t("merge.keep_or_discard"))
            self.refresh_keys()
        elif fresh.current != item.current:
            self._show_sides(fresh)
            self._line(lambda: t("merge.changed", who=contested.who_changed(place, fresh), field=self._field))

    # typing

    def on_edited(self, message: Edited) -> None:
        """Journal soon."""
        message.stop()
        self.autosave.touch(MERGE)

    def _keep(self, name: str) -> None:
        text, item, unsaved = self._editor.written(), self._item, self.xinde.place.unsaved
        held = next(iter(unsaved.of(self._rid)), None)
        base = held.base if held else None
        if item is not None:
            base = item.current if isinstance(item.current, str) else None
        scope = item.parent.scope if item and item.parent else ""
        self.xinde.keep(
            lambda: unsaved.keep(self._rid, name, base, text, kind="conflict", scope=scope), lambda failed: None
        )

    def on_prose_pasted(self, message: ProseEditor.Pasted) -> None:
        """What could be cleaned is said."""
        message.stop()
        cleaning_flow.hint(self, message.text)

    def do_clean(self) -> None:
        """List what would be changed in the text below."""
        if isinstance(self._editor, ProseEditor):
            cleaning_flow.clean(self, self._editor)

    def do_editor(self) -> None:
        """Write the text in the person's own editor."""
        editor = self._editor
        if isinstance(editor, ProseEditor):
            self.keep_now(everything=True)
            in_own_editor(self, editor.text, editor.write)

    def offers(self, command: str) -> bool:
        """A line of one field has nothing to be cleaned, and needs no other editor."""
        return command not in ("clean", "editor") or (self.is_mounted and isinstance(self._editor, ProseEditor))

    def keep_now(self, *, everything: bool = False) -> None:
        """Journal now: the program was told to end, or the disk works again (then `everything`)."""
        if everything:
            self.autosave.touch(MERGE)
        self.autosave.flush()

    # commands

    def why_not(self, command: str) -> str | None:
        """A settled conflict is saved no more; an empty text is not worth a note."""
        item = self._item
        if command == "editor":
            return why_not_editor()
        if command == "save":
            return why_not_settle(self.xinde.place, item, "edit") if item else t("merge.keep_or_discard")
        return None

    async def do_save(self) -> None:
        """Let the text stand; if the field was changed meanwhile, only after saying who wrote what."""
        item, fresh = self._item, contested.still_open(self.xinde.place, self._rid)
        try:
            value = self._editor.parsed()
        except FieldProblem as problem:
            self.xinde.say_error(problem, item.kind if item else None)
            return
        if item is None or fresh is None:
            self._line(lambda: t("merge.keep_or_discard"))
        elif fresh.current != item.current:
            self._ask(fresh, value)
        else:
            await self._settle(item, value)

    def _ask(self, fresh: OpenConflict, value: Any) -> None:
        def answered(yes: bool | None) -> None:
            if yes:
                self._item = fresh
                self.run_worker(self._settle(fresh, value))

        title, text = contested.changed_meanwhile(self.xinde.place, fresh, value)
        self.app.push_screen(ConfirmDialog(title, text), answered)

    async def _settle(self, item: OpenConflict, value: Any) -> None:
        place, rid = self.xinde.place, self._rid

        def settle() -> None:
            resolve(place.desk, item, value)
            place.unsaved.forget(rid)

        await self._end_with(settle, t("conflicts.settled_merged", field=self._field))

    async def _end_with(self, do: Callable[[], object], said: str) -> None:
        """Carry out what ends the page, and leave; refused, as by a full disk, what is written stays and is journaled again."""
        self._leaving = True
        self.autosave.drop()
        if await self.act(lambda: (do(),)) is not None:
            self.xinde.say(said)
            self.dismiss(None)
        else:
            self._leaving = False
            self.autosave.touch(MERGE)

    async def do_note(self) -> None:
        """Keep what is written as a private note."""
        place, rid, text = self.xinde.place, self._rid, self._editor.written()
        view = place.repository.get(rid)
        title = t("merge.note_title", title=title_of(place, view) if view else "")
        await self._end_with(lambda: keep_as_note(place.desk, rid, title, text), t("merge.noted"))

    def do_discard(self) -> None:
        """Drop what is written, after asking."""

        def answered(yes: bool | None) -> None:
            if yes:
                self.run_worker(self._discard())

        self.app.push_screen(ConfirmDialog(t("merge.discard_title"), self._editor.written()), answered)

    async def _discard(self) -> None:
        unsaved, rid = self.xinde.place.unsaved, self._rid
        await self._end_with(lambda: unsaved.forget(rid), t("merge.discarded"))

    def do_next(self) -> None:
        """The next conflict."""
        self._turn(+1)

    def do_previous(self) -> None:
        """The conflict before."""
        self._turn(-1)

    def _turn(self, by: int) -> None:
        other = contested.neighbour(self.xinde.place, self._rid, by)
        if other is None:
            self.xinde.say(t("conflicts.only_one"), warning=True)
            return
        self.autosave.flush()
        self.app.switch_screen(MergePage(other))

    def do_back(self) -> None:
        """Leave; what was written is kept for next time."""
        self.autosave.flush()
        self.dismiss(None)
