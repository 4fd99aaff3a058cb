# ruff: noqa: RUF001 - words of other alphabets are intended here
"""Each row of the rules has an example here; a row without one fails."""

import re
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.codes import rules
from bot.codes.extraction import Mode, extract_codes
from bot.codes.patterns import has_hint
from bot.codes.phrases import PHRASES, Phrase
from bot.codes.rules import WORDS, Notation, Verdict
from bot.codes.shapes import GUARDS, SHAPES, Shape
from bot.codes.tokens import Token, tokenise
from tests.codes.extracted import READFAIL, codes_in
from tests.codes.guaranteed import GAP, is_in_all_matches

SHAPE_EXAMPLES = [
    ("address on the web", "https://a.example/error/1722?code=2148598792", [READFAIL]),
    ("GUID", "{80110408-1234-1234-1234-123456789012}", []),
    ("SID", "error S-1-5-21-2148598792-1722-1060", []),
    ("MAC address", "error 80:11:04:08:17:22", []),
    ("dump address", "80110408`80110408", []),
    ("Slack id", "error U80110408", []),
    ("errno in hex", "errno 0x5", [5]),
    ("debugger's decimal", "Win32 error 0n1722", [1722]),
    ("debugger's signed decimal", "long 0n-2146368504", [READFAIL]),
    ("hex in pieces", "0x8011 0408", [READFAIL]),
    ("bare hex in two halves", "it says 8011-0408", [READFAIL]),
    ("hex of single digits", "E r r o r   0 x 8 0 1 1 0 4 0 8", [READFAIL]),
    ("grouped digits", "2 148 598 792", [READFAIL]),
    ("broken decimal", "status 214859\n8792", [READFAIL]),
    ("signed grouped digits", "-2,146,368,504", [READFAIL]),
    ("broken signed decimal", "status -21463\n68504", [READFAIL]),
    ("process and thread", "error 80110408.00001722::", []),
    (
        "process and thread, in brackets",
        "GPSVC(53c.1722) 12:02:03:123 error 64 of the oak",
        [64],
    ),
    ("session", "[02:17:05.990][80041f7c] an error", []),
    ("Exchange's id of an error", "id # 80110408-0514-00000000", [READFAIL]),
    ("IPv4 address", "error at 10.0.170.22:1722", []),
    ("IPv6 address", "error from 2001:db8::1722", []),
    ("timestamp", "error 2000-03-17 17:22:06.453", []),
    ("date", "error 17.03.2000", []),
    ("date in words", "error 17 March 2000", []),
    ("time", "error 17:22:06", []),
    ("version", "error 4.0.1722", []),
    ("dotted id", "error 49.4C02", []),
    ("ISBN", "error ISBN 2148598792", []),
    ("phone number", "call 214-859-8792", []),
    ("grouped number", "error 1,722,000", []),
    ("key", "error ORA-01722", []),
    ("hex cut short", "error 0x8011...", []),
    ("signed hex", "-0x7FEEFBF8", [READFAIL]),
    ("hex with its sign inside", "ERROR (0x-7feefbf8)", [READFAIL]),
    ("0x hex", "0X80110408uL", [READFAIL]),
    ("0x hex, glued to a word, or with a second x or 0x", "0x80110408when", [READFAIL]),
    ("O for the first 0", "Ox80110408", [READFAIL]),
    ("x hex", "x80110408", [READFAIL]),
    ("&H hex", "&H80110408&", [READFAIL]),
    ("$ hex", "$80110408", [READFAIL]),
    ("hex with h", "80110408h", [READFAIL]),
    ("event insertion, as a parameter", "oaks of param2 %%1053 among other trees", [1053]),
    ("event insertion", "%%1722", [1722]),
    ("Active Directory's data", "AcceptSecurityContext error, data 52e, v1db1", [0x52E]),
    ("RPC's error in hex", "the gateway (`RPC error code 6ba`)", [1722]),
    ("Active Directory's data, alone", "LDAP bind: data 775", [0x775]),
    ("signed decimal", "status -\n2146368504", [READFAIL]),
    ("small signed decimal", "-1", [0xFFFFFFFF]),
    ("padded hex", "FFFFFFFF80110408", [READFAIL]),
    ("look-alikes", "8O110408", []),
    ("bare hex", "8011040a", [0x8011040A]),
    ("bare hex, glued to a word", "HRESULT8011040a", [0x8011040A]),
    ("hash", "error 80110408ab", []),
    ("name", "mtsErrPDFReadFail", [READFAIL]),
    ("a documented code, glued to its meaning", "2148598792Cannot read", [READFAIL]),
    ("long decimal", "0x_2148598792", [READFAIL]),
    ("decimal", "the Fault1726 came", [1726]),
]

PHRASE_EXAMPLES = [
    ("an HTTP status, near words of the web", "POST oak?id=elm-in-the-forest returned 202", []),
    ("an HTTP status, near words of the web", "the web page returns 302 today", []),
    ("an HTTP status, near words of the web", "the API returned 404", []),
    ("an HTTP status, near words of the web", "the proxy's error 502", []),
    ("an HTTP status, near words of the web", "it returned 200 for the oak's url", []),
    ("an HTTP status, near words of the web", "it returns 302 to a page of the web", []),
    ("an HTTP status, near words of the web", "error 404 of the oak's url", []),
    ("an HTTP status, near words of the web", "error 503 from the proxy", []),
    ("a number that is much more often an HTTP status", "the oak shows error 404", []),
    ("a number that is much more often an HTTP status", "error 503 of the oak", []),
    ("an HTTP status", "it gives a 408", []),
    ("the year of a product", "an Excel 2016 error", []),
    ("a name of a product", "try Microsoft 365 again", []),
    ("a version of Windows", "the Windows 10 error of the oak", []),
    (
        "part of an address, in words with hyphens between them",
        "[see](#the-oak-fails-with-error-code-1603)",
        [],
    ),
    ("the brackets say that it is one of Win32's", "WIN32[0x00002F78]OakOrElm", [12152]),
    ("how a service ended, as SC shows it", "WIN32_EXIT_CODE    : 87  (0x57)", [87]),
    (
        "what ended a program, as the report of a crash says",
        "OAK.dll caused a Breakpoint (0x80000003)",
        [0x80000003],
    ),
    ("the state of an emulator", "Failed to emulate with EmulatorReturnStatus: 2", []),
    (
        "French words for an error code that was not expected",
        "le code d'erreur inattendu 5",
        [5],
    ),
    ("Oracle's words for the system's error", "O/S-Error: (OS 8) no oak", [8]),
    ("the number of a request to a driver", "ioctl fd 77 code 0xC040094A", []),
    (
        "an example of the codes that are spoken of",
        "it gives error codes of no use (like 80058015)",
        [0x80058015],
    ),
    (
        "what the system says of the error comes before it",
        "OS error: Oak error (a redundant leaf) (0x17)",
        [0x17],
    ),
    (
        "a name like those of Windows' errors comes before it",
        "the oak: code OAK_E_WRONG_STATE (0x80bb0007)",
        [0x80BB0007],
    ),
    (
        "how a step of an installation of drivers ended",
        "{SetupCopyOak: oak.inf exit (0x00000050)} 12:02",
        [0x50],
    ),
    ("it is said to be hex", "the oak fell: a000fe34 HEX", [0xA000FE34]),
    ("the number of an error, in another language", "il y a l'erreur n° 53 là", [53]),
    ("an HTTP status, in another language", "код состояния 200, ошибка", []),
    ("a status code, in another language", "kod stanu: 1722", [1722]),
    ("another kind of code, in another language", "Код подтверждения: 1058", []),
    ("what was returned, in another language", "la función devolvió 1058.", [1058]),
    ("an error of Windows, in another language", "une erreur Windows : 53 là", [53]),
    ("the system's own words come before it", "Access is denied. (errno 5)", [5]),
    (
        "what Java says of memory that Windows refused",
        "error='The oak is too small' (DOS error/errno=1455)",
        [1455],
    ),
    (
        "why a function failed, as installers made with Inno Setup say it",
        "DeleteFile failed; code 5.\nPermission denied.",
        [5],
    ),
    ("an error of a function for the web", "HttpSendRequest error 12029 of an oak", [12029]),
    ("an error of Active Directory, as its cmdlets call it", "ActiveDirectoryServer:8224", [8224]),
    (
        "a function of Windows and its error, after a tool's own function",
        "ERROR oak_tree ; OpenProcess (0x00000005)",
        [5],
    ),
    (
        "why an installer made with Inno Setup could not write a file",
        "The existing oak appears to be in use (5). Retrying.",
        [5],
    ),
    ("its value is the error", "the oak's errno value: 0x274d", [10061]),
    ("the debugger says which kind of code it is", "it is (Win32) 0n126 (126)", [126]),
    ("one of a number of errors", "I had two errors: 53", [53]),
    (
        "Apache writes an error of Windows so, and one of Unix without the first word",
        "(OS 64)The oak is no longer available.",
        [64],
    ),
    ("its hex comes before it", "the oak's error (41d = 1053)", [1053]),
    (
        "an error of the directory service in hex and decimal",
        "error 0x2098/8344 -> no right to the oak",
        [8344],
    ),
    (
        "an error of the directory service in hex and decimal",
        "error 0x5/5 -> no right to the oak",
        [5],
    ),
    ("the system's own words come before it", "Zugriff verweigert (5)", [5]),
    ("the system's own words come before it", 'Win32 error "Access is denied" 0x5', [5]),
    ("a sentence comes before it", "Content is missing. (0x87D30068)", [0x87D30068]),
    ("Winsock's errors are written so", "no answer from 'db1:3306' (10061)", [10061]),
    (
        "a Win32 error after the NTSTATUS that it was made of",
        "it is so (Last=0xc0000034/53)",
        [0xC0000034, 53],
    ),
    (
        "the subsystem for Linux writes where it failed, and then the code",
        "Wsl/Service/Oak/0x5",
        [5],
    ),
    ("an error of the system's, as C++ writes it", "address in use [system:10048]", [10048]),
    (
        "an error of pywin32: its number, the function, the system's words",
        "oak returned (740, 'CreateOak', 'It needs to grow.')",
        [740],
    ),
    (
        "words of Unix for an error of Winsock's come after it",
        "an HTTP error 10022 invalid argument of the oak",
        [10022],
    ),
    ("Winsock's errors come after such words", "recv from db1 gave up, 10054", [10054]),
    ("what a function of Winsock's returned", "oak: setsockopt(TCP_NODELAY): 10022", [10022]),
    ("what a function of Windows returned", r"CreateFileW(D:\oak.mdb): 32", [32]),
    ("what a function of Windows returned", "RegOpenKeyEx returned 5", [5]),
    ("what went wrong comes before it", "error getting the oak (elm.dll): 87", [87]),
    (
        "what a function of Windows returned, in a line about a failure",
        "oak fail setupdiinstalldevice: 1010",
        [1010],
    ),
    (
        "an error of the connection to SQL Server, from its provider",
        "SQLServer Error: 53, Named Pipes Provider: no oak",
        [53],
    ),
    (
        "an error of the connection to SQL Server, beside its state",
        "SQLState: '08001' SQL Server Error: 53",
        [53],
    ),
    ("it ended so", "the setup ends with 1618.", [1618]),
    ("it is the reason", "the oak did not open because 32", [32]),
    (
        "a cluster's log gives the reason after it",
        "GracefulClose(1226)' because of 'the oak'",
        [1226],
    ),
    ("what one thing failed to do comes before it", "the oak failed to start: 126", [126]),
    ("it failed so", "the copy failed with 53", [53]),
    ("what a call of the system's returned", "a system call (0xc037010a)", [0xC037010A]),
    ("another exit code than was expected", "to exit with [0], but received '1605'", [1605]),
    ("its meaning is given", "we think that 1618 means another setup", [1618]),
    ("WinHTTP and WinINet count from here", "WinHttpCallback: 12007", [12007]),
    ("what could not be done comes before it", "couldn't reach the domain: 1355", [1355]),
    (
        "what could not be done comes before it, and its hex after it",
        "failed to open the key: 2 (0x2)",
        [2],
    ),
    ("ESE's name for it is beside it", "-1018 JET_errReadVerifyFailure", [0xFFFFFC06]),
    (
        "a parameter of an exception of Active Directory or Exchange",
        "Exception e0010004 has occurred with parameters -1018 and 0",
        [0xE0010004, 0xFFFFFC06],
    ),
    ("Active Directory's detail of a failed logon", "the AD bind says data 533", [0x533]),
    ("a count at the beginning of a line", "no oak (Other error)\n2 devices found.", []),
    ("how many files or folders were not copied", 'it shows 18 "FAILED" "Dirs"', []),
    ("the first of the four bytes of a status", "the oak or 34 01 00 c0 (bytes)", []),
    (
        "a count that another one is compared with",
        "the oak shows 1326 leaves instead of 1722 since noon",
        [],
    ),
    (
        "the place of a value in a template of a message, like that before it",
        "No oak: [2]. System error [3].",
        [],
    ),
    ("none", "it ran, errors: 0", []),
    ("none of them", "1722 files copied, 0 skipped", []),
    ("a size, in hex beside it", "an error after 3072 (0x00000c00) bytes", []),
    ("a count", "the script has 1 error", []),
    ("a count of what was done with things", "an error: 12 messages suppressed", []),
    ("a count among counts", "error summary: failed = 5, cancelled = 2", []),
    ("a count before a count, each after its name", "failed=5 skipped=2", []),
    ("a count after a count, each after its name", "Skipped: 2\nFailed: 5", []),
    (
        "a count of failures before that of successes, in another language",
        "Fehler: 5, erfolgreich: 126",
        [],
    ),
    ("a count of tests in TAP, the Test Anything Protocol", "# fail 5", []),
    ("a count before a count", "error or not: 5 failed; 8 ignored", []),
    ("a count after a count", "the build: 2 failed, 3 skipped", []),
    ("that something failed", "the error handler returned 1", []),
    ("how many errors there may be", "it stops at max errors: 53", []),
    ("how many things came back", "the error handler returned 53 leaves", []),
    (
        "a count before a count, each after its name and a blank",
        "total 1326, failed 5, skipped 32",
        [],
    ),
    ("what a message counts, before it says that it failed", "Dump 3 error: no space", []),
    ("one of so many", "an error in 5 of 1722", []),
    ("one of so many", "an error in 7 of 1722", []),
    (
        "what the monitor of a cluster's resource replied",
        "ONLINERESOURCE for 'Oak', gen(0) result 5018/0.",
        [5018],
    ),
    ("one of so many", "error 1722/2000", []),
    ("a share or a temperature", "error 1722 % of the time", []),
    ("a price", "error $1722", []),
    ("which of several errors it is, before the code", "Error 2: c0000022", [0xC0000022]),
    ("a number in two parts", "Photoshop error 131:4", []),
    ("a number in two parts, as Office has them", "Error code: 30010-45", []),
    ("the detail of a number in two parts", "oak: Error Code: 0-2031 (17004)", []),
    ("a number of the Session Initiation Protocol's", "ms-diagnostics error code of 1002", []),
    ("one of a pair of figures", "the oak's error (100, 0)", []),
    ("one of a row of figures", "error=1326MB;1722;1801", []),
    ("the number of a line", "Config Error\n   0: \n", []),
    ("the number of a line", "Error at\n 109: <modules>", []),
    ("a thread in a log", "error on 10/8/2024 9:21:33 AM\t10060 (x)", []),
    (
        "a part of a password, after the user of Samba's tools",
        "smbclient -U OAK\\\\ann%Leaf,1722 //oak failed",
        [],
    ),
    ("the status of HTTP that a rule waits for", 'failed: triggerStatusCode="200"', []),
    ("a thread in a log, in brackets after the level", "WARN Oak.Errors [32] - no", []),
    ("a thread, beside its name", "ERROR [1722 ExecProcessor] gave up", []),
    ("a process in a log, before its thread", "1060 15a8 PT WARNING: no oak", []),
    ("a thread in a log, after its process", "4216 1722 PT WARNING: no oak", []),
    ("a process or a thread in a log, after the time", "17:22:06.1234567 1060  OakSync  no", []),
    (
        "a time or a process in brackets, moved to the right, at the beginning of a line",
        "no oak, it failed\n**[   102] it fell",
        [],
    ),
    ("a process in brackets, before what it says", "[1060] Oak: it fell", []),
    ("a process, after its name", "oak svc[1726]: it fell", []),
    ("a process, after the line of Android's log begins", "E/Oak( 1060): it fell", []),
    ("where in a source an error occurred", "its Error Location returns 850", []),
    (
        "the number of a message in a log, before the message",
        "oak: ERROR: (1208): It has no leaves",
        [],
    ),
    ("the number of a request", "it denied request 1722 today", []),
    ("a code that opens or finds something", "the room code is 1726", []),
    ("a process in a list of them", "svchost.exe       1060 Services       0", []),
    ("the process of a connection", "TCP  0.0.0.0:135  0.0.0.0:0  LISTENING    1060", []),
    ("an event's id, before its source", "Error 1069 Microsoft-Windows-Oak it fell", []),
    ("an event's id", "an error event occurred. EventID: 0xC0001B70", []),
    (
        "an event's id with its severity, in PowerShell's list of events",
        "  373 Nov 12 16:01  Error       Oak Control M...   3221232473 The",
        [],
    ),
    ("an event's id, short or in a log's fields", 'the oak: {"event": {"code": "1058"}}', []),
    ("an event's id, in another language", "Код события: 1058", []),
    ("an event's id, in PowerShell's list", "Id           : 1058\nProviderName : Oak", []),
    ("a logon session", "error of LogonId 0:0x3e7", []),
    ("a folder", "error in HR\\2024\\list", []),
    ("a part of a path", "status Join/failed/1", []),
    ("a condition of cmd's", "if errorlevel 1 exit", []),
    ("what a scheduled program returned", "an error? Last Run Result (0x1)", []),
    ("PowerShell names an error so", "FullyQualifiedErrorId : 0x800488EE", [0x800488EE]),
    ("how many IISSYNC has read", "error, Source : 1722, scanned", []),
    ("a service's own number", "SERVICE_EXIT_CODE  : 4013", []),
    ("a message's number", "[ EXECUTION ERROR #232: it hung ]", []),
    ("an index", "Error[7] in candle", []),
    ("the number of an item of a program's", "it is in oak.leaf[1722]", []),
    (
        "a process and its thread, as Chromium begins a line of its log",
        "[1060:1722:1128/100000.123:ERROR:oak.cc] it fell",
        [],
    ),
    ("an offset", "Fault offset: 0x0003ea28", []),
    ("a version of a shared library of Unix", "it failed: liboak.so.6: no such oak", []),
    ("a range", "an error on port 1722-1730", []),
    ("how Windows Update says that it ended", "Download Result 4", []),
    (
        "how Windows Update says that it ended, before the code",
        "ResultCode : 4\nHResult : -2145124329",
        [0x80240017],
    ),
    (
        "how Windows Update says that it ended, after the code",
        "HResult=0x80240017; ResultCode=4",
        [0x80240017],
    ),
    ("where in its source a component gave up", "it failed, SupportInfo2 = 1326", []),
    ("a connection's number", "error: *1722 connect() failed", []),
    ("a process", "[error] 47#47: it failed", []),
    ("an address and an offset", "error at 00401722 +00e RaiseLastOSError", []),
    ("an event's number, after its kind", "WinEvtLog: Oak: ERROR(1000): no", []),
    ("a query's number in a DNS server's log", "an error: UDP Rcv 10.0.0.9   1722 R Q", []),
    ("what was going on", "ERROR CONTEXT: 0x00000005", []),
    ("what went wrong at an address", "7 times it was c0000094 from 0021c0d2", []),
    ("an errno of Unix", "error = 0x2(2) No such file or directory", []),
    ("a device's flags", "Device Status: 0x01802400", []),
    (
        "the beginning of a range of HTTP statuses, or one before it",
        "error if statusCodes: 302, 500-599",
        [],
    ),
    (
        "the end of a range of HTTP statuses, or one after it",
        "error if statusCodes: 500-599, 302",
        [],
    ),
    ("a range of statuses", "an error is status 1-53", []),
    ("a range of codes", "an error is one of the exit codes 5 to 64", []),
    ("an HTTP status", "the error said so (status 409)", []),
    ("an HTTP status", "the error said so (code=409)", []),
    ("an HTTP status", "StatusCode=409 of the error", []),
    ("an HTTP status", "an error with sc_status=409", []),
    ("an HTTP status", "HTTP 451 then 530 and error 451", []),
    (
        "the status of a request, among its fields",
        "an error: code=409 path=/oak duration_ms=1722",
        [],
    ),
    ("a server's reply to a mail program", "Server Error: 550", []),
    ("an HTTP status", "status code 409 StatusText=x", []),
    ("a placeholder such as %1", "error: the text %3 is missing", []),
    ("an offset", "error in iissync.exe+1722", []),
    ("a line of a source file", "error in sync.cpp(1722)", []),
    ("a line of a file", "error in oak.cu:1722: it fell", []),
    (
        "a line of a class's file, at the beginning of a line of a log",
        "ERROR c.o.Worker:1722 - it fell",
        [],
    ),
    ("a line of a class's file, in brackets", "it fell [OakUnlock:1326] again", []),
    ("an exit code of npm, or an HTTP status", "npm ERR! code 53", []),
    (
        "a program's own number, before that of Windows in brackets",
        "the oak has error 7 (Windows error 126)",
        [126],
    ),
    (
        "an argument of a command of PowerShell's, with its type",
        "NotFound: (1722:Int32) [Get-Oak], no error",
        [],
    ),
    (
        "an exit code of a command, as Python holds it",
        "CompletedProcess(args=['git', 'push'], returncode=128, stdout=b'')",
        [],
    ),
    ("how severe it is, in the Common Event Format", "|the oak failed|5|rt=1722", []),
    ("an exit code of a command", "OakException: Error 2 while executing it", []),
    ("part of a longer number", "the codes NODE12-1722 and 5", []),
    (
        "the Windows Installer's own number, not a Win32 error",
        "Error 1722. There is a problem with this Windows Installer package.",
        [],
    ),
    ("a value that a command of PowerShell is given", "Set-Oak -Name elm -Status 2 -Error 5", [5]),
    ("what was asked for, beside the error", "the oak failed (request code = 8, oak)", []),
    ("what Unix's program returned", "Error: '/usr/bin/oak' returned 2: no", []),
    ("a result of WMI's successor, which counts its own", "an error (MI RESULT 5)", []),
    (
        "an error of WMI's successor, which counts its own",
        "Error Category: 14\n  Error Code: 14\n  Error Type: MI",
        [],
    ),
    (
        "the kind of a mailbox in Active Directory",
        "@{msExchRecipientDisplayType=-1073741818}",
        [],
    ),
    ("a field of the Windows Installer's log", "Error: Note: 1: 1722 2: 0", []),
    ("an access log's status or size", '"GET /error HTTP/1.1" 200 1722', []),
    ("Exchange calls an error so", "ID no: 80110408", [READFAIL]),
    ("IISSYNC is what ended", "iissync ended with: 3", [3]),
    ("Visual Basic's own number", "Run-time error '1722'", []),
    ("Pascal's own number", "an I/O error 103 of the oak's", []),
    ("what kind of page fault it was", "oak: at 8 sp 00007ffd1c2c7e90 error 6 in oak", []),
    ("what the processor says of a page fault", "ErrCode = 00000002\neax=0", []),
    ("Device Manager's own number", "This device cannot start. (Code 10)", []),
    (
        "an errno that is larger than those of Unix",
        "it could not read the oak's leaves (errno 1331)",
        [1331],
    ),
    ("a number of the C library", "[Errno 64] Host is down", []),
    (
        "an errno, the first argument of an error of Python's",
        "it fell: FileNotFoundError(2, 'no oak')",
        [],
    ),
    ("a number of Unix", "Permission denied (os error 13)", []),
    ("an ordinary program's exit code", "make exited with status 64", []),
    (
        "an ordinary program's exit code, in another language",
        "der Fehler: Exit, Rückgabewert 64",
        [],
    ),
    ("an exit code, in another language", "con código de salida 1618 en 3 robles", [1618]),
    ("an exit code of a program that NMAKE ran", "U1077: 'oak.exe' : return code '0x2'", []),
    ("what any program returns that failed", "Windows says: Exit Code is 1", []),
    ("the exit code of a program that another ran", "returned actual error code 5", []),
    ("an ordinary program's exit code below zero", "it has exit code 4294967254", []),
    (
        "the own number of a server that decides on access to the network",
        "the server denied it. Reason Code: 16",
        [],
    ),
    ("Kerberos's own number", "Failure Code: 0x18", []),
    ("the Windows Installer's word for how an action ended", "failed. Return value 3", []),
    (
        "the Windows Installer's word for how all of it ended",
        "Back from server. Return value: 1603",
        [1603],
    ),
    (
        "the number of an order, in another language",
        "Fehler bei Bestellnummer 80070005",
        [],
    ),
    ("a flag", "error in INTERNET_FLAG_RELOAD 1722", []),
    ("a value in a query", "select * from errors where code = 1722", []),
    ("a hardware id", r"error in PCI\VEN_80110408", []),
    ("a list of errors", "errors: 5, 1726", [5, 1726]),
    ("the status of a request", "error: GET /iissync.asp 451", []),
    ("the status of a request", "error 451 POST /iissync.asp", []),
    ("an HTTP status", "error: 410 not found", []),
    ("a count", "it ended with errors: 1722", []),
    ("how many errors, in another language", "Anzahl der Fehler: 87", []),
    ("a line or how often, in another language", "エラー: 87 行目", []),
    (
        "an error's number before it, in Hungarian or Turkish",
        "A(z) 53. rendszerhiba következett be.",
        [53],
    ),
    ("SQL Server's own number", "Error: 18456, Severity: 14", []),
    (
        "SQL Server's word for where its start ended",
        "the preparation failed with error 0x2740, status code 0xa",
        [0x2740],
    ),
    ("an event's number, between its kind and its text", "ESE97 Error 145 The oak is gone", []),
    ("a unit, or a count of things", "error after 1722 ms", []),
    ("the word before it calls it a code", "error while it replicated: 5", [5]),
    (
        "what the word before it calls a code was returned by something",
        "Win32 error code returned by the oak's reader: 1797",
        [1797],
    ),
    ("it is said to be one", "64 is its return code", [64]),
    (
        "an HRESULT that says that flags are wrong",
        "invalid flags (0x800703EC) from 3 oaks",
        [0x800703EC],
    ),
]


def tokens_of(text: str) -> tuple[Token, ...]:
    return tuple(tokenise(text, 0, len(text)))


@pytest.mark.parametrize("text", ["0xx80110408", "Error 0x0x80110408", "0X0x80110408."])
def test_hex_may_have_its_prefix_twice(text: str) -> None:
    assert codes_in(text) == [READFAIL]


def test_every_shape_has_an_example() -> None:
    assert [name for name, _, _ in SHAPE_EXAMPLES] == [shape.name for shape in SHAPES]


@pytest.mark.parametrize(
    ("shape", "text", "codes"),
    [
        pytest.param(shape, *example[1:], id=shape.name)
        for shape, example in zip(SHAPES, SHAPE_EXAMPLES, strict=True)
    ],
)
def test_a_shape_is_read_as_its_row_states(shape: Shape, text: str, codes: list[int]) -> None:
    match = re.search(shape.pattern, text)
    assert match
    within = [p for p in tokens_of(text) if match.start() <= p.start < match.end()]

    assert codes_in(text) == codes
    assert {p.shape for p in within} == (
        {shape} if shape.notation is not Notation.NOTHING else set()
    )


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_a_shape_with_a_value_has_a_group_for_its_digits_and_a_guard(shape: Shape) -> None:
    assert ("(?P<digits>" in shape.pattern) == (shape.notation is not Notation.NOTHING)
    assert set(shape.starts) <= {guard.starts for guard in GUARDS}
    assert shape.why


WITH_MARKS = [shape for shape in SHAPES if shape.marks or shape.starts == "-"]
LOOKING_AROUND = [shape for shape in WITH_MARKS if re.search(r"\(\?<?=", shape.pattern)]


def test_what_is_left_out_of_a_text_without_marks_always_has_one() -> None:
    others = [shape for shape in WITH_MARKS if shape not in LOOKING_AROUND]

    assert len(others) > len(WITH_MARKS) / 2
    assert [row for row in others if not is_in_all_matches(has_mark, row.pattern)] == []


@pytest.mark.parametrize("shape", LOOKING_AROUND, ids=lambda shape: shape.name)
@given(data=st.data())
def test_it_has_one_in_it_or_beside_it_where_its_pattern_looks_around(
    shape: Shape, data: st.DataObject
) -> None:
    text = data.draw(st.from_regex(f"(?:{shape.pattern})"))
    spans = [match.span() for match in re.finditer(shape.pattern, text)]
    with_neighbours = [text[max(start - 1, 0) : end + 1] for start, end in spans]

    assert all(map(has_mark, with_neighbours))


def has_mark(text: str) -> bool:
    return re.search("[^0-9A-Za-z]", text.replace(GAP, "")) is not None


def test_every_phrase_has_an_example() -> None:
    assert [why for why, _, _ in PHRASE_EXAMPLES] == [phrase.why for phrase in PHRASES]


@pytest.mark.parametrize(
    ("phrase", "text", "codes"),
    [(phrase, *example[1:]) for phrase, example in zip(PHRASES, PHRASE_EXAMPLES, strict=True)],
    ids=[phrase.why for phrase in PHRASES],
)
def test_a_phrase_counts_as_its_row_states(phrase: Phrase, text: str, codes: list[int]) -> None:
    verdicts = {(token.verdict, token.why) for token in tokens_of(text)}

    assert (phrase.verdict, phrase.why) in verdicts
    assert has_hint(phrase.hints, text.lower())
    assert codes_in(text) == codes


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("System error ..\\oak.cc.730 it fell", []),
        ("error in MSI (s) 204 (x)", []),
        ("the oak failed to open due to 53.", [53]),
        ("error 3/1722", []),
        ("3 oaks, errors=53", []),
        ("3 oaks fell, erreurs : 53", []),
        ("Total tests: 32. Passed: 5. Failed: 2. Skipped: 3.", []),
        ("3 oaks, the copy failed: 53", [53]),
        ("error of the Log-on ID: 0x80070005", []),
        ("the setup ends with\n1618.", [1618]),
        ("the copy of 3 oaks failed with\n53", [53]),
        ("svchost.exe\t1060 Services       0", []),
        ("an error: NTDS Information 1126 The oak", []),
    ],
)
def test_a_phrase_counts_in_all_its_forms(text: str, codes: list[int]) -> None:
    assert codes_in(text) == codes


def test_strict_mode_finds_no_more_in_a_phrase_than_lenient_mode() -> None:
    more = {text: {*codes_in(text, Mode.STRICT)} - {*codes} for _, text, codes in PHRASE_EXAMPLES}

    assert {text for text in more if more[text]} == set()


def words_for(verdict: Verdict) -> list[str]:
    return [word for word, each in WORDS.items() if each is verdict]


CODE_WORDS = [word for word in words_for(Verdict.CODE) if word.isascii()]


def misread_in(sentence: str, words: Iterable[str], codes: list[int]) -> list[str]:
    """The words that, in the braces of the sentence, make others than these codes of it."""
    return [word for word in words if codes_in(sentence.format(word)) != codes]


def test_a_word_for_a_code_makes_a_small_number_a_code() -> None:
    verdicts = {
        word: [(token.verdict, token.why) for token in tokens_of(f"node B has {word} 0x80110408")]
        for word in CODE_WORDS
    }

    assert verdicts == {word: [(Verdict.CODE, f"“{word}” comes before it")] for word in CODE_WORDS}


def test_behind_a_word_for_a_count_only_values_built_like_codes_are_codes() -> None:
    words = words_for(Verdict.LARGE)

    assert misread_in("the {} 1726 there", words, []) == []
    assert misread_in("the {} 0x80110436 there", words, [0x80110436]) == []


def test_behind_a_word_for_any_value_only_named_values_are_codes() -> None:
    words = words_for(Verdict.NAMED)

    assert misread_in("node B has {} 0x801104FE", words, []) == []
    assert misread_in("node B has {} 0x80110408", words, [READFAIL]) == []
    assert misread_in("node B has {} 0x800706BA", words, [0x800706BA]) == []


def test_a_large_value_with_a_name_outweighs_some_words_for_something_else() -> None:
    words = rules.OUTWEIGHED

    assert {WORDS[word] for word in words} == {Verdict.OTHER}
    assert misread_in("the {} 1726 there", words, []) == []
    assert misread_in("the {} 0x801104FE there", words, []) == []
    assert misread_in("the {}: 0x80110408 there", words, [READFAIL]) == []
    assert misread_in("the {} (0x800706BA) there", words, [0x800706BA]) == []


def test_the_last_letters_of_hex_call_no_number_a_code() -> None:
    assert codes_in("0x800703EC in 53 calls, 64 of 0xEC and 5") == [0x800703EC]
    assert codes_in("ec 53 in calls, 64 of them") == [53]


@pytest.mark.parametrize("word", sorted({*words_for(Verdict.OTHER)} - rules.OUTWEIGHED))
def test_behind_a_word_for_something_else_no_number_is_a_code(word: str) -> None:
    extraction = extract_codes(f"the {word} 0x80110408 there")

    assert (extraction.codes, extraction.candidates) == ((), ())


def test_a_qualified_code_is_no_status_code() -> None:
    assert misread_in("the {} code 1726", rules.QUALIFIERS - {"pop3"}, []) == []


def test_a_number_behind_a_verb_is_a_code_unless_a_noun_follows() -> None:
    assert misread_in("node B {} 5 since noon", rules.VERBS, [5]) == []
    assert misread_in("node B {} 5 new people", rules.VERBS, []) == []


@pytest.mark.parametrize(
    "text",
    [
        "ошибка 5", "код ошибки: 5", "错误 5", "错误代码：5", "エラー 5", "오류 5", "Fehler 5",
        "erreur système 5", "código 5", "errore 5", "Wystąpił błąd systemu 5.",
        "Došlo k systémové chybě 5.", "Sistem hatası 5", "Er is een systeemfout 5 opgetreden.",
        "Systemfel 5 har inträffat", "Rendszerhiba történt: 5", "Järjestelmävirhe 5",
        "Systemfejl 5", "Eroare de sistem 5", "Σφάλμα συστήματος 5", "Системна помилка 5", "Lỗi 5",
        "שגיאה 5", "Kod błędu: 5", "Hata kodu: 5", "Kode kesalahan: 5", "錯誤碼: 5",
        "或错误状态: 5", "エラーの状態: 5",
    ],
)  # fmt: skip
def test_words_of_other_languages_make_a_code(text: str) -> None:
    assert codes_in(text, Mode.STRICT) == [5]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("error code was 5", [5]),
        ("error_code=5", [5]),
        ("errorCode: 5", [5]),
        ("%ERRORLEVEL% = 5", [5]),
        ("lastError=5", [5]),
        ("the error number is 5", [5]),
        ("error, 5 nodes", []),
        ("5 error", [5]),
        ("an error came. 5 of us saw it", []),
    ],
)
def test_the_nearest_word_decides(text: str, codes: list[int]) -> None:
    assert codes_in(text, Mode.STRICT) == codes


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("the result; 1722", [1722]),
        ("HRESULT! 87", [87]),
        ("the error, 5", [5]),
        ("the count; 1722", []),
        ("the size, 87", []),
    ],
)
def test_a_pause_ends_the_reach_of_a_word_unless_it_is_one_for_a_code(
    text: str, codes: list[int]
) -> None:
    assert codes_in(text, Mode.STRICT) == codes


def test_a_line_that_begins_with_a_bracket_is_a_pause_too() -> None:
    assert codes_in("HRESULT\n(87)") == [87]
    assert codes_in("the oak\n(87)") == []
