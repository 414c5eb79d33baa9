"""Nothing outside of the folders that the command line names is read, and nothing is written."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from dealcheck.mcp.tools import Desk
from dealcheck.session.plugins import Plugins
from tests.conftest import HANOI

DEAL = (HANOI / "dprk-offer-ri.yaml").read_text(encoding="utf-8")
RULES = (
    "ruleset: theirs\nparty: us\nvocabulary: korea\nbottom-lines:\n  a:\n    forbid: {party: us, part-of: sanctions}\n"
)
TESTS = "tests: t\nrules: [us-hanoi]\ncases:\n  a: {deal: ../outside/deal.yaml, expect: {us-hanoi: rejected}}\n"


@pytest.fixture
def inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that may be read, with ways out of it, beside one that may not be read."""
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    for folder in (inside, outside):
        folder.mkdir()
        (folder / "deal.yaml").write_text(DEAL, encoding="utf-8")
        (folder / "rules.yaml").write_text(RULES, encoding="utf-8")
        (folder / "deals.csv").write_text("deal,provision,party,action,object\na,x,dprk,dismantle,yongbyon\n")
        (folder / "log.jsonl").write_text("")
    (inside / "test_out.yaml").write_text(TESTS, encoding="utf-8")
    (inside / "link.yaml").symlink_to(outside / "deal.yaml")
    (inside / "linked").symlink_to(outside)
    monkeypatch.chdir(inside)
    return inside


def asked(inside: Path, tool: str, arguments: dict[str, Any]) -> dict[str, Any]:
    return Desk(Plugins(), [inside]).call(tool, arguments)


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("verify", {"deals": ["../outside/deal.yaml"]}),
        ("verify", {"deals": ["link.yaml"]}),
        ("verify", {"deals": ["linked/deal.yaml"]}),
        ("verify", {"deals": ["deal.yaml", "/etc/passwd"]}),
        ("verify", {"deals": ["deal.yaml"], "rules": ["../outside"]}),
        ("verify", {"deals": ["deal.yaml"], "rules": ["linked"]}),
        ("repair", {"deal": "../outside/no-such-file.yaml"}),
        ("diff", {"before": "us-hanoi", "after": "../outside/rules.yaml"}),
        ("lint", {"rules": ["../outside/rules.yaml"]}),
        ("lint", {"rules": ["."]}),
        ("test", {"paths": ["../outside"]}),
        ("test", {"paths": ["test_out.yaml"]}),
        ("screen", {"tables": ["../outside/deals.csv"], "rules": ["us-hanoi"], "steps": 1}),
        ("screen", {"tables": ["../*/deals.csv"], "rules": ["us-hanoi"], "steps": 1}),
        ("screen", {"tables": ["lin*/deals.csv"], "rules": ["us-hanoi"], "steps": 1}),
        ("screen", {"tables": ["s3://bucket/deals.csv"], "rules": ["us-hanoi"], "steps": 1}),
        ("status", {"deal": "deal.yaml", "log": "../outside/log.jsonl"}),
    ],
)
def test_what_is_outside_is_not_read(inside: Path, tool: str, arguments: dict[str, Any]) -> None:
    reply = asked(inside, tool, arguments)
    assert reply["status"] == 2
    assert "outside-roots" in {mistake["code"] for mistake in reply["mistakes"]}
    assert "root:" not in str(reply)


def test_a_file_that_is_not_there_says_no_more_than_one_that_is(inside: Path) -> None:
    there = asked(inside, "repair", {"deal": "../outside/deal.yaml"})
    absent = asked(inside, "repair", {"deal": "../outside/none.yaml"})
    assert str(there).replace("deal.yaml", "") == str(absent).replace("none.yaml", "")


def test_what_is_inside_is_read(inside: Path) -> None:
    for deal in ("deal.yaml", str(inside / "deal.yaml"), "../inside/deal.yaml"):
        assert asked(inside, "verify", {"deals": [deal], "rules": ["rules.yaml"]})["status"] == 1


def test_without_a_folder_texts_and_ids_alone(inside: Path) -> None:
    desk = Desk(Plugins())
    assert desk.call("verify", {"deals": [DEAL], "rules": ["us-hanoi"]})["status"] == 1
    (mistake,) = desk.call("verify", {"deals": ["deal.yaml"], "rules": ["us-hanoi"]})["mistakes"]
    assert mistake["code"] == "outside-roots"
    assert "or give the text itself" in mistake["cure"]


def test_nothing_is_written(inside: Path) -> None:
    before = {file: file.read_bytes() for file in inside.iterdir() if file.is_file()}
    for tool, arguments in (
        ("lint", {"rules": ["rules.yaml"], "fix": True}),
        ("screen", {"tables": ["deals.csv"], "rules": ["us-hanoi"], "steps": 1, "out": "verdicts.csv"}),
        ("explore", {"draft": "deal.yaml", "write": "."}),
    ):
        reply = asked(inside, tool, arguments)
        assert {mistake["code"] for mistake in reply["mistakes"]} == {"call"}
    assert {file: file.read_bytes() for file in inside.iterdir() if file.is_file()} == before
    assert not os.path.exists("verdicts.csv")
