"""The server itself: the SDK's requests, answered from the tools, resources and prompts."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import anyio
import anyio.to_thread
from mcp import MCPError, types
from mcp.server import Server, ServerRequestContext
from mcp.server.stdio import stdio_server

from dealcheck.errors import InputError, nearest, shown
from dealcheck.mcp.cuts import compact
from dealcheck.mcp.prompts import PROMPTS, filled
from dealcheck.mcp.resources import CATALOGUE, LANGUAGE, resources
from dealcheck.mcp.tools import DEFAULT_TOKENS, Desk, tools
from dealcheck.model.viewer import Viewer
from dealcheck.version import __version__

Context = ServerRequestContext[Any]
Paging = types.PaginatedRequestParams | None


def instructions(roots: tuple[str | Path, ...], viewer: Viewer | None = None) -> str:
    """Return what an assistant should know before it calls a tool."""
    eyes = (
        f" Answers are for the eyes of `{shown(viewer.name)}`: what others insist on is not in them."
        if viewer is not None
        else ""
    )
    files = (
        f"Paths are read below {', '.join(f'`{shown(str(root), 200)}`' for root in roots)}, and relative ones begin at "
        "the first of these; nothing else is read."
        if roots
        else "No folder may be read: give deals and rulesets as whole texts, and installed rulesets by their ids."
    )
    return (
        "dealcheck answers whether each side can sign a deal or draft, why not, and what would mend it. Deals and "
        f"rulesets are YAML files: {LANGUAGE} is the language, {CATALOGUE} lists the installed vocabularies and "
        f"rulesets. {files} Nothing is written. In place of an `answer` there may be `mistakes`: mend each at its line "
        f"and column as its cure says. An answer has at most {DEFAULT_TOKENS} tokens unless `most_tokens` allows more; "
        f"`more` names what was left out: call again with its `at` and `start`.{eyes}"
    )


class Answering:
    """Answers the requests of the SDK from a desk."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.one_by_one = anyio.CapacityLimiter(1)  # what is caught of warnings is the process's

    async def list_tools(self, _context: Context, _params: Paging) -> types.ListToolsResult:
        """Return the tools, each with its schemas."""
        read_only = types.ToolAnnotations(read_only_hint=True, open_world_hint=False)
        return types.ListToolsResult(
            tools=[
                types.Tool(
                    name=tool.name,
                    title=tool.title,
                    description=tool.description,
                    input_schema=tool.input_schema,
                    output_schema=tool.output_schema,
                    annotations=read_only,
                )
                for tool in tools(self.desk.viewer)
            ]
        )

    async def call_tool(self, _context: Context, params: types.CallToolRequestParams) -> types.CallToolResult:
        """Return what a tool answers."""
        call = partial(self.desk.call, params.name, params.arguments or {})
        try:
            reply = await anyio.to_thread.run_sync(call, abandon_on_cancel=True, limiter=self.one_by_one)
        except KeyError:
            cure = nearest(params.name, [tool.name for tool in tools(self.desk.viewer)])
            raise MCPError(types.INVALID_PARAMS, f"unknown tool `{shown(params.name)}`; {cure}") from None
        return types.CallToolResult(
            content=[types.TextContent(text=compact(reply))],
            structured_content=reply,
            is_error="mistakes" in reply,
        )

    async def list_resources(self, _context: Context, _params: Paging) -> types.ListResourcesResult:
        """Return the resources, without what is in them."""
        return types.ListResourcesResult(
            resources=[
                types.Resource(uri=each.uri, name=each.name, title=each.title, mime_type=each.mime_type)
                for each in resources(self.desk.session, self.desk.viewer)
            ]
        )

    async def read_resource(
        self, _context: Context, params: types.ReadResourceRequestParams
    ) -> types.ReadResourceResult:
        """Return what is in a resource."""
        for each in resources(self.desk.session, self.desk.viewer):
            if each.uri == params.uri:
                contents = types.TextResourceContents(uri=each.uri, mime_type=each.mime_type, text=each.read())
                return types.ReadResourceResult(contents=[contents])
        raise MCPError(types.INVALID_PARAMS, f"there is no resource `{shown(params.uri, 200)}`")

    async def list_prompts(self, _context: Context, _params: Paging) -> types.ListPromptsResult:
        """Return the prompts, with what may be filled in."""
        return types.ListPromptsResult(
            prompts=[
                types.Prompt(
                    name=prompt.name,
                    title=prompt.title,
                    description=prompt.title,
                    arguments=[
                        types.PromptArgument(name=name, description=text, required=name not in prompt.optional)
                        for name, text in prompt.arguments.items()
                    ],
                )
                for prompt in PROMPTS.values()
            ]
        )

    async def get_prompt(self, _context: Context, params: types.GetPromptRequestParams) -> types.GetPromptResult:
        """Return a prompt, filled in."""
        try:
            text = filled(params.name, params.arguments or {})
        except InputError as error:
            raise MCPError(types.INVALID_PARAMS, str(error)) from None
        message = types.PromptMessage(role="user", content=types.TextContent(text=text))
        return types.GetPromptResult(description=PROMPTS[params.name].title, messages=[message])


def server_for(desk: Desk) -> Server[Any]:
    """Return the server that answers from a desk."""
    answering = Answering(desk)
    return Server(
        "dealcheck",
        version=__version__,
        title="dealcheck",
        instructions=instructions(desk.roots, desk.viewer),
        on_list_tools=answering.list_tools,
        on_call_tool=answering.call_tool,
        on_list_resources=answering.list_resources,
        on_read_resource=answering.read_resource,
        on_list_prompts=answering.list_prompts,
        on_get_prompt=answering.get_prompt,
    )


def serve(desk: Desk) -> None:
    """Answer on standard input and output until the client exits."""

    async def run() -> None:
        server = server_for(desk)
        async with stdio_server() as (read, write):
            await server.run(read, write, server.create_initialization_options())

    anyio.run(run)
