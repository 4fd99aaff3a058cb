"""`python -m bot service`: each file is right by the tool or the schema of its platform."""

import os
import re
import shutil
import subprocess
import sys
from argparse import Namespace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import kubernetes_validate  # type: ignore[import-untyped] # it has no types
import pytest
import yaml

from bot.cli.arguments import parse_arguments
from bot.cli.service import hidden_python, run, service_file
from bot.settings import Settings
from tests.command_line import run_command
from tests.documents.documents import ROOT, code_blocks, section
from tests.npm import needed

PLATFORMS = ("systemd", "windows", "compose", "kubernetes")
LINUX = "/srv/iissync bot/100%/bin/python"
WINDOWS = r"C:\Program Files\R&D\Scripts\python.exe"
GRACE = 20
"""Seconds in which the bot exits after a signal."""
MOST_EXPOSED = 2.0
"""The worst score of `systemd-analyze security`, from 0 to 10; below 3 is its best mark."""
# Of https://github.com/winsw/winsw/blob/v2.12.0/doc/xmlConfigFile.md
ELEMENTS_OF_WINSW = {
    *("id", "name", "description", "executable", "arguments", "workingdirectory", "stoptimeout"),
    *("serviceaccount", "delayedAutoStart", "onfailure", "logpath", "log"),
}


def operating(heading: str) -> str:
    return section(".github/OPERATING.md", heading)


# systemd


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """The unit, for this Python."""
    path = tmp_path / "iissync-bot.service"
    path.write_text(service_file("systemd", sys.executable), "utf-8")
    return path


def analyzed(*arguments: str) -> str:
    """What `systemd-analyze` prints; it must find no fault."""
    if shutil.which("systemd-analyze") is None:
        needed("the unit of systemd: apt-get install systemd")
    ended = subprocess.run(
        ["systemd-analyze", "--no-pager", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    return ended.stdout


@pytest.mark.slow
def test_systemd_accepts_the_unit(unit: Path) -> None:
    assert analyzed("verify", str(unit)) == ""


@pytest.mark.slow
def test_systemd_finds_the_unit_well_protected(unit: Path) -> None:
    shown = analyzed("security", "--offline=true", str(unit))
    [exposure] = re.findall(r"Overall exposure level for \S+: ([0-9.]+)", shown)

    assert float(exposure) <= MOST_EXPOSED


@pytest.mark.slow
def test_systemd_accepts_any_path_of_python(tmp_path: Path) -> None:
    python = tmp_path / "a b 100% $HOME" / "python"
    python.parent.mkdir()
    python.symlink_to(sys.executable)
    unit = tmp_path / "iissync-bot.service"
    unit.write_text(service_file("systemd", str(python)), "utf-8")

    assert analyzed("verify", str(unit)) == ""


def test_the_unit_runs_a_command_that_exists_and_loads_secrets() -> None:
    lines = service_file("systemd", "/usr/bin/python3").splitlines()
    [command] = [line.partition(" -m bot ")[2] for line in lines if line.startswith("ExecStart=")]
    secrets = [line[15:].partition(":")[0] for line in lines if line.startswith("LoadCredential=")]

    assert "ExecStart=/usr/bin/python3 -m bot run" in lines
    assert parse_arguments([command]).command == "run"
    assert {name.lower().removeprefix("slack_") for name in secrets} <= set(Settings.__slots__)
    assert seconds(lines, "TimeoutStopSec=") > GRACE


def seconds(lines: list[str], start: str) -> int:
    [value] = [line.removeprefix(start) for line in lines if line.startswith(start)]
    return int(value)


def test_operating_runs_commands_with_the_python_the_settings_and_the_database_of_the_unit() -> (
    None
):
    unit = service_file("systemd", WINDOWS)
    [words] = re.findall(
        "^alias bot='sudo systemd-run (.*)'$", operating("As a service"), re.MULTILINE
    )
    options, command = words.split(" /", 1)
    [folder] = re.findall(r"-E CREDENTIALS_DIRECTORY=(\S+)", options)
    [database] = re.findall(r"-E (DATABASE_URL=\S+)", options)
    [settings] = re.findall(r"-p (EnvironmentFile=\S+)", options)

    assert f"\nExecStart=/{command} run\n" in unit
    assert f"\nEnvironment={database}\n" in unit
    assert f"\n{settings}\n" in unit
    assert set(re.findall("LoadCredential=(.*)", unit)) == {
        f"{name}:{folder}/{name}" for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN")
    }


def test_operating_backs_up_the_database_of_the_unit_each_night() -> None:
    unit = service_file("systemd", WINDOWS)
    [line] = re.findall(r"^17 3 \* \* \* root (.*)$", operating("Backup and restore"), re.MULTILINE)
    [database] = re.findall(r"DATABASE_URL=\S+", line)
    [command] = re.findall(r"\S+ -m bot", line)

    assert f"\nEnvironment={database}\n" in unit
    assert f"\nExecStart={command} run\n" in unit
    assert "%" not in line.replace(r"\%", "")  # cron would end the line there


@pytest.mark.slow
def test_the_unit_gives_the_bot_a_home_as_libraries_fail_without_one() -> None:
    lines = service_file("systemd", WINDOWS).splitlines()
    home = {"PATH": "/none", "HOME": "/var/lib/iissync-bot"}
    library = "import os; os.getuid = lambda: 61824; import slack_bolt"
    ended = {
        name: subprocess.run(
            [sys.executable, "-c", library], env=variables, capture_output=True, check=False
        )
        for name, variables in {"with": home, "without": {"PATH": "/none"}}.items()
    }

    assert "Environment=HOME=/var/lib/iissync-bot" in lines
    assert (ended["with"].returncode, ended["with"].stderr) == (0, b"")
    assert b"home directory" in ended["without"].stderr


# Windows


def test_the_file_for_windows_has_elements_that_its_wrapper_knows() -> None:
    service = ET.fromstring(service_file("windows", WINDOWS))

    assert service.findtext("executable") == WINDOWS
    assert service.findtext("arguments") == "-m bot run"
    assert {element.tag for element in service} == ELEMENTS_OF_WINSW
    assert int((service.findtext("stoptimeout") or "").removesuffix(" sec")) > GRACE


# compose


def test_the_compose_file_is_one_by_its_schema() -> None:
    path = ROOT / "bot" / "cli" / "services" / "compose.yaml"
    checked = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "compose-spec", str(path)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (checked.returncode, checked.stdout) == (0, "ok -- validation done\n")


def test_the_services_of_the_compose_file_get_secrets_that_it_names() -> None:
    content = yaml.safe_load(service_file("compose", LINUX))
    for service in content["services"].values():
        files = {name for name in service["environment"].values() if name.startswith("/run/")}

        assert files == {f"/run/secrets/{name}" for name in service["secrets"]}
        assert set(service["secrets"]) <= set(content["secrets"])
    assert int(content["services"]["bot"]["stop_grace_period"].removesuffix("s")) > GRACE


# Kubernetes


def manifests() -> dict[str, Any]:
    """The objects for Kubernetes, by their kind."""
    objects = yaml.safe_load_all(service_file("kubernetes", LINUX))
    return {each["kind"]: each for each in objects}


@pytest.mark.parametrize("kind", ["Secret", "Deployment", "PodDisruptionBudget"])
def test_kubernetes_accepts_the_object(kind: str) -> None:
    version = kubernetes_validate.latest_version()

    assert kubernetes_validate.validate(manifests()[kind], version, strict=True)


def test_what_kubernetes_runs_has_the_secrets_that_it_names() -> None:
    found = manifests()
    pod = found["Deployment"]["spec"]["template"]
    [container] = pod["spec"]["containers"]
    [mount], [volume] = container["volumeMounts"], pod["spec"]["volumes"]
    files = [each["value"] for each in container["env"] if each["name"].endswith("_FILE")]

    assert files == [f"{mount['mountPath']}/{name}" for name in found["Secret"]["stringData"]]
    assert volume["secret"]["secretName"] == found["Secret"]["metadata"]["name"]
    assert pod["spec"]["terminationGracePeriodSeconds"] > GRACE


def test_all_objects_of_kubernetes_select_the_same_pods() -> None:
    found = manifests()
    labels = found["Deployment"]["spec"]["template"]["metadata"]["labels"]

    assert found["Deployment"]["spec"]["replicas"] == 2
    for kind in ("Deployment", "PodDisruptionBudget"):
        assert found[kind]["spec"]["selector"]["matchLabels"] == labels


def test_a_node_of_kubernetes_can_be_drained_while_no_replica_is_ready() -> None:
    """All are unready at once, such as while the token is refused or the database is away."""
    assert manifests()["PodDisruptionBudget"]["spec"]["unhealthyPodEvictionPolicy"] == "AlwaysAllow"


# All


@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_command_prints_the_file(platform: str) -> None:
    printed = run_command("service", platform)

    assert printed.returncode == 0
    assert printed.stdout == service_file(platform, sys.executable)
    assert bool(printed.stderr) == (platform == "systemd" and hidden_python(sys.executable) != "")
    assert printed.stdout.endswith("\n")
    assert "VERSION" not in printed.stdout


@pytest.mark.parametrize(
    ("python", "hidden"),
    [
        ("/usr/bin/python3", False),
        ("/opt/homes/bin/python", False),
        ("/home/ana/iissync-bot/.venv/bin/python", True),
        ("/root/.pyenv/versions/3.13.1/bin/python", True),
        ("/tmp/venv/bin/python", True),
    ],
)
def test_a_python_that_the_unit_hides_is_known(python: str, hidden: bool) -> None:  # noqa: FBT001 - a parameter of the test
    assert hidden_python(python) == (python if hidden else "")


@pytest.mark.slow  # only Linux has such a folder
def test_a_python_that_is_a_link_to_one_that_the_unit_hides_is_known(tmp_path: Path) -> None:
    link = tmp_path / "python"
    link.symlink_to("/home/ana/.pyenv/versions/3.13.1/bin/python")

    assert hidden_python(os.path.relpath(link)) == "/home/ana/.pyenv/versions/3.13.1/bin/python"


def test_who_prints_the_unit_is_told_that_it_hides_their_python(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "executable", "/home/ana/.venv/bin/python")
    code = run(Namespace(platform="systemd"))
    said = capsys.readouterr()

    assert code == 0
    assert said.out == service_file("systemd", "/home/ana/.venv/bin/python")
    assert said.err.startswith("The unit hides /home/ana/.venv/bin/python from the bot, which ")


def test_the_path_of_another_system_is_not_filled_in() -> None:
    assert "ExecStart=/opt/iissync-bot/bin/python " in service_file("systemd", WINDOWS)
    assert r">C:\iissync-bot\Scripts\python.exe<" in service_file("windows", LINUX)


@pytest.mark.parametrize(
    ("heading", "platform"),
    [
        ("As a service", "systemd"),
        ("On Windows", "windows"),
        ("With compose", "compose"),
        ("On Kubernetes", "kubernetes"),
    ],
)
def test_operating_names_what_is_in_the_file(heading: str, platform: str) -> None:
    text = operating(heading)
    file = service_file(platform, LINUX if platform == "windows" else WINDOWS)
    paths = re.findall(r"/etc/iissync-bot/[\w.]+|/var/lib/[\w-]+|secrets/\w+|settings\.env", text)
    shells = code_blocks(text, "sh") + code_blocks(text, "powershell")

    assert any(f"service {platform}" in shell for shell in shells)
    assert all(path in file for path in paths)
