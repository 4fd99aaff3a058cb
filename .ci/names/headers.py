#!/usr/bin/env python3
"""Reads the status codes that Debian's Windows headers name, or checks that all are named.

    apt-get install mingw-w64-common
    python .ci/names/headers.py [--check] [folder]

Writes mingw-w64.tsv, beside this file: header, value, table, name; build.py takes it in. With
--check it prints every name that the headers give and bot/codes/names.txt lacks, and ends with 1
if there is one. The headers are those of mingw-w64-common 10.0.0-3 (public domain, some of it ZPL
2.1 or LGPL 2.1+); only facts are taken, a name and its number.

A status code is told by its type, where its macro or its cast is one of HRESULTs or NTSTATUSes; by
its name, where that is ..._E_... and its value an error's; or by FAMILIES. Flags, ids, masks and
the bounds of ranges are none (NO_CODE).
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

HERE = Path(__file__).parent
FOLDER = "/usr/share/mingw-w64/include"
OUTPUT = HERE / "mingw-w64.tsv"
NAMES = HERE.parents[1] / "bot" / "codes" / "names.txt"
COLUMNS = "header\thex\ttable\tname\n"
DEEPEST = 40


class Family(NamedTuple):
    """Status codes without a type: in which headers, how named, the table, and in which enum."""

    headers: str
    names: str
    table: str
    enum: str = r".*"


FAMILIES = (
    # Win32 errors
    Family(r"winerror", r"[A-Z]\w+", "W"),
    Family(r"_wsa_errnos", r"WSA\w+", "W"),
    Family(r"lmerr", r"NERR_\w+", "W"),
    Family(r"raserror|mprerror|tcerror|netsh|dhcpsapi|dhcpssdk", r"(ERROR|WARNING)_\w+", "W"),
    Family(r"msi|patchwiz", r"ERROR_(?!PCW)\w+", "W"),
    Family(r"pnrpns|p2p", r"WSA_PNRP_\w+", "W"),
    Family(r"winhttp|wininet", r"ERROR_(WINHTTP|INTERNET|HTTP|GOPHER|FTP)_\w+", "W"),
    # HRESULTs that no cast tells
    Family(r"bitsmsg", r"BG_[ES]_\w+", "H"),
    Family(r"blberr|rnderr|sdperr", r"\w+", "H"),
    Family(r"cdonts", r"CdoE_\w+", "H"),
    Family(r"dinput", r"DIERR_\w+", "H"),
    Family(r"dplay", r"DPERR_\w+", "H"),
    Family(r"eaphosterror", r"EAP_[EIW]_\w+", "H"),
    Family(r"mdmsg", r"MD_(ERROR|WARNING)_\w+", "H"),
    Family(r"mferror", r"MF_\w+_ERR", "H"),
    Family(r"patchwiz", r"ERROR_PCW_\w+", "H"),
    Family(r"pdhmsg", r"PDH_\w+", "H"),
    Family(r"prntvpt", r"S_PT_\w+", "H"),
    Family(r"wbemdisp", r"wbemErr\w+", "H"),
    Family(r"wp(wiz|ftp|pst|crs|api)msg", r"[A-Z]+_\w+", "H"),
    # NTSTATUSes that no cast tells
    Family(r"winnt", r"(STATUS|DBG)_\w+", "N"),
    Family(r"ddk/tdistat", r"TDI_STATUS_\w+", "N"),
    Family(r"ddk/ndis", r"NDIS_ERROR_CODE_\w+", "N"),
    # bug checks
    Family(r"bugcodes", r"\w+_(MESSAGE\w*|TECH_INFO)|WINDOWS_\w+|BOO\w+|BUGCODE_ID_\w+", "E"),
    Family(r"bugcodes", r"[A-Z]\w+", "B"),
    # spaces of their own
    Family(r"esent", r"JET_(err|wrn)\w+", "J"),
    Family(r"winldap", r"LDAP_\w+", "L", r"LDAP_RETCODE"),
    Family(r"schannel", r"TLS1_ALERT_(?!WARNING|FATAL)\w+", "T"),
    Family(r"cfgmgr32", r"CR_\w+", "R", r""),
    Family(r"cfg", r"CM_PROB_\w+", "D"),
    # messages of event logs
    Family(r"netevent", r"[A-Z]\w+", "E"),
    Family(r"lmerrlog", r"NELOG_\w+", "E"),
    Family(r"patchwiz", r"INFO_\w+", "E"),
    # results of one programming interface each
    Family(r"GL/wglext|GL/wgl|error", r"ERR(OR)?_\w+", "P"),
    Family(r"audevcod", r"SNDDEV_ERROR_\w+", "P"),
    Family(r"bthdef", r"BTH_ERROR_\w+", "P"),
    Family(r"cderr", r"\w+", "P"),
    Family(r"certcli", r"CR_DISP_\w+", "P"),
    Family(r"daogetrw", r"errVto\w+", "P"),
    Family(r"dciddi", r"DCI_(OK|FAIL|ERR|STATUS)\w*", "P"),
    Family(r"ddeml", r"DMLERR_\w+", "P"),
    Family(r"ddk/(srb|scsiscan)", r"SRB_STATUS_\w+", "P"),
    Family(r"ddk/scsi", r"SCSISTAT_\w+", "P"),
    Family(r"ddk/smbus", r"SMB_(STATUS_OK|\w*(ERROR|FAILURE|DENIED|TIMEOUT|BUSY)\w*)", "P"),
    Family(r"ddk/minitape", r"TAPE_STATUS_\w+", "P"),
    Family(r"ddk/upssvc", r"UPS_INIT\w+", "P"),
    Family(r"dhcpv6csdk", r"STATUS_\w+", "P"),
    Family(r"dismapi", r"DISMAPI_S_\w+", "P"),
    Family(r"dtchelp", r"DTCINSTALL_E_\w+", "P"),
    Family(r"dvdevcod", r"DVD_ERROR_\w+", "P"),
    Family(r"errno", r"E[A-Z0-9]+", "P"),
    Family(r"_wsa_errnos", r"[A-Z]\w+", "P"),
    Family(r"fci|fdi", r"F[CD]IERR(OR)?_\w+", "P"),
    Family(r"fltdefs", r"(PFERROR|ERROR)_\w+", "P"),
    Family(r"fontsub", r"ERR_\w+", "P"),
    Family(r"ftsiface", r"ERR_\w+", "P"),
    Family(r"httpext", r"HSE_STATUS_\w+", "P"),
    Family(r"httpfilt", r"SF_STATUS_\w+", "P"),
    Family(r"imagehlp", r"CHECKSUM_\w+", "P"),
    Family(r"ime", r"IME_RS_\w+", "P"),
    Family(r"ipexport", r"IP_(?!FLAG_|OPT_|EXPORT|STATUS_BASE)[A-Z_]+", "P"),
    Family(r"lmsvc", r"SERVICE_UIC_\w+", "P"),
    Family(r"lzexpand", r"LZERROR_\w+", "P"),
    Family(r"mapi", r"(MAPI_E|SUCCESS)_\w+", "P"),
    Family(r"mciavi|mmsystem|digitalv|vcr|mmddk", r"MCIERR_\w+", "P"),
    Family(r"mmsystem", r"(MMSYSERR|WAVERR|MIDIERR|TIMERR|JOYERR|MIXERR|MMIOERR)_\w+", "P"),
    Family(r"mergemod", r"msmError\w+", "P"),
    Family(r"msacm", r"ACMERR_\w+", "P"),
    Family(r"msasn1", r"ASN1_(SUCCESS|(ERR|WRN)_\w+)", "P"),
    Family(r"msiquery", r"MSIDBERROR_\w+", "P"),
    Family(r"nb30", r"NRC_\w+", "P"),
    Family(r"netprov", r"WZC_PROFILE_\w+_ERROR_\w+", "P"),
    Family(r"ntdddisk", r"SMART_(NO_ERROR|IDE_ERROR|\w*INVALID\w*|ERROR_NO_MEM)", "P"),
    Family(r"nvme", r"NVME_STATUS_\w+", "P"),
    Family(r"odbcinst", r"ODBC_ERROR_\w+", "P"),
    Family(r"ole", r"OLE_(OK|WAIT_\w+|BUSY|WARN_\w+|ERROR_\w+)", "P"),
    Family(r"oledb", r"DBSTATUS_[SE]_\w+", "P"),
    Family(r"rtm", r"ERROR_\w+", "P"),
    Family(r"scesvc", r"SCESTATUS_\w+", "P"),
    Family(r"shellapi", r"SE_ERR_\w+", "P"),
    Family(r"snmp|winsnmp", r"SNMP_(ERRORSTATUS|ERROR|EXCEPTION)_\w+|SNMPAPI_\w+", "P"),
    Family(r"t2embapi", r"E_\w+", "P"),
    Family(r"tapi|tspi", r"(LINEERR|PHONEERR|TAPIERR)_\w+", "P"),
    Family(r"usb|usbdi", r"USBD_STATUS_\w+", "P"),
    Family(r"vfw", r"(ICERR|DV_ERR)_\w+", "P"),
    Family(r"windns", r"DNS_RCODE_\w+", "P"),
    Family(r"winnetwk", r"WN_\w+", "P"),
    Family(r"xcmc\w*", r"CMC_E_\w+", "P"),
)

# Of a status code's type or family, but none.
NO_CODE = re.compile(
    r"\w+_(FIRST|LAST|MASK)|(\w+_|\w*ERR|MIN_\w+|MAX_\w+)BASE|\w*(SEVERITY|FACILITY)_\w+"
    r"|\w+_LASTERROR|DNS_RCODE_MAX|WSABASEERR|WSA_WAIT_EVENT_0"
    r"|JET_wrnNyi"  # it is -1, by which anything may fail
)
# Slips of these headers: Microsoft's own give these names other values.
WRONG = {
    ("EAP_E_CERT_STORE_INACCESSIBLE", 0x80420011),
    ("EAP_E_EAPHOST_METHOD_INVALID_PACKET", 0x40420017),
    ("EAP_E_EAPHOST_REMOTE_INVALID_PACKET", 0x40420018),
    ("EAP_E_EAPHOST_XML_MALFORMED", 0x40420019),
    ("EAP_E_METHOD_CONFIG_DOES_NOT_SUPPORT_SSO", 0x4042001A),
    ("EAP_E_USER_CREDENTIALS_REJECTED", 0x40420111),
    ("EAP_E_USER_NAME_PASSWORD_REJECTED", 0x40420112),
    ("ERROR_DHCP_SUBNET_EXISTS", 0x4E24),
    ("IMPERSONATING_WORKER_THREAD", 0xFA),
    ("STATUS_PKU2U_CERT_FAILURE", 0xC000042E),
}
TYPES = {"HRESULT": "H", "SCODE": "H", "SECURITY_STATUS": "H", "NTSTATUS": "N", "NDIS_STATUS": "N"}
ERROR_BY_NAME = re.compile(r"([A-Z]\w*_)?E_\w+")
FIRST_ERROR, LAST_ERROR = 0x80000000, 0xCFFFFFFF


class Macro(NamedTuple):
    """A macro, or a constant of an enum, as its header gives it."""

    parameters: tuple[str, ...] | None
    body: str
    enum: str = ""


class Number(NamedTuple):
    """What an expression comes to, and the table that its type tells."""

    value: int
    table: str = ""


class NoNumberError(Exception):
    """What stands there is no constant of whole numbers."""


# --- reading a header

COMMENT = re.compile(r'"(?:\\.|[^"\\\n])*"|/\*.*?\*/|//[^\n]*', re.DOTALL)
DEFINE = re.compile(r"^[ \t]*#[ \t]*define[ \t]+(\w+)(\([\w ,.]*\))?[ \t]*([^\n]*)$", re.MULTILINE)
DIRECTIVE = re.compile(r"^[ \t]*#[^\n]*$", re.MULTILINE)
ENUM = re.compile(r"\benum\b\s*(\w*)[^{};()]*\{([^{}]*)\}\s*(\w*)")
CONSTANT = re.compile(r"\s*(\w+)\s*(?:=(.*))?", re.DOTALL)

Header = dict[str, list[Macro]]


def read(text: str) -> Header:
    """The macros of a header and the constants of its enums, by name, in its order."""
    text = text.replace("\r", "").replace("\\\n", " ")
    text = COMMENT.sub(lambda found: found[0] if found[0][0] == '"' else " ", text)
    header: Header = {}
    for name, parameters, body in DEFINE.findall(text):
        names = tuple(re.findall(r"\w+", parameters)) if parameters else None
        header.setdefault(name, []).append(Macro(names, body.strip()))
    for tag, body, name in ENUM.findall(DIRECTIVE.sub("", text)):
        for constant, value in counted(body):
            header.setdefault(constant, []).append(Macro(None, value, name or tag or "enum"))
    return header


def counted(body: str) -> Iterator[tuple[str, str]]:
    """The constants of an enum, each with its expression: the last one given, and so many more."""
    start, more = "0", 0
    for part in re.split(r",(?![^()]*\))", body):
        if found := CONSTANT.fullmatch(part):
            if found[2]:
                start, more = found[2].strip(), 0
            yield found[1], f"({start})+{more}"
            more += 1


# --- working out an expression

TOKEN = re.compile(
    r"\s*(?:(?P<number>0[xX][0-9A-Fa-f]+|\d+)(?:[uUlL]|i64)*|(?P<word>[A-Za-z_]\w*)"
    r"|(?P<sign><<|>>|[-+*|&^~(),]))"
)
LEVELS = (("|",), ("^",), ("&",), ("<<", ">>"), ("+", "-"), ("*",))
KNOWN = {
    "_HRESULT_TYPEDEF_": Macro(("x",), "((HRESULT)(x))"),
    "__MSABI_LONG": Macro(("x",), "(x)"),
    "HRESULT_FROM_NT": Macro(("x",), "((HRESULT)((x)|0x10000000))"),
    "HRESULT_FROM_WIN32": Macro(("x",), "((HRESULT)((x)&0xFFFF|0x80070000))"),
    "__HRESULT_FROM_WIN32": Macro(("x",), "((HRESULT)((x)&0xFFFF|0x80070000))"),
    "MAKE_HRESULT": Macro(("s", "f", "c"), "((HRESULT)((s)<<31|(f)<<16|(c)))"),
    "MAKE_SCODE": Macro(("s", "f", "c"), "((HRESULT)((s)<<31|(f)<<16|(c)))"),
}


def tokens_of(text: str) -> list[str]:
    """The tokens of an expression; only what one of whole numbers is made of."""
    tokens, at, text = [], 0, text.rstrip()
    while at < len(text):
        found = TOKEN.match(text, at)
        if not found:
            raise NoNumberError(text)
        tokens.append(found["number"] or found["word"] or found["sign"])
        at = found.end()
    return tokens


def is_word(token: str) -> bool:
    """Whether a token is a name."""
    return token[:1].isalpha() or token[:1] == "_"


def applied(sign: str, one: Number, other: Number) -> Number:
    """What two numbers come to; the type is that of the first one that has any."""
    a, b = one.value, other.value
    if sign in {"<<", ">>"} and not 0 <= b < 64:  # noqa: PLR2004 - no shift is wider
        raise NoNumberError(sign)
    value = {
        "|": lambda: a | b,
        "^": lambda: a ^ b,
        "&": lambda: a & b,
        "<<": lambda: a << b,
        ">>": lambda: a >> b,
        "+": lambda: a + b,
        "-": lambda: a - b,
        "*": lambda: a * b,
    }[sign]()
    return Number(value, one.table or other.table)


class Headers:
    """All headers, of which any may use another one's macros."""

    def __init__(self, headers: Mapping[str, Header]) -> None:
        self.headers = headers
        self._anywhere: Header = {}
        self._known: dict[tuple[str, str], Number | None] = {}
        for header in headers.values():
            for name, macros in header.items():
                self._anywhere.setdefault(name, []).extend(macros)

    def number(self, header: str, name: str, depth: int = 0) -> Number:
        """What a name comes to in a header: its first definition that is a number."""
        key = header, name
        if key not in self._known:
            self._known[key] = None  # a name that is made of itself is no number
            self._known[key] = self._number(header, name, depth)
        number = self._known[key]
        if number is None:
            raise NoNumberError(name)
        return number

    def _number(self, header: str, name: str, depth: int) -> Number | None:
        for macro in self.macros(header, name):
            if macro.parameters is None and macro.body and depth < DEEPEST:
                try:
                    return Expression(self, header, macro.body, {}, depth).number()
                except NoNumberError:
                    continue
        return None

    def macros(self, header: str, name: str) -> Sequence[Macro]:
        """The definitions of a name: those of the header itself, or of any."""
        if name in KNOWN:
            return [KNOWN[name]]
        return self.headers[header].get(name) or self._anywhere.get(name, [])


class Expression:
    """An expression of C, read from left to right."""

    def __init__(
        self, headers: Headers, header: str, text: str, given: Mapping[str, Number], depth: int
    ) -> None:
        self._headers, self._header = headers, header
        self._given, self._depth = given, depth
        self._tokens = [*tokens_of(text), ""]
        self._at = 0

    def number(self) -> Number:
        """What it comes to as a whole."""
        number = self._level(0)
        if self._token():
            raise NoNumberError(self._token())
        return number

    def _token(self, ahead: int = 0) -> str:
        return self._tokens[min(self._at + ahead, len(self._tokens) - 1)]

    def _next(self) -> str:
        token = self._token()
        self._at += 1
        return token

    def _level(self, level: int) -> Number:
        if level == len(LEVELS):
            return self._operand()
        number = self._level(level + 1)
        while self._token() in LEVELS[level]:
            number = applied(self._next(), number, self._level(level + 1))
        return number

    def _operand(self) -> Number:
        part = self._next()
        if part in {"-", "~"}:
            value, table = self._operand()
            return Number(-value if part == "-" else ~value, table)
        if part == "(":
            return self._in_brackets()
        if part[:1].isdigit():
            octal = part[0] == "0" and part.isdigit() and len(part) > 1
            return Number(int(part, 8) if octal else int(part, 0))
        if is_word(part):
            return self._named(part)
        raise NoNumberError(part)

    def _in_brackets(self) -> Number:
        words = 0
        while is_word(self._token(words)):
            words += 1
        after = self._token(words + 1)
        is_type = words > 0 and self._token(words) == ")"
        if is_type and (is_word(after) or after[:1].isdigit() or after == "("):
            return self._cast(words)
        if is_type and after == "-" and self._token() in TYPES:
            return self._cast(words)
        number = self._level(0)
        if self._next() != ")":
            raise NoNumberError("(")
        return number

    def _cast(self, words: int) -> Number:
        types = [self._next() for _ in range(words)]
        self._at += 1
        value, table = self._operand()
        return Number(value, next((TYPES[each] for each in types if each in TYPES), table))

    def _named(self, name: str) -> Number:
        if name in self._given:
            return self._given[name]
        if self._token() != "(":
            return self._headers.number(self._header, name, self._depth + 1)
        self._at += 1
        numbers = [self._level(0)]
        while self._token() == ",":
            self._at += 1
            numbers.append(self._level(0))
        if self._next() != ")":
            raise NoNumberError(name)
        return self._called(name, numbers)

    def _called(self, name: str, numbers: Sequence[Number]) -> Number:
        for macro in self._headers.macros(self._header, name):
            given = macro.parameters
            if given is not None and len(given) == len(numbers) and self._depth < DEEPEST:
                values = dict(zip(given, numbers, strict=True))
                inner = (self._headers, self._header, macro.body, values, self._depth + 1)
                try:
                    return Expression(*inner).number()
                except NoNumberError:
                    continue
        raise NoNumberError(name)


# --- the status codes


class Fact(NamedTuple):
    """One name, and the header that gives it."""

    header: str
    value: int
    table: str
    name: str


def families_of(header: str) -> list[Family]:
    """The families that a header has."""
    stem = header.removesuffix(".h").removeprefix("psdk_inc/")
    return [family for family in FAMILIES if re.fullmatch(family.headers, stem)]


def table_of(families: Sequence[Family], name: str, given: Sequence[Macro], number: Number) -> str:
    """The table of a status code; empty for what is none."""
    value = number.value & 0xFFFFFFFF
    if NO_CODE.fullmatch(name) or (name, value) in WRONG:
        return ""
    table = next(
        (
            family.table
            for family in families
            if re.fullmatch(family.names, name)
            and any(re.fullmatch(family.enum, each.enum) for each in given)
        ),
        "",
    )
    if not table and ERROR_BY_NAME.fullmatch(name) and FIRST_ERROR <= value <= LAST_ERROR:
        table = "H"
    return number.table if number.table and table in {"", "W"} else table


def codes(folder: Path) -> Iterator[Fact]:
    """The status codes of all headers; each name of a value once, from the first header."""
    files = sorted(file for file in folder.rglob("*") if file.suffix == ".h")
    texts = {str(file.relative_to(folder)): file.read_text("latin-1") for file in files}
    headers = Headers({name: read(text) for name, text in texts.items()})
    seen = set()
    for header, macros in headers.headers.items():
        families = families_of(header)
        for name, given in macros.items():
            try:
                number = headers.number(header, name)
            except NoNumberError:
                continue
            table = table_of(families, name, given, number)
            fact = Fact(header, number.value & 0xFFFFFFFF, table, name)
            if table and fact[1:] not in seen:
                seen.add(fact[1:])
                yield fact


def missing(facts: Sequence[Fact]) -> list[Fact]:
    """The facts whose name does not stand in names.txt with their value."""
    lines = NAMES.read_text("ascii").splitlines()[1:]
    named = {(int(line[:8], 16), line[11:]) for line in lines}
    return [fact for fact in facts if (fact.value, fact.name) not in named]


def main(arguments: list[str]) -> int:
    """Writes the table, or with --check compares names.txt: 1 where a name is missing."""
    folders = [each for each in arguments if each != "--check"]
    facts = list(codes(Path(folders[0] if folders else FOLDER)))
    if "--check" not in arguments:
        lines = (f"{f.header}\t0x{f.value:08X}\t{f.table}\t{f.name}\n" for f in facts)
        OUTPUT.write_text(COLUMNS + "".join(lines), "ascii")
        sys.stdout.write(f"{len(facts)} names in {OUTPUT.name}\n")
        return 0
    lacking = missing(facts)
    for fact in lacking:
        sys.stdout.write(f"{fact.header}: {fact.value:08X} {fact.table} {fact.name}\n")
    sys.stdout.write(f"{len(facts)} names in the headers, {len(lacking)} not in {NAMES.name}\n")
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
