"""The oldest version of the bot that works with the schema, so that two versions can run at once.

One row, in which `oldest` is the last migration of that version. A later migration that an older
version cannot work with raises it, in its own transaction.
"""

import sqlalchemy as sa
from alembic import op

revision = "compatibility"
down_revision = "decisions"


def upgrade() -> None:
    """Make the table: this version is the first that can run beside another one."""
    table = op.create_table(
        "compatibility",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("oldest", sa.Text, nullable=False),
    )
    op.bulk_insert(table, [{"id": 1, "oldest": revision}])
