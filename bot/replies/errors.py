"""PURE. What people are told when something went wrong: what it was, and what to do about it."""

from bot.knowledge.model import ConflictError, Proposal
from bot.knowledge.store import DatabaseUnavailable, NotThere
from bot.replies.document import Document, Paragraph, Rule, code, line
from bot.replies.reply import COMMAND, Reply

INVITE = "/invite @iissync"
OUTSIDER = "Only people of the company whose team wrote this can do that."

_REFUSALS = {
    "not_in_channel": ("I am not a member of that channel.", INVITE),
    "channel_not_found": ("I am not a member of that channel.", INVITE),
    "is_archived": ("That channel is archived: ask in another one.", None),
    "missing_scope": (
        "The app lacks a permission. Ask an administrator to install it again from its manifest.",
        None,
    ),
    "thread_not_found": ("The message was deleted.", None),
}


def trouble(words: str) -> Reply:
    """That something could not be done, and what to do about it."""
    return Reply((Paragraph(line(words)),), understood=False)


def refused_there(reply: Reply, refusal: str) -> Reply:
    """What a person reads in a DM where Slack took no answer in the place of the question."""
    words, command = _REFUSALS.get(refusal, (f"Slack says: {refusal}.", None))
    todo = (" Type there: ", code(command)) if command else ()
    lead = line("I could not answer where you asked me. ", words, *todo)
    return reply._replace(document=(Paragraph(lead), Rule(), *reply.document))


def for_own_company() -> Reply:
    """What a command about a team's entries is answered where another company reads along."""
    words = "What a team wrote is for its own company alone, and another one reads here. Type "
    return trouble(f"{words}`{COMMAND}` instead: only you see the answer.")


def too_many() -> Reply:
    """That a person has so many questions under way that this one is not taken."""
    return trouble("I am still working on your other questions. Ask this one again in a minute.")


def queue_is_full(most: int) -> Document:
    """What is said once to a person who asks more than can wait."""
    told = f"{most} of your questions are waiting, so I did not take the latest ones. "
    return (Paragraph(line(told, "Please ask them again when I have answered some.")),)


def unexpected(reference: str) -> Document:
    """What is said of a failure that nobody foresaw; the log says more under the reference."""
    lead = "Something went wrong on my side. Reference for your administrator: "
    return (Paragraph(line(lead, code(reference))),)


def too_late(refusal: str) -> Document:
    """What is said where Slack did not take what a press of a button should have shown."""
    if refusal in {"expired_url", "used_url"}:
        words = "This answer is too old for its buttons. Ask again."
    elif "trigger" in refusal:
        words = "Slack opens a form within three seconds only, and this took longer. Try again."
    else:
        words = "Slack did not accept it just now. Try again."
    return (Paragraph(line(words)),)


def not_shared(refusal: str) -> Document:
    """Why an answer was not shared, and what to do."""
    if refusal in {"expired_url", "used_url"}:
        words = line("This answer is too old to be shared. Ask again, and share the new answer.")
    else:
        words = line("Slack did not accept it just now. Close this, and click again.")
    return (Paragraph(words),)


def shared_before() -> Document:
    """What a second press of the button that shares says."""
    words = "You have already shared this answer. If you do not see it there, ask again: "
    return (Paragraph(line(words, code(f"{COMMAND} CODE"))),)


def perhaps_shared() -> Document:
    """What is said where Slack did not tell whether it took what was to be shared."""
    words = "Slack did not confirm that it took the answer. If you do not see it there, ask again: "
    return (Paragraph(line(words, code(f"{COMMAND} CODE"))),)


def refusal_sentence(why: Exception, person: str = "") -> str:
    """Why something could not be done, for the person who wanted it."""
    if isinstance(why, ConflictError):
        return _conflict(why.proposal, person)
    if isinstance(why, NotThere):
        return "That is no longer there."
    if isinstance(why, DatabaseUnavailable):
        return "The team's database is out of reach. Try again later: nothing is done twice."
    return str(why)


def _conflict(proposal: Proposal | None, person: str) -> str:
    if proposal is None:
        return "The entry has changed since. Propose your change again."
    if proposal.decided_at is None:
        return "It was edited since you saw it. Read it again before you decide."
    who = proposal.decided_by
    if who and who.id == person:
        return f"You have already {proposal.decision.value} it."
    return f"{who.name if who else 'Somebody'} was faster: it is {proposal.decision.value}."
