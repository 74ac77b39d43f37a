"""Ask for one line: a reason, a remark."""

from __future__ import annotations

import msgspec
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from sync.cache.view import View
from sync.typing_keys import asked
from tui.autosave import Autosave
from tui.commands import bindings
from tui.i18n import t
from tui.page import Dialog
from tui.terminal import printable
from tui.widgets.lines import Line


class Asked(msgspec.Struct, frozen=True):
    """What an answer is for, so that it is in the journal until it is used: a record, and a name at it."""

    rid: str
    kind: str
    scope: str
    field: str


def about(view: View, name: str, of: str = "") -> Asked:
    """An answer about this record; `of` tells apart what is asked in the same words: a state, a member."""
    return Asked(view.id, view.kind, view.scope, asked(name, of))


class AskDialog(Dialog[str | None]):
    """Answers what was written, or None on Esc; what is needed cannot be left empty.

    With `about`, what is typed is journaled, stands there when it is asked again, and stays until the edit it is for is made.
    """

    SCOPE = "ask"
    BINDINGS = bindings("ask")

    def __init__(
        self,
        title: str,
        label: str,
        *,
        needed: bool = False,
        limit: int = 0,
        text: str = "",
        secret: bool = False,
        about: Asked | None = None,
    ) -> None:
        super().__init__()
        self._title = title
        self._label = label
        self._needed = needed
        self._limit = limit
        self._text = text
        self._secret = secret
        self._about = about

    def compose(self) -> ComposeResult:
        """Title, label, line, what to press."""
        with Vertical(id="dialog"):
            yield Static(Content(printable(self._title)), id="dialog-title")
            yield Static(Content(printable(self._label)))
            line = Line(value=self._text, id="ask-line", password=self._secret, select_on_focus=self._about is None)
            line.limit = self._limit
            yield line
            yield Static(Content(t("ask.keys_kept" if self._about else "ask.keys")), id="dialog-keys")

    def on_mount(self) -> None:
        """The cursor is in the line, behind what was typed there before."""
        self.autosave = Autosave(self, self._keep)
        line = self.query_one("#ask-line", Line)
        if self._about is not None:
            there = self._about
            held = [each.text for each in self.xinde.place.unsaved.of(there.rid) if each.field == there.field]
            if held:
                with line.prevent(Input.Changed):
                    line.value = held[0]
            line.cursor_position = len(line.value)
        line.focus()

    # typing

    def on_input_changed(self, event: Input.Changed) -> None:
        """A key went into the line: journal it soon."""
        event.stop()
        if self._about is not None:
            self.autosave.touch(self._about.field)

    def _keep(self, name: str) -> None:
        """Journal what the line holds, in the writer thread; an empty line is dropped there."""
        there, unsaved, text = self._about, self.xinde.place.unsaved, self.query_one("#ask-line", Line).value
        if there is None:
            return

        def write() -> None:
            if text.strip():
                unsaved.keep(there.rid, there.field, None, text, kind=there.kind, scope=there.scope)
            else:
                unsaved.forget(there.rid, there.field)

        self.xinde.keep(write, lambda failed: self.xinde.say_error(failed) if failed is not None else None)

    def keep_now(self, *, everything: bool = False) -> None:
        """Journal now: the program was told to end, or the disk works again (then `everything`)."""
        if everything and self._about is not None:
            self.autosave.touch(self._about.field)
        self.autosave.flush()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter answers."""
        event.stop()
        written = event.value if self._secret else event.value.strip()
        if self._needed and not written:
            self.xinde.say(t("ask.needed", label=self._label), warning=True)
            return
        if self._limit and len(written) > self._limit:
            self.xinde.say(t("ask.too_long", limit=self._limit, n=len(written) - self._limit), warning=True)
            return
        self.autosave.flush()
        self.dismiss(written)

    def do_cancel(self) -> None:
        """No answer now; what was typed stays in the journal."""
        self.autosave.flush()
        if self._about is not None and self.query_one("#ask-line", Line).value.strip():
            self.xinde.say(t("ask.kept"))
        self.dismiss(None)
