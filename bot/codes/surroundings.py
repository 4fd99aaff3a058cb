"""The text around a token, and between two tokens, as far as verdicts do not cover it."""

import re

from bot.codes import rules
from bot.codes.names import names_of, plain_bug_check
from bot.codes.rules import Notation, Verdict
from bot.codes.status_code import HEX_DIGITS
from bot.codes.tokens import Token
from bot.codes.values import (
    CENTURIES,
    SMALLEST_DISTINCTIVE,
    WIN32_MOST,
    may_be_an_error,
    wrapped_win32,
)

_PAIR_REACH = 24  # characters between two forms of one code
_MESSAGE_REACH = 120  # characters before or after a number that may have its system message
_LINK_REACH = 12  # of these, the last ones, which link the message to the number
_LONGEST_WORD = 24
_SENTENCE = 70  # characters of a question, which needs no word for a code


def is_number(token: Token) -> bool:
    """Whether a token is a number, or a known name, which has a value."""
    return token.notation is not Notation.NAME or bool(token.values)


def is_long_name(token: Token) -> bool:
    """Whether a token is a known name of so many words that it can be nothing else."""
    return token.notation is Notation.NAME and bool(token.values) and token.digits.count("_") > 1


def is_set_off(text: str, token: Token) -> bool:
    """Whether a token is in brackets or quotation marks."""
    before = text[max(0, token.start - 3) : token.start].rstrip()
    after = text[token.end : token.end + 3].lstrip()
    return before.endswith(("(", "'", '"')) and after.startswith((")", "'", '"'))


def follows_a_word(text: str, token: Token) -> bool:
    """Whether a number is in brackets after a word: the id of a service's process."""
    before = text[max(0, token.start - 3) : token.start]
    return is_set_off(text, token) and re.fullmatch(r"[a-z0-9] \(", before) is not None


def is_in_a_row(text: str, token: Token) -> bool:
    """Whether a number is one of three or more that stand side by side, as in a table."""
    row = re.match(r"[ \t|]*(?:[0-9][0-9.,:]*[ \t|]+)*", text[token.end : token.end + _ROW])
    before = re.search(
        r"(?:[0-9][0-9.,:]*[ \t|]+)*$", text[max(0, token.start - _ROW) : token.start]
    )
    beside = (before[0] if before else "", row[0] if row else "")
    return sum(len(side.replace("|", " ").split()) for side in beside) > 1


_ROW = 80  # characters


def is_of_a_field(text: str, token: Token) -> bool:
    """Whether a number is the value of a field, such as `ms=1722` or `"ms": 1722`."""
    before = text[max(0, token.start - _LONGEST_WORD) : token.start]
    return re.search(r"\w(?:=|['\"] ?: ?)['\"]?$", before) is not None


def counts_something(text: str, token: Token) -> bool:
    """Whether a plain number is followed by a noun: the 3 of "0x8024402C, 3 pending" is no code."""
    word = re.match(r" ([^\W\d_]{3,})", text[token.end : token.end + _LONGEST_WORD])
    plain = token.notation is Notation.DECIMAL
    return plain and word is not None and word[1].islower() and word[1] not in rules.NOT_COUNTED


def counts_things(text: str, token: Token) -> bool:
    """Whether the noun after a plain number is in the plural: the 53 of "rc=5, 53 files left"."""
    return (
        counts_something(text, token)
        and re.match(_THINGS, text[token.end : token.end + _LONGEST_WORD]) is not None
    )


_THINGS = r" (?!across|always|minus|perhaps|plus|sometimes|versus|whereas)[a-z]{3,20}(?<![sui])s\b"


def is_before_a_name(text: str, token: Token) -> bool:
    """Whether a name in one word comes after a number: the 1007 of "1007 AccessDenied"."""
    return re.match(r" (?:[A-Z][a-z]+){2}", text[token.end : token.end + _LONGEST_WORD]) is not None


def has_its_hex_beside(text: str, token: Token) -> bool:
    """Whether the hex of a decimal number is in brackets after it, without 0x: 183 (b7).

    Two digits alone could be any other number; three, or a letter, cannot.
    """
    if token.notation is not Notation.DECIMAL or "(" not in text[token.end : token.end + 2]:
        return False
    hex_form = re.compile(_HEX_IN_BRACKETS).match(text, token.end)
    return (
        hex_form is not None
        and re.search("[a-f]|...", hex_form[1].lower()) is not None
        and int(hex_form[1], 16) == token.values[0]
    )


def wraps_an_exit_code(text: str, token: Token) -> bool:
    """Whether an HRESULT wraps a number beyond all Win32 errors, as device management shows it.

    An installer's exit code 60012 becomes 0x8007EA6C: the number itself is near, or words are.
    """
    code = next((wrapped_win32(value) for value in token.values), None)
    if code is None or code <= _LAST_WIN32:
        return False
    near = text[max(0, token.start - _NEAR_AN_EXIT_CODE) : token.end + _NEAR_AN_EXIT_CODE]
    return re.search(rf"\b{code}\b", near) is not None or re.search(rules.WRAPPED, near) is not None


_LAST_WIN32 = 0x4FFF  # no higher Win32 error has a name
_NEAR_AN_EXIT_CODE = 300

_HEX_IN_BRACKETS = r" ?\((?:hex:? )?([0-9A-Fa-f]{2,4})(?: (?:in )?hex)?\)"


def end_in_brackets(text: str, token: Token) -> int:
    """The end of a token and of brackets: around it, or after it with its hex or with words."""
    if ")" not in text[token.end : token.end + _LONGEST_BESIDE]:
        return token.end
    beside = re.compile(_BESIDE).match(text, token.end)
    if beside:
        return beside.end()
    if has_its_hex_beside(text, token):
        return text.index(")", token.end) + 1
    is_in_brackets = text[token.start - 1 : token.start] + text[token.end : token.end + 1] == "()"
    return token.end + is_in_brackets


_LONGEST_BESIDE = 44
_BESIDE = r" ?\([^\W\d_][^\d()\n]{2,40}\)"


def may_be_a_pair(text: str, one: Token, other: Token) -> bool:
    """Whether two tokens may be forms of one code; of two plain decimals, one is in brackets."""
    if (one.digits, one.values) == (other.digits, other.values):
        return False
    plain = one.notation is other.notation and len(one.values) == len(other.values) == 1
    if plain and not is_set_off(text, other):
        return False
    between = text[one.end : other.start]
    return len(between) < _PAIR_REACH and bool(re.fullmatch(rules.PAIRED, between))


def are_joined_by_a_dash(text: str, one: Token, other: Token) -> bool:
    """Whether a dash joins two tokens: the first is the code, the second is its detail."""
    return text[one.end : other.start].strip(" ") == "-"


def is_between_code_and_name(text: str, first: Token, number: Token, name: Token) -> bool:
    """Whether a row of a table holds a code, a plain number, and that code's name."""
    return (
        text[first.end : name.start].strip() == number.digits
        and name.notation is Notation.NAME
        and bool(set(first.values).intersection(name.values))
    )


def side_of_its_message(text: str, token: Token) -> str | None:
    """On which side of a Win32 error its system message is: "before", "after", or None."""
    is_name = token.notation is Notation.NAME
    if is_name or not (token.values and 0 < token.values[0] <= WIN32_MOST):
        return None
    before = text[max(0, token.start - _MESSAGE_REACH) : token.start].lower()
    after = text[token.end : token.end + _MESSAGE_REACH]
    if re.match(rf"[\W0-9]{{1,6}}(?:{rules.UNIX_MESSAGES})", after.lower()):
        return None
    linked = re.search(rules.BETWEEN_MESSAGE_AND_NUMBER, before[-_LINK_REACH:])
    if linked and _is_message_of(before, token):
        return "before"
    return "after" if _is_message_after(before, after, token) else None


def _is_message_after(before: str, after: str, token: Token) -> bool:
    message = re.match(rules.MESSAGE_AFTER_NUMBER, after)
    is_counted = token.verdict is Verdict.LARGE and message and message[0][:1] == " "
    if token.verdict is Verdict.OTHER or is_counted or not message:
        return False
    begins_sentence = token.notation is Notation.HEX and re.search(r"(?:\A|[.!]) ?$", before)
    if begins_sentence and ":" in message[0][:3] and names_of(token.values[0]):
        return True
    return _is_message_of(message["words"].lower(), token)


def _is_message_of(words: str, token: Token) -> bool:
    """Whether lower-case words are the message of the Win32 error that a number is."""
    from bot.codes.plain_words import are_words_of  # noqa: PLC0415 - few numbers need it

    names = (name.name for name in names_of(token.values[0]) if name.table == "Win32")
    return any(are_words_of(words, name) for name in names)


def is_hex_of_bug_check(name: Token, number: Token) -> bool:
    """Whether a number is that of a bug check's name in hex, although it looks like a decimal."""
    is_pair = name.notation is Notation.NAME and number.notation is Notation.DECIMAL
    value = int(number.digits, 16) if is_pair else None
    return value in name.values and any(
        each.table == "bug check" for each in names_of(name.values[0])
    )


def is_meant_alone(text: str, token: Token, value: int) -> bool:
    """Whether the only number of a question is meant as a code.

    Eight digits after a 0x always are: they may be an exception's code, or a product's own.
    """
    if token.notation is Notation.HEX:
        is_small = 0 < plain_bug_check(value) <= WIN32_MOST
        if len(token.digits) == HEX_DIGITS and (may_be_an_error(value) or is_small):
            return True
        is_asked = len(text) <= _SENTENCE or re.search(rules.ABOUT_FAILURES, text)
        return bool(is_small and is_asked and names_of(value))
    is_year = value // 100 in CENTURIES
    if value < SMALLEST_DISTINCTIVE or is_year or not names_of(value):
        return False
    is_part = re.search(r"[A-Za-z]-$|\| ?$", text[max(0, token.start - 2) : token.start])
    return not (is_part or counts_something(text, token) or is_before_a_name(text, token))
