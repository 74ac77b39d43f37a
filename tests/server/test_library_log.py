"""What the server's libraries say stands in the same structured log, without anybody's words."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from server_stub.clock import SystemClock
from server_stub.logs import Log, OfLibraries
from tests.server.test_admin import Shell
from tests.server.test_process import serving

WORDS = "只给书记看"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What is logged meanwhile."""
    stream = io.StringIO()
    handler = OfLibraries(Log(SystemClock(), stream))
    logging.getLogger().addHandler(handler)
    yield stream
    logging.getLogger().removeHandler(handler)


def test_neither_values_nor_messages_of_errors_are_written(lines: io.StringIO) -> None:
    logging.getLogger("uvicorn.error").warning("Bad thing: %s", WORDS)

    async def lost() -> None:
        error = ValueError(WORDS)
        future = asyncio.get_running_loop().create_future()
        asyncio.get_running_loop().call_exception_handler({"message": "lost", "exception": error, "future": future})
        future.cancel()

    asyncio.run(lost())
    told = [json.loads(line) for line in lines.getvalue().splitlines()]
    assert [(each["logger"], each["says"], each.get("error")) for each in told] == [
        ("uvicorn.error", "Bad thing: %s", None),
        ("asyncio", "lost", "ValueError"),
    ]
    assert WORDS not in lines.getvalue()


def test_what_is_no_http_leaves_only_lines_of_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shell = Shell(tmp_path / "数据", capsys)
    shell.init()
    log = tmp_path / "log"
    with serving(tmp_path / "数据", log) as (process, address):
        host, _, port = address.rpartition("//")[2].partition(":")
        with socket.create_connection((host, int(port)), timeout=10) as client:
            client.sendall(f"GET /{WORDS}\0 HTTP/1.1\r\n\r\n".encode())
            assert client.recv(100).startswith(b"HTTP/1.1 400")
        process.send_signal(signal.SIGTERM)
        process.wait(20)
    told = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    assert [each["event"] for each in told] == ["started", "library", "stopped"]
    assert WORDS not in log.read_text("utf-8")
