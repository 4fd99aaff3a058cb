"""Other programs' own numbers, how certain programs write codes, and words that outweigh others."""

from bot.codes.phrases.phrase import Phrase
from bot.codes.rules import EXIT_CODES_ABROAD, ORDERS_ABROAD, UNIX_MESSAGES, Verdict

_EXIT_CODES_HINTS = "cod|cód|kod|kood|kód|код|wert|retour|コ|ス|値|码|碼|值|态|態|코|값"
_COUNTS_HINTS = (
    "anzahl|gefund|nombre|número|numero|cantid|quantid|antal|total|toplam|колич|число|всего"
    "|liczba|počet"
)
_FILES = (
    "asm|asp|aspx|bat|c|cc|cfg|cmd|conf|cpp|cs|cshtml|cu|cuh|cxx|fs|go|h|hpp|inf|ini|inl|java|js"
    "|json|jsx|kt|log|lua|m|mjs|php|pl|ps1|psm1|py|pyx|rb|rs|sh|sql|swift|tf|toml|ts|tsx|txt|vb"
    "|vbs|wxs|xaml|xml|ya?ml"
)
"""Endings of the names of files that are read in lines."""
_PYTHONS = (
    "OS|IO|Permission|FileNotFound|FileExists|NotADirectory|IsADirectory|BlockingIO|BrokenPipe"
    "|ChildProcess|ConnectionAborted|ConnectionRefused|ConnectionReset|Interrupted|ProcessLookup"
    "|Timeout"
)
"""The kinds of Python's OSError, whose first argument is an errno; one of Winsock's is as well."""

_NOT_POLISH = r"(?! [^\W\d_]{2,20}(?:ie|u|ach|ym|ej)\b)"
"""After a w that is a unit, and not the Polish word for "in"."""
OF_PROGRAMS = (
    Phrase(Verdict.OTHER, "a placeholder such as %1", hints="%", before=r"%$", below=100),
    Phrase(Verdict.OTHER, "an offset", hints="+", before=r"\+\s?$", below=1 << 31),
    Phrase(
        Verdict.OTHER,
        "a line of a source file",
        hints="(",
        before=r"\.[A-Za-z]{1,4}\($",
        below=1 << 20,
    ),
    Phrase(
        Verdict.OTHER,
        "a line of a file",
        hints=".",
        before=rf"\w\.(?:{_FILES})(?:(?::[0-9]{{1,6}})?:|\.)$",
        below=1 << 20,
    ),
    Phrase(
        Verdict.OTHER,
        "a line of a class's file, at the beginning of a line of a log",
        hints=":",
        before=r"\b(?:DEBUG|INFO|WARN|WARNING|ERROR|FATAL|TRACE|SEVERE)\W{1,6}"
        r"(?-i:\[(?:\w+\.)*|(?:\w+\.)+)(?-i:[A-Z])\w+:$",
        after=r"\]|\s-\s",
        below=1 << 20,
    ),
    Phrase(
        Verdict.OTHER,
        "a line of a class's file, in brackets",
        hints=":",
        before=r"\[(?!\w*(?:err|code|stat|result|hr\b|rc\b|exit|fail|fault|win))(?:\w+\.)*"
        r"(?-i:[A-Z])\w+:$",
        after=r"\]",
        below=1 << 20,
    ),
    Phrase(
        Verdict.OTHER,
        "an exit code of npm, or an HTTP status",
        hints="npm",
        before=r"npm err(?:!|or).*$",
        below=600,
    ),
    Phrase(
        Verdict.OTHER,
        "a program's own number, before that of Windows in brackets",
        hints="error",
        before=r"\berror(?: code)?:? $",
        after=r" ?\((?:system|win(?:dows|32)) error",
        below=1 << 16,
    ),
    Phrase(
        Verdict.OTHER,
        "an argument of a command of PowerShell's, with its type",
        hints="(",
        before=r"\($",
        after=r":(?:U?Int[0-9]{2}|Byte|Double|Object|String)\)",
    ),
    Phrase(
        Verdict.OTHER,
        "an exit code of a command, as Python holds it",
        hints="returncode=",
        before=r"['\")\]], returncode=$",
        below=256,
    ),
    Phrase(
        Verdict.OTHER,
        "how severe it is, in the Common Event Format",
        before=r"\|$",
        after=r"\|[A-Za-z][A-Za-z0-9]{1,30}=",
        below=11,
    ),
    Phrase(
        Verdict.OTHER,
        "an exit code of a command",
        hints="error ",
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
        hints="-",
        before=r"(?<!\S)-(?!err|exit|h?result|ret|win)(?:(?-i:[A-Z])[A-Za-z]*)?(?-i:Code|Status) $",
        below=1 << 16,
    ),
    Phrase(
        Verdict.OTHER,
        "what was asked for, beside the error",
        hints="request code",
        before=r"\brequest code\W{1,3}$",
        below=1 << 16,
    ),
    Phrase(
        Verdict.OTHER,
        "what Unix's program returned",
        hints="returned ",
        before=r"[\s'\"]/(?:bin|etc|opt|tmp|usr|var)/[^\n'\"]{1,60}['\"]? returned $",
        below=1 << 16,
    ),
    Phrase(
        Verdict.OTHER,
        "a result of WMI's successor, which counts its own",
        hints="mi",
        before=r"\bMI ?result\W{1,3}$",
        below=1000,
    ),
    Phrase(
        Verdict.OTHER,
        "an error of WMI's successor, which counts its own",
        after=r"\s{1,40}Error Type: MI\b",
        below=1000,
    ),
    Phrase(
        Verdict.OTHER,
        "the kind of a mailbox in Active Directory",
        hints="displaytype",
        before=r"RecipientDisplayType['\"]?\s?[:=]\s?['\"]?$",
    ),
    Phrase(
        Verdict.OTHER,
        "a field of the Windows Installer's log",
        hints="note:",
        before=r"note:\s[0-9]:\s(?:[0-9]+\s+[0-9]:\s.{0,30}[0-9]:\s)?$",
        below=1 << 31,
    ),
    Phrase(
        Verdict.OTHER,
        "an access log's status or size",
        hints="http/",
        before=r"HTTP/[0-9.]+\"?\s+(?:[0-9]{3}\s+)?$",
    ),
    Phrase(Verdict.CODE, "Exchange calls an error so", hints="id no", before=r"\bid no\W{0,3}$"),
    Phrase(
        Verdict.CODE,
        "IISSYNC is what ended",
        hints="iissync",
        before=r"iissync\b[^.\n0-9]{0,40}\s(?:code|status|with|is|of|exit|exited|returned|:)"
        r"[\s:=(]{1,3}$",
    ),
    Phrase(
        Verdict.OTHER,
        "Visual Basic's own number",
        hints="time error",
        before=r"run-?\s?time error\W{0,4}$",
        below=1 << 16,
    ),
    Phrase(
        Verdict.OTHER,
        "Pascal's own number",
        hints="o error",
        before=r"\bI/?O error\W{1,3}$",
        least=100,
        below=107,
    ),
    Phrase(
        Verdict.OTHER,
        "what kind of page fault it was",
        hints="error ",
        before=r"\bsp [0-9a-f]{8,16} error $",
        below=64,
    ),
    Phrase(
        Verdict.OTHER,
        "what the processor says of a page fault",
        hints="errcode",
        before=r"\bErrCode = $",
        after=r"\n[er]ax=",
        below=64,
    ),
    Phrase(
        Verdict.OTHER,
        "Device Manager's own number",
        hints="(code ",
        before=r"\w\.\s{0,2}\(Code $",
        below=64,
    ),
    Phrase(
        Verdict.CODE,
        "an errno that is larger than those of Unix",
        hints="errno",
        before=r"^(?![\s\S]*sql)[\s\S]*errno\]?\W{0,4}$",
        after=r"(?![\s,'\"]{1,12}(?:code|sql)[a-z]*['\"]?:)",
        least=200,
        below=20_000,
    ),
    Phrase(
        Verdict.OTHER,
        "a number of the C library",
        hints="errno",
        before=r"errno\]?\W{0,4}$",
        below=10_000,
    ),
    Phrase(
        Verdict.OTHER,
        "an errno, the first argument of an error of Python's",
        hints="error(",
        before=rf"(?-i:\b(?:{_PYTHONS})Error\()$",
        after=r", ?u?['\"]",
        below=10_000,
    ),
    Phrase(
        Verdict.OTHER,
        "a number of Unix",
        hints="(",
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
        hints="' : return code '",
        before=r"' : return code '$",
        below=256,
    ),
    Phrase(
        Verdict.OTHER,
        "what any program returns that failed",
        hints="exit",
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
        "the own number of a server that decides on access to the network",
        hints="reason",
        before=r"\breason ?code\W{1,4}$",
        below=512,
    ),
    Phrase(
        Verdict.OTHER,
        "Kerberos's own number",
        hints="failure code",
        before=r"failure code\W{0,6}$",
        below=256,
    ),
    Phrase(
        Verdict.OTHER,
        "the Windows Installer's word for how an action ended",
        hints="return value",
        before=r"return value\W{1,3}$",
        below=10,
    ),
    Phrase(
        Verdict.CODE,
        "the Windows Installer's word for how all of it ended",
        hints="return value",
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
    Phrase(Verdict.OTHER, "a flag", hints="flag_", before=r"\b(?:[A-Z0-9]+_)?FLAG_\w+\W{0,4}$"),
    Phrase(
        Verdict.OTHER,
        "a value in a query",
        hints="where",
        before=r"\bwhere\s[^=]{0,40}=\s*$",
        below=1 << 31,
    ),
    Phrase(
        Verdict.OTHER,
        "a hardware id",
        hints="_",
        before=r"(?:subsys|ven|dev|rev|vid|pid|mi|d3d\w*|winnt|_ie)_$|_(?:winnt|ie)=$",
    ),
    Phrase(
        Verdict.CODE,
        "a list of errors",
        hints="error",
        before=r"\berrors?\s*[:=]\s*$",
        after=r"\s*,\s*[0-9]|\s(?:and|or|und|et|y)\s[0-9]+\W{0,3}(?:$|\n)",
    ),
    Phrase(
        Verdict.OTHER,
        "the status of a request",
        hints=" /",
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
        hints=":|=",
        before=r"(?:errors|warnings|failures|retries|attempts|skipped|passed|erreurs|errori"
        r"|errores|erros|fouten|(?:s|passed|skipped)\s?[:=]\s?[0-9]+\W{1,3}failed)\s*[:=]\s*$",
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
        "SQL Server's word for where its start ended",
        hints="status code",
        before=r"ation failed with error 0x[0-9a-f]{1,8}, status code $",
        below=256,
    ),
    Phrase(
        Verdict.OTHER,
        "an event's number, between its kind and its text",
        hints="ese|edb|ntds|msexchange",
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
        rf"|kw|mah|[cm]m|km|kg|lbs?|w{_NOT_POLISH}|lines?|items?|people|percent|[mg]?hz|eur|usd"
        r"|retries|attempts|threads?|records?"
        r"|rows?|packages?|components?|machines?|clients?|sites?|packets|pods|jobs|tests|requests"
        r"|passing|failing|pending|ignored|skipped|[ap]m|o'clock|of\s[0-9]+)\b(?!['-])",
    ),
    Phrase(
        Verdict.CODE,
        "the word before it calls it a code",
        hints="error ",
        before=r"\b(?:(?-i:ERROR (?=[a-z]))|(?-i:[Ee]rror) )"
        r"(?!on|in|at|line|code\b|count\b|rate\b|category\b)[^.:;\n0-9|]{2,40}:\s*$",
    ),
    Phrase(
        Verdict.CODE,
        "what the word before it calls a code was returned by something",
        hints="error code ",
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
