"""The views of a workspace: each user's stack of modals, and home tab. PURE."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from bot.playground.model import Json, RefusedError, View, with_ids

MAX_DEPTH = 3


class Views:
    """Each user's open modals, the last one on top, and home tab.

    `publish(kind, view)` is called after each change.
    """

    def __init__(self, serial: Iterator[int], publish: Callable[[str, View], None]) -> None:
        self._serial = serial
        self._publish_change = publish
        self._modals: dict[str, list[View]] = {}
        self._homes: dict[str, View] = {}

    def top(self, user: str) -> View | None:
        """The top modal of that user."""
        stack = self._modals.get(user)
        return stack[-1] if stack else None

    def home(self, user: str) -> View | None:
        """The home tab that the bot published for that user."""
        return self._homes.get(user)

    def open(self, user: str, content: Json) -> View:
        """A new modal, which replaces the user's open ones."""
        self._modals[user] = []
        return self.push(user, content)

    def push(self, user: str, content: Json) -> View:
        """A new modal on top of the open ones; raises RefusedError if there are three."""
        stack = self._modals.setdefault(user, [])
        if len(stack) >= MAX_DEPTH:
            raise RefusedError("push_limit_reached")
        view = self._new_view(user, content, stack)
        stack.append(view)
        self._publish_change("view_opened", view)
        return view

    def update(self, view_id: str | None, content: Json, expected: str | None = None) -> View:
        """Replace a view's content; `view_id` may be the bot's external_id.

        Raises RefusedError if there is no such view, or if `expected` is not its hash.
        """
        return self._update(self._find(view_id), content, expected)

    def show_errors(self, view: View, errors: Mapping[str, str]) -> None:
        """Show errors beside the fields of an open modal."""
        self._replace(replace(view, errors=errors, refusals=view.refusals + 1))

    def publish(self, user: str, content: Json, expected: str | None = None) -> View:
        """Create or replace that user's home tab; raises RefusedError as `update` does."""
        if old := self._homes.get(user):
            return self._update(old, content, expected)
        view = self._new_view(user, content, [])
        self._replace(view)
        return view

    def close(self, user: str, *, every: bool = False) -> None:
        """Close the user's top modal, or all of them."""
        stack = self._modals.get(user, [])
        for view in reversed(stack[0 if every else -1 :]):
            stack.remove(view)
            self._publish_change("view_closed", view)

    def _new_view(self, user: str, content: Json, below: list[View]) -> View:
        view_id = self._new_id("V")
        root, previous = (below[0].id, below[-1].id) if below else (view_id, None)
        return View(view_id, user, self._stored(content), self._new_id("h"), root, previous)

    def _update(self, old: View, content: Json, expected: str | None) -> View:
        if expected and expected != old.hash:
            raise RefusedError("hash_conflict")
        view = replace(old, content=self._stored(content), hash=self._new_id("h"), errors={})
        self._replace(view)
        return view

    def _replace(self, view: View) -> None:
        if view.content["type"] == "home":
            self._homes[view.user] = view
        else:
            stack = self._modals[view.user]
            stack[:] = [view if each.id == view.id else each for each in stack]
        self._publish_change("view_changed", view)

    def _find(self, view_id: str | None) -> View:
        for view in (*self._homes.values(), *(v for s in self._modals.values() for v in s)):
            if view_id and view_id in (view.id, view.content.get("external_id")):
                return view
        raise RefusedError("not_found")

    def _stored(self, content: Json) -> Json:
        return {**content, "blocks": with_ids(content["blocks"], self._serial)}

    def _new_id(self, letter: str) -> str:
        return f"{letter}{next(self._serial):010d}"
