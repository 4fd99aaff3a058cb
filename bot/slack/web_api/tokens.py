"""The token of a call to Slack: one for all, or that of the workspace for which the bot acts.

Whatever the bot does follows from a payload or a job, which belong to one workspace. The dispatcher
and the worker say which; what they call, and the tasks that this starts, act for it.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import NamedTuple, TypeAlias

from bot.database.errors import DatabaseUnavailable
from bot.operations.log_format import RateLimitedLog
from bot.slack.recent import Recent
from bot.slack.web_api.errors import NotDelivered, SlackUnavailable, TokenRefused
from bot.workspaces.model import BotToken, WrongKeyError, installation_of
from bot.workspaces.sql_store import WorkspaceStore

log = logging.getLogger(__name__)

NOT_INSTALLED = "not_installed"
"""The reason to refuse a call for a workspace that has not installed the bot."""
CACHE_SECONDS = 60.0
"""Seconds for which a token is used before it is read again, as another replica may change it."""
MOST_CACHED = 10_000
"""Workspaces whose tokens are cached."""
EXCHANGE_BEFORE = 2 * 3600.0
"""Seconds before a token expires when it is exchanged, as slack_sdk does; they last 12 hours."""

_workspace = ContextVar[str]("workspace")


@contextmanager
def acting_for(workspace: str) -> Iterator[None]:
    """Act for a workspace in this block; empty if its payload names none."""
    token = _workspace.set(workspace)
    try:
        yield
    finally:
        _workspace.reset(token)


def acting_installation() -> str:
    """The installation for which the bot acts, also if it has one token; empty outside of a block.

    It is empty as well if a payload names no workspace.
    """
    return installation_of(_workspace.get(""))


class SingleToken:
    """The token of the settings, for the only workspace."""

    is_single = True

    def __init__(self, token: str) -> None:
        self._token = token

    async def current(self) -> str:
        """The token."""
        return self._token

    def workspace(self) -> str:
        """Empty: there is only one."""
        return ""

    def forget(self, workspace: str) -> None:
        """Nothing: the token stays until the bot is started again."""

    async def remove(self, workspace: str, at: datetime) -> bool:  # noqa: ARG002 - as below
        """True: the token stays in the settings, and Slack refuses it."""
        return True


class _Cached(NamedTuple):
    token: BotToken | None
    read_at: float


class _Unstored(NamedTuple):
    """A token that the database still has, and the one for which it was exchanged."""

    old: BotToken
    new: BotToken


def _expires_soon(token: BotToken) -> bool:
    return token.expires is not None and token.expires - time.time() < EXCHANGE_BEFORE


class StoredTokens:
    """The tokens of the workspaces that have installed the bot.

    `exchange` exchanges a token that expires for a new one, and raises `NotDelivered`.
    """

    is_single = False

    def __init__(
        self, store: WorkspaceStore, exchange: Callable[[BotToken], Awaitable[BotToken]]
    ) -> None:
        self._store = store
        self._exchange = exchange
        self._cache = Recent[str, _Cached](MOST_CACHED)
        self._readings: dict[str, asyncio.Task[BotToken | None]] = {}
        self._unstored: dict[str, _Unstored] = {}
        self._log = RateLimitedLog(log)

    def workspace(self) -> str:
        """The installation for which the bot acts; empty if its payload names none."""
        return installation_of(_workspace.get())

    async def current(self) -> str:
        """The token of that workspace.

        Raises `TokenRefused` if it has none, and `SlackUnavailable` if that is not known now.
        """
        workspace = self.workspace()
        token = await self._token(workspace)
        if token is None:
            raise TokenRefused(NOT_INSTALLED)
        return token.value

    def forget(self, workspace: str) -> None:
        """Read the token of a workspace again before its next use."""
        self._cache.pop(workspace, None)
        self._unstored.pop(workspace, None)
        self._readings.pop(workspace, None)  # whatever it reads may be outdated

    async def remove(self, workspace: str, at: datetime) -> bool:
        """Delete the token, unless it is newer; returns whether there is none any more.

        Raises `DatabaseUnavailable`.
        """
        is_removed = await asyncio.to_thread(self._store.remove, workspace, at)
        self.forget(workspace)
        return is_removed

    async def _token(self, workspace: str) -> BotToken | None:
        """The token; calls at the same time share one reading, and so one exchange."""
        cached = self._cache.get(workspace)
        if cached and time.monotonic() - cached.read_at < CACHE_SECONDS:
            return cached.token
        reading = self._readings.get(workspace)
        if reading is None:
            reading = asyncio.create_task(self._read(workspace, cached))
            self._readings[workspace] = reading
            reading.add_done_callback(lambda task: self._end(workspace, task))
        return await asyncio.shield(reading)

    def _end(self, workspace: str, reading: asyncio.Task[BotToken | None]) -> None:
        """Share a reading no longer, unless it was forgotten before."""
        if self._readings.get(workspace) is reading:
            del self._readings[workspace]

    async def _read(self, workspace: str, cached: _Cached | None) -> BotToken | None:
        now = time.monotonic()
        try:
            token = await asyncio.to_thread(self._store.token, workspace)
            if token and _expires_soon(token):
                token = await self._exchanged(workspace, token)
        except WrongKeyError as error:
            self._log.warning("workspace %s: %s", workspace, error)
            raise TokenRefused(f"workspace {workspace}: {error}") from error
        except DatabaseUnavailable as error:
            if cached:
                return cached.token
            raise SlackUnavailable(f"the token could not be read: {error}") from error
        if self._readings.get(workspace) is asyncio.current_task():
            self._cache[workspace] = _Cached(token, now)
        return token

    async def _exchanged(self, workspace: str, old: BotToken) -> BotToken | None:
        """The token after an exchange; the old one if that fails, for as long as it lasts.

        Slack accepts a refresh token once, so a new token that could not be stored is kept, and
        stored later: https://docs.slack.dev/authentication/using-token-rotation.
        """
        known = self._unstored.get(workspace)
        new = known.new if known and known.old == old else None
        if new is None or _expires_soon(new):
            try:
                new = await self._exchange(new or old)
            except NotDelivered as error:
                self._log.warning("workspace %s: its token was not exchanged: %s", workspace, error)
                if new is None:
                    return old
            else:
                self._unstored[workspace] = _Unstored(old, new)
        try:
            stored = await asyncio.to_thread(self._store.replace_token, workspace, old, new)
        except DatabaseUnavailable as error:
            self._log.warning("workspace %s: its new token is not stored yet: %s", workspace, error)
            return new
        self._unstored.pop(workspace, None)
        return stored


Tokens: TypeAlias = SingleToken | StoredTokens
"""Where the bot's tokens come from: `is_single` if there is one, for one workspace."""
