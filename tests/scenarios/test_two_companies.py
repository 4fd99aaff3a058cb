"""Slack Connect: Dora, of another company, is in a channel with us; what our team wrote is ours."""

from dataclasses import replace

import pytest

from bot.playground.canned_responses import CannedResponse
from bot.playground.client import Client
from bot.playground.model import OTHER_TEAM_ID, TEAM_ID, Message, User
from bot.playground.slack import Slack
from bot.server import running
from bot.slack import forms
from tests.scenarios.conftest import QUICK, Scene, settings_for
from tests.scenarios.test_knowledge import (
    CODE,
    FOUND,
    HERE,
    asks,
    changes,
    postgresql,
    proposes,
    published,
    reviewers,
    scene,
    told,
    view_of,
)

__all__ = ["postgresql", "reviewers", "scene"]
DORA = User("U0DORA0001", "dora", "Dora Dahl", team=OTHER_TEAM_ID)
OURS, PRIVATE = "#general", "#ops-private"
WROTE = "The share was full."
LEFT_OUT = "What a team wrote is left out here"
REFUSED = "Only people of the company whose team wrote this can do that."
HAS_GONE = CannedResponse(body={"ok": False, "error": "token_revoked"})


def connected(scene: Scene) -> Client:
    """Dora, with whose company our channel is shared."""
    return scene.slack.connect(HERE, DORA)


async def answer_to(scene: Scene, name: str, words: str, place: str = HERE) -> Message:
    """What the bot answers, for all, to somebody who mentions it."""
    said = await scene.slack.client(name).says(place, f"@iissync {words}")
    [reply] = await scene.replies(said)
    return reply


async def presses(scene: Scene, name: str, where: Message, label: str) -> None:
    await scene.slack.client(name).clicks(where, label)
    await scene.settled()


def seen(scene: Scene, name: str, place: str = HERE) -> Message:
    """What somebody alone was shown last."""
    return [m for m in scene.slack.seen_by(name, place) if m.ephemeral_to][-1]


def labels(message: Message) -> str:
    return str([block for block in message.blocks if block["type"] == "actions"])


# --- answers


@pytest.mark.parametrize("name", ["Ana", "Dora"])
async def test_fault_59_an_answer_that_another_company_reads_holds_no_entry(
    scene: Scene, name: str
) -> None:
    await published(scene)
    connected(scene)
    reply = await answer_to(scene, name, CODE)

    assert f"`{CODE}`" in reply.text
    assert WROTE not in reply.text + str(reply.blocks)
    assert LEFT_OUT in reply.text
    assert "Add what you found" not in labels(reply)


async def test_fault_59_where_nobody_else_reads_it_an_answer_holds_the_entry(scene: Scene) -> None:
    await published(scene)
    connected(scene)
    public = await answer_to(scene, "Ben", CODE, OURS)
    own = await asks(scene, "Ben")

    for message in (public, own):
        assert WROTE in message.text
        assert LEFT_OUT not in message.text


async def test_fault_59_the_same_question_is_answered_to_each_as_they_may_know(
    scene: Scene,
) -> None:
    await published(scene)
    connected(scene)
    texts = [(await answer_to(scene, "Ana", CODE, place)).text for place in (HERE, OURS, HERE)]

    assert [WROTE in text for text in texts] == [False, True, False]


async def test_fault_59_a_stranger_who_writes_to_the_bot_alone_is_told_no_entry(
    scene: Scene,
) -> None:
    await published(scene)
    dora = connected(scene)
    await dora.says("@iissync", CODE)
    await dora.opens_home()
    await scene.settled()
    assert dora.home
    await dora.chooses(dora.home, "home_search", "share")
    await scene.settled()

    [reply] = told(scene, "Dora")
    assert WROTE not in reply.text
    assert LEFT_OUT in reply.text
    assert WROTE not in str(dora.home.blocks)
    assert LEFT_OUT in str(dora.home.blocks)


async def test_fault_59_a_strangers_home_stays_so_when_the_team_learns_something(
    scene: Scene,
) -> None:
    dora = connected(scene)
    await dora.opens_home()
    await scene.settled()
    await published(scene)
    await presses(scene, "Ana", await answer_to(scene, "Ana", CODE, OURS), "Helped")

    assert dora.home
    assert WROTE not in str(dora.home.blocks)


@pytest.mark.parametrize("asked", [f"history {CODE}", "unknown", "stats"])
async def test_fault_59_what_is_asked_of_the_team_is_not_told_where_another_company_reads(
    scene: Scene, asked: str
) -> None:
    await published(scene)
    connected(scene)
    reply = await answer_to(scene, "Ana", asked)

    assert "another one reads here" in reply.text
    assert WROTE not in reply.text
    assert CODE not in reply.text


async def test_fault_59_a_page_of_what_the_team_wrote_is_not_turned_where_another_company_reads(
    scene: Scene,
) -> None:
    await published(scene)
    for number in range(9):
        await changes(scene, f"Cause {number}.")
    history = await answer_to(scene, "Ana", f"history {CODE}")
    connected(scene)
    await presses(scene, "Ana", history, "More")

    assert "another one reads here" in scene.slack.seen_by(scene.slack.client("Ana"), HERE)[-1].text
    assert scene.slack.workspace.message(history.channel, history.ts) == history


async def knows(scene: Scene, *codes: str) -> None:
    """Have the team know a cause of each of these codes."""
    for code in codes:
        await proposes(scene, "Ben", code)
        await presses(scene, "Ana", told(scene, "Ana")[-1], "Approve")


async def test_fault_59_a_list_that_another_company_reads_has_no_codes_of_the_team(
    scene: Scene,
) -> None:
    await knows(scene, "5", "6", "7")
    before = await answer_to(scene, "Ana", "list")
    connected(scene)
    since = await answer_to(scene, "Ana", "list")
    await presses(scene, "Ana", before, "More")
    page = scene.slack.workspace.message(before.channel, before.ts)

    assert "3 have entries of your team" in before.text
    assert "(your team: 1 entry)" in before.text
    for message in (since, page):
        assert message
        assert "your team:" not in message.text
        assert "entries of your team" not in message.text
        assert LEFT_OUT in message.text


async def test_a_list_that_nobody_else_reads_has_its_pages(scene: Scene) -> None:
    await knows(scene, "5", "6", "7")
    public = await answer_to(scene, "Ana", "list", OURS)
    shown = await scene.slack.client("Ana").runs(HERE, "/iissync list")
    connected(scene)
    assert shown.message
    await presses(scene, "Ana", public, "More")
    await presses(scene, "Ana", shown.message, "More")

    for old in (public, shown.message):
        page = scene.slack.workspace.message(old.channel, old.ts)
        assert page
        assert "3 have entries of your team" in page.text
        assert page.text != old.text


# --- buttons


async def test_fault_59_a_stranger_who_presses_a_button_is_shown_no_entry(scene: Scene) -> None:
    await knows(scene, "5")
    before = await answer_to(scene, "Chen", "5")
    connected(scene)
    await presses(scene, "Dora", before, "Steps")
    strangers = seen(scene, "Dora").text
    await presses(scene, "Chen", before, "Steps")

    assert WROTE in before.text
    assert WROTE not in strangers
    assert LEFT_OUT in strangers
    assert WROTE in seen(scene, "Chen").text


@pytest.mark.parametrize("button", ["Helped", "Didn't help", "Add what you found"])
async def test_fault_59_a_stranger_changes_nothing_of_the_team(scene: Scene, button: str) -> None:
    await published(scene)
    before = await answer_to(scene, "Chen", CODE)
    dora = connected(scene)
    await presses(scene, "Dora", before, button)
    [entry] = scene.bot.team.notes(TEAM_ID).all()

    assert seen(scene, "Dora").text == REFUSED
    assert dora.view is None
    assert (entry.helped, entry.did_not_help) == (0, 0)


@pytest.mark.parametrize("button", ["Approve", "Reject", "Edit"])
async def test_fault_59_a_stranger_decides_nothing(slack: Slack, button: str) -> None:
    settings = settings_for(slack, "http")
    channel = slack.workspace.channel(HERE).id
    everyone = frozenset({*settings.reviewers, DORA.id})  # as if somebody had made her a reviewer
    settings = replace(settings, review_channel=channel, reviewers=everyone)
    async with running(settings, QUICK) as bot:
        slack.deliver_to(bot.url)
        scene = Scene(slack, bot)
        await proposes(scene, "Ben")
        [card] = slack.messages(HERE)
        dora = connected(scene)
        await presses(scene, "Dora", card, button)
        [proposal] = await bot.team.open_proposals(TEAM_ID)

    assert seen(scene, "Dora").text == REFUSED
    assert dora.view is None
    assert proposal.draft.cause == FOUND["Cause"]


async def test_fault_59_a_form_that_a_stranger_fills_in_changes_nothing(scene: Scene) -> None:
    await proposes(scene, "Ben")
    dora = connected(scene)
    [proposal] = await scene.bot.team.open_proposals(TEAM_ID)
    own = forms.fields_of(proposal.draft)
    for view, field in (
        (forms.draft_view(own, scene.bot.team.new_form()), "cause"),
        (forms.edit_view(own, proposal.current_version), "cause"),
        (forms.reject_view(proposal.current_version), "reason"),
    ):
        opened = scene.slack.workspace.views.open(dora.id, view)
        await dora.submits(opened, {field: "Another."})
        assert REFUSED in view_of(dora).errors[field]
    after = await scene.bot.team.open_proposals(TEAM_ID)

    assert after == [proposal]
    assert await scene.bot.team.open_proposals(OTHER_TEAM_ID) == []


async def test_fault_59_a_stranger_who_looks_a_code_up_is_shown_no_entry(scene: Scene) -> None:
    await published(scene)
    dora = connected(scene)
    await scene.slack.client("Ana").uses_shortcut("Look up a status code")
    await scene.settled()
    scene.slack.workspace.views.open(dora.id, view_of(scene.slack.client("Ana")).content)
    await dora.submits(view_of(dora), {"Status code": CODE})

    assert CODE in str(view_of(dora).blocks)
    assert WROTE not in str(view_of(dora).blocks)


# --- sharing


@pytest.mark.parametrize(
    ("place", "shows"),
    [(HERE, False), (OURS, True), (PRIVATE, False)],
    ids=["shared with a company", "our own", "the bot is not in it"],
)
async def test_fault_59_what_is_shared_holds_the_entry_if_only_we_read_it(
    scene: Scene,
    place: str,
    shows: bool,  # noqa: FBT001 - a column of the table
) -> None:
    await published(scene)
    connected(scene)
    shown = await scene.slack.client("Ana").runs(place, f"/iissync {CODE}")
    assert shown.message
    await presses(scene, "Ana", shown.message, "Share")
    [shared] = scene.slack.messages(place)
    own = seen(scene, "Ana", place)

    assert (WROTE in shared.text + str(shared.blocks)) is shows
    assert (LEFT_OUT in shared.text) is not shows
    assert WROTE in own.text
    assert ("without what your team wrote" in own.text) is not shows


@pytest.mark.parametrize("status", [500, 429])
async def test_fault_59_where_slack_does_not_tell_just_now_nothing_is_shared_yet(
    scene: Scene, status: int
) -> None:
    await published(scene)
    answer = await asks(scene, "Ana")
    scene.slack.next_response("conversations.info", CannedResponse(status, "<html>"))
    await presses(scene, "Ana", answer, "Share")
    before = scene.slack.messages(HERE)
    await presses(scene, "Ana", answer, "Share")

    assert before == []
    assert WROTE in scene.slack.messages(HERE)[0].text


async def test_what_holds_no_entry_is_shared_without_asking_who_reads_it(scene: Scene) -> None:
    await presses(scene, "Ana", await asks(scene, "Ana"), "Share")

    assert "conversations.info" not in [call.method for call in scene.slack.calls]


# --- who is told


async def test_fault_59_a_cause_is_told_to_our_people_alone(scene: Scene) -> None:
    connected(scene)
    replies = [await answer_to(scene, name, CODE) for name in ("Chen", "Dora")]
    await published(scene)
    await scene.slack.wait_for(lambda: told(scene, "Chen"))
    await scene.settled()

    assert "Your team has found a cause" in told(scene, "Chen")[-1].text
    assert [m for m in scene.slack.messages(HERE) if m.by_bot] == replies
    assert told(scene, "Dora") == []


async def test_fault_59_a_cause_is_not_told_where_another_company_has_come(scene: Scene) -> None:
    reply = await answer_to(scene, "Chen", CODE)
    connected(scene)
    await published(scene)
    await scene.slack.wait_for(lambda: told(scene, "Ben"))
    await scene.settled()

    assert [m for m in scene.slack.messages(HERE) if m.by_bot] == [reply]


async def test_a_cause_is_told_once_the_token_is_good_again(scene: Scene) -> None:
    reply = await answer_to(scene, "Chen", CODE)
    scene.slack.next_response("conversations.info", HAS_GONE)
    scene.slack.next_response("auth.test", HAS_GONE)
    await published(scene)

    def below() -> list[str]:
        return [m.text for m in scene.slack.messages(HERE) if m.thread_ts == reply.thread_ts]

    await scene.slack.wait_for(lambda: "Your team has found a cause" in below()[-1])


async def test_fault_59_what_strangers_ask_is_not_counted_and_what_we_ask_is(scene: Scene) -> None:
    connected(scene)
    for name in ("Ana", "Dora"):
        await answer_to(scene, name, CODE)
    shown = await scene.slack.client("Ana").runs(HERE, "/iissync stats")

    assert shown.message
    assert shown.message.text.endswith(" Asked 1 time.")


@pytest.mark.parametrize("comes", ["before", "after"])
async def test_fault_59_a_review_card_stands_where_only_we_read_it(
    slack: Slack, comes: str
) -> None:
    both = frozenset(slack.client(name).id for name in ("Ana", "Chen"))  # so that one may edit
    channel = slack.workspace.channel(HERE).id
    settings = replace(settings_for(slack, "http"), review_channel=channel, reviewers=both)
    async with running(settings, QUICK) as bot:
        slack.deliver_to(bot.url)
        scene = Scene(slack, bot)
        if comes == "before":
            connected(scene)
        await proposes(scene, "Ben")
        cards = slack.messages(HERE)
        if comes == "after":
            connected(scene)
        card = (cards or told(scene, "Ana"))[0]
        await presses(scene, "Ana", card, "Edit")
        await slack.client("Ana").submits(view_of(slack.client("Ana")), {"Cause": "Secret."})
        await scene.settled()

    assert len(cards) == (comes == "after")
    assert "Secret." not in str(slack.messages(HERE))
    assert ("Secret." in str(told(scene, "Ana"))) is (comes == "before")


async def test_a_stranger_has_no_command(scene: Scene) -> None:
    dora = connected(scene)
    shown = await dora.runs(HERE, f"/iissync {CODE}")

    assert shown.error == "refused"
    assert scene.slack.deliveries == []
