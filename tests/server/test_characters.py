"""Characters that no screen can show as they are, in every place of every request, on both databases: refused, and never an error."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import msgspec
import pytest

from server_stub.invites import Grant, issue
from tests.server.people import Branch
from tests.server.web import DEVICE, PASSWORD, Web

BAD = ("\0", "\x01", "\x1b[2J", "\x7f", "\u202e", "\u2066", "\u2069")
WELCOME = ("ئىش\u200cخانا", "👨\u200d👩", "\u200eLRM", "\u200f", "　全角　", "e\u0301".replace("e\u0301", "é"))


@pytest.fixture
def web(branch: Branch) -> Iterator[Web]:
    """The branch on the web, to a member who may do nearly all."""
    made = Web(branch)
    made.joined("xiao")
    for role in ("secretary", "clerk"):
        fields = {"member": branch.members["xiao"], "role": role, "from": "2020-01-01"}
        branch.direct.write_by_shell("appointment", fields)
    yield made
    assert "failure" not in made.lines.getvalue()
    made.close()


def op(web: Web, **rest: Any) -> dict[str, Any]:
    """An edit that is taken, but for what is said."""
    made = {"id": web.branch.store.ids.op(), "k": "put", "type": "task", "rec": web.branch.task, "n": 1, "v": 1}
    return {**made, "scope": web.branch.scope("b"), "at": "2026-03-01T08:30:00+08:00", "ch": {}, **rest}


class Pushing:
    """Pushes one edit after another."""

    def __init__(self, web: Web) -> None:
        self.web = web
        self.n = 0

    def one(self, **rest: Any) -> tuple[int, Any]:
        """Status and outcome of an edit, or the problem."""
        body = {"device": self.web.devices["xiao"], "epoch": self.web.branch.at["plain"].epoch}
        answer = self.web.post("/v1/sync/push", {**body, "ops": [op(self.web, n=self.n + 1, **rest)]})
        if answer.status_code == 200:
            self.n += 1
            return 200, answer.json()["results"][0]
        return answer.status_code, answer.json()


@pytest.mark.parametrize("bad", BAD, ids=ascii)
def test_in_every_place_of_an_edit(web: Web, bad: str) -> None:
    pushing, words = Pushing(web), f"甲{bad}乙"
    for name in ("id", "rec", "conflict", "for"):
        assert pushing.one(**{name: words})[0] == 422, name
    for name, code in (
        ("type", "unknown_type"),
        ("scope", "wrong_scope"),
        ("at", "invalid_field"),
        ("ref", "invalid_field"),
    ):
        status, result = pushing.one(**{name: words})
        assert (status, result["out"], result["code"]) == (200, "rejected", code), name
    assert pushing.one(scope=f"b:{bad}")[1]["code"] == "wrong_scope"
    assert pushing.one(since=words)[1]["code"] == "invalid_field"
    assert pushing.one(k="del", dig=words)[1]["out"] in ("rejected", "conflict")
    for name, value in (("topic", words), ("materials", words), ("owner", words), ("track", words)):
        status, result = pushing.one(ch={name: [None, value]})
        assert (status, result["code"], result["field"]) == (200, "invalid_field", name)
    session = {"type": "session", "rec": web.branch.session}
    for name in ("recorders", "observers"):
        assert pushing.one(**session, ch={name: {"add": [words], "del": []}})[1]["code"] == "invalid_field"
    assert pushing.one(ch={words: [None, "x"]})[1]["code"] == "invalid_field"
    for name in ("session", "target", "author", "member", "plan"):
        rid = web.branch.store.ids.record()
        assert pushing.one(k="new", type="minute", rec=rid, ch={name: [None, words]})[1]["out"] == "rejected"


@pytest.mark.parametrize("bad", BAD, ids=ascii)
def test_in_every_place_of_every_other_request(web: Web, bad: str) -> None:
    words, epoch = f"d:{bad}", web.branch.at["plain"].epoch
    device = web.devices["xiao"]
    bodies: list[tuple[str, dict[str, Any]]] = [
        ("/v1/sync/push", {"device": words, "epoch": epoch, "ops": []}),
        ("/v1/sync/push", {"device": device, "epoch": words, "ops": []}),
        ("/v1/sync/pull", {"device": words, "epoch": None, "cursors": {}}),
        ("/v1/sync/pull", {"device": device, "epoch": words, "cursors": {}}),
        ("/v1/vault/push", {"vault": words, "epoch": epoch, "items": []}),
        ("/v1/vault/pull", {"vault": words, "epoch": epoch, "after": 0}),
        (
            "/v1/vault/push",
            {"vault": "0" * 32, "epoch": epoch, "items": [{"id": words, "base": 0, "on": None, "sealed": []}]},
        ),
        ("/v1/auth/login", {"login": words, "password": PASSWORD, "device": DEVICE}),
        ("/v1/auth/login", {"login": "xiao", "password": words, "device": DEVICE}),
        ("/v1/auth/login", {"login": "xiao", "password": PASSWORD, "device": {**DEVICE, "name": words}}),
        ("/v1/auth/login", {"login": "xiao", "password": PASSWORD, "device": {**DEVICE, "kind": words}}),
        ("/v1/auth/login", {"login": "xiao", "password": PASSWORD, "device": {**DEVICE, "ver": words}}),
        ("/v1/join", {"code": words, "login": "x", "password": PASSWORD, "device": DEVICE}),
    ]
    for path, body in bodies:
        answer = web.post(path, body)
        assert 400 <= answer.status_code < 500, (path, body, answer.content)
    cursors = {"device": device, "epoch": None, "cursors": {words: 1}, "reading": [words]}
    assert web.post("/v1/sync/pull", cursors).status_code == 200
    resumed = {"login": "xiao", "password": PASSWORD, "device": DEVICE, "resume": words}
    assert web.post("/v1/auth/login", resumed).json()["device"] not in (words, device)
    assert set(web.post("/v1/devices", {"old": words}).json()) == {"device", "epoch"}
    put = {"base": 0, "vault": words, "ring": "x"}
    sent = {**web.headers(), "Content-Type": "application/json"}
    assert web.client.request("PUT", "/v1/vault", content=msgspec.json.encode(put), headers=sent).status_code == 422
    for path in (f"/v1/records/{quote(words)}/history", f"/v1/trash?scope={quote(words)}"):
        assert web.client.get(path, headers=web.headers()).status_code == 404
    assert web.client.get(f"/v1/trash?before={quote(words)}", headers=web.headers()).status_code == 422


def test_lone_surrogates_are_no_json(web: Web) -> None:
    text = msgspec.json.encode(op(web, ch={"topic": [None, "HERE"]})).decode()
    body = '{"device":"x","epoch":"x","ops":[' + text + "]}"
    for wrong in ("\\ud800", "\\udfff", "\\ud800x", "\\udc00\\ud800"):
        answer = web.post("/v1/sync/push", body.replace("HERE", wrong).encode())
        assert (answer.status_code, answer.json()["code"]) == (400, "malformed")
    assert web.post("/v1/sync/push", body.replace("HERE", "\\ud83d\\ude00").encode()).json()["code"] != "malformed"


def test_names_at_joining(web: Web) -> None:
    branch = web.branch

    def join(login: str, name: str) -> Any:
        grant = Grant()
        code = branch.store.write(lambda connection: issue(connection, branch.store, branch.id, grant))
        body = {"code": code, "login": login, "password": PASSWORD, "device": DEVICE, "name": name}
        return web.post("/v1/join", body)

    for bad in BAD:
        assert (join("ok", f"甲{bad}").status_code, join("ok", f"甲{bad}").json()["code"]) == (422, "invalid_name")
        assert join(f"甲{bad}", "甲").json()["code"] == "invalid_login"
    for place, name in enumerate(WELCOME):
        assert join(f"login{place}", name).status_code == 200, name


def test_what_uyghur_emoji_and_chinese_need_is_taken(web: Web) -> None:
    pushing, before = Pushing(web), "公文写作"
    for words in WELCOME:
        assert pushing.one(ch={"topic": [before, words]})[1]["out"] == "applied", words
        assert pushing.one(ref=words, ch={"topic": [words, words]})[1]["out"] == "noop"
        before = words


def test_what_stands_in_a_record_from_before_can_be_taken_out(web: Web) -> None:
    """A base is what stood there, and is compared only: or what an older server took in could never be mended."""
    old = "甲\u202e乙"
    with web.branch.store.read() as connection:
        fields = connection.exec_driver_sql(f"SELECT f FROM rec WHERE id = '{web.branch.task}'").scalar()
    assert fields is not None
    changed = fields.replace("公文写作", old)
    web.branch.store.write(
        lambda connection: connection.exec_driver_sql(f"UPDATE rec SET f = '{changed}' WHERE id = '{web.branch.task}'")
    )
    pushing = Pushing(web)
    assert pushing.one(ch={"topic": [old, old + "再"]})[1]["code"] == "invalid_field"
    assert pushing.one(ch={"topic": [old, "甲乙"]})[1]["out"] == "applied"
