"""The values of a workspace: users, channels, messages, files and views. PURE."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]
Arguments: TypeAlias = Mapping[str, Any]
"""The arguments of a call of the Web API."""

TEAM_ID = "T0PLAY0001"
TEAM_DOMAIN = "playground"
OTHER_TEAM_ID = "T0OTHER001"
"""Another company, which shares a channel with this one."""
APP_ID = "A0PLAY0001"
BOT_ID = "B0PLAYBOT1"


class RefusedError(Exception):
    """Slack refuses: `code` is its error (`channel_not_found`), `messages` explain it."""

    def __init__(self, code: str, messages: Sequence[str] = ()) -> None:
        super().__init__(code)
        self.code = code
        self.messages = tuple(messages)


@dataclass(frozen=True, slots=True)
class User:
    """A member of the team or of another company, or the bot."""

    id: str
    name: str
    real_name: str
    is_bot: bool = False
    title: str = ""
    team: str = TEAM_ID
    is_admin: bool = False
    is_guest: bool = False


@dataclass(frozen=True, slots=True)
class Channel:
    """A conversation: `kind` is channel (public), group (private) or im (a DM with the bot).

    `is_shared`: people of another company are members.
    """

    id: str
    name: str
    kind: str
    members: frozenset[str]
    is_shared: bool = False


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that a user shared; `overrides` replace fields of its file object."""

    id: str
    name: str
    content: bytes = field(repr=False)
    user: str
    overrides: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Message:
    """A message; `ephemeral_to` is the only user who sees it, None for a public one.

    `typed` is what its user typed, before it was composed.
    """

    ts: str
    channel: str
    user: str
    text: str
    blocks: Sequence[Json] = ()
    thread_ts: str | None = None
    metadata: Json | None = None
    ephemeral_to: str | None = None
    by_bot: bool = False
    edited_ts: str | None = None
    client_msg_id: str = ""
    typed: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_reply(self) -> bool:
        """Whether it is in a thread, below another message."""
        return self.thread_ts is not None and self.thread_ts != self.ts


@dataclass(frozen=True, slots=True)
class View:
    """A modal or a home tab, as one user sees it; `errors` by block_id.

    `refusals` counts how often errors were shown: the same ones again are a change, too.
    """

    id: str
    user: str
    content: Json
    hash: str
    root_id: str
    previous_id: str | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    refusals: int = 0

    @property
    def blocks(self) -> Sequence[Json]:
        """The view's blocks."""
        blocks: Sequence[Json] = self.content["blocks"]
        return blocks

    @property
    def title(self) -> str:
        """The title; empty for a home tab."""
        return str(self.content.get("title", {}).get("text", ""))


@dataclass(frozen=True, slots=True)
class AssistantThread:
    """What the assistant shows in a thread of a DM; without a `ts` in the DM itself.

    `heading` stands above the prompts; each of them has a title, and a message that it sends.
    """

    channel: str
    ts: str
    title: str = ""
    status: str = ""
    heading: str = ""
    prompts: Sequence[Json] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """What a user sees after an action: a message, or Slack's text about a failure."""

    text: str = ""
    message: Message | None = None
    error: str = ""


def elements(blocks: Sequence[Json]) -> Iterator[tuple[Json, Json]]:
    """Each block with each of its interactive elements: buttons, menus, inputs."""
    for block in blocks:
        several = block["elements"] if block["type"] in ("actions", "context_actions") else ()
        single = (block.get(name) for name in ("accessory", "element"))
        for element in (*several, *filter(None, single)):
            yield block, element


def with_ids(blocks: Sequence[Json], serial: Iterator[int]) -> list[Json]:
    """The blocks as Slack stores them: each with a block_id, each element with an action_id."""
    stored = [{**b, "block_id": b.get("block_id") or f"b{next(serial)}"} for b in blocks]
    for block in stored:
        if block["type"] in ("actions", "context_actions"):
            block["elements"] = [_with_id(element, serial) for element in block["elements"]]
        for name in ("accessory", "element"):
            if name in block:
                block[name] = _with_id(block[name], serial)
    return stored


def _with_id(element: Json, serial: Iterator[int]) -> Json:
    return {**element, "action_id": element.get("action_id") or f"a{next(serial)}"}
