"""PURE. The description of the HTTP API for programs, in OpenAPI 3.1.

`openapi.json` has all of it but for what is decoded, which `decode.schema.json` describes: the same
as on the command line, except that no line has a number.
"""

import json
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def openapi_document() -> dict[str, Any]:
    """The whole description."""
    text = files("bot.http_api").joinpath("openapi.json").read_text("utf-8")
    decoded = files("bot.replies").joinpath("decode.schema.json").read_text("utf-8")
    document: dict[str, Any] = json.loads(text)
    schema = json.loads(decoded.replace('"#/$defs/', '"#/components/schemas/'))
    del schema["$schema"], schema["title"], schema["properties"]["line"]
    parts = schema.pop("$defs")
    document["components"]["schemas"] |= {"decoded": schema, **parts}
    return document
