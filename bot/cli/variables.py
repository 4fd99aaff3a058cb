"""EDGE. Reads `.env` in the working directory, for the commands that have settings."""

from collections import Counter
from collections.abc import Mapping, MutableMapping
from io import StringIO
from pathlib import Path

from dotenv import dotenv_values
from dotenv.parser import parse_stream

from bot.settings import SettingsError, Variables


def read_variables(environment: Mapping[str, str]) -> Variables:
    """The variables of the environment and of `.env`. Raises `SettingsError`."""
    text = _env_file()
    values = dotenv_values(stream=StringIO(text))
    lines = list(parse_stream(StringIO(text)))
    broken = tuple(each.original.line for each in lines if each.error)
    counts = Counter(each.key for each in lines if each.key is not None)
    repeated = tuple(sorted(name for name, count in counts.items() if count > 1))
    try:
        folder = Path.cwd()
    except FileNotFoundError:
        raise SettingsError(("The working directory was deleted: go to another one",)) from None
    given = {name: value for name, value in values.items() if value is not None}
    return Variables(dict(environment), given, folder, broken, repeated)


def remove_slack_variables(environment: MutableMapping[str, str]) -> None:
    """Remove SLACK_… variables: Bolt would read tokens and OAuth settings from them."""
    for name in [name for name in environment if name.startswith("SLACK_")]:
        del environment[name]


def _env_file() -> str:
    """The text of `.env`, empty if there is no such file. Raises `SettingsError`."""
    try:
        return Path(".env").read_text("utf-8-sig")
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError:
        fault = ".env is not a text in UTF-8: save it as UTF-8, and start again"
        raise SettingsError((fault,)) from None
    except OSError as error:
        raise SettingsError((f".env cannot be read: {error.strerror}",)) from None
