"""The views of a workspace: each person's stack of modals, and home tab. PURE."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from bot.playground.model import Json, RefusedError, View, named

DEEPEST = 3


class Views:
    """Each person's open modals, the last on top, and home tab; every change is published."""

    def __init__(self, serial: Iterator[int], tell: Callable[[str, View], None]) -> None:
        self._serial = serial
        self._tell = tell
        self._modals: dict[str, list[View]] = {}
        self._homes: dict[str, View] = {}

    def top(self, user: str) -> View | None:
        """The modal in front of that person."""
        stack = self._modals.get(user)
        return stack[-1] if stack else None

    def home(self, user: str) -> View | None:
        """The home tab that the bot made for that person."""
        return self._homes.get(user)

    def open(self, user: str, content: Json) -> View:
        """A modal in front of that person, in place of those there."""
        self._modals[user] = []
        return self.push(user, content)

    def push(self, user: str, content: Json) -> View:
        """A modal on top of those there; raises RefusedError where three are."""
        stack = self._modals.setdefault(user, [])
        if len(stack) >= DEEPEST:
            raise RefusedError("push_limit_reached")
        view_id = self._new("V")
        root, previous = (stack[0].id, stack[-1].id) if stack else (view_id, None)
        view = View(view_id, user, self._kept(content), self._new("h"), root, previous)
        stack.append(view)
        self._tell("view_opened", view)
        return view

    def update(self, view_id: str | None, content: Json, expected: str | None = None) -> View:
        """The modal with another content; `view_id` may be the bot's own external_id."""
        old = self._find(view_id)
        return self._replace(old, content, expected)

    def show_errors(self, view: View, errors: Mapping[str, str]) -> None:
        """Errors beside the fields of an open modal."""
        self._put(replace(view, errors=errors))

    def publish(self, user: str, content: Json, expected: str | None = None) -> View:
        """That person's home tab, made or made anew."""
        old = self._homes.get(user)
        if old is not None:
            return self._replace(old, content, expected)
        view_id = self._new("V")
        view = View(view_id, user, self._kept(content), self._new("h"), view_id)
        self._put(view)
        return view

    def close(self, user: str, *, every: bool = False) -> None:
        """The top modal goes away, or all of them."""
        stack = self._modals.get(user, [])
        for view in reversed(stack[0 if every else -1 :]):
            stack.remove(view)
            self._tell("view_closed", view)

    def _replace(self, old: View, content: Json, expected: str | None) -> View:
        if expected and expected != old.hash:
            raise RefusedError("hash_conflict")
        view = replace(old, content=self._kept(content), hash=self._new("h"), errors={})
        self._put(view)
        return view

    def _put(self, view: View) -> None:
        if view.content["type"] == "home":
            self._homes[view.user] = view
        else:
            stack = self._modals[view.user]
            stack[:] = [view if each.id == view.id else each for each in stack]
        self._tell("view_changed", view)

    def _find(self, view_id: str | None) -> View:
        for view in (*self._homes.values(), *(v for s in self._modals.values() for v in s)):
            if view_id and view_id in (view.id, view.content.get("external_id")):
                return view
        raise RefusedError("not_found")

    def _kept(self, content: Json) -> Json:
        return {**content, "blocks": named(content["blocks"], self._serial)}

    def _new(self, letter: str) -> str:
        return f"{letter}{next(self._serial):010d}"
