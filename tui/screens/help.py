"""F1: what can be done here and with which keys, made from the bindings that are active now."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import DataTable, OptionList, Static

from tui.command_table import COMMANDS
from tui.commands import bindings, find, key_name
from tui.i18n import t
from tui.page import Commanded, Dialog


class HelpDialog(Dialog[None]):
    """Every active command with its keys and one sentence."""

    SCOPE = "help"
    BINDINGS = bindings("help")

    def __init__(self, about: Commanded[None]) -> None:
        super().__init__()
        self._lines = help_lines(about)
        # Why something cannot be done may say what is on a private page, unless it was asked for while that is covered.
        self.public = about.xinde.projecting

    def compose(self) -> ComposeResult:
        """A scrollable list of commands, then what must never be written here."""
        with Vertical(id="dialog", classes="wide"):
            yield Static(Content(t("help.title")), id="dialog-title")
            with VerticalScroll(id="help-text"):
                yield Static(Content("\n").join(self._lines))
            yield Static(Content(t("help.keys")), id="dialog-keys")

    def on_mount(self) -> None:
        """The text has the focus, so that arrows scroll it."""
        self.query_one("#help-text").focus()

    def do_back(self) -> None:
        """Close help."""
        self.dismiss(None)


def help_lines(screen: Commanded[None]) -> list[Content]:
    """One line a command: keys, name, sentence; what cannot be done now says why."""
    ids = dict.fromkeys(
        active.binding.id
        for active in screen.active_bindings.values()
        if active.binding.id and active.binding.action.startswith("command(")
    )
    # A list takes Enter for itself and tells the page, so that it is not among the page's own bindings.
    listed = isinstance(screen.focused, DataTable | OptionList)
    own = [
        command.id
        for command in COMMANDS.get(screen.SCOPE, ())
        if command.id in ids
        or (listed and "enter" in command.keys.split(",") and screen.check_action("command", (command.id,)))
    ]
    rest = [command.id for command in COMMANDS["app"] if command.id in ids]
    lines: list[Content] = []
    for command_id in [*own, *rest]:
        command = find(command_id)
        keys = " ".join(key_name(key) for key in command.keys.split(","))
        line = Content.styled(f"{keys:<12}", "bold") + Content(f" {command.label()}  ")
        line += Content.styled(command.help(), "dim")
        reason = screen.reason(command.name) if command_id in own else None
        if reason:
            line += Content.styled(f"  ({reason})", "italic")
        lines.append(line)
    return [*lines, Content(""), Content(t("help.typing")), Content(t("help.classified"))]
