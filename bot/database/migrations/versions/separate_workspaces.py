"""Whether each workspace of an organization keeps entries of its own, as its admins set it."""

import sqlalchemy as sa
from alembic import op

revision = "separate_workspaces"
down_revision = "default_context"


def upgrade() -> None:
    """Add the column: what an earlier version writes is that the organization shares them."""
    separate = sa.Column("separate", sa.Boolean, nullable=False, server_default=sa.false())
    op.add_column("workspace_settings", separate)
