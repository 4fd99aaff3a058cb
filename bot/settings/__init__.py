"""The settings, made once from the environment, `.env` and the files of secrets.

model.py      all settings: names, defaults, and rules across several
values.py     the types of settings that are more than a text or a number
parsers.py    text in, value out
reader.py     reads one after the other, and collects what is wrong
variables.py  finds the text of a setting: the environment, `.env`, or the file of a secret
unknown.py    variables that look like settings, and are none
"""

from bot.settings.model import (
    SLACK_API,
    Settings,
    database_url,
    ops_address,
    shown_settings,
    token_keys,
)
from bot.settings.parsers import is_user
from bot.settings.reader import SettingsError, ShownSetting
from bot.settings.unknown import setting_names, unknown_variables
from bot.settings.values import AppKind, OAuthApp, PreviousSecret, Proxies
from bot.settings.variables import Variables

__all__ = [
    "SLACK_API",
    "AppKind",
    "OAuthApp",
    "PreviousSecret",
    "Proxies",
    "Settings",
    "SettingsError",
    "ShownSetting",
    "Variables",
    "database_url",
    "is_user",
    "ops_address",
    "setting_names",
    "shown_settings",
    "token_keys",
    "unknown_variables",
]
