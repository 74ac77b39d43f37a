"""A whole branch from a file of JSON lines (docs/EXPORT.md): the same branch, ids and authors, in a new database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, insert, select

from server_stub import chain, tables
from server_stub.address import tell
from server_stub.branches import Kept, kept_branches
from server_stub.certificate import Certificate
from server_stub.clock import stamp
from server_stub.invites import Grant, issue, written
from server_stub.problems import Refused
from server_stub.rows import Row, text
from server_stub.store import Store
from server_stub.tables import ScopeRow
from sync.canonical import SUM_MODULUS
from sync.records.interchange import Given, Head, NotABranch, read
from sync.records.kind import SCHEMA
from sync.records.registry import KINDS
from sync.records.roster import in_force

FIRST = ("secretary", "clerk")
"""Whose invites are printed: whoever holds these roles today lets the others in."""


def adopt_branch(
    store: Store, lines: Iterable[bytes], address: str, certificate: Certificate | None = None, *, further: bool = False
) -> tuple[int, list[tuple[str, str]]]:
    """Take the branch in; returns how many records, and name and invite of whoever is secretary or clerk. Raises Refused.

    With `further` beside the branches that are here, whose address it takes; without it only into a new place.
    """
    try:
        head, given = read(lines, KINDS)
    except NotABranch as error:
        raise Refused(f"The file cannot be taken in: {str(error).replace('_', ' ')}.") from error
    if head.missing:
        raise Refused("The file holds only what its exporter reads. Take one made by the secretary or the clerk.")
    now = stamp(store.clock.now())

    def work(connection: Connection) -> list[tuple[str, str]]:
        kept = kept_branches(connection)
        _check_room(connection, head, given, kept, further)
        connection.execute(insert(tables.branch).values(id=head.branch, name=head.name, created=now))
        if not kept:
            tell(connection, address, certificate)
        write_records(connection, head, given, now)
        return [
            (name, written(connection, issue(connection, store, head.branch, Grant(member=member))))
            for member, name in _first(given, store.clock.today())
        ]

    return len(given), store.write(work)


def _check_room(
    connection: Connection, head: Head, given: Sequence[Given], kept: Sequence[Kept], further: bool
) -> None:
    """Raise Refused when the place is taken, or holds this branch, one of its name, or records of its ids already."""
    if kept and not further:
        raise Refused(
            f"This place already holds the branch {kept[0].name}. "
            "Take the file in beside it with --further, or choose another --data folder."
        )
    for each in kept:
        if each.id == head.branch:
            raise Refused(f"The branch {each.name} of this file is here already.")
        if each.name == head.name:
            raise Refused(f"There is a branch called {head.name} here already. Rename that one first.")
    ids = [each.id for each in given]
    for start in range(0, len(ids), 500):
        here = select(tables.rec.c.id).where(tables.rec.c.id.in_(ids[start : start + 500])).limit(1)
        if connection.scalar(here) is not None:
            raise Refused("Records of this file are here already, in another branch. Nothing was taken in.")


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
        past.append(chain.link(place, row.type, _revision(row, now)))
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
