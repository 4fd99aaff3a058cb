"""PURE. The step of a workflow that decodes a text, which was written for other people."""

from bot.codes.sources import Passage
from bot.conversation.lookup import look_up_passages
from bot.replies.step_outputs import Outputs, step_outputs
from bot.team.notes import NO_NOTES, WorkspaceNotes


def answer_step(text: str, notes: WorkspaceNotes = NO_NOTES) -> Outputs | None:
    """The outputs of the step for a text; None if the text has no code.

    The text is read like a message of a thread: a workflow may send any message.
    """
    answered = tuple(look_up_passages((Passage(text),), notes))
    return step_outputs(answered) if answered else None
