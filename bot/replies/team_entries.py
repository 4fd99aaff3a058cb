"""PURE. The team's entries in an answer and in the list of codes, and why they are not there."""

from collections import Counter
from collections.abc import Iterator, Sequence

from bot.codes.printed_by import PrintedBy
from bot.codes.status_code import StatusCode
from bot.guide.data import all_documented
from bot.guide.entry import Entry, Fact, Family, Provenance, Source
from bot.guide.explain import title_of
from bot.replies.answered_code import CreditedEntry
from bot.replies.document import (
    Items,
    Line,
    Moment,
    Paragraph,
    Small,
    Span,
    bold,
    code,
    counted,
    line,
)
from bot.replies.drafts import authors, day, fitted_draft, name_of, published
from bot.replies.paging import page_of
from bot.replies.reply import Reply
from bot.team.model import Draft, Revision, TeamEntry

SHOWN = 3
"""Team entries of one code in an answer."""
ROOM = 4_500
"""Characters of JSON for all team entries of one code in an answer: the rest has 5,000."""
PAGE = 20
ENTRIES_OUTDATED = Small(
    line("Your team's entries may be out of date: their database is out of reach.")
)
"""For an answer with codes while the team's database is unavailable."""
ENTRIES_WITHHELD = Small(
    line("What a team wrote is left out here: it is for its own company alone.")
)
"""For an answer without the team's entries, whether there are any or not."""
_FAMILY = Family("team", "Your team")


def credited_entries(
    status: StatusCode, entries: Sequence[TeamEntry], printed_by: PrintedBy
) -> tuple[CreditedEntry, ...]:
    """The team's entries for a code, as an answer shows them, the best first.

    An entry for IISSYNC alone is left out if another program printed the code.
    """
    fitting = [
        entry for entry in entries if entry.revision.draft.printed_by in {PrintedBy.ANY, printed_by}
    ]
    shown = fitting[:SHOWN]
    credited = []
    for entry in shown:
        draft, whole = fitted_draft((), entry.revision.draft, ROOM // len(shown))
        credit = line(*credit_of(entry.revision), *_imported(entry), *_helped(entry))
        credited.append(CreditedEntry(_as_entry(status, draft), entry.id, credit, whole))
    return tuple(credited)


def _as_entry(status: StatusCode, draft: Draft) -> Entry:
    """A draft in the shape of the guide's entries."""
    return Entry(
        (status,),
        Provenance.TEAM,
        _FAMILY,
        causes=(Fact(draft.cause),),
        steps=tuple(map(Fact, draft.steps)),
        sources=(Source(draft.link, draft.link),) if draft.link else (),
        products=(draft.applies_to,) if draft.applies_to else (),
        printed_by=draft.printed_by,
    )


def credit_of(revision: Revision) -> Iterator[str | Span | Moment]:
    """Who wrote and approved a revision, and when."""
    yield from ("Your team: ", *authors(revision), f", {published(revision)} by ")
    yield from (name_of(revision.approver), ", ", day(revision.at))


def _imported(entry: TeamEntry) -> Iterator[str | Span | Moment]:
    if entry.imported:
        yield from (", imported by ", name_of(entry.imported.by), ", ", day(entry.imported.at))


def _helped(entry: TeamEntry) -> Iterator[str]:
    if entry.helped or entry.did_not_help:
        yield f", helped {votes(entry)}"


def votes(entry: TeamEntry) -> str:
    """How many of those who voted an entry helped."""
    return f"{entry.helped} of {entry.helped + entry.did_not_help}"


def list_reply(entries: Sequence[TeamEntry], number: int) -> Reply:
    """A page of the codes that are documented or have team entries, one line for each."""
    documented, team = all_documented(), Counter(entry.code for entry in entries)
    codes = sorted({*documented, *team}, key=lambda status: status.decimal)
    page = page_of(codes, number, PAGE)
    own = f", {len(team)} have entries of your team" if team else ""
    lead = bold(f"{len(documented)} codes are documented for IISSYNC{own}")
    return Reply(
        (
            Paragraph(line(lead)),
            Items(tuple(_listed(status, team[status]) for status in page.items)),
            Small(line("Sources: Microsoft's Knowledge Base, and your team where it says so.")),
        ),
        paged="list",
        has_more=page.has_more,
    )


def _listed(status: StatusCode, own: int) -> Line:
    team = f" (your team: {counted(own, 'entry', 'entries')})" if own else ""
    return line(code(status), f" {title_of(status)}{team}")
