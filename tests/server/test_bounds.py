"""Whatever is sent over a real socket, it costs little time and memory, and is answered in words (PROTOCOL.md T3, I13)."""

from __future__ import annotations

import contextlib
import gzip
import json
import random
import socket
import time
import tracemalloc
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from server_stub.bodies import Body
from server_stub.problems import ProtocolProblem
from sync.wire import MAX_BODY_BYTES, PushRequest
from tests.server.people import Branch
from tests.server.running import Running, running
from tests.server.web import PASSWORD, Web

PULL = "/v1/sync/pull"


@pytest.fixture(scope="module")
def on() -> Iterator[Running]:
    """One branch served for all of these."""
    web = Web(Branch())
    web.joined("xiao")
    with running(web) as served:
        yield served
    web.close()


CUT = 0
"""Stands for a connection that ended without an answer."""


def said(on: Running, head: str, body: bytes = b"", *, ends: bool = False) -> tuple[int, dict[str, Any]]:
    """Status and problem document of the answer to bytes as they are; with `ends`, nothing follows them."""
    token = on.web.tokens["xiao"]
    with on.connect() as client:
        told = head.replace("\n", "\r\n").replace("TOKEN", f"Authorization: Bearer {token}")
        answer = b""
        # It may be refused before all of it was sent, and what is left unread ends the connection without the answer.
        with contextlib.suppress(ConnectionError):
            client.sendall(told.encode("latin-1") + b"\r\n\r\n" + body)
            if ends:
                client.shutdown(socket.SHUT_WR)
            while chunk := client.recv(65536):
                answer += chunk
    first, _, rest = answer.partition(b"\r\n\r\n")
    return (int(first.split()[1]), json.loads(rest)) if answer else (CUT, {"code": None})


def post(on: Running, body: bytes, **headers: str) -> tuple[int, str]:
    """Status and code of a pull with this body."""
    kind = {"Content-Type": "application/json", **headers}
    answer = on.http.post(PULL, content=body, headers={**on.web.headers(), **kind})
    assert answer.headers["content-type"] == "application/problem+json"
    return answer.status_code, answer.json()["code"]


HEAD = f"POST {PULL} HTTP/1.1\nHost: x\nConnection: close\nTOKEN\nContent-Type: application/json\n"


def test_a_length_that_is_a_lie(on: Running) -> None:
    assert said(on, HEAD + "Content-Length: 1000000000000", b"{}", ends=True)[0] in (400, CUT)
    status, told = said(on, HEAD + "Content-Length: 2", b'{"device":"x"}')
    assert (status, told["code"]) == (400, "malformed"), "only two bytes are the body"
    for length in ("-1", "x", "1, 2", "9" * 40):
        assert said(on, HEAD + f"Content-Length: {length}", b"{}", ends=True)[0] == 400
    assert said(on, HEAD + "Content-Length: 2\nContent-Length: 3", b"{}")[0] == 400
    assert said(on, HEAD + "Content-Length: 2\nTransfer-Encoding: chunked", b"2\r\n{}\r\n0\r\n\r\n")[0] in (400, 422)


def test_chunks_without_an_end_are_counted(on: Running) -> None:
    chunk = b"10000\r\n" + b" " * 65536 + b"\r\n"
    status, told = said(on, HEAD + "Transfer-Encoding: chunked", chunk * 17)
    assert (status, told["code"]) == (413, "body_too_large")
    small = b"1\r\n \r\n" * 20_000
    status, told = said(on, HEAD + "Transfer-Encoding: chunked", small + b"2\r\n{}\r\n0\r\n\r\n")
    assert (status, told["code"]) == (422, "bad_request_shape")
    assert said(on, HEAD + "Transfer-Encoding: chunked", b"FFFFFFFFFFFFFFFFFFFFFFFF\r\n", ends=True)[0] in (400, CUT)


def test_gzip_of_every_bad_kind(on: Running) -> None:
    zipped = {"Content-Encoding": "gzip"}
    bomb = gzip.compress(b" " * (1 << 26), 1)
    assert len(bomb) < MAX_BODY_BYTES
    assert post(on, bomb, **zipped) == (413, "body_too_large")
    twice = gzip.compress(gzip.compress(b" " * (1 << 24), 1), 1)
    assert post(on, twice, **zipped) == (400, "malformed")
    good = gzip.compress(b"{}")
    for body in (good + b"x", good + b"\0" * 100, good + good, good[:-1], good[:-8] + bytes(8), b"\x1f\x8b", b""):
        assert post(on, body, **zipped) == (400, "malformed"), body
    assert post(on, good, **zipped) == (422, "bad_request_shape")
    assert post(on, good, **{"Content-Encoding": "gzip, gzip"}) == (415, "bad_encoding")


def _deep(n: int) -> bytes:
    return b'{"a":' * n + b"1" + b"}" * n


MANY_KEYS = b"{" + b",".join(b'"%d":0' % n for n in range(100_000)) + b"}"
MANY_ELEMENTS = b"[" + b"0," * 500_000 + b"0]"
MILLION_KEYS = b"{" + b",".join(b'"%x":0' % n for n in range(1_000_000)) + b"}"
WITH_MANY_CURSORS = b'{"device":"x","epoch":null,"cursors":' + MANY_KEYS + b"}"
HUGE = b'{"device":"x","epoch":null,"cursors":{"b:x":' + b"9" * 900_000 + b"}}"
ESCAPES = b'{"device":"' + b"\\u0000" * 150_000 + b'","epoch":null,"cursors":{}}'


@pytest.mark.parametrize(
    ("body", "answers"),
    [
        pytest.param(_deep(9), {(400, "malformed")}, id="nine deep"),
        pytest.param(_deep(150_000), {(400, "malformed")}, id="very deep"),
        pytest.param(b"[" * 1_000_000, {(400, "malformed")}, id="a million brackets"),
        pytest.param(MANY_KEYS, {(422, "bad_request_shape")}, id="hundred thousand keys"),
        pytest.param(MANY_ELEMENTS, {(422, "bad_request_shape")}, id="half a million elements"),
        pytest.param(WITH_MANY_CURSORS, {(422, "bad_request_shape")}, id="cursors of all the world"),
        pytest.param(HUGE, {(400, "malformed"), (422, "bad_request_shape")}, id="a number of a million digits"),
        pytest.param(ESCAPES, {(422, "bad_request_shape"), (409, "device_unknown")}, id="nothing but NUL"),
        pytest.param(b'{"device":1e999999999,"epoch":null,"cursors":{}}', {(422, "bad_request_shape")}, id="infinity"),
        pytest.param(b'"' * 900_001, {(400, "malformed")}, id="quotes"),
        pytest.param(b'"' + b"\\" * 900_001 + b'"', {(400, "malformed")}, id="backslashes"),
    ],
)
def test_large_and_odd_json_costs_little(on: Running, body: bytes, answers: set[tuple[int, str]]) -> None:
    begun = time.monotonic()
    assert post(on, body) in answers
    assert time.monotonic() - begun < 5


def test_a_million_keys_are_refused_within_time_and_memory() -> None:
    """Fourteen megabytes are never decoded; of four there are four hundred thousand keys."""
    few = MILLION_KEYS[:4_000_000].rpartition(b",")[0] + b"}"
    for inner, code in ((MILLION_KEYS, "body_too_large"), (few, "bad_request_shape")):
        body = Body(gzip.compress(inner, 1), zipped=True)
        begun = time.thread_time()
        with pytest.raises(ProtocolProblem) as refused:
            body.decoded(PushRequest)
        assert refused.value.code == code
        assert time.thread_time() - begun < 10
    # Watching the memory makes it ten times slower, so a quarter of them is enough here.
    quarter = Body(few[:1_000_000].rpartition(b",")[0] + b"}", zipped=False)
    tracemalloc.start()
    with pytest.raises(ProtocolProblem):
        quarter.decoded(PushRequest)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 40 * 1024 * 1024


def test_a_key_twice_anywhere_is_refused(on: Running) -> None:
    for body in (
        b'{"a":1,"a":1}',
        b'{"a":{"b":1,"b":2}}',
        b'[{"a":[{"x":"\\"a\\":", "x":2}]}]',
        b'{"\\u0061":1,"a":2}',
        b'{"":1,"":2}',
    ):
        assert post(on, body) == (400, "malformed"), body
    assert post(on, b'{"a":"\\"a\\":1","b":"a:b"}') == (422, "bad_request_shape")


def test_long_heads_and_queries(on: Running) -> None:
    for length, statuses in ((10_000, {200}), (600_000, {400, CUT}), (5_000_000, {400, CUT})):
        got, told = said(on, f"GET /v1/meta?x={'a' * length} HTTP/1.1\nHost: x\nConnection: close")
        assert got in statuses
        assert got != 400 or told["code"] == "malformed"
        got, _ = said(on, f"GET /v1/meta HTTP/1.1\nHost: x\nConnection: close\nX-Long: {'a' * length}")
        assert got in statuses
    many = "\n".join(f"X-{n}: 1" for n in range(100_000))
    assert said(on, f"GET /v1/meta HTTP/1.1\nHost: x\n{many}")[0] in (400, CUT)
    pairs = "&".join(f"a{n}=" for n in range(5_000))
    begun = time.monotonic()
    assert said(on, f"GET /v1/trash?{pairs} HTTP/1.1\nHost: x\nConnection: close\nTOKEN")[0] == 200
    assert time.monotonic() - begun < 3


def test_bytes_that_are_no_http(on: Running) -> None:
    rng = random.Random(5)
    for head in ("\0\0\0\0", "GET  HTTP/1.1", "GET /v1/meta HTTP/1.1\nHost: x\nA\0b: c"):
        status, told = said(on, head, ends=True)
        assert (status, told["code"]) == (400, "malformed")
    for _ in range(10):
        with on.connect() as client:
            client.sendall(rng.randbytes(2000) + b"\r\n\r\n")
            assert client.recv(12) == b"HTTP/1.1 400"
    assert on.http.get("/v1/meta").status_code == 200


def test_numbers_out_of_range_in_queries(on: Running) -> None:
    headers = on.web.headers()
    for written in ("-1", "1.5", "1e3", "９", "0x1", " 1", "9" * 17, "9" * 4000, ""):
        for path in ("/v1/sync/heads?wait=", "/v1/records/x/history?before=", "/v1/trash?days="):
            answer = on.http.get(path + written, headers=headers)
            assert answer.status_code in (404, 422), (path, written)
            assert answer.json()["code"] in ("bad_request_shape", "not_found")
    assert on.http.get("/v1/trash?days=9999999999999999", headers=headers).status_code == 200


def test_integral_floats_are_numbers_and_no_other_float_is(on: Running) -> None:
    """JSON has one kind of number: 5.0 is 5."""
    device = on.web.devices["xiao"]
    body = '{"device":"%s","epoch":null,"cursors":{},"limit":%s}'
    answer = on.http.post(
        PULL, content=body % (device, "5.0"), headers={**on.web.headers(), "Content-Type": "application/json"}
    )
    assert answer.status_code == 200
    assert len(answer.json()["changes"]) == 5
    for limit in ("5.5", "1e300", "1e400", "1e-3", "9007199254740993.0"):
        assert post(on, (body % (device, limit)).encode())[0] in (400, 422)


def test_names_of_a_device_are_one_line_that_a_screen_can_show(on: Running) -> None:
    for name in ("a\0b", "a\nb", "\x1b[31m", "a\u202eb", "a\u2066b", "\x7f"):
        more: dict[str, dict[str, str]] = {"/v1/join": {"code": "x"}, "/v1/auth/login": {}}
        for path, who in more.items():
            device = {"name": name, "kind": "x", "ver": "1"}
            login = {"login": "xiao", "password": PASSWORD, "device": device, **who}
            answer = on.http.post(path, content=msgspec.json.encode(login), headers=_JSON)
            if path == "/v1/join":
                assert answer.status_code == 403
            else:
                assert (answer.status_code, answer.json()["detail"]) == (422, {"field": "name"})
    for name in ("办公电脑", "ئىشخانا\u200cكومپيۇتېرى", "💻👨\u200d👩"):
        login = {"login": "xiao", "password": PASSWORD, "device": {"name": name, "kind": "x", "ver": "1"}}
        assert on.http.post("/v1/auth/login", content=msgspec.json.encode(login), headers=_JSON).status_code == 200


_JSON = {"Content-Type": "application/json"}
