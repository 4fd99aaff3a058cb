"""How each kind of setting is written: read from a text, or `ValueError` with what is wrong."""

import re
import ssl
from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
_MOST_PORT = 65535
_LEAST_SECRET = 16
_MOST_DAYS = 3650
_PLACEHOLDER = r"(?:xoxb-|xapp-)?(?:your|change|replace|example|placeholder|secret|x{4}|\.{3}|<)"


def token(prefix: str) -> Callable[[str], str]:
    """What reads a token that starts so."""

    def parse(text: str) -> str:
        if not text.startswith(prefix):
            raise ValueError(f"must start with {prefix}")
        if _is_placeholder(text) or len(text) < len(prefix) + 8 or not _is_one_word(text):
            raise ValueError("looks like a placeholder, not a token")
        return text

    return parse


def secret(text: str) -> str:
    """A signing secret, no placeholder for one."""
    if _is_placeholder(text) or len(text) < _LEAST_SECRET or not _is_one_word(text):
        raise ValueError(
            "looks like a placeholder: copy it from Basic Information, App Credentials"
        )
    return text


def moment(text: str) -> datetime:
    """A time with its zone, as ISO 8601 writes it."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        read = None
    if read is None or read.tzinfo is None:
        raise ValueError("must be a time with its zone, such as 2026-05-31T18:00:00+02:00")
    return read


def _is_one_word(text: str) -> bool:
    return text.isascii() and text.isprintable() and " " not in text


def _is_placeholder(text: str) -> bool:
    return re.match(_PLACEHOLDER, text, re.IGNORECASE) is not None


def proxy(text: str) -> str:
    """The address of an HTTP proxy."""
    if not _is_address(text, {"http"}):
        raise ValueError("must be an http address, such as http://proxy.example.com:8080")
    return text


def _is_address(text: str, schemes: set[str]) -> bool:
    try:
        address = urlsplit(text)
        return address.scheme in schemes and bool(address.hostname) and address.port != 0
    except ValueError:
        return False


def api_url(text: str) -> str:
    """The address of Slack's API, with a slash at its end."""
    if not _is_address(text, {"http", "https"}):
        raise ValueError("must be an http or https address, such as https://slack.com/api/")
    return text if text.endswith("/") else f"{text}/"


def port(text: str) -> int:
    """A port, from 1."""
    if not (re.fullmatch("[0-9]{1,5}", text) and 1 <= int(text) <= _MOST_PORT):
        raise ValueError(f"must be a number from 1 to {_MOST_PORT}")
    return int(text)


def log_level(text: str) -> str:
    """One of `LOG_LEVELS`."""
    if text.upper() not in LOG_LEVELS:
        raise ValueError(f"must be one of {', '.join(LOG_LEVELS)}")
    return text.upper()


def certificates(path: str) -> str:
    """The path of a PEM file of certificates."""
    try:
        ssl.create_default_context(cafile=path)
    except OSError as error:  # ssl's own errors are among them
        raise ValueError(f"must be a PEM file of certificates: {error.strerror}") from None
    return path


def database_url(text: str) -> str:
    """The URL of a database of a kind that the bot knows."""
    if not text.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise ValueError("must begin with sqlite:/// or postgresql+psycopg://")
    return text


def people(text: str) -> frozenset[str]:
    """User ids, with commas or blanks between them."""
    found = frozenset(re.split(r"[\s,]+", text.strip(" ,")))
    if any(not re.fullmatch(r"[UW][A-Z0-9]{5,20}", person) for person in found):
        raise ValueError("must be Slack user ids such as U024BE7LH, with commas between them")
    return found


def channel(text: str) -> str:
    """The id of a channel."""
    if not re.fullmatch(r"[CG][A-Z0-9]{5,20}", text):
        raise ValueError("must be the id of a channel, such as C024BE91L")
    return text


def switch(text: str) -> bool:
    """1 or 0."""
    if text not in {"0", "1"}:
        raise ValueError("must be 1 or 0")
    return text == "1"


def days(text: str) -> int:
    """A number of days, at most ten years."""
    if not (re.fullmatch("[0-9]{1,5}", text) and 1 <= int(text) <= _MOST_DAYS):
        raise ValueError(f"must be a number of days from 1 to {_MOST_DAYS}")
    return int(text)
