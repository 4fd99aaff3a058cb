"""What the team learns: asked, proposed, reviewed, published, voted on, restored."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.database.engine import engine
from bot.playground.canned_responses import CannedResponse
from bot.playground.client import Client
from bot.playground.model import Message, View
from bot.playground.slack import Slack
from bot.server import running
from bot.team.sql_store import SqlStore
from tests.database.cluster import Cluster  # noqa: TC001 - the fixture that makes it comes along
from tests.database.fixtures import numbers, postgresql
from tests.scenarios.conftest import QUICK, Scene, settings_for

__all__ = ["postgresql"]  # a fixture of the store's tests
HERE = "#iis-cluster"
CODE = "2148598790"
FOUND = {"Cause": "The share was full.\n<!channel> `x`", "Steps": "Empty it.\nRun IISSYNC again."}


@pytest.fixture
def reviewers() -> tuple[str, ...]:
    """Who reviews; a test may name others by a parameter."""
    return ("Ana",)


two_reviewers = pytest.mark.parametrize("reviewers", [("Ana", "Chen")])


@pytest.fixture(params=["sqlite", "postgresql"])
async def scene(
    request: pytest.FixtureRequest, slack: Slack, tmp_path: Path, reviewers: tuple[str, ...]
) -> AsyncIterator[Scene]:
    """The bot with an empty database, by Socket Mode with the one and by HTTP with the other."""
    if request.param == "sqlite":
        settings, url = settings_for(slack, "socket"), f"sqlite:///{tmp_path}/team.db"
    else:
        cluster: Cluster = request.getfixturevalue("postgresql")
        settings, url = settings_for(slack, "http"), cluster.create(f"scene{next(numbers)}")
    ids = frozenset(slack.client(name).id for name in reviewers)
    async with running(replace(settings, database_url=url, reviewers=ids), QUICK) as bot:
        slack.deliver_to(bot.url)
        if bot.url is None:
            await slack.connected()
        yield Scene(slack, bot, url)


def view_of(person: Client) -> View:
    assert person.view
    return person.view


async def proposes(scene: Scene, name: str, code: str = CODE, **fields: str) -> None:
    person = scene.slack.client(name)
    await person.runs(HERE, f"/iissync add {code}")
    await scene.settled()
    await person.submits(view_of(person), {**FOUND, **fields})
    await scene.settled()


def told(scene: Scene, name: str) -> list[Message]:
    """What the bot wrote to a person alone."""
    person = scene.slack.client(name)
    return [m for m in scene.slack.workspace.messages(person.dm) if m.by_bot]


async def published(scene: Scene) -> None:
    await proposes(scene, "Ben")
    await scene.slack.wait_for(lambda: told(scene, "Ana"))  # on a busy machine it is put off
    await scene.slack.client("Ana").clicks(told(scene, "Ana")[-1], "Approve")
    await scene.settled()


async def asks(scene: Scene, name: str, code: str = CODE) -> Message:
    shown = await scene.slack.client(name).runs(HERE, f"/iissync {code}")
    await scene.settled()
    assert shown.message
    return shown.message


async def test_a_form_opens_from_an_answer_with_the_code_filled_in(scene: Scene) -> None:
    ben = scene.slack.client("Ben")
    await ben.clicks(await asks(scene, "Ben"), "Add what you found")
    await scene.settled()

    assert view_of(ben).blocks[0]["element"]["initial_value"] == CODE


async def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(scene: Scene) -> None:
    ben = scene.slack.client("Ben")
    await ben.runs(HERE, f"/iissync add {CODE}")
    await scene.settled()
    await ben.submits(view_of(ben), {"Status code": "xyz", "Cause": "c", "Link": "ftp://a b"})

    assert set(view_of(ben).errors) == {"code", "link"}


async def test_a_proposal_is_reviewed_and_published_and_everyone_is_told(scene: Scene) -> None:
    await asks(scene, "Chen")
    mentioned = await scene.slack.client("Chen").says(HERE, f"@iissync {CODE}")
    await proposes(scene, "Ben")

    card = told(scene, "Ana")[-1]
    await scene.slack.client("Ana").clicks(card, "Approve")
    await scene.settled()

    assert "Proposed by ben" in card.text
    assert "Approved by" in told(scene, "Ana")[-1].text
    assert "Approved by ana" in told(scene, "Ben")[-1].text.replace("*", "")
    assert "Your team has found a cause" in (await scene.replies(mentioned))[-1].text
    answer = await asks(scene, "Chen")
    assert "Your team:" in answer.text
    assert "by ben, approved by ana" in answer.text


async def test_what_a_person_wrote_is_shown_to_the_letter(scene: Scene) -> None:
    await proposes(scene, "Ben")
    card = told(scene, "Ana")[-1]

    assert "<!channel>" not in card.text
    assert "&lt;!channel&gt;" in card.text
    elements = card.blocks[0]["elements"][0]["elements"]
    assert "The share was full.\n<!channel> " in [e["text"] for e in elements]
    assert {"type": "text", "text": "x", "style": {"code": True}} in elements


async def test_a_rejection_says_why(scene: Scene) -> None:
    await proposes(scene, "Ben")
    ana = scene.slack.client("Ana")
    await ana.clicks(told(scene, "Ana")[-1], "Reject")
    await scene.settled()
    await ana.submits(view_of(ana), {"Reason": "Not reproducible."})
    await scene.settled()

    assert "Rejected by" in told(scene, "Ben")[-1].text
    assert "Not reproducible." in told(scene, "Ben")[-1].text
    assert not [b for b in told(scene, "Ana")[-1].blocks if b["type"] == "actions"]


@two_reviewers
async def test_a_reviewer_edits_and_another_approves(scene: Scene) -> None:
    await proposes(scene, "Ben")
    ana = scene.slack.client("Ana")
    await ana.clicks(told(scene, "Ana")[-1], "Edit")
    await scene.settled()
    await ana.submits(view_of(ana), {"Cause": "The quota was reached."})
    await scene.settled()
    await scene.slack.client("Chen").clicks(told(scene, "Chen")[-1], "Approve")
    await scene.settled()

    assert "The quota was reached." in (await asks(scene, "Chen")).text


async def test_a_second_decision_is_refused(scene: Scene) -> None:
    await proposes(scene, "Ben")
    card = told(scene, "Ana")[-1]
    ana = scene.slack.client("Ana")
    await ana.clicks(card, "Approve")
    await scene.settled()
    await ana.clicks(card, "Approve")
    await scene.settled()

    assert "You have already approved it." in scene.slack.seen_by(ana, "@iissync")[-1].text


async def test_who_is_no_reviewer_is_refused_and_recorded(scene: Scene) -> None:
    await proposes(scene, "Ben")
    await scene.slack.client("Chen").clicks(told(scene, "Ana")[-1], "Approve")
    await scene.settled()

    assert "You are not a reviewer" in str(scene.slack.sent[-1])
    assert "Your team" not in (await asks(scene, "Ben")).text


async def test_votes_are_counted_once_a_person_and_may_change(scene: Scene) -> None:
    await published(scene)
    answer = await asks(scene, "Chen")
    chen = scene.slack.client("Chen")
    await chen.clicks(answer, "Helped")
    await scene.settled()
    await chen.clicks(answer, "Didn't help")
    await scene.settled()

    assert "helped 0 of 1" in (await asks(scene, "Ben")).text
    assert "this helped 0 of 1 who voted" in told(scene, "Ana")[-1].text


async def test_history_shows_versions_and_restores_one(scene: Scene) -> None:
    await published(scene)
    shown = await scene.slack.client("Ana").runs(HERE, f"/iissync history {CODE}")

    assert shown.message
    assert "Version 1:" in shown.message.text


async def test_unknown_and_stats_count_what_was_asked(scene: Scene) -> None:
    await asks(scene, "Ben")
    await asks(scene, "Chen")
    await asks(scene, "Chen", "1722")

    unknown = await scene.slack.client("Ana").runs(HERE, "/iissync unknown")
    stats = await scene.slack.client("Ana").runs(HERE, "/iissync stats")

    assert unknown.message
    assert f"`{CODE}`" in unknown.message.text
    assert "2 times, by 2 people" in unknown.message.text
    assert stats.message
    assert f"`{CODE}` No meaning of it is known. Asked 2 times." in stats.message.text
    assert "`1722` The RPC server is unavailable. Asked 1 time." in stats.message.text
    assert "█" not in stats.message.text
    assert "█" * 20 in str(stats.message.blocks)


async def test_an_unknown_code_can_be_written_down_from_the_list_of_them(scene: Scene) -> None:
    await asks(scene, "Ben")
    ana = scene.slack.client("Ana")
    unknown = await ana.runs(HERE, "/iissync unknown")
    assert unknown.message
    await ana.clicks(unknown.message, "Add what you found")
    await scene.settled()

    assert CODE in str(view_of(ana).blocks)


async def test_who_asks_by_a_shortcut_is_told_of_the_cause_in_a_dm(scene: Scene) -> None:
    ana, ben, chen = (scene.slack.client(name) for name in ("Ana", "Ben", "Chen"))
    said = await ana.says(HERE, f"error {CODE}")
    await ben.uses_shortcut("Decode status codes", said)
    await chen.uses_shortcut("Look up a status code")
    await scene.settled()
    await chen.submits(view_of(chen), {"Status code": CODE})
    await scene.settled()

    await published(scene)

    assert any("Your team has found a cause" in m.text for m in told(scene, "Ben"))
    assert any("Your team has found a cause" in m.text for m in told(scene, "Chen"))
    assert told(scene, "Ana") == [m for m in told(scene, "Ana") if "You asked" not in m.text]


async def test_the_home_tab_shows_what_waits(scene: Scene) -> None:
    await proposes(scene, "Ben")
    ana, ben = scene.slack.client("Ana"), scene.slack.client("Ben")
    await ana.opens_home()
    await ben.opens_home()
    await scene.settled()

    assert ana.home
    assert "Proposed for " in str(ana.home.blocks)
    assert ben.home
    assert "waiting for review" in str(ben.home.blocks)


async def test_without_reviewers_adding_says_which_setting_is_missing(slack: Slack) -> None:
    settings = replace(settings_for(slack, "http"), reviewers=frozenset())
    async with running(settings, QUICK) as bot:
        slack.deliver_to(bot.url)
        scene = Scene(slack, bot)
        ben = slack.client("Ben")
        await proposes(scene, "Ben")

        assert "REVIEWERS" in view_of(ben).errors["cause"]


async def test_cards_go_to_the_review_channel_where_one_is_set(slack: Slack) -> None:
    channel = slack.workspace.channel(HERE).id
    settings = replace(settings_for(slack, "http"), review_channel=channel)
    async with running(settings, QUICK) as bot:
        slack.deliver_to(bot.url)
        scene = Scene(slack, bot)
        await proposes(scene, "Ben")
        (card,) = [m for m in slack.messages(HERE) if "Proposed for" in m.text]
        await slack.client("Chen").clicks(card, "Approve")
        await scene.settled()
        refused = slack.seen_by("Chen", HERE)[-1].text
        await slack.client("Ana").clicks(card, "Approve")
        await scene.settled()

        assert "You are not a reviewer" in refused
        assert told(scene, "Ana") == []
        assert "Approved by ana" in slack.messages(HERE)[-1].text.replace("*", "")


async def test_a_single_reviewer_may_approve_their_own_where_that_is_set(slack: Slack) -> None:
    async with running(replace(settings_for(slack, "http"), self_review=True)) as bot:
        slack.deliver_to(bot.url)
        scene = Scene(slack, bot)
        await proposes(scene, "Ana")
        await slack.client("Ana").clicks(told(scene, "Ana")[0], "Approve")
        await scene.settled()

        assert "Your team:" in (await asks(scene, "Ben")).text


async def test_a_database_out_of_reach_keeps_the_form_and_answers_go_on(
    slack: Slack, tmp_path_factory: pytest.TempPathFactory
) -> None:
    nowhere = tmp_path_factory.mktemp("gone") / "no" / "such" / "folder.db"
    settings = replace(settings_for(slack, "http"), database_url=f"sqlite:///{nowhere}")
    async with running(settings, QUICK) as bot:
        slack.deliver_to(bot.url)
        scene = Scene(slack, bot)
        answer = await asks(scene, "Ben", "1722")
        await proposes(scene, "Ben")

        assert "The RPC server is unavailable." in answer.text
        assert "may be out of date" in answer.text
        assert "out of reach" in view_of(slack.client("Ben")).errors["cause"]
        stats = await slack.client("Ben").runs(HERE, "/iissync stats")
        assert "out of reach" in stats.message.text if stats.message else False


async def test_a_database_that_is_back_is_prepared_and_used(
    slack: Slack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.server.REFRESH", 0.01)
    folder = tmp_path / "late"
    settings = replace(settings_for(slack, "http"), database_url=f"sqlite:///{folder}/team.db")
    async with running(settings, QUICK) as bot:
        slack.deliver_to(bot.url)
        scene = Scene(slack, bot)
        assert "may be out of date" in (await asks(scene, "Ben")).text

        folder.mkdir()
        async with asyncio.timeout(30):
            while "may be out of date" in (await asks(scene, "Ben")).text:
                pass
        await published(scene)

        assert "Your team:" in (await asks(scene, "Ben")).text


async def test_an_entry_is_changed_and_its_old_version_restored(scene: Scene) -> None:
    await published(scene)
    ana, chen = scene.slack.client("Ana"), scene.slack.client("Chen")
    history = await chen.runs(HERE, f"/iissync history {CODE}")
    assert history.message
    await chen.clicks(history.message, "Suggest a change")
    await scene.settled()
    await chen.submits(view_of(chen), {"Cause": "Another."})
    await scene.settled()
    await ana.clicks(told(scene, "Ana")[-1], "Approve")
    await scene.settled()
    assert "Another." in (await asks(scene, "Ben")).text

    history = await ana.runs(HERE, f"/iissync history {CODE}")
    assert history.message
    await ana.clicks(history.message, "Restore version 1")
    await scene.settled()
    asked = str(view_of(ana).blocks)
    assert "Another." in (await asks(scene, "Ben")).text
    await ana.submits(view_of(ana), {})
    await scene.settled()

    assert "version 1 will be published anew, in place of version 2" in asked
    assert "'style': {'strike': True}" in asked
    assert "*Version 3:*" in scene.slack.seen_by(ana, HERE)[-1].text
    answer = await asks(scene, "Ben")
    assert "The share was full." in answer.text
    assert "restored by ana" in answer.text


async def test_the_pages_of_a_history_and_of_the_lists_are_turned(scene: Scene) -> None:
    await published(scene)
    for number in range(9):
        await changes(scene, f"The share was full for the {number}. time.")
    ana = scene.slack.client("Ana")
    history = await ana.runs(HERE, f"/iissync history {CODE}")
    assert history.message
    assert "*Version 1:*" not in history.message.text
    await ana.clicks(history.message, "More")
    await scene.settled()

    shown = scene.slack.seen_by(ana, HERE)[-1]
    assert "*Version 1:*" in shown.text
    assert "Restore version 1" in str(shown.blocks)


async def test_a_card_of_a_change_shows_what_goes_and_what_comes(scene: Scene) -> None:
    await published(scene)
    await changes(scene, "The share was nearly full.")
    card = next(m for m in reversed(told(scene, "Ana")) if "until now" in m.text)
    spans = card.blocks[0]["elements"][0]["elements"]

    assert {"strike": True} in [span.get("style") for span in spans]
    assert {"type": "text", "text": "nearly ", "style": {"bold": True}} in spans


async def test_a_version_that_was_followed_meanwhile_is_not_restored(scene: Scene) -> None:
    await published(scene)
    await changes(scene, "Another.")
    ana = scene.slack.client("Ana")
    history = await ana.runs(HERE, f"/iissync history {CODE}")
    assert history.message
    await ana.clicks(history.message, "Restore version 1")
    await scene.settled()
    form = view_of(ana)
    await changes(scene, "A third.")
    await ana.submits(form, {})
    await scene.settled()

    assert "A third." in (await asks(scene, "Ben")).text
    await ana.clicks(history.message, "Restore version 1")
    await scene.settled()
    assert "A third." in (await asks(scene, "Ben")).text


async def test_who_asked_by_mention_in_vain_is_told_in_the_thread_once(scene: Scene) -> None:
    said = await scene.slack.client("Chen").says(HERE, f"@iissync {CODE}")
    await scene.settled()
    await published(scene)

    texts = [reply.text for reply in await scene.replies(said)]
    assert sum("Your team has found a cause" in text for text in texts) == 1


async def test_a_mention_tells_history_and_how_to_add(scene: Scene) -> None:
    history = await scene.slack.client("Ben").says(HERE, f"@iissync history {CODE}")
    add = await scene.slack.client("Ben").says(HERE, f"@iissync add {CODE}")

    assert "has written nothing" in (await scene.replies(history))[0].text
    assert "/iissync add CODE" in (await scene.replies(add))[0].text


async def test_history_of_nothing_says_how_to_ask(scene: Scene) -> None:
    shown = await scene.slack.client("Ben").runs(HERE, "/iissync history")

    assert shown.message
    assert "Say of which code" in shown.message.text


async def test_the_home_tab_searches_and_turns_its_pages(scene: Scene) -> None:
    for number in range(12):
        await proposes(scene, "Ben", str(2148598900 + number))
        await scene.slack.client("Ana").clicks(told(scene, "Ana")[-1], "Approve")
        await scene.settled()
    chen = scene.slack.client("Chen")
    await chen.opens_home()
    await scene.settled()
    assert chen.home

    await chen.clicks(chen.home, "Older")
    await scene.settled()
    older = str(chen.home.blocks)
    await chen.chooses(chen.home, "Search", "metabase")
    await scene.settled()

    assert "2148598900" in older
    assert "2148598911" not in older
    assert "metabase" in str(chen.home.blocks[1])


async def test_a_code_may_have_several_entries_and_the_helpful_stand_first(scene: Scene) -> None:
    await published(scene)
    await proposes(scene, "Chen", Cause="Something else.")
    assert "Other open proposals" not in told(scene, "Ana")[-1].text
    await scene.slack.client("Ana").clicks(told(scene, "Ana")[-1], "Approve")
    await scene.settled()
    answer = await asks(scene, "Ben")
    assert "*Your team:* Something else." in answer.text

    known = scene.bot.team.notes("T0PLAY0001").all()
    entry = next(e for e in known if "share" in e.revision.draft.cause)
    await scene.bot.team.vote("T0PLAY0001", entry.id, "U0BEN00001", helped=True)

    answer = await asks(scene, "Ben")
    assert "*Your team:* The share was full." in answer.text


def forge(message: Message, **changes: object) -> None:
    """Let the buttons of a message name something else."""
    for block in message.blocks:
        for each in block.get("elements", ()):
            if each["type"] == "button":
                each["value"] = json.dumps({**json.loads(each["value"]), **changes})


@pytest.mark.parametrize("button", ["Suggest a change", "Restore version 1", "Helped"])
async def test_a_button_for_what_is_not_there_says_so(scene: Scene, button: str) -> None:
    await published(scene)
    ana = scene.slack.client("Ana")
    await proposes(scene, "Ben", Cause="Another.")
    shown = await ana.runs(HERE, f"/iissync {'' if button == 'Helped' else 'history '}{CODE}")
    assert shown.message
    message = scene.slack.seen_by(ana, HERE)[-1]
    if "Restore" in button:
        await changes(scene, "Another.")
        again = await ana.runs(HERE, f"/iissync history {CODE}")
        assert again.message
        message = again.message

    forge(message, entry="of another workspace")
    await ana.clicks(message, button)
    await scene.settled()

    assert scene.slack.seen_by(ana, HERE)[-1].text == "That is no longer there."
    if button == "Helped":  # the others only open a form
        database = engine(scene.database_url)
        (audit,) = await asyncio.to_thread(SqlStore(database).refused_attempts, "T0PLAY0001")
        await asyncio.to_thread(database.dispose)
        assert audit.person == ana.id
        assert "of another workspace" in audit.what


async def changes(scene: Scene, cause: str) -> None:
    """Ben changes the entry, and Ana approves."""
    ben = scene.slack.client("Ben")
    history = await ben.runs(HERE, f"/iissync history {CODE}")
    assert history.message
    await ben.clicks(history.message, "Suggest a change")
    await scene.settled()
    await ben.submits(view_of(ben), {"Cause": cause})
    await scene.settled()
    await scene.slack.client("Ana").clicks(told(scene, "Ana")[-1], "Approve")
    await scene.settled()


async def test_an_old_history_does_not_undo_what_came_after_it(scene: Scene) -> None:
    await published(scene)
    await changes(scene, "Second.")
    ana = scene.slack.client("Ana")
    old = await ana.runs(HERE, f"/iissync history {CODE}")
    assert old.message
    await changes(scene, "Third.")

    await ana.clicks(old.message, "Restore version 1")
    await scene.settled()

    assert "The entry has changed since" in scene.slack.seen_by(ana, HERE)[-1].text
    assert "Third." in (await asks(scene, "Ben")).text


async def test_a_reason_that_comes_after_the_decision_says_who_decided(scene: Scene) -> None:
    await proposes(scene, "Ben")
    ana, card = scene.slack.client("Ana"), told(scene, "Ana")[-1]
    await ana.clicks(card, "Reject")
    await scene.settled()
    rejection = view_of(ana)
    await ana.clicks(card, "Approve")
    await scene.settled()

    await ana.submits(rejection, {"Reason": "No."})

    assert "You have already approved it." in view_of(ana).errors["reason"]


@two_reviewers
async def test_only_what_is_open_is_edited(scene: Scene) -> None:
    await proposes(scene, "Ben")
    ana, card = scene.slack.client("Ana"), told(scene, "Ana")[-1]
    forge(card, proposal="of nobody")
    await ana.clicks(card, "Edit")
    await scene.settled()
    assert ana.view is None
    assert "no such proposal" in scene.slack.seen_by(ana, "@iissync")[-1].text

    card = told(scene, "Ana")[0]
    forge(card, proposal=(await scene.bot.team.open_proposals("T0PLAY0001"))[0].id)
    await ana.clicks(card, "Edit")
    await scene.settled()
    await ana.submits(view_of(ana), {"Link": "not a link"})
    assert set(view_of(ana).errors) == {"link"}
    await scene.slack.client("Chen").clicks(told(scene, "Chen")[-1], "Approve")
    await scene.settled()
    await ana.submits(view_of(ana), {"Link": "", "Cause": "Too late."})

    assert "chen was faster" in view_of(ana).errors["cause"]
    assert "Too late." not in (await asks(scene, "Ben")).text


async def test_a_deactivated_proposer_does_not_keep_the_news_from_others(scene: Scene) -> None:
    said = await scene.slack.client("Chen").says(HERE, f"@iissync {CODE}")
    await scene.slack.client("Ben").says(HERE, f"@iissync {CODE}", thread=said)
    await proposes(scene, "Ben")
    refusal = CannedResponse(body={"ok": False, "error": "channel_not_found"})
    scene.slack.next_response("chat.postMessage", refusal)
    await scene.slack.client("Ana").clicks(told(scene, "Ana")[-1], "Approve")
    await scene.settled()

    texts = [reply.text for reply in await scene.replies(said)]
    assert sum("Your team has found a cause" in text for text in texts) == 1


async def test_who_could_not_be_told_is_told_with_the_next_entry(scene: Scene) -> None:
    said = await scene.slack.client("Chen").says(HERE, f"@iissync {CODE}")
    await proposes(scene, "Ben")
    refusal = CannedResponse(body={"ok": False, "error": "is_archived"})
    scene.slack.next_response("chat.postMessage", refusal, refusal)
    await scene.slack.client("Ana").clicks(told(scene, "Ana")[-1], "Approve")
    before = len(await scene.replies(said))

    await published(scene)

    assert before == 1
    assert "Your team has found a cause" in (await scene.replies(said))[-1].text


async def test_a_form_that_slack_does_not_open_is_logged(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    answer = await asks(scene, "Ben")
    expired = CannedResponse(body={"ok": False, "error": "expired_trigger_id"})
    scene.slack.next_response("views.open", expired)
    await scene.slack.client("Ben").clicks(answer, "Add what you found")
    await scene.settled()

    assert "should show: expired_trigger_id" in caplog.text
    assert "within three seconds" in scene.slack.seen_by("Ben", HERE)[-1].text


async def test_a_refusal_in_the_home_tab_is_told_in_a_modal(scene: Scene) -> None:
    await proposes(scene, "Ben")
    ana = scene.slack.client("Ana")
    await ana.opens_home()
    await scene.settled()
    assert ana.home
    old = replace(ana.home)
    await ana.clicks(told(scene, "Ana")[-1], "Reject")
    await scene.settled()
    await ana.submits(view_of(ana), {"Reason": "Not so."})
    await scene.settled()
    await ana.clicks(old, "Approve")
    await scene.settled()

    assert "You have already rejected it." in str(view_of(ana).blocks)


async def test_who_proposed_is_offered_no_decision_on_it(scene: Scene) -> None:
    await proposes(scene, "Ana")
    ana = scene.slack.client("Ana")
    await ana.opens_home()
    await scene.settled()
    assert ana.home
    card = told(scene, "Ana")[-1]

    for shown in (card.blocks, ana.home.blocks):
        assert "Approve" not in str(shown)
        assert "another reviewer decides" in str(shown)


async def test_an_edited_proposal_of_one_s_own_still_offers_no_decision(scene: Scene) -> None:
    await proposes(scene, "Ana")
    ana = scene.slack.client("Ana")
    await ana.clicks(told(scene, "Ana")[-1], "Edit")
    await scene.settled()
    await ana.submits(view_of(ana), {"Cause": "Something else."})
    await scene.settled()
    card = told(scene, "Ana")[-1]

    assert "Something else." in card.text
    assert "Approve" not in str(card.blocks)


@two_reviewers
async def test_what_was_edited_since_is_not_approved_unseen(scene: Scene) -> None:
    await proposes(scene, "Ben")
    ana, chen = scene.slack.client("Ana"), scene.slack.client("Chen")
    await chen.opens_home()
    await scene.settled()
    assert chen.home
    card = replace(told(scene, "Chen")[-1])
    await ana.clicks(told(scene, "Ana")[-1], "Edit")
    await scene.settled()
    await ana.submits(view_of(ana), {"Cause": "Something else."})
    await scene.settled()
    assert "Something else." in str(chen.home.blocks)
    assert "Edited by ana" in told(scene, "Chen")[-1].text

    await chen.clicks(card, "Approve")
    await scene.settled()
    assert "It was edited since you saw it" in scene.slack.seen_by(chen, "@iissync")[-1].text
    await chen.clicks(chen.home, "Approve")
    await scene.settled()
    assert "Edited by ana" in told(scene, "Ben")[-1].text


async def test_a_card_says_that_it_changes_an_entry(scene: Scene) -> None:
    await published(scene)
    await changes(scene, "Second.")

    assert "Changes version 1 of an entry of your team." in told(scene, "Ana")[-1].text


async def test_with_several_entries_the_buttons_are_numbered(scene: Scene) -> None:
    await published(scene)
    await proposes(scene, "Chen", Cause="Something else.")
    await scene.slack.client("Ana").clicks(told(scene, "Ana")[-1], "Approve")
    await scene.settled()
    await scene.slack.client("Ben").clicks(await asks(scene, "Ben"), "All entries")
    await scene.settled()
    answer = scene.slack.seen_by("Ben", HERE)[-1]
    history = await scene.slack.client("Ben").runs(HERE, f"/iissync history {CODE}")

    assert "Your team (2):" in answer.text
    assert "Helped (1)" in str(answer.blocks)
    assert "Didn't help (2)" in str(answer.blocks)
    assert history.message
    assert "Entry (2), version 1:" in history.message.text
    assert "Suggest a change (2)" in str(history.message.blocks)


async def test_a_search_in_the_home_tab_finds_what_the_team_wrote_and_stays(scene: Scene) -> None:
    await published(scene)
    chen = scene.slack.client("Chen")
    await chen.opens_home()
    await scene.settled()
    assert chen.home
    await chen.chooses(chen.home, "Search", "share was full")
    await scene.settled()
    assert CODE in str(chen.home.blocks[1])
    await chen.chooses(chen.home, "Search", "0x80110406")
    await scene.settled()

    await proposes(scene, "Ben", Cause="Third.")

    assert CODE in str(chen.home.blocks[1])


async def test_a_forged_press_on_one_s_own_proposal_is_refused(scene: Scene) -> None:
    await proposes(scene, "Ben")
    await proposes(scene, "Ana", Cause="Her own.")
    ana = scene.slack.client("Ana")
    card = told(scene, "Ana")[-2]
    own = next(
        each
        for each in await scene.bot.team.open_proposals("T0PLAY0001")
        if each.draft.cause == "Her own."
    )
    forge(card, proposal=own.id)
    await ana.clicks(card, "Reject")
    await scene.settled()

    assert "somebody else must decide" in scene.slack.seen_by(ana, "@iissync")[-1].text


# --- what an entry holds for


async def test_an_entry_for_iissync_is_shown_where_iissync_printed_the_code(scene: Scene) -> None:
    await proposes(scene, "Ben", "1060", **{"Holds for": "iissync"})
    await scene.slack.client("Ana").clicks(told(scene, "Ana")[-1], "Approve")
    await scene.settled()

    assert "*Your team:* " in (await asks(scene, "Chen", "1060")).text
    assert "Your team" not in (await asks(scene, "Chen", "sc query says 1060")).text


async def test_with_several_codes_the_form_asks_which_one(scene: Scene) -> None:
    ben = scene.slack.client("Ben")
    await ben.clicks(await asks(scene, "Ben", "1060 and 1722"), "Add what you found")
    await scene.settled()
    await ben.submits(view_of(ben), {"Status code": "1722", "Cause": "The second."})
    await scene.settled()

    assert "Proposed for* `1722`" in told(scene, "Ana")[-1].text


# --- buttons that show more


async def test_what_it_means_elsewhere_is_shown_to_who_asks_alone(scene: Scene) -> None:
    ben = scene.slack.client("Ben")
    said = await scene.slack.client("Ana").says(HERE, "@iissync 1060")
    (reply,) = await scene.replies(said)
    await ben.clicks(reply, "What it means elsewhere")
    await scene.settled()

    assert "No service of that name is installed" in scene.slack.seen_by(ben, HERE)[-1].text
    assert len(await scene.replies(said)) == 1


async def test_each_other_code_of_a_text_has_its_steps(scene: Scene) -> None:
    ben = scene.slack.client("Ben")
    await ben.clicks(await asks(scene, "Ben", "1060 and 1722"), "Steps")
    await scene.settled()

    assert "Check the target's name as you typed it." in scene.slack.seen_by(ben, HERE)[-1].text


async def test_a_card_that_is_gone_and_a_home_that_slack_refuses_stop_nothing(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    ben = scene.slack.client("Ben")
    await ben.opens_home()
    await proposes(scene, "Ben")
    gone = CannedResponse(body={"ok": False, "error": "message_not_found"})
    scene.slack.next_response("chat.update", gone)
    scene.slack.next_response("views.publish", gone)
    await scene.slack.client("Ana").clicks(told(scene, "Ana")[-1], "Approve")
    await scene.settled()

    assert "a review card was not updated" in caplog.text
    assert "a home tab was not updated" in caplog.text
    assert "Approved by ana" in told(scene, "Ben")[-1].text.replace("*", "")


async def test_a_card_that_slack_refuses_does_not_lose_the_proposal(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    refusal = CannedResponse(body={"ok": False, "error": "channel_not_found"})
    scene.slack.next_response("chat.postMessage", refusal)
    await proposes(scene, "Ben")
    ana = scene.slack.client("Ana")
    await ana.opens_home()
    await scene.settled()

    assert "did not go out" in caplog.text
    assert ana.home
    assert "Proposed for " in str(ana.home.blocks)


async def test_who_was_forgotten_is_not_told_of_the_decision(scene: Scene) -> None:
    await proposes(scene, "Ben")
    database = engine(scene.database_url)
    await asyncio.to_thread(SqlStore(database).forget, scene.slack.client("Ben").id)
    await asyncio.to_thread(database.dispose)
    await scene.slack.client("Ana").clicks(told(scene, "Ana")[-1], "Approve")
    await scene.settled()

    assert told(scene, "Ben") == []
    assert "Proposed by somebody" in told(scene, "Ana")[-1].text
    assert "by somebody, approved by ana" in (await asks(scene, "Chen")).text


async def test_the_messages_tab_is_not_the_home_tab(scene: Scene) -> None:
    ben = scene.slack.client("Ben")
    await ben.opens_home("messages")
    await scene.settled()

    assert ben.home is None


async def test_an_open_home_tab_follows_what_is_decided(scene: Scene) -> None:
    ben = scene.slack.client("Ben")
    await ben.opens_home()
    await scene.settled()
    assert ben.home

    await published(scene)

    assert "The share was full." in str(ben.home.blocks)
