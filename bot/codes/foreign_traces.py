"""Numbers that the text shows to be another product's, without a list of products.

Such numbers occur in few forms: in a field of an object that an interface returned, beside a name
that Windows does not have, before a sentence that is no message of Windows, or glued to letters
elsewhere in the text, as in ORA-12154. The forms are a table.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from bot.codes.found import Region, Span, foreign_at
from bot.codes.names import names_of
from bot.codes.patterns import compiled, rows_by_hints
from bot.codes.rules import ERROR_NAME


class Trace(NamedTuple):
    """A form in which another product writes a number, which is group `n` of `pattern`, or `x`.

    Group `name` must not be a name of Windows, and group `says` must not be Windows' message for
    the number. Unless a form is `sure`, it counts only in a text that has no sign of Windows.
    """

    what: str
    hints: str
    pattern: str
    sure: bool = False


_N = r"(?P<n>[0-9]{1,5})(?![0-9A-Za-z_]|[.,][0-9])"
_CAPITALS = r"[A-Z][A-Z0-9]{0,30}(?:_[A-Z0-9]{1,30}){1,9}"
_NAME = rf"(?P<name>{_CAPITALS}|[a-z]{{2,20}}(?:[A-Z][a-z]{{1,20}}){{1,5}})(?![0-9A-Za-z_])"
_SHORT_HEX = r"(?P<x>0[xX][0-9A-Fa-f]{1,4})(?![0-9A-Za-z_])"
_SHORT_PADDED = r"(?P<x>0[xX]0{0,4}[0-9A-Fa-f]{1,4})"
_CALLED = r"(?i:error|code|status|exception|err|rc|errno)"
_CALLED_HINTS = "err|code|status|exception|rc"
_FIELD_HINTS = "err|code|status|number"
_FIELD = "the field of an object that an interface returned"
_OTHER_NAME = "a number whose name is none of Windows"
_SENTENCE = r"(?P<says>[A-Z][A-Za-z':]*+,?(?: [A-Za-z'\"/.-]++,?){2,12})"
_SYSTEMS = (
    "android|iphone|ios|macos|xcode|linux|ubuntu|debian|roblox|minecraft|fortnite|valorant|netflix"
    "|playstation|nintendo|steam|discord|whatsapp|slack|modbus|plc|esxi|vmkernel|netapp|iscsi|kinit"
    "|zabbix|hadoop|php|vcenter|vsphere|cisco|sap|informix|cassandra|sqlite|firebase|bluetoothgatt"
    "|adobe|amd|anydesk|apple|ble|canopen|emcy|grpc|icinga|itunes|lua|mongodb|nagios|opc ua"
    "|photoshop|profinet|quic|quickbooks|rst_stream|rsync|teamviewer|zoom"
)
_OTHER_SYSTEM = rf"(?i:{_SYSTEMS})(?:(?<=code|base|lite)\w{{1,12}})?"

TRACES = (
    Trace(
        _OTHER_NAME,
        "_",  # camel case right before brackets is a function, or a kind of exception
        rf"(?P<name>{_CAPITALS})\s?\(\s?(?:{_CALLED}(?: code)?[ =:]{{1,2}})?-?{_N}\)",
        sure=True,
    ),
    Trace(
        _OTHER_NAME,
        _CALLED_HINTS,
        rf"(?<!Last){_CALLED}\W{{1,3}}-?{_N}"
        rf"(?:\s?\(|: ?|, ?[\"']| (?=[A-Z_]{{4,60}}(?:[:)]| - |\s*$))){_NAME}",
        sure=True,
    ),
    Trace(
        "a code with its name, in an object",
        "codename",
        rf"\bcode[\"']?\s?:\s?{_N}(?=,\s{{0,20}}[\"']?codeName\b)",
        sure=True,
    ),
    Trace("a status of gRPC's", "desc", rf"\bcode ?= ?{_N}(?=,? desc(?:ription)? ?=)", sure=True),
    Trace(
        "a code with a code of its own below it",
        "code",
        rf"(?i:\bcode)\W{{1,3}}{_N}(?=[,;]? ?(?i:error_?)?(?i:sub-?_?code)\b)",
        sure=True,
    ),
    Trace(
        _FIELD,
        _FIELD_HINTS,
        r"\\{0,2}[\"'](?!(?i:win|hr|native|exit|last|os|sc|sys|ret|rc))[\w.-]{0,30}"
        rf"(?i:code|errno|error|status|number)s?\\{{0,2}}[\"']\s?:\s?\[?\s?[\"']?{_N}"
        r"(?=[\"']?\s?\]?\s{0,9}[,}\n])",
    ),
    Trace(
        _FIELD,
        _FIELD_HINTS,
        r"(?<!Os )(?:\{(?:[^{}]{0,300},)?|^)[ \t\n]{0,9}"
        r"(?:code|errno|status|error_?[Cc]ode|error)\s?:\s?"
        rf"[\"']?{_N}(?=[\"']?(?:,|\s?}}|\n\s{{0,9}}[\"']?[a-z]\w{{1,20}}[\"']?:))",
    ),
    Trace(
        "the code of an answer in XML",
        "<|code=",
        rf"<(?:\w{{1,9}}:)?(?i:error|fault)?(?i:code)>{_N}(?=</)"
        r"|\b(?i:error)?code=[\"'](?P<n2>[0-9]{1,5})[\"'](?= \w+=)",
    ),
    Trace(
        "a code and what it says, in fields",
        "code",
        rf"(?<![A-Za-z])(?i:code)\s?[:=]?\s?['\"]?{_N}(?=['\"]?,?(?: and)? ?"
        r"(?:\w{1,12}[-_ ])?(?:text|msg|message|reason|description)\s?[:=])",
    ),
    Trace(
        "a code and what it says, in fields",
        "=(",
        rf"\bError ?=\({_N}(?=\), Description=)",
        sure=True,
    ),
    Trace(
        _OTHER_NAME,
        "(0x",
        rf"(?i:\bcode) ?[:=] ?(?P<name>(?:[A-Z][a-z]{{2,15}}){{2,5}}) \({_SHORT_PADDED}\)",
        sure=True,
    ),
    Trace(
        "the number of an exception's kind",
        "[",
        rf"(?<=[A-Za-z])(?:Error|Exception)\[{_N}\]",
    ),
    Trace(
        "a number before a sentence that is none of Windows",
        _CALLED_HINTS,
        rf"\b{_CALLED}(?: ?(?i:code|number|no\.?))?\W{{1,3}}(?<!-){_N}"
        rf"(?:[:.,)\]]{{1,2}} | \(){_SENTENCE}",
    ),
    Trace(
        "the number of a database, beside an SQLSTATE",
        "sql",
        rf"(?i:\bcode|\berrno|\berror)\W{{1,3}}{_N}(?=[^\n]{{0,60}}\bSQL ?[Ss](?i:tate)\b)"
        rf"|\bSQL ?(?i:state)\b[^\n]{{0,120}}?(?i:\bcode|\berrno)\W{{1,3}}(?P<n2>[0-9]{{1,5}})\b",
    ),
    Trace(
        "a number of another product than Windows, which the text names",
        _SYSTEMS,
        rf"\b{_OTHER_SYSTEM}\b[^\n]{{0,80}}?(?:\b|_)(?:{_CALLED}|failed)\W{{1,3}}(?:{_N}|{_SHORT_HEX})"
        rf"|\b{_CALLED}\W{{1,3}}(?P<n2>[0-9]{{1,5}})\b(?=[^\n.]{{0,40}}\b{_OTHER_SYSTEM}\b)",
    ),
    Trace(
        "an exit code of a target of make's",
        "***",
        rf"\*\*\* \[[^\]\n]{{1,80}}\] Error {_N}",
        sure=True,
    ),
    Trace(
        "an exit code of a unit of systemd's", "status=", rf"\bstatus={_N}(?=/[A-Z_]+)", sure=True
    ),
    Trace(
        "a number of a program on Unix",
        "/",
        rf"\b{_CALLED}\W{{1,3}}{_N}"
        r"(?=[^\n]{0,60}[ =(]/(?:usr|var|opt|home|etc|app|tmp|srv|mnt)/)",
    ),
)
"""Case matters."""
_traces = rows_by_hints(TRACES)
_WINDOWS_CONTEXT = (
    r"(?i)win32|winapi|winerror|windows|hresult|ntstatus|lasterror|helpmsg|hkey_|hklm|\bmsi"
    r"|registry|\.(?:exe|dll|sys|msi|cmd|bat|ps1|cab|vhdx?|mdf)\b|\b[a-z]:\\|\\\\[a-z0-9]"
    r"|createprocess|\[sc\]|\bos error|operating system|system error|event_?(?:id|data)|winlog"
    r"|\biis|\bservice\b|\bdomain\b|active directory|sql ?server|powershell|cluster|\bdism\b"
    r"|robocopy|winrm|net use|\bsmb\b|\bsccm\b|intune|choco|winget|hyper-v|\brpc\b|kerberos"
    r"|\brdp\b|\bwmi\b|\bras\b|\bvpn\b|\bfixme:[a-z]|spooler"
    r"|\b(?-i:(?:[A-Z][a-z]+){2,5}[AW])\b"
    r"|the system (?:cannot|could not|can't)|access is denied|the process cannot"
    r"|user name or password"
    r"|parameter is incorrect|handle is invalid|during installation|element not found"
    r"|not enough (?:storage|memory|quota|server)"
    r"|the (?:requested|specified) (?!bucket|key\b|blob|container|resource)"
)
"""Signs that a text is of Windows, or of a program that passes on its numbers."""
_GLUED = (
    r"(?<![0-9A-Za-z_])(?!ERR|CODE|STATUS|FAULT|EVENT|RC|WIN)[A-Z]{1,10}(?:-[0-7]-|-?)0{0,9}"
    r"([1-9][0-9]{2,6})(?![0-9A-Za-z_])"
)
_BESIDE = (
    r"(?i)(?:code|error|errno|number|num|status|exit|with)s?['\"]{0,2}\W{1,6}"
    r"(?P<n>[0-9]{3,7})(?![0-9A-Za-z_]|[.,][0-9])"
)
_WINDOWS_NUMBERS = frozenset(
    (
        *(1053, 1055, 1056, 1058, 1060, 1062, *range(1066, 1070), 1072, 1114, 1117, 1130, 1168),
        *(1219, 1222, 1225, 1231, 1240, 1256, 1265, 1311, 1314, 1326, 1327, 1330, 1331, 1332),
        *(1355, 1385, 1396, 1398, 1450, 1455, 1460, 1603, 1612, 1618, 1619, 1620, 1625, 1638),
        *(1641, 1702, 1717, 1722, 1723, 1726, 1727, 1753, 1789, 1797, 1803, 1907, 1909, 2147),
        *(3010, 8453, 8524, 8606, 8614, *range(10048, 10066), 11001, 12002, 12007, 12029),
    )
)
"""Numbers that are much more often Win32 errors than errors of other products."""
_COMMON_NUMBERS = frozenset((2, 3, 5, 6, 32, 53, 64, 67, 112, 121, 126, 127, 193))
"""Further common Win32 errors; other products use them as well, and any sentence may follow."""
_REPEATED = "the number of another product that the text names elsewhere"
_NEAR = 160  # characters


def traces_in(text: str, known: str = "") -> Iterator[Region]:
    """Each number of another product, and a description of it.

    `known` has the numbers of other products that were already found in the text.
    """
    is_windows_text: bool | None = None
    for trace in _traces(text.lower()):
        for match in compiled(trace.pattern, re.MULTILINE).finditer(text):
            if not trace.sure and is_windows_text is None:
                is_windows_text = compiled(_WINDOWS_CONTEXT).search(text) is not None
            if (trace.sure or not is_windows_text) and _is_foreign(text, match):
                known = f"{known} {text[slice(*_number(match))]}"
                yield foreign_at(text, _number(match), trace.what)
    yield from _repeated(text, known)


def _number(match: re.Match[str]) -> Span:
    """The span of the number; a pattern of several alternatives has more groups for it."""
    groups = match.groupdict()
    return match.span(next(group for group in ("n", "n2", "x") if groups.get(group)))


def _repeated(text: str, known: str) -> Iterator[Region]:
    """Numbers of products that the text repeats alone: error code 12154 beside ORA-12154."""
    names = {match[1] for match in compiled(_GLUED).finditer(text)}
    names.update(re.findall(r"(?<![0-9A-Za-z])0{0,3}([1-9][0-9]{2,4})(?![0-9A-Za-z])", known))
    for match in compiled(_BESIDE).finditer(text) if names else ():
        if match["n"] in names and int(match["n"]) not in _WINDOWS_NUMBERS:
            yield foreign_at(text, match.span("n"), _REPEATED)


def _is_foreign(text: str, match: re.Match[str]) -> bool:
    """Whether the text near a number has neither its name in Windows nor its message."""
    start, end = _number(match)
    groups = match.groupdict()
    value = int(text[start:end], 16 if groups.get("x") else 10)
    if value in _WINDOWS_NUMBERS or (groups.get("says") and value in _COMMON_NUMBERS):
        return False
    name = groups.get("name")
    if groups.get("says") and _has_word_of_name(groups["says"], value):
        return False
    if name and (re.match(ERROR_NAME, name) or _is_a_name(name)):
        return False
    near = text[max(0, start - _NEAR) : end + _NEAR]
    if not name and not near.isascii():
        return False  # it may be a message of Windows in another language
    return not _is_named_in(near, value)


def _has_word_of_name(says: str, value: int) -> bool:
    """Whether a sentence has a specific word of the name of a Win32 error."""
    from bot.codes.plain_words import in_plain_words  # noqa: PLC0415 - few texts have any

    low = says.lower()
    names = (in_plain_words(name.name).lower() for name in names_of(value) if name.table == "Win32")
    words = {word[:_STEM] for name in names for word in name.split() if len(word) >= _STEM}
    return any(word in low for word in words - _UNSPECIFIC_STEMS)


_STEM = 5
_UNSPECIFIC_STEMS = frozenset(["faile", "failu", "inval", "error", "canno", "excep"])


@lru_cache(maxsize=256)
def _is_a_name(name: str) -> bool:
    """Whether it is the name of a status code of Windows."""
    from bot.codes.name_search import find_name  # noqa: PLC0415 - few texts have any

    return any(known.is_code for known in find_name(name))


def _is_named_in(near: str, value: int) -> bool:
    """Whether a text has the name of a Win32 error, or the words of the name."""
    from bot.codes.plain_words import are_words_of  # noqa: PLC0415 - few texts have any

    low = compiled("(?<=[a-z])(?=[A-Z])").sub(" ", near).lower()  # AccessDenied is two words
    names = [name.name for name in names_of(value) if name.table == "Win32"]
    return any(name in near or are_words_of(low, name) for name in names)
