"""The tables of the branch's shared copy. `migrations/` makes the same ones; a test compares them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, MetaData, String, Table, Text

metadata = MetaData()

meta = Table("meta", metadata, Column("key", String, primary_key=True), Column("value", Text, nullable=False))
"""`epoch`; `address`, the one clients use; `tls_cert` and `tls_key` where the server has a certificate of its own."""

branch = Table(
    "branch",
    metadata,
    Column("id", String, primary_key=True),
    Column("name", Text, nullable=False),
    Column("created", String, nullable=False),
)

account = Table(
    "account",
    metadata,
    Column("id", String, primary_key=True),
    Column("branch", ForeignKey("branch.id"), nullable=False),
    # A record id, but no foreign key: a member record may be deleted, its account must then still be found.
    Column("member", String, nullable=False),
    Column("login", String, unique=True),
    Column("password", Text),
    Column("created", String, nullable=False),
    Column("disabled", String),
    Column("reset_at", String),
    Index("account_member", "branch", "member", unique=True),
)
"""A sign-in; `login` and `password` are null for the throw-away accounts of the demo. Only here a person meets a member.

`reset_at`: when an operator last made the password worthless."""

failed = Table(
    "failed",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("count", Integer, nullable=False),
    Column("since", String, nullable=False),
    Index("failed_since", "since"),
)
"""Failed sign-ins since a moment; `key` is a SHA-256 of what was tried, so that the table holds no names."""

device = Table(
    "device",
    metadata,
    Column("id", String, primary_key=True),
    Column("account", ForeignKey("account.id"), nullable=False),
    Column("last_n", BigInteger, nullable=False),
    Column("superseded_by", String),
    Column("name", Text, nullable=False),
    Column("kind", String, nullable=False),
    Column("ver", String, nullable=False),
    Column("created", String, nullable=False),
    Column("seen_at", String, nullable=False),
    Column("revoked", String),
    Index("device_account", "account"),
)

acked = Table(
    "acked",
    metadata,
    Column("device", ForeignKey("device.id"), primary_key=True),
    Column("cursors", Text, nullable=False),
    Column("at", String, nullable=False),
)
"""Up to where each device has read, written down once a day; tombstones are purged only below that."""

token = Table(
    "token",
    metadata,
    Column("hash", String, primary_key=True),
    Column("account", ForeignKey("account.id"), nullable=False),
    Column("device", ForeignKey("device.id"), nullable=False),
    Column("expires", String, nullable=False),
    Index("token_account", "account"),
)
"""SHA-256 of what the device holds: whoever reads this table can sign in as nobody."""

invite = Table(
    "invite",
    metadata,
    Column("hash", String, primary_key=True),
    Column("branch", ForeignKey("branch.id"), nullable=False),
    Column("member", String),
    Column("section", String),
    Column("roles", Text, nullable=False),
    Column("created", String, nullable=False),
    Column("expires", String, nullable=False),
    Column("used_by", ForeignKey("account.id")),
    Column("used_at", String),
    # No foreign key: SQLite cannot add one to a table that is there.
    Column("account", String),
)
"""`roles`: JSON list of appointments to make when it is used, each {"role", "sections"}; `account`: whose password it sets anew."""

scope = Table(
    "scope",
    metadata,
    Column("name", String, primary_key=True),
    Column("branch", ForeignKey("branch.id"), nullable=False),
    Column("head", BigInteger, nullable=False),
    Column("sum", String(32), nullable=False),
    Column("live", Integer, nullable=False),
    Column("floor_seq", BigInteger, nullable=False),
    Column("places", BigInteger, nullable=False, server_default="0"),
    Column("chain", String(64), nullable=False, server_default=""),
    Index("scope_branch", "branch"),
)
"""`places`: how many revisions it ever had; `chain`: the hash of the last one (chain.py)."""

rec = Table(
    "rec",
    metadata,
    Column("id", String, primary_key=True),
    Column("branch", ForeignKey("branch.id"), nullable=False),
    Column("scope", ForeignKey("scope.name"), nullable=False),
    Column("type", String, nullable=False),
    Column("rev", BigInteger, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("v", Integer, nullable=False),
    Column("f", Text),
    Column("fv", Text, nullable=False),
    Column("created", Text, nullable=False),
    Column("updated", Text, nullable=False),
    Column("del", Text, key="deleted"),
    Column("parent", String),
    Index("rec_scope_seq", "scope", "seq", unique=True),
    Index("rec_branch_type", "branch", "type"),
    # With the kind: every edit of minutes looks for conflicts and signatures among all that hangs on its session.
    Index("rec_parent", "parent", "type"),
)
"""The latest state of every record; `f` is null for a deleted one, whose last fields are in `hist` under the same `rev`."""

hist = Table(
    "hist",
    metadata,
    Column("rec", ForeignKey("rec.id"), primary_key=True),
    Column("rev", BigInteger, primary_key=True, autoincrement=False),
    Column("scope", String, nullable=False),
    Column("k", String, nullable=False),
    Column("out", String, nullable=False),
    Column("ch", Text, nullable=False),
    Column("f", Text),
    Column("by", String),
    Column("for", String),
    Column("basis", String),
    Column("ref", Text),
    Column("dev", String),
    Column("at", String, nullable=False),
    Column("claimed", String),
    Column("op", String),
    Column("place", BigInteger, nullable=False),
    Column("hash", String(64), nullable=False),
    Column("salt", String(32)),
    Column("words", String(64)),
    Index("hist_scope_place", "scope", "place", unique=True),
)
"""Every revision: `ch` = {field: [before, after]} of what really changed; `f` = the whole last fields of a deletion.

`place`: 1, 2, 3… within the scope; `hash`, `salt`: chain.py; `words`: the digest of `ch` and `f`, once they are erased.
"""

purged = Table(
    "purged",
    metadata,
    Column("scope", ForeignKey("scope.name"), primary_key=True),
    Column("place", BigInteger, primary_key=True, autoincrement=False),
    Column("digest", String(64), nullable=False),
    Column("at", String, nullable=False),
)
"""The places of revisions that were purged with their tombstones, so that the chain can still be followed."""

opres = Table(
    "opres",
    metadata,
    Column("device", ForeignKey("device.id"), primary_key=True),
    Column("n", BigInteger, primary_key=True, autoincrement=False),
    Column("op_id", String, nullable=False),
    Column("result", Text, nullable=False),
    # Not unique: the same edit comes again under another device id, and then has the same outcome there.
    Index("opres_op", "op_id"),
    sqlite_with_rowid=False,
)
"""The outcome of every edit, under the number each device gave it (PROTOCOL.md sections 6 and 9)."""

vault = Table(
    "vault",
    metadata,
    Column("account", ForeignKey("account.id"), primary_key=True),
    Column("vault", String(32), nullable=False),
    Column("rev", BigInteger, nullable=False),
    Column("ring", Text, nullable=False),
    Column("head", BigInteger, nullable=False),
    Column("items", Integer, nullable=False),
    Column("bytes", BigInteger, nullable=False),
)
"""An account's key ring, which the server cannot open, and how much its vault holds."""

vault_item = Table(
    "vault_item",
    metadata,
    Column("account", ForeignKey("account.id"), primary_key=True),
    Column("id", String(32), primary_key=True),
    Column("rev", BigInteger, nullable=False),
    Column("digest", String(32), nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("sealed", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Index("vault_item_seq", "account", "seq", unique=True),
)
"""The latest values of every record in a vault: ciphertext under a blind id; `sealed` is a JSON list of base64."""


@dataclass(slots=True)
class ScopeRow:
    """Where a scope stands: its last seq, the checksum of its records, how many live, below which seq tombstones are purged.

    And the end of its history: how many revisions it had, and the hash of the last one.
    """

    name: str
    branch: str
    head: int = 0
    sum: int = 0
    live: int = 0
    floor_seq: int = 0
    places: int = 0
    chain: str = ""

    @classmethod
    def of(cls, row: Any) -> ScopeRow:
        """The scope from a row of the table `scope`."""
        return cls(row.name, row.branch, row.head, int(row.sum, 16), row.live, row.floor_seq, row.places, row.chain)

    def values(self) -> dict[str, Any]:
        """The scope as a row of the table `scope`."""
        return {
            "name": self.name,
            "branch": self.branch,
            "head": self.head,
            "sum": f"{self.sum:032x}",
            "live": self.live,
            "floor_seq": self.floor_seq,
            "places": self.places,
            "chain": self.chain,
        }
