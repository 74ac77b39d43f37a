"""A relay on loopback that counts what goes over the line, either way, headers included."""

from __future__ import annotations

import socket
import threading
import time
from types import TracebackType
from urllib.parse import urlsplit


class Counted:
    """Relays to a server; `sent` and `received` are bytes, `turns` how often the device began to speak and was answered."""

    def __init__(self, address: str) -> None:
        split = urlsplit(address)
        self._to = (split.hostname or "127.0.0.1", split.port or 80)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self.address = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self.sent = self.received = self.turns = 0
        self.last = time.perf_counter()
        """When the last byte went over the line."""
        threading.Thread(target=self._accept, daemon=True).start()

    def forget(self) -> None:
        """Count anew."""
        self.sent = self.received = self.turns = 0

    def _accept(self) -> None:
        while True:
            try:
                device, _ = self._listening.accept()
            except OSError:
                return
            server = socket.create_connection(self._to)
            self._open += [device, server]
            turn = _Turn()
            for source, target, up in ((device, server, True), (server, device, False)):
                threading.Thread(target=self._pump, args=(source, target, up, turn), daemon=True).start()

    def _pump(self, source: socket.socket, target: socket.socket, up: bool, turn: _Turn) -> None:
        try:
            while data := source.recv(65536):
                self.last = time.perf_counter()
                if up:
                    # Whoever speaks after having been answered begins a new round trip.
                    self.turns += turn.answered
                    turn.answered = False
                    self.sent += len(data)
                else:
                    turn.answered = True
                    self.received += len(data)
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            return  # one side hung up; the other notices by itself

    def __enter__(self) -> Counted:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for each in [*self._open, self._listening]:
            each.close()


class _Turn:
    """Of one connection: whether the server spoke last, as it does before the first word."""

    def __init__(self) -> None:
        self.answered = True
