"""The routes: shapes, limits, refusals, logs (PROTOCOL.md sections 7, 13 and 14)."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server_stub.limits import Rates, parse_rates
from server_stub.problems import ProtocolProblem
from sync.wire import MAX_BODY_BYTES, History, Meta, PullAnswer, PushAnswer
from tests.server.people import Branch
from tests.server.web import DEVICE, OFTEN, PASSWORD, Web


@pytest.fixture
def make_web(branch: Branch) -> Iterator[Callable[..., Web]]:
    """Puts the branch on the web, with rates of the test's choice."""
    made: list[Web] = []

    def make(rates: Rates = OFTEN) -> Web:
        made.append(Web(branch, rates))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.fixture
def web(make_web: Callable[..., Web]) -> Web:
    """The branch on the web."""
    return make_web()


def problem(answer: Any, status: int, code: str) -> dict[str, Any]:
    """The problem document of an answer."""
    document: dict[str, Any] = answer.json()
    assert (answer.status_code, document["code"]) == (status, code), document
    assert answer.headers["content-type"] == "application/problem+json"
    assert document["request_id"] == answer.headers["x-request-id"]
    assert document["status"] == status
    return document


def test_meta_tells_what_a_client_needs_without_sign_in(web: Web) -> None:
    meta = msgspec.json.decode(web.client.get("/v1/meta").content, type=Meta)
    assert (meta.api, meta.schema, meta.epoch) == ([1], 1, web.branch.at["plain"].epoch)
    assert (meta.limits["body_bytes"], meta.limits["ops"], meta.limits["depth"]) == (MAX_BODY_BYTES, 500, 8)
    assert web.client.get("/healthz").json() == {"ok": True, "server": web.client.get("/v1/meta").json()["server"]}


def test_a_round_over_http(web: Web) -> None:
    op = web.branch.new("session", {"form": "lecture", "title": "党课"})
    answer = web.push([op])
    pushed = msgspec.json.decode(answer.content, type=PushAnswer)
    assert (pushed.results[0].out, pushed.records[0]["f"]["title"]) == ("applied", "党课")
    pulled = msgspec.json.decode(web.pull().content, type=PullAnswer)
    assert pulled.acked_n == 1
    assert pushed.records[0] in pulled.changes
    history = web.client.get(f"/v1/records/{op.rec}/history", headers=web.headers())
    assert msgspec.json.decode(history.content, type=History).revisions[0].op == op.id
    assert web.client.get(f"/v1/records/{op.rec}/history?before=1", headers=web.headers()).json()["revisions"] == []


def test_every_refusal_is_a_problem_document(web: Web) -> None:
    client, headers = web.client, web.headers()
    problem(client.get("/nothing"), 404, "no_such_route")
    problem(client.get("/v1/meta/"), 404, "no_such_route")
    problem(client.get("/v1/sync/push"), 405, "no_such_route")
    problem(client.request("DELETE", "/v1/meta"), 405, "no_such_route")
    problem(client.get("/v1/records/x/history", headers=headers), 404, "not_found")
    problem(client.get("/v1/records/x/history?before=-1", headers=headers), 422, "bad_request_shape")
    problem(client.get("/v1/sync/heads?wait=soon", headers=headers), 422, "bad_request_shape")
    for path in ("/v1/sync/push", "/v1/sync/pull", "/v1/devices", "/v1/auth/logout"):
        refused = client.post(path, json={})
        assert problem(refused, 401, "token_invalid")["retry"] == "reauth"
        assert refused.headers["www-authenticate"] == "Bearer"
        problem(client.post(path, json={}, headers={"Authorization": "Basic eHg="}), 401, "token_invalid")
    problem(client.post("/v1/auth/login", json={"login": "x"}), 422, "bad_request_shape")
    body = {"login": "xiao", "password": "wrong password", "device": DEVICE}
    problem(client.post("/v1/auth/login", json=body), 401, "login_failed")


def test_bodies_of_the_wrong_kind(web: Web) -> None:
    def post(content: bytes, **headers: str) -> Any:
        return web.client.post("/v1/sync/pull", content=content, headers={**web.headers(), **headers})

    kind = {"Content-Type": "application/json"}
    problem(post(b"{}"), 415, "bad_encoding")
    problem(post(b"{}", **{"Content-Type": "text/plain"}), 415, "bad_encoding")
    problem(post(b"{}", **kind, **{"Content-Encoding": "br"}), 415, "bad_encoding")
    for content in (b"", b"{", b"nonsense", b'"\xff"', b'{"a":NaN}', b'"\\ud800"', b"\xef\xbb\xbf{}"):
        problem(post(content, **kind), 400, "malformed")
    problem(post(b"[" * 9 + b"]" * 9, **kind), 400, "malformed")
    problem(post(b"[" * 100_000, **kind), 400, "malformed")
    problem(post(b'{"device":"x","device":"y","epoch":null,"cursors":{}}', **kind), 400, "malformed")
    for content in (b"[]", b"1", b"null", b'{"device":1,"epoch":null,"cursors":{}}'):
        problem(post(content, **kind), 422, "bad_request_shape")
    big = b'{"device":"x","epoch":null,"cursors":{"b:x":%d}}' % 10**400
    assert post(big, **kind).status_code in (400, 422)


def test_a_key_twice_in_a_change_is_refused(web: Web) -> None:
    op = msgspec.json.encode(web.branch.put("task", web.branch.task, {"topic": ["公文写作", '{"a":1}']}))
    twice = op.replace(b'"ch":{', b'"ch":{"topic":[null,"x"],')
    body = b'{"device":"x","epoch":"x","ops":[%s]}'
    problem(web.post("/v1/sync/push", body % twice), 400, "malformed")
    problem(web.post("/v1/sync/push", body % op), 422, "bad_request_shape")


def test_bodies_above_the_limits(web: Web) -> None:
    large = b'{"x":"' + b"a" * MAX_BODY_BYTES + b'"}'
    assert problem(web.post("/v1/sync/push", large), 413, "body_too_large")["retry"] == "split"
    bomb = gzip.compress(b" " * (1 << 26))
    assert len(bomb) < 100_000
    zipped = {"Content-Encoding": "gzip"}
    problem(web.post("/v1/sync/push", bomb, **zipped), 413, "body_too_large")
    problem(web.post("/v1/sync/push", b"not gzip", **zipped), 400, "malformed")
    problem(web.post("/v1/sync/push", gzip.compress(b"{}")[:-4], **zipped), 400, "malformed")
    problem(web.post("/v1/sync/push", gzip.compress(b"{}") * 2, **zipped), 400, "malformed")
    ops = [web.branch.put("task", web.branch.task, {"number": [1, 2]}) for _ in range(501)]
    assert problem(web.push(ops), 413, "too_many_ops")["detail"] == {"limit": 500}


def test_compressed_bodies_and_answers(web: Web) -> None:
    ops = [web.branch.new("session", {"form": "lecture", "title": f"党课{n}"}) for n in range(30)]
    web.push(ops)
    body: dict[str, Any] = {"device": web.devices["xiao"], "epoch": None, "cursors": {}}
    packed = gzip.compress(msgspec.json.encode(body))
    plain = web.post("/v1/sync/pull", body, **{"Accept-Encoding": "identity"})
    zipped = web.post("/v1/sync/pull", packed, **{"Content-Encoding": "gzip", "Accept-Encoding": "gzip"})
    assert "content-encoding" not in plain.headers
    assert zipped.headers["content-encoding"] == "gzip"
    assert plain.json()["changes"] == zipped.json()["changes"]


def test_nothing_new_is_one_small_answer(web: Web) -> None:
    etag = web.client.get("/v1/sync/heads", headers=web.headers()).json()["etag"]
    for known in (etag, f'"{etag}"', f'W/"{etag}"'):
        answer = web.client.get("/v1/sync/heads", headers={**web.headers(), "If-None-Match": known})
        assert (answer.status_code, answer.content) == (304, b"")
        assert sum(len(k) + len(v) + 4 for k, v in answer.headers.raw) < 1024


def test_devices_login_and_logout_over_http(web: Web) -> None:
    first = web.devices.get("xiao") or (web.joined("xiao"), web.devices["xiao"])[1]
    made = web.post("/v1/devices", {"old": first}).json()["device"]
    assert made != first
    problem(web.pull(), 409, "device_forked")
    web.devices["xiao"] = made
    assert web.pull().status_code == 200
    body = {"login": "xiao", "password": PASSWORD, "device": DEVICE, "resume": made}
    assert web.client.post("/v1/auth/login", json=body).json()["device"] == made
    assert web.post("/v1/auth/logout", {}).status_code == 200
    problem(web.pull(), 401, "token_invalid")


# rates


def test_sign_in_is_limited_by_address_and_by_account(make_web: Callable[..., Web], branch: Branch) -> None:
    web = make_web(Rates(login=5, sync=1000))

    def login(name: str) -> Any:
        body = {"login": name, "password": "wrong password", "device": DEVICE}
        return web.client.post("/v1/auth/login", json=body)

    assert [login(f"n{n}").status_code for n in range(5)] == [401] * 5
    refused = login("n6")
    assert problem(refused, 429, "slow_down")["retry"] == "later"
    assert refused.headers["retry-after"] == "12"
    branch.clock.wait(seconds=12)
    assert login("n7").status_code == 401
    answers = []
    for _ in range(12):
        branch.clock.wait(seconds=12)
        answers.append(login("same").status_code)
    assert answers == [401] * 10 + [429] * 2


def test_sync_is_limited_by_device(make_web: Callable[..., Web], branch: Branch) -> None:
    web = make_web(Rates(login=1000, sync=3))
    assert [web.pull().status_code for _ in range(3)] == [200] * 3
    assert web.pull().headers["retry-after"] == "20"
    assert web.pull(who="da").status_code == 200
    branch.clock.wait(seconds=20)
    assert web.pull().status_code == 200


def test_rates_as_written_on_the_command_line() -> None:
    assert parse_rates("login=50, sync=1000") == Rates(50, 1000)
    assert parse_rates("") == Rates(5, 120)
    for wrong in ("login", "login=0", "login=x", "push=3", "login=-1", "login=９"):
        with pytest.raises(ValueError):
            parse_rates(wrong)


def test_new_device_ids_are_no_way_around_the_limits_of_a_device(make_web: Callable[..., Web], branch: Branch) -> None:
    web = make_web(Rates(login=5, sync=1000))
    web.joined("xiao")
    told = [web.post("/v1/devices", {"old": ""}).status_code for _ in range(11)]
    assert told == [200] * 10 + [429]
    branch.clock.wait(minutes=6)
    assert web.post("/v1/devices", {"old": ""}).status_code == 200


# long polls


def test_a_long_poll_ends_when_something_was_pushed_or_time_is_up(web: Web) -> None:
    headers, other = web.headers("xiao"), web.headers("da")
    op = web.branch.new("session", {"form": "lecture"})
    op.n = 1
    body = {"device": web.devices["da"], "epoch": web.branch.at["plain"].epoch, "ops": [op]}

    async def waiting_polls(count: int) -> None:
        while web.api.bell._waiting.total() < count:  # noqa: ASYNC110
            await asyncio.sleep(0.01)

    async def run() -> None:
        client = web.client.http
        etag = (await client.get("/v1/sync/heads", headers=headers)).json()["etag"]
        known = {**headers, "If-None-Match": etag}
        poll = asyncio.create_task(client.get("/v1/sync/heads?wait=25", headers=known))
        second = asyncio.create_task(client.get("/v1/sync/heads?wait=25", headers=known))
        await waiting_polls(2)
        third = await client.get("/v1/sync/heads?wait=25", headers=known)
        assert (third.status_code, third.json()["code"]) == (429, "slow_down")
        content = msgspec.json.encode(body)
        sent = {**other, "Content-Type": "application/json"}
        assert (await client.post("/v1/sync/push", content=content, headers=sent)).status_code == 200
        for each in (poll, second):
            answer = await each
            assert (answer.status_code, answer.json()["etag"] != etag) == (200, True)
        known["If-None-Match"] = (await poll).json()["etag"]
        late = await client.get("/v1/sync/heads?wait=1", headers=known)
        assert late.status_code == 304
        waiting = asyncio.create_task(client.get("/v1/sync/heads?wait=25", headers=known))
        await waiting_polls(1)
        web.api.bell.close()
        assert (await waiting).status_code == 304

    web.client.run(run())
    assert not web.api.bell._waiting


# any bytes


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=True).encode()


PATHS = ["/v1/join", "/v1/auth/login", "/v1/auth/logout", "/v1/devices", "/v1/sync/push", "/v1/sync/pull"]
scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30)
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
)
texts = st.text(max_size=40)
edits = st.fixed_dictionaries(
    {
        "n": st.integers(-1, 3) | st.integers(),
        "id": texts | st.just("o:1"),
        "k": st.sampled_from(["new", "put", "del", "restore", "resolve"]),
        "type": st.sampled_from(["session", "task", "plan", "conflict", "note", "submission", "comment", "x"]) | texts,
        "rec": st.sampled_from(["TASK", "SESSION", "FRESH"]) | texts,
        "scope": st.sampled_from(["SCOPE", "u:x", "c:x"]) | texts,
        "v": st.integers(0, 2) | st.integers(),
        "at": st.just("2026-03-01T08:30:00+08:00") | texts,
        "ch": st.dictionaries(
            st.sampled_from(["title", "state", "form", "recorders", "topic", "target"]) | texts,
            values
            | st.tuples(st.none(), texts)
            | st.tuples(values, values)
            | st.fixed_dictionaries({"add": values, "del": values}),
            max_size=4,
        ),
    },
    optional={
        "dig": texts,
        "conflict": st.just("TASK") | texts,
        "for": st.just("TASK") | texts,
        "basis": st.just("paper"),
        "ref": texts,
    },
)


def _counted(branch: Branch) -> list[Any]:
    with branch.store.read() as connection:
        tables = ("rec", "hist", "opres", "account", "invite", "token", "scope")
        return [connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar() for name in tables]


@pytest.fixture(scope="module")
def hunted() -> Iterator[Web]:
    """One branch for all examples, to a member who may do nearly all."""
    web = Web(Branch())
    web.joined("xiao")
    for role in ("secretary", "clerk"):
        fields = {"member": web.branch.members["xiao"], "role": role, "from": "2020-01-01"}
        web.branch.direct.write_by_shell("appointment", fields)
    yield web
    web.close()


@given(path=st.sampled_from(PATHS), body=st.binary(max_size=300) | values.map(_json), signed_in=st.booleans())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_bytes_to_any_route_are_refused_and_change_nothing(
    hunted: Web, path: str, body: bytes, signed_in: bool
) -> None:
    before = _counted(hunted.branch)
    headers = {"Content-Type": "application/json"}
    if signed_in and path != "/v1/auth/logout":
        headers |= hunted.headers()
    answer = hunted.client.post(path, content=body, headers=headers)
    if not (path == "/v1/devices" and answer.status_code == 200):
        problem(answer, answer.status_code, answer.json()["code"])
        assert 400 <= answer.status_code < 500
    assert _counted(hunted.branch) == before


@given(ops=st.lists(edits, max_size=3))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_edits_have_outcomes_or_a_problem(hunted: Web, ops: list[dict[str, Any]]) -> None:
    branch = hunted.branch
    start = hunted.pull().json()["acked_n"]
    known = {
        "TASK": branch.task,
        "SESSION": branch.session,
        "FRESH": branch.store.ids.record(),
        "SCOPE": branch.scope("b"),
    }
    for place, op in enumerate(ops):
        op["n"] = op["n"] if op["n"] == -1 else start + place + 1
        op["id"] = branch.store.ids.op() if op["id"] == "o:1" else op["id"]
        op.update({name: known.get(value, value) for name, value in op.items() if isinstance(value, str)})
    hunted.joined("xiao")
    body = _json({"device": hunted.devices["xiao"], "epoch": branch.at["plain"].epoch, "ops": ops})
    answer = hunted.post("/v1/sync/push", body)
    assert answer.status_code in (200, 400, 409, 413, 422), answer.content
    if answer.status_code != 200:
        problem(answer, answer.status_code, answer.json()["code"])


# logs


def test_logs_hold_no_content_names_or_tokens(web: Web) -> None:
    secret = "谁也不该在日志里看到的话"
    token = web.joined("xiao")
    op = web.branch.new("session", {"form": "lecture", "title": secret})
    web.push([op])
    web.pull()
    web.post("/v1/sync/push", f'{{"{secret}":'.encode())
    web.client.get(f"/v1/records/{secret}/history?{secret}", headers=web.headers())
    web.client.get(f"/{secret}", headers={"X-Client": secret.encode()})
    web.client.post("/v1/auth/login", json={"login": secret, "password": secret, "device": DEVICE})
    web.client.request(secret.encode().hex(), "/v1/meta")
    written = web.lines.getvalue()
    for hidden in (
        secret,
        json.dumps(secret)[1:-1],
        secret.encode().hex(),
        token,
        "xiao",
        PASSWORD,
        op.rec,
        web.devices["xiao"],
    ):
        assert hidden not in written
    lines = [json.loads(line) for line in written.splitlines()]
    routes = {line["route"]: line["status"] for line in lines}
    assert routes["pull"] == 200
    assert {"id", "at", "event", "method", "route", "status", "in", "out", "ms"} <= lines[0].keys()
    assert any(line.get("client") == "xinde/0.1.0 schema=1" for line in lines)
    told = {"id", "at", "event", "method", "route", "status", "in", "out", "ms", "client"}
    assert all(line.keys() <= told for line in lines if line["event"] == "request"), "nothing else, such as an address"
    assert len({line["id"] for line in lines}) == len(lines), "each is known by its request id"
    assert sum(line["in"] for line in lines) > 0 < sum(line["out"] for line in lines)


def test_an_unforeseen_error_is_a_problem_and_a_line_without_its_message(
    web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise RuntimeError("谁的体会全文在错误里")

    web.joined("xiao")
    monkeypatch.setattr(web.api._pulls, "pull", fail)
    document = problem(web.pull(), 500, "internal")
    assert "体会" not in json.dumps(document, ensure_ascii=False)
    failure = next(json.loads(line) for line in web.lines.getvalue().splitlines() if "failure" in line)
    assert (failure["error"], failure["id"]) == ("RuntimeError", document["request_id"])
    assert "体会" not in web.lines.getvalue()


def test_a_busy_or_full_database_asks_to_come_later(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    web.joined("xiao")
    for found, header in ((ProtocolProblem(503, "busy", retry_after=5), "5"), (ProtocolProblem(507, "quota"), None)):

        def fail(*_: Any, told: ProtocolProblem = found) -> None:
            raise told

        monkeypatch.setattr(web.api._pushes, "push", fail)
        answer = web.push([])
        problem(answer, found.status, found.code)
        assert answer.headers.get("retry-after") == header
