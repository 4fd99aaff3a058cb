"""The inputs of forms: how they are built, and how what is submitted in them is parsed."""

from collections.abc import Mapping
from typing import Any

from bot.replies.block_kit import Block
from bot.replies.document import shortened

LONGEST_OPTION = 75
"""Characters of an option of a menu."""


def plain_text(text: str) -> Block:
    """A text without markup."""
    return {"type": "plain_text", "text": text}


def option(value: str, text: str) -> Block:
    """An option of a menu."""
    return {"text": plain_text(shortened(text, LONGEST_OPTION)), "value": value}


def text_input(
    longest: int, value: str = "", *, placeholder: str = "", multiline: bool = False
) -> Block:
    """An input for text of that many characters, with the text that it has at first."""
    element: dict[str, Any] = {
        "type": "plain_text_input",
        "action_id": "text",
        "multiline": multiline,
        "max_length": longest,
    }
    if placeholder:
        element["placeholder"] = plain_text(placeholder)
    if value:
        element["initial_value"] = value
    return element


def menu(options: Mapping[str, str], initial: str) -> Block:
    """A menu with these texts by value. `initial` is chosen at first, if it is among them."""
    made = {value: option(value, text) for value, text in options.items()}
    element = {"type": "static_select", "action_id": "choice", "options": list(made.values())}
    return {**element, "initial_option": made[initial]} if initial in made else element


def field(
    name: str, label: str, element: Block, hint: str = "", *, optional: bool = False
) -> Block:
    """A field with an input of any kind, labelled, and under it the hint if there is one."""
    block = {
        "type": "input",
        "block_id": name,
        "optional": optional,
        "label": plain_text(label),
        "element": element,
    }
    return {**block, "hint": plain_text(hint)} if hint else block


def typed(view: Mapping[str, Any], name: str) -> str:
    """The text that was typed into a field; empty for none."""
    return str(submitted_in(view, name, "value") or "")


def chosen(view: Mapping[str, Any], name: str) -> str:
    """The value of the option that was chosen in a field; empty for none."""
    return str((submitted_in(view, name, "selected_option") or {}).get("value") or "")


def submitted_in(view: Mapping[str, Any], name: str, what: str) -> Any:  # noqa: ANN401 - Slack's own
    """What was submitted in a field, or None; `what` is the name that Slack gives it.

    A field has one input. Whatever its `action_id`, that one is parsed, so that forms which an
    older version of the bot has opened are parsed too.
    """
    inputs: Mapping[str, Mapping[str, Any]] = view["state"]["values"].get(name) or {}
    return next((each.get(what) for each in inputs.values()), None)
