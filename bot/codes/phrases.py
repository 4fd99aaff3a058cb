"""Phrases around a number that outweigh the nearest word, as tables by the kind of text.

The first row that matches counts, in the order of `PHRASES`.
"""

from typing import NamedTuple

from bot.codes.rules import (
    EVENTS_ABROAD,
    EXIT_CODES_ABROAD,
    ORDERS_ABROAD,
    OTHER_CODES_ABROAD,
    RETURNED_ABROAD,
    STATUSES_ABROAD,
    UNIX_MESSAGES,
    Verdict,
)


class Phrase(NamedTuple):
    """Words right before or right after a token, or both; for values from `least` to `below`.

    `hint` is a lower-case text in `before` without which the row cannot match, and one of `hints`
    is there as well, if there are any: they save time.
    """

    verdict: Verdict
    why: str
    hint: str = ""
    before: str = ""
    after: str = ""
    below: int = 1 << 32
    least: int = 0
    hints: tuple[str, ...] = ()


_EXIT_CODES_HINTS = (
    "cod",
    "cód",
    "kod",
    "kood",
    "kód",
    "код",
    "wert",
    "retour",
    *"コス値码碼值态態코값",
)
_STATUSES_HINTS = ("cod", "cód", "kod", "kood", "kód", "код", *"码碼コ코")
_CODES_HINTS = ("cod", "cód", "kod", "kood", "kód", "код", "mã ", *"码碼コ番코번")
_RETURNED_HINTS = (
    *("retour", "retorn", "renvoy", "devol", "restitu", "fehlg", "échou", "fall", "falh"),
    *(
        "mislu",
        "missl",
        "misly",
        "mislykk",
        "zwr",
        "vrát",
        "верну",
        "возвр",
        "выда",
        "returner",
        "返",
        "傳",
    ),
)
_EVENTS_HINTS = (
    *("ereig", "nement", "event", "olay", "udal", "událo", "zdarz", "gebeur", "ndels", "tapah"),
    *("esem", "собы", "поді", "събит", "イベ", "事", "벤"),
)
_COUNTS_HINTS = (
    *("anzahl", "gefund", "nombre", "número", "numero", "cantid", "quantid", "antal", "total"),
    *("toplam", "колич", "число", "всего", "liczba", "počet"),
)
_NUMBERS_HINTS = ("n°", "nº", " n.", " no", " nr", " č", "№", "núm", " num")
"""What the words of other languages below have in them."""

_FILES = (
    "asm|asp|aspx|bat|c|cc|cfg|cmd|conf|cpp|cs|cshtml|cu|cuh|cxx|fs|go|h|hpp|inf|ini|inl|java|js"
    "|json|jsx|kt|log|lua|m|mjs|php|pl|ps1|psm1|py|pyx|rb|rs|sh|sql|swift|tf|toml|ts|tsx|txt|vb"
    "|vbs|wxs|xaml|xml|ya?ml"
)
"""Endings of the names of files that are read in lines."""

_OUTCOMES = (
    r"x?(?:pass|fail|skip|ignor|abort|cancel|succe|complet|chang|pend|disabl)[a-z]{0,6}|errors"
    r"|errored|warnings|broken|todo|measured|filtered out|deselected|inconclusive|not ?run|copied"
    r"|rescued|unreachable|flaky|timed out|up-to-date|assertions|tests|total"
)
"""How the results of tests and of other jobs are counted."""
_IS = r"['\"]?\s?[=:]\s*['\"]?"
_NEXT = r"['\"]?\s*[,;|]?\s+['\"]?(?:tests\s)?"
"""What is between the name of a count and its number, and between a number and the next name."""
_WINDOWS_WORDS = (
    r"access is denied|used by another process|(?:file|path) specified|already exists"
    r"|parameter is incorrect|handle is invalid|network path was not found"
    r"|network name cannot be found|actively refused it|by the remote host|no such host is known"
    r"|space on the disk|device is not ready|directory is not empty|syntax is incorrect"
    r"|valid win32 application|(?:module|procedure) could not be found|timely fashion"
    r"|server is unavailable|procedure call failed|password is incorrect|period has expired"
    r"|no longer available|request is not supported|requires elevation|canceled by the user"
    r"|not connected|element not found|data is invalid|incorrect function|already been started"
    r"|process this command|complete the requested service|class not registered"
)
"""How messages of Windows end that Unix words differently."""

_FUNCTIONS = (
    r"Create(?:File|Process\w*|Service|Mutex|NamedPipe|Directory|RemoteThread)"
    r"|Open(?:Process\w*|Service|SCManager|Mutex|Thread|File)|Reg(?:Open|Create|Set|Query|Delete)\w+"
    r"|LoadLibrary|DeviceIoControl|(?:Delete|Move|Copy|Read|Write|Lock)File|StartService"
    r"|ControlService|LogonUser|(?:Nt|Zw|Net|Co|Crypt|Sam|Lsa|Setup|Wlan|Dns)[A-Z][a-z]\w+"
)
"""Functions of Windows whose results are status codes."""
_FUNCTIONS_IN_ANY_CASE = (
    r"SetupDi[a-z]\w+|Create(?:File|Process\w*|Service|NamedPipe|RemoteThread)"
    r"|Open(?:Service|SCManager)|StartService|ControlService|DeviceIoControl|LogonUser"
    r"|LoadLibrary|Reg(?:Open|Create|Delete|Enum|Load|Query|Set)\w*(?:Key|Value)"
)
"""Those of them whose names are no common words, so that their case does not matter."""
_PYTHONS = (
    "OS|IO|Permission|FileNotFound|FileExists|NotADirectory|IsADirectory|BlockingIO|BrokenPipe"
    "|ChildProcess|ConnectionAborted|ConnectionRefused|ConnectionReset|Interrupted|ProcessLookup"
    "|Timeout"
)
"""The kinds of Python's OSError, whose first argument is an errno; one of Winsock's is as well."""
_FAILED = r"\b(?:fail\w*|err|error|errors|unable|cannot|can't|could not|couldn't)\b"

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

_OF_WINDOWS = r"win(?:32|error|dows)|lasterr|\bgle\b|(?:os|system) ?error|\b(?:hr|rc|ntstatus)\b"
_PRODUCTS = (
    r"\b(?:microsoft|office|dynamics|windows|outlook|excel|word|powerpoint|onenote|access|visio|project"
    r"|exchange|sharepoint|skype for business|lync|sql server|visual studio|server) $"
)
OF_NAMES = (
    Phrase(
        Verdict.LARGE,
        "a number that is much more often an HTTP status",
        before=rf"^(?![\s\S]*(?:{_OF_WINDOWS}))",
        after=rf"(?! ?\(0x|[^\n]{{0,40}}(?:{_OF_WINDOWS}))",
        least=400,
        below=406,
    ),
    Phrase(
        Verdict.LARGE,
        "a number that is much more often an HTTP status",
        before=rf"^(?![\s\S]*(?:{_OF_WINDOWS}))",
        after=rf"(?! ?\(0x|[^\n]{{0,40}}(?:{_OF_WINDOWS}))",
        least=500,
        below=505,
    ),
    Phrase(Verdict.OTHER, "an HTTP status", hint="a ", before=r"\ba $", least=400, below=432),
    Phrase(Verdict.OTHER, "the year of a product", before=_PRODUCTS, least=1995, below=2031),
    Phrase(Verdict.OTHER, "a name of a product", hint=" ", before=_PRODUCTS, least=365, below=366),
    Phrase(
        Verdict.OTHER,
        "a version of Windows",
        hint="win",
        before=r"\bwin(?:dows)? $",
        after=r"(?![:,.]? (?:means|stands))",
        least=7,
        below=12,
    ),
    Phrase(
        Verdict.LARGE,
        "part of an address, in words with hyphens between them",
        hint="-",
        before=r"(?:[a-z]+-){3}(?:[a-z0-9]+-)*$",
        below=1 << 16,
    ),
)
"""Numbers in the names of products and pages, and statuses of HTTP that nothing calls so."""

CALLED = (
    Phrase(
        Verdict.OTHER,
        "the number of a request to a driver",
        hint="ioctl",
        before=r"\bioctl(?: fd [0-9]+)?(?: (?:code|request|cmd|command|number))?\W{1,3}$",
    ),
    Phrase(
        Verdict.CODE,
        "an example of the codes that are spoken of",
        hint="(",
        before=r"\b(?:error|status|result|stop) ?codes?\b[^.:;\n0-9]{0,45}"
        r"\((?:like|e\.?g\.?,?|such as|for example) $",
    ),
    Phrase(
        Verdict.CODE,
        "what the system says of the error comes before it",
        hint=" error: ",
        before=r"\b(?:OS|system|Win(?:dows|32)) error: "
        r"[^\n:()]{3,40}(?:\([^()\n]{2,40}\)\.?)? ?\($",
        after=r"\)",
        least=1,
    ),
    Phrase(
        Verdict.CODE,
        "a name like those of Windows' errors comes before it",
        hint="_e_",
        before=r"(?-i:\b[A-Z][A-Z0-9]{0,15}_E_[A-Z0-9_]{3,48})\W{1,3}$",
        least=1 << 31,
    ),
    Phrase(
        Verdict.CODE,
        "how a step of an installation of drivers ended",
        hint="exit",
        before=r"\{[^{}\n]{3,48}\bexit ?\($",
        after=r"\)\}",
        least=2,
    ),
    Phrase(Verdict.CODE, "it is said to be hex", after=r" HEX\b", least=1 << 31),
    Phrase(
        Verdict.CODE,
        "the number of an error, in another language",
        hints=_NUMBERS_HINTS,
        before=r"\b(?:erreur|errore?|erro|fehler|błąd|fel|feil|fejl|fout|chyba|hata|ошибк\w|помилка"
        r"|грешка)(?: [a-z]{5,8})? (?:n[°º.o]{1,2}|nr\.?|č\.?|№|númer[oe]|numero|numaras\w)"
        r"[ :=]{0,3}$",
        least=1,
    ),
    Phrase(
        Verdict.OTHER,
        "an HTTP status, in another language",
        hints=_STATUSES_HINTS,
        before=STATUSES_ABROAD,
        least=100,
        below=600,
    ),
    Phrase(
        Verdict.CODE,
        "a status code, in another language",
        hints=_STATUSES_HINTS,
        before=STATUSES_ABROAD,
        least=1,
    ),
    Phrase(
        Verdict.OTHER,
        "another kind of code, in another language",
        hints=_CODES_HINTS,
        before=OTHER_CODES_ABROAD,
        below=1 << 24,
    ),
    Phrase(
        Verdict.CODE,
        "what was returned, in another language",
        hints=_RETURNED_HINTS,
        before=RETURNED_ABROAD,
        after=r"\s*(?:[^\s\w]|$|\n)",
        least=1,
    ),
    Phrase(
        Verdict.CODE,
        "an error of Windows, in another language",
        hint="windows",
        before=r"\b(?:erreur|errore?|erro|chyba|błąd|error)(?: \w{2,8})? windows\s?[:=(#]\s?$",
        least=1,
    ),
    Phrase(
        Verdict.CODE,
        "the system's own words come before it",
        hint="errno",
        before=rf"\b(?:{_WINDOWS_WORDS})\W{{1,4}}errno\W{{1,3}}$",
        least=1,
    ),
    Phrase(
        Verdict.CODE,
        "what Java says of memory that Windows refused",
        hint="dos error",
        before=r"\bDOS error/errno=$",
    ),
    Phrase(
        Verdict.CODE,
        "why a function failed, as installers made with Inno Setup say it",
        hint="failed",
        before=rf"(?-i:\b(?:{_FUNCTIONS}))(?:Ex)?[AW]? failed[;:] code $",
    ),
    Phrase(
        Verdict.CODE,
        "an error of a function for the web",
        before=r"(?-i:\b(?:Http|Internet|WinHttp)[A-Z][a-z]\w{2,30})(?:\(\))?"
        r" (?:error|fail(?:ed|ure))\b[^\n0-9]{0,20}$",
        least=12_001,
        below=12_200,
    ),
    Phrase(
        Verdict.CODE,
        "an error of Active Directory, as its cmdlets call it",
        hint="server:",
        before=r"\bActiveDirectoryServer:$",
    ),
    Phrase(
        Verdict.CODE,
        "a function of Windows and its error, after a tool's own function",
        hint=" ; ",
        before=r"[a-z]_\w{0,40} ; \w[\w ]{1,40} \($",
        after=r"\)",
    ),
    Phrase(
        Verdict.CODE,
        "why an installer made with Inno Setup could not write a file",
        hint="in use (",
        before=r"\bappears to be in use \($",
    ),
    Phrase(
        Verdict.CODE,
        "its value is the error",
        hint="value",
        before=r"(?:errno|error(?: code)?|\bstatus code|\berr) ?values?\b(?: (?:is|was|of))?"
        r"\W{1,8}$",
    ),
    Phrase(
        Verdict.CODE,
        "the debugger says which kind of code it is",
        hint=") ",
        before=r"\((?:Win32|NTSTATUS|HRESULT)\) $",
    ),
    Phrase(
        Verdict.CODE,
        "one of a number of errors",
        hint="errors",
        before=r"\b(?:two|three|four|five|several|both|these|following|different) (?:[a-z]+ ){0,2}"
        r"errors\W{1,3}$",
        after=r"\s*(?:$|[\n.,;:()/&]|(?:and|or|und|et|y|then)\b)",
        least=2,
    ),
    Phrase(
        Verdict.CODE,
        "Apache writes an error of Windows so, and one of Unix without the first word",
        hint="(os ",
        before=r"\(OS $",
        after=r"\)[^\W\d_]",
    ),
    Phrase(
        Verdict.CODE,
        "its hex comes before it",
        hint=" = ",
        before=r"\berror \(?(?:0x)?[0-9a-f]{2,4} = $",
        least=16,
        below=1 << 16,
    ),
    Phrase(
        Verdict.CODE,
        "an error of the directory service in hex and decimal",
        hint="error ",
        before=r"\berror $",
        after=r"/[0-9]{1,10} ?->",
    ),
    Phrase(
        Verdict.CODE,
        "an error of the directory service in hex and decimal",
        hint="error 0x",
        before=r"\berror 0x[0-9a-f]{1,8}/$",
        after=r" ?->",
    ),
    Phrase(
        Verdict.CODE,
        "the system's own words come before it",
        hint="(",
        before=rf"\b(?:{_WINDOWS_WORDS})['\"]?\s?\(\s?$"
        r"|[^\W\d_]{2,}(?<!exited)[.。]['\"]?\s{0,3}\(\s?$|(?:[^\W\d_]\s|\A)(?:denied|refused|verweigert"
        r"|refusé|refuse|denegado|negado|negato|отказано|odepřen|geweigerd|nekad|not found"
        r"|nicht gefunden|introuvable|timed out)\s?\(\s?$|[拒否绝絕][^\s(]{0,12}\s?\(\s?$",
        after=r"\s?\)(?![\u3041-\u30fa\u4e00-\u9fff])",  # unlike the number of an item
        least=1,
        below=20_000,
    ),
    Phrase(
        Verdict.CODE,
        "the system's own words come before it",
        hint="error ",
        before=r"\berror ['\"][^'\"\n]{3,40}['\"]\s?$",
    ),
    Phrase(
        Verdict.CODE,
        "a sentence comes before it",
        hint="(",
        before=r"[^\W\d_]{2,}[.。]['\"]?\s{0,3}\(\s?$",
        after=r"\s?\)",
        least=1 << 31,
    ),
    Phrase(
        Verdict.CODE,
        "Winsock's errors are written so",
        hint="(",
        before=r"(?<!id)\(\s?$",
        after=r"\s?\)",
        least=10_004,
        below=11_032,
    ),
    Phrase(
        Verdict.CODE,
        "a Win32 error after the NTSTATUS that it was made of",
        hint="/",
        before=r"[=:(]\s?0xc[0-9a-f]{7}/$",
        least=1,
        below=1 << 16,
    ),
    Phrase(
        Verdict.CODE,
        "the subsystem for Linux writes where it failed, and then the code",
        hint="wsl/",
        before=r"\bWsl(?:/\w+)*/$",
    ),
    Phrase(
        Verdict.CODE,
        "an error of the system's, as C++ writes it",
        hint="[system:",
        before=r"\[system:$",
    ),
    Phrase(
        Verdict.CODE,
        "an error of pywin32: its number, the function, the system's words",
        hint="(",
        before=r"\($",
        after=r", ?u?['\"](?-i:[A-Z][a-z]+[A-Z])\w{1,40}['\"], ?u?['\"]",
        least=1,
    ),
    Phrase(
        Verdict.CODE,
        "Winsock's errors come after such words",
        before=r"\b(?:socket|winsock|recv|send|connect|bind|tcp(?:/ip)?)\b[^\n]{0,40}"
        r"(?<!port )(?<!port: )(?<!port=)$",
        least=10_004,
        below=11_032,
    ),
    Phrase(
        Verdict.CODE,
        "what a function of Winsock's returned",
        hint="): ",
        before=r"\b(?:[gs]etsockopt|ioctlsocket|listen|accept|select|recvfrom|sendto|getaddrinfo"
        r"|gethostby\w+|shutdown|closesocket|WSA\w+)\([^()\n]{0,60}\): $",
        least=10_004,
        below=11_032,
    ),
    Phrase(
        Verdict.CODE,
        "what a function of Windows returned",
        hint="): ",
        before=rf"(?-i:\b(?:{_FUNCTIONS}))(?:Ex)?[AW]?\([^()\n]{{0,50}}\): $",
        after=r"\s*(?:$|\n|[.,;(])",
        least=2,
    ),
    Phrase(
        Verdict.CODE,
        "what a function of Windows returned, in a line about a failure",
        hint=": ",
        before=rf"{_FAILED}[^\n]{{0,50}}\b"
        rf"(?:{_FUNCTIONS_IN_ANY_CASE}|(?-i:{_FUNCTIONS}))(?:Ex)?[AW]?(?:\(\))?: $",
        after=r"\s*(?:$|\n|[.;(])",
        least=2,
    ),
    Phrase(
        Verdict.CODE,
        "an error of the connection to SQL Server, from its provider",
        hint="server error: ",
        before=r"\bSQL ?Server Error: $",
        after=r", (?:TCP|Named Pipes|Shared Memory) Provider: ",
    ),
    Phrase(
        Verdict.CODE,
        "an error of the connection to SQL Server, beside its state",
        hint="server error: ",
        before=r"\bSQLState: '0{5}'\s+SQL ?Server Error: $",
        least=50,
    ),
    Phrase(
        Verdict.CODE,
        "it ended so",
        hint="with ",
        before=r"\b(?:ends?|ended|exits?|came back|comes back|quits?|finishes|finished)\s"
        r"(?:[a-z]+ ){0,3}with\s$",
        after=r"\s*(?:[.,;:)!?]|$|\n|\s(?:and|but|on|in|at|after)\b)",
        least=256,
    ),
    Phrase(
        Verdict.CODE,
        "it is the reason",
        hint="because ",
        before=r"\bbecause(?: of)? $",
        after=r"\s*(?:[.,;(:]|$|\n)",
        least=2,
        below=16_000,
    ),
    Phrase(
        Verdict.CODE,
        "it is the reason",
        hint="due to ",
        before=r"\bfail\w*\b[^\n]{0,30}\bdue to $",
        after=r"\s*(?:[.,;(:]|$|\n)",
        least=2,
        below=16_000,
    ),
    Phrase(
        Verdict.CODE,
        "a cluster's log gives the reason after it",
        hint="(",
        before=r"\($",
        after=r"\)' because of '",
        least=1,
    ),
    Phrase(
        Verdict.CODE,
        "what one thing failed to do comes before it",
        hint="failed to ",
        before=r"(?<!s )(?<!\btotal )\bfailed to (?!download|fetch|get|post|request|upload)"
        r"[a-z]+(?:(?: [a-z]+){0,3} (?:service|driver|named pipe|mutex|registry key|dll))?: $",
        after=r"[ \t]*(?:$|\n)",
        least=2,
        below=1 << 16,
    ),
    Phrase(Verdict.CODE, "it failed so", hint="with ", before=r"\bfail\w* (?:[a-z]+ ){0,3}with\s$"),
    Phrase(
        Verdict.CODE,
        "what a call of the system's returned",
        hint="system call (",
        before=r"\bsystem call \($",
    ),
    Phrase(
        Verdict.CODE,
        "another exit code than was expected",
        hint="received",
        before=r"\bexit\b[^\n]{0,40}\breceived ['\"]?$",
        least=256,
    ),
    Phrase(Verdict.CODE, "its meaning is given", after=r"\s(?:means|stands for)\b", least=256),
    Phrase(
        Verdict.CODE,
        "WinHTTP and WinINet count from here",
        hint="win",
        before=r"\bwin(?:http|inet)\w*[^\n0-9]{0,40}$",
        least=12_000,
        below=12_200,
    ),
    Phrase(
        Verdict.CODE,
        "what could not be done comes before it",
        hint=": ",
        before=r"\b(?:couldn't|could not|cannot|can't|failed to|unable to) (?!.*\bport\b)"
        r"[^.\n]{2,50}: $",
        after=r"\s*(?:\(|\n|\.|$)",
        least=1000,
        below=1 << 16,
    ),
    Phrase(
        Verdict.CODE,
        "what could not be done comes before it, and its hex after it",
        hint=": ",
        before=r"\b(?:couldn't|could not|cannot|can't|failed to|unable to) [^.\n]{2,50}: $",
        after=r"\s\(0x[0-9a-f]{1,8}\)",
        least=1,
    ),
    Phrase(Verdict.CODE, "ESE's name for it is beside it", after=r"[^\n]{0,24}\bJET_(?:err|wrn)"),
    Phrase(
        Verdict.CODE,
        "a parameter of an exception of Active Directory or Exchange",
        hint="with parameters ",
        before=r"\bexception \w{3,20} has occurred with parameters $",
        least=1 << 31,
    ),
    Phrase(
        Verdict.CODE,
        "Active Directory's detail of a failed logon",
        hint="data ",
        before=r"(?:ldap|securitycontext|\bad\b|active directory|bind|domain|log-?on|log-?in)"
        r"[^\n]{0,48}\bdata $",
    ),
)
"""Numbers that a system message or a user calls a code."""

COUNTED = (
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
        hint="# ",
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
        hint="returned",
        before=r"\breturned\W{1,3}$",
        least=1,
        below=2,
    ),
    Phrase(
        Verdict.OTHER,
        "how many errors there may be",
        hint="errors",
        before=r"\b(?:max(?:imum)?|allowed)[ _-]errors\W{1,3}$",
        below=10_000,
    ),
    Phrase(
        Verdict.OTHER,
        "how many things came back",
        hint="return",
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
        Verdict.OTHER, "one of so many", hint="of ", before=r"[0-9] (?:out )?of $", below=1 << 31
    ),
    Phrase(
        Verdict.CODE,
        "what the monitor of a cluster's resource replied",
        hint=") result",
        before=r"\bgen\([0-9]+\) result $",
        least=2,
    ),
    Phrase(
        Verdict.OTHER,
        "one of so many",
        after=r"/[0-9]",
        below=1 << 31,
    ),
    Phrase(Verdict.OTHER, "one of so many", hint="/", before=r"[0-9]/$", below=1 << 31),
    Phrase(Verdict.OTHER, "a share or a temperature", after=r"\s?(?:%|°)", below=1 << 31),
    Phrase(Verdict.OTHER, "a price", before=r"[$€£]\s?$", below=1 << 31),
    Phrase(
        Verdict.OTHER,
        "which of several errors it is, before the code",
        hint="error",
        before=r"\berror #?$",
        after=r": ?(?:0x)?[cd][0-9a-f]{7}\b",
        below=100,
    ),
    Phrase(
        Verdict.OTHER,
        "a number in two parts",
        hint="error",
        before=r"\berror (?:code: \[)?$",
        after=r":[0-9]",
        below=1 << 31,
    ),
    Phrase(
        Verdict.OTHER,
        "a number in two parts, as Office has them",
        hint="error",
        before=r"\berror(?: code)?\W{1,3}$",
        after=r"-[0-9]{1,6}(?![0-9A-Za-z-])",
        least=30_000,
        below=31_000,
    ),
    Phrase(
        Verdict.OTHER,
        "the detail of a number in two parts",
        hint="(",
        before=r"\berror(?: code)?\W{1,3}[0-9]{1,5}-[0-9]{1,5} \($",
        below=1 << 16,
    ),
    Phrase(
        Verdict.OTHER,
        "a number of the Session Initiation Protocol's",
        hint="ms-diagnostics",
        before=r"\bms-diagnostics\b[^\n]{0,20}$",
        below=1 << 16,
    ),
    Phrase(
        Verdict.OTHER,
        "one of a pair of figures",
        hint="(",
        before=r"\(\s?$",
        after=r"\s?,\s?-?[0-9]+\s?\)",
        below=1 << 31,
    ),
    Phrase(
        Verdict.OTHER, "one of a row of figures", hint=";", before=r";$", after=r";", below=1 << 31
    ),
)
"""Counts, shares and prices, many of which come with words for success or failure."""

OF_LOGS = (
    Phrase(
        Verdict.OTHER,
        "the number of a line",
        below=1,
        before=r"(?:\A|\n)[ \t]*$",
        after=r"\s?:[ \t]*(?:\n|<|\Z)",
    ),
    Phrase(Verdict.OTHER, "the number of a line", below=100_000, after=r":\s{0,8}<"),
    Phrase(
        Verdict.OTHER,
        "a thread in a log",
        hint=":",
        before=r"[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?: [AP]M\s+|\t)(?:[0-9]+ \(\s?)?$",
        below=1 << 16,
    ),
    Phrase(
        Verdict.OTHER,
        "a thread in a log",
        hint="msi (",
        before=r"\bMSI \([sc]\) (?:[0-9]+ \()?$",
        below=1 << 16,
    ),
    Phrase(
        Verdict.OTHER,
        "a part of a password, after the user of Samba's tools",
        hint="%",
        before=r" -U ?[^\s%]{1,60}%[^\s%]{0,30}$",
    ),
    Phrase(
        Verdict.OTHER,
        "the status of HTTP that a rule waits for",
        hint="trigger",
        before=r"\btrigger ?status(?: ?code)?\W{1,4}$",
        below=1000,
    ),
    Phrase(
        Verdict.OTHER,
        "a thread in a log, in brackets after the level",
        hint="[",
        before=r"(?-i:\b(?:TRACE|DEBUG|INFO|WARN(?:ING)?|ERROR|FATAL)\b)[^\n]{0,80}\[$",
        after=r"\] ?-",
        below=1 << 16,
    ),
    Phrase(
        Verdict.OTHER,
        "a thread, beside its name",
        hint="[",
        before=r"\[$",
        after=r"\s[A-Z]\w+\]",
        below=1 << 22,
    ),
    Phrase(
        Verdict.OTHER,
        "a process in a log, before its thread",
        before=r"(?:\A|\n)[ \t]*$",
        after=r"[ \t]+[0-9a-f]{2,5}[ \t]+(?-i:[A-Z]{2,}\b|[A-Z][A-Za-z]{2,20}(?:\t|  |[ \t]+\*))",
        below=1 << 16,
    ),
    Phrase(
        Verdict.OTHER,
        "a thread in a log, after its process",
        before=r"(?:\A|\n)[ \t]*[0-9]{2,5}[ \t]+$",
        after=r"[ \t]+(?-i:[A-Z]{2,}\b|[A-Z][A-Za-z]{2,20}(?:\t|  |[ \t]+\*))",
        below=1 << 16,
    ),
    Phrase(
        Verdict.OTHER,
        "a process or a thread in a log, after the time",
        hint=":",
        before=r":[0-9]{2}[:.,][0-9]{3,9}[ \t]+(?:[0-9]{2,5}[ \t]+)?$",
        after=r"[ \t]+(?:[0-9a-f]{2,5}[ \t]+)?(?-i:[A-Z])",
        below=1 << 16,
    ),
    Phrase(
        Verdict.OTHER,
        "a time or a process in brackets, moved to the right, at the beginning of a line",
        hint="[ ",
        before=r"(?:\A|\n)[ \t*]*\[ {2,}$",
        after=r"\] ",
        below=1 << 22,
    ),
    Phrase(
        Verdict.OTHER,
        "a process in brackets, before what it says",
        hint="[",
        before=r"(?:\A|\n)[ \t]*\[$",
        after=r"\] (?!err|fail|code|status)[A-Z][\w.]{1,30}: ",
        below=1 << 22,
    ),
    Phrase(
        Verdict.OTHER,
        "a process, after its name",
        hint="[",
        before=r"[ \t](?![\w.-]*(?:err|code|exception|status|result|fail))[\w.-]{2,40}\[$",
        after=r"\]:",
        below=1 << 22,
    ),
    Phrase(
        Verdict.OTHER,
        "a process, after the line of Android's log begins",
        hint="(",
        before=r"(?:\A|\n|[ \t])(?-i:[VDIWEF])/[\w.]{1,40}\s*\(\s*$",
        after=r"\):",
        below=1 << 22,
    ),
    Phrase(
        Verdict.OTHER,
        "where in a source an error occurred",
        hint="error",
        before=r"\berror ?(?:column|index|line|location|offset|position|row)\b"
        r"(?: (?:is|was|returns|of))?\W{1,3}$",
        below=1 << 31,
    ),
    Phrase(
        Verdict.OTHER,
        "the number of a message in a log, before the message",
        hint=": (",
        before=r"\b(?-i:CRITICAL|DEBUG|ERROR|INFO|WARN(?:ING)?): \($",
        after=r"\): (?-i:[A-Z])",
        below=10_000,
    ),
    Phrase(
        Verdict.LARGE,
        "the number of a request",
        hint="request ",
        before=r"\brequest (?:id:? |#)?$",
    ),
    Phrase(
        Verdict.LARGE,
        "a code that opens or finds something",
        hint="code",
        before=r"\b(?:access|coupon|discount|door|error correction|gate|gift|invit\w{1,7}|pin"
        r"|referral|room|tracking|verification|voucher) codes?\W{1,3}(?:is |was )?$",
    ),
    Phrase(
        Verdict.OTHER,
        "a process in a list of them",
        hint=".exe ",
        before=r"\.exe\s{1,40}$",
        after=r"\s(?-i:[A-Z])[\w#-]{1,15}\s{4,}[0-9]",
        below=1 << 22,
    ),
    Phrase(
        Verdict.OTHER,
        "the process of a connection",
        before=r"(?:\b(?:LISTENING|ESTABLISHED|SYN_SENT|(?:TIME|CLOSE|FIN)_WAIT\w*|ABHÖREN"
        r"|HERGESTELLT)|\*:\*)\s{2,40}$",
        below=1 << 22,
    ),
    Phrase(
        Verdict.OTHER,
        "an event's id, before its source",
        after=r"\s{1,4}(?-i:Microsoft-Windows-[A-Z]|Service Control Manager\b)",
        below=1 << 16,
    ),
    Phrase(
        Verdict.OTHER,
        "an event's id",
        hint="id",
        before=r"\b(?:event ?id|instance ?id)\W{1,20}$",
    ),
    Phrase(
        Verdict.OTHER,
        "an event's id with its severity, in PowerShell's list of events",
        hint=":",
        before=r"\b[A-Z][a-z]{2} [0-9]{2} [0-9]{2}:[0-9]{2} +(?:Error|Warning|Information|\w+Audit)"
        r" +[^\n]{1,30} $",
        after=r" [A-Z]",
        least=1 << 30,
    ),
    Phrase(
        Verdict.OTHER,
        "an event's id, short or in a log's fields",
        before=r"\b(?:ev(?:en)?t|eid)[ #]{1,2}$|\bevent(?:\.|\W{2,8})?code\W{1,6}$",
        below=1 << 16,
    ),
    Phrase(
        Verdict.OTHER,
        "an event's id, in another language",
        hints=_EVENTS_HINTS,
        before=EVENTS_ABROAD,
        below=1 << 16,
    ),
    Phrase(
        Verdict.OTHER,
        "an event's id, in PowerShell's list",
        hint="id ",
        before=r"(?:^|\n)Id {2,20}: $",
        after=r"\s{1,4}(?:\w+ {1,20}: [^\n]*\s{1,2}){0,8}"
        r"(?:ProviderName|LogName|LevelDisplayName) ",
        below=1 << 16,
    ),
    Phrase(Verdict.OTHER, "a logon session", hint="logon", before=r"\blog-?on ?id\b[^\n]{0,12}$"),
    Phrase(Verdict.OTHER, "a folder", hint="\\", before=r"\\$", after=r"\\"),
    Phrase(Verdict.OTHER, "a part of a path", hint="/", before=r"[A-Za-z]/$", below=10_000),
    Phrase(Verdict.OTHER, "a condition of cmd's", hint="if ", before=r"\bif (?:not )?errorlevel $"),
    Phrase(
        Verdict.OTHER,
        "what a scheduled program returned",
        hint="result",
        before=r"last (?:run |task )?result(?: (?:is|was|of))?\W{1,4}$",
        least=1,
        below=256,
    ),
    Phrase(Verdict.CODE, "PowerShell names an error so", hint="errorid", before=r"ErrorId : $"),
    Phrase(Verdict.OTHER, "how many IISSYNC has read", after=r", scanned\b"),
    Phrase(
        Verdict.OTHER,
        "a service's own number",
        hint="service_exit_code",
        before=r"service_exit_code\s*:\s*(?:[0-9]+\s*\(\s?)?$",
        below=1 << 31,
    ),
    Phrase(
        Verdict.OTHER, "a message's number", hint="execution error", before=r"execution error #$"
    ),
    Phrase(Verdict.OTHER, "an index", hint="[", before=r"[A-Za-z]\[$", after=r"\]", below=1000),
    Phrase(
        Verdict.OTHER,
        "the number of an item of a program's",
        hint="[",
        before=r"[a-z]\.(?!\w*(?:err|code|exception|stat|result|fail))[a-z]\w{1,30}\[$",
        after=r"\]",
        below=1 << 16,
    ),
    Phrase(
        Verdict.OTHER,
        "a process and its thread, as Chromium begins a line of its log",
        hint="[",
        before=r"\[(?:[0-9]{1,6}:)?$",
        after=r":(?:[0-9]{1,6}:)?[0-9]{4}/[0-9]{6}",
        below=1 << 22,
    ),
    Phrase(
        Verdict.OTHER,
        "an offset",
        before=r"(?:fault offset|décalage d.erreur|fehleroffset|desplazamiento de errores"
        r"|offset errore)\W{0,4}$",
    ),
    Phrase(
        Verdict.OTHER,
        "a version of a shared library of Unix",
        hint=".so.",
        before=r"\w\.so\.$",
        below=1 << 16,
    ),
    Phrase(Verdict.OTHER, "a range", after=r"-[0-9]{3,}\b", least=1000, below=1 << 16),
    Phrase(
        Verdict.OTHER,
        "how Windows Update says that it ended",
        hint="result",
        before=r"\b(?:download|install(?:ation)?) result\W{1,3}$",
        below=10,
    ),
    Phrase(
        Verdict.OTHER,
        "how Windows Update says that it ended, before the code",
        hint="result",
        before=r"\bresult ?code\W{1,14}$",
        after=r"[\s,;'\"]{1,6}h ?result\b",
        below=6,
    ),
    Phrase(
        Verdict.OTHER,
        "how Windows Update says that it ended, after the code",
        hint="result",
        before=r"\bh ?result\W{1,14}[0-9a-fx]+[\s,;'\"]{1,6}result ?code\W{1,14}$",
        below=6,
    ),
    Phrase(
        Verdict.OTHER,
        "where in its source a component gave up",
        hint="supportinfo",
        before=r"\bSupportInfo[0-9](?:\W{1,20}|['\"]>)$",
        below=1 << 16,
    ),
    Phrase(Verdict.OTHER, "a connection's number", hint="*", before=r"\*$"),
    Phrase(Verdict.OTHER, "a process", after=r"#[0-9]", below=1 << 22),
    Phrase(Verdict.OTHER, "an address and an offset", after=r"\s\+[0-9a-f]{2,}\s", below=1 << 31),
    Phrase(
        Verdict.OTHER,
        "an event's number, after its kind",
        hint="winevtlog",
        before=r"\bWinEvtLog: [^\n]{1,40}: [A-Z_]+\($",
        below=1 << 16,
    ),
    Phrase(
        Verdict.OTHER,
        "a query's number in a DNS server's log",
        hint="p ",
        before=r"\b(?:UDP|TCP) (?:Snd|Rcv) \S{2,45}\s{1,20}$",
        below=1 << 31,
    ),
    Phrase(Verdict.OTHER, "what was going on", hint="context", before=r"\berror context:\s*$"),
    Phrase(Verdict.OTHER, "what went wrong at an address", after=r"\sfrom\s[0-9a-f]{8}\b"),
    Phrase(
        Verdict.OTHER,
        "an errno of Unix",
        before=r"\A(?![\s\S]*windows error)",
        after=r"\W{0,2}[0-9]*\W{1,4}(?:No such file|Permission denied|No space left"
        r"|Connection (?:refused|reset|timed out)|Broken pipe|Operation not permitted"
        r"|Too many open files|Address already in use|Bad file descriptor|Resource temporarily)",
        below=200,
    ),
    Phrase(Verdict.OTHER, "a device's flags", hint="device status", before=r"device status: $"),
)
"""Other numbers in logs, commands and paths: threads, lines, folders, flags."""

_TO = r"(?:[-\u2013\u2014]|\.\.\.?|to|through|bis)"
"""What is between the ends of a range; the two escapes are dashes."""
_STATUSES = rf"status(?:es|[ _]?codes?)?\W{{1,6}}(?=%s)(?:[0-9]{{3}}\s?(?:{_TO}|[,;|])\s?){{0,8}}$"
OF_THE_WEB = (
    Phrase(
        Verdict.OTHER,
        "the beginning of a range of HTTP statuses, or one before it",
        hint="status",
        before=_STATUSES % "",
        after=rf"(?:\s?[,;|]\s?[0-9]{{3}}){{0,8}}\s?{_TO}\s?[0-9]{{3}}(?![0-9A-Za-z])",
        least=100,
        below=600,
    ),
    Phrase(
        Verdict.OTHER,
        "the end of a range of HTTP statuses, or one after it",
        hint="status",
        before=_STATUSES % rf"[0-9 ,;|]{{3,40}}{_TO}",
        least=100,
        below=600,
    ),
    Phrase(
        Verdict.OTHER,
        "a range of statuses",
        hint="status",
        before=r"status(?:es|[ _]?codes?)?[=: '\"]{1,4}$",
        after=r"[-\u2013][0-9]{1,5}(?![0-9A-Za-z.-])",
        below=1 << 16,
    ),
    Phrase(
        Verdict.OTHER,
        "a range of codes",
        hint="codes",
        before=r"codes\W{1,4}(?:(?:from|of|in|are|between|the|range|outside) ){0,4}$",
        after=rf"\s?{_TO}\s?[0-9]{{1,5}}(?![0-9A-Za-z.-])",
        below=1 << 16,
    ),
    Phrase(
        Verdict.OTHER,
        "an HTTP status",
        hint="(status",
        before=r"\(status(?: ?code)?[:=]? ?$",
        after=r"\)",
        least=400,
        below=432,
    ),
    Phrase(
        Verdict.OTHER, "an HTTP status", hint="(code=", before=r"\(code=$", least=400, below=600
    ),
    Phrase(
        Verdict.OTHER,
        "an HTTP status",
        hint="status",
        before=r"\bstatus[ _]?code\W{1,6}$",
        least=200,
        below=600,
    ),
    Phrase(
        Verdict.OTHER,
        "an HTTP status",
        hint="status",
        before=r"\b(?:sc|http)[_-]?\W{0,6}status\W{1,6}$",
        least=100,
        below=600,
    ),
    Phrase(
        Verdict.OTHER,
        "an HTTP status",
        hint="http",
        before=r"\bhttps?\W{1,2}(?:(?:status|error|code|and|or|then|to|from|[0-9.,;/-])\s*)+$",
        least=100,
        below=600,
    ),
    Phrase(
        Verdict.OTHER,
        "the status of a request, among its fields",
        hint="=",
        before=r"(?<![\w.])(?:code|status)=$",
        after=r"\s(?:bytes|duration|endpoint|host|latency|method|path|proto|remote|route|size|took|ur[il])"
        r"\w{0,12}=",
        least=100,
        below=600,
    ),
    Phrase(
        Verdict.OTHER,
        "a server's reply to a mail program",
        hint="serv",
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

OF_PROGRAMS = (
    Phrase(Verdict.OTHER, "a placeholder such as %1", hint="%", before=r"%$", below=100),
    Phrase(Verdict.OTHER, "an offset", hint="+", before=r"\+\s?$", below=1 << 31),
    Phrase(
        Verdict.OTHER,
        "a line of a source file",
        hint="(",
        before=r"\.[A-Za-z]{1,4}\($",
        below=1 << 20,
    ),
    Phrase(
        Verdict.OTHER,
        "a line of a file",
        hint=":",
        before=rf"\w\.(?:{_FILES})(?::[0-9]{{1,6}})?:$",
        below=1 << 20,
    ),
    Phrase(
        Verdict.OTHER,
        "a line of a file",
        hint=".",
        before=rf"\w\.(?:{_FILES})\.$",
        below=1 << 20,
    ),
    Phrase(
        Verdict.OTHER,
        "a line of a class's file, at the beginning of a line of a log",
        hint=":",
        before=r"\b(?:DEBUG|INFO|WARN|WARNING|ERROR|FATAL|TRACE|SEVERE)\W{1,6}"
        r"(?-i:\[(?:\w+\.)*|(?:\w+\.)+)(?-i:[A-Z])\w+:$",
        after=r"\]|\s-\s",
        below=1 << 20,
    ),
    Phrase(
        Verdict.OTHER,
        "a line of a class's file, in brackets",
        hint=":",
        before=r"\[(?!\w*(?:err|code|stat|result|hr\b|rc\b|exit|fail|fault|win))(?:\w+\.)*"
        r"(?-i:[A-Z])\w+:$",
        after=r"\]",
        below=1 << 20,
    ),
    Phrase(
        Verdict.OTHER,
        "an exit code of npm, or an HTTP status",
        hint="npm",
        before=r"npm err(?:!|or).*$",
        below=600,
    ),
    Phrase(
        Verdict.OTHER,
        "a program's own number, before that of Windows in brackets",
        hint="error",
        before=r"\berror(?: code)?:? $",
        after=r" ?\((?:system|win(?:dows|32)) error",
        below=1 << 16,
    ),
    Phrase(
        Verdict.OTHER,
        "an argument of a command of PowerShell's, with its type",
        hint="(",
        before=r"\($",
        after=r":(?:U?Int[0-9]{2}|Byte|Double|Object|String)\)",
    ),
    Phrase(
        Verdict.OTHER,
        "an exit code of a command, as Python holds it",
        hint="returncode=",
        before=r"['\")\]], returncode=$",
        below=256,
    ),
    Phrase(
        Verdict.OTHER,
        "how severe it is, in the Common Event Format",
        hint="|",
        before=r"\|$",
        after=r"\|[A-Za-z][A-Za-z0-9]{1,30}=",
        below=11,
    ),
    Phrase(
        Verdict.OTHER,
        "an exit code of a command",
        hint="error ",
        before=r"\bError $",
        after=r" while executing\b",
        below=256,
    ),
    Phrase(Verdict.OTHER, "part of a longer number", before=r"[0-9]-$", below=1 << 31),
    Phrase(
        Verdict.OTHER,
        "the Windows Installer's own number, not a Win32 error",
        after=r"\.?\s{0,3}(?:there is a problem with|windows installer package"
        r"|error (?:writing to|reading from) file|could not (?:access network location"
        r"|(?:write|delete) value|(?:open|create|delete) key)|service '[^'\n]{1,40}' ?\()",
        below=1 << 31,
    ),
    Phrase(
        Verdict.OTHER,
        "a value that a command of PowerShell is given",
        hint="-",
        before=r"(?<!\S)-(?!err|exit|h?result|ret|win)(?:(?-i:[A-Z])[A-Za-z]*)?(?-i:Code|Status) $",
        below=1 << 16,
    ),
    Phrase(
        Verdict.OTHER,
        "what was asked for, beside the error",
        hint="request code",
        before=r"\brequest code\W{1,3}$",
        below=1 << 16,
    ),
    Phrase(
        Verdict.OTHER,
        "what Unix's program returned",
        hint="returned ",
        before=r"[\s'\"]/(?:bin|etc|opt|tmp|usr|var)/[^\n'\"]{1,60}['\"]? returned $",
        below=1 << 16,
    ),
    Phrase(
        Verdict.OTHER,
        "a result of WMI's successor, which counts its own",
        hint="mi",
        before=r"\bMI ?result\W{1,3}$",
        below=1000,
    ),
    Phrase(
        Verdict.OTHER,
        "an error of WMI's successor, which counts its own",
        hint="error",
        after=r"\s{1,40}Error Type: MI\b",
        below=1000,
    ),
    Phrase(
        Verdict.OTHER,
        "the kind of a mailbox in Active Directory",
        hint="displaytype",
        before=r"RecipientDisplayType['\"]?\s?[:=]\s?['\"]?$",
    ),
    Phrase(
        Verdict.OTHER,
        "a field of the Windows Installer's log",
        hint="note:",
        before=r"note:\s[0-9]:\s(?:[0-9]+\s+[0-9]:\s.{0,30}[0-9]:\s)?$",
        below=1 << 31,
    ),
    Phrase(
        Verdict.OTHER,
        "an access log's status or size",
        hint="http/",
        before=r"HTTP/[0-9.]+\"?\s+(?:[0-9]{3}\s+)?$",
    ),
    Phrase(Verdict.CODE, "Exchange calls an error so", hint="id no", before=r"\bid no\W{0,3}$"),
    Phrase(
        Verdict.CODE,
        "IISSYNC is what ended",
        hint="iissync",
        before=r"iissync\b[^.\n0-9]{0,40}\s(?:code|status|with|is|of|exit|exited|returned|:)"
        r"[\s:=(]{1,3}$",
    ),
    Phrase(
        Verdict.OTHER,
        "Visual Basic's own number",
        hint="time error",
        before=r"run-?\s?time error\W{0,4}$",
        below=1 << 16,
    ),
    Phrase(
        Verdict.OTHER,
        "Visual Basic's own number",
        hint="vba",
        before=r"\bVBA error\W{1,4}$",
        below=1 << 16,
    ),
    Phrase(
        Verdict.OTHER,
        "Visual Basic's own number",
        hint="時エラー",
        before=r"実行時エラー\W{0,4}$",
        below=1 << 16,
    ),
    Phrase(
        Verdict.OTHER,
        "Pascal's own number",
        hint="o error",
        before=r"\bI/?O error\W{1,3}$",
        least=100,
        below=107,
    ),
    Phrase(
        Verdict.OTHER,
        "what kind of page fault it was",
        hint="error ",
        before=r"\bsp [0-9a-f]{8,16} error $",
        below=64,
    ),
    Phrase(
        Verdict.OTHER,
        "what the processor says of a page fault",
        hint="errcode",
        before=r"\bErrCode = $",
        after=r"\n[er]ax=",
        below=64,
    ),
    Phrase(
        Verdict.OTHER,
        "Device Manager's own number",
        hint="(code ",
        before=r"\w\.\s{0,2}\(Code $",
        below=64,
    ),
    Phrase(
        Verdict.OTHER,
        "Device Manager's own number",
        hint="problem code",
        before=r"\b(?:device|driver|adapter|hardware)\b[^\n]{0,40}\bproblem code\W{1,4}(?:is )?$",
        below=64,
    ),
    Phrase(
        Verdict.CODE,
        "an errno that is larger than those of Unix",
        hint="errno",
        before=r"^(?![\s\S]*sql)[\s\S]*errno\]?\W{0,4}$",
        after=r"(?![\s,'\"]{1,12}(?:code|sql)[a-z]*['\"]?:)",
        least=200,
        below=20_000,
    ),
    Phrase(
        Verdict.OTHER,
        "a number of the C library",
        hint="errno",
        before=r"errno\]?\W{0,4}$",
        below=10_000,
    ),
    Phrase(
        Verdict.OTHER,
        "an errno, the first argument of an error of Python's",
        hint="error(",
        before=rf"(?-i:\b(?:{_PYTHONS})Error\()$",
        after=r", ?u?['\"]",
        below=10_000,
    ),
    Phrase(
        Verdict.OTHER,
        "a number of Unix",
        hint="(",
        before=rf"\b(?:{UNIX_MESSAGES}) \((?:os error )?$",
        below=10_000,
    ),
    Phrase(
        Verdict.OTHER,
        "an ordinary program's exit code",
        before=r"(?:exit(?:ed|ing)?|non-?zero)[\s_]*"
        r"(?:(?:with|status|code|value|of|return|exit|an error|error code)[\s_]*)*\W{0,12}$",
        below=256,
    ),
    Phrase(
        Verdict.OTHER,
        "an ordinary program's exit code, in another language",
        hints=_EXIT_CODES_HINTS,
        before=EXIT_CODES_ABROAD,
        below=256,
    ),
    Phrase(
        Verdict.CODE,
        "an exit code, in another language",
        hints=_EXIT_CODES_HINTS,
        before=EXIT_CODES_ABROAD,
        least=256,
        below=1 << 16,
    ),
    Phrase(
        Verdict.OTHER,
        "an exit code of a program that NMAKE ran",
        hint="' : return code '",
        before=r"' : return code '$",
        below=256,
    ),
    Phrase(
        Verdict.OTHER,
        "what any program returns that failed",
        hint="exit",
        before=r"\bexit ?code (?:is|was)\W{1,4}$",
        least=1,
        below=2,
    ),
    Phrase(
        Verdict.OTHER,
        "the exit code of a program that another ran",
        before=r"\bactual error code $|['\"]rc['\"]: $",
        below=256,
    ),
    Phrase(
        Verdict.OTHER,
        "an ordinary program's exit code below zero",
        before=r"(?:exit(?:ed|ing)?|non-?zero)[\s_]*"
        r"(?:(?:with|status|code|value|of|return|exit)[\s_]*)*\W{0,12}$",
        least=(1 << 32) - 99,
    ),
    Phrase(
        Verdict.OTHER,
        "LDAP's own number, of a group policy",
        hint="errorcode",
        before=r"\bErrorCode\W{1,4}$",
        after=r"(?:</Data>\s{0,4}<Data Name=['\"])?\s{0,4}ErrorDescription\W{1,4}[A-Z]",
        below=256,
    ),
    Phrase(
        Verdict.OTHER,
        "LDAP's own number",
        hint="ldap",
        before=r"\bldap[^\n]{0,40}\bresult ?code\W{1,3}$",
        below=256,
    ),
    Phrase(
        Verdict.OTHER,
        "the own number of a server that decides on access to the network",
        hint="reason",
        before=r"\breason ?code\W{1,4}$",
        below=512,
    ),
    Phrase(
        Verdict.OTHER,
        "Kerberos's own number",
        hint="failure code",
        before=r"failure code\W{0,6}$",
        below=256,
    ),
    Phrase(
        Verdict.OTHER,
        "the Windows Installer's word for how an action ended",
        hint="return value",
        before=r"return value\W{1,3}$",
        below=10,
    ),
    Phrase(
        Verdict.CODE,
        "the Windows Installer's word for how all of it ended",
        hint="return value",
        before=r"return value(?: (?:is|was|of))?\W{1,3}$",
        least=1000,
    ),
    Phrase(
        Verdict.LARGE,
        "the number of an order, in another language",
        before=rf"(?<![^\W\d_])(?:{ORDERS_ABROAD})\W{{1,3}}$",
        least=1000,
        below=1 << 31,
    ),
    Phrase(Verdict.OTHER, "a flag", hint="flag_", before=r"\b(?:[A-Z0-9]+_)?FLAG_\w+\W{0,4}$"),
    Phrase(
        Verdict.OTHER,
        "a value in a query",
        hint="where",
        before=r"\bwhere\s[^=]{0,40}=\s*$",
        below=1 << 31,
    ),
    Phrase(
        Verdict.OTHER,
        "a hardware id",
        hint="_",
        before=r"(?:subsys|ven|dev|rev|vid|pid|mi|d3d\w*|winnt|_ie)_$|_(?:winnt|ie)=$",
    ),
    Phrase(
        Verdict.CODE,
        "a list of errors",
        hint="error",
        before=r"\berrors?\s*[:=]\s*$",
        after=r"\s*,\s*[0-9]|\s(?:and|or|und|et|y)\s[0-9]+\W{0,3}(?:$|\n)",
    ),
    Phrase(
        Verdict.OTHER,
        "the status of a request",
        hint=" /",
        before=r"\b(?:GET|POST|PUT|HEAD|DELETE|PATCH) /\S*[^\n=]{0,40}$",
        least=100,
        below=600,
    ),
    Phrase(
        Verdict.OTHER,
        "the status of a request",
        after=r"\s(?:GET|POST|PUT|HEAD|DELETE|PATCH)\s",
        least=100,
        below=600,
    ),
    Phrase(
        Verdict.OTHER,
        "an HTTP status",
        after=r"\W{0,3}(?:\s?error\b|\s(?:unauthorized|forbidden|not found|bad request|internal"
        r"|service unavailable|bad gateway|moved|found|ok\b))",
        least=200,
        below=600,
    ),
    Phrase(
        Verdict.LARGE,
        "a count",
        hint="s:",
        before=r"(?:errors|warnings|failures|retries|attempts|failed|skipped|passed|erreurs|errori"
        r"|errores|erros|fouten)\s*[:=]\s*$",
        below=10_000,
    ),
    Phrase(
        Verdict.LARGE,
        "how many errors, in another language",
        hints=_COUNTS_HINTS,
        before=r"\b(?:(?:gesamt)?anzahl (?:der )?|gefundene |nombre (?:total )?d\W"
        r"|n[úu]mero (?:total )?d[ei] |cantidad de |quantidade de |aantal |antal |totale? |toplam "
        r"|количество |число |всего |liczba |počet )(?:fehler|erreurs|errores|erros|errori|fouten"
        r"|fel|fejl|hata|ошибок|błędów|chyb)\s?[:=]?\s*$",
        below=10_000,
    ),
    Phrase(
        Verdict.LARGE,
        "a line or how often, in another language",
        after=r"\s?(?:行(?:目|$|[^\w])|件|個|个|回目|次|秒|番目|分钟|分間|번째|줄|개|회|초)",
        below=10_000,
    ),
    Phrase(
        Verdict.CODE,
        "an error's number before it, in Hungarian or Turkish",
        after=r"\. (?:számú )?(?:rendszer)?hiba| (?:numaral\w|nolu) (?:sistem )?hata",
        least=1,
    ),
    Phrase(
        Verdict.OTHER, "SQL Server's own number", after=r",?\s+(?:severity|level)\b", below=1 << 31
    ),
    Phrase(
        Verdict.OTHER,
        "SQL Server's own number, as its client for .NET writes it",
        hint="error number",
        before=r"\berror number: ?$",
        after=r", ?state: ?[0-9]+, ?class: ?[0-9]",
    ),
    Phrase(
        Verdict.OTHER,
        "SQL Server's word for where its start ended",
        hint="status code",
        before=r"ation failed with error 0x[0-9a-f]{1,8}, status code $",
        below=256,
    ),
    Phrase(
        Verdict.OTHER,
        "an event's number, between its kind and its text",
        hint="e",
        before=r"\b(?:ESE[0-9]*|ESENT|EDB|NTDS|MSExchange)[\w ]{0,16}"
        r"\s(?-i:Error|Warning|Information)\s{1,4}$",
        after=r"\s{1,4}(?-i:[A-Z])[a-z]+\s",
        below=1 << 16,
    ),
    Phrase(
        Verdict.LARGE,
        "a unit, or a count of things",
        after=r"[ \t-]?(?:ms|msec|milliseconds?|s|sec|secs|seconds?|mins?|minutes?|h|hours?|days?"
        r"|weeks?|months?|years?|kb|mb|gb|tb|kib|mib|gib|bytes?|bits?|px|rpm|times?|nodes?"
        r"|servers?|errors|warnings|failures|(?:error|warning|failure)\(s\)|files?|users?"
        r"|kw|mah|[cm]m|km|kg|lbs?|w|lines?|items?|people|percent|[mg]?hz|eur|usd|retries|attempts|threads?|records?"
        r"|rows?|packages?|components?|machines?|clients?|sites?|packets|pods|jobs|tests|requests"
        r"|passing|failing|pending|ignored|skipped|[ap]m|o'clock|of\s[0-9]+)\b(?!['-])",
    ),
    Phrase(
        Verdict.CODE,
        "the word before it calls it a code",
        hint="error ",
        before=r"\b(?:(?-i:ERROR (?=[a-z]))|(?-i:[Ee]rror) )"
        r"(?!on|in|at|line|code\b|count\b|rate\b|category\b)[^.:;\n0-9|]{2,40}:\s*$",
    ),
    Phrase(
        Verdict.CODE,
        "what the word before it calls a code was returned by something",
        hint="error code ",
        before=r"\berror code (?:returned|reported|given|received|sent) (?:by|from) "
        r"[^.:;\n0-9]{2,40}:\s*$",
    ),
    Phrase(
        Verdict.CODE,
        "it is said to be one",
        after=r"(?:,?\s(?:which|that))?\sis\b(?! not?\b)[^.\n]{0,30}"
        r"\b(?:return|error|exit|status)\s?codes?\b",
    ),
)
"""Other programs' own numbers, and how certain programs write codes."""

OF_WORDS = (
    Phrase(
        Verdict.NAMED,
        "an HRESULT that says that flags are wrong",
        before=r"\b(?:bad|invalid|unknown|unsupported|wrong) (?:flags?|mask)\W{1,4}$",
        least=0x80070000,
        below=0x80300000,
    ),
)
"""Words that outweigh the nearest one."""

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
