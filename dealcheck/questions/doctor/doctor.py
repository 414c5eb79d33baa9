"""What an installation of dealcheck consists of, what of it doesn't work, and the command that mends it."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterator, Sequence
from importlib import import_module
from os import environ
from typing import Annotated

import attrs

from dealcheck.answers.checkup import Checkup, Component
from dealcheck.engines import native
from dealcheck.engines.default import DIAGRAMS, FALLBACK, PREFERRED, SOLVER
from dealcheck.errors import InputError, Mistake, nearest, shown
from dealcheck.questions.doctor.cures import COMPILED, compiling_anew, getting
from dealcheck.questions.doctor.environment import environment
from dealcheck.questions.doctor.requirements import DISTRIBUTION, extras, installed, needed, unmet, version_of
from dealcheck.questions.doctor.try_plugins import SWITCHED_OFF, tried_engines, tried_plugins
from dealcheck.questions.options import Option

USES = {
    "count": "counts of entangled drafts, by a model counter",
    "bench": "the benchmarks, with all that they compare",
    "dev": "the tests and checks of dealcheck itself",
    "docs": "the documentation as a site",
    "durable": "the engine on durable-rules",
    "lsp": "the language server",
    "mcp": "the server for assistants",
    "screen": "tables of deals, on DuckDB",
    "serve": "the workbench in the browser",
    "browser": "the tests of pages in a browser",
    "spark": "tables of deals, on Spark",
}
"""What each extra is for."""


def doctor(
    names: Annotated[Sequence[str], Option(kind="names", positional=True, metavar="NAME")] = (),
    *,
    disabled: Collection[str] = (),
) -> Checkup:
    """Look at the installation.

    `names`: names of extras, engines and plugins that must work, besides what dealcheck can't do without.
    `disabled`: names of plugins to leave out.

    Raises InputError for a name that is none of these.
    """
    plugins = tuple(tried_plugins(disabled))
    checkup = Checkup(
        environment=tuple(environment()),
        dependencies=tuple(_dependencies()),
        engines=(*_own_engines(), *tried_engines(plugins, disabled)),
        extras=tuple(map(_extra, extras())),
        plugins=plugins,
    )
    return attrs.evolve(checkup, missing=tuple(_missing(checkup, names)))


def _missing(checkup: Checkup, asked: Collection[str]) -> Iterator[str]:
    choices = (*checkup.extras, *checkup.engines, *checkup.plugins)
    known = {component.name for component in choices}
    mistakes = [
        Mistake(f"there is no extra, engine or plugin `{shown(name)}`", None, nearest(name, known))
        for name in asked
        if name not in known
    ]
    if mistakes:
        raise InputError(mistakes)
    required = (
        *(
            dependency for dependency in checkup.dependencies if dependency.name != COMPILED
        ),  # the semantics judge without it
        *(engine for engine in checkup.engines if engine.name in (FALLBACK, DIAGRAMS, SOLVER)),
        *checkup.plugins,
        *(choice for choice in choices if choice.name in asked),
    )
    lacking = [dependency for dependency in required if not dependency.works]
    lacking += [plugin for plugin in checkup.plugins if plugin.name in asked and plugin.note == SWITCHED_OFF]
    yield from dict.fromkeys(each.name for each in lacking)


def _dependencies() -> Iterator[Component]:
    if installed(DISTRIBUTION) is None:
        note = "it runs from a folder without being installed: what it depends on, and its extras, are not known"
        yield Component(name=DISTRIBUTION, works=False, note=note, cure=getting("."))
    for requirement in needed():
        lacking = list(unmet(requirement))
        yield Component(
            name=requirement.name,
            works=not lacking,
            version=version_of(requirement.name),
            note=_needs(lacking),
            cure=getting(f"{requirement.name}{requirement.specifier}", lacking) if lacking else "",
        )


def _extra(name: str) -> Component:
    lacking = [each for requirement in needed(name) for each in unmet(requirement)]
    obstacle, cure = _needs(lacking), getting(f"{DISTRIBUTION}[{name}]", lacking)
    if name == PREFERRED and not lacking:
        obstacle, cure = native.obstacle(), compiling_anew(version_of(COMPILED))
    return _component(name, USES.get(name, ""), obstacle, cure)


def _needs(lacking: list[str]) -> str:
    return f"needs {', '.join(dict.fromkeys(lacking))}" if lacking else ""


def _own_engines() -> Iterator[Component]:
    compiled = version_of(COMPILED)
    cure = compiling_anew(compiled) if compiled else getting(f"{DISTRIBUTION}[{PREFERRED}]", [COMPILED])
    yield _component(PREFERRED, "deals, on durable-rules", native.obstacle(), cure, compiled)
    yield _component(FALLBACK, "deals, by the definition of the language", "", "")
    for name, use, module, distribution in (
        (DIAGRAMS, "counts of drafts, on decision diagrams", "oxidd.bcdd", "oxidd"),
        (SOLVER, "the best deals and what stands against them, on clingo", "clingo", "clingo"),
    ):
        yield _component(name, use, _failure(module), getting(distribution), version_of(distribution))
    obstacle = _failure("ibis.backends.duckdb", "numpy", "pyarrow")
    yield _component("duckdb", USES["screen"], obstacle, getting(f"{DISTRIBUTION}[screen]"), version_of("duckdb"))
    obstacle = _failure("ibis.backends.pyspark", "pyspark.sql") or _without_java()
    cure = "" if obstacle == _without_java() else getting(f"{DISTRIBUTION}[spark]")
    yield _component("spark", USES["spark"], obstacle, cure, version_of("pyspark"))


def _component(name: str, use: str, obstacle: str, cure: str, version: str = "") -> Component:
    note = f"{use}; {obstacle}" if obstacle else use
    return Component(name=name, works=not obstacle, version=version, note=note, cure=cure if obstacle else "")


def _failure(*modules: str) -> str:
    """Return why one of some modules can't be imported; empty when all can."""
    for module in modules:
        try:
            import_module(module)
        except Exception as error:
            return shown(" ".join(f"{error}".split()) or type(error).__name__, 200)
    return ""


def _without_java() -> str:
    return "" if environ.get("JAVA_HOME") or shutil.which("java") else "needs Java, which is not installed"
