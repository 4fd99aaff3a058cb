"""What Slack's answers say about the settings: each wrong one gets a sentence with what to do."""

import time
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import formatdate
from typing import Any

import pytest

from bot.findings import Finding, Level, error
from bot.operations.metrics import Metrics
from bot.playground.model import OTHER_TEAM_ID, TEAM_ID, User
from bot.settings import AppKind, PreviousSecret
from bot.slack import access, reviewers_check
from bot.slack.access import (
    AGENT,
    CHANNEL,
    CLOCK,
    HTTP,
    READS,
    SCOPES,
    SOCKET_MODE,
    TOKEN,
)
from bot.slack.manifest import manifest
from bot.slack.reviewers_check import REVIEWERS
from bot.slack.web_api.api import slack_api
from bot.slack.web_api.members import USERS_READ
from tests.fake_slack.canned_responses import CannedResponse
from tests.fake_slack.slack import Slack
from tests.scenarios.conftest import refusal, settings_for

OK, WARNING, ERROR = Level
ANA, EVE, NOBODY = "U0ANA00001", "U0EVE00001", "U0NOBODY01"
CLUSTER, GENERAL, PRIVATE = "C0CLUSTER1", "C0GENERAL1", "C0OPSPRIV1"
NOT_THERE = "C0NOWHERE1"


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    async with Slack(manifest=manifest(), retries=()) as slack:
        yield slack


async def checked(slack: Slack, mode: str = "socket", **changes: Any) -> list[Finding]:  # noqa: ANN401 - fields of Settings
    settings = replace(settings_for(slack, mode), **changes)
    async with slack_api(settings, Metrics()) as api:
        return await access.check_access(api, settings, 20)


async def about(part: str, slack: Slack, **changes: Any) -> list[Finding]:  # noqa: ANN401 - fields of Settings
    return [each for each in await checked(slack, **changes) if each.about == part]


async def one(part: str, slack: Slack, **changes: Any) -> Finding:  # noqa: ANN401 - fields of Settings
    (finding,) = await about(part, slack, **changes)
    return finding


async def test_everything_is_right(slack: Slack) -> None:
    found = await checked(slack, review_channel=CLUSTER)

    assert [(each.level, each.about) for each in found] == [
        (OK, part) for part in (TOKEN, SCOPES, AGENT, CLOCK, READS, SOCKET_MODE, CHANNEL, REVIEWERS)
    ]
    assert found[0].text == "the bot is @iissync in the workspace Playground (T0PLAY0001)"


@pytest.mark.parametrize(
    ("hours", "level", "text"),
    [
        (1, OK, "Slack has to send its requests by HTTP; only their arrival shows that"),
        (-1, WARNING, "SLACK_SIGNING_SECRET_PREVIOUS is not accepted any more, since 20"),
    ],
)
async def test_a_previous_signing_secret_whose_time_is_over_is_a_warning(
    slack: Slack, hours: int, level: Level, text: str
) -> None:
    previous = PreviousSecret("0" * 32, datetime.now(UTC) + timedelta(hours=hours))
    found = await checked(slack, "http", previous_secret=previous)

    [finding] = [each for each in found if each.about == HTTP]
    assert finding.level is level
    assert finding.text.startswith(text)


async def test_nothing_is_posted_or_connected(slack: Slack) -> None:
    await checked(slack, review_channel=CLUSTER)

    assert slack.sent == []
    assert slack.connections_opened == 0


async def test_without_socket_mode_only_slack_can_show_that_http_works(slack: Slack) -> None:
    found = await checked(slack, "http")

    assert [each.about for each in found] == [TOKEN, SCOPES, AGENT, CLOCK, READS, HTTP, REVIEWERS]


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        (AppKind.INTERNAL, "as often as it needs: SLACK_APP_KIND is internal"),
        (AppKind.MARKETPLACE, "as often as it needs: SLACK_APP_KIND is marketplace"),
        (AppKind.DISTRIBUTED, "once a minute in each workspace, 15 at a time: SLACK_APP_KIND is"),
    ],
)
async def test_it_says_how_much_the_bot_may_read(slack: Slack, kind: AppKind, says: str) -> None:
    finding = await one(READS, slack, app_kind=kind)

    assert finding.level is OK
    assert says in finding.text


# Tokens


@pytest.mark.parametrize(
    ("word", "what_to_do"),
    [
        ("invalid_auth", "Copy it again from OAuth & Permissions"),
        ("token_revoked", "Install the app again"),
        ("account_inactive", "Install the app again"),
        ("token_expired", "Turn token rotation off"),
        ("accesslimited", "allow its address"),
        ("not_allowed_token_type", "It is no bot's token"),
    ],
)
async def test_a_refused_bot_token_is_a_wrong_setting(
    slack: Slack, word: str, what_to_do: str
) -> None:
    slack.next_response("auth.test", refusal(word))
    finding = await one(TOKEN, slack)

    assert finding.misconfigured
    assert finding.text.startswith(f"Slack refuses SLACK_BOT_TOKEN ({word}). ")
    assert what_to_do in finding.text


async def test_with_a_refused_token_nothing_else_is_asked(slack: Slack) -> None:
    slack.next_response("auth.test", refusal("token_revoked"))
    found = await checked(slack, review_channel=CLUSTER)

    assert [each.about for each in found] == [TOKEN, SOCKET_MODE]


async def test_another_refusal_is_an_error_for_an_administrator(slack: Slack) -> None:
    slack.next_response("auth.test", refusal("enterprise_is_restricted"))
    finding = await one(TOKEN, slack)

    assert (finding.level, finding.misconfigured) == (ERROR, False)
    assert "(enterprise_is_restricted): an administrator has to act" in finding.text


@pytest.mark.parametrize(
    "response",
    [
        CannedResponse(cut="before"),
        CannedResponse(503),
        CannedResponse(429),
        refusal("team_added_to_org"),
    ],
    ids=["cut", "503", "429", "moved"],
)
async def test_slack_out_of_reach_is_no_wrong_setting(
    slack: Slack, response: CannedResponse
) -> None:
    slack.next_response("auth.test", response)
    finding = await one(access.SLACK, slack)

    assert (finding.level, finding.misconfigured) == (ERROR, False)
    assert finding.text.startswith("Slack cannot be reached or used now (")


async def test_a_slow_slack_is_waited_for_only_so_long(slack: Slack) -> None:
    settings = settings_for(slack, "socket")
    with slack.hold("auth.test"):
        async with slack_api(settings, Metrics()) as api:
            found = await access.check_access(api, settings, 0.5)

    assert found[0] == error(access.SLACK, "Slack has not answered everything within 0.5 s")
    assert not any(each.misconfigured for each in found)


@pytest.mark.parametrize("word", ["invalid_auth", "not_allowed_token_type", "missing_scope"])
async def test_a_refused_app_token_is_a_wrong_setting(slack: Slack, word: str) -> None:
    slack.next_response("apps.connections.open", refusal(word))
    finding = await one(SOCKET_MODE, slack)

    assert finding.misconfigured
    assert f"SLACK_APP_TOKEN ({word}): it must be an app-level token" in finding.text


@pytest.mark.parametrize(
    "response",
    [CannedResponse(cut="before"), CannedResponse(500), CannedResponse(429), refusal("odd")],
    ids=["cut", "500", "429", "odd"],
)
async def test_an_app_token_that_slack_did_not_judge_is_no_wrong_setting(
    slack: Slack, response: CannedResponse
) -> None:
    slack.next_response("apps.connections.open", response)
    finding = await one(SOCKET_MODE, slack)

    assert (finding.level, finding.misconfigured) == (ERROR, False)
    assert finding.text.startswith("whether SLACK_APP_TOKEN is right is not known: ")


# Scopes and clock


async def test_a_missing_scope_is_named_with_what_to_do(slack: Slack) -> None:
    slack.workspace.scopes_lacking |= {"chat:write", "channels:read"}
    finding = await one(SCOPES, slack)

    assert finding.misconfigured
    assert "lacks the scopes channels:read, chat:write. Replace the app's manifest" in finding.text


async def test_an_optional_scope_may_be_missing(slack: Slack) -> None:
    slack.workspace.scopes_lacking.add("files:read")

    assert await one(SCOPES, slack) == Finding(
        OK, SCOPES, "the bot has all scopes that it needs, but not files:read, which is optional"
    )


async def test_scopes_may_have_blanks_between_them(slack: Slack) -> None:
    scopes = ", ".join(manifest()["oauth_config"]["scopes"]["bot"])
    slack.next_response("auth.test", CannedResponse(headers={"X-OAuth-Scopes": scopes}))

    assert (await one(SCOPES, slack)).level is OK


async def test_without_the_header_the_scopes_are_not_known() -> None:
    async with Slack() as slack:
        finding = await one(SCOPES, slack)

    assert (finding.level, finding.text) == (
        WARNING,
        "Slack did not say which scopes the bot has",
    )


@pytest.mark.parametrize(
    ("seconds", "level", "text"),
    [
        (20, OK, "agree"),
        (-120, WARNING, " h ahead of Slack's: synchronize it by NTP"),
        (120, WARNING, " h behind Slack's: synchronize it by NTP"),
        (-900, ERROR, " h ahead of Slack's: synchronize it by NTP"),
        (900, ERROR, " h behind Slack's: synchronize it by NTP"),
    ],
)
async def test_clocks_that_are_minutes_apart_are_reported(
    slack: Slack, seconds: int, level: Level, text: str
) -> None:
    headers = {"Date": formatdate(time.time() + seconds, usegmt=True)}
    slack.next_response("auth.test", CannedResponse(headers=headers))
    finding = await one(CLOCK, slack)

    assert (finding.level, finding.misconfigured) == (level, level is ERROR)
    assert text in finding.text


async def test_a_wrong_clock_matters_most_to_http(slack: Slack) -> None:
    headers = {"Date": formatdate(time.time() + 900, usegmt=True)}
    slack.next_response("auth.test", CannedResponse(headers=headers))
    finding = await one(CLOCK, slack, mode="http")

    assert finding.text.endswith("The bot would refuse all requests of Slack as too old")


async def test_slack_may_not_say_what_time_it_is(slack: Slack) -> None:
    slack.next_response("auth.test", CannedResponse(headers={"Date": "tomorrow"}))

    assert (await one(CLOCK, slack)).level is WARNING


@pytest.mark.parametrize(("assistant", "text"), [(True, "on"), (False, "off, as usual")])
async def test_the_assistant_is_on_or_off_and_either_is_right(
    assistant: bool,  # noqa: FBT001 - a parameter of the test
    text: str,
) -> None:
    async with Slack(manifest=manifest(assistant=assistant), retries=()) as slack:
        finding, scopes = await one(AGENT, slack), await one(SCOPES, slack)

    assert (finding.level, scopes.level) == (OK, OK)
    assert finding.text.startswith(f"{text}: ")
    assert scopes.text == "the bot has all scopes that it needs"


# The review channel


@pytest.mark.parametrize("channel", [NOT_THERE, PRIVATE])
async def test_a_channel_that_slack_does_not_show_is_a_wrong_setting(
    slack: Slack, channel: str
) -> None:
    finding = await one(CHANNEL, slack, review_channel=channel)

    assert finding.misconfigured
    assert f"Slack shows the bot no channel {channel}. Copy the id" in finding.text


async def test_the_bot_has_to_be_in_the_review_channel(slack: Slack) -> None:
    slack.bot_leaves("#general")
    finding = await one(CHANNEL, slack, review_channel=GENERAL)

    assert (finding.level, finding.misconfigured) == (ERROR, False)
    assert finding.text.startswith("the bot is not in REVIEW_CHANNEL: #general. Invite it")


@pytest.mark.parametrize(
    ("change", "level", "text"),
    [
        (
            {"is_archived": True},
            ERROR,
            "#general is archived, so review cards go to each reviewer's DM",
        ),
        ({"is_ext_shared": True}, WARNING, "#general is shared with another company"),
        ({"is_pending_ext_shared": True}, WARNING, "#general is shared with another company"),
        ({"is_ext_shared": None}, WARNING, "#general is shared with another company"),
    ],
)
async def test_a_channel_that_is_no_place_for_review_cards_is_reported(
    slack: Slack, change: dict[str, object], level: Level, text: str
) -> None:
    channel = {"name": "general", "is_member": True, "is_ext_shared": False, **change}
    answer = {"ok": True, "channel": channel}
    slack.next_response("conversations.info", CannedResponse(body=answer))
    finding = await one(CHANNEL, slack, review_channel=GENERAL)

    assert (finding.level, finding.misconfigured) == (level, False)
    assert text in finding.text


async def test_a_channel_that_slack_says_nothing_of_is_an_error(slack: Slack) -> None:
    slack.next_response("conversations.info", refusal("missing_scope"))
    finding = await one(CHANNEL, slack, review_channel=GENERAL)

    assert (finding.level, finding.misconfigured) == (ERROR, False)
    assert "(missing_scope)" in finding.text


# The reviewers


async def test_without_reviewers_each_workspace_chooses_its_own(slack: Slack) -> None:
    finding = await one(REVIEWERS, slack, reviewers=frozenset())

    assert (finding.level, finding.text) == (
        OK,
        "REVIEWERS is empty: an administrator chooses the reviewers in the bot's home tab",
    )


async def test_without_reviewers_and_the_scope_nobody_can_choose_any(slack: Slack) -> None:
    slack.workspace.scopes_lacking.add(USERS_READ)
    finding = await one(REVIEWERS, slack, reviewers=frozenset())

    assert (finding.level, finding.misconfigured) == (WARNING, False)
    assert "without the optional scope users:read no administrator can choose" in finding.text
    assert "Name them there, or install the app again with that scope" in finding.text


async def test_several_reviewers_are_known(slack: Slack) -> None:
    finding = await one(REVIEWERS, slack, reviewers=frozenset({ANA, "U0BEN00001"}))

    assert (finding.level, finding.text) == (OK, "2 in REVIEWERS; all known to Slack")


async def test_a_reviewer_whom_slack_does_not_know_is_a_wrong_setting(slack: Slack) -> None:
    finding = await one(REVIEWERS, slack, reviewers=frozenset({ANA, NOBODY}))

    assert finding.misconfigured
    assert f"Slack knows no user {NOBODY}; copy the id in the person's profile" in finding.text


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"deleted": True}, "is deactivated: name somebody else"),
        ({"is_restricted": True}, "is a guest, who sees only some channels"),
        ({"is_bot": True}, "is an app, which cannot review"),
        ({"team_id": OTHER_TEAM_ID}, "is no member of this workspace"),
    ],
)
async def test_a_reviewer_who_cannot_review_does_not_keep_the_bot_from_its_start(
    slack: Slack, wrong: dict[str, object], says: str
) -> None:
    user = {"id": ANA, "team_id": TEAM_ID, **wrong}
    slack.next_response("users.info", CannedResponse(body={"ok": True, "user": user}))
    finding = await one(REVIEWERS, slack)

    assert finding.level is WARNING
    assert f"{ANA} {says}" in finding.text


async def test_without_the_scope_a_reviewer_shown_nowhere_may_be_a_wrong_id(slack: Slack) -> None:
    slack.workspace.scopes_lacking.add(USERS_READ)
    finding = await one(REVIEWERS, slack, reviewers=frozenset({ANA, NOBODY}))

    assert finding.level is WARNING
    assert f"Slack shows {NOBODY} in no channel" in finding.text


async def test_the_bot_is_no_reviewer(slack: Slack) -> None:
    finding = await one(REVIEWERS, slack, reviewers=frozenset({slack.bot_user.id}))

    assert finding.misconfigured
    assert f"{slack.bot_user.id} is the bot itself" in finding.text


async def test_a_reviewer_whom_slack_says_nothing_of_is_a_doubt(slack: Slack) -> None:
    slack.next_response("users.info", CannedResponse(429))
    finding = await one(REVIEWERS, slack)

    assert finding.level is WARNING
    assert f"whether {ANA} exists is not known (ratelimited)" in finding.text


async def test_without_the_scope_someone_of_another_company_is_doubted(slack: Slack) -> None:
    slack.workspace.scopes_lacking.add(USERS_READ)
    slack.connect("#general", User(EVE, "eve", "Eve Evans", team=OTHER_TEAM_ID))
    finding = await one(REVIEWERS, slack, reviewers=frozenset({EVE}))

    assert finding.level is WARNING
    assert f"{EVE} may be of another company" in finding.text


async def test_a_reviewer_outside_of_the_review_channel_sees_no_cards(slack: Slack) -> None:
    found = await about(
        REVIEWERS, slack, reviewers=frozenset({ANA, NOBODY}), review_channel=CLUSTER
    )

    assert [each.level for each in found] == [ERROR, WARNING]
    assert found[1].text == (
        f"REVIEWERS: {NOBODY} cannot see the review cards: not in REVIEW_CHANNEL"
    )


async def test_of_a_large_channel_not_all_members_are_known(slack: Slack) -> None:
    page = {"members": ["U0BEN00001"], "response_metadata": {"next_cursor": "x"}}
    slack.next_response("conversations.members", CannedResponse(body={"ok": True, **page}))
    finding = await one(REVIEWERS, slack, review_channel=CLUSTER)

    assert finding.level is OK


async def test_not_all_of_many_reviewers_are_looked_up(
    slack: Slack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reviewers_check, "MOST_REVIEWERS", 1)
    finding = await one(REVIEWERS, slack, reviewers=frozenset({ANA, NOBODY}))

    assert finding.text == "2 in REVIEWERS; the first 1 of them known to Slack"
    assert [call.method for call in slack.calls].count("users.info") == 1


@pytest.mark.parametrize(
    "method", ["auth.test", "conversations.info", "conversations.members", "users.info"]
)
async def test_an_answer_without_the_expected_fields_does_no_harm(
    slack: Slack, method: str
) -> None:
    slack.next_response(method, CannedResponse(body={"ok": True}))
    found = await checked(slack, review_channel=CLUSTER)

    assert not any(each.misconfigured for each in found)
