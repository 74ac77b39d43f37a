"""Invites: made by an operator, used once, each for a member or for a person who becomes one."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection, insert, select, update

from server_stub import tables
from server_stub.address import told
from server_stub.clock import stamp
from server_stub.problems import ProtocolProblem
from server_stub.rows import text
from server_stub.store import Store
from sync.invite import CODE_BITS, Invite, encode, new_code, normal_code

DAYS = 90
"""How long an invite is good."""

table = tables.invite


@dataclass(frozen=True, slots=True)
class Grant:
    """What the holder of an invite becomes: `member`, or a new one in `section`; with roles, each with its section ids.

    With `account` nobody becomes anything: the code sets that account's password.
    """

    member: str | None = None
    section: str | None = None
    roles: Sequence[tuple[str, Sequence[str]]] = ()
    account: str | None = None


def issue(connection: Connection, store: Store, branch: str, grant: Grant, days: int = DAYS) -> str:
    """A new invite's code; only its hash is kept."""
    code = new_code(store.random.getrandbits(CODE_BITS))
    now = store.clock.now()
    connection.execute(
        insert(table).values(
            hash=hashed(code),
            branch=branch,
            member=grant.member,
            section=grant.section,
            roles=text([[role, list(sections)] for role, sections in grant.roles]),
            created=stamp(now),
            expires=stamp(now + dt.timedelta(days=days)),
            account=grant.account,
        )
    )
    return code


def find(connection: Connection, code: str, at: str, *, hold: bool = False) -> tuple[str, Grant]:
    """Branch and grant of an unused invite, which with `hold` nobody else can use until this transaction ends.

    Raises ProtocolProblem invite_invalid, invite_used, invite_expired.
    """
    wanted = select(table).where(table.c.hash == hashed(code))
    row: Any = connection.execute(wanted.with_for_update() if hold else wanted).one_or_none()
    if row is None:
        raise ProtocolProblem(403, "invite_invalid", "there is no such invite")
    if row.used_at is not None:
        raise ProtocolProblem(409, "invite_used", "this invite has been used")
    if row.expires <= at:
        raise ProtocolProblem(410, "invite_expired", "this invite is too old")
    roles = [(role, tuple(sections)) for role, sections in msgspec.json.decode(row.roles)]
    return row.branch, Grant(member=row.member, section=row.section, roles=roles, account=row.account)


def mark_used(connection: Connection, code: str, account: str, at: str) -> None:
    """Note who used an invite; it is good for nothing any more."""
    connection.execute(update(table).where(table.c.hash == hashed(code)).values(used_by=account, used_at=at))


def written(connection: Connection, code: str) -> str:
    """The invite as one string, with the address clients use and the certificate they know it by."""
    server = told(connection)
    return encode(Invite(server.address, code, server.fingerprint))


def hashed(code: str) -> str:
    """What is kept of a code, however it is typed."""
    return hashlib.sha256(normal_code(code).encode()).hexdigest()
