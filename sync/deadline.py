"""When a request must be over, whatever its peer drips: the connections it may be waiting on are then cut."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections import deque
from collections.abc import Iterator
from typing import Any

_MOST_CONNECTIONS = 8


class Connections:
    """The connections of a client, of which httpx tells through its extension `trace`."""

    def __init__(self) -> None:
        self._streams: deque[Any] = deque(maxlen=_MOST_CONNECTIONS)

    def heard(self, event: str, told: dict[str, Any]) -> None:
        """Take note of a new connection; what else httpx tells is passed over."""
        # TLS takes the socket over: the stream that was told of first then holds none any more.
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            self._streams.append(told["return_value"])

    def cut(self) -> None:
        """End whatever waits on these connections, at once and in whichever thread it waits."""
        for stream in list(self._streams):
            # Shut down, not closed: closing does not wake a thread that is already waiting for the next byte.
            with contextlib.suppress(OSError, TypeError):
                # The plain socket's own: that of TLS would first make it one that sends in the clear.
                socket.socket.shutdown(stream.get_extra_info("socket"), socket.SHUT_RDWR)

    @contextlib.contextmanager
    def cut_after(self, seconds: float) -> Iterator[None]:
        """Cut them when what is done inside takes longer than that, on the monotonic clock."""
        timer = threading.Timer(seconds, self.cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
