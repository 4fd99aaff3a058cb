"""Files in the playground: served only with the bot's token and the scope, as Slack does."""

from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.methods import FILES_READ
from bot.playground.web_api import DOWNLOAD
from tests.fake_slack.canned_responses import CannedResponse
from tests.fake_slack.slack import Slack

HERE = "#iis-cluster"


async def shared(slack: Slack) -> dict[str, Any]:
    """The file object in a message that shares the file."""
    posted = await slack.client("Ana").says(HERE, "look", files={"setup log.txt": "error 1722"})
    [file] = posted.extra["files"]
    return dict(file)


async def got(
    session: aiohttp.ClientSession, url: str, token: str = "", *, follow: bool = True
) -> tuple[int, str]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with session.get(url, headers=headers, allow_redirects=follow) as response:
        return response.status, await response.text()


@pytest.mark.parametrize("address", ["url_private", "url_private_download"])
async def test_a_file_is_served_to_the_bot(
    slack: Slack, session: aiohttp.ClientSession, address: str
) -> None:
    file = await shared(slack)

    assert await got(session, file[address], slack.bot_token) == (200, "error 1722")
    assert (file["name"], file["size"], file["mimetype"]) == ("setup log.txt", 10, "text/plain")
    assert [call.response for call in slack.calls] == [{"ok": True}]


@pytest.mark.parametrize("token", ["", "xoxb-wrong", Slack.app_token])
async def test_without_the_bots_token_a_file_redirects_to_the_sign_in_page(
    slack: Slack, session: aiohttp.ClientSession, token: str
) -> None:
    file = await shared(slack)
    status, _ = await got(session, file["url_private"], token, follow=False)
    _, page = await got(session, file["url_private"], token)

    assert status == 302
    assert page.startswith("<!DOCTYPE html>")


async def test_without_the_scope_no_file_or_file_info_is_served(
    slack: Slack, session: aiohttp.ClientSession, client: AsyncWebClient
) -> None:
    file = await shared(slack)
    slack.workspace.scopes_lacking.add(FILES_READ)
    status, _ = await got(session, file["url_private"], slack.bot_token, follow=False)
    with pytest.raises(SlackApiError, match="missing_scope"):
        await client.files_info(file=file["id"])

    assert status == 302


async def test_a_manifest_without_the_scope_does_not_grant_it() -> None:
    bare = {"oauth_config": {"scopes": {"bot": ["chat:write"]}}}

    assert FILES_READ in Slack(manifest=bare).workspace.scopes_lacking
    assert FILES_READ not in Slack().workspace.scopes_lacking


async def test_an_unknown_file_is_not_found(
    slack: Slack, session: aiohttp.ClientSession, client: AsyncWebClient
) -> None:
    url = f"{slack.origin}/files-pri/T-F404/a.log"
    with pytest.raises(SlackApiError, match="file_not_found"):
        await client.files_info(file="F404")

    assert await got(session, url, slack.bot_token) == (404, "")
    assert slack.calls[-1].response == {"ok": False}


async def test_files_info_has_the_same_file_object_as_the_message(
    slack: Slack, client: AsyncWebClient
) -> None:
    file = await shared(slack)

    assert (await client.files_info(file=file["id"]))["file"] == file


async def test_a_download_has_canned_responses(
    slack: Slack, session: aiohttp.ClientSession
) -> None:
    file = await shared(slack)
    slack.next_response(DOWNLOAD, CannedResponse(503, "down"))

    assert await got(session, file["url_private"], slack.bot_token) == (503, "down")
    assert [call.status for call in slack.calls] == [503]
