"""Each row of the table of other products has an example here; a row without one fails."""

import re

import pytest

from bot.codes.extraction import Mode, extract_codes
from bot.codes.foreign import PRODUCTS, Product, foreign_in
from bot.codes.patterns import has_hint

MYSQL, UNIX = "an error of MySQL or MariaDB", "an errno of Unix: {}"
EXIT, HTTP = "an exit code of Unix: {}", "an HTTP status: {}"
VISA = "an error of VISA, which speaks with instruments"
EXAMPLES = [
    (MYSQL, "ERROR 1045 (28000): no oaks", ""),
    ("an error of a database, with its SQLSTATE", "002003 (42S02): no oaks", ""),
    (MYSQL, "mysqld ended with error: 1045", ""),
    (MYSQL, "mysql.oak.Fault: (2003, 'no')", ""),
    (MYSQL, "oak failed: [2003] Can't connect to MySQL server on 'elm'", ""),
    ("an error of Oracle's", "ORA-12154: no oaks", ""),
    ("an SQLSTATE, which databases share", "it says SQLSTATE[42S02]", ""),
    ("an SQLCODE of DB2", "SQLCODE=-805", ""),
    ("an error of DB2", "SQL0805N of the oak", ""),
    ("a number of the installer of ODBC", "ODBC error 6: no oaks", ""),
    ("a number of an ODBC driver's", "[Error=171][Microsoft][ODBC Oak Driver]no", ""),
    ("the SQL client's own number", "(provider: Oak Pipes, error: 40 - no)", ""),
    (UNIX, "mount error(13): Permission denied", "EACCES: permission denied"),
    (UNIX, "oak.log (2: No such file)", "ENOENT: no such file or directory"),
    (UNIX, "no oak: Permission denied (13)", "EACCES: permission denied"),
    (
        UNIX,
        'Os { code: 104, kind: X, message: "Connection reset"',
        "ECONNRESET: connection reset",
    ),
    (
        UNIX,
        "Operating system error number 28. InnoDB: it means 'No space left on device'",
        "ENOSPC: no space left",
    ),
    ("an error of CUDA's", "Cuda Error: no oak (err_no=4)", ""),
    (UNIX, "the oak has errno: 111", "ECONNREFUSED: connection refused"),
    (UNIX, "code 28: ENOSPC", "ENOSPC: no space left"),
    (UNIX, "CIFS: VFS: oak gave rc = -112", "EHOSTDOWN: host is down"),
    (
        UNIX,
        "ODBC says TCP Provider: Error code 0x68 (104)",
        "ECONNRESET: connection reset",
    ),
    ("a message of Host Integration Server's", "(1304) COM Transaction Integrator stopped", ""),
    ("an error of FFmpeg's", "FFmpeg: End of file (-541478725)", ""),
    ("an error of VirtualBox's", "VERR_OAK: (rc=-101)", ""),
    (VISA, "VISA error -1073807360", ""),
    (VISA, "VISA error 0xBFFF0015", ""),
    ("a number of Azure's guest agent", "of the oak, with terminal error code '1007'", ""),
    ("an error of Vulkan's", "an error -1000001004 (VK_OUT_OF_OAKS)", ""),
    ("an error of Arcserve's", "(DBNAME=Oak, EC=Backup Agent Error -- (301) no", ""),
    ("an error of MIT's Kerberos", "kinit: krb5 error -1765328360", ""),
    ("a page fault of Linux's", "#PF: error_code(0x0002)", ""),
    ("an error of a socket of Unix's", "ExtendedSocketException (00000005, 6)", ""),
    (
        UNIX,
        "Win32Exception (2): the oak cannot be started with working directory '/oak'",
        "ENOENT: no such file or directory",
    ),
    (UNIX, "IOException: error=7, La lista es larga", "E2BIG: too many arguments"),
    (UNIX, "Error 111 connecting to oak:6379", "ECONNREFUSED: connection refused"),
    (
        UNIX,
        "daemon failed to start: no oak, error code 32",
        "EPIPE: broken pipe",
    ),
    ("an error of ClickHouse's", "Code: 60. DB::Exception: no oaks", ""),
    ("an error of Node's on Unix", "errno: -3008, code: 'ENOTFOUND'", ""),
    (EXIT, "SIGKILL (137)", "SIGKILL: killed, often for want of memory"),
    (EXIT, "the pod exited with 143", "SIGTERM: asked to end"),
    (
        EXIT,
        "ended with a non-zero exit code: no oak in the Docker Container: 137",
        "SIGKILL: killed, often for want of memory",
    ),
    ("a plugin's exit code", "return code of 139 is out of bounds", ""),
    ("what cmd returns for a command that it does not find", "exit code 9009", ""),
    ("git's exit code for a failure that it described above", "git ended with code 128", ""),
    ("an exit code of npm's", "npm ERR! code ELIFECYCLE", ""),
    (HTTP, "HTTP/1.1 503", "Service Unavailable"),
    (HTTP, "error 502 Bad Gateway", "Bad Gateway"),
    (HTTP, "URL: PUT oak\nCode: 400. Errors:", "Bad Request"),
    (HTTP, 'Status=409 Code="OakInUse"', "Conflict"),
    (HTTP, "the server answered with code 406", "Not Acceptable"),
    (HTTP, "Serwer zwrócił błąd: (403) Zabroniony", "Forbidden"),
    (HTTP, "원격 서버에서 (404) 찾을 수 없음", "Not Found"),
    (HTTP, "error code: 521", "Cloudflare: the server is down"),
    (HTTP, "error 523 of the oak, Ray ID 7", "Cloudflare: the server is unreachable"),
    ("a mail server's reply", "550 5.7.1 no oaks", ""),
    ("a mail server's reply", 'the error "550 Unable to relay for oak"', ""),
    (MYSQL, "Duplicate entry '7' for key 'oak' Error Code: 1062", ""),
    ("an error of a modem's", "ERROR; +CME ERROR: 10", ""),
    ("a reason of IBM MQ's", "CompCode 2, Reason 2059", ""),
    ("a reply of an FTP server", "530 Login incorrect.", ""),
    (HTTP, "The requested URL returned error: 403", "Forbidden"),
    (
        "a number of Exchange's calendars",
        "No right to see free/busy information (Error code 5037)",
        "",
    ),
    ("a code of APPC's, of SNA", "primary_rc = 0x0003", ""),
    ("a mail server's reply", "(code: 550, response: no oaks)", ""),
    ("an exit code of the linker's", "link.exe gave exit code 1104", ""),
    ("Remote Desktop's own number", "Error code: 0x204 Extended error code: 0x0", ""),
    ("Remote Desktop's own number", "a protocol error at the client (code 0x1104)", ""),
    ("Remote Desktop's own number", "RDP disconnected! No oak. Error code 264.", ""),
    ("Remote Desktop's own number", "RDP(oak) exit with error code 516", ""),
    ("Remote Desktop's own number", "RDStack::Oak failed with code 17 and no elm", ""),
    ("FreeRDP's own number", "ERRCONNECT_DNS_NAME_NOT_FOUND [0x00020005]", ""),
    ("an error of CUDA's", "CUDA error: 700 (0x2bc)", ""),
    ("an errno of Unix: {}", 'WiredTiger error","attr":{"error":17', "EEXIST: exists already"),
    ("a WebSocket's reason to close", "the WebSocket was closed: 1006", ""),
    ("an error of Chromium's network", "net_error -100", ""),
    ("a number of a database's maker", "vendorErrorCode=1017", ""),
    ("an error of Apple's", "Domain=OakDomain Code=-1009", ""),
    ("a linker's message", "LNK1104", ""),
    ("a compiler's message", "oak.cs(3): error CS1002: no", ""),
    ("an error of curl's", "curl: (7) no oaks", ""),
    ("an exit code of rsync's", "rsync error: some oaks fell (code 24)", ""),
    ("the kind of an error in PHP", "Error #8: fwrite(): no oak", ""),
    ("a signal of Unix's", "Killed signal ended the oak (code 9)", ""),
    ("a number of Intune's SDK for phones", "IntuneMAM: no oak, with status code 201", ""),
    (
        "an error of SQLite's",
        "code = Oak (10), message = System.Data.SQLite.SQLiteException: no oak",
        "",
    ),
    ("an exit status under Wine", "wine client error:1c0: no oak (return code: 256)", ""),
    ("an error of MongoDB's", "E11000 duplicate oak", ""),
    ("an error of OpenSSL's", "error:0A000086:SSL routines::no", ""),
]


def numbers_in(text: str) -> list[tuple[str, str]]:
    found = [region.foreign for region in foreign_in(text) if region.foreign]
    return [(each.written, each.what) for each in found]


def test_every_product_has_an_example() -> None:
    assert [what for what, _, _ in EXAMPLES] == [product.what for product in PRODUCTS]


@pytest.mark.parametrize(
    ("product", "text", "meaning"),
    [(product, *example[1:]) for product, example in zip(PRODUCTS, EXAMPLES, strict=True)],
    ids=[example[1] for example in EXAMPLES],
)
def test_a_number_of_another_product_is_described_and_is_no_code(
    product: Product, text: str, meaning: str
) -> None:
    extraction = extract_codes(text)

    assert [each.what for each in extraction.foreign] == [product.what.format(meaning)]
    assert (extraction.codes, extraction.candidates, extraction.numbered) == ((), (), ())
    assert re.search(product.pattern, text, re.IGNORECASE)
    assert re.search(product.proof, text, re.IGNORECASE)
    assert has_hint(product.hints, text.lower())


@pytest.mark.parametrize("text", [text for _, text, _ in EXAMPLES])
def test_strict_mode_ignores_a_number_of_another_product(text: str) -> None:
    extraction = extract_codes(text, Mode.STRICT)

    assert (extraction.codes, extraction.foreign) == ((), ())


@pytest.mark.parametrize("product", PRODUCTS, ids=lambda product: product.pattern)
def test_a_number_with_meanings_is_the_one_group_of_its_pattern(product: Product) -> None:
    assert ("{}" in product.what) == (product.meanings is not None)
    assert product.meanings is None or re.compile(product.pattern).groups == 1


@pytest.mark.parametrize(
    "text",
    [
        "errno: 999",
        'IOException: Cannot run program "oak": CreateProcess error=2, no',
        "Win32Exception (2): The system cannot find the oak",
        "the server returned error 487",
        "the system cannot find the oak, errno 2",
        "[WinError 5] Access is denied, errno: 13",
        "HTTP 199",
        "exit code 137.5",
        "curl (7)",
        "[Error=231][Microsoft][ODBC SQL Server Driver]no oaks",
        "'550 oaks'",
        "ODBC error 6",
        "RDP error 0x80070005",
        "git has 128 oaks",
        "CUDA error 0x80070005",
        "it ended with -541478725",
        "it gave rc=-101",
        "an error -1000001004",
        "an error number 28 means little",
    ],
)
def test_a_number_that_a_product_does_not_use_is_not_its(text: str) -> None:
    assert numbers_in(text) == []


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("ERROR; +CME ERROR:10", "+CME ERROR:10"),
        ("the Web Socket was closed: 1006", "Web Socket was closed: 1006"),
    ],
)
def test_blanks_in_the_form_of_a_product_do_not_matter(text: str, written: str) -> None:
    assert [found for found, _ in numbers_in(text)] == [written]


def test_messages_of_windows_count_only_in_the_same_line() -> None:
    assert numbers_in("Access is denied.\nerrno 13") == [
        ("errno 13", "an errno of Unix: EACCES: permission denied")
    ]


def test_a_code_beside_a_number_of_another_product_is_found() -> None:
    extraction = extract_codes("HTTP 503, and below it 0x80070005")

    assert [found.written for found in extraction.codes] == ["0x80070005"]
    assert [(each.written, each.start) for each in extraction.foreign] == [("HTTP 503", 0)]


def test_foreign_numbers_in_each_line_of_a_log_are_no_codes() -> None:
    text = "all is well\nHTTP error 500, error 0x80070005\n" * 2
    extraction = extract_codes(text, Mode.STRICT)

    assert [found.start for found in extraction.occurrences] == [34, 79]
