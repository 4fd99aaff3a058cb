"""A Slack whose calls go as the plan says, on top of the limit that Slack has anyway."""

import asyncio
import json
import socket
import struct
import time
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from itertools import count
from typing import Any

from aiohttp import web

from tests.bench.fake_slack import BOT_USER, TEAM, web_api
from tests.bench.faults.judge import Posted, Question
from tests.bench.faults.plan import POST, RATE_LIMITED, Answer, Fault, Kind, Plan

A_SECOND = 1.0
"""Seconds between two posts in a channel: Slack's limit."""
_WITH_A_RESET = struct.pack("ii", 1, 0)  # SO_LINGER: on, 0 s

Given = Mapping[str, Any]


class FaultySlack:
    """What was asked and posted, and what befell the calls; `limited` counts its own refusals."""

    def __init__(self, plan: Plan) -> None:
        self.questions: dict[tuple[str, str], Question] = {}
        self.stray_posts: list[str] = []
        self.fault_counts = Counter[str]()
        self.limited = 0
        self.under_way = 0
        self.api_url = ""
        self._plan = plan
        self._posted: dict[tuple[str, str], Question] = {}
        self._numbers = count(1)
        self._calls = Counter[tuple[str, int]]()
        self._closed_until: dict[str, float] = {}

    def ts(self) -> str:
        """The time stamp of a message that is posted now, later than all before."""
        return f"{int(time.time())}.{next(self._numbers):06d}"

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """What comes back for a call, when and if it does."""
        method = request.match_info["method"]
        given = json.loads(await request.text()) if request.can_read_body else request.query
        self.under_way += 1
        try:
            fault = self._fault(method, given)
            response = await self._respond(method, given, fault)
        finally:
            self.under_way -= 1
        if fault.lost:
            _reset(request)
        retry = {"Retry-After": str(response.retry_after)} if response.retry_after else {}
        kind = "application/json" if response.body.startswith("{") else "text/html"
        return web.Response(
            status=response.status, text=response.body, headers=retry, content_type=kind
        )

    async def _respond(self, method: str, given: Given, fault: Fault) -> Answer:
        await asyncio.sleep(fault.before)
        response = json.dumps(self._do(method, given)) if fault.done else "{}"
        await asyncio.sleep(fault.after)
        return fault.answer or Answer(200, response)

    def _fault(self, method: str, given: Given) -> Fault:
        """How the call goes. A channel takes a post a second, and none while it is limited."""
        questions = self._about(given)
        if questions is None:
            return Fault(Kind.WELL)
        channel, now = given["channel"], time.monotonic()
        if method == POST and now < self._closed_until.get(channel, now):
            self.limited += 1
            pause = int(self._closed_until[channel] - now) + 1
            questions.calls.append(f"{now - questions.at:.1f} {method} too soon")
            return Fault(Kind.LIMITED, done=False, answer=Answer(429, RATE_LIMITED, pause))
        number = self._calls[method, questions.number]
        self._calls[method, questions.number] += 1
        fault = self._plan.call(method, questions.number, number)
        questions.calls.append(f"{now - questions.at:.1f} {method} {fault}")
        if fault.kind is not Kind.WELL:
            self.fault_counts[f"{method} {fault.kind}"] += 1
        if method == POST:
            pause = fault.answer.retry_after if fault.answer else 0
            self._closed_until[channel] = now + max(A_SECOND, pause)
        return fault

    def _about(self, given: Given) -> Question | None:
        """The mention that a call is about: by its thread, or by a message in that."""
        place = given.get("channel", ""), given.get("thread_ts") or given.get("ts", "")
        return self.questions.get(place) or self._posted.get(place)

    def _do(self, method: str, given: Given) -> Mapping[str, object]:
        questions = self._about(given)
        if method == POST:
            return self._post(questions, given)
        if method == "conversations.replies" and questions:
            return {"ok": True, "has_more": False, "messages": self._thread(questions, given)}
        if method == "chat.delete":
            return self._delete(questions, given["ts"])
        return {"ok": True, "team_id": TEAM, "user_id": BOT_USER, "bot_id": "B1"}

    def _post(self, questions: Question | None, given: Given) -> Mapping[str, object]:
        ts, metadata = self.ts(), given.get("metadata") or {}
        key = (metadata.get("event_payload") or {}).get("key", "")
        text = json.dumps([given.get("text"), given.get("blocks")])
        if questions:
            questions.posts.append(Posted(ts, key, text, time.monotonic()))
            self._posted[given["channel"], ts] = questions
        else:
            self.stray_posts.append(f"{given['channel']}: {text[:200]}")
        return {"ok": True, "channel": given["channel"], "ts": ts}

    def _thread(self, questions: Question, given: Given) -> list[Mapping[str, object]]:
        first = {
            "type": "message",
            "user": "U0FAULT0000",
            "ts": given["ts"],
            "text": questions.code,
        }
        return [
            first,
            *(
                {
                    "type": "message",
                    "user": BOT_USER,
                    "bot_id": "B1",
                    "ts": post.ts,
                    "thread_ts": given["ts"],
                    "text": post.text,
                    "metadata": {
                        "event_type": "iissync_answer",
                        "event_payload": {"key": post.key},
                    },
                }
                for post in questions.visible
                if post.ts > given.get("oldest", "0")
            ),
        ]

    def _delete(self, questions: Question | None, ts: str) -> Mapping[str, object]:
        for post in questions.visible if questions else ():
            if post.ts == ts:
                post.deleted = time.monotonic()
                return {"ok": True, "ts": ts}
        return {"ok": False, "error": "message_not_found"}


def _reset(request: web.Request) -> None:
    """Break the connection off."""
    transport = request.transport
    if transport is not None:
        line = transport.get_extra_info("socket")
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _WITH_A_RESET)
        transport.abort()


@asynccontextmanager
async def faulty_slack(plan: Plan) -> AsyncIterator[FaultySlack]:
    """One that listens."""
    made = FaultySlack(plan)
    async with web_api(made.answer) as made.api_url:
        yield made
