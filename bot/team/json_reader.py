"""PURE. Reads JSON, and reports every fault with the JSON pointer of its place."""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NoReturn, TypeVar

from bot.database.columns import storable

MOST_FAULTS = 100
MISSING = object()
EPOCH = "1970-01-01T00:00:00+00:00"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault in the file: the JSON pointer (RFC 6901) of its place, and a message."""

    pointer: str
    text: str

    def __str__(self) -> str:
        return f"{self.pointer or 'the file'}: {self.text}"


class FatalFaultError(Exception):
    """A fault after which the rest of the file cannot be read."""

    def __init__(self, pointer: str, text: str) -> None:
        super().__init__(text)
        self.fault = Fault(pointer, text)


class _Object(dict[str, Any]):
    """A JSON object, and the names that it contains more than once."""

    def __init__(self, members: list[tuple[str, Any]]) -> None:
        super().__init__(members)
        counts = Counter(name for name, _ in members)
        self.repeated = [name for name, count in counts.items() if count > 1]


def parse_json(content: bytes, largest: int) -> object:
    """The JSON value in a file. Raises `FatalFaultError`."""
    if len(content) > largest:
        raise FatalFaultError(
            "", f"has {len(content):,} bytes: at most {largest:,} can be imported"
        )
    try:
        text = content.decode("utf-8-sig")
        return json.loads(text, object_pairs_hook=_Object, parse_constant=_no_number)
    except UnicodeDecodeError as error:
        raise FatalFaultError("", f"is not UTF-8: {error.reason} at byte {error.start}") from None
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise FatalFaultError("", f"is not JSON: {error.msg} ({where})") from None
    except (ValueError, RecursionError) as error:
        raise FatalFaultError("", f"is not JSON that can be read: {error}") from None


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


class Node:
    """A value and its place. Each method returns a value, after a fault a default."""

    def __init__(self, value: object, pointer: str, faults: list[Fault]) -> None:
        self.value = value
        self.pointer = pointer
        self._faults = faults

    @property
    def is_present(self) -> bool:
        """Whether there is a value, and of the right type as far as it was checked."""
        return self.value is not MISSING

    def fault(self, text: str) -> None:
        """Report a fault of this value, unless it is missing or of a wrong type."""
        if not self.is_present:
            return
        self._faults.append(Fault(self.pointer, text))
        if len(self._faults) == MOST_FAULTS:
            raise FatalFaultError("", "has more faults than these")

    def _child(self, name: object, value: object) -> "Node":
        escaped = str(name).replace("~", "~0").replace("/", "~1")
        return Node(value, f"{self.pointer}/{escaped}", self._faults)

    def _as(self, kind: type[T], name: str, default: T) -> T:
        if type(self.value) is kind:
            return self.value
        self.fault(f"is not {name}")
        self.value = MISSING
        return default

    def members(self, *names: str, optional: tuple[str, ...] = ()) -> "dict[str, Node]":
        """The members of an object: all of these names are required, and no others allowed."""
        found = self._as(_Object, "an object", _Object([]))
        for name in found.repeated:
            self._child(name, None).fault("is there more than once")
        for name in found:
            if name not in (*names, *optional):
                self._child(name, None).fault("is not known")
        for name in names:
            if name not in found and self.value is found:
                self.fault(f"has no {name!r}")
        return {name: self._child(name, found.get(name, MISSING)) for name in (*names, *optional)}

    def items(self) -> "list[Node]":
        """The items of a list."""
        found = self._as(list, "a list", [])
        return [self._child(number, item) for number, item in enumerate(found)]

    def text(self, most: int, least: int = 0) -> str:
        """A text of that many characters, all of which a database can store."""
        text = self._as(str, "a text", "?")
        if len(text) > most:
            self.fault(f"has {len(text)} characters: at most {most} are allowed")
        elif len(text) < least:
            self.fault("is empty")
        elif storable(text) != text:
            self.fault("has a character that cannot be stored")
        return text

    def number(self) -> int:
        """A whole number."""
        return self._as(int, "a whole number", 0)

    def flag(self) -> bool:
        """True or false."""
        return self._as(bool, "true or false", default=False)

    def time(self) -> datetime:
        """A time, in UTC."""
        text = self._as(str, "a text", EPOCH)
        try:
            time = datetime.fromisoformat(text)
            if time.tzinfo:
                return time.astimezone(UTC)
        except (ValueError, OverflowError):
            pass
        self.fault("is not a time with its offset from UTC, as 2026-11-23T07:00:00+00:00")
        return datetime.fromisoformat(EPOCH)
