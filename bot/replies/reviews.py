"""PURE. Proposals and reviews: the review card, what reviewers and proposers read, a restore."""

from collections.abc import Container, Iterator

from bot.codes.status_code import StatusCode
from bot.guide.data import documented
from bot.guide.explain import title_of
from bot.replies import labels
from bot.replies.block_kit import json_size
from bot.replies.changes import changes
from bot.replies.document import (
    Document,
    Line,
    Paragraph,
    Part,
    Rule,
    Small,
    bold,
    code,
    line,
    verbatim,
)
from bot.replies.drafts import (
    authors,
    draft_parts,
    edited,
    first_of,
    fitted_draft,
    fitted_parts,
    moment,
    name_of,
    published,
)
from bot.replies.reply import COMMAND, Reply
from bot.replies.team_entries import votes
from bot.team.model import Decision, Draft, Proposal, Revision, TeamEntry
from bot.team.reviewers import EVERY_ACTION, Action

CARD_ROOM = 7_000
NOTICE_ROOM = CAUSE_ROOM = 3_000
"""Characters of JSON."""
_CAUSE = line(bold("Cause: "))


def card_document(
    proposal: Proposal,
    others: int,
    allowed: Container[Action] = EVERY_ACTION,
    base: Draft | None = None,
) -> Document:
    """The review card: what is proposed, by whom, and how many `others` there are for the code.

    `allowed` has what the reader of the card may do with the proposal. `base` is what the entry
    says now, if the proposal changes one; then the card shows the difference.
    """
    draft = proposal.draft
    changed = tuple(changes(base, draft)) if base else ()
    title = line(bold("Proposed for "), code(draft.code), " ", verbatim(title_of(draft.code)))
    whole = labels.EDIT if Action.EDIT in allowed else labels.WHOLE_TEXT
    hint = line(f" “{whole}” shows the whole text.")
    fits = changed and json_size(changed) <= CARD_ROOM
    return (
        Paragraph(title),
        *(changed if fits else fitted_parts(_CAUSE, draft, CARD_ROOM, hint)),
        *_about_proposal(proposal, others),
        *_state(proposal, allowed),
    )


def _about_proposal(proposal: Proposal, others: int) -> Iterator[Part]:
    """Who proposed and edited it, and what else there is for the code."""
    proposer = name_of(proposal.proposer)
    yield Small(line("Proposed by ", proposer, ", ", moment(proposal.at), "."))
    yield from _edits(proposal)
    if proposal.entry:
        yield Small(line(f"Changes version {proposal.base} of an entry of your team."))
    if documented(proposal.draft.code):
        yield Small(line("Microsoft documents this code for IISSYNC; that text stays as it is."))
    if others:
        yield Small(line(f"Other open proposals for this code: {others}."))


def _state(proposal: Proposal, allowed: Container[Action]) -> Iterator[Part]:
    """The decision, or why the reader of the card may not decide."""
    if proposal.decision is not Decision.OPEN:
        yield Paragraph(_decision(proposal))
    elif Action.REJECT not in allowed and Action.EDIT in allowed:
        yield Small(line("You proposed this, so another reviewer decides on it."))
    elif Action.APPROVE not in allowed and Action.REJECT in allowed:
        yield Small(line("You changed its words last, so another reviewer approves it."))


def is_shortened(proposal: Proposal) -> bool:
    """Whether the review card has too little room for the whole proposal."""
    return not fitted_draft(_CAUSE, proposal.draft, CARD_ROOM)[1]


def whole_document(proposal: Proposal) -> Document:
    """The whole text of a proposal."""
    return draft_parts(_CAUSE, proposal.draft)


def restore_document(now: TeamEntry, old: Revision) -> Document:
    """What will change if an old version is published again; it is read before the confirmation."""
    newest = now.revision
    lead = f": version {old.version} will be published anew, in place of version {newest.version}."
    title = Paragraph(line("For ", code(now.code), lead))
    changed = tuple(changes(newest.draft, old.draft))
    if not changed:
        return (title, Paragraph(line("Both say the same.")))
    if json_size(changed) <= CARD_ROOM:
        return (title, *changed)
    return (title, *fitted_parts(line(bold("It will say: ")), old.draft, CARD_ROOM))


def changed_document(now: Proposal | TeamEntry, person: str, todo: str) -> Document:
    """What `person` reads above a form if another person changed the same text meanwhile.

    It says who changed it, and what it says now; `todo` says what `person` can do about it.
    """
    draft = now.draft if isinstance(now, Proposal) else now.revision.draft
    return (
        Paragraph(_change(now, person)),
        *fitted_parts(line(bold("It now says: ")), draft, NOTICE_ROOM),
        Paragraph(line("What you typed is below. ", todo)),
        Rule(),
    )


def _change(now: Proposal | TeamEntry, person: str) -> Line:
    if isinstance(now, TeamEntry):
        newest = now.revision
        what = f" {published(newest)} version {newest.version} of this entry, "
        return line("⚠️ Meanwhile ", name_of(newest.approver), what, *authors(newest), ".")
    by = now.last_author
    who = "you" if by and by.id == person else name_of(by)
    when = (", ", moment(now.edited_at)) if now.edited_at else ()
    return line("⚠️ Meanwhile ", who, " changed this proposal", *when, ".")


def _edits(proposal: Proposal) -> Iterator[Part]:
    if proposal.edited_at:
        when = moment(proposal.edited_at)
        yield Small(line(*edited(proposal.editors, "Edited"), ", ", when, "."))


def _decision(proposal: Proposal) -> Line:
    verb = "✅ Approved by " if proposal.decision is Decision.APPROVED else "❌ Rejected by "
    when = (", ", moment(proposal.decided_at)) if proposal.decided_at else ()
    reason = (": ", verbatim(proposal.reason)) if proposal.reason else (".",)
    return line(bold(verb), name_of(proposal.decided_by), *when, *reason)


def proposed_document(proposal: Proposal) -> Document:
    """What a proposer reads when the proposal is saved."""
    return (
        Paragraph(line("Thank you. Your proposal for ", code(proposal.draft.code), " is saved.")),
        Paragraph(line("A reviewer decides on it, and I will let you know.")),
    )


def decided_reply(proposal: Proposal) -> Reply:
    """What a proposer reads about the decision."""
    title = line("Your proposal for ", code(proposal.draft.code), ":")
    return Reply((Paragraph(title), Paragraph(_decision(proposal)), *_edits(proposal)))


def published_reply(status: StatusCode, reply: Reply) -> Reply:
    """The answer for people who asked about a code before its cause was known."""
    news = Paragraph(line("You asked about ", code(status), ". Your team has found a cause:"))
    return reply._replace(document=(news, *reply.document))


def doubtful_document(entry: TeamEntry) -> Document:
    """What reviewers read about an entry that helped fewer people than it did not help."""
    history = code(f"{COMMAND} history {entry.code}")
    return (
        Paragraph(line("For ", code(entry.code), f" this helped {votes(entry)} who voted:")),
        Paragraph(line(verbatim(first_of(entry.revision.draft.cause, CAUSE_ROOM)))),
        Small(line("To look at it and mend it: ", history)),
    )
