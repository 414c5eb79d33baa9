"""The report as JUnit XML, for the test pages of build servers.

A deal is a test suite and each ruleset's answer a test case. A draft has one case more: that some resolution (with
`strict`, every one) is acceptable to all, which does not follow from each party finding one for itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree as ET

from dealcheck.answers.verdict import DraftVerdict, DraftVerification, Verdict, Verification
from dealcheck.reports import sentences

_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
COMMON_CASE = "acceptable to all"
"""The name of the case that asks for a resolution everybody can sign; no ruleset's id has blanks."""


def report(verifications: Sequence[Verification], *, strict: bool = False, **_options: object) -> str:
    """The report; with `strict`, reservations are failures."""
    root = ET.Element("testsuites", name="dealcheck")
    for verification in verifications:
        root.append(_suite(verification, strict))
    _count(root)
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode")


def _suite(verification: Verification, strict: bool) -> ET.Element:
    suite = ET.Element("testsuite", name=xml_text(verification.deal))
    for verdict in verification.verdicts:
        suite.append(_verdict_case(verification, verdict, strict))
    if isinstance(verification, DraftVerification):
        summary = sentences.summary_text(verification, strict=strict)
        passes = verification.passes(strict=strict)
        suite.append(_case(verification, COMMON_CASE, "" if passes else "draft", summary, summary))
    _count(suite)
    return suite


def _verdict_case(verification: Verification, verdict: Verdict | DraftVerdict, strict: bool) -> ET.Element:
    head, *rest = sentences.verdict_lines(verdict)
    text = sentences.indented((head, *rest))
    return _case(verification, verdict.ruleset, _failure(verdict, strict), head.text, text if rest else "")


def _failure(verdict: Verdict | DraftVerdict, strict: bool) -> str:
    """What kind of failure an answer is; empty for none."""
    if isinstance(verdict, DraftVerdict):
        outright = verdict.without_reservations == verdict.resolutions
        return "" if verdict.can_sign and (outright or not strict) else verdict.answer
    return "" if verdict.can_sign and (verdict.outcome == "accepted" or not strict) else verdict.outcome


def _case(verification: Verification, name: str, failure: str, message: str, text: str) -> ET.Element:
    """A test case; what there is to say on one that passes stands in its output."""
    case = ET.Element("testcase", classname=xml_text(verification.deal), name=xml_text(name))
    if verification.file:
        case.set("file", xml_text(verification.file))
    if verification.place:
        case.set("line", str(verification.place.line))
    if failure:
        ET.SubElement(case, "failure", type=failure, message=xml_text(message)).text = xml_text(text or message)
    elif text:
        ET.SubElement(case, "system-out").text = xml_text(text)
    return case


def _count(element: ET.Element) -> None:
    """Note on a suite, or on all of them, how many cases it has and how many failed."""
    element.set("tests", str(len(list(element.iter("testcase")))))
    element.set("failures", str(len(list(element.iter("failure")))))
    element.set("errors", "0")


def xml_text(text: str) -> str:
    """Text without the characters that XML 1.0 can't hold, escaped or not."""
    return _NO_XML.sub("\ufffd", str(text))
