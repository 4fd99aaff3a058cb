"""EDGE. Checks Slack and the database before the bot runs: for `check`, and at the start of `run`.

Nothing is changed by a check. What is out of reach does not keep the bot from starting.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeAlias

from bot.database import access as database
from bot.database.engine import UrlError
from bot.database.errors import DatabaseUnavailable
from bot.database.schema import opened_database
from bot.database.schema_version import SchemaError
from bot.findings import Finding, Level, error, misconfigured, right, warning
from bot.operations.connections import address_of
from bot.operations.metrics import Metrics
from bot.settings import Settings, SettingsError, Variables, unknown_variables
from bot.slack import access as slack
from bot.slack.web_api.api import slack_api
from bot.workspaces.sql_store import WorkspaceStore

log = logging.getLogger(__name__)

Findings: TypeAlias = tuple[Finding, ...]
SETTINGS, API = "settings", "api"
CHECK_SECONDS = 30.0
"""How long `check` waits for each of Slack and the database."""
START_SECONDS = 3.0
"""The same for `run`: longer than they need, and short enough for whoever waits for the bot."""
_LOG_LEVELS = {
    Level.OK: logging.INFO,
    Level.WARNING: logging.WARNING,
    Level.ERROR: logging.ERROR,
}


class MisconfiguredError(Exception):
    """The bot does not start: the settings or the Slack app are wrong, as was logged."""


async def check_all(variables: Variables) -> Findings:
    """What is right and wrong; of wrong settings, only what is wrong with them."""
    known = check_variables(variables)
    try:
        settings = Settings.from_variables(variables)
    except SettingsError as wrong:
        return (*known, *wrong_settings(wrong))
    return (*known, *await check(settings, CHECK_SECONDS))


def check_variables(variables: Variables) -> Findings:
    """Where the settings come from, and which variables are none, but may be meant to be."""
    folder = variables.folder or "the working directory"
    file = f"and .env in {folder}" if variables.env_file else f"alone: no .env in {folder}"
    return (
        right(SETTINGS, f"settings are read from the environment {file}"),
        *(warning(SETTINGS, text) for text in unknown_variables(variables)),
    )


def wrong_settings(wrong: SettingsError) -> Findings:
    """A finding for each setting that is missing or malformed."""
    return tuple(misconfigured(SETTINGS, fault) for fault in wrong.faults)


async def check(settings: Settings, seconds: float) -> Findings:
    """What is right and wrong, as far as it is known within so many seconds."""
    of_slack, of_workspaces, of_database = await asyncio.gather(
        _check_slack(settings, seconds),
        _within(seconds, partial(_check_workspaces, settings), ()),
        _within(
            seconds,
            lambda: (database.check_access(settings.database_url),),
            (error(database.ABOUT, f"the database has not answered within {seconds:g} s"),),
        ),
    )
    return (*of_slack, *of_workspaces, *of_database, _check_api(settings))


def _check_api(settings: Settings) -> Finding:
    """Whether scripts can decode codes by HTTP; that the address is free is tested by `run`."""
    if settings.api_token is None:
        return right(API, "off: scripts cannot decode codes by HTTP, as API_TOKEN is empty")
    address = address_of(settings.api_host, settings.api_port)
    return right(API, f"on: scripts with API_TOKEN decode codes at http://{address}")


async def check_at_start(settings: Settings, known: Sequence[Finding] = ()) -> None:
    """Check and log what was found, after what is `known` already. Raises `MisconfiguredError`."""
    findings = (*known, *await check(settings, START_SECONDS))
    for each in findings:
        log.log(_LOG_LEVELS[each.level], "%s: %s", each.about, each.text)
    if any(each.misconfigured for each in findings):
        raise MisconfiguredError
    if any(each.level is Level.ERROR for each in findings):
        log.warning(
            "the bot starts all the same, and works as far as it can until that is all right"
        )


async def _check_slack(settings: Settings, seconds: float) -> list[Finding]:
    async with slack_api(settings, Metrics()) as api:
        return await slack.check_access(api, settings, seconds)


def _check_workspaces(settings: Settings) -> Findings:
    """Findings about the tokens of workspaces that have installed the bot by a link."""
    if settings.oauth is None:
        return ()
    try:
        from bot.workspaces.cipher import TokenCipher  # noqa: PLC0415 - needs the extra `oauth`
    except ModuleNotFoundError:
        needed = "an app that is installed by a link needs cryptography: pip install '.[oauth]'"
        return (misconfigured(slack.WORKSPACES, needed),)
    try:
        with opened_database(settings.database_url) as made:
            store = WorkspaceStore(made, TokenCipher(settings.oauth.token_keys))
            return (_workspaces_finding(store),)
    except (SchemaError, UrlError, DatabaseUnavailable):  # what is wrong is another finding
        return ()


def _workspaces_finding(store: WorkspaceStore) -> Finding:
    installed = [each for each in store.all() if each.removed_at is None]
    tokens = store.decrypted()
    if tokens.unreadable:
        return error(
            slack.WORKSPACES,
            f"no key of TOKEN_KEYS decrypts the tokens of {tokens.named}: set the key "
            "again with which they were stored, or have the bot installed again there",
        )
    return right(slack.WORKSPACES, f"workspaces that have installed the bot: {len(installed)}")


async def _within(seconds: float, check: Callable[[], Findings], otherwise: Findings) -> Findings:
    """What a check of the database finds; after a timeout something else.

    Its thread then ends when the driver gives up.
    """
    try:
        return await asyncio.wait_for(asyncio.to_thread(check), seconds)
    except TimeoutError:
        return otherwise
