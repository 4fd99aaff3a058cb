"""Words that call a number a code."""

from bot.codes.phrases.phrase import Phrase
from bot.codes.rules import (
    OTHER_CODES_ABROAD,
    RETURNED_ABROAD,
    STATUSES_ABROAD,
    UNIX_MESSAGES,
    Verdict,
)

_STATUSES_HINTS = "cod|cód|kod|kood|kód|код|码|碼|コ|코"
_CODES_HINTS = "cod|cód|kod|kood|kód|код|mã |码|碼|コ|番|코|번"
_RETURNED_HINTS = (
    "retour|retorn|renvoy|devol|restitu|fehlg|échou|fall|falh|mislu|missl|misly|mislykk|zwr"
    "|vrát|верну|возвр|выда|returner|返|傳"
)
_NUMBERS_HINTS = "n°|nº| n.| no| nr| č|№|núm| num"
"""What the words of other languages below have in them."""
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
_FAILED = r"\b(?:fail\w*|err|error|errors|unable|cannot|can't|could not|couldn't)\b"

CALLED = (
    Phrase(
        Verdict.CODE,
        "the brackets say that it is one of Win32's",
        hints="[",
        before=r"\bWIN32\[$",
    ),
    Phrase(
        Verdict.CODE,
        "how a service ended, as SC shows it",
        hints="_exit_code",
        before=r"(?<!\w)WIN32_EXIT_CODE\s*[:=]\s*$",
        least=1,
    ),
    Phrase(
        Verdict.CODE,
        "what ended a program, as the report of a crash says",
        hints="caused a",
        before=r"\bcaused an? [\w ]{3,40} \($",
        after=r"\)",
    ),
    Phrase(
        Verdict.OTHER,
        "the state of an emulator",
        hints="emulatorreturnstatus",
        before=r"\bEmulatorReturnStatus: $",
    ),
    Phrase(
        Verdict.CODE,
        "French words for an error code that was not expected",
        hints="d'erreur ",
        before=r"\bcode d'erreur (?:inattendu|inconnu|suivant)\W{1,3}$",
    ),
    Phrase(
        Verdict.CODE,
        "Oracle's words for the system's error",
        hints="o/s-error",
        before=r"\bO/S-Error: \(OS $",
    ),
    Phrase(
        Verdict.OTHER,
        "the number of a request to a driver",
        hints="ioctl",
        before=r"\bioctl(?: fd [0-9]+)?(?: (?:code|request|cmd|command|number))?\W{1,3}$",
    ),
    Phrase(
        Verdict.CODE,
        "an example of the codes that are spoken of",
        hints="(",
        before=r"\b(?:error|status|result|stop) ?codes?\b[^.:;\n0-9]{0,45}"
        r"\((?:like|e\.?g\.?,?|such as|for example) $",
    ),
    Phrase(
        Verdict.CODE,
        "what the system says of the error comes before it",
        hints=" error: ",
        before=r"\b(?:OS|system|Win(?:dows|32)) error: "
        r"[^\n:()]{3,40}(?:\([^()\n]{2,40}\)\.?)? ?\($",
        after=r"\)",
        least=1,
    ),
    Phrase(
        Verdict.CODE,
        "a name like those of Windows' errors comes before it",
        hints="e_",
        before=r"(?-i:\b(?:[A-Z][A-Z0-9]{0,15}_)?E_[A-Z0-9_]{3,48})\W{1,3}$",
        least=1 << 31,
    ),
    Phrase(
        Verdict.CODE,
        "how a step of an installation of drivers ended",
        hints="exit",
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
        hints="windows",
        before=r"\b(?:erreur|errore?|erro|chyba|błąd|error)(?: \w{2,8})? windows\s?[:=(#]\s?$",
        least=1,
    ),
    Phrase(
        Verdict.CODE,
        "the system's own words come before it",
        hints="errno",
        before=rf"\b(?:{_WINDOWS_WORDS})\W{{1,4}}errno\W{{1,3}}$",
        least=1,
    ),
    Phrase(
        Verdict.CODE,
        "what Java says of memory that Windows refused",
        hints="dos error",
        before=r"\bDOS error/errno=$",
    ),
    Phrase(
        Verdict.CODE,
        "why a function failed, as installers made with Inno Setup say it",
        hints="failed",
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
        hints="server:",
        before=r"\bActiveDirectoryServer:$",
    ),
    Phrase(
        Verdict.CODE,
        "a function of Windows and its error, after a tool's own function",
        hints=" ; ",
        before=r"[a-z]_\w{0,40} ; \w[\w ]{1,40} \($",
        after=r"\)",
    ),
    Phrase(
        Verdict.CODE,
        "why an installer made with Inno Setup could not write a file",
        hints="in use (",
        before=r"\bappears to be in use \($",
    ),
    Phrase(
        Verdict.CODE,
        "its value is the error",
        hints="value",
        before=r"(?:errno|error(?: code)?|\bstatus code|\berr) ?values?\b(?: (?:is|was|of))?"
        r"\W{1,8}$",
    ),
    Phrase(
        Verdict.CODE,
        "the debugger says which kind of code it is",
        hints=") ",
        before=r"\((?:Win32|NTSTATUS|HRESULT)\) $",
    ),
    Phrase(
        Verdict.CODE,
        "one of a number of errors",
        hints="errors",
        before=r"\b(?:two|three|four|five|several|both|these|following|different) (?:[a-z]+ ){0,2}"
        r"errors\W{1,3}$",
        after=r"\s*(?:$|[\n.,;:()/&]|(?:and|or|und|et|y|then)\b)",
        least=2,
    ),
    Phrase(
        Verdict.CODE,
        "Apache writes an error of Windows so, and one of Unix without the first word",
        hints="(os ",
        before=r"\(OS $",
        after=r"\)[^\W\d_]",
    ),
    Phrase(
        Verdict.CODE,
        "its hex comes before it",
        hints=" = ",
        before=r"\berror \(?(?:0x)?[0-9a-f]{2,4} = $",
        least=16,
        below=1 << 16,
    ),
    Phrase(
        Verdict.CODE,
        "an error of the directory service in hex and decimal",
        hints="error ",
        before=r"\berror $",
        after=r"/[0-9]{1,10} ?->",
    ),
    Phrase(
        Verdict.CODE,
        "an error of the directory service in hex and decimal",
        hints="error 0x",
        before=r"\berror 0x[0-9a-f]{1,8}/$",
        after=r" ?->",
    ),
    Phrase(
        Verdict.CODE,
        "the system's own words come before it",
        hints="(",
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
        hints="error ",
        before=r"\berror ['\"][^'\"\n]{3,40}['\"]\s?$",
    ),
    Phrase(
        Verdict.CODE,
        "a sentence comes before it",
        hints="(",
        before=r"[^\W\d_]{2,}[.。]['\"]?\s{0,3}\(\s?$",
        after=r"\s?\)",
        least=1 << 31,
    ),
    Phrase(
        Verdict.CODE,
        "Winsock's errors are written so",
        hints="(",
        before=r"(?<!id)\(\s?$",
        after=r"\s?\)",
        least=10_004,
        below=11_032,
    ),
    Phrase(
        Verdict.CODE,
        "a Win32 error after the NTSTATUS that it was made of",
        hints="/",
        before=r"[=:(]\s?0xc[0-9a-f]{7}/$",
        least=1,
        below=1 << 16,
    ),
    Phrase(
        Verdict.CODE,
        "the subsystem for Linux writes where it failed, and then the code",
        hints="wsl/",
        before=r"\bWsl(?:/\w+)*/$",
    ),
    Phrase(
        Verdict.CODE,
        "an error of the system's, as C++ writes it",
        hints="[system:",
        before=r"\[system:$",
    ),
    Phrase(
        Verdict.CODE,
        "an error of pywin32: its number, the function, the system's words",
        hints="(",
        before=r"\($",
        after=r", ?u?['\"](?-i:[A-Z][a-z]+[A-Z])\w{1,40}['\"], ?u?['\"]",
        least=1,
    ),
    Phrase(
        Verdict.CODE,
        "words of Unix for an error of Winsock's come after it",
        hints="error",
        before=r"\berror(?: code)?\W{1,3}$",
        after=rf"[ :,-]{{1,3}}\(?(?:{UNIX_MESSAGES})\b",
        least=10_004,
        below=11_032,
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
        hints="): ",
        before=r"\b(?:[gs]etsockopt|ioctlsocket|listen|accept|select|recvfrom|sendto|getaddrinfo"
        r"|gethostby\w+|shutdown|closesocket|WSA\w+)\([^()\n]{0,60}\): $",
        least=10_004,
        below=11_032,
    ),
    Phrase(
        Verdict.CODE,
        "what a function of Windows returned",
        hints="): ",
        before=rf"(?-i:\b(?:{_FUNCTIONS}))(?:Ex)?[AW]?\([^()\n]{{0,50}}\): $",
        after=r"\s*(?:$|\n|[.,;(])",
        least=2,
    ),
    Phrase(
        Verdict.CODE,
        "what a function of Windows returned",
        hints="returned ",
        before=rf"(?-i:\b(?:{_FUNCTIONS}))(?:Ex)?[AW]?(?:\(\))? returned $",
        least=2,
    ),
    Phrase(
        Verdict.CODE,
        "what went wrong comes before it",
        hints=": ",
        before=r"\berror [a-z]{3,14}ing "
        r"(?![^\n]*\b(?:port|line|page|id|pid|count|row|size|item)s?: $)[^\n:]{3,80}: $",
        after=r"[ \t]*(?:$|\n)",
        least=2,
        below=1 << 16,
    ),
    Phrase(
        Verdict.CODE,
        "what a function of Windows returned, in a line about a failure",
        hints=": ",
        before=rf"{_FAILED}[^\n]{{0,50}}\b"
        rf"(?:{_FUNCTIONS_IN_ANY_CASE}|(?-i:{_FUNCTIONS}))(?:Ex)?[AW]?(?:\(\))?: $",
        after=r"\s*(?:$|\n|[.;(])",
        least=2,
    ),
    Phrase(
        Verdict.CODE,
        "an error of the connection to SQL Server, from its provider",
        hints="server error: ",
        before=r"\bSQL ?Server Error: $",
        after=r", (?:TCP|Named Pipes|Shared Memory) Provider: ",
    ),
    Phrase(
        Verdict.CODE,
        "an error of the connection to SQL Server, beside its state",
        hints="server error: ",
        before=r"\bSQLState: '0{5}'\s+SQL ?Server Error: $",
        least=50,
    ),
    Phrase(
        Verdict.CODE,
        "it ended so",
        hints="with",
        before=r"\b(?:ends?|ended|exits?|came back|comes back|quits?|finishes|finished)\s"
        r"(?:[a-z]+ ){0,3}with\s$",
        after=r"\s*(?:[.,;:)!?]|$|\n|\s(?:and|but|on|in|at|after)\b)",
        least=256,
    ),
    Phrase(
        Verdict.CODE,
        "it is the reason",
        hints="because |due to ",
        before=r"\bbecause(?: of)? $|\bfail\w*\b[^\n]{0,30}\bdue to $",
        after=r"\s*(?:[.,;(:]|$|\n)",
        least=2,
        below=16_000,
    ),
    Phrase(
        Verdict.CODE,
        "a cluster's log gives the reason after it",
        hints="(",
        before=r"\($",
        after=r"\)' because of '",
        least=1,
    ),
    Phrase(
        Verdict.CODE,
        "what one thing failed to do comes before it",
        hints="failed to ",
        before=r"(?<!s )(?<!\btotal )\bfailed to (?!download|fetch|get|post|request|upload)"
        r"[a-z]+(?:(?: [a-z]+){0,3} (?:service|driver|named pipe|mutex|registry key|dll))?: $",
        after=r"[ \t]*(?:$|\n)",
        least=2,
        below=1 << 16,
    ),
    Phrase(Verdict.CODE, "it failed so", hints="with", before=r"\bfail\w* (?:[a-z]+ ){0,3}with\s$"),
    Phrase(
        Verdict.CODE,
        "what a call of the system's returned",
        hints="system call (",
        before=r"\bsystem call \($",
    ),
    Phrase(
        Verdict.CODE,
        "another exit code than was expected",
        hints="received",
        before=r"\bexit\b[^\n]{0,40}\breceived ['\"]?$",
        least=256,
    ),
    Phrase(Verdict.CODE, "its meaning is given", after=r"\s(?:means|stands for)\b", least=256),
    Phrase(
        Verdict.CODE,
        "WinHTTP and WinINet count from here",
        hints="win",
        before=r"\bwin(?:http|inet)\w*[^\n0-9]{0,40}$",
        least=12_000,
        below=12_200,
    ),
    Phrase(
        Verdict.CODE,
        "what could not be done comes before it",
        hints=": ",
        before=r"\b(?:couldn't|could not|cannot|can't|failed to|unable to) (?!.*\bport\b)"
        r"[^.\n]{2,50}: $",
        after=r"\s*(?:\(|\n|\.|$)",
        least=1000,
        below=1 << 16,
    ),
    Phrase(
        Verdict.CODE,
        "what could not be done comes before it, and its hex after it",
        hints=": ",
        before=r"\b(?:couldn't|could not|cannot|can't|failed to|unable to) [^.\n]{2,50}: $",
        after=r"\s\(0x[0-9a-f]{1,8}\)",
        least=1,
    ),
    Phrase(Verdict.CODE, "ESE's name for it is beside it", after=r"[^\n]{0,24}\bJET_(?:err|wrn)"),
    Phrase(
        Verdict.CODE,
        "a parameter of an exception of Active Directory or Exchange",
        hints="with parameters ",
        before=r"\bexception \w{3,20} has occurred with parameters $",
        least=1 << 31,
    ),
    Phrase(
        Verdict.CODE,
        "Active Directory's detail of a failed logon",
        hints="data ",
        before=r"(?:ldap|securitycontext|\bad\b|active directory|bind|domain|log-?on|log-?in)"
        r"[^\n]{0,48}\bdata $",
    ),
)
"""Numbers that a system message or a user calls a code."""
