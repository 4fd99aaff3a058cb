"""What all tables share: their types of columns, their metadata, and whose rows are whose.

Times are in UTC. Texts are stored unchanged, except for characters that no database can store.
"""

import json
from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    DateTime,
    Dialect,
    Integer,
    MetaData,
    Text,
    TypeDecorator,
    or_,
)
from typing_extensions import override

metadata = MetaData()
NUMBER = BigInteger().with_variant(Integer, "sqlite")  # SQLite increments only INTEGER


def storable(text: str) -> str:
    """The text, with U+FFFD for each character that not every database can store."""
    if "\0" not in text and text.isascii():
        return text
    return (
        text.replace("\0", "\ufffd").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    )


class Utc(TypeDecorator[datetime]):
    """A time, to the microsecond: `timestamptz` on PostgreSQL, sortable text on SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @override
    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone")
        value = value.astimezone(UTC)
        return value if dialect.name == "postgresql" else value.replace(tzinfo=None)

    @override
    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


class Words(TypeDecorator[str]):
    """A text, in which U+FFFD replaces NUL and unpaired surrogates: no database stores them."""

    impl = Text
    cache_ok = True

    @override
    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else storable(value)


class Lines(TypeDecorator[Sequence[str]]):
    """Texts as a JSON array."""

    impl = Text
    cache_ok = True

    @override
    def process_bind_param(self, value: Sequence[str] | None, dialect: Dialect) -> str:
        return json.dumps([storable(line) for line in value or ()], ensure_ascii=False)

    @override
    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[str, ...]:
        return tuple(json.loads(value or "[]"))


def within(workspace: ColumnElement[str], installation: str) -> ColumnElement[bool]:
    """The condition for rows of an installation, also of workspaces within an organization.

    These keep entries of their own under both ids, such as `E1/T1`. Any other installation is one
    workspace: of that, an index finds the rows.
    """
    if not installation.startswith("E"):
        return workspace == installation
    return or_(workspace == installation, workspace.startswith(f"{installation}/", autoescape=True))
