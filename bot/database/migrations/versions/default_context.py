"""What a number comes from of which nothing shows it, as administrators of workspaces set it."""

import sqlalchemy as sa
from alembic import op

revision = "default_context"
down_revision = "workspace_settings"


def upgrade() -> None:
    """Add the column: null, as an earlier version leaves it, is no default."""
    op.add_column("workspace_settings", sa.Column("context", sa.Text))
