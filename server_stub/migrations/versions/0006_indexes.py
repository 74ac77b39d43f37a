"""What hangs on a record is found by its kind, and old failures by their time: neither is a look at everything.

Revision ID: 0006
"""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the indexes."""
    op.drop_index("rec_parent", "rec")
    op.create_index("rec_parent", "rec", ["parent", "type"])
    op.create_index("failed_since", "failed", ["since"])
