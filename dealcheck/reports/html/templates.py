"""The templates of documents in HTML: all text in them is escaped, and put on one line where it is a text of a page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from dealcheck.reports import sentences
from dealcheck.reports.escaping import http_address
from dealcheck.reports.html.plot import drawn
from dealcheck.reports.page import Line
from dealcheck.text import one_line, one_line_kept

SIGNS = {"good": "✓", "bad": "✗", "mixed": "~", "": ""}
"""What stands before an answer, so that it reads without colour."""
STANCES = {"asks": "+", "accepts": "○", "on-terms": "±", "opposes": "✗"}


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Return the environment of all templates, those of the report first."""
    made = Environment(
        loader=PackageLoader("dealcheck", "templates"),
        autoescape=True,
        finalize=_shown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(signs=SIGNS, stances=STANCES, sentences=sentences, drawn=drawn, http_address=http_address)
    made.filters.update(kind=_kind, code=_code, nested=_nested, statement_tree=_lines_nested, spaced=_spaced)
    return made


def _shown(value: Any) -> Any:
    """Return text from a file without what could change how it reads; markup of templates as it is."""
    return one_line(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _spaced(text: str) -> Markup:
    """Return a piece of a text, with a blank where it begins or ends with one."""
    before, after = (" " if end.isspace() else "" for end in (text[:1], text[1:][-1:]))
    return escape(f"{before}{one_line(text)}{after}")


def _kind(part: object) -> str:
    """Return which part of a page this is."""
    return type(part).__name__


def _code(text: str) -> Markup:
    """Return the text of a file, its rows kept."""
    return Markup("\n").join(one_line_kept(row) for row in text.rstrip("\n").splitlines())


def _nested(entries: Iterable[tuple[int, Any]]) -> list[tuple[Any, list[Any]]]:
    """Return entries, each with a depth of its own, as a tree: an entry, and the list of those below it."""
    tree: list[tuple[Any, list[Any]]] = []
    path: list[tuple[int, list[tuple[Any, list[Any]]]]] = [(-1, tree)]
    for depth, entry in entries:
        while path[-1][0] >= depth:
            path.pop()
        below: list[tuple[Any, list[Any]]] = []
        path[-1][1].append((entry, below))
        path.append((depth, below))
    return tree


def _lines_nested(lines: Sequence[Line]) -> list[tuple[Any, list[Any]]]:
    """Return the lines of a statement as a tree."""
    return _nested((line.depth, line) for line in lines)
