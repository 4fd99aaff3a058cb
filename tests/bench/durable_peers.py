"""What a team would build for answers that survive a crash: `python -m tests.bench.durable_peers`.

Bolt with a queue that its documents recommend for that: procrastinate and DBOS on PostgreSQL, huey
on SQLite. Each enqueues a mention under the key of its message before it is acknowledged, and posts
the same line as the other peers. None looks for a message before it posts it again, so after a
crash each may answer twice.
"""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_sdk import WebClient
from slack_sdk.web.async_client import AsyncWebClient

from tests.bench.peers import ANSWER, PATH, listen

AT_ONCE = 16
"""Jobs at a time, as many as the bot runs."""
Enqueue = Callable[[str, str], Awaitable[object]]
"""Takes the channel and the ts of a mention."""


def bolt(enqueue: Enqueue) -> AsyncApp:
    """Bolt, which enqueues each mention before it is acknowledged."""
    app = AsyncApp(
        signing_secret=os.environ["SLACK_SIGNING_SECRET"],
        client=client(),
        process_before_response=True,
    )

    @app.event("app_mention")
    async def mention(event: Mapping[str, Any]) -> None:
        await enqueue(event["channel"], event["ts"])

    return app


def client() -> AsyncWebClient:
    """Slack's API."""
    return AsyncWebClient(os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["SLACK_API_URL"])


async def procrastinate() -> None:
    """As its documents say: a task with a queueing lock, and a worker in the same process."""
    from procrastinate import App, PsycopgConnector, exceptions  # noqa: PLC0415 - one runs

    url = os.environ["DATABASE_URL"].replace("postgresql+psycopg", "postgresql")
    app, slack = App(connector=PsycopgConnector(conninfo=url)), client()

    async def reply(channel: str, ts: str) -> None:
        await slack.chat_postMessage(channel=channel, thread_ts=ts, text=ANSWER)

    task = app.task(reply, queue="mentions")

    async def enqueue(channel: str, ts: str) -> None:
        deferrer = task.configure(queueing_lock=f"{channel}:{ts}")
        try:
            await deferrer.defer_async(channel=channel, ts=ts)
        except exceptions.AlreadyEnqueued:
            return

    async with app.open_async():
        await app.schema_manager.apply_schema_async()
        worker = app.run_worker_async(concurrency=AT_ONCE, install_signal_handlers=False)
        await asyncio.gather(worker, listen(bolt(enqueue).web_app(PATH)))


async def dbos() -> None:
    """As its documents say: a workflow under an id, whose step posts; nobody waits for it."""
    from dbos import DBOS, SetWorkflowID  # noqa: PLC0415 - one runs

    slack = client()

    async def post(channel: str, ts: str) -> None:
        await slack.chat_postMessage(channel=channel, thread_ts=ts, text=ANSWER)

    step = DBOS.step()(post)

    async def reply(channel: str, ts: str) -> None:
        await step(channel, ts)

    workflow = DBOS.workflow()(reply)

    async def enqueue(channel: str, ts: str) -> None:
        with SetWorkflowID(f"{channel}:{ts}"):
            await DBOS.start_workflow_async(workflow, channel, ts)

    url = os.environ["DATABASE_URL"]
    DBOS(config={"name": "peer", "system_database_url": url, "log_level": "ERROR"})
    DBOS.launch()
    await listen(bolt(enqueue).web_app(PATH))


async def huey() -> None:
    """As its documents say: tasks in a file, and a consumer with threads; `fsync`, as the bot."""
    from huey import SqliteHuey  # noqa: PLC0415 - one runs

    file = os.environ["DATABASE_URL"].removeprefix("sqlite:///")
    queue = SqliteHuey(filename=file, fsync=True, results=False)
    slack = WebClient(os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["SLACK_API_URL"])

    def reply(channel: str, ts: str) -> None:
        slack.chat_postMessage(channel=channel, thread_ts=ts, text=ANSWER)

    task = queue.task()(reply)

    async def enqueue(channel: str, ts: str) -> None:
        await asyncio.to_thread(partial(task, channel, ts))

    queue.create_consumer(workers=AT_ONCE, worker_type="thread", initial_delay=0.01).start()
    await listen(bolt(enqueue).web_app(PATH))


PEERS: Mapping[str, Callable[[], Any]] = {
    "procrastinate": procrastinate,
    "dbos": dbos,
    "huey": huey,
}

if __name__ == "__main__":
    asyncio.run(PEERS[sys.argv[1]]())
