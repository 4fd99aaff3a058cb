"""The log of decisions: who proposed, edited, approved, rejected, restored or imported what.

It begins with what the other tables know. Of a draft that was edited more than once, only the last
edit has a time.
"""

import sqlalchemy as sa
from alembic import op

revision = "decisions"
down_revision = "notified"

_COLUMNS = "workspace, action, person, name, at, code, proposal, entry, version, what"
_KNOWN = (
    """SELECT workspace, 'proposed', proposer_id, proposer_name, at,
              code, id, entry, 1, '' FROM proposal""",
    """SELECT workspace, 'edited', edited_by_id, edited_by_name, edited_at,
              code, id, entry, version, '' FROM proposal WHERE edited_at IS NOT NULL""",
    """SELECT workspace, decision, decided_by_id, decided_by_name, decided_at,
              code, id, entry, version, '' FROM proposal WHERE decision <> 'open'""",
    """SELECT revision.workspace, 'restored', approver_id, approver_name, at,
              code, NULL, entry, revision.version, '' FROM revision
       JOIN entry ON entry.workspace = revision.workspace AND entry.id = revision.entry
       WHERE origin = 'restored' AND (imported_at IS NULL OR at > imported_at)""",
    """SELECT workspace, 'imported', imported_by_id, imported_by_name, imported_at,
              code, NULL, id, version, '' FROM entry WHERE imported_at IS NOT NULL""",
)


def upgrade() -> None:
    """Add the columns to the table of refused attempts, and fill in what is known."""
    action = sa.Column("action", sa.Text, nullable=False, server_default="refused")
    op.add_column("audit", action)
    op.add_column("audit", sa.Column("name", sa.Text))
    op.add_column("audit", sa.Column("code", sa.BigInteger))
    op.add_column("audit", sa.Column("proposal", sa.Text))
    op.add_column("audit", sa.Column("entry", sa.Text))
    op.add_column("audit", sa.Column("version", sa.Integer))
    op.create_index("audit_by_person", "audit", ["person"])
    for query in _KNOWN:
        op.execute(f"INSERT INTO audit ({_COLUMNS}) {query} ORDER BY 5, 7, 8")
