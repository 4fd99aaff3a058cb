"""From the values that a user gives to a form's fields, to the state that Slack sends. PURE."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from bot.playground.model import Json, elements

Given: TypeAlias = str | Sequence[str]
Options: TypeAlias = Sequence[Json]
Name: TypeAlias = str | tuple[str, str]
"""The name of an element: a text or id of it, or exactly its block_id and action_id."""
_REQUIRED = "Please complete this required field."


class FormError(Exception):
    """Slack does not submit the form; `errors` are shown beside its fields, by block_id."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(dict(errors))
        self.errors = errors


def options_of(element: Json) -> list[Json]:
    """The options of a menu, including those in groups."""
    groups = element.get("option_groups", ())
    return [*element.get("options", ()), *(o for group in groups for o in group["options"])]


def _option(options: Options, value: str) -> Json:
    for option in options:
        if value in (option["text"]["text"], option.get("value")):
            return {name: option[name] for name in ("text", "value") if name in option}
    known = [option["text"]["text"] for option in options]
    raise LookupError(f"no option {value!r} among {known}")


_SELECTED: Mapping[str, str] = {
    **dict.fromkeys(
        ("plain_text_input", "email_text_input", "url_text_input", "number_input"), "value"
    ),
    **dict.fromkeys(("static_select", "external_select", "radio_buttons", "overflow"), "option"),
    **dict.fromkeys(("multi_static_select", "multi_external_select", "checkboxes"), "options"),
    "users_select": "user",
    "multi_users_select": "users",
    "conversations_select": "conversation",
    "multi_conversations_select": "conversations",
    "channels_select": "channel",
    "multi_channels_select": "channels",
    "datepicker": "date",
    "timepicker": "time",
    "datetimepicker": "date_time",
}
"""What the state of an element names, by its type; a plural names a list."""


def selection(element: Json, value: Given | None, offered: Options = ()) -> Json:
    """The element's state for a value: None is its initial value, "" and [] clear it.

    `offered` are options that the bot suggested. Raises LookupError for an unknown option.
    """
    kind = element["type"]
    name = _SELECTED[kind]
    field = name if name == "value" else f"selected_{name}"
    return {"type": kind, field: _chosen(name, element, value, offered)}


def _chosen(name: str, element: Json, value: Given | None, offered: Options) -> object:
    is_list = name.endswith("s")
    if value is None:
        return element.get(f"initial_{name}", [] if is_list else None)
    if not value:
        return [] if is_list else None
    words = list(value) if is_list and not isinstance(value, str) else [str(value)]
    chosen: list[object] = [*words]
    if name in ("option", "options"):
        options = [*options_of(element), *offered]
        chosen = [_option(options, word) for word in words]
    return chosen if is_list else chosen[0]


def state_of(
    blocks: Sequence[Json],
    values: Mapping[str, Given] | None = None,
    offered: Mapping[str, Options] | None = None,
) -> Json:
    """The state of all fields, for values by block_id, label or action_id.

    `offered` are options that the bot suggested, by action_id. Raises LookupError for an unknown
    field or option.
    """
    left = dict(values or {})
    state: Json = {}
    for block, element in _fields(blocks):
        options = (offered or {}).get(element["action_id"], ())
        chosen = selection(element, given(block, element, left), options)
        for name in names_of(block, element):
            left.pop(name, None)
        state.setdefault(block["block_id"], {})[element["action_id"]] = chosen
    if left:
        known = [names_of(block, element) for block, element in _fields(blocks)]
        raise LookupError(f"no field {', '.join(map(repr, left))} among {known}")
    return state


def given(block: Json, element: Json, values: Mapping[str, Given]) -> Given | None:
    """The value of an element, by any of its names; None if there is none."""
    return next((values[name] for name in names_of(block, element) if name in values), None)


def check(blocks: Sequence[Json], state: Json) -> None:
    """Raise FormError if Slack does not submit these inputs in this state."""
    found = {
        block["block_id"]: _error(block, element, state[block["block_id"]][element["action_id"]])
        for block, element in _fields(blocks)
        if block["type"] == "input"
    }
    errors = {block_id: error for block_id, error in found.items() if error}
    if errors:
        raise FormError(errors)


def _fields(blocks: Sequence[Json]) -> Iterator[tuple[Json, Json]]:
    for block, element in elements(blocks):
        if element["type"] in _SELECTED and element["type"] != "overflow":
            yield block, element


def find(blocks: Sequence[Json], name: Name) -> tuple[Json, Json]:
    """The element of that name, and its block; raises LookupError."""
    for block, element in elements(blocks):
        exact = (block["block_id"], element["action_id"])
        if name == exact or name in names_of(block, element):
            return block, element
    known = [names_of(block, element)[0] for block, element in elements(blocks)]
    raise LookupError(f"nothing named {name!r} to use among {known}")


def names_of(block: Json, element: Json) -> list[str]:
    """The names by which an element can be found: its label or text first, then its ids."""
    texts = [block.get("label"), element.get("text"), element.get("placeholder")]
    names = [text["text"] for text in texts if text]
    return [*names, element["action_id"], block["block_id"]]


def _error(block: Json, element: Json, state: Json) -> str:
    [content] = [value for name, value in state.items() if name != "type"]
    if not content:
        return "" if block.get("optional") else _REQUIRED
    least = int(element.get("min_length", 0))
    most = int(element.get("max_length", 3000))
    if element["type"] == "plain_text_input" and not least <= len(content) <= most:
        return f"Please give {least} to {most} characters."
    return ""
