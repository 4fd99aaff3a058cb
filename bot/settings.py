"""The settings, made once from a mapping, with every mistake told at once.

Each kind of setting has a parser: what it returns is kept, and the words of its `ValueError` are
shown after the setting's name. No value is shown, as it may be a secret.
"""

import re
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar
from urllib.parse import urlsplit

SLACK_API = "https://slack.com/api/"
DATABASE = "sqlite:///iissync.db"
OPS_HOST = "127.0.0.1"
OPS_PORT = 3001
_LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
_MOST_PORT = 65535
_LEAST_SECRET = 16
_MOST_DAYS = 3650
_PLACEHOLDER = r"(?:xoxb-|xapp-)?(?:your|change|replace|example|placeholder|secret|x{4}|\.{3}|<)"

T = TypeVar("T")


class SettingsError(ValueError):
    """Settings are missing or malformed; `problems` has one line for each, without its value."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Proxies:
    """Which proxy leads out, by the scheme of the address; not for the hosts of `no_proxy`."""

    http: str | None = None
    https: str | None = None
    no_proxy: str = ""


@dataclass(frozen=True, slots=True)
class PreviousSecret:
    """The signing secret before the one in force, and until when it is still accepted."""

    secret: str = field(repr=False)
    until: datetime


@dataclass(frozen=True, slots=True)
class Settings:
    """What `python -m bot run` needs to know. Secrets do not show in its `repr`.

    With `app_token` the bot connects by Socket Mode; without it, it listens for HTTP on `host` and
    `port` and trusts what `signing_secret` signs. Port 0 of `ops_port` is any free one.
    """

    bot_token: str = field(repr=False)
    app_token: str | None = field(repr=False)
    signing_secret: str | None = field(repr=False)
    previous_secret: PreviousSecret | None
    api_url: str
    host: str
    port: int
    ops_host: str
    ops_port: int
    log_level: str
    proxies: Proxies = field(repr=False)
    ssl_cert_file: str | None
    database_url: str = field(repr=False)
    reviewers: frozenset[str]
    review_channel: str | None
    self_review: bool
    keep_asked_days: int

    @property
    def socket_mode(self) -> bool:
        """Whether Slack is reached by Socket Mode rather than HTTP."""
        return self.app_token is not None

    def signing_secrets(self, now: float) -> tuple[str, ...]:
        """The secrets that Slack may have signed with at `now`, in seconds since 1970."""
        previous = self.previous_secret
        old = previous.secret if previous and now < previous.until.timestamp() else None
        return tuple(secret for secret in (self.signing_secret, old) if secret)

    @classmethod
    def from_mapping(cls, values: Mapping[str, str]) -> "Settings":
        """The settings that `values` (the environment and `.env`) give.

        Raises `SettingsError` naming every variable that is missing or malformed.
        """
        reader = _Reader(values)
        app_token = reader.read("SLACK_APP_TOKEN", _token("xapp-"))
        settings = cls(
            bot_token=reader.need("SLACK_BOT_TOKEN", _token("xoxb-"), "the bot's token, xoxb-…"),
            app_token=app_token,
            signing_secret=reader.read("SLACK_SIGNING_SECRET", _secret),
            previous_secret=_previous_secret(reader),
            api_url=reader.read("SLACK_API_URL", _api_url) or SLACK_API,
            host=reader.read("HOST", str) or "127.0.0.1",
            port=reader.read("PORT", _port) or 3000,
            ops_host=reader.read("OPS_HOST", str) or OPS_HOST,
            ops_port=_ops_port(reader),
            log_level=reader.read("LOG_LEVEL", _log_level) or "INFO",
            proxies=Proxies(
                reader.either_case("HTTP_PROXY", _proxy),
                reader.either_case("HTTPS_PROXY", _proxy),
                reader.either_case("NO_PROXY", str) or "",
            ),
            ssl_cert_file=reader.read("SSL_CERT_FILE", _certificates),
            database_url=reader.read("DATABASE_URL", _database_url) or DATABASE,
            reviewers=reader.read("REVIEWERS", _people) or frozenset(),
            review_channel=reader.read("REVIEW_CHANNEL", _channel),
            self_review=reader.read("SELF_REVIEW", _switch) or False,
            keep_asked_days=reader.read("KEEP_ASKED_DAYS", _days) or 90,
        )
        if not values.get("SLACK_APP_TOKEN") and not values.get("SLACK_SIGNING_SECRET"):
            reader.problems.append(
                "SLACK_APP_TOKEN is missing: the app-level token, xapp-…, for Socket Mode; "
                "or SLACK_SIGNING_SECRET for HTTP"
            )
        if reader.problems:
            raise SettingsError(tuple(reader.problems))
        return settings


def database_url(values: Mapping[str, str]) -> str:
    """The database alone, for a command that needs nothing else. Raises `SettingsError`."""
    reader = _Reader(values)
    url = reader.read("DATABASE_URL", _database_url) or DATABASE
    if reader.problems:
        raise SettingsError(tuple(reader.problems))
    return url


def ops_address(values: Mapping[str, str]) -> tuple[str, int]:
    """The host and the port of the bot's health, for a command that needs nothing else.

    Raises `SettingsError`, also for port 0, which is any.
    """
    reader = _Reader(values)
    host, port = reader.read("OPS_HOST", str) or OPS_HOST, _ops_port(reader)
    if not port:
        reader.problems.append("OPS_PORT is 0, which is any free port: give the one in the log")
    if reader.problems:
        raise SettingsError(tuple(reader.problems))
    return host, port


class _Reader:
    """Reads settings one by one and remembers what was wrong."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self.values = values
        self.problems: list[str] = []

    def read(self, name: str, parse: Callable[[str], T]) -> T | None:
        text = self.values.get(name, "").strip()
        if not text:
            return None
        try:
            return parse(text)
        except ValueError as error:
            self.problems.append(f"{name} {error}")
            return None

    def need(self, name: str, parse: Callable[[str], str], what: str) -> str:
        if not self.values.get(name, "").strip():
            self.problems.append(f"{name} is missing: {what}")
            return ""
        return self.read(name, parse) or ""

    def either_case(self, name: str, parse: Callable[[str], str]) -> str | None:
        """A proxy variable: by custom the small letters go first."""
        return self.read(name.lower(), parse) or self.read(name, parse)


def _previous_secret(reader: "_Reader") -> PreviousSecret | None:
    names = ("SLACK_SIGNING_SECRET_PREVIOUS", "SLACK_SIGNING_SECRET_PREVIOUS_UNTIL")
    secret, until = reader.read(names[0], _secret), reader.read(names[1], _moment)
    given = [name for name in names if reader.values.get(name, "").strip()]
    if len(given) == 1:
        (missing,) = set(names) - set(given)
        reader.problems.append(f"{missing} is missing: {given[0]} needs it")
    return PreviousSecret(secret, until) if secret and until else None


def _ops_port(reader: "_Reader") -> int:
    port = reader.read("OPS_PORT", lambda text: 0 if text == "0" else _port(text))
    return OPS_PORT if port is None else port


# The parsers


def _token(prefix: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if not text.startswith(prefix):
            raise ValueError(f"must start with {prefix}")
        if _is_placeholder(text) or len(text) < len(prefix) + 8 or not _is_one_word(text):
            raise ValueError("looks like a placeholder, not a token")
        return text

    return parse


def _secret(text: str) -> str:
    if _is_placeholder(text) or len(text) < _LEAST_SECRET or not _is_one_word(text):
        raise ValueError(
            "looks like a placeholder: copy it from Basic Information, App Credentials"
        )
    return text


def _moment(text: str) -> datetime:
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


def _proxy(text: str) -> str:
    if not _is_address(text, {"http"}):
        raise ValueError("must be an http address, such as http://proxy.example.com:8080")
    return text


def _is_address(text: str, schemes: set[str]) -> bool:
    try:
        address = urlsplit(text)
        return address.scheme in schemes and bool(address.hostname) and address.port != 0
    except ValueError:
        return False


def _api_url(text: str) -> str:
    if not _is_address(text, {"http", "https"}):
        raise ValueError("must be an http or https address, such as https://slack.com/api/")
    return text if text.endswith("/") else f"{text}/"


def _port(text: str) -> int:
    if not (re.fullmatch("[0-9]{1,5}", text) and 1 <= int(text) <= _MOST_PORT):
        raise ValueError(f"must be a number from 1 to {_MOST_PORT}")
    return int(text)


def _log_level(text: str) -> str:
    if text.upper() not in _LOG_LEVELS:
        raise ValueError(f"must be one of {', '.join(_LOG_LEVELS)}")
    return text.upper()


def _certificates(path: str) -> str:
    try:
        ssl.create_default_context(cafile=path)
    except OSError as error:  # ssl's own errors are among them
        raise ValueError(f"must be a PEM file of certificates: {error.strerror}") from None
    return path


def _database_url(text: str) -> str:
    if not text.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise ValueError("must begin with sqlite:/// or postgresql+psycopg://")
    return text


def _people(text: str) -> frozenset[str]:
    found = frozenset(re.split(r"[\s,]+", text.strip(" ,")))
    if any(not re.fullmatch(r"[UW][A-Z0-9]{5,20}", person) for person in found):
        raise ValueError("must be Slack user ids such as U024BE7LH, with commas between them")
    return found


def _channel(text: str) -> str:
    if not re.fullmatch(r"[CG][A-Z0-9]{5,20}", text):
        raise ValueError("must be the id of a channel, such as C024BE91L")
    return text


def _switch(text: str) -> bool:
    if text not in {"0", "1"}:
        raise ValueError("must be 1 or 0")
    return text == "1"


def _days(text: str) -> int:
    if not (re.fullmatch("[0-9]{1,5}", text) and 1 <= int(text) <= _MOST_DAYS):
        raise ValueError(f"must be a number of days from 1 to {_MOST_DAYS}")
    return int(text)
