"""A password made worthless by an operator, and set anew by its owner with a code; nobody else ever learns it."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select, update

from server_stub import invites, tables
from server_stub.clock import stamp
from server_stub.identity import Account
from server_stub.invites import Grant
from server_stub.problems import ProtocolProblem
from server_stub.store import Store
from sync.wire import JoinRequest

DAYS = 7
"""How long a code is good that sets a password."""

account, token, invite = tables.account, tables.token, tables.invite


def begin(connection: Connection, store: Store, whose: str, branch: str) -> str:
    """Make an account's password and sign-ins worthless; returns the code that sets another. Older codes end."""
    now = stamp(store.clock.now())
    connection.execute(update(account).where(account.c.id == whose).values(password=None, reset_at=now))
    connection.execute(delete(token).where(token.c.account == whose))
    older = (invite.c.account == whose) & invite.c.used_at.is_(None)
    connection.execute(update(invite).where(older).values(expires=now))
    return invites.issue(connection, store, branch, Grant(account=whose), DAYS)


def is_asked(connection: Connection, request: JoinRequest, grant: Grant) -> bool:
    """True for a code that sets a password, and for a folder that is an account's already and may use nothing else.

    An account that is unknown here was made after the backup that was put back: its member's invite makes another one.
    """
    if grant.account is not None or request.account is None:
        return grant.account is not None
    known = connection.scalar(select(account.c.id).where(account.c.id == request.account)) is not None
    return known or grant.member is None or grant.member != request.member


def owner(connection: Connection, request: JoinRequest, grant: Grant, login: str) -> Account:
    """The account whose password a code sets.

    Raises ProtocolProblem reset_not_yours for a code of another account or of none, account_disabled.
    """
    row = None
    if grant.account is not None:
        query = select(account.c.id, account.c.branch, account.c.member, account.c.login, account.c.disabled)
        row = connection.execute(query.where(account.c.id == grant.account)).one_or_none()
    if row is None or row.login != login or request.account not in (None, row.id):
        raise ProtocolProblem(409, "reset_not_yours", "this code does not set the password of this account")
    if row.disabled is not None:
        raise ProtocolProblem(401, "account_disabled", "this account was disabled")
    return Account(row.id, row.branch, row.member)


def finish(connection: Connection, whose: str, hashed: str) -> None:
    """The account has this password from now on."""
    connection.execute(update(account).where(account.c.id == whose).values(password=hashed))
    connection.execute(delete(token).where(token.c.account == whose))
