"""Forms of lines in which a known number is a status code of Windows, as a table.

Nothing else in such a line is a code: it may be a status of another kind, a count or a name.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from bot.codes.found import Region, Span, code_at
from bot.codes.patterns import compiled, rows_by_hints
from bot.codes.rules import PASTED, Notation
from bot.codes.status_code import TOO_BIG


class LineForm(NamedTuple):
    """How a program writes a code, which is the one group of `pattern` that matches.

    A match without a group is a line without a code; to match such a line as a whole saves time.
    The number is in `radix` unless it begins with 0x; `lowest_first` says that it is written in
    bytes, in little-endian order. `base` is added to its value.
    """

    why: str
    hints: str
    pattern: str
    radix: int = 10
    lowest_first: bool = False
    base: int = 0


_HTTP = "(?:GET|POST|HEAD|PUT|DELETE|OPTIONS|PROPFIND|PATCH|DEBUG)"
_DAV = (
    "(?:[A-Z]{2,5}_(?:GET|POST|HEAD)|RPC_(?:IN|OUT)_DATA|MKCOL|LOCK|UNLOCK|COPY|MOVE|SEARCH|REPORT"
    "|PROPPATCH|MERGE|SUBSCRIBE|POLL|TRACE|CONNECT)"
)
"""Methods of other protocols over HTTP; some are also commands with options such as /y."""
_FTP = "(?:USER|PASS|RETR|STOR|LIST|NLST|CWD|DELE|MKD|RMD|RNFR|RNTO|APPE|SIZE|MDTM|AUTH|PBSZ)"
_NUMBER = "(0x[0-9a-f]{1,8}|[0-9]{1,10})"
_STATUSES = (
    rf" [1-5][0-9]{{2}} {{1,4}}[0-9]{{1,4}} {{1,4}}{_NUMBER}(?: {{1,4}}[0-9]+){{0,3}}[ '\"`]*\r?$"
)
_DECIMAL = 10
_TEXT = r"u?\\{0,2}(?:'[^'\n]{0,260}'|\"[^\"\n]{0,260}\")"
_OSERROR = (
    rf"\((?:[0-9]{{1,5}}|None), ?{_TEXT}, ?%s, ?(-?[0-9]{{1,10}})(?:, ?(?:None|{_TEXT}))?"
    r"(?:\)|\s*$)"
)
"""The arguments of Python's OSError: errno, message, a file, the Win32 error, a second file."""
_WINE = (
    r"(?:err|fixme):[a-z0-9_]{1,20}:\w{1,60} [^\n]{0,200}?\b[Ff]ailed to [a-z][^\n:]{1,60}?:? "
    r"([0-9]{1,5})[ \t]*\r?$"
)

FORMS = (
    LineForm(
        "the event log's placeholder for a message, in a line about a failure",
        "%%",
        r"(?:[Ee]rror|[Ff]ehler|[Ee]rreur|[Ee]rrore|[Ee]rro|[Ff]out|шибк\w*|błąd|错误|エラー)[^\n:]{0,40}:"
        r"\s*%%(-?[0-9]{1,10})|<Data Name=['\"]param[0-9]{1,2}['\"]>%%(-?[0-9]{1,10})",
    ),
    LineForm(
        "how Active Directory begins its description of a failure",
        "dsid",
        r"(?<![0-9])([0-9A-Fa-f]{8}): ?(?:[A-Z][A-Za-z]{1,12}Err: ?)?DSID",
        16,
    ),
    LineForm(
        "the Win32 error in hex, between what failed and the system's message for it",
        "failed to ",
        r"\b[Ff]ailed to [a-z][^:\n]{2,60}: "
        r"((?=[a-f]*[0-9])(?=[0-9]*[a-f])[0-9a-f]{2,4}): [^\W\d_]",
        16,
    ),
    LineForm(
        "netsetup.log ends a line with it",
        "netp",
        r"\bNetp\w+:(?:(?:[^\n]*:)?(?<!flags:)(?<!options:)(?<!Options:)"
        r" (0x[0-9a-f]{1,8})[ \t]*\r?$|[^\n]*)",
    ),
    LineForm(
        "a row of the task list, where the last result comes after the last run",
        '",',
        r'","[0-9-]{8,10} [0-9:]{5,8}(?: [AP]M)?","(-?[0-9]{5,10})",',
    ),
    LineForm(
        "the data of an old event, in words of 32 bits",
        "0000: ",
        r"\b0000: ([0-9A-Fa-f]{8})(?: [0-9A-Fa-f]{8}){0,3} \(in words\)"
        r"|\bData:\s{1,8}0000: ([0-9A-Fa-f]{8})\b",
        16,
    ),
    LineForm(
        "the data of an old event, in four bytes",
        "0000: ",
        r"\b0000: ([0-9A-Fa-f]{2}(?: [0-9A-Fa-f]{2}){3})\b(?! [0-9A-Fa-f]{2}\b)",
        16,
        lowest_first=True,
    ),
    LineForm(
        "the data of an event in XML, four bytes",
        "<binary>",
        r"<Binary>([0-9A-Fa-f]{8})</Binary>",
        16,
        lowest_first=True,
    ),
    LineForm(
        "an error that ended the connection to SQL Server is one of Windows",
        ",class:20",
        r"\bError Number:([0-9]{1,5}),State:0,Class:20\b",
    ),
    LineForm(
        "SQL Server's provider for named pipes ends its message with it",
        "named pipes",
        r"\bNamed Pipes\b[^\n\[\]]{3,80}\bSQL Server\b[^\n\[\]]{0,40} \[([0-9]{1,5})\]",
    ),
    LineForm(
        "SQL Server's network interfaces end their message with it",
        "network interfaces: ",
        r"\bNetwork Interfaces: [^\n\[\]]{3,120} \[([0-9]{1,5})\]",
    ),
    LineForm(
        "a Win32 error that an HRESULT is made of",
        "hresult_from_win32(",
        r"\bHRESULT_FROM_WIN32\(([0-9]{1,5})\)",
        base=0x80070000,
    ),
    LineForm(
        "the Windows Installer's last word on a product: its language, then how it ended",
        "16|3010",
        r": ?(?:10[2-9][0-9]|20[57][0-9]|3082)[.。][^\n]{0,200}: ?(16[0-9]{2}|3010)[.。]?\s*?$",
    ),
    LineForm(
        "FastCopy: the call, the system's words for what came of it, and their number",
        ") :",
        r"\b[A-Z][A-Za-z]{3,30}\((?=[^()\n]{0,160}[ 。])[^()\n\\/:]{3,160}[^\W\d_][.。]?"
        r"([0-9]{1,5})\) :",
    ),
    LineForm(
        "how Windows' own components log what a call returned",
        ") tid(",
        r"\b[A-Z][A-Za-z]+\([0-9]{1,6}\) tid\([0-9a-f]{1,8}\) ([0-9A-Fa-f]{8})\b",
        16,
    ),
    LineForm(
        "what repadmin could not ask, below the line that says so",
        " - ",
        r":[ \t]*\n[ \t]*([0-9]{1,5}) - [\w-]+(?:\.[\w-]+){2,}[ \t]*\r?$",
    ),
    LineForm(
        "Python's OSError, whose fourth argument is the Win32 error, and the first an errno",
        "error(",
        "Error" + _OSERROR % f"(?:None|{_TEXT})",
    ),
    LineForm(
        "the arguments of Python's OSError: an errno, the message, no file, the Win32 error",
        ", none,|,none,",
        _OSERROR % "None",
    ),
    LineForm(
        "Windows Update's events: the column after that of the update is the code, in hex",
        "[a",
        r"\[A[A-Z]{1,9}_[A-Z_]{4,40}\][ \t]+[0-9]{1,4}[ \t]+\{[^}\n]{0,36}\}[ \t]+[0-9]{1,5}[ \t]+"
        r"([0-9A-Fa-f]{1,8})(?![0-9A-Za-z])",
        16,
    ),
    LineForm(
        "what could not be done with what is in quotation marks, and the code in brackets",
        '" (',
        r"\b(?:[Ff]ailed to|[Cc]ould not|[Cc]annot|[Uu]nable to|[Ee]rror [a-z]{3,12}ing) "
        r"[^\n\"]{1,60}\"[^\n\"]{1,200}\" \(((?!1\))[0-9]{1,5})\)\.?[ \t]*\r?$",
    ),
    LineForm(
        "a DHCP server's log, of which the last column is the error",
        "dns update failed",
        r"^31,(?>[^\n]*?DNS Update Failed,)[^\n]*,([0-9]{4,5})\r?$",
    ),
)
"""Forms of lines in any text."""
ROWS = (
    LineForm(
        "the exception's code in a report of Windows, by its name in any language",
        "].value=",
        r"\bSig\[[0-9]{1,2}\]\.Name=[^\n]*?(?i:[ck]od|kód|код|コード|代码|代碼|코드)[^\n]*\n"
        r"\s*Sig\[[0-9]{1,2}\]\.Value=([0-9A-Fa-f]{8})\b",
        16,
    ),
    LineForm(
        "an error of Go's, beside a path of Windows",
        "syscall.errno",
        r"\b[A-Za-z]:\\[^\n]{0,260}\bsyscall\.Errno[)(= ]{1,3}(0x[0-9a-f]{1,4}|[0-9]{1,5})\b",
    ),
    LineForm(
        "an error of Winsock, negative, as FFmpeg writes it",
        "error number -1",
        r"\b[Ee]rror number -(1[01]0[0-9]{2})\b",
    ),
    LineForm("what Wine failed to do, and the code", "err:|fixme:", _WINE),
    LineForm(
        "how WireGuard and Wintun end what they say of a failure",
        "(code 0x",
        r"\(Code (0x[0-9A-Fa-f]{8})\)",
    ),
    LineForm(
        "what went wrong where, and then the code in brackets, as Rufus writes it",
        ": [0x",
        r"\b[Ee]rror[^\n:\[]{0,60}: \[(0x[0-9A-Fa-f]{8})\]",
    ),
    LineForm(
        "an error of Windows, after its message, which ends with a full stop, as Dart writes it",
        ", errno = ",
        r"(?:[.。]|¡£)\s{0,3}, errno = ([0-9]{1,5})\b"
        r"|\bOS Error: The [^()]{3,200}?, errno = ([0-9]{1,5})\b",
    ),
    LineForm(
        "what repadmin counts, and the last error",
        "(",
        r"\b[0-9]+\s*/\s*[0-9]+\s+[0-9]{1,3}\s+\(([0-9]{1,5})\)\s",
    ),
    LineForm(
        "a web server's log: status, sub-status, Win32 status near the end of a row",
        " /",
        rf"(?<!\S){_HTTP} /(?:[^\n]*{_STATUSES}|[^\n]*)",
    ),
    LineForm(
        "a web server's log, of a protocol over HTTP",
        " /",
        rf"(?<!\S){_DAV} /[^\n]*{_STATUSES}",
    ),
    LineForm(
        "the end of a row of a web server's log: address, query, port, user, client",
        "/",
        rf"(?<![A-Z] )(?<!\S)/\S* \S+ [0-9]{{2,5}} \S+ (?:[0-9.]{{7,15}}|[0-9a-f:]{{2,39}}) "
        rf"[^\n]*{_STATUSES}",
    ),
    LineForm(
        "an FTP server's log: status, Win32 status, sub-status",
        " ",
        rf" {_FTP} [^\n ]+ [1-5][0-9]{{2}} {_NUMBER} [0-9]{{1,4}}(?=\s)",
    ),
    LineForm(
        "a sentence of the system's, and the Win32 error in brackets, in eight digits of hex",
        " (0x0000",
        r"\b(?:not|been|is|was|are|were|failed)(?= )[^\n():;=0-9]{2,100}[a-z]{2}[.]?"
        r" \((0x0000[0-9A-Fa-f]{4})\)",
    ),
)
"""Forms of lines in pasted texts alone: in logs without heads, and what takes long to find."""
_forms = rows_by_hints(FORMS)
_forms_of_pasted_texts = rows_by_hints((*FORMS, *ROWS))


def forms_in(text: str) -> Iterator[Region]:
    """The codes in lines and lists of a known form, and the numbers in other forms, which are none.

    The earlier ones take precedence.
    """
    finders = (
        *(numbers_of_notes, footnote_marks, numbers_of_items, numbers_of_causes),
        *(numbers_of_events, numbers_of_lines, leases),
    )
    yield from (Region(*span) for find in finders for span in find(text))
    yield from codes_of_lines(text)
    yield from codes_of_lists(text)


def numbers_of_notes(text: str) -> Iterator[Span]:
    """The spans of numbers in the Windows Installer's notes: its own numbers, and labels."""
    for note in re.finditer(r"Note: 1: [0-9]{4}[^\n]*", text):
        for number in re.compile(r"(?<![0-9A-Za-z_-])[0-9]{1,5}(?![0-9A-Za-z_])").finditer(
            text, *note.span()
        ):
            yield number.span()


def numbers_of_events(text: str) -> Iterator[Span]:
    """The spans of the ids of events, before their source: the 1069 of "Error 1069 Oak-Source".

    They count if the text also says so: "Event ID 1069".
    """
    if len(text) <= PASTED:
        events = set(compiled(_EVENT_ID, re.IGNORECASE).findall(text))
        for number in compiled(_BEFORE_SOURCE).finditer(text) if events else ():
            if number[1] in events:
                yield number.span(1)


_EVENT_ID = r"\b(?:event|ereignis)[ -]?id\W{1,4}([0-9]{1,5})\b"
_BEFORE_SOURCE = (
    r"\b(?:Error|Fehler|Critical|Warning)[ \t]{1,4}([0-9]{1,5})"
    r"(?=[ \t]{1,4}(?:[A-Z]\w*-[A-Z]|[A-Z][a-z]+[A-Z]|[A-Z]{3,}\b))"
)


def leases(text: str) -> Iterator[Span]:
    """The spans of the lines of a DHCP server's log about leases, which have no codes."""
    if len(text) <= PASTED and "," in text:
        for line in compiled(_LEASE, re.MULTILINE).finditer(text):
            yield line.span()


_LEASE = r"^(?!3[0-6])[0-9]{2},(?:[0-9]{2}/){2}[0-9]{2},[0-9]{2}:[0-9]{2}:[0-9]{2},[^\n]+"


def footnote_marks(text: str) -> Iterator[Span]:
    """The spans of the marks of footnotes, which are numbered from 1: "the errors [1]".

    After a word for a code, a mark in brackets is one only if a line of the text begins with it.
    """
    if len(text) > PASTED or not ("[1]" in text or "[^1]" in text):
        return
    marks = list(compiled(_FOOTNOTE, re.MULTILINE).finditer(text))
    numbers = {int(mark["number"]) for mark in marks}
    for mark in marks if numbers == set(range(1, len(numbers) + 1)) else ():
        is_defined = compiled(rf"^[> ]*\[\^?{mark['number']}\]", re.MULTILINE).search(text)
        if is_defined or not mark["called"]:
            yield mark.span("number")


_FOOTNOTE = (
    r"(?:(?P<called>(?i:\b(?:error|code|status|errno|rc|result)) )|(?<=[\w.,;)\]\"'`*] )|(?<=\])"
    r"|(?=\[\^)|^(?=\[[0-9]+\] \S))\[\^?(?P<number>[1-9][0-9]?)\](?=[\s.,;:!?)\[]|\Z)"
)


def numbers_of_items(text: str) -> Iterator[Span]:
    """The spans of the numbers of items, which are numbered from 1: "(1) error 5, (2) error 32"."""
    for hint, pattern in _ITEMS if len(text) <= PASTED else ():
        if hint in text:
            items = list(compiled(pattern, re.MULTILINE).finditer(text))
            if [int(item[1]) for item in items] == list(range(1, len(items) + 1)):
                yield from (item.span(1) for item in items)


def numbers_of_causes(text: str) -> Iterator[Span]:
    """The spans of the numbers of causes, which Rust counts from 0: "Caused by: 0: ... 1: ..."."""
    if "aused by:" in text and len(text) <= PASTED:
        for first in compiled(_FIRST_CAUSE).finditer(text):
            yield first.span(1)
            number, end = 0, first.end(1)
            for cause in compiled(_CAUSE).finditer(text, end):
                if cause.start() - end > _CAUSE_REACH:
                    break
                if int(cause[1]) == number + 1:
                    number, end = number + 1, cause.end(1)
                    yield cause.span(1)


_FIRST_CAUSE = r"aused by:\s+(0): (?=\S)"
_CAUSE = r"(?<=\s)([1-9][0-9]?): (?=\S)"
_CAUSE_REACH = 600  # characters from one to the next


def numbers_of_lines(text: str) -> Iterator[Span]:
    """The spans of the numbers of lines in a log such as npm's: "20085 error errno -4048"."""
    if len(text) <= PASTED and (" error " in text or " verbose " in text):
        lines = list(compiled(_NUMBERED_LINE, re.MULTILINE).finditer(text))
        if any(int(after[1]) - int(line[1]) in {0, 1} for line, after in pairwise(lines)):
            yield from (line.span(1) for line in lines)


_NUMBERED_LINE = r"^([0-9]{1,6}) (?:silly|verbose|info|http|timing|notice|warn|error) "

_BEFORE_ITEM = r"(?:^[ \t>]*|[:;,.] (?:and |or |und )?|\b(?:and|or|und) )"
_ITEMS = (
    ("(2) ", rf"{_BEFORE_ITEM}\(([1-9][0-9]?)\)(?= \S)"),
    ("2) ", rf"{_BEFORE_ITEM}([1-9][0-9]?)\)(?= \S)"),
    ("#2 ", rf"{_BEFORE_ITEM}#([1-9][0-9]?)(?= \S)"),
)


def codes_of_lists(text: str) -> Iterator[Region]:
    """The codes of a list under a heading such as "error codes", each at the start of its line."""
    if " codes" not in text or len(text) > PASTED:
        return
    for block in re.finditer(_LIST, text):
        for item in re.compile(_ITEM).finditer(text, *block.span("items")):
            span, is_hex = item.span(1), item[1][1:2] in {"x", "X"}
            value = int(item[1], 16 if is_hex else 10)
            if 0 < value < TOO_BIG:
                notation = Notation.HEX if is_hex else Notation.DECIMAL
                code = code_at(text, span, value, notation, "it is in a list of codes")
                yield Region(*span, (code,))


_ITEM = r"(?m)^[ \t]*[*•-] `?(0[xX][0-9A-Fa-f]{1,8}|[0-9]{1,10})\b"
_LIST = (
    r"(?i)\b(?:error|exit|return|status) codes\b[^\n]{0,80}:[ \t]*\n\s*?"
    r"(?P<items>(?:[ \t]*[*•-] `?(?:0x[0-9a-f]{1,8}|[0-9]{1,10})\b[^\n]*(?:\n|\Z)){2,})"
)


def codes_of_lines(text: str) -> Iterator[Region]:
    """The codes in lines of a known form; one with the value 0 is a success, and no code."""
    forms = _forms_of_pasted_texts if len(text) <= PASTED else _forms
    for form in forms(text.lower()):
        for match in compiled(form.pattern, re.MULTILINE).finditer(text):
            if match.lastindex is None:
                continue
            span = match.span(match.lastindex)
            value, notation = _value(form, text[slice(*span)])
            if value < TOO_BIG:
                code = code_at(text, span, value % TOO_BIG, notation, form.why)
                yield Region(*match.span(), (code,) if code.code.decimal else ())


def _value(form: LineForm, digits: str) -> tuple[int, Notation]:
    if form.lowest_first:
        digits = "".join(reversed(re.findall("[0-9A-Fa-f]{2}", digits)))
    is_hex = digits[:2].lower() == "0x"
    value = form.base + int(digits, 16 if is_hex else form.radix)
    return value, Notation.HEX if is_hex or form.radix != _DECIMAL else Notation.DECIMAL
