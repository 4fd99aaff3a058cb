"""Filling in a form: what a person gives to a view's fields -> the state that Slack sends. PURE."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeAlias

from bot.playground.model import Json, elements

Given: TypeAlias = str | Sequence[str]
Options: TypeAlias = Sequence[Json]
Name: TypeAlias = str | tuple[str, str]
"""What an element is called: one of its words or ids, or exactly its block_id and action_id."""
_REQUIRED = "Please complete this required field."


class FormError(Exception):
    """What Slack says beside the fields before it lets a person submit, by block_id."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(dict(errors))
        self.errors = errors


def options_of(element: Json) -> list[Json]:
    """The options a menu offers by itself, those in groups included."""
    groups = element.get("option_groups", ())
    return [*element.get("options", ()), *(o for group in groups for o in group["options"])]


def _pick(options: Options, value: str) -> Json:
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
    return {"selected_option": _pick(options, str(value)) if value else None}


def _many(element: Json, value: Given | None, options: Options) -> Json:
    words = [value] if isinstance(value, str) else value
    initial = element.get("initial_options", [])
    return {"selected_options": initial if words is None else [_pick(options, w) for w in words]}


def _named(name: str) -> Callable[[Json, Given | None, Options], Json]:
    def fill(element: Json, value: Given | None, _options: Options) -> Json:
        initial = element.get(f"initial_{name}")
        return {f"selected_{name}": initial if value is None else value or None}

    return fill


_FILL: Mapping[str, Callable[[Json, Given | None, Options], Json]] = {
    **dict.fromkeys(
        ("plain_text_input", "email_text_input", "url_text_input", "number_input"), _text
    ),
    **dict.fromkeys(("static_select", "external_select", "radio_buttons", "overflow"), _one),
    **dict.fromkeys(("multi_static_select", "multi_external_select", "checkboxes"), _many),
    **{f"{n}s_select": _named(n) for n in ("user", "conversation", "channel")},
    **{f"multi_{n}_select": _named(n) for n in ("users", "conversations", "channels")},
    **{f"{n}picker": _named(n) for n in ("date", "time")},
    "datetimepicker": _named("date_time"),
}


def chosen(element: Json, value: Given | None, options: Options = ()) -> Json:
    """The element's state when the person gave that; "" and [] clear it, options may be offered."""
    fill = _FILL[element["type"]]
    return {"type": element["type"], **fill(element, value, [*options_of(element), *options])}


def state_of(
    blocks: Sequence[Json],
    values: Mapping[str, Given] | None = None,
    offered: Mapping[str, Options] | None = None,
) -> Json:
    """The state of all fields; raises LookupError for a field that is not there.

    A field goes by its block_id, its label or its action_id; `offered` are the options that the
    bot suggested, by action_id.
    """
    left = dict(values or {})
    state: Json = {}
    for block, element in _fields(blocks):
        request = chosen(
            element, given(block, element, left), (offered or {}).get(element["action_id"], ())
        )
        for name in names_of(block, element):
            left.pop(name, None)
        state.setdefault(block["block_id"], {})[element["action_id"]] = request
    if left:
        known = [names_of(block, element) for block, element in _fields(blocks)]
        raise LookupError(f"no field {', '.join(map(repr, left))} among {known}")
    return state


def given(block: Json, element: Json, values: Mapping[str, Given]) -> Given | None:
    """What was given to an element, by whichever of its names."""
    return next((values[name] for name in names_of(block, element) if name in values), None)


def check(blocks: Sequence[Json], state: Json) -> None:
    """Raise FormError for the fields that Slack does not let a person submit so."""
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
        if element["type"] in _FILL and element["type"] != "overflow":
            yield block, element


def goes_by(name: Name, block: Json, element: Json) -> bool:
    """Whether that is a name of the element."""
    exactly = (block["block_id"], element["action_id"])
    return name == exactly or name in names_of(block, element)


def names_of(block: Json, element: Json) -> list[str]:
    """What a person or a test may call an element: its label or words first."""
    words = [block.get("label"), element.get("text"), element.get("placeholder")]
    names = [word["text"] for word in words if word]
    return [*names, element["action_id"], block["block_id"]]


def _error(block: Json, element: Json, request: Json) -> str:
    [content] = [value for name, value in request.items() if name != "type"]
    if not content:
        return "" if block.get("optional") else _REQUIRED
    least = int(element.get("min_length", 0))
    most = int(element.get("max_length", 3000))
    if element["type"] == "plain_text_input" and not least <= len(content) <= most:
        return f"Please give {least} to {most} characters."
    return ""
