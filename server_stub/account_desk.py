"""What an operator does about accounts and devices: looks them through, disables, resets, revokes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Connection, Select, delete, func, select, update

from server_stub import resets, tables
from server_stub.accounts import normal_login
from server_stub.branches import the_branch
from server_stub.clock import stamp
from server_stub.failed import Failed, login_key
from server_stub.invites import written
from server_stub.problems import Refused
from server_stub.store import Store

_T = TypeVar("_T")

account, device, token, acked = tables.account, tables.device, tables.token, tables.acked


class AccountLine(msgspec.Struct, kw_only=True):
    """An account; `state` is active, disabled, or reset while its owner has set no new password yet. Times are UTC."""

    login: str
    member: str
    branch: str
    state: str
    last_seen: str | None
    failed: int
    """Failed sign-ins within the hour."""
    devices: int
    """Devices that are signed in, or can sign in again as what they are."""


class DeviceLine(msgspec.Struct, kw_only=True):
    """A device of an account; `state` is active, superseded by a newer id of the same data folder, or revoked."""

    id: str
    login: str
    name: str
    kind: str
    version: str
    created: str
    last_seen: str
    state: str


class AccountDesk:
    """An operator's work on the accounts of one database."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._failed = Failed(store.clock)

    def accounts(self, branch: str | None = None) -> list[AccountLine]:
        """Every account, or those of one branch by name or id, in the order of branch and login; raises Refused."""
        with self._store.read() as connection:
            query = _ACCOUNTS
            if branch is not None:
                query = query.where(account.c.branch == the_branch(connection, branch).id)
            rows = connection.execute(query).all()
            failures = self._failed.counts(connection)
            devices: dict[str, list[str]] = defaultdict(list)
            for row in connection.execute(_devices()):
                if _state(row) == "active":
                    devices[row.account].append(row.id)
            seen = {owner: str(at) for owner, at in connection.execute(_SEEN)}
            read = {owner: str(at) for owner, at in connection.execute(_READ)}
        return [
            AccountLine(
                login=row.login,
                member=_name(row.f),
                branch=row.branch_name,
                state="disabled" if row.disabled is not None else "reset" if row.password is None else "active",
                last_seen=max(filter(None, (seen.get(row.id), read.get(row.id))), default=None),
                failed=failures.get(login_key(row.login), 0),
                devices=len(devices[row.id]),
            )
            for row in rows
        ]

    def devices(self, login: str | None = None) -> list[DeviceLine]:
        """Every device, or those of one account; raises Refused."""
        with self._store.read() as connection:
            query = _devices()
            if login is not None:
                query = query.where(device.c.account == self._found(connection, login).id)
            return [
                DeviceLine(
                    id=row.id,
                    login=row.login,
                    name=row.name,
                    kind=row.kind,
                    version=row.ver,
                    created=row.created,
                    last_seen=max(row.seen_at, row.at or ""),
                    state=_state(row),
                )
                for row in connection.execute(query)
            ]

    def disable(self, login: str) -> bool:
        """From now on nobody signs in, or does anything, as this account; False when it is disabled. Raises Refused."""
        now = stamp(self._store.clock.now())
        return self._change(login, lambda connection, row: self._set_disabled(connection, row, now))

    def enable(self, login: str) -> bool:
        """Let the account be used again, with its sign-ins; False when it is not disabled. Raises Refused."""
        return self._change(login, lambda connection, row: self._set_disabled(connection, row, None))

    def reset(self, login: str) -> str:
        """Make the password and all sign-ins worthless; returns the invite with which its owner sets another. Raises Refused."""

        def work(connection: Connection, row: Any) -> str:
            if row.disabled is not None:
                raise Refused(f"{row.login} is disabled. Enable it first: xinde-server account enable {row.login}.")
            self._failed.clear(connection, row.login)
            return written(connection, resets.begin(connection, self._store, row.id, row.branch))

        return self._change(login, work)

    def revoke(self, device_id: str) -> bool:
        """End a device's sign-ins; its data folder signs in as another device. False when that was done. Raises Refused."""

        def work(connection: Connection) -> bool:
            found = connection.execute(select(device.c.revoked).where(device.c.id == device_id)).one_or_none()
            if found is None:
                raise Refused(f"There is no device {device_id}. xinde-server device list names them.")
            connection.execute(delete(token).where(token.c.device == device_id))
            if found.revoked is not None:
                return False
            now = stamp(self._store.clock.now())
            connection.execute(update(device).where(device.c.id == device_id).values(revoked=now))
            return True

        return self._store.write(work)

    def _set_disabled(self, connection: Connection, row: Any, at: str | None) -> bool:
        if (row.disabled is None) == (at is None):
            return False
        connection.execute(update(account).where(account.c.id == row.id).values(disabled=at))
        return True

    def _change(self, login: str, work: Callable[[Connection, Any], _T]) -> _T:
        return self._store.write(lambda connection: work(connection, self._found(connection, login, hold=True)))

    def _found(self, connection: Connection, login: str, *, hold: bool = False) -> Any:
        query = select(account).where(account.c.login == normal_login(login))
        row = (
            connection.execute(query.with_for_update(key_share=True) if hold else query).one_or_none()
            if normal_login(login) is not None
            else None
        )
        if row is None:
            raise Refused(f"There is no account {login}. xinde-server account list names them.")
        return row


_ACCOUNTS = (
    select(
        account.c.id,
        account.c.login,
        account.c.disabled,
        account.c.password,
        tables.branch.c.name.label("branch_name"),
        tables.rec.c.f,
    )
    .join(tables.branch, tables.branch.c.id == account.c.branch)
    .outerjoin(tables.rec, tables.rec.c.id == account.c.member)
    .where(account.c.login.is_not(None))
    .order_by(tables.branch.c.created, tables.branch.c.id, account.c.login)
)
_SEEN = select(device.c.account, func.max(device.c.seen_at)).group_by(device.c.account)
_READ = (
    select(device.c.account, func.max(acked.c.at))
    .join(device, device.c.id == acked.c.device)
    .group_by(device.c.account)
)


def _devices() -> Select[Any]:
    return (
        select(device, account.c.login, acked.c.at)
        .join(account, account.c.id == device.c.account)
        .outerjoin(acked, acked.c.device == device.c.id)
        .where(account.c.login.is_not(None))
        .order_by(account.c.login, device.c.created, device.c.id)
    )


def _state(row: Any) -> str:
    if row.revoked is not None:
        return "revoked"
    return "active" if row.superseded_by is None else "superseded"


def _name(fields: str | None) -> str:
    """The member's name; nothing else of any record is looked at. Empty when the member was deleted."""
    return str(msgspec.json.decode(fields).get("name", "")) if fields is not None else ""
