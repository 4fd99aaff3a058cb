"""The log of a bot: one request from its arrival to its reply, and what no line contains."""

import asyncio
import json
import logging
import re
import shutil
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import Engine, text

from bot.operations import log_format
from bot.playground.model import Message
from tests.fake_slack.canned_responses import CannedResponse, rate_limited
from tests.fake_slack.slack import Slack
from tests.faults.hostile_requests import answer_to, request
from tests.faults.replicas import deliver, event_of, replicas, replied
from tests.scenarios.conftest import HERE, QUICK, Scenario, refusal, scenario_on, scenario_with
from tests.scenarios.team.conftest import last_message_to, messages_to, propose

Event = dict[str, Any]
POST = "chat.postMessage"
API_TOKEN = "0123456789abcdef0123456789abcdef"


class Log:
    """What was logged so far, as JSON at a level."""

    def __init__(self) -> None:
        self._stream = StringIO()

    def start(self, level: str) -> None:
        log_format.configure(level, self._stream)

    @property
    def text(self) -> str:
        return self._stream.getvalue()

    @property
    def events(self) -> list[Event]:
        return [json.loads(line) for line in self.text.splitlines()]

    def of_request(self, request: str) -> list[str]:
        """What one search for the id of a request finds."""
        lines = (line for line in self.text.splitlines() if request in line)
        return [json.loads(line)["message"] for line in lines]

    def request_with(self, words: str) -> str:
        """The id of the request of the first line with these words."""
        return next(str(each["request"]) for each in self.events if words in each["message"])


@pytest.fixture
def log() -> Iterator[Log]:
    """The log; what `configure` changes is restored after the test."""
    root, raised = logging.getLogger(), logging.raiseExceptions
    handlers, level = root.handlers, root.level
    levels = {name: logging.getLogger(name).level for name in log_format.LEVELS}
    log = Log()
    yield log
    root.handlers = handlers
    for name, before in {**levels, "root": level}.items():
        logging.getLogger(None if name == "root" else name).setLevel(before)
    logging.raiseExceptions = raised
    logging.captureWarnings(capture=False)


# One search finds a request


async def test_one_search_finds_a_request_accepted_claimed_and_posted(
    slack: Slack, log: Log
) -> None:
    log.start("DEBUG")
    async with scenario_with(slack) as scenario:
        reply = await scenario.mention("Ana", "1722")
        await scenario.settled()
    found = log.of_request(log.request_with("accepted"))

    assert [re.sub(r"\d[\d.]*", "N", message) for message in sorted(found)] == [
        "event: answered with N in N s",
        "job N (question): accepted",
        "job N (question): claimed, delivery N",
        "job N (question): done",
        f"job N (question): posted in {re.sub('[0-9]+', 'N', reply.channel)} at N",
    ]


async def test_at_info_a_request_is_accepted_and_posted(slack: Slack, log: Log) -> None:
    log.start("INFO")
    async with scenario_with(slack) as scenario:
        await scenario.mention("Ana", "1722")
    found = log.of_request(log.request_with("accepted"))

    assert [message.partition("): ")[2].split()[0] for message in found] == ["accepted", "posted"]


async def test_another_replica_logs_the_same_request(
    slack: Slack, url: str, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    log.start("DEBUG")
    question = await slack.client("Ana").says(HERE, "@iissync 1722", events=())
    with monkeypatch.context() as busy:
        busy.setattr("bot.slack.jobs.running.MOST_RUNNING", 0)
        async with replicas(slack, url, 1) as [first]:
            await deliver(first, event_of(slack, question))
            await first.tasks.wait()
    before = log.of_request(request := log.request_with("accepted"))
    async with replicas(slack, url, 1) as [second]:
        await replied(slack, question)
        await second.tasks.wait()
    found = " ".join(log.of_request(request))

    assert "claimed" not in " ".join(before)
    assert "claimed, delivery 1" in found
    assert found.count(": posted in") == 1


async def test_an_event_that_comes_again_is_known(slack: Slack, url: str, log: Log) -> None:
    log.start("DEBUG")
    question = await slack.client("Ana").says(HERE, "@iissync 1722", events=())
    async with replicas(slack, url, 2) as bots:
        for bot in bots:
            await deliver(bot, event_of(slack, question))
        await replied(slack, question)

    assert log.text.count(": accepted") == 1
    assert log.text.count("a job (question) is known already") == 1


async def test_a_retry_says_why_and_when_under_the_same_request(slack: Slack, log: Log) -> None:
    log.start("INFO")
    slack.next_response(POST, CannedResponse(500, acts=True))
    async with scenario_with(slack, pace=QUICK) as scenario:
        question = await slack.client("Ana").says(HERE, "@iissync 1722")
        await slack.wait_for(lambda: "found what was posted" in log.text)
        [reply] = await scenario.replies(question)
    found = " ".join(log.of_request(log.request_with("accepted")))

    assert "s: HTTP 500, and no answer of Slack's" in found
    assert f"found what was posted in {reply.channel} at {reply.ts}" in found


async def test_what_follows_from_a_form_has_the_id_of_its_request(slack: Slack, log: Log) -> None:
    log.start("INFO")
    async with scenario_with(slack) as scenario:
        await propose(scenario, "Ben")
    found = log.of_request(log.request_with("(proposed): accepted"))

    assert ["posted in" in each for each in found].count(True) == 1


async def test_without_a_database_the_post_is_logged_too(slack: Slack, log: Log) -> None:
    log.start("INFO")
    async with scenario_with(slack, database_url="sqlite:////nowhere/team.db") as scenario:
        await scenario.mention("Ana", "1722")

    assert log.request_with("posted without a job")


# Levels


async def test_mistakes_of_users_are_no_warnings(slack: Slack, log: Log) -> None:
    log.start("DEBUG")
    async with scenario_on(slack, "sqlite:///:memory:", "Chen") as scenario:
        for words in ("help me", "0x99999999999", "history 0", "xyzzy", "", "forget"):
            await scenario.command("Ana", words)
        for words in ("nothing to see", "add 1722", "2148598"):
            await scenario.mention("Ana", words)
        await slack.client("Ana").says("@iissync", "no number at all")
        ana = await scenario.open_look_up("Ana")
        await ana.submits(scenario.view("Ana"), {"question": "no number"})
        await propose(scenario, "Ana")
        await scenario.click("Ana", last_message_to(scenario, "Chen"), "Approve")
        await scenario.settled()

    assert [each for each in log.events if each["level"] not in {"DEBUG", "INFO"}] == []


# What no line contains


def typed(what: str) -> str:
    """A text that a person types there; each begins with a word that is nowhere else."""
    return f"cutlery{what} 1722"


async def ask_everywhere(slack: Slack, scenario: Scenario) -> None:
    """Type something in every place in which the bot takes a text."""
    ana = slack.client("Ana")
    shown = await scenario.command("Ana", typed("command"))
    await scenario.click("Ana", shown, "Share")
    question = await ana.says(
        HERE, f"@iissync {typed('mention')}", files={"cutleryfile.log": typed("content")}
    )
    await scenario.settled()
    await scenario.decode_message("Ana", question)
    await ana.says(HERE, f"@iissync {typed('thread')}", thread=question)
    await ana.says("@iissync", typed("dm"))
    look_up = await scenario.open_look_up("Ana")
    await look_up.submits(scenario.view("Ana"), {"question": typed("form")})
    await scenario.open_home("Ana")
    await propose(scenario, "Ben", Cause=typed("cause"), Steps=typed("steps"))
    [card] = await slack.wait_for(lambda: cards_of(scenario, "Ana"))
    await scenario.click("Ana", card, "Reject")
    await slack.client("Ana").submits(scenario.view("Ana"), {"Reason": typed("reason")})
    await scenario.settled()


def cards_of(scenario: Scenario, user: str) -> list[Message]:
    return [each for each in messages_to(scenario, user) if "Reject" in str(each.blocks)]


async def fail_everywhere(slack: Slack, scenario: Scenario, database: Engine) -> None:
    """Let Slack and the database fail while people type; both quote what they were sent."""
    echo = CannedResponse(500, f"<p>{typed('echo')}</p>")
    word = CannedResponse(body={"ok": False, "error": "an_unknown_word"})
    for response in (echo, word, rate_limited(0), refusal("missing_scope")):
        slack.next_response(POST, response)
        await slack.client("Ana").says(HERE, f"@iissync {typed('failure')}")
        await scenario.settled()
    slack.next_response("views.open", echo)
    await slack.client("Ana").uses_shortcut("Look up a status code")
    slack.next_response("response_url", echo, word)
    await scenario.settled()
    with database.begin() as connection:
        connection.execute(text(_REFUSING))
    await slack.client("Ana").says(HERE, f"@iissync {typed('trigger')}")
    await scenario.settled()
    with database.begin() as connection:
        connection.execute(text("DROP TABLE job"))
    await slack.client("Ana").says(HERE, f"@iissync {typed('table')}")
    await scenario.settled()


async def ask_by_http(url: str) -> None:
    """Send something in every part of a request to the HTTP API, also in what is none."""
    path = f"/codes/{quote(typed('path'))}?{quote(typed('query'))}"
    right = {"Authorization": f"Bearer {API_TOKEN}", "Content-Type": "text/plain"}
    wrong = {"Authorization": f"Bearer {typed('token')}", "X-More": typed("header")}
    body = typed("body").encode()
    requests = {
        request(b"", right, first=f"GET {path}"): 200,
        request(body, right, first="POST /decode"): 200,
        request(body, {**right, "Content-Type": typed("type")}, first="POST /decode"): 415,
        request(b"", wrong, first=f"GET {path}"): 401,
        request(b"", right, first=f"GET /{quote(typed('unknown'))}"): 404,
        f"{typed('line')}\r\n\r\n".encode(): 400,
        f"GET {path} HTTP/1.1\r\n{typed('malformed')}\r\n\r\n".encode(): 400,
    }
    assert [(await answer_to(url, each)).status for each in requests] == [*requests.values()]


_REFUSING = """
    CREATE TRIGGER refuse BEFORE INSERT ON job BEGIN SELECT RAISE(ABORT, 'no cutleryabort'); END
"""


@pytest.mark.parametrize("mode", ["socket", "http"])
async def test_at_debug_no_line_contains_a_secret_or_what_people_typed(
    slack: Slack,
    mode: str,
    log: Log,
    sqlite: Path,
    tmp_path: Path,
    engines: Callable[[str], Engine],
) -> None:
    asyncio.get_running_loop().set_debug(True)
    asyncio.get_running_loop().slow_callback_duration = 0  # so that asyncio logs each of its calls
    log.start("DEBUG")
    url = f"sqlite:///{shutil.copy(sqlite, tmp_path / 'own.db')}"
    async with scenario_with(
        slack, mode, database_url=url, api_token=API_TOKEN, api_port=0
    ) as scenario:
        await ask_everywhere(slack, scenario)
        await ask_by_http(str(scenario.bot.api_url))
        await fail_everywhere(slack, scenario, engines(url))
        payloads = [each.payload for each in slack.deliveries]
    secrets = {slack.bot_token, slack.app_token, slack.signing_secret, "ticket=", API_TOKEN} | {
        str(payload[name])
        for payload in payloads
        for name in ("response_url", "trigger_id")
        if name in payload
    }

    assert len(payloads) > 12
    assert {"DEBUG", "INFO", "WARNING", "ERROR"} <= {each["level"] for each in log.events}
    assert "asyncio" in {each["logger"] for each in log.events}
    assert "cutlery" not in log.text
    assert "Response time" not in log.text  # of Bolt, which does not know it
    assert [secret for secret in secrets if secret in log.text] == []
    assert all(line.isprintable() for line in log.text.splitlines())
