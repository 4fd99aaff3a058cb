"""Downloads that fail: they are retried, and the answer says what was not read."""

import re

import pytest

from bot.playground.methods import FILES_READ
from bot.playground.web_api import DOWNLOAD
from bot.slack.answering import downloads
from tests.fake_slack.canned_responses import CannedResponse, rate_limited
from tests.scenarios.conftest import HERE, Scenario
from tests.scenarios.team.conftest import connect_dora
from tests.scenarios.test_files import LOG, QUESTION, answer_to, downloads_of


async def test_without_the_scope_the_answer_says_what_an_administrator_has_to_do(
    scenario: Scenario, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", logger="bot")
    scenario.slack.workspace.scopes_lacking.add(FILES_READ)
    reply = await answer_to(scenario, {"secret.log": LOG})

    assert "lacks the scope `files:read`: an administrator has to add it" in reply.text
    assert "Slack does not let the bot read a file: it lacks files:read" in caplog.text
    assert "secret" not in caplog.text
    assert "0x80110408" not in caplog.text


async def test_neither_the_name_nor_the_content_of_a_file_is_logged(
    scenario: Scenario, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", logger="bot")
    scenario.slack.next_response(DOWNLOAD, CannedResponse(500))
    message = await scenario.slack.client("Ana").says(HERE, QUESTION, files={"secret.log": LOG})
    await scenario.slack.wait_for(lambda: scenario.slack.messages(HERE, thread=message))
    await scenario.settled()

    assert "a shared file was not downloaded: HTTP 500" in caplog.text
    assert not {word for word in ("secret", "0x80110408", "files-pri") if word in caplog.text}


async def test_without_the_scope_the_answer_names_it_for_files_of_another_company_too(
    scenario: Scenario,
) -> None:
    scenario.slack.workspace.scopes_lacking.add(FILES_READ)
    message = await connect_dora(scenario).says(HERE, QUESTION, files={"setup.log": LOG})
    [reply] = await scenario.replies(message)

    assert "the scope `files:read`" in reply.text


NOT_GZIP = {"Content-Type": "text/plain", "Content-Encoding": "gzip"}


@pytest.mark.parametrize(
    "failure", [CannedResponse(503), rate_limited(0), CannedResponse(200, "x", NOT_GZIP)]
)
async def test_a_failed_download_is_retried(scenario: Scenario, failure: CannedResponse) -> None:
    scenario.slack.next_response(DOWNLOAD, failure)
    message = await scenario.slack.client("Ana").says(HERE, QUESTION, files={"setup.log": LOG})
    [reply] = await scenario.slack.wait_for(lambda: scenario.slack.messages(HERE, thread=message))

    assert "From the file “setup.log”" in reply.text
    assert downloads_of(scenario) == 2


async def test_a_question_is_answered_even_if_its_download_always_fails(
    scenario: Scenario,
) -> None:
    scenario.slack.next_response(DOWNLOAD, *[CannedResponse(500)] * 9)
    message = await scenario.slack.client("Ana").says(HERE, QUESTION, files={"setup.log": LOG})
    [reply] = await scenario.slack.wait_for(lambda: scenario.slack.messages(HERE, thread=message))
    await scenario.settled()

    assert "I did not read “setup.log”. Slack did not deliver it" in reply.text
    assert downloads_of(scenario) == 4


async def test_a_download_that_takes_too_long_is_given_up(
    scenario: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloads, "DOWNLOAD_SECONDS", 0.05)
    with (
        scenario.slack.hold(DOWNLOAD),
        scenario.slack.hold(DOWNLOAD),
        scenario.slack.hold(DOWNLOAD),
    ):
        scenario.slack.next_response(DOWNLOAD, CannedResponse(500))
        message = await scenario.slack.client("Ana").says(HERE, QUESTION, files={"setup.log": LOG})
        [reply] = await scenario.slack.wait_for(
            lambda: scenario.slack.messages(HERE, thread=message)
        )

    assert "Slack did not deliver it" in reply.text


async def test_a_file_that_takes_long_to_read_is_read_in_part(
    scenario: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloads, "READ_SECONDS", 0)
    reply = await answer_to(scenario, {"setup.log": LOG})

    assert "I did not read all of “setup.log”: it took too long." in reply.text


async def test_the_preview_is_read_if_the_file_is_not(scenario: Scenario) -> None:
    ana = scenario.slack.client("Ana")
    upload = ana.uploads("a.log", LOG)
    file = {
        "id": upload.id, "name": "a.log", "mode": "snippet", "preview": "error 1726\nand so",
        "url_private": f"{scenario.slack.origin}/files-pri/T-F404/a.log",
    }  # fmt: skip
    message = await ana.posts(HERE, f"<@{scenario.slack.bot_user.id}>", files=[file])
    [reply] = await scenario.replies(message)

    assert "`1726`" in reply.text
    assert "I did not read “a.log”. Slack does not have it any more" in reply.text


async def test_a_file_with_very_many_codes_is_read_in_part(scenario: Scenario) -> None:
    lines = "".join(f"error 0x8007{number % 65536:04X}\n" for number in range(1, 9_000))
    reply = await answer_to(scenario, {"setup.log": lines})

    assert "… and 79 more codes." in reply.text
    assert re.search("of “setup.log”: I stopped after line [0-9]{4}[.]", reply.text)
