"""Installs the bot in a workspace by a link: two pages, of Slack's OAuth as Bolt does it.

`INSTALL` sends a browser to Slack, where the user is asked, and Slack sends it back to `REDIRECT`
with a code. The code is exchanged for a token, which is stored in one transaction: a process that
dies before leaves nothing behind. Source: https://docs.slack.dev/authentication/installing-with-oauth
"""

import asyncio
import hmac
import logging
import secrets
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from urllib.parse import urljoin

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.error import BoltError
from slack_bolt.oauth.async_callback_options import (
    AsyncCallbackOptions,
    AsyncFailureArgs,
    AsyncSuccessArgs,
)
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.oauth.installation_store import Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from typing_extensions import override

from bot.database.errors import DatabaseUnavailable
from bot.operations.log_format import RateLimitedLog
from bot.settings import OAuthApp
from bot.slack.installing import oauth_pages
from bot.slack.installing.oauth_pages import failed, installed
from bot.slack.manifest import INSTALL, REDIRECT, all_scopes
from bot.slack.transport.http import Page
from bot.slack.web_api.api import SlackApi
from bot.slack.web_api.errors import NotDelivered, Refused, TokenRefused
from bot.workspaces.model import BotToken, Workspace
from bot.workspaces.sql_store import WorkspaceStore

log = logging.getLogger(__name__)
bolt_log = logging.getLogger("bot.slack.bolt")
"""Only for errors, as in `app`: Bolt's warnings contain what nobody else should read."""

STATE_SECONDS = 600
"""Seconds that an installation may take, from the link to Slack's answer."""
_STRANGERS = {"invalid_code", "code_already_used"}
"""Slack's words for a code that a browser made up, or brought twice."""
_SECURITY = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; "
    "frame-ancestors 'none'; base-uri 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class OAuth:
    """The pages by which workspaces install the bot."""

    def __init__(self, api: SlackApi, app: OAuthApp, store: WorkspaceStore, api_url: str) -> None:
        self._log = RateLimitedLog(log)  # anyone can open the pages
        settings = AsyncOAuthSettings(
            client_id=app.client_id,
            client_secret=app.client_secret,
            scopes=all_scopes(assistant=app.assistant),
            user_scopes=[],
            redirect_uri=f"{app.public_url}{REDIRECT}",
            install_path=INSTALL,
            install_page_rendering_enabled=False,
            redirect_uri_path=REDIRECT,
            callback_options=AsyncCallbackOptions(success=_succeed, failure=self._fail),
            authorization_url=urljoin(api_url, "../oauth/v2/authorize"),
            installation_store=_InstallationStore(store, api),
            state_store=_StateStore(store, app.client_secret),
            state_expiration_seconds=STATE_SECONDS,
            logger=bolt_log,
        )
        self._flow = _Flow(api, app, settings, self._log)

    def pages(self) -> Mapping[str, Page]:
        """The handlers of the pages, by their paths."""
        return {
            INSTALL: partial(self._respond, self._flow.handle_installation),
            REDIRECT: partial(self._respond, self._flow.handle_callback),
        }

    async def _respond(
        self,
        handle: Callable[[AsyncBoltRequest], Awaitable[BoltResponse]],
        request: web.BaseRequest,
    ) -> web.Response:
        headers: dict[str, str | Sequence[str]] = {
            name: request.headers.getall(name) for name in request.headers
        }
        asked = AsyncBoltRequest(body="", query=request.rel_url.raw_query_string, headers=headers)
        try:
            response = await handle(asked)
        except DatabaseUnavailable as error:
            self._log.warning("an installation could not begin or end: %s", error)
            response = _page(failed("storage_error"))
        except NotDelivered as error:
            self._log.warning("an installation could not end: %s", error)
            response = _page(failed("slack_unavailable"))
        made = await to_aiohttp_response(response)
        made.headers.update(_SECURITY)
        return made

    async def _fail(self, arguments: AsyncFailureArgs) -> BoltResponse:
        reason = _word(arguments.reason)
        self._log.log(logging.INFO, "an installation failed: %s", reason)  # mostly a user's choice
        return _page(failed(arguments.reason))


class _Flow(AsyncOAuthFlow):
    """Bolt's flow, with our own call to Slack: its metrics, timeouts and proxy, and no second one.

    slack_sdk's call uses what aiohttp gives up.
    """

    def __init__(
        self, api: SlackApi, app: OAuthApp, settings: AsyncOAuthSettings, log: RateLimitedLog
    ) -> None:
        super().__init__(logger=bolt_log, settings=settings)
        self._log = log
        self._api = api
        self._app = app

    @override
    async def run_installation(self, code: str) -> Installation | None:
        try:
            answer = await self._api.exchange_code(self._app, code, str(self.redirect_uri))
        except (Refused, TokenRefused) as error:
            level = logging.INFO if str(error) in _STRANGERS else logging.WARNING
            self._log.log(level, "Slack refused an installation: %s", error)
            return None
        team, org = answer.get("team") or {}, answer.get("enterprise") or {}
        return Installation(
            app_id=answer.get("app_id"),
            enterprise_id=org.get("id"),
            enterprise_name=org.get("name"),
            team_id=team.get("id"),
            team_name=team.get("name"),
            bot_token=answer.get("access_token"),
            bot_user_id=answer.get("bot_user_id"),
            bot_scopes=answer.get("scope") or "",
            bot_refresh_token=answer.get("refresh_token"),
            bot_token_expires_in=answer.get("expires_in"),
            user_id=(answer.get("authed_user") or {}).get("id") or "",
            is_enterprise_install=bool(answer.get("is_enterprise_install")),
        )


async def _succeed(arguments: AsyncSuccessArgs) -> BoltResponse:
    made = arguments.installation
    log.info("workspace %s has installed the bot", _id_of(made))
    url = f"https://slack.com/app_redirect?app={made.app_id}&team={made.team_id or ''}"
    return _page(installed(_name_of(made), url))


def _word(reason: str) -> str:
    """The reason if it is a word, as Slack's and Bolt's are: an address may say anything."""
    return reason if reason.isascii() and reason.isidentifier() else "an unknown reason"


def _page(page: oauth_pages.Page) -> BoltResponse:
    return BoltResponse(status=page.status, body=page.html)


class _InstallationStore(AsyncInstallationStore):
    """Stores what Bolt's flow has installed."""

    def __init__(self, store: WorkspaceStore, api: SlackApi) -> None:
        self._store = store
        self._api = api

    @override
    async def async_save(self, installation: Installation) -> None:
        # By Slack's clock, in whole seconds as that of its events: see `WorkspaceStore.remove`.
        at = datetime.fromtimestamp(self._api.slack_time or time.time(), UTC)
        workspace = _workspace_of(installation, at)
        try:
            await asyncio.to_thread(self._store.save, workspace)
        except DatabaseUnavailable as error:
            log.warning("an installation could not be stored: %s", error)
            raise BoltError("the installation could not be stored") from error
        self._api.tokens.forget(workspace.id)


class _StateStore(AsyncOAuthStateStore):
    """States that prove themselves: when they expire, a random part, and an HMAC of both.

    One is stored when it comes back, as each can be used once. So nobody fills the database by
    opening the link.
    """

    def __init__(self, store: WorkspaceStore, client_secret: str) -> None:
        self._store = store
        self._key = client_secret.encode()

    @override
    async def async_issue(self, *_: object, **__: object) -> str:
        content = f"{time.time() + STATE_SECONDS:.0f}.{secrets.token_urlsafe(16)}"
        return f"{content}.{self._proof(content)}"

    @override
    async def async_consume(self, state: str) -> bool:
        content, _, proof = state.rpartition(".")
        if not hmac.compare_digest(self._proof(content).encode(), proof.encode()):
            return False
        expires, now = float(content.partition(".")[0]), time.time()
        return expires >= now and await asyncio.to_thread(
            self._store.use_state, state, expires, now
        )

    def _proof(self, content: str) -> str:
        return hmac.digest(self._key, f"state {content}".encode(), "sha256").hex()


def _workspace_of(made: Installation, at: datetime) -> Workspace:
    expires = made.bot_token_expires_at
    token = BotToken(
        made.bot_token or "",
        made.bot_refresh_token or "",
        None if expires is None else float(expires),
    )
    return Workspace(
        _id_of(made),
        _name_of(made),
        made.is_enterprise_install,
        tuple(made.bot_scopes or ()),
        made.user_id,
        at,
        token,
    )


def _id_of(made: Installation) -> str:
    """The id of the workspace, or of the organization if all of it has the bot."""
    return str(made.enterprise_id if made.is_enterprise_install else made.team_id)


def _name_of(made: Installation) -> str:
    name = made.enterprise_name if made.is_enterprise_install else made.team_name
    return name or _id_of(made)
