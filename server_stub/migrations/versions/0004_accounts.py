"""What an operator can do about accounts: failed sign-ins counted, passwords reset, devices revoked.

Revision ID: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the table and the columns."""
    op.create_table(
        "failed",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("since", sa.String, nullable=False),
    )
    op.add_column("account", sa.Column("reset_at", sa.String))
    op.add_column("device", sa.Column("revoked", sa.String))
    op.add_column("invite", sa.Column("account", sa.String))
