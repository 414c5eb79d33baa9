"""dealcheck's own rules, readers, reporters and engines, brought by the same hooks that plugins use."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

from dealcheck.engines import Engine
from dealcheck.files import YAML_SUFFIXES
from dealcheck.files.documents import Reading, read_document
from dealcheck.session.hookspecs import hookimpl


@hookimpl
def dealcheck_rules() -> Iterable[Any]:
    """Return the rules that ship with dealcheck: in the wheel inside the package, in a checkout beside it."""
    package = Path(__file__).parent.parent
    packaged = package / "rules"
    return [packaged if packaged.is_dir() else package.parent / "rules"]


@hookimpl
def dealcheck_readers() -> Mapping[str, Callable[[bytes, str], Reading]]:
    """Return YAML, and JSON, which is YAML too."""
    return dict.fromkeys((*YAML_SUFFIXES, ".json"), read_document)


@hookimpl
def dealcheck_reporters() -> Mapping[str, Callable[..., str]]:
    """Return one module of `dealcheck.reports.formats` for each format, imported when it is used."""
    return {name: _reporter(name) for name in own_formats()}


@hookimpl
def dealcheck_engines() -> Iterable[Engine]:
    """Return the engine on durable-rules, and the executable semantics."""
    from dealcheck.engines.durable.engine import DurableEngine
    from dealcheck.engines.reference import ReferenceEngine

    return [DurableEngine(), ReferenceEngine()]


def own_formats() -> list[str]:
    """Return the names of dealcheck's own formats, which are those of the modules in their folder."""
    folder = Path(__file__).parent.parent / "reports" / "formats"
    return sorted(module.name for module in iter_modules([str(folder)]))


def _reporter(name: str) -> Callable[..., str]:
    """Return one of dealcheck's own formats, imported by its name: reports may not be imported from this room."""

    def reporter(answers: Any, **options: Any) -> str:
        from importlib import import_module

        text: str = import_module("dealcheck.reports.report").written(name, answers, **options)
        return text

    return reporter
