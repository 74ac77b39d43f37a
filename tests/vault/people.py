"""Devices of one member on the real service in memory, and a line between them that loses and doubles what goes over it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random
from typing import Any, TypeVar

from server_stub.identity import Account
from server_stub.problems import ProtocolProblem
from server_stub.vault import VaultService
from sync.cache.shadow import Identity
from sync.reaching import ServerRefused, Unreachable
from sync.vault.engine import VaultRound
from sync.vault.keeper import Keeper
from sync.vault.keys import CHEAPEST
from sync.vault.tending import tend
from sync.vault.wire import PutRing, RingState, VaultPull, VaultPullAnswer, VaultPush, VaultPushAnswer
from sync.workplace import Workplace, open_workplace
from tests.server.people import Branch

_T = TypeVar("_T")

PASSPHRASE = "一句不短的口令"


class Line:
    """Carries to the service; `lose` and `answerless` are chances from 0 to 1; what was sent may arrive again later."""

    def __init__(self, service: VaultService, account: Account, random: Random) -> None:
        self.service = service
        self.account = account
        self.random = random
        self.lose = self.answerless = self.again = 0.0
        self.sent: list[VaultPush] = []
        self.calls = 0

    def vault_ring(self) -> RingState:
        """See Carrier."""
        return self._carry(lambda: self.service.ring(self.account))

    def put_ring(self, body: PutRing) -> RingState:
        """See Carrier."""
        return self._carry(lambda: self.service.put_ring(self.account, body))

    def vault_carry(self, body: VaultPull | VaultPush) -> VaultPullAnswer | VaultPushAnswer:
        """See Carrier."""
        if self.sent and self.random.random() < self.again:
            self._late(self.random.choice(self.sent))
        if isinstance(body, VaultPush):
            self.sent.append(body)
            found: VaultPullAnswer | VaultPushAnswer = self._carry(lambda: self.service.push(self.account, body))
        else:
            found = self._carry(lambda: self.service.pull(self.account, body))
        return found

    def _late(self, body: VaultPush) -> None:
        """A request that was thought to be lost arrives now; nobody hears the answer."""
        try:
            self.service.push(self.account, body)
        except ProtocolProblem:
            return

    def _carry(self, do: Callable[[], _T]) -> _T:
        self.calls += 1
        if self.random.random() < self.lose:
            raise Unreachable("lost")
        try:
            answer = do()
        except ProtocolProblem as problem:
            raise ServerRefused(problem.document()) from problem
        if self.random.random() < self.answerless:
            raise Unreachable("no answer")
        return answer


class Device:
    """A data folder of `who`, with a line of its own."""

    def __init__(self, branch: Branch, folder: Path, who: str = "plain", seed: int = 1) -> None:
        self.branch = branch
        self.folder = folder
        self.random = Random(seed)
        self.account = branch.at[who].account
        self.line = Line(VaultService(branch.store, branch.clock), self.account, self.random)
        self.place = self._open()
        identity = Identity(branch.id, "支部", self.account.member, who, self.account.id, who, "http://127.0.0.1:9")
        self.place.repository.commit([self.place.shadow.identity_change(identity)])

    def _open(self) -> Workplace:
        return open_workplace(self.folder, random=self.random)

    def restart(self) -> None:
        """End and open again."""
        self.place.close()
        self.place = self._open()

    @property
    def keeper(self) -> Keeper:
        """What a person does with the vault, at the lowest cost."""
        return Keeper(self.folder, self.account.id, self.line, random=self.random.randbytes, cost=CHEAPEST)

    def sync(self) -> VaultRound:
        """One round of the vault."""
        done = tend(self.place, self.line, random=self.random.randbytes)
        assert done is not None
        return done

    def write(self, kind: str = "note", **fields: Any) -> str:
        """A new record."""
        return self.place.desk.create(kind, fields)

    def seen(self) -> dict[str, Mapping[str, Any]]:
        """Live private records by id."""
        kinds = [spec.name for spec in self.place.repository.registry if not spec.shared]
        return {view.id: dict(view.fields) for kind in kinds for view in self.place.repository.find(kind)}

    def bodies(self) -> set[str]:
        """The texts of the notes."""
        return {str(fields.get("body")) for fields in self.seen().values()}
