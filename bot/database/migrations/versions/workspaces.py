"""The workspaces that have installed the bot by a link, with their encrypted tokens."""

import sqlalchemy as sa
from alembic import op

revision = "workspaces"
down_revision = "compatibility"


def upgrade() -> None:
    """Make the tables: earlier versions of the bot do not know them, and need not."""
    op.create_table(
        "workspace",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("is_organization", sa.Boolean, nullable=False),
        sa.Column("scopes", sa.Text, nullable=False),
        sa.Column("installed_by", sa.Text, nullable=False),
        sa.Column("installed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("token", sa.Text),
        sa.Column("removed_at", sa.DateTime(timezone=True)),
    )
    op.create_table(
        "deleted_workspace",
        sa.Column("workspace", sa.Text, primary_key=True),
        sa.Column("changed", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "oauth_state",
        sa.Column("state", sa.Text, primary_key=True),
        sa.Column("expires", sa.Double, nullable=False),
    )
