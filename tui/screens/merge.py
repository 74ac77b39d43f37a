"""合并编辑: both texts above, what should stand below; what is typed is journaled like everywhere."""

from __future__ import annotations

from collections.abc import Iterable

from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from sync.problems import NotFound
from sync.resolving import OpenConflict, conflict, resolve
from tui.autosave import Autosave
from tui.commands import bindings
from tui.i18n import t
from tui.labels import field_label, member_name
from tui.page import Page
from tui.screens.conflicts_text import side, written
from tui.widgets.editors import Edited, LineEditor, ProseEditor

FIELD = "merge"
"""Under this name the half-written merge of a conflict is journaled."""


class MergePage(Page):
    """One conflict; Ctrl+S lets the text below stand and closes the conflict."""

    SCOPE = "merge"
    HOLDS_TEXT = True
    BINDINGS = bindings("merge")
    title_id = "merge.title"

    def __init__(self, rid: str) -> None:
        super().__init__()
        self._rid = rid
        self._item: OpenConflict | None = None

    def _found(self) -> OpenConflict | None:
        try:
            return conflict(self.xinde.place.desk, self._rid)
        except NotFound:
            return None

    def body(self) -> Iterable[Widget]:
        """Two sides, then the editor, prefilled with what stands."""
        self._item = item = self._found()
        if item is None or item.kind is None:
            yield Static(t("merge.settled"), classes="empty", markup=False)
            return
        place = self.xinde.place
        declared = place.repository.registry[item.kind].field(item.field)
        who = t("conflicts.theirs", who=member_name(place, item.by))
        mine = t("conflicts.mine") if item.by == place.desk.member else who
        yield Horizontal(
            VerticalScroll(Static(side(t("conflicts.current"), written(item.current))), classes="side"),
            VerticalScroll(Static(side(mine, written(item.mine))), classes="side"),
            id="sides",
        )
        label = field_label(place.repository.registry[item.kind], item.field)
        yield Static(Content.styled(t("merge.result", field=label), "bold"), classes="section-title")
        yield ProseEditor(FIELD, declared) if declared.multiline else LineEditor(FIELD, declared)
        yield Static(Content(""), id="form-line")

    @property
    def _editor(self) -> ProseEditor | LineEditor | None:
        found = [widget for widget in self.query("*") if isinstance(widget, ProseEditor | LineEditor)]
        return found[0] if found else None

    def on_mount(self) -> None:
        """Load what stands, or what was being written when the app last ended."""
        self.autosave = Autosave(self, self._keep)
        editor, item = self._editor, self._item
        if editor is None or item is None:
            return
        editor.load(item.current)
        for typed in self.xinde.place.unsaved.of(self._rid):
            editor.write(typed.text)
        editor.focus()

    def on_edited(self, message: Edited) -> None:
        """Journal soon."""
        message.stop()
        self.autosave.touch(FIELD)

    def _keep(self, name: str) -> None:
        editor, item = self._editor, self._item
        if editor is None or item is None:
            return
        text, unsaved = editor.written(), self.xinde.place.unsaved
        base = item.current if isinstance(item.current, str) else None
        scope = item.parent.scope if item.parent else ""
        self.xinde.keep(
            lambda: unsaved.keep(self._rid, name, base, text, kind="conflict", scope=scope), lambda failed: None
        )

    def keep_now(self, *, everything: bool = False) -> None:
        """Journal now: the program was told to end, or the disk works again (then `everything`)."""
        if everything:
            self.autosave.touch(FIELD)
        self.autosave.flush()

    async def do_save(self) -> None:
        """Let the text stand."""
        editor, item = self._editor, self._item
        if editor is None or item is None:
            self.dismiss(None)
            return
        place, rid = self.xinde.place, self._rid
        value = editor.parsed()

        def settle() -> bool:
            resolve(place.desk, item, value)
            place.unsaved.forget(rid)
            return True

        self.autosave.drop()
        if await self.act(settle):
            self.xinde.say(t("conflicts.settled"))
            self.dismiss(None)
        else:
            self.autosave.touch(FIELD)

    def do_back(self) -> None:
        """Leave; what was written is kept for next time."""
        self.autosave.flush()
        self.dismiss(None)
