"""The store of installations in SQL, the same on SQLite and PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Engine, Row, delete, select, update

from bot.database.engine import Sql, reading, writing
from bot.workspaces import tables
from bot.workspaces.model import BotToken, Workspace

if TYPE_CHECKING:
    from bot.workspaces.cipher import TokenCipher

MOST_NAMED = 5
"""Workspaces with a lost key that are named."""
_workspace = tables.workspace.c
_state = tables.oauth_state.c


class Decrypted(NamedTuple):
    """The ids of the workspaces whose tokens a key decrypts, and of those with a lost key."""

    readable: Sequence[str] = ()
    unreadable: Sequence[str] = ()

    @property
    def named(self) -> str:
        """The first of those with a lost key, and how many more there are."""
        more = len(self.unreadable) - MOST_NAMED
        return ", ".join((*self.unreadable[:MOST_NAMED], *([f"{more} more"] if more > 0 else ())))


class WorkspaceStore(Sql):
    """The installations in the database of an engine, which `upgrade` has prepared.

    Each method is one transaction and blocks: call it in a thread. It may raise
    `DatabaseUnavailable`. What reads a token raises `WrongKeyError` if no key decrypts it.
    """

    def __init__(self, engine: Engine, cipher: "TokenCipher") -> None:
        super().__init__(engine)
        self._cipher = cipher

    def save(self, workspace: Workspace) -> None:
        """Store an installation; an earlier one of the same workspace is replaced."""
        row = {
            "id": workspace.id,
            "name": workspace.name,
            "is_organization": workspace.is_organization,
            "scopes": workspace.scopes,
            "installed_by": workspace.installed_by,
            "installed_at": workspace.installed_at,
            "token": workspace.token and self._cipher.encrypt(workspace.token),
            "removed_at": workspace.removed_at,
        }
        new = self._insert_into(tables.workspace).values(row)
        with writing(self._engine) as connection:
            connection.execute(new.on_conflict_do_update(index_elements=["id"], set_=row))

    def token(self, workspace: str) -> BotToken | None:
        """The token of a workspace; None if it has not installed the bot, or has removed it."""
        query = select(_workspace.token).where(_workspace.id == workspace)
        with reading(self._engine) as connection:
            stored = connection.scalar(query)
        return None if stored is None else self._cipher.decrypt(stored)

    def replace_token(self, workspace: str, old: BotToken, new: BotToken) -> BotToken | None:
        """Store the token for which Slack has exchanged the old one; returns the one to use.

        That is another one if another replica was faster, and None if the workspace has removed
        the bot in the meantime.
        """
        query = select(_workspace.token).where(_workspace.id == workspace)
        with writing(self._engine) as connection:
            stored = connection.scalar(query.with_for_update())
            current = None if stored is None else self._cipher.decrypt(stored)
            if current != old:
                return current
            connection.execute(
                update(tables.workspace)
                .where(_workspace.id == workspace)
                .values(token=self._cipher.encrypt(new))
            )
        return new

    def remove(self, workspace: str, at: datetime) -> bool:
        """Delete the token of a workspace that removed the bot then.

        Returns whether it has none any more: an installation that is newer stays, as Slack's
        events may come late.
        """
        installed = (_workspace.id == workspace, _workspace.token.is_not(None))
        removal = (
            update(tables.workspace)
            .where(*installed, _workspace.installed_at <= at)
            .values(token=None, removed_at=at)
        )
        with writing(self._engine) as connection:
            connection.execute(removal)
            return connection.scalar(select(_workspace.id).where(*installed)) is None

    def installer(self, workspace: str) -> str:
        """The id of the user who installed the bot in a workspace; empty if it has none to tell."""
        query = select(_workspace.installed_by)
        query = query.where(_workspace.id == workspace, _workspace.token.is_not(None))
        with reading(self._engine) as connection:
            return connection.scalar(query) or ""

    def all(self) -> list[Workspace]:
        """All installations without their tokens, also those that were removed, by their ids."""
        query = select(tables.workspace).order_by(_workspace.id)
        with reading(self._engine) as connection:
            return [_from_row(row) for row in connection.execute(query)]

    def decrypted(self) -> Decrypted:
        """The ids of the workspaces whose tokens a key decrypts, and of the others."""
        query = select(_workspace.id, _workspace.token).where(_workspace.token.is_not(None))
        with reading(self._engine) as connection:
            rows = connection.execute(query.order_by(_workspace.id)).all()
        can_decrypt = {row.id: self._cipher.can_decrypt(row.token) for row in rows}
        readable, unreadable = (
            [each for each, known in can_decrypt.items() if known is wanted]
            for wanted in (True, False)
        )
        return Decrypted(readable, unreadable)

    def rotate_keys(self) -> int:
        """Encrypt all tokens with the first key; returns their number."""
        query = select(_workspace.id, _workspace.token).where(_workspace.token.is_not(None))
        with writing(self._engine) as connection:
            rows = connection.execute(query.with_for_update()).all()
            for row in rows:
                connection.execute(
                    update(tables.workspace)
                    .where(_workspace.id == row.id)
                    .values(token=self._cipher.rotate(row.token))
                )
        return len(rows)

    def use_state(self, state: str, expires: float, now: float) -> bool:
        """Store that a state was used; returns whether it is the first time.

        It is forgotten once it has expired. Times are in seconds since 1970.
        """
        row = {"state": state, "expires": expires}
        new = self._insert_into(tables.oauth_state).values(row)
        if_new = new.on_conflict_do_nothing().returning(_state.state)
        with writing(self._engine) as connection:
            connection.execute(delete(tables.oauth_state).where(_state.expires < now))
            return connection.execute(if_new).first() is not None


def _from_row(row: Row[Any]) -> Workspace:
    return Workspace(
        row.id,
        row.name,
        row.is_organization,
        row.scopes,
        row.installed_by,
        row.installed_at,
        None,
        row.removed_at,
    )
