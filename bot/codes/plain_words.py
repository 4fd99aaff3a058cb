"""The name of a status code in plain words; Microsoft's message texts are not part of the bot."""

import re
from functools import cache, lru_cache


def in_plain_words(name: str) -> str:
    """A name in plain words: ERROR_SERVICE_DOES_NOT_EXIST is "service does not exist"."""
    start, rest = split_prefix(name)
    words = [start] if start else []
    for part in filter(None, rest.split("_")):
        whole = re.findall(PART, part) if re.search("[a-z]", part) else _unglued(part)
        words += (_EXPANSIONS.get(word.upper(), word.lower()) for word in whole)
    return " ".join(words)


def are_words_of(text: str, name: str) -> bool:
    """Whether a lower-case text has every word of a name, as a sentence would word it.

    A name of one word is not enough.
    """
    words = _significant_words(name)
    mentioned = re.findall("[a-z]+", text)
    return len(words) > 1 and all(_is_mentioned(word, mentioned) for word in words)


@lru_cache(maxsize=1024)
def _significant_words(name: str) -> list[str]:
    return [word for word in in_plain_words(name).lower().split() if word not in _IGNORED_WORDS]


_IGNORED_WORDS = frozenset(["error", "the", "a", "of", "to"])
_SYNONYMS = {
    "no": ("no", "insufficient"),
    "not": ("cannot", "not", "no"),
    "found": ("find", "found"),
    "cannot": ("cannot", "can't", "unable"),
    "exists": ("exist", "exists"),
}
_STEM = 4


def _is_mentioned(word: str, mentioned: list[str]) -> bool:
    ways = _SYNONYMS.get(word, (word,))
    return any(other.startswith(way[:_STEM]) for way in ways for other in mentioned)


PART = r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[0-9]+"

# What a name begins with: `RPC_S_`, `mtsErr`, `ERROR_`. The first group comes before the rest.
_PREFIX = (
    r"(?:COMADMIN|COMQC|MTS|CO|REGDB|CLASS|OLE|OLEOBJ)_[ES]_|E_MTS_|(?:mts|COMAdmin|comqc|ad)Err"
    r"|(?:ERROR|STATUS|NERR|EXCEPTION|E|S)_|WSAE?(?=[A-Z])|JET_(?:err|wrn)"
    r"|([A-Z][A-Z0-9]*)_(?:[ESIWXQ]|ERROR)_"
)
_FIRST = {
    "CERT": "certificate",
    "DB": "OLE DB",
    "DISP": "automation",
    "EPT": "endpoint",
    "MK": "moniker",
    "SEC": "security",
    "STG": "storage",
    "WU": "Windows Update",
    "XACT": "transaction",
}

# Abbreviations that stay in capitals, and words that are mentioned in full.
_CAPITALS = """
ACL ACPI API ATL BCD BITS CA CD CLB CLSID COM CPU CRC CRL CRM DB DC DCOM DDE DFS DHCP DLL DN DNS DRM
DS DSA DTC EFS EOF FAT FRS FTP FVE GC GPO GUI GUID HTTP HTTPS ID IDL IID IO IP IPSEC IPV4 IPV6 IRP
KDC LAN LDAP LM LPC LSA LUID MDL MMC MSI MSMQ MTS NDR NIC NT NTFS NTLM OEM OK OLE PDF PE PID PIN PKI
PNP QOS RAS RID RODC RPC RSVP SAM SCM SD SID SMB SMTP SPN SQL SSL SSPI STA SXS TCP TLB TLS TM TPM
UAC UDP UI UNC UPN URI URL USB USN UUID VDS VM VPN VSS WAN WIM WINS WMI XML
"""
_EXPANSIONS = {word: word for word in _CAPITALS.split()} | {
    "ADDR": "address",
    "AUTHN": "authentication",
    "AUTHZ": "authorization",
    "AVAIL": "available",
    "CANT": "can't",
    "CONN": "connection",
    "COREQ": "corequisite",
    "DIR": "directory",
    "DOESNT": "doesn't",
    "EXEC": "execution",
    "IDS": "IDs",
    "NETNAME": "network name",
    "NETPATH": "network path",
    "OBJ": "object",
    "PACK": "package",
    "PARAM": "parameter",
    "PASSWD": "password",
    "PROC": "procedure",
    "PROG": "program",
    "PROGID": "ProgID",
    "PROTO": "protocol",
    "REG": "registered",
    "SVC": "service",
    "UNAVAIL": "unavailable",
    "USERIDS": "user IDs",
}

# Words that are written together, as in READFAIL. A part is split only if it consists of such words
# alone: hence the look-ahead. The longest word is tried first.
_WORDS = """
ABORTED ACCESS ACCESSOR ACCOUNT ADDR ADDRESS ADMIN ALLOWED ALREADY APP ATTRIBUTE AUTH AUTHENTICATION
AVAIL AVAILABLE BAD BITNESS BLOCK BUFFER BUSY CALL CANCELED CANCELLED CANNOT CANT CHANGE CHANGED
CHANGES CHECK CLASS CLSID COMP COMPONENT COMPS CONN CONNECTED CONNECTION COPY CORRUPT COUNT CREATE
DATA DELETEABLE DENIED DEVICE DIR DIRECTORY DISABLED DISK DLL DOES DOMAIN DOWN DOWNLOAD DRIVER
DUPLICATE EMPTY END ERR ERROR ERRORS EVENT EXIST EXISTS EXPECTED FAIL FAILED FAILURE FAULT FILE FLAG
FLAGS FORMAT FORWARD FOUND FULL FUNCTION GET GROUP HANDLE HOST ID IDS IID IN INDEX INIT INITIALISED
INITIALIZED INSTALLABLE INSTALLED INTERFACE INVALID IS KEY LARGE LENGTH LEVEL LIB LIBRARY LIMIT LOAD
LOADED LOCAL LOCKED LOGON LONG MANY MEMORY MISMATCH MISSING MOVE MULTIPLE NAME NET NETWORK NO NODE
NOT OBJ OBJECT OF ONLY OPEN OPERATION OR OUT OVERFLOW PACK PACKAGE PARAM PARAMETER PARTITION PASSWD
PASSWORD PATH PDF PENDING POINTER POOLABLE PORT PROC PROG PROGID PROPERTY PROTECTED PROTO PROVIDER
QUEUED RANGE READ REFUSED REG REGISTER REGISTERED REGISTRAR REGISTRY REMOTE REPAIR REQUEST REQUIRED
RESET RESPONSE RESULT ROLE RUNNING SAVE SCHEMA SERVER SERVICE SESSION SET SHARE SIZE SMALL SOURCE
START STATE STATUS STILL STORAGE STREAM STRING SUPPORTED SYNTAX SYSTEM TABLE TARGET TIMED TIMEOUT
TLB TO TOO TYPE UNACCEPTABLE UNC UNEXPECTED UNKNOWN UNSUPPORTED USE USER VALID VALUE VERSION WRITE
WRONG
"""
_LONGEST_GLUED = 40  # the parts of real names are shorter; those of typed names may be longer


def split_prefix(name: str) -> tuple[str, str]:
    """The words of a name's prefix, or "" if it has none, and the rest of the name."""
    match = re.match(_PREFIX, name, re.IGNORECASE)
    if match is None or match.end() == len(name):
        return "", name
    first = (match[1] or "").upper()
    return _FIRST.get(first, first), name[match.end() :]


def _unglued(part: str) -> list[str]:
    """The words of a part such as READFAIL, or the part itself."""
    if part in _EXPANSIONS or len(part) > _LONGEST_GLUED:
        return [part]
    words = _glued().findall(part)
    return words if "".join(words) == part else [part]


@cache
def _glued() -> re.Pattern[str]:
    """A pattern of one word, with nothing but words after it."""
    word = "|".join(sorted(_WORDS.split(), key=len, reverse=True))
    return re.compile(rf"(?:{word})(?=(?:{word})*\Z)")
