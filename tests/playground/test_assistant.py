"""The assistant of the playground's Slack: what it accepts, refuses, and shows."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.assistant import AGENT, PANE, ROOT, SCOPE
from bot.playground.client import Client
from bot.playground.model import AssistantThread, Json
from bot.playground.page_state import seen
from tests.fake_slack.slack import Slack
from tests.playground.tiny_bot import MANIFEST

PROMPTS = [{"title": "One", "message": "1"}]
FIXED = [{"title": "Fixed", "message": "2"}]


def with_view(view: str, *scopes: str) -> Json:
    """The manifest of an app with this view, whose token has these scopes."""
    features = {**MANIFEST["features"], f"{view}_view": {"suggested_prompts": FIXED}}
    return {**MANIFEST, "features": features, "oauth_config": {"scopes": {"bot": list(scopes)}}}


@pytest.fixture(params=[PANE])
async def slack(request: pytest.FixtureRequest) -> AsyncIterator[Slack]:
    async with Slack(manifest=with_view(request.param, SCOPE), retries=()) as running:
        yield running


agent = pytest.mark.parametrize("slack", [AGENT], indirect=True)
no_view = pytest.mark.parametrize("slack", ["other"], indirect=True)


def shown(slack: Slack, ana: Client, ts: str = "") -> AssistantThread:
    return slack.workspace.assistant.thread(ana.dm, ts)


async def refused(call: Any) -> str:  # noqa: ANN401 - a call of slack_sdk
    with pytest.raises(SlackApiError) as error:
        await call
    return str(error.value.response["error"])


async def test_a_conversation_in_the_pane_is_a_thread_with_a_title_of_its_own(
    slack: Slack, ana: Client, client: AsyncWebClient
) -> None:
    root = await slack.begins_conversation(ana)
    where = {"channel_id": ana.dm, "thread_ts": root.ts}
    await client.assistant_threads_setTitle(**where, title="1722")
    await client.assistant_threads_setSuggestedPrompts(**where, prompts=PROMPTS, title="Try")

    assert root.extra["subtype"] == ROOT
    assert shown(slack, ana, root.ts) == AssistantThread(
        ana.dm, root.ts, title="1722", heading="Try", prompts=PROMPTS
    )
    assert slack.messages("@iissync")[0].text == "1722"


async def test_the_event_is_sent_to_an_app_that_subscribes_to_it(ana: Client, slack: Slack) -> None:
    await slack.begins_conversation(ana)
    await slack.settled()

    assert "assistant_thread_started" not in str(slack.sent)


async def test_a_post_in_the_thread_removes_the_status(
    slack: Slack, ana: Client, client: AsyncWebClient
) -> None:
    root = await slack.begins_conversation(ana)
    await client.assistant_threads_setStatus(
        channel_id=ana.dm, thread_ts=root.ts, status="is reading…"
    )
    assert shown(slack, ana, root.ts).status == "is reading…"
    await client.chat_postMessage(channel=ana.dm, thread_ts=root.ts, text="1722")

    assert shown(slack, ana, root.ts).status == ""


@agent
async def test_an_agent_has_its_prompts_in_the_messages_tab(
    slack: Slack, ana: Client, client: AsyncWebClient
) -> None:
    assert shown(slack, ana).prompts == FIXED
    await client.assistant_threads_setSuggestedPrompts(channel_id=ana.dm, prompts=PROMPTS)

    assert shown(slack, ana).prompts == PROMPTS


@agent
async def test_prompts_of_an_agent_for_a_thread_are_accepted_and_not_shown(
    slack: Slack, ana: Client, client: AsyncWebClient
) -> None:
    posted = await ana.says("@iissync", "1722")
    await client.assistant_threads_setSuggestedPrompts(
        channel_id=ana.dm, thread_ts=posted.ts, prompts=PROMPTS
    )

    assert shown(slack, ana).prompts == FIXED
    assert shown(slack, ana, posted.ts).prompts == ()


@agent
async def test_a_thread_of_an_agent_has_a_title_beside_its_message(
    slack: Slack, ana: Client, client: AsyncWebClient
) -> None:
    posted = await ana.says("@iissync", "1722")
    await client.assistant_threads_setTitle(channel_id=ana.dm, thread_ts=posted.ts, title="RPC")

    assert shown(slack, ana, posted.ts).title == "RPC"
    assert slack.messages("@iissync")[0].text == "1722"


async def test_what_slack_refuses_has_its_words(
    slack: Slack, ana: Client, client: AsyncWebClient
) -> None:
    root = await slack.begins_conversation(ana)
    where = {"channel_id": ana.dm, "thread_ts": root.ts}
    other = {**where, "thread_ts": "1.000001"}
    set_title, set_prompts = (
        client.assistant_threads_setTitle,
        client.assistant_threads_setSuggestedPrompts,
    )

    assert await refused(set_title(**other, title="x")) == "invalid_thread_ts"
    assert await refused(set_prompts(**other, prompts=PROMPTS)) == "invalid_thread_ts"
    assert await refused(set_title(**where, title="x" * 201)) == "invalid_arguments"
    assert await refused(set_prompts(**where, prompts=PROMPTS * 5)) == "invalid_arguments"
    nowhere = {**where, "channel_id": "D0NOWHERE1"}
    assert await refused(set_title(**nowhere, title="x")) == "channel_not_found"
    slack.workspace.scopes_lacking.add(SCOPE)
    assert await refused(set_title(**where, title="x")) == "missing_scope"
    slack.pop_faults()


@no_view
async def test_an_app_without_the_feature_has_no_threads(
    ana: Client, client: AsyncWebClient
) -> None:
    posted = await ana.says("@iissync", "1722")
    where = {"channel_id": ana.dm, "thread_ts": posted.ts}

    assert await refused(client.assistant_threads_setTitle(**where, title="x")) == (
        "invalid_thread_ts"
    )


async def test_each_user_sees_only_their_own(slack: Slack, ana: Client) -> None:
    slack.workspace.assistant.show(ana.dm, "1.000001", title="1722")
    key = f"assistant/{ana.dm}/1.000001"

    def as_seen_by(client: Client) -> dict[str, object]:
        return seen(slack.workspace, slack.record, slack.manifest, client.user)

    assert key not in as_seen_by(slack.client("Ben"))
    assert as_seen_by(ana)[key] == AssistantThread(ana.dm, "1.000001", title="1722")
