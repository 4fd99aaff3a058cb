"""Clients for tests: a tab of the page, and calls that Slack refuses."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.model import Json

CLUSTER = "C0CLUSTER1"


class Tab:
    """A browser's tab, as the server sees one."""

    def __init__(self, session: aiohttp.ClientSession, address: str) -> None:
        self.session = session
        self.address = address

    async def act(self, action: str, /, **details: object) -> Json:
        """The outcome of an action of Ana's."""
        return (await self.post({"as": "ana", **details, "action": action}))[1]

    async def post(self, body: object) -> tuple[int, Json]:
        """The status and the outcome."""
        origin = {"Origin": self.address}
        async with self.session.post(
            f"{self.address}/api/action", json=body, headers=origin
        ) as response:
            return response.status, await response.json()

    @asynccontextmanager
    async def events(self, name: str = "ana") -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
        """The event stream of that person's tab."""
        address = f"{self.address}/api/events?as={name}"
        async with self.session.ws_connect(address, headers={"Origin": self.address}) as stream:
            yield stream


async def next_event(stream: aiohttp.ClientWebSocketResponse, kind: str) -> Json:
    """The next event of that kind."""
    while True:
        event: Json = await stream.receive_json()
        if event["kind"] == kind:
            return event


async def refused(client: AsyncWebClient, method: str, **arguments: object) -> Json:
    """Slack's refusal of this call."""
    with pytest.raises(SlackApiError) as caught:
        await client.api_call(method, json=arguments)
    data = caught.value.response.data
    assert isinstance(data, dict)
    return data
