"""What Slack acts on in an app's manifest: commands, shortcuts, events, scopes, steps. PURE."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.playground.assistant import NO_ASSISTANT, AssistantFeature
from bot.playground.model import RefusedError
from bot.playground.steps import Step

DEFAULT_EVENTS = ("app_mention", "message.im", "app_home_opened")


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A shortcut; `kind` is message or global."""

    name: str
    kind: str
    callback_id: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What decides what Slack sends to the bot; `scopes` is None if the manifest has none."""

    commands: Mapping[str, Mapping[str, Any]]
    shortcuts: tuple[Shortcut, ...]
    events: frozenset[str]
    scopes: frozenset[str] | None = None
    steps: tuple[Step, ...] = ()
    assistant: AssistantFeature = NO_ASSISTANT

    @classmethod
    def read(cls, manifest: Mapping[str, Any]) -> "Manifest":
        """The manifest in the format of an app's settings."""
        features = manifest.get("features", {})
        subscriptions = manifest.get("settings", {}).get("event_subscriptions", {})
        scopes = manifest.get("oauth_config", {}).get("scopes", {}).get("bot")
        return cls(
            {command["command"]: command for command in features.get("slash_commands", ())},
            tuple(
                Shortcut(each["name"], each["type"], each["callback_id"])
                for each in features.get("shortcuts", ())
            ),
            frozenset(subscriptions.get("bot_events", DEFAULT_EVENTS)),
            None if scopes is None else frozenset(scopes),
            tuple(Step.read(*each) for each in manifest.get("functions", {}).items()),
            AssistantFeature.read(features),
        )

    def step(self, callback_id: str) -> Step:
        """The step with that id; raises RefusedError, which lists the known ones."""
        for step in self.steps:
            if step.callback_id == callback_id:
                return step
        raise RefusedError("step_not_found", [step.callback_id for step in self.steps])

    def shortcut(self, name: str, kind: str) -> Shortcut:
        """The shortcut of that name and kind; raises RefusedError, which lists the known ones."""
        for shortcut in self.shortcuts:
            if (shortcut.name, shortcut.kind) == (name, kind):
                return shortcut
        known = [f"{each.name} ({each.kind})" for each in self.shortcuts]
        raise RefusedError("shortcut_not_found", known)

    def first_shortcut(self, kind: str) -> str:
        """The name of the first shortcut of that kind."""
        names = (each.name for each in self.shortcuts if each.kind == kind)
        return next(names, f"(no {kind} shortcut)")
