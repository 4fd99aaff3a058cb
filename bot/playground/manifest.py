"""What Slack acts on in an app's manifest: commands, shortcuts, events, scopes, steps. PURE."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.playground.assistant import NO_ASSISTANT, AssistantFeature
from bot.playground.model import Json, RefusedError

DEFAULT_EVENTS = ("app_mention", "message.im", "app_home_opened")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What decides what Slack sends to the bot; `scopes` is None if the manifest has none.

    Commands, shortcuts and steps are as the manifest has them; a step has its `callback_id`, too.
    """

    commands: Mapping[str, Json]
    shortcuts: tuple[Json, ...]
    events: frozenset[str]
    scopes: frozenset[str] | None = None
    steps: tuple[Json, ...] = ()
    assistant: AssistantFeature = NO_ASSISTANT

    @classmethod
    def read(cls, manifest: Mapping[str, Any]) -> "Manifest":
        """The manifest in the format of an app's settings."""
        features = manifest.get("features", {})
        subscriptions = manifest.get("settings", {}).get("event_subscriptions", {})
        scopes = manifest.get("oauth_config", {}).get("scopes", {}).get("bot")
        return cls(
            {command["command"]: command for command in features.get("slash_commands", ())},
            tuple(features.get("shortcuts", ())),
            frozenset(subscriptions.get("bot_events", DEFAULT_EVENTS)),
            None if scopes is None else frozenset(scopes),
            tuple(
                {"callback_id": callback_id, **function}
                for callback_id, function in manifest.get("functions", {}).items()
            ),
            AssistantFeature.read(features),
        )

    def step(self, callback_id: str) -> Json:
        """The step with that id; raises RefusedError, which lists the known ones."""
        for step in self.steps:
            if step["callback_id"] == callback_id:
                return step
        raise RefusedError("step_not_found", [step["callback_id"] for step in self.steps])

    def shortcut(self, name: str, kind: str) -> Json:
        """The shortcut of that name, message or global.

        Raises RefusedError, which lists the known ones.
        """
        for shortcut in self.shortcuts:
            if (shortcut["name"], shortcut["type"]) == (name, kind):
                return shortcut
        known = [f"{each['name']} ({each['type']})" for each in self.shortcuts]
        raise RefusedError("shortcut_not_found", known)

    def first_shortcut(self, kind: str) -> str:
        """The name of the first shortcut of that kind, message or global."""
        names = (each["name"] for each in self.shortcuts if each["type"] == kind)
        return next(names, f"(no {kind} shortcut)")
