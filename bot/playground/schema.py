"""Small checks that combine into the schema of a payload; faults are in Slack's words. PURE.

A check takes a value and its JSON pointer, and yields the faults it finds there.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a payload, and where.

    `error` is the code with which Slack refuses it; empty if Slack accepts it, but users suffer.
    """

    pointer: str
    text: str
    error: str = "invalid_blocks"

    def __str__(self) -> str:
        return f"[ERROR] {self.text} [json-pointer:{self.pointer}]"


Check = Callable[[object, str], Iterator[Fault]]


def anything(_value: object, _at: str) -> Iterator[Fault]:
    """Any value."""
    yield from ()


def boolean(value: object, at: str) -> Iterator[Fault]:
    """True or false."""
    if not isinstance(value, bool):
        yield Fault(at, "must be a boolean")


def integer(value: object, at: str) -> Iterator[Fault]:
    """A whole number."""
    if not isinstance(value, int) or isinstance(value, bool):
        yield Fault(at, "must be an integer")


def any_string(value: object, at: str) -> Iterator[Fault]:
    """A text of any length."""
    if not isinstance(value, str):
        yield Fault(at, "must be a string")


def any_object(value: object, at: str) -> Iterator[Fault]:
    """An object, whatever its fields."""
    if not isinstance(value, dict):
        yield Fault(at, "must provide an object")


def string(most: int, least: int = 1) -> Check:
    """A text of `least` to `most` characters."""

    def check(value: object, at: str) -> Iterator[Fault]:
        if not isinstance(value, str):
            yield Fault(at, "must be a string")
        elif len(value) < least:
            yield Fault(at, f"must be more than {least - 1} characters")
        elif len(value) > most:
            yield Fault(at, f"must be less than {most + 1} characters")

    return check


def choice(*allowed: str) -> Check:
    """One of these words."""

    def check(value: object, at: str) -> Iterator[Fault]:
        if value not in allowed:
            yield Fault(at, f"must be a valid enum value: one of {', '.join(allowed)}")

    return check


def items(each: Check, most: int, least: int = 1) -> Check:
    """A list of `least` to `most` values, each of which passes."""

    def check(value: object, at: str) -> Iterator[Fault]:
        if not isinstance(value, list):
            yield Fault(at, "must be an array")
            return
        if len(value) < least:
            yield Fault(at, f"no less than {least} items allowed")
        if len(value) > most:
            yield Fault(at, f"no more than {most} items allowed")
        for index, item in enumerate(value):
            yield from each(item, f"{at}/{index}")

    return check


def record(
    required: Mapping[str, Check] | None = None,
    one_of: tuple[str, ...] = (),
    /,
    **optional: Check,
) -> Check:
    """An object with these fields, `type` and no others, and at least one of `one_of`."""
    needed = required or {}
    fields = {"type": anything, **needed, **optional}

    def check(value: object, at: str) -> Iterator[Fault]:
        if not isinstance(value, dict):
            yield Fault(at, "must provide an object")
            return
        for name in needed:
            if name not in value:
                yield Fault(at, f"missing required field: {name}")
        if one_of and not any(name in value for name in one_of):
            yield Fault(at, f"must define either {' or '.join(f'`{name}`' for name in one_of)}")
        for name, found in value.items():
            if name in fields:
                yield from fields[name](found, f"{at}/{name}")
            else:
                yield Fault(at, f"invalid additional property: {name}")

    return check


def tagged(kinds: Mapping[str, Check]) -> Check:
    """An object whose `type` names the check that it must pass."""

    def check(value: object, at: str) -> Iterator[Fault]:
        if not isinstance(value, dict):
            yield Fault(at, "must provide an object")
        elif "type" not in value:
            yield Fault(at, "missing required field: type")
        elif not isinstance(value["type"], str) or value["type"] not in kinds:
            yield Fault(f"{at}/type", f"unsupported type: {value['type']}")
        else:
            yield from kinds[value["type"]](value, at)

    return check
