"""Phrases around a number that outweigh the nearest word, as tables by the kind of text.

phrase.py         a row: the words, the values for which they count, and the verdict
called.py         what calls a number a code
counted.py        numbers that are mostly no codes: counts, and parts of names
logs.py           columns and lines of logs
web.py            statuses of the web, and a server's replies to mail programs
programs.py       other programs' numbers that no answer names, and how programs write codes

The first row that matches counts, in the order of `PHRASES`. Each row has an example in
`tests.codes.test_rules`, in the same order. Numbers that an answer names as those of another
product are in `bot.codes.foreign` and `foreign_traces`.
"""

from bot.codes.phrases.called import CALLED
from bot.codes.phrases.counted import COUNTED, OF_NAMES
from bot.codes.phrases.logs import OF_LOGS
from bot.codes.phrases.phrase import Phrase
from bot.codes.phrases.programs import OF_PROGRAMS, OF_WORDS
from bot.codes.phrases.web import OF_REQUESTS, OF_THE_WEB

__all__ = ["PHRASES", "Phrase"]

PHRASES = (
    *OF_REQUESTS,
    *OF_NAMES,
    *CALLED,
    *COUNTED,
    *OF_LOGS,
    *OF_THE_WEB,
    *OF_PROGRAMS,
    *OF_WORDS,
)
