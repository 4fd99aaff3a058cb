"""PURE. The one conversation, the same on every surface: a `Request` gets a `Reply`.

Any text gets a reply. The edges collect what a request needs (`Request.wants_thread`) and deliver
the reply; nothing here reads or sends anything.

request.py      what a person asks, and which context it needs
commands.py     the commands that a text may be
lookup.py       a code in its context -> what the guide and the team know of it
word_search.py  questions in words, and suggestions while a person types
answer.py       the route from a request to the reply, and from a workflow's text to its outputs
"""

from bot.conversation.answer import answer, answer_codes, answer_shown, answer_step
from bot.conversation.commands import ADD, HISTORY, STATS, UNKNOWN, TeamCommand, team_command
from bot.conversation.lookup import LONGEST_QUESTION
from bot.conversation.request import Request
from bot.conversation.word_search import suggest

__all__ = [
    "ADD",
    "HISTORY",
    "LONGEST_QUESTION",
    "STATS",
    "UNKNOWN",
    "Request",
    "TeamCommand",
    "answer",
    "answer_codes",
    "answer_shown",
    "answer_step",
    "suggest",
    "team_command",
]
