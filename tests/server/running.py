"""A branch served over a real socket, in a thread of this process."""

from __future__ import annotations

import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from server_stub.protection import Protection
from server_stub.serving import _Server, address_of, configured, listen
from server_stub.slow import Door, Patience
from tests.server.web import Web


class Running:
    """A branch's routes at an address."""

    def __init__(self, web: Web, door: Door, protection: Protection) -> None:
        self.web = web
        self.door = door
        self._listening = listen("127.0.0.1", 0)
        encrypted = protection.tls is not None
        self.address = address_of(self._listening, encrypted=encrypted)
        self.port: int = self._listening.getsockname()[1]
        self._server = _Server(configured(web.app, door, protection), door, web.api.bell.close)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._listening]})
        self._thread.start()
        self.http = httpx.Client(base_url=self.address, trust_env=False, timeout=20, verify=not encrypted)

    def connect(self) -> socket.socket:
        """A plain connection."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=20)

    def stop(self) -> None:
        """End it as a signal would."""
        if not self._thread.is_alive():
            return
        self.http.close()
        self._server.handle_exit(signal.SIGTERM, None)
        self._thread.join(30)
        self._listening.close()
        assert not self._thread.is_alive()


@contextmanager
def running(
    web: Web,
    patience: Patience = Patience(),  # noqa: B008
    protection: Protection = Protection(),  # noqa: B008
) -> Iterator[Running]:
    """The branch at an address, until the block ends."""
    served = Running(web, Door(patience), protection)
    try:
        yield served
    finally:
        served.stop()
