"""Export files that anyone may have written: each fault is reported with its place."""

import json
from functools import reduce
from operator import getitem
from typing import Any

import pytest

from bot.team.import_reader import LARGEST, ExportFileError, read_export
from bot.team.json_reader import MOST_FAULTS
from bot.team.model import Person

Json = dict[str, Any]
AT = "2026-11-23T08:00:00+01:00"
NO_TIME = "is not a time with its offset from UTC, as 2026-11-23T07:00:00+00:00"
BLANKS = "has blanks around it, or a step of no or of several lines"
REVISION = "/entries/0/revisions/0"


def export_json() -> Json:
    """An export file with one entry."""
    return {
        "format": "iissync-bot knowledge",
        "version": 1,
        "workspace": "T1",
        "entries": [
            {
                "id": "e1",
                "code": 2148599041,
                "revisions": [revision(1), revision(2)],
                "votes": [
                    {"person": "U1", "helped": True, "at": AT},
                    {"person": "U2", "helped": False, "at": AT},
                ],
                "imported": {"workspace": "T0", "entry": "e0", "by": None, "at": AT},
            }
        ],
    }


def revision(version: int) -> Json:
    return {
        "version": version,
        "cause": "The share is gone.",
        "steps": ["Look at it."],
        "applies_to": "",
        "link": "",
        "author": {"id": "U1", "name": "Ann"},
        "approver": None,
        "at": AT,
        "origin": "published",
        "why": "",
    }


def path_of(pointer: str) -> list[Any]:
    """The names and numbers of a pointer."""
    names = [name.replace("~1", "/").replace("~0", "~") for name in pointer.split("/")[1:]]
    return [int(name) if name.isdigit() else name for name in names]


def changed(pointer: str, value: object) -> bytes:
    """The file with another value at a place."""
    made = export_json()
    *path, last = path_of(pointer)
    place = reduce(getitem, path, made)
    place[last] = value
    return json.dumps(made).encode()


def without(pointer: str, name: str) -> bytes:
    made = export_json()
    del reduce(getitem, path_of(pointer), made)[name]
    return json.dumps(made).encode()


def faults_of(content: bytes) -> list[str]:
    with pytest.raises(ExportFileError) as error:
        read_export(content)
    return [str(fault) for fault in error.value.faults]


def test_a_good_file_has_no_fault() -> None:
    content = json.dumps(export_json()).encode()
    [history] = read_export(content)

    assert [each.version for each in history.revisions] == [2, 1]
    assert (history.entry.helped, history.entry.did_not_help) == (1, 1)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the file: is not JSON: Expecting value (line 1, column 1)"),
        (b"[1,\n 2", "the file: is not JSON: Expecting ',' delimiter (line 2, column 3)"),
        (b'{"a": "\xff"}', "the file: is not UTF-8: invalid start byte at byte 7"),
        (b"[]", "the file: is not an object"),
        (b"NaN", "the file: is not JSON that can be read: NaN is no number"),
        (b"1" * 5000, "the file: is not JSON that can be read: Exceeds the limit"),
        (b"[" * 100_000, "the file: is not JSON that can be read: maximum recursion"),
        (b" " * (LARGEST + 1), "the file: has 20,000,001 bytes: at most 20,000,000"),
        (b'{"version": 2}', "/version: is 2: a newer version of the bot wrote this file"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_has_one_fault(content: bytes, message: str) -> None:
    [fault] = faults_of(content)

    assert fault.startswith(message)


@pytest.mark.parametrize(
    ("pointer", "value", "fault"),
    [
        ("/format", "another", "is not 'iissync-bot knowledge'"),
        ("/format", 1, "is not a text"),
        ("/version", 0, "is not 1"),
        ("/version", True, "is not a whole number"),
        ("/workspace", "", "is empty"),
        ("/entries", {}, "is not a list"),
        ("/entries/0", 5, "is not an object"),
        ("/a~0~1b", 5, "is not known"),
        ("/entries/0/", 5, "is not known"),
        ("/entries/0/id", "x" * 256, "has 256 characters: at most 255 are allowed"),
        ("/entries/0/id", "a\0", "has a character that cannot be stored"),
        ("/entries/0/id", "\ud800", "has a character that cannot be stored"),
        ("/entries/0/code", "5", "is not a whole number"),
        ("/entries/0/code", 5.0, "is not a whole number"),
        ("/entries/0/code", -1, "-1 does not fit in 32 bits"),
        ("/entries/0/code", 2**32, "4294967296 does not fit in 32 bits"),
        ("/entries/0/revisions", [], "is empty"),
        ("/entries/0/revisions", None, "is not a list"),
        (f"{REVISION}/version", 2, "is not 1: versions begin at 1 and have no gaps"),
        (f"{REVISION}/version", None, "is not a whole number"),
        (f"{REVISION}/cause", "", "Say what the cause is."),
        (f"{REVISION}/cause", None, "is not a text"),
        (f"{REVISION}/cause", " a", BLANKS),
        (f"{REVISION}/cause", "x" * 2001, "At most 2000 characters: these are 2001."),
        (f"{REVISION}/steps", ["a"] * 21, "At most 20 steps: these are 21."),
        (f"{REVISION}/steps", ["a\nb"], BLANKS),
        (f"{REVISION}/steps/0", 5, "is not a text"),
        (f"{REVISION}/printed_by", "sc", "'sc' is neither any nor iissync."),
        (f"{REVISION}/link", "javascript:x", "A link begins with https:// and has no blanks."),
        (f"{REVISION}/author", "Ann", "is not an object"),
        (f"{REVISION}/author/id", "", "is empty"),
        (f"{REVISION}/editors", {}, "is not a list"),
        (f"{REVISION}/at", "yesterday", NO_TIME),
        (f"{REVISION}/at", "2026-11-23T07:00:00", NO_TIME),
        (f"{REVISION}/at", "0001-01-01T00:00:00+14:00", NO_TIME),
        (f"{REVISION}/at", 0, "is not a text"),
        (f"{REVISION}/origin", "guessed", "is none of published, restored"),
        (f"{REVISION}/origin", [], "is not a text"),
        (f"{REVISION}/why", "x" * 501, "has 501 characters: at most 500 are allowed"),
        ("/entries/0/votes/0/helped", 1, "is not true or false"),
        ("/entries/0/votes/1/person", "U1", "is there more than once"),
        ("/entries/0/imported/by", 5, "is not an object"),
    ],
)
def test_each_fault_is_reported_with_its_place(pointer: str, value: object, fault: str) -> None:
    assert faults_of(changed(pointer, value)) == [f"{pointer}: {fault}"]


def test_editors_may_be_missing_or_null_and_else_are_persons() -> None:
    given = [{"id": "U3", "name": "Eve"}, None]
    [history] = read_export(changed(f"{REVISION}/editors", given))

    assert [each.editors for each in history.revisions] == [(), (Person("U3", "Eve"), None)]
    assert faults_of(changed(f"{REVISION}/editors", ["Ann"])) == [
        f"{REVISION}/editors/0: is not an object"
    ]


@pytest.mark.parametrize(
    ("pointer", "name"),
    [
        *(("", name) for name in ("format", "version", "workspace", "entries")),
        *(("/entries/0", name) for name in ("id", "code", "revisions", "votes")),
        *((REVISION, name) for name in revision(1)),
        *(("/entries/0/votes/0", name) for name in ("person", "helped", "at")),
        *(("/entries/0/imported", name) for name in ("workspace", "entry", "by", "at")),
        (f"{REVISION}/author", "name"),
    ],
)
def test_each_missing_member_is_named(pointer: str, name: str) -> None:
    assert faults_of(without(pointer, name)) == [f"{pointer or 'the file'}: has no {name!r}"]


def test_a_duplicate_member_is_a_fault() -> None:
    content = json.dumps(export_json()).replace('"code":', '"code": 5, "code":').encode()

    assert faults_of(content) == ["/entries/0/code: is there more than once"]


def test_a_duplicate_entry_is_a_fault() -> None:
    made = export_json()
    made["entries"] *= 2

    assert faults_of(json.dumps(made).encode()) == ["/entries/1/id: is there more than once"]


def test_all_faults_are_reported_at_once() -> None:
    made = export_json()
    made["entries"][0]["code"] = -1
    made["entries"][0]["revisions"][1]["at"] = ""

    with pytest.raises(ExportFileError) as error:
        read_export(json.dumps(made).encode())
    assert [fault.pointer for fault in error.value.faults] == [
        "/entries/0/code",
        "/entries/0/revisions/1/at",
    ]


def test_at_most_a_hundred_faults_are_reported() -> None:
    made = export_json() | {"entries": [1] * 1000}
    faults = faults_of(json.dumps(made).encode())

    assert len(faults) == MOST_FAULTS + 1
    assert faults[-1] == "the file: has more faults than these"
