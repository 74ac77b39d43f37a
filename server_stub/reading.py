"""Which scopes a member reads today; decided anew at each request from appointments and memberships alone."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, select

from server_stub import tables
from server_stub.identity import Account
from sync.records.roster import SECTION_ROLES, Roster
from sync.records.scopes import branch_of

ROSTER_KINDS = ("appointment", "membership")

_OF_KIND = select(tables.rec.c.id, tables.rec.c.f).where(
    tables.rec.c.branch == bindparam("branch"),
    tables.rec.c.type == bindparam("kind"),
    tables.rec.c.deleted.is_(None),
)
_SCOPES = select(tables.scope).where(tables.scope.c.branch == bindparam("branch"))

Fields = Mapping[str, Any]


def fields_of_kind(connection: Connection, branch: str, kind: str) -> dict[str, dict[str, Any]]:
    """The fields of every living record of a kind, by record id."""
    rows = connection.execute(_OF_KIND, {"branch": branch, "kind": kind})
    return {rid: msgspec.json.decode(fields) for rid, fields in rows}


def roster_for(
    people: Collection[str], appointments: Collection[Fields], memberships: Callable[[], Collection[Fields]], today: str
) -> Roster:
    """The roster as far as rights of `people` go: memberships are read only when one of them leads a section."""
    roster = Roster(appointments, (), today)
    if any(role.name in SECTION_ROLES and role.sections for each in people for role in roster.roles(each)):
        return Roster(appointments, memberships(), today)
    return roster


class Reader:
    """What one account may read at one moment."""

    def __init__(self, account: Account, roster: Roster) -> None:
        self._account = account
        self._roster = roster

    def reads(self, scope: str) -> bool:
        """True for a scope of the account's branch that its member reads today."""
        return branch_of(scope) == self._account.branch and self._roster.reads(self._account.member, scope)


def reader_of(connection: Connection, account: Account, today: str) -> Reader:
    """The reader as the database has it now."""
    appointments = fields_of_kind(connection, account.branch, "appointment").values()
    roster = roster_for(
        [account.member],
        appointments,
        lambda: fields_of_kind(connection, account.branch, "membership").values(),
        today,
    )
    return Reader(account, roster)


class Heads:
    """The readable scopes of an account with their heads, checksums and floors."""

    def __init__(self, account: Account, roster: Roster, places: Mapping[str, tables.ScopeRow]) -> None:
        reader = Reader(account, roster)
        own = (f"b:{account.branch}", f"c:{account.branch}", f"r:{account.branch}:{account.member}")
        # Who holds no role reads nothing of others: most of a large branch need not be asked about a thousand times.
        asked = places if roster.roles(account.member) else [name for name in own if name in places]
        self.rows: dict[str, tables.ScopeRow] = {name: places[name] for name in asked if reader.reads(name)}
        for name in own:
            if name not in self.rows and reader.reads(name):
                self.rows[name] = tables.ScopeRow(name, account.branch)

    def names(self) -> list[str]:
        """Scopes in the order they are sent: the branch first, for what hangs on it."""
        return sorted(self.rows)

    def floors(self) -> dict[str, int]:
        """Scopes in which tombstones were purged, and up to which seq."""
        return {name: place.floor_seq for name, place in self.rows.items() if place.floor_seq}


def heads_for(connection: Connection, accounts: Collection[Account], today: str) -> dict[Account, Heads]:
    """The heads of accounts of one branch, read once for all of them."""
    branch = next(iter(accounts)).branch
    roster = roster_for(
        [account.member for account in accounts],
        fields_of_kind(connection, branch, "appointment").values(),
        lambda: fields_of_kind(connection, branch, "membership").values(),
        today,
    )
    places = {row.name: tables.ScopeRow.of(row) for row in connection.execute(_SCOPES, {"branch": branch})}
    return {account: Heads(account, roster, places) for account in accounts}
