"""The language server: requests of an editor to questions of this package, and the answers back.

With `protocol`, the only module that knows the protocol. Its lines and columns count from 0, in units that the
editor chooses; those of places count characters from 1.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams
from pygls.lsp.server import LanguageServer
from pygls.workspace import ServerTextPosition, ServerTextRange

from dealcheck import __version__
from dealcheck.editor.complete import complete
from dealcheck.editor.diagnose import Diagnostic, findings_of, mistakes_of
from dealcheck.editor.hover import hover
from dealcheck.editor.index import Occurrence, at
from dealcheck.editor.names import Names
from dealcheck.editor.protocol import SEVERITIES, item_of, path_of, symbol_of, uri_of
from dealcheck.editor.rename import can_rename, rename
from dealcheck.editor.symbols import symbols
from dealcheck.editor.workspace import File, Workspace
from dealcheck.errors import DealcheckError, InputError
from dealcheck.jobs.fmt import formatted
from dealcheck.model.place import Place
from dealcheck.plugins import Plugins

PAUSE = 0.2
"""So many seconds after the last keystroke mistakes are looked for."""
LONG_PAUSE = 1.0
"""And so many more after that, what `lint` finds."""


def serve(plugins: Plugins, codes: Collection[str], steps: int) -> None:
    """Speak with an editor on standard input and output until it says goodbye; `codes`, `steps` are for `lint`."""
    Server(plugins, codes, steps).start_io()


class Server(LanguageServer):
    """Answers an editor."""

    def __init__(self, plugins: Plugins, codes: Collection[str], steps: int) -> None:
        super().__init__("dealcheck", __version__)
        self.codes = codes
        self.steps = steps
        self.files = Workspace(plugins)
        self._pending: dict[str, asyncio.Task[None]] = {}
        _register(self)

    def file(self, uri: str) -> File | None:
        """A file by its address."""
        return self.files.file(path_of(uri))

    def word(self, uri: str, position: types.Position) -> tuple[File, Occurrence] | None:
        """The word at a position."""
        file = self.file(uri)
        if file is None:
            return None
        place = self.workspace.get_text_document(uri).position_from_client_units(position)
        found = at(file.words, place.line + 1, place.character + 1)
        return (file, found) if found is not None else None

    def range(self, path: str, place: Place, length: int) -> types.Range:
        """A range of characters in a line, in the editor's units."""
        start, end = (ServerTextPosition(place.line - 1, place.column - 1 + more) for more in (0, length))
        document = self.workspace.get_text_document(uri_of(path))
        return document.range_to_client_units(ServerTextRange(start, end))

    def changed(self, uri: str) -> None:
        """Take a new text of a file, and look for mistakes once the typing pauses."""
        path = path_of(uri)
        self.files.open(path, self.workspace.get_text_document(uri).source)
        self.look(path)

    def look(self, path: str) -> None:
        """Look for mistakes in a file after a pause; another change before that starts the pause anew."""
        self.forget(path)
        task = asyncio.get_running_loop().create_task(self._look(path))
        task.add_done_callback(self._complain)
        self._pending[path] = task

    def _complain(self, task: asyncio.Task[None]) -> None:
        """Tell the editor's log of a defect: nobody waits for the task, so it would go unseen."""
        if not task.cancelled() and (error := task.exception()) is not None:
            defect = f"this is a defect of dealcheck ({type(error).__name__}: {error}); please report it"
            message = str(error) if isinstance(error, DealcheckError) else defect  # a plugin's error names the plugin
            self.window_log_message(types.LogMessageParams(types.MessageType.Error, message))

    def forget(self, path: str) -> None:
        """Look no more for mistakes in a file."""
        if path in self._pending:
            self._pending.pop(path).cancel()

    def look_everywhere(self) -> None:
        """Look for mistakes in all open files: what they build on may have changed."""
        for uri in self.workspace.text_documents:
            self.look(path_of(uri))

    async def _look(self, path: str) -> None:
        await asyncio.sleep(PAUSE)
        file = self.files.file(path)
        if file is None:
            return
        mistakes = mistakes_of(self.files, file)
        self._publish(path, mistakes)
        if mistakes or file.kind != "ruleset":
            return
        await asyncio.sleep(LONG_PAUSE)
        # In a thread: it may take seconds, and a change meanwhile cancels this task before it publishes anything.
        findings = await asyncio.to_thread(findings_of, self.files.library(path), file, self.codes, self.steps)
        self._publish(path, findings)

    def _publish(self, path: str, found: Sequence[Diagnostic]) -> None:
        diagnostics = [
            types.Diagnostic(
                range=self.range(path, each.place, each.length),
                message=each.message,
                severity=SEVERITIES[each.severity],
                code=each.code or None,
                source="dealcheck",
            )
            for each in found
        ]
        uri = uri_of(path)
        version = self.workspace.get_text_document(uri).version
        self.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(uri=uri, version=version, diagnostics=diagnostics)
        )


def _register(server: Server) -> None:
    """Say which requests are answered, and how."""
    _register_documents(server)
    _register_questions(server)
    _register_changes(server)


def _register_documents(server: Server) -> None:
    @server.feature(types.INITIALIZED)
    def initialized(_: types.InitializedParams) -> None:
        folders = [path_of(folder.uri) for folder in server.workspace.folders.values()]
        root = [server.workspace.root_path] if server.workspace.root_path else []
        server.files.roots = folders or root
        server.files.refresh()
        watched = server.client_capabilities.workspace and server.client_capabilities.workspace.did_change_watched_files
        if watched and watched.dynamic_registration:
            watchers = [types.FileSystemWatcher(glob_pattern="**/*.{yaml,yml}")]
            options = types.DidChangeWatchedFilesRegistrationOptions(watchers=watchers)
            registration = types.Registration("files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
            server.client_register_capability(types.RegistrationParams([registration]))

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: types.DidOpenTextDocumentParams) -> None:
        server.changed(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def changed(params: types.DidChangeTextDocumentParams) -> None:
        server.changed(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def saved(_: types.DidSaveTextDocumentParams) -> None:
        server.files.refresh()
        server.look_everywhere()

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: types.DidCloseTextDocumentParams) -> None:
        path = path_of(params.text_document.uri)
        server.files.close(path)
        server.forget(path)
        empty = types.PublishDiagnosticsParams(uri=params.text_document.uri, diagnostics=[])
        server.text_document_publish_diagnostics(empty)

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def changed_on_disk(_: types.DidChangeWatchedFilesParams) -> None:
        server.files.refresh()
        server.look_everywhere()


def _register_questions(server: Server) -> None:
    triggers = types.CompletionOptions(trigger_characters=[" ", "[", "{", ","])

    @server.feature(types.TEXT_DOCUMENT_COMPLETION, triggers)
    def completed(params: types.CompletionParams) -> types.CompletionList | None:
        file = server.file(params.text_document.uri)
        if file is None:
            return None
        document = server.workspace.get_text_document(params.text_document.uri)
        place = document.position_from_client_units(params.position)
        found = complete(server.files, file, place.line, place.character)
        typed = ServerTextRange(ServerTextPosition(place.line, found.column), place)
        over = document.range_to_client_units(typed)
        items = [item_of(each, number, over) for number, each in enumerate(found.proposals)]
        return types.CompletionList(is_incomplete=not found.is_complete, items=items)

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    def hovered(params: types.HoverParams) -> types.Hover | None:
        found = server.word(params.text_document.uri, params.position)
        text = hover(server.files, *found) if found else ""
        if not found or not text:
            return None
        file, word = found
        content = types.MarkupContent(types.MarkupKind.Markdown, text)
        return types.Hover(content, server.range(file.path, word.place, word.length))

    @server.feature(types.TEXT_DOCUMENT_DEFINITION)
    def defined(params: types.DefinitionParams) -> types.Location | None:
        found = server.word(params.text_document.uri, params.position)
        place = Names(server.files, found[0]).place(found[1]) if found else None
        if not found or place is None:
            return None
        return types.Location(uri_of(place.file), server.range(place.file, place, len(found[1].name)))

    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    def outlined(params: types.DocumentSymbolParams) -> list[types.DocumentSymbol]:
        file = server.file(params.text_document.uri)
        return [symbol_of(each, file, server.range) for each in symbols(file.node)] if file else []


def _register_changes(server: Server) -> None:
    @server.feature(types.TEXT_DOCUMENT_PREPARE_RENAME)
    def prepared(params: types.PrepareRenameParams) -> types.Range | None:
        found = server.word(params.text_document.uri, params.position)
        if not found or not can_rename(server.files, *found):
            return None
        return server.range(found[0].path, found[1].place, found[1].length)

    @server.feature(types.TEXT_DOCUMENT_RENAME, types.RenameOptions(prepare_provider=True))
    def renamed(params: types.RenameParams) -> types.WorkspaceEdit | None:
        found = server.word(params.text_document.uri, params.position)
        if not found:
            return None
        try:
            changes = rename(server.files, *found, params.new_name)
        except InputError as error:
            raise JsonRpcInvalidParams(str(error)) from None
        edits = {
            uri_of(path): [
                types.TextEdit(server.range(path, each.place, each.length), params.new_name) for each in words
            ]
            for path, words in changes.items()
        }
        return types.WorkspaceEdit(changes=edits)

    @server.feature(types.TEXT_DOCUMENT_FORMATTING)
    def laid_out(params: types.DocumentFormattingParams) -> list[types.TextEdit] | None:
        file = server.file(params.text_document.uri)
        try:
            new = formatted(file.text.encode("utf-8"), file.path).decode("utf-8") if file else ""
        except DealcheckError:
            return None  # it has mistakes, which are shown anyway
        lines = file.text.split("\n") if file else []
        end = types.Position(len(lines), 0)
        return [types.TextEdit(types.Range(types.Position(0, 0), end), new)] if file and new != file.text else []
