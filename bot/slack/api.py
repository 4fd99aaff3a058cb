"""What the bot asks of Slack: one kept-alive session, for as long as the bot runs.

After a post only two things prove that Slack did not take it: a well-formed `ok: false`, and a 429.
Anything else (a reset, a time-out, a 5xx, a page of HTML) leaves it open; `find` then tells. So the
calls are made here, and no client retries them unseen.
"""

import asyncio
import json
import logging
import re
import socket
import ssl
import time
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing, asynccontextmanager
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from aiohttp import (
    AddrInfoType,
    ClientConnectorError,
    ClientError,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    TCPConnector,
)
from slack_sdk.web.async_client import AsyncWebClient

from bot.operations.metrics import Metrics
from bot.replies.block_kit import Block
from bot.settings import Settings
from bot.slack.proxies import proxy_for
from bot.slack.rate_limits import Counted, RateLimits
from bot.slack.refusals import MOVE_PAUSE, Remedy, classify, is_known, retry_after, seconds_of

log = logging.getLogger(__name__)

Message = Mapping[str, Any]
THREAD_PAGE = 999
"""Messages of a thread that are read: one page, one call."""
SECONDS = 6.0
"""How long a call may take."""
POST_SECONDS = 130.0
"""How long a post may take: Slack has been seen to take one two minutes late."""
CONNECTIONS = 320
"""Connections to Slack at a time; a post that Slack takes late keeps its own."""
EVENT_TYPE = "iissync_answer"
_LOST = {"TCP_USER_TIMEOUT": 10_000}
"""After how many milliseconds a connection is lost whose other end acknowledges nothing, where the
system can tell: that is no post which Slack takes late."""
_POST = "chat.postMessage"
_PATIENT = 2.0
"""Seconds that a call waits for its turn, where Slack has refused others like it."""
_WAITED_FOR = {"views.open", "views.push"}
"""Whoever asked for these looks at the screen, and their trigger ends after 3 seconds."""
_PAGE = 200
_MOST_PAGES = 20
_HOSTS = ("slack.com", "slack-edge.com")
"""Where Slack keeps files, at these names and below them."""
_JSON = {"Content-Type": "application/json; charset=utf-8"}
_OK, _TOO_MANY, _SERVER_ERROR = 200, 429, 500


class NotDelivered(Exception):
    """Slack did not take what was sent, or may not have; the message is Slack's word for why."""

    remedy = Remedy.RETRY
    """What to do about it."""

    @property
    def needs_admin(self) -> bool:
        """Whether it goes on like this until an administrator changes something."""
        return self.remedy in {Remedy.HOLD, Remedy.TELL_ADMIN}


class OutOfReach(NotDelivered):
    """There was no connection to Slack: nothing was sent."""


class Refused(NotDelivered):
    """Slack did not take it, and will not."""

    def __init__(self, why: str, remedy: Remedy = Remedy.TELL_USER) -> None:
        super().__init__(why)
        self.remedy = remedy


class NotSlacks(Refused):
    """An address is none of Slack's: nothing was sent to it."""


class TokenEnded(Refused):
    """The token is no good for any call, or not from here: `Remedy.HOLD`."""


class SlackRateLimited(NotDelivered):
    """Slack did not take it, but would after `seconds`."""

    def __init__(
        self, seconds: float, why: str = "ratelimited", remedy: Remedy = Remedy.RATE_LIMITED
    ) -> None:
        super().__init__(why)
        self.seconds = seconds
        self.remedy = remedy


class Uncertain(NotDelivered):
    """Whether Slack took it is not known; `status` and `body` are what came back, if that did."""

    def __init__(self, why: str, status: int = 0, body: str = "") -> None:
        super().__init__(why)
        self.status = status
        self.body = body


class Place(NamedTuple):
    """Where a message goes: a channel, a DM, or a person's id for their DM; and which thread."""

    channel: str
    thread_ts: str | None = None


class _Request(NamedTuple):
    verb: str
    url: str
    headers: Mapping[str, str]
    json: str | None = None
    params: Mapping[str, Any] | None = None
    is_post: bool = False


class SlackApi:
    """Slack's Web API and its response URLs, through the right proxy; `ssl` says whom to trust."""

    def __init__(self, settings: Settings, session: ClientSession, metrics: Metrics) -> None:
        self._settings = settings
        self._session = session
        self._metrics = metrics
        self._limits = RateLimits(time.monotonic)
        self.slack_time: float | None = None
        """Slack's own clock as of its latest response, in seconds since 1970."""
        self.ssl = ssl.create_default_context(cafile=settings.ssl_cert_file)

    def for_bolt(self) -> AsyncWebClient:
        """A client without a token, which Bolt copies for each request."""
        client = AsyncWebClient(
            base_url=self._settings.api_url, session=self._session, ssl=self.ssl
        )
        client.proxy = proxy_for(self._settings.api_url, self._settings.proxies)
        return client

    async def post(self, place: Place, message: str, key: str) -> tuple[str, str]:
        """Post a message, as `written` gives it, that carries `key`; the channel and ts it got.

        Raises `NotDelivered`: where that is `Uncertain`, `find` knows the message by its key.
        """
        more = json.dumps(
            {
                "channel": place.channel,
                **({"thread_ts": place.thread_ts} if place.thread_ts else {}),
                "metadata": {"event_type": EVENT_TYPE, "event_payload": {"key": key}},
            }
        )
        counted = Counted(_POST, place.channel)
        posted = await self._told(counted, f"{message[:-1]}, {more[1:]}")
        return posted["channel"], posted["ts"]

    async def find(self, place: Place, since: str, key: str) -> tuple[str, str] | None:
        """The channel and ts of a message with that key that was posted after `since`, a ts.

        Raises `NotDelivered`.
        """
        async with aclosing(self.find_all(place, since, key)) as standing:
            return await anext(standing, None)

    async def find_all(
        self, place: Place, since: str, key: str, *, gives_way: bool = False
    ) -> AsyncGenerator[tuple[str, str], None]:
        """The channel and ts of each message with that key that was posted after `since`, a ts.

        A look that `gives_way` lets every other go first. Raises `NotDelivered`.
        """
        method = "conversations.replies" if place.thread_ts else "conversations.history"
        cursor: str | None = None
        for _ in range(_MOST_PAGES):
            page = await self._read(
                method,
                gives_way=gives_way,
                channel=place.channel,
                ts=place.thread_ts,
                oldest=since,
                limit=_PAGE,
                cursor=cursor,
                include_all_metadata=1,
            )
            for message in page["messages"]:
                if _key_of(message) == key:
                    yield place.channel, message["ts"]
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return
        raise Uncertain("too many messages to look through")

    async def update(self, channel: str, ts: str, message: Block) -> None:
        """Put a message in place of one that was posted. Raises `NotDelivered`."""
        await self._call("chat.update", channel=channel, ts=ts, **message)

    async def delete(self, channel: str, ts: str) -> None:
        """Take back a message that was posted. Raises `NotDelivered`."""
        await self._call("chat.delete", channel=channel, ts=ts)

    async def post_ephemeral(self, person: str, place: Place, message: Block) -> None:
        """Show a message to one person of a channel. Raises `NotDelivered`."""
        where = {"channel": place.channel, "thread_ts": place.thread_ts, "user": person}
        await self._call("chat.postEphemeral", **where, **message)

    async def check_token(self) -> None:
        """Ask whether Slack takes the bot's token. Raises `NotDelivered`: `TokenEnded` if not."""
        await self._call("auth.test")

    async def publish_home(self, person: str, view: Block) -> None:
        """Show a person's home tab. Raises `NotDelivered`."""
        await self._call("views.publish", user_id=person, view=view)

    async def thread(self, channel: str, ts: str) -> tuple[list[Message], bool]:
        """The thread's messages, oldest first, as far as one page goes, and whether that is all.

        Raises `NotDelivered`.
        """
        answer = await self._read(
            "conversations.replies", channel=channel, ts=ts, limit=THREAD_PAGE
        )
        messages: list[Message] = answer["messages"]
        return messages, not answer.get("has_more")

    async def link(self, channel: str, ts: str) -> str:
        """The address of a message. Raises `NotDelivered`."""
        answer = await self._read("chat.getPermalink", channel=channel, message_ts=ts)
        return str(answer["permalink"])

    async def file_info(self, file: str) -> object:
        """What Slack tells of a file, by its id. Raises `NotDelivered`."""
        return (await self._read("files.info", file=file)).get("file")

    @asynccontextmanager
    async def fetch(self, url: str) -> AsyncIterator[ClientResponse]:
        """Slack's response with a file; no redirect is followed.

        Raises `NotSlacks` for an address that the token may not be sent to, and `ClientError`.
        """
        if not is_slacks(url, self._settings.api_url):
            raise NotSlacks("the address is not one of Slack's")
        async with self._session.get(
            url,
            headers={**self._token, "Accept-Encoding": "identity"},
            proxy=proxy_for(url, self._settings.proxies),
            ssl=self.ssl,
            allow_redirects=False,
            timeout=ClientTimeout(total=None, sock_connect=SECONDS, sock_read=SECONDS),
        ) as response:
            yield response

    async def channel(self, channel: str) -> Mapping[str, Any]:
        """What Slack tells of a channel. Raises `NotDelivered`."""
        answer = await self._read("conversations.info", channel=channel)
        return dict(answer["channel"])

    async def open_view(self, trigger_id: str, view: Block) -> None:
        """Open a modal. Raises `NotDelivered`, as when the trigger's 3 seconds are over."""
        await self._call("views.open", trigger_id=trigger_id, view=view)

    async def push_view(self, trigger_id: str, view: Block) -> None:
        """Show a modal on top of the one that was clicked in. Raises `NotDelivered`."""
        await self._call("views.push", trigger_id=trigger_id, view=view)

    async def respond(self, response_url: str, payload: Block) -> None:
        """Use a response URL (five times within 30 minutes). Raises `NotDelivered`."""
        try:
            request = _Request("POST", response_url, _JSON, json.dumps(payload))
            await self._asked("response_url", request)
        except Uncertain as why:
            if why.status < _SERVER_ERROR and re.fullmatch("[a-z_]{1,40}", why.body):
                raise _refusal("response_url", {"error": why.body}, {}) from None  # in one word
            raise

    async def _call(self, method: str, **arguments: object) -> Mapping[str, Any]:
        return await self._told(Counted(method), json.dumps(_present(arguments)))

    async def _told(self, counted: Counted, text: str) -> Mapping[str, Any]:
        url, headers = self._url(counted.method), {**self._token, **_JSON}
        request = _Request("POST", url, headers, text, is_post=counted.method == _POST)
        return await self._in_turn(counted, request)

    async def _read(
        self, method: str, *, gives_way: bool = False, **arguments: str | int | None
    ) -> Mapping[str, Any]:
        """The methods that read take a query, and no JSON."""
        request = _Request("GET", self._url(method), self._token, params=_present(arguments))
        return await self._in_turn(Counted(method), request, gives_way=gives_way)

    async def _in_turn(
        self, counted: Counted, request: _Request, *, gives_way: bool = False
    ) -> Mapping[str, Any]:
        """Slack's answer, asked for when its rate limit allows it. Raises `NotDelivered`."""
        patience = 0 if counted.method in _WAITED_FOR else _PATIENT
        wait = self._limits.wait(counted, patience, gives_way=gives_way)
        if wait > patience:
            raise SlackRateLimited(wait)
        if wait:
            await asyncio.sleep(wait)
        try:
            return await self._asked(counted.method, request)
        except SlackRateLimited as why:
            self._limits.refused(counted, why.seconds)
            raise

    def _url(self, method: str) -> str:
        return f"{self._settings.api_url}{method}"

    @property
    def _token(self) -> Mapping[str, str]:
        return {"Authorization": f"Bearer {self._settings.bot_token}"}

    async def _asked(self, method: str, request: _Request) -> Mapping[str, Any]:
        """Slack's answer, counted. Raises `NotDelivered`."""
        try:
            answer = await self._sent(method, request)
        except NotDelivered as why:
            self._metrics.calls.labels(method, type(why).__name__).inc()
            raise
        self._metrics.calls.labels(method, "ok").inc()
        return answer

    async def _sent(self, method: str, request: _Request) -> Mapping[str, Any]:
        try:
            async with self._session.request(
                request.verb,
                request.url,
                headers=request.headers,
                data=request.json,
                params=request.params,
                proxy=proxy_for(request.url, self._settings.proxies),
                ssl=self.ssl,
                allow_redirects=False,
                timeout=ClientTimeout(
                    total=POST_SECONDS if request.is_post else SECONDS, sock_connect=SECONDS
                ),
            ) as response:
                body = await response.read()
                self.slack_time = seconds_of(response.headers.get("Date", ""))
        except (ClientConnectorError, ConnectionTimeoutError) as error:
            raise OutOfReach(type(error).__name__) from error
        except (ClientError, TimeoutError) as error:
            raise Uncertain(type(error).__name__) from error
        return judged(method, response.status, response.headers, body)


def written(message: Block) -> str:
    """The JSON of a message to post: written once, however often it is posted."""
    return json.dumps({**message, "unfurl_links": False, "unfurl_media": False})


def is_slacks(url: str, api_url: str) -> bool:
    """Whether an address of a file is Slack's; where the API is elsewhere, whether it is there."""
    try:
        address, api = urlsplit(url), urlsplit(api_url)
        origin, own = ((each.scheme, each.hostname, each.port) for each in (address, api))
    except ValueError:  # a port that is none
        return False
    if address.username is not None or address.password is not None:
        return False
    if not _under(api.hostname, _HOSTS):
        return origin == own
    return address.scheme == "https" and address.port is None and _under(address.hostname, _HOSTS)


def _under(host: str | None, domains: tuple[str, ...]) -> bool:
    return host is not None and any(f".{host}".endswith(f".{domain}") for domain in domains)


def _present(arguments: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in arguments.items() if value is not None}


def judged(method: str, status: int, headers: Mapping[str, str], body: bytes) -> Mapping[str, Any]:
    """What Slack's response says; a response URL's is the word `ok`. Raises `NotDelivered`."""
    if status == _TOO_MANY:
        raise SlackRateLimited(_pause(headers))
    if status == _OK and body == b"ok":
        return {"ok": True}
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        answer = None
    if isinstance(answer, dict) and status == _OK and answer.get("ok") is True:
        return answer
    if isinstance(answer, dict) and answer.get("ok") is False and status < _SERVER_ERROR:
        raise _refusal(method, answer, headers)
    said = body.decode(errors="replace")
    raise Uncertain(f"HTTP {status}, and no answer of Slack's", status, said)


def _refusal(method: str, answer: Mapping[str, Any], headers: Mapping[str, str]) -> NotDelivered:
    """What Slack means by `error`; logged where an administrator has to act, or it is unknown."""
    word = str(answer.get("error") or "no reason given")
    why = _meant(word, classify(method, word), headers)
    if why.needs_admin:
        needed = f", needed: {answer['needed']}" if "needed" in answer else ""
        log.error("an administrator has to act: Slack refuses %s: %s%s", method, word, needed)
    elif not is_known(word):
        log.warning("Slack refuses %s with a word that is not known: %s", method, word)
    return why


def _meant(word: str, remedy: Remedy, headers: Mapping[str, str]) -> NotDelivered:
    match remedy:
        case Remedy.RATE_LIMITED:
            return SlackRateLimited(_pause(headers), word)
        case Remedy.WAIT:
            return SlackRateLimited(MOVE_PAUSE, word, remedy)
        case Remedy.RETRY:
            return Uncertain(word)
        case Remedy.HOLD:
            return TokenEnded(word, remedy)
        case _:
            return Refused(word, remedy)


def _pause(headers: Mapping[str, str]) -> float:
    return retry_after(headers.get("Retry-After"), headers.get("Date"))


def _key_of(message: Message) -> str | None:
    """The key that a message of this bot carries."""
    metadata = message.get("metadata") or {}
    if metadata.get("event_type") != EVENT_TYPE:
        return None
    key = (metadata.get("event_payload") or {}).get("key")
    return None if key is None else str(key)


def _socket(address: AddrInfoType) -> socket.socket:
    made = socket.socket(*address[:3])
    for name, value in _LOST.items():
        if hasattr(socket, name):  # pragma: no branch - on Linux
            made.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
    return made


@asynccontextmanager
async def slack_api(settings: Settings, metrics: Metrics) -> AsyncIterator[SlackApi]:
    """Slack's API for as long as the context lasts."""
    connector = TCPConnector(limit=CONNECTIONS, socket_factory=_socket)
    async with ClientSession(connector=connector) as session:
        yield SlackApi(settings, session, metrics)
