"""Puts a screen together from its widgets, and leaves what lies on top in one piece.

Textual cuts every row where any widget begins or ends, also one that is covered there: a notice over a form lost the Chinese
sign that stood on the edge of a field below it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import cast

from textual._compositor import Compositor
from textual.geometry import Region
from textual.strip import Strip


class WholeSigns(Compositor):
    """A compositor that cuts a row only where another widget comes into sight."""

    @property
    def cuts(self) -> list[list[int]]:
        """The columns of each row at which another widget may show, its edges included."""
        if self._cuts is None:
            width, height = self.size
            cuts: list[set[int]] = [{0, width} for _ in range(height)]
            covered: list[list[tuple[int, int]]] = [[] for _ in range(height)]
            # From front to back.
            for region, clip in self.visible_widgets.values():
                x, y, across, down = region.intersection(clip)
                right = x + across
                for row in range(max(0, y), min(height, y + down) if across else 0):
                    for cut in (x, right):
                        if not any(begins < cut < ends for begins, ends in covered[row]):
                            cuts[row].add(cut)
                    covered[row].append((x, right))
            self._cuts = [sorted(each) for each in cuts]
        return self._cuts

    def _render_chops(self, crop: Region, is_rendered_line: Callable[[int], bool]) -> Sequence[Mapping[int, Strip]]:
        """The pieces of each row by the column they begin at; the widget in front of the others has drawn each.

        Only rows that are asked for are drawn, and nothing behind what fills them: Textual draws every widget whole, for one row too.
        """
        cuts = self.cuts
        rows: list[dict[int, Strip | None]] = [dict.fromkeys(row[:-1]) for row in cuts]
        missing = {y: len(rows[y]) for y in crop.line_range if y < len(rows) and is_rendered_line(y)}
        # From front to back.
        for widget, (region, clip) in self.visible_widgets.items():
            if not missing:
                break
            shown = region.intersection(clip)
            wanted = [y for y in shown.line_range if y in missing] if shown else []
            if not wanted:
                continue
            first, last = shown.column_span
            top = wanted[0]
            strips = widget.render_lines(Region(first - region.x, top - region.y, shown.width, wanted[-1] - top + 1))
            for y in wanted:
                edges = [first, *(cut for cut in cuts[y] if first < cut < last), last]
                row = rows[y]
                for x, piece in zip(edges, strips[y - top].divide([edge - first for edge in edges[1:]]), strict=False):
                    # An edge that is covered is no cut; what begins there is out of sight.
                    if x in row and row[x] is None:
                        row[x] = piece
                        missing[y] -= 1
                if not missing[y]:
                    del missing[y]
        return cast("Sequence[Mapping[int, Strip]]", rows)
