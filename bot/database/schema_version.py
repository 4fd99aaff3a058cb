"""Which version of the schema a database has, and whether this version of the bot works with it.

A version is the name of the last migration. A database that a newer version of the bot has upgraded
says in `compatibility` which is the oldest version that still works with it, so that the replicas
of two versions can share it. A newer database that does not say so is refused.

Most starts find a current schema, so this module does without Alembic, which takes a fifth of the
time that the bot needs to start.
"""

from dataclasses import dataclass
from errno import ENOENT, ENOTDIR
from pathlib import Path

from sqlalchemy import Column, Connection, Engine, Integer, Table, column, inspect, select, table

from bot.database.columns import Words, metadata
from bot.database.engine import MEMORY, reading
from bot.database.file import check_not_deleted
from bot.database.redaction import name_of

VERSIONS = (
    "knowledge",
    "questions",
    "inbox",
    "printed_by",
    "authors",
    "look_ups",
    "jobs",
    "notified",
    "decisions",
    "compatibility",
    "workspaces",
    "fair_claims",
    "workspace_settings",
    "default_context",
    "separate_workspaces",
)
"""The migrations in their order, the last of which makes the current schema."""

UPGRADE = "python -m bot database upgrade"
BEFORE_UPGRADE = (
    "make a backup, `python -m bot database backup FILE`, and, if the changelog says so, stop the "
    "older replicas; then"
)

_alembic_version = table("alembic_version", column("version_num"))
"""Alembic's own table, which is not one of this project's `metadata`."""

compatibility = Table(
    "compatibility",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("oldest", Words, nullable=False),
)


class SchemaError(Exception):
    """The database does not have a schema that this version of the bot works with.

    The text says what is wrong, and what to do, which are also in `what` and `advice`.
    """

    def __init__(self, what: str, advice: str) -> None:
        super().__init__(f"{what}: {advice}.")
        self.what = what
        self.advice = advice


@dataclass(frozen=True, slots=True)
class SchemaVersion:
    """The version of a database's schema, None if it is empty.

    `oldest` is the version of the oldest bot that works with it, None if it does not say so.
    """

    number: str | None
    oldest: str | None = None

    @property
    def is_current(self) -> bool:
        """Whether the schema is that of this version of the bot."""
        return self.number == current_number()

    @property
    def is_newer(self) -> bool:
        """Whether a newer version of the bot has upgraded the database."""
        return self.number is not None and self.number not in VERSIONS

    @property
    def is_compatible(self) -> bool:
        """Whether it is newer, and this version of the bot works with it all the same."""
        return self.is_newer and self.oldest in VERSIONS

    @property
    def as_older(self) -> str:
        """What is said of the database if its schema is an older one; "it" goes before."""
        return (
            f"is of an older version of the bot (its schema is {self.number!r}, and this "
            f"version's is {current_number()!r})"
        )


def version_of(engine: Engine) -> SchemaVersion:
    """The version of the schema, which this version of the bot works with, or can upgrade.

    Raises `SchemaError` if it is too new, and `DatabaseUnavailable`.
    """
    with reading(engine) as connection:
        version = _version(connection)
    if version.is_newer and not version.is_compatible:
        raise SchemaError(
            f"{name_of(engine)} is of a newer version of the bot (its schema is "
            f"{version.number!r})",
            "install that version, or restore the backup from before the upgrade",
        )
    return version


def check_version(engine: Engine) -> None:
    """Return if there is a database with a schema that needs no upgrade.

    Raises `SchemaError` if not, and `DatabaseUnavailable`.
    """
    check_exists(engine)
    version = version_of(engine)
    if not (version.is_current or version.is_compatible):
        raise SchemaError(
            f"{name_of(engine)} {version.as_older}", f"{BEFORE_UPGRADE} run `{UPGRADE}`"
        )


def check_exists(engine: Engine) -> None:
    """Return if there is a database of the bot, of whatever version, even a newer one.

    Raises `SchemaError` if there is none, and `DatabaseUnavailable`.
    """
    version = SchemaVersion(None)
    if _has_no_file(engine):
        check_not_deleted(Path(str(engine.url.database)))
    else:
        with reading(engine) as connection:
            version = _version(connection)
    if version.number is None:
        raise SchemaError(
            f"There is no database of the bot at {name_of(engine)}",
            f"correct DATABASE_URL, or create one with `{UPGRADE}`",
        )


def _has_no_file(engine: Engine) -> bool:
    if engine.dialect.name != "sqlite" or engine.url.database in MEMORY:
        return False
    try:
        Path(str(engine.url.database)).stat()
    except OSError as error:  # of the others, SQLite says what is wrong
        return error.errno in {ENOENT, ENOTDIR}
    return False


def current_number() -> str:
    """The version of the schema of this version of the bot."""
    return VERSIONS[-1]


def _version(connection: Connection) -> SchemaVersion:
    tables = inspect(connection)
    if not tables.has_table(_alembic_version.name):
        return SchemaVersion(None)
    version = SchemaVersion(connection.scalars(select(_alembic_version.c.version_num)).first())
    if version.is_newer and tables.has_table(compatibility.name):
        oldest = connection.scalars(select(compatibility.c.oldest)).first()
        return SchemaVersion(version.number, oldest)
    return version
