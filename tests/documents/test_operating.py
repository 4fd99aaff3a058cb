"""OPERATING.md, `.env.example` and the Containerfile name what the code has."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from bot.cli.arguments import parse_arguments
from bot.cli.check import print_report
from bot.database.access import ABOUT
from bot.database.engine import POOL, engine
from bot.database.schema import upgrade
from bot.database.schema_version import version_of
from bot.findings import right
from bot.operations.metrics import Metrics
from bot.settings import Settings, SettingsError, Variables, setting_names, shown_settings
from bot.settings.variables import CREDENTIALS
from bot.slack import access
from bot.slack.answering import assistant_calls, incoming_message
from bot.slack.installing import scope_reminders
from bot.slack.jobs import duplicates, follow_ups
from bot.slack.listeners import home_tab, uninstall, workflow_step
from bot.startup_check import API, SETTINGS
from tests.database.cluster import Cluster
from tests.documents.documents import ROOT, code_blocks, first_cells, section

OPERATING = ".github/OPERATING.md"
CONTAINERFILE = (ROOT / ".github" / "Containerfile").read_text("utf-8")


class Recorder(dict[str, str]):
    """A mapping that remembers which keys were read."""

    def get(self, key: str, default: object = None) -> object:  # type: ignore[override] # always the default
        self[key] = ""
        return default


def settings_read() -> set[str]:
    values = Recorder()
    with pytest.raises(SettingsError):
        Settings.from_mapping(values)
    return {name for name in values if name.isupper()} - {CREDENTIALS}


def test_a_misspelt_setting_is_compared_with_exactly_the_settings() -> None:
    assert setting_names() == settings_read()


def test_the_example_env_names_exactly_the_settings() -> None:
    lines = (ROOT / ".env.example").read_text("utf-8").splitlines()

    assert {line.partition("=")[0] for line in lines if "=" in line[:40]} == settings_read()


def test_operating_explains_exactly_the_settings() -> None:
    cells = " ".join(first_cells(section(OPERATING, "Settings")))

    assert set(re.findall("`([A-Z_]+)`", cells)) == settings_read()


def test_operating_explains_exactly_the_metrics() -> None:
    page = Metrics().page().decode()
    metrics = set(re.findall(r"^# TYPE (iissync_\w+)(?<!_created) ", page, re.MULTILINE))

    assert {cell.strip("`") for cell in first_cells(section(OPERATING, "Metrics"))} == metrics


def test_the_commands_for_postgresql_back_up_and_restore_into_an_empty_database(
    postgresql: Cluster, tmp_path: Path
) -> None:
    blocks = code_blocks(section(OPERATING, "PostgreSQL"), "sh")
    made, dumped, restored = (
        [line.split() for line in block.splitlines() if "createuser" not in line]
        for block in blocks
    )
    here = {
        "--host=db.example.com": f"--host={postgresql.folder}",
        "--username=postgres": "--username=bot",
        "--username=iissync": "--username=bot",
        "--owner=iissync": "--owner=bot",
        "iissync-2026-05-31.dump": f"{tmp_path}/dump",
        "--file=iissync-2026-05-31.dump": f"--file={tmp_path}/dump",
    }

    def run(commands: list[list[str]]) -> None:
        for program, *words in commands:
            arguments = [here.get(word, word) for word in words]
            subprocess.run([postgresql.programs / program, *arguments], check=True)

    run(made)
    old = engine(postgresql.url("iissync"))
    upgrade(old, "fair_claims")
    run(dumped)
    upgrade(old)
    old.dispose()
    run(restored)
    new = engine(postgresql.url("iissync"))
    number = version_of(new).number
    upgrade(new)

    assert number == "fair_claims"
    assert version_of(new).is_current
    new.dispose()


def test_operating_says_how_many_connections_a_replica_opens() -> None:
    assert f"opens {POOL} connections at most" in section(OPERATING, "PostgreSQL")


def test_operating_explains_exactly_the_kinds_of_jobs() -> None:
    table = section(OPERATING, "Messages and jobs").partition("| kind of job |")[2]
    kinds = re.findall("`([a-z_]+)`", " ".join(first_cells(f"| kind of job |{table}")))

    assert sorted(kinds) == sorted(
        [
            *(module.KIND for module in (assistant_calls, duplicates, home_tab, incoming_message)),
            *(module.KIND for module in (scope_reminders, uninstall, workflow_step)),
            incoming_message.QUEUE_FULL,
            *(follow_ups.PROPOSED, follow_ups.CARD, follow_ups.DECIDED, follow_ups.VERDICT),
            *(follow_ups.NEWS, follow_ups.DOUBTFUL, follow_ups.DOUBT),
        ]
    )


def test_the_container_runs_commands_that_exist_as_a_user_without_rights() -> None:
    commands = [
        json.loads(line) for line in re.findall(r"CMD (\[.*\])$", CONTAINERFILE, re.MULTILINE)
    ]

    assert [command[:3] for command in commands] == [["python", "-m", "bot"]] * 2
    assert [parse_arguments(command[3:]).command for command in commands] == ["health", "run"]
    assert re.findall(r"^USER (\d+):\d+$", CONTAINERFILE, re.MULTILINE) == ["65534"]


def test_what_the_container_is_built_from_exists() -> None:
    copied = re.findall(r"^COPY (?!--)(.+) \S+$", CONTAINERFILE, re.MULTILINE)

    assert copied
    assert all((ROOT / name).exists() for names in copied for name in names.split())


def test_operating_explains_exactly_what_a_check_is_about() -> None:
    cells = first_cells(section(OPERATING, "Check").partition("\n\nA reviewer whom Slack")[0])
    parts = {
        value for name, value in vars(access).items() if f"{value}".partition(".")[0] == "slack"
    }

    assert {cell.strip("`") for cell in cells} == {SETTINGS, ABOUT, API, *parts}


def test_operating_explains_exactly_the_fields_for_programs(
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = section(OPERATING, "Check").partition("| field |")[2]
    print_report([right(ABOUT, "")], shown_settings(Variables({})), as_json=True)
    report = json.loads(capsys.readouterr().out)

    assert [cell.strip("`") for cell in re.findall(r"^\| (`\w+`) \|", text, re.MULTILINE)] == [
        *report
    ]
    for field in (*report["findings"][0], *report["settings"][0]):
        assert f"`{field}`" in text
