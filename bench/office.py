"""A served branch with records of 2.5 KB, and devices of it: what sync is measured with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

from bench.load import branches, places
from bench.load.holder import Holder
from bench.load.places import Serving
from bench.words import prose
from server_stub.direct import Direct
from sync.cache.shadow import Identity
from sync.invite import Server
from sync.loop import run_round
from sync.records.fields import TEXT_BYTES
from sync.round import Round
from sync.transport import Transport
from sync.wire import BranchOfAccount, SignedIn
from sync.workplace import Workplace, open_workplace, write_token
from tui.screens.notice import READ

LENGTH = 690
"""Characters of a record's text, 2.5 KB with all that stands around it."""

CLIENT = "xinde/0.1.0 schema=1"
PUSH = 200
"""Edits of one push while a branch is filled."""

assert LENGTH * 3 < TEXT_BYTES


class Unequal(Exception):
    """Something was not applied, or two copies are not equal: what was measured means nothing."""


@dataclass(frozen=True, slots=True)
class Office:
    """The server, and people of one branch, each with a device of their own; the first are secretary, clerk and host."""

    serving: Serving
    holders: list[Holder]

    @property
    def address(self) -> str:
        """Where it is reached."""
        return self.serving.addresses[0]


@contextmanager
def office(records: int = 0, people: int = 30, seed: int = 1) -> Iterator[Office]:
    """A branch on SQLite, its commits durable, served by one process; with so many records of 2.5 KB."""
    with places.sqlite() as place:
        store = place.opened()
        try:
            (holders,) = branches.copies(store, branches.pattern(people=max(people, 8)), 1, people)
            if records:
                _fill(Direct(store, holders[0].branch), holders[0], records, seed)
        finally:
            store.close()
        with places.serving(place) as server:
            yield Office(server, holders)


def _fill(direct: Direct, holder: Holder, records: int, seed: int) -> None:
    """Entries of the minutes, by the rules of the server."""
    from sync.records.ids import Ids
    from sync.wire import Op

    rng = Random(seed)
    ids = Ids(lambda: 1_790_000_000_000 + rng.getrandbits(20), rng)
    account = direct.account(holder.member)
    scope = f"b:{holder.branch}"
    for begin in range(0, records, PUSH):
        ops = []
        for n in range(begin, min(records, begin + PUSH)):
            changes = {name: [None, value] for name, value in entry(holder, n, rng).items()}
            ops.append(
                Op(
                    n=n + 1,
                    id=ids.op(),
                    k="new",
                    type="minute",
                    rec=ids.record(),
                    scope=scope,
                    v=1,
                    at="2026-03-01T09:00:00+08:00",
                    ch=changes,
                )
            )
        answer = account.push(ops)
        if {each.out for each in answer.results} != {"applied"}:
            raise Unequal(f"not applied: {answer.results[0]}")


def entry(holder: Holder, n: int, rng: Random) -> dict[str, str]:
    """The fields of one entry of the minutes, 2.5 KB as a record."""
    return {
        "session": holder.session,
        "at": f"2026-03-01T{9 + n // 60 % 8:02}:{n % 60:02}",
        "entry": "note",
        "pos": f"b{n:06}",
        "text": prose(rng, LENGTH),
    }


def seated(folder: Path, holder: Holder, address: str) -> Workplace:
    """A new data folder, signed in, with nothing in it; close it."""
    place = open_workplace(folder)
    branch = BranchOfAccount(id=holder.branch, name="示例支部", member=holder.member, member_name="")
    answer = SignedIn(
        token=holder.token, device=holder.device, account=holder.account, login="", branches=[branch], time=""
    )
    place.signed_in(answer, Server(address))
    place.repository.commit([("meta", READ, {"at": "2026-01-01T00:00:00+00:00"})])
    write_token(folder, holder.token)
    assert place.identity != Identity()
    return place


def connected(holder: Holder, address: str) -> Transport:
    """The client's own transport; close it."""
    return Transport(address, holder.token, client_name=CLIENT)


def synced(place: Workplace, transport: Transport) -> Round:
    """One whole sync; raises Unequal where it did not come to its end."""
    done = run_round(place.engine, transport)
    if done.fault is not None or done.conflicts or done.parked:
        raise Unequal(f"a sync failed: {done}")
    return done


@dataclass(frozen=True, slots=True)
class Seat:
    """A device with its line to the server."""

    holder: Holder
    place: Workplace
    line: Transport

    def sync(self) -> Round:
        """One round; raises Unequal when something was not applied."""
        return synced(self.place, self.line)


@contextmanager
def two_seats(folder: Path, served: Office) -> Iterator[tuple[Seat, Seat]]:
    """Devices of the first two holders, the first synced once."""
    first, second = served.holders[:2]
    with (
        seated(folder / "first", first, served.address) as mine,
        seated(folder / "second", second, served.address) as other,
        connected(first, served.address) as line,
        connected(second, served.address) as far,
    ):
        synced(mine, line)
        yield Seat(first, mine, line), Seat(second, other, far)


def entered(seat: Seat, texts: Iterable[dict[str, str]]) -> None:
    """Make these entries as one action, so that making them is not what takes long."""
    desk = seat.place.desk
    desk.perform([desk.creation("minute", each, None) for each in texts])
