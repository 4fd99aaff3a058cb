"""SECURITY.md names everything that is stored, and for how long."""

import re

from bot.database import schema_version
from bot.database.columns import metadata
from bot.jobs import tables as jobs_tables
from bot.operations.regular import DAY
from bot.running_team import REMOVED_DAYS
from bot.server import KEY_LIFETIME
from bot.settings import Settings
from bot.team import tables as team_tables
from bot.workspaces import tables as workspaces_tables
from tests.documents.documents import first_cells, section

STORED = section(".github/SECURITY.md", "What the bot stores")
ROWS = {
    team_tables.entry: "entries with all their versions",
    team_tables.revision: "entries with all their versions",
    team_tables.proposal: "and proposals",
    team_tables.vote: "votes",
    team_tables.card: "the places of review cards",
    team_tables.audit: "the decision log",
    team_tables.workspace_settings: "what an administrator of a workspace has set",
    team_tables.question: "questions: who asked for which code",
    jobs_tables.job: "a message with a question",
    workspaces_tables.workspace: "the workspaces that installed the bot by a link",
    workspaces_tables.oauth_state: "installations that have ended",
}
"""The words in the first cell of the table's row."""
NOBODYS = {team_tables.change, team_tables.deleted_workspace, schema_version.compatibility}
"""Tables with numbers, names of versions and ids of workspaces alone."""


def test_every_table_that_holds_what_people_did_is_explained() -> None:
    cells = first_cells(STORED)

    assert ROWS.keys() | NOBODYS == set(metadata.tables.values())
    assert [words for words in ROWS.values() if not any(words in cell for cell in cells)] == []


def test_the_periods_are_those_of_the_code() -> None:
    periods = set(re.findall(r"(\d+) days", STORED)) - {str(REMOVED_DAYS)}
    tokens = {"SLACK_BOT_TOKEN": "xoxb-12-34-abcdef", "SLACK_APP_TOKEN": "xapp-1-A1-2-abcdef"}
    days = Settings.from_mapping(tokens).keep_asked_days

    assert periods == {str(days), str(KEY_LIFETIME // DAY)}
