"""Connections that have come and have said nothing yet: while TLS shakes hands no protocol knows of them, and asyncio waits a minute."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class _Guest:
    connection: socket.socket
    address: str
    timer: asyncio.TimerHandle


class Handshakes:
    """Whoever shakes hands, in the order they came; `cut` is called for each that is given up."""

    def __init__(self, seconds: float, each: int, cut: Callable[[], None]) -> None:
        self._seconds = seconds
        self._each = each
        self._cut = cut
        self._guests: dict[int, _Guest] = {}
        self._of: dict[str, dict[int, None]] = {}

    def __len__(self) -> int:
        return len(self._guests)

    def begun(self, connection: socket.socket, address: str, room: int) -> None:
        """Wait for one more, so long and no longer; above `each` of an address, and above `room`, the oldest is given up."""
        descriptor = connection.fileno()
        # Its number may be that of one which was lost in the middle.
        self.done(descriptor)
        timer = asyncio.get_running_loop().call_later(self._seconds, self._give_up, descriptor)
        self._guests[descriptor] = _Guest(connection, address, timer)
        mine = self._of.setdefault(address, {})
        mine[descriptor] = None
        if len(mine) > self._each:
            self._give_up(next(iter(mine)))
        elif len(self._guests) > room:
            self._give_up(next(iter(self._guests)))

    def done(self, descriptor: int) -> None:
        """A protocol has it now, or nobody."""
        guest = self._guests.pop(descriptor, None)
        if guest is None:
            return
        guest.timer.cancel()
        mine = self._of[guest.address]
        del mine[descriptor]
        if not mine:
            del self._of[guest.address]

    def _give_up(self, descriptor: int) -> None:
        guest = self._guests[descriptor]
        self.done(descriptor)
        if guest.connection.fileno() < 0:
            return
        self._cut()
        # Shut down, not closed: whoever reads it learns of its end, and closes it.
        with contextlib.suppress(OSError):
            guest.connection.shutdown(socket.SHUT_RDWR)


class Listening(socket.socket):
    """A listening socket that tells of everybody who comes, before a protocol does."""

    def __init__(self, fileno: int, came: Callable[[socket.socket, str], None]) -> None:
        super().__init__(fileno=fileno)
        self._came = came

    def accept(self) -> tuple[socket.socket, Any]:
        """The next connection, and from where."""
        connection, address = super().accept()
        self._came(connection, address[0])
        return connection, address
