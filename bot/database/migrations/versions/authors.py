"""Who wrote each version of a draft, which version somebody saw, and whom a card is for.

Of a draft that was edited before, only who did so last is known.
"""

import json

import sqlalchemy as sa
from alembic import op

revision = "authors"
down_revision = "printed_by"

_PROPOSAL = sa.table(
    "proposal",
    *(
        sa.column(name, sa.Text)
        for name in ("workspace", "id", "proposer_id", "edited_by_id", "edited_by_name", "editors")
    ),
    sa.column("edited_at", sa.DateTime(timezone=True)),
    sa.column("version", sa.Integer),
)
_CARD = sa.table(
    "card",
    *(sa.column(name, sa.Text) for name in ("workspace", "proposal", "reader")),
    sa.column("for_proposer", sa.Boolean),
)


def upgrade() -> None:
    """Add the columns; each old draft has its proposer's version, and the one last edited."""
    for table in ("revision", "proposal"):
        column = sa.Column("editors", sa.Text, nullable=False, server_default="[]")
        op.add_column(table, column)
    version = sa.Column("version", sa.Integer, nullable=False, server_default="1")
    op.add_column("proposal", version)
    op.add_column("card", sa.Column("reader", sa.Text))
    _number_edits()
    _name_readers()
    op.drop_column("card", "for_proposer")


def _number_edits() -> None:
    """What was edited has a second version, and an editor."""
    database, columns = op.get_bind(), _PROPOSAL.c
    edited = sa.select(_PROPOSAL).where(columns.edited_at.is_not(None))
    for row in database.execute(edited).all():
        person = row.edited_by_id and [row.edited_by_id, row.edited_by_name or ""]
        this = sa.update(_PROPOSAL).where(columns.workspace == row.workspace, columns.id == row.id)
        editors = json.dumps([person], ensure_ascii=False)
        database.execute(this.values(version=2, editors=editors))


def _name_readers() -> None:
    """A card for the proposer alone is for whoever that is."""
    same = (_PROPOSAL.c.workspace == _CARD.c.workspace) & (_PROPOSAL.c.id == _CARD.c.proposal)
    proposer = sa.select(_PROPOSAL.c.proposer_id).where(same).scalar_subquery()
    theirs = sa.update(_CARD).where(_CARD.c.for_proposer)
    op.get_bind().execute(theirs.values(reader=proposer))
