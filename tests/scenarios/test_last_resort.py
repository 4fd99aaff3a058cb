"""Unexpected failures: the user sees a reference, the log says more, and the bot goes on."""

import json
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

import pytest

from bot.playground.model import TEAM_ID, Message
from bot.server import running
from tests.fake_slack.slack import Slack
from tests.faults.hostile_requests import JSON, answer_to, request, signed
from tests.scenarios.conftest import QUICK, Scenario, settings_for, view_of

HERE = "#iis-cluster"


async def shown(scenario: Scenario) -> Message:
    """An answer that Ana alone sees."""
    shown = await scenario.slack.client("Ana").runs(HERE, "/iissync 2148598790")
    assert shown.message
    return shown.message


def latest_text(scenario: Scenario) -> str:
    return scenario.slack.seen_by("Ana", HERE)[-1].text


def set_value(message: Message, button: str, value: str) -> None:
    for block in message.blocks:
        for each in block["elements"] if block["type"] == "actions" else ():
            if each["text"]["text"] == button:
                each["value"] = value


@pytest.mark.parametrize("value", ["no JSON", json.dumps({"codes": "x", "thread": None})])
@pytest.mark.parametrize("button", ["Share", "Add what you found"])
async def test_a_click_that_fails_is_answered_with_a_reference(
    scenario: Scenario, caplog: pytest.LogCaptureFixture, button: str, value: str
) -> None:
    message = await shown(scenario)
    set_value(message, button, value)
    await scenario.slack.client("Ana").clicks(message, button)
    await scenario.settled()

    reference = latest_text(scenario).partition("administrator: `")[2].rstrip("`")
    assert f"reference {reference}" in caplog.text
    assert len(reference) == 8


async def test_a_form_that_fails_stays_open_with_its_text(scenario: Scenario) -> None:
    ana = scenario.slack.client("Ana")
    await ana.runs(HERE, "/iissync add 5")
    await scenario.settled()
    view_of(ana).content["private_metadata"] = "no JSON"
    await ana.submits(view_of(ana), {"Cause": "c", "Steps": "s"})
    note = view_of(ana)
    await ana.closes(note)

    assert "Reference for your administrator" in str(note.blocks)
    assert view_of(ana).title == "Add what you found"


async def test_after_an_event_that_fails_slack_is_asked_to_send_it_again(slack: Slack) -> None:
    body = json.dumps({"type": "event_callback", "team_id": "T1", "event": []}).encode()
    async with running(settings_for(slack, "http"), QUICK) as bot:
        answer = await answer_to(str(bot.url), request(body, signed(body, kind=JSON)))

    assert answer.status == 503


async def test_a_click_that_no_listener_can_read_is_answered_with_a_reference(
    slack: Slack,
) -> None:
    payload = {
        "type": "block_actions",
        "actions": [[]],
        "team": {"id": TEAM_ID},
        "user": {"id": slack.client("Ana").id},
        "channel": {"id": slack.workspace.channel(HERE).id},
    }
    body = urlencode({"payload": json.dumps(payload)}).encode()
    async with running(settings_for(slack, "http"), QUICK) as bot:
        answer = await answer_to(str(bot.url), request(body, signed(body)))
        await bot.tasks.wait()

    assert answer.status == 200
    assert "Reference for your administrator" in slack.seen_by("Ana", "@iissync")[-1].text


async def test_an_answer_is_shared_once_while_the_database_is_unavailable(
    slack: Slack, tmp_path: Path
) -> None:
    missing = f"sqlite:///{tmp_path}/no/such/folder.db"
    async with running(replace(settings_for(slack, "http"), database_url=missing), QUICK) as bot:
        slack.deliver_to(bot.url)
        scenario = Scenario(slack, bot)
        message = await shown(scenario)
        for _ in range(2):
            await scenario.slack.client("Ana").clicks(message, "Share")
            await scenario.settled()

        assert len(slack.messages(HERE)) == 1
