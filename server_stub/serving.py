"""Runs the application under uvicorn until a signal; stops within seconds, finishing what was begun."""

from __future__ import annotations

import asyncio
import ipaddress
import signal
import socket
import sys
from collections.abc import Callable
from types import FrameType
from typing import NoReturn

import uvicorn

from server_stub.app import make_app
from server_stub.clock import SystemClock
from server_stub.limits import Rates
from server_stub.logs import Log
from server_stub.passwords import Passwords
from server_stub.store import Store

STOP_SECONDS = 5
"""How long requests under way may take to end after a signal."""


class _Server(uvicorn.Server):
    """Ends long polls when the signal comes, so that nobody waits for them."""

    def __init__(self, config: uvicorn.Config, stopping: Callable[[], None]) -> None:
        super().__init__(config)
        self._stopping = stopping
        self._loop: asyncio.AbstractEventLoop | None = None

    async def serve(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve until told to stop."""
        self._loop = asyncio.get_running_loop()
        await super().serve(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Take in a signal."""
        super().handle_exit(sig, frame)
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._stopping)


def is_loopback(host: str) -> bool:
    """True for a host name or address of this machine alone."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def listen(host: str, port: int) -> socket.socket:
    """A listening socket, on a free port for port 0; raises OSError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The event loop turns Nagle's delay off only for sockets that say they are TCP: 40 ms on every answer.
    made = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((host, port))
        made.listen(256)
    except OSError:
        made.close()
        raise
    made.setblocking(False)
    return made


def address_of(listening: socket.socket) -> str:
    """The http address clients on this network can use for a socket."""
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def serve(store: Store, listening: socket.socket, rates: Rates, *, passwords: Passwords | None = None) -> None:
    """Serve an up-to-date database until SIGTERM or SIGINT."""
    clock = SystemClock()
    log = Log(clock)
    app, api = make_app(store, clock, passwords=passwords, rates=rates, log=log)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        # Behind a proxy of its own making anybody could otherwise name any address and slip through its limits.
        proxy_headers=False,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=STOP_SECONDS,
        limit_concurrency=5000,
    )
    # uvicorn hands a signal on when it has stopped; this makes it an ordinary end of the program.
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, _end)
    log.line("started")
    try:
        _Server(config, api.bell.close).run(sockets=[listening])
    finally:
        log.line("stopped")


def _end(_signal: int, _frame: FrameType | None) -> NoReturn:
    sys.exit(0)
