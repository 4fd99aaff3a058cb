"""Entries, their revisions and votes, proposals with their cards, and the counter of changes."""

import sqlalchemy as sa
from alembic import op

revision = "knowledge"
down_revision = None


def upgrade() -> None:
    """Make the tables; the counter of changes begins at 0."""
    change = op.create_table(
        "change",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
    )
    op.bulk_insert(change, [{"id": 1, "sequence": 0}])
    _entry()
    _revision()
    _vote()
    _proposal()
    _card()


def _entry() -> None:
    op.create_table(
        "entry",
        sa.Column("workspace", sa.Text, primary_key=True),
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("code", sa.BigInteger, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("helped", sa.Integer, nullable=False),
        sa.Column("did_not_help", sa.Integer, nullable=False),
        sa.Column("changed", sa.BigInteger, nullable=False),
        sa.Column("source_workspace", sa.Text),
        sa.Column("source_id", sa.Text),
        sa.Column("imported_at", sa.DateTime(timezone=True)),
        sa.Column("imported_by_id", sa.Text),
        sa.Column("imported_by_name", sa.Text),
    )
    op.create_index("entry_by_code", "entry", ["workspace", "code"])
    op.create_index("entry_by_change", "entry", ["changed"])


def _revision() -> None:
    op.create_table(
        "revision",
        sa.Column("workspace", sa.Text, primary_key=True),
        sa.Column("entry", sa.Text, primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        *_draft(),
        sa.Column("author_id", sa.Text),
        sa.Column("author_name", sa.Text),
        sa.Column("approver_id", sa.Text),
        sa.Column("approver_name", sa.Text),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["workspace", "entry"], ["entry.workspace", "entry.id"]),
    )


def _vote() -> None:
    op.create_table(
        "vote",
        sa.Column("workspace", sa.Text, primary_key=True),
        sa.Column("entry", sa.Text, primary_key=True),
        sa.Column("person", sa.Text, primary_key=True),
        sa.Column("helped", sa.Boolean, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["workspace", "entry"], ["entry.workspace", "entry.id"]),
    )


def _proposal() -> None:
    op.create_table(
        "proposal",
        sa.Column("workspace", sa.Text, primary_key=True),
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("code", sa.BigInteger, nullable=False),
        *_draft(),
        sa.Column("proposer_id", sa.Text),
        sa.Column("proposer_name", sa.Text),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entry", sa.Text),
        sa.Column("base", sa.Integer),
        sa.Column("decision", sa.Text, nullable=False),
        sa.Column("decided_by_id", sa.Text),
        sa.Column("decided_by_name", sa.Text),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("edited_by_id", sa.Text),
        sa.Column("edited_by_name", sa.Text),
        sa.Column("edited_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["workspace", "entry"], ["entry.workspace", "entry.id"]),
    )
    op.create_index("proposal_by_decision", "proposal", ["workspace", "decision", "at"])


def _card() -> None:
    op.create_table(
        "card",
        sa.Column("workspace", sa.Text, primary_key=True),
        sa.Column("proposal", sa.Text, primary_key=True),
        sa.Column("channel", sa.Text, primary_key=True),
        sa.Column("ts", sa.Text, primary_key=True),
        sa.ForeignKeyConstraint(["workspace", "proposal"], ["proposal.workspace", "proposal.id"]),
    )


def _draft() -> tuple[sa.Column[str], ...]:
    return (
        sa.Column("cause", sa.Text, nullable=False),
        sa.Column("steps", sa.Text, nullable=False),
        sa.Column("applies_to", sa.Text, nullable=False),
        sa.Column("link", sa.Text, nullable=False),
    )
