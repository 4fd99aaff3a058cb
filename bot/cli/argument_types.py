"""The types of arguments: each takes what was typed, and returns its value.

Of anything else it raises `ArgumentTypeError`, which says what is wrong with it.
"""

import argparse
import re

_LONGEST_NAME = 255


def job_id(text: str) -> int:
    """The number of a job."""
    if not re.fullmatch("[0-9]{1,18}", text):
        raise argparse.ArgumentTypeError(f"{text[:30]!r} is not the number of a job")
    return int(text)


def name(text: str) -> str:
    """The id of a workspace, or the name of a person."""
    if not (text.isprintable() and 0 < len(text) <= _LONGEST_NAME):
        raise argparse.ArgumentTypeError(f"{text[:30]!r} is not 1 to {_LONGEST_NAME} letters")
    return text


def user(text: str) -> str:
    """The id of a Slack user."""
    from bot.settings import is_user  # noqa: PLC0415 - takes as long as decoding

    if not is_user(text):
        raise argparse.ArgumentTypeError(
            f"{text[:30]!r} is not the id of a Slack user, such as U024BE7LH: copy it in the "
            "person's profile: ⋮, Copy member ID"
        )
    return text


def port(text: str) -> int:
    """A TCP port; 0 stands for any free one."""
    return _number(text, "port", 0, 65_535)


def page(text: str) -> int:
    """The number of a page of results."""
    return _number(text, "page", 1, 10_000)


def _number(text: str, name: str, least: int, most: int) -> int:
    if not (re.fullmatch("[0-9]{1,5}", text) and least <= int(text) <= most):
        raise argparse.ArgumentTypeError(f"{text!r} is not a {name} from {least} to {most}")
    return int(text)
