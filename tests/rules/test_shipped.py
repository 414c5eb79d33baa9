"""The rules that ship, here, in the plugins and in the examples.

Nothing in them is left to look at, and every line of them is tried.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

import pytest
import yaml
from click.testing import Result

from dealcheck.session.plugins import DISABLE_VARIABLE, GROUP
from tests.conftest import ROOT

Run = Callable[..., Result]
WORKED = sorted(rules.parent for rules in ROOT.glob("examples/**/rules"))
PROJECTS = [ROOT, *sorted({rules.parents[2] for rules in ROOT.glob("plugins/*/src/*/rules")}), *WORKED]
CASES = {ROOT: ("tests/rules", "--fail-under", "100"), **dict.fromkeys(WORKED, (".", "--fail-under", "100"))}
RULES = dict.fromkeys((ROOT, *WORKED), ("rules",))
"""What a project's own pyproject.toml does not say."""

of_each_project = pytest.mark.parametrize(
    "project", PROJECTS, ids=lambda project: "dealcheck" if project == ROOT else project.name
)


@pytest.fixture
def inside(run: Run, project: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `dealcheck` in a project, as its authors do."""
    installed = {entry.name for entry in metadata.entry_points(group=GROUP)}
    monkeypatch.setenv(DISABLE_VARIABLE, ",".join(installed))
    monkeypatch.chdir(project)
    return run


def rulesets(project: Path) -> set[str]:
    """The ids of the rulesets in a project."""
    folders = [project / "rules", *project.glob("src/*/rules")]
    contents = [yaml.safe_load(path.read_text("utf-8")) for folder in folders for path in folder.rglob("*.yaml")]
    return {content["ruleset"] for content in contents if "ruleset" in content}


@of_each_project
def test_they_lint_clean(inside: Run, project: Path) -> None:
    result = inside("lint", *RULES.get(project, ()), "--format", "json")
    assert result.exit_code == 0, result.output
    (answer,) = json.loads(result.output)["answers"]
    assert set(answer["rulesets"]) == rulesets(project)
    assert answer["findings"] == []


@of_each_project
def test_cases_notice_every_change(inside: Run, project: Path) -> None:
    result = inside("test", *CASES.get(project, ()), "--mutate", "--format", "json")
    assert result.exit_code == 0, result.output
    (answer,) = json.loads(result.output)["answers"]
    assert {item["ruleset"] for item in answer["coverage"]} == rulesets(project)
    assert all(item["covered"] for item in answer["coverage"])
    assert {mutant["ruleset"] for mutant in answer["mutants"]} == rulesets(project)
    assert [mutant for mutant in answer["mutants"] if not mutant["noticed"]] == []
