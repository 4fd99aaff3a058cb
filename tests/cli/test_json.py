"""`python -m bot decode --json`."""

import json
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from tests.cli.decoding import as_json
from tests.cli.processes import bot
from tests.conftest import Json

READFAIL: Json = {
    "codes": [
        {
            "written": "2148598792",
            "decimal": 2148598792,
            "signed": -2146368504,
            "hex": "0x80110408",
            "names": ["COMADMIN_E_APP_FILE_READFAIL", "mtsErrPDFReadFail"],
            "family": "IISSYNC status",
            "source": "documented",
            "meaning": "The two nodes have a communications problem.",
            "causes": ["Possibly an IP address conflict."],
            "steps": [
                (
                    "See that every IP address, on both nodes and in the IIS resource group, is "
                    "valid and that all are in one subnet."
                ),
                "Run IISSYNC again, from the good node: it overwrites the target.",
            ],
            "warnings": [],
            "sources": [
                {
                    "title": "Deciphering IISSYNC Status Codes",
                    "url": "https://jeffpar.github.io/kbarchive/kb/224/Q224801/",
                },
                {
                    "title": "How to Install IIS 4.0 onto a Single Node of MSCS 1.0",
                    "url": "https://jeffpar.github.io/kbarchive/kb/241/Q241573/",
                },
            ],
            "undocumented": [],
            "parameters": [],
            "context": {"taken": "iissync", "why": "only a number was sent"},
            "did_you_mean": [],
        }
    ],
    "candidates": [],
}


def documented_members(printed: Json) -> Json:
    """The documented members: later versions may add others, and names at the end."""
    (code,), names = printed["codes"], READFAIL["codes"][0]["names"]
    members = {name: code[name] for name in READFAIL["codes"][0]}
    return {
        "codes": [{**members, "names": code["names"][: len(names)]}],
        "candidates": printed["candidates"],
    }


def test_json_has_the_documented_members() -> None:
    assert documented_members(as_json("2148598792")) == READFAIL


def test_json_of_an_unknown_code_has_its_neighbours_and_no_cause() -> None:
    (code,) = as_json("2148598790")["codes"]

    assert code["source"] == "unknown"
    assert (code["meaning"], code["causes"], code["names"]) == (None, [], [])
    assert code["steps"]
    assert code["did_you_mean"] == [2148598785, 2148598792, 2148598794, 2148598797]


def test_json_of_a_code_without_a_documented_cause_has_none_and_labels_our_steps() -> None:
    (code,) = as_json("1726")["codes"]

    assert code["causes"] == []
    assert code["steps"] == code["undocumented"] != []


def test_json_has_every_cause_the_likeliest_first() -> None:
    first, second = as_json("2148007941")["codes"][0]["causes"]

    assert "Local Administration" in first
    assert "COM+ catalog" in second


def test_json_has_the_warning() -> None:
    assert "deletes packages" in as_json("0x80004005")["codes"][0]["warnings"][0]


def test_json_has_the_chosen_meaning_and_the_other_ones() -> None:
    (code,) = as_json("System.IO.IOException: error 0x80004005")["codes"]
    (iissync,) = [each for each in code["other_readings"] if each["printed_by"] == "iissync"]

    assert (code["source"], code["context"]["taken"]) == ("guide", "any")
    assert iissync["meaning"] == "MTS replication is not configured."
    assert iissync["source"] == "documented"


def test_json_of_a_bug_check_has_its_parameters() -> None:
    (code,) = as_json("*** STOP: 0x0000007B (0xF7C5A524,0xC0000034,0x0,0x0)")["codes"]

    assert code["written"] == "0x0000007B"
    assert code["context"]["taken"] == "bug check"
    assert code["parameters"] == ["0xF7C5A524", "0xC0000034", "0x0", "0x0"]
    assert ["ERROR_INVALID_NAME"] in [one["names"][:1] for one in code["other_readings"]] or any(
        one["printed_by"] == "any" for one in code["other_readings"]
    )


SCHEMA = json.loads(files("bot.replies").joinpath("decode.schema.json").read_text("utf-8"))
EVERY_KIND = [
    *("2148598792", "1726", "0x80070005", "0x80049999", "12345678", "0x887C0002", "E_FAIL", "123"),
    *("0x1722", "214598801", "99999999999", "0xC0000005 (3221225477)", "hello", "", "0x800706BA"),
    "*** STOP: 0x0000007B (0xF7C5A524,0xC0000034,0x0,0x0)",
    "error 5, error 1722, 0x80070643 and 0xE0434352",
]


@pytest.mark.parametrize("text", EVERY_KIND)
def test_json_matches_its_schema(text: str) -> None:
    Draft202012Validator(SCHEMA).validate(as_json(text))


@given(st.integers(0, 2**32 - 1), st.text(max_size=30))
def test_json_of_any_code_in_any_text_matches_its_schema(value: int, text: str) -> None:
    Draft202012Validator(SCHEMA).validate(as_json(f"error 0x{value:08X} {text}"))


def test_the_schema_is_valid() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_json_has_uncertain_candidates_apart() -> None:
    assert as_json("214598801") == {
        "codes": [],
        "candidates": [{"written": "214598801", "did_you_mean": [2148598801]}],
        "foreign": [],
    }


def test_json_of_nothing_is_empty() -> None:
    assert as_json("hello") == {"codes": [], "candidates": [], "foreign": []}


def test_json_has_the_numbers_of_other_products_apart() -> None:
    assert as_json("ORA-12154") == {
        "codes": [],
        "candidates": [],
        "foreign": [{"written": "ORA-12154", "what": "an error of Oracle's"}],
    }


def test_a_process_prints_json() -> None:
    ended = bot("decode", "--json", "2148598792")

    assert documented_members(json.loads(ended.stdout)) == READFAIL
    assert (ended.returncode, ended.stderr) == (0, "")
