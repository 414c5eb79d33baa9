"""Checks of what plugins bring: each hook's answer, and what readers, reporters and engines return.

All of this runs inside `guard.call`, as iterating over a plugin's object, or asking for an attribute, runs its code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from dealcheck.errors import EngineError, InputError, Mistake, shown
from dealcheck.files.documents import Reading
from dealcheck.language.program import Judgment, Program, Settled
from dealcheck.language.semantics import points_of_issues
from dealcheck.model.deal import Deal
from dealcheck.model.fields import IS_ID
from dealcheck.model.ruleset import Ruleset
from dealcheck.model.vocabulary import Vocabulary
from dealcheck.place import Place
from dealcheck.session.guard import MisuseError, call

if TYPE_CHECKING:
    from click import Command

    from dealcheck.engines import Engine
    from dealcheck.session.exports import DraftToExport, Export

T = TypeVar("T")

BUILTIN = "builtin"
"""The plugin with dealcheck's own rules, formats and engines; it is trusted, so that its defects stay defects."""
_MOST = 100_000
"""A hook may bring this many things; a generator may not end."""
_DOCUMENTS = (Deal, Ruleset, Vocabulary)
_FOR_PATHS = ("iterdir", "is_dir", "read_bytes", "name")


def paths(value: Any) -> list[Any]:
    """Return the files and folders that `dealcheck_rules` gave."""
    listed = _listed(value, "a list of paths")
    for path in listed:
        if isinstance(path, type) or not all(hasattr(path, needed) for needed in _FOR_PATHS):
            raise MisuseError(f"gave {_shown(path)}, which is no path")
    return listed


def readers(plugin: str, value: Any) -> dict[str, Callable[[bytes, str], Reading]]:
    """Return the readers that `dealcheck_readers` gave, each guarded."""
    if plugin == BUILTIN:
        return dict(value)
    functions = _named(value, "suffixes to functions")
    for suffix in functions:
        if not suffix.startswith(".") or suffix != suffix.lower():
            raise MisuseError(f"gave a reader for {_shown(suffix)}; expected a suffix in small letters, such as `.csv`")
    return {suffix: _reader(plugin, suffix, function) for suffix, function in functions.items()}


def reporters(plugin: str, value: Any) -> dict[str, Callable[..., str]]:
    """Return the reporters that `dealcheck_reporters` gave, each guarded."""
    if plugin == BUILTIN:
        return dict(value)
    functions = _named(value, "names to functions")
    return {name: _reporter(plugin, name, function) for name, function in functions.items()}


def engines(plugin: str, value: Any) -> dict[str, Engine]:
    """Return the engines that `dealcheck_engines` gave, each guarded."""
    if plugin == BUILTIN:
        return {engine.name: engine for engine in value}
    named: dict[str, Engine] = {}
    for engine in _listed(value, "a list of engines"):
        name = getattr(engine, "name", None)
        if isinstance(engine, type) or not isinstance(name, str) or not callable(getattr(engine, "compile", None)):
            raise MisuseError(f"gave {_shown(engine)}, which is no engine; it needs `name` and `compile`")
        if not name or name in named:
            raise MisuseError(f"gave {'two engines' if name else 'an engine'} called `{shown(name)}`")
        named[name] = _GuardedEngine(plugin, name, engine)
    return named


def commands(plugin: str, value: Any) -> dict[str, Command]:
    """Return the commands that `dealcheck_commands` gave, without running any."""
    from click import Command  # imported when somebody asks for a command that dealcheck does not have

    named: dict[str, Command] = {}
    for name, command in _mapped(value):
        if not isinstance(name, str) or not IS_ID.match(name) or not isinstance(command, Command):
            raise MisuseError(f"must map names to `click.Command`s, not {_shown(name)} to {_kind(command)}")
        named[name] = command
    return named


def exports(plugin: str, value: Any) -> dict[str, Export]:
    """Return the exports that `dealcheck_exports` gave, each guarded."""
    from dealcheck.session.exports import Export

    named: dict[str, Export] = {}
    for suffix, export in _mapped(value):
        if not isinstance(suffix, str) or not suffix.startswith(".") or suffix != suffix.lower():
            raise MisuseError(
                f"gave an export for {_shown(suffix)}; expected a suffix in small letters, such as `.docx`"
            )
        texts = isinstance(export, Export) and isinstance(export.title, str) and isinstance(export.note, str)
        if not texts or not callable(export.write):
            raise MisuseError(f"must map suffixes to `dealcheck.Export`s, not {_shown(suffix)} to {_kind(export)}")
        named[suffix] = Export(title=export.title, note=export.note, write=_writer(plugin, suffix, export.write))
    return named


def _writer(plugin: str, suffix: str, function: Callable[..., Any]) -> Callable[[DraftToExport], bytes]:
    def write(draft: DraftToExport) -> bytes:
        return call(plugin, f"export `{suffix}`", lambda: _as_bytes(function(draft)), passes=(InputError,))

    return write


def _as_bytes(value: Any) -> bytes:
    if not isinstance(value, bytes):
        raise MisuseError(f"must return bytes, not {_kind(value)}")
    return value


def nothing(value: Any) -> None:
    """Refuse any answer of `dealcheck_verified`: it can't change a result."""
    if value is not None:
        raise MisuseError(f"must return nothing, not {_kind(value)}")


def _listed(value: Any, expected: str) -> list[Any]:
    if isinstance(value, (str, bytes, Mapping)) or not isinstance(value, Iterable):
        raise MisuseError(f"must return {expected}, not {_kind(value)}")
    return _few(value)


def _named(value: Any, expected: str) -> dict[str, Callable[..., Any]]:
    functions: dict[str, Callable[..., Any]] = {}
    for name, function in _mapped(value):
        if not isinstance(name, str) or not name or not callable(function):
            raise MisuseError(f"must map {expected}, not {_shown(name)} to {_kind(function)}")
        functions[name] = function
    return functions


def _mapped(value: Any) -> list[tuple[Any, Any]]:
    if not isinstance(value, Mapping):
        raise MisuseError(f"must return a mapping, not {_kind(value)}")
    return [(name, content) for name, content in _few(value.items())]


def _few(items: Iterable[Any]) -> list[Any]:
    first = list(islice(items, _MOST + 1))
    if len(first) > _MOST:
        raise MisuseError(f"gave more than {_MOST:,} things")
    return first


def _reader(plugin: str, suffix: str, function: Callable[..., Any]) -> Callable[[bytes, str], Reading]:
    def read(data: bytes, file: str) -> Reading:
        return call(plugin, f"reader `{suffix}`", partial(_read, function, data, file))

    return read


def _read(function: Callable[..., Any], data: bytes, file: str) -> Reading:
    """Return what a reader gave; what it raised for a file that it can't read is in the mistakes."""
    try:
        return _as_reading(function(data, file))
    except InputError as error:
        mistakes = _mistakes(error.mistakes)
        if not mistakes:
            raise MisuseError("raised an InputError without a mistake") from error
        return Reading(None, mistakes)


def _as_reading(value: Any) -> Reading:
    """Return what a reader gave, converted to what dealcheck's own reader would have made."""
    from dealcheck.files.objects import read_object  # imported when there is an object to tidy

    if isinstance(value, _DOCUMENTS):
        value = Reading(value)
    if not isinstance(value, Reading):
        raise MisuseError(f"must return a Deal or a Reading, not {_kind(value)}")
    mistakes, warnings = _mistakes(value.mistakes), _mistakes(value.warnings)
    if value.document is None and mistakes:
        return Reading(None, mistakes, warnings=warnings)
    if not isinstance(value.document, _DOCUMENTS):
        raise MisuseError(f"must give a deal, a ruleset or a vocabulary, not {_kind(value.document)}")
    also = _also(value.also)
    tidied = [read_object(document) for document in (value.document, *also)]
    found = [mistake for reading in tidied for mistake in reading.mistakes]
    for mistake in found if not mistakes else ():
        if mistake.place is None:
            kind = _kind(value.document).lower()
            raise MisuseError(f"made a {kind} that is not proper: {mistake}")
    return Reading(
        tidied[0].document,
        mistakes or tuple(found),  # mistakes about the blanks that others left would only repeat them
        also=tuple(reading.document for reading in tidied[1:] if reading.document is not None),
        warnings=warnings,
    )


def _also(value: Any) -> tuple[Vocabulary | Ruleset, ...]:
    if not isinstance(value, Sequence) or not all(isinstance(item, (Vocabulary, Ruleset)) for item in value):
        raise MisuseError(f"must give a tuple of vocabularies and rulesets as `also`, not {_shown(value)}")
    return tuple(value)


def _mistakes(value: Any) -> tuple[Mistake, ...]:
    if not isinstance(value, Sequence) or not all(isinstance(item, Mistake) for item in value):
        raise MisuseError(f"must give a tuple of `Mistake`s, not {_shown(value)}")
    for mistake in value:
        if not isinstance(mistake.place, (Place, type(None))) or not isinstance(mistake.message, str):
            raise MisuseError("gave a `Mistake` that has no text as `message`, or no `Place` as `place`")
    return tuple(value)


def _reporter(plugin: str, name: str, function: Callable[..., Any]) -> Callable[..., str]:
    def report(verifications: Sequence[Any], **options: Any) -> str:
        return call(plugin, f"reporter `{name}`", lambda: _as_text(function(verifications, **options)))

    return report


def _as_text(value: Any) -> str:
    if not isinstance(value, str):
        raise MisuseError(f"must return text, not {_kind(value)}")
    value.encode("utf-8")  # half a surrogate pair could not be written
    return value


class _GuardedEngine:
    """A plugin's engine whose judgments are checked before use."""

    def __init__(self, plugin: str, name: str, engine: Any) -> None:
        self.name = name
        self._plugin = plugin
        self._engine = engine

    def compile(self, program: Program) -> Callable[[Settled], Judgment]:
        """Return the function by which the engine judges, with its answers checked."""
        compiled = self._call(lambda: _callable(self._engine.compile(program)))

        def judge(deal: Settled) -> Judgment:
            return self._call(lambda: _as_judgment(compiled(deal), program, deal))

        return judge

    def _call(self, work: Callable[[], T]) -> T:
        return call(self._plugin, f"engine `{self.name}`", work, passes=(EngineError,))


def _callable(value: Any) -> Callable[..., Any]:
    if not callable(value):
        raise MisuseError(f"must compile a program to a function, not to {_kind(value)}")
    function: Callable[..., Any] = value
    return function


def _as_judgment(value: Any, program: Program, deal: Settled) -> Judgment:
    if not isinstance(value, Judgment):
        raise MisuseError(f"must return a Judgment, not {_kind(value)}")
    if not isinstance(value.broken, Mapping) or not isinstance(value.earned, (set, frozenset)):
        raise MisuseError("must return a Judgment of a mapping `broken` and a set `earned`")
    every = (1 << len(deal.steps)) - 1
    for line, steps in value.broken.items():
        if line not in program.bottom_lines:
            raise MisuseError(f"says that {_shown(line)} is broken, which is no bottom line of the ruleset")
        if isinstance(steps, bool) or not isinstance(steps, int) or not 0 < steps <= every:
            raise MisuseError(f"says that `{line}` is broken at {_shown(steps)}; expected steps as bits, 1 to {every}")
    strange = [entry for entry in value.earned if entry not in program.worth]
    if strange:
        raise MisuseError(f"says that {_shown(strange[0])} is earned, which is no entry of the score sheet")
    return Judgment(dict(value.broken), frozenset(value.earned), points_of_issues(program, deal))


def _kind(value: Any) -> str:
    return type(value).__name__


def _shown(value: Any) -> str:
    return shown(repr(value))
