"""The values a workspace is made of: users, channels, messages, views. PURE."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]

TEAM_ID = "T0PLAY0001"
TEAM_DOMAIN = "playground"
OTHER_TEAM_ID = "T0OTHER001"
"""Another company, which shares a channel with this one."""
APP_ID = "A0PLAY0001"
BOT_ID = "B0PLAYBOT1"


class RefusedError(Exception):
    """Slack's refusal, by its code (`channel_not_found`), with what it says of the arguments."""

    def __init__(self, code: str, messages: Sequence[str] = ()) -> None:
        super().__init__(code)
        self.code = code
        self.messages = tuple(messages)


@dataclass(frozen=True, slots=True)
class User:
    """Someone of the team, or of another company's, or the bot."""

    id: str
    name: str
    real_name: str
    is_bot: bool = False
    title: str = ""
    team: str = TEAM_ID


@dataclass(frozen=True, slots=True)
class Channel:
    """A place to talk: `kind` is channel (public), group (private) or im (a DM with the bot).

    `is_shared` says that another company's people are in it.
    """

    id: str
    name: str
    kind: str
    members: frozenset[str]
    is_shared: bool = False

    def with_member(self, user: str) -> "Channel":
        """The channel after that user joined."""
        return replace(self, members=self.members | {user})

    def without_member(self, user: str) -> "Channel":
        """The channel after that user left."""
        return replace(self, members=self.members - {user})


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that somebody shared; `as_told` are fields of its file object that differ."""

    id: str
    name: str
    content: bytes = field(repr=False)
    user: str
    as_told: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Message:
    """What was said; `ephemeral_to` is the one person who sees it, if it is not for all."""

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
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_reply(self) -> bool:
        """Whether it stands below another message, in a thread."""
        return self.thread_ts is not None and self.thread_ts != self.ts


@dataclass(frozen=True, slots=True)
class View:
    """A modal or a home tab as one person sees it; `errors` stand beside its fields, by block."""

    id: str
    user: str
    content: Json
    hash: str
    root_id: str
    previous_id: str | None = None
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def blocks(self) -> Sequence[Json]:
        """The blocks it shows."""
        blocks: Sequence[Json] = self.content["blocks"]
        return blocks

    @property
    def title(self) -> str:
        """The words at its top; a home tab has none."""
        return str(self.content.get("title", {}).get("text", ""))


def elements(blocks: Sequence[Json]) -> Iterator[tuple[Json, Json]]:
    """Each block with each element in it that a person can use: buttons, menus, inputs."""
    for block in blocks:
        inside = block["elements"] if block["type"] in ("actions", "context_actions") else ()
        alone = (block.get(name) for name in ("accessory", "element"))
        for element in (*inside, *filter(None, alone)):
            yield block, element


def named(blocks: Sequence[Json], serial: Iterator[int]) -> list[Json]:
    """The blocks as Slack keeps them: each with a block_id, each element with an action_id."""
    kept = [{**block, "block_id": block.get("block_id") or f"b{next(serial)}"} for block in blocks]
    for block in kept:
        if block["type"] in ("actions", "context_actions"):
            block["elements"] = [_named(element, serial) for element in block["elements"]]
        for name in ("accessory", "element"):
            if name in block:
                block[name] = _named(block[name], serial)
    return kept


def _named(element: Json, serial: Iterator[int]) -> Json:
    return {**element, "action_id": element.get("action_id") or f"a{next(serial)}"}
