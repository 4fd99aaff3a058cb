"""What all commands have in common: help, exit codes, width, colours and encodings."""

import json
import os
import re
import shlex
import subprocess
import sys
from contextlib import redirect_stdout
from importlib.metadata import version
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cli.arguments import parse_arguments
from bot.cli.examples import examples_of
from bot.cli.layout import columns, fitted
from bot.cli.parser import MODULE, SCRIPT
from bot.cli.stand_ins import stand_in
from bot.cli.terminal import PLAIN, Guard, display_of, print_json
from tests.cli.processes import ENVIRONMENT, ROOT, Ended, on_a_terminal
from tests.cli.test_logs import log
from tests.command_line import COMMANDS, run_command
from tests.measured import MEASURED

PYTHON = f"{sys.executable} -m bot"
WIDTHS = (40, 60, 80, 120, 200)


@pytest.mark.parametrize("words", [(), *COMMANDS], ids=" ".join)
def test_every_help_has_examples_that_are_right(words: tuple[str, ...]) -> None:
    shown = run_command(*words, "--help").stdout
    examples = examples_of(" ".join(words))

    assert examples
    for example in examples:
        typed = re.split(" [<>|]", example)[0]
        assert f"  {MODULE} {example}\n" in shown
        assert parse_arguments(shlex.split(typed)).command == typed.split()[0]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("words", [(), *COMMANDS], ids=" ".join)
def test_every_help_fits_the_width(words: tuple[str, ...], width: int) -> None:
    shown = run_command(*words, "--help", COLUMNS=str(width)).stdout
    text = shown.partition("\n\n")[2].partition("\nexamples:")[0]  # below the usage

    assert max(map(len, text.splitlines())) <= width


def test_the_help_names_the_program_as_it_was_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", [f"/usr/local/bin/{SCRIPT}"])
    shown = run_command("jobs", "--help").stdout

    assert shown.startswith(f"usage: {SCRIPT} jobs ")
    assert f"  {SCRIPT} jobs list\n" in shown
    assert MODULE not in shown


def test_without_a_command_the_help_is_an_error() -> None:
    ended = run_command()

    assert (ended.returncode, ended.stdout) == (2, "")
    assert "\n  COMMAND\n" in ended.stderr
    assert "exit codes:" in ended.stderr


def test_the_version_is_printed() -> None:
    assert run_command("--version").stdout.startswith(f"{SCRIPT} {version(SCRIPT)} (Python 3.")


# Exit codes: 0 found or done, 1 nothing found or failed, 2 wrong usage


NOWHERE = {"DATABASE_URL": "sqlite:////no/such/folder/team.db"}


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ("decode 1722", 0),
        ("decode zebra", 1),
        ("search access denied", 0),
        ("search zzzz", 1),
        ("guide", 0),
        ("knowledge check tests/cli/__init__.py", 1),
        ("manifest", 0),
        ("manifest --http https://bot.example.com", 0),
        ("manifest --workflow-step", 0),
        ("service windows", 0),
        ("service compose", 0),
        ("service kubernetes", 0),
        ("completion bash", 0),
    ],
)
def test_a_result_is_on_standard_output(arguments: str, code: int) -> None:
    ended = run_command(*arguments.split())

    assert (ended.returncode, ended.stderr) == (code, "")
    assert ended.stdout


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ("decode --lines 1722", 2),
        ("search --page 0 rpc", 2),
        ("guide mend", 2),
        ("playground --port x", 2),
        ("mcp --http 65536", 2),
        ("run", 2),
        ("check --what", 2),
        ("knowledge list", 2),
        ("knowledge list --workspace T1", 1),
        ("knowledge check no-such-file", 2),
        ("jobs list", 1),
        ("database check", 1),
        ("manifest --http ftp://bot", 2),
        ("service docker", 2),
        ("completion tcsh", 2),
        ("decod 1722", 2),
        ("--no-such-option", 2),
    ],
)
def test_an_error_is_on_standard_error(arguments: str, code: int) -> None:
    ended = run_command(*arguments.split(), **NOWHERE)

    assert (ended.returncode, ended.stdout) == (code, "")
    assert ended.stderr
    assert "Traceback" not in ended.stderr


def printing_commands() -> list[str]:
    """Commands that print much."""
    return [
        "--help",
        "decode --help",
        "decode 1722",
        "decode --json 1722",
        "search access denied",
        "guide",
        "manifest",
        "service kubernetes",
        "completion zsh",
    ]


@pytest.mark.parametrize("command", printing_commands())
def test_a_reader_that_has_ended_is_no_visible_error(command: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as out:
        ended = subprocess.run(
            [sys.executable, "-m", "bot", *command.split()],
            cwd=ROOT,
            env=MEASURED | ENVIRONMENT,
            stdout=out,
            stderr=subprocess.PIPE,
            check=False,
        )

    assert (ended.returncode, ended.stderr) == (1, b"")


# Width


ANSWERED = ["decode 1722", "decode error 1722 and 0x80070005", "decode 214598801", "search denied"]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("command", [*ANSWERED, "guide"])
def test_what_a_command_prints_fits_the_width(command: str, width: int) -> None:
    rows = run_command(*command.split(), COLUMNS=str(width)).stdout.splitlines()
    wide = [row for row in rows if len(row) > width]

    assert all("`" in row or len(row.split()) <= 2 for row in wide)


@pytest.mark.parametrize("width", WIDTHS)
def test_no_code_name_or_address_is_broken(width: int) -> None:
    whole = run_command("decode", "error 1722").stdout
    rows = run_command("decode", "error 1722", COLUMNS=str(width)).stdout

    assert rows.split() == whole.split()


@given(st.text(alphabet=" ab`\t世界-"), st.integers(40, 200))
def test_wrapping_changes_only_blanks(text: str, width: int) -> None:
    shown = fitted(text, width)
    rows = shown.split("\n")

    assert "".join(shown.split()) == "".join(text.split())
    assert all(columns(row) <= width or "`" in row or len(row.split()) == 1 for row in rows)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a b", "a b"),
        (f"1. {'x' * 30} {'y' * 30}", f"1. {'x' * 30}\n   {'y' * 30}"),
        (f"• {'x' * 30} {'y' * 30}", f"• {'x' * 30}\n  {'y' * 30}"),
        (f"run `a {'b' * 30} c`, then", f"run\n`a {'b' * 30} c`,\nthen"),
        ("x" * 60, "x" * 60),
        ("世" * 30, f"{'世' * 20}\n{'世' * 10}"),
        (f"\x1b[1m{'x' * 38}\x1b[22m y", f"\x1b[1m{'x' * 38}\x1b[22m y"),
    ],
)
def test_a_line_that_is_too_wide_is_wrapped(text: str, shown: str) -> None:
    assert fitted(text, 40) == shown


@pytest.mark.parametrize(
    ("given", "used"), [("1", 40), ("99", 99), ("9999", 200), ("many", None), ("", None)]
)
def test_the_width_is_that_of_columns_within_bounds(given: str, used: int | None) -> None:
    with Guard({"COLUMNS": given}):
        assert display_of(sys.stdout).width == used


# Colours and progress, on a terminal


def shown_on_a_terminal(command: str, **environment: str) -> str:
    """What a command shows on a terminal of 80 columns."""
    names = " ".join(f"-u {name}" for name in ("NO_COLOR", "COLUMNS"))
    values = " ".join(f"{name}={value}" for name, value in environment.items())
    return on_a_terminal(f"env {names} TERM=xterm {values} {command}")


def test_a_terminal_shows_the_meaning_in_bold_and_the_sources_dim() -> None:
    seen = shown_on_a_terminal(f"{PYTHON} decode 2148598792")

    assert seen.startswith(
        "2148598792: \x1b[1mThe two nodes have a communications problem.\x1b[22m"
    )
    assert "\x1b[2mDocumented by Microsoft" in seen
    assert "\x1b[2m[1] https://" in seen
    assert max(columns(row) for row in seen.split("\r\n")) <= 80


@pytest.mark.parametrize(
    ("command", "environment"),
    [
        ("decode 2148598792", {"NO_COLOR": "1"}),
        ("decode 2148598792", {"TERM": "dumb"}),
        ("decode 2148598792 | cat", {}),
        ("decode --json 2148598792", {}),
        ("--help", {}),
    ],
)
def test_otherwise_there_are_no_colours(command: str, environment: dict[str, str]) -> None:
    seen = shown_on_a_terminal(f"{PYTHON} {command}", **environment)

    assert "2148598792" in seen
    assert "\x1b" not in seen


def test_a_search_on_a_terminal_is_wrapped() -> None:
    seen = shown_on_a_terminal(f"{PYTHON} search rpc unavailable", COLUMNS="50")

    assert max(columns(row) for row in seen.split("\r\n")) <= 50


@pytest.fixture
def long_log(tmp_path: Path) -> Path:
    """A log that takes a while to read."""
    path = tmp_path / "long.log"
    path.write_text(log(lines=60_000))
    return path


def test_of_a_pipe_the_progress_has_no_end(long_log: Path) -> None:
    each_read = {"TQDM_MININTERVAL": "0"}  # and not ten times a second at most
    seen = shown_on_a_terminal(f"sh -c 'cat {long_log} | {PYTHON} decode'", **each_read)

    assert re.search(r"\d[kM]B \[", seen)
    assert "%|" not in seen
    assert "In 60 lines" in seen


@pytest.mark.parametrize(
    ("command", "environment"),
    [("decode --lines", {}), ("decode", {"TERM": "dumb"}), ("decode 2>&1 | cat", {})],
)
def test_no_bar_appears_where_it_would_do_harm(
    long_log: Path, command: str, environment: dict[str, str]
) -> None:
    seen = shown_on_a_terminal(f"sh -c '{PYTHON} {command} < {long_log}'", **environment)

    assert "2148007941" in seen
    assert "B/s" not in seen


def test_a_short_file_shows_no_bar(tmp_path: Path) -> None:
    (tmp_path / "short.log").write_text("error 1722\n")
    seen = shown_on_a_terminal(f"sh -c '{PYTHON} decode < {tmp_path}/short.log'")

    assert "The RPC server is unavailable" in seen
    assert "B/s" not in seen


# Encodings


ENCODINGS = ["cp437", "cp1252", "ascii"]
QUOTED = "“Größe” l’accès → 世界 ⚠ ≥ 1722"  # noqa: RUF001 - letters that old encodings lack


def bot_with_encoding(encoding: str, *arguments: str) -> Ended:
    ended = subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=ROOT,
        env=MEASURED | ENVIRONMENT | {"PYTHONIOENCODING": encoding},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    decoded = [text.decode(encoding) for text in (ended.stdout, ended.stderr)]
    return Ended(arguments, ended.returncode, *decoded)


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize(
    "arguments",
    [
        ("--help",),
        ("knowledge", "--help"),
        ("decode", "2147500037"),
        ("decode", QUOTED),
        ("search", "“x”"),
        ("knowledge", "import", "--workspace", "T1", "--by", QUOTED, "→"),
        ("manifest", "--http", "→"),
        ("completion", "fish"),
        ("service", "kubernetes"),
    ],
    ids=lambda arguments: arguments[0],
)
def test_an_old_encoding_gets_plain_stand_ins(encoding: str, arguments: tuple[str, ...]) -> None:
    ended = run_command(*arguments, encoding=encoding)

    assert "Traceback" not in ended.stderr
    assert "Unexpected failure" not in ended.stderr
    assert "??" not in (ended.stdout + ended.stderr).replace("?? ⚠", "")
    assert ended.stdout or ended.stderr


def test_the_playground_works_in_an_old_encoding() -> None:
    ended = bot_with_encoding("cp437", "playground", "--say", "/iissync 2147500037")

    assert (ended.returncode, ended.stderr) == (0, "")
    assert "! Running IISSYNC" in ended.stdout


def test_a_stream_without_an_encoding_is_written_as_it_is() -> None:
    with redirect_stdout(StringIO()) as out, Guard({}):
        sys.stdout.write("→")

    assert out.getvalue() == "→"


def test_quotes_and_signs_read_alike_in_ascii() -> None:
    assert bot_with_encoding("ascii", "search", "“x”").stdout.startswith(
        'I know no code for ""x"".'
    )
    assert "\n! Running IISSYNC" in bot_with_encoding("cp437", "decode", "2147500037").stdout


@pytest.mark.parametrize(
    ("char", "plain"), [("“", '"'), ("→", "->"), ("ä", "a"), ("ß", "ss"), ("世", "?"), ("…", "...")]
)
def test_a_character_has_a_plain_stand_in(char: str, plain: str) -> None:
    assert stand_in(char) == plain


@given(st.characters())
def test_every_stand_in_is_ascii(char: str) -> None:
    assert stand_in(char).isascii()


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_json_loses_nothing_in_an_old_encoding(encoding: str) -> None:
    out = TextIOWrapper(BytesIO(), encoding)
    print_json(QUOTED, out)
    out.seek(0)

    assert json.loads(out.read()) == QUOTED


def test_bytes_that_no_encoding_explains_are_an_error_still() -> None:
    with pytest.raises(UnicodeDecodeError):
        b"\xff".decode("ascii", "bot.stand-ins")


def test_a_stream_that_is_not_guarded_is_plain() -> None:
    assert display_of(StringIO()) == PLAIN
