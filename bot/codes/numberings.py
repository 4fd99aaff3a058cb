"""Find the own numbers of programs, which are no status codes: Kerberos, LDAP, IIS and others.

Such a number has another meaning as a Win32 error, so it is read only if the text names the
program. The forms are a table.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from bot.codes.found import Region, Span, code_at
from bot.codes.http_status import http_status_of, value_of_http_status
from bot.codes.patterns import compiled, has_hint, rows_by_hints
from bot.codes.printed_by import PrintedBy
from bot.codes.rules import Notation
from bot.codes.status_code import StatusCode

if TYPE_CHECKING:  # at run time there is none
    from bot.codes.names import Name, Table


class Numbering(NamedTuple):
    """How a text writes a program's own numbers: group `n` of `pattern` is the number.

    The row applies to numbers from `least` to `most`, in texts in which `proof` matches as well.
    The number is written in `radix`, and `base` is added to its value.
    """

    printed_by: PrintedBy
    hints: str
    pattern: str
    least: int = 0
    most: int = 0xFFFF
    proof: str = ""
    radix: int = 10
    base: int = 0


_VISUAL_BASIC = (
    r"(?:(?:\brun-?\s?time error|\bVBA(?: run-?time)?[ -]error|\bLaufzeitfehler"
    r"|\berreur d.exécution|\berror(?=\W{1,4}[0-9]{1,5}\W{1,3}en tiempo de ejec)"
    r"|\berror (?:en|de) tiempo de ejecución|\berro (?:em|de) tempo de execução"
    r"|\berrore di run-?\s?time)\W|実行時エラー|运行时错误|執行階段錯誤)\W{0,3}"
)
"""Visual Basic's words for an error at run time, before its number."""
_HEX = r"0[xX](?P<n>[0-9A-Fa-f]{1,2})"
_STATUS = r"(?P<n>[45][0-9]{2}\.[0-9]{1,3})"
_END = r"(?![0-9A-Za-z_]|[.,][0-9])"
_HIGHEST_KERBEROS = 0x60
_OF_SQL_SERVER = (
    "[2-9][0-9]{3}|1[2-9][0-9]{3}|[2-5][0-9]{4}|1105|12(?:04|05|22)|14[0-4][0-9]|15[0-9]{2}"
    "|18[0-3][0-9]"
)
_HEX_LDAP, _HIGHEST_LDAP = 0x10, 0x7F  # below, it may as well be a Win32 error
_LDAP_MESSAGES = (
    "operations error|protocol error|(?:time|size) ?limit exceeded|authentication method"
    "|strong|confidentiality required|no such (?:object|attribute)|constraint violation"
    "|invalid (?:dn syntax|credentials|attribute syntax)|insufficient access|already exists"
    "|server is (?:busy|unavailable|unwilling)|inappropriate authentication|can't contact ldap"
)
"""How OpenLDAP's messages for its results begin; its clients ask Active Directory, too."""
_LDAP = (
    r"ldap|\bdsid-|\b(?:unwillingToPerform|invalidCredentials|noSuchObject|entryAlreadyExists"
    r"|insufficientAccessRights|constraintViolation|strongerAuthRequired)\b"
    r"|\b(?:bind|add|modify|delete)Response\b|\bsearchResDone\b"
)
"""Signs of LDAP: its name, a mark of Active Directory's messages, names of results and answers."""
_DEVICE = r"\b(?:device|driver|hardware|adapter|cm_prob)"
_HIGHEST_STATUS = value_of_http_status("599.999")

NUMBERINGS = (
    Numbering(
        PrintedBy.KERBEROS,
        "kerberos|krb|kdc|tgt|authentication|ticket|476|477",
        rf"\b(?:failure|result|error|status)(?:[ _]?code)?\W{{0,8}}{_HEX}{_END}",
        most=_HIGHEST_KERBEROS,
        radix=16,
        proof=r"kerberos|krb|\bkdc|\btgt\b|pre-?authentication|service ticket"
        r"|ticket (?:options|encryption)|\b(?:476[89]|477[0-2])\b",
    ),
    Numbering(
        PrintedBy.KERBEROS,
        "kerberos|krb|kdc",
        rf"\b(?:kerberos|krb[a-z0-9_]*|kdc)\b[^\n0-9]{{0,40}}{_HEX}{_END}",
        most=_HIGHEST_KERBEROS,
        radix=16,
    ),
    Numbering(
        PrintedBy.KERBEROS,
        "krb|kinit|authentication",
        r"\b(?:KrbException|KRB[-_ ]ERROR|kinit|Pre-?authentication)\b[^\n0-9(]{0,80}"
        r"\((?:code )?(?P<n>[0-9]{1,2})\)",
        most=_HIGHEST_KERBEROS,
        proof=r"\bkrb|kinit|javax\.security|kerberos",
    ),
    Numbering(  # Java
        PrintedBy.KERBEROS,
        "krb",
        r"\berror code is (?P<n>[0-9]{1,2})(?=\s+error Message is )",
        most=_HIGHEST_KERBEROS,
        proof=r"\bkrb",
    ),
    Numbering(
        PrintedBy.LDAP,
        "ldap",
        r"\bldaps?\b\W{0,3}(?:result|error|return|rc)(?: code)?\W{1,4}"
        rf"(?P<n>[0-9]{{1,2}}){_END}",
    ),
    Numbering(
        PrintedBy.LDAP,
        "ldap",
        r"\bldaps?\b[^\n0-9]{0,40}\b(?:result|error)(?: ?code)?\W{1,4}"
        rf"(?P<n>3[24]|49|5[0-3]|6[58]|8[1-9]|9[0-7]){_END}",
    ),
    Numbering(PrintedBy.LDAP, "ldap", r"\bldap_\w+[^\n0-9]{0,60}\((?P<n>[0-9]{1,2})\)"),
    Numbering(
        PrintedBy.LDAP,
        "code",
        rf"\bcode\W{{1,5}}(?P<n>[0-9]{{1,2}}){_END}(?=[\s,;]{{1,4}}(?:[\w.]{{1,24}}\W{{1,5}})?"
        rf"(?:{_LDAP_MESSAGES}|unwilling to perform|entry already exists)\b)",
    ),
    Numbering(
        PrintedBy.LDAP, "ldap", rf"\((?P<n>[0-9]{{1,2}}): (?:{_LDAP_MESSAGES})\b", proof="ldap"
    ),
    Numbering(
        PrintedBy.LDAP,
        "result code|resultcode",
        rf"\bresult ?code\W{{1,3}}(?P<n>[0-9]{{1,2}}){_END}",
        proof=_LDAP,
    ),
    Numbering(
        PrintedBy.LDAP,
        "result'|result\"",
        r"['\"]result['\"]: ?(?P<n>[0-9]{1,2})(?![0-9])",
        proof=_LDAP,
    ),
    Numbering(
        PrintedBy.LDAP,
        "errordescription",
        r"\bErrorCode\W{1,4}(?P<n>[0-9]{1,2})"
        r"(?=(?:</Data>\s{0,4}<Data Name=['\"])?\s{0,4}ErrorDescription\W{1,4}[A-Z])",
    ),
    Numbering(PrintedBy.LDAP, "ldap", r"\bLDAP[A-Za-z]*Result - (?P<n>[0-9]{1,2}) - "),
    Numbering(
        PrintedBy.LDAP,
        "active directory error 0x",
        rf"\bActive Directory error {_HEX}{_END}",
        least=0x31,
        most=_HIGHEST_LDAP,
        radix=16,
    ),
    Numbering(PrintedBy.LDAP, "error <", r"\berror <(?P<n>[0-9]{1,2})>", proof="ldap"),
    Numbering(
        PrintedBy.LDAP,
        "ldap",
        rf"\bldaps?\b[^\n0-9]{{0,40}}\b(?:result|error|return|rc)(?: ?code)?\W{{1,4}}{_HEX}{_END}",
        least=_HEX_LDAP,
        most=_HIGHEST_LDAP,
        radix=16,
    ),
    Numbering(
        PrintedBy.IIS,
        "http",
        rf"\bHTTP(?:/[0-9.]+)?[ -]?(?:error|status)?(?: code)?\W{{0,3}}{_STATUS}{_END}",
        most=_HIGHEST_STATUS,
    ),
    Numbering(
        PrintedBy.IIS,
        "error|status|iis",
        rf"\b(?:error|status|iis)\W{{1,3}}{_STATUS}{_END}",
        most=_HIGHEST_STATUS,
    ),
    Numbering(
        PrintedBy.IIS,
        "iis",
        rf"\bIIS (?:error |status )?(?P<n>[1-5][0-9]{{2}}(?:\.[0-9]{{1,3}})?){_END}",
        most=_HIGHEST_STATUS,
    ),
    Numbering(PrintedBy.IIS, ".", rf"\A\W{{0,2}}{_STATUS}\W{{0,2}}\Z", most=_HIGHEST_STATUS),
    Numbering(
        PrintedBy.INSTALLER,
        "install|msi|setup|package|action|product:|verify that|invalid drive|network location|odbc",
        r"\berror (?P<n>1101|1[345][0-9]{2}|1606|1[7-9][0-9]{2}|2[1-9][0-9]{2,3})\. ?(?=[A-Z{\[])",
        proof=r"\binstall|\bmsi|\bsetup\b|package|custom ?action|\bproduct:|verify that you have"
        r"|invalid drive"
        r"|could not access network location|error configuring odbc",
    ),
    Numbering(
        PrintedBy.INSTALLER,
        "error 140",
        rf"\berror (?P<n>140[1-6]){_END}",
        proof=r"\binstall|\bmsi|\bsetup\b|registry key",
    ),
    Numbering(
        PrintedBy.INSTALLER,
        "140",
        r"\w (?P<n>140[1-6])[.:。] ?"
        r"(?=[^\n]{3,80}(?:\bHKEY_|\bHKLM|\bHKCU|\bUNKNOWN\\|\\Components\\))",
    ),
    Numbering(PrintedBy.INSTALLER, "debug: error", r"\bDEBUG: Error (?P<n>2[1-9][0-9]{2}):"),
    Numbering(
        PrintedBy.INSTALLER,
        "製品:|产品:|제품:|produkt:|produit :|prodotto:|produto:",
        r"(?:エラー|错误|오류|Fehler|Erreur|Errore|Erro) (?P<n>1[3-9][0-9]{2})[.。]",
        proof="製品:|产品:|제품:|Produkt:|Produit :|Prodotto:|Produto:",
    ),
    Numbering(
        PrintedBy.INSTALLER,
        "error code is",
        r"\berror code is (?P<n>2[1-9][0-9]{2})\b",
        proof=r"\binstall|package|\bsetup\b",
    ),
    Numbering(
        PrintedBy.INSTALLER,
        "install|msi|setup|package",
        r"\berror(?: code| number)?(?: is)?\W{1,40}"
        rf"(?P<n>1606|17(?:0[46]|14|19|30)|19(?:04|1[13]|2[0-3]|35)|250[23]|2[78][0-9]{{2}}){_END}",
        proof=r"\b(?:un)?install|\bmsi|\bsetup\b|package",
    ),
    Numbering(  # msiexec.exe ends with no number of RPC
        PrintedBy.INSTALLER,
        "msi",
        r"\bmsi(?:exec(?:\.exe)?|installer)?\b(?:[^\n]{0,120}?|[^\n]{0,200}\n\W{0,3})\b"
        r"(?:error|fail(?:s|ed)|returned|code)(?: code| number)?(?: is| was| with)?\W{1,3}"
        rf"(?P<n>17[0-3][0-9]){_END}(?![^\n]{{0,80}}\brpc\b)",
        least=1701,
        most=1732,
    ),
    Numbering(
        PrintedBy.INSTALLER,
        "installer",
        rf"\binstaller (?:message|error)\W{{1,3}}(?P<n>[12][0-9]{{3}}){_END}",
    ),
    Numbering(
        PrintedBy.ROBOCOPY,
        "robocopy",
        r"\brobocopy\b[^\n0-9]{0,60}(?:exit|return|code|error|level)[^\n0-9]{0,20}"
        rf"(?P<n>[0-9]{{1,2}}){_END}(?! ?\(0x)",
        most=31,
    ),
    Numbering(
        PrintedBy.ROBOCOPY,
        "robocopy",
        r"\b(?:(?:exit |return )?code|errorlevel) (?P<n>[0-9]{1,2}) (?:by|from|in|of) robocopy\b",
        most=31,
    ),
    Numbering(
        PrintedBy.TLS,
        "alert",
        rf"\balert\b[^\n0-9]{{0,40}}(?<![0-9])(?P<n>[0-9]{{1,3}}){_END}",
        most=255,
        proof=r"\b(?:tls|ssl|schannel)",
    ),
    Numbering(
        PrintedBy.TLS,
        "tls protocol",
        rf"\bTLS protocol defined \w+ error code is (?P<n>[0-9]{{1,3}}){_END}",
        most=255,
    ),
    Numbering(
        PrintedBy.TLS,
        "fatal(|warning(|alert",
        r"\b[a-z]+_[a-z_]+\((?P<n>[0-9]{1,3})\)",
        most=255,
        proof=r"\b(?:fatal|warning)\([12]\)|\bTls\w{0,20}Alert",
    ),
    Numbering(PrintedBy.SQL_SERVER, "sever", r"\berror\W{1,3}(?P<n>[0-9]{1,5}),? severity\b"),
    Numbering(
        PrintedBy.SQL_SERVER,
        "error number",
        r"\berror number: ?(?P<n>[0-9]{1,5}), ?state: ?[0-9]+, ?class: ?[0-9]",
    ),
    Numbering(PrintedBy.SQL_SERVER, "msg", r"\bmsg (?P<n>[0-9]{1,5}),? level\b"),
    Numbering(
        PrintedBy.SQL_SERVER,
        "sql",
        r"\bSQL Server\W{1,4}(?:(?:native )?error(?: number)?|错误|fehler|erreur|erro)\W{0,4}"
        rf"(?P<n>{_OF_SQL_SERVER}){_END}",
    ),  # in brackets, smaller ones are Win32 errors of the connection, and so are those of Winsock
    Numbering(
        PrintedBy.SQL_SERVER,
        "sqlstate",
        r"\[SQLSTATE [0-9A-Z]{5}\] \((?:Error|Message) (?P<n>[0-9]{1,5})\)",
    ),
    Numbering(
        PrintedBy.SQL_SERVER,
        "(sql",
        rf"\((?P<n>{_OF_SQL_SERVER})\) \(SQL[A-Z][a-z]\w{{3,20}}\)",
    ),
    Numbering(
        PrintedBy.SQL_SERVER,
        "sql server error",
        rf"\bSQL Server error (?P<n>[0-9]{{3,5}}){_END}",
    ),
    Numbering(
        # What follows the second bracket is the server's, unlike the errors of the connection.
        PrintedBy.SQL_SERVER,
        "][sql server]",
        rf"\]\[SQL Server\][^\[\]]{{3,400}}?\((?P<n>{_OF_SQL_SERVER})\)",
    ),
    Numbering(
        PrintedBy.SQL_SERVER,
        "][sql server]",
        rf"\b(?:native ?error|code)['\"]?\W{{1,3}}(?P<n>{_OF_SQL_SERVER})\b"
        r"(?=,\s{1,12}['\"]?message['\"]?: ?['\"]?\[[^\n]{10,80}\]\[SQL Server\])",
    ),
    Numbering(
        PrintedBy.SERVICES,
        "service control manager",
        rf"\b(?:event(?: ?id)?|error|code|код)\W{{0,12}}(?P<n>70[0-4][0-9]){_END}",
        proof="service control manager",
    ),
    Numbering(
        PrintedBy.DEVICES,
        "(code",
        r"\(code (?P<n>[1-9][0-9]?)\)",
        most=56,
        proof=_DEVICE,
    ),
    Numbering(
        PrintedBy.DEVICES,
        "device manager",
        rf"\bcode\W{{1,3}}(?P<n>[1-9][0-9]?){_END}",
        most=56,
        proof="device manager",
    ),
    Numbering(
        PrintedBy.DEVICES,
        "problem code",
        rf"\bproblem code\W{{1,4}}(?:is )?{_HEX}{_END}",
        most=56,
        proof=_DEVICE,
        radix=16,
    ),
    Numbering(
        PrintedBy.DEVICES,
        "problem code",
        rf"\bproblem code\W{{1,4}}(?:is )?(?P<n>[1-9][0-9]?){_END}",
        most=56,
        proof=_DEVICE,
    ),
    Numbering(
        PrintedBy.ANY,
        "time error|vba|laufzeitfehler|exécution|tiempo de ejec|tempo de execução|di run"
        "|実行時エラー|运行时错误|執行階段錯誤",
        rf"{_VISUAL_BASIC}(?P<n>[0-9]{{1,5}}){_END}",
        least=3,
        most=3999,
        base=0x800A0000,
    ),
    Numbering(
        PrintedBy.ANY, "activex", r"\berror\W{1,3}(?P<n>429)\b(?=\W{1,5}ActiveX)", base=0x800A0000
    ),
    Numbering(  # Windows Setup: in which phase, at what
        PrintedBy.ANY,
        "0xc19",
        rf"\b0xC19[0-9A-F]{{5}}\W{{1,5}}0x(?P<n>[1-5]00[0-9A-F]{{2}}){_END}",
        most=0x5FFFF,
        radix=16,
    ),
)
"""Case does not matter."""
_numberings = rows_by_hints(NUMBERINGS)

_PROGRAMS: "dict[Table, PrintedBy]" = {
    "bug check": PrintedBy.BUG_CHECK,
    "Kerberos": PrintedBy.KERBEROS,
    "LDAP": PrintedBy.LDAP,
    "TLS alert": PrintedBy.TLS,
    "Device Manager": PrintedBy.DEVICES,
}
"""The program whose own numbers a table names; the other tables name codes of Windows."""
_NAME_HINTS = "kdc_err|krb_|ldap|cm_prob|tls1_alert"
_NAME = r"\b(?:KDC_ERR|KRB_(?:AP_)?ERR|LDAP|CM_PROB)_\w+|\bTLS1_ALERT_\w+"


def numbered_in(text: str) -> Iterator[Region]:
    """The programs' own numbers in a text, in the order of the table, without overlaps."""
    found: list[Region] = []
    for row in _numberings(text.lower()):
        if row.proof and not compiled(row.proof, re.IGNORECASE).search(text):
            continue
        for match in compiled(row.pattern, re.IGNORECASE).finditer(text):
            value = _value(row, match["n"])
            start, end = match.span("n")
            start -= 2 * (text[start - 2 : start].lower() == "0x")
            overlaps = any(other.start < end and start < other.end for other in found)
            if row.least <= value <= row.most and not overlaps:
                found.append(_region(text, (start, end), row.base + value, row.printed_by))
    yield from found
    yield from _named(text)


def _named(text: str) -> Iterator[Region]:
    """The numbers whose names are in a text."""
    if not has_hint(_NAME_HINTS, text.lower()):
        return
    from bot.codes.name_search import find_name  # noqa: PLC0415 - few texts have any

    for match in compiled(_NAME, re.IGNORECASE).finditer(text):
        own = (name for name in find_name(match[0]) if name.table in _PROGRAMS)
        for name in own:
            yield _region(text, match.span(), name.value, _PROGRAMS[name.table])


def _region(text: str, span: Span, value: int, printed_by: PrintedBy) -> Region:
    code = code_at(text, span, value, Notation.NUMBERED, "the text says whose it is")
    return Region(*span, (code._replace(printed_by=printed_by),))


def numbering_of(name: "Name") -> PrintedBy:
    """The program whose own number has that name; any for a code of Windows."""
    return _PROGRAMS.get(name.table, PrintedBy.ANY)


def _value(row: Numbering, digits: str) -> int:
    if row.printed_by is PrintedBy.IIS:
        return value_of_http_status(digits)
    return int(digits, row.radix)


def as_printed(code: StatusCode, printed_by: PrintedBy) -> str:
    """A code in the notation of the program that prints it."""
    match printed_by:
        case PrintedBy.IIS:
            return http_status_of(code.decimal)
        case PrintedBy.KERBEROS:
            return f"0x{code.decimal:X}"
        case PrintedBy.BUG_CHECK:
            return code.hex
        case PrintedBy.ANY if not code.is_plain_win32:
            return code.hex
        case _:
            return str(code)


_QUERIES = {
    PrintedBy.BUG_CHECK: "STOP {}",
    PrintedBy.KERBEROS: "Kerberos {}",
    PrintedBy.LDAP: "LDAP error {}",
    PrintedBy.IIS: "IIS {}",
    PrintedBy.INSTALLER: "Installer message {}",
    PrintedBy.ROBOCOPY: "robocopy exit code {}",
    PrintedBy.TLS: "TLS alert {}",
    PrintedBy.SQL_SERVER: "SQL Server error {}",
    PrintedBy.SERVICES: "Service Control Manager event {}",
    PrintedBy.DEVICES: "Device Manager code {}",
}


def as_query(code: StatusCode, printed_by: PrintedBy) -> str:
    """A query that finds this code of this program, and nothing else."""
    return _QUERIES.get(printed_by, "{}").format(as_printed(code, printed_by))
