"""F1: what this screen is for, what can be done here and with which keys, and why something cannot be done now."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tui.cells import cells_of
from tui.commands import bindings
from tui.i18n import t
from tui.offered import offered
from tui.page import Commanded, Dialog
from tui.terminal import printable
from tui.widgets.hanging import Hanging
from tui.widgets.said import Said

KEYS_WIDTH = 12
"""Cells of the keys before the name of a command; more keys push the name aside."""


class HelpDialog(Dialog[None]):
    """Every command that makes sense on a screen, with its keys and one sentence."""

    SCOPE = "help"
    BINDINGS = bindings("help")
    SPEAKS_ANEW = True

    def __init__(self, about: Commanded[Any]) -> None:
        super().__init__()
        self._about = about
        # Why something cannot be done may say what is on a private page, unless it was asked for while that is covered.
        self.public = about.xinde.projecting

    def _heading(self) -> str:
        return f"{t('help.title')} {self._about.xinde.glyphs.dot} {t(f'keys.{self._about.SCOPE}')}"

    def compose(self) -> ComposeResult:
        """A scrollable list of commands, then what must never be written here."""
        with Vertical(id="dialog", classes="wide"):
            yield Said(self._heading, id="dialog-title")
            with VerticalScroll(id="help-text"):
                yield Static(Hanging(_hung_lines(self._about)), id="help-lines")
            yield Said(lambda: t("help.keys"), id="dialog-keys")

    def on_mount(self) -> None:
        """The text has the focus, so that arrows scroll it."""
        self.query_one("#help-text").focus()

    def refresh_all(self) -> None:
        """The same in the language of now."""
        self.query_one("#help-lines", Static).update(Hanging(_hung_lines(self._about)))

    def do_back(self) -> None:
        """Close help."""
        self.dismiss(None)


def help_lines(screen: Commanded[Any]) -> list[Content]:
    """What the screen is for, then one line a command: keys, name, sentence; what cannot be done now says why."""
    return [line for line, _ in _hung_lines(screen)]


def _hung_lines(screen: Commanded[Any]) -> list[tuple[Content, int]]:
    """The same, each with the cell at which its sentence begins."""
    lines = [(Content(t(f"about.{screen.SCOPE}")), 0)]
    for scope, found in groupby(offered(screen), key=lambda each: each.command.scope):
        group = list(found)
        wide = max(cells_of(screen.command_label(each.command)) for each in group)
        lines += [(Content(""), 0), (Content.styled(t(f"keys.{scope}"), "bold underline"), 0)]
        for each in group:
            keys = each.command.all_keys
            keys += " " * max(0, KEYS_WIDTH - cells_of(keys))
            label = screen.command_label(each.command)
            label += " " * (wide - cells_of(label))
            head = Content.styled(keys, "bold") + Content(f" {label}  ")
            line = head + Content.styled(each.command.help(), "dim")
            if each.reason:
                line += Content.styled(t("help.why_not", why=printable(each.reason)), "italic")
            lines.append((line, cells_of(head.plain)))
    return [*lines, (Content(""), 0), (Content(t("help.typing")), 0), (Content(t("help.classified")), 0)]
