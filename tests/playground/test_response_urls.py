"""Answers to a response_url."""

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from tests.fake_slack.slack import Slack
from tests.playground.blocks import section


async def test_a_response_url_accepts_five_answers(
    slack: Slack, session: aiohttp.ClientSession
) -> None:
    ana = slack.client("Ana")
    url = f"{slack.origin}/actions/{slack.workspace.response_urls.give(ana.id, 'C0OPSPRIV1')}"

    async def answer(**payload: object) -> tuple[int, str]:
        async with session.post(url, json=payload) as response:
            return response.status, await response.text()

    assert await answer(text="psst") == (200, "ok")
    assert await answer(text="all", response_type="in_channel") == (200, "ok")
    assert (await answer(text="x", blocks=[section("x" * 3001)]))[0] == 400
    assert await answer(text="x", replace_original=True) == (200, "ok")
    assert (await answer())[0] == 400
    status, body = await answer(text="six")
    assert (status, "used_url" in body) == (404, True)
    assert [m.text for m in slack.messages("#ops-private")] == ["all"]
    assert [m.text for m in slack.seen_by(ana, "#ops-private")] == ["psst", "all", "x"]


async def test_a_response_url_replaces_and_deletes(
    slack: Slack, session: aiohttp.ClientSession, client: AsyncWebClient
) -> None:
    posted = await client.chat_postMessage(channel="#general", text="old")
    give = slack.workspace.response_urls.give
    url = f"{slack.origin}/actions/{give('U0ANA00001', 'C0GENERAL1', posted['ts'])}"
    await (await session.post(url, json={"text": "new", "replace_original": True})).read()
    assert [m.text for m in slack.messages("#general")] == ["new"]

    await (await session.post(url, json={"delete_original": True})).read()

    assert slack.messages("#general") == []


async def test_a_response_url_answers_in_a_thread(
    slack: Slack, session: aiohttp.ClientSession
) -> None:
    question = await slack.client("Ana").says("#ops-private", "1722")
    give = slack.workspace.response_urls.give
    url = f"{slack.origin}/actions/{give('U0ANA00001', question.channel)}"
    payload = {"text": "all", "response_type": "in_channel", "thread_ts": question.ts}
    await (await session.post(url, json=payload)).read()

    assert [m.text for m in slack.messages("#ops-private", thread=question)] == ["all"]
