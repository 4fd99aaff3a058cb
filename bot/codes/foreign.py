"""Numbers of known products other than Windows, with a description of each.

The table has only forms in which nothing of Windows is written. Numbers that parts of Windows count
themselves are in `bot.codes.numberings`.
"""

import re
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import NamedTuple

from bot.codes.found import Region, foreign_at
from bot.codes.patterns import compiled, rows_by_hints
from bot.codes.rules import UNIX_MESSAGES


class Product(NamedTuple):
    """How a product writes a number, and `what` the number is.

    The row applies to texts in which `proof` matches as well. If there are `meanings`, the number
    is the pattern's one group, `what` shows its meaning as `{}`, and a number without one is not
    the product's. `before` matches the text before the pattern: to search for the number first is
    much faster.
    """

    what: str
    hints: str
    pattern: str
    meanings: Mapping[str, str] | None = None
    before: str = ""
    proof: str = ""


_ERRNO = {
    str(number): name
    for number, name in {
        1: "EPERM: not permitted",
        2: "ENOENT: no such file or directory",
        4: "EINTR: interrupted",
        5: "EIO: input/output error",
        7: "E2BIG: too many arguments",
        8: "ENOEXEC: no program for this machine",
        9: "EBADF: bad file descriptor",
        11: "EAGAIN: try again",
        12: "ENOMEM: out of memory",
        13: "EACCES: permission denied",
        16: "EBUSY: busy",
        17: "EEXIST: exists already",
        18: "EXDEV: another device",
        19: "ENODEV: no such device",
        20: "ENOTDIR: not a directory",
        21: "EISDIR: a directory",
        22: "EINVAL: invalid argument",
        24: "EMFILE: too many open files",
        26: "ETXTBSY: a program that runs",
        28: "ENOSPC: no space left",
        30: "EROFS: read-only file system",
        32: "EPIPE: broken pipe",
        39: "ENOTEMPTY: directory not empty",
        95: "EOPNOTSUPP: not supported",
        98: "EADDRINUSE: address in use",
        99: "EADDRNOTAVAIL: address not available",
        101: "ENETUNREACH: network unreachable",
        103: "ECONNABORTED: connection aborted",
        104: "ECONNRESET: connection reset",
        105: "ENOBUFS: no buffer space",
        107: "ENOTCONN: not connected",
        110: "ETIMEDOUT: timed out",
        111: "ECONNREFUSED: connection refused",
        112: "EHOSTDOWN: host is down",
        113: "EHOSTUNREACH: no route to host",
        115: "EINPROGRESS: in progress",
        121: "EREMOTEIO: remote I/O error",
    }.items()
}
"""Linux's, from its errno.h."""
_SIGNALS = {
    "130": "SIGINT: interrupted",
    "134": "SIGABRT: aborted",
    "137": "SIGKILL: killed, often for want of memory",
    "139": "SIGSEGV: a crash",
    "143": "SIGTERM: asked to end",
}
_HTTP = {str(status.value): status.phrase for status in HTTPStatus} | {
    "499": "the client closed the connection (nginx)",
    "520": "Cloudflare: an unknown error of the server",
    "521": "Cloudflare: the server is down",
    "522": "Cloudflare: the connection timed out",
    "523": "Cloudflare: the server is unreachable",
    "524": "Cloudflare: the server took too long",
    "525": "Cloudflare: the TLS handshake failed",
    "526": "Cloudflare: an invalid certificate",
}
_END = r"(?![0-9A-Za-z_]|[.,][0-9])"
_MYSQL = "an error of MySQL or MariaDB"
_VISA = "an error of VISA, which speaks with instruments"
_STATUS, _EXIT, _UNIX = "an HTTP status: {}", "an exit code of Unix: {}", "an errno of Unix: {}"
_PHRASES = (
    "Bad Request|Unauthorized|Forbidden|Not Found|Method Not Allowed|Request Timeout"
    "|Too Many Requests|Internal Server Error|Bad Gateway|Service Unavailable|Gateway Time-?out"
    "|Server Unavailable|Conflict|Precondition Failed|Proxy Authentication Required|Not Acceptable"
    "|Unsupported Media Type|Unprocessable|(?:Payload|Request Entity) Too Large"
)
_FFMPEG = "ffmpeg|av_|libav|avcodec|avformat|end of file|invalid data found"
_VIRTUALBOX = "verr_|vbox|virtualbox|suphard|supr3"
_VULKAN = "vk_|vulkan"
"""Words of texts about these products, of whose numbers no other product has some."""

PRODUCTS = (
    Product(_MYSQL, "error ", r"\berror [0-9]{4,5} \((?:HY|[0-9]{2})[0-9A-Z]{3}\)"),
    Product(
        "an error of a database, with its SQLSTATE", "(", r"\b[0-9]{6} \([0-9]{2}[0-9A-Z]{3}\)"
    ),
    Product(
        _MYSQL,
        "mysql",
        r"mysqld?\b[^\n0-9]{0,40}\b(?:error|errno)\W{1,3}[0-9]{4}(?: \([0-9A-Z]{5}\))?(?![0-9])",
    ),
    Product(_MYSQL, "mysql", r"mysql\b[^\n]{0,80}?\([12][0-9]{3}(?=, ?['\"])"),
    Product(_MYSQL, "mysql server", r"\[[12][0-9]{3}\](?= [^\n]{2,40} MySQL server\b)"),
    Product(
        "an error of Oracle's",
        "ora-|tns-|pls-|rman-|sp2-|drg-|lrm-",
        r"\b(?:ORA|TNS|PLS|RMAN|SP2|DRG|LRM)-[0-9]{4,5}\b",
    ),
    Product(
        "an SQLSTATE, which databases share",
        "sql",
        r"\bSQL ?STATE\b\W{0,4}(?:code )?[0-9A-Z]{5}\b\]?",
    ),
    Product("an SQLCODE of DB2", "sqlcode", r"\bSQLCODE\W{1,3}-?[0-9]{1,5}\b"),
    Product("an error of DB2", "sql", r"\bSQL[0-9]{4,5}[NCW]\b"),
    Product("a number of the installer of ODBC", "odbc error", r"\bODBC error [0-9]{1,2}(?=: )"),
    Product(
        "a number of an ODBC driver's",
        "[error=",
        r"\[Error=-?[0-9]{1,5}\](?=\[Microsoft\]\[ODBC (?!SQL Server))",
    ),
    Product(
        "the SQL client's own number",
        "provider",
        r"\bprovider: ?[A-Za-z][\w .-]{1,40}, error: [0-9]{1,3}\b",
    ),
    Product(
        _UNIX,
        "mount error",
        r"\bmount error\W{1,2}([0-9]{1,3})\)?",
        _ERRNO,
    ),
    Product(_UNIX, "(", rf"\(([0-9]{{1,3}})(?:: |, ['\"])(?:{UNIX_MESSAGES})", _ERRNO),
    Product(
        _UNIX,
        "(",
        r"(?<=[a-z] \()(?:os error )?([0-9]{1,3})(?=\))",
        _ERRNO,
        before=rf"\b(?:{UNIX_MESSAGES}) \($",
    ),
    Product(
        _UNIX,
        "kind: ",
        rf"\bcode: ([0-9]{{1,3}}),\s{{1,9}}kind: \w+,\s{{1,9}}message: \"(?:{UNIX_MESSAGES})",
        _ERRNO,
    ),
    Product(
        _UNIX,
        "error number ",
        r"\berror number ([0-9]{1,3})(?=\.| means)",
        _ERRNO,
        proof=r"means '(?:no |permission |input|invalid)|file \./",
    ),
    Product(
        "an error of CUDA's", "cuda", r"\bCUDA\b[^\n]{0,80}\berr(?:_?no|or)?\W{1,2}[0-9]{1,4}\b"
    ),
    Product(_UNIX, "errno", r"\berrno\W{1,3}([0-9]{1,3})\b(?!x)", _ERRNO),
    Product(_UNIX, "code ", r"\bcode ([0-9]{1,3}):? ?E[A-Z]{3,12}\b", _ERRNO),
    Product(_UNIX, "cifs", r"\bCIFS\b[^\n]{0,200}?(?:=|error|rc) ?-([0-9]{1,3})\b", _ERRNO),
    Product(
        _UNIX,
        "provider: error code 0x",
        r"\bProvider: Error code 0x[0-9a-f]{1,2} \(([0-9]{1,3})\)",
        _ERRNO,
    ),
    Product(
        "a message of Host Integration Server's",
        "com transaction integrator",
        r"\([0-9]{3,4}\)(?= COM Transaction Integrator\b)",
    ),
    Product(
        "an error of FFmpeg's",
        _FFMPEG,
        r"-(?:1094995529|541478725|1414549496|1128613112|1296385272|1129203192|1279870712|1481985528"
        r"|1330794744|1381258232|1179861752|558323010|541545794|1397118274|1414092869|542398533"
        r"|1163346256|1313558101|808465656|825242872|858797304|875574520|1482175736|1482175992)\b",
        proof=_FFMPEG,
    ),
    Product(
        "an error of VirtualBox's",
        _VIRTUALBOX,
        r"(?<![A-Za-z])(?:v?rc|status(?: code)?)\W{1,3}-[0-9]{3,5}\b(?: \(0xffff[0-9a-f]{4}\))?",
        proof=_VIRTUALBOX,
    ),
    Product(_VISA, "-1073807", r"-1073807[1-3][0-9]{2}\b"),
    Product(_VISA, "bfff00", r"\b(?:0x)?BFFF00[0-9A-F]{2}\b"),
    Product(
        "a number of Azure's guest agent",
        "terminal error code",
        r"\bterminal error code ['\"][0-9]{1,5}\b",
    ),
    Product(
        "an error of Vulkan's",
        _VULKAN,
        r"(?<![0-9A-Za-z])-10000[0-9]{4,5}\b",
        proof=_VULKAN,
    ),
    Product("an error of Arcserve's", "ec=", r"\bEC=[^\n()=]{3,60}\([0-9]{3,4}\)"),
    Product("an error of MIT's Kerberos", "-17653", r"-17653[0-9]{5}\b"),
    Product("a page fault of Linux's", "#pf", r"#PF: error_code\(0x[0-9a-f]{4}\)"),
    Product(
        "an error of a socket of Unix's",
        "socket",
        r"\b\w*SocketException \([0-9A-F]{8}, (?:0x[0-9A-F]{8}|[0-9]{1,3})\)",
    ),
    Product(
        _UNIX,
        "win32exception (",
        rf"\bWin32Exception \(([0-9]{{1,3}})\)(?=: [^\n]{{0,240}}(?:\b(?:{UNIX_MESSAGES})\b"
        r"|working directory '/))",
        _ERRNO,
    ),
    Product(
        _UNIX,
        "error=",
        r"(?:\bIOException|\bCannot run program \"[^\"\n]{1,200}\""
        r"(?: \(in directory \"[^\"\n]{1,200}\"\))?): error=([0-9]{1,3})(?=, )",
        _ERRNO,
    ),
    Product(_UNIX, "connecting to", r"\berror ([0-9]{1,3}) connecting to\b", _ERRNO),
    Product(
        _UNIX, "daemon failed", r"\bdaemon failed to start: [^\n]{1,120} ([0-9]{1,3})\b", _ERRNO
    ),
    Product("an error of ClickHouse's", "db::", r"\bCode: [0-9]{1,4}[.,][^\n]{0,40}DB::"),
    Product(
        "an error of Node's on Unix",
        "errno",
        r"\berrno\W{1,3}-[0-9]{1,4}\b(?=[^\n]{0,80}E[A-Z]{2})",
    ),
    Product(_EXIT, "sigkill", r"\bSIGKILL\W{1,4}(137)\b", _SIGNALS),
    Product(
        _EXIT,
        "exit|code|status|returned",
        rf"(?<![0-9A-Za-z])(13[0479]|143){_END}",
        _SIGNALS,
        before=r"(?:\bexit(?:ed)?(?: with)?|code|status|returned)\W{1,12}$",
    ),
    Product(
        _EXIT,
        "container",
        r"\bexit code\b[^\n]{0,60}\bcontainer\b[^\n0-9]{0,20}\b(13[0479]|143)\b",
        _SIGNALS,
    ),
    Product(
        "a plugin's exit code", "out of bounds", r"\breturn code of [0-9]{1,3} is out of bounds"
    ),
    Product(
        "what cmd returns for a command that it does not find",
        "9009",
        rf"\b(?:errorlevel|exit(?:ed)?(?: with)?(?: code)?)\W{{1,4}}9009{_END}",
    ),
    Product(
        "git's exit code for a failure that it described above",
        "git",
        rf"\bgit\b[^\n]{{0,120}}?\b(?:code|status|with|error)\W{{1,3}}128{_END}",
    ),
    Product(
        "an exit code of npm's",
        "npm err!",
        r"\bnpm ERR! (?:code|errno) (?!-?[0-9]{6})(?:[A-Z]{3,20}|-?[0-9]{1,5})\b",
    ),
    Product(
        _STATUS,
        "http",
        rf"\bHTTP(?:S?/[0-9.]{{1,3}})?\W{{0,3}}(?:error|status|response)?(?: ?code)?\W{{0,3}}"
        rf"([1-5][0-9]{{2}}){_END}",
        _HTTP,
    ),
    Product(
        _STATUS, "", rf"(?<![0-9A-Za-z.,])([45][0-9]{{2}})[ :)-]{{1,3}}(?:{_PHRASES})\b", _HTTP
    ),
    Product(
        _STATUS,
        "code: ",
        r"\bCode: ([1-5][0-9]{2})(?=\. (?:Errors|Raw Message):)",
        _HTTP,
    ),
    Product(
        _STATUS,
        "status",
        r"\bStatus(?:Code)?=([1-5][0-9]{2})\b(?=[ ,]+(?:(?:Error)?Code|Message)=| -- )",
        _HTTP,
    ),
    Product(
        _STATUS,
        "server ",
        r"\bserver (?:answer|repli|respond|return)ed(?: with)?(?: an?)?(?: (?:code|error|status))*"
        rf"\W{{1,3}}([45][0-9]{{2}}){_END}",
        _HTTP,
    ),
    Product(
        _STATUS,
        "(4|(5",
        r"(?<=[:\uff1a] \()([45][0-9]{2})(?=\) ?[^\W\d_])",
        _HTTP,
    ),
    Product(
        _STATUS,
        "(4|(5",
        r"(?<=\()([45][0-9]{2})(?=\) ?[^\W\d_])",
        _HTTP,
        before=r"(?:serv[ei]\w*|серв\w+|服务器|伺服器|サーバー|서버)[^\n(]{0,40}\($",
    ),
    Product(_STATUS, "52", rf"\b(?:cloudflare|error code)\b[^\n0-9]{{0,30}}(52[0-6]){_END}", _HTTP),
    Product(_STATUS, "ray id", r"\berror (52[0-6])\b(?=[^\n]{0,30}\bRay ID)", _HTTP),
    Product(
        "a mail server's reply",
        ".",
        r"(?<![0-9.])[245][0-9]{2}(?:[ -]|, b?['\"])[245]\.[0-9]{1,3}\.[0-9]{1,3}",
    ),
    Product(
        "a mail server's reply",
        "relay|denied|rejected|mailbox |user|requested ",
        r"(?<=['\"])[45][0-9]{2} (?:(?:unable to|cannot) relay|(?:sender|recipient|relaying) "
        r"(?:denied|rejected)|mailbox (?:full|unavailable|not found)|no such user|user unknown"
        r"|requested (?:mail )?action)\b",
    ),
    Product(
        _MYSQL,
        "duplicate entry",
        r"\bDuplicate entry\b[^\n]{0,120}?\b(?:error code|errno|code)\W{1,3}1062\b",
    ),
    Product("an error of a modem's", "+cm", r"\+CM[ES] ERROR: ?[0-9]{1,3}\b"),
    Product(
        "a reason of IBM MQ's",
        "reason",
        r"\bcomp(?:letion)? ?code\W{1,4}[0-9]\b[^\n]{0,30}?\breason(?: code)?\W{1,4}[0-9]{4}\b",
    ),
    Product(
        "a reply of an FTP server",
        "login|log|user",
        r"(?<![0-9A-Za-z.])(?:42[156]|45[0-2]|5[0-5][0-9])(?= (?:log-?[io]n|not logged in|user)\b)",
    ),
    Product(
        _STATUS,
        "url returned error",
        rf"\burl returned error: ?([45][0-9]{{2}}){_END}",
        _HTTP,
    ),
    Product(
        "a number of Exchange's calendars",
        "error code",
        r"\b(?:free/busy|attendee's server)\b[^\n]{0,120}\berror code\W{1,3}5[0-9]{3}\b",
    ),
    Product("a code of APPC's, of SNA", "y_rc", r"\b(?:primary|secondary)_rc = 0x[0-9a-f]{4,8}\b"),
    Product(
        "a mail server's reply",
        ", response: ",
        r"\bcode: [245][0-9]{2}(?=, response: )",
    ),
    Product(
        "an exit code of the linker's",
        "link",
        r"\blink(?:\.exe)?\b[^\n]{0,60}\b(?:exit|with) (?:code|status):? [0-9]{4}\b",
    ),
    Product(
        "Remote Desktop's own number",
        "extended error code",
        r"\berror code: 0x[0-9a-f]{1,8}\s+extended error code: 0x[0-9a-f]{1,8}",
    ),
    Product(
        "Remote Desktop's own number",
        "protocol error",
        r"\bprotocol error\b[^\n(]{0,40}\(code:? 0x[0-9a-f]{1,8}\)",
    ),
    Product(
        "Remote Desktop's own number",
        "rdp disconnected",
        r"\bRDP disconnected\b[^0-9]{0,400}\berror code:? [0-9]{1,5}\b",
    ),
    Product(
        "Remote Desktop's own number",
        "rdp",
        r"\bRDP(?:\([^)\n]{1,60}\) exit with)? error(?: code)?:? [0-9]{1,5}\b",
    ),
    Product(
        "Remote Desktop's own number",
        "rdstack::",
        r"\bRDStack::\w+ failed with code [0-9]{1,5}\b",
    ),
    Product("FreeRDP's own number", "errconnect", r"\bERRCONNECT_[A-Z_]+ \[0x[0-9a-f]{1,8}\]"),
    Product(
        "an error of CUDA's",
        "cuda",
        r"\bCUDA error:? [0-9]{1,3}\b(?: \(0x[0-9a-f]{1,4}\))?"
        r"|\b[0-9]{1,3} ?\(cudaError\w*\)",
    ),
    Product(
        _UNIX, "wiredtiger", r"\bWiredTiger error\b[^\n]{0,40}\"error\":([0-9]{1,3})\b", _ERRNO
    ),
    Product(
        "a WebSocket's reason to close",
        "websocket|web socket",
        r"\bWeb ?Socket\b[^\n0-9]{0,60}(?:1|4)[0-9]{3}\b",
    ),
    Product("an error of Chromium's network", "net_error", r"\bnet_error -?[0-9]{1,3}\b"),
    Product(
        "a number of a database's maker", "vendor", r"\bvendor[ _]?(?:error ?)?code\W{1,3}[0-9]+\b"
    ),
    Product("an error of Apple's", "domain", r"\bDomain=\w+ Code=-?[0-9]{1,5}\b"),
    Product("a linker's message", "lnk", r"\bLNK[0-9]{4}\b"),
    Product("a compiler's message", "error ", r"\berror (?:CS|MSB|NETSDK|NU|BC|TS|C)[0-9]{4}\b"),
    Product(
        "an error of curl's",
        "curl",
        r"\b(?:lib)?curl(?:: \(|(?: error)?(?: code)?:? )[0-9]{1,2}\b\)?",
    ),
    Product("an exit code of rsync's", "rsync", r"\brsync error: [^\n]{0,120}\(code [0-9]{1,2}\)"),
    Product("the kind of an error in PHP", "error #", r"\berror #[0-9]{1,5}(?=: \w+\(\))"),
    Product("a signal of Unix's", "signal", r"\bkilled signal\b[^\n]{0,60}\(code [0-9]{1,2}\)"),
    Product(
        "a number of Intune's SDK for phones",
        "intunemam",
        r"\bIntuneMAM:[^\n]{0,120}?\b(?:code|result of) [0-9]{1,4}"
        r"(?: and [a-z ]{1,40}\bcode (?:of )?[0-9]{1,4})?\b",
    ),
    Product(
        "an error of SQLite's",
        "system.data.sqlite",
        r"\bcode = \w{2,20} \([0-9]{1,4}\)(?=, message = System\.Data\.SQLite\.)",
    ),
    Product(
        "an exit status under Wine", "wine client", r"\bwine client error:[^\n]*code: [0-9]{1,5}\b"
    ),
    Product("an error of MongoDB's", "e1", r"\bE1[0-9]{4}\b(?= )"),
    Product(
        "an error of OpenSSL's", "error:", r"\berror:[0-9A-F]{8}:(?=[^\n]{0,40}(?:routines|lib|::))"
    ),
)
"""Case does not matter."""
_products = rows_by_hints(PRODUCTS)
_WINDOWS_MESSAGES = r"the system cannot|access is denied|the process cannot|specified\.|\bwin32\b"


def foreign_in(text: str) -> Iterator[Region]:
    """Each match with a number of another product, and a description of the number."""
    for product in _products(text.lower()):
        if product.proof and not compiled(product.proof, re.IGNORECASE).search(text):
            continue
        for match in compiled(product.pattern, re.IGNORECASE).finditer(text):
            meaning = _meaning(product, match)
            if meaning is not None:
                yield foreign_at(text, match.span(), product.what.format(meaning))


def _meaning(product: Product, match: re.Match[str]) -> str | None:
    """The meaning of a number, "" if none is needed; None if it is not the product's."""
    start = match.start()
    if product.before and not compiled(product.before, re.IGNORECASE).search(
        match.string[max(0, start - _MESSAGE) : start]
    ):
        return None
    if product.meanings is None:
        return ""
    if product.meanings is _ERRNO and _is_windows_message(match.string, start):
        return None
    return product.meanings.get(match[1])


def _is_windows_message(text: str, start: int) -> bool:
    """Whether the line before a number has words that only Windows uses."""
    before = text[max(start - _LINE_REACH, text.rfind("\n", 0, start) + 1) : start]
    return compiled(_WINDOWS_MESSAGES, re.IGNORECASE).search(before) is not None


_LINE_REACH = 200
_MESSAGE = 48  # characters, which the longest of Unix's messages has not
