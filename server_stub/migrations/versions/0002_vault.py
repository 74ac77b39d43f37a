"""The vault: key rings and sealed items.

Revision ID: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the vault's tables."""
    op.create_table(
        "vault",
        sa.Column("account", sa.String, sa.ForeignKey("account.id"), primary_key=True),
        sa.Column("vault", sa.String(32), nullable=False),
        sa.Column("rev", sa.BigInteger, nullable=False),
        sa.Column("ring", sa.Text, nullable=False),
        sa.Column("head", sa.BigInteger, nullable=False),
        sa.Column("items", sa.Integer, nullable=False),
        sa.Column("bytes", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "vault_item",
        sa.Column("account", sa.String, sa.ForeignKey("account.id"), primary_key=True),
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("rev", sa.BigInteger, nullable=False),
        sa.Column("digest", sa.String(32), nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("sealed", sa.Text, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
    )
    op.create_index("vault_item_seq", "vault_item", ["account", "seq"], unique=True)
