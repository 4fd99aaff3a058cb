"""`python -m bot check` and the start of `run`, as processes beside the playground's Slack."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Mapping
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from platform import python_version
from typing import Any, NamedTuple

import pytest

from bot.cli.parser import SCRIPT
from bot.database.engine import engine
from bot.database.schema import upgrade
from bot.database.schema_version import current_number
from bot.slack.manifest import manifest
from bot.startup_check import START_SECONDS
from tests.cli.processes import ROOT
from tests.command_line import run_alone
from tests.fake_slack.canned_responses import CannedResponse
from tests.fake_slack.slack import Slack
from tests.faults.processes import USUAL_START, Process, started
from tests.measured import MEASURED
from tests.scenarios.conftest import refusal

RIGHT, WRONG, MISCONFIGURED = 0, 1, 2


class Ended(NamedTuple):
    """What a process has written, and its exit code."""

    code: int
    output: str
    errors: str

    @property
    def log(self) -> list[dict[str, Any]]:
        """The lines of the log."""
        return [json.loads(line) for line in self.errors.splitlines() if line.startswith("{")]


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    async with Slack(manifest=manifest(), retries=()) as slack:
        yield slack


class Operator:
    """Runs commands in a folder, with settings for a Slack."""

    def __init__(self, slack: Slack, folder: Path) -> None:
        self.slack = slack
        self.folder = folder
        self.start = USUAL_START

    def _settings(self, more: Mapping[str, str]) -> dict[str, str]:
        settings = {
            "SLACK_BOT_TOKEN": self.slack.bot_token,
            "SLACK_APP_TOKEN": self.slack.app_token,
            "SLACK_API_URL": self.slack.api_url,
            "OPS_PORT": "0",
            **more,
        }
        return {name: value for name, value in settings.items() if value}

    async def starts(self, *arguments: str, **more: str) -> Process:
        environment = {"PYTHONPATH": str(ROOT), **self._settings(more)}
        return await self.start(("bot", *arguments), environment, self.folder)

    async def runs(self, *arguments: str, **more: str) -> Ended:
        """Run a command: `check` beside the Slack in this process, as it is no other there."""
        if arguments[0] == "check":
            ended = await asyncio.to_thread(
                run_alone, self.folder, *arguments, **self._settings(more)
            )
            return Ended(ended.returncode, ended.stdout, ended.stderr)
        process = await self.starts(*arguments, **more)
        output, errors = await process.communicate()
        assert process.returncode is not None
        return Ended(process.returncode, output.decode(), errors.decode())


@pytest.fixture
def operator(slack: Slack, tmp_path: Path) -> Operator:
    return Operator(slack, tmp_path)


async def test_check_says_in_one_screen_that_all_is_right(operator: Operator) -> None:
    ended = await operator.runs("check")
    lines = ended.output.splitlines()

    assert (ended.code, ended.errors) == (RIGHT, "")
    assert lines[-1] == "All is right."
    assert {line.split()[0] for line in lines[:-1]} == {"ok"}
    assert f"sqlite {operator.folder}/iissync.db: there is no such file yet" in ended.output
    assert len(lines) < 24
    assert list(operator.folder.iterdir()) == []


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({}, "off: scripts cannot decode codes by HTTP, as API_TOKEN is empty"),
        ({"API_TOKEN": "0" * 32}, "on: scripts with API_TOKEN decode codes at http://127.0.0.1:"),
    ],
)
async def test_check_says_whether_scripts_can_decode_codes(
    operator: Operator, settings: dict[str, str], words: str
) -> None:
    ended = await operator.runs("check", "--json", **settings)
    findings = json.loads(ended.output)["findings"]

    assert [each["level"] for each in findings if each["about"] == "api"] == ["ok"]
    assert words in ended.output
    assert "0" * 32 not in ended.output


async def test_check_names_a_misspelt_variable_without_its_value(operator: Operator) -> None:
    (operator.folder / ".env").write_text("SLACK_BOT_TOKN=xoxb-hush-hush-hush\n", "utf-8")
    ended = await operator.runs("check")

    assert ended.code == RIGHT
    assert "SLACK_BOT_TOKN in .env is no setting of the bot: did you mean SLACK_BOT_TOKEN?" in (
        ended.output
    )
    assert ended.output.splitlines()[-1] == "1 warning."
    assert "hush" not in ended.output


async def test_run_names_a_misspelt_variable_where_a_setting_is_missing(operator: Operator) -> None:
    text = "\ufeffSLACK_BOT_TOKN=xoxb-hush-hush-hush\nSLACK_APP_TOKEN xapp-hush-hush-hush\n"
    (operator.folder / ".env").write_text(text, "utf-8")
    ended = await operator.runs("run", SLACK_BOT_TOKEN="", SLACK_APP_TOKEN="")

    assert ended.code == MISCONFIGURED
    assert "SLACK_BOT_TOKEN is missing" in ended.errors
    assert "\nSLACK_BOT_TOKN in .env is no setting of the bot: did you mean" in ended.errors
    assert "\nline 2 of .env is ignored: write NAME=value" in ended.errors
    assert f"\nsettings are read from the environment and .env in {operator.folder}" in ended.errors
    assert "hush" not in ended.errors


async def test_check_prints_one_object_for_programs(operator: Operator) -> None:
    ended = await operator.runs("check", "--json", "--print", PORT="8080")
    report = json.loads(ended.output)

    assert report.keys() == {"exit_code", "findings", "settings"}
    assert report["exit_code"] == ended.code == RIGHT
    assert {"level", "about", "text", "misconfigured"} == report["findings"][0].keys()
    assert {"name": "PORT", "value": "8080", "origin": "environment"} in report["settings"]
    assert operator.slack.bot_token not in ended.output


async def test_check_prints_the_settings_with_their_origins(operator: Operator) -> None:
    secret = operator.folder / "token"
    secret.write_text(f"{operator.slack.bot_token}\n", "utf-8")
    (operator.folder / ".env").write_text("REVIEWERS=U0ANA00001\n", "utf-8")
    ended = await operator.runs(
        "check", "--print", SLACK_BOT_TOKEN="", SLACK_BOT_TOKEN_FILE=str(secret)
    )
    lines = [" ".join(line.split()) for line in ended.output.splitlines()]

    assert ended.code == RIGHT
    assert "SLACK_BOT_TOKEN xoxb-… [file in SLACK_BOT_TOKEN_FILE]" in lines
    assert "REVIEWERS U0ANA00001 [.env]" in lines
    assert f"DATABASE_URL sqlite:///{operator.folder}/iissync.db [default]" in lines
    assert "REVIEW_CHANNEL (none) [default]" in lines


WRONG_KINDS = {"SLACK_BOT_TOKEN": "xoxp-1-hush-hush-hush", "SLACK_APP_TOKEN": "xoxb-1-hush-hush"}
UNKNOWN = {"SLACK_BOT_TOKEN": "xoxb-1-hush-hush-hush", "SLACK_APP_TOKEN": "xapp-1-hush-hush-hush"}


@pytest.mark.parametrize("command", ["check", "run"])
@pytest.mark.parametrize(
    ("settings", "found"),
    [
        (WRONG_KINDS, ("this is the token of a user", "this is the token of a bot")),
        (UNKNOWN, ("SLACK_BOT_TOKEN (invalid_auth)", "SLACK_APP_TOKEN (invalid_auth)")),
        (
            {"REVIEWERS": "U0PLAYBOT1", "REVIEW_CHANNEL": "C0NOWHERE1"},
            ("U0PLAYBOT1 is the bot itself", "no channel C0NOWHERE1"),
        ),
        (
            {"SLACK_BOT_TOKEN": "", "SLACK_BOT_TOKEN_FILE": "/nowhere"},
            ("SLACK_BOT_TOKEN cannot be read from /nowhere (SLACK_BOT_TOKEN_FILE): No such file",),
        ),
        (
            {"SLACK_BOT_TOKEN": "", "SLACK_BOT_TOKEN_FILE": "xoxb-hush"},
            ("a file whose name is not shown, as it is no full path (SLACK_BOT_TOKEN_FILE): ",),
        ),
    ],
    ids=["other kinds", "unknown tokens", "review", "file", "no path"],
)
async def test_wrong_settings_end_both_commands_with_code_2(
    operator: Operator, command: str, settings: dict[str, str], found: tuple[str, ...]
) -> None:
    ended = await operator.runs(command, **settings)
    said = ended.output + ended.errors

    assert ended.code == MISCONFIGURED
    assert all(each in said for each in found)
    assert "hush" not in said
    assert "Traceback" not in said


@pytest.mark.parametrize("command", ["check", "run"])
async def test_a_revoked_token_ends_both_commands_with_code_2(
    operator: Operator, command: str
) -> None:
    operator.slack.next_response("auth.test", refusal("token_revoked"))
    ended = await operator.runs(command)

    assert ended.code == MISCONFIGURED
    assert "Slack refuses SLACK_BOT_TOKEN (token_revoked). Install the app again" in (
        ended.output + ended.errors
    )


@pytest.mark.parametrize("command", ["check", "run"])
async def test_a_missing_scope_or_a_wrong_clock_ends_both_commands_with_code_2(
    operator: Operator, command: str
) -> None:
    operator.slack.workspace.scopes_lacking.add("chat:write")
    date = {"Date": "Sun, 01 Nov 2015 00:00:00 GMT"}
    operator.slack.next_response("auth.test", CannedResponse(headers=date))
    ended = await operator.runs(command)

    assert ended.code == MISCONFIGURED
    assert "the bot lacks the scopes chat:write" in ended.output + ended.errors
    assert "ahead of Slack's: synchronize it by NTP" in ended.output + ended.errors


async def test_run_logs_what_it_found_before_it_gives_up(operator: Operator) -> None:
    ended = await operator.runs("run", **UNKNOWN)
    found = {line["message"].partition(":")[0]: line["level"] for line in ended.log}

    assert found["settings"] == "INFO"
    assert found["slack.token"] == "ERROR"
    assert found["database"] == "INFO"
    assert ended.errors.splitlines()[-1].startswith("The bot does not start before ")


@pytest.mark.skipif(sys.platform != "linux", reason="the file is one of /proc")
async def test_an_env_file_that_cannot_be_read_is_reported(operator: Operator) -> None:
    (operator.folder / ".env").symlink_to("/proc/self/mem")
    ended = await operator.runs("check", "--json")

    assert ended.code == MISCONFIGURED
    assert [each["text"] for each in json.loads(ended.output)["findings"]] == [
        ".env cannot be read: Input/output error"
    ]


async def test_check_finds_slack_and_the_database_out_of_reach(
    operator: Operator, unused_tcp_port: int
) -> None:
    ended = await operator.runs(
        "check",
        SLACK_API_URL=f"http://127.0.0.1:{unused_tcp_port}/api/",
        DATABASE_URL=f"postgresql+psycopg://me:hush@/team?host={operator.folder}",
    )

    assert ended.code == WRONG
    assert "Slack cannot be reached or used now (Cannot connect to host 127.0.0.1:" in ended.output
    assert "nothing listens at that socket" in ended.output
    assert ended.output.splitlines()[-1] == "3 errors. `run` starts all the same."
    assert "hush" not in ended.output


async def logged(process: Process, words: str) -> list[str]:
    """The messages of the log up to the one that begins with these words."""
    assert process.stderr
    messages: list[str] = []
    while not (messages and messages[-1].startswith(words)):
        line = await process.stderr.readline()
        assert line, messages
        messages.append(json.loads(line)["message"])
    return messages


async def test_run_says_in_one_screen_what_it_found_and_starts(operator: Operator) -> None:
    process = await operator.starts("run")
    messages = await logged(process, "health and metrics at ")
    process.terminate()
    _, rest = await process.communicate()

    loop = "uvloop" if find_spec("uvloop") else "asyncio"
    begins = f"version {version(SCRIPT)} of the bot starts, on Python {python_version()}"
    assert messages[0] == f"{begins}, with {loop}"
    assert (
        f"sqlite {operator.folder}/iissync.db was created, with the schema '{current_number()}'"
        in (messages)
    )
    assert json.loads(rest.splitlines()[-1])["message"] == "stopped"
    assert "slack.token: the bot is @iissync in the workspace Playground (T0PLAY0001)" in messages
    assert not any(each.startswith("the bot starts all the same") for each in messages)
    assert len(messages) < 24
    assert process.returncode == 0


async def test_run_logs_from_which_schema_it_upgraded_the_database(operator: Operator) -> None:
    old = engine(f"sqlite:///{operator.folder}/iissync.db")
    await asyncio.to_thread(upgrade, old, "jobs")
    await asyncio.to_thread(old.dispose)
    process = await operator.starts("run")
    messages = await logged(process, "health and metrics at ")
    process.terminate()
    await process.communicate()

    assert [
        each.partition(" was upgraded ")[2] for each in messages if " was upgraded " in each
    ] == [f"from the schema 'jobs' to '{current_number()}'"]


async def test_run_starts_without_slack_and_database_and_says_so(
    operator: Operator, unused_tcp_port: int
) -> None:
    process = await operator.starts(
        "run",
        SLACK_API_URL=f"http://127.0.0.1:{unused_tcp_port}/api/",
        DATABASE_URL="sqlite:////nowhere/team.db",
    )
    messages = await logged(process, "health and metrics at ")
    process.terminate()
    await process.communicate()

    assert [each.partition(":")[0] for each in messages[1:6]] == [
        "settings",
        "slack",
        "slack.socket_mode",
        "database",
        "api",
    ]
    assert messages[6].startswith("the bot starts all the same")
    assert process.returncode == 0


async def test_run_waits_for_a_slow_slack_only_so_long(operator: Operator) -> None:
    with operator.slack.hold("auth.test"):
        process = await operator.starts("run")
        messages = await logged(process, "health and metrics at ")
    process.terminate()
    await process.communicate()

    text = f"slack: Slack has not answered everything within {START_SECONDS:g} s"
    assert text in messages


async def test_a_database_that_hangs_is_waited_for_only_so_long(
    operator: Operator,
) -> None:
    """A server accepts the connection and never answers."""

    async def never(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await closed.wait()
        writer.close()

    closed = asyncio.Event()
    server = await asyncio.start_server(never, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    operator.start = started  # as no other process can be measured
    ended = await operator.runs(
        "run",
        DATABASE_URL=f"postgresql+psycopg://me@127.0.0.1:{port}/x",
        REVIEWERS="U0PLAYBOT1",
        **MEASURED,
    )
    closed.set()
    server.close()

    assert f"database: the database has not answered within {START_SECONDS:g} s" in [
        line["message"] for line in ended.log
    ]
