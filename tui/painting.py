"""Writes to the terminal only what differs from what it shows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from rich.console import Console, RenderableType
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.app import App
from textual.events import Resize
from textual.screen import Screen

from tui.frame import Frame, Piece


class Difference(CompositorUpdate):
    """What is written; it was found already."""

    def __init__(self, written: str) -> None:
        self._written = written

    def render_segments(self, console: Console) -> str:
        """See Textual."""
        return self._written


class Painting(App[int]):
    """An app that knows what its terminal shows."""

    def __init__(self) -> None:
        super().__init__()
        self._frame: Frame | None = None
        self._frame_of: tuple[object, object] | None = None

    def on_resize(self, event: Resize) -> None:
        """The terminal has moved everything; also when it is as large as before again by the time it is looked at."""
        self._frame = None

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        if not isinstance(renderable, ChopsUpdate | LayoutUpdate) or not self._writes():
            super()._display(screen, renderable)
            return
        written = self._difference(screen, renderable)
        still = self._previous_cursor_position == self.screen.outer_size.clamp_offset(self.cursor_position)
        # Textual draws an update of its compositor too, though it does not say so in the type.
        super()._display(screen, None if still and not written else cast("RenderableType", Difference(written)))

    def _difference(self, screen: Screen[Any], update: ChopsUpdate | LayoutUpdate) -> str:
        """What to write, so that the terminal shows an update of a screen."""
        # Another screen is painted whole, which mends what somebody else wrote on the terminal; and the terminal begins
        # empty after the person's own editor.
        now = (screen, getattr(self._driver, "_writer_thread", None))
        if self._frame is None or now != self._frame_of:
            width, height = self.size
            self._frame, self._frame_of = Frame(width, height), now
        return self._frame.change(pieces(update), self.console._color_system)

    def _writes(self) -> bool:
        """False while Textual drops what is drawn, or nobody sees it."""
        driver = self._driver
        shown = driver is not None and not driver.is_inline and not self.is_headless
        return shown and self._running and not self._closed and not self._batch_count


def pieces(update: ChopsUpdate | LayoutUpdate) -> Iterator[Piece]:
    """What was drawn, and where."""
    if isinstance(update, LayoutUpdate):
        for y, strips in enumerate(update.strips, update.region.y):
            x = update.region.x
            for strip in strips:
                yield y, x, strip
                x += strip.cell_length
        return
    for y, left, right in update.spans:
        for end, (x, drawn) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
            # Beside the span only what lies under other widgets was drawn.
            if drawn is not None and x < right and end > left:
                # All of it: cut at the end of the span, a wide sign there would lose its half.
                yield y, x, drawn
