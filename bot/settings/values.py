"""PURE. The values that settings are made of."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class AppKind(StrEnum):
    """How the Slack app is given to workspaces, on which Slack's limits for reading depend."""

    INTERNAL = "internal"
    """Built by a company for itself."""
    MARKETPLACE = "marketplace"
    """Listed in the Slack Marketplace."""
    DISTRIBUTED = "distributed"
    """Given to other companies outside of the Marketplace: it may read little."""


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
class OAuthApp:
    """The Slack app, and how workspaces install it by a link.

    Browsers reach the bot at `public_url`, which has no slash at its end. `token_keys` encrypt the
    tokens in the database: the first one encrypts, and each of them decrypts. Slack shows an
    `assistant` as an agent, and the link asks for its scope.
    """

    client_id: str
    client_secret: str = field(repr=False)
    public_url: str
    token_keys: Sequence[str] = field(repr=False)
    assistant: bool = False
