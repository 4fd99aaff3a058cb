"""One checker of Slack's limits, for everything a bot sends: messages and views.

PURE. It refuses what Slack refuses, in Slack's words, and what leaves a screen reader silent.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.playground.block_kit import (
    BLOCKS,
    IDENTIFIER,
    MESSAGES_ONLY,
    MODALS_ONLY,
    OPTION,
    OPTION_GROUPS,
    plain_text,
)
from bot.playground.schema import (
    Check,
    Fault,
    any_object,
    anything,
    boolean,
    items,
    record,
    string,
    tagged,
)

__all__ = ["Fault", "faults_in_message", "faults_in_options", "faults_in_view"]

TEXT_MOST = 40_000
# Undocumented; others measured a refusal at about 13,200, so 12,000 leaves room.
BLOCKS_JSON_MOST = 12_000

_METADATA = record({"event_type": string(255), "event_payload": any_object}, {"entities": anything})
_COMMON_VIEW: Mapping[str, Check] = {
    "private_metadata": string(3000, 0),
    "callback_id": IDENTIFIER,
    "external_id": string(255, 0),
}
_BLOCKS_OF_A_VIEW = {"blocks": items(tagged(BLOCKS), 100)}
_VIEW = tagged(
    {
        "home": record(_BLOCKS_OF_A_VIEW, _COMMON_VIEW),
        "modal": record(
            {"title": plain_text(24), **_BLOCKS_OF_A_VIEW},
            {
                **_COMMON_VIEW,
                "submit": plain_text(24),
                "close": plain_text(24),
                "clear_on_close": boolean,
                "notify_on_close": boolean,
                "submit_disabled": boolean,
            },
        ),
    }
)
_OPTIONS = record(
    {},
    {"options": items(OPTION, 100, 0), "option_groups": OPTION_GROUPS},
    one_of=("options", "option_groups"),
)


def faults_in_message(payload: Mapping[str, Any], *, posted: bool = True) -> list[Fault]:
    """What is wrong with a message; `posted` by chat.postMessage, whose blocks may weigh less."""
    faults = [*_in_text(payload), *_in_blocks(payload.get("blocks") or [], "/blocks", "message")]
    for index, attachment in enumerate(payload.get("attachments") or []):
        blocks = attachment.get("blocks") or []
        faults += _in_blocks(blocks, f"/attachments/{index}/blocks", "message")
    if posted and len(json.dumps(payload.get("blocks") or [])) > BLOCKS_JSON_MOST:
        text = f"must be less than {BLOCKS_JSON_MOST + 1} characters of JSON"
        faults.append(Fault("/blocks", text, "msg_blocks_too_long"))
    if payload.get("metadata") is not None:
        found = _METADATA(payload["metadata"], "/metadata")
        faults += (replace(fault, error="invalid_metadata_format") for fault in found)
    return faults


def faults_in_view(view: Mapping[str, Any]) -> list[Fault]:
    """What is wrong with a modal or a home tab."""
    faults = list(_VIEW(view, "/view"))
    blocks = view.get("blocks")
    blocks = [b for b in blocks if isinstance(b, dict)] if isinstance(blocks, list) else []
    kind = view.get("type")
    faults += _out_of_place(blocks, "/view/blocks", str(kind))
    faults += _twice(blocks, "/view/blocks")
    if kind == "modal" and "submit" not in view and any(b.get("type") == "input" for b in blocks):
        faults.append(Fault("/view", "missing required field: submit"))
    return [replace(fault, error="invalid_arguments") for fault in faults]


def faults_in_options(answer: Mapping[str, Any]) -> list[Fault]:
    """What is wrong with the options that a bot suggests for an external select."""
    return list(_OPTIONS(answer, ""))


def _in_text(payload: Mapping[str, Any]) -> Iterator[Fault]:
    text = payload.get("text") or ""
    if not isinstance(text, str):
        yield Fault("/text", "must be a string", "invalid_arguments")
    elif len(text) > TEXT_MOST:
        yield Fault("/text", f"must be less than {TEXT_MOST + 1} characters", "msg_too_long")
    elif not text.strip():
        alone = not payload.get("blocks") and not payload.get("attachments")
        why = "missing required field: text" if alone else "screen readers read only the text"
        yield Fault("" if alone else "/text", why, "no_text" if alone else "")


def _in_blocks(blocks: object, at: str, surface: str) -> Iterator[Fault]:
    yield from items(tagged(BLOCKS), 50, 0)(blocks, at)
    if isinstance(blocks, list):
        known = [block if isinstance(block, dict) else {} for block in blocks]
        yield from _out_of_place(known, at, surface)
        yield from _twice(known, at)
        if sum(block.get("type") == "table" for block in known) > 1:
            yield Fault(at, "only one table allowed")


def _out_of_place(blocks: Sequence[Mapping[str, Any]], at: str, surface: str) -> Iterator[Fault]:
    elsewhere = MODALS_ONLY if surface == "message" else MESSAGES_ONLY
    if surface == "home":
        elsewhere |= MODALS_ONLY
    for index, block in enumerate(blocks):
        if str(block.get("type")) in elsewhere:
            yield Fault(f"{at}/{index}/type", f"unsupported type: {block['type']}")


def _twice(blocks: Sequence[Mapping[str, Any]], at: str) -> Iterator[Fault]:
    seen: set[object] = set()
    for index, block in enumerate(blocks):
        block_id = str(block.get("block_id", f"{index}#"))
        if block_id in seen:
            text = f'`block_id` "{block_id}" already exists for another block'
            yield Fault(f"{at}/{index}/block_id", text)
        seen.add(block_id)
        yield from _twice_in_block(block.get("elements"), f"{at}/{index}/elements")


def _twice_in_block(elements: object, at: str) -> Iterator[Fault]:
    seen: set[str] = set()
    for index, element in enumerate(elements if isinstance(elements, list) else ()):
        action_id = element.get("action_id") if isinstance(element, dict) else None
        if action_id is not None and str(action_id) in seen:
            text = f'`action_id` "{action_id}" already exists for another element'
            yield Fault(f"{at}/{index}/action_id", text)
        seen.add(str(action_id))
