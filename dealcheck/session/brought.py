"""What plugins bring, looked at before it is used: each hook's answer, and what readers, reporters and engines give.

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
from dealcheck.model.deal import Deal
from dealcheck.place import Place
from dealcheck.session.guard import MisuseError, call

if TYPE_CHECKING:
    from dealcheck.engines import Engine

T = TypeVar("T")

BUILTIN = "builtin"
"""The name of the plugin by which dealcheck brings what is its own; it is trusted, so that its defects stay defects."""
_MOST = 100_000
"""A hook may bring this many things; a generator may not end."""
_FOR_PATHS = ("iterdir", "is_dir", "read_bytes", "name")


def paths(given: Any) -> list[Any]:
    """The files and folders that `dealcheck_rules` gave."""
    found = _listed(given, "a list of paths")
    for path in found:
        if isinstance(path, type) or not all(hasattr(path, needed) for needed in _FOR_PATHS):
            raise MisuseError(f"gave {_shown(path)}, which is no path")
    return found


def readers(plugin: str, given: Any) -> dict[str, Callable[[bytes, str], Reading]]:
    """The readers that `dealcheck_readers` gave, each guarded."""
    if plugin == BUILTIN:
        return dict(given)
    found = _named(given, "suffixes to functions")
    for suffix in found:
        if not suffix.startswith(".") or suffix != suffix.lower():
            raise MisuseError(f"gave a reader for {_shown(suffix)}; expected a suffix in small letters, such as `.csv`")
    return {suffix: _reader(plugin, suffix, function) for suffix, function in found.items()}


def reporters(plugin: str, given: Any) -> dict[str, Callable[..., str]]:
    """The reporters that `dealcheck_reporters` gave, each guarded."""
    if plugin == BUILTIN:
        return dict(given)
    found = _named(given, "names to functions")
    return {name: _reporter(plugin, name, function) for name, function in found.items()}


def engines(plugin: str, given: Any) -> dict[str, Engine]:
    """The engines that `dealcheck_engines` gave, each guarded."""
    if plugin == BUILTIN:
        return {engine.name: engine for engine in given}
    found: dict[str, Engine] = {}
    for engine in _listed(given, "a list of engines"):
        name = getattr(engine, "name", None)
        if isinstance(engine, type) or not isinstance(name, str) or not callable(getattr(engine, "compile", None)):
            raise MisuseError(f"gave {_shown(engine)}, which is no engine; it needs `name` and `compile`")
        if not name or name in found:
            raise MisuseError(f"gave {'two engines' if name else 'an engine'} called `{shown(name)}`")
        found[name] = _GuardedEngine(plugin, name, engine)
    return found


def nothing(given: Any) -> None:
    """What `dealcheck_verified` gave: it can't change a result, so nothing may look as if it did."""
    if given is not None:
        raise MisuseError(f"must return nothing, not {_kind(given)}")


def _listed(given: Any, expected: str) -> list[Any]:
    if isinstance(given, (str, bytes, Mapping)) or not isinstance(given, Iterable):
        raise MisuseError(f"must return {expected}, not {_kind(given)}")
    return _few(given)


def _named(given: Any, expected: str) -> dict[str, Callable[..., Any]]:
    if not isinstance(given, Mapping):
        raise MisuseError(f"must return a mapping, not {_kind(given)}")
    found: dict[str, Callable[..., Any]] = {}
    for pair in _few(given.items()):
        name, function = pair
        if not isinstance(name, str) or not name or not callable(function):
            raise MisuseError(f"must map {expected}, not {_shown(name)} to {_kind(function)}")
        found[name] = function
    return found


def _few(given: Iterable[Any]) -> list[Any]:
    found = list(islice(given, _MOST + 1))
    if len(found) > _MOST:
        raise MisuseError(f"gave more than {_MOST:,} things")
    return found


def _reader(plugin: str, suffix: str, function: Callable[..., Any]) -> Callable[[bytes, str], Reading]:
    def read(data: bytes, file: str) -> Reading:
        return call(plugin, f"reader `{suffix}`", partial(_read, function, data, file))

    return read


def _read(function: Callable[..., Any], data: bytes, file: str) -> Reading:
    """What a reader gave; what it raised for a file that it can't read is in the mistakes."""
    try:
        return _as_reading(function(data, file))
    except InputError as error:
        mistakes = _mistakes(error.mistakes)
        if not mistakes:
            raise MisuseError("raised an InputError without a mistake") from error
        return Reading(None, mistakes)


def _as_reading(given: Any) -> Reading:
    """What a reader gave, in the form in which dealcheck's own would have made it."""
    from dealcheck.files.objects import read_object  # imported when there is an object to tidy

    if isinstance(given, Deal):
        given = Reading(given)
    if not isinstance(given, Reading):
        raise MisuseError(f"must return a Deal or a Reading, not {_kind(given)}")
    mistakes = _mistakes(given.mistakes)
    if given.document is None and mistakes:
        return Reading(None, mistakes)
    if not isinstance(given.document, Deal):
        raise MisuseError(f"must give a deal, not {_kind(given.document)}")
    tidied = read_object(given.document)
    if mistakes:
        return Reading(tidied.document, mistakes)  # what is blank because of them would only be told twice
    for mistake in tidied.mistakes:
        if mistake.place is None:
            raise MisuseError(f"made a deal that is not proper: {mistake}")
    return tidied


def _mistakes(given: Any) -> tuple[Mistake, ...]:
    if not isinstance(given, Sequence) or not all(isinstance(each, Mistake) for each in given):
        raise MisuseError(f"must give a tuple of `Mistake`s, not {_shown(given)}")
    for mistake in given:
        if not isinstance(mistake.place, (Place, type(None))) or not isinstance(mistake.message, str):
            raise MisuseError("gave a `Mistake` that has no text as `message`, or no `Place` as `place`")
    return tuple(given)


def _reporter(plugin: str, name: str, function: Callable[..., Any]) -> Callable[..., str]:
    def report(verifications: Sequence[Any], **options: Any) -> str:
        return call(plugin, f"reporter `{name}`", lambda: _as_text(function(verifications, **options)))

    return report


def _as_text(given: Any) -> str:
    if not isinstance(given, str):
        raise MisuseError(f"must return text, not {_kind(given)}")
    given.encode("utf-8")  # half a surrogate pair could not be written
    return given


class _GuardedEngine:
    """An engine of a plugin, of which each judgment is looked at before anybody believes it."""

    def __init__(self, plugin: str, name: str, engine: Any) -> None:
        self.name = name
        self._plugin = plugin
        self._engine = engine

    def compile(self, program: Program) -> Callable[[Settled], Judgment]:
        """The function by which the engine judges; its answers are looked at."""
        compiled = self._call(lambda: _callable(self._engine.compile(program)))

        def judge(deal: Settled) -> Judgment:
            return self._call(lambda: _as_judgment(compiled(deal), program, deal))

        return judge

    def _call(self, work: Callable[[], T]) -> T:
        return call(self._plugin, f"engine `{self.name}`", work, passes=(EngineError,))


def _callable(given: Any) -> Callable[..., Any]:
    if not callable(given):
        raise MisuseError(f"must compile a program to a function, not to {_kind(given)}")
    function: Callable[..., Any] = given
    return function


def _as_judgment(given: Any, program: Program, deal: Settled) -> Judgment:
    if not isinstance(given, Judgment):
        raise MisuseError(f"must return a Judgment, not {_kind(given)}")
    if not isinstance(given.broken, Mapping) or not isinstance(given.earned, (set, frozenset)):
        raise MisuseError("must return a Judgment of a mapping `broken` and a set `earned`")
    every = (1 << len(deal.steps)) - 1
    for line, steps in given.broken.items():
        if line not in program.bottom_lines:
            raise MisuseError(f"says that {_shown(line)} is broken, which is no bottom line of the ruleset")
        if isinstance(steps, bool) or not isinstance(steps, int) or not 0 < steps <= every:
            raise MisuseError(f"says that `{line}` is broken at {_shown(steps)}; expected steps as bits, 1 to {every}")
    strange = [entry for entry in given.earned if entry not in program.worth]
    if strange:
        raise MisuseError(f"says that {_shown(strange[0])} is earned, which is no entry of the score sheet")
    return Judgment(dict(given.broken), frozenset(given.earned))


def _kind(given: Any) -> str:
    return type(given).__name__


def _shown(given: Any) -> str:
    return shown(repr(given))
