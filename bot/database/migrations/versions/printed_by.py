"""For which question an entry holds: IISSYNC's, or that of any program, as all did so far.

And which review cards stand in the direct messages of the proposer.
"""

import sqlalchemy as sa
from alembic import op

revision = "printed_by"
down_revision = "inbox"


def upgrade() -> None:
    """Add the column to what holds a draft; each old one holds for any program."""
    for table in ("revision", "proposal"):
        column = sa.Column("printed_by", sa.Text, nullable=False, server_default="any")
        op.add_column(table, column)
    for_proposer = sa.Column("for_proposer", sa.Boolean, nullable=False, server_default=sa.false())
    op.add_column("card", for_proposer)
