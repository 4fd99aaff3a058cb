"""PURE. What people say that asks for no code: thanks, greetings, calls for help."""

import re

from bot.replies.document import Paragraph, line
from bot.replies.reply import Reply

# Small letters, no marks; each is the whole of what is said.
_HELP = r"""(?x)
    \? | usage | hilfe | aide
    | (?:(?:can|could|would)\ you\ |please\ |pls\ )?help(?:\ me)?(?:\ (?:out|please|pls))?
    | what\ can\ (?:you|i)\ do | how\ (?:do\ i\ use|does)\ (?:this|it|you)(?:\ work)?
    | how\ do\ you\ work
"""
_THANKS = r"""(?x)
    (?:(?:many|great|ok|okay|cool|perfect)\ )?
    (?:thanks?|thank\ you|thx|ty|cheers|danke|merci|gracias)
    (?:\ (?:a\ lot|so\ much|very\ much|you|again|bot|iissync|all|everyone|it\ works?
        |that\ (?:helped|worked|did\ it)))*
    | (?:that|it|this)\ (?:helped|worked|fixed\ it|did\ it) | (?:it\ )?works\ now | solved
"""
_NOTED = r"""(?x)
    (?:ok|okay|k|yes|no|yep|nope|sure|fine|cool|nice|great|good|perfect|awesome|done|noted|bye
        |got\ it|i\ see|never\ ?mind|good\ ?bye|see\ you(?:\ later)?|will\ do|well\ done
        |good\ (?:job|bot|work|night))
    (?:\ (?:then|now|thanks|bot|iissync))*
"""
_GREETING = r"""(?x)
    (?:hi|hello|hey|hallo|good\ (?:morning|afternoon|evening))
    (?:\ (?:there|bot|iissync|all|everyone))*
    | (?:who|what)\ are\ you | are\ you\ (?:there|a\ bot|alive) | ping | test
"""


def asks_for_help(words: str) -> bool:
    """Whether the words ask what the bot can do."""
    said = words.lower().strip(" .!?,") or words.strip()
    return re.fullmatch(_HELP, said) is not None


def small_talk(words: str) -> Reply | None:
    """The answer to a thank-you or a greeting; None for anything else."""
    said = re.sub(r"[^\w\s]", "", words.lower()).strip()
    if re.fullmatch(_THANKS, said):
        return Reply((Paragraph(line("Glad it helped. What was it, finally?")),), asks_back=True)
    if re.fullmatch(_NOTED, said):
        return Reply((Paragraph(line("👍 Send me the next code when you have one.")),))
    if re.fullmatch(_GREETING, said):
        return Reply((Paragraph(line(_HELLO)),))
    return None


_HELLO = (
    "Hi. I explain the status codes of IISSYNC and of Windows. Send me a number, or what a program "
    "printed. `help` shows what else I can do."
)
