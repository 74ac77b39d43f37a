"""One question to the server from a screen: in a thread and over a connection of its own, so that neither screen nor sync waits."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from sync.reaching import Unreachable

if TYPE_CHECKING:
    from sync.transport import Transport

Answer = TypeVar("Answer")

Connect = Callable[[], "Transport | None"]
"""Makes a connection as whoever is signed in on this device; None when nobody is."""


async def ask(connect: Connect, question: Callable[[Transport], Answer]) -> Answer:
    """The server's answer; raises Unreachable (also when nobody is signed in) and ServerRefused."""

    def work() -> Answer:
        transport = connect()
        if transport is None:
            raise Unreachable("not signed in")
        with transport:
            return question(transport)

    return await asyncio.to_thread(work)
