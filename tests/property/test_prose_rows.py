"""Prose is cut into rows, found and painted as Textual's own text area does it, after whatever edits."""

from __future__ import annotations

import asyncio
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.document._document import Document, Selection
from textual.document._document_navigator import DocumentNavigator
from textual.document._wrapped_document import WrappedDocument
from textual.geometry import Offset
from textual.strip import Strip
from textual.widgets import TextArea

from tui import graphemes
from tui.widgets.prose import Prose
from tui.widgets.wrapped import Navigator, Wrapped
from tui.wrapping import CLOSING, OPENING

PLAIN = (
    *("学习", "会议记录", "文" * 45, "　", "一", "𠀀𪚥"),
    *("a", "word ", "two words ", "x" * 50, " ", "   ", "\t", "https://example.org/a-very-long-path "),
    *("\n", "\n\n", "é", "e\u0301", "བོད་", "སྐྱིད", "😀", "ab\u200bcd", "שלום", "مرحبا"),
)
PUNCTUATED = ("，", "。", "（一）", "“好。”", "会议；", "……", "、")
"""What does not begin a row, or end it: there Textual and we cut in different places, so that they are compared without it."""

JOINED = (*PLAIN, *PUNCTUATED, "👩\u200d💻", "👍🏽", "🇨🇳", "❤\ufe0f", "👨\u200d👩\u200d👧", "각")
"""With signs made of several wide characters, which Textual cuts in the midst."""

TEXTS = st.lists(st.sampled_from(PLAIN), max_size=20).map("".join)
EDITS = st.lists(st.tuples(st.floats(0, 1), st.floats(0, 0.2), TEXTS), max_size=5)
SIGNS = st.lists(st.sampled_from(JOINED), max_size=20).map("".join)


def place(document: Document, share: float) -> tuple[int, int]:
    """A place of the cursor in a document, by about how much of the text stands before it."""
    index = round(share * len("\n".join(document.lines)))
    for row, line in enumerate(document.lines):
        if index <= len(line):
            return row, graphemes.start_of(line, index)
        index -= len(line) + 1
    return document.end


@given(TEXTS, EDITS, st.sampled_from((2, 3, 10, 39, 58, 0)))
@settings(max_examples=60, deadline=None)
def test_rows_after_edits_are_those_of_the_whole(text: str, edits: list[tuple[float, float, str]], width: int) -> None:
    ours = Document(text)
    wrapped = Wrapped(ours, width)
    for at, length, new in edits:
        start, end = place(ours, at), place(ours, min(1.0, at + length))
        wrapped.wrap_range(start, end, ours.replace_range(start, end, new).end_location)
        theirs = WrappedDocument(ours, width)
        assert wrapped._wrap_offsets == theirs._wrap_offsets
        assert wrapped._offset_to_line_info == theirs._offset_to_line_info
        assert wrapped._line_index_to_offsets == theirs._line_index_to_offsets
        assert wrapped._tab_width_cache == theirs._tab_width_cache
        assert wrapped.height == theirs.height
        their_ways, our_ways = DocumentNavigator(theirs), Navigator(wrapped)
        for row, line in enumerate(ours.lines):
            assert wrapped.get_sections(row) == theirs.get_sections(row)
            for column in {0, len(line), len(line) // 2, *theirs.get_offsets(row)[:3]}:
                column = graphemes.start_of(line, column)
                here = (row, column)
                assert wrapped.location_to_offset(here) == theirs.location_to_offset(here)
                for way in ("get_location_above", "get_location_below", "get_location_end", "get_location_home"):
                    wanted = getattr(their_ways, way)(here)
                    assert getattr(our_ways, way)(here) == snapped(ours, wanted), way
        for y in range(theirs.height):
            for x in (0, 1, 7, width):
                wanted = theirs.offset_to_location(Offset(x, y))
                assert wrapped.offset_to_location(Offset(x, y)) == (snapped(ours, wanted) if width else wanted)


@given(SIGNS, st.lists(st.tuples(st.floats(0, 1), st.floats(0, 0.2), SIGNS), max_size=5), st.sampled_from((4, 10, 39)))
@settings(max_examples=80, deadline=None)
def test_no_sign_is_cut_and_edits_leave_the_rows_of_the_whole(
    text: str, edits: list[tuple[float, float, str]], width: int
) -> None:
    document = Document(text)
    wrapped = Wrapped(document, width)
    for at, length, new in edits:
        start, end = place(document, at), place(document, min(1.0, at + length))
        wrapped.wrap_range(start, end, document.replace_range(start, end, new).end_location)
        assert wrapped._wrap_offsets == Wrapped(document, width)._wrap_offsets
        for row, line in enumerate(document.lines):
            if "\t" not in line:
                # A mark behind a space, as an edit leaves it, has nothing to stand on.
                assert all(graphemes.begins(line, n) or line[n - 1].isspace() for n in wrapped.get_offsets(row))
                assert all(cell_len(each.rstrip()) <= width for each in wrapped.get_sections(row))


@given(st.lists(st.sampled_from(("学习", "记", "，", "。", "（一）", "“好。”", "；")), max_size=30).map("".join))
@settings(max_examples=80, deadline=None)
def test_no_row_begins_with_what_closes_nor_ends_with_what_opens(text: str) -> None:
    sections = Wrapped(Document(text), 20).get_sections(0)
    assert "".join(sections) == text
    for before, after in pairwise(sections):
        # A row that is one unit has no other place to be cut.
        others = [n for n in range(1, len(before)) if before[n] not in CLOSING and before[n - 1] not in OPENING]
        if others and cell_len(before[others[-1] :] + after[0]) <= 20:
            assert after[0] not in CLOSING, sections
            assert before[-1] not in OPENING, sections


def snapped(document: Document, location: tuple[int, int]) -> tuple[int, int]:
    """Textual's place, or the beginning of the sign it lies in."""
    row, column = location
    return row, graphemes.start_of(document.lines[row], column)


class Both(App[None]):
    """Textual's text area and ours, each above the other."""

    CSS = "TextArea { height: 12; width: 60; border: none; }"

    def compose(self) -> ComposeResult:
        """Both."""
        how: dict[str, Any] = {"soft_wrap": True, "show_line_numbers": False}
        yield TextArea(id="theirs", **how)
        yield Prose(id="ours", **how)


def cells(strip: Strip) -> list[tuple[str, str]]:
    """Each character with its style."""
    return [(character, str(segment.style)) for segment in strip for character in segment.text]


def test_every_row_is_painted_as_textual_paints_it() -> None:
    async def compare() -> None:
        app = Both()
        async with app.run_test(size=(80, 24)) as pilot:
            theirs, ours = app.query_one("#theirs", TextArea), app.query_one("#ours", Prose)
            # Painted with a cursor whether or not they have the focus.
            for area in (theirs, ours):
                area.cursor_blink = True
                area._cursor_visible = True

            @given(TEXTS, st.floats(0, 1), st.floats(0, 1), st.integers(0, 4))
            @settings(max_examples=60, deadline=None)
            def same(text: str, anchor: float, cursor: float, typed: int) -> None:
                for area in (theirs, ours):
                    area.load_text(text)
                    area._cursor_visible = True
                document = Document(text)
                # Textual's cursor may stand inside a sign, and lights up a part of it.
                ends = [whole_at(document, place(document, share)) for share in (anchor, cursor)]
                for area in (theirs, ours):
                    area.selection = Selection(*ends)
                    for _ in range(typed):
                        area._replace_via_keyboard("记", *area.selection)
                    area._recompute_cursor_offset()  # type: ignore[no-untyped-call]
                    theme = area._theme
                    assert theme is not None
                    theme.apply_css(area)
                assert ours.text == theirs.text
                assert ours.selection == theirs.selection
                assert ours._cursor_offset == theirs._cursor_offset
                assert ours.virtual_size == theirs.virtual_size
                assert ours.scroll_offset == theirs.scroll_offset
                for y in range(12):
                    assert cells(ours.render_line(y)) == cells(theirs.render_line(y)), y

            same()
            await pilot.pause()

    asyncio.run(compare())


def whole_at(document: Document, location: tuple[int, int]) -> tuple[int, int]:
    """A place before a sign of one character, or at a line's end."""
    row, column = location
    line = document.lines[row]
    column = graphemes.start_of(line, column)
    while column < len(line) and graphemes.after(line, column) > column + 1:
        column = graphemes.after(line, column)
    return row, column
