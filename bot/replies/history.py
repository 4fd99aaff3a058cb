"""PURE. The history of a code: all versions of the team's entries for it."""

from collections.abc import Collection, Iterator, Sequence
from itertools import groupby, product
from operator import itemgetter

from bot.codes.status_code import StatusCode
from bot.replies.block_kit import json_size
from bot.replies.document import Paragraph, Part, Rule, Small, bold, code, line, verbatim
from bot.replies.drafts import fitted_parts
from bot.replies.reply import COMMAND, OldVersion, Reply
from bot.replies.team_entries import credit_of
from bot.team.model import History, Revision

VERSIONS = 8
"""Versions on a page, if there is room for them."""
VERSION_ROOM, PAGE_ROOM = 3_000, 9_000
"""Characters of JSON."""

_Versions = list[tuple[int, Revision]]
"""The versions on one page, each with the number of its entry."""


def history_reply(
    status: StatusCode,
    histories: Sequence[History],
    number: int = 0,
    *,
    may_restore: Collection[str] = (),
) -> Reply:
    """A page of all versions of a code's entries, and who wrote each, when and why.

    `may_restore` are the ids of the entries whose old versions the reader may restore.
    """
    if not histories:
        add = code(f"{COMMAND} add {status}")
        return Reply(
            (
                Paragraph(line("Your team has written nothing about ", code(status), " yet.")),
                Paragraph(line("Write down what you find: ", add)),
            )
        )
    pages = _pages(histories)
    number = min(number, len(pages) - 1)
    parts: list[Part] = [Paragraph(line(bold("What your team has written about "), code(status)))]
    old: list[OldVersion] = []
    shown: dict[str, None] = {}
    for place, revisions in groupby(pages[number], key=itemgetter(0)):
        history = histories[place]
        newest, entry = history.revisions[0].version, history.entry.id
        shown[entry] = None
        parts.append(Rule())
        lead = f"Entry ({place + 1}), version" if len(histories) > 1 else "Version"
        for _, revision in revisions:
            parts += _version(revision, lead)
            if revision.version != newest and entry in may_restore:
                old.append(OldVersion(entry, revision.version, newest))
    return Reply(
        tuple(parts),
        restorable=tuple(old),
        changeable=tuple(shown),
        paged=f"history {status}",
        has_more=number + 1 < len(pages),
    )


def _pages(histories: Sequence[History]) -> list[_Versions]:
    """The versions of all entries, the newest first, as many on each page as it has room for."""
    pages: list[_Versions] = []
    room = 0
    deepest = max(len(history.revisions) for history in histories)
    for depth, (place, history) in product(range(deepest), enumerate(histories)):
        for revision in history.revisions[depth : depth + 1]:
            size = json_size(tuple(_version(revision, "Entry (1), version")))
            if size > room or len(pages[-1]) == VERSIONS:
                pages.append([])
                room = PAGE_ROOM
            room -= size
            pages[-1].append((place, revision))
    return [sorted(page, key=itemgetter(0)) for page in pages]


def _version(revision: Revision, lead: str) -> Iterator[Part]:
    why = (" ", verbatim(f"({revision.why})")) if revision.why else ()
    title = line(bold(f"{lead} {revision.version}: "))
    yield from fitted_parts(title, revision.draft, VERSION_ROOM)
    yield Small(line(*credit_of(revision), *why))
