"""Mends what lint finds where the cure is certain: takes out entries that nothing uses, and needless comments.

The text of a file stays as its author wrote it but for the lines that go. Each change is read back: when the file then
holds anything else than it did without the entry, it is left alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import attrs
import yaml

from dealcheck.atomic import replace
from dealcheck.jobs.suppressions import without_code
from dealcheck.library import Library
from dealcheck.model.lint import LintFinding
from dealcheck.model.place import Place
from dealcheck.model.ruleset import Ruleset
from dealcheck.read.comments import comments
from dealcheck.read.documents import read_bytes, read_document
from dealcheck.read.nodes import LOADER

_SECTIONS: Mapping[str, str] = {"unused-definition": "definitions", "unused-source": "sources"}
"""The key of a ruleset whose entry each code is about."""


def fix(findings: Iterable[LintFinding], library: Library) -> tuple[LintFinding, ...]:
    """Mend what can be mended; what was.

    Only files that the caller gave are touched.
    """
    by_file: dict[str, list[LintFinding]] = {}
    rulesets = library.rulesets()
    for finding in findings:
        if finding.place is not None and not rulesets[finding.ruleset].plugin and Path(finding.place.file).is_file():
            by_file.setdefault(finding.place.file, []).append(finding)
    mended: list[LintFinding] = []
    for file, there in by_file.items():
        text = before = read_bytes(Path(file)).decode("utf-8")
        for finding in sorted(there, key=lambda each: (each.place and each.place.line) or 0, reverse=True):
            changed = _mended(text, finding, file)
            if changed is not None:
                text = changed
                mended.append(finding)
        if text != before:
            replace(file, text.encode("utf-8"))
    return tuple(reversed(mended))


def _mended(text: str, finding: LintFinding, file: str) -> str | None:
    """The text without what a finding is about; None where that is not certain to be all that changes."""
    wanted = read_document(text, file).document
    if finding.code == "needless-ignore" and finding.place:
        changed = _without_code(text, finding.place, finding.entry)
    elif finding.code in _SECTIONS and isinstance(wanted, Ruleset):
        section = _SECTIONS[finding.code]
        changed = _without_entry(text, section, finding.entry)
        kept: Any = {name: each for name, each in getattr(wanted, section).items() if name != finding.entry}
        wanted = attrs.evolve(wanted, **{section: kept})
    else:
        return None
    if changed is None:
        return None
    reading = read_document(changed, file)
    return changed if not reading.mistakes and reading.document == wanted else None


def _without_code(text: str, place: Place, code: str) -> str | None:
    """The text where a comment silences one code less; without the comment, and its line, when nothing is left."""
    found = next((each for each in comments(text) if (each.line, each.column) == (place.line, place.column)), None)
    if found is None:
        return None
    lines = text.splitlines(keepends=True)
    whole, comment = lines[place.line - 1], without_code(found.text, code)
    before, end = whole[: place.column - 1], whole[len(whole.rstrip("\r\n")) :]
    if comment:
        lines[place.line - 1] = f"{before}# {comment}{end}"
    else:
        lines[place.line - 1 : place.line] = [] if found.alone else [before.rstrip() + end]
    return "".join(lines)


def _without_entry(text: str, section: str, entry: str) -> str | None:
    """The text without an entry of a section, or without the section when it has no other; None if they share lines."""
    root = yaml.compose(text, Loader=LOADER)
    for key, value in root.value if isinstance(root, yaml.MappingNode) else ():
        if key.value != section or not isinstance(value, yaml.MappingNode) or value.flow_style:
            continue
        for name, content in value.value:
            if name.value == entry:
                first = key if len(value.value) == 1 else name
                lines = text.splitlines(keepends=True)
                del lines[first.start_mark.line : _last_line(content) + 1]
                return "".join(lines)
    return None


def _last_line(node: yaml.Node) -> int:
    """The last line, from 0, on which something of a node stands."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _last_line(last[1] if isinstance(last, tuple) else last)
    end = node.end_mark
    return end.line - 1 if end.column == 0 and end.line > node.start_mark.line else end.line
