"""A hundred changes of other people arrive while somebody works: nothing moves under the hands, nothing typed is touched."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sync.wire import Record
from sync.workplace import Workplace
from tests.screens.meeting import session, show
from tests.screens.stage import OTHER, Stage, envelope, joined, play
from tui.screens.session_panes.minutes import MinutesPage
from tui.widgets.record_table import RecordTable


def arrive(place: Workplace, records: list[Record]) -> None:
    """Each in a commit of its own, as pages of one record would bring them."""
    for record in records:
        place.shadow.take_in(place.shadow.records_changes([record]))


def task(number: int, rev: int = 1, **fields: Any) -> Record:
    given = {"plan": "plan-1", "number": number, "topic": f"任务{number}", "track": "political", **fields}
    return envelope("task", f"task-{number}", rev, OTHER, **given)


def planned(place: Workplace, numbers: range) -> None:
    plan = envelope("plan", "plan-1", by=OTHER, year=2026, title="年度计划")
    plan["f"]["state"] = "draft"
    arrive(place, [plan, *(task(number) for number in numbers)])


def under_cursor(on: Stage) -> tuple[str | None, int]:
    """The row the cursor is on, and the line of the screen it stands on."""
    table = on.app.screen.query_one(RecordTable)
    return table.current, table.cursor_row - int(table.scroll_offset.y)


def painted(table: RecordTable) -> list[str]:
    """Keys of the rows that are painted anew from now on."""
    found: list[str] = []
    paint = table._paint

    def watched(key: str) -> None:
        found.append(key)
        paint(key)

    table._paint = watched  # type: ignore[method-assign]
    return found


def test_a_list_keeps_cursor_and_scroll_while_rows_come_above_below_change_and_go(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        planned(place, range(100, 160))

        async def act(on: Stage) -> None:
            await on.keys("2", "enter", *["down"] * 30)
            table = on.app.screen.query_one(RecordTable)
            before = under_cursor(on)
            assert before[0] == "task-130"
            assert table.scroll_offset.y > 0
            found = painted(table)
            coming = [task(n) for n in range(50, 85)] + [task(n) for n in range(200, 235)]
            changed = [task(n, 2, topic=f"改过的{n}") for n in range(101, 130)]
            gone = {**task(140, 2), "f": None, "del": {"at": "2026-03-05T01:00:00Z", "by": OTHER}}
            arrive(place, [*coming, *changed, gone])
            await on.until(lambda: table.row_count == 129)
            await on.settle(0.1)
            assert under_cursor(on) == before
            assert set(found) <= {f"task-{n}" for n in range(101, 130)}, "only what changed is painted"
            keys = [row.key.value for row in table.ordered_rows]
            assert keys == [f"task-{n}" for n in (*range(50, 85), *range(100, 140), *range(141, 160), *range(200, 235))]
            await on.keys("down")
            assert under_cursor(on)[0] == "task-131"
            assert "改过的129" in on.text()

        play(place, act)


def test_a_hundred_commits_are_looked_at_once_not_a_hundred_times(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        planned(place, range(100, 110))

        async def act(on: Stage) -> None:
            await on.keys("2", "enter")
            heard: list[object] = []
            page = on.app.screen
            tell = page.records_changed  # type: ignore[attr-defined]

            def hear(changed: object) -> None:
                heard.append(changed)
                tell(changed)

            page.records_changed = hear  # type: ignore[attr-defined]
            arrive(place, [task(n) for n in range(200, 300)])
            await on.settle(0.1)
            assert len(heard) < 5
            assert on.app.screen.query_one(RecordTable).row_count == 110

        play(place, act)


def test_coming_back_to_a_list_finds_it_where_it_was(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        planned(place, range(100, 160))

        async def act(on: Stage) -> None:
            await on.keys("2", "enter", *["down"] * 40, *["up"] * 10)
            before = under_cursor(on)
            await on.keys("enter", "escape")
            await on.settle(0.1)
            assert under_cursor(on) == before

        play(place, act)


def test_when_the_row_under_the_cursor_goes_the_next_one_takes_its_place(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        planned(place, range(1, 6))

        async def act(on: Stage) -> None:
            await on.keys("2", "enter", "down", "down")
            gone = {**task(3, 2), "f": None, "del": {"at": "2026-03-05T01:00:00Z", "by": OTHER}}
            arrive(place, [gone])
            await on.settle(0.1)
            assert under_cursor(on) == ("task-4", 2)

        play(place, act)


def test_half_typed_text_in_a_form_stays_with_its_cursor(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        planned(place, range(100, 110))

        async def act(on: Stage) -> None:
            await on.keys("2", "enter", "enter", "tab", "end")
            await on.type("打到一半")
            editor = on.app.focused
            assert editor is not None
            at = editor.cursor_position  # type: ignore[attr-defined]
            arrive(place, [task(n, rev, topic=f"改{rev}") for rev in range(2, 12) for n in range(100, 110)])
            await on.settle(0.1)
            assert on.app.focused is editor
            assert editor.value == "任务100打到一半"  # type: ignore[attr-defined]
            assert editor.cursor_position == at  # type: ignore[attr-defined]
            assert "改11" in on.lines()[0]

        play(place, act)


def test_the_minutes_keep_line_and_log_while_entries_come(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        rid = session(place)

        def entry(number: int) -> Record:
            fields = {"session": rid, "at": "2026-03-05T09:00", "entry": "note", "pos": f"a{number:04}"}
            return envelope("minute", f"minute-{number}", by=OTHER, **fields, text=f"第{number}条")

        arrive(place, [entry(n) for n in range(100, 140)])

        async def act(on: Stage) -> None:
            await show(on, rid, "minutes")
            await on.type("记到一半的一句")
            arrive(place, [entry(n) for n in range(140, 190)])
            await on.settle(0.1)
            page = on.app.screen
            assert isinstance(page, MinutesPage)
            assert page.line.value == "记到一半的一句"
            assert on.app.focused is page.line
            assert "第189条" in on.text(), "while one writes, the log follows"
            await on.keys("up", *["up"] * 20)
            before = under_cursor(on)
            arrive(place, [*(entry(n) for n in range(50, 75)), *(entry(n) for n in range(190, 215))])
            await on.settle(0.1)
            assert under_cursor(on) == before
            assert page.line.value == "记到一半的一句"

        play(place, act)


def test_home_keeps_its_line_when_others_come_above_it(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        for number in range(3):
            place.desk.create("session", {"form": "exchange", "title": f"交流{number}", "start": "2026-03-05T09:00"})

        async def act(on: Stage) -> None:
            await on.settle()
            await on.keys("end")
            page = on.app.screen
            before = page._current()  # type: ignore[attr-defined]
            plan = envelope("plan", "plan-9", by=OTHER, year=2026, title="要审批的计划")
            plan["f"]["state"] = "returned"
            arrive(place, [plan, *(task(n, plan="plan-9") for n in range(100))])
            await on.settle(0.1)
            assert "要审批的计划" in on.text() or page._current() == before  # type: ignore[attr-defined]
            assert page._current() == before  # type: ignore[attr-defined]

        play(place, act)
