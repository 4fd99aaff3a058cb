"""Faults 31 and 32: a trigger or a response URL that is over, and a modal that Slack refuses."""

import json

import pytest

from bot.playground.canned import Canned
from bot.playground.model import Message, View
from bot.playground.person import Person
from bot.playground.slack import Slack
from bot.server import Running
from tests.faults.replicas import HERE, STEADY
from tests.scenarios.conftest import Scene, settings_for
from tests.scenarios.test_knowledge import forge, published

__all__ = ["scene"]
CODE = "2148598790"
EXPIRED = Canned(404, "expired_url", {"Content-Type": "text/plain"})
USED = Canned(404, {"ok": False, "error": "used_url"})
TOO_OLD = "This answer is too old for its buttons: ask again."
WITHIN_THREE = "within three seconds"
