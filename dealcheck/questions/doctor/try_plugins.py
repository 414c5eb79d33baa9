"""Try each installed plugin without the others, so that one that fails hides no other."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from dealcheck.answers.checkup import Component
from dealcheck.engines.default import FALLBACK, PREFERRED
from dealcheck.errors import DealcheckError, shown
from dealcheck.session.library import Library
from dealcheck.session.plugins import Plugins, disabled_by_environment, installed_names

SWITCHED_OFF = "switched off"
"""What is said of a plugin that was left out."""
TOGETHER = "all together"
"""What the plugins that work one by one are called when they clash."""


def tried_plugins(disabled: Collection[str]) -> Iterator[Component]:
    """Yield each plugin with what came of loading it and asking for all that it brings; then a clash, if there is one.

    Raises PluginError when a disabled name belongs to no plugin.
    """
    names = installed_names()
    if unknown := set(disabled) - set(names):
        Plugins(disabled=unknown)  # raises, and says which there are
    off = {*disabled, *disabled_by_environment()}
    tried = [_tried(name, names) for name in names if name not in off]
    yield from tried
    yield from (Component(name=name, works=True, note=SWITCHED_OFF) for name in names if name in off)
    clash = _complaint(Plugins(disabled=_out(tried, disabled)))
    if clash:
        yield Component(name=TOGETHER, works=False, note=clash)


def tried_engines(tried: Sequence[Component], disabled: Collection[str]) -> Iterator[Component]:
    """Yield the engines that plugins bring, of which it is known what came of trying them."""
    if any(engine.name == TOGETHER for engine in tried):
        return
    for name in Plugins(disabled=_out(tried, disabled)).engines():
        if name not in (PREFERRED, FALLBACK):
            yield Component(name=name, works=True, note="deals, by a plugin")


def _out(tried: Sequence[Component], disabled: Collection[str]) -> set[str]:
    return {*disabled, *(engine.name for engine in tried if not engine.works)} - {TOGETHER}


def _tried(name: str, names: Sequence[str]) -> Component:
    try:
        plugins = Plugins(disabled=[other_name for other_name in names if other_name != name])
    except DealcheckError as error:
        return Component(name=name, works=False, note=_one_line(error))
    info = next(info for info in plugins.infos() if info.name == name)
    complaint = _complaint(plugins)
    return Component(
        name=name, works=not complaint, version=info.version, note=complaint or f"from {info.distribution}"
    )


def _complaint(plugins: Plugins) -> str:
    """Return what is wrong with what plugins bring; empty when nothing is."""
    try:
        plugins.readers()
        plugins.reporters()
        plugins.engines()
        library = Library(plugins)
        for name in library.vocabularies():
            library.lexicon(name)
        for name in library.rulesets():
            library.position(name)
    except DealcheckError as error:
        return _one_line(error)
    return ""


def _one_line(error: DealcheckError) -> str:
    return shown(" ".join(str(error).split()), 400)
