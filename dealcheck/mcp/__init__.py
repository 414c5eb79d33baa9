"""The server for assistants, in the Model Context Protocol: tools from the table of questions, resources, prompts.

It needs the extra `mcp`. The SDK's package is called `mcp` too; imports here are absolute, so that `mcp` is the SDK.
"""
