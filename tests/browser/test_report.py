"""The HTML report in a real browser: nothing for axe-core to find, and pages that print."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from dealcheck.cli import app
from tests.browser.conftest import look
from tests.conftest import HANOI, ROOT

pytestmark = pytest.mark.browser
RULES = ("--rules", "us-hanoi", "--rules", "dprk-ri")
ASKED = {
    "verify": ("verify", str(HANOI / "us-ask.yaml"), str(HANOI / "draft.yaml"), *RULES),
    "explore": ("explore", str(HANOI / "draft.yaml"), *RULES, "--examples", "2"),
    "repair": ("repair", str(HANOI / "us-ask.yaml"), *RULES),
    "conflicts": ("conflicts", str(HANOI / "us-ask.yaml"), *RULES),
    "matrix": ("matrix", str(HANOI / "draft.yaml")),
    "reconcile": ("reconcile", *RULES),
}


def shown(page: Any, folder: Path, name: str, asked: Sequence[str] = ()) -> None:
    """Open what a command writes."""
    file = folder / f"{name}.html"
    done = CliRunner().invoke(app, [*(asked or ASKED[name]), "--format", "html", "--output", str(file)])
    assert done.exit_code in (0, 1), done.output
    page.goto(file.as_uri())


@pytest.mark.parametrize("name", ASKED)
def test_axe_finds_nothing(page: Any, tmp_path: Path, name: str) -> None:
    shown(page, tmp_path, name)
    assert look(page) == []


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("question", ["verify", "explore", "conflicts", "matrix", "reconcile"])
def test_nothing_is_wider_than_the_window(page: Any, tmp_path: Path, question: str, width: int) -> None:
    """Not even the name of a file, or a title, in which no line can break by itself."""
    file = tmp_path / f"{'A-draft-of-the-working-level' * 5}.yaml"
    text = (HANOI / "draft.yaml").read_text(encoding="utf-8")
    file.write_text(re.sub("(?m)^title: .*$", f"title: {'Denuclearization' * 10}", text), encoding="utf-8")
    asked = ASKED[question]
    shown(page, tmp_path, question, (asked[0], *(str(file) if "draft" in each else each for each in asked[1:])))
    page.set_viewport_size({"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("question", ["matrix", "explore", "repair"])
def test_no_column_is_narrower_than_a_word(page: Any, tmp_path: Path, question: str) -> None:
    """On a narrow screen a wide table is scrolled; its words stay whole."""
    shown(page, tmp_path, question)
    page.set_viewport_size({"width": 320, "height": 800})
    widths = page.evaluate("[...document.querySelectorAll('.wide th:not(.number)')].map(each => each.clientWidth)")
    assert min(widths) >= 80


def test_high_contrast_keeps_what_is_drawn(page: Any, tmp_path: Path) -> None:
    """The empty part of a bar is not drawn like a full one, and what stands in the plot can be read."""
    shown(page, tmp_path, "explore")
    page.emulate_media(forced_colors="active")
    fill = "name => getComputedStyle(document.querySelector(name)).fill"
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert page.evaluate(fill, ".track") == ground
    assert {page.evaluate(fill, name) for name in (".part", ".dot", ".plot text")}.isdisjoint({ground})


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_it_prints_within_the_page(page: Any, tmp_path: Path, paper: str) -> None:
    shown(page, tmp_path, "explore")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": {"A4": 680, "Letter": 703}[paper], "height": 900})  # between the margins
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    pdf = page.pdf(format=paper)
    assert 3 <= pdf.count(b"/Type /Page\n") + pdf.count(b"/Type /Page ") <= 10


def test_the_picture_of_the_documentation(page: Any, tmp_path: Path) -> None:
    """With `DEALCHECK_PICTURES=1` the picture in docs/html.md is made anew."""
    os.chdir(ROOT)
    ASKED["picture"] = ("explore", "examples/hanoi/draft.yaml", *RULES)
    shown(page, tmp_path, "picture")
    page.set_viewport_size({"width": 1040, "height": 1180})
    picture = page.screenshot()
    assert picture.startswith(b"\x89PNG")
    if "DEALCHECK_PICTURES" in os.environ:
        (ROOT / "docs" / "report.png").write_bytes(picture)
