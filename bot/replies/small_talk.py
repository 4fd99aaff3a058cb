"""PURE. Answers to messages that ask for no code: requests for help, thanks and greetings."""

import re

from bot.replies.document import Items, Paragraph, bold, line
from bot.replies.reply import COMMAND, Reply

# Each pattern matches a whole message, in small letters and without punctuation.
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
    """Whether a message asks what the bot can do."""
    message = words.lower().strip(" .!?,") or words.strip()
    return re.fullmatch(_HELP, message) is not None


def small_talk(words: str) -> Reply | None:
    """The answer to thanks, an "ok" or a greeting; None for any other message."""
    message = re.sub(r"[^\w\s]", "", words.lower()).strip()
    if re.fullmatch(_THANKS, message):
        return Reply((Paragraph(line("Glad it helped. What was it, finally?")),), asks_back=True)
    if re.fullmatch(_NOTED, message):
        return Reply((Paragraph(line("👍 Send me the next code when you have one.")),))
    if re.fullmatch(_GREETING, message):
        return Reply((Paragraph(line(HELLO)),))
    return None


HELLO = (
    "Hi. I explain the status codes of IISSYNC and of Windows. Send me a number, or what a program "
    "printed. `help` shows what else I can do."
)


def help_reply() -> Reply:
    """Everything that people can do, on one screen."""
    return Reply(
        (
            Paragraph(line(bold("I explain the status codes of IISSYNC and of Windows."))),
            Items(
                (
                    line(
                        f"`{COMMAND} 2148598792`: what it means, why, what to do; only you see it"
                    ),
                    line("`@iissync 1722`: the same for everyone, in the thread"),
                    line("`@iissync` in a thread: explains the codes in the thread"),
                    line("a direct message with a code, or with a whole console output"),
                    line("a .txt, .log, .csv or .xml file shared with a mention: read up to 10 MB"),
                    line("“Decode status codes” in a message's ⋮ menu: that message's codes"),
                    line("“Look up a status code” among the shortcuts: a form to type one into"),
                    line("the step “Decode status codes” in Workflow Builder, if it is set up"),
                    line(f"`{COMMAND} search WORDS`: codes by words of a message or a name"),
                    line(f"`{COMMAND} family KERBEROS`: the codes of a kind; `family` lists them"),
                    line(f"`{COMMAND} list`: every documented code, and those of your team"),
                    line(f"`{COMMAND} add CODE`: write down what you found; a reviewer checks it"),
                    line(f"`{COMMAND} history CODE`: what your team wrote, every version"),
                    line(
                        f"`{COMMAND} unknown`, `{COMMAND} stats`: unexplained and most asked codes"
                    ),
                )
            ),
            Paragraph(
                line(
                    "Codes may be decimal (`2148598792`), signed (`-2146368504`), hex "
                    "(`0x80110408`) or names (`E_FAIL`), several at once, in any text. If IISSYNC "
                    "printed it, you get what Microsoft documents for IISSYNC, else what it means "
                    "in Windows."
                )
            ),
            Paragraph(
                line(
                    "IISSYNC hangs and prints nothing? On IIS 5.0 with SSL, install the server "
                    "certificate on the other node too (Q288207)."
                )
            ),
        )
    )
