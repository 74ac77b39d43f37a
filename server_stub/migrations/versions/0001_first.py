"""The first tables.

Revision ID: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make every table of version 1."""
    op.create_table("meta", sa.Column("key", sa.String, primary_key=True), sa.Column("value", sa.Text, nullable=False))
    op.create_table(
        "branch",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("created", sa.String, nullable=False),
    )
    _accounts()
    _records()


def _accounts() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("branch", sa.String, sa.ForeignKey("branch.id"), nullable=False),
        sa.Column("member", sa.String, nullable=False),
        sa.Column("login", sa.String, unique=True),
        sa.Column("password", sa.Text),
        sa.Column("created", sa.String, nullable=False),
        sa.Column("disabled", sa.String),
    )
    op.create_index("account_member", "account", ["branch", "member"], unique=True)
    op.create_table(
        "device",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("account", sa.String, sa.ForeignKey("account.id"), nullable=False),
        sa.Column("last_n", sa.BigInteger, nullable=False),
        sa.Column("superseded_by", sa.String),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("ver", sa.String, nullable=False),
        sa.Column("created", sa.String, nullable=False),
        sa.Column("seen_at", sa.String, nullable=False),
    )
    op.create_index("device_account", "device", ["account"])
    op.create_table(
        "token",
        sa.Column("hash", sa.String, primary_key=True),
        sa.Column("account", sa.String, sa.ForeignKey("account.id"), nullable=False),
        sa.Column("device", sa.String, sa.ForeignKey("device.id"), nullable=False),
        sa.Column("expires", sa.String, nullable=False),
    )
    op.create_index("token_account", "token", ["account"])
    op.create_table(
        "invite",
        sa.Column("hash", sa.String, primary_key=True),
        sa.Column("branch", sa.String, sa.ForeignKey("branch.id"), nullable=False),
        sa.Column("member", sa.String),
        sa.Column("section", sa.String),
        sa.Column("roles", sa.Text, nullable=False),
        sa.Column("created", sa.String, nullable=False),
        sa.Column("expires", sa.String, nullable=False),
        sa.Column("used_by", sa.String, sa.ForeignKey("account.id")),
        sa.Column("used_at", sa.String),
    )


def _records() -> None:
    op.create_table(
        "scope",
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("branch", sa.String, sa.ForeignKey("branch.id"), nullable=False),
        sa.Column("head", sa.BigInteger, nullable=False),
        sa.Column("sum", sa.String(32), nullable=False),
        sa.Column("live", sa.Integer, nullable=False),
        sa.Column("floor_seq", sa.BigInteger, nullable=False),
    )
    op.create_index("scope_branch", "scope", ["branch"])
    op.create_table(
        "rec",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("branch", sa.String, sa.ForeignKey("branch.id"), nullable=False),
        sa.Column("scope", sa.String, sa.ForeignKey("scope.name"), nullable=False),
        sa.Column("type", sa.String, nullable=False),
        sa.Column("rev", sa.BigInteger, nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("v", sa.Integer, nullable=False),
        sa.Column("f", sa.Text),
        sa.Column("fv", sa.Text, nullable=False),
        sa.Column("created", sa.Text, nullable=False),
        sa.Column("updated", sa.Text, nullable=False),
        sa.Column("del", sa.Text),
        sa.Column("parent", sa.String),
    )
    op.create_index("rec_scope_seq", "rec", ["scope", "seq"], unique=True)
    op.create_index("rec_branch_type", "rec", ["branch", "type"])
    op.create_index("rec_parent", "rec", ["parent"])
    op.create_table(
        "hist",
        sa.Column("rec", sa.String, sa.ForeignKey("rec.id"), primary_key=True),
        sa.Column("rev", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("scope", sa.String, nullable=False),
        sa.Column("k", sa.String, nullable=False),
        sa.Column("out", sa.String, nullable=False),
        sa.Column("ch", sa.Text, nullable=False),
        sa.Column("f", sa.Text),
        sa.Column("by", sa.String),
        sa.Column("for", sa.String),
        sa.Column("basis", sa.String),
        sa.Column("ref", sa.Text),
        sa.Column("dev", sa.String),
        sa.Column("at", sa.String, nullable=False),
        sa.Column("claimed", sa.String),
        sa.Column("op", sa.String),
    )
    op.create_table(
        "opres",
        sa.Column("device", sa.String, sa.ForeignKey("device.id"), primary_key=True),
        sa.Column("n", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("op_id", sa.String, nullable=False),
        sa.Column("result", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("opres_op", "opres", ["op_id"])
