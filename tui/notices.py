"""Where the notices in the corner stand: never over the line somebody works on."""

from __future__ import annotations

from typing import Any

from textual.geometry import Region
from textual.screen import Screen
from textual.widgets import DataTable, Input, OptionList, TextArea

from tui.wrapping import line_breaks

FRAME = 3
"""Cells that border and padding of a notice take."""

TOP = 1
"""The row behind the title line; where it holds headings, a notice of one line stands over them."""

LOW = "-notice-low"
"""Class of notices that stand at the lower end of the screen."""


def lines_of(title: str, text: str, width: int) -> int:
    """How many lines a notice takes on a screen of that width."""
    room = max(10, width - FRAME)
    return sum(1 + len(line_breaks(part, room)) for part in (title, text) if part)


def place_notice(screen: Screen[Any], title: str, text: str) -> None:
    """One line stands over the headings; a longer notice at the end of the screen that is farther from the work."""
    height = lines_of(title, text, screen.size.width or 80)
    row = worked_on(screen)
    far = height > 1 and (row is None or row < (screen.size.height or 24) // 2)
    _stand(screen, low=far or row == TOP)


def place_standing(screen: Screen[Any]) -> None:
    """A notice of the page before goes on standing on a page that opens, but not over a first line that is worked on."""
    if worked_on(screen) == TOP:
        _stand(screen, low=True)


def _stand(screen: Screen[Any], low: bool) -> None:
    """Only the notices wear it: on the screen it would have everything on it dressed anew. One that has none yet keeps it for them."""
    racks = screen.query("ToastRack")
    if not racks:
        screen.set_class(low, LOW)
    else:
        screen.set_class(False, LOW)
        racks.set_class(low, LOW)


def worked_on(screen: Screen[Any]) -> int | None:
    """The row of the screen with the cursor; None where nothing has one."""
    widget = screen.focused
    region = widget.region if widget is not None else Region()
    if not region:
        # A list without rows is hidden, and may have the focus still.
        return None
    if isinstance(widget, DataTable):
        return region.y + widget.header_height + widget.cursor_row - int(widget.scroll_y)
    if isinstance(widget, OptionList):
        return region.y + (widget.highlighted or 0) - int(widget.scroll_y)
    if isinstance(widget, TextArea):
        return widget.cursor_screen_offset.y
    return region.y if isinstance(widget, Input) else None
