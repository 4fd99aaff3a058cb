"""PURE. Finds what looks like a setting of the bot but is none: misspelt names, lines in vain.

Only names are reported, never values.
"""

import re
from collections.abc import Iterator
from difflib import get_close_matches

from bot.settings.model import shown_settings
from bot.settings.variables import SECRETS, Variables

_PREFIXES = ("SLACK_", "IISSYNC_")
_PROXIES = re.compile("(?i)[a-z]+_proxy")
"""Other programs have proxies for other protocols."""
_OF_KUBERNETES = re.compile(r".*_(?:SERVICE_(?:HOST|PORT(?:_.*)?)|PORT(?:_\d+_.*)?)")
"""Kubernetes describes each of its services in such variables, by the service's name:
https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables."""
_SIMILAR = 0.86
"""How alike two names have to be, by difflib: one slip in seven letters."""
_SHORTEST = 8
"""Letters; another program may well have a variable that is like HOST or PORT."""


def unknown_variables(variables: Variables) -> tuple[str, ...]:
    """A message for each such variable of the environment, and for what is wrong in `.env`."""
    lines = ", ".join(map(str, variables.broken_lines))
    verb = f"s {lines} of .env are" if len(variables.broken_lines) > 1 else f" {lines} of .env is"
    ignored = [f"line{verb} ignored: write NAME=value"] if lines else []
    known = setting_names()
    repeated = (
        f"{name} is set more than once in .env: the last line counts"
        for name in variables.repeated_names
        if name in known
    )
    return (*ignored, *repeated, *_messages(variables, known))


def setting_names() -> frozenset[str]:
    """The names of all settings, and of the files that secrets may be in."""
    names = {each.name for each in shown_settings(Variables({}))}
    return frozenset({*names, *(f"{name}_FILE" for name in SECRETS)})


def _messages(variables: Variables, known: frozenset[str]) -> Iterator[str]:
    for name in sorted({*variables.environment, *variables.env_file}):
        if name in known or (name.upper() in known and _PROXIES.fullmatch(name)):
            continue
        is_own = name in variables.env_file
        likely = _likely(name, known)
        if not is_own and (_may_be_of_others(name) or name.upper().endswith(f"_{likely}")):
            likely = ""  # NIX_SSL_CERT_FILE and MYAPP_DATABASE_URL are another program's
        if is_own or likely or _has_prefix(name):
            origin = "in .env" if is_own else "in the environment"
            hint = f": did you mean {likely}?" if likely else ""
            yield f"{name} {origin} is no setting of the bot{hint}"


def _likely(name: str, known: frozenset[str]) -> str:
    """The setting that is probably meant; empty if there is none."""
    return next(iter(get_close_matches(name.upper(), sorted(known), 1, _SIMILAR)), "")


def _may_be_of_others(name: str) -> bool:
    return len(name) < _SHORTEST or _PROXIES.fullmatch(name) is not None


def _has_prefix(name: str) -> bool:
    return name.upper().startswith(_PREFIXES) and not _OF_KUBERNETES.fullmatch(name)
