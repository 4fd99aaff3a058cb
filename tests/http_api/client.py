"""A client of the HTTP API that compares each response with the description in OpenAPI."""

import json
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientSession
from jsonschema import Draft202012Validator

from bot.decoding import decode_to_json
from bot.http_api.endpoint import Decode
from bot.http_api.openapi import openapi_document
from bot.http_api.server import serving
from bot.operations.metrics import Metrics
from bot.operations.web_server import TIMEOUTS, Timeouts

TOKEN = "0123456789abcdef0123456789abcdef"
WITH_TOKEN = {"Authorization": f"Bearer {TOKEN}"}
PLAIN = {"Content-Type": "text/plain"}
JSON = {"Content-Type": "application/json"}
SAFE = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Server": "iissync-bot"}


@dataclass(frozen=True, slots=True)
class Response:
    """What came back."""

    status: int
    headers: dict[str, str]
    json: Any


@dataclass(frozen=True, slots=True)
class Api:
    """The API at a URL, and what it counts."""

    url: str
    metrics: Metrics

    async def get(self, path: str, **headers: str) -> Response:
        """The response to a GET with the token."""
        return await self.ask("GET", path, WITH_TOKEN | headers)

    async def post(self, body: bytes, headers: dict[str, str] = PLAIN) -> Response:
        """The response to a text with the token."""
        return await self.ask("POST", "/decode", WITH_TOKEN | headers, body)

    async def ask(
        self, method: str, path: str, headers: dict[str, str], body: bytes | None = None
    ) -> Response:
        """The response to any request."""
        async with (
            ClientSession(self.url, skip_auto_headers=["Content-Type"]) as session,
            session.request(method, path, headers=headers, data=body) as answer,
        ):
            content, kind = await answer.read(), answer.content_type
        assert answer.headers.items() >= SAFE.items()
        value = json.loads(content) if content else None
        check_described(method, path, answer.status, kind, value)
        return Response(answer.status, dict(answer.headers), value)

    def counted(self, route: str, status: int) -> bool:
        """Whether exactly one request of the route had that status."""
        line = f'iissync_api_requests_total{{route="{route}",status="{status}"}} 1.0'
        return line in self.metrics.page().decode()


def check_described(method: str, path: str, status: int, kind: str, value: object) -> None:
    """Check that a response to a path that exists is described."""
    route = "/codes/{code}" if path.startswith("/codes/") else path
    operations = openapi_document()["paths"].get(route, {})
    operation = operations.get(method.lower()) or next(iter(operations.values()), None)
    if operation is None or method == "HEAD":
        return
    response = operation["responses"][str(status)]
    if "$ref" in response:
        response = openapi_document()["components"]["responses"][response["$ref"].split("/")[-1]]
    schema = response["content"][kind]["schema"]
    whole = {**schema, "components": openapi_document()["components"]}
    Draft202012Validator(whole).validate(value)


@asynccontextmanager
async def serving_api(
    decode: Decode = decode_to_json, timeouts: Timeouts = TIMEOUTS
) -> AsyncIterator[Api]:
    """The API at any free port."""
    metrics = Metrics()
    async with serving(decode, metrics, TOKEN, ("127.0.0.1", 0), timeouts) as url:
        assert url
        yield Api(url, metrics)


class Held:
    """Decodes once it is released."""

    def __init__(self) -> None:
        self.begun, self.released = threading.Event(), threading.Event()

    def decode(self, text: str) -> dict[str, Any]:
        self.begun.set()
        assert self.released.wait(30)
        return decode_to_json(text)


@contextmanager
def held() -> Iterator[Held]:
    """A decoder that is released at the end."""
    made = Held()
    try:
        yield made
    finally:
        made.released.set()
