"""The branches of one database: an account belongs to one of them, and none sees another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Connection, func, select, update

from server_stub import tables
from server_stub.address import tell
from server_stub.certificate import Certificate
from server_stub.invites import Grant, issue, written
from server_stub.problems import Refused
from server_stub.shell import Shell, found_branch
from server_stub.store import Store
from sync.records.fields import FieldProblem

_T = TypeVar("_T")

FOUNDING = Grant(roles=[("secretary", ()), ("clerk", ())])
"""What the holder of a branch's first invite becomes."""

NONE_YET = "There is no branch here yet. Run xinde-server init first."
NOT_A_NAME = "A branch name has 1 to 80 characters and no control characters."
MOST_NAMED = 10


@dataclass(frozen=True, slots=True)
class Kept:
    """A branch: its id, its name, when it came here (UTC), and how many have an account."""

    id: str
    name: str
    created: str
    accounts: int = 0


def kept_branches(connection: Connection) -> list[Kept]:
    """Every branch, in the order they came."""
    table, owned = tables.branch, tables.account.c
    counted = select(owned.branch, func.count()).where(owned.login.is_not(None)).group_by(owned.branch)
    accounts = {branch: int(count) for branch, count in connection.execute(counted)}
    rows = connection.execute(select(table).order_by(table.c.created, table.c.id))
    return [Kept(row.id, row.name, row.created, accounts.get(row.id, 0)) for row in rows]


def the_branch(connection: Connection, named: str | None) -> Kept:
    """The branch of that name or id; without a name the only one there is. Raises Refused, with the names."""
    kept = kept_branches(connection)
    if not kept:
        raise Refused(NONE_YET)
    if named is None:
        if len(kept) > 1:
            raise Refused(f"There are {len(kept)} branches here: {_names(kept)}. Say which with --in NAME.")
        return kept[0]
    found = [each for each in kept if named in (each.id, each.name)]
    if not found:
        raise Refused(f"There is no branch {named} here, but: {_names(kept)}.")
    if len(found) > 1:
        ids = ", ".join(each.id for each in found)
        raise Refused(f"There are {len(found)} branches called {named}. Say which with --in ID: {ids}.")
    return found[0]


def _names(kept: Sequence[Kept]) -> str:
    """The names, those that several have with their ids; of many only the first."""
    often = Counter(each.name for each in kept)
    told = [each.name if often[each.name] == 1 else f"{each.name} ({each.id})" for each in kept[:MOST_NAMED]]
    more = len(kept) - len(told)
    return ", ".join(told) + (f" and {more} more (xinde-server branch list)" if more else "")


def start_branch(store: Store, name: str, address: str, certificate: Certificate | None = None) -> str:
    """Make the first branch of a new place, whose address it is; returns its first invite. Raises Refused."""

    def work(connection: Connection) -> str:
        kept = kept_branches(connection)
        if kept:
            raise Refused(
                f"This place already holds the branch {kept[0].name}. "
                "Add another with xinde-server branch add, or choose another --data folder."
            )
        tell(connection, address, certificate)
        return _founded(connection, store, name)

    return _refusing(store, work)


def add_branch(store: Store, name: str) -> str:
    """Make another branch beside those that are here; returns its first invite. Raises Refused."""

    def work(connection: Connection) -> str:
        kept = kept_branches(connection)
        if not kept:
            raise Refused(NONE_YET)
        _check_free(kept, name)
        return _founded(connection, store, name)

    return _refusing(store, work)


def rename_branch(store: Store, named: str | None, name: str) -> Kept:
    """Call a branch otherwise, in its records too, for every device to see; raises Refused."""

    def work(connection: Connection) -> Kept:
        kept = the_branch(connection, named)
        if kept.name == name:
            return kept
        if not name.strip():
            raise Refused(NOT_A_NAME)
        _check_free([each for each in kept_branches(connection) if each.id != kept.id], name)
        shell = Shell(connection, store, kept.id)
        # The settings of a branch have its own id.
        shell.change(kept.id, {"branch_name": name})
        shell.close()
        connection.execute(update(tables.branch).where(tables.branch.c.id == kept.id).values(name=name))
        return Kept(kept.id, name, kept.created, kept.accounts)

    return _refusing(store, work)


def _check_free(kept: Sequence[Kept], name: str) -> None:
    if any(each.name == name for each in kept):
        raise Refused(f"There is a branch called {name} here already. Choose a name that tells the two apart.")


def _founded(connection: Connection, store: Store, name: str) -> str:
    """The first invite of a new branch."""
    branch = found_branch(connection, store, name)
    return written(connection, issue(connection, store, branch, FOUNDING))


def _refusing(store: Store, work: Callable[[Connection], _T]) -> _T:
    try:
        return store.write(work)
    except FieldProblem as problem:
        raise Refused(NOT_A_NAME) from problem
