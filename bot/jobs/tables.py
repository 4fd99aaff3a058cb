"""The table of the job queue. Times are the database's seconds since 1970."""

from sqlalchemy import Column, Double, Index, Integer, Table

from bot.database.columns import NUMBER, Words, metadata

job = Table(
    "job",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("workspace", Words, nullable=False),
    Column("key", Words, nullable=False),
    Column("kind", Words, nullable=False),
    Column("user_id", Words),
    Column("content", Words, nullable=False),
    Column("state", Words, nullable=False),
    Column("owner", Words),
    Column("enqueued_at", Double, nullable=False),
    Column("due_at", Double, nullable=False),
    Column("scheduled_at", Double, nullable=False, server_default="0"),
    Column("failures", Integer, nullable=False),
    Column("deliveries", Integer, nullable=False),
    Column("lookups", Integer, nullable=False, server_default="0"),
    Column("error", Words, nullable=False),
    Index("job_by_key", "workspace", "key", unique=True),
    Index("job_by_due", "state", "due_at", "user_id", "workspace"),
    Index("job_by_schedule", "state", "scheduled_at"),
    Index("job_by_user", "user_id", "workspace", "state"),
)
