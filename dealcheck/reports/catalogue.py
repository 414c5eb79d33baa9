"""What can be used, as text and as data: vocabularies, rulesets, bottom lines, plugins."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from dealcheck.language.position import Position
from dealcheck.language.resolve import names_in
from dealcheck.language.wording import Wording, plain, value_text
from dealcheck.model.conditions import Condition
from dealcheck.model.ruleset import BottomLine, Ruleset
from dealcheck.numbers import number_text
from dealcheck.reports.folding import folded
from dealcheck.reports.sentences import place_text, source_text
from dealcheck.session.library import Library, LibraryEntry
from dealcheck.session.plugins import Plugins

_CLAUSES = {
    "forbid": "must not be",
    "require": "must be",
    "when": "whenever",
    "until": "until",
    "only_after": "only after",
    "unless": "unless",
}


def bottom_line_text(position: Position, name: str) -> str:
    """Return a bottom line in words, with the definitions it uses and the statements it rests on."""
    line = position.ruleset.bottom_lines[name]
    wording = Wording(position.lexicon)
    party = wording.party(str(position.ruleset.party))
    rows = [f"{position.ruleset.id}/{name}: {line.title or plain(name)}"]
    rows.append(
        f"  {party}; {plain(line.strength)}, {line.status}" + (f"; {place_text(line.place)}" if line.place else "")
    )
    if line.description:
        rows.append(f"  {_one_line(line.description)}")
    used: dict[str, None] = {}
    for key, word in _CLAUSES.items():
        condition = getattr(line, key)
        if condition is not None:
            rows.append(f"  {word}: {wording.condition(condition)}" + _within(line, key))
            used.update(dict.fromkeys(names_in(condition)))
    rows += [f"  “{plain(used_name)}” means: {text}" for used_name, text in _definitions(position, list(used), wording)]
    known = {**position.lexicon.sources, **position.ruleset.sources}
    rows += [f"  {source_text(known[source])}" for source in line.sources]
    return _text(rows)


def score_sheet_text(position: Position) -> str:
    """Return the score sheet of a ruleset in words: what gives how many points; empty where it has none."""
    ruleset, wording = position.ruleset, Wording(position.lexicon)
    if not ruleset.worth and not ruleset.issues:
        return ""
    least = (
        f", of which it needs at least {number_text(ruleset.reservation)}" if ruleset.reservation is not None else ""
    )
    rows = [f"{ruleset.id}: what it gives points for{least}"]
    known = {**position.lexicon.sources, **ruleset.sources}
    for name, entry in ruleset.worth.items():
        points = number_text(entry.points)
        rows.append(f"  {entry.title or plain(name)}: {points} at the end for {wording.condition(entry.when)}")
        rows += [f"    {source_text(known[source])}" for source in entry.sources]
    for name, issue in ruleset.issues.items():
        listed = position.program.issues[name].points
        gives = (f"{number_text(number)} for {value_text(value)}" for value, number in listed)
        rows.append(f"  {issue.title or plain(name)}: by {issue.of}, {', '.join(gives)}")
        rows += [f"    {source_text(known[source])}" for source in issue.sources]
    return _text(rows)


def catalogue_text(library: Library) -> str:
    """Return every vocabulary and ruleset with its parties and sources."""
    return _text(_catalogue_rows(library))


def catalogue_json(library: Library) -> str:
    """Return every vocabulary and ruleset as JSON."""
    data = {
        "format": "dealcheck/rules",
        "version": 1,
        "vocabularies": [_vocabulary_data(name, entry) for name, entry in library.vocabularies().items()],
        "rulesets": [_ruleset_data(name, entry) for name, entry in library.rulesets().items()],
    }
    return json.dumps(data, indent=2, ensure_ascii=False)


def plugin_rows(plugins: Plugins, library: Library) -> list[dict[str, Any]]:
    """Return each plugin with its distribution, version, and what it brings by kind."""
    rows = []
    for info in plugins.infos():
        brings: dict[str, list[str]] = {
            "vocabularies": [name for name, entry in library.vocabularies().items() if entry.plugin == info.name],
            "rulesets": [name for name, entry in library.rulesets().items() if entry.plugin == info.name],
            "readers": plugins.brought_by(info.name, "dealcheck_readers"),
            "reporters": plugins.brought_by(info.name, "dealcheck_reporters"),
            "engines": plugins.brought_by(info.name, "dealcheck_engines"),
            "commands": plugins.brought_by(info.name, "dealcheck_commands"),
            "exports": plugins.brought_by(info.name, "dealcheck_exports"),
            "hooks": list(info.hooks),
        }
        rows.append({"name": info.name, "distribution": info.distribution, "version": info.version, "brings": brings})
    return rows


def _catalogue_rows(library: Library) -> Iterator[str]:
    yield "Vocabularies"
    for name, entry in library.vocabularies().items():
        document = entry.document
        extends = f", extends {document.extends}" if document.extends else ""
        yield f"  {name}: {document.title or plain(name)}{extends}"
        yield f"    parties: {', '.join(document.parties) or 'none of its own'}"
        yield f"    from {entry.origin}"
    yield "Rulesets"
    for name, entry in library.rulesets().items():
        flat = library.flat(name)
        yield f"  {name}: {flat.title or plain(name)}"
        as_of = f", as of {flat.as_of}" if flat.as_of else ""
        count = len(flat.bottom_lines)
        issues = f", {len(flat.issues)} issue{'s' * (len(flat.issues) != 1)}" if flat.issues else ""
        lines = f"{count} bottom line{'s' * (count != 1)}{issues}"
        yield f"    party {flat.party}, vocabulary {flat.vocabulary}{as_of}; {lines}"
        for source in _cited(flat):
            yield f"    {source_text(source)}"
        yield f"    from {entry.origin}"


def _cited(ruleset: Ruleset) -> list[Any]:
    return list(ruleset.sources.values())


def _vocabulary_data(name: str, entry: LibraryEntry) -> dict[str, Any]:
    document = entry.document
    return {
        "id": name,
        "title": str(document.title),
        "extends": document.extends,
        "parties": {party: str(content.title) for party, content in document.parties.items()},
        "origin": entry.origin,
    }


def _ruleset_data(name: str, entry: LibraryEntry) -> dict[str, Any]:
    document = entry.document
    lines: Mapping[str, BottomLine] = document.bottom_lines
    return {
        "id": name,
        "title": str(document.title),
        "party": document.party,
        "vocabulary": document.vocabulary,
        "extends": document.extends,
        "as_of": document.as_of,
        "bottom_lines": {line: str(line_content.title) for line, line_content in lines.items()},
        "issues": {issue: str(content.title) for issue, content in document.issues.items()},
        "sources": {source: source_text(source_content) for source, source_content in document.sources.items()},
        "origin": entry.origin,
    }


def _definitions(position: Position, names: list[str], wording: Wording) -> Iterator[tuple[str, str]]:
    """Yield the definitions that a bottom line uses, directly or through others, each once."""
    definitions = position.ruleset.definitions
    for name in names:  # grows while it is walked
        body: Condition = definitions[name]
        names += [definition for definition in dict.fromkeys(names_in(body)) if definition not in names]
        yield name, wording.condition(body)


def _within(line: BottomLine, key: str) -> str:
    if key != "require" or not line.within:
        return ""
    return f" (within {line.within} step{'s' * (line.within != 1)})"


def _text(rows: Iterable[str]) -> str:
    """Return rows as text, those too wide folded, with the rest of a row indented below it."""
    indents = ((row, " " * (len(row) - len(row.lstrip(" ")))) for row in rows)
    return "\n".join(line for row, indent in indents for line in folded(row.strip(), indent, indent + "  "))


def _one_line(text: str) -> str:
    return " ".join(text.split())
