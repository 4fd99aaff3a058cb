"""The decoder: text -> codes -> diagnosis. Pure: the standard library and data of its own."""

from bot.decoder.articles import Article
from bot.decoder.catalogue import CATALOGUE, Entry, Fact
from bot.decoder.diagnosis import Diagnosis, decode
from bot.decoder.facilities import Facility
from bot.decoder.finding import Doubt, Ear, Findings, Found, asks_for_numbers, find_codes
from bot.decoder.status_code import StatusCode, StatusCodeError

__all__ = [
    "CATALOGUE",
    "Article",
    "Diagnosis",
    "Doubt",
    "Ear",
    "Entry",
    "Facility",
    "Fact",
    "Findings",
    "Found",
    "StatusCode",
    "StatusCodeError",
    "asks_for_numbers",
    "decode",
    "find_codes",
]
