"""EDGE. The server: the tools and the families by the low-level server of the protocol's SDK."""

from importlib.metadata import version
from typing import Any

import mcp_types as types
from anyio.to_thread import run_sync
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.shared.exceptions import MCPError

from bot.cli.terminal import visible
from bot.guide.family import families
from bot.mcp.families import FAMILIES, TEMPLATE, address_of, page_at
from bot.mcp.tools import INSTRUCTIONS, TOOLS, Answer, Tool, ToolError

NAME = "iissync-bot"
QUICK = 1_000
"""Characters of a text that is decoded at once; a longer one may take a second."""
_MARKDOWN = "text/markdown"
_LOOKS_UP = types.ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)
_Context = ServerRequestContext[Any]
_Page = types.PaginatedRequestParams | None


def new_server() -> Server[Any]:
    """A server, which any number of clients may use at once."""
    return Server(
        NAME,
        version=version(NAME),
        title="Windows status codes",
        instructions=INSTRUCTIONS,
        on_list_tools=_list_tools,
        on_call_tool=_call_tool,
        on_list_resources=_list_resources,
        on_list_resource_templates=_list_templates,
        on_read_resource=_read_resource,
    )


async def _list_tools(_: _Context, __: _Page) -> types.ListToolsResult:
    return types.ListToolsResult(tools=[_declared(tool) for tool in TOOLS.values()])


def _declared(tool: Tool) -> types.Tool:
    return types.Tool(
        name=tool.name,
        title=tool.title,
        description=tool.description,
        input_schema=tool.input_schema,
        output_schema=tool.output_schema,
        annotations=_LOOKS_UP,
    )


async def _call_tool(_: _Context, params: types.CallToolRequestParams) -> types.CallToolResult:
    """The answer of a tool; an error that the client's model can read and correct."""
    tool = TOOLS.get(params.name)
    if tool is None:
        raise MCPError(types.INVALID_PARAMS, f"There is no tool {params.name[:40]!r}.")
    try:
        answer = await _answer(tool, params.arguments or {})
    except ToolError as error:
        return types.CallToolResult(content=[_text(str(error))], is_error=True)
    return types.CallToolResult(content=[_text(answer.text)], structured_content=answer.structured)


async def _answer(tool: Tool, arguments: dict[str, Any]) -> Answer:
    """The answer, in a thread if it takes so long that other clients would wait."""
    longest = max((len(value) for value in arguments.values() if isinstance(value, str)), default=0)
    if longest > QUICK:
        return await run_sync(tool.call, arguments)
    return tool.call(arguments)


def _text(text: str) -> types.TextContent:
    """A text that is safe to display: it may quote what someone sent."""
    return types.TextContent(type="text", text=visible(text))


async def _list_resources(_: _Context, __: _Page) -> types.ListResourcesResult:
    index = types.Resource(
        name="families",
        title="Families of status codes",
        uri=FAMILIES,
        description="The families of codes in the guide, each with its page.",
        mime_type=_MARKDOWN,
    )
    pages = [
        types.Resource(
            name=family.key,
            title=family.title,
            uri=address_of(family),
            description=family.about or None,
            mime_type=_MARKDOWN,
        )
        for family in families()
    ]
    return types.ListResourcesResult(resources=[index, *pages])


async def _list_templates(_: _Context, __: _Page) -> types.ListResourceTemplatesResult:
    page = types.ResourceTemplate(
        name="family",
        title="Family of status codes",
        uri_template=TEMPLATE,
        description="What the codes of a family have in common, and what each of them means.",
        mime_type=_MARKDOWN,
    )
    return types.ListResourceTemplatesResult(resource_templates=[page])


async def _read_resource(
    _: _Context, params: types.ReadResourceRequestParams
) -> types.ReadResourceResult:
    text = page_at(params.uri)
    if text is None:
        told = f"There is no resource {params.uri[:80]!r}: {FAMILIES} lists them."
        raise MCPError(types.INVALID_PARAMS, told)
    contents = types.TextResourceContents(uri=params.uri, mime_type=_MARKDOWN, text=text)
    return types.ReadResourceResult(contents=[contents])
