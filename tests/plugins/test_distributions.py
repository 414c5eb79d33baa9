"""The distributions in `plugins/`, built, installed with pip into a fresh environment, and used from there."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.distributions
NEEDED = ("pytest", "hypothesis", "httpx", f"{ROOT}[serve]")
DISTRIBUTIONS = sorted(path.parent for path in (ROOT / "plugins").glob("*/pyproject.toml"))


@pytest.fixture(scope="module")
def bin_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The commands of an environment with dealcheck and the plugins in it, none of them editable."""
    home = tmp_path_factory.mktemp("environment") / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
    folder = home / ("Scripts" if sys.platform == "win32" else "bin")
    subprocess.run([str(folder / "pip"), "install", "--quiet", *NEEDED, *map(str, DISTRIBUTIONS)], check=True)
    return folder


def call(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(folder / "dealcheck"), *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_what_the_wheels_bring_is_listed(bin_folder: Path) -> None:
    plugins = call(bin_folder, "plugins").stdout
    for path in DISTRIBUTIONS:
        assert path.name in plugins
    rules = call(bin_folder, "rules").stdout
    for word in ("us-hanoi", "dprk-ri", "rok-hanoi", "korea-inter"):
        assert word in rules


def test_the_further_party_is_asked_about_deals_that_bind_it(bin_folder: Path) -> None:
    own = call(bin_folder, "verify", "plugins/dealcheck-rok/examples/inter-korean.yaml", "--quiet").stdout
    assert "rok-hanoi: accepted\n" in own
    base = call(bin_folder, "verify", "examples/hanoi/bigger.yaml", "--quiet").stdout
    assert "rok-hanoi: accepted" in base
    without = call(bin_folder, "verify", "examples/hanoi/bigger.yaml", "--quiet", "--disable-plugin", "rok").stdout
    assert "rok-hanoi" not in without


def test_a_lone_promise_on_exercises_is_rejected(bin_folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "alone.yaml"
    promise = "{party: us, action: end, object: other-large-exercises}"
    target.write_text(f"deal: alone\nvocabulary: korea\nprovisions:\n  promise: {promise}\n", encoding="utf-8")
    result = call(bin_folder, "verify", str(target), "--rules", "rok-hanoi")
    assert result.returncode == 1
    assert "rok-hanoi" in result.stdout


def test_a_table_gives_the_verdicts_of_the_same_deal_in_yaml(bin_folder: Path) -> None:
    table = "plugins/dealcheck-tables/examples/hanoi-bigger.csv"
    from_table = call(bin_folder, "verify", table, "--quiet")
    from_yaml = call(bin_folder, "verify", "examples/hanoi/bigger.yaml", "--quiet")
    assert from_table.returncode == from_yaml.returncode
    assert from_table.stdout.replace(table, "examples/hanoi/bigger.yaml") == from_yaml.stdout
    without = call(bin_folder, "verify", table, "--disable-plugin", "tables")
    assert without.returncode == 2
    assert "no reader for files that end in `.csv`" in without.stderr


def test_a_draft_in_word_is_reviewed(bin_folder: Path, tmp_path: Path) -> None:
    draft, deal = "plugins/dealcheck-word/examples/hanoi-draft.docx", "examples/hanoi/draft.yaml"
    assert call(bin_folder, "word", "bind", draft, deal).stdout.startswith("9 of 9 provisions are bound.\n")
    out = tmp_path / "reviewed.docx"
    reviewed = call(bin_folder, "word", "review", draft, deal, "--rules", "us-hanoi", "--out", str(out))
    assert (reviewed.returncode, out.read_bytes()[:2]) == (0, b"PK")
    without = call(bin_folder, "--disable-plugin", "word", "word", "bind", draft, deal)
    assert (without.returncode, "No such command 'word'" in without.stderr) == (2, True)


def test_a_research_domain_is_explored_with_its_profiles(bin_folder: Path, tmp_path: Path) -> None:
    domain, *profiles = (f"plugins/dealcheck-genius/examples/{name}.xml" for name in ("ferry", "town", "ferry-company"))
    rules = [option for profile in profiles for option in ("--rules", profile)]
    explored = call(bin_folder, "explore", domain, *rules, "--format", "json")
    assert explored.returncode == 0, explored.stderr
    assert explored.stderr.startswith("warning: plugins/dealcheck-genius/examples/ferry-company.xml:27:3: the discount")
    (answer,) = json.loads(explored.stdout)["answers"]
    assert answer["resolutions"] == 189
    assert len(answer["bargains"]) == 10
    into = ("--into", str(tmp_path / "written"))
    written = call(bin_folder, "genius", domain, *rules, *into).stdout.splitlines()
    again = [option for file in written[1:] for option in ("--rules", file)]
    (rewritten,) = json.loads(call(bin_folder, "explore", written[0], *again, "--format", "json").stdout)["answers"]
    assert rewritten["bargains"] == answer["bargains"]


@pytest.mark.parametrize("distribution", DISTRIBUTIONS, ids=lambda path: path.name)
def test_its_own_tests_pass_where_it_is_installed(bin_folder: Path, distribution: Path) -> None:
    done = subprocess.run(
        [str(bin_folder / "python"), "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"],
        cwd=distribution,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
