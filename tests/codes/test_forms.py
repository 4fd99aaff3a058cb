"""Each row of the lines of a known form has an example here; a row without one fails."""

import re

import pytest

from bot.codes.extraction import Mode, extract_codes
from bot.codes.forms import (
    FORMS,
    ROWS,
    LineForm,
    codes_of_lines,
    codes_of_lists,
    footnote_marks,
    leases,
    numbers_of_causes,
    numbers_of_events,
    numbers_of_items,
    numbers_of_lines,
    numbers_of_notes,
)
from bot.codes.patterns import has_hint
from bot.codes.rules import PASTED, Notation

ALL = (*FORMS, *ROWS)
WEB = "2026-11-28 12:02:03 10.0.0.5 GET /oak.asp - 80 - 10.0.0.9 Oak/1.0 500 0 {} 15"
EXAMPLES = [
    (
        "the event log's placeholder for a message, in a line about a failure",
        "The Lorry service ended with this error: %%1068",
        1068,
    ),
    (
        "how Active Directory begins its description of a failure",
        "no oak00002098: SecErr: DSID-03150F94, problem 4003",
        0x2098,
    ),
    (
        "the Win32 error in hex, between what failed and the system's message for it",
        "Failed to open the oak: 6ba: Le serveur ne répond pas",
        0x6BA,
    ),
    ("netsetup.log ends a line with it", "12:02:03:123 NetpJoinOak: the join: 0x54b\r", 0x54B),
    (
        "a row of the task list, where the last result comes after the last run",
        r'"OAK2","\Nightly","Ready","2026-11-28 02:00:00","-2147020576","Ana"',
        0x800710E0,
    ),
    (
        "the data of an old event, in words of 32 bits",
        "Data: 0000: 0000007f (in words)",
        127,
    ),
    (
        "the data of an old event, in four bytes",
        "Data:\n0000: 22 00 00 c0       ....",
        0xC0000022,
    ),
    (
        "the data of an event in XML, four bytes",
        "<Binary>220000C0</Binary>",
        0xC0000022,
    ),
    (
        "an error that ended the connection to SQL Server is one of Windows",
        "Error Number:53,State:0,Class:20",
        53,
    ),
    (
        "SQL Server's provider for named pipes ends its message with it",
        "Named Pipes-Anbieter: Zu SQL Server 3 wächst keine Eiche [53].",
        53,
    ),
    (
        "SQL Server's network interfaces end their message with it",
        "SQL Server Network Interfaces: The oak string is not valid [87].",
        87,
    ),
    (
        "a Win32 error that an HRESULT is made of",
        "it ended with HRESULT_FROM_WIN32(14109)",
        0x8007371D,
    ),
    (
        "the Windows Installer's last word on a product: its language, then how it ended",
        "Produktsprache: 1031. Hersteller: Eiche. Erfolg- oder Fehlerstatus: 1603.",
        1603,
    ),
    (
        "FastCopy: the call, the system's words for what came of it, and their number",
        "CreateFile(It is in use by another one.32) : K:\\oak.pst",
        32,
    ),
    (
        "how Windows' own components log what a call returned",
        "x.cpp(289): Exception(1) tid(604) 80D05001  the oak",
        0x80D05001,
    ),
    (
        "what repadmin could not ask, below the line that says so",
        "Errors while the oak was asked:\n  58 - OAK2.wood.example",
        58,
    ),
    (
        "Python's OSError, whose fourth argument is the Win32 error, and the first an errno",
        "no oak: PermissionError(13, \"It's shut\", 'C:\\\\oak', 32, 'D:\\\\elm')",
        32,
    ),
    (
        "the arguments of Python's OSError: an errno, the message, no file, the Win32 error",
        "no oak: (22, 'The oak is incorrect.', None, 87)",
        87,
    ),
    (
        "Windows Update's events: the column after that of the update is the code, in hex",
        "1\t148 [AGENT_DETECTION_FAILED]\t101\t{0}\t200\t80240438\tOak\tFailure",
        0x80240438,
    ),
    (
        "what could not be done with what is in quotation marks, and the code in brackets",
        'Failed to connect to "\\\\\\\\oak2\\\\elm$" (53)',
        53,
    ),
    (
        "a DHCP server's log, of which the last column is the error",
        "31,11/28/26,12:02:03,DNS Update Failed,10.0.0.7,oak.example,,,0,6,,,9004",
        9004,
    ),
    (
        "the exception's code in a report of Windows, by its name in any language",
        "Sig[6].Name=Ausnahmecode\nSig[6].Value=80000001\nSig[7].Value=00002892",
        0x80000001,
    ),
    (
        "an error of Go's, beside a path of Windows",
        r'Path:"C:\\oak", Err:syscall.Errno(0x20)}',
        32,
    ),
    (
        "an error of Winsock, negative, as FFmpeg writes it",
        "rtmp://oak/1: Error number -10054 occurred",
        10054,
    ),
    (
        "what Wine failed to do, and the code",
        "0134:err:sc:wmain failed to create service 87",
        87,
    ),
    (
        "how WireGuard and Wintun end what they say of a failure",
        "no oak adapter: it is shut. (Code 0x00000005)",
        5,
    ),
    (
        "what went wrong where, and then the code in brackets, as Rufus writes it",
        "Write error at leaf 1722: [0x00000017] it is torn",
        0x17,
    ),
    (
        "an error of Windows, after its message, which ends with a full stop, as Dart writes it",
        "OS Error: Das Blatt ist weg.\n, errno = 2",
        2,
    ),
    ("what repadmin counts, and the last error", "OAK2  17m:02s  3 /  5  60  (1722) no RPC", 1722),
    (
        "a web server's log: status, sub-status, Win32 status near the end of a row",
        WEB.format(64),
        64,
    ),
    (
        "a web server's log, of a protocol over HTTP",
        "CCM_POST /oak - 80 - OAK2 ccmhttp - 401 2 5 0",
        5,
    ),
    (
        "the end of a row of a web server's log: address, query, port, user, client",
        "it ends so: /oak.asp - 443 - ::1 Oak/1.0 - 404 0 2 46",
        2,
    ),
    (
        "an FTP server's log: status, Win32 status, sub-status",
        "12:02:03 10.0.0.9 RETR oak.zip 550 53 0 ",
        53,
    ),
    (
        "a sentence of the system's, and the Win32 error in brackets, in eight digits of hex",
        "The oak 7 said: the operation has been canceled (0x00002EF1). (Oak 8)",
        0x2EF1,
    ),
]


def values_in(text: str) -> list[int]:
    return [code.code.decimal for region in codes_of_lines(text) for code in region.codes]


def listed(text: str) -> list[tuple[int, Notation]]:
    codes = [code for region in codes_of_lists(text) for code in region.codes]
    return [(code.code.decimal, code.notation) for code in codes]


def test_every_form_has_an_example() -> None:
    assert [why for why, _, _ in EXAMPLES] == [form.why for form in ALL]


@pytest.mark.parametrize(
    ("form", "text", "value"),
    [(form, *example[1:]) for form, example in zip(ALL, EXAMPLES, strict=True)],
    ids=[form.why for form in ALL],
)
@pytest.mark.parametrize("mode", Mode)
def test_a_form_has_its_code_alone(form: LineForm, text: str, value: int, mode: Mode) -> None:
    extraction = extract_codes(text, mode)

    assert [(found.code.decimal, found.why) for found in extraction.codes] == [(value, form.why)]
    assert (extraction.candidates, extraction.numbered, extraction.foreign) == ((), (), ())
    assert has_hint(form.hints, text.lower())
    assert re.compile(form.pattern).groups


@pytest.mark.parametrize("form", ALL, ids=lambda form: form.why)
def test_a_form_has_hints_since_it_is_looked_for_in_all_texts(form: LineForm) -> None:
    assert form.hints


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize(
    "text",
    [
        WEB.format(0),
        "12:02 10.0.0.9 STOR oak.zip 226 0 0 ",
        "OSError: 操作成功完成。, errno = 0",
        "1 147 [AGENT_DETECTION_FINISHED] 101 {0} 0 0 Oak Success",
    ],
)
def test_a_row_of_success_holds_no_code(text: str, mode: Mode) -> None:
    assert [region.codes for region in codes_of_lines(text)] == [()]
    assert extract_codes(text, mode).codes == ()


@pytest.mark.parametrize(
    ("text", "values"),
    [
        (WEB.format("0x80070040"), [0x80070040]),
        (WEB.format(64) + " 20 30 40", []),
        (WEB.format(64) + " and more", []),
        (f"{WEB.format(64)} and more\n{WEB.format(1236)}", [1236]),
        ("Fehler: %%-2147024891", [0x80070005]),
        ("<Data Name='param2'>%%1053</Data>", [1053]),
        ("the error: %%4294967296", []),
        ("the oak was not cut down. (0x000005B4)", [1460]),
        ("a page that is at (0x00001000)", []),
        ("flags (0x00000005)", []),
        ("the register of it is 7 words (0x00000005)", []),
        ("an oak: %%5", []),
        ("NetpOak: it went well", []),
        ("NetpOak: the oak, flags: 0x40001010", []),
        ("NetpOak: the oak, options: 0x27", []),
        ("COPY /y oak 500 0 64", [64]),
        ("COPY /y oak elm", []),
        ("31,12:02,DNS Update Failed,oak", []),
        ("Data:\n0000: 0000052e 00000000", [1326]),
        ("Data: 0000: 05 00 00 00 08 00 00 00", []),
        ("<Binary>6F0061006B00</Binary>", []),
        ("产品语言: 1033。制造商: 橡树。重新配置成功或错误状态: 1618。", [1618]),
        ("Produktsprache: 1031. Erfolg- oder Fehlerstatus: 0.", []),
        ("CreateFile(拒绝访问。5) : oak.pst", [5]),
        ("CreateFile(Zugriff verweigert5) : oak.pst", [5]),
        (r"CreateFile(C:\an oak 5) : no", []),
        ("CreateFile(oak5) : no", []),
        ("Error Number:1205,State:51,Class:13", []),
        ("OSError(22, 'an oak')", []),
        ("OSError(22, 'an oak', None, None)", []),
        ("(2, 'an oak', 'an elm', 5)", []),
        ('no oak: (13, "It\'s shut", None, 33)', [33]),
        ("no oak: (22,'The oak is incorrect.',None,87)", [87]),
        ("OSError(13,'It is shut','C:\\\\oak',32)", [32]),
        ("/oak.asp - 443 - ::1 Oak/1.0 - 404 0 2 46", [2]),
        ("产品语言:3082。 重新配置成功或错误状态:3010。", [3010]),
        ('Error running cmd L"C:\\\\oak.exe -a" (126).', [126]),
        ('Failed to find "an oak" (1)', []),
        ('Failed to find "an oak" (5) and an elm', []),
        ("Error number -138 occurred", []),
        ("OS Error: The process cannot\naccess the oak, errno = 32", [32]),
        ("(OS Error: No such file or directory, errno = 2)", []),
        ("it could not open the oak. errno = 5", []),
        ("no oak, errno = 5", []),
        ("0024:fixme:oak:fell (3): stub", []),
        ('fixme:service:scmdatabase_autostart_services service L"Oak" failed to start: 5\r', [5]),
    ],
)
def test_a_number_is_a_code_if_its_line_has_the_whole_form(text: str, values: list[int]) -> None:
    assert values_in(text) == values


def test_rows_without_their_head_are_read_only_in_pasted_texts() -> None:
    row, marked = EXAMPLES[-6][1], EXAMPLES[0][1]

    assert values_in(f"{row}\n{marked}") == [1068, 1722]
    assert values_in(f"{row}\n{marked}\n{' ' * PASTED}") == [1068]


def test_the_numbers_of_an_installers_note_are_no_codes() -> None:
    text = "MSI (s) DEBUG: Note: 1: 1722 2: oak64 3: -5 4: 1603 \nerror 1618"
    spans = list(numbers_of_notes(text))

    assert [text[start:end] for start, end in spans] == ["1", "1722", "2", "3", "4", "1603"]
    assert [found.written for found in extract_codes(text, Mode.STRICT).codes] == ["1618"]


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("oaks fall, with errors [1]. Then they rot [2].", ["1", "2"]),
        ("oaks fall, with errors[^1] (see [^2]).", ["1", "2"]),
        ("oaks fall [2][1]", ["2", "1"]),
        ("[1] an oak, [2] an elm", ["1", "2"]),
        ("[1]", []),
        ("it has error [1] and error [2]:\n[1] oak\n> [2] elm", ["1", "2", "1"]),
        ("it has error [1] of an oak [2]", ["2"]),
        ("it has oaks [5], and with error [1] an elm", []),
        ("the oaks [2] fell", []),
        ("oaks[1] fell", []),
        (f"oaks fall [1] {' ' * PASTED}", []),
    ],
)
def test_the_marks_of_footnotes_are_no_codes(text: str, marks: list[str]) -> None:
    assert [text[start:end] for start, end in footnote_marks(text)] == marks


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("errors:\n(1) an oak\nor\n(2) an elm", ["1", "2"]),
        ("errors: (1) an oak, (2) an elm and (3) a fir", ["1", "2", "3"]),
        ("errors:\n> 1) an oak\n> 2) an elm", ["1", "2"]),
        ("errors: #1 an oak; #2 an elm", ["1", "2"]),
        ("errors: (2) an oak, (5) an elm", []),
        ("it failed (1) here, and it failed (2) there", []),
        ("an oak fell. (1)\nan elm fell. (2)", []),
        (f"(1) an oak\n(2) an elm{' ' * PASTED}", []),
    ],
)
def test_the_numbers_of_items_are_no_codes(text: str, numbers: list[str]) -> None:
    assert [text[start:end] for start, end in numbers_of_items(text)] == numbers


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Caused by: 0: no oak 1: io error 2: it is shut (os error 5)", ["0", "1", "2"]),
        ("Caused by:\n    0: no oak, at 7: 05\n    1: io error", ["0", "1"]),
        ("caused by: 0: no oak\nCaused by: 0: no elm", ["0", "0"]),
        ("Caused by:\n  Access is denied. (os error 5)", []),
        ("Caused by: error 1: no oak", []),
        ("at 0: an oak 1: an elm", []),
        (f"Caused by: 0: no oak{' ' * 600} 1: error", ["0"]),
        (f"Caused by: 0: no oak 1: error{' ' * PASTED}", []),
    ],
)
def test_the_numbers_of_causes_are_no_codes(text: str, numbers: list[str]) -> None:
    assert [text[start:end] for start, end in numbers_of_causes(text)] == numbers


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("81 verbose oak\n82 error code EPERM\n82 error errno -4048", ["81", "82", "82"]),
        ("1722 error errno -4048\n1723 error syscall open", ["1722", "1723"]),
        ("1722 error came\n1726 error came", []),
        ("1722 error came", []),
        ("5 oaks\n6 error oaks", []),
        (f"81 error oak\n82 error elm{' ' * PASTED}", []),
    ],
)
def test_the_numbers_of_lines_are_no_codes(text: str, numbers: list[str]) -> None:
    assert [text[start:end] for start, end in numbers_of_lines(text)] == numbers


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Event ID 1069\nError 1069 Oak-Source it fell", ["1069"]),
        ("Ereignis-ID: 1146\nFehler 1146 FailoverClustering", ["1146"]),
        ("Event ID 7000, Error 1069 Oak-Source", []),
        ("Event ID 1326, the job said Error 1326 once more", []),
        ("Error 1069 Oak-Source it fell", []),
        (f"Event ID 1069\nError 1069 Oak-Source{' ' * PASTED}", []),
        ("Event ID: 1069\nError 1722 Oak-Source", []),
    ],
)
def test_the_id_of_an_event_is_no_code_before_its_source(text: str, numbers: list[str]) -> None:
    assert [text[start:end] for start, end in numbers_of_events(text)] == numbers


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("11,08/14/26,10:22:11,Renew,10.0.0.7,oak,,,1722,0\n30,08/14/26,10:22:11,Oak,1\n", 1),
        ("11,08/14/26,10:22,error 1722", 0),
        ("error 1722", 0),
        (f"11,08/14/26,10:22:11,Renew,1722{' ' * PASTED}", 0),
    ],
)
def test_a_line_about_a_lease_has_no_code(text: str, count: int) -> None:
    assert len(list(leases(text))) == count


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("errors:\n(1) 10054 it fell\nor\n(2) error 10053", ["10054", "10053"]),
        ("these errors:\n[1] 10054\n[2] 10053\n[3] 10035", ["10054", "10053", "10035"]),
        ("errors:\n1) 12 oaks fell\n2) error 53", ["53"]),
    ],
)
def test_a_number_that_begins_an_item_belongs_to_the_words_before_the_items(
    text: str, codes: list[str]
) -> None:
    assert [found.written for found in extract_codes(text).codes] == codes


@pytest.mark.parametrize("mode", Mode)
def test_beside_footnotes_the_codes_are_found(mode: Mode) -> None:
    text = "it has errors [1] and error [2]\n[1]: an oak\n[2]: error 1722"

    assert [found.written for found in extract_codes(text, mode).codes] == ["1722"]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (
            "The error codes of the oak:\n- 1722\n- `0x80070005` no\n",
            [(1722, Notation.DECIMAL), (0x80070005, Notation.HEX)],
        ),
        ("exit codes:\n\n  * 5 is bad\n  * 0 is good", [(5, Notation.DECIMAL)]),
        ("exit codes:\n• 9999999999\n• 1603", [(1603, Notation.DECIMAL)]),
        ("exit codes:\n- 1603\n", []),
        ("things to do:\n- 1722\n- 1726\n", []),
    ],
)
def test_a_list_of_two_or_more_below_its_head_has_codes(
    text: str, codes: list[tuple[int, Notation]]
) -> None:
    assert listed(text) == codes


@pytest.mark.parametrize("mode", Mode)
def test_a_listed_code_has_a_reason(mode: Mode) -> None:
    extraction = extract_codes("the return codes that we saw:\n- 53\n- 64\n", mode)

    assert [found.written for found in extraction.codes] == ["53", "64"]
    assert {found.why for found in extraction.codes} == {"it is in a list of codes"}
