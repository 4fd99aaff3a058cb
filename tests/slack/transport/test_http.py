"""The HTTP transport if the listeners fail."""

from dataclasses import replace

import pytest
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult

from bot.operations.metrics import Metrics
from bot.operations.web_server import TIMEOUTS
from bot.settings import Settings
from bot.slack.transport.dispatcher import Dispatcher
from bot.slack.transport.http import Http
from tests.fake_slack.slack import Slack
from tests.faults.hostile_requests import SECRET, answer_to, command, request, signed

SETTINGS = {"SLACK_BOT_TOKEN": Slack.bot_token, "SLACK_SIGNING_SECRET": SECRET}


async def authorize() -> AuthorizeResult:
    return AuthorizeResult(enterprise_id=None, team_id=None)


async def test_after_an_unexpected_failure_slack_is_asked_to_send_the_request_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    app = AsyncApp(
        authorize=authorize, process_before_response=True, request_verification_enabled=False
    )

    @app.error
    async def last_resort(error: Exception) -> None:
        raise error

    @app.command("/iissync")
    async def fail() -> None:
        raise LookupError

    metrics, body = Metrics(), command("1722")
    settings = replace(Settings.from_mapping(SETTINGS), port=0)
    async with Http(Dispatcher(app, metrics), metrics, settings, {}, TIMEOUTS) as http:
        answer = await answer_to(str(http.url), request(body, signed(body)))

    assert answer.status == 503
    assert b'rejected_total{status="503"} 1.0' in metrics.page()
    assert "LookupError" in caplog.text
