"""The tables of installations. No column holds a token that is not encrypted."""

from sqlalchemy import Boolean, Column, Double, Table

from bot.database.columns import Lines, Utc, Words, metadata

workspace = Table(
    "workspace",
    metadata,
    Column("id", Words, primary_key=True),
    Column("name", Words, nullable=False),
    Column("is_organization", Boolean, nullable=False),
    Column("scopes", Lines, nullable=False),
    Column("installed_by", Words, nullable=False),
    Column("installed_at", Utc, nullable=False),
    Column("token", Words),
    Column("removed_at", Utc),
)

# What browsers have brought back from Slack, until it expires: each is accepted once.
oauth_state = Table(
    "oauth_state",
    metadata,
    Column("state", Words, primary_key=True),
    Column("expires", Double, nullable=False),
)
