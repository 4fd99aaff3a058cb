"""How often a job's message is still to be looked for, and when a job was scheduled.

And the indexes that keep claiming as fast with a million jobs as with ten.
"""

import sqlalchemy as sa
from alembic import op

revision = "look_ups"
down_revision = "authors"


def upgrade() -> None:
    """Add both columns; what may have been posted already is looked for once."""
    op.add_column("inbox", sa.Column("looks", sa.Integer, nullable=False, server_default="0"))
    op.add_column("inbox", sa.Column("scheduled", sa.Double, nullable=False, server_default="0"))
    op.execute("UPDATE inbox SET looks = 1 WHERE handed > 0 AND state <> 'done'")
    op.drop_index("inbox_by_due", "inbox")
    op.drop_index("inbox_by_person", "inbox")
    op.create_index("inbox_by_due", "inbox", ["state", "due", "person"])
    op.create_index("inbox_by_schedule", "inbox", ["state", "scheduled"])
    op.create_index("inbox_by_person", "inbox", ["person", "workspace", "state"])
