"""A person is told by the first way that is open."""

from collections.abc import Mapping

import pytest

from bot.playground.canned_responses import CannedResponse
from bot.playground.slack import Slack
from bot.replies.document import Paragraph, line
from bot.slack.api import SlackApi
from bot.slack.errors import Uncertain
from bot.slack.notifications import log_undelivered, notify, person_of
from bot.team.model import Person

WORDS = (Paragraph(line("It is decided.")),)
GONE = CannedResponse(404, {"ok": False, "error": "expired_url"})
CLOSED = CannedResponse(body={"ok": False, "error": "expired_trigger_id"})


def body(slack: Slack) -> dict[str, object]:
    """A payload by which Ana can be reached in each way."""
    ana, channel = slack.client("Ana").id, slack.workspace.channel("#iis-cluster").id
    token = slack.workspace.response_urls.give(ana, channel)
    return {
        "response_url": f"{slack.origin}/actions/{token}",
        "trigger_id": slack.workspace.triggers.give(ana),
        "user": {"id": ana},
    }


@pytest.mark.parametrize(
    ("answers", "ways"),
    [
        ({}, ["response_url"]),
        ({"response_url": GONE}, ["response_url", "views.open"]),
        (
            {"response_url": GONE, "views.open": CLOSED},
            ["response_url", "views.open", "chat.postMessage"],
        ),
    ],
)
async def test_each_way_is_tried_where_the_one_before_is_closed(
    slack: Slack, api: SlackApi, answers: Mapping[str, CannedResponse], ways: list[str]
) -> None:
    for method, answer in answers.items():
        slack.next_response(method, answer)
    await notify(api, body(slack), WORDS)

    assert [call.method for call in slack.calls] == ways
    assert "It is decided." in str(slack.sent[-1].payload)


@pytest.mark.parametrize(
    ("without", "way"),
    [("trigger_id", "response_url"), ("response_url", "views.open")],
)
async def test_a_way_that_the_payload_does_not_give_is_left_out(
    slack: Slack, api: SlackApi, without: str, way: str
) -> None:
    payload = body(slack)
    del payload[without]
    await notify(api, payload, WORDS)

    assert [call.method for call in slack.calls] == [way]


async def test_with_no_other_way_it_is_said_in_the_dm(slack: Slack, api: SlackApi) -> None:
    await notify(api, {"user_id": slack.client("Ana").id}, WORDS)

    assert [m.text for m in slack.messages("@iissync")] == ["It is decided."]


async def test_where_slack_may_have_told_it_is_not_told_again(slack: Slack, api: SlackApi) -> None:
    slack.next_response("response_url", CannedResponse(cut="after"))
    with pytest.raises(Uncertain):
        await notify(api, body(slack), WORDS)

    assert len(slack.calls) == 1


async def test_what_cannot_be_told_is_logged(
    slack: Slack, api: SlackApi, caplog: pytest.LogCaptureFixture
) -> None:
    slack.next_response("response_url", CannedResponse(500))
    await log_undelivered(notify(api, body(slack), WORDS))

    assert "a person could not be told: HTTP 500" in caplog.text


@pytest.mark.parametrize(
    ("payload", "person"),
    [
        ({"user": {"id": "U1", "name": "ann"}}, Person("U1", "ann")),
        ({"user": {"id": "U1", "username": "ann"}}, Person("U1", "ann")),
        ({"user": {"id": "U1"}}, Person("U1", "U1")),
        ({"user_id": "U1", "user_name": "ann"}, Person("U1", "ann")),
        ({"user_id": "U1"}, Person("U1", "U1")),
        ({"event": {"user": "U1"}}, Person("U1", "U1")),
        ({"user": "U9", "user_id": "U1"}, Person("U1", "U1")),
    ],
)
def test_who_acted_is_told_by_each_payload(payload: Mapping[str, object], person: Person) -> None:
    assert person_of(payload) == person
