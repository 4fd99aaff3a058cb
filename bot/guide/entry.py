"""PURE. What is known of a status code, in one shape, whoever says it: an article, us, a team.

Every class here parses or raises `EntryError`, which shows the offending text.
"""

import re
from dataclasses import dataclass, field
from enum import StrEnum

from bot.codes.printed_by import PrintedBy
from bot.codes.status_code import StatusCode


class EntryError(ValueError):
    """A part of an entry is not what it has to be; the message shows it."""


class Provenance(StrEnum):
    """Whose word an entry is."""

    DOCUMENTED = "documented"
    """Microsoft's, of IISSYNC."""
    GUIDE = "guide"
    """This project's guide to Windows."""
    TEAM = "team"
    NAMES = "names"
    """Only a header's name is known."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Source:
    """A page that a fact was read on.

    `label` is what an answer calls it: the number of a Knowledge Base article, or the title.
    `product` and `revised` are the page's own words; `read` is the day it was opened, as ISO 8601
    writes it, where that is known.
    """

    title: str
    url: str
    label: str = ""
    product: str = ""
    revised: str = ""
    read: str = ""

    def __post_init__(self) -> None:
        _check_line(self.title, "a source's title")
        if not re.fullmatch(r"https?://[^\s<>|]+", self.url):
            raise EntryError(f"{self.url!r} is no address of a source: it begins with https://")

    @property
    def name(self) -> str:
        """What an answer calls it."""
        return self.label or self.title


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement, the sources that make it, and the product it is limited to, if to one.

    A fact of a documented entry that has no source is this project's own suggestion.
    """

    text: str
    sources: tuple[Source, ...] = ()
    product: str = ""

    def __post_init__(self) -> None:
        _check_line(self.text, "a fact")


@dataclass(frozen=True, slots=True)
class Family:
    """The codes that are raised and looked into in the same way.

    `about` says of a code of it that has no entry where it comes from, in one sentence; `look` says
    where to look then.
    """

    key: str
    title: str
    about: str = ""
    look: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _check_line(self.key, "a family's key")
        _check_line(self.title, "a family's title")


@dataclass(frozen=True, slots=True)
class Entry:
    """All that one voice says of one code, or of several that mean the same.

    `meaning` says in one sentence what happened; a team's entry has none, nor has an unknown code.
    `causes` stand likeliest first, `steps` in their order. `sources` are those of the entry as a
    whole; `references` has those of its facts too. `parameters` says what those of a bug check are.
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
    printed_by: PrintedBy = field(default=PrintedBy.ANY)

    def __post_init__(self) -> None:
        if not self.codes:
            raise EntryError(f"an entry of {self.family.title} has no code")
        needs_meaning = {Provenance.DOCUMENTED, Provenance.GUIDE, Provenance.NAMES}
        if self.meaning is None and self.provenance in needs_meaning:
            raise EntryError(f"{self.codes[0].hex} has no meaning")

    @property
    def references(self) -> tuple[Source, ...]:
        """Every source that the entry rests on, once each: of the whole, then of single facts."""
        meaning = self.meaning.sources if self.meaning else ()
        facts = (*self.causes, *self.warnings, *self.steps)
        of_facts = (source for fact in facts for source in fact.sources)
        return tuple(dict.fromkeys((*meaning, *self.sources, *of_facts)))

    @property
    def suggested(self) -> tuple[Fact, ...]:
        """Causes and steps of a documented entry that no article has: our own suggestions."""
        if self.provenance is not Provenance.DOCUMENTED:
            return ()
        return tuple(fact for fact in (*self.causes, *self.steps) if not fact.sources)

    @property
    def succeeded(self) -> bool:
        """Whether the code reports success."""
        return self.codes == (StatusCode(0),)


def _check_line(text: str, what: str) -> None:
    if not text.strip():
        raise EntryError(f"{what} is empty")
