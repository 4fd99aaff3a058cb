"""Where the text of a setting comes from: the environment, `.env`, or a file.

Only files that a variable names are read, and those of systemd's credentials. No message shows the
value of a variable but for the full path of a file: someone may have put the secret itself there.
"""

import errno
import os
import select
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

SECRETS = (
    "SLACK_BOT_TOKEN",
    "SLACK_APP_TOKEN",
    "SLACK_SIGNING_SECRET",
    "SLACK_SIGNING_SECRET_PREVIOUS",
    "SLACK_CLIENT_SECRET",
    "TOKEN_KEYS",
    "DATABASE_URL",
    "API_TOKEN",
)
"""The settings that may be in a file of their own."""
CREDENTIALS = "CREDENTIALS_DIRECTORY"
"""The variable in which systemd names the folder of a service's credentials:
https://systemd.io/CREDENTIALS."""
LARGEST_FILE = 8 * 1024
"""Bytes: secrets are far shorter, so a larger file is another file."""
LONGEST_WAIT = 10.0
"""Seconds for a command to write a secret into a pipe."""


@dataclass(frozen=True, slots=True)
class Variable:
    """The text of a setting, and its origin in words."""

    text: str = field(repr=False)
    origin: str


@dataclass(frozen=True, slots=True)
class Variables:
    """The environment, and the variables of `.env`, which it overrides.

    `folder` is where relative paths begin; None leaves them as they are. `broken_lines` are the
    numbers of the lines of `.env` that are no assignments, and `repeated_names` are the variables
    that it sets more than once.
    """

    environment: Mapping[str, str] = field(repr=False)
    env_file: Mapping[str, str] = field(default_factory=dict, repr=False)
    folder: Path | None = None
    broken_lines: tuple[int, ...] = ()
    repeated_names: tuple[str, ...] = ()

    def find(self, name: str) -> Variable | None:
        """The text for a setting, without the blanks around it; None if there is none.

        Raises `ValueError` if it is given twice, or if its file cannot be read.
        """
        given = [each for each in (self._plain(name), *self._files(name)) if each]
        if len(given) > 1:
            raise ValueError(f"is given twice ({given[0].origin}; {given[1].origin}): keep one")
        return given[0] if given else None

    def _plain(self, name: str) -> Variable | None:
        """The text of a variable itself."""
        for values, origin in ((self.environment, "environment"), (self.env_file, ".env")):
            text = values.get(name, "").strip()
            if text or name in values:  # an empty variable overrides the one in `.env`
                return Variable(text, origin) if text else None
        return None

    def _files(self, name: str) -> Iterator[Variable]:
        """The content of the files for a secret."""
        if name not in SECRETS:
            return
        variable = f"{name}_FILE"
        path = self._plain(variable)
        if path:
            yield Variable(_content(Path(path.text), variable), f"file in {variable}")
        folder = self.environment.get(CREDENTIALS)
        if folder and (Path(folder) / name).exists():
            origin = "credential of systemd"
            yield Variable(_content(Path(folder) / name, origin), origin)


def _content(path: Path, origin: str) -> str:
    """The text of a small file, without the blanks around it.

    Raises `ValueError`, which names the file and its origin.
    """
    named = f"{_shown(path)} ({origin})"
    try:
        content = _read(path)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        reason = getattr(error, "strerror", None) or "its name is not valid"
        raise ValueError(f"cannot be read from {named}: {reason}") from None
    if len(content) > LARGEST_FILE:
        raise ValueError(f"is in {named}, of more than {LARGEST_FILE} bytes: is it the right one?")
    try:
        text = content.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        raise ValueError(f"is in {named}, which is no text in UTF-8") from None
    if not text:
        raise ValueError(f"is in {named}, which is empty")
    return text


def _read(path: Path) -> bytes:
    """What a file holds, or a little more than the most. Raises `OSError`, and `ValueError`.

    A pipe, such as `<(command)` of a shell, is read until its writer closes it, for a limited time:
    one that nobody writes to would otherwise keep the bot from starting.
    """
    content, end = b"", monotonic() + LONGEST_WAIT
    with open(path, "rb", 0, opener=_without_waiting) as file:
        is_pipe = not stat.S_ISREG(os.fstat(file.fileno()).st_mode)
        while len(content) <= LARGEST_FILE:
            if is_pipe and not select.select([file], [], [], max(0.0, end - monotonic()))[0]:
                raise OSError(errno.ETIMEDOUT, f"no end of it within {LONGEST_WAIT:g} seconds")
            part = file.read(LARGEST_FILE + 1 - len(content))
            if not part:
                break
            content += part
    return content


def _without_waiting(path: str, flags: int) -> int:
    """Open a pipe before somebody writes to it."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _shown(path: Path) -> str:
    """The full path; no secret of the bot's begins like one."""
    is_full = path.is_absolute() or path.as_posix().startswith("/")
    return str(path) if is_full else "a file whose name is not shown, as it is no full path"
