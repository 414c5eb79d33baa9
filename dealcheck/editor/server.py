"""The language server: turns requests of an editor into questions of this package, and sends the answers back.

With `protocol`, the only module that knows the protocol. Its lines and columns count from 0, in units that the
editor chooses; those of places count characters from 1.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Sequence
from functools import wraps
from typing import Any, TypeVar

from lsprotocol import types
from pygls.exceptions import FeatureRequestError, JsonRpcException, JsonRpcInvalidParams
from pygls.lsp.server import LanguageServer
from pygls.workspace import ServerTextPosition, ServerTextRange

from dealcheck.editor.complete import complete
from dealcheck.editor.diagnose import Diagnostic, findings_of, mistakes_of
from dealcheck.editor.hover import hover
from dealcheck.editor.index import Occurrence, at
from dealcheck.editor.names import Names
from dealcheck.editor.protocol import SEVERITIES, item_of, lines_of, path_of, symbol_of, uri_of
from dealcheck.editor.rename import can_rename, rename
from dealcheck.editor.symbols import symbols
from dealcheck.editor.workspace import File, Workspace, is_address, is_apart
from dealcheck.errors import DealcheckError, InputError
from dealcheck.place import Place
from dealcheck.questions.fmt import formatted
from dealcheck.session.plugins import Plugins
from dealcheck.version import __version__

F = TypeVar("F", bound=Callable[..., Any])

PAUSE = 0.2
"""Seconds from the last keystroke until mistakes are looked for."""
LONG_PAUSE = 1.0
"""Seconds after that until `lint` runs."""


def serve(plugins: Plugins, codes: Collection[str], steps: int) -> None:
    """Speak with an editor on standard input and output until the client exits; `codes`, `steps` are for `lint`."""
    Server(plugins, codes, steps).start_io()


class Server(LanguageServer):
    """Answers an editor."""

    def __init__(self, plugins: Plugins, codes: Collection[str], steps: int) -> None:
        super().__init__("dealcheck", __version__)
        self.codes = codes
        self.steps = steps
        self.files = Workspace(plugins)
        self._uris: dict[str, str] = {}
        self._pending: dict[str, asyncio.Task[None]] = {}
        _register(self)

    def feature(self, feature_name: str, options: Any = None) -> Callable[[F], F]:
        """Register a handler; when it fails, the editor's log says so, and there is no answer.

        An error as the answer would pop up for a user who only moved the cursor.
        """
        register = super().feature(feature_name, options)

        def guarded(handler: F) -> F:
            @wraps(handler)
            def handle(params: Any) -> Any:
                try:
                    return handler(params)
                except JsonRpcException:
                    raise  # meant for the client
                except Exception as error:
                    self.log_defect(error)
                    return None

            register(handle)
            return handler

        return guarded

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Log in the editor that a message makes no sense, such as one about a document that was never opened."""
        if source is not FeatureRequestError:
            text = f"a message could not be understood ({type(error).__name__}: {error})"
            self.window_log_message(types.LogMessageParams(types.MessageType.Warning, text))

    def log_defect(self, error: BaseException) -> None:
        """Log an unexpected error in the editor; the error of a plugin names the plugin."""
        defect = f"this is a defect of dealcheck ({type(error).__name__}: {error}); please report it"
        message = str(error) if isinstance(error, DealcheckError) else defect
        self.window_log_message(types.LogMessageParams(types.MessageType.Error, message))

    def file(self, uri: str) -> File | None:
        """Return a file by its address."""
        return self.files.file(path_of(uri))

    def uri(self, path: str) -> str:
        """Return the address of a path, as the editor writes it where it has the file open."""
        return self._uris.get(path) or uri_of(path)

    def word(self, uri: str, position: types.Position) -> tuple[File, Occurrence] | None:
        """Return the word at a position."""
        file = self.file(uri)
        if file is None:
            return None
        place = self.place(file, position)
        occurrence = at(file.words, place.line + 1, place.character + 1)
        return (file, occurrence) if occurrence is not None else None

    def place(self, file: File, position: types.Position) -> ServerTextPosition:
        """Convert a position from the editor's units to characters."""
        return self.workspace.position_codec.position_from_client_units(lines_of(file), position)

    def range(self, path: str, place: Place, length: int) -> types.Range:
        """Convert a range of characters in a line to the editor's units."""
        start, end = (ServerTextPosition(place.line - 1, place.column - 1 + more) for more in (0, length))
        file = self.files.file(path)
        lines = lines_of(file) if file is not None else ()  # it may be deleted by now
        return self.workspace.position_codec.range_to_client_units(lines, ServerTextRange(start, end))

    def changed(self, uri: str) -> None:
        """Take a new text of a file, and look for mistakes once the typing pauses."""
        path = path_of(uri)
        self._uris[path] = uri
        self.files.open(path, self.workspace.get_text_document(uri).source)
        self.look(path)

    def closed(self, uri: str) -> None:
        """Take a file from disk again, and show no mistakes in it."""
        path = path_of(uri)
        self._uris.pop(path, None)
        self.files.close(path)
        self.forget(path)
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri=uri, diagnostics=[]))

    def look_into_folders(self) -> None:
        """Take the folders that the editor has open."""
        uris = [folder.uri for folder in self.workspace.folders.values()] or [self.workspace.root_uri or ""]
        self.files.roots = [path for path in map(path_of, uris) if not is_address(path)]
        self.files.refresh()

    def look(self, path: str) -> None:
        """Look for mistakes in a file after a pause; another change before that starts the pause anew."""
        self.forget(path)
        task = asyncio.get_running_loop().create_task(self._look(path))
        task.add_done_callback(self._complain)
        self._pending[path] = task

    def _complain(self, task: asyncio.Task[None]) -> None:
        """Log a defect in the editor: nothing awaits the task, so the error would go unseen."""
        if not task.cancelled() and (error := task.exception()) is not None:
            self.log_defect(error)

    def forget(self, path: str) -> None:
        """Stop looking for mistakes in a file."""
        if path in self._pending:
            self._pending.pop(path).cancel()

    def look_everywhere(self) -> None:
        """Look for mistakes in all open files: what they build on may have changed."""
        for path in self._uris:
            self.look(path)

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
        findings = await asyncio.to_thread(findings_of, self.files, file, self.codes, self.steps)
        self._publish(path, findings)

    def _publish(self, path: str, diagnostics: Sequence[Diagnostic]) -> None:
        published = [
            types.Diagnostic(
                range=self.range(path, diagnostic.place, diagnostic.length),
                message=diagnostic.message,
                severity=SEVERITIES[diagnostic.severity],
                code=diagnostic.code or None,
                source="dealcheck",
            )
            for diagnostic in diagnostics
        ]
        uri = self.uri(path)
        version = self.workspace.get_text_document(uri).version
        self.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(uri=uri, version=version, diagnostics=published)
        )


def _register(server: Server) -> None:
    """Say which requests are answered, and how."""
    _register_documents(server)
    _register_questions(server)
    _register_changes(server)


def _register_documents(server: Server) -> None:
    @server.feature(types.INITIALIZED)
    def initialized(_: types.InitializedParams) -> None:
        server.look_into_folders()
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
        server.closed(params.text_document.uri)

    @server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    def other_folders(_: types.DidChangeWorkspaceFoldersParams) -> None:
        server.look_into_folders()
        server.look_everywhere()

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
        place = server.place(file, params.position)
        completion = complete(server.files, file, place.line, place.character)
        typed = ServerTextRange(ServerTextPosition(place.line, completion.column), place)
        over = server.workspace.position_codec.range_to_client_units(lines_of(file), typed)
        items = [item_of(proposal, number, over) for number, proposal in enumerate(completion.proposals)]
        return types.CompletionList(is_incomplete=not completion.is_complete, items=items)

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    def hovered(params: types.HoverParams) -> types.Hover | None:
        occurrence = server.word(params.text_document.uri, params.position)
        text = hover(server.files, *occurrence) if occurrence else ""
        if not occurrence or not text:
            return None
        file, word = occurrence
        content = types.MarkupContent(types.MarkupKind.Markdown, text)
        return types.Hover(content, server.range(file.path, word.place, word.length))

    @server.feature(types.TEXT_DOCUMENT_DEFINITION)
    def defined(params: types.DefinitionParams) -> types.Location | None:
        occurrence = server.word(params.text_document.uri, params.position)
        place = Names(server.files, occurrence[0]).place(occurrence[1]) if occurrence else None
        if not occurrence or place is None:
            return None
        return types.Location(server.uri(place.file), server.range(place.file, place, len(occurrence[1].name)))

    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    def outlined(params: types.DocumentSymbolParams) -> list[types.DocumentSymbol]:
        file = server.file(params.text_document.uri)
        return [symbol_of(symbol, file, server.range) for symbol in symbols(file.node)] if file else []


def _register_changes(server: Server) -> None:
    @server.feature(types.TEXT_DOCUMENT_PREPARE_RENAME)
    def prepared(params: types.PrepareRenameParams) -> types.Range | None:
        occurrence = server.word(params.text_document.uri, params.position)
        if not occurrence or not can_rename(server.files, *occurrence):
            return None
        return server.range(occurrence[0].path, occurrence[1].place, occurrence[1].length)

    @server.feature(types.TEXT_DOCUMENT_RENAME, types.RenameOptions(prepare_provider=True))
    def renamed(params: types.RenameParams) -> types.WorkspaceEdit | None:
        occurrence = server.word(params.text_document.uri, params.position)
        if not occurrence or is_apart(occurrence[0].path):
            return None
        try:
            changes = rename(server.files, *occurrence, params.new_name)
        except InputError as error:
            raise JsonRpcInvalidParams(str(error)) from None
        edits = {
            server.uri(path): [
                types.TextEdit(server.range(path, word.place, word.length), params.new_name) for word in words
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
