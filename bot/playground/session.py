"""A user's session at the prompt: each line is an action; what the user then sees is written."""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from bot.playground.forms import names_of
from bot.playground.model import Json, Message, RefusedError, Shown, View, elements
from bot.playground.rendering import Renderer
from bot.playground.slack import Slack
from bot.playground.workspace import Change

_CHANNEL = "#iis-cluster"
_HELP = """\
You are Ana, in #iis-cluster. Type as you would in Slack:
  /iissync 2148598792   ask by command; only you see the answer
  @iissync 1722         ask for all to see; the answer comes in a thread
And, for what a terminal has no mouse for:
  dm TEXT               write to the bot alone
  thread TEXT           reply in the last message's thread
  click BUTTON          press a button of the open form, or of the last answer that has it
  shortcut              use the message shortcut on the last message of a person
  lookup [TEXT]         use the global shortcut; TEXT fills in the form
  submit TEXT           fill in and submit the open form; or field by field:
                        submit Cause: the share was full | Steps: empty it
  as NAME               be Ana or Chen (reviewers), or Ben
  home                  look at the bot's home tab
  help, quit"""
GREETING = f"A Slack on this machine; nothing leaves it. Type help for more.\n{_HELP}"


class Session:
    """The session of a user, who is Ana at first. `write` shows what that user sees.

    An answer is awaited for at most `seconds`.
    """

    def __init__(self, slack: Slack, write: Callable[[str], None], seconds: float) -> None:
        self._slack = slack
        self._write = write
        self._seconds = seconds
        self._client = slack.client("Ana")
        names = {user.id: user.name for user in slack.workspace.users.values()}
        names |= {channel.id: channel.name for channel in slack.workspace.channels}
        self._renderer = Renderer({**names, "USLACKBOT": "slackbot"})
        self._seen = 0
        self._last_posted: Message | None = None
        self._answers: dict[str, Message] = {}
        self._typed: dict[str, dict[str, str]] = {}
        self._actions: Mapping[str, Callable[[str], Awaitable[bool]]] = {
            "help": self._help,
            "dm": self._dm,
            "thread": self._thread,
            "click": self._click,
            "shortcut": self._shortcut,
            "lookup": self._lookup,
            "submit": self._submit,
            "home": self._home,
            "as": self._as,
        }
        slack.workspace.subscribe(self._on_change)

    async def run(self, line: str) -> bool:
        """Do what the line says; returns whether an answer came."""
        word, _, rest = line.partition(" ")
        action = self._actions.get(word)
        try:
            return await (action(rest.strip()) if action else self._post(_CHANNEL, line))
        except (LookupError, RefusedError) as error:
            known = "; ".join(getattr(error, "messages", ()))
            self._write(f"{error.args[0]}. {known}".rstrip())
            return False

    def _on_change(self, change: Change) -> None:
        """Write what the user sees of a change."""
        subject = change.subject
        if isinstance(subject, View):
            self._on_view(change.kind, subject)
        elif isinstance(subject, Message) and self._is_shown(subject):
            self._on_message(change.kind, subject)

    def _is_shown(self, message: Message) -> bool:
        """Whether the user sees the message, and has not typed it."""
        me = self._client.id
        return message.user != me and self._slack.workspace.can_see(me, message)

    def _on_message(self, kind: str, message: Message) -> None:
        self._answers.pop(message.ts, None)
        if kind == "message_deleted":
            self._show("(the answer was removed)")
            return
        if any(elements(message.blocks)):
            self._answers[message.ts] = message
        self._show(self._renderer.message(message))

    def _on_view(self, kind: str, view: View) -> None:
        if view.user == self._client.id:
            is_closed = kind == "view_closed"
            self._show("(the form was closed)" if is_closed else self._renderer.view(view))

    def _show(self, text: str) -> None:
        self._seen += 1
        self._write(text)

    async def _answered(self, before: int) -> bool:
        """Wait until more than `before` answers have been shown; whether that happened in time."""
        try:
            await self._slack.wait_for(lambda: self._seen > before, self._seconds)
        except TimeoutError:
            self._write(f"No answer came within {self._seconds:g} s.")
            return False
        return True

    async def _post(self, channel: str, text: str, thread: Message | None = None) -> bool:
        before = self._seen
        posted = await self._client.types(channel, text, thread=thread)
        if isinstance(posted, Shown):
            if not posted.message:
                self._write("(The bot has nothing to say.)")
            return not posted.error and posted.message is not None
        self._last_posted = posted
        if self._slack.is_delivered(posted):
            return await self._answered(before)
        self._write("(Said. The bot hears it only when you mention @iissync.)")
        return False

    async def _help(self, _rest: str) -> bool:
        self._write(_HELP)
        return True

    async def _dm(self, text: str) -> bool:
        return await self._post("@iissync", text)

    async def _thread(self, text: str) -> bool:
        parent = self._posted()
        return await self._post(parent.channel, text, parent)

    def _posted(self) -> Message:
        if self._last_posted is None:
            raise LookupError("nothing was said yet")
        return self._last_posted

    async def _interact(self, action: Awaitable[Shown]) -> bool:
        before = self._seen
        shown = await action
        if shown.error:
            self._write(self._renderer.shown(shown))
            return False
        return await self._answered(before)

    async def _click(self, button: str) -> bool:
        form = self._client.view
        where = form if form and _has(form.blocks, button) else self._answer_with(button)
        return await self._interact(self._client.clicks(where, button))

    def _answer_with(self, button: str) -> Message:
        """The last answer that has this button."""
        for answer in reversed(self._answers.values()):
            if _has(answer.blocks, button):
                return answer
        raise LookupError(f"no answer has a button {button!r}")

    async def _shortcut(self, _rest: str) -> bool:
        name = self._slack.manifest.first_shortcut("message")
        return await self._interact(self._client.uses_shortcut(name, self._posted()))

    async def _lookup(self, text: str) -> bool:
        name = self._slack.manifest.first_shortcut("global")
        is_open = await self._interact(self._client.uses_shortcut(name))
        return await self._submit(text) if is_open and text else is_open

    async def _submit(self, text: str) -> bool:
        view = self._client.view
        if view is None:
            raise LookupError("no form is open")
        fields = [block for block, _ in elements(view.blocks) if block["type"] == "input"]
        given = _values(text) or {block["block_id"]: text for block in fields[:1] if text}
        typed = self._typed.setdefault(view.id, {})  # values of a refused form stay in it
        typed |= given
        return await self._interact(self._client.submits(view, typed))

    async def _as(self, name: str) -> bool:
        self._client = self._slack.client(name)
        self._write(f"You are {self._client.user.real_name} now.")
        received = [m for m in self._slack.seen_by(self._client, "@iissync") if m.by_bot]
        for message in received[-1:]:
            self._answers[message.ts] = message
            self._show(self._renderer.message(message))
        return True

    async def _home(self, _rest: str) -> bool:
        before = self._seen
        await self._client.opens_home()
        return await self._answered(before)


def _has(blocks: Sequence[Json], button: str) -> bool:
    return any(button in names_of(*each) for each in elements(blocks))


def _values(text: str) -> dict[str, str]:
    """The values in `Cause: the share was full | Steps: empty it`, by label; else none."""
    pairs = [part.partition(": ") for part in text.split(" | ")]
    if not all(colon for _, colon, _ in pairs):
        return {}
    return {label.strip(): value.strip() for label, _, value in pairs}
