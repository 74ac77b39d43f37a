"""The app on a data folder of its own, driven by keys, its screen read as plain text."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

from textual._compositor import Compositor
from textual._context import visible_screen_stack
from textual.events import Paste
from textual.pilot import Pilot
from textual.strip import Strip

from sync.cache.shadow import Identity
from sync.wire import Record
from sync.workplace import Workplace, open_workplace
from tui.app import XindeApp
from tui.inquiry import Connect
from tui.keymap import Keymap
from tui.page import Page
from tui.screens.notice import READ

BRANCH = "0198c0de-0000-7000-8000-000000000001"
ME = "0198c0de-0000-7000-8000-0000000000aa"
OTHER = "0198c0de-0000-7000-8000-0000000000bb"


@contextmanager
def alone(folder: Path) -> Iterator[Workplace]:
    """A branch of this device alone, with every right."""
    with open_workplace(folder, "app") as place:
        place.start_alone("测试支部")
        no_notice(place)
        yield place


@contextmanager
def joined(folder: Path, *roles: str, server: str = "http://127.0.0.1:9") -> Iterator[Workplace]:
    """A member of a branch with these roles, 王五, and a colleague 张三; the server is not there."""
    with open_workplace(folder, "app") as place:
        identity = Identity(BRANCH, "测试支部", ME, "王五", "a:1", "wangwu", server)
        records = [envelope("member", ME, name="王五"), envelope("member", OTHER, name="张三")]
        for number, role in enumerate(roles):
            records.append(envelope("appointment", f"ap-{number}", member=ME, role=role, **{"from": "2020-01-01"}))
        changes = [place.shadow.identity_change(identity), place.shadow.progress_change(device="d:1", epoch="e1")]
        place.shadow.take_in([*changes, *place.shadow.records_changes(records)])
        no_notice(place)
        yield place


def no_notice(place: Workplace) -> None:
    """The notice of the first start was read long ago."""
    place.repository.commit([("meta", READ, {"at": "2026-01-01T00:00:00+00:00"})])


def envelope(kind: str, rid: str, rev: Any = 1, by: Any = None, scope: Any = None, **f: Any) -> Record:
    """A record as the server would send it."""
    spec_state = {"member": "active", "session": "planned", "plan": "draft", "task": "planned"}.get(kind)
    fields = {**({"state": spec_state} if spec_state else {}), **f}
    stamp = {"at": "2026-03-05T01:00:00+00:00", "by": by}
    return {
        "id": rid,
        "type": kind,
        "scope": scope or f"b:{BRANCH}",
        "rev": rev,
        "seq": rev,
        "owner": None,
        "v": 1,
        "f": fields,
        "fv": {name: [rev, by] for name in fields},
        "created": stamp,
        "updated": stamp,
        "del": None,
    }


class Stage:
    """What a test does to the running app."""

    def __init__(self, app: XindeApp, pilot: Pilot[int], heard: list[str]) -> None:
        self.app = app
        self.pilot = pilot
        self._heard = heard

    async def keys(self, *keys: str) -> None:
        """Press keys, one after the other, and let the app settle."""
        await self.pilot.press(*keys)
        await self.settle()

    async def type(self, text: str) -> None:
        """Text as an input method commits it: whole, into the focused widget."""
        assert self.app.focused is not None, "nothing has the focus"
        self.app.post_message(Paste(text))
        await self.settle()

    async def settle(self, seconds: float = 0.0) -> None:
        """Let messages, the writer thread and timers up to `seconds` do their work."""
        await self.pilot.pause(seconds or None)
        hands = self.app._hands
        await asyncio.get_running_loop().run_in_executor(hands, lambda: None)
        await self.pilot.pause()

    async def until(self, true: Callable[[], bool], tries: int = 200) -> None:
        """Wait until something holds; fails with the screen when it never does."""
        for _ in range(tries):
            if true():
                return
            await asyncio.sleep(0.02)
            await self.pilot.pause()
        raise AssertionError("never became true; the screen:\n" + self.text())

    async def hears(self, part: str) -> None:
        """Wait until a message holds this: what is done off the screen's thread says so when it is done."""
        for _ in range(300):
            if any(part in message for message in self.said()):
                return
            await asyncio.sleep(0.02)
            await self.pilot.pause()
        raise AssertionError(f"never said {part!r}, but {self.said()}; the screen:\n{self.text()}")

    @property
    def page(self) -> Page:
        """The page that is open; there is no dialog above it."""
        assert isinstance(self.app.screen, Page)
        return self.app.screen

    def lines(self) -> list[str]:
        """The screen as text, a line a row."""
        strips = drawn(self.app)
        return ["".join(segment.text for segment in strip).rstrip() for strip in strips]

    def text(self) -> str:
        """The screen as one text."""
        return "\n".join(self.lines())

    def flat(self) -> str:
        """The screen without ends of lines, for a sentence that may go over several."""
        return "".join(line.strip(" │") for line in self.lines())

    def said(self) -> list[str]:
        """What the app said in its corner, also what is no longer shown there."""
        return list(self._heard)


def heard_from(app: XindeApp) -> list[str]:
    """What the app says from now on: its corner shows each message for some seconds only."""
    notify, clear = app.notify, app.clear_notifications
    heard: list[str] = []

    def hear(message: str, **how: Any) -> None:
        heard.append(message)
        notify(message, **how)

    def forget() -> None:
        heard.clear()
        clear()

    app.notify = hear  # type: ignore[method-assign]
    app.clear_notifications = forget  # type: ignore[method-assign]
    return heard


def drawn(app: XindeApp) -> list[Strip]:
    """The screen as it would be drawn now, with what shows of the pages below a dialog."""
    visible_screen_stack.set(app._background_screens)
    return app.screen._compositor.render_strips()


@contextmanager
def unpainted() -> Iterator[None]:
    """No frame is drawn for a terminal that is not there, a quarter of the time of a scene; the screen is drawn when it is read."""
    painted = Compositor.render_update

    def settled(compositor: Compositor, *_: Any, **__: Any) -> None:
        compositor._dirty_regions.clear()

    Compositor.render_update = settled  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        Compositor.render_update = painted  # type: ignore[method-assign]


@asynccontextmanager
async def stage(
    place: Workplace,
    size: tuple[int, int] = (80, 24),
    connect: Connect = lambda: None,
    keymap: Keymap | None = None,
) -> AsyncIterator[Stage]:
    """The app on this place, at 80x24; `connect` answers its questions to the server, `keymap` are keys of one's own."""
    app = XindeApp(place, None, None, connect, keymap)
    heard = heard_from(app)
    with unpainted():
        async with app.run_test(size=size, notifications=True) as pilot:
            await pilot.pause()
            yield Stage(app, pilot, heard)
            # Whatever is on the screen at the end can be drawn.
            drawn(app)
    app.stop_writing()


def play(
    place: Workplace,
    act: Callable[[Stage], Awaitable[None]],
    size: tuple[int, int] = (80, 24),
    connect: Connect = lambda: None,
    keymap: Keymap | None = None,
) -> None:
    """Run one scene."""

    async def scene() -> None:
        async with stage(place, size, connect, keymap) as on:
            await act(on)

    asyncio.run(scene())
