"""The rooms of the house, and the imports between them: `python -m tests.house` counts what runs upward."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "dealcheck"
GROUND = ("apart", "atomic", "errors", "numbers", "place", "progress", "text", "version")
ROOMS = (
    "ground floor",
    "model",
    "answers",
    "syntax",
    "files",
    "language",
    "engines",
    "session",
    "questions",
    "reports",
    "schemas",
    "doors",
)
"""The rooms from the ground up: a module imports from its own room and those before it."""
DOORS = ("", "__main__", "cli", "editor", "mcp", "pytest_plugin", "program", "semantics", "serve")
MOST_MODULES = 12


def modules() -> dict[str, Path]:
    """Every module of the package by its dotted name."""
    files = (file for file in PACKAGE.rglob("*.py") if "templates" not in file.parts)
    return {_name(file): file for file in files}


def _name(file: Path) -> str:
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room(module: str) -> str:
    """The room of a module."""
    first = module.split(".")[1] if "." in module else ""
    if first in GROUND:
        return "ground floor"
    return "doors" if first in DOORS else first


def imports(known: dict[str, Path]) -> Iterator[tuple[str, str, int]]:
    """Every import of one module of the package by another, with its line; those inside functions too."""
    for module, file in known.items():
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            for name in _imported(node):
                target = name if name in known else name.rpartition(".")[0]
                if target in known:
                    yield module, target, getattr(node, "lineno", 0)


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module:
        return [f"{node.module}.{alias.name}" for alias in node.names]
    return []


def upward() -> list[str]:
    """The imports that run upward."""
    known = modules()
    return [
        f"{module}:{line} imports {target}"
        for module, target, line in imports(known)
        if ROOMS.index(room(target)) > ROOMS.index(room(module))
    ]


def crowded() -> list[str]:
    """The folders with more modules than a stranger can look over."""
    counts = Counter(file.parent for file in modules().values() if file.name != "__init__.py")
    return [f"{folder.relative_to(ROOT)}: {count}" for folder, count in counts.items() if count > MOST_MODULES]


if __name__ == "__main__":
    wrong = upward()
    print(f"upward imports: {len(wrong)}", *wrong, sep="\n")
    full = crowded()
    print(f"rooms with more than {MOST_MODULES} modules: {len(full)}", *full, sep="\n")
