"""A long list: its rows come in slices, while it is used and while records change."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from textual.app import ComposeResult
from textual.pilot import Pilot

from sync.workplace import open_workplace
from tests.screens.stage import drawn
from tui.app import XindeApp
from tui.page import Page
from tui.widgets.record_table import SLICE, RecordTable

MANY = 25 * SLICE


class ListPage(Page):
    """A page with nothing but a list."""

    SCOPE = "trash"

    def body(self) -> ComposeResult:
        yield RecordTable([("name", 1), ("number", -8)], lambda: ["name", "number"], id="table")

    def heading(self) -> str:
        return "rows"


Rows = list[tuple[str, tuple[str, str]]]


def rows(numbers: range | list[int]) -> Rows:
    return [(f"k{number}", (f"row {number}", str(number))) for number in numbers]


Act = Callable[[Pilot[int], RecordTable], Awaitable[None]]


def play(folder: Path, act: Act) -> None:
    """The list on a screen of 80x24."""

    async def scene() -> None:
        with open_workplace(folder, "app") as place:
            app = XindeApp(place, None, None, lambda: None, None)
            async with app.run_test(size=(80, 24)) as pilot:
                page = ListPage()
                await app.push_screen(page)
                await pilot.pause()
                table = page.query_one(RecordTable)
                table.focus()
                await act(pilot, table)
            app.stop_writing()

    asyncio.run(scene())


async def whole(pilot: Pilot[int], table: RecordTable) -> None:
    """Wait until all rows are put in."""
    for _ in range(2000):
        if table.row_count == len(table.keys):
            await pilot.pause()
            return
        await asyncio.sleep(0.005)
    raise AssertionError(f"{table.row_count} of {len(table.keys)} rows")


def app_of(table: RecordTable) -> XindeApp:
    assert isinstance(table.app, XindeApp)
    return table.app


def seen(table: RecordTable) -> str:
    return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in drawn(app_of(table)))


def keys(table: RecordTable) -> list[str | None]:
    return [row.key.value for row in table.ordered_rows]


def test_all_rows_come_in_their_order_and_the_bar_ends_with_them(tmp_path: Path) -> None:
    async def act(pilot: Pilot[int], table: RecordTable) -> None:
        table.show(rows(range(MANY)))
        assert table.row_count == SLICE
        await whole(pilot, table)
        assert keys(table) == [f"k{n}" for n in range(MANY)]
        assert table.virtual_size.height == MANY + 1
        await pilot.press("end")
        assert f"row {MANY - 1}" in seen(table)
        assert table.current == f"k{MANY - 1}"

    play(tmp_path, act)


@pytest.mark.parametrize("at", [SLICE // 2, SLICE + 3, MANY // 2 + 7, MANY - 1])
def test_the_cursor_is_put_on_a_row_wherever_it_is_and_seen_there(tmp_path: Path, at: int) -> None:
    async def act(pilot: Pilot[int], table: RecordTable) -> None:
        table.show(rows(range(MANY)))
        table.go_to(f"k{at}")
        await whole(pilot, table)
        assert table.current == f"k{at}"
        assert f"row {at} " in seen(table)
        await pilot.press("up")
        assert table.current == f"k{at - 1}"

    play(tmp_path, act)


@pytest.mark.parametrize("rows_in", [SLICE, 3 * SLICE, 12 * SLICE])
def test_the_end_is_seen_while_rows_come(tmp_path: Path, rows_in: int) -> None:
    async def act(pilot: Pilot[int], table: RecordTable) -> None:
        table.show(rows(range(MANY)))
        while table.row_count < rows_in:
            await pilot.pause(0)
        await pilot.press("end")
        at = table.current
        assert at is not None
        assert f"row {at[1:]} " in seen(table)
        await whole(pilot, table)
        assert f"row {at[1:]} " in seen(table)
        assert table.virtual_size.height == MANY + 1

    play(tmp_path, act)


def test_the_bar_is_right_when_what_was_waited_for_is_taken_away(tmp_path: Path) -> None:
    async def act(pilot: Pilot[int], table: RecordTable) -> None:
        count = 6 * SLICE
        held: list[Callable[[], object]] = []
        patch = pytest.MonkeyPatch()
        patch.setattr(table, "call_after_refresh", _holding(table, held))
        table.show(rows(range(count + 5)))
        while table.row_count < count:
            held.pop()()
            await pilot.pause()
        table.show(rows(range(count)))
        patch.undo()
        await pilot.pause()
        assert table.virtual_size.height == count + 1
        await pilot.press("end")
        assert f"row {count - 1} " in seen(table)

    play(tmp_path, act)


def _holding(table: RecordTable, held: list[Callable[[], object]]) -> Callable[..., bool]:
    """Keeps the next slice until the test lets it come."""

    def hold(callback: Callable[..., object], *arguments: object, **named: object) -> bool:
        if callback == table._add_slice:
            held.append(table._add_slice)
        return True

    return hold


def test_a_list_that_shrinks_has_its_own_size_at_once(tmp_path: Path) -> None:
    async def act(pilot: Pilot[int], table: RecordTable) -> None:
        table.show(rows(range(MANY)))
        await whole(pilot, table)
        held: list[Callable[[], object]] = []
        patch = pytest.MonkeyPatch()
        patch.setattr(table, "call_after_refresh", _holding(table, held))
        table.show(rows(range(MANY // 2)))
        await pilot.pause()
        assert table.virtual_size.height == table.row_count + 1 < MANY // 2
        patch.undo()
        held.pop()()
        await whole(pilot, table)
        assert table.virtual_size.height == MANY // 2 + 1

    play(tmp_path, act)


def test_records_that_change_while_rows_come_leave_the_order_right(tmp_path: Path) -> None:
    async def act(pilot: Pilot[int], table: RecordTable) -> None:
        table.show(rows(range(10, MANY)))
        await pilot.press("down", "down")
        before = table.current
        later = [MANY + 5, *range(5), *(n for n in range(10, MANY) if n % 700)]
        table.show(rows(later))
        assert table.current == before
        await whole(pilot, table)
        assert keys(table) == [f"k{n}" for n in later]
        assert table.current == before
        table.show(rows(later[::-1]))
        await whole(pilot, table)
        assert keys(table) == [f"k{n}" for n in later[::-1]]
        assert table.current == before

    play(tmp_path, act)


def test_a_step_paints_the_row_it_comes_to_and_the_one_it_leaves(tmp_path: Path) -> None:
    async def act(pilot: Pilot[int], table: RecordTable) -> None:
        table.show(rows(range(60)))
        await whole(pilot, table)
        for key in ("down", "down", "pagedown", "up", "end", "home"):
            await pilot.press(key)
            painted = drawn(app_of(table))
            table._clear_caches()
            table.refresh()
            await pilot.pause()
            assert drawn(app_of(table)) == painted, key
        marked = [f"k{n}" for n in (1, 3)]
        table.mark(marked)
        await pilot.pause()
        sign = app_of(table).glyphs.mark
        assert [f"{sign}row {n} " in seen(table) for n in range(5)] == [False, True, False, True, False]

    play(tmp_path, act)
