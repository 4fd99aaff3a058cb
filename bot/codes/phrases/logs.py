"""Numbers of logs, which are codes in certain columns and forms only."""

from bot.codes.phrases.phrase import Phrase
from bot.codes.rules import EVENTS_ABROAD, Verdict

_EVENTS_HINTS = (
    "ereig|nement|event|olay|udal|událo|zdarz|gebeur|ndels|tapah|esem|собы|поді|събит|イベ|事|벤"
)

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
        hints=":|msi (",
        before=r"[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?: [AP]M\s+|\t)(?:[0-9]+ \(\s?)?$"
        r"|\bMSI \([sc]\) (?:[0-9]+ \()?$",
        below=1 << 16,
    ),
    Phrase(
        Verdict.OTHER,
        "a part of a password, after the user of Samba's tools",
        hints="%",
        before=r" -U ?[^\s%]{1,60}%[^\s%]{0,30}$",
    ),
    Phrase(
        Verdict.OTHER,
        "the status of HTTP that a rule waits for",
        hints="trigger",
        before=r"\btrigger ?status(?: ?code)?\W{1,4}$",
        below=1000,
    ),
    Phrase(
        Verdict.OTHER,
        "a thread in a log, in brackets after the level",
        hints="[",
        before=r"(?-i:\b(?:TRACE|DEBUG|INFO|WARN(?:ING)?|ERROR|FATAL)\b)[^\n]{0,80}\[$",
        after=r"\] ?-",
        below=1 << 16,
    ),
    Phrase(
        Verdict.OTHER,
        "a thread, beside its name",
        hints="[",
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
        hints=":",
        before=r":[0-9]{2}[:.,][0-9]{3,9}[ \t]+(?:[0-9]{2,5}[ \t]+)?$",
        after=r"[ \t]+(?:[0-9a-f]{2,5}[ \t]+)?(?-i:[A-Z])",
        below=1 << 16,
    ),
    Phrase(
        Verdict.OTHER,
        "a time or a process in brackets, moved to the right, at the beginning of a line",
        hints="[ ",
        before=r"(?:\A|\n)[ \t*]*\[ {2,}$",
        after=r"\] ",
        below=1 << 22,
    ),
    Phrase(
        Verdict.OTHER,
        "a process in brackets, before what it says",
        hints="[",
        before=r"(?:\A|\n)[ \t]*\[$",
        after=r"\] (?!err|fail|code|status)[A-Z][\w.]{1,30}: ",
        below=1 << 22,
    ),
    Phrase(
        Verdict.OTHER,
        "a process, after its name",
        hints="[",
        before=r"[ \t](?![\w.-]*(?:err|code|exception|status|result|fail))[\w.-]{2,40}\[$",
        after=r"\]:",
        below=1 << 22,
    ),
    Phrase(
        Verdict.OTHER,
        "a process, after the line of Android's log begins",
        hints="(",
        before=r"(?:\A|\n|[ \t])(?-i:[VDIWEF])/[\w.]{1,40}\s*\(\s*$",
        after=r"\):",
        below=1 << 22,
    ),
    Phrase(
        Verdict.OTHER,
        "where in a source an error occurred",
        hints="error",
        before=r"\berror ?(?:column|index|line|location|offset|position|row)\b"
        r"(?: (?:is|was|returns|of))?\W{1,3}$",
        below=1 << 31,
    ),
    Phrase(
        Verdict.OTHER,
        "the number of a message in a log, before the message",
        hints=": (",
        before=r"\b(?-i:CRITICAL|DEBUG|ERROR|INFO|WARN(?:ING)?): \($",
        after=r"\): (?-i:[A-Z])",
        below=10_000,
    ),
    Phrase(
        Verdict.LARGE,
        "the number of a request",
        hints="request ",
        before=r"\brequest (?:id:? |#)?$",
    ),
    Phrase(
        Verdict.LARGE,
        "a code that opens or finds something",
        hints="code",
        before=r"\b(?:access|coupon|discount|door|error correction|gate|gift|invit\w{1,7}|pin"
        r"|referral|room|tracking|verification|voucher) codes?\W{1,3}(?:is |was )?$",
    ),
    Phrase(
        Verdict.OTHER,
        "a process in a list of them",
        hints=".exe",
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
        hints="id",
        before=r"\b(?:event ?id|instance ?id)\W{1,20}$",
    ),
    Phrase(
        Verdict.OTHER,
        "an event's id with its severity, in PowerShell's list of events",
        hints=":",
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
        hints="id ",
        before=r"(?:^|\n)Id {2,20}: $",
        after=r"\s{1,4}(?:\w+ {1,20}: [^\n]*\s{1,2}){0,8}"
        r"(?:ProviderName|LogName|LevelDisplayName) ",
        below=1 << 16,
    ),
    Phrase(
        Verdict.OTHER,
        "a logon session",
        hints="logon|log-on",
        before=r"\blog-?on ?id\b[^\n]{0,12}$",
    ),
    Phrase(Verdict.OTHER, "a folder", hints="\\", before=r"\\$", after=r"\\"),
    Phrase(Verdict.OTHER, "a part of a path", hints="/", before=r"[A-Za-z]/$", below=10_000),
    Phrase(
        Verdict.OTHER, "a condition of cmd's", hints="if ", before=r"\bif (?:not )?errorlevel $"
    ),
    Phrase(
        Verdict.OTHER,
        "what a scheduled program returned",
        hints="result",
        before=r"last (?:run |task )?result(?: (?:is|was|of))?\W{1,4}$",
        least=1,
        below=256,
    ),
    Phrase(Verdict.CODE, "PowerShell names an error so", hints="errorid", before=r"ErrorId : $"),
    Phrase(Verdict.OTHER, "how many IISSYNC has read", after=r", scanned\b"),
    Phrase(
        Verdict.OTHER,
        "a service's own number",
        hints="service_exit_code",
        before=r"service_exit_code\s*:\s*(?:[0-9]+\s*\(\s?)?$",
        below=1 << 31,
    ),
    Phrase(
        Verdict.OTHER, "a message's number", hints="execution error", before=r"execution error #$"
    ),
    Phrase(Verdict.OTHER, "an index", hints="[", before=r"[A-Za-z]\[$", after=r"\]", below=1000),
    Phrase(
        Verdict.OTHER,
        "the number of an item of a program's",
        hints="[",
        before=r"[a-z]\.(?!\w*(?:err|code|exception|stat|result|fail))[a-z]\w{1,30}\[$",
        after=r"\]",
        below=1 << 16,
    ),
    Phrase(
        Verdict.OTHER,
        "a process and its thread, as Chromium begins a line of its log",
        hints="[",
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
        hints=".so.",
        before=r"\w\.so\.$",
        below=1 << 16,
    ),
    Phrase(Verdict.OTHER, "a range", after=r"-[0-9]{3,}\b", least=1000, below=1 << 16),
    Phrase(
        Verdict.OTHER,
        "how Windows Update says that it ended",
        hints="result",
        before=r"\b(?:download|install(?:ation)?) result\W{1,3}$",
        below=10,
    ),
    Phrase(
        Verdict.OTHER,
        "how Windows Update says that it ended, before the code",
        hints="result",
        before=r"\bresult ?code\W{1,14}$",
        after=r"[\s,;'\"]{1,6}h ?result\b",
        below=6,
    ),
    Phrase(
        Verdict.OTHER,
        "how Windows Update says that it ended, after the code",
        hints="result",
        before=r"\bh ?result\W{1,14}[0-9a-fx]+[\s,;'\"]{1,6}result ?code\W{1,14}$",
        below=6,
    ),
    Phrase(
        Verdict.OTHER,
        "where in its source a component gave up",
        hints="supportinfo",
        before=r"\bSupportInfo[0-9](?:\W{1,20}|['\"]>)$",
        below=1 << 16,
    ),
    Phrase(Verdict.OTHER, "a connection's number", hints="*", before=r"\*$"),
    Phrase(Verdict.OTHER, "a process", after=r"#[0-9]", below=1 << 22),
    Phrase(Verdict.OTHER, "an address and an offset", after=r"\s\+[0-9a-f]{2,}\s", below=1 << 31),
    Phrase(
        Verdict.OTHER,
        "an event's number, after its kind",
        hints="winevtlog",
        before=r"\bWinEvtLog: [^\n]{1,40}: [A-Z_]+\($",
        below=1 << 16,
    ),
    Phrase(
        Verdict.OTHER,
        "a query's number in a DNS server's log",
        hints="p ",
        before=r"\b(?:UDP|TCP) (?:Snd|Rcv) \S{2,45}\s{1,20}$",
        below=1 << 31,
    ),
    Phrase(Verdict.OTHER, "what was going on", hints="context", before=r"\berror context:\s*$"),
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
    Phrase(Verdict.OTHER, "a device's flags", hints="device status", before=r"device status: $"),
)
"""Other numbers in logs, commands and paths: threads, lines, folders, flags."""
