"""Prose cut into rows: as Textual cuts it, but never inside a sign nor before a full stop, and a key costs what it changes, not what the paragraph holds.

Textual cuts the whole paragraph again at each key, and builds every row of it again whenever it asks for one: with 10 000
characters 60 ms for the one and 5 ms for the other, 20 times a frame.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

import msgspec
from rich.cells import cell_len, get_character_cell_size
from textual._wrap import compute_wrap_offsets
from textual.document._document import Location
from textual.document._document_navigator import DocumentNavigator
from textual.document._wrapped_document import WrappedDocument
from textual.expand_tabs import expand_tabs_inline, get_tab_widths
from textual.geometry import Offset

from tui import graphemes
from tui.wrapping import CLOSING, OPENING

ZWJ, VARIANT = "\u200d", "\ufe0f"

_WORD = re.compile(r"\S+\s*|\s+")


class Rows(msgspec.Struct, frozen=True):
    """Where a paragraph is cut, and up to where it had to be read to know of each cut; `read` is empty where nobody noted."""

    text: str
    cuts: list[int]
    read: list[int]


def cut(text: str, width: int, tab: int, before: Rows | None = None) -> Rows:
    """A paragraph cut into rows of `width` cells; `before`: its rows as it was before a change, cut to the same width."""
    if not width or not text:
        return Rows(text, [], [])
    if "\t" in text or width < 2:
        # Each tab is as wide as its place asks, so that a change moves all that is behind it.
        return Rows(
            text, compute_wrap_offsets(text, width, tab, precomputed_tab_sections=get_tab_widths(text, tab)), []
        )
    cuts: list[int] = []
    read: list[int] = []
    same = shift = 0
    if before is not None and before.read:
        head = _common_head(before.text, text)
        kept = bisect_right(before.read, head)
        cuts, read = before.cuts[:kept], before.read[:kept]
        shift = len(text) - len(before.text)
        same = len(text) - _common_tail(before.text, text, head)
        old = before.cuts
    else:
        old = []
    for at, seen in _cuts_from(text, width, cuts[-1] if cuts else 0, read[-1] if read else 0):
        cuts.append(at)
        read.append(seen)
        if old and at > same:
            # From a cut on, only what is behind it decides: where an old one lies there, the others follow.
            found = bisect_right(old, at - shift)
            if found and old[found - 1] == at - shift and before is not None:
                cuts += [each + shift for each in old[found:]]
                read += [max(seen, each + shift) for each in before.read[found:]]
                break
    return Rows(text, cuts, read)


def _cuts_from(text: str, width: int, begin: int, seen: int) -> Iterator[tuple[int, int]]:
    """The cuts behind one at `begin`, or behind the beginning, each with how far the text was read until it was known."""
    at, used = begin, 0
    inside = begin > 0 and not (text[begin - 1].isspace() and not text[begin].isspace())
    while at < len(text):
        word = _WORD.match(text, at)
        assert word is not None
        end = word.end()
        if inside:
            cells = width + 1
        else:
            cells, far = _measure(text, at, end, width)
            seen = max(seen, far)
        if not inside and cells <= width - used:
            used += cells
        elif cells > width:
            # A word that fits no row is folded, from a row of its own on; Chinese without spaces is one word.
            if at and at != begin:
                yield at, seen
            row = at
            for row, far in _folds(text, at, end, width):
                seen = max(seen, far)
                yield row, seen
            seen = max(seen, end + 1)
            used = cell_len(text[row:end])
        else:
            yield at, seen
            used = cells
        at, inside = end, False


def _measure(text: str, start: int, end: int, width: int) -> tuple[int, int]:
    """Cells of a word, as far as it takes to know that it is wider than a row, and how far it was read."""
    length = width + 1
    while start + length < end:
        cells = cell_len(text[start : start + length])
        if cells > width:
            return cells, start + length
        length *= 2
    return cell_len(text[start:end]), end + 1


def _folds(text: str, start: int, end: int, width: int) -> Iterator[tuple[int, int]]:
    """The cuts inside a word that fits no row, each with how far the text was read until it was known."""
    size = get_character_cell_size
    joined = ZWJ in text or VARIANT in text
    row = at = start
    used = 0
    while at < end:
        if not joined and (sure := (width - used) // 2) > 1:
            # No character is wider than two cells, so that so many more have room.
            used += sum(map(size, text[at : min(at + sure, end)]))
            at += sure
            continue
        sign = text[at]
        if sign == VARIANT or text[at - 1 : at] == ZWJ:
            # Joined signs take the room of the first, and a sign shown as a picture may be wider than by itself.
            used = cell_len(text[row : at + 1])
        else:
            used += size(sign)
        if used > width:
            # Textual cuts pictures made of several signs, and flags, in the midst.
            whole = graphemes.start_of(text, at)
            row = _fit_to_begin(text, row, whole if whole > row else at, at, width)
            yield row, at + 1
            used = cell_len(text[row : at + 1])
        at += 1


def _fit_to_begin(text: str, row: int, cut: int, at: int, width: int) -> int:
    """The cut, or one before it, so that no row begins with what closes and none ends with what opens; `at` is the first without room.

    Where that would take the whole row, or leave more than one for the next, it is cut where it is full.
    """
    begin = cut
    while begin > row and (text[begin] in CLOSING or text[begin - 1] in OPENING):
        begin = graphemes.start_of(text, begin - 1)
    return begin if begin > row and cell_len(text[begin : at + 1]) <= width else cut


def _common_head(old: str, new: str) -> int:
    low, high = 0, min(len(old), len(new))
    while low < high:
        middle = (low + high + 1) // 2
        if old[low:middle] == new[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _common_tail(old: str, new: str, head: int) -> int:
    low, high = 0, min(len(old), len(new)) - head
    while low < high:
        middle = (low + high + 1) // 2
        if old[len(old) - middle : len(old) - low] == new[len(new) - middle : len(new) - low]:
            low = middle
        else:
            high = middle - 1
    return low


class Wrapped(WrappedDocument):
    """A document in rows; what Textual asks of one, at the price of the rows it asks for."""

    def wrap(self, width: int, tab_width: int | None = None) -> None:
        """Cut everything anew."""
        self._width = width
        if tab_width:
            self._tab_width = tab_width
        self._rows = [cut(line, width, self._tab_width) for line in self.document.lines]
        self._lay()

    def wrap_range(self, start: Location, old_end: Location, new_end: Location) -> None:
        """Cut anew what an edit changed."""
        lines = self.document.lines
        last_old, last_new = len(self._rows) - 1, len(lines) - 1
        top = min(max(0, min(start[0], old_end[0])), last_old, last_new)
        # What lies below the edit is as it was, so that its end is found from the end of the document.
        bottom = min(max(top, start[0], new_end[0]), last_new)
        old_bottom = last_old - (last_new - bottom)
        if old_bottom < top:
            bottom, old_bottom = last_new, last_old
        old = self._rows[top : old_bottom + 1]
        new = []
        for number, line in enumerate(lines[top : bottom + 1], top):
            before = old[0] if number == top else old[-1] if number == bottom else None
            new.append(cut(line, self._width, self._tab_width, before))
        self._rows[top : old_bottom + 1] = new
        if [len(rows.cuts) for rows in old] != [len(rows.cuts) for rows in new]:
            self._lay()
        else:
            for number, rows in enumerate(new, top):
                self._wrap_offsets[number] = rows.cuts
                self._tab_width_cache[number] = _tab_widths(rows.text, self._tab_width)

    def _lay(self) -> None:
        """Number the rows from the top of the document on."""
        self._wrap_offsets = [rows.cuts for rows in self._rows]
        self._tab_width_cache = [_tab_widths(rows.text, self._tab_width) for rows in self._rows]
        self._offset_to_line_info = [
            (number, row) for number, cuts in enumerate(self._wrap_offsets) for row in range(len(cuts) + 1)
        ]
        self._line_index_to_offsets = []
        above = 0
        for cuts in self._wrap_offsets:
            self._line_index_to_offsets.append(list(range(above, above + len(cuts) + 1)))
            above += len(cuts) + 1

    @property
    def height(self) -> int:
        """Rows of the whole document."""
        return len(self._offset_to_line_info)

    def bounds(self, line: int, row: int) -> tuple[int, int]:
        """Where a row of a line begins and ends; row -1 is the last."""
        cuts = self._wrap_offsets[line]
        row = row if row >= 0 else len(cuts) + 1 + row
        return cuts[row - 1] if row else 0, cuts[row] if row < len(cuts) else len(self.document[line])

    def get_sections(self, line_index: int) -> list[str]:
        """The rows of a line."""
        text, cuts = self.document[line_index], self._wrap_offsets[line_index]
        return [text[start:end] for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]

    def location_to_offset(self, location: Location) -> Offset:
        """Cell and row of a place in the document, or of its end: an undo looks for the cursor before it has moved back."""
        line, column = min(location, self.document.end)
        row = bisect_right(self._wrap_offsets[line], column)
        start, end = self.bounds(line, row)
        before = self.document[line][start : min(column, end)]
        if "\t" in before:
            before = expand_tabs_inline(before, self._tab_width)
        return Offset(cell_len(before), self._line_index_to_offsets[line][row])

    def get_target_document_column(self, line_index: int, x_offset: int, y_offset: int) -> int:
        """The column at a cell of a row, never inside a sign."""
        line = self.document[line_index]
        start, end = self.bounds(line_index, y_offset)
        column = start + _index_at(line[start:end], x_offset, self._tab_width)
        if y_offset not in (-1, len(self._wrap_offsets[line_index])):
            column = min(column, end - 1)
        return graphemes.start_of(line, column)


def _tab_widths(text: str, tab: int) -> list[int]:
    if "\t" in text:
        return [width for _, width in get_tab_widths(text, tab)]
    return [0] if text else []


def _index_at(text: str, cell: int, tab: int) -> int:
    """The character at a cell, as Textual counts them: each by itself, tabs from the beginning of the row."""
    index = used = 0
    for part, width in get_tab_widths(text, tab):
        for character in part:
            used += get_character_cell_size(character)
            if used > cell:
                return index
            index += 1
        used += width
        if used > cell:
            return index
        index += 1
    return len(text)


class Navigator(DocumentNavigator):
    """Where the cursor goes: over whole signs, and never into one."""

    def get_location_left(self, location: Location) -> Location:
        """Before the sign before."""
        row, column = location
        return (row, graphemes.before(self._document[row], column)) if column else super().get_location_left(location)

    def get_location_right(self, location: Location) -> Location:
        """Behind the sign at the cursor."""
        row, column = location
        line = self._document[row]
        return (row, graphemes.after(line, column)) if column < len(line) else super().get_location_right(location)

    def get_location_end(self, location: Location) -> Location:
        """At the last sign of a row, or behind the last of a line."""
        row, column = super().get_location_end(location)
        return row, graphemes.start_of(self._document[row], column)
