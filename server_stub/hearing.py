"""Hears what other processes changed in the database they share, and rings the bell of the branch here."""

from __future__ import annotations

import asyncio
from typing import Any

import psycopg

from server_stub.bell import Bell
from server_stub.logs import Log

AGAIN = 1.0
"""Seconds until a connection that was lost is tried again."""

QUIET = 30.0
"""Seconds without a word after which the connection is asked whether it still is one."""


async def hear(line: dict[str, Any], listen: str, bell: Bell, log: Log) -> None:
    """Listen until cancelled; what was rung while nobody could listen is made up for by ringing every bell."""
    heard = True
    while True:
        try:
            async with await psycopg.AsyncConnection.connect(**line, autocommit=True) as connection:
                await connection.execute(listen)
                if not heard:
                    log.line("hearing")
                heard = True
                bell.ring_all()
                while True:
                    async for note in connection.notifies(timeout=QUIET):
                        bell.ring(note.payload)
                    await connection.execute("SELECT 1")
        except psycopg.Error:
            if heard:
                log.line("deaf")
            heard = False
        await asyncio.sleep(AGAIN)
