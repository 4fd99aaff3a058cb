"""The data files, what is wrong with them, and the compiled file that is loaded in their place."""

import json
import os
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.codes.http_status import value_of_http_status
from bot.codes.printed_by import PrintedBy
from bot.codes.status_code import StatusCode
from bot.guide import checkout, data
from bot.guide.checkout import compiled_here
from bot.guide.compiler import FOLDER, GuideError, checked, compiled, said_in
from bot.guide.entry import Entry, EntryError, Fact, Family, Provenance, Source

ROOT = Path(__file__).parents[2]
LARGEST = 6_000_000
"""Bytes that an installed package may have."""
SHARED = tomllib.loads((FOLDER / "shared.toml").read_text("utf-8"))
FAMILY = """[family]
key = "win32"
title = "Win32 error"
"""
GOOD = f"""
{FAMILY}
[sources.page]
title = "A page"
url = "https://example.com/page"

[steps]
look = "Look at it."

[[entry]]
codes = ["0x00000005"]
meaning = "Access is denied."
causes = ["The account lacks a right."]
steps = ["@look", {{ text = "Mend it.", sources = ["page"], product = "IIS 4.0" }}]
sources = ["page"]
"""


def written(folder: Path, content: str, name: str = "win32.toml") -> Path:
    (folder / name).write_text(content, "utf-8")
    return folder


def faults_of(folder: Path) -> tuple[str, ...]:
    with pytest.raises(GuideError) as error:
        checked(folder)
    return error.value.faults


# --- the guide as it is


def test_the_guide_has_no_fault() -> None:
    assert checked(FOLDER)


def test_what_is_loaded_says_what_the_data_files_say() -> None:
    told = 0
    for path in FOLDER.glob("*.toml"):
        own = tomllib.loads(path.read_text("utf-8"))
        content = own | {"steps": SHARED["steps"] | own.get("steps", {})}
        family = content.get("family", {})
        printed_by = PrintedBy(family.get("printed_by", "any"))
        whose = Provenance(family.get("provenance", "guide"))
        for entry in (*content.get("entry", []), *meanings(content)):
            for code in entry["codes"]:
                loaded = data.entry_of(StatusCode(value_of(printed_by, code)), printed_by, whose)
                assert loaded
                assert loaded.meaning
                assert loaded.meaning.text == text_of(entry["meaning"], content)
                for name in ("causes", "steps", "warnings"):
                    said = [text_of(fact, content) for fact in entry.get(name, [])]
                    assert [fact.text for fact in getattr(loaded, name)] == said
                named = [content["sources"][key]["url"] for key in entry.get("sources", [])]
                assert [source.url for source in loaded.sources] == named
                told += 1

    assert told == sum(len(entry.codes) for entry in data.all_entries())


def meanings(content: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for table in content.get("meanings", []):
        for code, meaning in table["codes"].items():
            yield {"codes": [code], "meaning": meaning, "sources": table["sources"]}


def value_of(printed_by: PrintedBy, code: str) -> int:
    if printed_by is PrintedBy.IIS:
        return value_of_http_status(code)
    return int(code, 16) if code.startswith("0x") else int(code)


def text_of(fact: object, content: dict[str, dict[str, object]]) -> object:
    if isinstance(fact, str) and fact.startswith("@"):
        return text_of(content["steps"][fact[1:]], content)
    return fact["text"] if isinstance(fact, dict) else fact


def build(folder: Path, target: str) -> zipfile.ZipFile:
    """Build a wheel of that kind into the folder, and open it."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (path,) = folder.glob("*.whl")
    return zipfile.ZipFile(path)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[zipfile.ZipFile]:
    """The package as it is shipped."""
    with build(tmp_path_factory.mktemp("wheel"), "wheel") as built:
        yield built


@pytest.mark.slow
def test_a_built_package_has_the_compiled_guide_and_no_data_files(wheel: zipfile.ZipFile) -> None:
    names = wheel.namelist()
    shipped = wheel.read("bot/guide/compiled.txt").decode()
    size = sum(each.file_size for each in wheel.infolist())

    assert shipped == compiled(FOLDER)
    assert not [name for name in names if name.endswith(".toml") or "build_hook" in name]
    assert size < LARGEST


@pytest.mark.slow
def test_the_index_of_a_checkout_is_made_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkout, "INDEX_KEPT", str(tmp_path / "phrases.db"))
    made = checkout.index_here()
    written = (tmp_path / "phrases.db").stat().st_mtime_ns

    assert checkout.index_here() == made
    assert (tmp_path / "phrases.db").stat().st_mtime_ns == written


@pytest.mark.slow
def test_an_install_in_place_brings_no_compiled_guide_along(tmp_path: Path) -> None:
    with build(tmp_path, "wheel:editable") as editable:
        assert not [name for name in editable.namelist() if name.startswith("bot/guide")]


def test_what_the_package_brought_along_is_read_in_place_of_the_data_files(tmp_path: Path) -> None:
    (tmp_path / "compiled.txt").write_text("entry x", "utf-8")

    assert bytes(data.text(str(tmp_path / "compiled.txt"))) == b"entry x"
    assert bytes(data.text(str(tmp_path / "none.txt"))) == compiled(FOLDER).encode()


# --- what is wrong with a data file


def test_a_good_file_is_compiled_with_what_it_shares_in_its_place(tmp_path: Path) -> None:
    entry, family, source = compiled(written(tmp_path, GOOD)).splitlines()
    content = json.loads(entry.removeprefix("entry 00000005 any guide "))
    _, key, said = source.split(" ", 2)

    assert family == 'family win32 {"title":"Win32 error"}'
    assert json.loads(said)["title"] == "A page"
    assert content[data.SOURCES] == [key]
    assert content["steps"] == [["Look at it."], ["Mend it.", [key], "IIS 4.0"]]


def test_what_people_say_is_no_part_of_the_compiled_lines_but_of_the_index(tmp_path: Path) -> None:
    said = GOOD.replace("causes =", 'people_say = ["no permission"]\ncauses =')
    folder = written(tmp_path, said)

    assert "no permission" not in compiled(folder)
    assert said_in(folder) == {"entry 00000005 any guide": ["no permission"]}


def test_a_step_of_several_entries_stands_once(tmp_path: Path) -> None:
    other = GOOD.partition("[[entry]]")[2].replace("0x00000005", "0x00000006")
    lines = compiled(written(tmp_path, f"{GOOD}[[entry]]{other}")).splitlines()
    steps = {line.split(" ")[1] for line in lines if line.startswith("step ")}

    assert len(steps) == 2
    entries = [line for line in lines if line.startswith("entry")]
    assert all(f'"{step}"' in line for line in entries for step in steps)


def test_what_all_files_may_use_stands_in_a_file_of_its_own(tmp_path: Path) -> None:
    own = GOOD.replace('[steps]\nlook = "Look at it."\n', "")
    written(tmp_path, own)
    written(tmp_path, '[steps]\nlook = "Look there."\nunused = "Do so."\n', "shared.toml")

    assert "Look there." in compiled(tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("[family]", "[family", "win32.toml: "),
        ('codes = ["0x00000005"]', 'codes = ["5"]', "'5' is not 0x and eight capital hex digits"),
        ('codes = ["0x00000005"]', 'codes = ["0x0000000a"]', "'0x0000000a' is not 0x and eight"),
        ('"Access is denied."', '"access denied"', "its meaning is no sentence: 'access denied'"),
        ('"Access is denied."', f'"A{"a" * 90}."', "its meaning, after its code, takes 3 lines"),
        ('["The account', f'["The account {"so " * 50}', "its first cause takes 5 lines"),
        ('"@look"', '"@loook"', "there is no shared step '@loook'"),
        ('sources = ["page"]\n', 'sources = ["pag"]\n', "there is no source 'pag'"),
        ("causes =", "cause =", "'cause' is not known here"),
        ("causes =", 'people_say = "a"\ncauses =', "people_say is no list of texts"),
        ("causes =", "people_say = [1]\ncauses =", "people_say is no list of texts"),
        ("causes =", 'people_say = [""]\ncauses =', "'' is too long to be said, or nothing"),
        (
            "causes =",
            f'people_say = ["{"so " * 13}"]\ncauses =',
            "is too long to be said",
        ),
        ("Mend it.", "Mend `it.", "has a ` without its other: 'Mend `it.'"),
        ("Mend it.", "Mend it", "does not end as a sentence: 'Mend it'"),
        ("Mend it.", "Mend  it.", "has blanks at an end, twice, or a line break"),
        ("Mend it.", f"Mend {'it ' * 80}.", "a step has 246 characters; at most 200"),
        ('{ text = "Mend it."', '{ word = "Mend it."', "is no text, nor a table with a text"),
        (
            GOOD,
            GOOD.replace(', sources = ["page"]', "").rpartition("sources")[0],
            "names no source",
        ),
        ("[steps]\n", '[steps]\nmore = "Do more."\n', "no entry uses 'more'"),
        ('title = "Win32 error"', 'title = "W"\nprefixes = ["8"]', "'8' is not the beginning of a"),
        (
            '[family]\nkey = "win32"\ntitle = "Win32 error"\n',
            "",
            "there is no [family] in this file",
        ),
        ("[family]", "[families]", "win32.toml: [families] has not the form it must have"),
    ],
)
def test_a_fault_is_told_with_its_file_and_what_is_wrong(
    tmp_path: Path, old: str, new: str, fault: str
) -> None:
    faults = faults_of(written(tmp_path, GOOD.replace(old, new)))

    assert any(fault in each for each in faults), faults
    assert all(each.startswith("win32.toml: ") for each in faults)


@pytest.mark.parametrize(
    ("printed_by", "code", "value", "fault"),
    [
        ("iis", "401.3", "00061E6B", ""),
        ("iis", "4013", "", "'4013' is no status such as"),
        ("ldap", "49", "00000031", ""),
        ("ldap", "049", "", "'049' is not 0x and eight capital hex digits, nor a decimal number"),
    ],
)
def test_a_number_is_written_as_its_program_does(
    tmp_path: Path, printed_by: str, code: str, value: str, fault: str
) -> None:
    own = GOOD.replace("[sources.page]", f'printed_by = "{printed_by}"\n\n[sources.page]')
    written(tmp_path, own.replace("0x00000005", code))

    if fault:
        assert any(fault in each for each in faults_of(tmp_path))
    else:
        assert f"entry {value} {printed_by} guide" in compiled(tmp_path)


def test_a_key_of_a_family_that_is_none_is_no_family() -> None:
    with pytest.raises(KeyError, match="nowhere"):
        data.family("nowhere")


def test_two_entries_for_one_code_of_one_kind_are_a_fault(tmp_path: Path) -> None:
    written(tmp_path, GOOD)
    written(tmp_path, GOOD.replace('key = "win32"', 'key = "other"'), "other.toml")

    assert faults_of(tmp_path) == ("win32.toml: entry 00000005 any guide stands twice",)


# --- the file of a checkout


def test_a_checkout_compiles_once_until_a_data_file_changes(tmp_path: Path) -> None:
    folder, kept = tmp_path / "entries", tmp_path / "kept" / "guide.txt"
    folder.mkdir()
    written(folder, GOOD)
    first = compiled_here(str(folder), str(kept))
    kept.write_text(kept.read_text("utf-8").replace("denied", "refused"), "utf-8")
    second = compiled_here(str(folder), str(kept))
    written(folder, GOOD + "\n")
    third = compiled_here(str(folder), str(kept))

    assert [b"refused" in each for each in (first, second, third)] == [False, True, False]


@pytest.mark.parametrize("kept", [b"", b"\xff\xfe", b"cut short\nentry"])
def test_what_is_left_of_a_broken_file_is_compiled_anew(tmp_path: Path, kept: bytes) -> None:
    written(tmp_path, GOOD)
    path = tmp_path / "guide.txt"
    path.write_bytes(kept)

    assert compiled_here(str(tmp_path), str(path)) == compiled(tmp_path).encode()


def test_where_nothing_can_be_kept_it_is_compiled_each_time(tmp_path: Path) -> None:
    written(tmp_path, GOOD)
    (tmp_path / "a_file").write_text("x", "utf-8")

    assert compiled_here(str(tmp_path), str(tmp_path / "a_file" / "guide.txt"))


@pytest.mark.slow
def test_an_installed_package_reads_what_it_brought_along(
    wheel: zipfile.ZipFile, tmp_path: Path
) -> None:
    wheel.extractall(tmp_path / "installed")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "installed")}
    ended = subprocess.run(
        [sys.executable, "-P", "-m", "bot", "decode", "1060"],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )

    assert ended.stdout.startswith("1060: The two nodes have a communications problem.")


# --- the shape


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: Fact(" "), "a fact is empty"),
        (lambda: Source("", "https://a"), "a source's title is empty"),
        (lambda: Source("A", "ftp://a"), "'ftp://a' is no address of a source"),
        (lambda: Source("A", "https://a b"), "'https://a b' is no address of a source"),
        (lambda: Family("", "A"), "a family's key is empty"),
        (lambda: Entry((), Provenance.GUIDE, Family("a", "A")), "an entry of A has no code"),
        (
            lambda: Entry((StatusCode(5),), Provenance.GUIDE, Family("a", "A")),
            "0x00000005 has no meaning",
        ),
    ],
)
def test_what_is_no_entry_is_refused_with_the_offending_text(make: object, says: str) -> None:
    assert callable(make)
    with pytest.raises(EntryError, match=says):
        make()
