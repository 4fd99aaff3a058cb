"""How a user uses buttons, menus, shortcuts and modals, and what Slack sends the bot of it."""

from collections.abc import Mapping
from typing import Any

from bot.playground import objects, payloads
from bot.playground.app import App
from bot.playground.delivery import DispatchError
from bot.playground.forms import (
    FormError,
    Given,
    Name,
    check,
    find,
    given,
    options_of,
    selection,
    state_of,
)
from bot.playground.limits import faults_in_options, faults_in_view, refuse
from bot.playground.model import Json, Message, RefusedError, Shown, User, View, elements

_NOT_CONNECTED = "We had some trouble connecting. Try again?"


class Interactions:
    """What one user does with the bot's messages and views."""

    def __init__(self, app: App, user: User) -> None:
        self._app = app
        self._workspace = app.workspace
        self.user = user
        self._suggested: dict[tuple[str, str, str], list[Json]] = {}

    async def clicks(self, where: Message | View, button: Name) -> Shown:
        """Clicks the button of that text."""
        return await self.chooses(where, button, None)

    async def chooses(self, where: Message | View, name: Name, value: Given | None) -> Shown:
        """Gives that value to a menu or a field, by its placeholder, action_id or block_id."""
        block, element = find(where.blocks, name)
        if element.get("url", "").startswith("slack://"):  # opened without a payload: bolt-js 464
            return Shown()
        action: Json = {field: element.get(field) for field in ("action_id", "type", "text")}
        action |= {"block_id": block["block_id"], "action_ts": self._workspace.new_ts()}
        if element["type"] == "button":
            action["value"] = element.get("value")
        else:
            offered = await self._offered(where, block, element, value)
            action |= selection(element, value, offered)
        action = {field: found for field, found in action.items() if found is not None}
        payload = self._interaction("block_actions", where, actions=[action])
        return await self._app.interact(payload)

    async def suggestions(self, where: Message | View, name: Name, typed: str) -> list[Json]:
        """The options that the bot suggests for what is typed into an external select."""
        block, element = find(where.blocks, name)
        ids = {"action_id": element["action_id"], "block_id": block["block_id"]}
        payload = self._interaction("block_suggestion", where, **ids, value=typed)
        for field in ("trigger_id", "response_url", "state"):
            payload.pop(field, None)
        answer = await self._app.dispatcher.request("interactive", payload)
        refuse(faults_in_options(answer))
        found = options_of(answer)
        known = self._suggested.setdefault(_key(where, block, element), [])
        known += (option for option in found if option not in known)
        return found

    async def uses_shortcut(self, name: str, message: Message | None = None) -> Shown:
        """Runs a shortcut: a message shortcut, or without `message` a global one."""
        shortcut = self._app.manifest.shortcut(name, "message" if message else "global")
        payload = payloads.interaction(
            "message_action" if message else "shortcut",
            self.user,
            callback_id=shortcut["callback_id"],
            trigger_id=self._workspace.triggers.give(self.user.id),
            action_ts=self._workspace.new_ts(),
        )
        if message is not None:
            where = self._workspace.channel(message.channel)
            payload |= {
                "response_url": self._app.response_url(self.user.id, where.id),
                "message_ts": message.ts,
                "channel": objects.channel(where),
                "message": objects.message(self._workspace, message, metadata=True),
            }
        return await self._app.interact(payload)

    async def submits(self, view: View, values: Mapping[str, Given] | None = None) -> Shown:
        """Fills in a modal, by label, block_id or action_id, and submits it."""
        values = values or {}
        try:
            offered = {
                element["action_id"]: await self._offered(
                    view, block, element, given(block, element, values)
                )
                for block, element in elements(view.blocks)
            }
            state = state_of(view.blocks, values, offered)
            check(view.blocks, state)
        except FormError as error:
            self._workspace.views.show_errors(view, error.errors)
            return Shown(" ".join(error.errors.values()), error="incomplete")
        return await self._submit(view, state)

    async def _submit(self, view: View, state: Json) -> Shown:
        payload = payloads.interaction(
            "view_submission",
            self.user,
            trigger_id=self._workspace.triggers.give(self.user.id, view.id),
            view=objects.view(view, state),
            response_urls=[],
        )
        try:
            self._respond(view, await self._app.dispatcher.request("interactive", payload))
        except (DispatchError, RefusedError, KeyError):
            return Shown(_NOT_CONNECTED, error="not_connected")
        return Shown()

    def _respond(self, view: View, answer: Json) -> None:
        """Carry out the response_action of the answer to a submitted modal."""
        views = self._workspace.views
        action = answer.get("response_action", "close")
        if action == "errors":
            views.show_errors(view, _errors_of(view, answer["errors"]))
            return
        if action in ("close", "clear"):
            views.close(self.user.id, every=action == "clear")
            return
        refuse(faults_in_view(answer["view"]))
        if action == "push":
            views.push(self.user.id, answer["view"])
        else:
            views.update(view.id, answer["view"])

    async def closes(self, view: View) -> Shown:
        """Closes the top modal; the bot is sent `view_closed` if the view asks for it."""
        self._workspace.views.close(self.user.id)
        if not view.content.get("notify_on_close"):
            return Shown()
        shown = objects.view(view)
        payload = payloads.interaction("view_closed", self.user, view=shown, is_cleared=False)
        return await self._app.interact(payload)

    async def _offered(
        self, where: Message | View, block: Json, element: Json, value: Given | None
    ) -> list[Json]:
        """The options of an external select: those suggested before, or now for this value."""
        if not element["type"].endswith("external_select") or not value:
            return []
        initial = [element.get("initial_option"), *element.get("initial_options", ())]
        known = [*filter(None, initial), *self._suggested.get(_key(where, block, element), ())]
        name = (block["block_id"], element["action_id"])
        for word in [value] if isinstance(value, str) else value:
            if not any(word in (option["text"]["text"], option["value"]) for option in known):
                known += await self.suggestions(where, name, word)
        return known

    def _interaction(self, kind: str, where: Message | View, **more: Any) -> Json:  # noqa: ANN401 - each kind's own fields
        state = state_of(where.blocks)
        if isinstance(where, View):
            place = payloads.in_view(where, state)
            trigger = self._workspace.triggers.give(self.user.id, where.id)
        else:
            channel = self._workspace.channel(where.channel)
            place = payloads.in_message(self._workspace, where, channel)
            url = self._app.response_url(self.user.id, where.channel, where.ts)
            place |= {"response_url": url, "state": {"values": state}}
            trigger = self._workspace.triggers.give(self.user.id)
        return payloads.interaction(kind, self.user, trigger_id=trigger, **place, **more)


def _key(where: Message | View, block: Json, element: Json) -> tuple[str, str, str]:
    shown = where.id if isinstance(where, View) else where.ts
    return shown, block["block_id"], element["action_id"]


def _errors_of(view: View, errors: Mapping[str, str]) -> Mapping[str, str]:
    """The errors; raises RefusedError unless each belongs to an input of the view."""
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    if not errors or not errors.keys() <= inputs:
        raise RefusedError("invalid_arguments")
    return errors
