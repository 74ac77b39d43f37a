"""A window too small to work in says so, and what to do; below it everything stays as it was."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from rich.cells import cell_len, chop_cells
from rich.segment import Segment
from rich.style import Style
from textual._compositor import CompositorUpdate, LayoutUpdate
from textual.app import App
from textual.events import Event, Key, Paste
from textual.geometry import Region, Size
from textual.screen import Screen
from textual.strip import Strip

from tui.command_table import find
from tui.i18n import t

LEAST = Size(72, 20)
"""Columns and rows in which every page can be worked in; drawn for 80x24."""


def fits(size: Size) -> bool:
    """True where there is room enough."""
    return size.width >= LEAST.width and size.height >= LEAST.height


def advice(size: Size, quit_key: str, environ: Mapping[str, str] = os.environ) -> list[str]:
    """What is the matter and what to do, in lines that are not longer than the window is wide."""
    there = {"width": size.width, "height": size.height, "columns": LEAST.width, "rows": LEAST.height}
    said = [t("room.small", **there), t("room.larger")]
    if environ.get("TMUX"):
        said.append(t("room.tmux"))
    said += [t("room.kept"), t("room.quit", key=quit_key)]
    return [line for text in said for line in chop_cells(text, max(2, size.width - 2))]


class Room(App[int]):
    """An app that shows the advice instead of a screen nobody could work in; only leaving works there."""

    def _display(self, screen: Screen[Any], renderable: Any) -> None:
        if isinstance(renderable, CompositorUpdate) and not fits(self.size) and not self.is_headless:
            renderable = _drawn(advice(self.size, find("app.quit").key), self.size)
        super()._display(screen, renderable)

    async def on_event(self, event: Event) -> None:
        """Keys pressed blindly would change what nobody sees."""
        leaves = isinstance(event, Key) and event.key in find("app.quit").keys_now
        if leaves or not isinstance(event, Key | Paste) or fits(self.size):
            await super().on_event(event)


def _drawn(lines: list[str], size: Size) -> LayoutUpdate:
    shown = [*lines, *[""] * size.height][: size.height]
    padded = [f" {line}{' ' * max(0, size.width - 1 - cell_len(line))}" for line in shown]
    styles = [Style(bold=True, reverse=True), *[Style()] * size.height]
    rows: list[Any] = [[Strip([Segment(text, style)])] for text, style in zip(padded, styles, strict=False)]
    return LayoutUpdate(rows, Region(0, 0, size.width, size.height))
