"""What Slack's responses prove, and how a message is found by its key."""

import asyncio
import json

import pytest

from bot.slack.web_api.api import Place, SlackApi, message_json
from bot.slack.web_api.errors import (
    NotDelivered,
    Refused,
    SlackRateLimited,
    TokenRefused,
    Uncertain,
)
from bot.slack.web_api.refusals import Remedy
from bot.slack.web_api.responses import parse_response
from bot.slack.web_api.tokens import acting_for
from tests.fake_slack.canned_responses import CannedResponse
from tests.fake_slack.slack import Slack

TEXT = {"text": "The share was full."}
NONE: dict[str, object] = {}
POST = "chat.postMessage"
DATE = {"Date": "Sun, 01 Nov 2026 00:00:00 GMT"}


def body(error: object) -> bytes:
    return json.dumps({"ok": False, "error": error}).encode()


@pytest.mark.parametrize("response", [b'{"ok": true, "ts": "1.0"}', b"ok"])
def test_a_successful_response_is_parsed(response: bytes) -> None:
    assert parse_response(POST, 200, {}, response)["ok"] is True


@pytest.mark.parametrize(
    ("status", "response", "kind"),
    [
        (200, body("channel_not_found"), Refused),
        (404, body("used_url"), Refused),
        (200, body(None), Refused),
        (200, body("token_revoked"), TokenRefused),
        (401, body("invalid_auth"), TokenRefused),
        (429, b"", SlackRateLimited),
        (429, b"<html>", SlackRateLimited),
        (200, body("ratelimited"), SlackRateLimited),
        (200, body("rate_limited"), SlackRateLimited),
        (200, body("team_added_to_org"), SlackRateLimited),
        (400, body("org_login_required"), SlackRateLimited),
        (200, body("internal_error"), Uncertain),
        (500, body("channel_not_found"), Uncertain),
        (503, b"", Uncertain),
        (201, b"ok", Uncertain),
        (302, b'{"ok": true}', Uncertain),
        (200, b"", Uncertain),
        (200, b"\xff\xfe", Uncertain),
        (200, b"[" * 100_000, Uncertain),
        (200, b'{"ok": 1}', Uncertain),
        (200, b'{"ok": "false", "error": "x"}', Uncertain),
        (200, b"null", Uncertain),
    ],
)
def test_only_a_well_formed_refusal_or_a_429_proves_that_a_call_failed(
    status: int, response: bytes, kind: type[NotDelivered]
) -> None:
    with pytest.raises(NotDelivered) as raised:
        parse_response(POST, status, {}, response)

    assert type(raised.value) is kind


@pytest.mark.parametrize(
    ("word", "remedy", "needs_admin"),
    [
        ("ratelimited", Remedy.RATE_LIMITED, False),
        ("team_added_to_org", Remedy.WAIT, False),
        ("internal_error", Remedy.RETRY, False),
        ("invalid_auth", Remedy.SUSPEND, True),
        ("missing_scope", Remedy.NOTIFY_ADMIN, True),
        ("is_archived", Remedy.NOTIFY_USER, False),
        ("invalid_blocks", Remedy.DROP, False),
    ],
)
def test_an_error_has_its_remedy(
    word: str,
    remedy: Remedy,
    needs_admin: bool,  # noqa: FBT001 - a column of the table
) -> None:
    with pytest.raises(NotDelivered, match=word) as raised:
        parse_response(POST, 200, {}, body(word))

    assert (raised.value.remedy, raised.value.needs_admin) == (remedy, needs_admin)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        *(("30", 30), ("30.5", 31), ("0", 0), ("", 1), ("-5", 1), ("soon", 1), ("٣", 1)),
        *(("99999999", 3600), ("Sun, 01 Nov 2026 00:00:15 GMT", 15)),
    ],
)
def test_a_429_says_how_long_to_wait(header: str, seconds: float) -> None:
    with pytest.raises(SlackRateLimited) as raised:
        parse_response(POST, 429, {"Retry-After": header, **DATE}, b"")

    assert raised.value.seconds == seconds


def channel(slack: Slack) -> str:
    return slack.workspace.channel("#iis-cluster").id


async def many_posts(api: SlackApi, place: Place, count: int) -> None:
    await asyncio.gather(
        *(api.post(place, message_json(TEXT), f"other {number}") for number in range(count))
    )


@pytest.mark.parametrize("others", [0, 250, 450])
async def test_a_message_is_found_by_its_key_on_any_page(
    slack: Slack, api: SlackApi, others: int
) -> None:
    place = Place(channel(slack))
    posted = await api.post(place, message_json(TEXT), "the key")
    await many_posts(api, place, others)

    assert await api.find(place, "0", "the key") == posted
    assert len(slack.calls) == 1 + others + 1 + others // 200


async def test_a_message_is_found_only_in_its_thread(slack: Slack, api: SlackApi) -> None:
    root = await slack.client("Ana").says("#iis-cluster", "1722")
    thread = Place(root.channel, root.ts)
    posted = await api.post(thread, message_json(TEXT), "the key")

    assert await api.find(thread, root.ts, "the key") == posted
    assert await api.find(Place(root.channel), root.ts, "the key") is None


async def test_an_older_message_or_one_with_another_key_or_none_is_not_found(
    slack: Slack, api: SlackApi
) -> None:
    place = Place(channel(slack))
    _, ts = await api.post(place, message_json(TEXT), "the key")
    await slack.client("Ana").says("#iis-cluster", "the key")

    assert await api.find(place, ts, "the key") is None
    assert await api.find(place, "0", "another key") is None


@pytest.mark.parametrize(
    "metadata",
    [
        None,
        NONE,
        {"event_type": "another_app", "event_payload": {"key": "the key"}},
        {"event_type": "iissync_answer"},
        {"event_type": "iissync_answer", "event_payload": {}},
        {"event_type": "iissync_answer", "event_payload": {"key": "other"}},
        {"event_type": "iissync_answer", "event_payload": {"key": "the key", "workspace": "T2"}},
    ],
)
async def test_metadata_of_another_kind_has_no_key(
    slack: Slack, api: SlackApi, metadata: object
) -> None:
    page = {"ok": True, "messages": [{"ts": "1.0", "metadata": metadata}]}
    slack.next_response("conversations.history", CannedResponse(body=page))

    assert await api.find(Place("C1"), "0", "the key") is None


async def test_the_answer_of_another_workspace_to_the_same_message_is_not_found(
    slack: Slack, api: SlackApi
) -> None:
    place = Place(channel(slack))
    with acting_for("E1"):
        posted = await api.post(place, message_json(TEXT), "the key")
    found = []
    for workspace in ("E1", "T2", "E1/T2"):
        with acting_for(workspace):
            found.append(await api.find(place, "0", "the key"))

    assert found == [posted, None, posted]


async def test_an_endless_search_is_given_up(slack: Slack, api: SlackApi) -> None:
    page = {"ok": True, "messages": [], "response_metadata": {"next_cursor": "more"}}
    slack.next_response("conversations.history", *[CannedResponse(body=page)] * 21)

    with pytest.raises(Uncertain, match="too many messages"):
        await api.find(Place("C1"), "0", "the key")
    assert len(slack.calls) == 20


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (CannedResponse(404, "expired_url"), Refused),
        (CannedResponse(400, "invalid_blocks"), Refused),
        (CannedResponse(400, "rate_limited"), SlackRateLimited),
        (CannedResponse(400, "rollup_error"), Uncertain),
        (CannedResponse(500, "expired_url"), Uncertain),
        (CannedResponse(404, "<html>"), Uncertain),
        (CannedResponse(404, "No such page"), Uncertain),
        (CannedResponse(404, "x" * 41), Uncertain),
    ],
)
async def test_a_response_url_refuses_in_one_word(
    slack: Slack, api: SlackApi, answer: CannedResponse, kind: type[NotDelivered]
) -> None:
    slack.next_response("response_url", answer)
    with pytest.raises(NotDelivered) as raised:
        await api.respond(f"{slack.origin}/actions/1", TEXT)

    assert type(raised.value) is kind
