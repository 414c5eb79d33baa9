"""The report as SARIF 2.1.0, for code scanning: findings as annotations on the lines of files.

Each code is a rule: that of a broken bottom line is `ruleset/bottom-line`. What is no bottom line has a code with a
colon or without a slash, which no bottom line's can have.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from dealcheck.place import Place
from dealcheck.reports.page import PageFinding
from dealcheck.reports.places import within_tree
from dealcheck.reports.report import Report

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"

Json = dict[str, Any]


def report(report: Report) -> str:
    """Return the findings of all pages as a SARIF log."""
    log = _log(finding for page in report.pages for finding in page.findings)
    return json.dumps(log, indent=2, ensure_ascii=False)


def _log(findings: Iterable[PageFinding]) -> Json:
    from dealcheck.version import __version__

    rules: dict[str, Json] = {}
    rows = []
    for finding in findings:
        rules.setdefault(finding.code, _rule(finding))
        rows.append(_row(finding, list(rules).index(finding.code)))
    driver = {"name": "dealcheck", "semanticVersion": __version__, "rules": list(rules.values())}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": rows}
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(finding: PageFinding) -> Json:
    rule: Json = {
        "id": finding.code,
        "shortDescription": _message(finding.title),
        "defaultConfiguration": {"level": finding.level},
    }
    if finding.help:
        rule["help"] = _message(finding.help)
    if finding.tags:
        rule["properties"] = {"tags": list(finding.tags)}
    return rule


def _row(finding: PageFinding, index: int) -> Json:
    row: Json = {
        "ruleId": finding.code,
        "ruleIndex": index,
        "level": finding.level,
        "message": _message(finding.message),
    }
    # One location only: with more, the result would go away only when all of them are changed.
    for place, name in finding.places[:1]:
        row["locations"] = [_location(place, name)]
    if finding.places[1:]:
        row["relatedLocations"] = [
            {"id": number, **_location(place, name)} for number, (place, name) in enumerate(finding.places[1:], 1)
        ]
    return row


def _location(place: Place, text: str) -> Json:
    physical: Json = {"artifactLocation": {"uri": uri(place.file)}}
    if place.line > 0:
        physical["region"] = {"startLine": place.line, "startColumn": max(place.column, 1)}
    return {"physicalLocation": physical, "message": _message(text)}


def _message(text: str) -> Json:
    """Return a message, in which braces are doubled and nothing becomes a link, as SARIF asks (3.11.5, 3.11.6)."""
    text = text.replace("{", "{{").replace("}", "}}")
    return {"text": re.sub(r"[\\\[\]]", r"\\\g<0>", text) if "](" in text else text}


def uri(file: str) -> str:
    """Return a file's name as a URI, relative to the working directory if it is below it."""
    inside = within_tree(file)
    return quote(os.fsencode(inside), safe="/") if inside else Path(file).as_uri()
