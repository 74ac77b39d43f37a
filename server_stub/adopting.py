"""A whole branch from a file of JSON lines (docs/EXPORT.md): the same branch, ids and authors, in a new database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, insert

from server_stub import tables
from server_stub.clock import stamp
from server_stub.invites import Grant, issue
from server_stub.problems import Refused
from server_stub.rows import Row, text
from server_stub.shell import only_branch
from server_stub.store import Store
from server_stub.tables import ScopeRow
from sync.canonical import SUM_MODULUS
from sync.invite import Invite, encode
from sync.records.interchange import Given, Head, NotABranch, read
from sync.records.kind import SCHEMA
from sync.records.registry import KINDS
from sync.records.roster import in_force

FIRST = ("secretary", "clerk")
"""Whose invites are printed: whoever holds these roles today lets the others in."""


def adopt_branch(store: Store, lines: Iterable[bytes], address: str) -> tuple[int, list[tuple[str, str]]]:
    """Take the branch in; returns how many records, and name and invite of whoever is secretary or clerk. Raises Refused."""
    try:
        head, given = read(lines, KINDS)
    except NotABranch as error:
        raise Refused(f"The file cannot be taken in: {str(error).replace('_', ' ')}.") from error
    if head.missing:
        raise Refused("The file holds only what its exporter reads. Take one made by the secretary or the clerk.")
    now = stamp(store.clock.now())

    def work(connection: Connection) -> list[tuple[str, str]]:
        kept = only_branch(connection)
        if kept is not None:
            raise Refused(f"This data folder already holds the branch {kept[1]}. Choose another --data folder.")
        connection.execute(insert(tables.branch).values(id=head.branch, name=head.name, created=now))
        connection.execute(insert(tables.meta).values(key="address", value=address))
        write_records(connection, head, given, now)
        return [
            (name, issue(connection, store, head.branch, Grant(member=member)))
            for member, name in _first(given, store.clock.today())
        ]

    found = store.write(work)
    return len(given), [(name, encode(Invite(address, code))) for name, code in found]


def write_records(connection: Connection, head: Head, given: Iterable[Given], now: str) -> None:
    """Every record with the number its revision had; what went before it stays with the branch it came from."""
    scopes: dict[str, ScopeRow] = {}
    rows, past = [], []
    for each in given:
        place = scopes.setdefault(each.scope, ScopeRow(each.scope, head.branch))
        place.head += 1
        row = _row(each, head.branch, place.head)
        place.sum = (place.sum + row.sum()) % SUM_MODULUS
        place.live += 1
        rows.append(row.values())
        past.append(_revision(row, now))
    for table, values in (
        (tables.scope, [place.values() for place in scopes.values()]),
        (tables.rec, rows),
        (tables.hist, past),
    ):
        if values:
            connection.execute(insert(table), values)


def _row(given: Given, branch: str, seq: int) -> Row:
    parent = KINDS[given.kind].parent_field
    return Row(
        id=given.id,
        branch=branch,
        scope=given.scope,
        type=given.kind,
        rev=given.rev,
        seq=seq,
        v=SCHEMA,
        fields=dict(given.fields),
        fv={name: list(entry) for name, entry in given.set.items()},
        created=dict(given.created),
        updated=dict(given.updated),
        parent=given.fields.get(parent) if parent else None,
    )


def _revision(row: Row, now: str) -> dict[str, Any]:
    """One line of history: taken in by the server's own hand."""
    changes = {name: [None, value] for name, value in row.fields.items()}
    empty = dict.fromkeys(("f", "by", "for", "basis", "ref", "dev", "claimed", "op"))
    return {
        **empty,
        "rec": row.id,
        "rev": row.rev,
        "scope": row.scope,
        "k": "new",
        "out": "applied",
        "ch": text(changes),
        "at": now,
    }


def _first(given: Iterable[Given], today: str) -> list[tuple[str, str]]:
    """Member and name of whoever is secretary or clerk on that day."""
    held = list(given)
    names = {each.id: str(each.fields.get("name")) for each in held if each.kind == "member"}
    appointed: Mapping[str, None] = dict.fromkeys(
        str(each.fields.get("member"))
        for each in held
        if each.kind == "appointment" and each.fields.get("role") in FIRST and in_force(each.fields, today)
    )
    return [(member, names[member]) for member in appointed if member in names]
