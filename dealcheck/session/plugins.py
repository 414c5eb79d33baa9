"""The plugins that are installed, and what each brings.

Each hook is called for one plugin at a time, so that an error names the right plugin.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import attrs
import pluggy

from dealcheck.errors import PluginError, nearest, shown
from dealcheck.session import brought, hookspecs
from dealcheck.session.guard import IMPORT, MisuseError, call
from dealcheck.session.installed import distribution_of, entry_points

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

    from click import Command

    from dealcheck.answers.verdict import Verification
    from dealcheck.engines import Engine
    from dealcheck.files.documents import Reading
    from dealcheck.session.exports import Export

T = TypeVar("T")

GROUP = "dealcheck"
BUILTIN = brought.BUILTIN
HOOKS = tuple(name for name in vars(hookspecs) if name.startswith("dealcheck_"))
DISABLE_VARIABLE = "DEALCHECK_DISABLE_PLUGINS"
"""Environment variable: names of plugins to leave out, separated by commas."""


@attrs.frozen(repr=False)
class PluginInfo:
    """A plugin: its name, the name and version of its distribution, and the hooks it implements."""

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
        from dealcheck.files.arguments import check, texts
        from dealcheck.session import builtin

        check(entry_points=entry_points)
        names = set(texts("disabled", disabled))
        self.manager = pluggy.PluginManager(GROUP)
        self.manager.add_hookspecs(hookspecs)
        self.manager.register(builtin, BUILTIN)
        self._entries: dict[str, EntryPoint] = {}
        if entry_points:
            self._load(names | disabled_by_environment(), names)

    def register(self, plugin: object, name: str) -> None:
        """Add a plugin that is not installed: a module or an object with hook implementations."""
        if not isinstance(name, str) or not name:
            raise PluginError(f"expected the name of a plugin, found `{shown(repr(name))}`")
        if self.manager.has_plugin(name):
            raise PluginError(f"there is a plugin called `{shown(name)}` already; give this one another name")
        call(name, "its registration", partial(self._register, plugin, name))

    def _register(self, plugin: object, name: str) -> None:
        """Add a plugin; all its hooks must be known and marked."""
        if plugin is None:
            raise MisuseError("failed: expected a module or an object with hooks, found None")
        try:
            self.manager.register(plugin, name)
        except (ValueError, pluggy.PluginValidationError) as error:
            raise MisuseError(f"failed: {' '.join(str(error).split())}") from error
        try:
            self.manager.check_pending()
            marked = {caller.name for caller in self.manager.get_hookcallers(plugin) or ()}
            forgotten = [hook for hook in HOOKS if hook not in marked and callable(getattr(plugin, hook, None))]
            if forgotten or not marked:
                what = f"`{forgotten[0]}` is not" if forgotten else "no function of it is"
                raise MisuseError(f"failed: {what} marked with `dealcheck.hookimpl`")
        except BaseException as error:
            self.manager.unregister(plugin)
            if isinstance(error, pluggy.PluginValidationError):
                raise MisuseError(f"failed: {' '.join(str(error).split())}") from error
            raise

    def _load(self, disabled: set[str], must_exist: set[str]) -> None:
        entries = entry_points(GROUP)
        for name in must_exist - {entry.name for entry in entries}:
            cure = nearest(name, [entry.name for entry in entries])
            raise PluginError(f"there is no plugin `{shown(name)}` to disable; {cure}")
        for entry in entries:
            if entry.name in disabled:
                continue
            if self.manager.has_plugin(entry.name):
                raise self._taken(entry)
            self.register(call(entry.name, IMPORT, entry.load), entry.name)
            self._entries[entry.name] = entry

    def _taken(self, entry: EntryPoint) -> PluginError:
        """Return the error for a plugin that is called like another."""
        name, (distribution, _) = shown(entry.name), distribution_of(entry)
        if entry.name == BUILTIN:
            message = f"distribution `{distribution}` calls its plugin `{name}`, as dealcheck calls its own"
        else:
            taken_by, _ = distribution_of(self._entries[entry.name])
            message = f"distributions `{taken_by}` and `{distribution}` both bring a plugin called `{name}`"
        return PluginError(f"{message}; uninstall one, or switch it off with `--disable-plugin {name}`")

    def infos(self) -> list[PluginInfo]:
        """Return all plugins, dealcheck's own first."""
        from dealcheck.version import __version__

        infos = []
        for name, plugin in self.manager.list_name_plugin():
            callers = (self.manager.get_hookcallers(plugin) or []) if plugin is not None else []
            entry = self._entries.get(name)
            distribution, version = distribution_of(entry) if entry else (GROUP, __version__)
            infos.append(PluginInfo(name, distribution, version, tuple(sorted(caller.name for caller in callers))))
        return infos

    def rules(self) -> Iterator[tuple[str, Any]]:
        """Yield the files and folders of rules, each with the name of the plugin that brings it."""
        for plugin, paths in self._ask("dealcheck_rules", lambda _, answer: brought.paths(answer)):
            for path in paths:
                yield plugin, path

    def readers(self) -> dict[str, Callable[[bytes, str], Reading]]:
        """Return readers of deal files by suffix."""
        return self._by_name("dealcheck_readers", brought.readers)

    def reporters(self) -> dict[str, Callable[..., str]]:
        """Return reporters by format."""
        return self._by_name("dealcheck_reporters", brought.reporters)

    def engines(self) -> dict[str, Engine]:
        """Return engines by name."""
        return self._by_name("dealcheck_engines", brought.engines)

    def commands(self) -> dict[str, Command]:
        """Return further commands of `dealcheck` by name."""
        return self._by_name("dealcheck_commands", brought.commands)

    def exports(self) -> dict[str, Export]:
        """Return ways to save a draft by the suffix of the file."""
        return self._by_name("dealcheck_exports", brought.exports)

    def command_owner(self, name: str) -> str:
        """Return the name of the plugin that brings a command."""
        owners = (plugin for plugin, names in self._ask("dealcheck_commands", brought.commands) if name in names)
        return next(owners)

    def brought_by(self, plugin: str, hook: str) -> list[str]:
        """Return the names of the readers, reporters, engines, commands or exports that one plugin brings."""
        looks: dict[str, Callable[[str, Any], dict[str, Any]]] = {
            "dealcheck_readers": brought.readers,
            "dealcheck_reporters": brought.reporters,
            "dealcheck_engines": brought.engines,
            "dealcheck_commands": brought.commands,
            "dealcheck_exports": brought.exports,
        }
        return [name for owner, names in self._ask(hook, looks[hook]) if owner == plugin for name in names]

    def verified(self, verification: Verification) -> None:
        """Pass a verification to every plugin that implements `dealcheck_verified`."""
        for _ in self._ask("dealcheck_verified", lambda _, answer: brought.nothing(answer), verification=verification):
            pass

    def _by_name(self, hook: str, look: Callable[[str, Any], dict[str, T]]) -> dict[str, T]:
        """Return what all plugins bring, by name. Raises PluginError when two bring the same name."""
        by_name: dict[str, T] = {}
        owners: dict[str, str] = {}
        kind = hook.removeprefix("dealcheck_").removesuffix("s")
        for plugin, offered in self._ask(hook, look):
            for name in offered:
                first = owners.setdefault(name, plugin)
                if first != plugin:
                    raise PluginError(
                        f"plugins `{first}` and `{plugin}` both bring the {kind} `{shown(name)}`; "
                        f"switch one off with `--disable-plugin`"
                    )
            by_name.update(offered)
        return by_name

    def _ask(self, hook: str, look: Callable[[str, Any], T], **arguments: object) -> Iterator[tuple[str, T]]:
        """Yield each plugin's name and its checked answer to a hook; the first registered comes first."""
        for implementation in getattr(self.manager.hook, hook).get_hookimpls():
            plugin = implementation.plugin_name
            work = partial(_answer, plugin, implementation, look, arguments)
            yield plugin, guarded(plugin, f"hook {hook}", work)


def guarded(plugin: str, what: str, work: Callable[[], T], *, passes: tuple[type[Exception], ...] = ()) -> T:
    """Return what `work`, code of a plugin, gives; PluginError for what goes wrong in it.

    An error in dealcheck's own plugin is raised as it is: it is a defect, and nobody could switch the plugin off.
    """
    return work() if plugin == BUILTIN else call(plugin, what, work, passes=passes)


def _answer(plugin: str, implementation: Any, look: Callable[[str, Any], T], arguments: Mapping[str, object]) -> T:
    return look(plugin, implementation.function(*(arguments[name] for name in implementation.argnames)))


def installed_names() -> list[str]:
    """Return the names of all installed plugins, whether they can be loaded or not."""
    return list(dict.fromkeys(entry.name for entry in entry_points(GROUP)))


def disabled_by_environment() -> set[str]:
    """Return the names that the environment variable DEALCHECK_DISABLE_PLUGINS leaves out."""
    return {name.strip() for name in os.environ.get(DISABLE_VARIABLE, "").split(",") if name.strip()}
