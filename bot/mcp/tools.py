"""PURE. The tools: what they take, what they are good for, and their answers.

A client's model reads the names, descriptions and schemas, and decides by them. Of an argument that
is wrong, `ToolError` says what it has to be.
"""

import json
from collections.abc import Callable, Mapping
from importlib.resources import files
from typing import Any, NamedTuple

from bot.codes.extraction import extract_codes
from bot.decoding import answered_in, decode, reply_to
from bot.guide.hits import PAGE
from bot.guide.search import hits_on_page
from bot.replies.as_json import Json, hits_json, json_of
from bot.replies.decoded import decoded_code
from bot.replies.search_results import search_reply

LONGEST_TEXT = 1_000_000
"""The largest number of characters in a text; of a longer log, one sends a part."""
_LONGEST_CODE = 200
_LONGEST_WORDS = 400
_MOST_PAGES = 1_000
_EXPLAIN = "explain_code CODE"
"""What shows causes and steps of a code of which an answer has the meaning alone."""
_NO_CODE = (
    "There is no status code in `code`. Give one number or name, such as 0x80070005, -2147024891 "
    "or E_ACCESSDENIED. search_codes finds codes by words, and decode_text reads a whole text."
)
_SEVERAL = "There are {} codes in `code`. Give one of them, or use decode_text: {}."
_NO_WORDS = "There is nothing in `words`. Give a few words, a name, or the beginning of a number."
INSTRUCTIONS = """\
Explains status codes of Windows: Win32 errors, HRESULTs, NTSTATUS values, STOP codes, and
numbers of programs such as IISSYNC, robocopy, Kerberos, IIS and SQL Server. Ask it instead of
recalling what a number means: the answers are looked up, and the same question always has the
same answer. `source` says whose word an answer is: "documented" is Microsoft's for IISSYNC,
"guide" is this project's, based on the pages in `sources`, "names" is a header's name alone, and
"unknown" means that nothing is known: say so, and invent no cause. `undocumented` are the
project's own suggestions. When you tell a person what a code means, name the source and its
pages, and repeat the warnings."""


class ToolError(ValueError):
    """A tool has no answer; the message tells the model why, and what to do."""


class Answer(NamedTuple):
    """An answer as its tool's output schema describes it, and as text."""

    structured: Json
    text: str


class Tool(NamedTuple):
    """A tool: what it is called, when to use it, its two schemas, and what answers."""

    name: str
    title: str
    description: str
    parameters: Json
    output_schema: Json
    answer: Callable[[Mapping[str, Any]], Answer]

    @property
    def required(self) -> list[str]:
        """The names of the parameters without a default."""
        return [name for name, schema in self.parameters.items() if "default" not in schema]

    @property
    def input_schema(self) -> Json:
        """The JSON schema of its arguments."""
        return {
            "type": "object",
            "properties": self.parameters,
            "required": self.required,
            "additionalProperties": False,
        }

    def call(self, arguments: Mapping[str, object]) -> Answer:
        """The answer to these arguments. Raises `ToolError`."""
        unknown = sorted(arguments.keys() - self.parameters.keys())
        if unknown:
            takes = ", ".join(f"`{name}`" for name in self.parameters)
            raise ToolError(f"{self.name} takes {takes}, and not {unknown[0][:40]!r}.")
        checked = {}
        for name, schema in self.parameters.items():
            if name not in arguments and name in self.required:
                raise ToolError(f"{self.name} needs `{name}`: {_wanted(schema)}.")
            value = arguments.get(name, schema.get("default"))
            if not _is_right(schema, value):
                raise ToolError(f"`{name}` has to be {_wanted(schema)}, not {_described(value)}.")
            checked[name] = value
        return self.answer(checked)


def _is_right(schema: Json, value: object) -> bool:
    if isinstance(value, str):
        return len(value) <= int(schema.get("maxLength", -1))
    if isinstance(value, int) and not isinstance(value, bool):
        return bool("minimum" in schema and schema["minimum"] <= value <= schema["maximum"])
    return False


def _wanted(schema: Json) -> str:
    """What an argument has to be."""
    wanted = []
    if "maxLength" in schema:
        wanted.append(f"a text of up to {schema['maxLength']:,} characters")
    if "minimum" in schema:
        wanted.append(f"a whole number from {schema['minimum']} to {schema['maximum']}")
    return ", or ".join(wanted)


def _described(value: object) -> str:
    """What an argument is; its content may be long."""
    if isinstance(value, str):
        return f"one of {len(value):,}"
    if isinstance(value, bool | None):
        return json.dumps(value)
    if isinstance(value, int | float):
        return f"{value:.6g}" if abs(value) < 1e15 else "a number beyond that"  # noqa: PLR2004 - shown in full
    return "a list" if isinstance(value, list) else "an object"


# What they answer


def _decode_text(arguments: Mapping[str, Any]) -> Answer:
    found = decode(arguments["text"], more=_EXPLAIN)
    return Answer(found.to_json(), found.answer)


def _explain_code(arguments: Mapping[str, Any]) -> Answer:
    text = str(arguments["code"])
    extraction = extract_codes(text)
    answered = answered_in(extraction)
    if len(answered) > 1:
        raise ToolError(_SEVERAL.format(len(answered), ", ".join(one.written for one in answered)))
    is_known_to_be_none = extraction.candidates or extraction.foreign
    if not answered and not is_known_to_be_none:
        raise ToolError(_NO_CODE)
    reply = reply_to(text, extraction, answered)
    if not answered:
        raise ToolError(reply.plain)
    return Answer(json_of(decoded_code(answered[0])), reply.plain)


def _search_codes(arguments: Mapping[str, Any]) -> Answer:
    words, page = arguments["words"], arguments["page"]
    if not words.strip():
        raise ToolError(_NO_WORDS)
    hits = hits_on_page(words, page - 1)
    if page > 1 and not hits:
        raise ToolError(f"There is no page {page}.")
    structured = {"hits": hits_json(hits[:PAGE]), "has_more": len(hits) > PAGE}
    return Answer(structured, search_reply(words, hits, _EXPLAIN).plain)


# What the answers look like


def _schema(name: str) -> Json:
    schema: Json = json.loads(
        files("bot.replies").joinpath(f"{name}.schema.json").read_text("utf-8")
    )
    del schema["$schema"], schema["title"]
    return schema


def _decoded_schema() -> Json:
    schema = _schema("decode")
    del schema["properties"]["line"]
    return schema


def _code_schema() -> Json:
    definitions = _schema("decode")["$defs"]
    return {**definitions.pop("code"), "$defs": definitions}


def _hits_schema() -> Json:
    return {
        "type": "object",
        "properties": {
            "hits": _schema("search"),
            "has_more": {"type": "boolean", "description": "Whether there is a next page."},
        },
        "required": ["hits", "has_more"],
        "additionalProperties": False,
    }


# The tools


_DECODE = """\
Finds the status codes of Windows in any text - an error message, a console's output, an event, a
log, a stack trace - and explains each: meaning, causes, steps, warnings, sources, and whose word
it is. Prefer it whenever you have the text that a code came in, and pass the text as it is: the
words around a number decide what it means, and which numbers are no codes. Of several codes the
main failure comes first. `candidates` are no codes as they stand, but may be mistyped; `foreign`
are numbers of other products."""
_EXPLAIN_ONE = """\
Explains one status code of Windows by its number or name: meaning, causes, steps, warnings,
sources, and whose word it is. Use it if you have a code and no text around it. A bare number
that IISSYNC is documented to print is explained for IISSYNC; `other_readings` has its other
meanings. If you know what printed it, say so in `code`."""
_SEARCH = """\
Finds status codes of Windows by words, if you have no number: the words of an error message
(also German, French, Spanish, Portuguese, Italian, Japanese or Russian), what people call the
failure, or a name or a part of it. The best hits come first, ten on a page. Pass the `code` of a
hit to explain_code for its causes and steps."""
TOOLS = {
    tool.name: tool
    for tool in (
        Tool(
            "decode_text",
            "Decode the status codes in a text",
            _DECODE,
            {
                "text": {
                    "type": "string",
                    "maxLength": LONGEST_TEXT,
                    "description": "The text as it is; above 40,000 characters it is a log.",
                }
            },
            _decoded_schema(),
            _decode_text,
        ),
        Tool(
            "explain_code",
            "Explain one status code",
            _EXPLAIN_ONE,
            {
                "code": {
                    "type": ["string", "integer"],
                    "maxLength": _LONGEST_CODE,
                    "minimum": -(2**31),
                    "maximum": 2**32 - 1,
                    "description": "A decimal, signed or hexadecimal number, or a name.",
                    "examples": [
                        *("0x80070005", "-2147024891", "E_ACCESSDENIED", "Windows error 1722"),
                        *("robocopy exit code 8", "Kerberos failure code 0x18", "STOP 0x7B"),
                    ],
                }
            },
            _code_schema(),
            _explain_code,
        ),
        Tool(
            "search_codes",
            "Search status codes by words",
            _SEARCH,
            {
                "words": {
                    "type": "string",
                    "maxLength": _LONGEST_WORDS,
                    "description": "A few words, a name, or the beginning of a number: 0x8011*.",
                    "examples": ["rpc server unavailable", "account locked", "PATHNOTFOUND"],
                },
                "page": {
                    "type": "integer",
                    "minimum": 1,
                    "maximum": _MOST_PAGES,
                    "default": 1,
                    "description": "The page, from 1.",
                },
            },
            _hits_schema(),
            _search_codes,
        ),
    )
}
"""The tools by their names."""
