"""Which shared files the bot reads."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.codes.sources import Why
from bot.slack.answering.files import LARGEST, SharedFile, files_of, why_not_read
from tests.conftest import Json

FILE: Json = {
    "id": "F0ABC",
    "name": "setup.log",
    "title": "The log",
    "mimetype": "text/plain",
    "filetype": "text",
    "size": 16,
    "mode": "hosted",
    "url_private": "https://files.slack.com/files-pri/T-F0ABC/setup.log",
    "url_private_download": "https://files.slack.com/files-pri/T-F0ABC/download/setup.log",
}


def file(**changes: object) -> SharedFile:
    made = SharedFile.of({**FILE, **changes})
    assert made
    return made


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({}, None),
        ({"mode": "snippet", "filetype": "csharp", "name": "a.cs"}, None),
        ({"name": "events.csv", "mimetype": "application/octet-stream", "filetype": ""}, None),
        ({"name": "PANTHER.LOG", "mimetype": "", "filetype": "binary"}, None),
        ({"name": "noname", "mimetype": "application/json", "filetype": "x"}, None),
        ({"name": "events.XML", "mimetype": "application/xml", "filetype": "xml"}, None),
        ({"name": "noname", "mimetype": "text/x-log", "filetype": "x"}, None),
        ({"name": "a.log.zip"}, Why.ARCHIVE),
        ({"name": "noname", "filetype": "zip", "mimetype": "application/zip"}, Why.ARCHIVE),
        ({"name": "cbs.cab"}, Why.ARCHIVE),
        ({"name": "System.evtx", "filetype": "binary"}, Why.EVENT_LOG),
        ({"name": "MEMORY.DMP"}, Why.DUMP),
        ({"name": "IMG_0042.HEIC"}, Why.PICTURE),
        ({"name": "noname", "filetype": "x", "mimetype": "image/avif"}, Why.PICTURE),
        ({"name": "report.html"}, Why.DOCUMENT),
        ({"name": "setup.log", "mimetype": "text/html"}, Why.DOCUMENT),
        ({"name": "mail", "filetype": "email", "mimetype": "text/html"}, Why.DOCUMENT),
        ({"name": "noname", "filetype": "x", "mimetype": "application/x-thing"}, Why.BINARY),
        ({"name": "net.etl"}, Why.BINARY),
        ({"size": LARGEST}, None),
        ({"size": LARGEST + 1}, Why.TOO_LARGE),
        ({"name": "big.zip", "size": LARGEST + 1}, Why.ARCHIVE),
        ({"mode": "external"}, Why.EXTERNAL),
        ({"is_external": True}, Why.EXTERNAL),
        ({"mode": "tombstone"}, Why.GONE),
        ({"mode": "hidden_by_limit"}, Why.GONE),
    ],
)
def test_whether_a_file_is_read(changes: Json, why: Why | None) -> None:
    assert why_not_read(file(**changes)) is why


@pytest.mark.parametrize(
    ("changes", "field", "value"),
    [
        ({}, "url", FILE["url_private_download"]),
        ({"url_private_download": None}, "url", FILE["url_private"]),
        ({"name": None}, "name", "The log"),
        ({"name": 5, "title": None}, "name", ""),
        ({"size": "big"}, "size", 0),
        ({"file_access": "check_file_info"}, "known", False),
        ({"preview": "error 5"}, "excerpt", "error 5"),
        ({"plain_text": "error 6", "preview": "error 5"}, "excerpt", "error 6"),
    ],
)
def test_a_file_object_is_parsed(changes: Json, field: str, value: object) -> None:
    assert getattr(file(**changes), field) == value


def test_the_files_of_forwarded_messages_belong_to_a_message_once_each() -> None:
    forwarded = {"is_share": True, "files": [FILE, {**FILE, "id": "F2"}]}

    found = files_of({"files": [FILE, None, {"id": ""}], "attachments": [forwarded, 5]})

    assert [each.id for each in found] == ["F0ABC", "F2"]


def test_the_number_of_files_of_a_message_is_limited() -> None:
    assert len(files_of({"files": [{**FILE, "id": f"F{n}"} for n in range(99)]})) == 20


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*FILE]), inner),
    max_leaves=10,
)


@given(json_values)
def test_any_json_is_parsed_as_files(files: object) -> None:
    for each in files_of({"files": files, "attachments": [{"files": [files]}, files]}):
        why_not_read(each)
