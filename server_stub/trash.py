"""The trash: deleted records with their last content, for whoever reads their scope today (PROTOCOL.md sections 7 and 11)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

import msgspec
from sqlalchemy import RowMapping, and_, bindparam, or_, select

from server_stub.clock import Clock, stamp
from server_stub.identity import Account
from server_stub.problems import ProtocolProblem
from server_stub.reading import heads_for
from server_stub.store import Store
from server_stub.tables import hist, rec
from sync.wire import MAX_PAGE_BYTES, Trash, Trashed

PAGE = 50
DAYS = 90
"""Younger deletions are listed unless asked otherwise."""

LONGEST = 36_500

PLACE_FORM = r"([0-9TZ:-]{20})\|([0-9a-zA-Z:-]{1,64})"
_PLACE = re.compile(PLACE_FORM)
_DELETED = (
    select(rec.c.id, rec.c.type, rec.c.scope, rec.c.rev, rec.c.fv, rec.c.created, hist.c.f, hist.c.at, hist.c.by)
    .join(hist, (hist.c.rec == rec.c.id) & (hist.c.rev == rec.c.rev))
    .where(
        rec.c.scope.in_(bindparam("scopes", expanding=True)),
        rec.c.deleted.is_not(None),
        hist.c.at >= bindparam("since"),
        or_(hist.c.at < bindparam("at"), and_(hist.c.at == bindparam("at"), hist.c.rec < bindparam("record"))),
    )
    .order_by(hist.c.at.desc(), hist.c.rec.desc())
    .limit(PAGE + 1)
)


class TrashService:
    """Reads for an account; one snapshot, and writes nothing."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def trash(
        self, account: Account, scope: str | None = None, before: str | None = None, days: int | None = None
    ) -> Trash:
        """Deleted records, newest first, 50 a page and at most 1 MiB; `before` is `next` of the page before.

        Raises ProtocolProblem: not_found for a scope that is not the caller's, bad_request_shape.
        """
        place = _PLACE.fullmatch(before) if before is not None else None
        if before is not None and place is None:
            raise ProtocolProblem(422, "bad_request_shape", "not a place in the trash", detail={"field": "before"})
        age = dt.timedelta(days=min(DAYS if days is None else days, LONGEST))
        with self._store.read() as connection:
            scopes = heads_for(connection, [account], self._clock.today())[account].names()
            if scope is not None:
                if scope not in scopes:
                    raise ProtocolProblem(404, "not_found", "no such scope")
                scopes = [scope]
            wanted = {
                "scopes": scopes,
                "since": stamp(self._clock.now() - age),
                # After every moment in the order of any language a database server may sort by: digits come in order in all.
                "at": place[1] if place else "9999-12-31T23:59:59Z",
                "record": place[2] if place else "",
            }
            rows = connection.execute(_DELETED, wanted).mappings().all()
        return _page(rows)


def _page(rows: Sequence[RowMapping]) -> Trash:
    found: list[Trashed] = []
    room = MAX_PAGE_BYTES
    for row in rows[:PAGE]:
        # What was erased for good is said to have been there, and nothing of it.
        room -= len((row["f"] or "").encode())
        if room < 0 and found:
            break
        found.append(
            Trashed(
                id=row["id"],
                type=row["type"],
                scope=row["scope"],
                rev=row["rev"],
                at=row["at"],
                by=row["by"],
                f=msgspec.json.decode(row["f"]) if row["f"] is not None else None,
                fv=msgspec.json.decode(row["fv"]),
                created=msgspec.json.decode(row["created"]),
            )
        )
    last = found[-1] if len(found) < len(rows) else None
    return Trash(deleted=found, next=f"{last.at}|{last.id}" if last else None)
