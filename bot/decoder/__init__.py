"""The decoder: text -> codes -> diagnosis. Pure: the standard library and data of its own."""

from bot.decoder.advice import LABEL as ADVICE_LABEL
from bot.decoder.advice import Advice
from bot.decoder.articles import Article
from bot.decoder.catalogue import CATALOGUE, Entry, Fact
from bot.decoder.diagnosis import Diagnosis, decode
from bot.decoder.facilities import Facility
from bot.decoder.finding import Ear, Findings, asks_for_numbers, find_codes
from bot.decoder.listening import Doubt, Found
from bot.decoder.readings import Reading
from bot.decoder.search import Hit, search
from bot.decoder.status_code import StatusCode, StatusCodeError

__all__ = [
    "ADVICE_LABEL",
    "CATALOGUE",
    "Advice",
    "Article",
    "Diagnosis",
    "Doubt",
    "Ear",
    "Entry",
    "Facility",
    "Fact",
    "Findings",
    "Found",
    "Hit",
    "Reading",
    "StatusCode",
    "StatusCodeError",
    "asks_for_numbers",
    "decode",
    "find_codes",
    "search",
]
