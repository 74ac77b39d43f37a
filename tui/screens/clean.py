"""清理粘贴的文字: what would be changed, each with its reason and where it stands; Space leaves one out, Enter changes the rest."""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tui.cleaning_words import around
from tui.commands import bindings
from tui.documents.incoming.paste import Cleaned
from tui.i18n import t
from tui.page import Dialog
from tui.terminal import printable


class CleanDialog(Dialog[list[Cleaned] | None]):
    """Answers the changes to be made, or None on Esc; all are ticked at first."""

    SCOPE = "clean"
    BINDINGS = bindings("clean")

    def __init__(self, text: str, found: list[Cleaned]) -> None:
        super().__init__()
        self._text = text
        self._found = found
        self._left: set[int] = set()
        self._why_width = max((cell_len(t(f"clean.why.{each.why}")) for each in found), default=0)

    def compose(self) -> ComposeResult:
        """How many, the list, what to press."""
        with Vertical(id="dialog", classes="wide"):
            yield Static(id="dialog-title")
            yield OptionList(id="pick-list", markup=False)
            yield Static(Content(t("clean.keys")), id="dialog-keys")

    def on_mount(self) -> None:
        """The list has the focus."""
        self._say()
        listed = self.query_one(OptionList)
        listed.add_options(Option(self._line(number), id=str(number)) for number in range(len(self._found)))
        listed.highlighted = 0
        listed.focus()

    def _say(self) -> None:
        words = t("clean.title", n=len(self._found), ticked=len(self._found) - len(self._left))
        self.query_one("#dialog-title", Static).update(Content(words))

    def _line(self, number: int) -> Content:
        each, glyphs = self._found[number], self.xinde.glyphs
        mark = " " if number in self._left else glyphs.mark
        before, what, after = around(self._text, each, glyphs.arrow)
        return (
            Content(f"{mark} {set_cell_size(t(f'clean.why.{each.why}'), self._why_width)}  ")
            + Content.styled(printable(before), "dim")
            + Content.styled(printable(what), "bold")
            + Content.styled(printable(after), "dim")
        )

    def do_mark(self) -> None:
        """Leave the change out, or take it in again, and go to the next."""
        listed = self.query_one(OptionList)
        number = listed.highlighted
        if number is not None:
            self._left ^= {number}
            listed.replace_option_prompt_at_index(number, self._line(number))
            self._say()
            listed.action_cursor_down()

    def do_all(self) -> None:
        """Leave all out; where all are, take all in again."""
        everything = set(range(len(self._found)))
        self._left = set() if self._left == everything else everything
        listed = self.query_one(OptionList)
        for number in everything:
            listed.replace_option_prompt_at_index(number, self._line(number))
        self._say()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter makes the changes that are ticked."""
        event.stop()
        self.dismiss([each for number, each in enumerate(self._found) if number not in self._left])

    def do_back(self) -> None:
        """Change nothing."""
        self.dismiss(None)
