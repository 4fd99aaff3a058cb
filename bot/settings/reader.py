"""PURE. Reads settings one by one, collects what is wrong, and shows them without secrets."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlsplit

from bot.settings.parsers import SQLITE, check_unquoted
from bot.settings.variables import Variable, Variables

DEFAULT = "default"
HIDDEN = "…"

T = TypeVar("T")


class SettingsError(ValueError):
    """Settings are missing or malformed; `faults` has a message for each."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class ShownSetting:
    """A setting as an operator may see it: its value without secrets, and its origin."""

    name: str
    value: str
    origin: str


class Reader:
    """Reads settings of `variables`; `faults` and `shown` are about those that were read."""

    def __init__(self, variables: Variables) -> None:
        self._variables = variables
        self._found: dict[str, Variable | None] = {}
        self._unreadable: set[str] = set()
        self.faults: list[str] = []
        self.shown: list[ShownSetting] = []

    def has(self, name: str) -> bool:
        """Whether there is such a setting, even one that cannot be read."""
        return self._find(name) is not None or name in self._unreadable

    def read(
        self, name: str, parse: Callable[[str], T], default: str, show: Callable[[T], str] = str
    ) -> T:
        """The setting, or else the default, which is a text to parse, too."""
        found = self.read_optional(name, parse, show)
        if found is not None:
            return found
        value = parse(default)
        if not self.has(name):
            self.shown[-1] = ShownSetting(name, show(value), DEFAULT)
        return value

    def read_optional(
        self, name: str, parse: Callable[[str], T], show: Callable[[T], str] = str
    ) -> T | None:
        """The setting; None if there is none, or if it is malformed."""
        variable = self._find(name)
        if variable is None:
            self.shown.append(ShownSetting(name, "", "not readable" if self.has(name) else DEFAULT))
            return None
        try:
            check_unquoted(variable.text)
            value = parse(variable.text)
        except ValueError as error:
            self.faults.append(f"{name} {error}")
            self.shown.append(ShownSetting(name, "malformed", variable.origin))
            return None
        self.shown.append(ShownSetting(name, show(value), variable.origin))
        return value

    def read_any_case(
        self, name: str, parse: Callable[[str], str], show: Callable[[str], str] = str
    ) -> str | None:
        """Read a proxy variable: by convention, its lower-case name takes precedence."""
        lower = name.lower()
        return self.read_optional(lower if self.has(lower) else name, parse, show)

    def check(self) -> None:
        """Raise `SettingsError` if there are faults."""
        if self.faults:
            raise SettingsError(tuple(self.faults))

    def _find(self, name: str) -> Variable | None:
        if name not in self._found:
            try:
                self._found[name] = self._variables.find(name)
            except ValueError as error:
                self._found[name] = None
                self._unreadable.add(name)
                self.faults.append(f"{name} {error}")
        return self._found[name]


# How values are shown


def show_token(token: str) -> str:
    """Which kind of token it is."""
    return f"{token[:5]}{HIDDEN}"


def show_secret(_: object) -> str:
    """Only that there is one."""
    return HIDDEN


def show_address(address: str) -> str:
    """The address without a user and a password."""
    parts = urlsplit(address)
    user, _, host = parts.netloc.rpartition("@")
    return parts._replace(netloc=f"{HIDDEN}@{host}" if user else host).geturl()


def show_database(url: str) -> str:
    """The file, or the kind of database: any other part of the URL may be a secret."""
    return url if url.startswith(SQLITE) else f"{url.partition('://')[0]}://{HIDDEN}"


def show_names(names: frozenset[str]) -> str:
    """The names in the order of the alphabet."""
    return ", ".join(sorted(names))


def show_switch(value: bool) -> str:  # noqa: FBT001 - the value of a setting
    """The digit that the setting has in `.env`."""
    return "1" if value else "0"
