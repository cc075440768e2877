"""Asks a running server as an agent does, over MCP: python examples/agent.py http://127.0.0.1:7860 QUESTION."""

import asyncio
import sys

from mcp import Client


async def main(address: str, question: str) -> None:
    async with Client(f"{address}/mcp") as client:
        reply = (await client.call_tool("ask", {"question": question})).structured_content
        print(reply["outcome"], [quote["text"] for quote in reply["quotes"]])


asyncio.run(main(*sys.argv[1:]))
