"""The commands that ask more than whether a deal can be signed, as users call them."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import Result

from dealcheck import schemas
from dealcheck.engines.counter import ganak
from tests.conftest import HANOI

Run = Callable[..., Result]
BOTH = ("--rules", "us-hanoi", "--rules", "dprk-ri")
OTHER = ("--rules", "us-hanoi", "--rules", "dprk-trump")
DRAFT = "examples/hanoi/draft.yaml"
OFFER = "examples/hanoi/dprk-offer-ri.yaml"
SIGNED = ("examples/signed/hanoi.yaml", "--log", "examples/signed/hanoi.jsonl")

QUESTIONS: dict[str, tuple[tuple[str, ...], int, str]] = {
    #                the call                                                exit status, a sentence of the answer
    "explore": (("explore", DRAFT, *BOTH, "--examples", "2"), 0, "Of 864 resolutions 62 are acceptable to all"),
    "explore-none": (("explore", DRAFT, *OTHER), 1, "Of 864 resolutions none is acceptable to all"),
    "repair": (("repair", OFFER, *BOTH), 0, "Going bigger (adding and strengthening): 1 smallest change"),
    "repair-done": (("repair", "examples/hanoi/bigger.yaml", *BOTH), 0, "Nothing to mend"),
    "repair-none": (("repair", OFFER, *OTHER, "--smaller", "--rules", "dprk-ri"), 1, "no change makes it acceptable"),
    "conflicts": (("conflicts", DRAFT, *OTHER), 1, "Whatever is done at Yongbyon"),
    "conflicts-none": (("conflicts", DRAFT, *BOTH), 0, "62 of 864 resolutions are free of conflict"),
    "accounts": (("accounts", OFFER), 1, "Whichever account is true, somebody can't sign."),
    "accounts-some": (("accounts", DRAFT), 1, "which account of the position of Democratic People's Republic of Korea"),
    "accounts-all": (("accounts", DRAFT, *BOTH), 0, "all can sign one and the same resolution"),
    "reconcile": (("reconcile", *BOTH), 0, "Yes (us-hanoi accepted"),
    "reconcile-none": (("reconcile", *OTHER, "--strict"), 1, "No: no deal in the words of korea is acceptable to all"),
    "diff": (("diff", "dprk-ri", "dprk-trump"), 1, "Harder: some deals are no longer acceptable"),
    "diff-same": (("diff", "dprk-ri", "dprk-ri"), 0, "The same: both reject the same deals"),
    "status": (("status", *SIGNED, "--as-of", "2026-10-25", *BOTH), 1, "Korea are in breach of way-back since"),
    "status-fine": (("status", *SIGNED, "--as-of", "2026-05-19", *BOTH), 0, "and no bottom line is broken."),
    "stress": (("stress", SIGNED[0], *BOTH), 1, "Not safe to sign for United States (us-hanoi) and"),
    "stress-safe": (
        ("stress", SIGNED[0], "--rules", "us-hanoi", "--defaulters", "rok"),
        0,
        "Safe to sign for United States",
    ),
    "stress-draft": (("stress", DRAFT, *BOTH), 0, "Of the 62 resolutions that all can sign, 48 are safe for all"),
    "lint": (("lint", "examples/lint"), 1, "whatever breaks it breaks `no-goods-without-security` too [implied]"),
    "lint-none": (("lint", "us-hanoi", "dprk-ri"), 0, "Nothing to look at."),
}
KINDS = {
    "explore": "exploration",
    "repair": "repairs",
    "conflicts": "conflicts",
    "accounts": "accounts",
    "reconcile": "reconciliation",
    "diff": "comparison",
    "lint": "lint",
    "status": "status",
    "stress": "stress",
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_answer_and_its_exit_status(run: Run, name: str) -> None:
    call, status, sentence = QUESTIONS[name]
    result = run(*call)
    assert " ".join(sentence.split()) in " ".join(result.output.split())
    assert result.exit_code == status


@pytest.mark.parametrize("name", QUESTIONS)
def test_json_is_what_the_schema_says(run: Run, name: str) -> None:
    call, status, _ = QUESTIONS[name]
    result = run(*call, "--format", "json")
    assert result.exit_code == status
    kind = KINDS[name.partition("-")[0]]
    data: Any = json.loads(result.output)
    jsonschema.Draft202012Validator(schemas.schema(kind)).validate(data)
    assert data["format"] == f"dealcheck/{kind}"


@pytest.mark.parametrize("name", QUESTIONS)
def test_markdown_has_a_heading_and_no_loose_ends(run: Run, name: str) -> None:
    call, status, _ = QUESTIONS[name]
    result = run(*call, "--format", "markdown")
    assert result.exit_code == status
    assert result.output.startswith("## ")
    assert result.output.count("```") % 2 == 0


def test_what_explore_writes_can_be_signed(run: Run, tmp_path: Path) -> None:
    folder = str(tmp_path / "examples")
    assert run("explore", DRAFT, *BOTH, "--examples", "5", "--write", folder, "--seed", "1").exit_code == 0
    files = sorted(map(str, Path(folder).iterdir()))
    assert len(files) == 5
    assert run("verify", *files, *BOTH).exit_code == 0
    again = str(tmp_path / "again")
    run("explore", DRAFT, *BOTH, "--examples", "5", "--write", again, "--seed", "1")
    assert [Path(file).read_text("utf-8") for file in files] == [
        file.read_text("utf-8") for file in sorted(Path(again).iterdir())
    ]


def test_what_repair_and_reconcile_write_can_be_signed(run: Run, tmp_path: Path) -> None:
    run("repair", OFFER, *BOTH, "--write", str(tmp_path))
    run("reconcile", *BOTH, "--strict", "--write", str(tmp_path))
    files = sorted(map(str, tmp_path.iterdir()))
    assert len(files) == 3
    assert run("verify", *files, *BOTH).exit_code == 0


def test_brackets_are_settled_by_fix(run: Run) -> None:
    fixes = ("--fix", "yongbyon.action=dismantle", "--fix", "article-4=option-1", "--fix", "no-tests=out")
    result = run("explore", DRAFT, *BOTH, *fixes, "--format", "json")
    (found,) = json.loads(result.output)["answers"]
    names = {bracket["name"] for bracket in found["brackets"]}
    assert names.isdisjoint({"yongbyon.action", "article-4", "no-tests", "exchanges.from"})
    assert found["acceptable"] == 2 * 1 * 1


def test_an_attribute_that_options_settle_may_be_settled_to_be_absent(run: Run) -> None:
    call = ("explore", "examples/software/draft.yaml", "--rules", "examples/software/rules", "--format", "json")
    (found,) = json.loads(run(*call, "--settle", "balance.days=none").output)["answers"]
    assert found["resolutions"] == 4 * 3 * 2 * 2 * 2  # neither paper: both name days
    refused = run(*call, "--settle", "balance.days=none", "--settle", "whose-paper=clients-paper")
    assert "`balance.days` is settled otherwise already, and can't be `60`" in refused.output


@pytest.mark.parametrize(
    ("fix", "message"),
    [
        (
            "yongbyon.action=freez",
            "`freez` does not stand in the brackets of `yongbyon.action`; did you mean `freeze`?",
        ),
        ("yongbyon.actoin=freeze", "provision `yongbyon` has no field `actoin`; did you mean `action`?"),
        ("yongbion.action=freeze", "the draft has no provision `yongbion`; did you mean `yongbyon`?"),
        ("yongbyon=out", "provision `yongbyon` is not bracketed, so it can't be left out"),
        ("war-declaration=maybe", "`war-declaration` is a provision, and `maybe` neither `in` nor `out`"),
        ("article-4=option-3", "article `article-4` has no option `option-3`; did you mean `option-2`?"),
        ("yongbyon", "expected `provision.field=value`, found `yongbyon`"),
    ],
)
def test_a_wrong_fix_is_explained(run: Run, fix: str, message: str) -> None:
    result = run("explore", DRAFT, *BOTH, "--fix", fix)
    assert result.exit_code == 2
    assert result.output.startswith("error: ")
    assert message in result.output


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (("repair", DRAFT, *BOTH), "is a draft: something is in brackets; `dealcheck explore` says"),
        (("reconcile",), "no ruleset is named; name those to ask with `--rules`"),
        (("reconcile", "--rules", "us-hanoy"), "unknown ruleset `us-hanoy`; did you mean `us-hanoi`?"),
        (
            ("diff", "rules/korea", "dprk-ri"),
            "expected one ruleset to compare, found `dprk-ri`, `dprk-trump`, `us-hanoi`",
        ),
        (("explore", DRAFT, *BOTH, "--memory", "lots"), "expected a size such as 500MB or 4GB, found `lots`"),
    ],
)
def test_a_wrong_call_is_explained(run: Run, call: tuple[str, ...], message: str) -> None:
    result = run(*call)
    assert result.exit_code == 2
    assert message in result.output


def test_a_draft_on_standard_input(run: Run) -> None:
    text = (HANOI / "draft.yaml").read_text(encoding="utf-8")
    assert run("explore", "-", *BOTH, input=text).exit_code == 0


def test_a_draft_beyond_the_memory_ends_with_a_way_forward(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pairs of provisions that a bottom line wants to be alike, each as far from the other as can be."""
    count = 14
    provisions = "".join(
        f"  p{n}: {{bracketed: true, party: us, action: exempt, object: coal-exports, attributes: {{n: {n}}}}}\n"
        for n in range(2 * count)
    )
    draft = tmp_path / "draft.yaml"
    draft.write_text(f"deal: wide\nvocabulary: korea\nprovisions:\n{provisions}", encoding="utf-8")

    def held(number: int) -> str:
        return f"{{party: us, action: exempt, object: coal-exports, where: {{n: {number}}}}}"

    pairs = "".join(f"          - all: [{held(n)}, {held(n + count)}]\n" for n in range(count))
    count_of = f"      count:\n        of:\n{pairs}        in: [1, 3, 5, 7, 9, 11, 13]\n"
    rules = tmp_path / "rules.yaml"
    rules.write_text(
        f"ruleset: odd\nparty: us\nvocabulary: korea\nbottom-lines:\n  odd:\n    require:\n{count_of}", encoding="utf-8"
    )
    enough = run("explore", str(draft), "--rules", str(rules), "--memory", "1GB")
    assert enough.exit_code == 0
    if ganak.is_installed():
        counted = run("explore", str(draft), "--rules", str(rules), "--memory", "100KB")
        assert enough.output.split(" are ")[0] == counted.output.split(" are ")[0]
    monkeypatch.setattr(ganak, "is_installed", lambda: False)
    result = run("explore", str(draft), "--rules", str(rules), "--memory", "100KB")
    assert result.exit_code == 0
    assert "some are acceptable to all" in result.output
    told = " ".join(result.output.split())
    assert "pip install 'dealcheck[count]'" in told
    assert "Not all is counted: the diagrams of `wide` outgrew their 100 KB; allow them more with `--memory`" in told
    assert "A resolution that all can sign" in told


def test_ctrl_c_is_no_verdict(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("dealcheck.engines.zones.counted.CountedDraft.verification", interrupt)
    output = tmp_path / "answer.txt"
    result = run("explore", DRAFT, *BOTH, "--output", str(output), "--write", str(tmp_path / "deals"))
    assert result.exit_code == 130
    assert "interrupted" in result.output
    assert list(tmp_path.iterdir()) == []


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_long_work_is_shown_on_a_terminal_and_leaves_no_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    from dealcheck.cli import progress
    from dealcheck.progress import tell

    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.setattr(progress, "_PATIENCE", 0.0)
    with progress.shown_progress():
        tell("joining demands", 3, 1200)
    shown, erased, rest = terminal.getvalue().split("\r")[1:]
    assert shown.rstrip() == "joining demands 3 of 1,200 …"
    assert erased.strip() == rest == ""
    tell("nobody listens any more")
    assert terminal.getvalue().endswith("\r")


@pytest.mark.parametrize("zone", ["dealcheck.engines.columns.zone.ColumnZone", "dealcheck.engines.diagrams.zone.Zone"])
def test_a_deal_with_nothing_open_has_one_efficient_outcome(
    zone: str, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    if "columns" in zone:
        pytest.importorskip("numpy")
    else:
        monkeypatch.setattr("dealcheck.engines.columns.is_installed", lambda: False)
    draft, rules = tmp_path / "draft.yaml", tmp_path / "rules.yaml"
    provision = "{party: us, action: exempt, object: coal-exports, attributes: {days: 30}}"
    draft.write_text(f"deal: settled\nvocabulary: korea\nprovisions:\n  relief: {provision}\n", encoding="utf-8")
    issues = "  days: {of: relief.attributes.days, weight: 0.5, points: {30: 3, 60: 1}}"
    rules.write_text(
        f"ruleset: scores\nparty: us\nvocabulary: korea\nreservation: 1\nissues:\n{issues}\n", encoding="utf-8"
    )
    result = run("explore", str(draft), "--rules", str(rules), "--format", "json")
    (answer,) = json.loads(result.output)["answers"]
    assert [(each["scores"], each["resolutions"]) for each in answer["bargains"]] == [({"scores": "1.5"}, 1)]
    assert answer["bargains"][0]["is_nash"]


def test_points_beyond_64_bits_in_a_provision_that_may_be_left_out(run: Run, tmp_path: Path) -> None:
    """Its field is no choice, so that columns score it with one large number where the provision is in."""
    draft, rules = tmp_path / "draft.yaml", tmp_path / "rules.yaml"
    provision = "{bracketed: true, party: us, action: exempt, object: coal-exports}"
    draft.write_text(f"deal: draft\nvocabulary: korea\nprovisions: {{relief: {provision}}}\n", encoding="utf-8")
    large = "1" + "0" * 30
    rules.write_text(
        f"ruleset: scores\nparty: us\nvocabulary: korea\nreservation: {large}\n"
        f"issues: {{verb: {{of: relief.action, points: {{exempt: {large}}}}}}}\n",
        encoding="utf-8",
    )
    result = run("verify", str(draft), "--rules", str(rules), "--quiet")
    assert result.output.endswith("scores: some (1 of 2)\n")
