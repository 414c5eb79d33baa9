"""The HTML report: well-formed, self-contained, complete, and deaf to what files try."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import attrs
import html5lib
import pytest
from click.testing import CliRunner

import dealcheck
from dealcheck.cli import app
from dealcheck.questions import QUESTIONS
from dealcheck.reports.figures import Plot, PlotPoint
from dealcheck.reports.html.plot import drawn
from dealcheck.reports.page import Table
from tests.conftest import HANOI
from tests.reports.made import BREACH, DRAFT, EXAMPLES, REJECTED, SALE, nasty, verified, written

report = written("html")
RULES = ("--rules", "us-hanoi", "--rules", "dprk-ri")
DRAFT_FILE = str(HANOI / "draft.yaml")


def parsed(text: str) -> ET.Element:
    """The document as a tree, by a parser that refuses what is not HTML."""
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)


def printed(*arguments: str) -> ET.Element:
    """What a command prints in HTML."""
    done = CliRunner().invoke(app, [*arguments, "--format", "html"])
    assert done.exit_code in (0, 1), done.output
    return parsed(done.output)


def words(element: ET.Element) -> str:
    return " ".join(" ".join(element.itertext()).split())


def with_class(tree: ET.Element, name: str) -> list[ET.Element]:
    return [each for each in tree.iter() if name in (each.get("class") or "").split()]


def test_verdicts_come_first() -> None:
    tree = parsed(report([SALE]))
    assert words(tree.find(".//h1")) == "Sale of a house"  # type: ignore[arg-type]
    (answer,) = with_class(tree, "answer")
    assert words(answer) == "✗ Seller Ltd (seller) can't sign."
    (verdicts,) = with_class(tree, "verdicts")
    assert [item.get("class") for item in verdicts] == ["bad", "good", "mixed"]
    assert [words(item)[0] for item in verdicts] == ["✗", "✓", "~"]


def test_a_breach_with_its_sources() -> None:
    tree = parsed(report([SALE]))
    breach = with_class(tree, "breach")[1]
    text = words(breach)
    assert text.startswith("Keys are handed over after payment (red line, stated). Broken at steps")
    assert "deposit (deals/sale.yaml:20): “pledge” is weaker than “pay”" in text
    (quote,) = breach.iter("blockquote")
    assert words(quote) == "“not before we are paid”"
    (link,) = breach.iter("a")
    assert link.get("href") == "https://example.org/a?b=1&c=2"
    assert "noreferrer" in (link.get("rel") or "")


def test_quiet_is_the_verdicts_alone() -> None:
    tree = parsed(report([SALE], quiet=True))
    assert with_class(tree, "verdicts")
    assert not with_class(tree, "breach")


def test_several_deals_are_articles_of_one_page() -> None:
    tree = parsed(report([SALE, DRAFT]))
    assert len(list(tree.iter("article"))) == 2
    assert len(list(tree.iter("h1"))) == 1
    assert len(list(tree.iter("title"))) == 1


def test_the_command_shows_the_matrix_with_the_verdicts() -> None:
    tree = printed("verify", str(HANOI / "dprk-offer-ri.yaml"), *RULES)
    (grid,) = with_class(tree, "grid")
    cells = [(cell.get("class"), words(cell)) for cell in grid.iter("td")]
    assert cells[0] == ("accepts", "○ accepts it (+45 points)")
    kind, text = cells[2]
    assert kind == "opposes"
    assert text.startswith("✗ opposes it (-45 points) Core sanctions stay until the nuclear risk is")
    order = [words(heading) for heading in tree.iter() if re.fullmatch("h[1-6]", str(heading.tag))]
    assert order.index("Verdicts") < order.index("Positions") < order.index("The demands behind them")
    assert order[1:3] == ["Verdicts", "Positions"]


def test_headings_never_skip_a_level() -> None:
    for tree in (printed("verify", str(HANOI / "us-ask.yaml"), *RULES), printed("explore", DRAFT_FILE, *RULES)):
        levels = [int(str(each.tag)[1]) for each in tree.iter() if re.fullmatch("h[1-6]", str(each.tag))]
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))


def test_a_draft_shows_what_each_alternative_leaves() -> None:
    tree = printed("explore", DRAFT_FILE, *RULES)
    exploration = dealcheck.explore(DRAFT_FILE, ["us-hanoi", "dprk-ri"])
    (table,) = with_class(tree, "bars")
    rows = [[words(cell) for cell in row if cell.tag == "td"] for row in table.iter("tr")][1:]
    expected = [
        [each.value, ("✗ " if each.acceptable == 0 else "") + str(each.acceptable)]
        for bracket in exploration.brackets
        for each in bracket.alternatives
    ]
    assert rows == expected
    assert [words(each) for each in with_class(tree, "settled")] == [
        "✓ settled: admit-inspectors",
        "✓ settled: second-measures",
    ]
    widths = [float(each.get("width") or "") for each in with_class(table, "part")]
    assert max(widths) == 100
    assert all((width == 0) == (row[1] == "✗ 0") for width, row in zip(widths, rows))


def test_the_plot_names_both_sides_and_has_every_outcome() -> None:
    tree = printed("explore", DRAFT_FILE, *RULES)
    (plot,) = with_class(tree, "plot")
    assert [words(each) for each in with_class(plot, "axis")] == [
        "United States (us-hanoi)",
        "Democratic People's Republic of Korea (dprk-ri)",
    ]
    bargains = dealcheck.explore(DRAFT_FILE, ["us-hanoi", "dprk-ri"]).bargains
    assert sum(str(each.tag).endswith("circle") for each in plot.iter()) == len(bargains) > 1
    assert [words(each) for each in with_class(plot, "name")] == ["Nash, Kalai-Smorodinsky"]


@pytest.mark.parametrize("values", [["0"], ["7", "7"], ["-3", "4"], ["0.1", "0.35"], ["1e30", "-1e30"], []])
def test_everything_in_a_plot_is_within_its_axes(values: list[str]) -> None:
    points = tuple(PlotPoint(Decimal(value), Decimal(value), "1") for value in values)
    drawing = drawn(Plot(plain=Table((), ()), axes=("a", "b"), points=points))
    assert len(drawing.dots) == len(values)
    for dot in drawing.dots:
        assert drawing.left <= dot.x <= drawing.right
        assert drawing.top <= dot.y <= drawing.bottom
    assert 2 <= len(drawing.across) <= 9


def test_of_very_many_outcomes_those_with_a_name_are_always_drawn() -> None:
    points = tuple(PlotPoint(Decimal(n), Decimal(-n), "1", "Nash" if n == 7 else "") for n in range(9_001))
    drawing = drawn(Plot(plain=Table((), ()), axes=("a", "b"), points=points))
    assert len(drawing.dots) < 3_000
    assert [dot.number for dot in drawing.dots if dot.point.name] == [7]


def test_a_repair_is_shown_before_and_after() -> None:
    tree = printed("repair", str(HANOI / "us-ask.yaml"), *RULES, "--smaller")
    (table, *_) = with_class(tree, "edits")
    rows = list(table.iter("tr"))[1:]
    repairs = dealcheck.repair(HANOI / "us-ask.yaml", ["us-hanoi", "dprk-ri"], direction="smaller")
    changes = repairs.repairs[0].changes
    assert [words(row[1]) for row in rows] == [change.before for change in changes]
    assert [words(row[2]) for row in rows] == [change.after or "left out" for change in changes]
    assert all(row[1].find("del") is not None for row in rows)


def test_hostile_text_builds_nothing() -> None:
    text = report([nasty()])
    tree = parsed(text)
    tags = {str(element.tag) for element in tree.iter()}
    assert not tags & {"b", "script", "img", "i", "iframe", "a"}
    assert "\u202e" not in text
    assert "\x1b" not in text
    assert "\x00" not in text
    shown = "1. # <b>@alice|x</b> [x](http://e.vil)"
    assert shown in words(tree.find(".//h1"))  # type: ignore[arg-type]
    assert shown in words(tree.find(".//title"))  # type: ignore[arg-type]
    assert shown in words(with_class(tree, "breach")[1])


def test_hostile_text_in_a_draft_stays_text(tmp_path: Path) -> None:
    title = "'\"></title><script>alert(1)</script><img src=x onerror=alert(1)>"
    file = tmp_path / "draft.yaml"
    source = Path(DRAFT_FILE).read_text(encoding="utf-8")
    quoted = "'" + title.replace("'", "''") + "'"
    source = source.replace("title: A bracketed draft for the working level", f"title: {quoted}", 1)
    file.write_text(re.sub(r"text: The DPRK shall \[freeze\].*", f"text: {quoted}", source), encoding="utf-8")
    tree = printed("explore", str(file), *RULES)
    assert not {str(element.tag) for element in tree.iter()} & {"script", "img"}
    assert words(tree.find(".//h1")) == title  # type: ignore[arg-type]
    assert title in words(with_class(tree, "grid")[0])


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//e.vil", "ftp://a.b"])
def test_links_lead_to_the_web_alone(url: str) -> None:
    source = attrs.evolve(BREACH.sources[0], url=url)
    breach = attrs.evolve(BREACH, sources=(source,))
    tree = parsed(report([attrs.evolve(SALE, verdicts=(attrs.evolve(REJECTED, breaches=(breach,)),))]))
    assert not list(tree.iter("a"))
    assert url in words(tree)


SIGNED = str(HANOI.parent / "signed" / "hanoi.yaml")
ASKED: dict[str, tuple[str, ...]] = {
    "verify": (str(HANOI / "us-ask.yaml"), *RULES),
    "explore": (DRAFT_FILE, *RULES, "--examples", "2"),
    "repair": (str(HANOI / "us-ask.yaml"), *RULES),
    "conflicts": (str(HANOI / "us-ask.yaml"), *RULES),
    "matrix": (DRAFT_FILE, *RULES),
    "accounts": (DRAFT_FILE,),
    "reconcile": RULES,
    "diff": ("dprk-ri", "dprk-trump"),
    "lint": ("us-hanoi",),
    "doctor": (),
    "test": ("tests/rules",),
    "stress": (SIGNED, *RULES),
    "status": (SIGNED, "--log", SIGNED.replace(".yaml", ".jsonl"), "--as-of", "2026-05-19", *RULES),
}


@pytest.mark.parametrize("name", [question.name for question in QUESTIONS if question.name != "screen"])
def test_every_question_has_a_page_that_asks_nothing_of_the_network(name: str) -> None:
    tree = printed(name, *ASKED[name])
    loading = {"script", "link", "img", "iframe", "object", "embed", "video", "audio", "source", "form", "base"}
    assert not {str(element.tag) for element in tree.iter()} & loading
    for element in tree.iter():
        assert not {key for key in element.attrib if key.startswith("on") or key in ("src", "srcset", "style")}
    (style,) = tree.iter("style")
    assert "url(" not in words(style)
    assert "@import" not in words(style)
    assert words(tree.find(".//h1"))  # type: ignore[arg-type]
    for table in tree.iter("table"):
        assert all(head.get("scope") for head in table.iter("th"))


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: str(file.stem))
def test_examples(file: Path) -> None:
    assert parsed(report([verified(file)])).find(".//h1") is not None


def test_python_can_set_other_answers_beside() -> None:
    verification = dealcheck.verify(DRAFT_FILE, "us-hanoi")
    matrix = dealcheck.matrix(DRAFT_FILE, "us-hanoi")
    assert not with_class(parsed(dealcheck.render(verification, "html")), "grid")
    assert with_class(parsed(dealcheck.render(verification, "html", beside=matrix)), "grid")
    for wrong in ("x", [3]):
        with pytest.raises(dealcheck.InputError):
            dealcheck.render(verification, "html", beside=wrong)


def contrast(first: str, second: str) -> float:
    """The ratio of two colours by WCAG."""

    def light(colour: str) -> float:
        digits = colour.lstrip("#")
        digits = "".join(2 * digit for digit in digits) if len(digits) == 3 else digits
        parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear))

    high, low = sorted((light(first), light(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("tone", ["good", "bad", "mixed", "asks", "ink", "soft"])
def test_colours_can_be_read(tone: str) -> None:
    names: dict[str, Any] = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]+)", report([SALE])))
    pages = [names.get(f"{tone}-page", "#fff")] if tone not in ("ink", "soft") else ["#fff", "#f4f6f8", "#eef1f5"]
    pages += [names[each] for each in names if each.endswith("-page")] if tone in ("ink", "soft") else []
    assert min(contrast(names[tone], page) for page in pages) >= 4.5
