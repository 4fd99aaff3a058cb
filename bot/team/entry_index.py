"""PURE. Finds a team's entries by their words, as the guide's codes are found, and beside them."""

import re
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from bot.guide.hits import Hit
from bot.guide.index_builder import Target, build_index
from bot.guide.phrase_index import Match, PhraseIndex
from bot.guide.search import index
from bot.team.model import TeamEntry

MOST_INDEXES = 16
"""Indexes that are cached."""


class EntryIndex:
    """A full-text index of the entries of one team."""

    def __init__(self, entries: Sequence[TeamEntry]) -> None:
        self._entries = entries
        connection = sqlite3.connect(":memory:", check_same_thread=False)
        build_index(connection, map(_target, range(len(entries)), entries), index().weight)
        self._index = PhraseIndex(connection, index().weight)

    def hits(self, words: str, *, unfinished: bool = False) -> Iterator[tuple[Match, Hit]]:
        """The entries that match the words, the best first."""
        for match in self._index.matches(words, unfinished=unfinished):
            draft = self._entries[match.key].revision.draft
            yield (
                match,
                Hit(draft.code, draft.cause, None, draft.printed_by, match.score, is_team=True),
            )


def _target(number: int, entry: TeamEntry) -> Target:
    draft = entry.revision.draft
    sentences = re.split(r"(?<=[.;:!?])\s", draft.cause)
    return Target(number, sentences, [draft.cause, *draft.steps, draft.applies_to, draft.link], 1)


@dataclass(frozen=True)
class _Texts:
    """Entries that are equal if their texts are: a vote changes none.

    Of one id, two workspaces may have different texts: one of them imported it from the other.
    """

    versions: frozenset[tuple[str, str, int]]
    entries: Sequence[TeamEntry] = field(compare=False)


class EntryIndexes:
    """A cache of indexes: each is built at the first search, and again when a text changes."""

    def __init__(self) -> None:
        self._index_of = lru_cache(MOST_INDEXES)(lambda texts: EntryIndex(texts.entries))

    def of(self, entries: Sequence[TeamEntry]) -> EntryIndex:
        """The index of these entries."""
        versions = frozenset(
            (entry.workspace, entry.id, entry.revision.version) for entry in entries
        )
        return self._index_of(_Texts(versions, entries))
