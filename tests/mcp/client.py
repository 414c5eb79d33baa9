"""A real client: the SDK's, which starts `dealcheck mcp` and speaks with it over stdio."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

import anyio
from mcp import Client, StdioServerParameters, stdio_client

from tests.conftest import ROOT

T = TypeVar("T")


def connected(work: Callable[[Client], Awaitable[T]], *roots: str | Path) -> T:
    """What some work with a client returns; the server may read below `roots`, which are relative to the checkout."""

    async def main() -> T:
        arguments = ["-m", "dealcheck", "mcp", *map(str, roots)]
        server = StdioServerParameters(command=sys.executable, args=arguments, cwd=ROOT)
        async with Client(stdio_client(server)) as client:
            return await work(client)

    return anyio.run(main)


async def called(client: Client, tool: str, **arguments: Any) -> dict[str, Any]:
    """The data that a tool answers; the SDK has checked it by the tool's schema."""
    result = await client.call_tool(tool, arguments)
    reply: dict[str, Any] = result.structured_content
    assert result.is_error is ("mistakes" in reply)
    return reply


async def whole(client: Client, tool: str, **arguments: Any) -> dict[str, Any]:
    """A whole answer: its first page, with all that the pages left out read on."""
    reply = await called(client, tool, **arguments)
    pending = reply.pop("more", [])
    while pending:
        left = pending.pop(0)
        page = await called(client, tool, **arguments, at=left["at"], start=left["start"])
        part = page["part"]
        assert part, "a page must bring the answer to an end"
        put(reply, left["at"], part)
        pending = page.get("more", []) + pending
    return reply


def put(document: Any, at: str, part: Any) -> None:
    """Append a part to what is at a pointer."""
    *path, last = [key.replace("~1", "/").replace("~0", "~") for key in at.split("/")[1:]]
    holder = document
    for key in path:
        holder = holder[int(key)] if isinstance(holder, list) else holder[key]
    key = int(last) if isinstance(holder, list) else last
    if isinstance(part, dict):
        holder[key].update(part)
    else:
        holder[key] += part
