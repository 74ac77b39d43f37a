"""Hears what other processes changed in the database they share, and rings the bell of the branch here."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import Engine

from server_stub import dialect
from server_stub.bell import Bell
from server_stub.logs import Log

AGAIN = 1.0
"""Seconds until a connection that was lost is tried again."""

QUIET = 30.0
"""Seconds without a word after which the connection is asked whether it still is one."""


@asynccontextmanager
async def hearing(engine: Engine, bell: Bell, log: Log) -> AsyncIterator[None]:
    """While it lasts, other processes ring the bell of this one; a database in a folder is served by one process alone."""
    line = dialect.bell_line(engine)
    if line is None:
        yield
        return
    ear = asyncio.create_task(_hear(*line, bell, log))
    try:
        yield
    finally:
        ear.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await ear


async def _hear(line: dict[str, Any], listen: str, bell: Bell, log: Log) -> None:
    """Listen until cancelled; what was rung while nobody could listen is made up for by ringing every bell."""
    # The driver is there where a database server is used, and takes 0.1 s to import.
    import psycopg

    deaf = False
    while True:
        try:
            async with await psycopg.AsyncConnection.connect(**line, autocommit=True) as connection:
                await connection.execute(listen)
                if deaf:
                    log.line("hearing")
                deaf = False
                bell.ring_all()
                while True:
                    async for note in connection.notifies(timeout=QUIET):
                        bell.ring(note.payload)
                    await connection.execute("SELECT 1")
        except psycopg.Error:
            if not deaf:
                log.line("deaf")
            deaf = True
        await asyncio.sleep(AGAIN)
