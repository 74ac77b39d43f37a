"""Time used by the items of an agenda, from the stamps of entries."""

from __future__ import annotations

from pathlib import Path

from tests.screens.meeting import session
from tests.screens.stage import alone
from tui import agenda
from tui.minutes import halves
from tui.year.agenda_time import used


def test_an_item_lasts_until_the_next_entry_and_the_last_until_now() -> None:
    entries = [
        ("2026-03-05T09:00", "a"),
        ("2026-03-05T09:05", None),
        ("2026-03-05T09:10", "a"),
        ("2026-03-05T09:12", "b"),
    ]
    assert used(entries, "2026-03-05T09:20") == {"a": 7, "b": 8}
    assert used(list(reversed(entries)), None) == {"a": 7, "b": 0}
    assert used(entries, "2026-03-05T09:00") == {"a": 7, "b": 0}, "a clock that went back takes nothing away"
    assert used([], "2026-03-05T09:20") == {}


def test_time_is_used_of_planned_and_what_is_not_known_is_left_open() -> None:
    assert agenda.time_words(12, 15) == "12/15"
    assert agenda.time_words(12, None) == "12"
    assert agenda.time_words(None, 15) == "/15"
    assert agenda.time_words(None, None) == ""


def test_the_next_item_is_the_next_that_is_not_done_else_the_first(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        rid = session(place)
        one, two, three = (
            place.desk.create("agenda_item", {"session": rid, "number": n, "title": f"第{n}项"}) for n in (1, 2, 3)
        )

        def after(current: str | None) -> str | None:
            found = agenda.following(place, rid, current)
            return found.id if found else None

        assert (after(None), after(one), after(three)) == (one, two, one)
        place.desk.set(two, {"done": True})
        assert after(one) == three
        for each in (one, three):
            place.desk.set(each, {"done": True})
        assert after(one) is None


def test_an_entry_is_cut_where_both_halves_say_something() -> None:
    assert halves("前半。 后半", 4) == ("前半。", "后半")
    assert halves("一句", 0) is None
    assert halves("一句 ", 2) is None
