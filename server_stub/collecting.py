"""What an office need not keep for ever: tombstones nobody waits for any more, and the content of what was deleted long ago.

Source: PROTOCOL.md section 11. Off unless the operator asks for it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from server_stub import chain, tables
from server_stub.book import Book
from server_stub.clock import stamp
from server_stub.deed import Deed
from server_stub.rows import COLUMNS, row_of
from server_stub.store import Store
from server_stub.tables import acked, device, hist, purged, rec, scope
from sync.apply import Applied
from sync.canonical import SUM_MODULUS
from sync.records.registry import KINDS

TOMBSTONE_DAYS = 400
CONTENT_DAYS = 180

_PLACES = (
    select(scope).where(scope.c.branch == bindparam("branch")).order_by(scope.c.name).with_for_update(key_share=True)
)


@dataclass(frozen=True, slots=True)
class Collected:
    """How many tombstones went, and of how many deleted records the content."""

    tombstones: int = 0
    contents: int = 0


def collect(store: Store, now: dt.datetime, *, tombstones: bool) -> Collected:
    """Erase content deleted more than 180 days ago; with `tombstones` also tombstones older than 400 days.

    Those only up to what every device seen in those 400 days has read; the floor of the scope rises with them.
    """

    before = stamp(now - dt.timedelta(days=CONTENT_DAYS))

    def work(connection: Connection, branch: str) -> Collected:
        places = connection.execute(_PLACES, {"branch": branch}).all()
        gone = _purge(connection, places, now - dt.timedelta(days=TOMBSTONE_DAYS)) if tombstones else 0
        return Collected(gone, _erase(connection, branch, before, stamp(now)))

    with store.read() as connection:
        branches = connection.scalars(select(tables.branch.c.id)).all()
    # One branch at a time: nobody can push into it until it is done, and the others need not wait.
    done = [store.write(partial(work, branch=branch)) for branch in branches]
    return Collected(sum(each.tombstones for each in done), sum(each.contents for each in done))


def _purge(connection: Connection, places: Sequence[Row[Any]], cutoff: dt.datetime) -> int:
    before = stamp(cutoff)
    read = _read_by_devices(connection, before)
    gone = 0
    for place in places:
        found = connection.execute(
            COLUMNS.where(rec.c.scope == place.name, rec.c.deleted.is_not(None)).order_by(rec.c.seq)
        )
        limit = min((cursors[place.name] for cursors in read if place.name in cursors), default=place.head)
        waited_for = _parents_of_open_conflicts(connection, place.name)
        old = []
        # In order of seq, which is the order of deletion: the first that must stay ends it, so that all below the floor is gone.
        for row in map(row_of, found.mappings()):
            if row.seq > limit or (row.deleted or {})["at"] >= before or row.id in waited_for:
                break
            old.append(row)
        if not old:
            continue
        total = (int(place.sum, 16) - sum(row.sum() for row in old)) % SUM_MODULUS
        ids = [row.id for row in old]
        for part in range(0, len(ids), 500):
            _keep_places(connection, ids[part : part + 500])
            connection.execute(delete(hist).where(hist.c.rec.in_(ids[part : part + 500])))
            connection.execute(delete(rec).where(rec.c.id.in_(ids[part : part + 500])))
        floor = {"sum": f"{total:032x}", "floor_seq": old[-1].seq}
        connection.execute(update(scope).where(scope.c.name == place.name).values(**floor))
        gone += len(old)
    return gone


def _keep_places(connection: Connection, ids: Sequence[str]) -> None:
    """What the chain needs of revisions that go: their places and digests, and nothing they say but when."""
    going = select(hist, rec.c.type).join(rec, rec.c.id == hist.c.rec).where(hist.c.rec.in_(ids))
    left = [
        {
            "scope": entry["scope"],
            "place": entry["place"],
            "digest": chain.digest_of(entry["type"], entry, chain.words_in(entry)),
            "at": entry["at"],
        }
        for entry in connection.execute(going).mappings()
    ]
    if left:
        connection.execute(insert(purged), left)


def _take_words(connection: Connection, rid: str, up_to: int) -> bool:
    """Take the words out of a record's revisions up to one; True when there were any. Their digest stays for the chain."""
    wordy = (hist.c.f.is_not(None)) | (hist.c.ch != "{}")
    found = select(hist).where(hist.c.rec == rid, hist.c.rev <= up_to, wordy)
    taken = [
        {"key": entry["rev"], "kept": chain.words_in(entry)} for entry in connection.execute(found).mappings().all()
    ]
    if taken:
        mine = (hist.c.rec == rid) & (hist.c.rev == bindparam("key"))
        emptied = update(hist).where(mine).values(f=None, ch="{}", salt=None, words=bindparam("kept"))
        connection.execute(emptied, taken)
    return bool(taken)


def _parents_of_open_conflicts(connection: Connection, name: str) -> set[str]:
    """Records that somebody has yet to decide about."""
    open_ = select(rec.c.parent, rec.c.f).where(rec.c.scope == name, rec.c.type == "conflict", rec.c.deleted.is_(None))
    return {parent for parent, f in connection.execute(open_) if msgspec.json.decode(f).get("state") == "open"}


def _read_by_devices(connection: Connection, since: str) -> list[dict[str, int]]:
    """The cursors of every device that was here since then; one that never read a scope will read it from the start."""
    here = (device.c.seen_at >= since) | (acked.c.at >= since)
    joined = select(acked.c.cursors).join(device, device.c.id == acked.c.device)
    seen = joined.where(device.c.superseded_by.is_(None), device.c.revoked.is_(None), here)
    return [msgspec.json.decode(cursors) for (cursors,) in connection.execute(seen)]


def _empty_conflicts(connection: Connection, parent: str, now: str) -> None:
    """Conflicts about what is erased hold its words as well: they are closed without them, for every device to see."""
    about = COLUMNS.where(rec.c.parent == parent, rec.c.type == "conflict", rec.c.deleted.is_(None))
    rows = [row for row in map(row_of, connection.execute(about).mappings()) if {"current", "mine"} & row.fields.keys()]
    if not rows:
        return
    book = Book(connection, rows[0].branch)
    book.lock({row.scope for row in rows})
    book.load([row.id for row in rows])
    for row in rows:
        fields = {name: value for name, value in row.fields.items() if name not in ("current", "mine")}
        closed = Applied("applied", {**fields, "state": "closed"}, {"state": (row.fields.get("state"), "closed")})
        book.record(KINDS["conflict"], row.id, row.scope, closed, Deed(k="put", at=now))
    book.write()
    for row in rows:
        _take_words(connection, row.id, row.rev)


def _erase(connection: Connection, branch: str, before: str, now: str) -> int:
    """Take the words out of the history of what was deleted before then; who did what when stays."""
    deleted = select(rec.c.id, rec.c.rev, rec.c.deleted).where(rec.c.branch == branch, rec.c.deleted.is_not(None))
    old = [(rid, rev) for rid, rev, gone in connection.execute(deleted) if msgspec.json.decode(gone)["at"] < before]
    erased = 0
    for rid, rev in old:
        _empty_conflicts(connection, rid, now)
        erased += _take_words(connection, rid, rev)
    return erased
