"""Mends what lint finds where the cure is certain: takes out entries that nothing uses, and needless comments.

The text of a file stays as its author wrote it but for the lines that go. Each change is read back: when the file then
holds anything else than it did without the entry, it is left alone.
"""

from __future__ import annotations

import itertools
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs

from dealcheck.answers.lint import LintFinding
from dealcheck.atomic import replace
from dealcheck.files.documents import read_bytes, read_document
from dealcheck.model.ruleset import Ruleset
from dealcheck.place import Place
from dealcheck.questions.lint.suppressions import silences, without_code
from dealcheck.session.library import Library
from dealcheck.syntax.comments import comments
from dealcheck.syntax.scan import scan
from dealcheck.syntax.tree import AttachedComment, Item

_SECTIONS: Mapping[str, str] = {"unused-definition": "definitions", "unused-source": "sources"}
"""The key of a ruleset whose entry each code is about."""


def by_file(findings: Iterable[LintFinding], library: Library, doubtful: str = "") -> dict[str, list[LintFinding]]:
    """Return the findings by the files that the caller gave; only those files are touched.

    `doubtful`: the texts of files that have mistakes, so that nobody knows what they use; what they name is left.
    """
    by_path: dict[str, list[LintFinding]] = {}
    rulesets = library.rulesets()
    for finding in findings:
        place = finding.place
        known = finding.code == "needless-ignore" or finding.entry not in doubtful
        if place is not None and known and not rulesets[finding.ruleset].plugin and os.path.isfile(place.file):
            by_path.setdefault(place.file, []).append(finding)
    return by_path


def fix(file: str, findings: Iterable[LintFinding]) -> tuple[LintFinding, ...]:
    """Mend in a file what can be mended, and return the findings on it."""
    text = before = read_bytes(Path(file)).decode("utf-8")
    mended: list[LintFinding] = []
    same = len(text)  # so many lines are still where they were; what is below is left to the next look
    for finding in sorted(findings, key=lambda each: (each.place and each.place.line) or 0, reverse=True):
        changed = _mended(text, finding, file) if finding.place and finding.place.line <= same else None
        if changed is not None:
            same = _common_lines(text, changed)
            text = changed
            mended.append(finding)
    if text != before:
        replace(file, text.encode("utf-8"))
    return tuple(reversed(mended))


def _common_lines(one: str, other: str) -> int:
    """Return how many lines at their beginning two texts share."""
    pairs = zip(one.splitlines(), other.splitlines())
    return next((number for number, (left, right) in enumerate(pairs) if left != right), len(other.splitlines()))


def _mended(text: str, finding: LintFinding, file: str) -> str | None:
    """Return the text without what a finding is about; None where that is not certain to be all that changes."""
    wanted = read_document(text, file).document
    if finding.code == "needless-ignore" and finding.place:
        changed = _without_code(text, finding.place, finding.entry)
    elif finding.code in _SECTIONS and isinstance(wanted, Ruleset):
        section = _SECTIONS[finding.code]
        changed = _without_entry(text, section, finding.entry)
        entries = getattr(wanted, section).items()
        kept: Any = {name: each for name, each in entries if name.partition(".")[0] != finding.entry}
        wanted = attrs.evolve(wanted, **{section: kept})
    else:
        return None
    if changed is None:
        return None
    reading = read_document(changed, file)
    if reading.mistakes or reading.document != wanted:
        return None
    stays = finding.code not in _SECTIONS or _is_part([*_owners(changed)], [*_owners(text)])
    return changed if stays else None


def _without_code(text: str, place: Place, code: str) -> str | None:
    """Return the text with one code less in a comment, or without the comment and its line if none is left."""
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    text = text.removeprefix(mark)
    suppression = next(
        (comment for comment in comments(text) if (comment.line, comment.column) == (place.line, place.column)), None
    )
    if suppression is None:
        return None
    lines = text.splitlines(keepends=True)
    whole, comment = lines[place.line - 1], without_code(suppression.text, code)
    before, end = whole[: place.column - 1], whole[len(whole.rstrip("\r\n")) :]
    if comment:
        lines[place.line - 1] = f"{before}# {comment}{end}"
    else:
        lines[place.line - 1 : place.line] = [] if suppression.alone else [before.rstrip() + end]
    return mark + "".join(lines)


def _without_entry(text: str, section: str, entry: str) -> str | None:
    """Return the text without an entry of a section and the comments on it; None if it shares lines with others.

    The section goes with its only entry.
    """
    root = scan(_plain(text))
    for part in root.entries:
        if part.key is None or part.key.text != section or part.value.kind != "mapping" or part.value.flow:
            continue
        for named in part.value.entries:
            if named.key is not None and named.key.text == entry:
                is_only = len(part.value.entries) == 1
                first = (part.key if is_only else named.key).lines[0]
                path = (section,) if is_only else (section, entry)
                last = _last_line(_plain(text), named.value)
                lines = text.splitlines(keepends=True)
                after = _deeper_comments(lines[last + 1 :], named.key.column)
                gone = {*range(first, last + 1 + after), *_comment_lines(text, path)} - {*_whole_file_lines(text)}
                return "".join(line for number, line in enumerate(lines) if number not in gone)
    return None


def _deeper_comments(lines: Sequence[str], column: int) -> int:
    """Return how many lines at the beginning hold comments on what is before them, since they are deeper than it."""
    deeper = re.compile(rf" {{{column + 1},}}#")
    near = itertools.takewhile(lambda line: not line.strip() or deeper.match(line), lines)
    return max((number for number, line in enumerate(near, 1) if line.strip()), default=0)


def _comment_lines(text: str, path: tuple[str, ...]) -> Iterator[int]:
    """Return the lines, from 0, that hold only a comment on the entry at a path, or on something in it."""
    return (comment.line for comment, owner, _ in _owned(_plain(text)) if comment.alone and owner[: len(path)] == path)


def _whole_file_lines(text: str) -> Iterator[int]:
    """Return the lines, from 0, with only a comment that silences findings in the whole file."""
    whole_file = (comment for comment, *_ in _owned(_plain(text)) if silences(comment.text) == "file")
    return (comment.line for comment in whole_file if comment.alone)


def _owners(text: str) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """Yield the comments on entries, each with the keys above its entry and its place relative to it."""
    for comment, owner, place in _owned(_plain(text)):
        if silences(comment.text) != "file":
            yield comment.text, owner, place


def _owned(text: str) -> Iterator[tuple[AttachedComment, tuple[str, ...], str]]:
    def walk(item: Item, path: tuple[str, ...]) -> Iterator[tuple[AttachedComment, tuple[str, ...], str]]:
        for number, entry in enumerate(item.entries):
            own = (*path, entry.key.text if entry.key else str(number))
            yield from ((comment, own, "above") for comment in entry.above)
            yield from ((comment, own, "beside") for comment in entry.beside)
            yield from walk(entry.value, own)
        yield from ((comment, path, "after") for comment in item.tail)

    return walk(scan(text), ())


def _is_part(few: Sequence[object], whole: Sequence[object]) -> bool:
    """Return whether one list is another with some things left out."""
    remaining = iter(whole)
    return all(any(other_item == item for other_item in remaining) for item in few)


def _plain(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n")


def _last_line(text: str, item: Item) -> int:
    """Return the last line, from 0, on which something of a value stands."""
    return text.count("\n", 0, item.end) - text[: item.end].endswith("\n")
