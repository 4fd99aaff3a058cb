"""PURE. A request: what a person asks, and which context it needs."""

from dataclasses import dataclass

from bot.codes.extraction import Extraction, Mode, extract_codes
from bot.codes.sources import Passage
from bot.conversation.commands import HELP, command_of, team_command, words_of
from bot.conversation.lookup import LONGEST_QUESTION, has_codes
from bot.replies.small_talk import small_talk


@dataclass(frozen=True, slots=True)
class Request:
    """A question, and the thread that it was asked in, the newest message first.

    `addressed_to_others` says that the text was not written to the bot: a person pointed at it.
    `thread_error` says why the thread could not be read, in the words of whoever refused it; the
    thread is not whole if only a part of it was read. `page` is the page of the reply, counted
    from 0. `enclosed` has the quotations and the files of the message, if there are any.
    """

    text: str
    thread: tuple[Passage, ...] = ()
    addressed_to_others: bool = False
    thread_error: str | None = None
    page: int = 0
    thread_is_whole: bool = True
    enclosed: Passage | None = None

    @property
    def words(self) -> str:
        """The text as a person reads it, on one line, without the mention of the bot."""
        return words_of(self.text)

    @property
    def extraction(self) -> Extraction:
        """The codes in the text itself."""
        strict = self.addressed_to_others and len(self.text) > LONGEST_QUESTION
        return extract_codes(self.text, Mode.STRICT if strict else Mode.LENIENT)

    @property
    def may_be_command(self) -> bool:
        """Whether the text may ask for something other than codes.

        A text beside a file is about the file, even "help", unless it asks for a list.
        """
        if self.addressed_to_others:
            return False
        command = command_of(self.words)
        return self.enclosed is None or (command is not None and command.what != HELP)

    @property
    def wants_files(self) -> bool:
        """Whether the codes may be in what the message encloses: the text has none."""
        return not self._asks_for_no_code and not self.extraction.answerable

    @property
    def wants_thread(self) -> bool:
        """Whether the codes may be in the thread: the message has none."""
        if self._asks_for_no_code:
            return False
        extraction = self.extraction
        if extraction.answerable or extraction.candidates or extraction.foreign:
            return False
        return self.enclosed is None or not has_codes(self.enclosed)

    @property
    def _asks_for_no_code(self) -> bool:
        words = self.words
        if not self.addressed_to_others and team_command(words) is not None:
            return True
        return self.may_be_command and (
            command_of(words) is not None or small_talk(words) is not None
        )
