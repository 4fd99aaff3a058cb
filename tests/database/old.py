"""Databases of older versions of the bot: `written_by/` has a dump of each."""

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Engine

from tests.team.values import HERE

WRITTEN_BY = Path(__file__).with_name("written_by")


def write_old(made: Engine, version: str = "0.1.0", workspace: str = HERE) -> None:
    """Load the dump of that version into an empty database, for a workspace of that name."""
    kind = made.dialect.name
    script = (WRITTEN_BY / f"{version}.{kind}.sql").read_text("utf-8")
    script = script.replace(f"'{HERE}'", f"'{workspace}'")
    if kind == "sqlite":  # executescript does not check foreign keys
        with closing(sqlite3.connect(str(made.url.database))) as database:
            database.executescript(script)
        return
    with made.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver
        driver.execute(script)
        driver.execute("SET search_path TO public")
        driver.commit()
