"""Whose entries all readers of a channel may read, as Slack describes it."""

from collections.abc import Mapping

import pytest

from bot.operations.metrics import Metrics
from bot.slack.answering.audience import is_own_channel, readable_in
from bot.slack.web_api.api import slack_api
from tests.fake_slack.canned_responses import CannedResponse
from tests.fake_slack.slack import Slack
from tests.scenarios.conftest import refusal, settings_for

CHANNEL, DM = "C0GENERAL1", "D0ANA00001"
ALONE = {"is_ext_shared": False, "is_org_shared": False, "shared_team_ids": ["T1"]}
TOGETHER = {**ALONE, "is_org_shared": True, "shared_team_ids": ["T1", "T2"]}
WITH_OTHERS = {**ALONE, "is_ext_shared": True}


@pytest.mark.parametrize(
    ("channel", "workspace", "readable"),
    [
        (ALONE, "T1", "T1"),
        (ALONE, "E1", "E1"),
        (ALONE, "E1/T1", "E1/T1"),
        (ALONE, "E1/T2", "E1"),
        (TOGETHER, "T1", "T1"),
        (TOGETHER, "E1", "E1"),
        (TOGETHER, "E1/T1", "E1"),
        ({**ALONE, "is_org_shared": True}, "E1/T1", "E1"),
        ({**ALONE, "is_mpim": True}, "T1", "T1"),
        ({**ALONE, "is_mpim": True}, "E1/T1", "E1"),
        ({"is_ext_shared": False}, "E1/T1", "E1"),
        (WITH_OTHERS, "T1", None),
        (WITH_OTHERS, "E1/T1", None),
        ({"shared_team_ids": ["T1"]}, "E1/T1", None),
    ],
)
async def test_whose_entries_may_be_read(
    slack: Slack, channel: Mapping[str, object], workspace: str, readable: str | None
) -> None:
    described = CannedResponse(body={"ok": True, "channel": channel})
    async with slack_api(settings_for(slack, "http"), Metrics()) as api:
        slack.next_response("conversations.info", *[described] * 2)

        assert await readable_in(api, CHANNEL, workspace) == readable
        assert await is_own_channel(api, CHANNEL, workspace) is (readable == workspace)


@pytest.mark.parametrize("workspace", ["T1", "E1/T1"])
async def test_nobody_elses_entries_are_read_where_slack_shows_no_channel(
    slack: Slack, workspace: str
) -> None:
    async with slack_api(settings_for(slack, "http"), Metrics()) as api:
        slack.next_response("conversations.info", refusal("channel_not_found"))

        assert await readable_in(api, CHANNEL, workspace) is None
        assert await readable_in(api, DM, workspace) == workspace
