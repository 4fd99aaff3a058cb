"""PURE. Notices about shared files and threads: what was not read, and what to do about it."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from bot.codes.sources import FileRead, Passage, Why
from bot.replies.document import Document, Paragraph, Small, counted, line, verbatim
from bot.replies.reply import Reply

MOST_NAMED = 3
"""Unread files that an answer names with the reason."""
_PASTE = "paste the lines around the failure here"
_TODO: Mapping[Why, str] = {
    Why.ARCHIVE: "I open no archives. Unzip it, and share the .log or .txt file that is in it.",
    Why.EVENT_LOG: (
        "I read event logs as text only. Save it so, and share that: "
        "`wevtutil qe FILE.evtx /lf:true /f:text > events.txt`"
    ),
    Why.DUMP: "I read no dumps. Open it in WinDbg, run `!analyze -v`, and paste what that prints.",
    Why.PICTURE: "I see no pictures. Type the number or the message that it shows.",
    Why.DOCUMENT: f"I read plain text only. Copy it out of the document: {_PASTE}.",
    Why.BINARY: f"It is not text. Export it as a .txt or .log file, or {_PASTE}.",
    Why.TOO_LARGE: "It is larger than 10 MB. Cut out the part around the failure, and share that.",
    Why.EXTERNAL: "It is not kept in Slack, so I do not fetch it. Share the file itself.",
    Why.GONE: "Slack does not have it any more, or does not show it to me. Share it again.",
    Why.NO_SCOPE: (
        "Slack does not let me read it. If I am in this channel, the app lacks the scope "
        "`files:read`: an administrator has to add it, as the app's manifest has it, and to "
        f"install the app again. Until then, {_PASTE}."
    ),
    Why.FAILED: f"Slack did not deliver it. Share it again, or {_PASTE}.",
}
THREAD_TRUNCATED = Small(
    line(
        "The thread is longer than one page: I read its beginning, not its end. If what you "
        "mean is further down, send it to me."
    )
)


def no_codes_in_files(files: Sequence[FileRead]) -> Reply:
    """The answer to a message if neither its files nor its text have codes."""
    parts = tuple(
        Paragraph(
            line("I found nothing in “", verbatim(file.name), "” that is surely a status code.")
        )
        for file in files
    )
    todo = Paragraph(line("Send me the number itself, or the message that stands with it."))
    return Reply((*parts, todo) if parts else (), understood=False)


def file_notices(passages: Sequence[Passage]) -> Document:
    """What was not read of the files of some messages, and what to do about each file."""
    return (*_order(passages), *_truncated(passages), *_unread(passages), *_left_out(passages))


def _order(passages: Sequence[Passage]) -> Iterator[Paragraph]:
    for file in chain.from_iterable(passage.files for passage in passages):
        if len(file.codes) > 1:
            found = (
                f"{len(file.codes)} codes in “",
                verbatim(file.name),
                "”, the most frequent first.",
            )
            yield Paragraph(line(*found))


def _truncated(passages: Sequence[Passage]) -> Iterator[Paragraph]:
    for file in chain.from_iterable(passage.files for passage in passages):
        if not file.whole:
            how_far = f"I stopped after line {file.lines}" if file.lines else "it took too long"
            todo = f"”: {how_far}. Share the part around the failure."
            yield Paragraph(line("I did not read all of “", verbatim(file.name), todo))


def _unread(passages: Sequence[Passage]) -> Iterator[Paragraph]:
    missing = [each for passage in passages for each in passage.not_read]
    for one in missing[:MOST_NAMED]:
        yield Paragraph(line("I did not read “", verbatim(one.name), f"”. {_TODO[one.why]}"))
    more = len(missing) - MOST_NAMED
    if more > 0:
        yield Paragraph(line(f"I did not read {counted(more, 'more file')} either."))


def _left_out(passages: Sequence[Passage]) -> Iterator[Paragraph]:
    number = sum(passage.left_out for passage in passages)
    if number:
        files = counted(number, "more file")
        yield Paragraph(line(f"I left out {files}: share what matters in another message."))
