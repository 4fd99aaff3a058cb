"""PURE. The settings of the bot, made once. All that is wrong with them is reported at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path

from bot.settings import parsers
from bot.settings.reader import (
    Reader,
    ShownSetting,
    show_address,
    show_database,
    show_names,
    show_secret,
    show_switch,
    show_token,
)
from bot.settings.values import AppKind, OAuthApp, PreviousSecret, Proxies
from bot.settings.variables import Variables

SLACK_API = "https://slack.com/api/"
_CREDENTIALS = "Copy it from Basic Information, App Credentials"
_OAUTH_FROM = {
    "SLACK_CLIENT_ID": _CREDENTIALS,
    "SLACK_CLIENT_SECRET": _CREDENTIALS,
    "PUBLIC_URL": "It is the https address at which browsers reach the bot",
    "TOKEN_KEYS": "`python -m bot tokens key` prints one",
}
"""The settings of an app that workspaces install by a link, and where each comes from."""
_LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
_BOT_TOKEN = "Copy the Bot User OAuth Token from OAuth & Permissions"  # noqa: S105 - no token
_APP_TOKEN = "Generate one in Basic Information, App-Level Tokens"  # noqa: S105 - no token


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of `python -m bot run`. Its `repr` shows no secrets.

    With `app_token` the bot uses Socket Mode. Without it, the bot listens for HTTP on `host` and
    `port`, and verifies requests with `signing_secret`. With `oauth`, workspaces install the bot by
    a link, whose pages are there too, and there is no `bot_token`. With `api_token`, scripts decode
    by HTTP on `api_host` and `api_port`. An `ops_port` or `api_port` of 0 is any free port.
    """

    bot_token: str = field(repr=False)
    oauth: OAuthApp | None
    app_kind: AppKind
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
    default_context: str | None
    api_token: str | None = field(repr=False)
    api_host: str
    api_port: int

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
        """The settings in a mapping, without `.env`. Raises `SettingsError`."""
        return cls.from_variables(Variables(values))

    @classmethod
    def from_variables(cls, variables: Variables) -> "Settings":
        """The settings in the environment and in `.env`.

        Raises `SettingsError` that names every missing or malformed variable.
        """
        reader = Reader(variables)
        settings = _read(reader, variables.folder)
        reader.check()
        return settings


def _read(reader: Reader, folder: Path | None) -> Settings:
    """Settings of which those in which `reader` found faults are not right."""
    settings = Settings(
        bot_token=reader.read_optional(
            "SLACK_BOT_TOKEN", parsers.token("xoxb-", _BOT_TOKEN), show_token
        )
        or "",
        oauth=_oauth(reader),
        app_kind=_app_kind(reader),
        app_token=reader.read_optional(
            "SLACK_APP_TOKEN", parsers.token("xapp-", _APP_TOKEN), show_token
        ),
        signing_secret=reader.read_optional("SLACK_SIGNING_SECRET", parsers.secret, show_secret),
        previous_secret=_previous_secret(reader),
        api_url=reader.read("SLACK_API_URL", parsers.api_url, SLACK_API, show_address),
        host=reader.read("HOST", str, "127.0.0.1"),
        port=reader.read("PORT", parsers.port, "3000"),
        ops_host=_ops_host(reader),
        ops_port=_ops_port(reader),
        log_level=reader.read("LOG_LEVEL", parsers.one_of(*_LOG_LEVELS), "INFO"),
        proxies=Proxies(
            reader.read_any_case("HTTP_PROXY", parsers.proxy, show_address),
            reader.read_any_case("HTTPS_PROXY", parsers.proxy, show_address),
            reader.read_any_case("NO_PROXY", str) or "",
        ),
        ssl_cert_file=reader.read_optional("SSL_CERT_FILE", parsers.certificates),
        database_url=_database_url(reader, folder),
        reviewers=reader.read_optional("REVIEWERS", parsers.people, show_names) or frozenset(),
        review_channel=reader.read_optional("REVIEW_CHANNEL", parsers.channel),
        self_review=reader.read("SELF_REVIEW", parsers.switch, "0", show_switch),
        keep_asked_days=reader.read("KEEP_ASKED_DAYS", parsers.days, "90"),
        default_context=reader.read_optional("DEFAULT_CONTEXT", parsers.one_of("iissync", "any")),
        api_token=reader.read_optional("API_TOKEN", parsers.api_token, show_secret),
        api_host=reader.read("API_HOST", str, "127.0.0.1"),
        api_port=reader.read("API_PORT", parsers.any_port, "3002"),
    )
    _check_tokens(reader)
    _check_addresses(reader, settings)
    return settings


def _check_addresses(reader: Reader, settings: Settings) -> None:
    """Report two servers at one address: each would take it from the other."""
    servers = [("OPS_PORT", settings.ops_host, settings.ops_port)]
    if settings.oauth or not settings.socket_mode:
        servers.insert(0, ("PORT", settings.host, settings.port))
    if settings.api_token:
        servers.append(("API_PORT", settings.api_host, settings.api_port))
    reader.faults += [
        f"{other} is the same as {one}: each needs a port of its own"
        for (one, *address), (other, *same) in combinations(servers, 2)
        if address == same and address[1]
    ]


def _oauth(reader: Reader) -> OAuthApp | None:
    """The app that workspaces install by a link; None for the app of one workspace."""
    client_id = reader.read_optional("SLACK_CLIENT_ID", parsers.client_id)
    client_secret = reader.read_optional("SLACK_CLIENT_SECRET", parsers.secret, show_secret)
    public_url = reader.read_optional("PUBLIC_URL", parsers.public_url)
    keys = _token_keys(reader)
    assistant = reader.read("SLACK_ASSISTANT", parsers.switch, "0", show_switch)
    given = [name for name in _OAUTH_FROM if reader.has(name)]
    if given:
        reader.faults += [
            f"{name} is missing: {given[0]} needs it. {source}"
            for name, source in _OAUTH_FROM.items()
            if name not in given
        ]
        if reader.has("SLACK_BOT_TOKEN"):
            reader.faults.append(
                f"SLACK_BOT_TOKEN is for the app of one workspace: remove it, or {given[0]}"
            )
    if client_id and client_secret and public_url and keys:
        return OAuthApp(client_id, client_secret, public_url, keys, assistant)
    return None


def _app_kind(reader: Reader) -> AppKind:
    """The kind of the app. One that is installed by a link may well be distributed.

    That default is the safe one: an app that keeps Slack's lower limits without need reads less of
    a thread, while one that ignores them is refused.
    """
    is_installed_by_link = any(reader.has(name) for name in _OAUTH_FROM)
    default = AppKind.DISTRIBUTED if is_installed_by_link else AppKind.INTERNAL
    return AppKind(reader.read("SLACK_APP_KIND", parsers.one_of(*AppKind), default))


def _check_tokens(reader: Reader) -> None:
    if any(reader.has(name) for name in _OAUTH_FROM):
        if not reader.has("SLACK_SIGNING_SECRET") and not reader.has("SLACK_APP_TOKEN"):
            reader.faults.append(
                f"SLACK_SIGNING_SECRET is missing: HTTP needs it. {_CREDENTIALS}; or set "
                "SLACK_APP_TOKEN for Socket Mode"
            )
        return
    if not reader.has("SLACK_BOT_TOKEN"):
        reader.faults.append(f"SLACK_BOT_TOKEN is missing: the bot's token, xoxb-…. {_BOT_TOKEN}")
    if not reader.has("SLACK_APP_TOKEN") and not reader.has("SLACK_SIGNING_SECRET"):
        reader.faults.append(
            "SLACK_APP_TOKEN is missing: the app-level token, xapp-…, for Socket Mode. "
            f"{_APP_TOKEN}; or set SLACK_SIGNING_SECRET for HTTP"
        )


def shown_settings(variables: Variables) -> tuple[ShownSetting, ...]:
    """All settings without their secrets, and where each comes from; also those that are wrong."""
    reader = Reader(variables)
    _read(reader, variables.folder)
    return tuple(reader.shown)


def database_url(variables: Variables) -> str:
    """The database's URL, for a command that needs no other setting. Raises `SettingsError`."""
    reader = Reader(variables)
    url = _database_url(reader, variables.folder)
    reader.check()
    return url


def token_keys(variables: Variables) -> Sequence[str]:
    """The keys of the tokens in the database, for a command that needs no other setting.

    Raises `SettingsError`, also if there are none.
    """
    reader = Reader(variables)
    keys = _token_keys(reader)
    if not reader.has("TOKEN_KEYS"):
        reader.faults.append(
            "TOKEN_KEYS is missing: the keys that encrypt the tokens of many workspaces"
        )
    reader.check()
    return keys or ()


def ops_address(variables: Variables) -> tuple[str, int]:
    """The host and the port of the health checks, for a command that needs no other setting.

    Raises `SettingsError`, also for port 0, which is any free port.
    """
    reader = Reader(variables)
    host, port = _ops_host(reader), _ops_port(reader)
    if not port:
        reader.faults.append("OPS_PORT is 0, which is any free port: give the one in the log")
    reader.check()
    return host, port


def _previous_secret(reader: Reader) -> PreviousSecret | None:
    names = ("SLACK_SIGNING_SECRET_PREVIOUS", "SLACK_SIGNING_SECRET_PREVIOUS_UNTIL")
    secret = reader.read_optional(names[0], parsers.secret, show_secret)
    until = reader.read_optional(names[1], parsers.time_with_zone)
    given = [name for name in names if reader.has(name)]
    if len(given) == 1:
        (missing,) = set(names) - set(given)
        reader.faults.append(f"{missing} is missing: {given[0]} needs it")
    return PreviousSecret(secret, until) if secret and until else None


def _token_keys(reader: Reader) -> Sequence[str] | None:
    return reader.read_optional("TOKEN_KEYS", parsers.token_keys, show_secret)


def _ops_host(reader: Reader) -> str:
    return reader.read("OPS_HOST", str, "127.0.0.1")


def _ops_port(reader: Reader) -> int:
    return reader.read("OPS_PORT", parsers.any_port, "3001")


def _database_url(reader: Reader, folder: Path | None) -> str:
    parse = parsers.database_url(folder)
    return reader.read("DATABASE_URL", parse, "sqlite:///iissync.db", show_database)
