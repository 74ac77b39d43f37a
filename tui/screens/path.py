"""Ask for a file: a path as one types it or drags it in, completed by Tab; what was typed stands there the next time."""

from __future__ import annotations

from pathlib import Path

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from tui.autosave import Autosave
from tui.cells import cut
from tui.commands import bindings
from tui.i18n import t
from tui.page import Dialog
from tui.paths import completed, typed_path
from tui.terminal import printable
from tui.widgets.lines import Line

WIDTH = 66
"""Cells of the dialog's own line."""


class PathDialog(Dialog[Path | None]):
    """Answers the path, or None on Esc; a file that is to be read must be there.

    `kept` names the note of this device in which what is typed is kept; `proposed` stands there the first time.
    """

    SCOPE = "path"
    BINDINGS = bindings("path")

    def __init__(self, title: str, kept: str, *, proposed: str = "", new: bool = False) -> None:
        super().__init__()
        self._title = title
        self._kept = kept
        self._proposed = proposed
        self._new = new

    def compose(self) -> ComposeResult:
        """Title, line, what Tab found, what to press."""
        with Vertical(id="dialog"):
            yield Static(Content(printable(self._title)), id="dialog-title")
            yield Line(id="path-line", select_on_focus=False)
            yield Static(Content(""), id="path-said")
            yield Static(Content(t("path.keys")), id="dialog-keys")

    @property
    def line(self) -> Line:
        """The line."""
        return self.query_one("#path-line", Line)

    def on_mount(self) -> None:
        """The cursor is behind what was typed there before."""
        self.autosave = Autosave(self, self._keep)
        held = self.xinde.place.repository.document("meta", self._kept) or {}
        with self.line.prevent(Input.Changed):
            self.line.value = str(held.get("text") or self._proposed)
        self.line.cursor_position = len(self.line.value)
        self.line.focus()

    def _say(self, text: str) -> None:
        self.query_one("#path-said", Static).update(Content(printable(cut(text, WIDTH))))

    def on_input_changed(self, event: Input.Changed) -> None:
        """A key went into the line: keep it soon."""
        event.stop()
        self._say("")
        self.autosave.touch(self._kept)

    def _keep(self, name: str) -> None:
        place, text = self.xinde.place, self.line.value
        self.xinde.keep(
            lambda: place.repository.commit([("meta", name, {"text": text})]),
            lambda failed: self.xinde.say_error(failed) if failed is not None else None,
        )

    def keep_now(self, *, everything: bool = False) -> None:
        """Keep it now: the program was told to end."""
        self.autosave.flush()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter answers, once there is such a file; a folder is gone into."""
        event.stop()
        if not event.value.strip():
            self._say(t("path.needed"))
            return
        path = typed_path(event.value)
        try:
            there, folder = path.exists(), path.is_dir()
        except OSError as error:
            self._say(t("path.cannot", why=error.strerror or str(error)))
            return
        if folder:
            self._say(t("path.folder"))
        elif there and self._new:
            self._say(t("path.there"))
        elif not there and not self._new:
            self._say(t("path.not_there"))
        elif not path.parent.is_dir():
            self._say(t("path.no_folder", folder=str(path.parent)))
        else:
            self.autosave.flush()
            self.dismiss(path)

    def do_complete(self) -> None:
        """Complete the path as far as it is clear; several ways on are named."""
        text, names = completed(self.line.value)
        self.line.value = text
        self.line.cursor_position = len(text)
        # The change of the line empties what is said below it.
        self.call_after_refresh(self._say, "  ".join(names) if len(names) != 1 else "")

    def do_cancel(self) -> None:
        """No file now; what was typed is kept."""
        self.autosave.flush()
        self.dismiss(None)
