"""The checker of Slack's limits for all that a bot sends: messages, views, options. PURE.

It reports what Slack refuses, in Slack's words, and what leaves a screen reader silent.
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
    Checks,
    plain_text,
)
from bot.playground.model import RefusedError
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

TEXT_MOST = 40_000
# Undocumented; others measured a refusal at about 13,200, so 12,000 leaves room.
BLOCKS_JSON_MOST = 12_000

_METADATA = record({"event_type": string(255), "event_payload": any_object}, entities=anything)


def _blocks(most: int, least: int, *without: str) -> Check:
    """A list of `least` to `most` blocks, of all types but those."""
    types = {name: check for name, check in BLOCKS.items() if name not in without}
    return items(tagged(types), most, least)


_MESSAGE_BLOCKS = _blocks(50, 0, *MODALS_ONLY)
_MODAL_BLOCKS = _blocks(100, 1, *MESSAGES_ONLY)
_HOME_BLOCKS = _blocks(100, 1, *MESSAGES_ONLY, *MODALS_ONLY)
_VIEW_FIELDS: Checks = {
    "private_metadata": string(3000, 0),
    "callback_id": IDENTIFIER,
    "external_id": string(255, 0),
}
_VIEW = tagged(
    {
        "home": record({"blocks": _HOME_BLOCKS}, **_VIEW_FIELDS),
        "modal": record(
            {"title": plain_text(24), "blocks": _MODAL_BLOCKS},
            **_VIEW_FIELDS,
            submit=plain_text(24),
            close=plain_text(24),
            clear_on_close=boolean,
            notify_on_close=boolean,
            submit_disabled=boolean,
        ),
    }
)
_OPTIONS = record(
    None,
    ("options", "option_groups"),
    options=items(OPTION, 100, 0),
    option_groups=OPTION_GROUPS,
)


def faults_in_message(payload: Mapping[str, Any], *, posted: bool = True) -> list[Fault]:
    """The faults in a message. `posted`: by chat.postMessage, whose blocks must be smaller."""
    faults = [*_in_text(payload), *_in_blocks(payload.get("blocks") or [], "/blocks")]
    for index, attachment in enumerate(payload.get("attachments") or []):
        blocks = attachment.get("blocks") or []
        faults += _in_blocks(blocks, f"/attachments/{index}/blocks")
    if posted and len(json.dumps(payload.get("blocks") or [])) > BLOCKS_JSON_MOST:
        text = f"must be less than {BLOCKS_JSON_MOST + 1} characters of JSON"
        faults.append(Fault("/blocks", text, "msg_blocks_too_long"))
    if payload.get("metadata") is not None:
        found = _METADATA(payload["metadata"], "/metadata")
        faults += (replace(fault, error="invalid_metadata_format") for fault in found)
    return faults


def faults_in_reply(payload: Mapping[str, Any]) -> list[Fault]:
    """The faults in an answer to a command or a response_url; a deletion needs no text."""
    return [] if payload.get("delete_original") else faults_in_message(payload, posted=False)


def faults_in_view(view: Mapping[str, Any]) -> list[Fault]:
    """The faults in a modal or a home tab."""
    faults = list(_VIEW(view, "/view"))
    blocks = view.get("blocks")
    blocks = [b for b in blocks if isinstance(b, dict)] if isinstance(blocks, list) else []
    kind = view.get("type")
    faults += _duplicate_ids(blocks, "/view/blocks")
    if kind == "modal" and "submit" not in view and any(b.get("type") == "input" for b in blocks):
        faults.append(Fault("/view", "missing required field: submit"))
    return [replace(fault, error="invalid_arguments") for fault in faults]


def faults_in_options(answer: Mapping[str, Any]) -> list[Fault]:
    """The faults in the options that a bot suggests for an external select."""
    return list(_OPTIONS(answer, ""))


def refuse(faults: Sequence[Fault]) -> None:
    """Raise RefusedError if Slack refuses one of these faults."""
    errors = [fault.error for fault in faults if fault.error]
    if errors:
        same = [str(fault) for fault in faults if fault.error == errors[0]]
        raise RefusedError(errors[0], same)


def _in_text(payload: Mapping[str, Any]) -> Iterator[Fault]:
    text = payload.get("text") or ""
    if not isinstance(text, str):
        yield Fault("/text", "must be a string", "invalid_arguments")
    elif len(text) > TEXT_MOST:
        yield Fault("/text", f"must be less than {TEXT_MOST + 1} characters", "msg_too_long")
    elif not text.strip() and not payload.get("blocks") and not payload.get("attachments"):
        yield Fault("", "missing required field: text", "no_text")
    elif not text.strip():
        yield Fault("/text", "screen readers read only the text", "")


def _in_blocks(blocks: object, at: str) -> Iterator[Fault]:
    yield from _MESSAGE_BLOCKS(blocks, at)
    if isinstance(blocks, list):
        known = [block if isinstance(block, dict) else {} for block in blocks]
        yield from _duplicate_ids(known, at)
        if sum(block.get("type") == "table" for block in known) > 1:
            yield Fault(at, "only one table allowed")


def _duplicate_ids(blocks: Sequence[Mapping[str, Any]], at: str) -> Iterator[Fault]:
    yield from _duplicates(blocks, "block_id", "block", at)
    for index, block in enumerate(blocks):
        yield from _duplicates(
            block.get("elements"), "action_id", "element", f"{at}/{index}/elements"
        )


def _duplicates(parts: object, name: str, kind: str, at: str) -> Iterator[Fault]:
    seen: set[str] = set()
    for index, part in enumerate(parts if isinstance(parts, list) else ()):
        found = part.get(name) if isinstance(part, dict) else None
        if found is None:
            continue
        if str(found) in seen:
            text = f'`{name}` "{found}" already exists for another {kind}'
            yield Fault(f"{at}/{index}/{name}", text)
        seen.add(str(found))
