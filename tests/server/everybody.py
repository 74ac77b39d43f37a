"""Everybody of a branch, a stranger of another and nobody at all, as callers of the routes; and all the calls they can think of."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx
import msgspec
from sqlalchemy import insert

from server_stub import tables
from server_stub.app import make_app
from server_stub.direct import Direct, Session
from server_stub.logs import Log
from server_stub.shell import create_branch
from sync.records.registry import KINDS
from tests.server.people import CLAIMED, PEOPLE, Branch
from tests.server.web import CHEAP, OFTEN, Client

STRANGER, NOBODY = "stranger", "nobody"
CALLERS = (*PEOPLE, STRANGER, NOBODY)
VAULT = "0" * 32


@dataclass
class Known:
    """Ids and names that somebody may have seen somewhere: of records with their kind and scope, of devices and vault items."""

    records: dict[str, tuple[str, str]] = field(default_factory=dict)
    conflicts: list[str] = field(default_factory=list)
    items: list[str] = field(default_factory=list)


class Everybody:
    """The callers, each with a token of their own. Close it."""

    def __init__(self, branch: Branch) -> None:
        self.branch = branch
        self.lines = io.StringIO()
        log = Log(branch.clock, self.lines)
        self.app, self.api = make_app(branch.store, branch.clock, passwords=CHEAP, rates=OFTEN, log=log)
        self.client = Client(self.app)
        self.doors: dict[str, Session] = dict(branch.at)
        self.doors[STRANGER] = self._stranger()
        self.tokens = {who: hashlib.sha256(who.encode()).hexdigest() for who in self.doors}
        kept = [
            {"hash": hashlib.sha256(token.encode()).hexdigest(), "account": door.account.id, "device": door.device}
            for token, door in zip(self.tokens.values(), self.doors.values(), strict=True)
        ]
        branch.store.write(
            lambda connection: connection.execute(
                insert(tables.token), [{**each, "expires": "2027-01-01T00:00:00Z"} for each in kept]
            )
        )
        self.epoch = branch.at["plain"].epoch
        self._numbers: dict[str, int] = {}

    def close(self) -> None:
        """End its threads."""
        self.client.close()
        self.api.close()
        self.branch.store.close()

    def _stranger(self) -> Session:
        """The secretary of another branch on the same server."""
        store = self.branch.store
        other = Direct(store, branch=create_branch(store, "外支部"))
        member = other.write_by_shell("member", {"name": "外人"})
        other.write_by_shell("appointment", {"member": member, "role": "secretary", "from": "2020-01-01"})
        return other.account(member)

    def call(self, who: str, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        """One call of somebody."""
        sent = {"Accept-Encoding": "gzip", **headers}
        if who != NOBODY:
            sent["Authorization"] = f"Bearer {self.tokens[who]}"
        content = None
        if body is not None:
            sent.setdefault("Content-Type", "application/json")
            content = body if isinstance(body, bytes) else msgspec.json.encode(body)
        return self.client.request(method, path, content=content, headers=sent)

    def push(self, who: str, ops: Sequence[Mapping[str, Any]]) -> httpx.Response:
        """Edits of somebody, numbered as they must be."""
        first = self._numbers.get(who, 0) + 1
        device = self.doors[who].device if who in self.doors else "d:x"
        numbered = [{**op, "n": first + place} for place, op in enumerate(ops)]
        answer = self.call(who, "POST", "/v1/sync/push", {"device": device, "epoch": self.epoch, "ops": numbered})
        if answer.status_code == 200:
            self._numbers[who] = first + len(ops) - 1
        return answer

    def pulls(self, who: str, cursors: Mapping[str, int] | None = None) -> httpx.Response:
        """A pull of somebody from the beginning."""
        device = self.doors[who].device if who in self.doors else "d:x"
        body = {"device": device, "epoch": self.epoch, "cursors": dict(cursors or {})}
        return self.call(who, "POST", "/v1/sync/pull", body)

    # everything one can think of

    def reading(self, who: str, known: Known) -> Iterator[httpx.Response]:
        """Every route that answers with what is kept, asked for everything."""
        scopes = sorted({scope for _, scope in known.records.values()})
        for path in ("/v1/meta", "/healthz", "/v1/openapi.json", "/v1/sync/heads", "/v1/vault"):
            yield self.call(who, "GET", path)
        yield self.pulls(who)
        yield self.pulls(who, dict.fromkeys(scopes, 0))
        for other, door in self.doors.items():
            if other != who:
                body = {"device": door.device, "epoch": self.epoch, "cursors": {}}
                yield self.call(who, "POST", "/v1/sync/pull", body)
        for rid in known.records:
            yield self.call(who, "GET", f"/v1/records/{rid}/history")
            yield self.call(who, "GET", f"/v1/records/{rid}/history?before=99")
        yield self.call(who, "GET", "/v1/trash?days=36500")
        for scope in scopes:
            yield self.call(who, "GET", f"/v1/trash?scope={scope}&days=36500")
        yield self.call(who, "POST", "/v1/vault/pull", {"vault": VAULT, "epoch": None, "after": 0})

    def writing(self, who: str, known: Known) -> Iterator[httpx.Response]:
        """Edits at every id, of the right kind and of every wrong one, in the right scope and in a wrong one."""
        ops = [each for rid, (kind, scope) in known.records.items() for each in self._at(rid, kind, scope, known)]
        for start in range(0, len(ops), 400):
            yield self.push(who, ops[start : start + 400])
        items: list[dict[str, Any]] = [{"id": rid, "base": 0, "on": None, "sealed": ["AAAA"]} for rid in known.items]
        items += [{"id": rid, "base": 7, "on": "f" * 32, "sealed": ["AAAA"]} for rid in known.items]
        for each in items:
            body = {"vault": VAULT, "epoch": self.epoch, "items": [each]}
            yield self.call(who, "POST", "/v1/vault/push", body)
        for other, door in self.doors.items():
            if other != who:
                ops = [self._op("put", "task", self.branch.task, self.branch.scope("b"), ch={"topic": ["x", "y"]})]
                body = {"device": door.device, "epoch": self.epoch, "ops": [{**ops[0], "n": 1}]}
                yield self.call(who, "POST", "/v1/sync/push", body)

    def _op(self, k: str, kind: str, rid: str, scope: str, **rest: Any) -> dict[str, Any]:
        made = self.branch.store.ids.op()
        return {"id": made, "k": k, "type": kind, "rec": rid, "scope": scope, "v": 1, "at": CLAIMED, "n": 0, **rest}

    def _at(self, rid: str, kind: str, scope: str, known: Known) -> Iterator[dict[str, Any]]:
        """Edits at one id which its owner could not mistake for the owner's: bases and digests are guesses."""
        text = next((name for name, each in KINDS[kind].fields.items() if each.type == "text"), "sample")
        other = "task" if kind != "task" else "session"
        for scopes in (scope, self.branch.scope("b"), self.branch.scope("c"), f"u:{self.branch.members['plain']}"):
            yield self._op("put", kind, rid, scopes, ch={})
            yield self._op("put", kind, rid, scopes, ch={text: ["猜测的原文", "猜测的新文"]})
            yield self._op("restore", kind, rid, scopes)
            yield self._op("del", kind, rid, scopes, dig="0" * 32)
        yield self._op("put", other, rid, scope, ch={"topic": ["x", "y"]})
        yield self._op("put", kind, rid, scope, ch={"state": ["submitted", "accepted"]})
        yield self._op("put", kind, rid, scope, ch={"state": ["没有", "没有"]})
        for conflict in known.conflicts:
            yield self._op("resolve", kind, rid, scope, ch={}, conflict=conflict)
            yield self._op("resolve", kind, rid, scope, ch={text: [None, "x"]}, conflict=conflict)
        fresh, member = self.branch.store.ids.record(), self.branch.members["plain"]
        said = {"target": [None, rid], "author": [None, member], "text": [None, "看看"]}
        yield self._op("new", "comment", fresh, scope, ch=said)
        link = {"plan": [None, rid], "number": [None, 9], "topic": [None, "链接"], "owner": [None, rid]}
        yield self._op("new", "task", self.branch.store.ids.record(), self.branch.scope("b"), ch=link)
        yield self._op(
            "put", "task", self.branch.task, self.branch.scope("b"), ch={"owner": [None, rid]}, **{"for": rid}
        )
        yield self._op("new", kind, rid, scope, ch={text: [None, "占位"]})

    def malformed(self, who: str, words: str) -> Iterator[httpx.Response]:
        """Requests of every wrong form, each with these words in it."""
        raw, escaped = words.encode(), words.encode("ascii", "backslashreplace")
        bodies = [
            *(raw, b'{"' + raw + b'":', b'"' + raw + b'"', b'{"' + raw + b'":1,"' + raw + b'":2}'),
            *(b'{"device":["' + escaped + b'"]}', b'{"device":"' + raw + b'","epoch":null,"cursors":{}}'),
            b'{"device":"d:x","epoch":"' + raw + b'","cursors":{"' + raw + b'":1}}',
            b'{"device":"d:x","epoch":"' + raw + b'","ops":[]}',
            b'{"login":"' + raw + b'","password":"' + raw + b'","device":{"name":"' + raw + b'","kind":"","ver":""}}',
            b'{"code":"' + raw + b'","login":"l","password":"p","device":{"name":"n","kind":"","ver":""}}',
            b'{"old":"' + raw + b'"}',
            b'{"base":0,"vault":"' + raw + b'","ring":"' + raw + b'"}',
            b'{"vault":"' + VAULT.encode() + b'","epoch":"' + raw + b'","after":0,"items":[]}',
        ]
        posts = ["/v1/join", "/v1/auth/login", "/v1/devices", "/v1/sync/push", "/v1/sync/pull"]
        for path in (*posts, "/v1/vault/push", "/v1/vault/pull"):
            for body in bodies:
                if path != "/v1/devices" or who != STRANGER:
                    yield self.call(who, "POST", path, body)
            yield self.call(who, "POST", path, raw, **{"Content-Type": "text/plain"})
            yield self.call(who, "POST", path, raw, **{"Content-Encoding": "gzip"})
        for body in bodies:
            yield self.call(who, "PUT", "/v1/vault", body)
        quoted = words.encode().hex()
        for path in (
            f"/{words}",
            f"/v1/records/{words}/history",
            f"/v1/trash?scope={words}",
            f"/v1/trash?before={words}",
        ):
            yield self.call(who, "GET", path, **{"X-Client": quoted, "If-None-Match": quoted})
        yield self.call(who, "GET", f"/v1/sync/heads?wait={words}")
        op = self._op("put", "task", self.branch.task, self.branch.scope("b"), ch={words: [words, words]})
        wrong = [
            *({**op, "type": words}, {**op, "scope": words}, {**op, "at": words}, {**op, "ref": words + "\n"}, op),
            {**op, "ch": {"number": [1, words]}},
            {**op, "ch": {"topic": [words + "\u202e", words + "\u202e"]}},
            {**op, "ch": {"state": [words, words]}},
        ]
        for each in wrong:
            yield self.push(who, [{**each, "id": self.branch.store.ids.op()}])
