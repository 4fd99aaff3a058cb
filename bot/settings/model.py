"""PURE. Parses the settings from a mapping, and reports all errors at once.

Each kind of setting has a parser, which returns the value, or raises `ValueError` with a message
that is shown after the setting's name. Values are never shown: they may be secrets.
"""

import re
import ssl
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar
from urllib.parse import urlsplit

SLACK_API = "https://slack.com/api/"
_DATABASE = "sqlite:///iissync.db"
_OPS_HOST = "127.0.0.1"
_OPS_PORT = 3001
_LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
_SHORTEST_SECRET = 16
_PLACEHOLDER = r"(?:xoxb-|xapp-)?(?:your|change|replace|example|placeholder|secret|x{4}|\.{3}|<)"

T = TypeVar("T")


class SettingsError(ValueError):
    """Settings are missing or malformed; `problems` has a message for each."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Proxies:
    """The proxies by the scheme of the URL; hosts in `no_proxy` are connected to directly."""

    http: str | None = None
    https: str | None = None
    no_proxy: str = ""


@dataclass(frozen=True, slots=True)
class PreviousSecret:
    """The previous signing secret, and the time until which it is still accepted."""

    secret: str = field(repr=False)
    until: datetime


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of `python -m bot run`. Its `repr` shows no secrets.

    With `app_token` the bot uses Socket Mode. Without it, the bot listens for HTTP on `host` and
    `port`, and verifies requests with `signing_secret`. An `ops_port` of 0 is any free port.
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
        """Whether the bot uses Socket Mode rather than HTTP."""
        return self.app_token is not None

    def signing_secrets(self, now: float) -> tuple[str, ...]:
        """The secrets to verify a request with at `now`, in seconds since 1970."""
        previous = self.previous_secret
        old = previous.secret if previous and now < previous.until.timestamp() else None
        return tuple(secret for secret in (self.signing_secret, old) if secret)

    @classmethod
    def from_mapping(cls, values: Mapping[str, str]) -> "Settings":
        """The settings in `values`: the environment and `.env`.

        Raises `SettingsError` that names every missing or malformed variable.
        """
        reader = _Reader(values)
        settings = cls(
            bot_token=reader.read("SLACK_BOT_TOKEN", _token("xoxb-")) or "",
            app_token=reader.read("SLACK_APP_TOKEN", _token("xapp-")),
            signing_secret=reader.read("SLACK_SIGNING_SECRET", _secret),
            previous_secret=_previous_secret(reader),
            api_url=reader.read("SLACK_API_URL", _api_url) or SLACK_API,
            host=reader.read("HOST", str) or "127.0.0.1",
            port=reader.read("PORT", _port) or 3000,
            ops_host=reader.read("OPS_HOST", str) or _OPS_HOST,
            ops_port=_ops_port(reader),
            log_level=reader.read("LOG_LEVEL", _log_level) or "INFO",
            proxies=Proxies(
                reader.read_any_case("HTTP_PROXY", _proxy),
                reader.read_any_case("HTTPS_PROXY", _proxy),
                reader.read_any_case("NO_PROXY", str) or "",
            ),
            ssl_cert_file=reader.read("SSL_CERT_FILE", _certificates),
            database_url=reader.read("DATABASE_URL", _database_url) or _DATABASE,
            reviewers=reader.read("REVIEWERS", _people) or frozenset(),
            review_channel=reader.read("REVIEW_CHANNEL", _channel),
            self_review=reader.read("SELF_REVIEW", _switch) or False,
            keep_asked_days=reader.read("KEEP_ASKED_DAYS", _days) or 90,
        )
        if not reader.has("SLACK_BOT_TOKEN"):
            reader.problems.append("SLACK_BOT_TOKEN is missing: the bot's token, xoxb-…")
        if not reader.has("SLACK_APP_TOKEN") and not reader.has("SLACK_SIGNING_SECRET"):
            reader.problems.append(
                "SLACK_APP_TOKEN is missing: the app-level token, xapp-…, for Socket Mode; "
                "or SLACK_SIGNING_SECRET for HTTP"
            )
        reader.check()
        return settings


def database_url(values: Mapping[str, str]) -> str:
    """The database's URL, for a command that needs no other setting. Raises `SettingsError`."""
    reader = _Reader(values)
    url = reader.read("DATABASE_URL", _database_url) or _DATABASE
    reader.check()
    return url


def ops_address(values: Mapping[str, str]) -> tuple[str, int]:
    """The host and the port of the health checks, for a command that needs no other setting.

    Raises `SettingsError`, also for port 0, which is any free port.
    """
    reader = _Reader(values)
    host, port = reader.read("OPS_HOST", str) or _OPS_HOST, _ops_port(reader)
    if not port:
        reader.problems.append("OPS_PORT is 0, which is any free port: give the one in the log")
    reader.check()
    return host, port


class _Reader:
    """Reads settings one by one, and collects the problems."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values
        self.problems: list[str] = []

    def has(self, name: str) -> bool:
        return bool(self._values.get(name, "").strip())

    def read(self, name: str, parse: Callable[[str], T]) -> T | None:
        if not self.has(name):
            return None
        try:
            return parse(self._values[name].strip())
        except ValueError as error:
            self.problems.append(f"{name} {error}")
            return None

    def read_any_case(self, name: str, parse: Callable[[str], str]) -> str | None:
        """Read a proxy variable: by convention, its lower-case name takes precedence."""
        return self.read(name.lower(), parse) or self.read(name, parse)

    def check(self) -> None:
        """Raise `SettingsError` if there are problems."""
        if self.problems:
            raise SettingsError(tuple(self.problems))


def _previous_secret(reader: "_Reader") -> PreviousSecret | None:
    names = ("SLACK_SIGNING_SECRET_PREVIOUS", "SLACK_SIGNING_SECRET_PREVIOUS_UNTIL")
    secret, until = reader.read(names[0], _secret), reader.read(names[1], _time_with_zone)
    given = [name for name in names if reader.has(name)]
    if len(given) == 1:
        (missing,) = set(names) - set(given)
        reader.problems.append(f"{missing} is missing: {given[0]} needs it")
    return PreviousSecret(secret, until) if secret and until else None


def _ops_port(reader: "_Reader") -> int:
    port = reader.read("OPS_PORT", lambda text: 0 if text == "0" else _port(text))
    return _OPS_PORT if port is None else port


def _token(prefix: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if not text.startswith(prefix):
            raise ValueError(f"must start with {prefix}")
        if not _can_be_secret(text, len(prefix) + 8):
            raise ValueError("looks like a placeholder, not a token")
        return text

    return parse


def _secret(text: str) -> str:
    if not _can_be_secret(text, _SHORTEST_SECRET):
        raise ValueError(
            "looks like a placeholder: copy it from Basic Information, App Credentials"
        )
    return text


def _time_with_zone(text: str) -> datetime:
    with suppress(ValueError):
        time = datetime.fromisoformat(text)
        if time.tzinfo:
            return time
    raise ValueError("must be a time with its zone, such as 2026-05-31T18:00:00+02:00")


def _can_be_secret(text: str, shortest: int) -> bool:
    """Whether the text is one word of that length at least, and no placeholder."""
    is_word = text.isascii() and text.isprintable() and " " not in text
    return is_word and len(text) >= shortest and not re.match(_PLACEHOLDER, text, re.IGNORECASE)


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
    return _number(text, "a number", 65_535)


def _days(text: str) -> int:
    return _number(text, "a number of days", 3_650)


def _number(text: str, what: str, most: int) -> int:
    if not (re.fullmatch("[0-9]{1,5}", text) and 1 <= int(text) <= most):
        raise ValueError(f"must be {what} from 1 to {most}")
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
