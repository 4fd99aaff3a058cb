"""What administrators of workspaces set: reviewers, a channel, and how long questions stay."""

import sqlalchemy as sa
from alembic import op

revision = "workspace_settings"
down_revision = "fair_claims"


def upgrade() -> None:
    """Make the table: earlier versions of the bot do not know it, and need not."""
    op.create_table(
        "workspace_settings",
        sa.Column("workspace", sa.Text, primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("reviewers", sa.Text, nullable=False),
        sa.Column("self_review", sa.Boolean, nullable=False),
        sa.Column("review_channel", sa.Text),
        sa.Column("keep_days", sa.Integer),
        sa.Column("set_by_id", sa.Text),
        sa.Column("set_by_name", sa.Text),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed", sa.BigInteger, nullable=False),
    )
    op.create_index("workspace_settings_by_change", "workspace_settings", ["changed"])
