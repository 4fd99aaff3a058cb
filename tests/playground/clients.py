"""Clients for tests: a tab of the page, and calls that Slack refuses."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

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


async def next_change(stream: aiohttp.ClientWebSocketResponse, name: str) -> Any:  # noqa: ANN401 - any JSON
    """The next value of that key, or of a key below it; None: it is gone."""
    while True:
        changes: Json = await stream.receive_json()
        for key, value in changes.items():
            if key == name or key.startswith(f"{name}/"):
                return value


async def changes_until(
    stream: aiohttp.ClientWebSocketResponse, is_enough: Callable[[Json], bool]
) -> Json:
    """All changes from now on, by key, once they are enough."""
    changes: Json = {}
    while not is_enough(changes):
        changes |= await stream.receive_json()
    return changes


def below(name: str, changes: Json) -> list[Json]:
    """The values of the keys below that name."""
    return [value for key, value in changes.items() if key.startswith(f"{name}/")]


async def refused(client: AsyncWebClient, method: str, **arguments: object) -> Json:
    """Slack's refusal of this call."""
    with pytest.raises(SlackApiError) as caught:
        await client.api_call(method, json=arguments)
    data = caught.value.response.data
    assert isinstance(data, dict)
    return data
