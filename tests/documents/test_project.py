"""The changelog, the licence, the workflows and the forms for issues."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.operations.metrics import Metrics
from tests.documents.documents import DOCUMENTS, ROOT, code_lines

CHANGELOG = DOCUMENTS[".github/CHANGELOG.md"]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").iterdir())
CI = ROOT / ".github" / "workflows" / "ci.yml"
SCHEMAS = {
    **dict.fromkeys(WORKFLOWS, "github-workflows"),
    ROOT / ".github" / "dependabot.yml": "dependabot",
}
FORMS = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").iterdir())
ACTION = re.compile(r"[\w-]+/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")


def content(path: Path) -> dict[str, Any]:
    """What a file in YAML holds."""
    found: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return found


def test_the_changelog_names_the_current_version_and_what_comes_next() -> None:
    headings = re.findall(r"^## \[(.+?)\]", CHANGELOG, re.MULTILINE)

    assert headings[0] == "Unreleased"
    assert headings[1] == PROJECT["version"]


def test_the_new_names_of_metrics_in_the_changelog_are_right() -> None:
    page = Metrics().page().decode()
    renamed = re.findall(r"^  \| `(iissync_\w+)` \| `(iissync_\w+)` \|$", CHANGELOG, re.MULTILINE)

    assert renamed
    assert all(f"# TYPE {new} " in page and f"# TYPE {old} " not in page for old, new in renamed)


def test_the_licence_is_the_one_that_the_project_names() -> None:
    [licence] = PROJECT["license-files"]

    assert (ROOT / licence).read_text("utf-8").startswith(f"{PROJECT['license']} License\n")


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_has_few_rights_and_calls_what_exists(path: Path) -> None:
    workflow = content(path)

    assert workflow["permissions"] == {"contents": "read"}
    for job in workflow["jobs"].values():
        assert "uses" not in job or (ROOT / job["uses"]).exists()


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_every_action_is_pinned_to_a_commit_with_its_version(path: Path) -> None:
    used = re.findall(r"^ +(?:- )?uses: (?!\./)(.+)$", path.read_text("utf-8"), re.MULTILINE)

    assert used
    assert all(ACTION.fullmatch(action) for action in used)


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.name)
def test_github_accepts_the_file(path: Path) -> None:
    checked = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", SCHEMAS[path], str(path)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (checked.returncode, checked.stdout) == (0, "ok -- validation done\n")


def test_the_audit_of_the_workflow_is_the_one_that_is_documented() -> None:
    [job] = content(CI.with_name("audit.yml"))["jobs"].values()
    *_, audit = steps(job)

    assert audit["run"] in code_lines(DOCUMENTS[".github/CONTRIBUTING.md"])


def test_the_workflows_run_what_has_to_pass() -> None:
    jobs = content(CI)["jobs"]
    everything, inner_loop = ([step.get("run") for step in steps(job)] for job in jobs.values())

    assert ".ci/run" in everything
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
    assert 'python -m pytest -m "not slow"' in inner_loop


def steps(job: dict[str, Any]) -> list[dict[str, Any]]:
    """The steps of a job, of which one that calls a workflow has none."""
    found: list[dict[str, Any]] = job.get("steps", [])
    return found


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.name)
def test_a_form_for_issues_has_a_name_and_a_unique_id_for_each_field(path: Path) -> None:
    form = content(path)
    ids = [field["id"] for field in form["body"] if field["type"] != "markdown"]

    assert form["name"]
    assert form["description"]
    assert len(ids) == len(set(ids)) > 0


def test_each_hook_runs_a_module_that_the_project_installs() -> None:
    [repository] = content(ROOT / ".pre-commit-config.yaml")["repos"]
    entries = [hook["entry"].split() for hook in repository["hooks"]]
    development = " ".join(PROJECT["optional-dependencies"]["dev"])

    assert [entry[:2] for entry in entries] == [["python", "-m"]] * len(entries)
    assert all(f"{entry[2]}>=" in development for entry in entries)
