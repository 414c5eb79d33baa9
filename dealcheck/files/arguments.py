"""Checks of the arguments of public functions: an error says what was expected.

A parameter's name means the same in every function, so one table has the check for each name.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import attrs

from dealcheck.errors import InputError, Mistake, nearest, shown
from dealcheck.model.fields import IS_ID
from dealcheck.place import Place

Check = Callable[[Any], str]
"""Returns what was expected of a value; empty when it is right."""

MOST_LETTERS = 60
"""An id may have this many letters: names of files are made of ids, and file systems limit their length."""
_READ_AS_OTHERS = re.compile(r"(null|true|false|yes|no|on|off|y|n)\Z")
"""Ids that YAML readers take for something other than text when they are not quoted."""


def check(**arguments: Any) -> None:
    """Raise InputError, with a mistake for each argument that fails the check for its name."""
    wrong = [(name, value, expected) for name, value in arguments.items() if (expected := _CHECKS[name](value))]
    if wrong:
        raise InputError([_mistake(name, value, expected) for name, value, expected in wrong])


def check_is(kind: type, **arguments: Any) -> None:
    """Raise InputError, with a mistake for each argument that is not of a kind."""
    wrong = [(name, value) for name, value in arguments.items() if not isinstance(value, kind)]
    if wrong:
        expected = f"expected a `{kind.__name__}`"
        raise InputError([Mistake(f"`{name}`: {expected}, found {type(value).__name__}") for name, value in wrong])


def check_steps(steps: Any, most: int | None, *, optional: bool = False) -> None:
    """Raise InputError when a number of steps is not from 1 to the most there may be, or None where it is optional."""
    expected = "" if optional and steps is None else _whole(1, most)(steps)
    if expected:
        raise InputError([_mistake("steps", steps, expected)])


def check_word(name: str, word: Any, known: Iterable[str]) -> None:
    """Raise InputError when an argument is not one of the known words."""
    words = tuple(known)
    if not isinstance(word, str) or word not in words:
        expected = ", ".join(f"`{word}`" for word in words[:-1]) + f" or `{words[-1]}`"
        close = nearest(word, words) if isinstance(word, str) else ""
        raise InputError([attrs.evolve(_mistake(name, word, expected), cure=close if close.endswith("?") else "")])


def texts(name: str, value: Any) -> tuple[str, ...]:
    """Return a list of texts as a tuple.

    Raises InputError for anything else, a single text included, which Python would take for a list of its letters.
    """
    is_list = isinstance(value, Iterable) and not isinstance(value, (str, bytes, Mapping))
    items = tuple(value) if is_list else (None,)
    if all(isinstance(item, str) for item in items):
        return items
    raise InputError([_mistake(name, value, "a list of texts")])


def must_be_id(text: Any, name: str = "name") -> None:
    """Raise InputError when a text is no id, one that YAML reads as something else, or too long for a file's name."""
    if not isinstance(text, str):
        raise InputError([_mistake(name, text, "an id, such as `water-rights`")])
    if not IS_ID.match(text):
        message = f"expected an id such as `water-rights`, found `{shown(text)}`"
        raise InputError([Mistake(message, None, "use small letters, digits and hyphens, a letter first")])
    if _READ_AS_OTHERS.match(text):
        message = (
            f"expected an id such as `water-rights`, found `{text}`, which YAML takes for something else than text"
        )
        raise InputError([Mistake(message, None, "choose another word")])
    if len(text) > MOST_LETTERS:
        message = f"expected an id of at most {MOST_LETTERS} letters, found `{shown(text)}` of {len(text):,}"
        raise InputError([Mistake(message)])


def _mistake(name: str, value: Any, expected: str) -> Mistake:
    return Mistake(f"`{name}`: expected {expected}, found {_found(value)}")


def _found(value: Any) -> str:
    if isinstance(value, (str, bytes, int, float, type(None))):
        return f"`{shown(repr(value))}`" if value != "" else "an empty text"
    return type(value).__name__


def _whole(least: int, most: int | None = None) -> Check:
    span = f"from {least}" + (f" to {most}" if most is not None else "")

    def expected(value: Any) -> str:
        fits = isinstance(value, int) and not isinstance(value, bool)
        fits = fits and value >= least and (most is None or value <= most)
        return "" if fits else f"a whole number {span}"

    return expected


def _of(kinds: type | tuple[type, ...], expected: str) -> Check:
    return lambda value: "" if isinstance(value, kinds) else expected


def _path(value: Any) -> str:
    return "" if isinstance(value, (str, Path)) and os.fspath(value) else "the path of a file"


def _is_seconds(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value < float("inf")


_CHECKS: dict[str, Check] = {
    "best": lambda value: "" if value is None or (isinstance(value, str) and value) else "text, or None",
    "count": _whole(1),
    "data": _of((str, bytes), "text or bytes"),
    "engine": lambda value: "" if value is None or (isinstance(value, str) and value) else "an engine's name, or None",
    "entry_points": _of(bool, "True or False"),
    "examples": _whole(0),
    "file": _of(str, "text"),
    "joint_rows": _of((bool, type(None)), "True, False or None"),
    "limit": _whole(1),
    "memory": _whole(1),
    "out": _path,
    "path": _path,
    "quiet": _of(bool, "True or False"),
    "place": _of((Place, type(None)), "a `Place`, or None"),
    "safe": _of(bool, "True or False"),
    "seed": _whole(0),
    "strict": _of(bool, "True or False"),
    "text": _of(str, "text"),
    "timeout": lambda value: "" if value is None or _is_seconds(value) else "a number of seconds, or None",
    "title": _of(str, "text"),
}
