"""How fast the language server answers, over stdio, in a vocabulary of a thousand words: `python benchmarks/lsp.py`.

A real client starts `dealcheck lsp` and types into a ruleset. Before each completion and each hover it changes a line,
as an editor does with every keystroke; what is measured is the time from the question to the answer. Diagnostics are
measured from the change, less the pause that the server makes on purpose.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from lsprotocol import types
from pygls.lsp.client import LanguageClient
from pygls.uris import from_fs_path

from dealcheck.editor.server import PAUSE

WORDS = 1_000
LINES = 200
"""Bottom lines of the ruleset."""


def vocabulary(words: int) -> str:
    """A vocabulary of so many parties, verbs and objects; objects are wholes of ten parts each."""
    verbs = ", ".join(f"do-{number}" for number in range(words // 20))
    lines = ["vocabulary: large", "parties: {here: , there: }", f"actions: {{doing: [{verbs}]}}", "objects:"]
    for whole in range((words - 2 - words // 20) // 11):
        lines += [f"  whole-{whole}:", f"    title: The whole number {whole}", "    parts:"]
        lines += [f"      part-{whole}-{part}: {{title: Part {part} of {whole}}}" for part in range(10)]
    return "\n".join(lines) + "\n"


def ruleset(number: int) -> str:
    """A ruleset of so many bottom lines in that vocabulary."""
    lines = ["ruleset: mine", "vocabulary: large", "party: here", "bottom-lines:"]
    for each in range(number):
        pattern = f"{{party: there, action: do-{each % 40}, part-of: whole-{each % 80}}}"
        lines += [f"  line-{each}:", f"    title: Line {each}", f"    forbid: {pattern}"]
    return "\n".join(lines) + "\n"


class Editor(LanguageClient):
    """Types into one file."""

    def __init__(self, path: Path) -> None:
        super().__init__("benchmark", "1")
        self.uri = from_fs_path(str(path)) or ""
        self.document = types.TextDocumentIdentifier(self.uri)
        self.text = path.read_text("utf-8")
        self.version = 1
        self.published = asyncio.Event()
        self.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(lambda _: self.published.set())

    async def start(self, folder: Path) -> None:
        await self.start_io(sys.executable, "-m", "dealcheck", "lsp")
        folders = [types.WorkspaceFolder(from_fs_path(str(folder)) or "", folder.name)]
        capabilities = types.ClientCapabilities()
        await self.initialize_async(types.InitializeParams(capabilities=capabilities, workspace_folders=folders))
        self.initialized(types.InitializedParams())
        item = types.TextDocumentItem(self.uri, "yaml", self.version, self.text)
        self.text_document_did_open(types.DidOpenTextDocumentParams(item))
        await self.published.wait()

    def type(self, line: int, text: str) -> None:
        """Put a text in place of a line."""
        self.version += 1
        self.published.clear()
        document = types.VersionedTextDocumentIdentifier(version=self.version, uri=self.uri)
        where = types.Range(types.Position(line, 0), types.Position(line + 1, 0))
        change = types.TextDocumentContentChangePartial(range=where, text=text + "\n")
        self.text_document_did_change(types.DidChangeTextDocumentParams(document, [change]))

    async def end(self) -> None:
        await self.shutdown_async(None)
        self.exit(None)
        await self.stop()


async def timed(rounds: int, prepare: Callable[[int], None], ask: Callable[[], Awaitable[object]]) -> list[float]:
    """The milliseconds that each answer took."""
    taken = []
    for number in range(rounds):
        prepare(number)
        start = time.perf_counter()
        answer = await ask()
        taken.append(1000 * (time.perf_counter() - start))
        assert answer, "the server had no answer"
    return taken


async def measure(rounds: int, words: int, lines: int) -> dict[str, list[float]]:
    """The milliseconds of each kind of answer."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "vocabulary.yaml").write_text(vocabulary(words), encoding="utf-8")
        (folder / "rules.yaml").write_text(ruleset(lines), encoding="utf-8")
        editor = Editor(folder / "rules.yaml")
        await editor.start(folder)
        line = 4 + 3 * (lines // 2) + 2
        typed = "    forbid: {party: there, action: do-1, part-of: whole-1"
        end = types.Position(line, len(typed))

        def half_typed(number: int) -> None:
            editor.type(line, typed[:-1] + str(number % 9 + 1))

        def typed_out(number: int) -> None:
            editor.type(line, f"{typed[:-1]}{number % 9 + 1}}}")

        async def complete() -> object:
            found = await editor.text_document_completion_async(types.CompletionParams(editor.document, end))
            return isinstance(found, types.CompletionList) and found.items

        async def complete_all() -> object:
            start = types.Position(line, typed.index("whole"))
            found = await editor.text_document_completion_async(types.CompletionParams(editor.document, start))
            return isinstance(found, types.CompletionList) and found.items

        async def hover() -> object:
            return await editor.text_document_hover_async(types.HoverParams(editor.document, end))

        async def diagnose() -> object:
            return await editor.published.wait()

        taken = {
            "completion of a word half typed": await timed(rounds, half_typed, complete),
            "completion of any word": await timed(rounds, half_typed, complete_all),
            "hover": await timed(rounds, typed_out, hover),
        }
        waited = await timed(rounds, typed_out, diagnose)
        taken["diagnostics"] = [each - 1000 * PAUSE for each in waited]
        await editor.end()
    return taken


def main(rounds: int = 20, words: int = WORDS, lines: int = LINES) -> None:
    """Print the median and the slowest of some rounds."""
    print(f"{words:,} words, {lines} bottom lines; milliseconds over stdio, of {rounds} each:")
    for what, taken in asyncio.run(measure(rounds, words, lines)).items():
        print(f"  {what:34} median {statistics.median(taken):7.1f}   slowest {max(taken):7.1f}")


if __name__ == "__main__":
    main()
