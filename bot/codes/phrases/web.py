"""Statuses of the web, and what stands around them."""

from bot.codes.phrases.phrase import Phrase
from bot.codes.rules import Verdict

_WEB = (
    r"(?:\b(?:https?|ur[il]|api(?:(?:status)?error|exception)?|rest|web(?:hook|page|site)?|nginx|apache"
    r"|proxy|upstream|back-?end|gateway|request|response|responded|resource|endpoint|oauth|browser"
    r"|registry|curl|fetch|(?:down|up)load\w*|axios|openai|soap|(?-i:GET|POST|PUT|PATCH|DELETE))\b"
    r"|://)"
)
"""Words beside the status of an HTTP request."""

OF_REQUESTS = tuple(
    Phrase(
        Verdict.OTHER,
        "an HTTP status, near words of the web",
        before=before,
        after=after,
        least=least,
        below=below,
    )
    for before, after in (
        (rf"(?:{_WEB}[^\n]{{0,48}}|[/?&=][^\s\\]{{4,40}} returned )$", ""),
        ("", rf"[^\n]{{0,48}}?{_WEB}"),
    )
    for least, below in ((200, 205), (300, 309), (400, 432), (499, 528))
)
"""Statuses of HTTP requests that any words call a code: as Win32 errors they hardly occur."""
_TO = r"(?:[-\u2013\u2014]|\.\.\.?|to|through|bis)"
"""What is between the ends of a range; the two escapes are dashes."""
_STATUSES = rf"status(?:es|[ _]?codes?)?\W{{1,6}}(?=%s)(?:[0-9]{{3}}\s?(?:{_TO}|[,;|])\s?){{0,8}}$"

OF_THE_WEB = (
    Phrase(
        Verdict.OTHER,
        "the beginning of a range of HTTP statuses, or one before it",
        hints="status",
        before=_STATUSES % "",
        after=rf"(?:\s?[,;|]\s?[0-9]{{3}}){{0,8}}\s?{_TO}\s?[0-9]{{3}}(?![0-9A-Za-z])",
        least=100,
        below=600,
    ),
    Phrase(
        Verdict.OTHER,
        "the end of a range of HTTP statuses, or one after it",
        hints="status",
        before=_STATUSES % rf"[0-9 ,;|]{{3,40}}{_TO}",
        least=100,
        below=600,
    ),
    Phrase(
        Verdict.OTHER,
        "a range of statuses",
        hints="status",
        before=r"status(?:es|[ _]?codes?)?[=: '\"]{1,4}$",
        after=r"[-\u2013][0-9]{1,5}(?![0-9A-Za-z.-])",
        below=1 << 16,
    ),
    Phrase(
        Verdict.OTHER,
        "a range of codes",
        hints="codes",
        before=r"codes\W{1,4}(?:(?:from|of|in|are|between|the|range|outside) ){0,4}$",
        after=rf"\s?{_TO}\s?[0-9]{{1,5}}(?![0-9A-Za-z.-])",
        below=1 << 16,
    ),
    Phrase(
        Verdict.OTHER,
        "an HTTP status",
        hints="(status",
        before=r"\(status(?: ?code)?[:=]? ?$",
        after=r"\)",
        least=400,
        below=432,
    ),
    Phrase(
        Verdict.OTHER, "an HTTP status", hints="(code=", before=r"\(code=$", least=400, below=600
    ),
    Phrase(
        Verdict.OTHER,
        "an HTTP status",
        hints="status",
        before=r"\bstatus[ _]?code\W{1,6}$",
        least=200,
        below=600,
    ),
    Phrase(
        Verdict.OTHER,
        "an HTTP status",
        hints="status",
        before=r"\b(?:sc|http)[_-]?\W{0,6}status\W{1,6}$",
        least=100,
        below=600,
    ),
    Phrase(
        Verdict.OTHER,
        "an HTTP status",
        hints="http",
        before=r"\bhttps?\W{1,2}(?:(?:status|error|code|and|or|then|to|from|[0-9.,;/-])\s*)+$",
        least=100,
        below=600,
    ),
    Phrase(
        Verdict.OTHER,
        "the status of a request, among its fields",
        hints="=",
        before=r"(?<![\w.])(?:code|status)=$",
        after=r"\s(?:bytes|duration|endpoint|host|latency|method|path|proto|remote|route|size|took|ur[il])"
        r"\w{0,12}=",
        least=100,
        below=600,
    ),
    Phrase(
        Verdict.OTHER,
        "a server's reply to a mail program",
        hints="serv",
        before=r"\b(?:server error|serverfehler|serverfout|erreur (?:de |du )?serveur"
        r"|erro de servidor|error del? servidor|errore del server)\W{1,3}$",
        least=400,
        below=600,
    ),
    Phrase(
        Verdict.OTHER,
        "an HTTP status",
        after=r"[,;]?\s+StatusText|\s?\((?:Forbidden|Unauthorized|Not Found)\)",
        least=100,
        below=600,
    ),
)
"""The statuses of HTTP requests."""
