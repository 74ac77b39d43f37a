"""Up to where each device has read, so that tombstones can be purged.

Revision ID: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "acked",
        sa.Column("device", sa.String, sa.ForeignKey("device.id"), primary_key=True),
        sa.Column("cursors", sa.Text, nullable=False),
        sa.Column("at", sa.String, nullable=False),
    )
