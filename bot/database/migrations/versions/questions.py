"""Who asked which code, and which attempts were refused."""

import sqlalchemy as sa
from alembic import op

revision = "questions"
down_revision = "knowledge"

NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "question",
        sa.Column("id", NUMBER, primary_key=True),
        sa.Column("workspace", sa.Text, nullable=False),
        sa.Column("code", sa.BigInteger, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("channel", sa.Text),
        sa.Column("thread_ts", sa.Text),
        sa.Column("known", sa.Boolean, nullable=False),
        sa.Column("told", sa.Boolean, nullable=False),
    )
    op.create_index("question_by_code", "question", ["workspace", "code"])
    op.create_index("question_by_person", "question", ["person"])
    op.create_index("question_by_time", "question", ["at"])
    op.create_table(
        "audit",
        sa.Column("id", NUMBER, primary_key=True),
        sa.Column("workspace", sa.Text, nullable=False),
        sa.Column("person", sa.Text),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("audit_by_workspace", "audit", ["workspace", "id"])
