"""PURE. The parsers of the settings: text in, value out.

Each raises `ValueError` with words that follow the setting's name. No message shows the value,
which may be a secret.
"""

import re
import ssl
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

SQLITE = "sqlite:///"
_SHORTEST_SECRET = 16
SHORTEST_API_TOKEN = 32
"""Characters: 16 random bytes in hex, which nobody can guess."""
_PLACEHOLDER = r"(?:xoxb-|xapp-)?(?:your|change|replace|example|placeholder|secret|x{4}|\.{3}|<)"
_KINDS = {
    "xoxb-": "the token of a bot",
    "xapp-": "an app-level token",
    "xoxp-": "the token of a user",
    "xoxe": "a token that expires: turn token rotation off in the app's settings",
    "xoxa-": "the token of a legacy workspace app",
    "xoxr-": "a refresh token",
    "xoxc-": "the token of a browser session",
    "xoxd-": "the cookie of a browser session",
    "xoxs-": "the token of a browser session",
}
"""What Slack's tokens are, by how they begin: https://docs.slack.dev/authentication/tokens."""


def check_unquoted(text: str) -> None:
    """Raise `ValueError` for a value in quotes, which the env-file of a container does not remove.

    Those in `.env` have been removed before. A secret would be wrong with them, and look right.
    """
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        raise ValueError("is in quotes, which count as a part of it here: write it without")


def token(prefix: str, where: str) -> Callable[[str], str]:
    """A parser of tokens that start with `prefix`; `where` says where in Slack to find one."""

    def parse(text: str) -> str:
        if not text.startswith(prefix):
            kind = _kind_of(text)
            wrong = f", and this is {kind}" if kind else ""
            raise ValueError(f"must start with {prefix}{wrong}. {where}")
        if wrong := _why_no_secret(text, len(prefix) + 8):
            raise ValueError(f"{wrong}. {where}")
        return text

    return parse


def _kind_of(text: str) -> str:
    """Which of Slack's tokens the text is; empty if it is none."""
    return next((kind for start, kind in _KINDS.items() if text.startswith(start)), "")


def secret(text: str) -> str:
    """A signing secret."""
    kind = _kind_of(text)
    if kind:
        raise ValueError(f"is {kind}: copy the secret from Basic Information, App Credentials")
    if wrong := _why_no_secret(text, _SHORTEST_SECRET):
        raise ValueError(f"{wrong}: copy it from Basic Information, App Credentials")
    return text


def api_token(text: str) -> str:
    """A token of the operator's own, in the characters of RFC 6750, 2.1."""
    shortest = SHORTEST_API_TOKEN
    if _why_no_secret(text, shortest) or not re.fullmatch(r"[A-Za-z0-9._~+/-]+=*", text):
        raise ValueError(
            f"must be a random word of at least {shortest} letters and digits: `openssl rand -hex "
            "32` makes one"
        )
    return text


def _why_no_secret(text: str, shortest: int) -> str:
    """Why the text cannot be a secret of that length at least; empty if it can."""
    if re.match(_PLACEHOLDER, text, re.IGNORECASE):
        return "looks like a placeholder"
    if " " in text or not (text.isascii() and text.isprintable()):
        return "has a blank in it, or a character that no secret of Slack's has"
    return "" if len(text) >= shortest else "is cut off: it is longer in Slack"


def client_id(text: str) -> str:
    """The id of a Slack app as a client of OAuth."""
    if not re.fullmatch(r"[0-9]{3,24}\.[0-9]{3,24}", text):
        raise ValueError("must be two numbers with a dot: copy it from Basic Information")
    return text


def public_url(text: str) -> str:
    """The https address at which browsers reach the bot, without a slash at its end."""
    if not _is_address(text, {"https"}) or urlsplit(text).query or urlsplit(text).fragment:
        raise ValueError("must be an https address, such as https://bot.example.com")
    return text.rstrip("/")


def token_keys(text: str) -> Sequence[str]:
    """Keys of Fernet, with commas between them."""
    keys = tuple(text.replace(",", " ").split())
    if not keys or not all(re.fullmatch(r"[A-Za-z0-9_-]{43}=", key) for key in keys):
        raise ValueError("must be keys that `python -m bot tokens key` prints, with commas")
    return keys


def time_with_zone(text: str) -> datetime:
    """A time that no place can misunderstand."""
    with suppress(ValueError):
        time = datetime.fromisoformat(text)
        if time.tzinfo:
            return time
    raise ValueError("must be a time with its zone, such as 2026-05-31T18:00:00+02:00")


def proxy(text: str) -> str:
    """The address of a proxy."""
    if not _is_address(text, {"http"}):
        raise ValueError("must be an http address, such as http://proxy.example.com:8080")
    return text


def api_url(text: str) -> str:
    """The address of Slack's API, with a slash at its end."""
    if not _is_address(text, {"http", "https"}):
        raise ValueError("must be an http or https address, such as https://slack.com/api/")
    return text if text.endswith("/") else f"{text}/"


def _is_address(text: str, schemes: set[str]) -> bool:
    try:
        address = urlsplit(text)
        return address.scheme in schemes and bool(address.hostname) and address.port != 0
    except ValueError:
        return False


def port(text: str) -> int:
    """A port to listen on."""
    return _number(text, "a number", 65_535)


def any_port(text: str) -> int:
    """A port to listen on; 0 is any free one."""
    return 0 if text == "0" else port(text)


def days(text: str) -> int:
    """A number of days, up to ten years."""
    return _number(text, "a number of days", 3_650)


def _number(text: str, what: str, most: int) -> int:
    if not (re.fullmatch("[0-9]{1,5}", text) and 1 <= int(text) <= most):
        raise ValueError(f"must be {what} from 1 to {most}")
    return int(text)


def one_of(*words: str) -> Callable[[str], str]:
    """A parser of one of these words, which are also taken in other letter case."""
    by_text = {word.lower(): word for word in words}

    def parse(text: str) -> str:
        if text.lower() not in by_text:
            raise ValueError(f"must be one of {', '.join(words)}")
        return by_text[text.lower()]

    return parse


def certificates(path: str) -> str:
    """The path of a file of certificates, which is read."""
    try:
        ssl.create_default_context(cafile=path)
    except OSError as error:  # ssl's own errors are among them
        raise ValueError(f"must be a PEM file of certificates: {error.strerror}") from None
    return path


def database_url(folder: Path | None) -> Callable[[str], str]:
    """A parser of database URLs, in which the path of a file is relative to `folder`."""

    def parse(text: str) -> str:
        if not text.startswith((SQLITE, "postgresql+psycopg://")):
            raise ValueError(f"must begin with {SQLITE} or postgresql+psycopg://")
        path = text.removeprefix(SQLITE)
        if folder is None or path in {text, "", ":memory:"} or "?" in f"{folder}":
            return text  # a URL cannot hold the name of a folder with a question mark
        return f"{SQLITE}{folder / path}"

    return parse


def people(text: str) -> frozenset[str]:
    """The ids of Slack users, with commas or blanks between them."""
    found = frozenset(re.split(r"[\s,]+", text.strip(" ,")))
    if not all(map(is_user, found)):
        raise ValueError("must be Slack user ids such as U024BE7LH, with commas between them")
    return found


def is_user(text: str) -> bool:
    """Whether a text is like the id of a Slack user."""
    return bool(re.fullmatch(r"[UW][A-Z0-9]{5,20}", text))


def channel(text: str) -> str:
    """The id of a channel."""
    if not re.fullmatch(r"[CG][A-Z0-9]{5,20}", text):
        raise ValueError("must be the id of a channel, such as C024BE91L")
    return text


def switch(text: str) -> bool:
    """On or off."""
    if text not in {"0", "1"}:
        raise ValueError("must be 1 or 0")
    return text == "1"
