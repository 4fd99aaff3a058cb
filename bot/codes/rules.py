"""How status codes are written, as tables: each row says what a token of text is, and why.

`SHAPES` cut a text into the tokens that hold digits or names; at one place the first row that fits
wins, so what is no code at all stands before what may be one. `WORDS` and `PHRASES` say what the
words around a token make of it. `extract_codes` decides with these verdicts and the token's value.
"""

from collections.abc import Mapping
from enum import Enum
from typing import NamedTuple


class Notation(Enum):
    """How a token is to be read."""

    NOTHING = "no code"
    DECIMAL = "decimal"
    SIGNED = "signed decimal"
    HEX = "hex"
    BARE_HEX = "bare hex"
    NAME = "name"
    SIGNED_HEX = "signed hex"
    LOOKALIKE = "digits with letters among them"
    BUG_CHECK = "a bug check's hex"
    NUMBERED = "a program's own number"


class Verdict(Enum):
    """What the words around a token say of it."""

    CODE = "a status code"
    NAMED = "a status code if its value is a large one that has a name, else something else"
    LARGE = "a status code if its value is built like one, else something else"
    OTHER = "something else"


class Shape(NamedTuple):
    """A token of text. In `pattern`, group `digits` marks what is read.

    `starts` says with what it may start: a digit (0), a letter (A) or a mark (-).
    """

    name: str
    notation: Notation
    pattern: str
    why: str
    starts: str = "0"


class Guard(NamedTuple):
    """Where shapes may start that start with `starts`: a pattern that most places fail at once."""

    starts: str
    pattern: str


class Phrase(NamedTuple):
    """Words right before or right after a token, or both; for values from `least` to `below`.

    `hint` is a small-letter text without which the row cannot fit: it saves the time to try.
    """

    verdict: Verdict
    why: str
    hint: str = ""
    before: str = ""
    after: str = ""
    below: int = 1 << 32
    least: int = 0


_MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}"
_HEX = "[0-9A-Fa-f]"
_START = "(?<![0-9A-Za-z_])"
_END = "(?![0-9A-Za-z_])"
_LOOSE_START = "(?<![0-9A-Za-z])"
_LOOSE_END = "(?![0-9A-Za-z])"

GUARDS = (
    Guard("0", r"(?=[0-9])(?:(?<![0-9A-Za-z])|(?<=[terTER]))"),
    Guard(
        "A",
        r"(?=[A-Za-z])(?<![0-9A-Za-z])"
        r"(?=[A-Za-z]++[0-9_:]|[A-Za-z]{2,9}?Err[A-Z]|WSA|[Ii][Ss][Bb][Nn]|[JFMASOND][a-z]{2,8}"
        r"\.? [0-9]|data [0-9a-f]|S-1-|[A-Z]{2,6}-[0-9]|[a-z][A-Za-z+.-]{1,12}://)",
    ),
    Guard("-", r"(?=[-+(&%$])"),
)

SHAPES = (
    Shape(
        "address on the web",
        Notation.NOTHING,
        r"(?<![A-Za-z])[A-Za-z][A-Za-z+.-]{1,12}://[^\s?#<>\"'|]{1,2000}",
        "numbers in a path name pages; those after the ? are read",
        starts="A",
    ),
    Shape(
        "GUID",
        Notation.NOTHING,
        rf"{_START}{_HEX}{{8}}-{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{12}}{_END}",
        "an identifier",
        starts="0A",
    ),
    Shape(
        "SID", Notation.NOTHING, rf"{_START}S-1(?:-[0-9]+)+-?", "a security identifier", starts="A"
    ),
    Shape(
        "MAC address",
        Notation.NOTHING,
        rf"{_START}{_HEX}{{2}}(?P<colon>[: -]){_HEX}{{2}}(?:(?P=colon){_HEX}{{2}}){{4,200}}{_END}",
        "a network card, or a hex dump",
        starts="0A",
    ),
    Shape(
        "dump address",
        Notation.NOTHING,
        rf"{_START}{_HEX}{{8}}`{_HEX}{{8}}{_END}|{_START}0x{_HEX}{{8}}`{_HEX}{{8}}{_END}",
        "a 64-bit address as the debugger prints it",
        starts="0A",
    ),
    Shape(
        "Slack id",
        Notation.NOTHING,
        rf"{_START}(?!{_HEX}{{8}}{_END})[UCDGTBW](?=[A-Z0-9]*[0-9])[A-Z0-9]{{8,12}}{_END}",
        "a person or a channel",
        starts="A",
    ),
    Shape(
        "IPv4 address",
        Notation.NOTHING,
        rf"{_START}[0-9]{{1,3}}(?:\.[0-9]{{1,3}}){{3}}(?::[0-9]{{1,5}}|/[0-9]{{1,2}})?{_END}",
        "an address, its port or its prefix",
    ),
    Shape(
        "timestamp",
        Notation.NOTHING,
        rf"{_START}[0-9]{{4}}[-/.][0-9]{{1,2}}[-/.][0-9]{{1,2}}"
        r"(?:[T _-]{1,2}[0-9]{1,2}[:.-][0-9]{2}(?:[:.-][0-9]{2})?(?:[.,:][0-9]{1,9})?)?"
        r"(?:Z|[+-][0-9]{2}:?[0-9]{2})?(?![0-9])",
        "a date, year first",
    ),
    Shape(
        "date",
        Notation.NOTHING,
        rf"{_START}[0-9]{{1,2}}(?P<slash>[-/.])[0-9]{{1,2}}(?P=slash)[0-9]{{2,4}}{_END}",
        "a date",
    ),
    Shape(
        "date in words",
        Notation.NOTHING,
        rf"{_START}[0-9]{{1,2}}\.?[ -]{_MONTH}[ ,.-]{{1,2}}[0-9]{{2,8}}{_END}"
        rf"|(?<![A-Za-z]){_MONTH}\.? [0-9]{{1,2}}(?:st|nd|rd|th)?,?(?: (?:19|20)[0-9]{{2}})?{_END}",
        "a date",
        starts="0A",
    ),
    Shape(
        "time",
        Notation.NOTHING,
        rf"{_START}[0-9]{{1,2}}:[0-9]{{2}}(?::[0-9]{{2}})?(?:[.,:][0-9]{{1,9}})?(?:\s?[ap]\.?m)?{_END}",
        "a time of day",
    ),
    Shape(
        "version",
        Notation.NOTHING,
        rf"{_START}[vV]?[0-9]+(?:\.[0-9]+){{1,8}}(?![0-9A-Za-z])",
        "a version or a fraction",
        starts="0A",
    ),
    Shape(
        "ISBN",
        Notation.NOTHING,
        r"(?<![A-Za-z])[Ii][Ss][Bb][Nn][ :#-]*[0-9][0-9 -]{8,16}[0-9Xx]",
        "a book",
        starts="A",
    ),
    Shape(
        "phone number",
        Notation.NOTHING,
        r"(?:\+[0-9][0-9 ()./-]{6,18}[0-9]"
        r"|\([0-9]{2,5}\)[ -]?[0-9]{2,8}(?:[ .-][0-9]{2,8}){0,3}"
        rf"|{_START}[0-9]{{1,4}}(?P<dash>[ .-])[0-9]{{3}}(?P=dash)[0-9]{{2,4}}"
        rf"(?:(?P=dash)[0-9]{{2,4}}){{0,2}}){_END}",
        "a phone number",
        starts="0-",
    ),
    Shape(
        "grouped number",
        Notation.NOTHING,
        rf"{_START}-?[0-9]{{1,3}}(?:,[0-9]{{3}})+(?![0-9A-Za-z_,])|{_START}[0-9]{{1,3}},[0-9]{{1,2}}%",
        "a count with commas",
        starts="0-",
    ),
    Shape(
        "key",
        Notation.NOTHING,
        rf"{_START}(?!ERROR|CODE|STATUS|FAIL)[A-Z]{{2,6}}-[0-9]{{1,7}}{_END}",
        "an issue, or another product's code: ORA-01722",
        starts="A",
    ),
    Shape(
        "hex cut short",
        Notation.NOTHING,
        rf"{_LOOSE_START}0[xX]{_HEX}{{1,7}}(?:\.\.\.|…)",
        "the rest of its digits is left out",
    ),
    Shape(
        "signed hex",
        Notation.SIGNED_HEX,
        rf"(?<![0-9A-Za-z_.)\]/-])-0[xX](?P<digits>{_HEX}{{1,8}}){_LOOSE_END}",
        "hex with a minus before it",
        starts="-",
    ),
    Shape(
        "0x hex",
        Notation.HEX,
        rf"(?:{_LOOSE_START}|(?<=[Ee]rror))0[xX](?P<digits>{_HEX}{{1,16}})"
        rf"(?:[uU]?[lL]{{1,2}}|[lL]?[uU])?{_LOOSE_END}",
        "C's hex, with or without a type mark",
    ),
    Shape(
        "0x hex, glued to a word",
        Notation.HEX,
        rf"{_LOOSE_START}0[xX](?P<digits>[89CcDd]{_HEX}{{7}})(?=[G-Zg-z])",
        "eight digits are all there are",
    ),
    Shape(
        "x hex",
        Notation.HEX,
        rf"{_START}[xX](?P<digits>[89CcDd]{_HEX}{{7}}){_END}",
        "C's hex that lost its zero",
        starts="A",
    ),
    Shape(
        "&H hex",
        Notation.HEX,
        rf"&[hH]?(?P<digits>(?=[0-9A-Fa-f]*[0-9])(?:(?<=[hH]){_HEX}{{1,16}}|[89CcDd]{_HEX}{{7}}))"
        r"&?(?![0-9A-Za-z_=])",
        "Visual Basic's hex, or what is left of it",
        starts="-",
    ),
    Shape(
        "$ hex",
        Notation.HEX,
        rf"(?<![0-9A-Za-z_$])[$](?P<digits>{_HEX}{{8}}){_END}",
        "Pascal's hex",
        starts="-",
    ),
    Shape(
        "hex with h",
        Notation.HEX,
        rf"{_START}(?P<digits>0?[89A-Fa-f]{_HEX}{{7}})[hH]{_END}",
        "an assembler's hex",
        starts="0A",
    ),
    Shape(
        "event insertion",
        Notation.DECIMAL,
        rf"%%(?P<digits>[0-9]{{1,10}}){_END}",
        "the event log's place holder for the text of a Win32 error",
        starts="-",
    ),
    Shape(
        "Active Directory's data",
        Notation.HEX,
        r"\bdata (?P<digits>[0-9a-f]{1,4})(?=, v)",
        "LDAP's detail of a failed bind: a Win32 error in hex",
        starts="A",
    ),
    Shape(
        "signed decimal",
        Notation.SIGNED,
        rf"(?<![0-9A-Za-z_.)\]/-])-[ \t]*\r?\n?[ \t]*(?P<digits>[12][0-9]{{9}}){_END}",
        "an HRESULT as VBScript and .NET print it; a line wrap may stand after the sign",
        starts="-",
    ),
    Shape(
        "small signed decimal",
        Notation.SIGNED,
        rf"(?<![0-9A-Za-z_.)\]/-])-(?P<digits>[0-9]{{1,40}}){_END}",
        "a signed number of another length",
        starts="-",
    ),
    Shape(
        "padded hex",
        Notation.BARE_HEX,
        rf"{_START}(?P<digits>(?:0{{8}}|[fF]{{8}})[89CcDd]{_HEX}{{7}}){_END}",
        "32 bits in a field of 64",
        starts="0A",
    ),
    Shape(
        "look-alikes",
        Notation.LOOKALIKE,
        rf"{_START}(?P<digits>(?:0[xX])?(?=[0-9A-F]*[OoIl])[0-9A-FOoIl]{{7,10}}){_END}",
        "letters that were typed for digits: O for 0, I or l for 1",
    ),
    Shape(
        "bare hex",
        Notation.BARE_HEX,
        rf"(?<![0-9A-Za-z+])(?P<digits>(?=[0-9]*[A-Fa-f]){_HEX}{{7,9}}){_LOOSE_END}",
        "hex with a letter among its digits and nothing before them",
        starts="0A",
    ),
    Shape(
        "hash",
        Notation.NOTHING,
        rf"{_START}(?=[0-9]*[A-Fa-f]){_HEX}{{10,128}}{_END}",
        "a checksum or a commit",
        starts="0A",
    ),
    Shape(
        "name",
        Notation.NAME,
        rf"{_START}(?![A-Za-z0-9_]*_(?:0x)?{_HEX}{{8}}(?![0-9A-Za-z]))"
        rf"(?P<digits>[A-Za-z][A-Za-z0-9]{{0,24}}_[A-Za-z0-9_]{{1,80}}"
        rf"|[A-Za-z]{{2,9}}Err[A-Z][A-Za-z]{{2,60}}|WSA[A-Z]{{4,30}}){_END}",
        "a name out of Microsoft's headers",
        starts="A",
    ),
    Shape(
        "long decimal",
        Notation.DECIMAL,
        rf"{_LOOSE_START}(?P<digits>[0-9]{{8,40}}){_LOOSE_END}",
        "a number too large for a count",
    ),
    Shape(
        "decimal",
        Notation.DECIMAL,
        r"(?:(?<![0-9A-Za-z_])|(?<=[Ff]ault)|(?<=[Ee]rror)|(?<=ERROR)|(?<=[Cc]ode)|(?<=CODE))"
        rf"(?P<digits>[0-9]{{1,40}})[lL]?{_END}",
        "a plain number",
    ),
)


def _words(verdict: Verdict, words: str) -> dict[str, Verdict]:
    return dict.fromkeys(words.split(), verdict)


WORDS: Mapping[str, Verdict] = (
    _words(
        Verdict.LARGE,
        """
        address addr arg article attempts bad bits block bug build bus bytes case chapter check
        account asset checkpoint client col column commit contract count customer day days
        delay depth disk duration elapsed equivalent
        event ext extension field files frame hint icq id index instance interval invoice issue item
        items job kb
        keywords kind lang language lcid length level line lines ln lun machine memory message
        minutes mode month msg node note offset opcode option options order page param parameter
        parameters percent phase pid port ports position pr priority problem procedure process
        processus prozess queue rank ratio records reference ref release retries rev revision room
        row rows score sec seconds section sector seq sequence serial series server session size
        slot stage state step style task thread threads ticket tid time timeout times top total type
        users value ver version vlan volume warnings weight width year years zeile ligne linea
        """,
    )
    | _words(
        Verdict.NAMED,
        """
        dword stop bugcheck args bucket values contains equals subject default at eax ebp ebx ecx
        edi edx
        eip esi esp rax rbp rbx rcx rdi rdx rip rsi rsp
        """,
    )
    | _words(
        Verdict.OTHER,
        """
        base call color colour ctxid exstyle fax flag flags guid
        handle hash hive hkey hwnd identifier isbn mask masks mobile module phone
        pointer ptr qq notation
        root rva sha sid stamp tel timestamp tstamp writing executing xor vid dev subsys ven mi
        """,
    )
    | _words(
        Verdict.CODE,
        """
        ec err errcode errno error errorcode errorlevel errors erro erreur errore exception exit
        exitcode exited exits fail failed failing fails failure fault fehler fehlercode feil fel
        felkod fout foutcode getlasterror gle helpmsg hr hresult hrresult iissync lasterror
        ntstatus oserror rc result resultcode ret retcode return returncode returned returning
        returns retval sc scode sessionerror status statuscode substatus systemfehler win32 winapi
        winerror wsagetlasterror código codigo chyba hata code codes erorr
        """,
    )
)
"""The nearest word before a token, in small letters, camel case and underscores taken apart."""

LINKS = frozenset(
    [
        "a",
        "actual",
        "an",
        "as",
        "by",
        "das",
        "de",
        "del",
        "der",
        "di",
        "do",
        "du",
        "equal",
        "et",
        "from",
        "has",
        "have",
        "il",
        "in",
        "ist",
        "la",
        "le",
        "number",
        "num",
        "nr",
        "no",
        "no.",
        "number",
        "of",
        "returned",
        "sistema",
        "system",
        "système",
        "the",
        "to",
        "und",
        "value",
        "was",
        "were",
        "is",
        "with",
        "y",
    ]
)
"""Words that may stand between such a word and the token: "error code was", "erreur système"."""

VERBS = frozenset(
    [
        "gave",
        "get",
        "gets",
        "getting",
        "give",
        "gives",
        "got",
        "now",
        "print",
        "printed",
        "prints",
        "said",
        "say",
        "says",
        "see",
        "sees",
        "show",
        "showed",
        "shows",
        "so",
        "then",
        "threw",
        "throws",
        "saw",
    ]
)
"""Words that give a number as a result, where no noun follows it."""
AFTER_VERB = (
    r"\s*(?:[.,;:?!)\]'\"`*]|$|\s(?:on|for|from|again|when|after|while|at|every|and|in|here|now|since"
    r"|twice|once|too|running|replicating|synchroni[sz]ing|starting)\b)"
)

QUALIFIERS = frozenset(
    [
        "area",
        "bar",
        "char",
        "character",
        "color",
        "country",
        "country",
        "dialing",
        "dial",
        "event",
        "extra",
        "http",
        "https",
        "icmp",
        "irc",
        "key",
        "language",
        "ldap",
        "ora",
        "postal",
        "product",
        "promo",
        "protocol",
        "qr",
        "sqlite",
        "sql",
        "sqlcode",
        "smtp",
        "sip",
        "scan",
        "source",
        "virtual",
        "vk",
        "zip",
        "ftp",
        "nntp",
        "imap",
        "rcode",
        "response",
        "syntax",
    ]
)
"""Words that make a code another code: an HTTP status, an area code."""

PHRASES = (
    Phrase(
        Verdict.CODE,
        "IISSYNC prints it on a line of its own",
        hint="iissync",
        before=r"\biissync(?:\.exe)?(?:[ \t]+[\w.\\-]+){1,8}[ \t]*\r?\n(?:[ \t]*\r?\n)?[ \t]*$",
        after=r"[ \t]*(?:\r?\n|$)",
    ),
    Phrase(Verdict.OTHER, "a share or a temperature", after=r"\s?(?:%|°)"),
    Phrase(Verdict.OTHER, "a place holder such as %1", hint="%", before=r"%$", below=100),
    Phrase(Verdict.OTHER, "an offset", hint="+", before=r"\+\s?$"),
    Phrase(
        Verdict.OTHER,
        "one of so many",
        after=r"/[0-9]",
        below=1 << 31,
    ),
    Phrase(Verdict.OTHER, "one of so many", hint="/", before=r"[0-9]/$", below=1 << 31),
    Phrase(Verdict.OTHER, "a price", before=r"[$€£]\s?$", below=1 << 31),
    Phrase(Verdict.OTHER, "a line of a source file", hint="(", before=r"\.[A-Za-z]{1,4}\($"),
    Phrase(Verdict.OTHER, "an exit code of npm", hint="npm", before=r"npm err!.*$", below=256),
    Phrase(Verdict.OTHER, "part of a longer number", before=r"[0-9]-$", below=1 << 31),
    Phrase(
        Verdict.OTHER,
        "the Windows Installer's own number, not a Win32 error",
        after=r"\.?\s{1,3}(?:there is a problem with|windows installer package)",
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
        before=r"iissync\b[^.\n0-9]{0,40}\s(?:code|status|with|is|of|exited|returned|:)[\s:=(]{1,3}$",
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
        "Device Manager's own number",
        hint="(code ",
        before=r"\w\.\s{0,2}\(Code $",
        below=64,
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
        "a number of Unix",
        hint="(os error ",
        before=r"(?:no such file or directory|permission denied|connection refused|not permitted"
        r"|address already in use|broken pipe|file exists|resource temporarily unavailable"
        r"|connection reset by peer|invalid argument) \(os error $",
    ),
    Phrase(
        Verdict.OTHER,
        "an ordinary program's exit code",
        hint="exit",
        before=r"exit(?:ed)?(?:\s+(?:with|status|code|value))*\W{0,4}$",
        below=256,
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
        before=r"return value $",
        below=10,
    ),
    Phrase(Verdict.OTHER, "a flag", hint="_flag", before=r"\b[A-Z0-9]+_FLAG_\w+\W{0,4}$"),
    Phrase(Verdict.OTHER, "a value in a query", hint="where", before=r"\bwhere\s[^=]{0,40}=\s*$"),
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
        after=r"\s*,\s*[0-9]",
    ),
    Phrase(
        Verdict.OTHER,
        "the status of a request",
        hint=" /",
        before=r"\b(?:GET|POST|PUT|HEAD|DELETE|PATCH) /\S*[^\n]{0,40}$",
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
        before=r"(?:errors|warnings|failures|retries|attempts|failed|skipped|passed)\s*[:=]\s*$",
        below=10_000,
    ),
    Phrase(
        Verdict.OTHER, "SQL Server's own number", after=r",?\s+(?:severity|level)\b", below=1 << 31
    ),
    Phrase(
        Verdict.LARGE,
        "a unit, or a count of things",
        after=r"\s?(?:ms|msec|milliseconds?|s|sec|secs|seconds?|min|mins|minutes?|h|hours?|days?"
        r"|weeks?|months?|years?|kb|mb|gb|tb|kib|mib|gib|bytes?|bits?|px|rpm|times?|nodes?"
        r"|servers?|errors|warnings|failures|(?:error|warning|failure)\(s\)|files?|users?"
        r"|lines?|items?|people|percent|[mg]?hz|eur|usd|retries|attempts|threads?|records?"
        r"|rows?|packages?|components?|machines?|clients?|sites?|of\s[0-9]+)\b(?!['’])",
    ),
    Phrase(
        Verdict.CODE,
        "the word before it calls it a code",
        hint="error ",
        before=r"\berror (?!on|in|at|line)[^.:;\n0-9]{2,40}:\s*$",
    ),
    Phrase(
        Verdict.CODE,
        "it is said to be one",
        after=r"\sis\b[^.\n]{0,30}\b(?:return|error|exit|status)\s?codes?\b",
    ),
)
"""Words around a token that say more than the nearest one does: the first row that fits counts."""

FOREIGN = (
    r"(?:ошибк\w{0,3}|код\w{0,2}|сбо\w{1,3}|错误(?:代码|码)?|错误|代码|失败|失敗|启动|啟動|エラー(?:コード)?"
    r"|コード|오류(?:\s?코드)?|코드|hataları|errore|código|système|sistema)[\s:=：（(\[#\"'`]{0,6}$"
)
"""Words of other alphabets that call what follows a code; most are not parted by blanks."""

STRONG = (
    r"(?<![0-9A-GI-WYZa-gi-wyz])(?:(?:0{8}|[Ff]{8})?[89CcDd][0-9A-Fa-f]{7}|[1-4][0-9]{9})"
    r"|[A-Z]_[A-Z]"
)
HINTS = (
    *[
        "err",
        "code",
        "status",
        "fail",
        "fault",
        "hres",
        "exit",
        "return",
        "retval",
        "result",
        "exception",
        "fehl",
        "fout",
        "feil",
    ],
    *[
        "iissync",
        "win32",
        "winapi",
        "helpmsg",
        "%%",
        "&h",
        "wsa",
        "hr=",
        "hr:",
        "rc=",
        "rc:",
        "ec=",
        "gle",
        "gave",
        "gives",
        "says",
        "said",
    ],
    *["show", "print", "erorr", "codigo", "chyba", "hata", "felkod"],
    *(", data ", "hr ", "rc ", "ec =", " got "),
)
"""A line without any of these small-letter texts and without `STRONG` holds no sure code."""

NUMBERED = (
    r"kerberos|krb|kdc|\btgt|authentication|ticket|476[89]|4771|ldap|[45][0-9]{2}\.[0-9]|\biis "
    r"|error [12][0-9]{3}\.|robocopy|installer |alert|severity|\bmsg |sql server"
    r"|service control manager|\(code [0-9]|device manager|time error|0xC19|CM_PROB|TLS1_"
)
"""A text without this holds none of the numbers that programs count for themselves."""

STOP_HINTS = ("stop", "bugcheck", "bug check")
"""A text without any of these in small letters holds no bug check."""

LISTED = r"(?i)\s*(?:[,;/&|、，；]|\b(?:and|or|und|et|y|then)\b)\s*(?:(?:and|or|then)\s+)?[`'\"*]*"
"""What stands between two codes of one list: the second is what the first is."""

PAIRED = (
    r"(?i)[\s'\"`*]{0,6}(?:[(\[{=/:|,-]|--|\bor\b){0,2}\s{0,4}"
    r"(?:\bhex\b|\bdec(?:imal)?\b)?[\s(:='\"`*]{0,6}"
)
"""What stands between two forms of one code: `-2147467259 (80004005)`."""

FILLER = frozenset(
    [
        "a",
        "about",
        "again",
        "an",
        "and",
        "any",
        "between",
        "both",
        "difference",
        "versus",
        "vs",
        "anyone",
        "are",
        "as",
        "at",
        "be",
        "but",
        "can",
        "code",
        "codes",
        "could",
        "decode",
        "did",
        "do",
        "does",
        "error",
        "errors",
        "explain",
        "for",
        "from",
        "get",
        "getting",
        "give",
        "gives",
        "gave",
        "got",
        "had",
        "has",
        "have",
        "hello",
        "help",
        "hey",
        "hi",
        "how",
        "i",
        "idea",
        "iissync",
        "in",
        "is",
        "it",
        "it's",
        "its",
        "just",
        "know",
        "like",
        "look",
        "lookup",
        "me",
        "mean",
        "means",
        "meaning",
        "my",
        "no",
        "not",
        "now",
        "of",
        "on",
        "only",
        "or",
        "our",
        "please",
        "pls",
        "printed",
        "prints",
        "result",
        "returned",
        "returns",
        "said",
        "same",
        "saw",
        "say",
        "saying",
        "says",
        "see",
        "so",
        "somebody",
        "someone",
        "status",
        "tell",
        "thanks",
        "that",
        "the",
        "then",
        "there",
        "they",
        "this",
        "to",
        "too",
        "up",
        "us",
        "was",
        "we",
        "what",
        "what's",
        "whats",
        "when",
        "why",
        "with",
        "yes",
        "you",
    ]
)
"""Words that say nothing of a number: a text of these and numbers asks for the numbers."""

WORD_OR_DIGIT = r"[^\W\d_]+(?:'[a-z]+)?|[0-9]"
"""What a text holds besides its numbers, token by token."""

WORD = r"[Ww][Ii][Nn]32|[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[A-Z]|[^\W\d_A-Za-z]+"
"""A word, with camel case taken apart: SystemLanguageID is three."""

GAP = r"(?:[^\w.!?]|_){0,16}(?:[.!?][^\w.!?]{0,4})?"
"""What stands between a word and the token it speaks of: no digit, no other word."""

NUMBER = r"(?<![0-9A-Za-z_])[0-9]"
"""The beginning of a number, of whatever kind."""

ERROR_NAME = (
    r"(?i)(?:nt_)?(?:error|status|e|s|rpc|co|nerr|comadmin|mts|regdb|ept|win32|stg|disp)_"
    r"|[a-z]{2,9}err[a-z]"
)
"""How a name begins that is most likely one of a status code."""

GAP_MARKS = " \t\r\n:;=#'\"`()[]{}<>|,*~_-/\\&.!?：（）「」“”"
"""The marks of such a gap."""

PAUSES = frozenset(",;!?")
"""Marks after which a token is no longer what the word before it counts or names."""

SPEAKING = r"[^\W\d_]|[%+°…]|[0-9]-\||\|\.\."
"""What may say something of a token; `|` stands for the token."""

CALLED_AFTER = r"(?i)\s?(?:error code|error|status|code|in error|again|错误|エラー|오류)(?![a-z(])"
"""Words after a token that call it a code."""
