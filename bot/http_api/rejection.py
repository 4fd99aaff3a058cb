"""PURE. Why a request is rejected, and what to do, as JSON: problem details of RFC 9457."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

Json = dict[str, Any]

RETRY_SECONDS = 1
"""Seconds after which a client tries again if the bot was busy."""


class Rejected(Exception):
    """A request is not answered. Nothing in it quotes the request, but for `more`.

    `more` are further members of the JSON, which the log does not show.
    """

    def __init__(
        self,
        status: HTTPStatus,
        detail: str,
        what_to_do: str,
        headers: Mapping[str, str] | None = None,
        more: Json | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.headers = headers or {}
        self._what_to_do = what_to_do
        self._more = more or {}

    def to_json(self) -> Json:
        """The problem details."""
        return {
            "type": "about:blank",
            "title": self.status.phrase,
            "status": self.status.value,
            "detail": str(self),
            "what_to_do": self._what_to_do,
            **self._more,
        }


def too_large(what: str) -> Rejected:
    """The rejection of a body or a text with more than is accepted, such as `40,000 characters`."""
    return Rejected(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        f"The text has more than {what}.",
        "Send it in parts; `python -m bot decode` reads logs of any length.",
    )


_UNREADABLE = {
    HTTPStatus.REQUEST_TIMEOUT: (
        "The body did not come in time, or its chunks are malformed.",
        "Send it again.",
    ),
    HTTPStatus.BAD_REQUEST: ("The body broke off.", "Send it again, as a whole."),
}


def unreadable(status: HTTPStatus, most: int) -> Rejected:
    """The rejection of a body that cannot be read; one may have that many bytes."""
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return too_large(f"{most // 1024} KiB")
    return Rejected(status, *_UNREADABLE[status])


def no_http(error: str) -> Rejected:
    """The rejection of what aiohttp cannot read; the name of its error."""
    return Rejected(
        HTTPStatus.BAD_REQUEST,
        f"This is no HTTP request: {error}.",
        "Check the request line and the headers.",
    )


def no_token(*, is_wrong: bool) -> Rejected:
    """The rejection of a request with a wrong token, or without any."""
    error = ', error="invalid_token"' if is_wrong else ""
    return Rejected(
        HTTPStatus.UNAUTHORIZED,
        "The token is wrong." if is_wrong else "The request has no token.",
        "Send the header `Authorization: Bearer TOKEN`, with the value of API_TOKEN.",
        {"WWW-Authenticate": f'Bearer realm="iissync-bot"{error}'},
    )


def too_many(seconds: int) -> Rejected:
    """The rejection of a client that has sent too much; there is room after so many seconds."""
    return Rejected(
        HTTPStatus.TOO_MANY_REQUESTS,
        "This address has sent too much in a short time.",
        f"Wait for {seconds} s, as Retry-After says; several codes fit into one text.",
        {"Retry-After": str(seconds)},
    )


def busy() -> Rejected:
    """The rejection of a request while as many are decoded as the bot takes."""
    return Rejected(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "The bot decodes as many texts as it can already.",
        f"Try again after {RETRY_SECONDS} s, as Retry-After says.",
        {"Retry-After": str(RETRY_SECONDS)},
    )
