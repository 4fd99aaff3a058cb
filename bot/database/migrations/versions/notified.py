"""Whether the person who asked was notified of the cause, under that name."""

from alembic import op

revision = "notified"
down_revision = "jobs"


def upgrade() -> None:
    """Rename the column, and keep its values."""
    op.execute("ALTER TABLE question RENAME COLUMN told TO notified")
