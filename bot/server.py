"""Runs the bot: connects it to Slack by Socket Mode or HTTP, and stops it gracefully."""

import asyncio
import logging
import os
import signal
import threading
from collections.abc import AsyncIterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, nullcontext, suppress
from dataclasses import dataclass
from functools import partial
from platform import python_version

from sqlalchemy import Engine

from bot.database.damage_check import DamageCheck
from bot.database.engine import engine
from bot.database.schema import upgrade
from bot.database.schema_version import check_version
from bot.database.write_check import WriteCheck
from bot.decoding import decode_to_json
from bot.findings import Finding
from bot.health import Health
from bot.http_api import server as http_api
from bot.jobs.sql_store import SqlJobStore
from bot.operations.event_loop import name_of
from bot.operations.http import serving
from bot.operations.metrics import Metrics, installed_version
from bot.operations.regular import DAY, regularly
from bot.operations.systemd import Systemd, notifying
from bot.operations.web_server import TIMEOUTS, Timeouts
from bot.running_team import running_team
from bot.settings import OAuthApp, Settings
from bot.slack.app import build_dispatcher, get_ready
from bot.slack.background_tasks import BackgroundTasks
from bot.slack.installing.oauth import OAuth
from bot.slack.installing.scope_reminders import ScopeReminders
from bot.slack.jobs.timing import TIMING, Timing
from bot.slack.jobs.worker import Worker
from bot.slack.manifest import INSTALL
from bot.slack.transport.http import Http, Page
from bot.slack.transport.socket_mode import SocketMode
from bot.slack.web_api.api import SlackApi, slack_api
from bot.startup_check import check_at_start
from bot.team.team import Team
from bot.workspaces.key_check import KeyCheck
from bot.workspaces.sql_store import WorkspaceStore

log = logging.getLogger(__name__)

TASK_TIMEOUT = 12
"""Seconds for running tasks to finish once open requests are answered."""
EXIT_TIMEOUT = 19
"""Seconds after the signal to stop when the process ends, whatever its threads do."""
WRITE_CHECK_INTERVAL = 5
"""Seconds between two checks whether the database is writable, and whole."""
KEY_CHECK_INTERVAL = 60
"""Seconds between two checks whether the tokens of workspaces can be decrypted."""
KEY_LIFETIME = 7 * DAY
"""Seconds for which the keys of finished jobs are stored, so that a repeated event is ignored."""
THREADS = 32
"""Threads for the database and for DNS: a database that hangs must leave some of them free."""


@dataclass(frozen=True, slots=True)
class Running:
    """A running bot: its tasks and its team.

    `url` is for Slack's requests, and shows where browsers install the bot by a link. It is None in
    Socket Mode without a link. `operations_url` is for health and metrics; `api_url` for scripts,
    None without a token for them.
    """

    tasks: BackgroundTasks
    url: str | None
    team: Team
    operations_url: str
    api_url: str | None


async def run_until_stopped(
    settings: Settings,
    known: Sequence[Finding] = (),
    systemd: Systemd | None = None,
    *,
    may_upgrade: bool = True,
) -> None:
    """Check, and run the bot until SIGINT, SIGTERM or SIGHUP.

    Raises as `running` does, and `MisconfiguredError` if it should not run; `known` findings are
    logged first.
    """
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    hangup = getattr(signal, "SIGHUP", signal.SIGTERM)  # the terminal was closed
    is_ignored = signal.getsignal(hangup) is signal.SIG_IGN  # such as by nohup
    for number in (signal.SIGINT, signal.SIGTERM, *(() if is_ignored else (hangup,))):
        with suppress(NotImplementedError):  # on Windows, Ctrl-C raises KeyboardInterrupt
            loop.add_signal_handler(number, stop.set)
    loop.set_default_executor(ThreadPoolExecutor(THREADS))
    what = installed_version(), python_version(), name_of(loop)
    log.info("version %s of the bot starts, on Python %s, with %s", *what)
    await check_at_start(settings, known)
    async with running(settings, systemd=systemd, may_upgrade=may_upgrade):
        await stop.wait()
        log.info("told to stop: what is in progress is finished first")
        # No thread may delay the exit: transactions are atomic, and leases expire.
        end = threading.Timer(EXIT_TIMEOUT, os._exit, [0])
        end.daemon = True
        end.start()
    log.info("stopped")


@asynccontextmanager
async def running(
    settings: Settings,
    timing: Timing = TIMING,
    timeouts: Timeouts = TIMEOUTS,
    systemd: Systemd | None = None,
    *,
    may_upgrade: bool = True,
) -> AsyncIterator[Running]:
    """Run the bot while the context lasts, and finish running tasks at its end.

    Starts while Slack is unavailable, and connects later. `timing` is for jobs, `timeouts` for HTTP
    requests; `systemd` is notified, if it runs the bot. Unless it `may_upgrade` the database, it
    needs one with the current schema. Raises `CannotListenError`, `SchemaError` and `UrlError`.
    """
    metrics = Metrics()
    await asyncio.to_thread(get_ready)
    database = engine(settings.database_url, may_create=may_upgrade)
    prepare = upgrade if may_upgrade else check_version
    store = _workspace_store(settings.oauth, database)
    async with (
        slack_api(settings, metrics, store) as api,
        running_team(settings, database, prepare, timing.first_deletion) as team,
    ):
        tasks = BackgroundTasks(metrics)
        worker = Worker(SqlJobStore(database), api, tasks, metrics, timing)
        dispatcher = build_dispatcher(api, tasks, team, worker)
        http = Http(dispatcher, metrics, settings, _pages(settings, api, store), timeouts)
        transport = SocketMode(dispatcher, api, metrics, settings) if settings.socket_mode else http
        checks = WriteCheck(database), DamageCheck(database), KeyCheck(store)
        health = Health(team, *checks, worker, transport)
        api_address = settings.api_host, settings.api_port
        async with (
            _checking(health, metrics),
            serving(health, metrics, settings.ops_host, settings.ops_port) as operations_url,
            _reminding(settings, worker, store),
            _processing_jobs(worker, tasks, settings.keep_asked_days),
            http_api.serving(decode_to_json, metrics, settings.api_token, api_address) as api_url,
            transport,
            http if store and transport is not http else nullcontext(),
            notifying(systemd, health),
        ):
            yield Running(tasks, http.url, team, operations_url, api_url)
            health.stop()


def _workspace_store(app: OAuthApp | None, database: Engine) -> WorkspaceStore | None:
    """The tokens of the workspaces that have installed the bot by a link, if they do that."""
    if app is None:
        return None
    from bot.workspaces.cipher import TokenCipher  # noqa: PLC0415 - needs the extra `oauth`

    return WorkspaceStore(database, TokenCipher(app.token_keys))


def _pages(settings: Settings, api: SlackApi, store: WorkspaceStore | None) -> Mapping[str, Page]:
    """The pages by which workspaces install the bot, if they do."""
    if settings.oauth is None or store is None:
        return {}
    return OAuth(api, settings.oauth, store, settings.api_url).pages()


@asynccontextmanager
async def _checking(health: Health, metrics: Metrics) -> AsyncIterator[None]:
    """Check the database and the keys now and regularly; the metrics show the bot's health."""
    metrics.add_health(health.ready, lambda: health.write_check.seconds)
    async with (
        regularly(WRITE_CHECK_INTERVAL, health.write_check.run),
        regularly(WRITE_CHECK_INTERVAL, health.damage_check.run),
        regularly(KEY_CHECK_INTERVAL, health.key_check.run),
    ):
        yield


@asynccontextmanager
async def _reminding(
    settings: Settings, worker: Worker, store: WorkspaceStore | None
) -> AsyncIterator[None]:
    """Remind workspaces that installed the bot by a link of the scopes that it needs now."""
    if settings.oauth is None or store is None:
        yield
        return
    reminders = ScopeReminders(worker, store, f"{settings.oauth.public_url}{INSTALL}")
    async with regularly(DAY, reminders.enqueue):
        yield


@asynccontextmanager
async def _processing_jobs(
    worker: Worker, tasks: BackgroundTasks, dead_days: int
) -> AsyncIterator[None]:
    """Process jobs; at the end, finish the running ones or release them.

    Each day delete the old ones, of the dead those that have been so for so many days.
    """
    stop = asyncio.Event()
    expire = partial(worker.expire, KEY_LIFETIME, dead_days * DAY)
    loops = [
        asyncio.create_task(worker.run(stop)),
        asyncio.create_task(worker.token.watch(stop)),
    ]
    try:
        async with regularly(DAY, expire, worker.timing.first_deletion):
            yield
    finally:
        stop.set()
        await asyncio.gather(*loops)
        await tasks.wait(TASK_TIMEOUT)
        await worker.release()
