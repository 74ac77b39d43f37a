"""A reflection draft: written here, private, submitted when its author says so."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from sync.cache.view import View
from sync.note_lines import NoteLine, with_lines
from sync.submitting import submission_of
from tui.autosave import AFTER_LAST
from tui.commands import bindings
from tui.i18n import t
from tui.labels import state_label
from tui.reflection_length import length_words
from tui.screens.form import FormPage
from tui.submit_flow import submit_draft, why_not_submit
from tui.terminal import printable
from tui.vault_state import where_record
from tui.widgets.edited import Edited
from tui.widgets.editors import ProseEditor
from tui.year.characters import count


class DraftPage(FormPage):
    """The draft's form with a tall text, its length, and the way to submit it."""

    SCOPE = "draft"
    BINDINGS = bindings("draft")

    def __init__(self, rid: str | None) -> None:
        super().__init__("reflection", rid)
        self._length: int | None = None
        self._unmeasured = True

    def heading(self) -> str:
        """Says where it is, on this device only or sealed on all of one's devices, and how what was handed in of it stands."""
        place, parts = self.xinde.place, [super().heading(), where_record(self.xinde.place, self.rid)]
        sent = self._sent()
        if sent is not None:
            parts.append(t("draft.sent", state=state_label(place.repository.registry["submission"], sent.state)))
        return f" {self.xinde.glyphs.dot} ".join(parts)

    def _sent(self) -> View | None:
        view = self.record
        return submission_of(self.xinde.place.desk, view) if view is not None else None

    def body(self) -> Iterable[Widget]:
        """Why it was returned stands above the form."""
        yield Static(id="returned", classes="line")
        yield from super().body()

    def on_mount(self) -> None:
        """A draft that has a title opens at its text."""
        self._wanted_focus = "body" if self.record is not None else "title"
        self.set_interval(AFTER_LAST, self._show_count)
        # What the rule asks for stands there before the first key.
        self.call_after_refresh(self._show_count)

    def fill(self) -> None:
        """Back on this page: what was said of the submission may have changed."""
        super().fill()
        remark, line = self._remark(), self.query_one("#returned", Static)
        line.display = bool(remark)
        line.update(Content(printable(remark)))
        self._unmeasured = True

    def _remark(self) -> str:
        sent = self._sent()
        if sent is None or sent.state != "returned":
            return ""
        return t("draft.returned", remark=sent.get("remark") or t("draft.no_remark"))

    # its length

    def on_edited(self, message: Edited) -> None:
        """Remember to count; counting itself happens twice a second, never at a key."""
        self._unmeasured = True

    def _show_count(self) -> None:
        body = self.editor("body")
        if body is not None and self._unmeasured:
            self._unmeasured = False
            counted = count(body.written())
            if counted != self._length:
                self._length = counted
                self.line(self._said)

    def line(self, say: Callable[[], str]) -> None:
        """The length stands before whatever is said."""
        self._said = say
        words = [each for each in (self.length_words(), say()) if each]
        self.query_one("#form-line", Static).update(Content(printable(f" {self.xinde.glyphs.dot} ".join(words))))

    def counts(self, name: str) -> bool:
        """The length of the text stands in the line below."""
        return name != "body"

    def length_words(self) -> str:
        """Nothing while it was not counted yet."""
        return length_words(self.xinde.place, self._length) if self._length is not None else ""

    # commands

    def why_not(self, command: str) -> str | None:
        """What stands as handed in is not handed in again."""
        return why_not_submit(self.xinde.place, self.record) if command == "submit" else super().why_not(command)

    def another(self) -> FormPage:
        """A new draft."""
        return DraftPage(None)

    async def do_submit(self) -> None:
        """Save, show exactly what would leave this device, then submit it."""
        if await self.save() and self.record is not None:
            await submit_draft(self, self.rid, self._submitted)

    def _submitted(self, made: str) -> None:
        """Nothing is left to be written here: what was handed in takes its place, to be read."""
        from tui.screens.submission import SubmissionPage

        self._leaving = True
        self.app.switch_screen(SubmissionPage(made))

    async def do_take(self) -> None:
        """Choose lines of notes; they come behind the text, and Ctrl+Z in it takes them out again."""
        from tui.screens.take_lines import TakePage

        if not await self.save():
            return
        view = self.record
        about = next((str(view.get(name)) for name in ("session", "book") if view and view.get(name)), None)

        def chosen(lines: Sequence[NoteLine]) -> None:
            self.run_worker(self._append(lines))

        self.app.push_screen(TakePage(about, chosen))

    async def _append(self, lines: Sequence[NoteLine]) -> None:
        editor = self.editor("body")
        if not isinstance(editor, ProseEditor):
            return
        # Put in as one edit of the editor's own, so that one Ctrl+Z there takes just this out.
        before = editor.text.rstrip()
        editor.history.checkpoint()
        editor.replace(with_lines(before, lines)[len(before) :], _end_of(before), editor.document.end)
        editor.history.checkpoint()
        editor.move_cursor(editor.document.end)
        editor.focus()
        if await (self.save_field("body") if self.record is not None else self.save()):
            self.xinde.say(t("take.done", n=len(lines)))


def _end_of(text: str) -> tuple[int, int]:
    """Where a text ends, as line and column."""
    lines = text.split("\n")
    return len(lines) - 1, len(lines[-1])
