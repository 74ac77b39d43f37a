"""Every revision gets its place in its scope and a hash chained to the one before.

Revision ID: 0005
"""

from __future__ import annotations

import secrets
from typing import Any

import sqlalchemy as sa
from alembic import op

from server_stub import chain

revision = "0005"
down_revision = "0004"

CHUNK = 500
_HIST = sa.table("hist", *map(sa.column, ("rec", "ch", "f", "place", "hash", "salt", "words", *chain.SAID)))
_REC = sa.table("rec", sa.column("id"), sa.column("type"))
_SCOPE = sa.table("scope", sa.column("name"), sa.column("places"), sa.column("chain"))


def upgrade() -> None:
    """Make the columns and the table, and chain what is there."""
    op.add_column("scope", sa.Column("places", sa.BigInteger, nullable=False, server_default="0"))
    op.add_column("scope", sa.Column("chain", sa.String(64), nullable=False, server_default=""))
    op.add_column("hist", sa.Column("place", sa.BigInteger))
    op.add_column("hist", sa.Column("hash", sa.String(64)))
    op.add_column("hist", sa.Column("salt", sa.String(32)))
    op.add_column("hist", sa.Column("words", sa.String(64)))
    op.create_table(
        "purged",
        sa.Column("scope", sa.String, sa.ForeignKey("scope.name"), primary_key=True),
        sa.Column("place", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("at", sa.String, nullable=False),
    )
    connection = op.get_bind()
    for (name,) in connection.execute(sa.select(_SCOPE.c.name)).all():
        _chain(connection, name)
    with op.batch_alter_table("hist") as hist:
        hist.alter_column("place", existing_type=sa.BigInteger, nullable=False)
        hist.alter_column("hash", existing_type=sa.String(64), nullable=False)
    op.create_index("hist_scope_place", "hist", ["scope", "place"], unique=True)


def _chain(connection: sa.Connection, scope: str) -> None:
    """SQLite numbers rows in the order they were written; elsewhere the time is the next best."""
    order = [sa.text("rowid")] if connection.dialect.name == "sqlite" else [_HIST.c.at, _HIST.c.rec, _HIST.c.rev]
    keys = connection.execute(sa.select(_HIST.c.rec, _HIST.c.rev).where(_HIST.c.scope == scope).order_by(*order)).all()
    erased = _erased(connection, scope)
    last, places = chain.BEFORE_THE_FIRST, 0
    for start in range(0, len(keys), CHUNK):
        part = [tuple(key) for key in keys[start : start + CHUNK]]
        wanted = sa.tuple_(_HIST.c.rec, _HIST.c.rev).in_(part)
        query = sa.select(_HIST, _REC.c.type).join(_REC, _REC.c.id == _HIST.c.rec).where(wanted)
        found = {(row["rec"], row["rev"]): row for row in connection.execute(query).mappings()}
        written: list[dict[str, Any]] = []
        for key in part:
            entry, salt = found[key], secrets.token_hex(16)
            words = chain.words_of(salt, entry["ch"], entry["f"])
            last, places = chain.hash_after(last, chain.digest_of(entry["type"], entry, words)), places + 1
            # What `gc` erased before there was a chain is to stand as what it erases since.
            gone = key[1] <= erased.get(key[0], 0) or (entry["type"] == "conflict" and entry["ch"] == "{}")
            kept = {"grain": None, "left": words} if gone else {"grain": salt, "left": None}
            written.append({"key": key[0], "number": key[1], "at_place": places, "now": last, **kept})
        mine = (_HIST.c.rec == sa.bindparam("key")) & (_HIST.c.rev == sa.bindparam("number"))
        values: dict[str, Any] = {
            "place": sa.bindparam("at_place"),
            "hash": sa.bindparam("now"),
            "salt": sa.bindparam("grain"),
            "words": sa.bindparam("left"),
        }
        connection.execute(sa.update(_HIST).where(mine).values(values), written)
    connection.execute(sa.update(_SCOPE).where(_SCOPE.c.name == scope).values(places=places, chain=last))


def _erased(connection: sa.Connection, scope: str) -> dict[str, int]:
    """Up to which revision the words of a record were erased: a deletion without the fields it deleted."""
    emptied = (_HIST.c.scope == scope) & (_HIST.c.k == "del") & _HIST.c.f.is_(None)
    found = connection.execute(sa.select(_HIST.c.rec, sa.func.max(_HIST.c.rev)).where(emptied).group_by(_HIST.c.rec))
    return {rid: int(rev) for rid, rev in found}
