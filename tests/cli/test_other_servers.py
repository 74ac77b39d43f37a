"""Servers that are not what they should be: another version, a portal's page, one that never answers, one restored or changed."""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import BaseRequestHandler, ThreadingTCPServer

import pytest

from sync.invite import Invite, encode
from tests.cli.branch import Branch
from tests.cli.device import Device
from tui.commandline import connecting

Answer = tuple[int, str, bytes]


@contextmanager
def answering(answer: Callable[[str], Answer]) -> Iterator[str]:
    """The address of a server that answers each path like this."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self._answer()

        def _answer(self) -> None:
            status, kind, body = answer(self.path)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def problem(status: int, code: str) -> Answer:
    """A problem document."""
    return status, "application/problem+json", json.dumps({"status": status, "code": code, "title": code}).encode()


META = {
    "server": "xinde/9",
    "api": [9],
    "schema": 9,
    "epoch": "e",
    "time": "2026-03-05T01:00:00Z",
    "limits": {},
    "min_client": "9",
    "backup_horizon_days": 400,
}


def test_a_server_of_another_version_gets_no_password(tmp_path: Path) -> None:
    asked: list[str] = []

    def answer(path: str) -> Answer:
        asked.append(path)
        return 200, "application/json", json.dumps(META).encode()

    with answering(answer) as address:
        said = Device(tmp_path / "home").refused(1, "login", address, "--login", "zhang")
    assert said["code"] == "server_version"
    assert asked == ["/v1/meta"]


@pytest.mark.parametrize(
    ("answer", "code", "exits"),
    [
        ((200, "text/html", b"<html>please sign in to the network</html>"), "unreachable", 3),
        ((302, "text/html", b""), "unreachable", 3),
        ((502, "text/html", b"bad gateway"), "unreachable", 3),
        (problem(404, "no_such_route"), "no_such_route", 1),
        (problem(426, "client_too_old"), "client_too_old", 1),
        (problem(503, "maintenance"), "maintenance", 3),
        (problem(418, "teapot"), "teapot", 1),
    ],
    ids=lambda value: str(value[0]) if isinstance(value, tuple) else None,
)
def test_whatever_answers_nothing_is_lost(branch: Branch, zhang: Device, answer: Answer, code: str, exits: int) -> None:
    rid = zhang.ok("new", "document", "title=办法", "doc_kind=regulation")
    branch.stop()
    with answering(lambda path: answer) as address:
        assert Device(zhang.home.parent / "fresh").refused(exits, "login", address, "--login", "x")["code"] == code
        _move(zhang, address)
        assert zhang.refused(exits, "sync")["code"] == code
    _move(zhang, branch.address)
    assert zhang.json("show", rid)["pending"] is True
    branch.start()
    zhang.ok("sync")
    assert zhang.json("show", rid)["pending"] is False


def _move(device: Device, address: str) -> None:
    """Point a device at another server, as somebody who pretends to be the branch's."""
    from msgspec.structs import replace

    from sync.workplace import open_workplace

    with open_workplace(device.home) as place:
        place.repository.commit([place.shadow.identity_change(replace(place.identity, server=address))])


def test_a_server_that_never_answers_is_given_up(
    branch: Branch, zhang: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connecting, "LONGEST", 0.6)
    over = threading.Event()

    def answer(path: str) -> Answer:
        assert over.wait(60), "the command waits for the answer"
        return problem(418, "teapot")

    with answering(answer) as address:
        _move(zhang, address)
        # The answer comes only when the command is over: were it waited for, this would never end well.
        ran = zhang.run("sync", "--json")
        over.set()
    assert (ran.code, ran.error["code"]) == (3, "unreachable")


@contextmanager
def dripping() -> Iterator[str]:
    """The address of a server that answers everything with a header that never ends, a byte at a time."""
    over = threading.Event()

    class Handler(BaseRequestHandler):
        def handle(self) -> None:
            self.request.recv(65536)
            with suppress(OSError):
                self.request.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
                while not over.wait(0.05):
                    self.request.sendall(b"x")

    server = ThreadingTCPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        over.set()
        server.shutdown()
        server.server_close()
        thread.join()


def test_no_command_waits_for_the_end_of_an_answer_that_drips(
    branch: Branch, zhang: Device, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connecting, "LONGEST", 0.5)
    member = zhang.json("list", "member")[0]["id"]
    branch.stop()
    with dripping() as address:
        invite = encode(Invite(address, "a" * 16))
        _move(zhang, address)
        fresh = Device(tmp_path / "fresh")
        for device, words in (
            (fresh, ["join", invite, "--login", "wang"]),
            (fresh, ["login", address, "--login", "wang"]),
            (zhang, ["why", member, "name"]),
            (zhang, ["sync"]),
            (zhang, ["logout"]),
        ):
            began = time.monotonic()
            ran = device.run(*words, "--json")
            assert ran.code == 3, (words, ran)
            assert time.monotonic() - began < 10
    assert zhang.json("status")["signed_in"] is False


def test_an_expired_token_asks_for_a_sign_in_and_keeps_the_queue(branch: Branch, zhang: Device) -> None:
    rid = zhang.ok("new", "document", "title=办法", "doc_kind=regulation")
    with sqlite3.connect(branch.data / "branch.db") as database:
        database.execute("update token set expires = '2020-01-01T00:00:00Z'")
    database.close()
    assert zhang.refused(4, "sync")["code"] == "token_expired"
    assert zhang.json("status")["waiting"] == 1
    zhang.ok("login", branch.address, "--login", "zhang")
    zhang.ok("sync")
    assert zhang.json("show", rid)["pending"] is False


def test_a_server_restored_from_a_backup_gets_again_what_was_done_here(branch: Branch, zhang: Device) -> None:
    rid = zhang.ok("new", "document", "title=办法", "doc_kind=regulation")
    with sqlite3.connect(branch.data / "branch.db") as database:
        database.execute("update meta set value = 'another' where key = 'epoch'")
    database.close()
    zhang.ok("sync")
    assert zhang.json("status")["stopped"] is None
    assert zhang.json("show", rid)["pending"] is False
    assert [each["fields"]["name"] for each in zhang.json("list", "member")] == ["张三", "李四"]


def test_a_clock_that_is_wrong_is_mentioned(branch: Branch, zhang: Device) -> None:
    from sync.workplace import open_workplace

    with open_workplace(zhang.home) as place:
        place.repository.commit([place.shadow.progress_change(skew=-3600)])
    found = zhang.json("status")
    assert (found["clock_skew"], found["clock_warning"]) == (-3600, True)
    assert "60 分钟" in zhang.ok("status")
    zhang.ok("sync")
    assert zhang.json("status")["clock_warning"] is False
