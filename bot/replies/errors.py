"""PURE. Error messages: what went wrong, and what to do about it."""

from collections.abc import Sequence

from bot.database.errors import DatabaseUnavailable
from bot.replies.document import Document, Link, Paragraph, Rule, code, line
from bot.replies.reply import COMMAND, Reply
from bot.team.model import ConflictError, NotFoundError, Person, Proposal, TeamEntry

INVITE = "/invite @iissync"
OUTSIDER = "Only people of the company whose team wrote this can do that."

_NO_MEMBER = {"channel_not_found", "no_permission", "not_in_channel"}
_TOO_LONG = {"msg_blocks_too_long", "msg_too_long", "view_too_large"}
_URL_GONE = {
    "expired_url",
    "invalid_token",
    "no_active_hooks",
    "no_service",
    "no_service_id",
    "used_url",
}
_REFUSALS = {
    "cannot_reply_to_message": "Slack allows no replies to that message.",
    "is_archived": "That channel is archived: ask in another one.",
    "missing_scope": (
        "The app lacks a permission. Ask an administrator to install it again from its manifest."
    ),
    "restricted_action": "Your workspace does not let me write there: ask in another channel.",
    "restricted_action_non_threadable_channel": "That channel has no threads: ask in another one.",
    "restricted_action_read_only_channel": "That channel is read-only: ask in another one.",
    "restricted_action_thread_locked": "That thread is locked: ask outside of it.",
    "thread_not_found": "The message was deleted.",
    **dict.fromkeys(_NO_MEMBER, "I am not a member of that channel."),
    **dict.fromkeys(_TOO_LONG, "It is too long for Slack: ask about less at a time."),
}


def error_reply(words: str) -> Reply:
    """A reply with one error message."""
    return Reply((Paragraph(line(words)),), understood=False)


def refused_reply(
    reply: Reply, refusal: str, *, needs_admin: bool = False, malformed: bool = False
) -> Reply:
    """The reply in a direct message if Slack refused the answer where the question was asked.

    If the answer is `malformed`, Slack would refuse it in the direct message as well.
    """
    reason = _reason(refusal, needs_admin=needs_admin or malformed)
    todo = (" Type there: ", code(INVITE)) if refusal in _NO_MEMBER else ()
    lead = Paragraph(line("I could not answer where you asked me. ", reason, *todo))
    if malformed or refusal in _TOO_LONG:
        return reply._replace(document=(lead,))
    return reply._replace(document=(lead, Rule(), *reply.document))


def _reason(refusal: str, *, needs_admin: bool) -> str:
    """Why Slack refused something, and what to do."""
    lead = "Ask an administrator. " if needs_admin else ""
    return _REFUSALS.get(refusal, f"{lead}Slack says: {refusal}.")


def own_company_only() -> Reply:
    """The answer to a command about a team's entries in a channel shared with another company."""
    words = "What a team wrote is for its own company alone, and another one reads here. Type "
    return error_reply(f"{words}`{COMMAND}` instead: only you see the answer.")


def rate_limited() -> Reply:
    """The answer to a command of a person who has too many requests in progress."""
    return error_reply(
        "I am still working on your other questions. Ask this one again in a minute."
    )


def queue_full(most: int) -> Document:
    """The notice, sent once, to a person with `most` messages in the queue of jobs."""
    lead = f"{most} of your questions are waiting, so I did not take the latest ones. "
    return (Paragraph(line(lead, "Please ask them again when I have answered some.")),)


def answer_waits(seconds: float) -> Document:
    """The notice to a person whose answer waits for Slack to allow the next read of a thread."""
    lead = "Slack lets me read one thread a minute. I read this one and answer "
    words = f"in about {max(1, round(seconds))} seconds. If you can't wait, send me what Windows "
    return (Paragraph(line(lead, words, "printed: I answer that at once.")),)


def unexpected_error(reference: str) -> Document:
    """The message for an unexpected error; the log has the details under the reference."""
    lead = "Something went wrong on my side. Reference for your administrator: "
    return (Paragraph(line(lead, code(reference))),)


def interaction_failed(refusal: str, *, needs_admin: bool = False) -> Document:
    """The message if Slack refused to show what a click on a button should have shown."""
    if refusal in _URL_GONE:
        words = "This answer is too old for its buttons. Ask again."
    elif "trigger" in refusal:
        words = "Slack opens a form within three seconds only, and this took longer. Try again."
    elif refusal == "push_limit_reached":
        words = "Slack shows three forms on top of each other at most. Close one, and try again."
    elif needs_admin:
        words = _reason(refusal, needs_admin=True)
    else:
        words = "Slack did not accept it just now. Try again."
    return (Paragraph(line(words)),)


def sharing_failed(refusal: str, *, needs_admin: bool = False) -> Document:
    """The message if Slack refused to share an answer."""
    if refusal in _URL_GONE:
        words = line("This answer is too old to be shared. Ask again, and share the new answer.")
    elif needs_admin:
        words = line("The answer was not shared. ", _reason(refusal, needs_admin=True))
    else:
        words = line("Slack did not accept it just now. Close this, and click again.")
    return (Paragraph(words),)


def scopes_missing(scopes: Sequence[str], link: str) -> Document:
    """The message to whoever installed the bot that its present version needs more scopes."""
    listed = " and ".join(filter(None, (", ".join(scopes[:-1]), scopes[-1])))
    words = line(
        "The bot has a new version, which needs more permissions in this workspace: ",
        code(listed),
        ". Until you install it again, some of what it does fails: ",
        Link("install it again", link),
        ".",
    )
    return (Paragraph(words),)


def already_shared() -> Document:
    """The message after a second click on the button that shares."""
    return _ask_again("You have already shared this answer.")


def sharing_unconfirmed() -> Document:
    """The message if it is unknown whether Slack accepted the shared answer."""
    return _ask_again("Slack did not confirm that it took the answer.")


def _ask_again(words: str) -> Document:
    hint = f"{words} If you do not see it there, ask again: "
    return (Paragraph(line(hint, code(f"{COMMAND} CODE"))),)


def refusal_sentence(why: Exception, person: str = "") -> str:
    """Why an action failed, for the person who requested it."""
    if isinstance(why, ConflictError):
        return _conflict(why.now, person)
    if isinstance(why, NotFoundError):
        return "That is no longer there."
    if isinstance(why, DatabaseUnavailable):
        return "The team's database is out of reach. Try again later: nothing is done twice."
    return str(why)


def _conflict(now: Proposal | TeamEntry, person: str) -> str:
    if isinstance(now, TeamEntry):
        who, version = _who(now.revision.approver, person), now.revision.version
        todo = "Begin again from that version."
        return f"The entry has changed since: {who} published version {version}. {todo}"
    if now.decided_at is not None:
        who, word = _who(now.decided_by, person), now.decision.value
        if who == "you":
            return f"You have already {word} it."
        return f"{who} was faster: it is {word}."
    if now.edited_at is None:
        return "That was an old card. Read the new one before you decide."
    who = _who(now.edited_by, person)
    return f"It was edited since you saw it, by {who}. Read it again before you decide."


def _who(by: Person | None, person: str) -> str:
    if by is None:
        return "somebody"
    return "you" if by.id == person else by.name
