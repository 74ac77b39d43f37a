"""How wide the columns of a list are: some share the width by weight, some have a width of their own; who lacks gets what others do not need."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.cells import cell_len

LONG = 200
"""Characters of a cell that are measured: no column is wider."""

NARROW = 6
"""Cells of a column that holds a mark or a number."""


def widest(rows: Iterable[Sequence[str]], columns: int) -> list[int]:
    """The width of the widest text of each column."""
    needs = [0] * columns
    for cells in rows:
        for n, cell in enumerate(cells):
            needs[n] = max(needs[n], cell_len(cell[:LONG]))
    return needs


def column_widths(
    weights: Sequence[int], headings: Sequence[int], needs: Sequence[int], room: int, *, measured: bool = True
) -> list[int]:
    """The width of each column in cells.

    `weights`: a share, or where negative a width in cells, more where the heading is longer; `headings` and `needs` are the widths
    of the headings and of the widest texts, `room` is what there is for all columns. One sharing column takes what is left; where
    there are several and all fits, it stays empty; unless `measured` is False, when `needs` are not of every row.
    """
    weights = [
        min(weight, -heading) if weight < 0 else weight for weight, heading in zip(weights, headings, strict=True)
    ]
    least = [max(pair) for pair in zip(needs, headings, strict=True)]
    whole = [max(need, -weight) for need, weight in zip(least, weights, strict=True)]
    if measured and sum(weight > 0 for weight in weights) > 1 and sum(whole) <= room:
        # Nothing is cut and no column wider than what stands in it, so that the eye finds from one to the next.
        return whole
    total = sum(weight for weight in weights if weight > 0) or 1
    free = max(8, room + sum(weight for weight in weights if weight < 0))
    widths = [-weight if weight < 0 else max(4, free * weight // total) for weight in weights]
    return _widened(_shifted(widths, weights, least, room), weights, least, room)


def _shifted(widths: list[int], weights: Sequence[int], least: Sequence[int], room: int) -> list[int]:
    """Where a text of a sharing column would be cut, it gets what other columns have and do not need."""
    lacks = {n: least[n] - widths[n] for n, w in enumerate(weights) if w > 0 and least[n] > widths[n]}
    if not lacks:
        return widths
    found = [w if n in lacks else min(w, least[n]) for n, w in enumerate(widths)]
    left = max(0, room - sum(found))
    for rest, (n, lack) in enumerate(sorted(lacks.items(), key=lambda pair: pair[1])):
        given = min(lack, left // (len(lacks) - rest))
        found[n] += given
        left -= given
    return found


def _widened(widths: list[int], weights: Sequence[int], least: Sequence[int], room: int) -> list[int]:
    """Where a text of a column with a width of its own would be cut, it gets what is left, and what sharing columns do not need."""
    found = list(widths)
    left = max(0, room - sum(found))
    lacks = {n: least[n] - found[n] for n, w in enumerate(weights) if w < 0 and least[n] > found[n]}
    for n, lack in sorted(lacks.items(), key=lambda pair: pair[1]):
        for other, weight in enumerate(weights):
            spare = min(found[other] - least[other], lack - left)
            if weight > 0 and spare > 0:
                found[other] -= spare
                left += spare
        given = min(lack, left)
        found[n] += given
        left -= given
    return found


def kept_in_sight(widths: Sequence[int], room: int) -> int:
    """How many columns stay where the list is wider than its room: the first, with a narrow one the next too; else 0."""
    if sum(widths) + 2 * len(widths) <= room:
        return 0
    return 2 if widths[0] < NARROW and sum(widths[:2]) < room // 2 else 1
