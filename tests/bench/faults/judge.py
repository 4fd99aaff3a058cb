"""How many replies each mention has in the end, and had on the way there. PURE."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field


@dataclass(slots=True)
class Posted:
    """A message of the bot that is visible from `at` on, until it is `deleted`."""

    ts: str
    key: str
    text: str
    at: float
    deleted: float | None = None


@dataclass(slots=True)
class Question:
    """A mention by its number, the code it asks for, and what the bot has posted in its thread.

    `calls` are the bot's, each with its second since the mention, and how it went.
    """

    number: int
    code: str
    at: float
    posts: list[Posted] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)

    @property
    def visible(self) -> list[Posted]:
        """What of it is not deleted."""
        return [post for post in self.posts if post.deleted is None]

    def __str__(self) -> str:
        """Its story, in a line."""
        posts = [
            f"visible {post.at - self.at:.1f}"
            + (f" to {post.deleted - self.at:.1f}" if post.deleted else "")
            for post in self.posts
        ]
        return "; ".join((f"mention {self.number}", *self.calls, *posts))

    @property
    def right(self) -> list[Posted]:
        """What is a reply with the code."""
        return [post for post in self.posts if self.code in post.text]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The numbers of the mentions that went wrong, and some seconds.

    `twice` says for how long more than one reply was visible, for each mention where that was so
    but is no more; `soonest` is how long after each mention its first right reply was there.
    """

    missing: Sequence[int]
    double: Sequence[int]
    wrong: Sequence[int]
    twice: Sequence[float]
    soonest: Sequence[float]

    @property
    def is_right(self) -> bool:
        """Whether each mention has exactly one reply, which is the right one."""
        return not (self.missing or self.double or self.wrong)


def judge(questions: Iterable[Question], end: float) -> Verdict:
    """What became of them by then: no reply with the code, more than one, or another message."""
    missing, double, wrong = list[int](), list[int](), list[int]()
    twice, soonest = list[float](), list[float]()
    for each in questions:
        right = [post for post in each.right if post.deleted is None]
        if not right:
            missing.append(each.number)
        if len(right) > 1:
            double.append(each.number)
        elif together := sum(_together(each.posts, end)):
            twice.append(together)
        if len(right) < len(each.visible):
            wrong.append(each.number)
        soonest += [min(post.at for post in each.right) - each.at] if each.right else []
    return Verdict(missing, double, wrong, twice, soonest)


def _together(posts: Iterable[Posted], end: float) -> Iterator[float]:
    """Each of the times for which more than one of them was visible."""
    changes = [(post.at, 1) for post in posts]
    changes += [(end if post.deleted is None else post.deleted, -1) for post in posts]
    visible, since = 0, end
    for at, change in sorted(changes):
        if visible > 1:
            yield at - since
        visible, since = visible + change, at
