"""From one submission that waits to the next, in the order they came, round the end."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sync.cache.view import View
from tui.reviewing import neighbour


def made(rid: str, at: str) -> View:
    return View(id=rid, kind="submission", scope="r:x", fields={}, created={"at": at})


def test_what_was_just_decided_still_has_its_place() -> None:
    first, second, third = made("a", "2026-03-01"), made("b", "2026-03-02"), made("c", "2026-03-03")
    assert neighbour([first, third], second, 1) is third
    assert neighbour([first, third], second, -1) is first
    assert neighbour([first, third], third, 1) is first
    assert neighbour([first, third], first, -1) is third
    assert neighbour([second], second, 1) is None
    assert neighbour([], second, 1) is None


@given(st.lists(st.integers(0, 5), min_size=1, max_size=8))
def test_going_on_reads_each_once_and_comes_round(days: list[int]) -> None:
    views = [made(f"r{number}", f"2026-03-0{day + 1}") for number, day in enumerate(days)]
    seen, at = [views[0].id], views[0]
    for _ in views[1:]:
        found = neighbour(views, at, 1)
        assert found is not None
        assert neighbour(views, found, -1) is at
        at = found
        seen.append(at.id)
    assert sorted(seen) == sorted(view.id for view in views)
