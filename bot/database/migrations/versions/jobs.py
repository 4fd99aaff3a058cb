"""The job queue in the field's own words: what was called an inbox, and its columns.

No row is lost. Replicas of the version before must have stopped: they look for the old table.
"""

import sqlalchemy as sa
from alembic import op

revision = "jobs"
down_revision = "look_ups"

_COLUMNS = {
    "person": "user_id",
    "at": "enqueued_at",
    "due": "due_at",
    "scheduled": "scheduled_at",
    "tries": "failures",
    "handed": "deliveries",
    "looks": "lookups",
    "why": "error",
}
_INDEXES = {
    "key": ("workspace", "key"),
    "due": ("state", "due_at", "user_id"),
    "schedule": ("state", "scheduled_at"),
    "user": ("user_id", "workspace", "state"),
}
_STATES = {"working": "running", "parked": "dead"}


def upgrade() -> None:
    """Rename the table, its columns, its indexes and two of the states."""
    for name in ("key", "due", "schedule", "person"):
        op.drop_index(f"inbox_by_{name}", "inbox")
    op.rename_table("inbox", "job")
    for old, new in _COLUMNS.items():
        op.execute(f'ALTER TABLE job RENAME COLUMN "{old}" TO {new}')
    for name, columns in _INDEXES.items():
        op.create_index(f"job_by_{name}", "job", list(columns), unique=name == "key")
    job = sa.table("job", sa.column("state", sa.Text))
    for old, new in _STATES.items():
        op.execute(sa.update(job).where(job.c.state == old).values(state=new))
