"""What the HTTP API answers, over real sockets."""

import pytest

from bot.decoding import decode_to_json
from bot.http_api.endpoint import LONGEST_CODE
from bot.operations.metrics import Metrics
from tests.fake_slack.slack import Slack
from tests.http_api.client import JSON, PLAIN, TOKEN, WITH_TOKEN, Api
from tests.scenarios.conftest import scenario_with, slack

__all__ = ["slack"]  # a fixture of the scenarios

ACCESS_DENIED = 2147942405
TEXT = "The copy failed with error 0x80070005, then 1722."


# What is decoded


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        (PLAIN, TEXT.encode()),
        ({"Content-Type": "text/plain; charset=utf-8"}, TEXT.encode()),
        ({"Content-Type": "Text/Plain"}, TEXT.encode("utf-16")),
        (JSON, b'{"text": "%s"}' % TEXT.encode()),
        ({"Content-Type": "application/json; charset=utf-8"}, b'{"text":"%s"}' % TEXT.encode()),
        ({"Content-Type": "application/json"}, b'\xef\xbb\xbf{"text":"%s"}' % TEXT.encode()),
    ],
    ids=["plain", "utf-8", "utf-16", "json", "json in utf-8", "json of PowerShell"],
)
async def test_a_text_is_decoded_as_on_the_command_line(
    api: Api, headers: dict[str, str], body: bytes
) -> None:
    response = await api.post(body, headers)

    assert response.status == 200
    assert response.json == decode_to_json(TEXT)
    assert response.headers["Content-Type"] == "application/json; charset=utf-8"
    assert api.counted("decode", 200)


async def test_a_text_without_codes_is_no_error(api: Api) -> None:
    response = await api.post(b"who is on call tonight")

    assert (response.status, response.json["codes"]) == (200, [])


async def test_a_text_in_the_encoding_of_old_programs_is_read(api: Api) -> None:
    response = await api.post("Zugriff verweigert für ORA-01722".encode("cp1252"))

    assert [each["written"] for each in response.json["foreign"]] == ["ORA-01722"]


async def test_half_a_surrogate_pair_is_no_failure(api: Api) -> None:
    response = await api.post(b'{"text": "error \\ud800 0x80070005 \\udfff"}', JSON)

    assert [each["decimal"] for each in response.json["codes"]] == [ACCESS_DENIED]


@pytest.mark.parametrize(
    "written",
    [
        *("0x80070005", "80070005", "2147942405", "-2147024891", "E_ACCESSDENIED"),
        *("%26H80070005", "0n2147942405", "%200x80070005%0A", "hr%3D0x80070005"),
        "0x80070005?verbose=1",
    ],
)
async def test_any_way_to_write_a_code_is_read(api: Api, written: str) -> None:
    response = await api.get(f"/codes/{written}")

    assert (response.status, response.json["decimal"]) == (200, ACCESS_DENIED)
    assert "Access" in response.json["meaning"] or "denied" in response.json["meaning"]


async def test_a_code_is_what_a_text_with_it_has(api: Api) -> None:
    assert (await api.get("/codes/1722")).json == decode_to_json("1722")["codes"][0]


@pytest.mark.parametrize(
    ("path", "detail"),
    [
        ("/codes/", "The path has no status code of Windows."),
        ("/codes/hello", "The path has no status code of Windows."),
        ("/codes/1722/1753", "The path has 2 codes."),
        (f"/codes/{'1' * (LONGEST_CODE + 1)}", "The path is longer than any code."),
    ],
)
async def test_a_path_without_one_code_is_not_found(api: Api, path: str, detail: str) -> None:
    response = await api.get(path)

    assert (response.status, response.json["detail"]) == (404, detail)
    assert response.json["title"] == "Not Found"
    assert "POST /decode takes any text" in response.json["what_to_do"]
    assert response.headers["Content-Type"] == "application/problem+json; charset=utf-8"
    assert api.counted("codes", 404)


async def test_a_slip_or_another_products_number_is_named(api: Api) -> None:
    slip, foreign = await api.get("/codes/0x8007000"), await api.get("/codes/ORA-01722")

    assert slip.json["candidates"][0]["written"] == "0x8007000"
    assert foreign.json["foreign"] == [{"written": "ORA-01722", "what": "an error of Oracle's"}]


async def test_a_head_has_no_body(api: Api) -> None:
    response = await api.ask("HEAD", "/codes/1722", WITH_TOKEN)

    assert (response.status, response.json) == (200, None)


# Who may ask


@pytest.mark.parametrize("path", ["/decode", "/codes/1722", "/", "/metrics"])
@pytest.mark.parametrize(
    ("given", "detail", "challenge"),
    [
        ({}, "The request has no token.", 'Bearer realm="iissync-bot"'),
        ({"Authorization": f"Basic {TOKEN}"}, "wrong", 'error="invalid_token"'),
        ({"Authorization": "Bearer"}, "wrong", 'error="invalid_token"'),
        ({"Authorization": f"Bearer {TOKEN}0"}, "wrong", 'error="invalid_token"'),
        ({"Authorization": f"Bearer {TOKEN.upper()}"}, "wrong", 'error="invalid_token"'),
        ({"Authorization": TOKEN}, "wrong", 'error="invalid_token"'),
        ({"Authorization": "Bearer é"}, "wrong", 'error="invalid_token"'),
    ],
    ids=["none", "another scheme", "empty", "longer", "capitals", "no scheme", "no ascii"],
)
async def test_without_the_token_nothing_is_answered(
    api: Api, path: str, given: dict[str, str], detail: str, challenge: str
) -> None:
    response = await api.ask("GET", path, given)

    assert response.status == 401
    assert detail in response.json["detail"]
    assert "Authorization: Bearer TOKEN" in response.json["what_to_do"]
    assert challenge in response.headers["WWW-Authenticate"]


async def test_the_name_of_the_scheme_may_be_in_any_letters(api: Api) -> None:
    response = await api.ask("GET", "/codes/1722", {"authorization": f"bearer  {TOKEN} "})

    assert response.status == 200


async def test_the_description_needs_no_token(api: Api) -> None:
    response = await api.ask("GET", "/openapi.json", {})

    assert response.json["paths"].keys() == {"/decode", "/codes/{code}", "/openapi.json"}
    assert api.counted("openapi.json", 200)


# What is wrong with a request


@pytest.mark.parametrize("path", ["/", "/decode/", "/codes", "/healthz"])
async def test_another_path_is_not_found(api: Api, path: str) -> None:
    response = await api.get(path)

    assert (response.status, response.json["detail"]) == (404, "There is no such path.")
    assert "/openapi.json" in response.json["what_to_do"]
    assert api.counted("other", 404)


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/decode", "POST"),
        ("PUT", "/decode", "POST"),
        ("POST", "/codes/1722", "GET, HEAD"),
        ("OPTIONS", "/codes/1722", "GET, HEAD"),
        ("DELETE", "/openapi.json", "GET, HEAD"),
    ],
)
async def test_another_method_is_refused_with_those_that_are_right(
    api: Api, method: str, path: str, allowed: str
) -> None:
    response = await api.ask(method, path, WITH_TOKEN)

    assert (response.status, response.headers["Allow"]) == (405, allowed)
    assert response.json["what_to_do"] == f"Use {allowed}."


@pytest.mark.parametrize(
    ("headers", "words"),
    [
        ({}, "of a type"),
        ({"Content-Type": "application/x-www-form-urlencoded"}, "of a type"),
        ({"Content-Type": "text/html"}, "of a type"),
        ({**PLAIN, "Content-Encoding": "identity"}, "compressed"),
    ],
)
async def test_another_type_or_a_compressed_body_is_refused(
    api: Api, headers: dict[str, str], words: str
) -> None:
    response = await api.post(b"1722", headers)

    assert response.status == 415
    assert words in response.json["detail"]


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"{", b"1722", b'"1722"', b"[]", b"{}", b'{"text": 1722}', b'{"text": null}'),
        *(b'{"text": "1722", "more": 1}', b'{"Text": "1722"}', b'{"text": "\xff"}'),
        *(b"[" * 100_000, b'{"text":' * 20_000, '{"text": "1722"}'.encode("utf-16")),
    ],
)
async def test_json_of_another_shape_is_refused(api: Api, body: bytes) -> None:
    response = await api.post(body, JSON)

    assert response.status == 400
    assert response.json["what_to_do"] == 'Send {"text": "0x80070005"}.'


async def test_a_plain_text_that_is_none_is_refused(api: Api) -> None:
    response = await api.post(b"MZ\0\0\0\1\2\3\xff")

    assert (response.status, response.json["detail"]) == (400, "The body is not text.")


# In a running bot


@pytest.mark.parametrize("mode", ["socket", "http"])
async def test_a_running_bot_answers_scripts_beside_slack(slack: Slack, mode: str) -> None:
    async with scenario_with(slack, mode, api_token=TOKEN, api_port=0) as scenario:
        api = Api(str(scenario.bot.api_url), Metrics())
        response = await api.get("/codes/1722")
        answer = await scenario.command("Ana", "1722")

    assert response.json["meaning"] in answer.text


async def test_without_a_token_nothing_listens(slack: Slack) -> None:
    async with scenario_with(slack) as scenario:
        assert scenario.bot.api_url is None
