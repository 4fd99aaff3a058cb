"""Decodes without a process, and returns what is printed."""

import json
from io import BytesIO, StringIO

from bot.cli.decode import decode_input, decode_text
from tests.conftest import Json


def printed_by(text: str = "", source: bytes = b"", *, as_json: bool = False) -> tuple[int, str]:
    out = StringIO()
    if text:
        status = decode_text(text, out, as_json=as_json)
    else:
        options = {"as_json": as_json, "by_line": False}
        status = decode_input(BytesIO(source), out, **options)
    return status, out.getvalue()


def decoded(text: str = "", source: str = "") -> tuple[int, str]:
    return printed_by(text, source.encode())


def as_json(text: str = "", source: str = "") -> Json:
    printed: Json = json.loads(printed_by(text, source.encode(), as_json=True)[1])
    return printed
