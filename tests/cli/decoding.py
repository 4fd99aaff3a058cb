"""Decodes without a process, and returns what is printed."""

import json
from io import BytesIO, StringIO

from bot.cli.decode import decode_input, decode_texts
from tests.conftest import Json


def printed_by(*texts: str, source: bytes = b"", as_json: bool = False) -> tuple[int, str]:
    out = StringIO()
    if texts:
        status = decode_texts(texts, out, as_json=as_json)
    else:
        options = {"as_json": as_json, "by_line": False}
        status = decode_input(BytesIO(source), out, **options)
    return status, out.getvalue()


def decoded(*texts: str, source: str = "") -> tuple[int, str]:
    return printed_by(*texts, source=source.encode())


def as_json(*texts: str, source: str = "") -> Json:
    printed: Json = json.loads(printed_by(*texts, source=source.encode(), as_json=True)[1])
    return printed
