"""The user who acted is notified in the first place that Slack accepts."""

from collections.abc import AsyncIterator, Mapping

import pytest

from bot.operations.metrics import Metrics
from bot.replies.document import Paragraph, line
from bot.slack.answering.notifications import Notifier, user_of
from bot.slack.background_tasks import BackgroundTasks
from bot.slack.payloads.surfaces import plain_message
from bot.slack.web_api.api import slack_api
from bot.slack.web_api.errors import Uncertain
from bot.team.model import Person
from tests.fake_slack.canned_responses import CannedResponse
from tests.fake_slack.slack import Slack
from tests.scenarios.conftest import settings_for, slack

__all__ = ["slack"]  # a fixture of the scenarios
DOCUMENT = (Paragraph(line("It is decided.")),)
MESSAGE = plain_message((Paragraph(line("It is decided, with buttons.")),))
GONE = CannedResponse(404, {"ok": False, "error": "expired_url"})
CLOSED = CannedResponse(body={"ok": False, "error": "expired_trigger_id"})


@pytest.fixture
async def notifier(slack: Slack) -> AsyncIterator[Notifier]:
    metrics = Metrics()
    async with slack_api(settings_for(slack, "http"), metrics) as api:
        yield Notifier(api, BackgroundTasks(metrics))


def body(slack: Slack) -> dict[str, object]:
    """A payload with all places in which Ana can be notified."""
    ana, channel = slack.client("Ana").id, slack.workspace.channel("#iis-cluster").id
    token = slack.workspace.response_urls.give(ana, channel)
    return {
        "response_url": f"{slack.origin}/actions/{token}",
        "trigger_id": slack.workspace.triggers.give(ana),
        "user": {"id": ana},
    }


@pytest.mark.parametrize(
    ("responses", "methods"),
    [
        ({}, ["response_url"]),
        ({"response_url": GONE}, ["response_url", "views.open"]),
        (
            {"response_url": GONE, "views.open": CLOSED},
            ["response_url", "views.open", "chat.postMessage"],
        ),
    ],
)
async def test_the_next_place_is_tried_if_slack_refuses_one(
    slack: Slack, notifier: Notifier, responses: Mapping[str, CannedResponse], methods: list[str]
) -> None:
    for method, response in responses.items():
        slack.next_response(method, response)
    await notifier.show(body(slack), DOCUMENT)

    assert [call.method for call in slack.calls] == methods
    assert "It is decided." in str(slack.sent[-1].payload)


@pytest.mark.parametrize(
    ("without", "method"),
    [("trigger_id", "response_url"), ("response_url", "views.open")],
)
async def test_a_place_that_the_payload_lacks_is_skipped(
    slack: Slack, notifier: Notifier, without: str, method: str
) -> None:
    payload = body(slack)
    del payload[without]
    await notifier.show(payload, DOCUMENT)

    assert [call.method for call in slack.calls] == [method]


async def test_the_last_place_is_the_dm(slack: Slack, notifier: Notifier) -> None:
    await notifier.show({"user_id": slack.client("Ana").id}, DOCUMENT)

    assert [m.text for m in slack.messages("@iissync")] == ["It is decided."]


async def test_only_the_first_place_shows_a_message_with_buttons(
    slack: Slack, notifier: Notifier
) -> None:
    slack.next_response("response_url", CannedResponse(), GONE)
    for _ in range(2):
        await notifier.show(body(slack), DOCUMENT, MESSAGE)
    response, _, modal = [call.arguments for call in slack.calls]

    assert (response["response_type"], response["replace_original"]) == ("ephemeral", False)
    assert response["text"] == MESSAGE["text"]
    assert "It is decided." in str(modal)


async def test_an_uncertain_response_is_not_followed_by_another_place(
    slack: Slack, notifier: Notifier
) -> None:
    slack.next_response("response_url", CannedResponse(cut="after"))
    with pytest.raises(Uncertain):
        await notifier.show(body(slack), DOCUMENT)

    assert len(slack.calls) == 1


async def test_a_failed_notification_is_logged(
    slack: Slack, notifier: Notifier, caplog: pytest.LogCaptureFixture
) -> None:
    slack.next_response("response_url", CannedResponse(500))
    await notifier.notify(body(slack), DOCUMENT)

    assert "a user could not be notified: HTTP 500" in caplog.text


async def test_a_failed_response_is_logged(
    slack: Slack, notifier: Notifier, caplog: pytest.LogCaptureFixture
) -> None:
    slack.next_response("response_url", GONE)
    await notifier.respond(str(body(slack)["response_url"]), MESSAGE)

    assert "Slack did not accept a response: expired_url" in caplog.text


@pytest.mark.parametrize(
    ("payload", "user"),
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
def test_each_payload_names_the_user_who_acted(payload: Mapping[str, object], user: Person) -> None:
    assert user_of(payload) == user
