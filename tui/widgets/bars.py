"""The title line with the one status cell, and the key bar."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from rich.cells import cell_len, set_cell_size
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget

from sync.cache.view import View
from tui.cells import cut
from tui.command_table import COMMANDS
from tui.commands import find, key_name
from tui.documents_at_hand import OWN, documented
from tui.i18n import t
from tui.offered import WHILE_LOCKED, why_not
from tui.widgets.sync_bar import projecting_mark
from tui.widgets.ways import WAYS

if TYPE_CHECKING:
    from tui.app import XindeApp
    from tui.page import Commanded


ABOVE_ALL = tuple(command.id for command in COMMANDS["app"] if command.always or command.above)
"""Commands that work above a dialog too."""

QUIT = "app.quit"

OF_LISTS = ("select_cursor", "select")
"""What Enter does in Textual's own lists."""

BEFORE_DOCUMENTS = 4
"""Commands of a screen that stand before the documents of its record."""


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
        heading = self._heading[:1].upper() + self._heading[1:]
        left = f" {t('app.name')} {app.glyphs.dot} {place} {app.glyphs.dot} {heading}"
        mark = projecting_mark(app)
        room = max(0, self.size.width - cell_len(status) - mark.cell_length)
        if cell_len(left) > room:
            # The branch and the product are the same on every page; what this page is of is not.
            left = f" {t('app.name')} {app.glyphs.dot} {heading}"
        if cell_len(left) > room:
            left = f" {heading}"
        line = Content(set_cell_size(cut(left, room, app.glyphs.more), room))
        return mark + line + Content.styled(status, "reverse")


Line = tuple[tuple[str, str], ...]
"""Texts one after the other, each with its style."""


class KeyBar(Widget):
    """One line of keys: what this screen can do now; what it cannot do now is dimmed and says why when pressed."""

    DEFAULT_CSS = "KeyBar { dock: bottom; height: 1; background: $panel; color: $text; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._line: Line = ()

    def show(self) -> None:
        """Write the line anew from the bindings that are active now, where it differs."""
        if self._written() != self._line:
            self.refresh()

    def render(self) -> Content:
        """The line as it is now."""
        self._line = self._written()
        return Content("").join(Content.styled(text, style) for text, style in self._line)

    def _written(self) -> Line:
        """Commands of the screen first, then those of the app, as many as fit."""
        screen = cast("Commanded[None]", self.screen)
        # Above a dialog only what works there; the dialog says its own keys itself.
        dialog = isinstance(self.app.screen, ModalScreen)
        above = [each for each in ABOVE_ALL if each in WHILE_LOCKED] if screen.xinde.locked else ABOVE_ALL
        width = self.size.width
        parts: list[tuple[str, str]] = []
        used = 0
        for command_id in above if dialog else shown_commands(screen):
            command = find(command_id)
            key, label = command.key, screen.command_label(command)
            length = cell_len(key) + cell_len(label) + 3
            if used + length > width:
                break
            reason = why_not(screen, command_id)
            parts += [(f" {key} ", "bold" if reason is None else "dim"), (f"{label} ", "" if reason is None else "dim")]
            used += length
        return tuple(parts)


def shown_commands(screen: Commanded[None]) -> list[str]:
    """Ids of the commands for the key bar: help, then the screen's own, then the app's."""
    seen = dict.fromkeys(
        active.binding.id
        for active in screen.active_bindings.values()
        if active.binding.show and active.binding.id and active.binding.action.startswith("command(")
    )
    seen |= dict.fromkeys(_entered(screen))
    order = [command.id for scope in (screen.SCOPE, "app") for command in COMMANDS.get(scope, ())]
    if screen.SCOPE == "home":
        # A line of its own says where the digits lead, and a history is rarely looked for here.
        order = sorted(set(order) - {f"app.{name}" for name in (*WAYS, "home")}, key=order.index)
        order.sort(key=lambda each: each == "app.history")
    found = [each for each in order if each in seen and not _is_typed(screen, each)]
    found.sort(key=lambda each: each != "app.help")
    if screen.xinde.locked:
        # Leaving works too, and help says so; it is no business of those who pass by.
        return found
    if screen.xinde.undo_offered and not _is_typed(screen, "app.undo"):
        found.insert(1, "app.undo")
    # How one leaves stands where one begins; on the pages above it there are other keys to be shown first.
    found.insert(found.index("app.history") if screen.SCOPE == "home" and "app.history" in found else len(found), QUIT)
    view = _documented(screen)
    if view is not None:
        own = sum(find(each).scope == screen.SCOPE for each in found)
        # In a list of records it comes behind what is done with the list.
        row = getattr(screen, "current", None)
        in_list = isinstance(row, View) and row.id == view.id
        found.insert((own if in_list else min(BEFORE_DOCUMENTS, own)) + 1, "app.export")
    return found


def _entered(screen: Commanded[None]) -> list[str]:
    """What Enter does on a page whose list takes the key itself and tells the page of it."""
    active = screen.active_bindings.get("enter")
    if active is None or active.binding.action not in OF_LISTS:
        return []
    return [
        command.id
        for command in COMMANDS.get(screen.SCOPE, ())
        if command.shown and "enter" in command.keys_now and screen.check_action("command", (command.id,))
    ]


def _documented(screen: Commanded[None]) -> View | None:
    """The record of which a document is one key away."""
    view = documented(screen.xinde, screen)
    if view is None or view.kind not in OWN or not screen.check_action("command", ("app.export",)):
        return None
    return view if why_not(screen, "app.export") is None and not _is_typed(screen, "app.export") else None


def _is_typed(screen: Commanded[None], command_id: str) -> bool:
    """True for a sign that is text where the cursor is; its full-width twin is a key of its own, and bound still."""
    key = find(command_id).keys_now[0]
    # Textual knows no character for plus and slash.
    name = " " if key == "space" else key_name(key)
    return screen.focused is not None and screen.focused.check_consume_key(key, name if len(name) == 1 else None)
