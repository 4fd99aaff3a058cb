"""What the command line says of a command that does not exist."""

import pytest

from tests.command_line import COMMANDS, run_command


def error_of(typed: str, width: str = "") -> str:
    ended = run_command(*typed.split(" "), COLUMNS=width)
    assert (ended.returncode, ended.stdout) == (2, "")
    return ended.stderr.partition("error: ")[2]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("jbos list", "jobs"),
        ("Check", "check"),
        ("jobs lst", "list"),
        ("database upgrad", "upgrade"),
        ("knowledge exprot", "export"),
        ("service kub", "kubernetes"),
        ("completion powershel", "powershell"),
    ],
)
def test_what_was_probably_meant_is_proposed(typed: str, meant: str) -> None:
    assert f": did you mean {meant}? Choose from " in error_of(typed)


@pytest.mark.parametrize("typed", ["d", "zebra", "", "service docker", "inbo", "inbx"])
def test_nothing_is_proposed_if_it_is_not_clear_what_was_meant(typed: str) -> None:
    assert "did you mean" not in error_of(typed)


def test_the_choices_are_all_commands_but_old_names() -> None:
    names = [words[0] for words in COMMANDS if len(words) == 1]

    assert error_of("inbx") == (
        f"argument COMMAND: there is no 'inbx'. Choose from {', '.join(names)}\n"
    )


def test_a_mistake_is_quoted_only_so_far_and_without_control_characters() -> None:
    assert error_of(f"\x1b{'x' * 99}").startswith(
        rf"argument COMMAND: there is no '\x1b{'x' * 29}'. "
    )


@pytest.mark.parametrize(
    ("typed", "command", "error"),
    [
        ("health --redy", "health", "unrecognized arguments: --redy: did you mean --ready?"),
        ("--verson", "", "unrecognized arguments: --verson: did you mean --version?"),
        ("jobs --list", "jobs", "unrecognized arguments: --list"),
        ("database check x", "database check", "unrecognized arguments: x"),
        ("jobs list --zebra", "jobs list", "unrecognized arguments: --zebra"),
    ],
)
def test_an_argument_too_many_is_answered_with_the_usage_of_its_command(
    typed: str, command: str, error: str
) -> None:
    ended = run_command(*typed.split())
    program = f"python -m bot {command}".rstrip()

    assert ended.returncode == 2
    assert ended.stderr.startswith(f"usage: {program} [-h]")
    assert ended.stderr.endswith(f"{program}: error: {error}\n")


def test_an_error_fits_the_width() -> None:
    assert max(map(len, error_of("inbx", "40").splitlines())) <= 40
