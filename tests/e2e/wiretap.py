"""Listens on the line between devices and server: everything that goes either way is kept."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from types import TracebackType

from tests.cli.branch import free_port


class Wiretap:
    """A relay on loopback; `sent` and `answered` hold one stream of bytes a connection, in the order they were opened."""

    def __init__(self) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.sent: list[bytearray] = []
        self.answered: list[bytearray] = []
        self._to = 0
        self._listening: socket.socket | None = None
        self._open: list[socket.socket] = []

    def relay_to(self, port: int) -> None:
        """Begin to relay to a server on this machine."""
        self._to = port
        self._listening = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._accept, args=(self._listening,), daemon=True).start()

    def _accept(self, listening: socket.socket) -> None:
        while True:
            try:
                device, _ = listening.accept()
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", self._to))
            self._open += [device, server]
            up, down = bytearray(), bytearray()
            self.sent.append(up)
            self.answered.append(down)
            for source, target, kept in ((device, server, up), (server, device, down)):
                threading.Thread(target=_pump, args=(source, target, kept.extend), daemon=True).start()

    def everything(self) -> list[bytes]:
        """All streams, both ways."""
        return [bytes(stream) for stream in (*self.sent, *self.answered)]

    def __enter__(self) -> Wiretap:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for each in [*self._open, *([self._listening] if self._listening else [])]:
            each.close()


def _pump(source: socket.socket, target: socket.socket, keep: Callable[[bytes], None]) -> None:
    try:
        while data := source.recv(65536):
            keep(data)
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        return  # one side hung up; the other notices by itself
