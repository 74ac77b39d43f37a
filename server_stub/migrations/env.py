"""What Alembic runs: the steps, over the connection it was given. Alembic's one entry is this module's body."""

from __future__ import annotations

from alembic import context

from server_stub.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
