"""Pages: what an answer says, as headings, sentences, lists and tables, with its findings for programs.

A page holds plain text. Formats escape everything when they show it, so a page may hold any text from a file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, Union

import attrs

from dealcheck.model.ruleset import Strength
from dealcheck.model.vocabulary import Source
from dealcheck.place import Place
from dealcheck.text import one_line

Tone = Literal["", "good", "bad", "mixed"]
Level = Literal["error", "warning", "note"]
LEVELS: Mapping[Strength, Level] = {"red-line": "error", "priority": "warning", "preference": "note"}
"""How much it matters to programs that a bottom line is broken, by its strength."""
LineKind = Literal["verdict", "breach", "count", "fact", "missing", "rule", "source"]


@attrs.frozen(repr=False)
class Line:
    """One line of a statement: what it says, how deep it is nested, and what it is for; a `source` line has one."""

    depth: int
    text: str
    kind: LineKind
    source: Source | None = None


@attrs.frozen(repr=False)
class Statement:
    """A verdict, and below it the reasons; `tone` says which way it went."""

    lines: tuple[Line, ...]
    tone: Tone


@attrs.frozen(repr=False)
class Sentence:
    """A sentence, in bold when it is the answer; `tone` says how a terminal colours it."""

    text: str
    tone: Tone = ""
    strong: bool = False


@attrs.frozen(repr=False)
class Points:
    """A list: the depth and the text of each entry."""

    entries: tuple[tuple[int, str], ...]


@attrs.frozen(repr=False)
class Table:
    """A table; columns whose name begins with `#` hold numbers."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@attrs.frozen(repr=False)
class Heading:
    """What the next part of the page is about."""

    text: str


@attrs.frozen(repr=False)
class Code:
    """The text of a file."""

    text: str
    language: str = "yaml"


@attrs.frozen(kw_only=True, repr=False)
class Figure:
    """What some formats draw; `plain` says the same in what every format has. The kinds are in `figures`."""

    plain: Points | Table


Part = Union[Statement, Sentence, Points, Table, Heading, Code, Figure]


@attrs.frozen(kw_only=True, repr=False)
class PageFinding:
    """Something that a program should know about an answer.

    `code`: what kind of finding it is; `title`: that kind in words; `message`: the finding itself. `places`: where it
    is, each with the name of what is there; the first is the one to look at. `help`: what to do about it.
    """

    code: str
    title: str
    level: Level
    message: str
    places: tuple[tuple[Place, str], ...] = ()
    ruleset: str = ""
    bottom_line: str = ""
    tags: tuple[str, ...] = ()
    help: str = ""


@attrs.frozen(kw_only=True, repr=False)
class Check:
    """One thing that passed or failed, as test reports count them; `failure`: how it failed, empty when it passed."""

    name: str
    message: str
    failure: str = ""
    text: str = ""
    file: str = ""
    place: Place | None = None


@attrs.frozen(kw_only=True, repr=False)
class Page:
    """An answer in words.

    `answer`: who can sign, or what else was asked, in one sentence; `reason`: the main reason, in one more.
    `subject`: what the page is about, `name` its id, and `file` the file it is in. `brief`: a line for each ruleset.
    `overview`: a table of the verdicts, for formats in which `parts` do not show them side by side.
    """

    subject: str
    name: str
    file: str
    answer: Sentence
    reason: str = ""
    parts: tuple[Part, ...] = ()
    brief: tuple[str, ...] = ()
    overview: Table | None = None
    findings: tuple[PageFinding, ...] = ()
    checks: tuple[Check, ...] = ()
    place: Place | None = None


def points(entries: Iterable[str]) -> Points:
    """Return a list without anything below its entries."""
    return Points(tuple((0, entry) for entry in entries))


def nested(entries: Iterable[tuple[str, Iterable[str]]]) -> Points:
    """Return a list whose entries may have further ones below them."""
    return Points(
        tuple(entry_below for entry, below in entries for entry_below in ((0, entry), *((1, text) for text in below)))
    )


def check(name: str, answer: Sentence, reason: str = "", *, passes: bool) -> Check:
    """Return the one check of a question that passes or fails as a whole."""
    failure = "" if passes else "no"
    return Check(name=name, message=answer.text, failure=failure, text=f"{answer.text}\n{reason}".strip())


def line_of(depth: int, text: str, kind: LineKind) -> Line:
    """Return a line whose text is one line, whatever it holds."""
    return Line(depth, one_line(text), kind)


def indented(lines: Sequence[Line]) -> str:
    """Return lines as text, two blanks to each depth, for formats that have no nesting of their own."""
    return "\n".join("  " * line.depth + line.text for line in lines if line.kind != "rule")
