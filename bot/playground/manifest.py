"""What an app's manifest tells Slack: its commands, shortcuts and events. PURE."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.playground.model import RefusedError

EVENTS = frozenset({"app_mention", "message.im", "app_home_opened"})


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A shortcut: `kind` is message or global."""

    name: str
    kind: str
    callback_id: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """The parts of a manifest that decide what is sent to the bot."""

    commands: Mapping[str, Mapping[str, Any]]
    shortcuts: tuple[Shortcut, ...]
    events: frozenset[str]
    scopes: frozenset[str] | None = None
    """Those of the bot's token; None where the manifest says nothing of any."""

    @classmethod
    def read(cls, manifest: Mapping[str, Any]) -> "Manifest":
        """The manifest as an app's settings hold it."""
        features = manifest.get("features", {})
        settings = manifest.get("settings", {})
        subscribed = settings.get("event_subscriptions", {}).get("bot_events", EVENTS)
        scopes = manifest.get("oauth_config", {}).get("scopes", {}).get("bot")
        return cls(
            {command["command"]: command for command in features.get("slash_commands", ())},
            tuple(
                Shortcut(each["name"], each["type"], each["callback_id"])
                for each in features.get("shortcuts", ())
            ),
            frozenset(subscribed),
            None if scopes is None else frozenset(scopes),
        )

    def shortcut(self, name: str, kind: str) -> Shortcut:
        """The shortcut of that name and kind; raises RefusedError with those that exist."""
        for shortcut in self.shortcuts:
            if (shortcut.name, shortcut.kind) == (name, kind):
                return shortcut
        known = [f"{each.name} ({each.kind})" for each in self.shortcuts]
        raise RefusedError("shortcut_not_found", known)

    def first(self, kind: str) -> str | None:
        """The name of the first shortcut of that kind."""
        return next((each.name for each in self.shortcuts if each.kind == kind), None)
