"""Lines of which what does not fit hangs under the place where its sentence began, not at the left edge."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.content import Content
from textual.visual import Visual

from tui.wrapping import line_breaks

if TYPE_CHECKING:
    from textual.css.styles import RulesMap
    from textual.strip import Strip
    from textual.style import Style
    from textual.visual import RenderOptions


class Hanging(Visual):
    """Lines, each with the cells its further lines are moved in by; at most half the width."""

    def __init__(self, lines: Sequence[tuple[Content, int]]) -> None:
        self._lines = lines
        self._hung: tuple[int, Content] = (0, Content(""))

    def at(self, width: int) -> Content:
        """The text as it stands in so many cells."""
        if self._hung[0] != width:
            self._hung = (width, Content("\n").join(part for line in self._lines for part in _hung(*line, width)))
        return self._hung[1]

    def render_strips(self, width: int, height: int | None, style: Style, options: RenderOptions) -> list[Strip]:
        """Paint it."""
        return self.at(width).render_strips(width, height, style, options)

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:
        """The longest line in one piece."""
        return max((line.get_optimal_width(rules, container_width) for line, _ in self._lines), default=0)

    def get_height(self, rules: RulesMap, width: int) -> int:
        """How many lines it takes."""
        return self.at(width).get_height(rules, width)


def _hung(line: Content, indent: int, width: int) -> list[Content]:
    """A line in pieces that fit."""
    breaks = line_breaks(line.plain, width)
    if not breaks:
        return [line]
    first, rest = line.divide(breaks[:1])
    blank = min(indent, width // 2)
    return [first, *(Content(" " * blank) + part for part in rest.divide(line_breaks(rest.plain, width - blank)))]
