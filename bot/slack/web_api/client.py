"""The HTTP client for Slack: one session, which is kept open for as long as the bot runs.

Nothing here retries a call: after a post that may have succeeded, the message has to be looked for.
"""

import asyncio
import json
import logging
import re
import socket
import ssl
import time
from collections.abc import AsyncIterator, Hashable, Mapping
from contextlib import asynccontextmanager
from functools import cache
from typing import Any, NamedTuple
from urllib.parse import urlencode

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

from bot.operations import tracing
from bot.operations.log_format import RateLimitedLog
from bot.operations.metrics import Metrics
from bot.settings import AppKind, Settings
from bot.slack.recent import Recent
from bot.slack.web_api.connection_errors import describe
from bot.slack.web_api.errors import (
    ForeignUrl,
    NotDelivered,
    SlackRateLimited,
    SlackUnavailable,
    Uncertain,
)
from bot.slack.web_api.file_urls import is_slack_url
from bot.slack.web_api.proxies import proxy_for
from bot.slack.web_api.rate_limits import Bucket, RateLimits
from bot.slack.web_api.refusals import seconds_of
from bot.slack.web_api.responses import RESPONSE_URL, parse_response
from bot.slack.web_api.tokens import MOST_CACHED, Tokens

log = logging.getLogger(__name__)

CALL_SECONDS = 6.0
"""How long a call may take."""
POST_SECONDS = 130.0
"""How long a post may take: Slack has been seen to accept one two minutes late."""
POST = "chat.postMessage"
_CONNECTIONS = 320
"""Connections to Slack at a time; each post that Slack accepts late occupies one."""
_SOCKET_OPTIONS = {"TCP_USER_TIMEOUT": 10_000}
"""Milliseconds after which the system closes a connection whose other end acknowledges nothing. A
post that Slack accepts late is acknowledged, so it is not cut off."""
_QUEUE_SECONDS = 2.0
"""How long a call waits until the rate limit allows it; beyond that it fails."""
_INTERACTIVE = {"views.open", "views.push"}
"""These do not wait for the rate limit: a user is looking, and a trigger expires in 3 seconds."""
_SCARCE = (
    "Slack lets this app read messages only once a minute, as one that is distributed outside of "
    "the Marketplace, although SLACK_APP_KIND is %s: set it to distributed (workspace: %s)"
)
_JSON = {"Content-Type": "application/json; charset=utf-8"}
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_SCOPES = "X-OAuth-Scopes"
"""The header with the scopes of a call's token: https://docs.slack.dev/authentication."""


class _Request(NamedTuple):
    verb: str
    url: str
    headers: Mapping[str, str]
    json: str | None = None
    params: Mapping[str, Any] | None = None
    seconds: float = CALL_SECONDS


class ApiClient:
    """Calls Slack's Web API and its response URLs, through the configured proxy."""

    def __init__(
        self, settings: Settings, session: ClientSession, metrics: Metrics, tokens: Tokens
    ) -> None:
        self.tokens = tokens
        self._settings = settings
        self._session = session
        # Cached, because the look-up of a label is slow, and there are few methods and outcomes.
        self._calls = cache(metrics.calls.labels)
        self._call_duration = cache(metrics.call_duration.labels)
        self._held_back = metrics.calls_held_back
        is_limited = settings.app_kind is AppKind.DISTRIBUTED
        self._limits = RateLimits(time.monotonic, scarce=is_limited)
        self._log = RateLimitedLog(log)
        self.slack_time: float | None = None
        """Slack's own clock in its latest response, in seconds since 1970."""
        self.granted_scopes: frozenset[str] | None = None
        """The scopes of the bot's token, by the latest response that named them."""
        self._scopes = Recent[str, frozenset[str]](MOST_CACHED)
        self.ssl = _tls_context(settings.ssl_cert_file)

    @property
    def workspace_scopes(self) -> frozenset[str] | None:
        """The same for the workspace for which the bot acts; None before such a response."""
        return self._scopes.get(self.tokens.workspace())

    def for_bolt(self) -> AsyncWebClient:
        """A client without a token, which Bolt copies for each request."""
        client = AsyncWebClient(
            base_url=self._settings.api_url, session=self._session, ssl=self.ssl
        )
        client.proxy = proxy_for(self._settings.api_url, self._settings.proxies)
        return client

    async def respond(self, response_url: str, payload: Mapping[str, Any]) -> None:
        """Use a response URL (five times within 30 minutes). Raises `NotDelivered`."""
        request = _Request("POST", response_url, _JSON, json.dumps(payload))
        await self._send(RESPONSE_URL, request)

    @asynccontextmanager
    async def fetch(self, url: str) -> AsyncIterator[ClientResponse]:
        """Slack's response for a file; no redirect is followed.

        Raises `ForeignUrl` for a URL that must not receive the token, and `ClientError`.
        """
        if not is_slack_url(url, self._settings.api_url):
            raise ForeignUrl("the address is not one of Slack's")
        async with self._session.get(
            url,
            headers={**await self._token(), "Accept-Encoding": "identity"},
            proxy=proxy_for(url, self._settings.proxies),
            ssl=self.ssl,
            allow_redirects=False,
            timeout=ClientTimeout(total=None, sock_connect=CALL_SECONDS, sock_read=CALL_SECONDS),
        ) as response:
            yield response

    async def _call(self, method: str, **arguments: object) -> Mapping[str, Any]:
        return await self._write(Bucket(method), json.dumps(_present(arguments)))

    async def _write(self, bucket: Bucket, text: str) -> Mapping[str, Any]:
        """Slack's answer to a call with a JSON body. Raises `NotDelivered`."""
        seconds = POST_SECONDS if bucket.method == POST else CALL_SECONDS
        headers = {**await self._token(), **_JSON}
        request = _Request("POST", self._url(bucket.method), headers, text, seconds=seconds)
        return await self._send_in_turn(bucket, request)

    @property
    def reads_are_scarce(self) -> bool:
        """Whether the bot may read messages only once a minute in the workspace it acts for."""
        return self._limits.are_reads_scarce(self.tokens.workspace())

    async def _read(
        self,
        method: str,
        *,
        low_priority: bool = False,
        caller: Hashable = None,
        **arguments: str | int | None,
    ) -> Mapping[str, Any]:
        """Slack's answer to a call with a query: methods that read accept no JSON."""
        headers, params = await self._token(), _present(arguments)
        request = _Request("GET", self._url(method), headers, params=params)
        return await self._send_in_turn(Bucket(method), request, caller, low_priority=low_priority)

    async def _call_without_token(self, method: str, form: Mapping[str, str]) -> Mapping[str, Any]:
        """Slack's answer to a call that proves itself by what is in the form, if it has to."""
        return await self._send(method, _Request("POST", self._url(method), _FORM, urlencode(form)))

    async def _send_in_turn(
        self,
        bucket: Bucket,
        request: _Request,
        caller: Hashable = None,
        *,
        low_priority: bool = False,
    ) -> Mapping[str, Any]:
        """Send a request when its rate limit allows it. Raises `NotDelivered`."""
        bucket = bucket._replace(workspace=self.tokens.workspace())
        longest = 0 if bucket.method in _INTERACTIVE else _QUEUE_SECONDS
        wait = self._limits.wait(bucket, longest, low_priority=low_priority, caller=caller)
        if wait > longest:
            self._held_back.labels(bucket.method).inc()
            raise SlackRateLimited(wait)
        if wait:
            await asyncio.sleep(wait)
        try:
            return await self._send(bucket.method, request)
        except SlackRateLimited as error:
            if self._limits.refused(bucket, error.seconds):
                self._log.warning(_SCARCE, self._settings.app_kind.value, bucket.workspace or "all")
            raise

    def _url(self, method: str) -> str:
        return f"{self._settings.api_url}{method}"

    async def _token(self) -> Mapping[str, str]:
        """The header with the token of the workspace for which the bot acts."""
        return {"Authorization": f"Bearer {await self.tokens.current()}"}

    async def _send(self, method: str, request: _Request) -> Mapping[str, Any]:
        """Send a request, and measure it. Raises `NotDelivered`."""
        begun, outcome = time.monotonic(), "cancelled"
        with tracing.span("slack.call", method=method) as span:
            try:
                answer = await self._exchange(method, request)
                outcome = "ok"
            except NotDelivered as error:
                outcome = error.outcome
                raise
            finally:
                self._calls(method, outcome).inc()
                self._call_duration(method).observe(time.monotonic() - begun)
                span.set_attribute("outcome", outcome)
        return answer

    async def _exchange(self, method: str, request: _Request) -> Mapping[str, Any]:
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
                timeout=ClientTimeout(total=request.seconds, sock_connect=CALL_SECONDS),
            ) as response:
                body = await response.read()
                self._remember(request, response.headers)
        except (ClientConnectorError, ConnectionTimeoutError) as error:
            raise SlackUnavailable(describe(error)) from error
        except (ClientError, TimeoutError) as error:
            raise Uncertain(describe(error)) from error
        return parse_response(method, response.status, response.headers, body)

    def _remember(self, request: _Request, headers: Mapping[str, str]) -> None:
        self.slack_time = seconds_of(headers.get("Date", ""))
        scopes = headers.get(_SCOPES)
        if scopes is not None and "Authorization" in request.headers:
            self.granted_scopes = frozenset(re.findall(r"[^\s,]+", scopes))
            self._scopes[self.tokens.workspace()] = self.granted_scopes


def _present(arguments: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in arguments.items() if value is not None}


@asynccontextmanager
async def slack_session() -> AsyncIterator[ClientSession]:
    """A session for connections to Slack."""
    connector = TCPConnector(limit=_CONNECTIONS, socket_factory=_socket)
    async with ClientSession(connector=connector) as session:
        yield session


def _socket(address: AddrInfoType) -> socket.socket:
    made = socket.socket(*address[:3])
    for name, value in _SOCKET_OPTIONS.items():
        if hasattr(socket, name):  # pragma: no branch - on Linux
            made.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
    return made


@cache
def _tls_context(certificates: str | None) -> ssl.SSLContext:
    """The trusted certificates. Made once: reading the system's takes 40 ms."""
    return ssl.create_default_context(cafile=certificates)
