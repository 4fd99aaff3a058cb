"""The one conversation: a request, however it came, and the reply to it.

Total: any text gets a reply. The edges gather what a request needs (`Request.wants_thread`) and
carry the reply away; nothing here reads or sends anything.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from bot.decoder import CATALOGUE, Ear, Findings, Found, asks_for_numbers, decode, find_codes
from bot.decoder.legible import legible
from bot.reply import (
    Finding,
    Origin,
    Reply,
    findings_reply,
    help_reply,
    list_reply,
    usage_reply,
)

COMMANDS = {"help": help_reply, "list": list_reply}
_HELP = {"?", "usage", "hilfe", "aide"}
LONG = 400
"""Characters from which on a message was written for others, not for the bot."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A message of the thread: what it says, and when (seconds since 1970; as UTC writes it)."""

    text: str
    seconds: int
    utc: str


@dataclass(frozen=True, slots=True)
class Request:
    """What a person asks: the text, and the thread it was asked in, newest message first.

    `about_others` says that the text was not written to the bot: a message shortcut. `unread` is
    Slack's word for why the thread could not be read.
    """

    text: str
    thread: tuple[Passage, ...] = ()
    about_others: bool = False
    unread: str | None = None

    @property
    def words(self) -> str:
        """The text as a person reads it, on one line, without who it is addressed to."""
        return " ".join(legible(self.text).split())

    @property
    def findings(self) -> Findings:
        """What the text itself holds."""
        overheard = self.about_others and len(self.text) > LONG
        return find_codes(self.text, Ear.OVERHEARD if overheard else Ear.ASKED)

    @property
    def wants_thread(self) -> bool:
        """Whether the codes are to be looked for in the thread: the text names none."""
        if _command(self.words):
            return False
        findings = self.findings
        return not findings.codes and not findings.doubts


def answer(request: Request) -> Reply:
    """The reply to `request`."""
    words = request.words
    command = _command(words)
    if command and not request.about_others:
        return COMMANDS[command]()
    findings = request.findings
    if findings.codes or findings.doubts:
        found = tuple(Finding(decode(found.code), found.written) for found in findings.codes)
        return findings_reply(found, findings.doubts)
    read_back = tuple(_read_back(request.thread))
    if read_back:
        return findings_reply(read_back)
    return usage_reply(words, _suggestion(words), request.unread)


def _command(words: str) -> str | None:
    word = words.lower().strip(" .!")
    return "help" if word in _HELP else word if word in COMMANDS else None


def _suggestion(words: str) -> str | None:
    near = get_close_matches(words.lower(), COMMANDS, n=1)
    return near[0] if near else None


def _read_back(thread: tuple[Passage, ...]) -> Iterator[Finding]:
    """The codes of a thread, newest message first, each code once."""
    seen = set()
    for passage in thread:
        for found in _codes_of(passage.text):
            if found.code not in seen:
                seen.add(found.code)
                origin = Origin(passage.seconds, passage.utc, legible(passage.text))
                yield Finding(decode(found.code), found.written, origin)


def _codes_of(text: str) -> tuple[Found, ...]:
    """What is surely a code in a message to others, and in a short one any documented code."""
    if asks_for_numbers(text):
        return find_codes(text, Ear.ASKED).codes
    sure = find_codes(text, Ear.OVERHEARD).codes
    if sure or len(text) > LONG:
        return sure
    return tuple(found for found in find_codes(text).codes if found.code in CATALOGUE)
