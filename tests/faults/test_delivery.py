"""Faults 6 and 14 to 20: whatever is delivered twice, late, in disorder or by no person."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine

from bot.jobs.sql_store import SqlJobStore
from bot.playground.client import Client
from bot.playground.model import Message, View
from bot.playground.record import Delivery
from bot.slack.jobs.follow_ups import proposal_job
from bot.team.model import Person
from tests.fake_slack.slack import Slack
from tests.faults.replicas import (
    HERE,
    deliver,
    emptied,
    event_of,
    left,
    replayed,
    replicas,
    replied,
    replies,
)
from tests.team.values import accept

CODE = "2148598790"


def view_of(person: Client) -> View:
    assert person.view
    return person.view


async def test_fault_14_an_event_twenty_times_at_once_on_two_replicas_is_answered_once(
    slack: Slack, url: str
) -> None:
    question = await slack.client("Ana").says(HERE, "@iissync 1722", events=())
    body = event_of(slack, question)
    async with replicas(slack, url) as bots:
        deliveries = (deliver(bots[number % 2], body) for number in range(20))
        statuses = await asyncio.gather(*deliveries)
        await replied(slack, question)

    assert statuses == [200] * 20
    assert len(replies(slack, question)) == 1
    assert left(url) == []


async def test_fault_15_a_retry_while_the_first_is_running_is_only_acknowledged(
    slack: Slack, url: str
) -> None:
    question = await slack.client("Ana").says(HERE, "@iissync 1722", events=())
    body = event_of(slack, question)
    async with replicas(slack, url) as bots:
        with slack.hold("chat.postMessage") as held:
            first = await deliver(bots[0], body)
            await held.arrived()
            again = [await deliver(bot, body, attempt=1) for bot in bots]
        await replied(slack, question)

    assert [first, *again] == [200] * 3
    assert len(replies(slack, question)) == 1
    assert left(url) == []


async def test_fault_16_a_retry_without_its_original_is_answered(slack: Slack, url: str) -> None:
    question = await slack.client("Ana").says(HERE, "@iissync 1722", events=())
    async with replicas(slack, url, 1) as [bot]:
        assert await deliver(bot, event_of(slack, question), attempt=3) == 200
        await replied(slack, question)

    assert len(replies(slack, question)) == 1


@pytest.mark.parametrize(
    ("place", "kinds"),
    [
        pytest.param(HERE, ("app_mention", "app_mention"), id="fault_17"),
        pytest.param("@iissync", ("message", "message"), id="fault_17_in_a_dm"),
        pytest.param(HERE, ("app_mention", "message"), id="fault_18"),
        pytest.param(HERE, ("message", "app_mention"), id="fault_18_the_other_way_round"),
    ],
)
async def test_faults_17_and_18_a_message_with_two_events_is_answered_once(
    slack: Slack, url: str, place: str, kinds: tuple[str, str]
) -> None:
    question = await slack.client("Ana").says(place, "@iissync 1722", events=())
    bodies = [event_of(slack, question, kind) for kind in kinds]
    async with replicas(slack, url) as bots:
        pairs = zip(bots, bodies, strict=True)
        statuses = await asyncio.gather(*(deliver(bot, body) for bot, body in pairs))
        await replied(slack, question)

    assert bodies[0] != bodies[1]
    assert statuses == [200, 200]
    assert len(replies(slack, question)) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"bot_id": "B0PLAYBOT1", "user": "U0PLAYBOT1"},
        {"bot_id": "B0OTHER001"},
        {"subtype": "bot_message", "bot_id": "B0OTHER001", "user": None},
        {"subtype": "message_changed"},
        {"subtype": "message_deleted"},
        {"subtype": "channel_join"},
        {"subtype": "channel_topic"},
        {"edited": {"user": "U0ANA00001", "ts": "1.0"}},
        {"user": None},
    ],
)
@pytest.mark.parametrize("kind", ["app_mention", "message"])
async def test_fault_19_events_that_are_no_new_message_of_a_user_are_not_answered(
    slack: Slack, url: str, kind: str, changes: dict[str, object]
) -> None:
    question = await slack.client("Ana").says("@iissync", "@iissync 1722", events=())
    async with replicas(slack, url, 1) as [bot]:
        status = await deliver(bot, event_of(slack, question, kind, **changes))

    assert status == 200
    assert {call.method for call in slack.calls} <= {"auth.test"}
    assert left(url) == []


def edit_of(question: Message, text: str) -> dict[str, Any]:
    """What differs in the event of a mention that was edited a moment later."""
    return {"text": text, "edited": {"user": question.user, "ts": f"{question.ts}1"}}


async def test_fault_20_an_edit_that_arrives_before_its_original_is_answered_instead(
    slack: Slack, url: str
) -> None:
    question = await slack.client("Ana").says(HERE, "@iissync 1722", events=())
    edited = edit_of(question, "@iissync 5")
    async with replicas(slack, url) as bots:
        await deliver(bots[0], event_of(slack, question, **edited))
        await deliver(bots[1], event_of(slack, question))
        await replied(slack, question)
        await deliver(bots[1], event_of(slack, question, **edited))

    [reply] = replies(slack, question)
    assert "Access is denied" in reply.text


async def test_fault_20_an_edit_of_an_answered_message_changes_nothing(
    slack: Slack, url: str
) -> None:
    question = await slack.client("Ana").says(HERE, "@iissync 1722", events=())
    async with replicas(slack, url) as bots:
        await deliver(bots[0], event_of(slack, question))
        await replied(slack, question)
        for bot in bots:
            await deliver(bot, event_of(slack, question, **edit_of(question, "@iissync 5")))
            await bot.tasks.wait()

    [reply] = replies(slack, question)
    assert "The RPC server is unavailable" in reply.text


async def test_fault_6_a_mention_that_is_replayed_has_one_answer(slack: Slack, url: str) -> None:
    async with replicas(slack, url) as bots:
        slack.deliver_to(bots[0].url)
        question = await slack.client("Ana").says(HERE, "@iissync 1722")
        await replied(slack, question)
        await slack.settled()
        statuses = await replayed(slack.deliveries[0], *bots)

    assert set(statuses) == {200}
    assert len(replies(slack, question)) == 1


async def propose(slack: Slack, name: str) -> None:
    """Have somebody propose a cause; the submission is what was delivered last."""
    person = slack.client(name)
    await person.runs(HERE, f"/iissync add {CODE}")
    await slack.wait_for(lambda: person.view)
    await person.submits(view_of(person), {"Cause": "The share was full."})
    ana = slack.client("Ana")
    await slack.wait_for(lambda: slack.workspace.messages(ana.dm))


def last_click(slack: Slack) -> Delivery:
    """How the bot was notified of the last click on a button."""
    return [each for each in slack.deliveries if "actions" in each.payload][-1]


async def test_fault_6_a_form_that_is_replayed_makes_one_proposal_and_one_card(
    slack: Slack, url: str
) -> None:
    async with replicas(slack, url) as bots:
        slack.deliver_to(bots[0].url)
        await propose(slack, "Ben")
        [submission] = [each for each in slack.deliveries if "view" in each.payload]
        statuses = await replayed(submission, *bots)
        proposals = await bots[1].team.open_proposals("T0PLAY0001")

    assert set(statuses) == {200}
    assert len(proposals) == 1
    assert len(slack.workspace.messages(slack.client("Ana").dm)) == 1
    assert left(url) == []


async def test_fault_6_a_decision_and_a_vote_that_are_replayed_count_once(
    slack: Slack, url: str
) -> None:
    ana, ben, chen = (slack.client(name) for name in ("Ana", "Ben", "Chen"))
    async with replicas(slack, url) as bots:
        slack.deliver_to(bots[0].url)
        await propose(slack, "Ben")
        await ana.clicks(slack.workspace.messages(ana.dm)[0], "Approve")
        await slack.wait_for(lambda: slack.workspace.messages(ben.dm))
        await replayed(last_click(slack), *bots)
        shown = await chen.runs(HERE, f"/iissync {CODE}")
        assert shown.message
        await chen.clicks(shown.message, "Helped")
        await replayed(last_click(slack), *bots)
        await asyncio.gather(*(bot.tasks.wait() for bot in bots))
        await bots[0].team.refresh()
        [entry] = bots[0].team.notes("T0PLAY0001").all()

    assert (entry.helped, entry.did_not_help) == (1, 0)
    assert entry.revision.version == 1
    assert len(slack.workspace.messages(ben.dm)) == 1


async def test_a_proposal_that_was_refused_at_first_gets_its_card_in_the_end(
    slack: Slack, url: str
) -> None:
    ana, ben = slack.client("Ana"), slack.client("Ben")
    async with replicas(slack, url, 1) as [bot]:
        slack.deliver_to(bot.url)
        await propose(slack, "Ben")
        await ana.clicks(slack.workspace.messages(ana.dm)[0], "Approve")
        await slack.wait_for(lambda: slack.workspace.messages(ben.dm))
        history = await ben.runs(HERE, f"/iissync history {CODE}")
        assert history.message
        before = view_of(ben).id
        await ben.clicks(history.message, "Suggest a change")
        await slack.wait_for(lambda: view_of(ben).id != before)
        await ben.submits(view_of(ben), {"Status code": "5"})
        assert view_of(ben).errors
        await ben.submits(view_of(ben), {"Status code": CODE, "Cause": "Another."})
        await slack.wait_for(lambda: len(slack.workspace.messages(ana.dm)) > 1)

    assert left(url) == []


async def test_the_card_of_a_missing_proposal_is_dropped_and_can_be_enqueued_again(
    slack: Slack, url: str, engines: Callable[[str], Engine]
) -> None:
    job = proposal_job("T0PLAY0001", "of a bot that died", Person("U0BEN00001", "ben"))
    store = SqlJobStore(engines(url))
    accept(store, job, None, 0)
    async with replicas(slack, url, 1):
        await emptied(url)

    assert accept(store, job, None, 0) is not None
    assert {call.method for call in slack.calls} <= {"auth.test"}


async def test_fault_6_an_answer_whose_sharing_is_replayed_is_shared_once(
    slack: Slack, url: str
) -> None:
    ana = slack.client("Ana")
    async with replicas(slack, url) as bots:
        slack.deliver_to(bots[0].url)
        shown = await ana.runs(HERE, "/iissync 1722")
        assert shown.message
        await ana.clicks(shown.message, "Share")
        statuses = await replayed(last_click(slack), *bots)

    assert set(statuses) == {200}
    assert len(slack.messages(HERE)) == 1
