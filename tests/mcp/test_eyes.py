"""An assistant of one side: no tool, resource or mistake tells it what the others hold."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from dealcheck.cli import app
from dealcheck.mcp.resources import resources
from dealcheck.mcp.server import instructions
from dealcheck.mcp.tools import Desk, tools
from dealcheck.model.viewer import viewer_of
from dealcheck.session.plugins import Plugins
from tests.conftest import HANOI, ROOT
from tests.disguise import disguised

THEIRS = (ROOT / "rules" / "korea" / "dprk-ri.yaml").read_text(encoding="utf-8")
OFFER, DRAFT = ((HANOI / name).read_text(encoding="utf-8") for name in ("dprk-offer-ri.yaml", "draft.yaml"))
CALLS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("verify", {"deals": [OFFER, DRAFT], "strict": True}),
    ("verify", {"deals": [OFFER.replace("party: us", "party: uss")]}),
    ("explore", {"draft": DRAFT, "settle": ["no-tests=in"]}),
    ("repair", {"deal": OFFER}),
    ("conflicts", {"deal": DRAFT}),
    ("matrix", {"deal": DRAFT}),
    ("accounts", {"deal": DRAFT}),
    ("reconcile", {"including": ["{party: us, action: suspend, part-of: core-sanctions}"]}),
    ("diff", {"before": "us-hanoi", "after": "dprk-ri"}),
    ("diff", {"before": "us-hanoi", "after": "ruleset: spy\nextends: dprk-ri\nparty: us\n"}),
    ("status", {"deal": OFFER, "log": "log.jsonl", "as_of": "2019-03-01"}),
    ("lint", {"rules": ["dprk-ri"]}),
    ("verify", {"deals": ["../theirs.yaml"]}),
)


def desk(folder: Path, viewer: str, theirs: str) -> Desk:
    (folder / "inside").mkdir(parents=True)
    (folder / "inside" / "log.jsonl").write_text("")
    (folder / "theirs.yaml").write_text(theirs, encoding="utf-8")
    rules = ["us-hanoi", str(folder / "theirs.yaml")]
    return Desk(Plugins(entry_points=False), [folder / "inside"], viewer=viewer_of(viewer), rules=rules)


@pytest.mark.parametrize("viewer", ["us", "mediator"])
def test_no_tool_tells_what_the_others_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, viewer: str) -> None:
    name = "dprk-ri" if viewer == "mediator" else "quite-secret"
    replies: list[list[dict[str, Any]]] = []
    for folder, theirs in ((tmp_path / "a", THEIRS), (tmp_path / "b", disguised(THEIRS, name))):
        asked = desk(folder, viewer, theirs)
        monkeypatch.chdir(folder / "inside")
        replies.append([asked.call(tool, arguments) for tool, arguments in CALLS])
    assert replies[0] == replies[1]
    told = json.dumps([reply for reply, (tool, _) in zip(replies[0], CALLS) if tool != "diff"], ensure_ascii=False)
    assert "Ri Yong Ho" not in told
    assert ("Core sanctions stay" in told) == (viewer == "us")
    answered = [tool for reply, (tool, _) in zip(replies[0], CALLS) if "answer" in reply]
    shown = ["verify", "explore", "repair", "conflicts", "matrix", "accounts", "reconcile", "status"]
    assert answered == (shown if viewer == "us" else ["verify", "explore", "repair", "reconcile", "status"])


def test_tools_are_those_that_show_something() -> None:
    names = {tool.name: tool for tool in tools(viewer_of("us"))}
    assert set(names) == {tool.name for tool in tools()} - {"test", "lint", "doctor"}
    assert not any("rules" in tool.input_schema["properties"] for tool in names.values())
    assert names["reconcile"].input_schema.get("required") == []
    assert "matrix" not in {tool.name for tool in tools(viewer_of("mediator"))}
    picked = Desk(Plugins(entry_points=False), viewer=viewer_of("us"))
    (mistake,) = picked.call("verify", {"deals": [OFFER], "rules": ["dprk-ri"]})["mistakes"]
    assert mistake["message"] == "unknown argument `rules`"


def test_resources_are_ones_own() -> None:
    session = Desk(Plugins(entry_points=False)).session
    for viewer, own in (("us", {"us-hanoi"}), ("mediator", set())):
        listed = {each.uri: each for each in resources(session, viewer_of(viewer))}
        assert {uri.rpartition("/")[2] for uri in listed if "//ruleset/" in uri} == own
        assert "dprk-ri" not in listed["dealcheck://rules"].read()
        assert "dealcheck://vocabulary/korea" in listed
    assert "for the eyes of `us`" in instructions((), viewer_of("us"))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [(("--rules", "us-hanoi"), "--rules goes with --for"), (("--for", ""), "expected PARTY, found an empty text")],
)
def test_a_wrong_call_is_told(arguments: tuple[str, ...], message: str) -> None:
    done = CliRunner().invoke(app, ["mcp", *arguments])
    assert done.exit_code == 2
    assert message in done.output
