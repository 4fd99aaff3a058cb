"""The description of the HTTP API is valid, and says what the code does."""

import json
from importlib.resources import files

from openapi_spec_validator import OpenAPIV31SpecValidator

from bot.http_api.body import JSON, LARGEST_BODY, LONGEST_TEXT, PLAIN
from bot.http_api.endpoint import CODES, DECODE, LONGEST_CODE, METHODS, OPENAPI
from bot.http_api.openapi import openapi_document

PATHS = openapi_document()["paths"]
BODY = PATHS[DECODE]["post"]["requestBody"]


def test_the_description_is_openapi() -> None:
    assert list(OpenAPIV31SpecValidator(openapi_document()).iter_errors()) == []


def test_it_has_the_paths_and_methods_that_there_are() -> None:
    described = {
        path.replace("{code}", ""): {method.upper() for method in operations}
        for path, operations in PATHS.items()
    }

    assert described == {path: {*methods} - {"HEAD"} for path, methods in METHODS.items()}
    assert {DECODE, CODES, OPENAPI} == METHODS.keys()


def test_it_has_the_bounds_that_there_are() -> None:
    as_json = BODY["content"][JSON]["schema"]["properties"]["text"]
    [code] = PATHS["/codes/{code}"]["get"]["parameters"]

    assert as_json["maxLength"] == BODY["content"][PLAIN]["schema"]["maxLength"] == LONGEST_TEXT
    assert code["schema"]["maxLength"] == LONGEST_CODE
    assert (
        f"{LONGEST_TEXT:,} characters, in up to {LARGEST_BODY // 1024} KiB" in BODY["description"]
    )


def test_what_is_decoded_is_described_as_on_the_command_line() -> None:
    schema = json.loads(files("bot.replies").joinpath("decode.schema.json").read_text("utf-8"))
    schemas = openapi_document()["components"]["schemas"]

    assert {*schemas} == {"problem", "decoded", *schema["$defs"]}
    assert schemas["decoded"]["properties"].keys() == schema["properties"].keys() - {"line"}
    assert "#/$defs/" not in json.dumps(openapi_document())
