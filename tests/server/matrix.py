"""Everybody against every kind of record in every state, as edits over HTTP: the world, the deeds, and what came of them.

What is expected is worked out by `tests.records.oracle` from permissions.csv alone; the records stand in the database as rows, so
that each can be in any state, and each deed has a copy of its own.
"""

from __future__ import annotations

import io
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import msgspec
from sqlalchemy import insert, select

from server_stub import tables
from server_stub.app import make_app
from server_stub.invites import Grant, issue
from server_stub.logs import Log
from server_stub.rows import Row, text
from server_stub.shell import Shell, create_branch
from server_stub.store import Store
from sync.canonical import digest
from sync.records.decided_on import decided_on
from sync.records.ids import record_id
from sync.records.registry import KINDS
from sync.wire import Op
from tests.records.branch import APPOINTED, MEMBERSHIPS, PEOPLE, S0, S1, S2
from tests.records.branch import Branch as Stage
from tests.records.declared import BUILT, declared_kinds
from tests.records.oracle import Deed, Oracle, going_along
from tests.records.permissions import rows
from tests.records.subjects import PARENTS, SESSIONS, Subject, least, sample_value, stage, subjects
from tests.records.test_policy_matrix import deeds, entered
from tests.server.people import CLAIMED, FakeClock
from tests.server.web import CHEAP, DEVICE, OFTEN, PASSWORD, Client

TRIES = 9
"""Of deeds alike, so many are held against the file to find one that it allows and one that it does not."""

ACTORS = (
    "sec",
    "clerk",
    "leader1",
    "head1",
    "comm",
    "lib",
    "host1",
    "rec1",
    "author1",
    "member1",
    "plain2",
    "past_host",
)
"""One person a role and relation; each is also put in as the record's own member, owner, author, host or recorder."""

ENTERING = ("clerk", "rec1", "member1")
COMMITTEE = {"secretary", "leader", "committee", "clerk"}
OF_NOBODY = ("nowhere", "strange")
RENEWAL = {"renewed": 1, "due_on": "2027-01-31"}
"""The renewal of a loan by whoever borrowed."""

AT = "2026-01-01T00:00:00Z"


@dataclass(frozen=True)
class Case:
    """A deed, the copy of the record it is done to, and what permissions.csv says of it."""

    deed: Deed
    allowed: bool


def chosen(seed: int) -> list[Case]:
    """A deed of each likeness for each answer of the file; which of several alike, the seed says."""
    rng, there = random.Random(seed), stage()
    oracle = Oracle(there)
    found: dict[tuple[Any, ...], Case] = {}
    tries: Counter[tuple[Any, ...]] = Counter()
    for kind in (each for each in BUILT if declared_kinds()[each].scope != "u"):
        for subject in _some(rng, [each for each in subjects(kind) if _stands(each)]):
            for actor in ACTORS:
                more = entered(subject, actor) if actor in ENTERING else iter(())
                for deed in filter(_can_be_sent, (*deeds(subject, actor), *more)):
                    alike = (*_likeness(deed), *_relation(oracle, deed))
                    tries[alike] += 1
                    if tries[alike] <= TRIES:
                        case = Case(deed, expected(oracle, deed))
                        found.setdefault((*alike, case.allowed), case)
    return list(found.values())


def _some(rng: random.Random, tried: list[Subject]) -> list[Subject]:
    """At most so many records of a kind and state."""
    rng.shuffle(tried)
    counts: Counter[Any] = Counter()
    kept = []
    for each in tried:
        # A conflict's own state says little: what it is about does.
        alike = (each.fields.get("state"), each.fields.get("record"))
        counts[alike] += 1
        if counts[alike] <= (2 if each.kind == "conflict" else TRIES):
            kept.append(each)
    return kept


def _stands(subject: Subject) -> bool:
    """False for a record that hangs on nothing, or on what this version does not know: it is nowhere to be found."""
    fields = subject.fields
    return parent_of(subject.kind, fields) not in OF_NOBODY


def _can_be_sent(deed: Deed) -> bool:
    """False for what has no form on the wire, and so is refused whoever sends it."""
    if deed.act == "new" and deed.kind in ("settings", "conflict"):
        # There is one, which was made with the branch; the server alone makes it.
        return False
    declared = declared_kinds()[deed.kind]
    if deed.basis == "spoken" or (deed.act == "put" and not deed.changes and deed.to is None):
        # Spoken is as on paper is; and who changes nothing needs no right.
        return False
    if deed.act == "del" and (deed.basis or deed.decider):
        return False
    if deed.act == "new" and deed.fields.get("state") not in (None, *declared.states[:1]):
        return False
    return deed.to is None or set(deed.changes) <= going_along(deed.kind, deed.to)


@cache
def _rows_about(kind: str, name: str) -> tuple[int, ...]:
    """The lines of the file that speak of a field."""
    return tuple(row.line for row in rows() if row.kind == kind for each in row.actions if name in each.fields)


def _likeness(deed: Deed) -> tuple[Any, ...]:
    """What deeds have in common of which the same rows speak, in one state, by one person."""
    names = deed.changes if deed.act == "put" else [n for n in deed.fields if n not in least(deed.kind)]
    about: Any = tuple(_rows_about(deed.kind, name) for name in names) if len(names) < 2 else "several"
    decider = deed.decider if deed.decider in (None, deed.actor) else "another"
    field = deed.fields.get("field") if deed.kind == "conflict" else None
    settled = field if field in (None, "state", "$deleted") else "field"
    return (deed.kind, deed.fields.get("state"), deed.act, deed.to, about, deed.actor, decider, deed.basis, settled)


def _relation(oracle: Oracle, deed: Deed) -> tuple[Any, ...]:
    """What somebody is to a record: named in it, in charge of whom it is about, keeper of its session now or before; or neither."""
    if deed.act == "restore":
        # Whoever may delete may restore: the same rows say so.
        return ()
    named = [n for n, v in deed.fields.items() if deed.actor == v or (isinstance(v, list) and deed.actor in v)]
    charge = any(oracle._in_charge(sections, deed) for _, sections in APPOINTED.get(deed.actor, []) if sections)
    keeps = any(oracle._keeps(deed.actor, word, deed, _BOTH) for word in ("host", "recorder"))
    # A session's rows are closed once both have signed, the session is not.
    session = oracle._session(deed) if deed.kind != "session" else None
    return tuple(named), charge, keeps, session is not None and oracle.branch.signed(session[0])


def expected(oracle: Oracle, deed: Deed) -> bool:
    """What the file says; what its author could not read is not made, but by a session's keepers or for another."""
    allowed = oracle.may(deed)
    if not allowed or deed.act != "new" or deed.decider not in (None, deed.actor) or deed.basis is not None:
        return allowed
    if reads(deed.actor, scope_name(oracle.branch, deed.kind, deed.fields)):
        return True
    return oracle._keeps(deed.actor, "host", deed, _BOTH) or oracle._keeps(deed.actor, "recorder", deed, _BOTH)


@dataclass(frozen=True)
class _Keepers:
    who: frozenset[str] = frozenset({"host", "recorder"})


_BOTH: Any = _Keepers()


def scope_name(there: Stage, kind: str, fields: Mapping[str, Any]) -> str:
    """Where a record lives by kinds.toml: `b`, `c`, or `r:` with the symbol of the person."""
    declared = declared_kinds().get(kind)
    match declared.scope if declared is not None else "b":
        case "b or c":
            return "c" if fields.get("form") == "committee_meeting" else "b"
        case "r":
            assert declared is not None
            return f"r:{fields[declared.owner or '']}"
        case "session" | "target's":
            held = there.held(str(parent_of(kind, fields)))
            return scope_name(there, held.kind, held.fields) if held is not None else "b"
        case other:
            return other


def parent_of(kind: str, fields: Mapping[str, Any]) -> Any:
    """What a record shares its scope with, if it does."""
    names = {"session": ("session",), "target's": ("target", "record")}.get(declared_kinds()[kind].scope, ())
    return next((fields[name] for name in names if name in fields), None)


def reads(actor: str, scope: str) -> bool:
    """PROTOCOL.md section 1, worked out from the appointments alone."""
    roles = APPOINTED.get(actor, [])
    if scope == "b":
        return True
    if scope == "c":
        return any(role in COMMITTEE for role, _ in roles)
    person = scope.removeprefix("r:")
    charge = any(role in ("leader", "section_head") and MEMBERSHIPS.get(person) in where for role, where in roles)
    return person == actor or charge or any(role in ("secretary", "clerk") for role, _ in roles)


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
            zero = {"branch": self.branch, "sum": "0" * 32, "live": 0, "floor_seq": 0}
            if new:
                connection.execute(insert(tables.scope), [{"name": name, "head": 0, **zero} for name in new])
            for name, head in self._heads.items():
                connection.execute(tables.scope.update().where(tables.scope.c.name == name).values(head=head))
            connection.execute(insert(tables.rec), [row.values() for row in self._rows])
            if self._history:
                connection.execute(insert(tables.hist), self._history)

        self.store.write(work)
        self._rows, self._history = [], []

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


def told(case: Case) -> str:
    """A case as a sentence."""
    deed = replace(case.deed, fields={})
    return f"{'allowed' if case.allowed else 'denied'} by the file: {deed} on {dict(case.deed.fields)}"
