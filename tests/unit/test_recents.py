"""What was at hand lately: the order stays whatever is taken back, and whoever asks may ask beside the screen."""

from __future__ import annotations

from pathlib import Path

from sync.undo import undo
from sync.workplace import Workplace
from tests.screens.stage import alone
from tui.recents import Recents


def notes(place: Workplace, count: int) -> list[str]:
    """New notes."""
    return [place.desk.create("note", {"body": str(n)}) for n in range(count)]


def test_an_undo_brings_nothing_forward(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        recents = Recents(place)
        first, second, third, last = notes(place, 4)
        recents.note_edits()
        assert [view.id for _, view in recents.views()] == [last, third, second, first]
        recents.touch(first)
        undo(place.desk)
        recents.note_edits()
        assert [view.id for _, view in recents.views()] == [first, third, second]
        place.desk.set(second, {"body": "改"})
        recents.note_edits()
        assert [view.id for _, view in recents.views()] == [second, first, third]


def test_records_may_be_opened_while_they_are_listed(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        recents = Recents(place)
        first, second, third = notes(place, 3)
        for each in (first, second):
            recents.touch(each)
        listed = recents.views()
        _, latest = next(listed)
        recents.touch(third)
        assert [latest.id, *(view.id for _, view in listed)] == [second, first]
