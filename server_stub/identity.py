"""Who is calling: an account, which is one member of one branch, and its devices."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, insert, select, update

from server_stub import tables
from server_stub.clock import stamp
from server_stub.problems import ProtocolProblem
from server_stub.store import Store
from sync.records.fields import FieldProblem, check_line
from sync.wire import DeviceInfo
from sync.wire_forms import ID_FORM

device = tables.device
_DEVICE = select(device.c.account, device.c.last_n, device.c.superseded_by, device.c.revoked).where(
    device.c.id == bindparam("id")
)
_DEVICE_LOCKED = _DEVICE.with_for_update(key_share=True)
_DEVICES = (
    select(device.c.id)
    .where(device.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(device.c.id)
    .with_for_update(key_share=True)
)

LONGEST_NAME = 80

_ID = re.compile(rf"{ID_FORM}\Z")


@dataclass(frozen=True, slots=True)
class Account:
    """A sign-in: one member of one branch."""

    id: str
    branch: str
    member: str


def last_n_of(connection: Connection, account: Account, device_id: str, *, lock: bool = False) -> int:
    """The number of the last edit of a device of this account.

    Raises ProtocolProblem device_not_yours, device_unknown, or, for one that was superseded or revoked, device_forked: what it
    had brought in is here, but who uses it has yet to learn of its new id.
    """
    # What cannot be an id is not looked for: a database may not even take it.
    looked_for = {"id": device_id if _ID.match(device_id) else ""}
    found = connection.execute(_DEVICE_LOCKED if lock else _DEVICE, looked_for).one_or_none()
    if found is not None and found.account != account.id:
        raise ProtocolProblem(403, "device_not_yours", "this device id belongs to another account")
    if found is None:
        raise ProtocolProblem(409, "device_unknown", "this device needs a new device id")
    if found.superseded_by is not None:
        raise ProtocolProblem(409, "device_forked", "this device id was superseded")
    if found.revoked is not None:
        raise ProtocolProblem(409, "device_forked", "this device id was revoked")
    return int(found.last_n)


def hold_devices(connection: Connection, ids: Iterable[str]) -> None:
    """Take the rows of these devices, in one order for everybody."""
    connection.execute(_DEVICES, {"ids": sorted(ids)})


def new_device(connection: Connection, store: Store, account: str, info: DeviceInfo, at: str) -> str:
    """A new device id of the account; raises ProtocolProblem bad_request_shape for words that no screen can show as they are."""
    for name, words in (("name", info.name), ("kind", info.kind), ("ver", info.ver)):
        try:
            check_line(name, words, len(words))
        except FieldProblem as problem:
            raise ProtocolProblem(422, "bad_request_shape", "not one line of text", detail={"field": name}) from problem
    return _made(connection, store, account, info, at)


def _made(connection: Connection, store: Store, account: str, info: DeviceInfo, at: str) -> str:
    made = f"d:{store.random.getrandbits(96):024x}"
    connection.execute(
        insert(device).values(
            id=made,
            account=account,
            last_n=0,
            name=info.name[:LONGEST_NAME],
            kind=info.kind[:LONGEST_NAME],
            ver=info.ver[:LONGEST_NAME],
            created=at,
            seen_at=at,
        )
    )
    return made


def supersede(connection: Connection, store: Store, account: Account, old: str) -> str:
    """A new device id after a fork or a restore; the old one, if it is this account's, is good for nothing any more."""
    mine = (device.c.id == (old if _ID.match(old) else "")) & (device.c.account == account.id)
    was = connection.execute(select(device.c.name, device.c.kind, device.c.ver).where(mine)).one_or_none()
    info = DeviceInfo(name=was.name, kind=was.kind, ver=was.ver) if was else DeviceInfo(name="", kind="", ver="")
    # As it stands, and not looked at again: a name from before it was would keep its device from ever getting another id.
    made = _made(connection, store, account.id, info, stamp(store.clock.now()))
    connection.execute(update(device).where(mine).values(superseded_by=made))
    return made
