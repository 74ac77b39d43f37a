"""The server in a thread of this process: half a second less for each test that does not need to end it by force."""

from __future__ import annotations

import signal
import threading
from pathlib import Path

import uvicorn

from server_stub import keeping, schema
from server_stub.app import make_app
from server_stub.clock import SystemClock
from server_stub.limits import parse_rates
from server_stub.logs import Log
from server_stub.protection import protect
from server_stub.serving import _Server, configured, listen
from server_stub.slow import Door, Patience
from server_stub.store import Store


class Serving:
    """Serves a data folder from when it is made until `stop`; the same application as the program's own."""

    def __init__(self, data: Path, port: int, log: Path, rates: str, proxies: tuple[str, ...] = ()) -> None:
        self._ready = threading.Event()
        self._server: uvicorn.Server | None = None
        self._thread = threading.Thread(
            target=self._serve, args=(data, port, log, rates, proxies), name="branch-server"
        )
        self._thread.start()
        assert self._ready.wait(30)
        assert self._thread.is_alive(), log.read_text("utf-8")

    def stop(self) -> None:
        """End it as a signal would; returns when it has ended."""
        assert self._server is not None
        self._server.handle_exit(signal.SIGTERM, None)
        self._thread.join(30)
        assert not self._thread.is_alive()

    def _serve(self, data: Path, port: int, log: Path, rates: str, proxies: tuple[str, ...]) -> None:
        clock = SystemClock()
        try:
            with keeping.held(data), log.open("a", encoding="utf-8") as file:
                store = Store.open(f"sqlite:///{data / 'branch.db'}", clock)
                schema.upgrade(store)
                mark = keeping.high_water(store, data)
                mark.begin()
                app, api = make_app(store, clock, rates=parse_rates(rates), log=Log(clock, file))
                door = Door(Patience())
                config = configured(app, door, protect(store, "127.0.0.1", proxies=proxies))
                self._server = _Server(config, door, api.bell.close)
                try:
                    with listen("127.0.0.1", port) as listening:
                        self._ready.set()
                        self._server.run(sockets=[listening])
                finally:
                    mark.write()
                    store.close()
        finally:
            self._ready.set()
