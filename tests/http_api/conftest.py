"""The API, with short timeouts."""

from collections.abc import AsyncIterator

import pytest

from bot.operations.web_server import Timeouts
from tests.http_api.client import Api, serving_api


@pytest.fixture
async def api() -> AsyncIterator[Api]:
    async with serving_api(timeouts=Timeouts(first=2, body=0.5, rest=0.2)) as api:
        yield api
