"""The files as an editor sees them: open ones first, then those on disk, then what is installed."""

from __future__ import annotations

import contextlib
import os
import re
import stat
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import attrs

from dealcheck.editor.index import Occurrence, kind_of, occurrences
from dealcheck.errors import InputError
from dealcheck.files import YAML_SUFFIXES
from dealcheck.files.documents import Reading, read_bytes, read_tree
from dealcheck.language.lexicon import Lexicon
from dealcheck.model.deal import Deal
from dealcheck.model.ruleset import Ruleset
from dealcheck.model.vocabulary import Vocabulary
from dealcheck.session.library import Library
from dealcheck.session.plugins import Plugins
from dealcheck.syntax.nodes import YamlNode, parse

MOST_FILES = 2_000
"""At most this many YAML files of the open folders are looked at."""
_PASSED_OVER = ("node_modules", "__pycache__")
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:|\Z")
"""A scheme is longer than the letter of a drive; an empty text is no path either."""


def is_address(path: str) -> bool:
    """Return whether something is the address of a text that is no file, as `git:…` or `untitled:…`, and no path."""
    return _ADDRESS.match(path) is not None


def is_apart(path: str) -> bool:
    """Return whether a text is no file, nor about to become one: an older version, output, a page.

    Other files don't see it.
    """
    return is_address(path) and not path.startswith("untitled:")


@attrs.frozen
class File:
    """A file as it is now, and its tree as it was when it could last be parsed."""

    path: str
    text: str
    reading: Reading
    node: YamlNode | None
    words: Sequence[Occurrence]

    @property
    def kind(self) -> str:
        """What kind of file it is; empty if it is none of dealcheck's."""
        return kind_of(self.node)

    @property
    def id(self) -> str:
        """The id of what it holds."""
        return self.node.pairs[0][1].text if self.node is not None and self.kind else ""


class Workspace:
    """The files of the folders that are open, and a library of what they and the plugins bring."""

    def __init__(self, plugins: Plugins | None = None, roots: Sequence[str | Path] = ()) -> None:
        self.plugins = plugins or Plugins()
        self.roots = [os.path.abspath(root) for root in roots]
        self._open: dict[str, str] = {}
        self._files: dict[str, tuple[object, File]] = {}
        self._listed: list[str] | None = None
        self._libraries: dict[str, Library] = {}
        self._lexicons: dict[str, Lexicon] = {}

    def open(self, path: str, text: str) -> None:
        """Take the text of a file from the editor, whatever is on disk."""
        if path not in self._open:
            self._listed = None
        self._open[path] = text
        self._libraries.clear()

    def close(self, path: str) -> None:
        """Take a file from disk again."""
        self._open.pop(path, None)
        self.refresh()

    def refresh(self) -> None:
        """Look at the folders anew, as something has changed on disk."""
        self._listed = None
        self._libraries.clear()

    def file(self, path: str) -> File | None:
        """Return a file, open or on disk; None if there is none that can be read."""
        if path in self._open:
            stamp: object = self._open[path]
        else:
            try:
                status = os.stat(path)
            except (OSError, ValueError):
                return None
            if not stat.S_ISREG(status.st_mode):  # a pipe would never end
                return None
            stamp = (status.st_mtime_ns, status.st_size)
        cached = self._files.get(path)
        if cached and cached[0] == stamp:
            return cached[1]
        file = self._read(path, cached[1] if cached else None)
        if file is not None:
            self._files[path] = (stamp, file)
        return file

    def _read(self, path: str, before: File | None) -> File | None:
        try:
            data = self._open[path].encode("utf-8", "surrogatepass") if path in self._open else read_bytes(Path(path))
        except InputError:
            return None
        text = data.decode("utf-8", "replace")
        try:
            node = parse(data, path)
        except InputError as error:  # half typed: what was there before still helps
            words = before.words if before is not None else ()
            return File(path, text, Reading(None, error.mistakes), before.node if before is not None else None, words)
        return File(path, text, read_tree(node, path), node, occurrences(node))

    def files(self, asking: str = "") -> Iterator[File]:
        """Yield all files of dealcheck's, open or in the folders, as the file `asking` sees them."""
        if self._listed is None:
            self._listed = [*_yaml_files(self.roots), *_beside(self._open, self.roots)]
        for path in dict.fromkeys((*self._open, *self._listed)):
            file = self.file(path) if path == asking or not is_apart(path) else None
            if file is not None and file.kind:
                yield file

    def library(self, path: str) -> Library:
        """Return the vocabularies and rulesets a file sees; of two with one id, the one in the nearer folder."""
        folder = path if is_apart(path) else os.path.dirname(path)
        if folder not in self._libraries:
            library = Library(self.plugins)
            taken: set[tuple[str, str]] = set()
            for file in sorted(self.files(path), key=lambda file: (file.path != folder, _distance(folder, file.path))):
                document = file.reading.document
                if not isinstance(document, (Vocabulary, Ruleset)) or (file.kind, file.id) in taken:
                    continue
                taken.add((file.kind, file.id))
                if document.id:
                    library.add(file.reading, file.path)
            self._libraries[folder] = library
        return self._libraries[folder]

    def vocabulary_of(self, file: File) -> str:
        """Return the id of a file's vocabulary (its own, if it is one); empty if unknown."""
        document = file.reading.document
        if file.kind == "vocabulary":
            return file.id
        if isinstance(document, (Deal, Ruleset)) and document.vocabulary:
            return str(document.vocabulary)
        if isinstance(document, Ruleset) and document.extends:
            try:
                return str(self.library(file.path).flat(str(document.id)).vocabulary or "")
            except InputError:
                return ""
        # A test file is in the vocabulary of its deals; half-typed files still say what they are in.
        return next((word.name for word in file.words if word.sort == "vocabulary"), "")

    def lexicon(self, file: File) -> Lexicon | None:
        """Return the words that a file may use."""
        return self.words(file, self.vocabulary_of(file))

    def words(self, file: File, name: str) -> Lexicon | None:
        """Return the words of a vocabulary as a file sees it; while it is broken, those that it had before."""
        try:
            self._lexicons[name] = self.library(file.path).lexicon(name)
        except InputError:
            return self._lexicons.get(name)
        return self._lexicons[name]


def _yaml_files(roots: Sequence[str]) -> Iterator[str]:
    """Yield at most `MOST_FILES` YAML files below some folders, without hidden ones and those of tools."""
    count = 0
    for root in roots:
        for folder, folders, names in os.walk(root):
            folders[:] = sorted(
                folder for folder in folders if not folder.startswith(".") and folder not in _PASSED_OVER
            )
            for name in sorted(names):
                if name.endswith(YAML_SUFFIXES) and not name.startswith("."):
                    count += 1
                    if count > MOST_FILES:
                        return
                    yield os.path.join(folder, name)


def _beside(paths: Iterable[str], roots: Sequence[str]) -> Iterator[str]:
    """Yield YAML files in the folders of some files, unless those folders are in `roots`."""
    for folder in sorted({os.path.dirname(path) for path in paths if os.path.isabs(path)}):
        if any(folder == root or folder.startswith(root.rstrip(os.sep) + os.sep) for root in roots):
            continue
        with contextlib.suppress(OSError, ValueError):  # the folder of an unsaved file may not exist yet
            yield from (
                entry.path for entry in os.scandir(folder) if entry.name.endswith(YAML_SUFFIXES) and entry.is_file()
            )


def _distance(folder: str, path: str) -> tuple[int, int, str]:
    """Return how far a file is from a folder: the steps up to what they have in common, and those down from there."""
    here, there = folder.split(os.sep), os.path.dirname(path).split(os.sep)
    common = next((n for n, (near, far) in enumerate(zip(here, there)) if near != far), min(len(here), len(there)))
    return len(here) - common, len(there) - common, path
