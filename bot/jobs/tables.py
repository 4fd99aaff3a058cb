"""The table of the job queue."""

from sqlalchemy import Column, Double, Index, Integer, Table

from bot.database.columns import NUMBER, Words, metadata

inbox = Table(
    "inbox",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("workspace", Words, nullable=False),
    Column("key", Words, nullable=False),
    Column("kind", Words, nullable=False),
    Column("person", Words),
    Column("content", Words, nullable=False),
    Column("state", Words, nullable=False),
    Column("owner", Words),
    Column("at", Double, nullable=False),
    Column("due", Double, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("handed", Integer, nullable=False),
    Column("why", Words, nullable=False),
    Column("looks", Integer, nullable=False, server_default="0"),
    Column("scheduled", Double, nullable=False, server_default="0"),
    Index("inbox_by_key", "workspace", "key", unique=True),
    Index("inbox_by_due", "state", "due", "person"),
    Index("inbox_by_schedule", "state", "scheduled"),
    Index("inbox_by_person", "person", "workspace", "state"),
)
