"""The vault: an account's key ring, and values the server numbers and cannot read. Nobody but the account gets any of it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from server_stub import dialect, tables
from server_stub.clock import Clock, stamp
from server_stub.identity import Account
from server_stub.problems import ProtocolProblem
from server_stub.store import Store
from sync.vault.wire import (
    ITEM_BYTES,
    MOST_ITEMS,
    MOST_VALUES,
    QUOTA_BYTES,
    QUOTA_ITEMS,
    RING_BYTES,
    OfferedItem,
    PutRing,
    RingState,
    SealedItem,
    Stored,
    VaultPull,
    VaultPullAnswer,
    VaultPush,
    VaultPushAnswer,
    digest_of,
)
from sync.wire import MAX_PAGE_BYTES

LARGEST = 2**53 - 1
_HEX = re.compile(r"[0-9a-f]{32}\Z")

vault, item = tables.vault, tables.vault_item
_VAULT = select(vault).where(vault.c.account == bindparam("mine"))
_ACCOUNT = select(tables.account.c.id).where(tables.account.c.id == bindparam("mine")).with_for_update(key_share=True)
_VAULTS = select(vault.c.account, vault.c.rev, vault.c.head).where(
    vault.c.account.in_(bindparam("accounts", expanding=True))
)
_KEPT = select(item).where(item.c.account == bindparam("mine"), item.c.id.in_(bindparam("ids", expanding=True)))
_SINCE = (
    select(item)
    .where(item.c.account == bindparam("mine"), item.c.seq > bindparam("after"))
    .order_by(item.c.seq)
    .limit(bindparam("most"))
)
_decode = msgspec.json.Decoder(list[bytes]).decode


class VaultService:
    """Keeps what devices of one account bring; needs no HTTP."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def ring(self, account: Account) -> RingState:
        """The account's key ring."""
        with self._store.read() as connection:
            return self._state(connection, _row(connection, account))

    def put_ring(self, account: Account, request: PutRing) -> RingState:
        """Keep another ring; raises ProtocolProblem ring_changed when `base` is not the revision kept, bad_request_shape."""
        if not _HEX.match(request.vault) or len(request.ring.encode("utf-8", "replace")) > RING_BYTES:
            raise _shape("ring")

        def work(connection: Connection) -> RingState:
            row = _row(connection, account, lock=True)
            if request.base != (row.rev if row is not None else 0):
                raise ProtocolProblem(409, "ring_changed", "another device has put another key ring")
            values = {"vault": request.vault, "rev": request.base + 1, "ring": request.ring}
            if row is None:
                connection.execute(insert(vault).values(account=account.id, head=0, items=0, bytes=0, **values))
            else:
                if row.vault != request.vault:
                    # Values under a key that is in no ring any more.
                    connection.execute(delete(item).where(item.c.account == account.id))
                    values |= {"items": 0, "bytes": 0}
                connection.execute(update(vault).where(vault.c.account == account.id).values(**values))
            dialect.ring(connection, account.branch)
            return self._state(connection, _row(connection, account))

        return self._store.write(work)

    def _state(self, connection: Connection, row: Row[Any] | None) -> RingState:
        rev, ring = (row.rev, row.ring) if row is not None else (0, None)
        return RingState(rev=rev, ring=ring, epoch=self._store.epoch(connection), time=stamp(self._clock.now()))

    def push(self, account: Account, request: VaultPush) -> VaultPushAnswer:
        """Keep what is based on what is kept, and show what is kept instead of the rest; durable when it returns.

        Raises ProtocolProblem: too_many_ops, bad_request_shape, epoch_mismatch, no_vault, vault_replaced, quota.
        """
        _check(request)

        def work(connection: Connection) -> VaultPushAnswer:
            row = self._entered(connection, account, request.vault, request.epoch, lock=True)
            ids = [each.id for each in request.items]
            kept = {each.id: each for each in connection.execute(_KEPT, {"mine": account.id, "ids": ids})}
            keeping = _Keeping(account, row, kept)
            results = [keeping.offer(each) for each in request.items]
            keeping.write(connection)
            dialect.ring(connection, account.branch)
            stale = [kept[each.id] for each in results if each.out == "stale" and each.id in kept]
            return VaultPushAnswer(
                results=results,
                items=_page(stale)[0],
                head=keeping.head,
                epoch=self._store.epoch(connection),
                time=stamp(self._clock.now()),
            )

        return self._store.write(work)

    def pull(self, account: Account, request: VaultPull) -> VaultPullAnswer:
        """One page of what changed since a place; raises ProtocolProblem as `push`, and cursor_ahead."""
        if not 0 <= request.after <= LARGEST:
            raise _shape("after")
        with self._store.read() as connection:
            row = self._entered(connection, account, request.vault, request.epoch)
            if request.after > row.head:
                raise ProtocolProblem(409, "cursor_ahead", "the server is behind this device")
            most = max(1, min(request.limit, MOST_ITEMS))
            wanted = {"mine": account.id, "after": request.after, "most": most}
            found = connection.execute(_SINCE, wanted).all()
            items, cut = _page(found)
            more = cut or len(found) == most
            return VaultPullAnswer(
                items=items,
                cursor=items[-1].seq if more else row.head,
                more=more,
                ring=row.rev,
                epoch=self._store.epoch(connection),
                time=stamp(self._clock.now()),
            )

    def _entered(
        self, connection: Connection, account: Account, vault_id: str, epoch: str | None, *, lock: bool = False
    ) -> Row[Any]:
        """The account's vault, if it is the one asked for and the server's history is the one the device knows."""
        if epoch is not None and epoch != self._store.epoch(connection, hold=lock):
            raise ProtocolProblem(409, "epoch_mismatch", "the server was restored from a backup")
        row = _row(connection, account, lock=lock)
        if row is None:
            raise ProtocolProblem(404, "no_vault", "this account has no vault")
        if row.vault != vault_id:
            raise ProtocolProblem(409, "vault_replaced", "this account has begun another vault")
        return row


class _Keeping:
    """One push: what it stores, at which places, within the account's quota."""

    def __init__(self, account: Account, row: Row[Any], kept: Mapping[str, Row[Any]]) -> None:
        self._account = account
        self._kept = kept
        self._items: int = row.items
        self._bytes: int = row.bytes
        self.head: int = row.head
        self._new: list[dict[str, Any]] = []

    def offer(self, offered: OfferedItem) -> Stored:
        """The outcome of one item."""
        before = self._kept.get(offered.id)
        rev, on = (before.rev, before.digest) if before is not None else (0, None)
        digest = digest_of(offered.sealed)
        if (rev, on) == (offered.base + 1, digest):
            # It came before; only the answer was lost.
            return Stored(id=offered.id, out="stored", rev=rev)
        if (rev, on) != (offered.base, offered.on):
            return Stored(id=offered.id, out="stale", rev=rev)
        sealed = msgspec.json.encode(offered.sealed).decode()
        self.head += 1
        self._items += before is None
        self._bytes += len(sealed) - (before.size if before is not None else 0)
        self._new.append(
            {
                "account": self._account.id,
                "id": offered.id,
                "rev": rev + 1,
                "digest": digest,
                "seq": self.head,
                "sealed": sealed,
                "size": len(sealed),
            }
        )
        return Stored(id=offered.id, out="stored", rev=rev + 1)

    def write(self, connection: Connection) -> None:
        """Put it into the database; raises ProtocolProblem quota, and nothing is kept."""
        if self._items > QUOTA_ITEMS or self._bytes > QUOTA_BYTES:
            limits = {"items": QUOTA_ITEMS, "bytes": QUOTA_BYTES}
            raise ProtocolProblem(507, "quota", "this account's vault is full", detail=limits)
        if not self._new:
            return
        mine = item.c.account == self._account.id
        connection.execute(delete(item).where(mine, item.c.id.in_([each["id"] for each in self._new])))
        connection.execute(insert(item), self._new)
        counts = {"head": self.head, "items": self._items, "bytes": self._bytes}
        connection.execute(update(vault).where(vault.c.account == self._account.id).values(**counts))


def heads_of(connection: Connection, accounts: Collection[Account]) -> dict[str, list[int]]:
    """By account, what changes when anything in its vault does; nothing for those without one."""
    rows = connection.execute(_VAULTS, {"accounts": [account.id for account in accounts]})
    return {row.account: [row.rev, row.head] for row in rows}


def _row(connection: Connection, account: Account, *, lock: bool = False) -> Row[Any] | None:
    if lock:
        # The account's row is always there, the vault's perhaps not yet.
        connection.execute(_ACCOUNT, {"mine": account.id})
    return connection.execute(_VAULT, {"mine": account.id}).one_or_none()


def _page(rows: Sequence[Row[Any]]) -> tuple[list[SealedItem], bool]:
    """As many items as fit into 1 MiB, at least one; and whether some did not."""
    items: list[SealedItem] = []
    size = 0
    for row in rows:
        size += row.size
        if items and size > MAX_PAGE_BYTES:
            return items, True
        items.append(SealedItem(id=row.id, rev=row.rev, seq=row.seq, sealed=_decode(row.sealed)))
    return items, False


def _check(request: VaultPush) -> None:
    if len(request.items) > MOST_ITEMS:
        raise ProtocolProblem(413, "too_many_ops", "too many items in one request", detail={"limit": MOST_ITEMS})
    if len({each.id for each in request.items}) < len(request.items):
        raise _shape("id")
    for each in request.items:
        if not _HEX.match(each.id) or (each.on is not None and not _HEX.match(each.on)):
            raise _shape("id")
        if not 0 <= each.base < LARGEST or (each.on is None) != (each.base == 0):
            raise _shape("base")
        if not 1 <= len(each.sealed) <= MOST_VALUES or sum(map(len, each.sealed)) > ITEM_BYTES:
            raise _shape("sealed")


def _shape(name: str) -> ProtocolProblem:
    return ProtocolProblem(422, "bad_request_shape", "a value has not the form it must have", detail={"field": name})
