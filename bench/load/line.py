"""One connection that speaks as little HTTP as it must, so that thousands of them leave the cores to the server."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import msgspec


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: `received` counts every byte of it, headers included."""

    status: int
    headers: dict[str, str]
    body: bytes
    sent: int
    received: int

    def json(self) -> Any:
        """The body as a value."""
        return msgspec.json.decode(self.body)

    @property
    def code(self) -> str:
        """The code of a problem document."""
        return str(self.json()["code"]) if self.body else ""


class Line:
    """A kept connection to a server, for one request after the other; opened with the first."""

    def __init__(self, address: str, token: str | None = None) -> None:
        split = urlsplit(address)
        self._host, self._port = split.hostname or "", split.port or 80
        self._headers = f"Host: {split.netloc}\r\nX-Client: bench/0\r\n"
        if token is not None:
            self._headers += f"Authorization: Bearer {token}\r\n"
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def get(self, path: str, etag: str | None = None) -> Answer:
        """One GET."""
        extra = f'If-None-Match: "{etag}"\r\n' if etag else ""
        return await self._ask(f"GET {path} HTTP/1.1\r\n{self._headers}{extra}\r\n".encode())

    async def post(self, path: str, body: Any) -> Answer:
        """One POST of a value, or of bytes as they are."""
        content = body if isinstance(body, bytes) else msgspec.json.encode(body)
        extra = f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n"
        return await self._ask(f"POST {path} HTTP/1.1\r\n{self._headers}{extra}\r\n".encode() + content)

    async def close(self) -> None:
        """Hang up."""
        if self._writer is not None:
            self._writer.close()
            await self._writer.wait_closed()

    async def _ask(self, request: bytes) -> Answer:
        if self._reader is None or self._writer is None:
            self._reader, self._writer = await asyncio.open_connection(self._host, self._port)
        self._writer.write(request)
        head = await self._reader.readuntil(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (each.partition(":") for each in lines if each)}
        length = int(headers.get("content-length", "0"))
        body = await self._reader.readexactly(length) if length else b""
        status = int(first.split()[1])
        if headers.get("connection", "").lower() == "close":
            await self.close()
            self._reader = self._writer = None
        return Answer(status, headers, body, len(request), len(head) + length)
