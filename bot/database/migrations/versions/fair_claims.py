"""The index by which due jobs are claimed has the workspace, so that one that is full is skipped.

With it, the jobs of a workspace that asks without end are passed over without being read.
"""

from alembic import op

revision = "fair_claims"
down_revision = "workspaces"


def upgrade() -> None:
    """Make the index again; every version of the bot can use it."""
    op.drop_index("job_by_due", "job")
    op.create_index("job_by_due", "job", ["state", "due_at", "user_id", "workspace"])
