"""The branch of a run and its server: the real push and pull on a real database, which can be made to crash."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any, Literal

import msgspec
from sqlalchemy import Engine, event

from server_stub import tables
from server_stub.collecting import collect
from server_stub.direct import Direct
from server_stub.high_water import HighWater
from server_stub.identity import Account, supersede
from server_stub.problems import ProtocolProblem
from server_stub.pull import PullService
from server_stub.push import PushService
from server_stub.store import Store
from sync.wire import NewDevice, Problem, PullAnswer, PullRequest, PushAnswer, PushRequest
from tests.sim.clocks import ServerClock, World
from tests.sim.databases import Database, database
from tests.whole import everything, put_back

To = Literal["push", "pull", "devices"]

PEOPLE = ("clerk", "writer", "secretary", "head", "member")
"""Accounts in the order in which smaller branches have them; clerk and writer have two devices."""
SECOND_DEVICES = ("clerk", "writer")

_decode_push = msgspec.json.Decoder(PushRequest).decode
_decode_pull = msgspec.json.Decoder(PullRequest).decode
_decode_device = msgspec.json.Decoder(NewDevice).decode


class ServerCrash(Exception):
    """The server died while it served a request; whoever asked gets no answer."""


@dataclass(frozen=True)
class Branch:
    """A branch as every run begins with it: its database, and the ids a run needs."""

    data: bytes
    id: str
    members: Mapping[str, str]
    accounts: Mapping[str, Account]
    devices: Mapping[str, tuple[str, ...]]
    roles: Mapping[str, str]
    """Appointment records by the person who holds the role; the writer's is not in force."""
    memberships: Mapping[str, str]
    sections: tuple[str, str]
    plan: str


@cache
def branch(database: Database) -> Branch:
    """The branch, made once a process: making it takes 100 ms, loading it 0.2 ms."""
    store = database.store(ServerClock(World()), Random(0))
    tables.metadata.drop_all(store.engine)
    tables.metadata.create_all(store.engine)
    store.begin_epoch()
    return _founded(store)


def _founded(store: Store) -> Branch:
    door = Direct(store, name="示例支部")
    make = door.write_by_shell
    sections = (make("section", {"name": "综合科"}), make("section", {"name": "秘书科"}))
    members = {name: make("member", {"name": name}) for name in PEOPLE}
    memberships = {
        name: make("membership", {"member": rid, "section": sections[name == "member"], "from": "2020-01-01"})
        for name, rid in members.items()
    }
    held: dict[str, dict[str, Any]] = {
        "secretary": {"role": "secretary"},
        "clerk": {"role": "clerk"},
        "head": {"role": "section_head", "sections": [sections[0]]},
        "member": {"role": "committee"},
        "writer": {"role": "committee", "to": "2020-12-31"},
    }
    roles = {
        name: make("appointment", {"member": members[name], "from": "2020-01-01", **fields})
        for name, fields in held.items()
    }
    plan = make("plan", {"year": 2026, "title": "年度学习计划", "goals": "打好基础。"})
    make("task", {"plan": plan, "number": 1, "topic": "公文写作", "track": "professional", "owner": members["writer"]})
    keepers = {"host": members["head"], "recorders": [members["writer"]]}
    make("session", {"form": "exchange", "title": "第一次交流", **keepers})
    make("session", {"form": "committee_meeting", "title": "支委会", "recorders": [members["member"]]})
    doors = {name: [door.account(rid) for _ in range(1 + (name in SECOND_DEVICES))] for name, rid in members.items()}
    return Branch(
        data=everything(store),
        id=door.branch,
        members=members,
        accounts={name: each[0].account for name, each in doors.items()},
        devices={name: tuple(session.device for session in each) for name, each in doors.items()},
        roles=roles,
        memberships=memberships,
        sections=sections,
        plan=plan,
    )


class Mark:
    """`high_water.json`, in memory."""

    def __init__(self) -> None:
        self.data: bytes | None = None

    def read(self) -> bytes | None:
        """What was written last."""
        return self.data

    def write(self, data: bytes) -> None:
        """Replace it."""
        self.data = data


class Office:
    """The server of one run."""

    def __init__(self, world: World, random: Random) -> None:
        self._database = database()
        self.branch = branch(self._database)
        self.store = self._database.store(ServerClock(world), random)
        put_back(self.store, self.branch.data)
        self._mark = Mark()
        self._copies: list[bytes] = []
        self.age = 0
        """How often the server has gone back in time: only after that devices meet another epoch or numbers they do not expect,
        and what was answered before it says nothing of what the server holds."""
        self.silently = False
        """True once it has without a new epoch."""
        self.unnoticed = False
        """True while it has, and nothing since has made every device read everything again."""
        self.start()

    def start(self) -> None:
        """Begin to serve from what is in the database and beside it, and nothing else, as after a crash."""
        self.pushes = PushService(self.store, self.store.clock)
        self.pulls = PullService(self.store, self.store.clock)
        HighWater(self.store, self._mark, every=16).begin()

    def back_up(self) -> None:
        """Keep a copy of the database; the oldest of four is thrown away."""
        self._copies = [*self._copies[-3:], self.everything()]

    def put_back(self, rng: Random, *, newest: bool = False) -> str | None:
        """Restore a copy: by the admin command, or by copying the file, with or without the mark beside it; None without a copy."""
        if not self._copies:
            return None
        way = rng.choice(("restored by command", "restored by copying", "restored with its mark"))
        put_back(self.store, self._copies[-1] if newest else rng.choice(self._copies))
        self.age += 1
        if way == "restored by command":
            self.store.write(self.store.new_epoch)
        elif way == "restored with its mark":
            self._mark.data = None
        noticed = way == "restored by command" or self._is_older_than_its_mark()
        self.start()
        self.unnoticed = not noticed
        self.silently = self.silently or not noticed
        return way

    def _is_older_than_its_mark(self) -> bool:
        """Whether the next start must begin a new epoch: the mark says how far the database had come."""
        if self._mark.data is None:
            return False
        mark = json.loads(self._mark.data)
        ((reached,),) = self.rows(
            "SELECT (SELECT sum(head) FROM scope) + (SELECT sum(last_n) FROM device)"
            " + (SELECT count(*) FROM account) + (SELECT count(*) FROM device) + (SELECT count(*) FROM invite)"
        )
        return bool(mark["epoch"] == self._epoch() and reached < mark["reached"])

    def _epoch(self) -> str:
        with self.store.read() as connection:
            return self.store.epoch(connection)

    def collect(self) -> None:
        """Purge tombstones and the content of what was deleted long ago."""
        collect(self.store, self.store.clock.now(), tombstones=True)

    def serve(self, account: Account, to: To, body: bytes, crash_at: int | None = None) -> bytes:
        """The answer to a request; raises ProtocolProblem.

        With `crash_at` the server dies before its statement of that number, or after the commit when there are fewer;
        it raises ServerCrash and is there again, with what was committed.
        """
        if crash_at is None:
            return self._serve(account, to, body)
        try:
            with _dying_at(self.store.engine, crash_at):
                self._serve(account, to, body)
        finally:
            self._database.restart(self.store)
            self.start()
        raise ServerCrash

    def _serve(self, account: Account, to: To, body: bytes) -> bytes:
        answer: PushAnswer | PullAnswer | NewDevice
        if to == "push":
            answer = self.pushes.push(account, _decode_push(body))
        elif to == "pull":
            answer = self.pulls.pull(account, _decode_pull(body))
        else:
            made = self.supersede(account, _decode_device(body).device)
            answer = NewDevice(device=made, epoch=self.store.write(self.store.epoch))
        return msgspec.json.encode(answer)

    def supersede(self, account: Account, device: str) -> str:
        """A new device id in place of one that is good for nothing any more."""
        return self.store.write(lambda connection: supersede(connection, self.store, account, device))

    def everything(self) -> bytes:
        """All the database holds."""
        return everything(self.store)

    def rows(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """What a query finds in the database, past all of the server's own code; values stand for question marks."""
        return self._database.rows(statement, values)


@contextmanager
def _dying_at(engine: Engine, number: int) -> Iterator[None]:
    left = number

    def before(*_: Any) -> None:
        nonlocal left
        if left == 0:
            raise ServerCrash
        left -= 1

    event.listen(engine, "before_cursor_execute", before)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", before)


def problem_bytes(problem: ProtocolProblem) -> bytes:
    """A refusal as it travels."""
    return msgspec.json.encode(problem.document("r"))


def problem_of(data: bytes) -> Problem:
    """A refusal as it arrives."""
    return msgspec.json.decode(data, type=Problem)
