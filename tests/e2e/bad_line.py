"""A bad line between devices and server: requests get lost, come twice or late, and answers end half-way."""

from __future__ import annotations

import http.client
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from types import TracebackType

FAULTS = ("request lost", "answer lost", "sent twice", "cut half-way", "late", "sent again later")


class BadLine:
    """A relay on loopback that does something to about every second request; `counts` tells what."""

    def __init__(self, port: int, seed: int, often: float = 0.5) -> None:
        self._to = port
        self._chance = Random(seed)
        self._turn = threading.Lock()
        self._later: list[tuple[str, str, bytes, dict[str, str]]] = []
        self.often = often
        self.counts: Counter[str] = Counter()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))

    def fault(self) -> str | None:
        """What happens to the next request."""
        with self._turn:
            chosen = self._chance.choice(FAULTS) if self._chance.random() < self.often else None
            self.counts[chosen or "passed"] += 1
            return chosen

    def ask(
        self, method: str, path: str, body: bytes, headers: dict[str, str]
    ) -> tuple[int, list[tuple[str, str]], bytes]:
        """The server's answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self._to, timeout=20)
        try:
            connection.request(method, path, body=body or None, headers=headers)
            answer = connection.getresponse()
            return answer.status, answer.getheaders(), answer.read()
        finally:
            connection.close()

    def keep(self, request: tuple[str, str, bytes, dict[str, str]]) -> None:
        """Deliver this request once more, some requests later."""
        with self._turn:
            self._later.append(request)

    def due(self) -> tuple[str, str, bytes, dict[str, str]] | None:
        """A request of long ago that arrives now."""
        with self._turn:
            return self._later.pop(0) if len(self._later) > 2 else None

    def _handler(line: BadLine) -> type[BaseHTTPRequestHandler]:
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                self._relay()

            def do_GET(self) -> None:
                self._relay()

            def _relay(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                headers = {
                    name: value for name, value in self.headers.items() if name.lower() not in ("host", "connection")
                }
                request = (self.command, self.path, body, headers)
                fault = line.fault() if "/sync/" in self.path or "/devices" in self.path else None
                self.close_connection = True
                if fault == "request lost":
                    return
                if (old := line.due()) is not None:
                    line.ask(*old)
                if fault == "sent again later" and "/sync/push" in self.path:
                    line.keep(request)
                if fault == "late":
                    time.sleep(0.05)
                status, told, answer = line.ask(*request)
                if fault == "sent twice":
                    status, told, answer = line.ask(*request)
                if fault == "answer lost":
                    return
                self.send_response_only(status)
                for name, value in told:
                    if name.lower() not in ("connection", "transfer-encoding", "content-length"):
                        self.send_header(name, value)
                if status != 304:
                    self.send_header("Content-Length", str(len(answer)))
                self.send_header("Connection", "close")
                self.end_headers()
                self.wfile.write(answer[: len(answer) // 2] if fault == "cut half-way" else answer)

            def log_message(self, format: str, *args: object) -> None:
                pass

        return Handler

    def __enter__(self) -> BadLine:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
