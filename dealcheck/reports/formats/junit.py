"""The report as JUnit XML, for the test pages of build servers: each page is a suite, each of its checks a case."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from dealcheck.reports.page import Check, Page
from dealcheck.reports.report import Report

_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def report(report: Report) -> str:
    """Return the checks of all pages as JUnit XML; what failed is a failure."""
    root = ET.Element("testsuites", name="dealcheck")
    for page in report.pages:
        root.append(_suite(page))
    _count(root)
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode")


def _suite(page: Page) -> ET.Element:
    suite = ET.Element("testsuite", name=xml_text(page.name))
    for check in page.checks:
        suite.append(_case(page, check))
    _count(suite)
    return suite


def _case(page: Page, check: Check) -> ET.Element:
    """Return a test case; the text of one that passes is its output."""
    case = ET.Element("testcase", classname=xml_text(page.name), name=xml_text(check.name))
    place = check.place or page.place
    if check.file or page.file:
        case.set("file", xml_text(check.file or page.file))
    if place:
        case.set("line", str(place.line))
    if check.failure:
        text = xml_text(check.text or check.message)
        ET.SubElement(case, "failure", type=check.failure, message=xml_text(check.message)).text = text
    elif check.text:
        ET.SubElement(case, "system-out").text = xml_text(check.text)
    return case


def _count(element: ET.Element) -> None:
    """Note on a suite, or on all of them, how many cases it has and how many failed."""
    element.set("tests", str(len(list(element.iter("testcase")))))
    element.set("failures", str(len(list(element.iter("failure")))))
    element.set("errors", "0")


def xml_text(text: str) -> str:
    """Return text without the characters that XML 1.0 can't hold, escaped or not."""
    return _NO_XML.sub("\ufffd", str(text))
