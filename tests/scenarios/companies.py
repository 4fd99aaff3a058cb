"""Several workspaces behind one address, as Slack has them, each of which can install the bot.

Each is a playground's Slack of its own. The front has what Slack has for all of them: it issues
tokens, sends each call to the workspace of its token, and passes what a workspace sends on to the
bot, with the ids of that workspace.
"""

import asyncio
import hmac
import json
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from aiohttp import ClientSession, web

from bot.playground.model import TEAM_ID
from bot.slack.manifest import all_scopes, manifest
from tests.fake_slack.slack import Slack

CLIENT_ID = "1111111111.2222222222"
CLIENT_SECRET = "0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f"
APP = "A0PLAY0001"
Json = dict[str, Any]


@dataclass
class Company:
    """A workspace, or with `org` an organization that has installed the bot in all of its own."""

    slack: Slack
    team: str
    name: str
    org: str = ""
    tokens: list[str] = field(default_factory=list)
    """Those that Slack has issued, the newest last; all but the revoked ones are good."""
    refresh_tokens: list[str] = field(default_factory=list)
    expires_in: int | None = None
    """Seconds for which new tokens are good, if they expire."""

    @property
    def id(self) -> str:
        """What the bot stores everything under."""
        return self.org or self.team

    def new_token(self) -> Json:
        """What Slack answers to a code, or to a refresh token."""
        number = len(self.tokens) + 1
        self.tokens.append(f"xoxb-{self.id}-{number}")
        answer: Json = {
            "ok": True,
            "app_id": APP,
            "access_token": self.tokens[-1],
            "token_type": "bot",
            "scope": ",".join(all_scopes()),
            "bot_user_id": self.slack.bot_user.id,
            "team": None if self.org else {"id": self.team, "name": self.name},
            "enterprise": {"id": self.org, "name": self.name} if self.org else None,
            "is_enterprise_install": bool(self.org),
            "authed_user": {"id": self.slack.client("Ana").id},
        }
        if self.expires_in is not None:
            self.refresh_tokens.append(f"xoxe-1-{self.id}-{number}")
            more = {"expires_in": self.expires_in, "refresh_token": self.refresh_tokens[-1]}
            answer |= more
        return answer

    def own(self, payload: Json) -> Json:
        """A payload of the playground's workspace, as one of this workspace."""
        made: Json = json.loads(json.dumps(payload).replace(TEAM_ID, self.team))
        if not self.org:
            return made
        if "command" in made:
            return {**made, "enterprise_id": self.org, "is_enterprise_install": "true"}
        for authorization in made.get("authorizations") or ():
            authorization |= {"enterprise_id": self.org, "is_enterprise_install": True}
        if "authorizations" in made:
            return {**made, "enterprise_id": self.org}
        return {**made, "enterprise": {"id": self.org}, "is_enterprise_install": True}


class Front:
    """Slack's address for all companies, at `url`; `bot_url` is that of the bot, once it runs."""

    def __init__(self, session: ClientSession, companies: Mapping[str, Company]) -> None:
        self.companies = companies
        self.bot_url = ""
        self.url = ""
        self.refusal = ""
        """Slack's word to refuse codes and refresh tokens, if it does."""
        self.holding: asyncio.Event | None = None
        """Until it is set, codes are not exchanged; `asked` is set when one could have been."""
        self.asked = asyncio.Event()
        self.is_away = False
        """Whether calls without a token find no Slack."""
        self.calls: list[tuple[str, str]] = []
        """The tokens of calls, and their methods."""
        self._session = session

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/api/oauth.v2.access", self.issue_token),
            web.post("/api/api.test", self.test),
            web.route("*", "/api/{method}", self.call),
            web.post("/from/{team}", self.send),
        ]

    async def issue_token(self, request: web.Request) -> web.Response:
        form = dict(parse_qsl(await request.text()))
        self.asked.set()
        if self.holding:
            await self.holding.wait()
        if self.refusal:
            return web.json_response({"ok": False, "error": self.refusal})
        assert (form["client_id"], form["client_secret"]) == (CLIENT_ID, CLIENT_SECRET)
        company = self.companies.get(form.get("code", ""))
        if form.get("grant_type") == "refresh_token":
            owners = [
                each
                for each in self.companies.values()
                if form["refresh_token"] in each.refresh_tokens
            ]
            company = owners[0] if owners else None
        if company is None:
            return web.json_response({"ok": False, "error": "invalid_code"})
        return web.json_response(company.new_token())

    async def test(self, _: web.Request) -> web.Response:
        self.calls.append(("", "api.test"))
        return web.Response(status=503) if self.is_away else web.json_response({"ok": True})

    async def call(self, request: web.Request) -> web.StreamResponse:
        token, method = _token(request), request.match_info["method"]
        self.calls.append((token, method))
        if token.startswith("xapp-"):  # the app's own, of which the first workspace has the socket
            company = next(iter(self.companies.values()))
            async with self._session.post(
                f"{company.slack.api_url}{method}", headers={"Authorization": f"Bearer {token}"}
            ) as answer:
                return web.json_response(await answer.json())
        owners = [each for each in self.companies.values() if token in each.tokens]
        if not owners:
            return web.json_response({"ok": False, "error": "invalid_auth"})
        [company] = owners
        headers = {**request.headers, "Authorization": f"Bearer {company.slack.bot_token}"}
        url = f"{company.slack.api_url}{method}"
        query, body = request.rel_url.query, await request.read()
        async with self._session.request(
            request.method, url, params=query, data=body, headers=headers
        ) as answer:
            text = (await answer.text()).replace(TEAM_ID, company.team)
            scopes = {"X-OAuth-Scopes": answer.headers.get("X-OAuth-Scopes", "")}
            kind = answer.content_type
            return web.Response(status=answer.status, text=text, content_type=kind, headers=scopes)

    async def send(self, request: web.Request) -> web.Response:
        """Send what a workspace's Slack has sent to the bot, under the workspace's own ids."""
        company, body = self.companies[request.match_info["team"]], await request.text()
        secret = company.slack.signing_secret
        if body.startswith("{"):
            text = json.dumps(company.own(json.loads(body)))
        else:
            form = dict(parse_qsl(body, keep_blank_values=True))
            if "payload" in form:
                form["payload"] = json.dumps(company.own(json.loads(form["payload"])))
            else:
                form = company.own(form)
            text = urlencode(form)
        headers = {"Content-Type": request.headers["Content-Type"], **_signature(secret, text)}
        async with self._session.post(self.bot_url, data=text, headers=headers) as answer:
            return web.Response(
                status=answer.status, body=await answer.read(), content_type=answer.content_type
            )

    async def tell_of_removal(self, company: Company, event: str, *, ago: int = 0) -> int:
        """Send the event of a company that removed the bot so many seconds ago.

        Returns the bot's status.
        """
        inner = {"type": event, "tokens": {"bot": [company.slack.bot_user.id]}}
        payload = {
            "type": "event_callback",
            "team_id": company.team,
            "event": inner,
            "event_id": f"Ev{len(company.tokens)}",
            "event_time": int(time.time()) - ago,
        }
        if company.org:
            payload |= {"enterprise_id": company.org, "is_enterprise_install": True}
        content = json.dumps(payload)
        headers = {
            "Content-Type": "application/json",
            **_signature(company.slack.signing_secret, content),
        }
        async with self._session.post(self.bot_url, data=content, headers=headers) as answer:
            return answer.status


def _token(request: web.Request) -> str:
    return request.headers.get("Authorization", "").removeprefix("Bearer ")


def _signature(secret: str, text: str) -> Mapping[str, str]:
    now = str(int(time.time()))
    digest = hmac.digest(secret.encode(), f"v0:{now}:{text}".encode(), "sha256").hex()
    return {"X-Slack-Request-Timestamp": now, "X-Slack-Signature": f"v0={digest}"}


@asynccontextmanager
async def front(*names: str, org: str = "") -> AsyncIterator[Front]:
    """Slack with workspaces of these names; that named `org` is an organization."""
    async with AsyncExitStack() as stack:
        companies = {}
        for number, name in enumerate(names, 1):
            slack = await stack.enter_async_context(
                Slack(manifest=manifest(workflow_step=True), retries=())
            )
            team = f"T0{name.upper()}{number:03d}"
            org_id = f"E0{name.upper()}{number:03d}" if name == org else ""
            companies[team] = Company(slack, team, name, org_id)
        session = await stack.enter_async_context(ClientSession())
        made = Front(session, companies)
        server = web.Application()
        server.add_routes(made.routes())
        runner = web.AppRunner(server, access_log=None)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        made.url = f"http://{host}:{port}"
        for company in companies.values():
            company.slack.deliver_to(f"{made.url}/from/{company.team}")
        yield made
        for company in companies.values():
            assert not company.slack.faults


class Browser:
    """A browser that installs the bot: it keeps cookies, and follows Slack's redirects itself."""

    def __init__(self, session: ClientSession, bot: str) -> None:
        self._session = session
        self._bot = bot
        self.cookies: dict[str, str] = {}

    async def get(self, path: str) -> tuple[int, Mapping[str, str], str]:
        """The status, the headers and the body of a page of the bot."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": cookies} if cookies else {}
        async with self._session.get(
            f"{self._bot}{path}", headers=headers, allow_redirects=False
        ) as answer:
            for line in answer.headers.getall("Set-Cookie", []):
                name, _, value = line.partition(";")[0].partition("=")
                self.cookies[name] = value
            return answer.status, answer.headers, await answer.text()

    async def begin(self) -> Mapping[str, str]:
        """Open the link; returns what the address at Slack asks for."""
        status, headers, _ = await self.get("/slack/install")
        assert status == 302
        query = parse_qs(urlsplit(headers["Location"]).query)
        return {name: values[0] for name, values in query.items()}

    async def end(self, **answer: str) -> tuple[int, str]:
        """Come back from Slack with its answer; returns the status and the text of the page."""
        status, _, text = await self.get(f"/slack/oauth_redirect?{urlencode(answer)}")
        return status, text

    async def installs(self, company: Company) -> str:
        """Install the bot in a company, where the user agrees; returns the last page."""
        asked = await self.begin()
        status, text = await self.end(code=company.team, state=asked["state"])
        assert status == 200, text
        return text
