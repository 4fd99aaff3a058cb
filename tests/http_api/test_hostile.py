"""What no client sends, over plain sockets."""

import asyncio
import json
from itertools import chain, repeat

import pytest

from tests.faults.hostile_requests import answer_to, connect, request
from tests.http_api.client import PLAIN, TOKEN, WITH_TOKEN, Api, held, serving_api

POST = "POST /decode"
HEADERS = {**WITH_TOKEN, **PLAIN}
CHUNKED = (
    b"POST /decode HTTP/1.1\r\nHost: bot\r\nContent-Type: text/plain\r\n"
    b"Authorization: Bearer " + TOKEN.encode() + b"\r\nTransfer-Encoding: chunked\r\n\r\n"
)


async def answers_still(api: Api) -> bool:
    return (await api.get("/codes/1722")).status == 200


@pytest.mark.parametrize(
    "data",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n",
        b"cutlery\r\n\r\n",
        b"GET /codes/1722 HTTP/9.9.9\r\n\r\n",
        b"GET /codes/1722 HTTP/1.1\r\nHost bot\r\n\r\n",
        b"GET /codes/1722 HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        b"GET /codes/" + b"1" * 20_000 + b" HTTP/1.1\r\n\r\n",
        b"GET /openapi.json HTTP/1.1\r\nX: " + b"1" * 20_000 + b"\r\n\r\n",
    ],
    ids=["TLS", "no request", "version", "no colon", "length", "long path", "long header"],
)
async def test_what_is_no_http_gets_problem_details_too(
    api: Api, data: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    answer = await answer_to(api.url, data)

    assert answer.status == 400
    assert json.loads(answer.body)["what_to_do"] == "Check the request line and the headers."
    assert api.counted("other", 400)
    assert "cutlery" not in caplog.text
    assert await answers_still(api)


@pytest.mark.parametrize(
    "target",
    [
        *("//codes/1722", "/codes/%", "/codes/%ff%fe", "/codes/%00", "/../decode", "*", "x"),
        *("http://[/", "http://other.example/codes/x", "/codes/..%2f..%2fetc%2fpasswd"),
    ],
)
async def test_no_target_of_a_request_is_a_failure(api: Api, target: str) -> None:
    answer = await answer_to(api.url, request(b"", WITH_TOKEN, first=f"GET {target}"))

    assert answer.status in {400, 404}
    assert "iissync_unexpected_failures_total 0.0" in api.metrics.page().decode()


async def test_two_tokens_are_none(api: Api) -> None:
    twice = {"Authorization": f"Bearer {TOKEN}", "authorization": f"Bearer {TOKEN}"}

    assert (await answer_to(api.url, request(b"", twice, first="GET /codes/1722"))).status == 401


@pytest.mark.parametrize("token", [b"\xff\xfe" * 16, b"\xc3\xa9" * 16, b"0" * 7_000])
async def test_a_token_of_any_bytes_is_wrong(api: Api, token: bytes) -> None:
    line = b"GET /codes/1722 HTTP/1.1\r\nAuthorization: Bearer " + token + b"\r\n\r\n"

    assert (await answer_to(api.url, line)).status in {400, 401}
    assert await answers_still(api)


async def test_of_a_body_that_is_announced_too_large_nothing_is_read(api: Api) -> None:
    announced = request(b"", HEADERS | {"Expect": "100-continue"}, first=POST, length=10**12)

    assert (await answer_to(api.url, announced)).status == 413


async def test_a_body_in_chunks_is_read_up_to_the_bound(api: Api) -> None:
    chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    small = CHUNKED + b"4\r\n1722\r\n0\r\n\r\n"

    assert (await answer_to(api.url, small)).status == 200
    assert (await answer_to(api.url, CHUNKED + chunk * 5)).status == 413


async def test_a_body_that_does_not_come_in_time_is_refused(api: Api) -> None:
    async with connect(api.url) as line:
        await line.send(request(b"17", HEADERS, first=POST, length=4))
        answer = await line.answer()

    assert (answer.status, json.loads(answer.body)["detail"]) == (
        408,
        "The body did not come in time, or its chunks are malformed.",
    )


async def test_a_body_that_comes_byte_by_byte_is_not_waited_for(api: Api) -> None:
    async with connect(api.url) as line:
        await line.send(request(b"", HEADERS, first=POST, length=10_000))
        received = await line.send_slowly(repeat(b"x", 1_000))

    assert received.startswith(b"HTTP/1.1 408 ")


async def test_a_body_whose_chunks_are_none_is_refused(api: Api) -> None:
    malformed = await answer_to(api.url, CHUNKED + b"zz\r\n1722\r\n0\r\n\r\n")

    assert malformed.status == 400
    assert await answers_still(api)


async def test_of_a_later_chunk_that_is_none_aiohttp_tells_nothing(api: Api) -> None:
    async with connect(api.url) as line:
        await line.send(CHUNKED.replace(b"Host", b"Expect: 100-continue\r\nHost"))
        assert (await line.answer()).status == 100
        await line.send(b"4\r\n1722\r\nzz\r\n")
        answer = await line.answer()

    assert (answer.status, b"its chunks are malformed" in answer.body) == (408, True)
    assert await answers_still(api)


async def test_a_body_that_breaks_off_is_counted(api: Api) -> None:
    async with connect(api.url) as line:
        await line.send(request(b"17", HEADERS | {"Expect": "100-continue"}, first=POST, length=4))
        assert (await line.answer()).status == 100
    async with asyncio.timeout(10):
        while not api.counted("decode", 400):
            assert await answers_still(api)


async def test_a_client_that_waits_for_a_sign_gets_it_once_its_token_is_right(api: Api) -> None:
    expecting = {**PLAIN, "Expect": "100-continue"}
    async with connect(api.url) as line:
        await line.send(request(b"", HEADERS | expecting, first=POST, length=4))
        sign = await line.answer()
        await line.send(b"1722")
        answer = await line.answer()
    refused = await answer_to(api.url, request(b"", expecting, first=POST, length=4))

    assert (sign.status, answer.status, refused.status) == (100, 200, 401)


async def test_a_connection_without_the_token_is_closed(api: Api) -> None:
    async with connect(api.url) as line:
        received = await line.send_slowly(chain([b"GET /"], repeat(b"x", 1_000)))

    assert received == b""
    assert await answers_still(api)


async def test_a_client_that_leaves_does_not_stop_what_others_wait_for() -> None:
    with held() as slow:
        async with serving_api(slow.decode) as api:
            async with connect(api.url) as line:
                await line.send(request(b"1722", HEADERS, first=POST))
                await asyncio.to_thread(slow.begun.wait, 30)
            waiting = asyncio.create_task(api.get("/codes/1722"))
            slow.released.set()

            assert (await waiting).status == 200
