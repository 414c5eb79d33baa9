"""The folder that the desk works in: its files, and nothing outside it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from threading import RLock

import attrs

from dealcheck.errors import InputError, Mistake, shown
from dealcheck.files import YAML_SUFFIXES
from dealcheck.files.documents import read_bytes, read_document
from dealcheck.model.deal import Deal
from dealcheck.model.ruleset import Ruleset
from dealcheck.model.viewer import Viewer
from dealcheck.model.vocabulary import Vocabulary
from dealcheck.questions.fmt import yaml_files
from dealcheck.session.exports import Export
from dealcheck.session.plugins import Plugins
from dealcheck.session.session import Session

MOST_FILES = 2_000
MOST_DOCUMENTS = 20


@attrs.frozen
class Listed:
    """A file of the folder: its name there, what is in it, and what is wrong with it."""

    name: str
    kind: str
    id: str
    title: str
    mistakes: tuple[str, ...] = ()
    party: str = ""


class Folder:
    """A folder and the session that reads it; anew whenever a file in it has changed."""

    def __init__(
        self, path: Path, plugins: Plugins, viewer: Viewer | None = None, rules: Sequence[str] | None = None
    ) -> None:
        """Open a folder.

        `viewer`: who looks at the pages, and sees no more of it than what is for that one's eyes. `rules`: with a
        viewer, the rulesets that are asked; None: all there are for a deal.
        """
        self.viewer = viewer
        self.rules = None if rules is None else list(rules)
        self.root = Path(os.path.realpath(path))
        if not self.root.is_dir():
            raise InputError(
                [Mistake(f"`{shown(str(path), 200)}` is no folder", None, "give the folder with your deals")]
            )
        self._plugins = plugins
        self._seen: object = None
        self._lock = RLock()
        self._listed: list[Listed] = []
        self._session = Session(plugins=plugins)

    @property
    def viewer_name(self) -> str | None:
        """Who looks at the pages, by name; None: whoever may see all."""
        return None if self.viewer is None else self.viewer.name

    def exports(self) -> dict[str, Export]:
        """Return the formats in which plugins save drafts, by suffix."""
        return self._plugins.exports()

    def documents(self, suffix: str) -> list[Path]:
        """Return the files of the folder with a suffix, the one that changed last first; hidden ones aside."""
        found = [
            Path(parent) / name
            for parent, _, names in os.walk(self.root)
            if not _is_hidden(Path(parent).relative_to(self.root))
            for name in names
            if name.lower().endswith(suffix) and not name.startswith((".", "~"))  # Word locks a file by one with ~
        ]
        own = [path for path in sorted(found) if path.is_file() and not path.is_symlink()]
        return sorted(own, key=lambda path: path.stat().st_mtime_ns, reverse=True)[:MOST_DOCUMENTS]

    def session(self) -> Session:
        """Return a session with the words and rulesets of the folder as they are now."""
        self._refresh()
        return self._session

    def listed(self) -> list[Listed]:
        """Return the files of the folder as they are now."""
        self._refresh()
        return self._listed if self.viewer is None else [each for each in self._listed if self._is_seen(each)]

    def _is_seen(self, listed: Listed) -> bool:
        """Return whether the viewer may see that there is a file: of the rulesets and what can't be read, its own."""
        assert self.viewer is not None
        return listed.kind in ("deal", "vocabulary") or bool(listed.party and listed.party == self.viewer.party)

    def path(self, name: str) -> Path:
        """Return the path of a file in the folder. Raises InputError for one that is not there, or outside."""
        path = self._within(name)
        is_hidden = self.viewer is not None and not any(each.name == name for each in self.listed())
        if path is None or not path.is_file() or is_hidden:
            raise InputError([Mistake(f"there is no file `{shown(name, 200)}` in this folder")])
        return path

    def new_path(self, name: str) -> Path:
        """Return the path for a new file in the folder. Raises InputError where there is one already."""
        path = self._within(name)
        if path is None or path.exists() or not path.parent.is_dir():
            raise InputError([Mistake(f"`{shown(name, 200)}` is there already", None, "choose another name")])
        return path

    def _within(self, name: str) -> Path | None:
        """Return the path that a name means, links followed; None where it leads out of the folder or is no YAML."""
        try:
            real = Path(os.path.realpath(self.root / name))
        except (OSError, ValueError):
            return None
        inside = real.is_relative_to(self.root) and real.suffix.lower() in YAML_SUFFIXES
        return real if inside and not _is_hidden(real.relative_to(self.root)) else None

    def _refresh(self) -> None:
        with self._lock:
            names = [os.path.relpath(file, self.root) for file in yaml_files(str(self.root), lambda *_: None)]
            paths = {name: path for name in names[:MOST_FILES] if (path := self._within(name)) and path.is_file()}
            seen = [(name, status.st_mtime_ns, status.st_size) for name, p in paths.items() for status in [p.stat()]]
            if seen == self._seen:
                return
            listed = [_listed(Path(name).as_posix(), path) for name, path in paths.items()]
            words = [paths[name] for name, each in zip(paths, listed) if each.kind in ("ruleset", "vocabulary")]
            self._session = Session(plugins=self._plugins, words=words)
            self._listed, self._seen = listed, seen


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _listed(name: str, path: Path) -> Listed:
    try:
        reading = read_document(read_bytes(path), name)
    except InputError as error:
        return Listed(name, "broken", "", "", tuple(map(str, error.mistakes)))
    document, mistakes = reading.document, tuple(map(str, reading.mistakes))
    if isinstance(document, (Deal, Ruleset, Vocabulary)):
        kind = type(document).__name__.lower()
        party = str(getattr(document, "party", None) or "")
        return Listed(name, kind, str(document.id), str(document.title), mistakes, party)
    return Listed(name, "broken" if mistakes else "other", "", "", mistakes)
