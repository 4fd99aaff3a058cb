"""Responds to a request: verifies its token, and decodes what it asks for in a thread."""

import asyncio
import hmac
import json
import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus

from aiohttp import web

from bot.http_api import rejection
from bot.http_api.body import LARGEST_BODY, text_of
from bot.http_api.openapi import openapi_document
from bot.http_api.rate_limiter import RateLimiter, cost_of
from bot.http_api.rejection import Json, Rejected
from bot.operations.connections import Connections
from bot.operations.log_format import RateLimitedLog
from bot.operations.metrics import Metrics
from bot.operations.unexpected import log_unexpected
from bot.operations.web_server import BodyError, body_of

log = logging.getLogger(__name__)

Decode = Callable[[str], Json]
"""What a text holds, as `decode.schema.json` describes it."""

DECODE, CODES, OPENAPI = "/decode", "/codes/", "/openapi.json"
METHODS = {DECODE: ("POST",), CODES: ("GET", "HEAD"), OPENAPI: ("GET", "HEAD")}
OTHER = "other"
"""The route of all other paths, in the metrics."""
MOST_AT_ONCE = 8
"""Texts that are decoded or wait for it; decoding takes turns, in one thread."""
LONGEST_CODE = 100
"""Characters of a code: a text that explains one is to be posted."""
HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Server": "iissync-bot",  # aiohttp would name its version and Python's
}


class Endpoint:
    """Responds to requests with that token, and rejects all others."""

    def __init__(
        self,
        decode: Decode,
        metrics: Metrics,
        token: str,
        connections: Connections,
        body_seconds: float,
    ) -> None:
        self._decode = decode
        self._metrics = metrics
        self._token = token.encode()
        self._connections = connections
        self._body_seconds = body_seconds
        self._limiter = RateLimiter()
        self._in_progress = 0
        self._thread = ThreadPoolExecutor(1, "http_api")
        self._log = RateLimitedLog(log)

    def close(self) -> None:
        """Decode nothing that has not begun."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def respond(self, request: web.BaseRequest) -> web.Response:
        """The response, also that to a request which is rejected."""
        begun, route = time.monotonic(), _route_of(request.path)
        try:
            response = await self._response(request, route)
        except Rejected as rejected:
            response = self.reject(rejected, route)
        else:
            self._count(route, response.status)
        seconds = time.monotonic() - begun
        log.debug("%s: answered with %d in %.3f s", route, response.status, seconds)
        return response

    def reject(self, rejected: Rejected, route: str = OTHER) -> web.Response:
        """The response to a request that is rejected; counts and logs it."""
        self._count(route, rejected.status)
        self._log.log(logging.INFO, "rejected a request with %d: %s", rejected.status, rejected)
        body = _to_bytes(rejected.to_json())
        response = _response(body, rejected.status, "application/problem+json")
        response.headers.update(rejected.headers)
        return response

    def fail(self, status: int, error: BaseException | None) -> web.Response:
        """400 for a malformed request; 500 if the bot has failed in a way that nobody foresaw."""
        if status == HTTPStatus.BAD_REQUEST:
            return self.reject(rejection.no_http(type(error).__name__))
        reference = log_unexpected(error, self._metrics)
        return self.reject(
            Rejected(
                HTTPStatus.INTERNAL_SERVER_ERROR,
                "The bot has failed.",
                f"Look for {reference} in its log, and report that line.",
            )
        )

    def _count(self, route: str, status: int) -> None:
        self._metrics.api_requests.labels(route.strip("/"), str(status)).inc()

    async def _response(self, request: web.BaseRequest, route: str) -> web.Response:
        if route != OPENAPI:
            self._verify(request)
        _check_method(request.method, route)
        if route == OPENAPI:
            return _response(_to_bytes(openapi_document()))
        if route == DECODE:
            text = text_of(request.content_type, await self._body(request))
            return await self._decoded(request, text, _everything)
        code = request.path.removeprefix(CODES)
        if len(code) > LONGEST_CODE:
            raise _not_one_code("The path is longer than any code.")
        return await self._decoded(request, code, _one_code)

    def _verify(self, request: web.BaseRequest) -> None:
        """Check the token. Raises `Rejected`."""
        given = request.headers.getall("Authorization", [])
        scheme, _, token = given[0].partition(" ") if len(given) == 1 else ("", "", "")
        if scheme.lower() != "bearer":
            raise rejection.no_token(is_wrong=bool(given))
        if not hmac.compare_digest(token.strip().encode("utf-8", "surrogateescape"), self._token):
            raise rejection.no_token(is_wrong=True)
        self._connections.mark_verified(request.transport)

    async def _body(self, request: web.BaseRequest) -> bytes:
        """The body. Raises `Rejected` if it is too large, compressed, or does not come in time."""
        if "Content-Encoding" in request.headers:
            raise Rejected(
                HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
                "The body is compressed.",
                "Send it as it is, without Content-Encoding.",
            )
        try:
            return await body_of(request, LARGEST_BODY, self._body_seconds)
        except BodyError as error:
            raise rejection.unreadable(error.status, LARGEST_BODY) from None

    async def _decoded(
        self, request: web.BaseRequest, text: str, choose: Callable[[Json], Json]
    ) -> web.Response:
        """What is chosen of the contents of a text. Raises `Rejected`, also if that is too much."""
        seconds = self._limiter.take(request.remote or "", cost_of(text), time.monotonic())
        if seconds:
            raise rejection.too_many(seconds)
        if self._in_progress >= MOST_AT_ONCE:
            raise rejection.busy()
        self._in_progress += 1
        try:
            loop = asyncio.get_running_loop()
            body = await loop.run_in_executor(
                self._thread, lambda: _to_bytes(choose(self._decode(text)))
            )
        finally:
            self._in_progress -= 1
        return _response(body)


def _route_of(path: str) -> str:
    if path.startswith(CODES):
        return CODES
    return path if path in METHODS else OTHER


def _check_method(method: str, route: str) -> None:
    """Check that the path and the method exist. Raises `Rejected`."""
    if route == OTHER:
        raise Rejected(
            HTTPStatus.NOT_FOUND,
            "There is no such path.",
            f"{OPENAPI} describes which there are: POST {DECODE}, and GET {CODES}{{code}}.",
        )
    if method not in METHODS[route]:
        allowed = ", ".join(METHODS[route])
        raise Rejected(
            HTTPStatus.METHOD_NOT_ALLOWED,
            "The path does not take this method.",
            f"Use {allowed}.",
            {"Allow": allowed},
        )


def _everything(decoded: Json) -> Json:
    return decoded


def _one_code(decoded: Json) -> Json:
    """The code, if there is exactly one. Raises `Rejected`."""
    codes: Sequence[Json] = decoded["codes"]
    if len(codes) == 1:
        return codes[0]
    if codes:
        raise _not_one_code(f"The path has {len(codes)} codes.")
    more = {name: decoded[name] for name in ("candidates", "foreign")}
    raise _not_one_code("The path has no status code of Windows.", more)


def _not_one_code(detail: str, more: Json | None = None) -> Rejected:
    what_to_do = (
        "Write one code, such as 0x80070005, -2147024891, 2147942405 or E_ACCESSDENIED; "
        f"POST {DECODE} takes any text."
    )
    return Rejected(HTTPStatus.NOT_FOUND, detail, what_to_do, more=more)


def _to_bytes(value: Json) -> bytes:
    """JSON in UTF-8; half a surrogate pair, which UTF-8 lacks, becomes an escape of JSON."""
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "backslashreplace")


def _response(
    body: bytes, status: int = HTTPStatus.OK, content_type: str = "application/json"
) -> web.Response:
    """JSON is UTF-8 anyhow, but Windows PowerShell reads what does not say so as Latin-1."""
    return web.Response(
        status=status, body=body, content_type=content_type, charset="utf-8", headers=HEADERS
    )
