"""PURE. The labels of buttons, forms and modals.

The buttons that show more of an answer have theirs where they are offered, such as `explanation`.
"""

from typing import NamedTuple

from bot.codes.printed_by import PrintedBy
from bot.team.draft_form import (
    LONGEST_CAUSE,
    LONGEST_LINK,
    LONGEST_PLACE,
    LONGEST_STEPS,
    MOST_STEPS,
    Field,
)

SHARE_IN_THREAD = "Share in thread"
SHARE_IN_CHANNEL = "Share"
SHARED = "You shared this."
SHARED_WITHOUT_ENTRIES = (
    "You shared this without what your team wrote: another company or workspace may read it "
    "here. If this is a channel that I am not in, type there: `/invite @iissync`"
)
HELPED = "Helped"
DID_NOT_HELP = "Didn't help"
ADD = "Add what you found"
SUGGEST_CHANGE = "Suggest a change"
MORE = "More"
BACK = "Back"
NEWER = "Newer"
OLDER = "Older"
APPROVE = "Approve"
REJECT = "Reject"
EDIT = "Edit"
WHOLE_TEXT = "Whole text"

CLOSE = "Close"
DECODE = "Decode"
LOOK_UP = "Look up a status code"
CODE = "Status code"
CODE_HINT = "Decimal, signed, hex or a name, several at once, or a whole console output."
PICK = "Or pick one"
PICK_HINT = "Part of a code, a name or a meaning"
NOTHING_TYPED = "Type a status code, or pick one below."

EDIT_PROPOSAL = "Edit the proposal"
PROPOSE = "Propose"
SAVE = "Save"
REJECT_PROPOSAL = "Reject the proposal"
REASON = "Reason"
REASON_HINT = "The proposer reads it."
STILL_HERE = "What you typed is still here."
SAVE_AGAIN = f"“{SAVE}” puts it in place of that."
PROPOSE_AGAIN = f"“{PROPOSE}” proposes it in place of that."
REJECT_AGAIN = f"“{REJECT}” rejects what it says now."

CHANGE_SETTINGS = "Change settings"
SETTINGS_TITLE = "Workspace settings"
REVIEWERS = "Reviewers"
REVIEWERS_HINT = "They decide on what people propose."
CHOOSE_PEOPLE = "Choose people"
SELF_REVIEW = "Their own words"
SELF_REVIEW_OPTION = "A single reviewer may approve what they proposed or edited"
REVIEW_CHANNEL = "Review channel"
REVIEW_CHANNEL_HINT = (
    "Review cards are posted there; invite me first. Without one, each reviewer gets them in a "
    "direct message."
)
CHOOSE_CHANNEL = "Choose a channel"
KEEP_DAYS = "Days to keep questions"

ENTRIES = "Entries"
ENTRIES_OPTION = "Each workspace keeps entries of its own"
ENTRIES_HINT = (
    "Those that all have together stay visible to all. New ones belong to the workspace, whose "
    "admins may choose reviewers of its own."
)
CONTEXT = "A number that may be from any program"
CONTEXT_HINT = "What comes first if nothing around the number says what printed it."
NO_CONTEXT = "none"
DEFAULT_CONTEXTS: dict[str, str] = {
    PrintedBy.ANY: "Any program on Windows",
    PrintedBy.IISSYNC: "IISSYNC",
}


def default_contexts(usual: PrintedBy | None) -> dict[str, str]:
    """What an administrator can choose; `usual` is what the operator has, if anything."""
    none = f"As the operator says: {DEFAULT_CONTEXTS[usual]}" if usual else "What its text suggests"
    return {NO_CONTEXT: none, **DEFAULT_CONTEXTS}


def keep_days_hint(usual: int | None) -> str:
    """For how many days the bot keeps who asked for what, if the field is empty."""
    return f"Who asked for which code is deleted then. Empty: {usual} days." if usual else ""


SEARCH = "Search"
SEARCH_HINT = "A code, a name, a meaning, then Enter"


class FieldLabel(NamedTuple):
    """The label of a field of the form, its hint, and the most characters that it accepts."""

    label: str
    hint: str
    most: int
    multiline: bool = False


FIELDS = {
    Field.CODE: FieldLabel("Status code", "As it was printed", 40),
    Field.CAUSE: FieldLabel("Cause", "Why it happens", LONGEST_CAUSE, multiline=True),
    Field.STEPS: FieldLabel(
        "Steps", f"What to do, one a line, at most {MOST_STEPS}", LONGEST_STEPS, multiline=True
    ),
    Field.APPLIES_TO: FieldLabel("Applies to", "Such as IIS 4.0, or node B alone", LONGEST_PLACE),
    Field.LINK: FieldLabel("Link", "https://…", LONGEST_LINK),
    Field.PRINTED_BY: FieldLabel("Holds for", "", 10),
}
CONTEXTS = {"any": "Any program that prints the code", "iissync": "IISSYNC alone"}


OPEN_HOME = "Open in home tab"
RESTORE = "Restore"
RESTORE_TITLE = "Restore this version?"


def restore(version: int) -> str:
    """The button that publishes an old version again."""
    return f"Restore version {version}"


def numbered(label: str, number: int | None) -> str:
    """A label with the number of the item that it is about, if there are several."""
    return label if number is None else f"{label} ({number})"
