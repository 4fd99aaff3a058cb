"""What is in every text that a regular expression matches, as the expression itself proves it.

It is read into outlines of all the texts that it matches, in which a gap stands for anything.
"""

import re
from collections.abc import Callable, Iterable
from functools import partial, reduce

# What `re` reads patterns with: the public name for it is deprecated.
from re import _constants as ops  # type: ignore[attr-defined] # private, so it has no types
from re import _parser as parser  # type: ignore[attr-defined] # as is this
from typing import Any

GAP = "\0"
MOST = 1000
"""Where there are more outlines, they lose what is not beside their neighbours, or everything."""
Outlines = frozenset[str]
Has = Callable[[str], bool]
NONE: Outlines = frozenset()
EMPTY: Outlines = frozenset([""])
ANYTHING: Outlines = frozenset([GAP])


def is_in_all_matches(has: Has, pattern: str, flags: re.RegexFlag = re.NOFLAG) -> bool:
    """Whether there is something in each match, or in what the pattern looks at around it.

    `has` says whether it is in a part of a text, which is in lower case. An answer of True is
    proven, but for the letters that only match others where case does not matter, such as the long
    s; one of False may only mean that the proof is beyond this module.
    """
    match list(parser.parse(pattern, flags)):
        case [(ops.ASSERT, (-1, behind)), *rest]:
            return not _without(has, [*behind, *rest])
        case parts:
            return not _without(has, parts)


def _without(has: Has, sequence: Iterable[Any]) -> Outlines:
    """The outlines of what matches but does not have it: what has it keeps it, whatever follows."""
    return reduce(partial(_joined, has), (_of(has, *part) for part in sequence), EMPTY)


def _joined(has: Has, before: Outlines, after: Outlines) -> Outlines:
    if len(before) * len(after) > MOST:
        before = frozenset(GAP + text.rpartition(GAP)[2] for text in before)
        after = frozenset(text.partition(GAP)[0] + GAP for text in after)
    if len(before) * len(after) > MOST:
        return ANYTHING
    return frozenset(text for a in before for b in after if not has(text := a + b))


def _of(has: Has, kind: object, value: Any) -> Outlines:  # noqa: ANN401 - each kind has its own
    match kind, value:
        case ops.BRANCH, (_, branches):
            return NONE.union(*(_without(has, each) for each in branches))
        case (ops.SUBPATTERN, (*_, part)) | (ops.ATOMIC_GROUP, part):
            return _without(has, part)
        case ((ops.MAX_REPEAT | ops.MIN_REPEAT | ops.POSSESSIVE_REPEAT), (least, most, part)):
            return _repeated(has, _without(has, part), least, most)
        case ((ops.ASSERT | ops.ASSERT_NOT | ops.AT), _):
            return NONE if kind is ops.ASSERT and not _without(has, value[1]) else EMPTY
    return _characters(has, value if kind is ops.IN else [(kind, value)])


def _characters(has: Has, possible: Iterable[tuple[object, Any]]) -> Outlines:
    codes: set[int] = set()
    for each in possible:
        match each:
            case ops.LITERAL, code:
                codes.add(code)
            case ops.RANGE, (first, last) if last - first < MOST:
                codes.update(range(first, last + 1))
            case _:
                return ANYTHING
    return frozenset(text for code in codes if not has(text := chr(code).lower()))


def _repeated(has: Has, once: Outlines, least: int, most: int) -> Outlines:
    more = _joined(has, once, _joined(has, ANYTHING, once)) if most > 1 else NONE
    return once | more | (NONE if least else EMPTY)
