"""Pull: what changed in the scopes an account reads today, one page at a time; heads and history (PROTOCOL.md section 7)."""

from __future__ import annotations

import contextlib
import hashlib
import re
from collections.abc import Collection

import msgspec
from sqlalchemy import Connection, bindparam, insert, select, update

from server_stub.clock import Clock, stamp
from server_stub.identity import Account, last_n_of
from server_stub.problems import ProtocolProblem
from server_stub.reading import Heads, heads_for, reader_of
from server_stub.rows import COLUMNS, row_of, text
from server_stub.store import Store
from server_stub.tables import ScopeRow, acked, hist, rec
from server_stub.vault import heads_of
from sync.canonical import canonical
from sync.records.kind import SCHEMA
from sync.wire import (
    MAX_PAGE_BYTES,
    MAX_PAGE_RECORDS,
    MOST_CURSORS,
    History,
    PullAnswer,
    PullRequest,
    Record,
    Revision,
    ScopeSum,
)
from sync.wire_forms import ID_FORM, LARGEST

HISTORY_PAGE = 50
_ID = re.compile(rf"{ID_FORM}\Z")

_SINCE = (
    COLUMNS.where(rec.c.scope == bindparam("scope"), rec.c.seq > bindparam("after"))
    .order_by(rec.c.seq)
    .limit(bindparam("most"))
)
_HISTORY = (
    select(hist)
    .where(hist.c.rec == bindparam("record"), hist.c.rev < bindparam("before"))
    .order_by(hist.c.rev.desc())
    .limit(bindparam("most"))
)
_NOW = select(rec.c.scope, rec.c.f).where(rec.c.id == bindparam("record"))
_NOTED = select(acked.c.at).where(acked.c.device == bindparam("device"))


class PullService:
    """Reads for an account; every call is one snapshot and writes nothing."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def pull(self, account: Account, request: PullRequest) -> PullAnswer:
        """One page of changes since the cursors.

        Raises ProtocolProblem: bad_request_shape, epoch_mismatch, device_unknown, device_not_yours, cursor_ahead.
        """
        if len(request.cursors) > MOST_CURSORS or any(not 0 <= each <= LARGEST for each in request.cursors.values()):
            raise ProtocolProblem(422, "bad_request_shape", "cursors are numbers from 0", detail={"field": "cursors"})
        answer, note = self._page(account, request)
        if note:
            # Only purging asks for it: a server whose disk is full, or busy, can still be read.
            with contextlib.suppress(ProtocolProblem):
                self._store.write(lambda connection: _note_cursors(connection, request, answer))
        return answer

    def _page(self, account: Account, request: PullRequest) -> tuple[PullAnswer, bool]:
        """The page, and whether it is time to write down how far the device had read before it."""
        with self._store.read() as connection:
            epoch = self._store.epoch(connection)
            if request.epoch is not None and request.epoch != epoch:
                raise ProtocolProblem(409, "epoch_mismatch", "the server was restored from a backup")
            acked_n = last_n_of(connection, account, request.device)
            heads = heads_for(connection, [account], self._clock.today())[account]
            page = _Page(connection, request)
            for name in heads.names():
                page.take(heads.rows[name])
            now = stamp(self._clock.now())
            noted = connection.scalar(_NOTED, {"device": request.device})
            answer = PullAnswer(
                epoch=epoch,
                scopes=heads.names(),
                changes=page.changes,
                cursors=page.cursors,
                more=page.more,
                acked_n=acked_n,
                time=now,
                sums={} if page.more else _sums(heads, page.reset),
                reset=page.reset,
                floors=heads.floors(),
                schema=SCHEMA,
            )
            return answer, noted is None or noted[:10] != now[:10]

    def heads(self, account: Account) -> str:
        """A short tag that changes when anything the account may read does, its scopes included."""
        return self.tags([account])[account]

    def tags(self, accounts: Collection[Account]) -> dict[Account, str]:
        """The same for several accounts of one branch, at one moment."""
        found: dict[Account, str] = {}
        with self._store.read() as connection:
            epoch, vaults = self._store.epoch(connection), heads_of(connection, accounts)
            for account, heads in heads_for(connection, accounts, self._clock.today()).items():
                places = [[name, heads.rows[name].head] for name in heads.names()]
                told = canonical([epoch, places, vaults.get(account.id, [])])
                found[account] = hashlib.sha256(told).hexdigest()[:24]
        return found

    def history(self, account: Account, rid: str, before: int | None = None) -> History:
        """Revisions of a record, newest first, 50 a page; raises `not_found`, also for a record that is not the caller's."""
        most = LARGEST if before is None else max(0, min(before, LARGEST))
        with self._store.read() as connection:
            reader = reader_of(connection, account, self._clock.today())
            # What cannot be an id is not looked for: a database may not even take it.
            now = connection.execute(_NOW, {"record": rid if _ID.match(rid) else ""}).first()
            if now is None or not reader.reads(now.scope):
                raise ProtocolProblem(404, "not_found", "no such record")
            found = connection.execute(_HISTORY, {"record": rid, "before": most, "most": HISTORY_PAGE + 1})
            # A revision is read by whoever reads the scope it was written in (PROTOCOL.md section 12).
            rows = [row for row in found.mappings() if reader.reads(row["scope"])]
        revisions = [
            Revision(
                rev=row["rev"],
                k=row["k"],
                out=row["out"],
                at=row["at"],
                by=row["by"],
                ch=msgspec.json.decode(row["ch"]),
                claimed=row["claimed"],
                op=row["op"],
                for_=row["for"],
                basis=row["basis"],
                ref=row["ref"],
                dev=row["dev"],
                f=msgspec.json.decode(row["f"]) if row["f"] is not None else None,
            )
            for row in rows[:HISTORY_PAGE]
        ]
        fields = msgspec.json.decode(now.f) if before is None and now.f is not None else None
        return History(revisions=revisions, more=len(rows) > HISTORY_PAGE, f=fields)


def _note_cursors(connection: Connection, request: PullRequest, answer: PullAnswer) -> None:
    """Once a day: what the device has read by now; scopes it is only beginning to read do not count."""
    known = set(answer.scopes) - set(request.reading)
    read = {scope: seq for scope, seq in request.cursors.items() if scope in known}
    values = {"cursors": text(read), "at": answer.time}
    mine = acked.c.device == request.device
    if not connection.execute(update(acked).where(mine).values(**values)).rowcount:
        connection.execute(insert(acked).values(device=request.device, **values))


class _Page:
    """Changes until the page is full; a cursor moves only past what was put on the page."""

    def __init__(self, connection: Connection, request: PullRequest) -> None:
        self._connection = connection
        self._asked = request.cursors
        self._reading = frozenset(request.reading)
        self._room = max(1, min(request.limit, MAX_PAGE_RECORDS))
        self._bytes = max(1, min(request.max_bytes, MAX_PAGE_BYTES))
        self.changes: list[Record] = []
        self.cursors: dict[str, int] = {}
        self.reset: list[str] = []
        self.more = False

    def take(self, place: ScopeRow) -> None:
        """Put what changed in a scope on the page, as far as it fits; raises cursor_ahead."""
        cursor = self._asked.get(place.name, 0)
        if cursor > place.head:
            raise ProtocolProblem(409, "cursor_ahead", "the server is behind this device")
        if 0 < cursor < place.floor_seq and place.name not in self._reading:
            self.reset.append(place.name)
            return
        if cursor == place.head:
            self.cursors[place.name] = cursor
            return
        if self._room <= 0 or self._bytes <= 0:
            self.more = True
            return
        wanted = {"scope": place.name, "after": cursor, "most": self._room}
        for row in self._connection.execute(_SINCE, wanted).mappings():
            envelope = row_of(row).envelope()
            size = len(msgspec.json.encode(envelope))
            if size > self._bytes and self.changes:
                self._bytes = 0
                break
            self._room -= 1
            self._bytes -= size
            self.changes.append(envelope)
            cursor = envelope["seq"]
        else:
            if self._room > 0:
                cursor = place.head
        self.cursors[place.name] = cursor
        self.more = self.more or cursor < place.head


def _sums(heads: Heads, reset: list[str]) -> dict[str, ScopeSum]:
    return {
        name: ScopeSum(sum=f"{place.sum:032x}", live=place.live)
        for name, place in heads.rows.items()
        if name not in reset
    }
