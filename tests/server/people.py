"""A small branch on the real server in memory, and the edits of its members, for the tests of the server."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from copy import copy
from random import Random
from typing import Any, Literal

import msgspec
import pytest
from sqlalchemy import Engine

from server_stub.dialect import make_engine
from server_stub.direct import Direct, Session
from server_stub.store import Store
from sync.canonical import digest
from sync.records.decided_on import decided_on
from sync.records.ids import record_id
from sync.records.kind import Registry
from sync.records.registry import KINDS
from sync.wire import Op, PushAnswer, Record, Result

ON_SQLITE = pytest.mark.parametrize("branch", ["sqlite"], indirect=True)
"""For a test that takes seconds and in which the database has no part, or that is about SQLite itself."""

CLAIMED = "2026-03-01T08:30:00+08:00"

PEOPLE = ("secretary", "clerk", "leader", "head", "committee", "host", "recorder", "plain", "other")
"""`head` leads the section of `plain` and `recorder`; host and recorder keep `branch.session`."""


class FakeClock:
    """A clock that only tests move."""

    def __init__(self) -> None:
        self.moment = dt.datetime(2026, 3, 1, 1, 0, tzinfo=dt.UTC)

    def now(self) -> dt.datetime:
        """The moment in UTC."""
        return self.moment

    def today(self) -> str:
        """The date at the office, eight hours east."""
        return (self.moment + dt.timedelta(hours=8)).date().isoformat()

    def wait(self, **period: float) -> None:
        """Let time pass."""
        self.moment += dt.timedelta(**period)


class _Seen:
    """Records as somebody sees them, for what is asked of them."""

    def __init__(self, records: Mapping[str, Record]) -> None:
        self._records = records

    def linked(self, kind: str, field: str, rid: str) -> Mapping[str, Mapping[str, Any]]:
        """The living records of a kind whose field names another."""
        living = [each for each in self._records.values() if each["type"] == kind and each["del"] is None]
        return {each["id"]: each["f"] for each in living if each["f"].get(field) == rid}


class Branch:
    """Nine people with their roles, one session, one committee session, one task; every member has a device."""

    def __init__(self, store: Store | None = None, registry: Registry = KINDS) -> None:
        self.clock = FakeClock()
        self.registry = registry
        self.store = store or Store.open("sqlite://", self.clock, Random(1))
        self.direct = Direct(self.store, name="示例支部", registry=registry)
        self.id = self.direct.branch
        make = self.direct.write_by_shell
        self.sections = {name: make("section", {"name": name}) for name in ("综合科", "秘书科")}
        self.members = {name: make("member", {"name": name}) for name in PEOPLE}
        first, second = self.sections.values()
        for name, rid in self.members.items():
            place = first if name in ("plain", "recorder", "head") else second
            make("membership", {"member": rid, "section": place, "from": "2020-01-01"})
        roles: dict[str, dict[str, Any]] = {
            "secretary": {"role": "secretary"},
            "clerk": {"role": "clerk"},
            "leader": {"role": "leader", "sections": [first]},
            "head": {"role": "section_head", "sections": [first]},
            "committee": {"role": "committee"},
        }
        self.appointments = {
            name: make("appointment", {"member": self.members[name], "from": "2020-01-01", **fields})
            for name, fields in roles.items()
        }
        keepers = {"host": self.members["host"], "recorders": [self.members["recorder"]]}
        self.session = make("session", {"form": "exchange", "title": "第一次交流", **keepers})
        self.committee_session = make("session", {"form": "committee_meeting", "title": "支委会"})
        self.plan = make("plan", {"year": 2026, "title": "年度学习计划"})
        fields = {"plan": self.plan, "number": 1, "topic": "公文写作", "track": "professional"}
        self.task = make("task", {**fields, "owner": self.members["plain"], "materials": "第一句。第二句。第三句。"})
        self.at = {name: self.direct.account(rid) for name, rid in self.members.items()}

    def again(self, engine: Engine | None = None) -> Branch:
        """A branch like this one, copied into a database in memory, or in one in which it is already.

        Copying takes a tenth of making.
        """
        copied = copy(self)
        copied.clock = FakeClock()
        copied.clock.moment = self.clock.moment
        if engine is None:
            copied.store = Store(make_engine("sqlite://"), copied.clock, Random(2), memory=True)
            copied.store.deserialize(self.store.serialize())
        else:
            copied.store = Store(engine, copied.clock, Random(2), memory=False)
        copied.direct = Direct(copied.store, branch=self.id, registry=self.registry)
        copied.members = dict(self.members)
        copied.at = {
            name: Session(copied.direct, door.account, door.device, door.epoch) for name, door in self.at.items()
        }
        return copied

    def scope(self, stream: Literal["b", "c", "r"], member: str | None = None) -> str:
        """The scope of everybody, of the committee, or of one person."""
        return f"{stream}:{self.id}" + (f":{self.members[member]}" if member else "")

    # edits

    def op(self, k: Any, kind: str, rec: str, scope: str | None = None, **rest: Any) -> Op:
        """One edit; without `scope` in the scope of everybody."""
        given = {"v": 1, "at": CLAIMED, "id": self.store.ids.op(), **rest}
        return Op(k=k, type=kind, rec=rec, scope=scope or self.scope("b"), **given)

    def new(
        self, kind: str, fields: Mapping[str, Any], rid: str | None = None, scope: str | None = None, **rest: Any
    ) -> Op:
        """The edit that makes a record."""
        changes = {name: ({"add": v} if isinstance(v, list) else [None, v]) for name, v in fields.items()}
        rid = rid or record_id(self.id, self.registry[kind], fields, self.store.ids)
        return self.op("new", kind, rid, scope, ch=changes, **rest)

    def minute(self, text: str, rid: str | None = None, session: str | None = None, scope: str | None = None) -> Op:
        """The edit that makes an entry of the minutes."""
        fields = {
            "session": session or self.session,
            "at": "2026-03-01T09:00",
            "entry": "note",
            "pos": "a",
            "text": text,
        }
        return self.new("minute", fields, rid, scope)

    def put(self, kind: str, rec: str, changes: Mapping[str, Any], scope: str | None = None, **rest: Any) -> Op:
        """The edit that changes fields, each [base, new] or {"add", "del"}."""
        return self.op("put", kind, rec, scope, ch=dict(changes), **rest)

    def delete(self, record: Record) -> Op:
        """The edit that deletes a record as it was seen."""
        return self.op("del", record["type"], record["id"], record["scope"], dig=digest(record["f"]))

    def submission(self, author: str, text: str = "学习体会。", rid: str | None = None, by: str | None = None) -> Op:
        """The edit that submits a reflection."""
        fields = {"author": self.members[by or author], "title": "体会", "body": text}
        return self.new("submission", fields, rid, self.scope("r", author))

    def seeing(self, op: Op) -> Op:
        """A decision that carries what it is about as it stands now, as a device has it."""
        row = self.record(op.rec)
        spec = self.registry[op.type]
        dig = decided_on(spec, op.rec, row["f"], op.ch["state"][1], _Seen(self.seen("secretary")))
        return msgspec.structs.replace(op, dig=dig)

    # what came of them

    def push(self, who: str, *ops: Op) -> PushAnswer:
        """Push as a member."""
        return self.at[who].push(ops)

    def one(self, who: str, op: Op) -> Result:
        """The outcome of one edit."""
        return self.push(who, op).results[0]

    def made(self, who: str, op: Op) -> Record:
        """The record after an edit that must be accepted."""
        answer = self.push(who, op)
        assert answer.results[0].out == "applied", answer.results
        return next(record for record in answer.records if record["id"] == op.rec)

    def seen(self, who: str, session: Session | None = None) -> dict[str, Record]:
        """Every record a member reads now, by id, tombstones included."""
        door = session or self.at[who]
        found: dict[str, Record] = {}
        cursors: dict[str, int] = {}
        more = True
        while more:
            page = door.pull(cursors)
            found.update({record["id"]: record for record in page.changes})
            cursors.update(page.cursors)
            more = page.more
        return found

    def record(self, rid: str, who: str = "secretary") -> Record:
        """A record as a member reads it."""
        return self.seen(who)[rid]

    def conflicts(self, who: str = "secretary", state: str = "open") -> list[Record]:
        """Conflicts a member sees."""
        found = self.seen(who).values()
        return [r for r in found if r["type"] == "conflict" and r["f"]["state"] == state]
