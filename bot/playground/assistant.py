"""The assistant of an app: the prompts that users see, and titles and statuses of threads. PURE.

Slack has had two. An app with an `agent_view` in its manifest is talked to in its messages tab, and
its prompts stand there. An older app with an `assistant_view` has a pane, in which each
conversation is a thread below a message of Slack's own.
Sources: https://docs.slack.dev/ai/migrating-to-agent-messaging, and the pages of the methods.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.playground.model import AssistantThread, Json

AGENT, PANE = "agent", "assistant"
"""The two, as the manifest has them before `_view`."""
SCOPE = "assistant:write"
"""The scope that an assistant needs."""
ROOT = "assistant_app_thread"
"""The subtype of the message above a conversation in the pane."""


@dataclass(frozen=True, slots=True)
class AssistantFeature:
    """What the manifest declares; `view` is empty for an app without an assistant."""

    view: str = ""
    prompts: Sequence[Json] = ()

    @classmethod
    def read(cls, features: Mapping[str, Any]) -> "AssistantFeature":
        """The feature among those of a manifest."""
        for view in (AGENT, PANE):
            declared = features.get(f"{view}_view")
            if declared is not None:
                return cls(view, declared.get("suggested_prompts", ()))
        return NO_ASSISTANT


NO_ASSISTANT = AssistantFeature()


class Assistant:
    """What users see of the assistant, by channel and thread; `publish` receives each change."""

    def __init__(self, publish: Callable[[AssistantThread], None]) -> None:
        self.feature = NO_ASSISTANT
        self._publish = publish
        self._threads: dict[tuple[str, str], AssistantThread] = {}

    def thread(self, channel: str, ts: str = "") -> AssistantThread:
        """What is shown in a thread, or without a ts in the messages tab itself."""
        fixed = self.feature.prompts if not ts else ()
        return self._threads.get((channel, ts)) or AssistantThread(channel, ts, prompts=fixed)

    def threads(self, channel: str) -> list[AssistantThread]:
        """All that is shown in a channel."""
        others = [each for each in self._threads.values() if each.channel == channel and each.ts]
        return [self.thread(channel), *others]

    def show(self, channel: str, ts: str, **changes: Any) -> None:  # noqa: ANN401 - AssistantThread's own fields
        """Change what is shown in a thread."""
        shown = replace(self.thread(channel, ts), **changes)
        self._threads[channel, ts] = shown
        self._publish(shown)

    def answered(self, channel: str, ts: str) -> None:
        """Remove the status: the bot has posted in the thread."""
        if self.thread(channel, ts).status:
            self.show(channel, ts, status="")
