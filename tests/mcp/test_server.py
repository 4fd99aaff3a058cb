"""The server, asked by the SDK's own client in this process."""

import pytest
from mcp import Client, MCPError
from mcp_types import CallToolResult, TextContent, TextResourceContents

from bot.guide.family import families
from bot.mcp.families import FAMILIES, TEMPLATE
from bot.mcp.server import new_server
from bot.mcp.tools import INSTRUCTIONS, LONGEST_TEXT, TOOLS


@pytest.fixture(params=["legacy", "auto"])
def made(request: pytest.FixtureRequest) -> Client:
    """A client of each era of the protocol, which each test connects."""
    return Client(new_server(), mode=request.param)


def text_of(result: CallToolResult) -> str:
    [content] = result.content
    assert isinstance(content, TextContent)
    return content.text


async def test_each_tool_is_declared_as_a_look_up(made: Client) -> None:
    async with made as client:
        declared = (await client.list_tools()).tools

        assert [tool.name for tool in declared] == [*TOOLS]
        for tool in declared:
            hints = tool.annotations
            assert hints is not None
            assert (hints.read_only_hint, hints.idempotent_hint) == (True, True)
            assert (hints.destructive_hint, hints.open_world_hint) == (False, False)
            assert tool.description == TOOLS[tool.name].description
            assert tool.input_schema["required"] == TOOLS[tool.name].required


async def test_the_server_tells_a_model_what_it_is_for(made: Client) -> None:
    async with made as client:
        assert client.instructions == INSTRUCTIONS


async def test_an_answer_is_structured_and_a_text(made: Client) -> None:
    async with made as client:
        result = await client.call_tool(
            "decode_text", {"text": "The copy failed: error 0x80070035"}
        )

        assert not result.is_error
        [code] = result.structured_content["codes"]
        assert (code["names"], code["source"]) == (["ERROR_BAD_NETPATH"], "guide")
        assert code["sources"][0]["url"].startswith("https://")
        assert text_of(result).startswith("0x80070035: The network path was not found")


async def test_a_wrong_argument_is_an_error_of_the_tool(made: Client) -> None:
    async with made as client:
        result = await client.call_tool("search_codes", {"words": 5})

        assert result.is_error
        assert text_of(result) == "`words` has to be a text of up to 400 characters, not 5."
        assert (await client.call_tool("explain_code")).is_error


async def test_a_text_of_a_million_characters_is_read_as_a_log(made: Client) -> None:
    async with made as client:
        line = "10:40:09 ERROR copy failed, error code 0x80070005\n"
        text = (line * (LONGEST_TEXT // len(line))).ljust(LONGEST_TEXT)
        result = await client.call_tool("decode_text", {"text": text})

        assert [code["hex"] for code in result.structured_content["codes"]] == ["0x80070005"]
        assert text_of(result).startswith("In 20000 lines, lines 1 to 20000:")


async def test_a_text_that_is_too_long_is_an_error_of_the_tool(made: Client) -> None:
    async with made as client:
        result = await client.call_tool("decode_text", {"text": "5" * (LONGEST_TEXT + 1)})

        assert result.is_error
        assert text_of(result).endswith("characters, not one of 1,000,001.")


async def test_characters_that_control_a_terminal_are_shown_as_escapes(made: Client) -> None:
    async with made as client:
        result = await client.call_tool("search_codes", {"words": "\x1b[31mzzzz\u202e"})

        assert "\\x1b[31mzzzz\\u202e" in text_of(result)


async def test_a_tool_that_does_not_exist_is_an_error_of_the_protocol(made: Client) -> None:
    async with made as client:
        with pytest.raises(MCPError, match=r"There is no tool 'delete_everything'\."):
            await client.call_tool("delete_everything", {})


async def test_the_families_are_resources(made: Client) -> None:
    async with made as client:
        listed = (await client.list_resources()).resources
        [template] = (await client.list_resource_templates()).resource_templates

        assert [each.title for each in listed[1:]] == [family.title for family in families()]
        assert template.uri_template == TEMPLATE
        for resource in (listed[0], listed[-1]):
            [content] = (await client.read_resource(resource.uri)).contents
            assert isinstance(content, TextResourceContents)
            assert content.text.startswith("# ")


async def test_a_resource_that_does_not_exist_is_an_error_of_the_protocol(made: Client) -> None:
    async with made as client:
        with pytest.raises(
            MCPError, match=f"There is no resource 'file:///x': {FAMILIES} lists them"
        ):
            await client.read_resource("file:///x")
