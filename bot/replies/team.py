"""PURE. What the team has learnt: its entries in an answer, reviews, history, lists, numbers.

What people wrote stands in spans of its own and is shown to the letter; it never mixes with what
Microsoft documents.
"""

import json
from bisect import bisect_right
from collections.abc import Container, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import accumulate, groupby, product
from operator import itemgetter

from bot.codes.printed_by import PrintedBy
from bot.codes.status_code import StatusCode
from bot.guide.data import all_documented, documented
from bot.guide.entry import Entry, Fact, Family, Provenance, Source
from bot.guide.explain import title_of
from bot.replies import labels
from bot.replies.changes import changes
from bot.replies.document import (
    BlocksOnly,
    Button,
    Document,
    Items,
    Line,
    Moment,
    Offer,
    Paragraph,
    Part,
    Rule,
    Small,
    Span,
    TextOnly,
    as_written,
    bold,
    code,
    counted,
    line,
    said,
    to_blocks,
)
from bot.replies.explanation import TeamWord, shortened
from bot.replies.reply import ADD, COMMAND, OldVersion, Reply
from bot.team.model import (
    Decision,
    Draft,
    Editors,
    History,
    Origin,
    Person,
    Proposal,
    QuestionCount,
    Revision,
    TeamEntry,
)
from bot.team.reviewers import EVERY_ACTION, Action

SHOWN = 3
"""Team entries of one code that an answer shows."""
PAGE = 20
VERSIONS = 8
"""Versions that a page of a history shows, where there is room."""
ASKED = 10
"""Codes that were asked for which a page shows."""
ENTRY_ROOM = 4_500
"""Characters of JSON for all team entries of one code in an answer: the rest has 5,000."""
VERSION_ROOM = 3_000
HISTORY_ROOM = 9_000
CARD_ROOM = 7_000
NOTICE_ROOM = 3_000
BAR = 20
NAME = 80
"""Characters of a name, as many as Slack lets one have."""
EDITORS = 3
"""Those who edited a draft last, who are named; others are counted."""
FORGOTTEN = "somebody"


def team_words(
    status: StatusCode, entries: Sequence[TeamEntry], printed_by: PrintedBy
) -> tuple[TeamWord, ...]:
    """What the team says of a code that was printed so, the best first, as an answer shows it.

    An entry for IISSYNC alone is left out where another program printed the code.
    """
    fitting = [entry for entry in entries if holds(entry, printed_by)]
    shown = fitting[:SHOWN]
    words = []
    for entry in shown:
        draft, whole = _fitted((), entry.revision.draft, ENTRY_ROOM // len(shown))
        credit = line(*_origin(entry.revision), *_imported(entry), *_helped(entry))
        words.append(TeamWord(_as_entry(status, draft), entry.id, credit, whole))
    return tuple(words)


def holds(entry: TeamEntry, printed_by: PrintedBy) -> bool:
    """Whether a team's entry holds for a code that was printed so."""
    return entry.revision.draft.printed_by in {PrintedBy.ANY, printed_by}


def _as_entry(status: StatusCode, draft: Draft) -> Entry:
    """A draft in the shape of all that is known of a code."""
    return Entry(
        (status,),
        Provenance.TEAM,
        _TEAM,
        causes=(Fact(draft.cause),),
        steps=tuple(map(Fact, draft.steps)),
        sources=(Source(draft.link, draft.link),) if draft.link else (),
        products=(draft.applies_to,) if draft.applies_to else (),
        printed_by=draft.printed_by,
    )


_TEAM = Family("team", "Your team")


def _draft(lead: Line, draft: Draft, room: int, where: Line) -> tuple[Part, ...]:
    """What a draft says, shortened to `room` characters of JSON; `where` its whole text stands."""
    fitted, whole = _fitted(lead, draft, room)
    note = () if whole else (Small(line("Shortened.", *where)),)
    return (*_draft_parts(lead, fitted), *note)


def _fitted(lead: Line, draft: Draft, room: int) -> tuple[Draft, bool]:
    """A draft, cut where it takes more than `room` characters of JSON; and whether it is whole."""
    if _size(_draft_parts(lead, draft)) <= room:
        return draft, True
    short = replace(draft, cause=_first(draft.cause, room // 2), steps=(), applies_to="", link="")
    for step in draft.steps:
        longer = replace(short, steps=(*short.steps, step))
        if _size(_draft_parts(lead, longer)) > room:
            break
        short = longer
    return short, False


def _size(parts: tuple[Part, ...]) -> int:
    return len(json.dumps(to_blocks(parts)))


def _first(text: str, room: int) -> str:
    """As much of the text as takes `room` characters of JSON, where most letters take six."""
    taken = list(accumulate(len(json.dumps(letter)) - len('""') for letter in text))
    kept = bisect_right(taken, room)
    return text if kept == len(text) else f"{text[:kept]}…"


def _draft_parts(lead: Line, draft: Draft) -> tuple[Part, ...]:
    return (Paragraph((*lead, *as_written(draft.cause))), *_details(draft))


def _details(draft: Draft) -> Iterator[Part]:
    if draft.printed_by is PrintedBy.IISSYNC:
        yield Paragraph(line("Holds where IISSYNC printed the code."))
    if draft.steps:
        yield Items(tuple(map(as_written, draft.steps)), numbered=True)
    if draft.applies_to:
        yield Paragraph(line("Applies to: ", *as_written(draft.applies_to)))
    if draft.link:
        yield Paragraph(line("Link: ", *as_written(draft.link)))


def _origin(revision: Revision) -> Iterator[str | Span | Moment]:
    """Who wrote and approved a revision, and when."""
    yield from ("Your team: ", *authors(revision), f", {_published(revision)} by ")
    yield from (_name(revision.approver), ", ", _day(revision.at))


def _published(revision: Revision) -> str:
    return "approved" if revision.origin is Origin.PUBLISHED else "restored"


def authors(revision: Revision) -> Iterator[str | Span]:
    """Who wrote a revision, and who changed it before it was approved."""
    yield from ("by ", _name(revision.author))
    yield from edited(revision.editors, ", edited")


def edited(editors: Editors, lead: str) -> Iterator[str | Span]:
    """Who edited a draft one after another, the last of them last; nothing for nobody."""
    earlier = len(editors) - EDITORS
    if earlier > 0:
        lead = f"{lead} {counted(earlier, 'time')}, then"
    for number, editor in enumerate(editors[-EDITORS:]):
        yield from (", then by " if number else f"{lead} by ", _name(editor))


def _imported(entry: TeamEntry) -> Iterator[str | Span | Moment]:
    if entry.imported:
        yield from (", imported by ", _name(entry.imported.by), ", ", _day(entry.imported.at))


def _name(person: Person | None) -> Span:
    return said(shortened(person.name, NAME) if person else FORGOTTEN)


def _helped(entry: TeamEntry) -> Iterator[str]:
    if entry.helped or entry.did_not_help:
        yield f", helped {_votes(entry)}"


def moment(at: datetime) -> Moment:
    """A moment, in the reader's own time zone where Slack shows it."""
    return Moment(int(at.timestamp()), f"{at:%d %b %Y %H:%M} UTC")


def _day(at: datetime) -> Moment:
    return Moment(int(at.timestamp()), f"{at.day} {at:%b %Y}", is_day=True)


# Reviews


def card_document(
    proposal: Proposal,
    others: int,
    allowed: Container[Action] = EVERY_ACTION,
    base: Draft | None = None,
) -> Document:
    """The review card: what is proposed, by whom, and what there is already for that code.

    `allowed` is what its reader may do with it; for several readers, everything. `base` is what the
    entry says that it is to change: then the card shows what goes and what comes.
    """
    draft = proposal.draft
    changed = tuple(changes(base, draft)) if base else ()
    shown = changed if changed and _size(changed) <= CARD_ROOM else ()
    whole = labels.EDIT if Action.EDIT in allowed else labels.WHOLE_TEXT
    parts: list[Part] = [
        Paragraph(line(bold("Proposed for "), code(draft.code), " ", said(title_of(draft.code)))),
        *(shown or _draft(_CAUSE, draft, CARD_ROOM, line(f" “{whole}” shows the whole text."))),
        Small(line("Proposed by ", _name(proposal.proposer), ", ", moment(proposal.at), ".")),
    ]
    parts += _edit(proposal)
    if proposal.entry:
        parts.append(Small(line(f"Changes version {proposal.base} of an entry of your team.")))
    if documented(draft.code):
        parts.append(
            Small(line("Microsoft documents this code for IISSYNC; that text stays as it is."))
        )
    if others:
        parts.append(Small(line(f"Other open proposals for this code: {others}.")))
    if proposal.decision is not Decision.OPEN:
        parts.append(Paragraph(_decided(proposal)))
    elif Action.REJECT not in allowed and Action.EDIT in allowed:
        parts.append(Small(line("You proposed this, so another reviewer decides on it.")))
    elif Action.APPROVE not in allowed and Action.REJECT in allowed:
        words = "You changed its words last, so another reviewer approves it."
        parts.append(Small(line(words)))
    return tuple(parts)


_CAUSE = line(bold("Cause: "))


def is_shortened(proposal: Proposal) -> bool:
    """Whether the review card has no room for all that is proposed."""
    return not _fitted(_CAUSE, proposal.draft, CARD_ROOM)[1]


def restore_document(now: TeamEntry, old: Revision) -> Document:
    """What publishing an old version anew will change, for whoever is about to do it."""
    newest, code_ = now.revision, code(now.code)
    lead = f": version {old.version} will be published anew, in place of version {newest.version}."
    parts: list[Part] = [Paragraph(line("For ", code_, lead))]
    changed = tuple(changes(newest.draft, old.draft))
    if not changed:
        parts.append(Paragraph(line("Both say the same.")))
    elif _size(changed) <= CARD_ROOM:
        return (*parts, *changed)
    else:
        parts += _draft(line(bold("It will say: ")), old.draft, CARD_ROOM, ())
    return tuple(parts)


def whole_document(proposal: Proposal) -> Document:
    """All that is proposed."""
    return _draft_parts(_CAUSE, proposal.draft)


def _edit(proposal: Proposal) -> Iterator[Part]:
    if proposal.edited_at:
        when = moment(proposal.edited_at)
        yield Small(line(*edited(proposal.editors, "Edited"), ", ", when, "."))


def changed_document(now: Proposal | TeamEntry, person: str, todo: str) -> Document:
    """What `person`, who changed the same, is told above the form: by whom, and what it says now.

    `todo` says what the person can do about it.
    """
    draft = now.draft if isinstance(now, Proposal) else now.revision.draft
    return (
        Paragraph(_change(now, person)),
        *_draft(line(bold("It now says: ")), draft, NOTICE_ROOM, ()),
        Paragraph(line("What you typed is below. ", todo)),
        Rule(),
    )


def _change(now: Proposal | TeamEntry, person: str) -> Line:
    """Who changed it, and when."""
    if isinstance(now, TeamEntry):
        newest = now.revision
        what = f" {_published(newest)} version {newest.version} of this entry, "
        return line("⚠️ Meanwhile ", _name(newest.approver), what, *authors(newest), ".")
    by = now.last_author
    who = "you" if by and by.id == person else _name(by)
    when = (", ", moment(now.edited_at)) if now.edited_at else ()
    return line("⚠️ Meanwhile ", who, " changed this proposal", *when, ".")


def _decided(proposal: Proposal) -> Line:
    word = "✅ Approved by " if proposal.decision is Decision.APPROVED else "❌ Rejected by "
    when = (", ", moment(proposal.decided_at)) if proposal.decided_at else ()
    reason = (": ", said(proposal.reason)) if proposal.reason else (".",)
    return line(bold(word), _name(proposal.decided_by), *when, *reason)


def proposed_document(proposal: Proposal) -> Document:
    """What a proposer sees once a proposal is kept."""
    return (
        Paragraph(line("Thank you. Your proposal for ", code(proposal.draft.code), " is saved.")),
        Paragraph(line("A reviewer decides on it, and I will let you know.")),
    )


def decided_reply(proposal: Proposal) -> Reply:
    """What a proposer is told of the decision."""
    return Reply(
        (
            Paragraph(line("Your proposal for ", code(proposal.draft.code), ":")),
            Paragraph(_decided(proposal)),
            *_edit(proposal),
        )
    )


def published_reply(status: StatusCode, reply: Reply) -> Reply:
    """What those are told who asked for a code while nobody knew its cause."""
    news = Paragraph(line("You asked about ", code(status), ". Your team has found a cause:"))
    return reply._replace(document=(news, *reply.document))


def _votes(entry: TeamEntry) -> str:
    return f"{entry.helped} of {entry.helped + entry.did_not_help}"


def doubtful_document(entry: TeamEntry) -> Document:
    """What reviewers are told of an entry that more people found no help than help."""
    return (
        Paragraph(
            line(
                "For ",
                code(entry.code),
                f" this helped {_votes(entry)} who voted:",
            )
        ),
        Paragraph(line(said(_first(entry.revision.draft.cause, VERSION_ROOM)))),
        Small(line("To look at it and mend it: ", code(f"{COMMAND} history {entry.code}"))),
    )


# Lists


def list_reply(entries: Sequence[TeamEntry], page: int) -> Reply:
    """Documented and team entries, one line each, a page at a time."""
    team: dict[StatusCode, int] = {}
    for entry in entries:
        team[entry.code] = team.get(entry.code, 0) + 1
    codes = sorted({*all_documented(), *team}, key=lambda one: one.decimal)
    start = min(page, (len(codes) - 1) // PAGE) * PAGE  # it may have become shorter meanwhile
    count = f"{len(all_documented())} codes are documented for IISSYNC"
    own = f", {len(team)} have entries of your team" if team else ""
    return Reply(
        (
            Paragraph(line(bold(f"{count}{own}"))),
            Items(tuple(_listed(one, team.get(one, 0)) for one in codes[start : start + PAGE])),
            Small(line("Sources: Microsoft's Knowledge Base, and your team where it says so.")),
        ),
        paged="list",
        has_more=len(codes) > start + PAGE,
    )


def _listed(status: StatusCode, own: int) -> Line:
    team = f" (your team: {own} {'entry' if own == 1 else 'entries'})" if own else ""
    return line(code(status), f" {title_of(status)}{team}")


def history_reply(
    status: StatusCode, histories: Sequence[History], page: int = 0, *, may_restore: bool
) -> Reply:
    """A page of all versions of a code's entries: what each said, who, when and why."""
    if not histories:
        return Reply(
            (
                Paragraph(line("Your team has written nothing about ", code(status), " yet.")),
                Paragraph(line("Write down what you find: ", code(f"{COMMAND} add {status}"))),
            )
        )
    pages = _history_pages(histories)
    page = min(page, len(pages) - 1)
    parts: list[Part] = [Paragraph(line(bold("What your team has written about "), code(status)))]
    old: list[OldVersion] = []
    shown: dict[str, None] = {}
    for number, revisions in groupby(pages[page], key=itemgetter(0)):
        history = histories[number]
        newest, name = history.revisions[0].version, history.entry.id
        shown[name] = None
        parts.append(Rule())
        entry = f"Entry ({number + 1}), version" if len(histories) > 1 else "Version"
        for _, revision in revisions:
            parts += _version(revision, entry)
            if revision.version != newest:
                old.append(OldVersion(name, revision.version, newest))
    return Reply(
        tuple(parts),
        restorable=tuple(old) if may_restore else (),
        changeable=tuple(shown),
        paged=f"history {status}",
        has_more=page + 1 < len(pages),
    )


_Versions = list[tuple[int, Revision]]
"""Versions on one page, each with the number of its entry."""


def _history_pages(histories: Sequence[History]) -> list[_Versions]:
    """The versions of all entries, as many on each page as there is room for: the newest first."""
    pages: list[_Versions] = []
    room = 0
    deepest = max(len(history.revisions) for history in histories)
    for depth, (number, history) in product(range(deepest), enumerate(histories)):
        for revision in history.revisions[depth : depth + 1]:
            size = _size(tuple(_version(revision, "Entry (1), version")))
            if size > room or len(pages[-1]) == VERSIONS:
                pages.append([])
                room = HISTORY_ROOM
            room -= size
            pages[-1].append((number, revision))
    return [sorted(page, key=itemgetter(0)) for page in pages]


def _version(revision: Revision, entry: str) -> Iterator[Part]:
    why = (" ", said(f"({revision.why})")) if revision.why else ()
    lead = line(bold(f"{entry} {revision.version}: "))
    yield from _draft(lead, revision.draft, VERSION_ROOM, ())
    yield Small(line(*_origin(revision), *why))


def unknown_reply(asked: Sequence[QuestionCount], page: int = 0) -> Reply:
    """A page of the codes that were asked for without a known cause; each can be added to."""
    if not asked:
        return Reply((Paragraph(line("Every code that was asked for has a known cause.")),))
    start = _start(page, len(asked))
    return Reply(
        (
            Paragraph(line(bold("Asked for, and nobody knows the cause"))),
            *(Offer(asked_line(each), adds(each.code)) for each in asked[start : start + ASKED]),
            TextOnly(line("Found one? ", code(f"{COMMAND} add CODE"))),
        ),
        paged="unknown",
        has_more=len(asked) > start + ASKED,
    )


def adds(status: StatusCode) -> Button:
    """The button that opens the form in which the cause of a code is written down."""
    return Button(ADD, labels.ADD, {"codes": str(status)})


def _start(page: int, of: int) -> int:
    """Where a page begins of what may have become shorter meanwhile."""
    return min(page, (of - 1) // ASKED) * ASKED


def asked_line(asked: QuestionCount) -> Line:
    """A code that was asked for: how often, by how many people, and when last."""
    times = "Asked once" if asked.times == 1 else f"Asked {asked.times} times"
    people = "one person" if asked.people == 1 else f"{asked.people} people"
    return line(
        code(asked.code),
        f" {title_of(asked.code)} {times}, by {people}, last ",
        moment(asked.last),
    )


def stats_reply(asked: Sequence[QuestionCount], page: int = 0) -> Reply:
    """A page of the most asked codes of the last 30 days: in numbers, and a chart beside them."""
    if not asked:
        return Reply((Paragraph(line("Nobody has asked for a code in the last 30 days.")),))
    most, start = max(each.times for each in asked), _start(page, len(asked))
    shown = asked[start : start + ASKED]
    return Reply(
        (
            Paragraph(line(bold("Most asked in the last 30 days"))),
            *(part for each in shown for part in _bar(each, most)),
        ),
        paged="stats",
        has_more=len(asked) > start + ASKED,
    )


def _bar(asked: QuestionCount, most: int) -> Iterator[Part]:
    """How often a code was asked for, and a bar as long, which nobody has to hear."""
    bar = "█" * max(1, round(BAR * asked.times / most))
    times = counted(asked.times, "time")
    yield Paragraph(line(code(asked.code), f" {title_of(asked.code)} QuestionCount {times}."))
    yield BlocksOnly(line(bar))


def out_of_reach() -> Small:
    """What an answer says while the team's database cannot be reached."""
    return Small(line("Your team's entries may be out of date: their database is out of reach."))


def withheld() -> Small:
    """What an answer says where it leaves out what the team wrote, whether there is any or not."""
    return Small(line("What a team wrote is left out here: it is for its own company alone."))


def thread_cut() -> Small:
    """What an answer says of a thread that is longer than what was read."""
    return Small(line("The thread is longer than one page: I read its beginning, not its end."))
