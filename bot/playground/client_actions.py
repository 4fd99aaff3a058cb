"""A person's hand: buttons, menus, shortcuts and modals, from the click to what Slack sends."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.playground import payloads
from bot.playground.app_client import AppClient, Shown
from bot.playground.delivery import DispatchError
from bot.playground.forms import (
    FormError,
    Given,
    Name,
    check,
    chosen,
    given,
    goes_by,
    names_of,
    options_of,
    state_of,
)
from bot.playground.limits import faults_in_options, faults_in_view
from bot.playground.methods import refuse
from bot.playground.model import Json, Message, RefusedError, User, View, elements

_TROUBLE = "We had some trouble connecting. Try again?"


class ClientActions:
    """What one person does with what the bot shows."""

    def __init__(self, app_client: AppClient, user: User) -> None:
        self._app_client = app_client
        self._workspace = app_client.workspace
        self._user = user
        self._suggested: dict[tuple[str, str, str], list[Json]] = {}

    async def uses(self, where: Message | View, name: Name, value: Given | None) -> Shown:
        """Uses a button, or gives that to a menu or a field."""
        block, element = _element(where.blocks, name)
        action = {"action_id": element["action_id"], "block_id": block["block_id"]}
        request = {"type": element["type"], "text": element.get("text")}
        if element["type"] == "button":
            request["value"] = element.get("value")
        else:
            offered = await self._offered(where, block, element, value)
            request |= chosen(element, value, offered)
        acted = {**action, **{n: v for n, v in request.items() if v is not None}}
        acted["action_ts"] = self._workspace.new_ts()
        return await self._app_client.interact(
            self._interaction("block_actions", where, actions=[acted])
        )

    async def suggestions(self, where: Message | View, name: Name, typed: str) -> list[Json]:
        """The options that the bot offers while a person types into an external select."""
        block, element = _element(where.blocks, name)
        asked = self._interaction(
            "block_suggestion",
            where,
            action_id=element["action_id"],
            block_id=block["block_id"],
            value=typed,
        )
        for field in ("trigger_id", "response_url", "state", "actions"):
            asked.pop(field, None)
        answer = await self._app_client.deliveries.ask("interactive", asked)
        faults = faults_in_options(answer)
        self._app_client.record.checked("acknowledgement", answer, faults)
        refuse(faults)
        found = options_of(answer)
        known = self._suggested.setdefault(_place(where, block, element), [])
        known += (option for option in found if option not in known)
        return found

    async def uses_shortcut(self, name: str, message: Message | None = None) -> Shown:
        """Runs a shortcut: on a message, or from anywhere."""
        kind = "message" if message else "global"
        shortcut = self._app_client.manifest.shortcut(name, kind)
        more: Json = {
            "callback_id": shortcut.callback_id,
            "trigger_id": self._workspace.triggers.give(self._user.id),
            "action_ts": self._workspace.new_ts(),
        }
        if message is None:
            return await self._app_client.interact(
                payloads.interaction("shortcut", self._user, **more)
            )
        where = self._workspace.channel(message.channel)
        more |= {
            "response_url": self._app_client.response_url(self._user.id, where.id),
            "message_ts": message.ts,
            "channel": payloads.channel(where),
            "message": payloads.message(self._workspace, message, metadata=True),
        }
        return await self._app_client.interact(
            payloads.interaction("message_action", self._user, **more)
        )

    async def submits(self, view: View, values: Mapping[str, Given]) -> Shown:
        """Fills in a modal, by label, block_id or action_id, and submits it."""
        offered = {
            element["action_id"]: await self._offered(
                view, block, element, given(block, element, values)
            )
            for block, element in elements(view.blocks)
        }
        try:
            state = state_of(view.blocks, values, offered)
            check(view.blocks, state)
        except FormError as error:
            self._workspace.views.show_errors(view, error.errors)
            return Shown(" ".join(error.errors.values()), error="incomplete")
        return await self._submit(view, state)

    async def closes(self, view: View) -> Shown:
        """Closes the modal in front; the bot is sent `view_closed` if the view asks for that."""
        self._workspace.views.close(self._user.id)
        if not view.content.get("notify_on_close"):
            return Shown()
        request = payloads.interaction(
            "view_closed", self._user, view=payloads.view(view), is_cleared=False
        )
        return await self._app_client.interact(request)

    async def _submit(self, view: View, state: Json) -> Shown:
        request = payloads.interaction(
            "view_submission",
            self._user,
            trigger_id=self._workspace.triggers.give(self._user.id, view.id),
            view=payloads.view(view, state),
            response_urls=[],
        )
        try:
            answer = await self._app_client.ask("interactive", request)
            self._respond(view, answer)
        except (DispatchError, RefusedError, KeyError):
            return Shown(_TROUBLE, error="trouble")
        return Shown()

    def _respond(self, view: View, answer: Json) -> None:
        """What the bot answers to a submitted modal: its response_action."""
        views = self._workspace.views
        action = answer.get("response_action", "close")
        if action == "errors":
            views.show_errors(view, _errors_of(view, answer["errors"]))
            return
        if action in ("close", "clear"):
            views.close(self._user.id, every=action == "clear")
            return
        faults = faults_in_view(answer["view"])
        self._app_client.record.faults.extend(faults)
        refuse(faults)
        if action == "push":
            views.push(self._user.id, answer["view"])
        else:
            views.update(view.id, answer["view"])

    async def _offered(
        self, where: Message | View, block: Json, element: Json, value: Given | None
    ) -> list[Json]:
        """What may be chosen: what the bot suggested before, or suggests for these words now."""
        if not element["type"].endswith("external_select") or not value:
            return []
        initial = [element.get("initial_option"), *element.get("initial_options", ())]
        known = [*filter(None, initial), *self._suggested.get(_place(where, block, element), ())]
        name = (block["block_id"], element["action_id"])
        for word in [value] if isinstance(value, str) else value:
            if not any(word in (option["text"]["text"], option["value"]) for option in known):
                known += await self.suggestions(where, name, word)
        return known

    def _interaction(self, kind: str, where: Message | View, **more: Any) -> Json:  # noqa: ANN401 - each kind's own fields
        if isinstance(where, View):
            place = payloads.in_view(where, state_of(where.blocks))
            trigger = self._workspace.triggers.give(self._user.id, where.id)
        else:
            channel = self._workspace.channel(where.channel)
            place = payloads.in_message(self._workspace, where, channel)
            place["response_url"] = self._app_client.response_url(
                self._user.id, where.channel, where.ts
            )
            place["state"] = {"values": state_of(where.blocks)}
            trigger = self._workspace.triggers.give(self._user.id)
        return payloads.interaction(kind, self._user, trigger_id=trigger, **place, **more)


def _place(where: Message | View, block: Json, element: Json) -> tuple[str, str, str]:
    seen = where.id if isinstance(where, View) else where.ts
    return seen, block["block_id"], element["action_id"]


def _element(blocks: Sequence[Json], name: Name) -> tuple[Json, Json]:
    for block, element in elements(blocks):
        if goes_by(name, block, element):
            return block, element
    known = [names_of(block, element)[0] for block, element in elements(blocks)]
    raise LookupError(f"nothing named {name!r} to use among {known}")


def _errors_of(view: View, errors: Mapping[str, str]) -> Mapping[str, str]:
    """The errors, if each stands beside an input of the view, as Slack demands."""
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    if not errors or not errors.keys() <= inputs:
        raise RefusedError("invalid_arguments")
    return errors
