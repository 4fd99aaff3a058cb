"""Hostile texts: one that is 16 times as long takes about 16 times the time, whatever it is.

Both lengths are decoded in turns, the short one first and last, and the best CPU time of each
counts, so that other work of the machine matters little. Work that grows with the square of a
length takes 256 times the time. Turns are repeated only while the result is not clear.
"""

import math
import re
from collections.abc import Callable
from functools import partial
from time import thread_time

import pytest

from bot.codes.extraction import Mode, extract_codes
from bot.conversation import Request, answer
from tests.codes.test_extraction import HOSTILE_CHUNKS

pytestmark = pytest.mark.unmeasured  # tracing takes most of the time that is measured
SHORT, TIMES = 1_250, 16  # no part of either is left out
MOST = 2 * TIMES
CLEAR = 1.5 * TIMES
MOST_TURNS = 5
IDLE = 0.0002
"""Seconds that are added to both: what takes less says nothing of how it grows."""

OF_ONE_FINDER = [
    *("iissync ", "iissync\n", "iissync a\n5\n", "> iissync >", "PS C:\\"),
    *("sc-win32-status\n", "sc-win32-status ", "error code\t", ",error code,", "a,hresult\n5,5\n"),
    *("error code  a\n", '"error code","', "error code,x\n\n", " | "),
    *("Note: 1: 1722 ", "GET / 500 0 64 ", " USER a 500 5 ", "1/2 3 (5) ", "NetpA: ", "Netp"),
    *("31,DNS Update Failed,", '","2026-11-28 12:02:03","', "error: %%5 ", "- 5\n"),
    *("error codes:\n- 5\n- 6\n", "exit codes "),
    *("HTTP 503 ", "errno 5 ", "mysql (", "CIFS ", "git error ", "provider: ", "error:0000000A:"),
    *("BugCheck 9F {", "Arg1: ", "ErrorCode0: 0x5 ", "stop code A B ", "blue screen 0x1A "),
    *("STOP: 0x0000007B (", "STOP: 0x0000007B 00000001 ", "0x00000050 (0x00000000, "),
    *("KERNEL_OAK (1e) ", "Bugcheck.Code.Oak ", "`", "BUGCHECK_STR: 0x1E_", "BUCKET_ID:  "),
    *("CreateFile(an oak", "CreateFile(", "Error Number:5,State:0,Class:", "0000: 05 00 "),
    *(
        "<Binary>",
        "LDAP_OAK (",
        "ErrorCode 5</Data> ErrorDescription ",
        "resultCode=5 ",
        ": 1033. ",
    ),
    *('"code": 5, ', "{code: 5, ", "OAK_BUSY (5) ", "error 5. Oak is an oak ", "ORA-12154 "),
    *("error 12154 ", "SQLSTATE ", "Roblox error 5 ", "WebSocket ", "code = 5 desc = ", "A_A"),
    *("error 5\nWaiting 5 seconds... ", "error 5\nerror 6, ", "comment: x, data 52e, "),
    *(
        "Named Pipes a SQL Server ",
        "Named Pipes: [",
        "Network Interfaces: a ",
        "(5: Invalid ",
        "libcurl error ",
    ),
    *("5 (cudaError", "0x50 bug ", "0x50 stop code ", "(5, 'OakTree', ", "oak.py:5:", "taking a "),
    *("0x80070005 (WIN32: 5 ", "5 (0x80070005) "),
    *("Error(5, '", "OSError(5, 'oak', None, ", "(5, 'oak', None, ", "[AGENT_OAK] 101 {0} 0 "),
    *("err:oak:elm failed to a ", "fixme:oak:elm ", "Event ID 5\nError 5 Oak-Elm ", "Failed to "),
    *('Failed to oak "', "11,08/14/26,10:22:11,", "P0=0x7e P1=0x3 ", "Error number -10054 "),
]
OF_MANY = [
    *("0x8007\n", "2 147 ", "---> ", "Caused by: ", "---> 0x80070005 ", "0x80070005, "),
    *("error 5 ignored ", "error 0 ", "the file cannot be found (2) ", "- \n"),
    *("0 x 8", "0 x 8 0 ", "8007-", "x\\x00", "x\0", "0\u04458", "%200x", "-2147\n"),
    *("[/b]", "[url=", "&#48;", "\\n", "\\\\", "a://%3A", "İ", "error:\n", "0x80070005\n"),
]


def seconds(work: Callable[[str], object], text: str) -> float:
    start = thread_time()
    work(text)
    return thread_time() - start


def growth(work: Callable[[str], object], piece: str) -> float:
    """How many times as long the work on a text takes that is `TIMES` as long."""
    short, long = ((piece * size)[:size] for size in (SHORT, TIMES * SHORT))
    best_short, best_long = seconds(work, short), math.inf
    for _ in range(MOST_TURNS):
        best_long = min(best_long, seconds(work, long))
        best_short = min(best_short, seconds(work, short))
        found = (best_long + IDLE) / (best_short + IDLE)
        if found < CLEAR:
            break
    return found


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("piece", dict.fromkeys((*HOSTILE_CHUNKS, *OF_ONE_FINDER, *OF_MANY)))
def test_the_time_for_a_hostile_text_grows_with_its_length(piece: str, mode: Mode) -> None:
    assert growth(partial(extract_codes, mode=mode), piece) < MOST


@pytest.mark.parametrize("piece", ["1 ", "0x8007 ", "error 1722 ", "oak ", "Oak_tree ", "- ", "<"])
def test_the_time_for_an_answer_grows_with_the_length_of_the_question(piece: str) -> None:
    assert growth(lambda text: answer(Request(text)), piece) < MOST


def test_quadratic_growth_is_detected() -> None:
    assert growth(re.compile(".+b").search, "a") > MOST
