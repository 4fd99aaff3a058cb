"""Whether a SQLite file is whole, as the running bot knows it."""

import shutil
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Engine

from bot.database.damage_check import DamageCheck
from bot.database.errors import Cause
from tests.database.test_access import damage

Connect = Callable[[str], Engine]


async def test_a_whole_file_is_read_once(url: str, engines: Connect) -> None:
    made = engines(url)
    check = DamageCheck(made)
    await check.run()
    if made.url.database and made.dialect.name == "sqlite":
        damage(Path(made.url.database))
    await check.run()

    assert check.error is None


async def test_a_file_that_cannot_be_read_as_a_database_is_damaged(
    tmp_path: Path, engines: Connect
) -> None:
    path = tmp_path / "team.db"
    path.write_text("These are notes, and not a database.\n" * 100, "utf-8")
    check = DamageCheck(engines(f"sqlite:///{path}"))
    await check.run()

    assert check.error
    assert check.error.cause is Cause.DAMAGED


async def test_a_file_that_is_away_is_not_damaged_and_is_read_later(
    sqlite: Path, tmp_path: Path, engines: Connect
) -> None:
    path = tmp_path / "folder" / "team.db"
    check = DamageCheck(engines(f"sqlite:///{path}"))
    await check.run()
    before = check.error
    path.parent.mkdir()
    shutil.copy(sqlite, path)
    damage(path)
    await check.run()

    assert before is None
    assert check.error
