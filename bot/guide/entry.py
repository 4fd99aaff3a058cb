"""PURE. The one shape of what is known of a status code: from an article, the guide or a team.

Every class here raises `EntryError`, with the offending text, if its values are invalid.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.codes.printed_by import PrintedBy
from bot.codes.status_code import StatusCode


class EntryError(ValueError):
    """A part of an entry is invalid; the message quotes it."""


class Provenance(StrEnum):
    """The source of an entry."""

    DOCUMENTED = "documented"
    """Microsoft documents it for IISSYNC."""
    GUIDE = "guide"
    """This project's guide to Windows."""
    TEAM = "team"
    NAMES = "names"
    """Only a header's name is known."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Source:
    """A web page with a fact; `label` is a short name, such as an article's number, or empty."""

    title: str
    url: str
    label: str = ""

    def __post_init__(self) -> None:
        _check_line(self.title, "a source's title")
        if not re.fullmatch(r"https?://[^\s<>|]+", self.url):
            raise EntryError(f"{self.url!r} is no address of a source: it begins with https://")

    @property
    def name(self) -> str:
        """The name of the page in an answer: its label, or its title."""
        return self.label or self.title


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement, its sources, and the product that it is limited to, if there is one.

    A fact without a source in a documented entry is this project's own suggestion.
    """

    text: str
    sources: tuple[Source, ...] = ()
    product: str = ""

    def __post_init__(self) -> None:
        _check_line(self.text, "a fact")


@dataclass(frozen=True, slots=True)
class Family:
    """Codes with a common origin, which are investigated in the same way.

    `about` says in one sentence where a code without an entry comes from; `look` has the steps to
    find out more.
    """

    key: str
    title: str
    about: str = ""
    look: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _check_line(self.key, "a family's key")
        _check_line(self.title, "a family's title")


FACTS = ("causes", "steps", "warnings")
"""The lists of facts that an entry has."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What one source says about a code, or about several codes with the same meaning.

    `meaning` says in one sentence what happened; a team's entry and an unknown code have none. The
    likeliest of the `causes` comes first. `sources` are those of the whole entry; `references` also
    has those of single facts. `parameters` describes the parameters of a bug check.
    """

    codes: tuple[StatusCode, ...]
    provenance: Provenance
    family: Family
    meaning: Fact | None = None
    causes: tuple[Fact, ...] = ()
    steps: tuple[Fact, ...] = ()
    warnings: tuple[Fact, ...] = ()
    sources: tuple[Source, ...] = ()
    names: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    printed_by: PrintedBy = PrintedBy.ANY

    def __post_init__(self) -> None:
        if not self.codes:
            raise EntryError(f"an entry of {self.family.title} has no code")
        needs_meaning = {Provenance.DOCUMENTED, Provenance.GUIDE, Provenance.NAMES}
        if self.meaning is None and self.provenance in needs_meaning:
            raise EntryError(f"{self.codes[0].hex} has no meaning")

    @property
    def says(self) -> str:
        """The meaning, or that none is known."""
        return self.meaning.text if self.meaning else "No meaning of it is known."

    @property
    def references(self) -> tuple[Source, ...]:
        """Every source once: those of the whole entry, then those of single facts."""
        meaning = self.meaning.sources if self.meaning else ()
        facts = (*self.causes, *self.warnings, *self.steps)
        of_facts = (source for fact in facts for source in fact.sources)
        return tuple(dict.fromkeys((*meaning, *self.sources, *of_facts)))

    @property
    def suggested(self) -> tuple[Fact, ...]:
        """The causes and steps of a documented entry that are our own: no article has them."""
        if self.provenance is not Provenance.DOCUMENTED:
            return ()
        return tuple(fact for fact in (*self.causes, *self.steps) if not fact.sources)

    @property
    def is_explained(self) -> bool:
        """Whether Microsoft documents the code for IISSYNC, or the guide explains it."""
        return self.provenance in {Provenance.DOCUMENTED, Provenance.GUIDE}

    @property
    def succeeded(self) -> bool:
        """Whether the code reports success."""
        return self.codes == (StatusCode(0),)


def _check_line(text: str, what: str) -> None:
    if not text.strip():
        raise EntryError(f"{what} is empty")
