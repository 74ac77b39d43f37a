"""Two recorders at once, offline, one clock twenty minutes ahead: after sync both read the entries in one order, as spoken."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from sync.clock import SystemClock
from sync.loop import run_round
from sync.transport import Transport
from sync.workplace import Workplace, open_workplace, read_token
from tests.cli.branch import Branch, me
from tests.cli.device import Device
from tui import minutes


class Ahead(SystemClock):
    """The machine's clock, set wrong, with a second passing at each `tick`."""

    def __init__(self, minutes: int) -> None:
        self.off = dt.timedelta(minutes=minutes)

    def tick(self) -> None:
        """A second passes."""
        self.off += dt.timedelta(seconds=1)

    def now(self) -> dt.datetime:
        """What this device takes for the present moment."""
        return super().now() + self.off


def opened(device: Device, clock: Ahead) -> Workplace:
    """The device's folder, opened as an app whose clock is wrong."""
    return open_workplace(device.home, clock=clock)


def sync(device: Device, place: Workplace) -> None:
    """One round with the real server."""
    token = read_token(device.home)
    assert place.identity.server is not None
    assert token is not None
    with Transport(place.identity.server, token, client_name="app/0 schema=1") as transport:
        done = run_round(place.engine, transport)
    assert done.fault is None, done


def test_the_order_is_the_same_on_both_and_as_it_was_spoken(tmp_path: Path) -> None:
    with Branch(tmp_path) as branch:
        one = branch.device(tmp_path / "one", branch.first_invite, "zhang", "张三")
        two = branch.device(tmp_path / "two", branch.invite("李四", "clerk"), "li")
        two.ok("sync")
        one.ok("sync")
        session = one.ok("new", "session", "form=exchange", "title=交流", f"recorders={me(one)},{me(two)}")
        one.ok("sync")
        two.ok("sync")
        clocks = Ahead(0), Ahead(20)
        with opened(one, clocks[0]) as first, opened(two, clocks[1]) as second:
            # The last round before the meeting measured how far each clock is off.
            sync(one, first)
            sync(two, second)
            assert abs(second.shadow.progress.skew + 1200) <= 2
            spoken = [f"第{number}句" for number in range(1, 21)]
            for number, text in enumerate(spoken):
                place = (first, second)[number % 3 == 1]
                minutes.enter(place, session, text, {"entry": "discussion"})
                for clock in clocks:
                    for _ in range(5):
                        clock.tick()
            for _ in range(2):
                sync(one, first)
                sync(two, second)
            orders = [[view.id for view in minutes.ordered(place, session)] for place in (first, second)]
            assert orders[0] == orders[1]
            assert [view.get("text") for view in minutes.ordered(second, session)] == spoken
            stamps = [str(view.get("at")) for view in minutes.ordered(first, session)]
            assert stamps == sorted(stamps), "times of day too follow the server's clock"
