"""Numbers that are parts of names, and numbers that count something."""

from bot.codes.phrases.phrase import Phrase
from bot.codes.rules import Verdict

_OF_WINDOWS = r"win(?:32|error|dows)|lasterr|\bgle\b|(?:os|system) ?error|\b(?:hr|rc|ntstatus)\b"
_PRODUCTS = (
    r"\b(?:microsoft|office|dynamics|windows|outlook|excel|word|powerpoint|onenote|access|visio|project"
    r"|exchange|sharepoint|skype for business|lync|sql server|visual studio|server) $"
)

OF_NAMES = (
    *(
        Phrase(
            Verdict.LARGE,
            "a number that is much more often an HTTP status",
            before=rf"^(?![\s\S]*(?:{_OF_WINDOWS}))",
            after=rf"(?! ?\(0x|[^\n]{{0,40}}(?:{_OF_WINDOWS}))",
            least=least,
            below=below,
        )
        for least, below in ((400, 406), (500, 505))
    ),
    Phrase(Verdict.OTHER, "an HTTP status", hints="a ", before=r"\ba $", least=400, below=432),
    Phrase(Verdict.OTHER, "the year of a product", before=_PRODUCTS, least=1995, below=2031),
    Phrase(Verdict.OTHER, "a name of a product", hints=" ", before=_PRODUCTS, least=365, below=366),
    Phrase(
        Verdict.OTHER,
        "a version of Windows",
        hints="win",
        before=r"\bwin(?:dows)? $",
        after=r"(?![:,.]? (?:means|stands))",
        least=7,
        below=12,
    ),
    Phrase(
        Verdict.LARGE,
        "part of an address, in words with hyphens between them",
        hints="-",
        before=r"(?:[a-z]+-){3}(?:[a-z0-9]+-)*$",
        below=1 << 16,
    ),
)
"""Numbers in the names of products and pages, and statuses of HTTP that nothing calls so."""
_OUTCOMES = (
    r"x?(?:pass|fail|skip|ignor|abort|cancel|succe|complet|chang|pend|disabl)[a-z]{0,6}|errors"
    r"|errored|warnings|broken|todo|measured|filtered out|deselected|inconclusive|not ?run|copied"
    r"|rescued|unreachable|flaky|timed out|up-to-date|assertions|tests|total"
)
"""How the results of tests and of other jobs are counted."""
_IS = r"['\"]?\s?[=:]\s*['\"]?"
_NEXT = r"['\"]?\s*[,;|]?\s+['\"]?(?:tests\s)?"
"""What is between the name of a count and its number, and between a number and the next name."""

COUNTED = (
    Phrase(
        Verdict.OTHER,
        "a count at the beginning of a line",
        hints="\n",
        before=r"\n[ \t]*$",
        after=r" [a-z]{3,}s (?:found|were|are|have|had|remaining|processed|copied|failed|skipped"
        r"|detected|listed|left|selected|completed|succeeded)\b",
        below=1 << 16,
    ),
    Phrase(
        Verdict.OTHER,
        "how many files or folders were not copied",
        after=r" ['\"]?(?:failed|skipped|mismatched|extra)['\"]? ['\"]?(?:dir|file|folder)",
        below=1 << 16,
    ),
    Phrase(
        Verdict.OTHER,
        "the first of the four bytes of a status",
        after=r"(?: [0-9a-f]{2}){2} (?:c0|80)\b",
        below=100,
    ),
    Phrase(
        Verdict.OTHER,
        "a count that another one is compared with",
        before=r"\b[0-9]{1,9} [a-z]{3,}s,? (?:instead of|rather than|as opposed to|not"
        r"|compared (?:to|with)|(?:down|up) from) $",
        below=1 << 16,
    ),
    Phrase(
        Verdict.OTHER,
        "the place of a value in a template of a message, like that before it",
        hints="]",
        before=r"\[0\][^\n]{0,80}\[$",
        after=r"\]",
        below=10,
    ),
    Phrase(
        Verdict.OTHER, "none", below=1, before=r"(?:errors|failures|warnings|exit_code)\s*[:=]\s*$"
    ),
    Phrase(Verdict.OTHER, "none of them", below=1, before=r"[,;]\s*$", after=r"\s[a-z]{3,}"),
    Phrase(
        Verdict.OTHER,
        "a size, in hex beside it",
        after=r"(?:\s\(0x[0-9a-f]{1,16})?\)\s*bytes\b",
        below=1 << 31,
    ),
    Phrase(Verdict.OTHER, "a count", below=2, after=r"\s?errors?\b"),
    Phrase(
        Verdict.OTHER,
        "a count of what was done with things",
        after=r"\s[a-z]{3,20}(?<!s)s (?:suppressed|dropped|discarded|lost|skipped|omitted|copied"
        r"|removed|queued|sent|received|processed|repeated|ignored|left|remaining|pending)\b",
        below=10_000,
    ),
    Phrase(
        Verdict.OTHER,
        "a count among counts",
        before=r"\b(?:failed|succeeded|errors|skipped|passed|cancell?ed|warnings)\s?[=:]\s*$",
        after=r"\s*[,;|]\s*[a-z][a-z ]{3,40}\s?[=:]\s*[0-9]",
        below=10_000,
    ),
    Phrase(
        Verdict.OTHER,
        "a count before a count, each after its name",
        before=rf"\b(?:{_OUTCOMES}){_IS}$",
        after=rf"{_NEXT}(?:{_OUTCOMES}){_IS}[0-9]",
        below=10_000,
    ),
    Phrase(
        Verdict.OTHER,
        "a count after a count, each after its name",
        before=rf"\b(?:{_OUTCOMES}){_IS}[0-9]+{_NEXT}"
        rf"(?:(?:{_OUTCOMES}){_IS}[0-9]+{_NEXT}(?:error|warning)|{_OUTCOMES}){_IS}$",
        below=10_000,
    ),
    Phrase(
        Verdict.OTHER,
        "a count of failures before that of successes, in another language",
        before=r"[:=]\s*$",
        after=r"\s*[,;|、.]\s*(?:erfolgreich|bestanden|réussite|réussis?|superad[oi]s?|superati"
        r"|aprovados?|geslaagd|合格|成功|通过|通過|통과|успешно|пройдено|powodzenie)\W{1,8}[0-9]",
        below=10_000,
    ),
    Phrase(
        Verdict.OTHER,
        "a count of tests in TAP, the Test Anything Protocol",
        hints="# ",
        before=rf"(?:\A|\n)[ \t]*# (?:{_OUTCOMES}) $",
        below=10_000,
    ),
    Phrase(
        Verdict.OTHER,
        "a count before a count",
        after=rf"\s(?:tests?\s)?(?:{_OUTCOMES}|err(?:or)?|failure|warn(?:ing)?)\s*[,;|]\s*"
        r"(?:and )?[0-9]",
        below=10_000,
    ),
    Phrase(
        Verdict.OTHER,
        "a count after a count",
        before=rf"[0-9]\s(?:tests?\s)?(?:{_OUTCOMES}|err(?:or)?|failure|warn(?:ing)?|erfolgreich|fehlerhaft"
        r"|fehler|erreurs?|réussite|a échoué)\s*[,;|]\s*(?:and )?$",
        after=r"\s[^\W\d_]",
        below=10_000,
    ),
    Phrase(
        Verdict.OTHER,
        "that something failed",
        hints="returned",
        before=r"\breturned\W{1,3}$",
        least=1,
        below=2,
    ),
    Phrase(
        Verdict.OTHER,
        "how many errors there may be",
        hints="errors",
        before=r"\b(?:max(?:imum)?|allowed)[ _-]errors\W{1,3}$",
        below=10_000,
    ),
    Phrase(
        Verdict.OTHER,
        "how many things came back",
        hints="return",
        before=r"\breturn(?:ed|s) $",
        after=r" (?!across\b|always\b|means\b|perhaps\b|sometimes\b)[a-z]{4,20}[^s\W]s\b(?!')",
        below=1 << 31,
    ),
    Phrase(
        Verdict.OTHER,
        "a count before a count, each after its name and a blank",
        before=rf"\b(?:{_OUTCOMES}) $",
        after=rf"\s?[,;|]\s(?:{_OUTCOMES}) [0-9]",
        below=10_000,
    ),
    Phrase(
        Verdict.OTHER,
        "what a message counts, before it says that it failed",
        before=r"\b[A-Z][a-z]+ $",
        after=r" error: ",
        below=100,
    ),
    Phrase(Verdict.OTHER, "one of so many", below=1 << 31, after=r"\s(?:of|out of)\s[0-9]"),
    Phrase(
        Verdict.OTHER,
        "one of so many",
        hints="of |/",
        before=r"[0-9](?: (?:out )?of |/)$",
        below=1 << 31,
    ),
    Phrase(
        Verdict.CODE,
        "what the monitor of a cluster's resource replied",
        hints=") result",
        before=r"\bgen\([0-9]+\) result $",
        least=2,
    ),
    Phrase(
        Verdict.OTHER,
        "one of so many",
        after=r"/[0-9]",
        below=1 << 31,
    ),
    Phrase(Verdict.OTHER, "a share or a temperature", after=r"\s?(?:%|°)", below=1 << 31),
    Phrase(Verdict.OTHER, "a price", before=r"[$€£]\s?$", below=1 << 31),
    Phrase(
        Verdict.OTHER,
        "which of several errors it is, before the code",
        hints="error",
        before=r"\berror #?$",
        after=r": ?(?:0x)?[cd][0-9a-f]{7}\b",
        below=100,
    ),
    Phrase(
        Verdict.OTHER,
        "a number in two parts",
        hints="error",
        before=r"\berror (?:code: \[)?$",
        after=r":[0-9]",
        below=1 << 31,
    ),
    Phrase(
        Verdict.OTHER,
        "a number in two parts, as Office has them",
        hints="error",
        before=r"\berror(?: code)?\W{1,3}$",
        after=r"-[0-9]{1,6}(?![0-9A-Za-z-])",
        least=30_000,
        below=31_000,
    ),
    Phrase(
        Verdict.OTHER,
        "the detail of a number in two parts",
        hints="(",
        before=r"\berror(?: code)?\W{1,3}[0-9]{1,5}-[0-9]{1,5} \($",
        below=1 << 16,
    ),
    Phrase(
        Verdict.OTHER,
        "a number of the Session Initiation Protocol's",
        hints="ms-diagnostics",
        before=r"\bms-diagnostics\b[^\n]{0,20}$",
        below=1 << 16,
    ),
    Phrase(
        Verdict.OTHER,
        "one of a pair of figures",
        hints="(",
        before=r"\(\s?$",
        after=r"\s?,\s?-?[0-9]+\s?\)",
        below=1 << 31,
    ),
    Phrase(
        Verdict.OTHER, "one of a row of figures", hints=";", before=r";$", after=r";", below=1 << 31
    ),
)
"""Counts, shares and prices, many of which come with words for success or failure."""
