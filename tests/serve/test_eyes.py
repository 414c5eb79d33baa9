"""A room for one side's eyes: no page tells what the others hold."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

import dealcheck
from dealcheck.cli import app
from dealcheck.model.viewer import viewer_of
from dealcheck.serve.state import REPAIR, State
from tests.conftest import HANOI, ROOT
from tests.disguise import disguised

pytest.importorskip("starlette")

from click.testing import CliRunner
from starlette.testclient import TestClient

from dealcheck.serve.app import application
from dealcheck.serve.folder import Folder
from tests.serve.test_serve import HERE, SETTLED, get, post

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
PLUGINS = dealcheck.Plugins(entry_points=False)
OURS, THEIRS = "us-hanoi", ROOT / "rules" / "korea" / "dprk-ri.yaml"
DRAFT = State("draft.yaml")
PANELS = ("", "why", "matrix", "conflicts", "plot", "repairs", "save")


def room(folder: Path, viewer: str, rules: str) -> TestClient:
    """A room in a folder of its own, with the other side's ruleset outside of it."""
    shutil.copytree(HANOI, folder / "talks")
    (folder / "theirs.yaml").write_text(rules, encoding="utf-8")
    asked = [OURS, str(folder / "theirs.yaml")]
    return TestClient(application(Folder(folder / "talks", PLUGINS, viewer_of(viewer), asked), "tok"), base_url=HERE)


def pages(client: TestClient) -> dict[str, str]:
    """Every page of the room, by its address."""
    settled = State("draft.yaml", (), SETTLED)
    mended = State("dprk-offer-ri.yaml").choosing(REPAIR, "smaller.0")
    states = {"draft": DRAFT, "settled": settled, "deal": State("dprk-offer-ri.yaml"), "mended": mended}
    told = {"index": get(client, "")}
    for name, state in states.items():
        told |= {f"{name} {panel}": get(client, "desk", state.showing(panel)) for panel in PANELS}
        told[f"{name} compared"] = client.get(f"/tok/compare?{state.query}&with=bigger.yaml").text
        told[f"{name} report"] = get(client, "report.html", state)
    return told


@pytest.mark.parametrize("viewer", ["us", "mediator"])
def test_no_page_tells_what_the_others_hold(tmp_path: Path, viewer: str) -> None:
    text = THEIRS.read_text(encoding="utf-8")
    name = "dprk-ri" if viewer == "mediator" else "quite-secret"
    plain = pages(room(tmp_path / "a", viewer, text))
    assert pages(room(tmp_path / "b", viewer, disguised(text, name))) == plain
    assert "62" in plain["draft "]
    assert "Who is asked" not in plain["draft "]
    assert "dprk-ri" not in "".join(plain.values()) or viewer == "mediator"
    shows_lines = "Core sanctions stay" in "".join(plain.values())
    assert shows_lines == (viewer == "us")


def test_nobody_picks_out_who_is_asked(tmp_path: Path) -> None:
    client = room(tmp_path, "us", THEIRS.read_text(encoding="utf-8"))
    plain = get(client, "desk", DRAFT)
    for rules in (("us-hanoi",), ("dprk-trump",), ("no-such-rules",)):
        picked = get(client, "desk", State("draft.yaml", rules))
        assert (
            re.sub(r"(&|&amp;)rules=[\w-]+", "", re.sub(r"<input type=.hidden. name=.rules.[^>]*>", "", picked))
            == plain
        )


def test_others_files_are_not_there(tmp_path: Path) -> None:
    client = room(tmp_path, "us", THEIRS.read_text(encoding="utf-8"))
    for name, text in {
        "secret.yaml": THEIRS.read_text(encoding="utf-8"),
        "broken.yaml": "ruleset: secret\n  x",
    }.items():
        (tmp_path / "talks" / name).write_text(text, encoding="utf-8")
        assert name not in get(client, "")
        assert f"there is no file `{name}` in this folder" in get(client, "desk", State(name), status=422)


def test_what_was_chosen_is_saved(tmp_path: Path) -> None:
    client = room(tmp_path, "mediator", THEIRS.read_text(encoding="utf-8"))
    state = State("dprk-offer-ri.yaml").choosing(REPAIR, "smaller.0")
    assert post(client, "save", state, name="mended").status_code == 303
    assert dealcheck.verify(tmp_path / "talks" / "mended.yaml", [OURS, "dprk-ri"], plugins=PLUGINS).acceptable_to_all


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--for", "uss"), "`uss` is no party of the vocabulary, and not `mediator`; did you mean `us`?"),
        (("--rules", "us-hanoi"), "--rules goes with --for"),
    ],
)
def test_a_wrong_call_is_told(arguments: tuple[str, ...], message: str) -> None:
    done = CliRunner().invoke(app, ["serve", str(HANOI), "--port", "0", *arguments])
    assert done.exit_code == 2
    assert message in done.output
