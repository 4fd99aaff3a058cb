"""What USING.md tells those who add the tools to an agent or an editor."""

import json

from bot.cli.arguments import parse_arguments
from bot.cli.parser import SCRIPT
from bot.mcp.families import FAMILIES
from bot.mcp.tools import LONGEST_TEXT, TOOLS
from bot.mcp.transports import HOST
from tests.documents.documents import code_blocks, first_cells, section

TEXT = section(".github/USING.md", "Agents and editors")


def test_the_configuration_starts_the_server_on_standard_input() -> None:
    [block] = code_blocks(TEXT, "json")
    [server] = json.loads(block)["mcpServers"].values()

    assert server["command"].endswith(f"/{SCRIPT}")
    assert parse_arguments(server["args"]).http is None


def test_the_address_is_that_of_the_command_beside_it() -> None:
    assert parse_arguments(["mcp", "--http", "8765"]).http == 8765
    assert f"`http://{HOST}:8765/mcp` from `python -m bot mcp --http 8765`" in " ".join(
        TEXT.split()
    )


def test_exactly_the_tools_are_named() -> None:
    assert [cell.strip("`") for cell in first_cells(TEXT)] == [*TOOLS]
    assert f"`{FAMILIES}`" in TEXT
    assert LONGEST_TEXT == 1_000_000
    assert "up to a million characters" in TEXT
