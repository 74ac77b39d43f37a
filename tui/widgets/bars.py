"""The title line with the one status cell, and the key bar."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from rich.cells import cell_len, set_cell_size
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget

from tui.cells import cut
from tui.command_table import COMMANDS
from tui.commands import find, key_name
from tui.i18n import t

if TYPE_CHECKING:
    from tui.app import XindeApp
    from tui.page import Commanded


ABOVE_ALL = tuple(command.id for command in COMMANDS["app"] if command.always)
"""Commands that work above a dialog too."""


class TitleBar(Widget):
    """One line: product, branch, page; at its right end the status cell."""

    DEFAULT_CSS = "TitleBar { height: 1; background: $primary-background; color: $text; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._heading = ""

    def show(self, heading: str) -> None:
        """Write the line anew."""
        self._heading = heading
        self.refresh()

    def render(self) -> Content:
        """The line, cut at the status cell, which is never cut."""
        app = cast("XindeApp", self.app)
        status = f" {app.status_text()} "
        place = app.place.identity.branch_name or t("app.alone")
        left = f" {t('app.name')} {app.glyphs.dot} {place} {app.glyphs.dot} {self._heading}"
        mark = f" {t('projecting.mark', key=key_name('f10'))} " if app.projecting else ""
        room = max(0, self.size.width - cell_len(status) - cell_len(mark))
        line = Content(set_cell_size(cut(left, room, app.glyphs.more), room))
        return Content.styled(mark, "bold reverse") + line + Content.styled(status, "reverse")


class KeyBar(Widget):
    """One line of keys: what this screen can do now; what it cannot do now is dimmed and says why when pressed."""

    DEFAULT_CSS = "KeyBar { dock: bottom; height: 1; background: $panel; color: $text; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._line = Content("")

    def show(self) -> None:
        """Write the line anew from the bindings that are active now."""
        self.refresh()

    def render(self) -> Content:
        """Commands of the screen first, then those of the app, as many as fit."""
        screen = cast("Commanded[None]", self.screen)
        # Above a dialog only what works there; the dialog says its own keys itself.
        dialog = isinstance(self.app.screen, ModalScreen)
        width = self.size.width
        parts: list[Content] = []
        used = 0
        for command_id in ABOVE_ALL if dialog else shown_commands(screen):
            command = find(command_id)
            key, label = key_name(command.keys.split(",")[0]), command.label()
            length = cell_len(key) + cell_len(label) + 3
            if used + length > width:
                break
            reason = screen.reason(command.name) if command_id.startswith(f"{screen.SCOPE}.") else None
            parts += [
                Content.styled(f" {key} ", "bold" if reason is None else "dim"),
                Content.styled(f"{label} ", "" if reason is None else "dim"),
            ]
            used += length
        return Content("").join(parts)


def shown_commands(screen: Commanded[None]) -> list[str]:
    """Ids of the commands for the key bar: help, then the screen's own, then the app's."""
    seen = dict.fromkeys(
        active.binding.id
        for active in screen.active_bindings.values()
        if active.binding.show and active.binding.id and active.binding.action.startswith("command(")
    )
    order = [command.id for scope in (screen.SCOPE, "app") for command in COMMANDS.get(scope, ())]
    if screen.SCOPE == "home":
        # Home leads elsewhere: there the pages come first.
        order.sort(key=lambda each: each == "app.history")
    found = [each for each in order if each in seen and not _is_typed(screen, each)]
    return sorted(found, key=lambda each: each != "app.help")


def _is_typed(screen: Commanded[None], command_id: str) -> bool:
    """True for a sign that is text where the cursor is; its full-width twin is a key of its own, and bound still."""
    key = find(command_id).keys.partition(",")[0]
    # Textual knows no character for plus and slash.
    name = " " if key == "space" else key_name(key)
    return screen.focused is not None and screen.focused.check_consume_key(key, name if len(name) == 1 else None)
