"""Who sees what, and how long tickets are valid."""

from dataclasses import replace

import pytest

from bot.playground.model import RefusedError
from bot.playground.workspace import BOT, Change, Workspace
from tests.fake_slack.clock import ManualClock


@pytest.fixture
def workspace(clock: ManualClock) -> Workspace:
    return Workspace(clock.now)


def test_every_message_has_a_later_ts(workspace: Workspace) -> None:
    channel = workspace.channel("#general")

    stamps = [workspace.post(channel, BOT, "x").ts for _ in range(3)]

    assert stamps == sorted(set(stamps))
    assert len(stamps[0].split(".")[1]) == 6


def test_an_ephemeral_message_is_for_one_person(workspace: Workspace) -> None:
    channel = workspace.channel("general")
    workspace.post(channel, BOT, "psst", ephemeral_to="U0ANA00001")

    assert workspace.messages(channel.id) == []
    assert workspace.seen_by("U0BEN00001", channel.id) == []
    assert [m.text for m in workspace.seen_by("U0ANA00001", channel.id)] == ["psst"]


def test_subscribers_receive_changes_until_they_unsubscribe(workspace: Workspace) -> None:
    answer: list[Change] = []
    stop = workspace.subscribe(answer.append)
    message = workspace.post(workspace.channel("#general"), BOT, "x")
    edited = workspace.edit(message, "y", {})
    workspace.delete(edited)
    stop()
    workspace.post(workspace.channel("#general"), BOT, "z")

    kinds = [change.kind for change in answer]
    assert kinds == ["message_posted", "message_changed", "message_deleted"]


@pytest.mark.parametrize("name", ["#nowhere", "@nobody", "C123"])
def test_an_unknown_place_is_refused(workspace: Workspace, name: str) -> None:
    with pytest.raises(RefusedError, match=r"channel_not_found|user_not_found"):
        workspace.channel(name)


@pytest.mark.parametrize("name", ["Ana Alvarez", "@ana", "U0ANA00001"])
def test_a_user_is_found_by_any_name(workspace: Workspace, name: str) -> None:
    assert workspace.user(name).name == "ana"


def test_a_dm_is_found_by_its_user(workspace: Workspace) -> None:
    assert workspace.channel("@ana") == workspace.channel("@iissync", of="U0ANA00001")
    with pytest.raises(RefusedError):
        workspace.channel("@iissync")


def test_the_bot_joins_and_leaves(workspace: Workspace) -> None:
    private, general = workspace.channel("#ops-private"), workspace.channel("#general")
    workspace.put(replace(private, members=private.members | {BOT.id}))
    workspace.put(replace(general, members=general.members - {BOT.id}))

    assert BOT.id in workspace.channel("#ops-private").members
    assert BOT.id not in workspace.channel("#general").members


def test_a_trigger_id_works_once(workspace: Workspace) -> None:
    trigger = workspace.triggers.give("U0ANA00001")

    assert workspace.triggers.use(trigger).user == "U0ANA00001"
    with pytest.raises(RefusedError, match="exchanged_trigger_id"):
        workspace.triggers.use(trigger)


def test_a_trigger_id_works_for_three_seconds(workspace: Workspace, clock: ManualClock) -> None:
    trigger = workspace.triggers.give("U0ANA00001")
    clock.advance(3)

    with pytest.raises(RefusedError, match="expired_trigger_id"):
        workspace.triggers.use(trigger)


def test_a_made_up_trigger_id_is_invalid(workspace: Workspace) -> None:
    with pytest.raises(RefusedError, match="invalid_trigger_id"):
        workspace.triggers.use("1.2.3")


def test_a_response_url_works_five_times(workspace: Workspace) -> None:
    token = workspace.response_urls.give("U0ANA00001", "C0GENERAL1")
    for _ in range(5):
        workspace.response_urls.use(token)

    with pytest.raises(RefusedError, match="used_url"):
        workspace.response_urls.use(token)


def test_a_response_url_works_for_half_an_hour(workspace: Workspace, clock: ManualClock) -> None:
    token = workspace.response_urls.give("U0ANA00001", "C0GENERAL1")
    clock.advance(30 * 60)

    with pytest.raises(RefusedError, match="expired_url"):
        workspace.response_urls.use(token)


MODAL = {"type": "modal", "external_id": "mine", "blocks": []}


def test_modals_stack_three_deep(workspace: Workspace) -> None:
    views = workspace.views
    first = views.open("U0ANA00001", MODAL)
    views.push("U0ANA00001", MODAL)
    third = views.push("U0ANA00001", MODAL)

    assert (third.root_id, views.top("U0ANA00001")) == (first.id, third)
    with pytest.raises(RefusedError, match="push_limit_reached"):
        views.push("U0ANA00001", MODAL)


def test_closing_returns_to_the_modal_below_or_closes_all(workspace: Workspace) -> None:
    views = workspace.views
    first = views.open("U0ANA00001", MODAL)
    views.push("U0ANA00001", MODAL)
    views.close("U0ANA00001")

    assert views.top("U0ANA00001") == first
    views.push("U0ANA00001", MODAL)
    views.close("U0ANA00001", every=True)
    assert views.top("U0ANA00001") is None


def test_an_update_needs_the_current_hash(workspace: Workspace) -> None:
    view = workspace.views.open("U0ANA00001", MODAL)
    workspace.views.update("mine", MODAL, view.hash)

    with pytest.raises(RefusedError, match="hash_conflict"):
        workspace.views.update(view.id, MODAL, view.hash)
    with pytest.raises(RefusedError, match="not_found"):
        workspace.views.update("V123", MODAL)


def test_a_home_tab_is_replaced_in_place(workspace: Workspace) -> None:
    home = {"type": "home", "blocks": []}
    made = workspace.views.publish("U0ANA00001", home)

    assert workspace.views.publish("U0ANA00001", home, made.hash).id == made.id
    assert workspace.views.home("U0BEN00001") is None
