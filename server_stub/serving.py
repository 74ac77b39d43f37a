"""Runs the application under uvicorn until a signal; stops within seconds, finishing what was begun."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
import sys
from collections.abc import Callable
from types import FrameType
from typing import NoReturn

import uvicorn
from starlette.types import ASGIApp

from server_stub.app import make_app
from server_stub.clock import SystemClock
from server_stub.handshakes import Listening
from server_stub.limits import Rates
from server_stub.logs import Log, OfLibraries
from server_stub.passwords import Passwords
from server_stub.protection import Protection
from server_stub.slow import DESCRIPTORS, RESERVED, Door, Patience, protocol_at, raise_descriptors
from server_stub.store import Store

STOP_SECONDS = 5
"""How long requests under way may take to end after a signal."""


class _Server(uvicorn.Server):
    """Ends long polls when the signal comes, so that nobody waits for them; the door knows of everybody who comes."""

    def __init__(self, config: uvicorn.Config, door: Door, stopping: Callable[[], None]) -> None:
        super().__init__(config)
        self._door = door
        self._stopping = stopping
        self._loop: asyncio.AbstractEventLoop | None = None

    async def serve(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve until told to stop."""
        self._loop = asyncio.get_running_loop()
        watched: list[socket.socket] = [Listening(each.dup().detach(), self._door.knock) for each in sockets or ()]
        await super().serve(watched)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Take in a signal."""
        super().handle_exit(sig, frame)
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._stopping)


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


def address_of(listening: socket.socket, *, encrypted: bool = False) -> str:
    """The address clients on this network can use for a socket."""
    host, port = listening.getsockname()[:2]
    return f"http{'s' if encrypted else ''}://{f'[{host}]' if ':' in host else host}:{port}"


def configured(app: ASGIApp, door: Door, protection: Protection) -> uvicorn.Config:
    """How uvicorn is to serve the application; `door` is for connections that are slow."""
    tls = protection.tls
    return uvicorn.Config(
        app,
        http=protocol_at(door),
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=STOP_SECONDS,
        ssl_context_factory=None if tls is None else lambda _config, _default: tls,
        # Without a proxy anybody could name any address and slip through its limits.
        proxy_headers=bool(protection.proxies),
        forwarded_allow_ips=list(protection.proxies),
    )


def patience(log: Log) -> Patience:
    """How many connections this process may have open, once it has asked for what it may; few are told to the operator."""
    most = raise_descriptors()
    if most < DESCRIPTORS:
        remedy = "raise the limit of open files: ulimit -n, or LimitNOFILE= of the service"
        log.line("few_connections", most=most, wanted=DESCRIPTORS, remedy=remedy)
    return Patience(all=max(most - RESERVED, most // 2))


def serve(
    store: Store,
    listening: socket.socket,
    rates: Rates,
    *,
    passwords: Passwords | None = None,
    protection: Protection | None = None,
) -> None:
    """Serve an up-to-date database until SIGTERM or SIGINT."""
    clock = SystemClock()
    log = Log(clock)
    app, api = make_app(store, clock, passwords=passwords, rates=rates, log=log)
    door = Door(patience(log))
    config = configured(app, door, protection or Protection())
    # uvicorn hands a signal on when it has stopped; this makes it an ordinary end of the program.
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, _end)
    libraries = OfLibraries(log)
    logging.getLogger().addHandler(libraries)
    log.line("started")
    try:
        _Server(config, door, api.bell.close).run(sockets=[listening])
    finally:
        logging.getLogger().removeHandler(libraries)
        log.line("stopped", cut=door.cut)


def _end(_signal: int, _frame: FrameType | None) -> NoReturn:
    sys.exit(0)
