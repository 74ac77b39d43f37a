"""What hangs on a record is found by its kind: a long session has thousands of minutes entries and two signatures.

Revision ID: 0006
"""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the index anew."""
    op.drop_index("rec_parent", "rec")
    op.create_index("rec_parent", "rec", ["parent", "type"])
