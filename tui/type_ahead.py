"""Keys pressed while the key before is still at work: they wait, and go where it leads, in their order.

Textual hands a key to whatever has the focus at that moment. Behind Enter in a dialog that is the dialog itself, which is
about to close and would take the next words with it; behind Tab it is the field that is being left.
"""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress
from itertools import chain, takewhile
from typing import Any

from textual.app import App
from textual.events import Event, Key, Paste
from textual.message import Message
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.widgets import Input, TextArea

from tui.terminal import is_text

STEP = 0.005
"""Seconds between two looks whether a screen has gone; with it goes the message that was to come back."""

MOST = 100
"""Looks, after which the keys are let go whatever happens: half a second."""


BURST = 64
"""Characters that are there at once and are more than a person or an input method gives: a paste the terminal did not mark."""


class Passed(Message):
    """Posted behind a key, it comes back to the app when everything before it was done."""

    def __init__(self, came: asyncio.Event) -> None:
        super().__init__()
        self.came = came


class Released(Message):
    """The keys that waited may go."""


class TypeAhead(App[int]):
    """An app in which text waits for the key before it to do its work; behind text nothing has to wait."""

    def __init__(self) -> None:
        super().__init__()
        self._ahead: deque[Event] | None = None
        """What waits; None while nothing has to."""
        self._follower: asyncio.Task[None] | None = None

    async def on_event(self, event: Event) -> None:
        """Let a key wait, or pass it on."""
        if not isinstance(event, Key | Paste) or event.is_forwarded:
            await super().on_event(event)
        elif self._ahead is not None:
            self._ahead.append(event)
        else:
            await self._pass_on(event)

    async def _pass_on(self, event: Event, waiting: deque[Event] | None = None) -> bool:
        """Pass it on; True when what comes behind it has to wait. `waiting`: what has waited and comes next."""
        if not self.screen_stack:
            await super().on_event(event)
            return False
        top = self.screen_stack[-1]
        target = self.focused or top
        if isinstance(target, Input | TextArea):
            event = self._with_burst(event, deque() if waiting is None else waiting)
        await super().on_event(event)
        if isinstance(target, Input | TextArea) and _only_writes(event):
            return False
        self._ahead = deque()
        self._follower = asyncio.create_task(self._follow(top, target))
        return True

    def _with_burst(self, event: Event, waiting: deque[Event]) -> Event:
        """A key, or all the text that is there behind it as one paste: key by key 10 000 characters take a minute."""
        if not _is_sign(event) or len(waiting) + self._message_queue.qsize() < BURST:
            return event
        # The message loop has already taken the next one out, to see whether it replaces this.
        ahead = [self._pending_message] if self._pending_message is not None else []
        signs = list(takewhile(_is_sign, chain(waiting, ahead, self._message_queue.values)))
        if len(signs) < BURST:
            return event
        for _ in signs:
            if waiting:
                waiting.popleft()
            elif self._pending_message is not None:
                self._pending_message = None
            else:
                self._message_queue.get_nowait()
        return Paste("".join(key.character for key in (event, *signs) if isinstance(key, Key) and key.character))

    async def _follow(self, top: Screen[Any], target: MessagePump) -> None:
        """Wait until the key was heard, then what it made the widget say, then what the answer led to."""
        for _ in range(2):
            await self._passed(target, top)
        if self.screen_stack:
            await self._passed(self.screen, None)
        self.post_message(Released())

    async def _passed(self, target: MessagePump, top: Screen[Any] | None) -> None:
        came = asyncio.Event()
        if not target.post_message(Passed(came)):
            return
        for _ in range(MOST):
            with suppress(TimeoutError):
                await asyncio.wait_for(came.wait(), STEP)
            if came.is_set() or (top is not None and top not in self.screen_stack):
                return

    def on_passed(self, message: Passed) -> None:
        """It went all the way."""
        message.came.set()

    async def on_released(self) -> None:
        """Pass on what waited, until there is something to wait for again."""
        waiting, self._ahead = self._ahead or deque(), None
        while waiting:
            if await self._pass_on(waiting.popleft(), waiting):
                self._ahead = waiting
                return


def _is_sign(event: object) -> bool:
    return isinstance(event, Key) and event.character is not None and is_text(event.character)


def _only_writes(event: Event) -> bool:
    return isinstance(event, Paste) or _is_sign(event)
