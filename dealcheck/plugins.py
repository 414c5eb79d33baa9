"""The plugins that are installed, and what each brings.

Each hook is called for one plugin at a time, so that whatever goes wrong is laid at the right door.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import attrs
import pluggy

from dealcheck import hookspecs
from dealcheck.errors import DealcheckError, PluginError, nearest, shown
from dealcheck.installed import may_have_entry_points

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

    from dealcheck.engines import Engine
    from dealcheck.model.deal import Deal
    from dealcheck.model.verdict import Verification
    from dealcheck.read.documents import Reading

GROUP = "dealcheck"
BUILTIN = "builtin"
"""The name of the plugin by which dealcheck brings what is its own."""
DISABLE_VARIABLE = "DEALCHECK_DISABLE_PLUGINS"
"""Environment variable: names of plugins to leave out, separated by commas."""


@attrs.frozen
class PluginInfo:
    """A plugin: its name, the distribution that installed it, that one's version, and the hooks it implements."""

    name: str
    distribution: str
    version: str
    hooks: tuple[str, ...]


class Plugins:
    """Loads plugins and asks them, one by one, for what they bring."""

    def __init__(self, *, disabled: Collection[str] = (), entry_points: bool = True) -> None:
        """Load dealcheck's own plugin and, with `entry_points`, all installed ones that are not disabled.

        Raises PluginError when one can't be imported, or when a disabled name belongs to none.
        """
        from dealcheck import builtin

        self.manager = pluggy.PluginManager(GROUP)
        self.manager.add_hookspecs(hookspecs)
        self.manager.register(builtin, BUILTIN)
        self._distributions: dict[str, tuple[str, str]] = {}
        if entry_points:
            self._load(set(disabled) | disabled_by_environment(), set(disabled))

    def register(self, plugin: object, name: str) -> None:
        """Add a plugin that is not installed: a module or an object with hook implementations."""
        try:
            self.manager.register(plugin, name)
            self.manager.check_pending()
        except (ValueError, pluggy.PluginValidationError) as error:
            raise PluginError(f"plugin `{shown(name)}` can't be registered: {error}") from error

    def _load(self, disabled: set[str], must_exist: set[str]) -> None:
        found = _entry_points()
        for name in must_exist - {entry.name for entry in found}:
            cure = nearest(name, [entry.name for entry in found])
            raise PluginError(f"there is no plugin `{shown(name)}` to disable; {cure}")
        for entry in found:
            if entry.name in disabled:
                continue
            try:
                plugin = entry.load()
            except Exception as error:
                raise _blame(entry.name, "can't be imported", error) from error
            self.register(plugin, entry.name)
            if entry.dist is not None:
                self._distributions[entry.name] = (entry.dist.metadata["Name"], entry.dist.version)

    def infos(self) -> list[PluginInfo]:
        """All plugins, dealcheck's own first."""
        from dealcheck import __version__

        infos = []
        for name, plugin in self.manager.list_name_plugin():
            callers = (self.manager.get_hookcallers(plugin) or []) if plugin is not None else []
            distribution, version = self._distributions.get(name, ("dealcheck", __version__))
            infos.append(PluginInfo(name, distribution, version, tuple(sorted(caller.name for caller in callers))))
        return infos

    def rules(self) -> Iterator[tuple[str, Any]]:
        """The files and folders of rules, each with the name of the plugin that brings it."""
        for name, paths in self._ask("dealcheck_rules"):
            for path in _as_list(name, "dealcheck_rules", paths):
                if not all(hasattr(path, needed) for needed in ("iterdir", "is_dir", "read_bytes")):
                    raise PluginError(f"plugin `{name}`: hook dealcheck_rules gave {path!r}, which is no path")
                yield name, path

    def readers(self) -> dict[str, Callable[[bytes, str], Deal | Reading]]:
        """Readers of deal files by suffix."""
        return dict(self._named("dealcheck_readers"))

    def reporters(self) -> dict[str, Callable[..., str]]:
        """Reporters by format."""
        return dict(self._named("dealcheck_reporters"))

    def engines(self) -> dict[str, Engine]:
        """Engines by name."""
        engines: dict[str, Engine] = {}
        brought: dict[str, str] = {}
        for plugin, given in self._ask("dealcheck_engines"):
            for engine in _as_list(plugin, "dealcheck_engines", given):
                name = getattr(engine, "name", None)
                if not isinstance(name, str) or not callable(getattr(engine, "compile", None)):
                    raise PluginError(f"plugin `{plugin}`: {engine!r} is no engine; it needs `name` and `compile`")
                _claim(brought, "engine", name, plugin)
                engines[name] = engine
        return engines

    def brought_by(self, plugin: str, hook: str) -> list[str]:
        """The names of the readers, reporters or engines that one plugin brings."""
        given = [found for name, found in self._ask(hook) if name == plugin]
        return [getattr(each, "name", each) for found in given for each in found]

    def verified(self, verification: Verification) -> None:
        """Tell every plugin that asked to know."""
        for _ in self._ask("dealcheck_verified", verification=verification):
            pass

    def _named(self, hook: str) -> Iterator[tuple[str, Callable[..., Any]]]:
        """The functions that plugins give by name, each guarded so that what it raises names its plugin."""
        brought: dict[str, str] = {}
        for plugin, given in self._ask(hook):
            if not isinstance(given, Mapping):
                raise PluginError(f"plugin `{plugin}`: hook {hook} must return a mapping, not {type(given).__name__}")
            for name, function in given.items():
                if not isinstance(name, str) or not callable(function):
                    raise PluginError(f"plugin `{plugin}`: hook {hook} must map names to functions, not {name!r}")
                _claim(brought, hook.removeprefix("dealcheck_").removesuffix("s"), name, plugin)
                yield name, guard(plugin, name, function)

    def _ask(self, hook: str, **arguments: object) -> Iterator[tuple[str, Any]]:
        """What each plugin answers to a hook, with the plugin's name; the first registered comes first."""
        for implementation in getattr(self.manager.hook, hook).get_hookimpls():
            name = implementation.plugin_name
            given = [arguments[argument] for argument in implementation.argnames]
            yield name, guard(name, f"hook {hook}", implementation.function)(*given)


def guard(plugin: str, what: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, with all it raises (except dealcheck's own errors) turned into an error that names the plugin.

    What fails in dealcheck's own is a defect and remains one: nobody could switch it off.
    """
    if plugin == BUILTIN:
        return function

    def guarded(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except DealcheckError:
            raise
        except Exception as error:
            raise _blame(plugin, f"failed in {what}", error) from error

    return guarded


def installed_names() -> list[str]:
    """Return the names of all installed plugins, whether they can be loaded or not."""
    return list(dict.fromkeys(entry.name for entry in _entry_points()))


def disabled_by_environment() -> set[str]:
    """Return the names that the environment variable DEALCHECK_DISABLE_PLUGINS leaves out."""
    return {name.strip() for name in os.environ.get(DISABLE_VARIABLE, "").split(",") if name.strip()}


def _entry_points() -> list[EntryPoint]:
    """What installed distributions offer as plugins of dealcheck, by name."""
    if not may_have_entry_points(GROUP):
        return []
    from importlib import metadata  # imported when there is something to find

    return sorted(metadata.entry_points(group=GROUP), key=lambda entry: entry.name)


def _blame(plugin: str, what: str, error: Exception) -> PluginError:
    reason = shown(f"{type(error).__name__}: {error}", 300)
    return PluginError(f"plugin `{shown(plugin)}` {what}: {reason}; switch it off with `--disable-plugin {plugin}`")


def _claim(brought: dict[str, str], kind: str, name: str, plugin: str) -> None:
    first = brought.setdefault(name, plugin)
    if first != plugin:
        raise PluginError(
            f"plugins `{first}` and `{plugin}` both bring the {kind} `{shown(name)}`; "
            f"switch one off with `--disable-plugin`"
        )


def _as_list(plugin: str, hook: str, given: object) -> list[Any]:
    if isinstance(given, (str, bytes)) or not isinstance(given, Iterable):
        raise PluginError(f"plugin `{plugin}`: hook {hook} must return a list, not {type(given).__name__}")
    return list(guard(plugin, f"hook {hook}", list)(given))
