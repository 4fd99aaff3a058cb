"""The compiled data files say what the data files say, and faults are reported."""

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.codes.http_status import value_of_http_status
from bot.codes.printed_by import PrintedBy
from bot.codes.status_code import StatusCode
from bot.guide import data
from bot.guide.compiler import FOLDER, GuideError, checked, compiled, people_say
from bot.guide.entry import Provenance
from tests.guide.data_files import FAMILY, GOOD, written

CODES, ENTRY = 'codes = ["0x00000005"]', "0x00000005: "
SHARED = tomllib.loads((FOLDER / "shared.toml").read_text("utf-8"))


def faults_of(folder: Path) -> tuple[str, ...]:
    with pytest.raises(GuideError) as error:
        checked(folder)
    return error.value.faults


@pytest.mark.exhaustive
def test_the_guide_has_no_fault() -> None:
    assert checked(FOLDER)


@pytest.mark.exhaustive
def test_the_loaded_entries_have_the_texts_of_the_data_files() -> None:
    checked_codes = 0
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
                    texts = [text_of(fact, content) for fact in entry.get(name, [])]
                    assert [fact.text for fact in getattr(loaded, name)] == texts
                named = [content["sources"][key]["url"] for key in entry.get("sources", [])]
                assert [source.url for source in loaded.sources] == named
                for name in ("names", "products", "parameters"):
                    assert getattr(loaded, name) == tuple(entry.get(name, ()))
                assert loaded.family == data.family(family["key"])
                checked_codes += 1

    assert checked_codes == sum(len(entry.codes) for entry in data.all_entries())


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


def test_a_good_file_is_compiled_with_its_shared_sources_and_steps(tmp_path: Path) -> None:
    entry, family, source = compiled(written(tmp_path, GOOD)).splitlines()
    content = json.loads(entry.removeprefix("entry 00000005 any guide "))
    _, key, content_of_source = source.split(" ", 2)

    assert family == 'family win32 {"title":"Win32 error"}'
    assert json.loads(content_of_source) == {"title": "A page", "url": "https://example.com/page"}
    assert content == {
        "family": "win32",
        "meaning": ["Access is denied."],
        "causes": [["The account lacks a right."]],
        "steps": [["Look at it."], ["Mend it.", [key], "IIS 4.0"]],
        "sources": key,
    }


def test_colloquial_phrases_are_in_the_index_and_not_in_the_compiled_lines(tmp_path: Path) -> None:
    colloquial = GOOD.replace("causes =", 'people_say = ["no permission"]\ncauses =')
    folder = written(tmp_path, colloquial)

    assert "no permission" not in compiled(folder)
    assert people_say(folder) == {"entry 00000005 any guide": ["no permission"]}


def test_a_step_that_several_entries_share_is_compiled_once(tmp_path: Path) -> None:
    other = GOOD.partition("[[entry]]")[2].replace("0x00000005", "0x00000006")
    lines = compiled(written(tmp_path, f"{GOOD}[[entry]]{other}")).splitlines()
    steps = {line.split(" ")[1] for line in lines if line.startswith("step ")}

    assert len(steps) == 2
    entries = [line for line in lines if line.startswith("entry")]
    assert all(f'"{step}"' in line for line in entries for step in steps)


def test_a_file_may_use_the_sources_and_steps_of_the_shared_file(tmp_path: Path) -> None:
    shared, own = GOOD.partition("[sources.page]")[2].partition("[[entry]]")[::2]
    written(tmp_path, f"{FAMILY}[[entry]]{own}")
    unused = 'unused = "Do so."\n'
    written(tmp_path, f"[sources.page]{shared.replace('at it', 'there')}{unused}", "shared.toml")

    assert "Look there." in compiled(tmp_path)
    assert faults_of(tmp_path) == ("shared.toml: no entry uses 'unused'",)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (CODES, 'codes = ["5"]', "5: '5' is not 0x and eight capital hex digits"),
        (
            CODES,
            'codes = ["0x0000000a"]',
            "0x0000000a: '0x0000000a' is not 0x and eight capital hex digits",
        ),
        (CODES, "", "an entry without codes: nobody can ask for it"),
        (
            '"Access is denied."',
            '"access denied"',
            f"{ENTRY}its meaning is no sentence: 'access denied'",
        ),
        ('"@look"', '"@loook"', f"{ENTRY}there is no shared step '@loook'"),
        ('sources = ["page"]\n', 'sources = ["pag"]\n', f"{ENTRY}there is no source 'pag'"),
        ("causes =", "cause =", f"{ENTRY}'cause' is not known here"),
        ("product =", "from =", f"{ENTRY}'from' is not known here"),
        ("url =", 'from = "A"\nurl =', "source page: 'from' is not known here"),
        ("[sources.page]", 'from = "A"\n[sources.page]', "family: 'from' is not known here"),
        ('title = "A page"\n', "", "source page: a source's title is empty"),
        (
            'url = "https://example.com/page"\n',
            "",
            "source page: '' is no address of a source: it begins with https://",
        ),
        ('key = "win32"\n', "", "family: a family's key is empty"),
        (
            "[sources.page]",
            'printed_by = "x"\n[sources.page]',
            "family: 'x' is not a valid PrintedBy",
        ),
        (
            "[sources.page]",
            'provenance = "x"\n[sources.page]',
            "family: 'x' is not a valid Provenance",
        ),
        ("[steps]", "[step]", "'step' is not known here"),
        ("[[entry]]", '[[meanings]]\nfrom = "A"\n[[entry]]', "meanings: 'from' is not known here"),
        (
            "[[entry]]",
            '[[meanings]]\ncodes = { 0x00000006 = "It is so." }\n[[entry]]',
            "0x00000006: names no source",
        ),
        ("causes =", 'people_say = "a"\ncauses =', f"{ENTRY}people_say is no list of texts"),
        ("causes =", "people_say = [1]\ncauses =", f"{ENTRY}people_say is no list of texts"),
        (
            "causes =",
            'people_say = [""]\ncauses =',
            f"{ENTRY}'' is too long to be said, or nothing",
        ),
        (
            "causes =",
            f'people_say = ["{"so " * 12}", "{"so " * 13}"]\ncauses =',
            f"{ENTRY}'{'so ' * 13}' is too long to be said, or nothing",
        ),
        ("Mend it.", "Mend it", f"{ENTRY}does not end as a sentence: 'Mend it'"),
        (
            '{ text = "Mend it.", sources = ["page"], product = "IIS 4.0" }',
            "5",
            f"{ENTRY}5 is no text, nor a table with a text",
        ),
        (
            GOOD,
            GOOD.replace(', sources = ["page"]', "").rpartition("sources")[0],
            f"{ENTRY}names no source",
        ),
        ("[steps]\n", '[steps]\nmore = "Do more."\n', "no entry uses 'more'"),
        (
            "[sources.page]",
            '[sources.more]\ntitle = "More"\n[sources.page]',
            "no entry uses 'more'",
        ),
        (
            'title = "Win32 error"',
            'title = "W"\nprefixes = ["8"]',
            "family: '8' is not the beginning of a code, such as '0x800F08'",
        ),
        (FAMILY, "", f"{ENTRY}there is no [family] in this file"),
        ('title = "Win32 error"\n', "", "there is no family 'win32'"),
        ("[family]", "[families]", "[families] has not the form it must have"),
    ],
)
def test_a_fault_is_reported_with_its_file(tmp_path: Path, old: str, new: str, fault: str) -> None:
    faults = faults_of(written(tmp_path, GOOD.replace(old, new)))

    assert f"win32.toml: {fault}" in faults
    assert all(each.startswith("win32.toml: ") for each in faults)


def test_a_file_that_is_no_toml_is_reported_with_the_line(tmp_path: Path) -> None:
    (fault,) = faults_of(written(tmp_path, GOOD.replace("[family]", "[family")))

    assert fault.startswith("win32.toml: ")
    assert "line 2" in fault


@pytest.mark.parametrize(
    "sourced", ['"Access is denied."', '"The account lacks a right."', '"Do it."']
)
def test_an_entry_may_name_its_source_at_any_fact(tmp_path: Path, sourced: str) -> None:
    own = GOOD.rpartition("sources")[0].replace(
        '{ text = "Mend it.", sources = ["page"], product = "IIS 4.0" }', '"Do it."'
    )
    own = own.replace(sourced, f'{{ text = {sourced}, sources = ["page"] }}')

    assert checked(written(tmp_path, own))


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


@pytest.mark.parametrize(
    ("printed_by", "code", "meaning", "is_repeated"),
    [
        ("any", "0x00000005", "Access denied.", True),
        ("any", "0x0000007B", "Inaccessible boot device.", False),
        ("bug check", "0x0000007B", "Inaccessible boot device.", True),
        ("bug check", "0x0000007B", "Invalid name.", False),
        ("ldap", "5", "Access denied.", False),
    ],
)
def test_a_meaning_does_not_repeat_the_name_that_the_family_s_program_gives(
    tmp_path: Path,
    printed_by: str,
    code: str,
    meaning: str,
    is_repeated: bool,  # noqa: FBT001 - a column of the table
) -> None:
    own = GOOD.replace("[sources.page]", f'printed_by = "{printed_by}"\n\n[sources.page]')
    own = own.replace("Access is denied.", meaning).replace("0x00000005", code)
    own = own.replace('causes = ["The account lacks a right."]\n', "")  # else it may repeat it
    faults = faults_or_none(written(tmp_path, own))

    assert any("says no more than" in fault for fault in faults) is is_repeated


def faults_or_none(folder: Path) -> tuple[str, ...]:
    try:
        checked(folder)
    except GuideError as error:
        return error.faults
    return ()


def test_what_is_noted_of_a_source_for_editors_is_checked_and_not_compiled(tmp_path: Path) -> None:
    noted = ("product", "revised", "read", "repository")
    notes = "".join(f'{key} = "9 May 2000"\n' for key in noted)
    own = GOOD.replace("[steps]", f"{notes}[steps]")

    assert faults_or_none(written(tmp_path, own)) == ()
    assert compiled(tmp_path) == compiled(written(tmp_path, GOOD))
    unknown = own.replace("revised", "revision")
    assert faults_or_none(written(tmp_path, unknown)) == (
        "win32.toml: source page: 'revision' is not known here",
    )


def test_an_unknown_key_of_a_family_raises_an_error() -> None:
    with pytest.raises(KeyError, match="nowhere"):
        data.family("nowhere")


def test_two_entries_for_one_code_of_one_kind_are_a_fault(tmp_path: Path) -> None:
    written(tmp_path, GOOD)
    written(tmp_path, GOOD.replace('key = "win32"', 'key = "other"'), "other.toml")

    assert faults_of(tmp_path) == ("win32.toml: entry 00000005 any guide stands twice",)
