"""Comments with which an author silences findings: `# dealcheck: ignore[implied]`, `# dealcheck: ignore-file[implied]`.

The first stands on the line of the finding, or alone on a line before it; the second anywhere in the file.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Literal

import attrs

from dealcheck.answers.lint import CODES, LintFinding
from dealcheck.errors import InputError, nearest, shown
from dealcheck.files.documents import read_bytes
from dealcheck.place import Place
from dealcheck.syntax.comments import Comment, comments

NEEDLESS = "needless-ignore"
_SYNTAX = re.compile(r"dealcheck:\s*ignore(?P<file>-file)?\s*(?:\[(?P<codes>[^\]]*)\])?")


def without_code(comment: str, code: str) -> str:
    """Return a comment that silences one code less; empty when it silences no other."""
    match = _SYNTAX.match(comment)
    if match is None:
        return comment
    kept = [each for each in map(str.strip, (match["codes"] or "").split(",")) if each != code]
    if not kept:
        return ""
    start, end = match.span("codes")
    return f"{comment[:start]}{', '.join(kept)}{comment[end:]}"


def silences(comment: str) -> Literal["", "line", "file"]:
    """Return what a comment, as written, silences findings on; empty if it is about something else."""
    match = _SYNTAX.match(comment.removeprefix("#").strip())
    return "" if match is None else "file" if match["file"] else "line"


@attrs.frozen
class Suppression:
    """One code that a comment silences: on a line, or in the whole file."""

    code: str
    line: int | None
    place: Place

    def silences(self, finding: LintFinding) -> bool:
        """Return whether it silences a finding in its file."""
        if finding.place is None or finding.place.file != self.place.file or finding.code != self.code:
            return False
        return self.line is None or finding.place.line == self.line


def silence(
    findings: Iterable[LintFinding],
    files: Mapping[str, str],
    codes: Collection[str],
    texts: Mapping[str, str],
) -> tuple[list[LintFinding], int]:
    """Return the findings that no comment silences, with those on needless comments; and how many are silenced.

    `files`: the names of the files, and the ruleset in each. `codes`: those that were looked for. `texts`: those of
    files that are not as they are on disk. Comments in other files, from which entries were taken over, silence too;
    whether they are needless is not for these files to say.
    """
    found = list(findings)
    others = {finding.place.file for finding in found if finding.place} - files.keys()
    written = [suppression for file in files for suppression in _suppressions(file, texts.get(file))]
    taken_over = [suppression for file in others for suppression in _suppressions(file, texts.get(file))]
    silenced = [any(each.silences(finding) for each in (*written, *taken_over)) for finding in found]
    kept = [finding for finding, silent in zip(found, silenced) if not silent]
    if NEEDLESS in codes:
        kept += [
            LintFinding(code=NEEDLESS, ruleset=files[each.place.file], entry=each.code, message=why, place=each.place)
            for each in written
            for why in _needless(each, found, codes)
        ]
    return kept, sum(silenced)


def _needless(suppression: Suppression, findings: Iterable[LintFinding], codes: Collection[str]) -> Iterator[str]:
    """Yield what is wrong with a comment, if something is."""
    if not suppression.code:
        yield "the comment names no code; write `ignore[code]`"
    elif suppression.code not in CODES:
        yield f"the comment names unknown code `{shown(suppression.code)}`; {nearest(suppression.code, CODES)}"
    elif suppression.code in codes and not any(map(suppression.silences, findings)):
        yield f"there is no `{suppression.code}` to silence {'here' if suppression.line else 'in this file'}"


def _suppressions(file: str, text: str | None) -> Iterator[Suppression]:
    try:
        text = (read_bytes(Path(file)).decode("utf-8") if text is None else text).removeprefix("\ufeff")
    except (InputError, UnicodeDecodeError):
        return  # it was given as text, or has gone since it was read
    lines = text.split("\n")
    for comment in comments(text):
        match = _SYNTAX.match(comment.text)
        if match:
            line = None if match["file"] else _meant(comment, lines)
            for code in (match["codes"] or "").split(","):
                yield Suppression(code.strip(), line, Place(file, comment.line, comment.column))


def _meant(comment: Comment, lines: list[str]) -> int:
    """Return the line a comment is about: its own, or if alone on it, the next with content."""
    if not comment.alone:
        return comment.line
    following = range(comment.line, len(lines))
    return next((n + 1 for n in following if (line := lines[n].strip()) and not line.startswith("#")), comment.line)
