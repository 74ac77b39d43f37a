"""A branch behind its HTTP routes, without sockets, for tests."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Coroutine
from typing import Any, TypeVar

import httpx
import msgspec

from server_stub.app import make_app
from server_stub.invites import Grant, issue
from server_stub.limits import Rates
from server_stub.logs import Log
from server_stub.passwords import Passwords
from sync.wire import Op
from tests.server.people import Branch

PASSWORD = "学习心得2026！"
DEVICE = {"name": "办公电脑", "kind": "desktop", "ver": "0.1.0"}
CHEAP = Passwords(time_cost=1, memory_kib=8, lanes=1)
OFTEN = Rates(login=1000, sync=100_000)


_T = TypeVar("_T")


class Client:
    """Plain calls of an ASGI application, in an event loop of its own."""

    def __init__(self, app: Any) -> None:
        self._runner = asyncio.Runner()
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        self.http = httpx.AsyncClient(transport=transport, base_url="http://x", timeout=30)

    def run(self, work: Coroutine[Any, Any, _T]) -> _T:
        """Run a coroutine to its end."""
        return self._runner.run(work)

    def request(self, method: str, path: str, **rest: Any) -> httpx.Response:
        """One request."""
        return self.run(self.http.request(method, path, **rest))

    def get(self, path: str, **rest: Any) -> httpx.Response:
        """One GET."""
        return self.request("GET", path, **rest)

    def post(self, path: str, **rest: Any) -> httpx.Response:
        """One POST."""
        return self.request("POST", path, **rest)

    def close(self) -> None:
        """End the event loop."""
        self.run(self.http.aclose())
        self._runner.close()


class Web:
    """The application of a branch, what it logs, and a client. Close it."""

    def __init__(self, branch: Branch, rates: Rates = OFTEN) -> None:
        self.branch = branch
        self.lines = io.StringIO()
        log = Log(branch.clock, self.lines)
        self.app, self.api = make_app(branch.store, branch.clock, passwords=CHEAP, rates=rates, log=log)
        self.client = Client(self.app)
        self.tokens: dict[str, str] = {}
        self.devices: dict[str, str] = {}

    def close(self) -> None:
        """End its threads."""
        self.client.close()
        self.api.close()
        self.branch.store.close()

    def joined(self, who: str) -> str:
        """The token of a member who joined by an invite."""
        if who not in self.tokens:
            branch = self.branch
            member = branch.direct.write_by_shell("member", {"name": f"{who}上网"})
            code = branch.store.write(lambda c: issue(c, branch.store, branch.id, Grant(member=member)))
            body = {"code": code, "login": who, "password": PASSWORD, "device": DEVICE}
            answer = self.client.post("/v1/join", json=body).json()
            self.tokens[who], self.devices[who] = answer["token"], answer["device"]
            branch.members[who] = member
        return self.tokens[who]

    def headers(self, who: str = "xiao") -> dict[str, str]:
        """What a signed-in client sends with each request."""
        return {"Authorization": f"Bearer {self.joined(who)}", "X-Client": "xinde/0.1.0 schema=1"}

    def post(self, path: str, body: Any, who: str = "xiao", **headers: str) -> Any:
        """An answer to a JSON body."""
        sent = {**self.headers(who), "Content-Type": "application/json", **headers}
        content = body if isinstance(body, bytes) else msgspec.json.encode(body)
        return self.client.post(path, content=content, headers=sent)

    def push(self, ops: list[Op], who: str = "xiao") -> Any:
        """An answer to edits, numbered from 1."""
        self.joined(who)
        for n, op in enumerate(ops, 1):
            op.n = op.n or n
        epoch = self.branch.at["plain"].epoch
        return self.post("/v1/sync/push", {"device": self.devices[who], "epoch": epoch, "ops": ops}, who)

    def pull(self, cursors: dict[str, int] | None = None, who: str = "xiao", **headers: str) -> Any:
        """An answer to a pull."""
        self.joined(who)
        body = {"device": self.devices[who], "epoch": None, "cursors": cursors or {}}
        return self.post("/v1/sync/pull", body, who, **headers)
