"""What a response of Slack proves.

After a post only two responses prove that Slack did not accept it: a well-formed `ok: false`, and
a 429. Anything else (a reset, a timeout, a 5xx, an HTML page) leaves it uncertain.
"""

import json
import logging
import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from bot.slack.web_api.errors import (
    NotDelivered,
    Refused,
    SlackRateLimited,
    TokenRefused,
    Uncertain,
)
from bot.slack.web_api.refusals import MOVE_PAUSE, Remedy, classify, is_known, retry_after

log = logging.getLogger(__name__)

REPEATED = "auth.test"
"""This call is repeated while Slack refuses the token; whoever makes it logs the refusal once."""
OPEN = "apps.connections.open"
"""This call is repeated for as long as there is no connection, so its caller logs why, once."""
OPTIONAL = ("assistant.", "users.info", OPEN)
"""So begin the methods whose callers log the refusal: the scopes of the others are optional."""

RESPONSE_URL = "response_url"
"""What a response URL is called among the methods."""
_ERROR_WORD = re.compile(b"[a-z_]{1,40}")


def parse_response(
    method: str, status: int, headers: Mapping[str, str], body: bytes
) -> Mapping[str, Any]:
    """The JSON of a successful response; that of a response URL may be the word `ok`.

    Raises `NotDelivered` for any other response.
    """
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        raise SlackRateLimited(retry_after(headers))
    if status == HTTPStatus.OK and body == b"ok":
        return {"ok": True}
    answer = _answer_in(method, body)
    if status == HTTPStatus.OK and answer.get("ok") is True:
        return answer
    if status < HTTPStatus.INTERNAL_SERVER_ERROR and answer.get("ok") is False:
        raise _refusal(method, answer, headers)
    raise Uncertain(f"HTTP {status}, and no answer of Slack's", status)


def _answer_in(method: str, body: bytes) -> Mapping[str, Any]:
    """The JSON object in a body; empty if there is none. A response URL refuses in one word."""
    if method == RESPONSE_URL and _ERROR_WORD.fullmatch(body):
        return {"ok": False, "error": body.decode()}
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return answer if isinstance(answer, dict) else {}


def _refusal(method: str, answer: Mapping[str, Any], headers: Mapping[str, str]) -> NotDelivered:
    """The error for an answer with `ok: false`.

    Logs it if an administrator has to act, or if the error word is not known.
    """
    word = str(answer.get("error") or "no reason given")
    error = _error_for(word, classify(method, word), headers)
    if method.startswith(OPTIONAL):
        return error
    if error.needs_admin and method != REPEATED:
        needed = f", needed: {answer['needed']}" if "needed" in answer else ""
        log.error("an administrator has to act: Slack refuses %s: %s%s", method, word, needed)
    elif not is_known(method, word):
        log.warning("Slack refuses %s with a word that is not known: %s", method, word)
    return error


def _error_for(word: str, remedy: Remedy, headers: Mapping[str, str]) -> NotDelivered:
    match remedy:
        case Remedy.RATE_LIMITED:
            return SlackRateLimited(retry_after(headers), word)
        case Remedy.WAIT:
            return SlackRateLimited(MOVE_PAUSE, word, remedy)
        case Remedy.RETRY:
            return Uncertain(word)
        case Remedy.SUSPEND:
            return TokenRefused(word)
        case _:
            return Refused(word, remedy)
