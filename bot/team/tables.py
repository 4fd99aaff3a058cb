"""The tables of the team's knowledge. Every row belongs to a workspace."""

import json
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    ForeignKeyConstraint,
    Index,
    Integer,
    Table,
    Text,
    TypeDecorator,
    false,
)
from typing_extensions import override

from bot.database.columns import NUMBER, Lines, Utc, Words, metadata, storable
from bot.team.model import Editors, Person


class Persons(TypeDecorator[Editors]):
    """Persons as a JSON array of ids and names; null for a person whose data was deleted."""

    impl = Text
    cache_ok = True

    @override
    def process_bind_param(self, value: Editors | None, dialect: Dialect) -> str:
        persons = [each and [storable(each.id), storable(each.name)] for each in value or ()]
        return json.dumps(persons, ensure_ascii=False)

    @override
    def process_result_value(self, value: str | None, dialect: Dialect) -> Editors:
        if value == "[]":  # nearly always
            return ()
        return tuple(each and Person(*each) for each in json.loads(value or "[]"))


def _person(role: str) -> tuple[Column[Any], Column[Any]]:
    """Both are null for nobody, and for a person whose data was deleted."""
    return Column(f"{role}_id", Words), Column(f"{role}_name", Words)


def _draft() -> tuple[Column[Any], ...]:
    return (
        Column("cause", Words, nullable=False),
        Column("steps", Lines, nullable=False),
        Column("applies_to", Words, nullable=False),
        Column("link", Words, nullable=False),
        Column("printed_by", Words, nullable=False, server_default="any"),
    )


# One row. A transaction that changes an entry increments it first, which locks it until the commit:
# so the numbers become visible in their order, on PostgreSQL too.
change = Table(
    "change",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("sequence", BigInteger, nullable=False),
)

# The change by which everything of a workspace was deleted, so that replicas forget its entries.
deleted_workspace = Table(
    "deleted_workspace",
    metadata,
    Column("workspace", Words, primary_key=True),
    Column("changed", BigInteger, nullable=False),
)

entry = Table(
    "entry",
    metadata,
    Column("workspace", Words, primary_key=True),
    Column("id", Words, primary_key=True),
    Column("code", BigInteger, nullable=False),
    Column("version", Integer, nullable=False),
    Column("helped", Integer, nullable=False, default=0),
    Column("did_not_help", Integer, nullable=False, default=0),
    Column("changed", BigInteger, nullable=False),
    Column("source_workspace", Words),
    Column("source_id", Words),
    Column("imported_at", Utc),
    *_person("imported_by"),
    Index("entry_by_code", "workspace", "code"),
    Index("entry_by_change", "changed"),
)

revision = Table(
    "revision",
    metadata,
    Column("workspace", Words, primary_key=True),
    Column("entry", Words, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    *_draft(),
    *_person("author"),
    *_person("approver"),
    Column("at", Utc, nullable=False),
    Column("origin", Words, nullable=False),
    Column("why", Words, nullable=False),
    Column("editors", Persons, nullable=False, server_default="[]"),
    ForeignKeyConstraint(["workspace", "entry"], ["entry.workspace", "entry.id"]),
)

vote = Table(
    "vote",
    metadata,
    Column("workspace", Words, primary_key=True),
    Column("entry", Words, primary_key=True),
    Column("person", Words, primary_key=True),
    Column("helped", Boolean, nullable=False),
    Column("at", Utc, nullable=False),
    ForeignKeyConstraint(["workspace", "entry"], ["entry.workspace", "entry.id"]),
)

proposal = Table(
    "proposal",
    metadata,
    Column("workspace", Words, primary_key=True),
    Column("id", Words, primary_key=True),
    Column("code", BigInteger, nullable=False),
    *_draft(),
    *_person("proposer"),
    Column("at", Utc, nullable=False),
    Column("entry", Words),
    Column("base", Integer),
    Column("decision", Words, nullable=False),
    *_person("decided_by"),
    Column("decided_at", Utc),
    Column("reason", Words, nullable=False),
    *_person("edited_by"),
    Column("edited_at", Utc),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("editors", Persons, nullable=False, server_default="[]"),
    ForeignKeyConstraint(["workspace", "entry"], ["entry.workspace", "entry.id"]),
    Index("proposal_by_decision", "workspace", "decision", "at"),
)

card = Table(
    "card",
    metadata,
    Column("workspace", Words, primary_key=True),
    Column("proposal", Words, primary_key=True),
    Column("channel", Words, primary_key=True),
    Column("ts", Words, primary_key=True),
    Column("reader", Words),
    ForeignKeyConstraint(["workspace", "proposal"], ["proposal.workspace", "proposal.id"]),
)

question = Table(
    "question",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("workspace", Words, nullable=False),
    Column("code", BigInteger, nullable=False),
    Column("person", Words, nullable=False),
    Column("at", Utc, nullable=False),
    Column("channel", Words),
    Column("thread_ts", Words),
    Column("known", Boolean, nullable=False),
    Column("notified", Boolean, nullable=False, default=False),
    Index("question_by_code", "workspace", "code"),
    Index("question_by_person", "person"),
    Index("question_by_time", "at"),
)

# What a workspace has set: each change is a row, of which the newest is in force.
workspace_settings = Table(
    "workspace_settings",
    metadata,
    Column("workspace", Words, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("reviewers", Lines, nullable=False),
    Column("self_review", Boolean, nullable=False),
    Column("review_channel", Words),
    Column("keep_days", Integer),
    Column("context", Words),
    Column("separate", Boolean, nullable=False, server_default=false()),
    *_person("set_by"),
    Column("at", Utc, nullable=False),
    Column("changed", BigInteger, nullable=False),
    Index("workspace_settings_by_change", "changed"),
)

audit = Table(  # the decision log
    "audit",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("workspace", Words, nullable=False),
    Column("action", Words, nullable=False, server_default="refused"),
    Column("person", Words),
    Column("name", Words),
    Column("what", Words, nullable=False),
    Column("at", Utc, nullable=False),
    Column("code", BigInteger),
    Column("proposal", Words),
    Column("entry", Words),
    Column("version", Integer),
    Index("audit_by_workspace", "workspace", "id"),
    Index("audit_by_person", "person"),
)
