"""Branches as data: one is made by the server's own rules, thousands are copied from it with ids and sums of their own."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

import msgspec
from msgspec.structs import replace
from sqlalchemy import Connection, insert, select

from bench.load.holder import ENTRY, Holder
from server_stub import tables
from server_stub.adopting import write_records
from server_stub.clock import SystemClock, stamp
from server_stub.direct import Direct
from server_stub.rows import COLUMNS, row_of
from server_stub.store import Store
from sync.records.ids import Ids, natural_id
from sync.records.interchange import Given, Head
from sync.records.registry import KINDS

_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_TOGETHER = 20
"""Branches of one transaction."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A branch to be copied."""

    branch: str
    people: list[str]
    session: str
    records: list[Given]


def pattern(people: int = 30, seed: int = 1) -> Pattern:
    """A branch of some 150 records: people, a plan with tasks, sessions with rolls, minutes and materials, submissions."""
    store = Store.open("sqlite://", SystemClock(), Random(seed))
    direct = Direct(store, name="示例支部")
    make = direct.write_by_shell
    sections = [make("section", {"name": name}) for name in ("综合科", "秘书科", "信息科", "督查科")]
    members = [make("member", {"name": f"王{number:03}", "standing": "full"}) for number in range(people)]
    for number, member in enumerate(members):
        make("membership", {"member": member, "section": sections[number % 4], "from": "2020-01-01"})
    roles: list[dict[str, Any]] = [{"role": "secretary"}, {"role": "clerk"}, {"role": "committee"}]
    roles += [{"role": "section_head", "sections": [section]} for section in sections]
    for member, role in zip(members, roles, strict=False):
        make("appointment", {"member": member, "from": "2020-01-01", **role})
    plan = make("plan", {"year": 2026, "title": "年度学习计划"})
    for number in range(1, 9):
        fields = {"plan": plan, "number": number, "topic": f"公文写作第{number}讲", "track": "professional"}
        make("task", {**fields, "owner": members[number % people], "materials": "第一句。第二句。第三句。"})
    # Whoever plays on this branch keeps the minutes of the first session.
    keepers = {"host": members[0], "recorders": members[:20]}
    first = make("session", {"form": "exchange", "title": "第一次交流", **keepers})
    second = make("session", {"form": "lecture", "title": "党课", "host": members[1], "recorders": members[2:3]})
    for member in members[:30]:
        make("attendance", {"session": second, "member": member, "expected": True, "status": "present"})
    for session in (first, second):
        for number in range(10):
            fields = {"session": session, "at": "2026-03-01T09:00", "entry": "note", "pos": f"a{number}"}
            make("minute", {**fields, "text": ENTRY})
        make("material", {"target": session, "title": "关于加强学习的意见", "material_kind": "document"})
    for author in members[:6]:
        make("submission", {"author": author, "title": "体会", "body": ENTRY * 4})
    with store.read() as connection:
        rows = connection.execute(COLUMNS.order_by(tables.rec.c.scope, tables.rec.c.seq)).mappings()
        records = [_given(each) for each in rows]
    store.close()
    return Pattern(direct.branch, members, first, records)


def _given(stored: Any) -> Given:
    row = row_of(stored)
    return Given(row.id, row.type, row.scope, row.rev, row.fields, row.fv, row.created, row.updated)


def copies(store: Store, source: Pattern, count: int, holders: int) -> Iterator[list[Holder]]:
    """Put so many branches like it into a database; for each the first `holders` people, signed in on one device each."""
    for begun in range(0, count, _TOGETHER):
        some = range(begun, min(count, begun + _TOGETHER))

        def work(connection: Connection, some: range = some) -> list[list[Holder]]:
            return [_copy(connection, store, source, holders) for _ in some]

        yield from store.write(work)


def _copy(connection: Connection, store: Store, source: Pattern, holders: int) -> list[Holder]:
    now = stamp(store.clock.now())
    known = _new_ids(source, store.ids)
    branch = known[source.branch]
    connection.execute(insert(tables.branch).values(id=branch, name="示例支部", created=now))
    head = Head(branch, "示例支部", now, ())
    write_records(connection, head, [_renamed(each, known) for each in source.records], now)
    people = [known[each] for each in source.people[:holders]]
    return sign_in(connection, store, branch, people, known[source.session])


def _new_ids(source: Pattern, ids: Ids) -> dict[str, str]:
    """An id for each one; in the same order, since sets of ids are sorted."""
    known = {source.branch: ids.record()}
    free = sorted(each.id for each in source.records if not KINDS[each.kind].key)
    known.update({old: ids.record() for old in free})
    for each in source.records:
        key = KINDS[each.kind].key
        if key and each.id not in known:
            values = [known.get(str(each.fields[name]), each.fields[name]) for name in key]
            known[each.id] = natural_id(known[source.branch], each.kind, values)
    return known


def _renamed(record: Given, known: dict[str, str]) -> Given:
    told = [record.id, record.scope, record.fields, record.set, record.created, record.updated]
    written = _ID.sub(lambda found: known.get(found[0], found[0]), msgspec.json.encode(told).decode())
    rid, scope, fields, given, created, updated = msgspec.json.decode(written)
    return replace(record, id=rid, scope=scope, fields=fields, set=given, created=created, updated=updated)


def sign_in(
    connection: Connection,
    store: Store,
    branch: str,
    people: Iterable[str],
    session: str,
    *,
    devices: int = 1,
    password: str | None = None,
) -> list[Holder]:
    """Accounts, devices and tokens as signing in leaves them; Argon2 for thousands of them would take minutes."""
    random, made = store.random, []
    accounts: list[dict[str, Any]] = []
    now, never = stamp(store.clock.now()), "2999-01-01T00:00:00Z"
    for member in people:
        account, login = f"a:{random.getrandbits(96):024x}", f"bench-{random.getrandbits(64):016x}"
        accounts.append({"id": account, "branch": branch, "member": member, "login": login, "password": password})
        for _ in range(devices):
            device, token = f"d:{random.getrandbits(96):024x}", f"{random.getrandbits(256):064x}"
            made.append(Holder(branch, member, account, login, device, token, session))
    if not made:
        return made
    connection.execute(insert(tables.account), [{**each, "created": now} for each in accounts])
    told = {"last_n": 0, "name": "bench", "kind": "bench", "ver": "0", "created": now, "seen_at": now}
    connection.execute(insert(tables.device), [{"id": each.device, "account": each.account, **told} for each in made])
    connection.execute(
        insert(tables.token),
        [
            {
                "hash": hashlib.sha256(each.token.encode()).hexdigest(),
                "account": each.account,
                "device": each.device,
                "expires": never,
            }
            for each in made
        ],
    )
    return made


def members_of(store: Store, branch: str) -> list[str]:
    """Everybody in a branch."""
    mine = (tables.rec.c.branch == branch) & (tables.rec.c.type == "member")
    with store.read() as connection:
        return list(connection.scalars(select(tables.rec.c.id).where(mine).order_by(tables.rec.c.seq)))


def wrong_sums(store: Store, branches: Iterable[str]) -> list[str]:
    """Scopes of these branches whose kept checksum, count or head is not what their records give."""
    found: list[str] = []
    with store.read() as connection:
        for branch in branches:
            sums: dict[str, tuple[int, int, int]] = {}
            for stored in connection.execute(COLUMNS.where(tables.rec.c.branch == branch)).mappings():
                row = row_of(stored)
                total, live, head = sums.get(row.scope, (0, 0, 0))
                sums[row.scope] = ((total + row.sum()) % 2**128, live + (not row.deleted), max(head, row.seq))
            for kept in connection.execute(select(tables.scope).where(tables.scope.c.branch == branch)):
                right = (int(kept.sum, 16), kept.live, kept.head) == sums.get(kept.name, (0, 0, kept.head))
                found += [] if right else [kept.name]
    return found
