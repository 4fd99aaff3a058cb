"""Workspaces install the bot by a link, ask it and remove it. Each has a token of its own."""

import asyncio
import logging
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from aiohttp import ClientSession
from cryptography.fernet import Fernet
from sqlalchemy import text, update

from bot.database.engine import engine, writing
from bot.findings import Level
from bot.jobs.model import Job, NewJob
from bot.jobs.sql_store import SqlJobStore
from bot.playground.model import TEAM_ID, Message
from bot.running_team import REMOVED_DAYS
from bot.server import Running, running
from bot.settings import OAuthApp, Settings
from bot.slack.installing import oauth
from bot.slack.jobs import worker
from bot.slack.jobs.running import MOST_RUNNING
from bot.slack.jobs.timing import Timing
from bot.slack.listeners.workflow_step import DECODE_CODES
from bot.slack.manifest import ASSISTANT, all_scopes
from bot.slack.web_api import tokens
from bot.startup_check import check
from bot.team.sql_store import SqlStore
from bot.workspaces.cipher import TokenCipher
from bot.workspaces.model import BotToken, WrongKeyError
from bot.workspaces.sql_store import WorkspaceStore
from bot.workspaces.tables import workspace
from tests.database.fixtures import upgraded_in
from tests.faults.test_readiness import is_well, reason
from tests.scenarios.companies import CLIENT_ID, CLIENT_SECRET, Browser, Company, Front, front
from tests.scenarios.conftest import HERE, PATIENT, Scenario, settings_for

KEY, NEWER_KEY = Fernet.generate_key().decode(), Fernet.generate_key().decode()
ANSWER = "The RPC server is unavailable."


@dataclass(frozen=True, slots=True)
class Many:
    """The workspaces that may install the bot, with the bot if it runs."""

    front: Front
    session: ClientSession
    url: str

    def settings(self, *keys: str) -> Settings:
        """The settings of a bot with these keys for its tokens, or with `KEY`."""
        slack = next(iter(self.front.companies.values())).slack
        return replace(
            settings_for(slack, "http"),
            bot_token="",
            api_url=f"{self.front.url}/api/",
            database_url=self.url,
            reviewers=frozenset(),
            oauth=OAuthApp(CLIENT_ID, CLIENT_SECRET, "https://bot.example.com", keys or (KEY,)),
        )

    @asynccontextmanager
    async def bot(
        self, *keys: str, settings: Settings | None = None, pace: Timing = PATIENT
    ) -> AsyncIterator["ManyWithBot"]:
        """The bot with these keys, or with other settings."""
        async with running(settings or self.settings(*keys), pace) as bot:
            assert bot.url
            self.front.bot_url = bot.url
            yield ManyWithBot(self, bot)

    def company(self, name: str) -> Company:
        return next(each for each in self.front.companies.values() if each.name == name)

    def store(self, *keys: str) -> WorkspaceStore:
        return WorkspaceStore(engine(self.url), TokenCipher(keys or (KEY,)))

    def lose_database(self) -> None:
        """Delete its file."""
        Path(self.url.removeprefix("sqlite:///")).unlink()

    def posts(self) -> list[str]:
        """The tokens with which messages were posted."""
        return [token for token, method in self.front.calls if method == "chat.postMessage"]


@dataclass(frozen=True, slots=True)
class ManyWithBot:
    """The same with a running bot."""

    many: Many
    bot: Running

    def browser(self) -> Browser:
        assert self.bot.url
        return Browser(self.many.session, f"http://{urlsplit(self.bot.url).netloc}")

    async def settled(self, company: Company) -> None:
        await company.slack.settled()
        await self.bot.tasks.wait()

    async def asks(self, company: Company) -> list[Message]:
        """The bot's replies to a mention there."""
        message = await company.slack.client("Ana").says(HERE, "@iissync 1722")
        await self.settled(company)
        return [each for each in company.slack.messages(HERE, message) if each.by_bot]

    async def removes(self, company: Company, event: str) -> None:
        """Have the workspace remove the bot, or revoke its token."""
        assert await self.many.front.tell_of_removal(company, event) == 200
        await self.settled(company)


@pytest.fixture
async def many(quick_folder: Path) -> AsyncIterator[Many]:
    async with AsyncExitStack() as stack:
        made = await stack.enter_async_context(front("Acme", "Bolt", "Grid", org="Grid"))
        session = await stack.enter_async_context(ClientSession())
        yield Many(made, session, upgraded_in(quick_folder))


async def test_each_workspace_is_answered_with_its_own_token(many: Many) -> None:
    async with many.bot() as scenario:
        for name in ("Acme", "Bolt", "Grid"):
            page = await scenario.browser().installs(many.company(name))
            assert f"The bot is installed in {name}" in page
            [reply] = await scenario.asks(many.company(name))
            assert ANSWER in reply.text

        assert many.posts() == ["xoxb-T0ACME001-1", "xoxb-T0BOLT002-1", "xoxb-E0GRID003-1"]
        assert [each.id for each in many.store().all()] == ["E0GRID003", "T0ACME001", "T0BOLT002"]


async def test_a_workflow_of_each_workspace_goes_on_by_its_own_token(many: Many) -> None:
    async with many.bot() as scenario:
        for name in ("Acme", "Bolt", "Grid"):
            company = many.company(name)
            await scenario.browser().installs(company)
            execution = company.slack.client("Ana").starts_step("decode_status_codes", text="1722")
            await scenario.settled(company)
            assert company.slack.workspace.executions.get(execution).outputs

    used = [token for token, method in many.front.calls if method.startswith("functions.")]
    assert used == ["xoxb-T0ACME001-1", "xoxb-T0BOLT002-1", "xoxb-E0GRID003-1"]


async def test_a_workspace_without_the_bot_is_not_answered_with_the_token_of_another(
    many: Many,
) -> None:
    async with many.bot() as scenario:
        await scenario.browser().installs(many.company("Acme"))

        assert await scenario.asks(many.company("Bolt")) == []
        assert many.posts() == []


async def test_no_token_stands_readable_in_the_database(many: Many) -> None:
    async with many.bot() as scenario:
        many.company("Acme").expires_in = 43_200
        await scenario.browser().installs(many.company("Acme"))
    with engine(many.url).connect() as connection:
        rows = connection.execute(text("SELECT * FROM workspace")).all()

    assert "T0ACME001" in str(rows)
    assert "xox" not in str(rows)


async def test_the_link_asks_for_the_scopes_of_the_manifest_and_comes_back_to_the_bot(
    many: Many,
) -> None:
    async with many.bot() as scenario:
        asked = await scenario.browser().begin()

    assert asked["client_id"] == CLIENT_ID
    assert {"chat:write", "commands", "files:read"} <= set(asked["scope"].split(","))
    assert asked["redirect_uri"] == "https://bot.example.com/slack/oauth_redirect"


async def test_the_link_of_an_agent_asks_for_its_scope_and_each_workspace_decides(
    many: Many,
) -> None:
    settings = many.settings()
    assert settings.oauth
    agent = replace(settings, oauth=replace(settings.oauth, assistant=True))
    acme, bolt = many.company("Acme"), many.company("Bolt")
    acme.slack.workspace.scopes_granted = frozenset(all_scopes(assistant=True))
    async with many.bot(settings=agent) as scenario:
        asked = await scenario.browser().begin()
        for company in (acme, bolt):
            await scenario.browser().installs(company)
            await scenario.asks(company)
            await company.slack.client("Ana").opens_home("messages")
            await scenario.settled(company)

    assert ASSISTANT in asked["scope"].split(",")
    assert [token for token, method in many.front.calls if "assistant" in method] == acme.tokens


async def test_an_installation_ends_in_the_browser_in_which_it_began(many: Many) -> None:
    async with many.bot() as scenario:
        state = (await scenario.browser().begin())["state"]
        status, page = await scenario.browser().end(code="T0ACME001", state=state)

        assert (status, "another browser" in page) == (400, True)
        assert many.store().all() == []


async def test_an_installation_can_be_ended_once(many: Many) -> None:
    async with many.bot() as scenario:
        browser = scenario.browser()
        state = (await browser.begin())["state"]
        first, _ = await browser.end(code="T0ACME001", state=state)
        second, page = await browser.end(code="T0BOLT002", state=state)

        assert (first, second) == (200, 400)
        assert "was used before, or is too old" in page
        assert [each.id for each in many.store().all()] == ["T0ACME001"]


async def test_a_state_expires(many: Many, monkeypatch: pytest.MonkeyPatch) -> None:
    async with many.bot() as scenario:
        browser = scenario.browser()
        monkeypatch.setattr(oauth, "STATE_SECONDS", -1)
        state = (await browser.begin())["state"]
        status, page = await browser.end(code="T0ACME001", state=state)

        assert (status, "was used before, or is too old" in page) == (400, True)
        assert many.store().all() == []


@pytest.mark.parametrize("forged", ["", "x", "9999999999.abc.", "9999999999.abc.def", "ü.ö.ä"])
async def test_a_state_that_the_bot_did_not_make_is_refused(many: Many, forged: str) -> None:
    async with many.bot() as scenario:
        browser = scenario.browser()
        browser.cookies["slack-app-oauth-state"] = forged
        status, _ = await browser.end(code="T0ACME001", state=forged)

        assert status == 400
        assert many.store().all() == []


@pytest.mark.parametrize(
    ("answer", "status", "says"),
    [
        ({"error": "access_denied"}, 403, "You chose not to install the bot"),
        ({"error": "<b>server</b>"}, 502, "Slack did not install the bot"),
        ({}, 400, "Slack&#x27;s answer is not whole"),
        ({"code": "wrong"}, 502, "Slack did not accept the installation"),
    ],
)
async def test_a_page_says_what_went_wrong(
    many: Many, answer: dict[str, str], status: int, says: str
) -> None:
    async with many.bot() as scenario:
        browser = scenario.browser()
        state = (await browser.begin())["state"]
        found, page = await browser.end(**answer, state=state)

        assert (found, says in page, "<b>" in page) == (status, True, False)
        assert '<a href="install">Begin again</a>' in page
        assert many.store().all() == []


@pytest.mark.parametrize(
    ("word", "level"), [("invalid_code", "INFO"), ("bad_client_secret", "WARNING")]
)
async def test_a_code_that_a_stranger_made_up_is_no_warning(
    many: Many, caplog: pytest.LogCaptureFixture, word: str, level: str
) -> None:
    caplog.set_level(logging.INFO)
    many.front.refusal = word
    async with many.bot() as scenario:
        browser = scenario.browser()
        await browser.end(code="guessed", state=(await browser.begin())["state"])
    [line] = [each for each in caplog.records if "refused an installation" in each.message]

    assert (line.message, line.levelname) == (f"Slack refused an installation: {word}", level)


async def test_an_installation_without_slack_can_be_begun_again(many: Many) -> None:
    async with many.bot() as scenario:
        browser = scenario.browser()
        state = (await browser.begin())["state"]
        many.front.refusal = "internal_error"
        status, page = await browser.end(code="T0ACME001", state=state)
        many.front.refusal = ""

        assert (status, "Slack cannot be reached" in page) == (503, True)
        assert "is installed in Acme" in await browser.installs(many.company("Acme"))


async def test_an_installation_without_the_database_can_be_begun_again(many: Many) -> None:
    async with many.bot() as scenario:
        browser = scenario.browser()
        state = (await browser.begin())["state"]
        with engine(many.url).begin() as connection:
            connection.execute(text("ALTER TABLE workspace RENAME TO moved"))
        status, page = await browser.end(code="T0ACME001", state=state)
        state = (await browser.begin())["state"]
        with engine(many.url).begin() as connection:
            connection.execute(text("ALTER TABLE oauth_state RENAME TO moved_too"))
        again, same_page = await browser.end(code="T0ACME001", state=state)

        assert (status, again) == (503, 503)
        assert "could not be stored" in page
        assert same_page == page


async def test_the_link_also_works_where_requests_come_by_socket_mode(many: Many) -> None:
    acme, bolt = many.company("Acme"), many.company("Bolt")
    acme.slack.deliver_to(None)
    acme.team = TEAM_ID  # which the front does not replace on a socket
    many.front.companies = {TEAM_ID: acme, bolt.team: bolt}
    settings = many.settings()
    by_socket = replace(settings, app_token=acme.slack.app_token, signing_secret=None)
    async with many.bot(settings=by_socket) as scenario:
        for company in (acme, bolt):
            await scenario.browser().installs(company)
        await acme.slack.wait_for(lambda: acme.slack.connections)
        [reply] = await scenario.asks(acme)
        refused = await many.front.tell_of_removal(bolt, "app_uninstalled")

    assert ANSWER in reply.text
    assert many.posts() == [f"xoxb-{TEAM_ID}-1"]
    assert refused == 401  # nothing can be signed
    assert {each.id for each in many.store().all()} == {bolt.id, TEAM_ID}


@pytest.mark.parametrize("event", ["app_uninstalled", "tokens_revoked"])
async def test_a_workspace_that_removes_the_bot_has_no_token_until_it_installs_it_again(
    many: Many, event: str
) -> None:
    acme, bolt = many.company("Acme"), many.company("Bolt")
    async with many.bot() as scenario:
        for company in (acme, bolt):
            await scenario.browser().installs(company)
        await scenario.removes(acme, event)

        assert many.store().token(acme.id) is None
        assert await scenario.asks(acme) == []
        assert len(await scenario.asks(bolt)) == 1
        await scenario.browser().installs(acme)
        assert len(await scenario.asks(acme)) == 1
        assert many.posts() == ["xoxb-T0BOLT002-1", "xoxb-T0ACME001-2"]


async def test_a_workspace_is_answered_while_another_has_all_the_jobs_that_it_may(
    many: Many, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "MOST_PER_INSTALLATION", 1)
    acme, bolt = many.company("Acme"), many.company("Bolt")
    async with many.bot() as scenario:
        for company in (acme, bolt):
            await scenario.browser().installs(company)
        with acme.slack.hold("chat.postMessage") as held:
            await acme.slack.client("Ana").says(HERE, "@iissync 1722")
            await held.arrived()
            await acme.slack.client("Ben").says(HERE, "@iissync 1460")
            await bolt.slack.client("Ana").says(HERE, "@iissync 1722")
            await bolt.slack.wait_for(lambda: len(bolt.slack.messages(HERE)) > 1)
            assert many.posts() == ["xoxb-T0ACME001-1", "xoxb-T0BOLT002-1"]
        await scenario.settled(acme)
        await acme.slack.wait_for(lambda: len(many.posts()) > 2)
        await scenario.settled(acme)

    assert [each.by_bot for each in acme.slack.messages(HERE)].count(True) == 2


async def test_a_step_is_completed_while_another_workspace_has_all_the_steps_that_it_may(
    many: Many,
) -> None:
    acme, bolt = many.company("Acme"), many.company("Bolt")
    async with many.bot() as scenario:
        for company in (acme, bolt):
            await scenario.browser().installs(company)
        with acme.slack.hold("functions.completeSuccess") as held:
            ana = acme.slack.client("Ana")
            flood = [ana.starts_step(DECODE_CODES, text="1722") for _ in range(MOST_RUNNING)]
            await held.arrived()
            step = bolt.slack.client("Ana").starts_step(DECODE_CODES, text="1722")
            await bolt.slack.wait_for(lambda: bolt.slack.workspace.executions.get(step).has_ended)
        executions = acme.slack.workspace.executions
        await acme.slack.wait_for(lambda: all(executions.get(each).has_ended for each in flood))
        await scenario.settled(acme)


async def test_a_removal_that_is_told_after_a_new_installation_changes_nothing(many: Many) -> None:
    acme = many.company("Acme")
    async with many.bot() as scenario:
        await scenario.browser().installs(acme)
        assert await many.front.tell_of_removal(acme, "app_uninstalled", ago=3600) == 200

        assert len(await scenario.asks(acme)) == 1
        assert many.posts() == ["xoxb-T0ACME001-1"]


async def test_the_jobs_of_a_workspace_with_a_revoked_token_wait(many: Many) -> None:
    async with many.bot() as scenario:
        await scenario.browser().installs(many.company("Acme"))
        many.company("Acme").tokens.clear()
        checks = [method for _, method in many.front.calls].count("api.test")
        assert await scenario.asks(many.company("Acme")) == []
        assert [method for _, method in many.front.calls].count("api.test") == checks

    [waiting] = SqlJobStore(engine(many.url)).unfinished()
    assert (waiting.state.value, waiting.failures) == ("waiting", 0)
    assert waiting.error == "the workspace has no token that works: invalid_auth"


async def test_a_token_that_expires_is_exchanged_before(many: Many) -> None:
    acme = many.company("Acme")
    acme.expires_in = 3600
    async with many.bot() as scenario:
        await scenario.browser().installs(acme)
        acme.expires_in = 43_200
        assert len(await scenario.asks(acme)) == 1

        assert many.posts() == ["xoxb-T0ACME001-2"]
        token = many.store().token(acme.id)
        assert token
        assert (token.value, token.refresh_token) == ("xoxb-T0ACME001-2", "xoxe-1-T0ACME001-2")


async def test_mentions_at_once_share_the_exchange_of_a_token(many: Many) -> None:
    acme = many.company("Acme")
    acme.expires_in = 3600
    async with many.bot() as scenario:
        await scenario.browser().installs(acme)
        many.front.holding = asyncio.Event()
        ana = acme.slack.client("Ana")
        asked = [await ana.says(HERE, f"@iissync {code}") for code in (1722, 1460)]
        await acme.slack.settled()
        many.front.holding.set()
        await scenario.settled(acme)

        replies = [acme.slack.messages(HERE, each) for each in asked]
        assert [len(each) for each in replies] == [1, 1]
        assert many.posts() == ["xoxb-T0ACME001-2"] * 2


async def test_a_token_that_cannot_be_exchanged_yet_is_used_while_it_lasts(many: Many) -> None:
    acme = many.company("Acme")
    acme.expires_in = 3600
    async with many.bot() as scenario:
        await scenario.browser().installs(acme)
        many.front.refusal = "internal_error"

        assert len(await scenario.asks(acme)) == 1
        assert many.posts() == ["xoxb-T0ACME001-1"]


async def test_keys_are_rotated_while_the_bot_works(many: Many) -> None:
    acme = many.company("Acme")
    async with many.bot() as scenario:
        await scenario.browser().installs(acme)
    async with many.bot(NEWER_KEY, KEY) as scenario:
        assert len(await scenario.asks(acme)) == 1
        assert await asyncio.to_thread(many.store(NEWER_KEY, KEY).rotate_keys) == 1
        assert len(await scenario.asks(acme)) == 1
    async with many.bot(NEWER_KEY) as scenario:
        assert len(await scenario.asks(acme)) == 1
    with pytest.raises(WrongKeyError, match="no key of TOKEN_KEYS decrypts the token"):
        many.store(KEY).token(acme.id)


async def test_without_its_key_a_workspace_can_install_the_bot_again(
    many: Many, caplog: pytest.LogCaptureFixture
) -> None:
    acme = many.company("Acme")
    async with many.bot() as scenario:
        await scenario.browser().installs(acme)
    async with many.bot(NEWER_KEY) as scenario:
        assert await scenario.asks(acme) == []
        assert "no key of TOKEN_KEYS decrypts the token" in caplog.text
        await scenario.browser().installs(acme)
        assert len(await scenario.asks(acme)) == 1


async def test_a_bot_without_the_keys_of_all_workspaces_is_not_ready_until_one_installs_it(
    many: Many, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bot.server.KEY_CHECK_INTERVAL", 0.05)
    acme = many.company("Acme")
    async with many.bot() as scenario:
        await scenario.browser().installs(acme)
        await is_well(Scenario(acme.slack, scenario.bot))
    async with many.bot(NEWER_KEY) as scenario:
        message = await reason(Scenario(acme.slack, scenario.bot), "tokens-unreadable")
        await scenario.browser().installs(many.company("Bolt"))
        await is_well(Scenario(acme.slack, scenario.bot))

    tokens_of = "no key of TOKEN_KEYS decrypts the tokens of T0ACME001"
    assert message == f"{tokens_of}: nothing is posted"
    assert [each.levelname for each in caplog.records if each.message == tokens_of] == ["ERROR"]


async def test_of_many_workspaces_whose_key_is_lost_a_few_are_named(many: Many) -> None:
    acme = many.company("Acme")
    async with many.bot() as scenario:
        await scenario.browser().installs(acme)
        installed = many.store(KEY).all()[0]
    for number in range(1, 8):
        other = replace(installed, id=f"T{number}", token=BotToken("xoxb-other"))
        await asyncio.to_thread(many.store(KEY).save, other)
    async with many.bot(NEWER_KEY) as scenario:
        message = await reason(Scenario(acme.slack, scenario.bot), "tokens-unreadable")

    assert "the tokens of T0ACME001, T1, T2, T3, T4, 3 more: nothing" in message


async def test_who_installed_the_bot_is_reminded_once_if_a_new_version_needs_more_scopes(
    many: Many,
) -> None:
    acme = many.company("Acme")
    async with many.bot() as scenario:
        for company in (acme, many.company("Bolt")):
            await scenario.browser().installs(company)
    [installed] = [each for each in many.store().all() if each.id == acme.id]
    token = many.store().token(acme.id)
    many.store().save(replace(installed, token=token, scopes=("commands", "chat:write")))
    for _ in range(2):
        async with many.bot() as scenario:
            await acme.slack.wait_for(lambda: acme.slack.messages("@iissync"))
            await scenario.settled(acme)

    [reminder] = acme.slack.messages("@iissync")
    assert "needs more permissions in this workspace: `app_mentions:read, " in reminder.text
    assert "<https://bot.example.com/slack/install|install it again>" in reminder.text
    assert many.company("Bolt").slack.messages("@iissync") == []


async def test_who_was_forgotten_is_not_reminded(many: Many) -> None:
    acme = many.company("Acme")
    async with many.bot() as scenario:
        await scenario.browser().installs(acme)
    job = Job(acme.id, "scopes:users:read", "scopes", "", {"scopes": ["users:read"]})
    queue = SqlJobStore(engine(many.url))
    queue.write([NewJob(job, None)], (), "")
    SqlStore(engine(many.url)).forget(acme.slack.client("Ana").id, acme.id)
    async with many.bot() as scenario:
        assert len(await scenario.asks(acme)) == 1  # which is claimed later

    assert acme.slack.messages("@iissync") == []
    assert queue.unfinished() == []


async def test_reminders_of_many_workspaces_leave_room_for_questions(
    many: Many, monkeypatch: pytest.MonkeyPatch
) -> None:
    acme, bolt, grid = (many.company(name) for name in ("Acme", "Bolt", "Grid"))
    async with many.bot() as scenario:
        for company in (acme, bolt, grid):
            await scenario.browser().installs(company)
    for company in (acme, bolt):
        [installed] = [each for each in many.store().all() if each.id == company.id]
        token = many.store().token(company.id)
        many.store().save(replace(installed, token=token, scopes=("commands", "chat:write")))
    for name, number in (("RUNNING", 2), ("WITHOUT_USER", 1), ("WITHOUT_USER_OF_ONE", 1)):
        monkeypatch.setattr(f"bot.slack.jobs.running.MOST_{name}", number)
    monkeypatch.setattr(worker, "MOST_PER_INSTALLATION", 1)
    monkeypatch.setattr("bot.slack.jobs.attempt.SLOW_POST", 60)
    async with many.bot() as scenario:
        with acme.slack.hold("chat.postMessage") as held, bolt.slack.hold("chat.postMessage"):
            await held.arrived()
            message = await grid.slack.client("Ana").says(HERE, "@iissync 1722")
            await grid.slack.wait_for(lambda: grid.slack.messages(HERE, message))
        for company in (acme, bolt):
            await company.slack.wait_for(partial(company.slack.messages, "@iissync"))
            await scenario.settled(company)


async def test_the_check_counts_the_workspaces_and_names_those_with_a_lost_key(many: Many) -> None:
    async with many.bot() as scenario:
        before = await check(many.settings(KEY), 20)
        await scenario.browser().installs(many.company("Acme"))
        right = await check(many.settings(NEWER_KEY, KEY), 20)
        lost = await check(many.settings(NEWER_KEY), 20)

    about = [each.about for each in right]
    assert about == [
        "slack",
        "slack.clock",
        "slack.reads",
        "slack.http",
        "slack.workspaces",
        "database",
        "api",
    ]
    assert right[0].text.endswith(" the bot at https://bot.example.com/slack/install")
    assert [each.level for each in right] == [Level.OK] * 7
    assert before[4].text == "workspaces that have installed the bot: 0"
    assert right[4].text == "workspaces that have installed the bot: 1"
    assert (lost[4].level, lost[4].misconfigured) == (Level.ERROR, False)
    assert "no key of TOKEN_KEYS decrypts the tokens of T0ACME001: set" in lost[4].text


async def test_the_check_says_of_workspaces_nothing_that_depends_on_what_is_missing(
    many: Many, monkeypatch: pytest.MonkeyPatch
) -> None:
    many.front.is_away = True
    many.lose_database()
    without_database = await check(many.settings(), 20)
    monkeypatch.delitem(sys.modules, "bot.workspaces.cipher")
    monkeypatch.setitem(sys.modules, "cryptography.fernet", None)
    without_cryptography = await check(many.settings(), 20)

    assert [each.about for each in without_database] == ["slack", "slack.http", "database", "api"]
    assert "Slack cannot be reached" in without_database[0].text
    [finding] = [each for each in without_cryptography if each.about == "slack.workspaces"]
    assert finding.misconfigured
    assert "needs cryptography: pip install '.[oauth]'" in finding.text


async def test_everything_of_a_workspace_is_deleted_a_month_after_it_removed_the_bot(
    many: Many, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    async with many.bot() as scenario:
        for name in ("Acme", "Bolt"):
            await scenario.browser().installs(many.company(name))
            await scenario.removes(many.company(name), "app_uninstalled")
    long_ago = datetime.now(UTC) - timedelta(days=REMOVED_DAYS, hours=1)
    with writing(engine(many.url)) as connection:
        connection.execute(update(workspace).filter_by(id="T0ACME001").values(removed_at=long_ago))
    async with many.bot(pace=replace(PATIENT, first_deletion=0)) as scenario:
        await scenario.browser().installs(many.company("Grid"))

    assert [each.id for each in many.store().all()] == ["E0GRID003", "T0BOLT002"]
    assert "everything of workspace T0ACME001 was deleted, 2 rows: it removed" in caplog.text


async def test_without_the_database_a_known_token_is_used_and_a_job_with_another_waits(
    many: Many, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tokens, "CACHE_SECONDS", 0)
    async with many.bot() as scenario:
        await scenario.browser().installs(many.company("Acme"))
        assert len(await scenario.asks(many.company("Acme"))) == 1
        with engine(many.url).begin() as connection:
            connection.execute(text("ALTER TABLE workspace RENAME TO moved"))

        assert len(await scenario.asks(many.company("Acme"))) == 1
        assert await scenario.asks(many.company("Bolt")) == []
        assert many.posts() == ["xoxb-T0ACME001-1"] * 2
    [waiting] = SqlJobStore(engine(many.url)).unfinished()
    assert waiting.job.workspace == many.company("Bolt").id
    assert waiting.error.startswith("the token could not be read: ")
