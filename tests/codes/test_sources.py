"""What is read of a file: its text, whatever it is encoded in, and the codes in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.codes.sources import (
    BLOCK,
    LONGEST_QUOTE,
    MOST_CODES,
    FileRead,
    FileReader,
    NotTextError,
    blocks_of,
    decoded,
    printable,
)

LINE = "Größe: Fehler 0x80070005\n"


def read(text: str) -> FileRead:
    reader = FileReader("a.log")
    for block in blocks_of(text):
        reader.read(block)
    return reader.result(whole=True)


@pytest.mark.parametrize(
    "content",
    [
        LINE.encode(),
        LINE.encode("utf-8-sig"),
        LINE.encode("utf-16"),
        b"\xfe\xff" + LINE.encode("utf-16-be"),
        LINE.encode("utf-16-le"),
        LINE.encode("utf-16-be"),
        LINE.encode("cp1252"),
    ],
)
def test_a_log_is_decoded_whatever_windows_wrote_it_in(content: bytes) -> None:
    assert decoded(content) == LINE


@pytest.mark.parametrize("content", [b"", b"\x81\x8d", b"\xff\xfe\x00", b"\xef\xbb\xbf\xff"])
def test_malformed_content_is_still_text(content: bytes) -> None:
    assert isinstance(decoded(content), str)


@pytest.mark.parametrize("content", [b"PK\x03\x04\x00\x00\x08", b"\x00" * 99, b"MZ\x90\x00\x03"])
def test_binary_content_is_no_text(content: bytes) -> None:
    with pytest.raises(NotTextError):
        decoded(content)


@given(st.binary(max_size=100))
def test_any_bytes_are_decoded_or_refused(content: bytes) -> None:
    try:
        assert isinstance(decoded(content), str)
    except NotTextError:
        assert 0 in content


@given(st.text(max_size=50), st.integers(1, 3))
def test_blocks_are_the_whole_text_and_end_with_a_line(text: str, times: int) -> None:
    lines = f"{text}\n" * (times * BLOCK // (len(text) + 1))
    blocks = list(blocks_of(lines))

    assert "".join(blocks) == lines
    assert all(block.endswith("\n") for block in blocks)


def test_a_line_longer_than_a_block_is_split() -> None:
    assert [len(block) for block in blocks_of("1" * (BLOCK + 5))] == [BLOCK, 5]


def test_a_code_has_its_first_line_and_the_number_of_lines() -> None:
    found = read("all is well\n" * 20_000 + "error 1722\n" + "fine\n" * 9 + "error 1722\nerror 5")

    assert [(code.found.code.decimal, code.number, code.lines) for code in found.codes] == [
        (1722, 20_001, 2),
        (5, 20_012, 1),
    ]
    assert (found.codes[0].line, found.lines) == ("error 1722", 20_011)
    assert found.name == "a.log"


def test_a_file_is_read_strictly() -> None:
    assert read("node 2 at 17:22 took 1060 ms\nprocess 1722\n").codes == ()


def test_a_long_line_is_quoted_in_part_without_control_characters() -> None:
    [code] = read(f"\x1b[2J\u202eerror 0x80070005\t{'x' * 999}").codes

    assert code.line.startswith("\ufffd[2J")
    assert "\x1b" not in code.line
    assert len(code.line) <= LONGEST_QUOTE


def test_a_file_with_too_many_codes_is_not_read_to_its_end() -> None:
    reader = FileReader("a.log")
    reader.read("".join(f"error 0x8007{number:04X}\n" for number in range(1, MOST_CODES + 9)))

    assert reader.is_full
    assert len(reader.result(whole=False).codes) == MOST_CODES


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("setup.log", "setup.log"),
        ("a\nb\x1b[2J\u202egol.exe", "a\ufffdb\ufffd[2J\ufffdgol.exe"),
        ("x" * 99, f"{'x' * 79}…"),
        ("<!channel>", "<!channel>"),
    ],
)
def test_a_name_is_shown_on_one_short_line(name: str, shown: str) -> None:
    assert printable(name) == shown
