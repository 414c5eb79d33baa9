"""A real client that starts `dealcheck lsp` and speaks with it over stdio."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from lsprotocol import types
from pygls.lsp.client import LanguageClient
from pygls.uris import from_fs_path

PATIENCE = 60.0


class Client(LanguageClient):
    """Keeps the diagnostics that the server sends."""

    def __init__(self) -> None:
        super().__init__("tests", "1")
        self.found: dict[str, asyncio.Queue[list[types.Diagnostic]]] = {}
        self.versions: dict[str, int] = {}
        self.watched: list[str] = []

        @self.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def published(params: types.PublishDiagnosticsParams) -> None:
            self.queue(params.uri).put_nowait(list(params.diagnostics))

        @self.feature(types.CLIENT_REGISTER_CAPABILITY)
        def registered(params: types.RegistrationParams) -> None:
            self.watched += [each.method for each in params.registrations]

    def queue(self, uri: str) -> asyncio.Queue[list[types.Diagnostic]]:
        return self.found.setdefault(uri, asyncio.Queue())

    async def diagnostics(self, uri: str) -> list[types.Diagnostic]:
        """The next diagnostics of a file."""
        return await asyncio.wait_for(self.queue(uri).get(), PATIENCE)

    def open(self, path: Path, text: str | None = None) -> str:
        """Open a file, with a text that may not be the one on disk; its address."""
        uri = uri_of(path)
        text = path.read_text("utf-8") if text is None else text
        self.versions[uri] = 1
        self.text_document_did_open(
            types.DidOpenTextDocumentParams(types.TextDocumentItem(uri, "yaml", 1, text))  # type: ignore[arg-type]
        )
        return uri

    def change(self, uri: str, text: str) -> None:
        """Replace the text of an open file."""
        self.versions[uri] += 1
        document = types.VersionedTextDocumentIdentifier(version=self.versions[uri], uri=uri)
        whole = types.TextDocumentContentChangeWholeDocument(text=text)
        self.text_document_did_change(types.DidChangeTextDocumentParams(document, [whole]))

    async def complete(self, uri: str, line: int, character: int) -> types.CompletionList:
        """What the server proposes at a position."""
        position = types.Position(line, character)
        params = types.CompletionParams(types.TextDocumentIdentifier(uri), position)
        found = await asyncio.wait_for(self.text_document_completion_async(params), PATIENCE)
        assert isinstance(found, types.CompletionList)
        return found


@asynccontextmanager
async def connected(folder: Path, *, is_open: bool = True) -> AsyncIterator[Client]:
    """A client of a server that was started in a folder, which is open or not; both end with the block."""
    client = Client()
    await client.start_io(sys.executable, "-m", "dealcheck", "lsp", "--stdio", cwd=folder)
    folders = [types.WorkspaceFolder(uri_of(folder), folder.name)]
    watching = types.DidChangeWatchedFilesClientCapabilities(dynamic_registration=True)
    workspace = types.WorkspaceClientCapabilities(did_change_watched_files=watching)
    capabilities = types.ClientCapabilities(workspace=workspace)
    root, there = (uri_of(folder), folders) if is_open else (None, None)
    params = types.InitializeParams(capabilities=capabilities, root_uri=root, workspace_folders=there)
    await asyncio.wait_for(client.initialize_async(params), PATIENCE)
    client.initialized(types.InitializedParams())
    try:
        yield client
    finally:
        await asyncio.wait_for(client.shutdown_async(None), PATIENCE)
        client.exit(None)
        await asyncio.wait_for(client.stop(), PATIENCE)


def uri_of(path: Path) -> str:
    uri = from_fs_path(str(path))
    assert uri is not None
    return uri
