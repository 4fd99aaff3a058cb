"""LIBRARY.md: its examples, its table of fields, and what its scripts ask of the command."""

import doctest
import re
import shlex
from dataclasses import fields

import pytest

from bot import Decoded, DecodedCode, decode
from bot.cli.arguments import parse_arguments
from bot.cli.parser import SCRIPT
from bot.decoding import LONGEST_QUESTION
from tests.documents.documents import DOCUMENTS, code_blocks, first_cells, section

PAGE = ".github/LIBRARY.md"
SCRIPTS = "".join(code_blocks(DOCUMENTS[PAGE], "powershell"))


def test_the_examples_are_right() -> None:
    examples = doctest.DocTestParser().get_doctest(DOCUMENTS[PAGE], {}, PAGE, PAGE, 0)
    printed: list[str] = []
    failed, tried = doctest.DocTestRunner().run(examples, out=printed.append)

    assert (failed, "".join(printed)) == (0, "")
    assert tried == DOCUMENTS[PAGE].count(">>> ")


def test_every_field_of_a_code_is_explained() -> None:
    cells = " ".join(first_cells(section(PAGE, "In Python")))

    assert re.findall(r"`(\w+)`", cells) == [field.name for field in fields(DecodedCode)]
    assert f"{LONGEST_QUESTION:,} characters" in DOCUMENTS[PAGE]


def test_every_field_that_a_script_reads_exists() -> None:
    read = set(re.findall(r"\$code\.(\w+)|\.codes\[0\]\.(\w+)", SCRIPTS))
    read |= {(name, "") for name in re.findall(r"-Property ([\w, ]+)", SCRIPTS)[0].split(", ")}

    assert {a or b for a, b in read} <= {field.name for field in fields(DecodedCode)}
    assert "codes" in {field.name for field in fields(Decoded)}


@pytest.mark.parametrize("command", re.findall(rf"{SCRIPT} (decode [^|<\n]+)", SCRIPTS))
def test_a_command_of_a_script_exists(command: str) -> None:
    options = parse_arguments(shlex.split(command))

    assert options.json


@pytest.mark.parametrize("exit_code", range(17))
def test_the_text_of_a_script_is_read_as_robocopys_exit_code(exit_code: int) -> None:
    [text] = re.findall(r'"(robocopy [^"]+)"', SCRIPTS)
    [code] = decode(text.replace("$exit", str(exit_code))).to_json()["codes"]

    assert (code["decimal"], code["context"]["taken"]) == (exit_code, "robocopy")
    assert code["meaning"]
