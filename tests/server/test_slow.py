"""Clients that are slow, over real sockets: each is cut off after a time, and hundreds of them keep nobody else out."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Iterator

import httpx
import pytest

from server_stub.certificate import make
from server_stub.clock import SystemClock
from server_stub.protection import Protection
from server_stub.slow import Patience, raise_descriptors
from tests.server.people import Branch
from tests.server.running import Running, running
from tests.server.web import Web

SHORT = Patience(head=0.6, body=1.2, answer=0.6, pace=200_000)
DROPS = 0.05


@pytest.fixture
def web() -> Iterator[Web]:
    """A branch on the web; which database it has makes no difference here."""
    made = Web(Branch())
    made.joined("xiao")
    yield made
    made.close()


def until_cut(client: socket.socket, drop: bytes = b"", every: float = DROPS) -> float:
    """Seconds until the server ended a connection, into which a drop is let fall now and then."""
    begun = time.monotonic()
    client.settimeout(every)
    while time.monotonic() - begun < 15:
        try:
            if drop:
                client.sendall(drop)
            if client.recv(65536) == b"":
                return time.monotonic() - begun
        except TimeoutError:
            continue
        except OSError:
            return time.monotonic() - begun
    raise AssertionError("not cut off within 15 s")


def ask(on: Running, length: int) -> bytes:
    """The head of a pull whose body is said to have a length."""
    token = on.web.tokens["xiao"]
    return (
        f"POST /v1/sync/pull HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n"
    ).encode()


@pytest.mark.parametrize("said", [b"", b"G", b"GET /v1/meta HTTP/1.1\r\nHost: x\r\nX-A: "])
def test_a_head_that_does_not_end_is_cut_off(web: Web, said: bytes) -> None:
    with running(web, SHORT) as on, on.connect() as client:
        client.sendall(said)
        assert 0.3 < until_cut(client, b"a" if said else b"") < 10
        assert on.door.cut == 1
        assert on.http.get("/v1/meta").status_code == 200


def test_a_body_that_comes_drop_by_drop_is_cut_off(web: Web) -> None:
    with running(web, SHORT) as on, on.connect() as client:
        client.sendall(ask(on, 100_000))
        assert 0.8 < until_cut(client, b" ") < 10
        assert on.door.cut == 1


def test_the_rest_of_a_body_that_was_refused_already_is_cut_off_too(web: Web) -> None:
    with running(web, SHORT) as on, on.connect() as client:
        client.sendall(ask(on, 100_000).replace(b"Bearer", b"Basic"))
        assert 0.8 < until_cut(client, b" ") < 10


def test_a_further_request_on_a_connection_has_its_own_time(web: Web) -> None:
    with running(web, SHORT) as on, on.connect() as client:
        for _ in range(4):
            # Idle between two requests is no slowness: devices keep their connections.
            time.sleep(0.3)
            client.sendall(b"GET /v1/meta HTTP/1.1\r\nHost: x\r\n\r\n")
            told = client.recv(65536)
            while not told.endswith(b"}"):
                told += client.recv(65536)
            assert told.startswith(b"HTTP/1.1 200")
        time.sleep(0.8)
        client.sendall(b"GET /v1/meta HTTP/1.1\r\n")
        assert 0.3 < until_cut(client, b"a") < 10


def test_a_client_that_does_not_read_its_answer_is_cut_off(web: Web) -> None:
    for _ in range(12):
        web.branch.push("clerk", *(web.branch.minute("字" * 20_000) for _ in range(10)))
    body = b'{"device":"%s","epoch":null,"cursors":{}}' % web.devices["xiao"].encode()
    with running(web, SHORT) as on, socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.connect(("127.0.0.1", on.port))
        for _ in range(8):
            client.sendall(ask(on, len(body)) + body)
        for _ in range(200):
            if on.door.cut:
                break
            time.sleep(0.05)
        assert on.door.cut == 1
        assert on.http.get("/v1/meta").status_code == 200


def test_hundreds_of_slow_connections_stop_nobody(web: Web) -> None:
    patience = Patience(each=200)
    with running(web, patience) as on, contextlib.ExitStack() as held:
        slow = [held.enter_context(on.connect()) for _ in range(300)]
        for each in slow[100:]:
            each.sendall(b"POST /v1/sync/push HTTP/1.1\r\nHost: x\r\nX-")
        begun = time.monotonic()
        for _ in range(30):
            with on.connect() as fresh:
                fresh.sendall(b"GET /v1/meta HTTP/1.1\r\nHost: x\r\n\r\n")
                assert fresh.recv(65536).startswith(b"HTTP/1.1 200")
        assert on.http.post("/v1/sync/pull", json={}, headers=web.headers()).status_code == 422
        assert time.monotonic() - begun < 10
        assert on.door.cut >= 100
        with pytest.raises(AssertionError):
            _cut_within(slow[-1], 0.2)
    assert not on.door._all
    assert not on.door._waiting


def _cut_within(client: socket.socket, seconds: float) -> None:
    client.settimeout(seconds)
    try:
        assert client.recv(1) == b""
    except TimeoutError as error:
        raise AssertionError("still there") from error


def test_with_every_connection_taken_the_oldest_slow_one_makes_room(web: Web) -> None:
    with running(web, Patience(all=20)) as on, contextlib.ExitStack() as held:
        slow = [held.enter_context(on.connect()) for _ in range(21)]
        _cut_within(slow[0], 5)
        assert on.http.get("/v1/meta").status_code == 200


def test_whoever_comes_to_a_full_server_is_let_in_and_not_cut_off_instead(web: Web) -> None:
    """Full to the last place, as when all of them are accepted in one turn of the loop and one of them is cut off in it."""
    with running(web, Patience(all=100)) as on, contextlib.ExitStack() as held:
        for _ in range(100):
            held.enter_context(on.connect())
        while on.door.open < 100:
            time.sleep(0.01)
        newcomers = [held.enter_context(on.connect()) for _ in range(5)]
        for each in newcomers:
            each.sendall(b"GET /v1/meta HTTP/1.1\r\nHost: x\r\n\r\n")
        assert all(each.recv(65536).startswith(b"HTTP/1.1 200") for each in newcomers)
        assert on.door.cut == 5


def test_a_server_that_stops_does_not_wait_for_the_slow(web: Web) -> None:
    with running(web) as on, on.connect() as client:
        client.sendall(b"GET /")
        time.sleep(0.1)
        begun = time.monotonic()
        on.stop()
        assert time.monotonic() - begun < 8


def test_the_process_may_have_as_many_connections_as_it_is_let(monkeypatch: pytest.MonkeyPatch) -> None:
    import resource

    held = [(1024, 4096), (1024, 1_000_000), (10_000, 10_000), (256, resource.RLIM_INFINITY)]
    made: list[tuple[int, int]] = []
    monkeypatch.setattr(resource, "setrlimit", lambda _what, limits: made.append(limits))
    found = []
    for each in held:
        monkeypatch.setattr(resource, "getrlimit", lambda _what, each=each: each)
        found.append(raise_descriptors(8192))
    assert found == [4096, 8192, 10_000, 8192]
    assert made == [(4096, 4096), (8192, 1_000_000), (8192, resource.RLIM_INFINITY)]


def encrypted() -> Protection:
    """With a certificate, as an office has it."""
    return Protection(tls=make("127.0.0.1", SystemClock().now()).context())


def test_a_handshake_that_does_not_begin_is_cut_off(web: Web) -> None:
    with running(web, SHORT, encrypted()) as on, on.connect() as client:
        assert 0.3 < until_cut(client) < 10
        assert on.door.cut == 1
        assert on.http.get("/v1/meta").status_code == 200


def test_handshakes_of_one_address_do_not_keep_others_out(web: Web) -> None:
    with running(web, Patience(each=20), encrypted()) as on, contextlib.ExitStack() as held:
        clients = [held.enter_context(on.connect()) for _ in range(60)]
        assert on.http.get("/v1/meta").status_code == 200, "whoever shakes hands gets in"
        assert on.door.cut >= 40
        assert until_cut(clients[0]) < 5
        clients[-1].settimeout(0.2)
        with pytest.raises(TimeoutError):
            clients[-1].recv(1)


def test_handshakes_take_no_room_from_whoever_is_inside(web: Web) -> None:
    with running(web, Patience(all=30), encrypted()) as on, contextlib.ExitStack() as held:
        assert on.http.get("/v1/meta").status_code == 200
        for _ in range(60):
            held.enter_context(on.connect())
        assert on.http.get("/v1/meta").status_code == 200
        assert on.door.open == 1, "on the connection of before"
        assert len(on.door.handshakes) <= 30


@pytest.mark.parametrize("protection", [Protection(), encrypted()], ids=["plain", "encrypted"])
def test_connections_that_ask_nothing_more_keep_nobody_out(web: Web, protection: Protection) -> None:
    """Each was answered once, as anybody is, and is then only held."""
    with running(web, Patience(all=20), protection) as on, contextlib.ExitStack() as held:
        for _ in range(30):
            client = httpx.Client(base_url=on.address, trust_env=False, timeout=20, verify=False)
            assert held.enter_context(client).get("/v1/meta").status_code == 200
        assert on.http.get("/v1/meta").status_code == 200
        assert on.door.cut >= 10
        assert on.door.open <= 21
