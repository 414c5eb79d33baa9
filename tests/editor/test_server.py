"""The language server, asked by a real client over stdio."""

from __future__ import annotations

import asyncio
import builtins
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from tests.editor.client import Client, connected, uri_of
from tests.editor.made import workspace


def talk(folder: Path, conversation: Callable[[Client], Awaitable[None]]) -> None:
    """Start a server for the village's files, and speak with it."""
    workspace(folder)

    async def run() -> None:
        async with connected(folder) as client:
            await conversation(client)

    asyncio.run(run())


def at(path: Path, marked: str) -> dict[str, Any]:
    """The parameters for the place of a mark in a part of a line of a file."""
    before, _, after = marked.partition("^")
    text = path.read_text("utf-8")
    index = text.index(before + after) + len(before)
    position = types.Position(text.count("\n", 0, index), index - text.rfind("\n", 0, index) - 1)
    return {"text_document": types.TextDocumentIdentifier(uri_of(path)), "position": position}


def test_diagnostics_follow_what_is_typed(tmp_path: Path) -> None:
    async def conversation(client: Client) -> None:
        uri = client.open(tmp_path / "mill.yaml")
        assert await client.diagnostics(uri) == []
        text = (tmp_path / "mill.yaml").read_text("utf-8")
        for number in range(5):  # only the last of these is looked at
            client.change(uri, text.replace("party: council", "party: " + "council"[: number + 1]))
        (one,) = await until(client, uri, lambda found: bool(found) and found[0].source == "dealcheck")
        assert one.message == "unknown party `counc`; did you mean `council`?"
        assert one.severity == types.DiagnosticSeverity.Error
        assert one.range == types.Range(types.Position(3, 15), types.Position(3, 20))
        client.change(uri, text.replace("  dry:", "  idle: {party: mill, action: pay, object: rent}\n  dry:"))
        found = await until(client, uri, lambda found: any(each.code for each in found))
        assert ("unused-definition", 3) in [(each.code, each.range.start.line) for each in found]
        assert found[0].severity == types.DiagnosticSeverity.Warning
        client.text_document_did_close(types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri)))
        await until(client, uri, lambda found: not found)

    talk(tmp_path, conversation)


async def until(client: Client, uri: str, fits: Callable[[list[types.Diagnostic]], bool]) -> list[types.Diagnostic]:
    """The first diagnostics that fit."""
    while not fits(found := await client.diagnostics(uri)):
        pass
    return found


def test_open_files_stand_before_those_on_disk(tmp_path: Path) -> None:
    async def conversation(client: Client) -> None:
        deal = client.open(tmp_path / "deals" / "deal.yaml")
        assert await client.diagnostics(deal) == []
        words = client.open(tmp_path / "vocabulary.yaml", "vocabulary: village\nparties: {mill: , smith: }\n")
        await client.diagnostics(words)
        found = await client.complete(deal, 5, len("  rent: {party: "))
        assert [each.label for each in found.items] == ["mill", "smith"]
        client.text_document_did_save(types.DidSaveTextDocumentParams(types.TextDocumentIdentifier(words)))
        found_now = await until(client, deal, bool)
        assert found_now[0].message.startswith("unknown party `council`")

    talk(tmp_path, conversation)


def test_completion_replaces_what_is_typed(tmp_path: Path) -> None:
    async def conversation(client: Client) -> None:
        text = "ruleset: r\nvocabulary: village\n# 🎉 한\ndefinitions: {d: {🎉: x, part-of: wat}}\n"
        uri = client.open(tmp_path / "new.yaml", text)
        # Characters beyond the first plane count twice in the protocol's units.
        found = await client.complete(uri, 3, len("definitions: {d: {🎉: x, part-of: wat") + 1)
        (item,) = found.items
        assert (item.label, item.detail, item.documentation) == ("waters", "All waters", "parts: stream, pond")
        assert isinstance(item.text_edit, types.TextEdit)
        start = len("definitions: {d: {🎉: x, part-of: ") + 1
        assert item.text_edit.range == types.Range(types.Position(3, start), types.Position(3, start + 3))
        assert item.text_edit.new_text == "waters"

    talk(tmp_path, conversation)


def test_questions_about_words(tmp_path: Path) -> None:
    async def conversation(client: Client) -> None:
        path = tmp_path / "mill.yaml"
        client.open(path)
        hovered = await client.text_document_hover_async(types.HoverParams(**at(path, "party: ^council")))
        assert hovered is not None
        assert isinstance(hovered.contents, types.MarkupContent)
        assert hovered.contents.value == "**council** (party `council`)"
        nothing = await client.text_document_hover_async(types.HoverParams(**at(path, "dry: ^{")))
        assert nothing is None
        place = await client.text_document_definition_async(types.DefinitionParams(**at(path, "^letter, minutes")))
        assert place == types.Location(
            uri_of(tmp_path / "base.yaml"), types.Range(types.Position(4, 2), types.Position(4, 8))
        )
        outline = await client.text_document_document_symbol_async(
            types.DocumentSymbolParams(types.TextDocumentIdentifier(uri_of(path)))
        )
        assert outline is not None
        (top,) = outline
        assert isinstance(top, types.DocumentSymbol)
        assert [each.name for each in top.children or ()] == ["definitions", "bottom-lines"]

    talk(tmp_path, conversation)


def test_renaming_and_formatting(tmp_path: Path) -> None:
    async def conversation(client: Client) -> None:
        path = tmp_path / "mill.yaml"
        client.open(path)
        where = at(path, "party: ^council")
        assert await client.text_document_prepare_rename_async(types.PrepareRenameParams(**where)) is not None
        edit = await client.text_document_rename_async(types.RenameParams(new_name="elders", **where))
        assert edit is not None
        assert {Path(uri).name: len(edits) for uri, edits in (edit.changes or {}).items()} == {
            "vocabulary.yaml": 1,
            "base.yaml": 1,
            "mill.yaml": 1,
            "deal.yaml": 1,
        }
        with pytest.raises(JsonRpcException, match="there is a party `mill` already"):
            await client.text_document_rename_async(types.RenameParams(new_name="mill", **where))
        key = at(path, "^forbid: dry")
        assert await client.text_document_prepare_rename_async(types.PrepareRenameParams(**key)) is None
        options = types.FormattingOptions(2, insert_spaces=True)
        document = types.TextDocumentIdentifier(uri_of(path))
        edits = await client.text_document_formatting_async(types.DocumentFormattingParams(document, options))
        assert edits
        assert edits[0].new_text.startswith("ruleset: mill\nextends: mill-base\n\ndefinitions:\n")
        client.change(uri_of(path), "ruleset: [\n")
        edits = await client.text_document_formatting_async(types.DocumentFormattingParams(document, options))
        assert not edits

    talk(tmp_path, conversation)


def test_files_that_change_on_disk(tmp_path: Path) -> None:
    async def conversation(client: Client) -> None:
        deal = client.open(tmp_path / "deals" / "deal.yaml")
        assert await client.diagnostics(deal) == []
        assert client.watched == [types.WORKSPACE_DID_CHANGE_WATCHED_FILES]
        words = tmp_path / "vocabulary.yaml"
        words.write_text(words.read_text("utf-8").replace("council", "elders"), encoding="utf-8")
        event = types.FileEvent(uri_of(words), types.FileChangeType.Changed)
        client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))
        found = await until(client, deal, bool)
        assert found[0].message.startswith("unknown party `council`")

    talk(tmp_path, conversation)


def test_texts_that_were_never_saved(tmp_path: Path) -> None:
    async def conversation(client: Client) -> None:
        uri = "untitled:Untitled-1"
        text = "ruleset: r\nvocabulary: korea\nparty: nobody\n"
        client.text_document_did_open(types.DidOpenTextDocumentParams(types.TextDocumentItem(uri, "yaml", 1, text)))
        found = await until(client, uri, bool)
        assert found[0].message.startswith("unknown party `nobody`")

    talk(tmp_path, conversation)


def test_without_pygls_the_command_says_what_to_install(
    run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def refuse(name: str, *arguments: Any, **named: Any) -> Any:
        if name == "dealcheck.editor.server":
            raise ModuleNotFoundError("No module named 'pygls'", name="pygls")
        return real(name, *arguments, **named)

    monkeypatch.setattr(builtins, "__import__", refuse)
    result = run("lsp")
    assert result.exit_code == 2
    assert result.output == ('error: the language server needs pygls; install it with `pip install "dealcheck[lsp]"`\n')


def test_lint_minds_the_settings_of_the_project(tmp_path: Path) -> None:
    async def conversation(client: Client) -> None:
        uri = client.open(tmp_path / "mill.yaml")
        assert await client.diagnostics(uri) == []
        found = await client.diagnostics(uri)
        assert [each.code for each in found] == ["never-broken"]

    (tmp_path / "pyproject.toml").write_text('[tool.dealcheck.lint]\nselect = ["never-broken"]\n')
    talk(tmp_path, conversation)


def test_a_defect_is_told_to_the_editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dealcheck.editor import server as module
    from tests.hostile import PLUGINS

    def fail(*_: object) -> None:
        raise RuntimeError("oh no")

    async def conversation() -> list[types.LogMessageParams]:
        server, said = module.Server(PLUGINS, (), 1), list[types.LogMessageParams]()
        monkeypatch.setattr(server, "window_log_message", said.append)
        path = tmp_path / "deal.yaml"
        path.write_text("deal: d\n")
        server.look(str(path))
        await asyncio.sleep(module.PAUSE * 5)
        return said

    monkeypatch.setattr(module, "mistakes_of", fail)
    (said,) = asyncio.run(conversation())
    assert said.message == "this is a defect of dealcheck (RuntimeError: oh no); please report it"
