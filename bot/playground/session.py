"""One person's session at the prompt: each line is an act, and what she then sees is written."""

from collections.abc import Awaitable, Callable, Mapping

from bot.playground.app_client import Shown
from bot.playground.forms import names_of
from bot.playground.model import Message, RefusedError, View, elements
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
  click BUTTON          press a button of the last answer that has it
  shortcut              use the message shortcut on the last message of a person
  lookup [TEXT]         use the global shortcut; TEXT fills in the form
  submit TEXT           fill in and submit the open form; or field by field:
                        submit Cause: the share was full | Steps: empty it
  as NAME               be Ana or Chen (reviewers), or Ben
  home                  look at the bot's home tab
  help, quit"""


class Session:
    """Someone at the prompt, Ana at first; `write` shows what that person sees."""

    greeting = f"A Slack on this machine; nothing leaves it. Type help for more.\n{_HELP}"

    def __init__(self, slack: Slack, write: Callable[[str], None], seconds: float) -> None:
        self._slack = slack
        self._write = write
        self._seconds = seconds
        self._me = slack.client("Ana")
        names = {user.id: user.name for user in slack.workspace.users.values()}
        names |= {channel.id: channel.name for channel in slack.workspace.channels}
        self._screen = Renderer({**names, "USLACKBOT": "slackbot"})
        self._seen = 0
        self._last_said: Message | None = None
        self._answers: dict[str, Message] = {}
        self._typed: dict[str, dict[str, str]] = {}
        self._acts: Mapping[str, Callable[[str], Awaitable[bool]]] = {
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
        slack.workspace.subscribe(self._follow)

    async def act(self, line: str) -> bool:
        """Do what the line says; whether an answer came."""
        word, _, rest = line.partition(" ")
        act = self._acts.get(word)
        try:
            return await (act(rest.strip()) if act else self._types(_CHANNEL, line))
        except (LookupError, RefusedError) as error:
            known = "; ".join(getattr(error, "messages", ()))
            self._write(f"{error.args[0]}. {known}".rstrip())
            return False

    def _follow(self, change: Change) -> None:
        """Write whatever Ana sees of it."""
        subject = change.subject
        if isinstance(subject, View):
            self._follow_view(change.kind, subject)
        elif subject.user != self._me.id and self._sees(subject):
            gone = change.kind == "message_deleted"
            self._answers.pop(subject.ts, None)
            if not gone and any(elements(subject.blocks)):
                self._answers[subject.ts] = subject
            self._show("(the answer was removed)" if gone else self._screen.message(subject))

    def _sees(self, message: Message) -> bool:
        there = self._me.id in self._slack.workspace.channel(message.channel).members
        return there and message.ephemeral_to in (None, self._me.id)

    def _follow_view(self, kind: str, view: View) -> None:
        if view.user == self._me.id:
            gone = kind == "view_closed"
            self._show("(the form was closed)" if gone else self._screen.view(view))

    def _show(self, text: str) -> None:
        self._seen += 1
        self._write(text)

    async def _answered(self, before: int) -> bool:
        try:
            await self._slack.wait_for(lambda: self._seen > before, self._seconds)
        except TimeoutError:
            self._write(f"No answer came within {self._seconds:g} s.")
            return False
        return True

    async def _types(self, channel: str, text: str, thread: Message | None = None) -> bool:
        before = self._seen
        done = await self._me.types(channel, text, thread=thread)
        if isinstance(done, Shown):
            return self._tell(done)
        self._last_said = done
        if self._slack.hears(done):
            return await self._answered(before)
        self._write("(Said. The bot hears it only when you mention @iissync.)")
        return False

    def _tell(self, shown: Shown) -> bool:
        """Write what no message showed; whether that is an answer."""
        if not shown.message:
            self._write("(The bot has nothing to say.)")
        return not shown.error and shown.message is not None

    async def _help(self, _rest: str) -> bool:
        self._write(_HELP)
        return True

    async def _dm(self, text: str) -> bool:
        return await self._types("@iissync", text)

    async def _thread(self, text: str) -> bool:
        last = self._said()
        return await self._types(last.channel, text, last)

    def _said(self) -> Message:
        if self._last_said is None:
            raise LookupError("nothing was said yet")
        return self._last_said

    async def _interacted(self, act: Awaitable[Shown], before: int) -> bool:
        shown = await act
        if shown.error:
            self._write(self._screen.shown(shown))
            return False
        return await self._answered(before)

    async def _click(self, button: str) -> bool:
        where = self._me.view or self._answer_with(button)
        return await self._interacted(self._me.clicks(where, button), self._seen)

    def _answer_with(self, button: str) -> Message:
        """The last answer that has this button."""
        for answer in reversed(self._answers.values()):
            if any(button in names_of(*each) for each in elements(answer.blocks)):
                return answer
        raise LookupError(f"no answer has a button {button!r}")

    async def _shortcut(self, _rest: str) -> bool:
        act = self._me.uses_shortcut(self._slack.first_shortcut("message"), self._said())
        return await self._interacted(act, self._seen)

    async def _lookup(self, text: str) -> bool:
        act = self._me.uses_shortcut(self._slack.first_shortcut("global"))
        opened = await self._interacted(act, self._seen)
        return await self._submit(text) if opened and text else opened

    async def _submit(self, text: str) -> bool:
        view = self._me.view
        if view is None:
            raise LookupError("no form is open")
        fields = [block for block, _ in elements(view.blocks) if block["type"] == "input"]
        given = _filled(text) or {block["block_id"]: text for block in fields[:1] if text}
        typed = self._typed.setdefault(view.id, {})  # what is refused stays in the form
        typed |= given
        return await self._interacted(self._me.submits(view, typed), self._seen)

    async def _as(self, name: str) -> bool:
        self._me = self._slack.client(name)
        self._write(f"You are {self._me.user.real_name} now.")
        written = [m for m in self._slack.seen_by(self._me, "@iissync") if m.by_bot]
        for message in written[-1:]:
            self._answers[message.ts] = message
            self._show(self._screen.message(message))
        return True

    async def _home(self, _rest: str) -> bool:
        before = self._seen
        await self._me.opens_home()
        return await self._answered(before)


def _filled(text: str) -> dict[str, str]:
    """What `Cause: the share was full | Steps: empty it` fills in, by label."""
    pairs = [part.partition(": ") for part in text.split(" | ")]
    if not all(colon for _, colon, _ in pairs):
        return {}
    return {label.strip(): value.strip() for label, _, value in pairs}
