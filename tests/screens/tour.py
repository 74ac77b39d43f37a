"""A tour of every screen of the app in one running app, on the sample branch: `async for stop in tour(on): ...`.

Each stop is reached from Home, by keys or with a record of the sample, and left for Home again; none changes a record, so
that a test may walk all of them or some, in any order.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from textual.events import Resize
from textual.geometry import Size

from tests.screens.sample_branch import SampleBranch
from tests.screens.stage import Stage, heard_from, unpainted
from tests.screens.tour_stops import STOPS
from tests.screens.tour_ways import Stop
from tui import i18n
from tui.app import XindeApp
from tui.screens.exporting import ExportingDialog
from tui.screens.working import WorkingDialog

__all__ = ["STOPS", "Stop", "guide", "tour"]

SMALL, LARGE = (80, 24), (120, 40)
"""Columns and rows of the two sizes everything is looked at in."""

PATIENCE = 1000
LOOKS = 3
"""How often a screen is asked, 5 ms apart, until it has nothing more to do; and how often it must have said so."""


@asynccontextmanager
async def guide(branch: SampleBranch, language: str = "zh", size: tuple[int, int] = SMALL) -> AsyncIterator[Stage]:
    """The app on the clerk's device of this branch, in a language, at Home; synced, and the shared copy answers questions."""
    i18n.set_language(language)
    with branch.opened() as (place, loop, door), unpainted():
        app = XindeApp(place, loop, None, door.connect)
        heard = heard_from(app)
        async with app.run_test(size=size, notifications=True) as pilot:
            on = Stage(app, pilot, heard)
            await calm(on)
            yield on
            await home(on)
        app.stop_writing()


async def tour(on: Stage, stops: Iterable[Stop] = STOPS) -> AsyncIterator[Stop]:
    """Each stop, its screen open and calm while it is the caller's turn."""
    for stop in stops:
        await stop.open(on)
        await calm(on)
        assert isinstance(on.app.screen, stop.screen), f"{stop.name}: {type(on.app.screen).__name__}\n{on.text()}"
        yield stop
        await home(on)


async def home(on: Stage) -> None:
    """Leave everything that lies above Home, and forget what was said."""
    on.app.locked = False
    while len(on.app.screen_stack) > 2:
        await on.app.pop_screen()
    on.app.clear_notifications()
    await on.pilot.pause(0)


async def resized(on: Stage, size: tuple[int, int]) -> str:
    """The terminal gets another size; what the screen shows when it is calm again."""
    driver = on.app._driver
    assert driver is not None
    driver._size = size
    on.app.post_message(Resize(Size(*size), Size(*size)))
    return await calm(on)


async def calm(on: Stage) -> str:
    """Wait until what is counted in threads has come and the screen stays as it is; what it shows then."""
    app, idle, before = on.app, 0, ""
    for _ in range(PATIENCE):
        # Without a delay, since a wait for an idle process takes 20 ms and more, four hundred times in a tour.
        await on.pilot.pause(0)
        waits = app.open_work.items is None or getattr(app.screen, "_counting", False) or _busy(on)
        idle = 0 if waits else idle + 1
        if idle >= LOOKS:
            # Drawn last, as that costs most.
            now = on.text()
            if now == before:
                return now
            before = now
        await asyncio.sleep(0.005)
    raise AssertionError("never calm:\n" + on.text())


def _busy(on: Stage) -> bool:
    """True while a worker is at work, but those of dialogs that a stop keeps open on purpose, or a page in sight is still to be laid out."""
    # A page below a dialog is laid out by a timer, 17 ms later.
    if any(screen._layout_required or screen._scroll_required for screen in on.app._background_screens):
        return True
    kept = isinstance(on.app.screen, WorkingDialog | ExportingDialog)
    return not kept and any(worker.is_running for worker in on.app.workers)
