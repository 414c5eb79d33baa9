"""Documents that are no files, or lie elsewhere, or have gone: each request is answered or passed over in silence."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types

from tests.editor.client import PATIENCE, Client, connected, uri_of
from tests.editor.made import workspace
from tests.hostile import PLUGINS

TEXT = "ruleset: r\nvocabulary: village\nparty: nobody\n# 🎉\ndefinitions: {🎉: {party: mill, part-of: wat}}\n"
ADDRESSES = [
    *("git:/w/rules/mill.yaml?%7B%22path%22%3A%22/w/rules/mill.yaml%22%2C%22ref%22%3A%22~%22%7D", "git:mill.yaml"),
    *("untitled:Untitled-1", "untitled:/w/new.yaml", "vscode-notebook-cell:/w/book.ipynb#W0sZmlsZQ%3D%3D"),
    *("output:extension-output-1", "http://example.org/mill.yaml", "https://example.org", "", "x", "file:", "file://"),
    *("file://host/share/mill.yaml", "file://host", "file:///C:/w/mill.yaml", "file:///c%3A/w/mill.yaml", "file:///"),
    *("file:///w/%ED%95%9C%20%23%3F%25.yaml", "file:///w/a%00b.yaml", "file:///w/%FF.yaml", "file:///w/" + "x" * 300),
    *("mailto:a@example.org", "vscode-vfs://github/x/mill.yaml", "untitled:", "git:", "file://[x/mill.yaml"),
]
PLACES = [(0, 0), (1, 14), (4, 14), (4, 15), (4, 16), (4, 40), (4, 10**6), (99, 0), (2**31 - 1, 2**31 - 1), (5, 0)]
OPTIONS = types.FormattingOptions(2, insert_spaces=True)


def at_place(kind: Any, **more: Any) -> Callable[[str, types.Position], Any]:
    return lambda uri, position: kind(
        text_document=types.TextDocumentIdentifier(uri),
        position=types.Position(position.line, position.character),
        **more,
    )


REQUESTS: dict[str, Callable[[str, types.Position], Any]] = {
    types.TEXT_DOCUMENT_COMPLETION: at_place(types.CompletionParams),
    types.TEXT_DOCUMENT_HOVER: at_place(types.HoverParams),
    types.TEXT_DOCUMENT_DEFINITION: at_place(types.DefinitionParams),
    types.TEXT_DOCUMENT_PREPARE_RENAME: at_place(types.PrepareRenameParams),
    types.TEXT_DOCUMENT_RENAME: at_place(types.RenameParams, new_name="other"),
    types.TEXT_DOCUMENT_DOCUMENT_SYMBOL: lambda uri, _: types.DocumentSymbolParams(types.TextDocumentIdentifier(uri)),
    types.TEXT_DOCUMENT_FORMATTING: lambda uri, _: types.DocumentFormattingParams(
        types.TextDocumentIdentifier(uri), OPTIONS
    ),
}
NOTIFICATIONS: dict[str, Callable[[str], Any]] = {
    types.INITIALIZED: lambda _: types.InitializedParams(),
    types.TEXT_DOCUMENT_DID_OPEN: lambda uri: types.DidOpenTextDocumentParams(
        types.TextDocumentItem(uri, "yaml", 1, TEXT)
    ),
    types.TEXT_DOCUMENT_DID_CHANGE: lambda uri: types.DidChangeTextDocumentParams(
        types.VersionedTextDocumentIdentifier(2, uri),
        [
            types.TextDocumentContentChangePartial(types.Range(types.Position(*one), types.Position(*two)), text)
            for one, two, text in (((0, 9), (0, 10), "s"), ((4, 15), (4, 17), "x"), ((99, 0), (10**6, 3), "\nx"))
        ],
    ),
    types.TEXT_DOCUMENT_DID_SAVE: lambda uri: types.DidSaveTextDocumentParams(types.TextDocumentIdentifier(uri)),
    types.TEXT_DOCUMENT_DID_CLOSE: lambda uri: types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri)),
    types.WORKSPACE_DID_CHANGE_WATCHED_FILES: lambda uri: types.DidChangeWatchedFilesParams(
        [types.FileEvent(uri, types.FileChangeType.Deleted)]
    ),
    types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS: lambda uri: types.DidChangeWorkspaceFoldersParams(
        types.WorkspaceFoldersChangeEvent([types.WorkspaceFolder(uri, "x")], [types.WorkspaceFolder(uri, "x")])
    ),
}


class Listener:
    """Speaks with a server, and keeps what it shows and logs."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.shown: list[str] = []
        self.logged: list[str] = []

        @client.feature(types.WINDOW_SHOW_MESSAGE)
        def shown(params: types.ShowMessageParams) -> None:
            self.shown.append(params.message)

        @client.feature(types.WINDOW_LOG_MESSAGE)
        def logged(params: types.LogMessageParams) -> None:
            self.logged.append(params.message)

    async def ask(self, method: str, uri: str, line: int = 0, character: int = 0) -> Any:
        params = REQUESTS[method](uri, types.Position(line, character))
        return await asyncio.wait_for(self.client.protocol.send_request_async(method, params), PATIENCE)

    async def ask_all(self, uri: str) -> None:
        """Every request, at every place; an error for an answer raises."""
        for method in REQUESTS:
            for line, character in PLACES:
                try:
                    await self.ask(method, uri, line, character)
                except Exception as error:
                    refused = method == types.TEXT_DOCUMENT_RENAME and "is not defined in files" in str(error)
                    assert refused, f"{method} of {uri!r} at {line}:{character}: {error!r}"

    def tell(self, method: str, uri: str) -> None:
        self.client.protocol.notify(method, NOTIFICATIONS[method](uri))

    def open(self, uri: str, text: str) -> None:
        item = types.TextDocumentItem(uri, "yaml", 1, text)
        self.client.protocol.notify(types.TEXT_DOCUMENT_DID_OPEN, types.DidOpenTextDocumentParams(item))


def talk(folder: Path, conversation: Callable[[Listener], Awaitable[None]], *, is_open: bool = True) -> None:
    """Start a server, with a folder open or none, and speak with it; nothing may come up before the user."""
    workspace(folder)

    async def run() -> None:
        async with connected(folder, is_open=is_open) as client:
            listener = Listener(client)
            await conversation(listener)
            await listener.ask(types.TEXT_DOCUMENT_HOVER, "untitled:last")  # what was sent before has come
            assert listener.shown == []
            assert not [text for text in listener.logged if "defect" in text]

    asyncio.run(run())


def test_these_are_all_that_the_server_answers() -> None:
    from dealcheck.editor.server import Server

    assert set(Server(PLUGINS, (), 1).protocol.fm.features) == {*REQUESTS, *NOTIFICATIONS}


@pytest.mark.parametrize("is_open", [True, False])
def test_every_request_on_every_address(tmp_path: Path, is_open: bool) -> None:
    async def conversation(listener: Listener) -> None:
        for uri in ADDRESSES:
            await listener.ask_all(uri)  # it was never opened
            for method in NOTIFICATIONS:
                listener.tell(method, uri)  # closed and saved before it is opened, and after
            listener.open(uri, TEXT)
            await listener.ask_all(uri)
            listener.tell(types.TEXT_DOCUMENT_DID_CHANGE, uri)
            await listener.ask_all(uri)
        for uri in ADDRESSES:
            listener.tell(types.TEXT_DOCUMENT_DID_CLOSE, uri)
            await listener.ask_all(uri)

    talk(tmp_path, conversation, is_open=is_open)


def test_mistakes_are_shown_under_the_address_that_the_editor_uses(tmp_path: Path) -> None:
    async def conversation(listener: Listener) -> None:
        for uri in (each for each in ADDRESSES if "[" not in each):
            listener.open(uri, TEXT.replace("village", "korea"))
            found = {each.message.split(";")[0]: each.range for each in await listener.client.diagnostics(uri)}
            assert found["unknown party `nobody`"].start == types.Position(2, 7), uri
            assert found["`🎉` is not an id"] == types.Range(types.Position(4, 14), types.Position(4, 16)), uri
            hover = await listener.ask(types.TEXT_DOCUMENT_HOVER, uri, 2, 2)
            assert "party" in hover.contents.value
            completion = await listener.ask(types.TEXT_DOCUMENT_COMPLETION, uri, 2, 7)
            assert "us" in [each.label for each in completion.items]
            listener.tell(types.TEXT_DOCUMENT_DID_CLOSE, uri)

    talk(tmp_path, conversation, is_open=False)


def test_an_older_version_does_not_stand_for_the_file(tmp_path: Path) -> None:
    async def conversation(listener: Listener) -> None:
        old = f"git:{tmp_path}/vocabulary.yaml?x"
        listener.open(old, "vocabulary: village\nparties: {smith: }\n")
        deal = listener.client.open(tmp_path / "deals" / "deal.yaml")
        assert await listener.client.diagnostics(deal) == []
        outline = await listener.ask(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL, old)
        assert outline[0].name == "village"
        assert await listener.ask(types.TEXT_DOCUMENT_PREPARE_RENAME, old, 1, 12) is None
        assert await listener.ask(types.TEXT_DOCUMENT_RENAME, old, 1, 12) is None

    talk(tmp_path, conversation)


def test_a_file_outside_the_folders_is_answered_with_those_beside_it(tmp_path: Path) -> None:
    inside, outside = tmp_path / "inside", tmp_path / "outside 한"
    inside.mkdir()
    outside.mkdir()
    workspace(outside)

    async def conversation(listener: Listener) -> None:
        mill = listener.client.open(outside / "mill.yaml")
        assert await listener.client.diagnostics(mill) == []
        place = await listener.ask(types.TEXT_DOCUMENT_DEFINITION, mill, 4, 26)
        assert place.uri == uri_of(outside / "base.yaml")

    talk(inside, conversation)


def test_files_that_go_away_are_renamed_or_can_t_be_read(tmp_path: Path) -> None:
    async def conversation(listener: Listener) -> None:
        mill = listener.client.open(tmp_path / "mill.yaml")
        assert await listener.client.diagnostics(mill) == []
        (tmp_path / "vocabulary.yaml").unlink()
        (tmp_path / "base.yaml").write_bytes(b"\xff\xfe")
        (tmp_path / "deals" / "deal.yaml").unlink()
        (tmp_path / "deals").rmdir()
        os.mkfifo(tmp_path / "pipe.yaml")
        (tmp_path / "folder.yaml").mkdir()
        (tmp_path / "link.yaml").symlink_to(tmp_path / "nowhere.yaml")
        await listener.ask_all(mill)
        for name in ("pipe.yaml", "folder.yaml", "link.yaml", "base.yaml", "vocabulary.yaml"):
            await listener.ask_all(uri_of(tmp_path / name))
        listener.tell(types.TEXT_DOCUMENT_DID_SAVE, mill)
        await listener.ask_all(mill)
        (tmp_path / "mill.yaml").rename(tmp_path / "miller.yaml")
        listener.tell(types.TEXT_DOCUMENT_DID_CLOSE, mill)
        miller = listener.client.open(tmp_path / "miller.yaml")
        await listener.ask_all(mill)
        await listener.ask_all(miller)
        found = await listener.client.diagnostics(miller)
        assert found

    talk(tmp_path, conversation)


def test_a_folder_that_is_opened_later(tmp_path: Path) -> None:
    async def conversation(listener: Listener) -> None:
        deal = listener.client.open(tmp_path / "deals" / "deal.yaml")
        assert (await listener.client.diagnostics(deal))[0].message.startswith("unknown vocabulary `village`")
        folder = types.WorkspaceFolder(uri_of(tmp_path), "x")
        event = types.WorkspaceFoldersChangeEvent([folder], [])
        params = types.DidChangeWorkspaceFoldersParams(event)
        listener.client.protocol.notify(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS, params)
        assert await listener.client.diagnostics(deal) == []

    talk(tmp_path, conversation, is_open=False)


def test_a_new_line_at_the_end_is_completed_as_one(tmp_path: Path) -> None:
    async def conversation(listener: Listener) -> None:
        text = "deal: 🎉\nvocabulary: village\n"
        listener.open("untitled:d", text)
        found = await listener.ask(types.TEXT_DOCUMENT_COMPLETION, "untitled:d", 2, 0)
        assert "provisions" in [each.label for each in found.items]
        beyond = await listener.ask(types.TEXT_DOCUMENT_COMPLETION, "untitled:d", 50, 7)
        assert [each.label for each in beyond.items] == [each.label for each in found.items]

    talk(tmp_path, conversation)


def test_a_defect_in_a_handler_goes_to_the_log(monkeypatch: pytest.MonkeyPatch) -> None:
    from dealcheck.editor import server as module

    server, logged = module.Server(PLUGINS, (), 1), list[types.LogMessageParams]()
    monkeypatch.setattr(server, "window_log_message", logged.append)
    monkeypatch.setattr(module, "path_of", lambda uri: 1 / 0)
    for method, make in REQUESTS.items():
        assert server.protocol.fm.features[method](make("file:///x", types.Position(0, 0))) is None
    assert len(logged) == len(REQUESTS)
    assert logged[0].message.startswith("this is a defect of dealcheck (ZeroDivisionError")
