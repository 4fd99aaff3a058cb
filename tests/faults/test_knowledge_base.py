"""Faults 39 to 44: what a team knows is decided on once, is its own, and is never half."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import ClientSession, web

from bot.database.engine import engine
from bot.server import Running, running
from bot.team.sql_store import SqlStore
from tests.cli.test_knowledge import knowledge
from tests.database.cluster import Cluster  # noqa: TC001 - the only import for types alone
from tests.database.fixtures import numbers, upgraded_in
from tests.fake_slack.slack import Slack
from tests.faults.hostile_requests import signed
from tests.scenarios.conftest import HERE, QUICK, Scenario, scenario_on, settings_for, view_of
from tests.scenarios.team.conftest import CODE, ask, change, forge, messages_to, propose, publish
from tests.scenarios.test_server import web_server
from tests.team.entries import refusals
from tests.team.test_import_reader import export_json

OURS, THEIRS = "T0PLAY0001", "T0OTHER001"
DOCUMENTED = "2148598792"
CARD = "the card"


@pytest.fixture
def file_url(quick_folder: Path) -> str:
    return upgraded_in(quick_folder)


async def refused(url: str, workspace: str) -> list[str | None]:
    """The ids of the people who were refused something, the first of them first."""
    database = engine(url)
    found = await asyncio.to_thread(refusals, SqlStore(database), workspace)
    await asyncio.to_thread(database.dispose)
    return [each.person.id if each.person else None for each in found]


# --- 39


@pytest.fixture(params=["sqlite", "postgresql"])
def shared_url(request: pytest.FixtureRequest, file_url: str) -> str:
    if request.param == "sqlite":
        return file_url
    cluster: Cluster = request.getfixturevalue("postgresql")
    return cluster.create(f"shared{next(numbers)}", "upgraded")


@asynccontextmanager
async def two_replicas(slack: Slack, url: str) -> AsyncIterator[tuple[Scenario, Running]]:
    """Two replicas, of which Slack tells one and then the other."""
    ids = frozenset(slack.client(name).id for name in ("Ana", "Ben"))
    settings = replace(settings_for(slack, "socket"), database_url=url, reviewers=ids)
    async with running(settings, QUICK) as one, running(settings, QUICK) as other:
        await slack.connected(2)
        yield Scenario(slack, one, url), other


async def test_fault_39_of_two_reviewers_on_two_replicas_one_wins_and_the_other_is_notified(
    slack: Slack, shared_url: str
) -> None:
    ana, ben = slack.client("Ana"), slack.client("Ben")
    async with two_replicas(slack, shared_url) as (scenario, other):
        for number in range(3):
            await propose(scenario, "Chen")
            await cards_sent(scenario, number + 1)
            await ben.clicks(messages_to(scenario, "Ben")[-1], "Reject")
            await slack.wait_for(lambda: ben.view and ben.view.title == "Reject the proposal")
            await asyncio.gather(
                ana.clicks(messages_to(scenario, "Ana")[-1], "Approve"),
                ben.submits(view_of(ben), {"Reason": "No."}),
            )
            await scenario.settled()
            await other.tasks.wait()
            ana_lost = "ben was faster: it is rejected." in slack.seen_by(ana, "@iissync")[-1].text
            ben_lost = "ana was faster: it is approved." in str(ben.view and ben.view.errors)

            assert ana_lost != ben_lost
            await close(scenario)
        decided = [m.text for m in messages_to(scenario, "Chen")]
        await other.team.refresh()

    assert len(decided) == 3
    assert len(other.team.notes(OURS).all()) == sum("Approved" in text for text in decided)


async def cards_sent(scenario: Scenario, count: int) -> None:
    """Return when both reviewers have so many cards; either replica sends them."""

    def are_sent() -> bool:
        return all(len(messages_to(scenario, who)) >= count for who in ("Ana", "Ben"))

    await scenario.slack.wait_for(are_sent)


async def close(scenario: Scenario) -> None:
    """Ben and Chen close their modals."""
    for name in ("Ben", "Chen"):
        person = scenario.slack.client(name)
        while person.view:
            await person.closes(person.view)


# --- 40


async def test_fault_40_proposers_cannot_approve_their_own_and_the_attempt_is_recorded(
    slack: Slack, file_url: str
) -> None:
    ana = slack.client("Ana")
    async with scenario_on(slack, file_url, "Ana", "Ben") as scenario:
        await propose(scenario, "Ben")
        await propose(scenario, "Ana", Cause="Her own.")
        waiting = await scenario.bot.team.open_proposals(OURS)
        card = messages_to(scenario, "Ana")[-2]
        forge(card, proposal=next(each.id for each in waiting if each.draft.cause == "Her own."))
        await ana.clicks(card, "Approve")
        await scenario.settled()
        answer = await ask(scenario, "Ana")

        assert "somebody else must decide" in slack.seen_by(ana, "@iissync")[-1].text
        assert "Your team" not in answer.text
    assert await refused(file_url, OURS) == [ana.id]


@pytest.mark.parametrize("button", ["Approve", "Reject", "Edit"])
async def test_fault_40_an_old_button_does_nothing_for_a_former_reviewer(
    slack: Slack, file_url: str, button: str
) -> None:
    ana = slack.client("Ana")
    async with scenario_on(slack, file_url, "Ana", "Chen") as scenario:
        await propose(scenario, "Ben")
        card = messages_to(scenario, "Ana")[-1]
    async with scenario_on(slack, file_url, "Chen") as scenario:
        await ana.clicks(card, button)
        await scenario.settled()
        waiting = await scenario.bot.team.open_proposals(OURS)

        assert "no longer one" in slack.seen_by(ana, "@iissync")[-1].text
        assert [each.draft.cause[:9] for each in waiting] == ["The share"]
    assert await refused(file_url, OURS) == [ana.id]


# --- 41


@asynccontextmanager
async def moved(bot: Running) -> AsyncIterator[str]:
    """An address that passes on to the bot what Slack says, as if of another workspace."""

    async def pass_on(request: web.Request) -> web.Response:
        body = (await request.read()).replace(OURS.encode(), THEIRS.encode())
        headers = signed(body, kind={"Content-Type": request.headers["Content-Type"]})
        async with (
            ClientSession() as session,
            session.post(str(bot.url), data=body, headers=headers) as answer,
        ):
            return web.Response(
                body=await answer.read(), status=answer.status, content_type=answer.content_type
            )

    async with web_server(pass_on) as address:
        yield f"{address}/slack/events"


@asynccontextmanager
async def neighbours(slack: Slack, url: str) -> AsyncIterator[Scenario]:
    """A team that has published and proposed; from now on everyone acts in another workspace."""
    async with scenario_on(slack, url, "Ana") as scenario:
        await publish(scenario)
        await propose(scenario, "Ben", Cause="The share was full again.")
        async with moved(scenario.bot) as address:
            slack.deliver_to(address)
            yield scenario


def leaks(slack: Slack, before: int) -> list[object]:
    """What was sent since then that says what the other team knows."""
    return [each for each in slack.sent[before:] if "share was full" in str(each.payload)]


async def test_fault_41_nothing_is_read_or_searched_from_another_workspace(
    slack: Slack, file_url: str
) -> None:
    async with neighbours(slack, file_url) as scenario:
        ana, before = slack.client("Ana"), len(slack.sent)
        for text in (CODE, f"history {CODE}", "search share", "list", "stats", "unknown"):
            await ana.runs(HERE, f"/iissync {text}")
            await ana.says(HERE, f"@iissync {text}")
        await ana.opens_home()
        home = await slack.wait_for(lambda: ana.home)
        assert home
        await slack.wait_for(lambda: sum(m.by_bot for m in slack.messages(HERE)) == 6)
        await ana.chooses(home, "Search", "share")
        await scenario.settled()

    assert len(slack.sent) > before + 12
    assert leaks(slack, before) == []


@pytest.mark.parametrize(
    ("where", "button", "recorded"),
    [
        (CARD, "Approve", 1),
        (CARD, "Reject", 1),
        (CARD, "Edit", 1),
        (f"/iissync {CODE}", "Helped", 1),
        (f"/iissync {CODE}", "Share", 0),
        (f"/iissync history {CODE}", "Suggest a change", 0),
        (f"/iissync history {CODE}", "Restore version 1", 1),
    ],
)
async def test_faults_40_and_41_a_button_of_another_workspace_is_refused(
    slack: Slack, file_url: str, where: str, button: str, recorded: int
) -> None:
    ana = slack.client("Ana")
    async with (
        scenario_on(slack, file_url, "Ana", "Chen") as scenario,
        moved(scenario.bot) as elsewhere,
    ):
        await publish(scenario)
        await change(scenario, "The share was full again.")
        await propose(scenario, "Ben", Cause="The share was full at last.")
        shown = (
            messages_to(scenario, "Ana")[-1]
            if where == CARD
            else (await ana.runs(HERE, where)).message
        )
        await scenario.settled()
        before, state = len(slack.sent), await known(scenario)
        assert shown
        slack.deliver_to(elsewhere)
        await ana.clicks(shown, button)
        await scenario.settled()

        assert await known(scenario) == state
    assert leaks(slack, before) == []
    assert await refused(file_url, THEIRS) == [ana.id] * recorded


async def known(scenario: Scenario) -> object:
    """All entries and open proposals of our team, read again."""
    await scenario.bot.team.refresh()
    return scenario.bot.team.notes(OURS).all(), await scenario.bot.team.open_proposals(OURS)


async def test_fault_41_an_export_contains_one_workspace(slack: Slack, file_url: str) -> None:
    async with scenario_on(slack, file_url, "Ana") as scenario:
        await publish(scenario)
    exported = [knowledge(file_url, "export", "--workspace", each) for each in (OURS, THEIRS)]
    ours, theirs = (json.loads(ended.stdout)["entries"] for ended in exported)

    assert len(ours) == 1
    assert theirs == []


# --- 42


async def test_fault_42_two_proposals_for_a_documented_code_are_accepted_and_neither_replaces_it(
    slack: Slack, file_url: str
) -> None:
    async with scenario_on(slack, file_url, "Ana") as scenario:
        await propose(scenario, "Ben", DOCUMENTED, Cause="A cable was loose.")
        await propose(scenario, "Chen", DOCUMENTED, Cause="The switch was old.")
        first, second = messages_to(scenario, "Ana")[-2:]
        for card in (first, second):
            await slack.client("Ana").clicks(card, "Approve")
            await scenario.settled()
        answer = (await ask(scenario, "Ben", DOCUMENTED)).text

    assert "Microsoft documents this code for IISSYNC; that text stays as it is." in first.text
    assert "Other open proposals for this code: 1." in second.text
    documented, one, other = (
        "Possibly an IP",
        "The switch was old.",
        "Your team has 1 more entry.",
    )
    for words in (documented, one, other):
        assert words in answer


# --- 43


def good() -> bytes:
    return json.dumps(export_json()).encode()


def with_half_an_entry() -> bytes:
    made = export_json()
    entry = {**made["entries"][0], "id": "e2"}
    made["entries"].append({**entry, "revisions": [*entry["revisions"], {"version": 3}]})
    return json.dumps(made).encode()


@pytest.mark.parametrize(
    ("made", "message"),
    [
        (lambda: good().ljust(50_000_000), "the file: has 50,000,000 bytes: at most 20,000,000"),
        (
            lambda: good().replace(b'"code":', b'"code": 5, "code":'),
            "/entries/0/code: is there more than once",
        ),
        (lambda: good().replace(b"share", b"sh\xffre"), "the file: is not UTF-8: invalid start"),
        (
            lambda: good().replace(b'"votes"', b'"colour": 1, "votes"'),
            "/entries/0/colour: is not known",
        ),
        (lambda: good().replace(b'"version": 1,', b'"version": 2,', 1), "/version: is 2: a newer"),
        (with_half_an_entry, "/entries/1/revisions/2: has no 'cause'"),
        (lambda: good()[: len(good()) // 2], "the file: is not JSON: "),
    ],
    ids=["50 MB", "a key twice", "no UTF-8", "unknown", "newer", "half valid", "half a file"],
)
def test_fault_43_a_file_with_a_fault_is_not_imported_at_all(
    file_url: str, tmp_path: Path, made: Callable[[], bytes], message: str
) -> None:
    (tmp_path / "team.json").write_bytes(made())
    ended = knowledge(file_url, "import", "--workspace", "T1", str(tmp_path / "team.json"))
    listed = knowledge(file_url, "list", "--workspace", "T1")

    assert ended.returncode == 1
    assert message in ended.stderr
    assert ended.stderr.endswith("Nothing was imported.\n")
    assert (listed.returncode, listed.stdout) == (1, "")
