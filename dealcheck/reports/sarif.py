"""The report as SARIF 2.1.0, for code scanning: broken bottom lines as annotations on the deal's lines.

Each bottom line is a rule, `ruleset/bottom-line`. What is no bottom line has a rule with a colon in its id, which
no ruleset's or bottom line's id can have: `ruleset:reservation` for a score that is too low, `ruleset:draft` for a
draft that a party can't sign however its brackets are resolved, and `draft:common-resolution` for one that the
parties can't sign together.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

import attrs

from dealcheck.model.place import Place
from dealcheck.model.ruleset import Strength
from dealcheck.model.verdict import Breach, DraftVerdict, DraftVerification, Verdict, Verification
from dealcheck.reports import sentences
from dealcheck.reports.places import within_tree
from dealcheck.wording import plain

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
COMMON_RULE = "draft:common-resolution"

Level = Literal["error", "warning", "note"]
Json = dict[str, Any]

_LEVELS: dict[Strength, Level] = {"red-line": "error", "priority": "warning", "preference": "note"}


@attrs.frozen(kw_only=True)
class _Result:
    """One annotation, before it is put into SARIF's shape."""

    rule: str
    title: str
    level: Level
    text: str
    places: Sequence[tuple[Place, str]]
    tags: tuple[str, ...] = ()


def report(verifications: Sequence[Verification], *, strict: bool = False, **_options: object) -> str:
    """The report; with `strict`, a draft that is not acceptable outright however it is resolved is a result too."""
    results = [result for each in verifications for result in _results(each, strict)]
    return json.dumps(_log(results), indent=2, ensure_ascii=False)


# What there is to report


def _results(verification: Verification, strict: bool) -> Iterator[_Result]:
    for verdict in verification.verdicts:
        if isinstance(verdict, DraftVerdict):
            yield from _draft_results(verification, verdict)
        else:
            yield from _verdict_results(verification, verdict)
    if isinstance(verification, DraftVerification) and not verification.passes(strict=strict):
        yield _Result(
            rule=COMMON_RULE,
            title="A draft has a resolution that is acceptable to all",
            level="error",
            text=sentences.summary_text(verification, strict=strict),
            places=_deal_place(verification),
        )


def _verdict_results(verification: Verification, verdict: Verdict) -> Iterator[_Result]:
    if sentences.is_below_reservation(verdict):
        text = f"{sentences.verdict_line(verdict).text}\n{sentences.score_text(verdict)}"
        yield _shortfall(verification, verdict, text)
    for breach in verdict.breaches:
        yield _Result(
            rule=f"{verdict.ruleset}/{breach.bottom_line}",
            title=sentences.one_line(breach.title or plain(breach.bottom_line)),
            level=_LEVELS[breach.strength],
            text=f"{sentences.verdict_line(verdict).text}\n{sentences.breach_text(breach)}",
            places=_breach_places(verification, breach),
            tags=(breach.strength, breach.status),
        )


def _draft_results(verification: Verification, verdict: DraftVerdict) -> Iterator[_Result]:
    """Results on what no way of resolving the brackets helps against."""
    places = _deal_place(verification)
    if not verdict.can_sign:
        title = "A draft has a resolution that this party can sign"
        text = sentences.indented(sentences.verdict_lines(verdict))
        yield _Result(rule=f"{verdict.ruleset}:draft", title=title, level="error", text=text, places=places)
    if verdict.resolutions and verdict.below_reservation == verdict.resolutions:
        text = f"{sentences.verdict_line(verdict).text}\nEvery resolution is worth too little to it."
        yield _shortfall(verification, verdict, text)
    for name, count in verdict.broken.items():
        if count == verdict.resolutions:  # how strong it is, a draft's verdict does not say
            text = f"{sentences.verdict_line(verdict).text}\n{sentences.broken_text(verdict, name, count)}"
            rule, title = f"{verdict.ruleset}/{name}", plain(name)
            yield _Result(rule=rule, title=title, level="warning", text=text, places=places)


def _shortfall(verification: Verification, verdict: Verdict | DraftVerdict, text: str) -> _Result:
    rule, title = f"{verdict.ruleset}:reservation", "The score reaches the least that this party would sign"
    return _Result(rule=rule, title=title, level="error", text=text, places=_deal_place(verification))


def _deal_place(verification: Verification) -> list[tuple[Place, str]]:
    """The deal's own place: where it begins, or the top of its file."""
    place = verification.place
    if place is None and verification.file:
        place = Place(verification.file, 1, 1)
    return [(place, f"deal {verification.deal}")] if place else []


def _breach_places(verification: Verification, breach: Breach) -> list[tuple[Place, str]]:
    """The provisions that break a bottom line, or else the deal; and the bottom line itself."""
    named = len(breach.places) == len(breach.provisions)
    names = [f"provision {name}" for name in breach.provisions] if named else ["provision"] * len(breach.places)
    places = list(zip(breach.places, names)) or _deal_place(verification)
    if places and breach.place:
        places.append((breach.place, f"bottom line {breach.bottom_line}"))
    return places


# In SARIF's shape


def _log(results: Iterable[_Result]) -> Json:
    from dealcheck import __version__

    rules: dict[str, Json] = {}
    rows = []
    for result in results:
        rules.setdefault(result.rule, _rule(result))
        rows.append(_row(result, list(rules).index(result.rule)))
    driver = {"name": "dealcheck", "semanticVersion": __version__, "rules": list(rules.values())}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": rows}
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(result: _Result) -> Json:
    rule: Json = {
        "id": result.rule,
        "shortDescription": _message(result.title),
        "defaultConfiguration": {"level": result.level},
    }
    if result.tags:
        rule["properties"] = {"tags": list(result.tags)}
    return rule


def _row(result: _Result, index: int) -> Json:
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
