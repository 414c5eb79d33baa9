"""The recipes in CONTRIBUTING.md name files that exist, and all that a new condition touches."""

from __future__ import annotations

import re

import pytest

from tests.conftest import ROOT

TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
RECIPES = {
    name: re.findall(r"^\d+\. `([^`]+)`", part.split("\n## ")[0], flags=re.M)
    for name, part in re.findall(r"<!-- recipe: ([a-z ]+) -->\n(.*?)(?=<!-- recipe|\Z)", TEXT, flags=re.S)
}


def test_there_is_a_recipe_for_whatever_is_added() -> None:
    assert set(RECIPES) == {"condition", "question", "format", "lint code", "hook", "negotiation"}


@pytest.mark.parametrize("name", RECIPES)
def test_a_recipe_names_files_that_exist(name: str) -> None:
    assert RECIPES[name]
    assert [path for path in RECIPES[name] if not (ROOT / path).exists()] == []


def test_the_recipe_for_a_condition_names_every_module_that_tells_conditions_apart() -> None:
    told = re.compile(r"\b(?:Throughout|ONE_OPERAND|OneOperand)\b")
    files = (file for file in (ROOT / "dealcheck").rglob("*.py") if told.search(file.read_text(encoding="utf-8")))
    assert {file.relative_to(ROOT).as_posix() for file in files} <= set(RECIPES["condition"])
