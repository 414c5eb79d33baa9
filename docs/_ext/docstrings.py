"""Docstrings are written as Markdown; autodoc and sphinx-click read reStructuredText."""

from __future__ import annotations

import re
from typing import Any

_CODE = re.compile(r"(?<!`)`(?P<code>[^`\n]+)`(?!`)(?=(?P<glued>\w?))|(?P<star>\*)")
_ITEM = re.compile(r"(`\w+`(, )?)+[^:`]*: ")


def restructured(lines: list[str]) -> list[str]:
    """The lines of a docstring as reStructuredText: code in single backticks, indented examples, listed arguments."""
    made: list[str] = []
    listing = False
    for number, line in enumerate(lines):
        starts = number == 0 or not lines[number - 1].strip()
        item = _ITEM.match(line) is not None
        listing = item if starts else listing and bool(line.strip())
        example = line.startswith("    ") and not listing
        made.append(line if example else coded(("- " if item else "  ") + line if listing else line))
        if made[-1].endswith(":") and _introduces_code(lines, number):
            made[-1] += ":"
    return made


def coded(line: str) -> str:
    """The line with what stands in single backticks as code, and stars as they are."""
    return _CODE.sub(_marked, line)


def _marked(found: re.Match[str]) -> str:
    if found["star"]:
        return r"\*"
    return f"``{found['code']}``" + ("\\ " if found["glued"] else "")


def _introduces_code(lines: list[str], number: int) -> bool:
    following = lines[number + 1 : number + 3]
    return len(following) == 2 and not following[0].strip() and following[1].startswith("    ")


def _process_docstring(*arguments: Any) -> None:
    lines: list[str] = arguments[-1]
    lines[:] = restructured(lines)


def _process_options(*arguments: Any) -> None:
    lines: list[str] = arguments[-1]
    lines[:] = map(_short, map(coded, lines))


def _short(line: str) -> str:
    """The line of an option; what it may be and what it is by default as sentences, where sphinx-click has fields."""
    line = line.replace("<format_>", "<format>")
    found = re.fullmatch(r"( +):(default|options): (.*)", line)
    if not found:
        return line
    margin, field, value = found.groups()
    if field == "default":
        return f"{margin}Default: " + value.replace("'", "") + "."
    return f"{margin}One of " + ", ".join(f"``{each}``" for each in value.split(" | ")) + "."


def setup(app: Any) -> dict[str, bool]:
    """Tell Sphinx."""
    app.connect("autodoc-process-docstring", _process_docstring)
    app.connect("sphinx-click-process-description", _process_docstring)
    app.connect("sphinx-click-process-options", _process_options)
    return {"parallel_read_safe": True}
