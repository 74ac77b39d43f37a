"""The stage of the permission tests in a real database, behind its routes; deeds as edits over HTTP, and their outcomes."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import insert, select

from server_stub import chain, tables
from server_stub.app import make_app
from server_stub.invites import Grant, issue
from server_stub.logs import Log
from server_stub.rows import Row, text
from server_stub.shell import Shell, create_branch
from server_stub.store import Store
from server_stub.tables import ScopeRow
from sync.canonical import digest
from sync.records.decided_on import decided_on
from sync.records.ids import record_id
from sync.records.registry import KINDS
from sync.wire import Op
from tests.records.branch import APPOINTED, MEMBERSHIPS, PEOPLE, S0, S1, S2
from tests.records.declared import declared_kinds
from tests.records.oracle import Deed, going_along
from tests.records.subjects import PARENTS, SESSIONS, sample_value, stage
from tests.server.matrix import ACTORS, RENEWAL, Case, parent_of, scope_name
from tests.server.people import CLAIMED, FakeClock
from tests.server.web import CHEAP, DEVICE, OFTEN, PASSWORD, Client

AT = "2026-01-01T00:00:00Z"


class World:
    """The stage of the permission tests in a real database, behind its routes. Close it."""

    def __init__(self, store: Store, clock: FakeClock) -> None:
        self.store = store
        self.clock = clock
        self.there = stage()
        self.branch = create_branch(store, "示例支部")
        self._rows: list[Row] = []
        self._history: list[dict[str, Any]] = []
        self._heads: dict[str, int] = {}
        self.ids: dict[str, str] = {each: store.ids.record() for each in (*PEOPLE, S0, S1, S2)}
        store.write(lambda connection: self._people(Shell(connection, store, self.branch)))
        with store.read() as connection:
            for row in connection.execute(select(tables.scope)):
                self._heads[row.name] = row.head
        for name in (*SESSIONS, *PARENTS, "p-written"):
            if name != "strange":
                self.ids[name] = self.put_there(name)
        self.flush()
        self.lines = io.StringIO()
        self.app, self.api = make_app(store, clock, passwords=CHEAP, rates=OFTEN, log=Log(clock, self.lines))
        self.client = Client(self.app)
        self.tokens: dict[str, str] = {}
        self.devices: dict[str, str] = {}
        self._numbers: dict[str, int] = {}
        for who in ACTORS:
            self._join(who)
        with store.read() as connection:
            self.epoch = store.epoch(connection)

    def _join(self, who: str) -> None:
        grant = Grant(member=self.ids[who])
        code = self.store.write(lambda connection: issue(connection, self.store, self.branch, grant))
        body = {"code": code, "login": who, "password": PASSWORD, "device": DEVICE}
        answer = self.client.post("/v1/join", json=body)
        assert answer.status_code == 200, answer.content + self.lines.getvalue().encode()
        self.tokens[who], self.devices[who] = answer.json()["token"], answer.json()["device"]

    def close(self) -> None:
        """End its threads."""
        self.client.close()
        self.api.close()
        self.store.close()

    def _people(self, shell: Shell) -> None:
        for name in (S0, S1, S2):
            shell.create("section", {"name": name}, self.ids[name])
        for name in PEOPLE:
            shell.create("member", {"name": name}, self.ids[name])
        for name, place in MEMBERSHIPS.items():
            shell.create("membership", {"member": self.ids[name], "section": self.ids[place], "from": "2020-01-01"})
        for name, roles in APPOINTED.items():
            for role, sections in roles:
                fields = {"member": self.ids[name], "role": role, "from": "2020-01-01"}
                shell.create(
                    "appointment", fields | ({"sections": [self.ids[s] for s in sections]} if sections else {})
                )
        shell.close()

    # records as rows

    def put_there(self, name: str, fields: Mapping[str, Any] | None = None, held: Any = None) -> str:
        """A record of the stage, or of its like, as rows: with who kept it before, and signed when it is; returns its id."""
        held = held or self.there.records[name]
        return self.row(name, held.kind, fields or held.fields, held.fv)

    def row(self, name: str, kind: str, fields: Mapping[str, Any], fv: Mapping[str, Any], *, gone: bool = False) -> str:
        """A record with these fields, symbols put in for what they stand for."""
        real, scope = self.real(kind, fields), self.scope(kind, fields)
        rid = (
            record_id(self.branch, KINDS[kind], real, self.store.ids) if kind == "conflict" else self.store.ids.record()
        )
        self._heads[scope] = self._heads.get(scope, 0) + 1
        known = {field: [entry[0], self.ids.get(entry[1], entry[1])] for field, entry in fv.items()}
        made = {"at": AT, "claimed": AT, "by": None, "dev": None}
        parent_field = KINDS[kind].parent_field
        self._rows.append(
            Row(
                id=rid,
                branch=self.branch,
                scope=scope,
                type=kind,
                rev=9,
                seq=self._heads[scope],
                v=1,
                fields=real,
                fv=known,
                created=made,
                updated=made,
                deleted={"at": AT, "by": None} if gone else None,
                parent=real.get(parent_field) if parent_field else None,
            )
        )
        if gone:
            self._remember(rid, 9, scope, {}, real)
        if kind == "session" and name in SESSIONS:
            self._kept(rid, name, scope, real)
        return rid

    def _kept(self, rid: str, name: str, scope: str, fields: Mapping[str, Any]) -> None:
        before = sorted(self.there.past_keepers.get(name, ()))
        people = [self.ids[each] for each in before]
        self._remember(
            rid, 1, scope, {"host": [None, fields.get("host")], "recorders": [people, fields.get("recorders")]}
        )
        if name in self.there.signed_sessions:
            for role, who in (("host", SESSIONS[name]["host"]), ("recorder", SESSIONS[name]["recorders"][0])):
                self._signature(rid, who, role, scope)

    def _signature(self, session: str, who: str, role: str, scope: str) -> None:
        self.ids[f"id:{session}"] = session
        fields = {"session": f"id:{session}", "member": who, "as_role": role, "digest": "0" * 64}
        self.row("", "signature", fields, {})
        assert self._rows[-1].scope == scope

    def _remember(self, rid: str, rev: int, scope: str, changes: Mapping[str, Any], last: Any = None) -> None:
        told = {"rec": rid, "rev": rev, "scope": scope, "k": "put", "out": "applied", "ch": text(changes), "at": AT}
        rest = {"f": text(last) if last is not None else None, "by": None, "for": None, "basis": None}
        self._history.append({**told, **rest, "ref": None, "dev": None, "claimed": AT, "op": None})

    def real(self, kind: str, fields: Mapping[str, Any]) -> dict[str, Any]:
        """Fields with ids in the place of symbols."""
        declared = declared_kinds()[kind].fields
        # A role is called as one of the people is.
        words = {name for name, each in declared.items() if each.type == "enum"}
        return {name: value if name in words else self._real(value) for name, value in fields.items()}

    def _real(self, value: Any) -> Any:
        if isinstance(value, list):
            return sorted(self._real(each) for each in value)
        return self.ids.get(value, value) if isinstance(value, str) else value

    def scope(self, kind: str, fields: Mapping[str, Any]) -> str:
        """The name of the scope a record of these fields lives in."""
        linked = parent_of(kind, fields)
        if isinstance(linked, str) and linked.startswith("id:"):
            return f"b:{self.branch}"
        return self.named(scope_name(self.there, kind, fields))

    def flush(self) -> None:
        """Write all rows made so far into the database, scopes first."""

        def work(connection: Any) -> None:
            known = set(connection.scalars(select(tables.scope.c.name)))
            new = [name for name in self._heads if name not in known]
            zero = {"branch": self.branch, "sum": "0" * 32, "live": 0, "floor_seq": 0, "places": 0, "chain": ""}
            if new:
                connection.execute(insert(tables.scope), [{"name": name, "head": 0, **zero} for name in new])
            for name, head in self._heads.items():
                connection.execute(tables.scope.update().where(tables.scope.c.name == name).values(head=head))
            connection.execute(insert(tables.rec), [row.values() for row in self._rows])
            if self._history:
                connection.execute(insert(tables.hist), self._linked(connection))

        self.store.write(work)
        self._rows, self._history = [], []

    def _linked(self, connection: Any) -> list[dict[str, Any]]:
        """The revisions made so far, each chained to the one before it in its scope."""
        kinds = {row.id: row.type for row in self._rows}
        named = select(tables.scope).where(tables.scope.c.name.in_({each["scope"] for each in self._history}))
        places = {row.name: ScopeRow.of(row) for row in connection.execute(named)}
        linked = [chain.link(places[each["scope"]], kinds[each["rec"]], each) for each in self._history]
        for name, place in places.items():
            reached = {"places": place.places, "chain": place.chain}
            connection.execute(tables.scope.update().where(tables.scope.c.name == name).values(reached))
        return linked

    # deeds as edits

    def op(self, case: Case, place: int) -> tuple[Op, Deed]:
        """The edit of a case, its record made as rows."""
        deed = case.deed
        if deed.act == "new":
            return self._creation(deed, place), deed
        writer = {"guiding": [3, deed.last_writer]} if deed.last_writer else {}
        fv = {"title": [2, "nobody"], "state": [9, None], **writer}
        rid = self.row(deed.rid, deed.kind, deed.fields, fv, gone=deed.act == "restore")
        fields, spec = (
            self._rows[-1].fields if deed.rid not in SESSIONS else self.real(deed.kind, deed.fields),
            KINDS[deed.kind],
        )
        changes: dict[str, Any] = {}
        if deed.to is not None:
            changes["state"] = [deed.fields.get("state"), deed.to]
            required = {w for b, a, w in declared_kinds()[deed.kind].transitions if a == deed.to and w}
            given = {*(name for name in required if name in going_along(deed.kind, deed.to)), *deed.changes}
        else:
            given = set(deed.changes)
        if deed.kind == "loan" and given & set(RENEWAL):
            # Both fields make one renewal, and neither is changed alone.
            changes |= {name: [fields.get(name), value] for name, value in RENEWAL.items()}
            given -= set(RENEWAL)
        for name in sorted(given):
            changes[name] = _change(deed.kind, name, fields.get(name), place)
        rest: dict[str, Any] = {"ch": changes} if deed.act == "put" else {}
        if deed.act == "del":
            rest["dig"] = digest(fields)
        elif deed.to is not None:
            rest["dig"] = decided_on(spec, rid, fields, deed.to, _NOTHING)
        return self._op(deed, rid, self.scope(deed.kind, deed.fields), rest), deed

    def _creation(self, deed: Deed, place: int) -> Op:
        spec, declared = KINDS[deed.kind], declared_kinds()[deed.kind]
        fields = {name: value for name, value in deed.fields.items() if name != "state" and value not in (None, [])}
        # What has a natural key is made of something of its own each time, or two cases would make one record.
        for name in (*spec.key, *(("submission",) if deed.kind == "publication" else ())):
            if name in ("session", "target", "plan", "submission") and fields.get(name) in self.there.records:
                symbol = fields[name]
                copy = f"{symbol}@{place}"
                self.there.records[copy] = self.there.records[symbol]
                self.ids[copy] = self.put_there(symbol)
                fields[name] = copy
            elif name in ("year", "number") and "plan" not in spec.key:
                fields[name] = 3000 + place
            elif name == "from":
                fields[name] = f"{2100 + place // 300}-{place // 28 % 12 + 1:02}-{place % 28 + 1:02}"
        real = self.real(deed.kind, fields)
        if "session" in spec.key and fields.get("session") == "nowhere":
            real["session"] = self.store.ids.record()
        changes = {name: {"add": value} if isinstance(value, list) else [None, value] for name, value in real.items()}
        assert set(changes) <= set(declared.fields) | {"sample"}
        rid = record_id(self.branch, spec, real, self.store.ids)
        return self._op(deed, rid, self.scope(deed.kind, fields), {"ch": changes})

    def _op(self, deed: Deed, rid: str, scope: str, rest: Mapping[str, Any]) -> Op:
        k: Any = deed.act
        decider = self.ids[deed.decider] if deed.decider else None
        return Op(
            id=self.store.ids.op(),
            k=k,
            type=deed.kind,
            rec=rid,
            scope=scope,
            v=1,
            at=CLAIMED,
            for_=decider,
            basis=_basis(deed.basis),
            **rest,
        )

    def push(self, who: str, ops: Sequence[Op]) -> list[Any]:
        """The outcomes of edits of one person, pushed over HTTP."""
        found: list[Any] = []
        for start in range(0, len(ops), 400):
            part = ops[start : start + 400]
            first = self._numbers.get(who, 0) + 1
            numbered = [msgspec.structs.replace(op, n=first + place) for place, op in enumerate(part)]
            self._numbers[who] = first + len(part) - 1
            body = {"device": self.devices[who], "epoch": self.epoch, "ops": numbered}
            answer = self.client.post("/v1/sync/push", content=msgspec.json.encode(body), headers=self.headers(who))
            assert answer.status_code == 200, answer.content
            found += answer.json()["results"]
        return found

    def pulled(self, who: str) -> tuple[dict[str, Any], list[str]]:
        """Every record a person reads, by id, and the scopes, over HTTP."""
        found: dict[str, Any] = {}
        cursors: dict[str, int] = {}
        while True:
            body = {"device": self.devices[who], "epoch": self.epoch, "cursors": cursors}
            answer = self.client.post("/v1/sync/pull", content=msgspec.json.encode(body), headers=self.headers(who))
            assert answer.status_code == 200, answer.content
            page = answer.json()
            found.update({each["id"]: each for each in page["changes"]})
            cursors.update(page["cursors"])
            if not page["more"]:
                return found, page["scopes"]

    def get(self, who: str, path: str) -> Any:
        """An answer to a GET of a person."""
        return self.client.get(path, headers=self.headers(who))

    def named(self, scope: str) -> str:
        """The name of a scope of `scope_name`."""
        stream, _, person = scope.partition(":")
        return f"{stream}:{self.branch}" + (f":{self.ids[person]}" if person else "")

    def symbol(self, scope: str) -> str:
        """`named`, back again."""
        stream, _, rest = scope.partition(":")
        person = rest.partition(":")[2]
        return f"r:{next(name for name, rid in self.ids.items() if rid == person)}" if person else stream

    @staticmethod
    def roles(who: str) -> list[str]:
        """The roles of a person of the stage."""
        return [role for role, _ in APPOINTED.get(who, [])]

    def headers(self, who: str) -> dict[str, str]:
        """What a signed-in client sends."""
        return {"Authorization": f"Bearer {self.tokens[who]}", "Content-Type": "application/json"}


class _Nothing:
    def linked(self, kind: str, field: str, rid: str) -> Mapping[str, Mapping[str, Any]]:
        """Nothing hangs on a copy."""
        return {}


_NOTHING = _Nothing()


def _basis(name: str | None) -> Any:
    return name


def _change(kind: str, name: str, current: Any, place: int) -> Any:
    """Another value for a field than the one it has."""
    declared = declared_kinds()[kind].fields[name]
    value = sample_value(declared)
    if isinstance(value, list):
        return {"add": [f"{value[0]}{place}"], "del": []}
    if declared.type in ("str", "text", "id"):
        value = f"{value}{place}"
    elif declared.type == "int":
        value = 3 + place
    elif declared.type == "bool":
        value = not current
    elif declared.type == "enum":
        value = next((each for each in declared.choices if each != current), value)
    return [current, value]


def played(world: World, cases: Sequence[Case]) -> Iterator[tuple[Case, Any]]:
    """Each case with its outcome: one person's after another's, a few hundred edits a push."""
    by_actor: dict[str, list[tuple[Case, Op]]] = {}
    for place, case in enumerate(cases):
        by_actor.setdefault(case.deed.actor, []).append((case, world.op(case, place)[0]))
    world.flush()
    for who, mine in by_actor.items():
        yield from zip((case for case, _ in mine), world.push(who, [op for _, op in mine]), strict=True)
