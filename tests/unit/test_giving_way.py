"""Work beside the screen rests now and then; the screen itself never does."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from sync import giving_way
from sync.giving_way import REST, TURN, give_way


class Clock:
    def __init__(self) -> None:
        self.now = 100.0
        self.rests: list[float] = []

    def perf_counter(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.rests.append(seconds)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(giving_way, "time", made)
    monkeypatch.setattr(giving_way, "_rested", 0.0)
    return made


def in_a_thread(work: Callable[[], None]) -> None:
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


def test_a_loop_rests_once_a_turn(clock: Clock) -> None:
    def work() -> None:
        for _ in range(100):
            clock.now += TURN / 4
            give_way()

    in_a_thread(work)
    assert set(clock.rests) == {REST}
    assert 15 <= len(clock.rests) <= 25


def test_the_screen_waits_for_nobody(clock: Clock) -> None:
    for _ in range(100):
        clock.now += TURN
        give_way()
    assert clock.rests == []
