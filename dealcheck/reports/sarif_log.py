"""SARIF 2.1.0, for code scanning: annotations on the lines of files, whatever they are about."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

import attrs

from dealcheck.place import Place
from dealcheck.reports.places import within_tree

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"

Level = Literal["error", "warning", "note"]
Json = dict[str, Any]


@attrs.frozen(kw_only=True)
class Result:
    """One annotation, before it is put into SARIF's shape; `help` says what its rule is for."""

    rule: str
    title: str
    level: Level
    text: str
    places: Sequence[tuple[Place, str]]
    tags: tuple[str, ...] = ()
    help: str = ""


def sarif_text(results: Iterable[Result]) -> str:
    """The log of some results, as text."""
    return json.dumps(_log(results), indent=2, ensure_ascii=False)


def _log(results: Iterable[Result]) -> Json:
    from dealcheck.version import __version__

    rules: dict[str, Json] = {}
    rows = []
    for result in results:
        rules.setdefault(result.rule, _rule(result))
        rows.append(_row(result, list(rules).index(result.rule)))
    driver = {"name": "dealcheck", "semanticVersion": __version__, "rules": list(rules.values())}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": rows}
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(result: Result) -> Json:
    rule: Json = {
        "id": result.rule,
        "shortDescription": _message(result.title),
        "defaultConfiguration": {"level": result.level},
    }
    if result.help:
        rule["help"] = _message(result.help)
    if result.tags:
        rule["properties"] = {"tags": list(result.tags)}
    return rule


def _row(result: Result, index: int) -> Json:
    row: Json = {
        "ruleId": result.rule,
        "ruleIndex": index,
        "level": result.level,
        "message": _message(result.text),
    }
    # One location only: more would mean that the result goes away when all of them are changed.
    for place, name in result.places[:1]:
        row["locations"] = [_location(place, name)]
    if result.places[1:]:
        row["relatedLocations"] = [{"id": n, **_location(*each)} for n, each in enumerate(result.places[1:], 1)]
    return row


def _location(place: Place, text: str) -> Json:
    physical: Json = {"artifactLocation": {"uri": uri(place.file)}}
    if place.line > 0:
        physical["region"] = {"startLine": place.line, "startColumn": max(place.column, 1)}
    return {"physicalLocation": physical, "message": _message(text)}


def _message(text: str) -> Json:
    """A message, in which braces are doubled and nothing becomes a link, as SARIF asks (3.11.5, 3.11.6)."""
    text = text.replace("{", "{{").replace("}", "}}")
    return {"text": re.sub(r"[\\\[\]]", r"\\\g<0>", text) if "](" in text else text}


def uri(file: str) -> str:
    """A file's name as a URI: relative to the working directory if it is in there, which is where readers look."""
    inside = within_tree(file)
    return quote(os.fsencode(inside), safe="/") if inside else Path(file).as_uri()
