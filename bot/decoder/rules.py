"""How status codes are written, as tables: each row says what a piece of text is, and why.

`SHAPES` cut a text into the pieces that hold digits; at one place the first row that fits wins, so
what is no code at all stands before what may be one. `BEFORE` and `AFTER` read the words around a
piece; there, too, the first row wins. `find_codes` decides with nothing but these verdicts.
"""

from enum import Enum
from typing import NamedTuple


class Reading(Enum):
    """How the digits of a piece are to be read."""

    NOTHING = "no code"
    DECIMAL = "decimal"
    SIGNED = "signed decimal"
    HEX = "hex"
    BARE_HEX = "bare hex"


class Verdict(Enum):
    """What the words around a piece say of it."""

    CODE = "a status code"
    OTHER = "something else"


class Shape(NamedTuple):
    """A piece of text with digits in it. In `pattern`, group `digits` marks what is read."""

    name: str
    reading: Reading
    pattern: str
    why: str


class Context(NamedTuple):
    """Words right before or right after a piece, or both."""

    verdict: Verdict
    why: str
    before: str = ""
    after: str = ""


_START = r"(?<![0-9A-Za-z_])"
_END = r"(?![0-9A-Za-z_])"
_HEX = r"[0-9A-Fa-f]"

SHAPES = (
    Shape(
        "address on the web",
        Reading.NOTHING,
        r"(?<![A-Za-z])[A-Za-z][A-Za-z+.-]{1,12}://[^\s?#<>\"'|]{1,2000}",
        "numbers in a path name pages; those after the ? are read",
    ),
    Shape(
        "GUID",
        Reading.NOTHING,
        rf"{_START}{_HEX}{{8}}-{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{12}}{_END}",
        "an identifier",
    ),
    Shape("SID", Reading.NOTHING, rf"{_START}S-1(?:-[0-9]+)+-?", "a security identifier"),
    Shape(
        "MAC address",
        Reading.NOTHING,
        rf"{_START}{_HEX}{{2}}(?:[:-]{_HEX}{{2}}){{5,}}{_END}",
        "a network card, or a hex dump",
    ),
    Shape(
        "Slack id",
        Reading.NOTHING,
        rf"{_START}[UCDGTBWE](?=[A-Z0-9]*[0-9])[A-Z0-9]{{8,12}}{_END}(?<!{_HEX}{{8}})",
        "a person or a channel",
    ),
    Shape(
        "timestamp",
        Reading.NOTHING,
        rf"{_START}[0-9]{{4}}[-/.][0-9]{{1,2}}[-/.][0-9]{{1,2}}"
        r"(?:[T _-]{1,2}[0-9]{1,2}[:.-][0-9]{2}(?:[:.-][0-9]{2})?(?:[.,][0-9]{1,9})?)?"
        r"(?:Z|[+-][0-9]{2}:?[0-9]{2})?(?![0-9])",
        "a date, year first",
    ),
    Shape(
        "date",
        Reading.NOTHING,
        rf"{_START}[0-9]{{1,2}}(?P<slash>[-/.])[0-9]{{1,2}}(?P=slash)[0-9]{{2,4}}{_END}",
        "a date",
    ),
    Shape(
        "IPv4 address",
        Reading.NOTHING,
        rf"{_START}[0-9]{{1,3}}(?:\.[0-9]{{1,3}}){{3}}(?::[0-9]{{1,5}}|/[0-9]{{1,2}})?{_END}",
        "an address, its port or its prefix",
    ),
    Shape(
        "time",
        Reading.NOTHING,
        rf"{_START}[0-9]{{1,2}}:[0-9]{{2}}(?::[0-9]{{2}})?(?:[.,:][0-9]{{1,9}})?(?:\s?[ap]\.?m)?{_END}",
        "a time of day",
    ),
    Shape(
        "version",
        Reading.NOTHING,
        rf"{_START}[vV]?[0-9]+(?:\.[0-9]+){{1,8}}(?![0-9A-Za-z])",
        "a version or a fraction",
    ),
    Shape(
        "ISBN",
        Reading.NOTHING,
        r"(?<![A-Za-z])[Ii][Ss][Bb][Nn][ :#-]*[0-9][0-9 -]{8,16}[0-9Xx]",
        "a book",
    ),
    Shape(
        "phone number",
        Reading.NOTHING,
        rf"(?:\+[0-9][0-9 ()./-]{{6,18}}[0-9]|\([0-9]{{3}}\)[ -]?[0-9]{{3}}[ .-][0-9]{{4}}"
        rf"|{_START}[0-9]{{3}}(?P<dash>[ .-])[0-9]{{3}}(?P=dash)[0-9]{{4}}){_END}",
        "a phone number",
    ),
    Shape(
        "grouped number",
        Reading.NOTHING,
        rf"{_START}-?[0-9]{{1,3}}(?:,[0-9]{{3}})+(?![0-9A-Za-z_,])",
        "a count with commas",
    ),
    Shape(
        "0x hex",
        Reading.HEX,
        rf"{_START}0[xX](?P<digits>{_HEX}{{1,16}})(?:[uU]?[lL]{{1,2}}|[lL]?[uU])?{_END}",
        "C's hex, with or without a type mark",
    ),
    Shape(
        "&H hex",
        Reading.HEX,
        rf"&[hH](?P<digits>(?=[0-9A-Fa-f]*[0-9]){_HEX}{{1,16}})&?(?![0-9A-Za-z_=])",
        "Visual Basic's hex",
    ),
    Shape(
        "hex with h",
        Reading.HEX,
        rf"{_START}(?P<digits>0?[89A-Fa-f]{_HEX}{{7}})[hH]{_END}",
        "an assembler's hex",
    ),
    Shape(
        "event insertion",
        Reading.DECIMAL,
        rf"%%(?P<digits>[0-9]{{1,10}}){_END}",
        "the event log's place holder for the text of a Win32 error",
    ),
    Shape(
        "signed decimal",
        Reading.SIGNED,
        rf"(?<![0-9A-Za-z_.)\]/-])-[ \t]*\r?\n?[ \t]*(?P<digits>[12][0-9]{{9}}){_END}",
        "an HRESULT as VBScript and .NET print it; a line wrap may stand after the sign",
    ),
    Shape(
        "small signed decimal",
        Reading.SIGNED,
        rf"(?<![0-9A-Za-z_.)\]/-])-(?P<digits>[0-9]{{1,40}}){_END}",
        "a signed number of another length",
    ),
    Shape(
        "bare hex",
        Reading.BARE_HEX,
        rf"(?<![0-9A-Za-z_+])(?P<digits>(?=[0-9]*[A-Fa-f]){_HEX}{{7,9}}){_END}",
        "hex with a letter among its digits and nothing before them",
    ),
    Shape(
        "hash",
        Reading.NOTHING,
        rf"{_START}(?=[0-9]*[A-Fa-f]){_HEX}{{10,128}}{_END}",
        "a checksum or a commit",
    ),
    Shape(
        "decimal",
        Reading.DECIMAL,
        rf"{_START}(?P<digits>[0-9]{{1,40}}){_END}",
        "a plain number",
    ),
)

_GAP = r"[\s:;=#'\"`(\[{<>|.,*~_!-]{0,12}"
_LINK = (
    r"(?:\s{0,4}[:=(]?\s{0,4}\b(?:code|codes|number|num|nr|no|value|id|status|error|hresult|was|is|of"
    r"|with|returned|result|from)\b){0,3}"
)

CONTEXTS = (
    Context(verdict=Verdict.OTHER, after=r"\s?(?:%|°)", why="a share or a temperature"),
    Context(verdict=Verdict.OTHER, before=r"%$", why="a place holder such as %1"),
    Context(
        verdict=Verdict.OTHER, before=r"(?:\+|\b[er][sb]p)\s?$", why="an offset from an address"
    ),
    Context(
        verdict=Verdict.OTHER,
        after=r"\.?\s{1,3}(?:there is a problem with this )?windows installer package",
        why="the Windows Installer's own number, not a Win32 error",
    ),
    Context(
        verdict=Verdict.OTHER,
        before=r"\b(?:http|https|smtp|ftp|sip)(?:/[0-9.]+)?(?:\s+(?:response|status|error|code|result)){0,2}"
        r"\s*[:=(]?\s*$",
        why="the status of another protocol",
    ),
    Context(
        verdict=Verdict.OTHER,
        before=r"\b(?:errors|warnings|failures|retries|attempts|times|skipped|passed|failed)\s*[:=]\s*$",
        why="a count",
    ),
    Context(
        verdict=Verdict.OTHER,
        before=r"(?:\b|_|(?<=[a-z]))(?:pid|tid|process\s?id|thread(?:\s?id)?|process|line|ln|col(?:umn)?"
        r"|port|event(?:\s?id)?|build|ver(?:sion)?|rev(?:ision)?|page|kb|article|ticket|case"
        r"|issue|bug|pr|lcid|language\s?id|lang|size|length|count|memory|bytes?|handle"
        r"|hwnd|offset|addr(?:ess)?|base|state|flags?|mask|wait_hint|checkpoint"
        r"|timeout|interval|delay|elapsed|duration|level|root|hkey|hive|qq|icq|tel|phone|fax|mobile"
        r"|call(?:\s+me)?(?:\s+(?:at|on))?|node|room|step|row|item|index|seq(?:uence)?|session"
        r"|logon\s?id|serial|order|invoice|e[abcd]x|e[sd]i|[er][bs]p|[er]ip|rva|style"
        r"|equivalent|commit|sha|stop|bugcheck|bug\scheck|colou?r|year)"
        r"\s*(?:no|nr|num|number)?\.?\s*[:=#(]{0,2}\s*$",
        why="the word before it names something else",
    ),
    Context(verdict=Verdict.OTHER, before=r"\b[A-Z0-9]+_FLAG_\w+\s*[:=]?\s*$", why="a flag"),
    Context(verdict=Verdict.OTHER, before=r"\bwhere\s[^=]{0,40}=\s*$", why="a value in a query"),
    Context(
        verdict=Verdict.OTHER,
        after=r"\s?(?:ms|msec|milliseconds?|s|sec|secs|seconds?|min|mins|minutes?|h|hours?|days?"
        r"|weeks?|kb|mb|gb|tb|kib|mib|gib|bytes?|bits?|px|times?|nodes?|servers?|errors|warnings"
        r"|failures|files?|users?|lines?|items?|people|percent|[mg]?hz)\b",
        why="a unit, or a count of things",
    ),
    Context(
        verdict=Verdict.CODE,
        before=r"(?:(?<![a-z])(?:err(?:or|ors|no)?|errorcode|winerror|win32error|lasterror"
        r"|getlasterror(?:\(\))?|win32|hresult|hr|scode|sc|nt_?status|status|code|codes|rc"
        r"|ret(?:val|code)?|result|exception|fail(?:ed|ure|s|ing)?|return(?:ed|s|ing)?"
        r"|exit(?:ed|s)?|exit\s?code|iissync|statuscode"
        r"|fehler(?:code)?|erreur|errore|erro|fout(?:code)?|fel(?:kod)?|feil)"
        r"|ошибк\w{0,3}|код\w{0,2}|сбо\w{1,3}|错误(?:代码|码)?|代码|エラー(?:コード)?|コード|오류"
        r"|błąd|chyba|hata)"
        rf"(?![a-z]){_LINK}{_GAP}$",
        why="the word before it calls it a code",
    ),
    Context(
        verdict=Verdict.CODE,
        before=r"\b(?:g[aoei]t(?:s|ting)?|g[ai]ves?|giving|got|says?|said|show(?:s|ed|ing)?|prints?"
        r"|printed|throws?|threw|with|sees?|saw)[\s:=*`'\"(]{1,6}$",
        after=r"\s*(?:[.,;:?!)\]'\"`*]|$|\s(?:on|for|from|again|when|after|while|at|every|and|in)\b)",
        why="the verb before it gives it as a result",
    ),
    Context(
        verdict=Verdict.CODE,
        after=r"\s(?:error|status|code)\b",
        why="the word after it calls it a code",
    ),
)
"""Words around a piece, read in this order; what is something else stands before what is a code."""

LISTED = r"(?i)\s*(?:[,;/&+|]|\b(?:and|or|und|et|y|then)\b)\s*(?:(?:and|or|then)\s+)?[`'\"*]*"
"""What stands between two codes of one list: the second is what the first is."""

PAIRED = (
    r"(?i)[\s'\"`*]{0,6}(?:[(\[{=/:|,-]|--|\bor\b){0,2}\s{0,4}"
    r"(?:\bhex\b|\bdec(?:imal)?\b)?[\s(:='\"`*]{0,6}"
)
"""What stands between two forms of one code: `-2147467259 (80004005)`."""

FILLER = frozenset(
    """
    a about again an and any anyone are as at be but can code codes could decode did do does error
    errors explain for from get getting give gives gave got had has have hello help hey hi how i
    idea iissync in is it it's its just know like look lookup me mean means meaning my no not now
    of on only or our please pls printed prints result returned returns said same saw say saying
    says see so somebody someone status tell thanks that the then there they this to too up us was
    we what what's whats when why with yes you
    """.split()
)
"""Words that say nothing of a number: a text of these and numbers asks for the numbers."""

WORD_OR_DIGIT = r"[^\W\d_]+(?:'[a-z]+)?|[0-9]"
"""What a text holds besides its numbers, piece by piece."""
