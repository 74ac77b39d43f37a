"""The vault at the server: opaque, numbered, compared before it is replaced, and nobody's but its account's."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import func, select, update

from server_stub import tables
from server_stub import vault as vaults
from server_stub.vault import VaultService
from sync.vault.wire import ITEM_BYTES, MOST_ITEMS, MOST_VALUES, RING_BYTES, PutRing, digest_of
from tests.server.people import Branch
from tests.server.web import Web

VAULT, NEXT = "a" * 32, "b" * 32
RING = '{"ring":1}'


@pytest.fixture
def web(branch: Branch) -> Iterator[Web]:
    """The branch on the web, with a vault of `xiao`."""
    found = Web(branch)
    assert put(found).status_code == 200
    yield found
    found.close()


def put(web: Web, base: int = 0, vault: str = VAULT, ring: str = RING, who: str = "xiao") -> Any:
    body = {"base": base, "vault": vault, "ring": ring}
    return web.client.request("PUT", "/v1/vault", json=body, headers=web.headers(who))


def item(number: int, text: bytes = b"sealed", base: int = 0, on: str | None = None) -> dict[str, Any]:
    """An offered item."""
    return {"id": f"{number:032x}", "base": base, "on": on, "sealed": [base64.b64encode(text).decode()]}


def push(web: Web, *items: dict[str, Any], who: str = "xiao", vault: str = VAULT, epoch: str | None = None) -> Any:
    epoch = epoch or web.branch.at["plain"].epoch
    return web.post("/v1/vault/push", {"vault": vault, "epoch": epoch, "items": list(items)}, who)


def pull(web: Web, after: int = 0, who: str = "xiao", vault: str = VAULT, **more: Any) -> Any:
    return web.post("/v1/vault/pull", {"vault": vault, "epoch": None, "after": after, **more}, who)


def code(answer: Any) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json"
    return answer.status_code, answer.json()["code"]


def test_a_ring_is_replaced_by_whoever_knows_the_one_before(web: Web) -> None:
    assert web.client.get("/v1/vault", headers=web.headers()).json()["ring"] == RING
    assert code(put(web, 0)) == (409, "ring_changed")
    assert put(web, 1, ring="2").json()["rev"] == 2
    assert code(put(web, 1, ring="3")) == (409, "ring_changed")
    assert code(put(web, 2, ring="x" * (RING_BYTES + 1))) == (422, "bad_request_shape")
    assert code(put(web, 2, vault="not hex")) == (422, "bad_request_shape")
    assert web.client.get("/v1/vault", headers=web.headers()).json()["ring"] == "2"


def test_an_item_is_replaced_by_what_is_based_on_it(web: Web) -> None:
    first = push(web, item(1, b"first")).json()
    assert [(each["out"], each["rev"]) for each in first["results"]] == [("stored", 1)]
    assert push(web, item(1, b"first")).json()["results"][0]["out"] == "stored", "a lost answer is answered again"
    stale = push(web, item(1, b"other")).json()
    assert (stale["results"][0]["out"], stale["results"][0]["rev"]) == ("stale", 1)
    assert base64.b64decode(stale["items"][0]["sealed"][0]) == b"first"
    on = digest_of([b"first"])
    assert push(web, item(1, b"second", 1, "0" * 32)).json()["results"][0]["out"] == "stale"
    assert push(web, item(1, b"second", 1, on)).json()["results"][0]["rev"] == 2
    assert push(web, item(2, b"x", 3, on)).json()["results"] == [{"id": f"{2:032x}", "out": "stale", "rev": 0}]
    page = pull(web).json()
    assert [(each["id"], each["rev"], each["seq"]) for each in page["items"]] == [(f"{1:032x}", 2, 2)]
    assert (page["cursor"], page["more"], page["ring"]) == (2, False, 1)


def test_pages_in_order(web: Web) -> None:
    push(web, *(item(n) for n in range(7)))
    found: list[str] = []
    cursor, more = 0, True
    while more:
        page = pull(web, cursor, limit=3).json()
        found += [each["id"] for each in page["items"]]
        cursor, more = page["cursor"], page["more"]
    assert found == [f"{n:032x}" for n in range(7)]
    assert pull(web, cursor).json()["items"] == []
    assert code(pull(web, cursor + 1)) == (409, "cursor_ahead")
    large = [base64.b64encode(b"x" * 300_000).decode()]
    for n in range(20, 24):
        push(web, {**item(n), "sealed": large})
    page = pull(web, cursor).json()
    assert page["more"]
    assert 1 <= len(page["items"]) < 4


def test_nobody_else_gets_any_of_it(web: Web) -> None:
    push(web, item(1, b"mine"))
    assert web.client.get("/v1/vault", headers=web.headers("boss")).json()["ring"] is None
    assert code(pull(web, who="boss")) == (404, "no_vault")
    assert code(push(web, item(1, b"yours"), who="boss")) == (404, "no_vault")
    put(web, vault=NEXT, who="boss")
    assert code(pull(web, who="boss")) == (409, "vault_replaced")
    assert code(push(web, item(1, b"yours", 1, digest_of([b"mine"])), who="boss")) == (409, "vault_replaced")
    assert push(web, item(1, b"yours"), who="boss", vault=NEXT).json()["results"][0]["rev"] == 1
    assert [base64.b64decode(each["sealed"][0]) for each in pull(web, who="boss", vault=NEXT).json()["items"]] == [
        b"yours"
    ]
    assert [base64.b64decode(each["sealed"][0]) for each in pull(web).json()["items"]] == [b"mine"]
    for path in ("/v1/vault/push", "/v1/vault/pull"):
        assert code(web.client.post(path, json={})) == (401, "token_invalid")
    assert code(web.client.get("/v1/vault")) == (401, "token_invalid")
    assert code(web.client.request("PUT", "/v1/vault", json={})) == (401, "token_invalid")


def test_no_role_reads_it_through_anything_else(branch: Branch) -> None:
    service = VaultService(branch.store, branch.clock)
    service.put_ring(branch.at["plain"].account, PutRing(base=0, vault=VAULT, ring=RING))
    for who in ("secretary", "clerk", "leader"):
        assert service.ring(branch.at[who].account).ring is None
        assert RING not in str(branch.seen(who))


def test_another_vault_forgets_the_items_of_the_one_before(web: Web) -> None:
    push(web, item(1), item(2))
    assert put(web, 1, NEXT).json()["rev"] == 2
    assert code(pull(web)) == (409, "vault_replaced")
    assert code(push(web, item(3))) == (409, "vault_replaced")
    assert pull(web, vault=NEXT).json()["items"] == []
    with web.branch.store.read() as connection:
        assert connection.scalar(select(func.count()).select_from(tables.vault_item)) == 0


def test_a_restored_server_says_so(web: Web) -> None:
    assert code(push(web, item(1), epoch="another")) == (409, "epoch_mismatch")
    assert code(pull(web, epoch="another")) == (409, "epoch_mismatch")


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": "x"},
        {"id": "A" * 32},
        {"base": -1},
        {"base": 1},
        {"on": "0" * 32},
        {"base": 2**53, "on": "0" * 32},
        {"sealed": []},
        {"sealed": ["not base64!"]},
        {"sealed": ["QUFB"] * (MOST_VALUES + 1)},
        {"sealed": [base64.b64encode(b"x" * (ITEM_BYTES + 1)).decode()]},
        {"sealed": "QUFB"},
    ],
)
def test_shapes_that_are_none(web: Web, wrong: dict[str, Any]) -> None:
    assert code(push(web, {**item(1), **wrong})) == (422, "bad_request_shape")
    assert pull(web).json()["items"] == []


def test_limits(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    assert code(push(web, *(item(n) for n in range(MOST_ITEMS + 1)))) == (413, "too_many_ops")
    assert code(push(web, item(1), item(1))) == (422, "bad_request_shape")
    assert code(pull(web, after=-1)) == (422, "bad_request_shape")
    assert code(push(web, *({**item(n), "sealed": ["A" * 300_000]} for n in range(4)))) == (413, "body_too_large")
    monkeypatch.setattr(vaults, "QUOTA_ITEMS", 2)
    push(web, item(1), item(2))
    assert code(push(web, item(1, b"new", 1, digest_of([b"sealed"])), item(3))) == (507, "quota")
    assert pull(web).json()["cursor"] == 2, "nothing of a refused push is kept"
    assert push(web, item(1, b"new", 1, digest_of([b"sealed"]))).json()["results"][0]["out"] == "stored"
    monkeypatch.setattr(vaults, "QUOTA_BYTES", 100)
    assert code(push(web, item(2, b"x" * 90, 1, digest_of([b"sealed"])))) == (507, "quota")


def test_other_devices_hear_of_it_and_other_people_do_not(web: Web) -> None:
    def tag(who: str) -> str:
        found: str = web.client.get("/v1/sync/heads", headers=web.headers(who)).headers["etag"]
        return found

    tag("boss")
    mine = tag("xiao")
    push(web, item(1))
    assert tag("xiao") != mine
    before = tag("boss")
    push(web, item(2))
    assert tag("boss") == before


def test_logs_hold_none_of_it(web: Web) -> None:
    push(web, item(1, b"canary in the coal mine"))
    pull(web)
    written = web.lines.getvalue()
    assert '"route":"vault_push"' in written
    assert '"method":"PUT"' in written
    assert VAULT not in written
    assert base64.b64encode(b"canary in the coal mine").decode()[:16] not in written


def test_a_disabled_account_reads_no_more(web: Web) -> None:
    push(web, item(1))
    table = tables.account
    web.branch.store.write(
        lambda c: c.execute(update(table).where(table.c.login == "xiao").values(disabled="2026-01-01T00:00:00Z"))
    )
    assert code(pull(web)) == (401, "account_disabled")
