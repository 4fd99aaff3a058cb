"""From the values that a user gives to a form's fields, to the state that Slack sends. PURE."""

from collections.abc import Callable, Iterator, Mapping, Sequence
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


def _text(element: Json, value: Given | None, _options: Options) -> Json:
    return {"value": element.get("initial_value") if value is None else str(value) or None}


def _one(element: Json, value: Given | None, options: Options) -> Json:
    if value is None:
        return {"selected_option": element.get("initial_option")}
    return {"selected_option": _option(options, str(value)) if value else None}


def _many(element: Json, value: Given | None, options: Options) -> Json:
    words = [value] if isinstance(value, str) else value
    initial = element.get("initial_options", [])
    return {"selected_options": initial if words is None else [_option(options, w) for w in words]}


def _plain(name: str) -> Callable[[Json, Given | None, Options], Json]:
    def select(element: Json, value: Given | None, _options: Options) -> Json:
        initial = element.get(f"initial_{name}")
        return {f"selected_{name}": initial if value is None else value or None}

    return select


def _plain_many(name: str) -> Callable[[Json, Given | None, Options], Json]:
    def select(element: Json, value: Given | None, _options: Options) -> Json:
        words = [value] if value and isinstance(value, str) else value
        chosen = element.get(f"initial_{name}", ()) if words is None else words
        return {f"selected_{name}": list(chosen)}

    return select


_SELECT: Mapping[str, Callable[[Json, Given | None, Options], Json]] = {
    **dict.fromkeys(
        ("plain_text_input", "email_text_input", "url_text_input", "number_input"), _text
    ),
    **dict.fromkeys(("static_select", "external_select", "radio_buttons", "overflow"), _one),
    **dict.fromkeys(("multi_static_select", "multi_external_select", "checkboxes"), _many),
    **{f"{n}s_select": _plain(n) for n in ("user", "conversation", "channel")},
    **{f"multi_{n}_select": _plain_many(n) for n in ("users", "conversations", "channels")},
    **{f"{n}picker": _plain(n) for n in ("date", "time")},
    "datetimepicker": _plain("date_time"),
}


def selection(element: Json, value: Given | None, offered: Options = ()) -> Json:
    """The element's state for a value: None is its initial value, "" and [] clear it.

    `offered` are options that the bot suggested. Raises LookupError for an unknown option.
    """
    options = [*options_of(element), *offered]
    return {"type": element["type"], **_SELECT[element["type"]](element, value, options)}


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
        if element["type"] in _SELECT and element["type"] != "overflow":
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
