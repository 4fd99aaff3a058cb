"""Slack's Web API with next to no cost of its own, and the mentions that it tells of."""

import asyncio
import itertools
import json
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import ClientSession, TCPConnector, web
from aiohttp.typedefs import Handler

from bot.slack.listeners.workflow_step import DECODE_CODES
from tests.faults.hostile_requests import JSON, signed

TEAM, BOT_USER = "T0PLAY0001", "U0BOT00001"
OK = 200


class FakeSlack:
    """Answers every call after `delay` seconds; `calls` counts them by method."""

    def __init__(self, session: ClientSession) -> None:
        self.delay = 0.0
        self.calls = Counter[str]()
        self.thread: list[dict[str, str]] = []
        self.api_url = ""
        self._session = session
        self._numbers = itertools.count(1)
        self._replies: dict[str, asyncio.Future[None]] = {}

    async def answer(self, request: web.Request) -> web.Response:
        """Slack's answer to a call."""
        method = request.match_info["method"]
        self.calls[method] += 1
        response: dict[str, Any] = {
            "ok": True,
            "team_id": TEAM,
            "user_id": BOT_USER,
            "bot_id": "B1",
        }
        response["messages"] = self.thread
        if method == "chat.postMessage":
            questions = json.loads(await request.text())
            response |= {"channel": questions["channel"], "ts": "1.0"}
            await asyncio.sleep(self.delay)
            self._replies.pop(questions["thread_ts"]).set_result(None)
        if method == "functions.completeSuccess":
            completed = json.loads(await request.text())["function_execution_id"]
            await asyncio.sleep(self.delay)
            self._replies.pop(completed).set_result(None)
        return web.json_response(response)

    async def mention(
        self, url: str, text: str = "2148598792", thread: str = "", team: str = TEAM
    ) -> float:
        """Mention the bot; the seconds until its reply is posted."""
        number = next(self._numbers)
        ts = f"{int(time.time())}.{number:06d}"
        person = f"U0BENCH{number % 500:03d}"
        body = mention_of(number, ts, f"C0{team}", person, text, thread, team)
        return await self._send(url, body, thread or ts)

    async def step(self, url: str, team: str) -> float:
        """Run a workflow's step; the seconds until it is completed."""
        number = next(self._numbers)
        body = step_of(number, team)
        return await self._send(url, body, f"Fx{number:09d}")

    async def _send(self, url: str, body: bytes, answered: str) -> float:
        replied = self._replies[answered] = asyncio.get_running_loop().create_future()
        begun = time.perf_counter()
        async with self._session.post(url, data=body, headers=signed(body, kind=JSON)) as response:
            assert response.status == OK, await response.text()
        await replied
        return time.perf_counter() - begun

    async def mentions(self, urls: list[str], count: int, in_flight: int) -> float:
        """Mention it so often, so many at a time, at one replica after the other; the seconds."""
        places = itertools.cycle(urls)
        left = iter(range(count))

        async def one() -> None:
            for _ in left:
                await self.mention(next(places))

        begun = time.perf_counter()
        await asyncio.gather(*(one() for _ in range(in_flight)))
        return time.perf_counter() - begun


def mention_of(
    number: int,
    ts: str,
    channel: str,
    person: str,
    text: str,
    thread: str = "",
    team: str = TEAM,
) -> bytes:
    """The body of the event of that number: somebody has mentioned the bot."""
    event = {
        "type": "app_mention",
        "user": person,
        "text": f"<@{BOT_USER}> {text}",
        "ts": ts,
        "channel": channel,
        **({"thread_ts": thread} if thread else {}),
    }
    return _body_of(number, team, event)


def step_of(number: int, team: str) -> bytes:
    """The body of the event of that number: a workflow has come to the bot's step."""
    event = {
        "type": "function_executed",
        "function": {"callback_id": DECODE_CODES},
        "inputs": {"text": "2148598792"},
        "function_execution_id": f"Fx{number:09d}",
    }
    return _body_of(number, team, event)


def _body_of(number: int, team: str, event: dict[str, Any]) -> bytes:
    return json.dumps(
        {
            "type": "event_callback",
            "team_id": team,
            "event_id": f"Ev{number:09d}",
            "authorizations": [{"team_id": team, "user_id": BOT_USER}],
            "event": event,
        }
    ).encode()


@asynccontextmanager
async def fake_slack() -> AsyncIterator[FakeSlack]:
    """One that listens."""
    async with ClientSession(connector=TCPConnector(limit=0)) as session:
        made = FakeSlack(session)
        async with web_api(made.answer) as made.api_url:
            yield made


@asynccontextmanager
async def web_api(answer: Handler) -> AsyncIterator[str]:
    """The URL at which each method is answered by that."""
    app = web.Application()
    app.router.add_route("*", "/api/{method}", answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)  # 0 waits for ever
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
    finally:
        await runner.cleanup()
