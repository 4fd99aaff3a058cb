"""Finds the bot's messages by their keys where Slack allows one read a minute.

`sightings` remembers what each read has shown, for every job that looks for a message there. A
question that began a thread has a shorter way: a page of its channel shows of 15 such questions
which have no reply at all, and there no answer was posted.
"""

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any, NamedTuple

from bot.slack.recent import Recent
from bot.slack.web_api.errors import Uncertain
from bot.slack.web_api.rate_limits import SCARCE_PAGE
from bot.slack.web_api.sightings import SeenPlace, Sightings

MOST_PAGES = 20
"""Reads without an end of the place, after which an attempt fails; the next one goes on."""
_MOST_QUESTIONS = 10_000


class Where(NamedTuple):
    """A place in a workspace: a channel, or one of its threads."""

    workspace: str
    channel: str
    thread_ts: str | None


class _Root(NamedTuple):
    """The first message of a thread, in a read that began at `seen_at`."""

    seen_at: float
    has_no_reply: bool


class ScarceReads:
    """`read` calls a method that reads, and `key_of` has the key of one of the bot's messages."""

    def __init__(
        self,
        read: Callable[..., Awaitable[Mapping[str, Any]]],
        key_of: Callable[[Mapping[str, Any]], str | None],
    ) -> None:
        self._read = read
        self._key_of = key_of
        self._sightings = Sightings()
        self._roots = Recent[Where, _Root](_MOST_QUESTIONS)

    def expect(self, where: Where, since: str, key: str, seconds: float) -> None:
        """Announce that a message will be looked for: any read after that time may settle it."""
        now = time.monotonic()
        self._sightings.at(where, since, now).due(key, now + seconds)

    def settle(self, where: Where, since: str, key: str) -> None:
        """A message was found: whoever looks for it later has to read again."""
        self._sightings.at(where, since, time.monotonic()).settle(key)

    async def find(
        self, where: Where, since: str, key: str, *, low_priority: bool
    ) -> AsyncIterator[str]:
        """The ts of each message with that key, posted after `since`, a ts.

        Raises `NotDelivered`; after `SlackRateLimited` the next call goes on from there.
        """
        now, shown = time.monotonic(), set[str]()
        seen = self._sightings.at(where, since, now)
        due = seen.due(key, now)
        while True:
            for ts in seen.found(key):
                if ts not in shown:
                    shown.add(ts)
                    yield ts
            began_thread = where.thread_ts == since and not low_priority
            if seen.complete_at >= due or (began_thread and await self._has_no_reply(where, due)):
                seen.settle(key)
                return
            if seen.pages >= MOST_PAGES:
                seen.pages = 0
                raise Uncertain("too many messages to look through")
            await self._read_on(where, seen, low_priority=low_priority)

    async def _has_no_reply(self, where: Where, due: float) -> bool:
        """Whether the first message of a thread had no reply when one was due, or later."""
        root = self._roots.get(where)
        if root is None or root.seen_at < due:
            root = await self._read_channel(where)
        return root.has_no_reply

    async def _read_channel(self, where: Where) -> _Root:
        """What a page of the channel shows of the first message of a thread, and of later ones.

        A message has `reply_count` and `thread_ts` once it has replies:
        https://docs.slack.dev/reference/methods/conversations.replies.
        """
        begun = time.monotonic()
        page = await self._read(
            "conversations.history",
            caller=where[:2],
            channel=where.channel,
            oldest=where.thread_ts,
            inclusive=1,
            limit=SCARCE_PAGE,
        )
        self._roots[where] = _Root(begun, has_no_reply=False)  # if so many came after it
        for message in page["messages"]:
            has_no_reply = not (message.get("reply_count") or message.get("thread_ts"))
            of = where._replace(thread_ts=message["ts"])
            self._roots[of] = _Root(begun, has_no_reply)
        return self._roots[where]

    async def _read_on(self, where: Where, seen: SeenPlace, *, low_priority: bool) -> None:
        window, begun = seen.window, time.monotonic()
        page = await self._read(
            "conversations.replies" if where.thread_ts else "conversations.history",
            low_priority=low_priority,
            caller=where,
            channel=where.channel,
            ts=where.thread_ts,
            oldest=window.oldest,
            latest=window.latest,
            limit=SCARCE_PAGE,
            include_all_metadata=1,
        )
        keys = [(message["ts"], self._key_of(message)) for message in page["messages"]]
        seen.add(
            keys,
            begun,
            has_more=bool(page.get("has_more")),
            newest_first=not where.thread_ts,
        )
