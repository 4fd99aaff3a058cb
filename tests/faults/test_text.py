# ruff: noqa: RUF001 - letters and digits of other scripts stand here on purpose
"""Faults 34 to 38: any text, entered anywhere, is read exactly or refused with a reason."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
import pytest_asyncio

from bot.playground.model import User
from bot.playground.rendering import Renderer
from bot.playground.workspace import PEOPLE
from bot.server import running
from bot.slack.manifest import manifest
from bot.team.draft_form import LONGEST_CAUSE, LONGEST_LINK, LONGEST_PLACE, MOST_STEPS
from tests.conftest import texts_in
from tests.fake_slack.slack import Slack
from tests.scenarios.conftest import HERE, QUICK, Scenario, settings_for, view_of
from tests.scenarios.team.conftest import CODE, messages_to, propose

pytestmark = pytest.mark.asyncio(loop_scope="module")
DM = "@iissync"
SCREEN = Renderer({}, 10**6)


@asynccontextmanager
async def bot_at_work() -> AsyncIterator[Scenario]:
    """The bot, of which nothing that it sends may go beyond Slack's limits."""
    async with Slack(manifest=manifest(), retries=()) as slack:
        both = frozenset(each.id for each in PEOPLE if each.real_name != "Ben Brown")
        settings = replace(settings_for(slack, "http"), reviewers=both)
        async with running(settings, QUICK) as bot:
            slack.deliver_to(bot.url)
            yield Scenario(slack, bot)
        assert not slack.faults


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared() -> AsyncIterator[Scenario]:
    """One bot for all that is only asked."""
    async with bot_at_work() as scenario:
        yield scenario


@pytest_asyncio.fixture(loop_scope="module")
async def scenario() -> AsyncIterator[Scenario]:
    async with bot_at_work() as scenario:
        yield scenario


# --- every way to ask

Ask = Callable[[Scenario, str], Awaitable[str]]
"""Asks with a text, and returns all that the person is shown in answer."""


async def by_command(scenario: Scenario, text: str) -> str:
    shown = await scenario.slack.client("Ana").runs(HERE, f"/iissync {text}")
    assert shown.message
    return SCREEN.message(shown.message)


async def by_mention(scenario: Scenario, text: str) -> str:
    question = await scenario.slack.client("Ana").posts(
        HERE, f"<@{scenario.slack.bot_user.id}> {text}"
    )
    (reply,) = await scenario.replies(question)
    return SCREEN.message(reply)


async def by_dm(scenario: Scenario, text: str) -> str:
    ana = scenario.slack.client("Ana")
    await ana.posts(DM, text)
    await scenario.settled()
    return SCREEN.message(messages_to(scenario, "Ana")[-1])


async def by_shortcut(scenario: Scenario, text: str) -> str:
    ana = scenario.slack.client("Ana")
    question = await scenario.slack.client("Ben").posts("#ops-private", text)
    await ana.uses_shortcut("Decode status codes", question)
    await scenario.settled()
    return SCREEN.message(scenario.slack.seen_by(ana, "#ops-private")[-1])


async def by_modal(scenario: Scenario, text: str) -> str:
    ana = scenario.slack.client("Ana")
    await ana.uses_shortcut("Look up a status code")
    await scenario.settled()
    await ana.submits(view_of(ana), {"Status code": text[:3000]})  # Slack lets no more be typed
    await scenario.settled()
    return SCREEN.view(view_of(ana))


WAYS: dict[str, Ask] = {
    "command": by_command,
    "mention": by_mention,
    "dm": by_dm,
    "shortcut": by_shortcut,
    "modal": by_modal,
}
each_way = pytest.mark.parametrize("ask", WAYS.values(), ids=WAYS)


# --- 34

PINGS = "<!channel> <!subteam^S1> <@U1> <https://evil|Approve>"
MARKS = "`a` ```b``` *c* _d_ ~e~"
HOSTILE = f"{PINGS} {MARKS}"
NAME = f"{PINGS} `ben` *b*"
ALIVE = {"link", "user", "usergroup", "broadcast", "channel", "emoji"}


def alive_in(payload: object) -> list[object]:
    """What in a payload pings or links, or looks other than it was written."""
    if isinstance(payload, list):
        return [found for part in payload for found in alive_in(part)]
    if not isinstance(payload, dict):
        return []
    found: list[object] = [payload] if payload.get("type") in ALIVE else []
    whole = [] if "type" in payload else [str(payload.get("text"))]  # of the message, in mrkdwn
    texts = [*texts_in(payload, "mrkdwn"), *whole]
    found += [text for text in texts for ping in PINGS.split() if ping in text]
    return found + [each for part in payload.values() for each in alive_in(part)]


@pytest_asyncio.fixture(loop_scope="module")
async def hostile(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Scenario]:
    """A workspace in which everybody has a name that is not nice."""
    people = tuple(User(each.id, NAME, each.real_name) for each in PEOPLE)
    monkeypatch.setattr("bot.playground.slack.PEOPLE", people)
    monkeypatch.setattr("bot.playground.workspace.PEOPLE", people)
    async with bot_at_work() as scenario:
        yield scenario


async def decides(scenario: Scenario, button: str) -> None:
    await scenario.slack.client("Ana").clicks(messages_to(scenario, "Ana")[-1], button)
    await scenario.settled()


def home_of(scenario: Scenario, name: str) -> str:
    home = scenario.slack.client(name).home
    assert home
    return SCREEN.view(home)


async def look_home(scenario: Scenario, *names: str) -> None:
    for name in names:
        await scenario.slack.client(name).opens_home()
    await scenario.settled()


async def test_fault_34_waiting_proposals_are_shown_literally(
    hostile: Scenario,
) -> None:
    await look_home(hostile, "Ana", "Ben")
    places = {"Cause": HOSTILE, "Steps": f"{HOSTILE}\n{HOSTILE}", "Applies to": HOSTILE}
    await propose(hostile, "Ben", **places)
    ana = hostile.slack.client("Ana")
    card = messages_to(hostile, "Ana")[-1]
    await ana.clicks(card, "Edit")
    await hostile.settled()

    assert SCREEN.message(card).count(HOSTILE) == 4
    assert f"Proposed by {NAME}" in SCREEN.message(card)
    assert home_of(hostile, "Ana").count(HOSTILE) == 4
    assert HOSTILE in home_of(hostile, "Ben")
    assert SCREEN.view(view_of(ana)).count(HOSTILE) == 4
    assert alive_in([each.payload for each in hostile.slack.sent]) == []


async def test_fault_34_published_entries_are_shown_literally(hostile: Scenario) -> None:
    asked = await hostile.slack.client("Chen").says(HERE, f"@iissync {CODE}")
    await hostile.settled()
    await look_home(hostile, "Chen")
    await propose(hostile, "Ben", Cause=HOSTILE)
    await decides(hostile, "Approve")
    shown = [SCREEN.message(message) for message in await hostile.replies(asked)][-1:]
    shown += [await ask(hostile, CODE) for ask in WAYS.values()]
    shown += [await by_command(hostile, f"history {CODE}"), home_of(hostile, "Chen")]

    assert [text for text in shown if HOSTILE not in text] == []
    assert f"Approved by {NAME}" in SCREEN.message(messages_to(hostile, "Ben")[-1])
    assert alive_in([each.payload for each in hostile.slack.sent]) == []


async def test_fault_34_the_sharing_user_and_the_note_are_shown_literally(
    hostile: Scenario,
) -> None:
    await propose(hostile, "Ben", Cause=HOSTILE)
    ana = hostile.slack.client("Ana")
    card = messages_to(hostile, "Ana")[-1]
    await decides(hostile, "Reject")
    await ana.submits(view_of(ana), {"Reason": HOSTILE})
    await hostile.settled()
    await ana.clicks(card, "Reject")
    await hostile.settled()
    shown = await ana.runs(HERE, "/iissync 1722")
    assert shown.message
    await ana.clicks(shown.message, "Share")
    await hostile.settled()

    assert HOSTILE in SCREEN.message(messages_to(hostile, "Ben")[-1])
    decided = hostile.slack.workspace.message(card.channel, card.ts)
    assert decided
    assert NAME in SCREEN.message(decided)
    assert f"Shared by {NAME}" in SCREEN.message(hostile.slack.messages(HERE)[-1])
    assert alive_in([each.payload for each in hostile.slack.sent]) == []


@each_way
async def test_fault_34_questions_are_quoted_literally(shared: Scenario, ask: Ask) -> None:
    await ask(shared, f"{PINGS} zzz")
    await ask(shared, f"error 1722 {HOSTILE}")

    assert alive_in([each.payload for each in shared.slack.sent]) == []


# --- 35

READ, NOT_READ = "The RPC server is unavailable", "no status code"


@each_way
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("１７２２", READ),
        ("\u202e1722\u202c", READ),
        ("17\u200b22", READ),
        ("\ufeff1722\u2060", READ),
        ("١٧٢٢", ""),
        ("१७२२", ""),
        ("0х800706BA", READ),  # a Cyrillic x: the rest is hex without it
        ("0x8007О6BA", ""),  # a Cyrillic O
        ("error 1722 " + "\u202e" * 2000, READ),
        ("error 1722 " + "x " * 20_000, READ),
        ("\u200b" * 40_000, ""),
    ],
    ids=range(11),
)
async def test_fault_35_letters_that_deceive_are_read_as_digits_or_not_at_all(
    shared: Scenario, ask: Ask, text: str, words: str
) -> None:
    shown = await ask(shared, text)

    assert words in shown
    assert words or READ not in shown


# --- 36


async def test_fault_36_of_500_codes_in_a_thread_it_says_how_many_it_leaves_out(
    scenario: Scenario,
) -> None:
    ana = scenario.slack.client("Ana")
    root = await ana.says(HERE, "what is all this?")
    for first in range(0, 500, 25):
        codes = [f"error {2147942400 + number}" for number in range(first, first + 25)]
        await ana.says(HERE, ", ".join(codes), thread=root)
    question = await ana.says(HERE, "@iissync", thread=root)
    (reply,) = await scenario.replies(question)

    assert "more codes." in SCREEN.message(reply)


# --- 37

LONGEST = {
    "Cause": "原" * LONGEST_CAUSE,
    "Steps": "\n".join(["因" * 149] * MOST_STEPS),
    "Applies to": "適" * LONGEST_PLACE,
    "Link": "https://" + "a" * (LONGEST_LINK - 8),
}


async def test_fault_37_the_longest_proposals_are_shown_on_every_surface(
    scenario: Scenario,
) -> None:
    await look_home(scenario, "Ana", "Ben", "Chen")
    for _ in range(4):
        await propose(scenario, "Ben", **LONGEST)
    homes = home_of(scenario, "Ana"), home_of(scenario, "Ben")
    card = SCREEN.message(messages_to(scenario, "Ana")[-1])
    for _ in range(4):
        waiting = await scenario.bot.team.open_proposals("T0PLAY0001")
        await approves(scenario, waiting[0].id)
    shown = [await ask(scenario, CODE) for ask in WAYS.values()]
    shown.append(await by_command(scenario, f"history {CODE}"))

    assert all("原" in home for home in homes)
    assert "Shortened." in card
    assert [text for text in shown if "hortened" not in text] == []
    assert "原" in home_of(scenario, "Chen")


async def approves(scenario: Scenario, proposal: str) -> None:
    """Ana approves by the card of that proposal."""
    dm = scenario.slack.workspace.messages(scenario.slack.client("Ana").dm)
    card = next(message for message in dm if proposal in json.dumps(list(message.blocks)))
    await scenario.slack.client("Ana").clicks(card, "Approve")
    await scenario.settled()


async def test_fault_37_very_many_entries_and_codes_are_counted_where_they_are_not_shown(
    scenario: Scenario,
) -> None:
    for number in range(40):
        await propose(scenario, "Ben", str(2147950000 + number % 30), Cause=f"Cause {number}.")
        await decides(scenario, "Approve")
    many = " ".join(str(2147942400 + number) for number in range(500))
    shown = {name: await ask(scenario, many) for name, ask in WAYS.items()}
    pages = [await by_command(scenario, words) for words in ("list", "stats", "unknown")]
    await look_home(scenario, "Ana")

    assert [name for name, text in shown.items() if "more" not in text] == []
    assert all(pages)
    assert "Cause 39." in home_of(scenario, "Ana")


# --- 38

SAYS = {
    "0": "0x00000000",
    "-1": "0xFFFFFFFF",
    "4294967295": "0xFFFFFFFF",
    "4294967296": "does not fit in 32 bits",
    str(10**30): "does not fit in 32 bits",
    "0x": "status code",
    "": "",
}


@each_way
@pytest.mark.parametrize(("text", "words"), SAYS.items(), ids=[text or "empty" for text in SAYS])
async def test_fault_38_the_smallest_and_the_largest_codes_are_exact_and_invalid_ones_are_refused(
    shared: Scenario, ask: Ask, text: str, words: str
) -> None:
    shown = await ask(shared, text)

    assert words in shown
    assert words.startswith("0x") or "0x" not in shown.replace("“0x”", "")


@pytest.mark.parametrize("text", ["4294967296", str(10**30), "0x", " "])
async def test_fault_38_in_a_proposal_too(scenario: Scenario, text: str) -> None:
    ben = scenario.slack.client("Ben")
    await ben.runs(HERE, f"/iissync add {CODE}")
    await scenario.settled()
    await ben.submits(view_of(ben), {"Status code": text, "Cause": "c"})

    assert set(view_of(ben).errors) == {"code"}
