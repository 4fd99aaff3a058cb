"""The codes and candidates of a text, as numbers."""

from bot.codes.extraction import Mode, extract_codes

READFAIL = 2148598792
"""The documented code mtsErrPDFReadFail, 0x80110408."""


def codes_in(text: str, mode: Mode = Mode.LENIENT) -> list[int]:
    return [found.code.decimal for found in extract_codes(text, mode).codes]


def candidates_in(text: str) -> list[tuple[str, list[int]]]:
    return [
        (candidate.written, [code.decimal for code in candidate.did_you_mean])
        for candidate in extract_codes(text).candidates
    ]
