"""The examples for scripts work, and the limits in OPERATING.md are those of the code."""

import asyncio
import json
import re
import shutil
from pathlib import Path

import pytest

from bot.decoding import decode_to_json
from bot.http_api.body import LARGEST_BODY, LONGEST_TEXT
from bot.http_api.endpoint import LONGEST_CODE, METHODS, MOST_AT_ONCE
from bot.http_api.rate_limiter import BURST, CHARACTERS, RATE
from bot.http_api.server import MOST_CONNECTIONS
from bot.operations.web_server import TIMEOUTS
from bot.settings import Settings
from bot.settings.parsers import SHORTEST_API_TOKEN
from tests.documents.documents import code_blocks, first_cells, section
from tests.http_api.client import TOKEN, serving_api

USING = section(".github/USING.md", "From scripts")
OPERATING = section(".github/OPERATING.md", "Scripts")
ADDRESS = "http://127.0.0.1:3002"
TEXT = "The copy failed with error 0x80070005, then 1722."


async def output_of(command: str, folder: Path) -> str:
    """What a shell prints for a command."""
    environment = {"API_TOKEN": TOKEN, "PATH": "/usr/bin:/bin"}
    process = await asyncio.create_subprocess_shell(
        command, cwd=folder, env=environment, stdout=asyncio.subprocess.PIPE
    )
    output, _ = await process.communicate()
    return output.decode()


@pytest.mark.skipif(not shutil.which("curl"), reason="needs curl")
async def test_the_examples_for_curl_work(tmp_path: Path) -> None:
    (tmp_path / "console.txt").write_text(TEXT, "utf-8")
    [block] = code_blocks(USING, "sh")
    async with serving_api() as api:
        lines = block.replace(ADDRESS, api.url).replace("curl ", "curl --silent ").splitlines()
        code, text = [json.loads(await output_of(line, tmp_path)) for line in lines]

    assert code == decode_to_json("0x80070005")["codes"][0]
    assert text == decode_to_json(TEXT)


async def test_what_the_examples_for_powershell_send_is_answered() -> None:
    """As far as it shows without PowerShell: methods, addresses, headers, fields of answers."""
    [block] = code_blocks(USING, "powershell")
    [scheme] = re.findall(r'Authorization = "(\w+) \$env:API_TOKEN"', block)
    calls = re.findall(r"Invoke-RestMethod ([^)\n]*)\)?(?:\.(\w+))?", block)
    shown = re.findall(r"\$found\.(\w+) \| Format-Table (\w+), (\w+)", block)
    async with serving_api() as api:
        for options, field in calls:
            named = dict(re.findall(r"-(\w+) ('[^']+'|\S+)", options))
            assert named["Headers"] == "$headers"
            path = named["Uri"].removeprefix(ADDRESS)
            kind = {"Content-Type": named["ContentType"].strip("'")} if "Body" in named else {}
            answer = await api.ask(
                named.get("Method", "GET").upper(),
                path,
                {"Authorization": f"{scheme} {TOKEN}", **kind},
                TEXT.encode() if kind else None,
            )
            assert answer.status == 200
            assert not field or answer.json[field]
    [(codes, *fields)] = shown

    assert [field for _, field in calls] == ["meaning", ""]
    assert {*fields} <= answer.json[codes][0].keys()


def test_every_request_is_explained() -> None:
    shown = [cell.strip("`").split() for cell in first_cells(USING)]

    assert {(method, path.replace("0x80070005", "")) for method, path in shown} == {
        (methods[0], path) for path, methods in METHODS.items()
    }


@pytest.mark.parametrize(
    "words",
    [
        f"{LARGEST_BODY // 1024} KiB of a body, {LONGEST_TEXT:,} characters of a text, ",
        f", {LONGEST_CODE} of a code in a path",
        f"{TIMEOUTS.body:g} seconds from the headers",
        f"{RATE} requests a second from one address, and up to {BURST} at once",
        f"each {CHARACTERS:,} characters of a text",
        f"{MOST_AT_ONCE} texts that are being decoded",
        f"{MOST_CONNECTIONS} connections; {TIMEOUTS.first:g} seconds from",
    ],
)
def test_the_limits_are_those_of_the_code(words: str) -> None:
    assert words in OPERATING


def test_the_address_and_the_least_length_are_those_of_the_code() -> None:
    values = {"SLACK_BOT_TOKEN": "xoxb-12-34-abcdef", "SLACK_APP_TOKEN": "xapp-1-A1-2-abcdef"}
    settings = Settings.from_mapping({**values, "API_TOKEN": TOKEN})

    assert f"http://{settings.api_host}:{settings.api_port}" == ADDRESS
    assert f"at least {SHORTEST_API_TOKEN} characters" in section(
        ".github/OPERATING.md", "Settings"
    )
    assert f"at least {SHORTEST_API_TOKEN} characters" in section(
        ".github/SECURITY.md", "Threat model"
    )
