"""The server without HTTP, in this process: for the demo and the simulator. Accounts here have no password."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, delete, insert, select

from server_stub import tables
from server_stub.branches import kept_branches
from server_stub.clock import stamp
from server_stub.identity import Account, new_device, supersede
from server_stub.problems import ProtocolProblem
from server_stub.pull import PullService
from server_stub.push import PushService
from server_stub.shell import Shell, create_branch
from server_stub.store import Store
from server_stub.trash import TrashService
from sync.records.kind import Registry
from sync.records.registry import KINDS
from sync.wire import DeviceInfo, Op, PullAnswer, PullRequest, PushAnswer, PushRequest

_HERE = DeviceInfo(name="direct", kind="direct", ver="0")


class Direct:
    """One branch of a store, made if the store is empty, and a door for any of its members."""

    def __init__(self, store: Store, branch: str | None = None, name: str = "支部", registry: Registry = KINDS) -> None:
        self.store = store
        self._registry = registry
        if branch is None:
            with store.read() as connection:
                kept = kept_branches(connection)
            if len(kept) > 1:
                raise ValueError("there are several branches: say which")
            branch = kept[0].id if kept else create_branch(store, name)
        self.branch = branch
        self.pushes = PushService(store, store.clock, registry)
        self.pulls = PullService(store, store.clock)
        self.trash = TrashService(store, store.clock)

    def write_by_shell(self, kind: str, fields: Mapping[str, Any], id: str | None = None) -> str:
        """Make a record by the server's own hand and return its id."""

        def work(connection: Connection) -> str:
            shell = Shell(connection, self.store, self.branch, self._registry)
            rid = shell.create(kind, fields, id)
            shell.close()
            return rid

        return self.store.write(work)

    def account(self, member: str) -> Session:
        """A new device of the member's account, which is made if there is none."""

        def work(connection: Connection) -> tuple[Account, str, str]:
            account = self._account(connection, member)
            device = new_device(connection, self.store, account.id, _HERE, stamp(self.store.clock.now()))
            return account, device, self.store.epoch(connection)

        return Session(self, *self.store.write(work))

    def dismiss(self) -> None:
        """Remove the throw-away accounts with their devices and stored outcomes; what they wrote stays, in their members' names."""

        def work(connection: Connection) -> None:
            accounts = select(tables.account.c.id).where(tables.account.c.login.is_(None))
            devices = select(tables.device.c.id).where(tables.device.c.account.in_(accounts))
            connection.execute(delete(tables.opres).where(tables.opres.c.device.in_(devices)))
            connection.execute(delete(tables.device).where(tables.device.c.account.in_(accounts)))
            connection.execute(delete(tables.account).where(tables.account.c.login.is_(None)))

        self.store.write(work)

    def _account(self, connection: Connection, member: str) -> Account:
        table = tables.account
        mine = (table.c.branch == self.branch) & (table.c.member == member)
        found = connection.scalar(select(table.c.id).where(mine))
        if found is None:
            found = f"a:{self.store.random.getrandbits(96):024x}"
            now = stamp(self.store.clock.now())
            connection.execute(insert(table).values(id=found, branch=self.branch, member=member, created=now))
        return Account(id=found, branch=self.branch, member=member)

    def push_all(self, pushes: Iterable[tuple[Session, Sequence[Op]]]) -> list[PushAnswer]:
        """Several pushes under one commit, each taken when the one before it is done; nobody else may write meanwhile.

        Raises ProtocolProblem for the first that is refused whole.
        """

        def requests() -> Iterator[tuple[Account, PushRequest]]:
            for session, ops in pushes:
                request = session.request(ops)
                session.last_n = request.ops[-1].n
                yield session.account, request

        answers: list[PushAnswer] = []
        for answer in self.pushes.push_all(requests()):
            if isinstance(answer, ProtocolProblem):
                raise answer
            answers.append(answer)
        return answers


class Session:
    """A device of a member."""

    def __init__(self, direct: Direct, account: Account, device: str, epoch: str) -> None:
        self.account = account
        self.device = device
        self.epoch = epoch
        self.last_n = 0
        self.cursors: dict[str, int] = {}
        self._direct = direct

    def request(self, ops: Sequence[Op]) -> PushRequest:
        """A push of edits; those without a number (n = 0) get the next ones."""
        numbered: list[Op] = []
        n = self.last_n
        for op in ops:
            if not op.n:
                n += 1
                op = msgspec.structs.replace(op, n=n)
            numbered.append(op)
        return PushRequest(device=self.device, epoch=self.epoch, ops=numbered)

    def push(self, ops: Sequence[Op]) -> PushAnswer:
        """Push edits; those without a number (n = 0) get the next ones."""
        answer = self._direct.pushes.push(self.account, self.request(ops))
        self.last_n = answer.last_n
        return answer

    def pull(self, cursors: Mapping[str, int] | None = None, *, limit: int = 500, max_bytes: int = 2**20) -> PullAnswer:
        """One page since `cursors`, or since the last page of this session."""
        asked = dict(self.cursors if cursors is None else cursors)
        request = PullRequest(device=self.device, epoch=self.epoch, cursors=asked, limit=limit, max_bytes=max_bytes)
        answer = self._direct.pulls.pull(self.account, request)
        self.cursors.update(answer.cursors)
        return answer

    def new_device(self) -> None:
        """Ask for a new device id; the old one is superseded."""
        store = self._direct.store
        self.device = store.write(lambda connection: supersede(connection, store, self.account, self.device))
        self.last_n = 0
