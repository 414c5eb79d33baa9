"""The report for programs: every field of the answers, under a format name and a version.

Keys are the attributes' names, in the order of the classes in `dealcheck.answers`, and all of them are always there;
`dealcheck schema verification` prints the schema of a verification. Scores are written as strings of exact decimals:
most JSON readers turn a number into a binary float, and a total that is tested against a reservation must not change
on the way.

The version goes up when a key is taken away or changes its meaning, and not when a key is added.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import attrs

from dealcheck.answers.checkup import Checkup
from dealcheck.answers.comparison import Comparison
from dealcheck.answers.conflict import Reconciliation
from dealcheck.answers.exploration import Bracket, Exploration
from dealcheck.answers.screening import ScreenSummary
from dealcheck.answers.signed.status import Status
from dealcheck.answers.signed.stress import Exposure, Stress
from dealcheck.answers.test import CaseResult, Trial
from dealcheck.answers.verdict import DealVerification, DraftVerdict, DraftVerification, Verdict
from dealcheck.model.deal import Deal
from dealcheck.numbers import number_text
from dealcheck.reports.report import Report

VERSION = 1

DERIVED: Mapping[type, tuple[str, ...]] = {
    Verdict: ("can_sign",),
    DraftVerdict: ("answer", "can_sign"),
    DealVerification: ("acceptable_to_all",),
    DraftVerification: ("acceptable_to_all",),
    Bracket: ("settled", "ruled_out"),
    Exploration: ("acceptable_to_all",),
    Reconciliation: ("reconcilable",),
    Comparison: ("same",),
    ScreenSummary: ("unjudged",),
    CaseResult: ("passed",),
    Trial: ("passed", "covered"),
    Checkup: ("passed",),
    Status: ("overdue", "broken"),
    Stress: ("safe",),
    Exposure: ("safe",),
}
"""Properties that are written after the fields, so that readers need not work them out again."""

KINDS: Mapping[type, str] = {DealVerification: "deal", DraftVerification: "draft"}
"""What tells the two forms of a verification apart."""


def report(report: Report) -> str:
    """Return the report as JSON."""
    return json.dumps(data(report), indent=2, ensure_ascii=False)


def data(report: Report) -> dict[str, Any]:
    """Return the report as plain mappings, lists, strings, integers and booleans."""
    from dealcheck.version import __version__

    head = {"format": f"dealcheck/{report.question.format}", "version": VERSION, "dealcheck": __version__}
    answers = plain_data(report.answers, strict=report.strict)
    if report.question.is_for_each:
        return {**head, "strict": report.strict, "passes": report.passes, "verifications": answers}
    return {**head, "answers": answers}


def plain_data(value: Any, *, strict: bool = False) -> Any:
    """Return a value in the types that JSON has; a deal as the text of a deal file. `strict` decides what passes.

    It is written out for a handful of types: to import a converter would take longer than to verify a deal.
    """
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, Decimal):
        return number_text(value)
    if isinstance(value, str):
        return _encodable(value)
    if isinstance(value, Mapping):
        return {_encodable(key): plain_data(item, strict=strict) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [plain_data(item, strict=strict) for item in value]
    if isinstance(value, Deal):
        from dealcheck.files.writer import deal_text

        return deal_text(value)
    names = [attribute.name for attribute in attrs.fields(type(value))]
    fields = {name: getattr(value, name) for name in (*names, *DERIVED.get(type(value), ()))}
    if isinstance(value, (DealVerification, DraftVerification)):
        fields = {"kind": KINDS[type(value)], "passes": value.passes(strict=strict), **fields}
    return {name: plain_data(field, strict=strict) for name, field in fields.items()}


def _encodable(text: str) -> str:
    """Return text that UTF-8 can hold; a file's name may have bytes in it that are no text."""
    return str(text) if text.isascii() else text.encode("utf-8", "backslashreplace").decode("utf-8")
