"""The dashboard and the alert rules in `.github/monitoring/` name what the bot has."""

import json
import re

import pytest
import yaml

from bot import health, server
from bot.database import write_check
from bot.operations.metrics import Metrics
from bot.operations.problems import WHAT_TO_DO
from bot.slack.jobs import queue_monitor, running
from bot.slack.jobs.timing import TIMING
from bot.slack.web_api import token
from tests.documents.documents import ROOT, section

FOLDER = ROOT / ".github" / "monitoring"
DASHBOARD = json.loads((FOLDER / "dashboard.json").read_text("utf-8"))
RULES = yaml.safe_load((FOLDER / "alerts.yml").read_text("utf-8"))["groups"][0]["rules"]
TESTS = yaml.safe_load((ROOT / "tests/operations/alerts.yml").read_text("utf-8"))["tests"]
EXPRESSIONS = [rule["expr"] for rule in RULES] + [
    target["expr"] for panel in DASHBOARD["panels"] for target in panel.get("targets", ())
]
OF_LINUX = {"process_open_fds", "process_max_fds", "process_resident_memory_bytes"} | {
    "process_cpu_seconds_total",
    "process_start_time_seconds",
}


def series() -> set[str]:
    """The names of all series that the bot exports; on other systems than Linux there are fewer."""
    page = Metrics().page().decode()
    names = set(re.findall(r"^# TYPE (\w+) (?!histogram)", page, re.MULTILINE)) | OF_LINUX
    return names | {f"{name}_bucket" for name in re.findall(r"# TYPE (\w+) histogram", page)}


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_every_metric_of_an_expression_exists(expression: str) -> None:
    names = set(re.findall(r"\b(?:iissync|process)_\w+(?=[{\[) ])", expression))

    assert names or "up{" in expression
    assert names <= series()


def test_every_metric_is_on_the_dashboard() -> None:
    shown = set(re.findall(r"iissync_\w+", " ".join(EXPRESSIONS)))

    assert {name for name in series() if name.startswith("iissync_")} - shown == {
        each for each in series() if each.endswith("_created")
    }


def test_every_alert_is_tested() -> None:
    tested = {each["alertname"] for test in TESTS for each in test.get("alert_rule_test", ())}

    assert tested == {rule["alert"] for rule in RULES}


def test_the_codes_in_the_rules_and_in_operating_are_those_of_the_bot() -> None:
    named = {code for rule in RULES for code in re.findall('code!~"([^"]+)"', rule["expr"])}
    health = section(".github/OPERATING.md", "Health")
    table = re.findall(r"^\| (`[a-z-]+`(?:, `[a-z-]+`)*) \|", health, re.MULTILINE)

    assert {code for codes in named for code in codes.split("|")} <= set(WHAT_TO_DO)
    assert set(re.findall("`([a-z-]+)`", " ".join(table))) == set(WHAT_TO_DO)


def test_operating_says_how_soon_each_fault_is_noticed() -> None:
    rows = section(".github/OPERATING.md", "Health").splitlines()
    within = {row.split("|")[1].split(",")[0].strip(" `"): row for row in rows if row[:3] == "| `"}
    most = {
        "database-full": server.WRITE_CHECK_INTERVAL,
        "database-locked": server.WRITE_CHECK_INTERVAL + write_check.LONGEST,
        "slack-token-refused": token.CHECK_EVERY,
        "slack-unreachable": token.CHECK_EVERY + TIMING.first_pause,
        "tokens-unreadable": server.KEY_CHECK_INTERVAL,
        "worker-stuck": health.WORKER_STUCK_AFTER,
        "worker-stopped": queue_monitor.ALIVE_WITHIN,
        "backlog": queue_monitor.MEASURE_EVERY,
    }

    for code, seconds in most.items():
        said = re.search(r"\| (\d+) seconds", within[code])
        assert said
        assert seconds <= int(said[1]) < seconds + 15
    assert (running.STUCK_AFTER, health.LONGEST_WAIT) == (5 * 60, 60)


def test_panels_do_not_overlap_and_have_their_own_ids() -> None:
    panels = DASHBOARD["panels"]
    cells = [
        (x, y)
        for place in (panel["gridPos"] for panel in panels)
        for x in range(place["x"], place["x"] + place["w"])
        for y in range(place["y"], place["y"] + place["h"])
    ]

    assert len(cells) == len(set(cells))
    assert max(x for x, _ in cells) < 24
    assert len({panel["id"] for panel in panels}) == len(panels)
