"""PURE. The text in the body of a request: plain, or in a JSON object."""

import json
from http import HTTPStatus

from bot.codes import sources
from bot.http_api.rejection import Rejected, too_large

LARGEST_BODY = 256 * 1024
"""Bytes of a body: the longest text, even if JSON escapes each character."""
LONGEST_TEXT = 40_000
"""Characters of a text: as many as a question on the command line may have."""
PLAIN, JSON = "text/plain", "application/json"
_EXAMPLE = '{"text": "0x80070005"}'


def text_of(content_type: str, body: bytes) -> str:
    """The text in a body of that type, which has no parameters. Raises `Rejected`."""
    if content_type == JSON:
        text = _text_in_json(body)
    elif content_type == PLAIN:
        text = _plain_text(body)
    else:
        raise Rejected(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            "The body is of a type that is not accepted.",
            f"Send a text as `Content-Type: {PLAIN}`, or {_EXAMPLE} as `{JSON}`.",
        )
    if len(text) > LONGEST_TEXT:
        raise too_large(f"{LONGEST_TEXT:,} characters")
    return text


def _plain_text(body: bytes) -> str:
    """The text, read as files are: some programs send no UTF-8, and do not say so."""
    try:
        return sources.decoded(body)
    except sources.NotTextError:
        raise Rejected(
            HTTPStatus.BAD_REQUEST, "The body is not text.", "Send text, in UTF-8."
        ) from None


def _text_in_json(body: bytes) -> str:
    """The text. Windows PowerShell begins a file in UTF-8 with a mark, which is ignored."""
    try:
        value = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError):  # UnicodeDecodeError is among them
        raise Rejected(
            HTTPStatus.BAD_REQUEST, "The body is not JSON in UTF-8.", f"Send {_EXAMPLE}."
        ) from None
    text = value.get("text") if isinstance(value, dict) and len(value) == 1 else None
    if not isinstance(text, str):
        raise Rejected(
            HTTPStatus.BAD_REQUEST,
            "The JSON is no object with one text, and nothing else.",
            f"Send {_EXAMPLE}.",
        )
    return text
