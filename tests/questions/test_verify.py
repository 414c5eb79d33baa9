"""The `dealcheck` command as users call it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from tests.conftest import HANOI

Run = Callable[..., Result]
BOTH = ("--rules", "us-hanoi", "--rules", "dprk-ri")


def test_exit_0_when_every_ruleset_can_sign(run: Run) -> None:
    result = run("verify", "examples/hanoi/bigger.yaml", *BOTH)
    assert result.exit_code == 0
    assert "Acceptable to all." in result.output


def test_exit_1_when_somebody_can_not(run: Run) -> None:
    result = run("verify", "examples/hanoi/dprk-offer-ri.yaml", *BOTH)
    assert result.exit_code == 1
    assert "can't sign" in result.output


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("verify", "nowhere.yaml"), "error: can't read `nowhere.yaml`: No such file or directory"),
        (("verify", "examples/hanoi"), "error: can't read `examples/hanoi`: Is a directory"),
        (
            ("verify", "examples/hanoi/bigger.yaml", "--rules", "us-hannoi"),
            "error: unknown ruleset `us-hannoi`; did you mean `us-hanoi`?",
        ),
        (
            ("verify", "examples/hanoi/bigger.yaml", "--engine", "durabel"),
            "error: unknown engine `durabel`; did you mean `durable`?",
        ),
        (
            ("verify", "examples/hanoi/bigger.yaml", "--format", "jsn"),
            "error: unknown format `jsn`; did you mean `json`?",
        ),
        (
            ("verify", "examples/hanoi/bigger.yaml", "--disable-plugin", "nothing"),
            "error: there is no plugin `nothing` to disable",
        ),
        (("explain", "us-hanoi/core-sanction-stays"), "did you mean `core-sanctions-stay`?"),
        (
            ("verify", "rules/korea/us.yaml"),
            "error: rules/korea/us.yaml:1:1: expected a deal, found ruleset `us-hanoi`; give rules with `--rules`",
        ),
        (
            ("verify", "examples/hanoi/bigger.yaml", "--rules", f"./{'x' * 5000}"),
            f"error: can't read `{'x' * 200}…`: File name too long",
        ),
        (("verify", "README.md"), "error: README.md:1:1: no reader for files that end in `.md`"),
    ],
)
def test_exit_2_and_one_clear_line_when_the_call_is_wrong(run: Run, arguments: tuple[str, ...], message: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert message in result.output
    assert "Traceback" not in result.output


def test_a_deal_on_standard_input(run: Run) -> None:
    text = (HANOI / "bigger.yaml").read_text(encoding="utf-8")
    assert run("verify", "-", *BOTH, input=text).exit_code == 0
    broken = run("verify", "-", *BOTH, input=text.replace("action: admit-inspectors", "action: admit-inspectorz"))
    assert broken.exit_code == 2
    assert "<stdin>:" in broken.output
    assert "did you mean `admit-inspectors`?" in broken.output


def test_strict_counts_reservations_as_not_signing(run: Run) -> None:
    assert run("verify", "examples/hanoi/smaller.yaml", *BOTH).exit_code == 0
    assert run("verify", "examples/hanoi/smaller.yaml", *BOTH, "--strict").exit_code == 1


@pytest.mark.parametrize("name", ["software", "liability"])
def test_counting_and_trying_each_resolution_agree(run: Run, name: str) -> None:
    """On brackets that options settle, options within options, and score sheets that look at what no pattern does."""
    draft = ("verify", f"examples/{name}/draft.yaml", "--rules", f"examples/{name}/rules", "--quiet")
    assert run(*draft).output == run(*draft, "--engine", "reference").output


def test_a_draft_passes_when_some_resolution_does_and_strictly_when_all_do(run: Run) -> None:
    assert run("verify", "examples/hanoi/draft.yaml", *BOTH).exit_code == 0
    assert run("verify", "examples/hanoi/draft.yaml", *BOTH, "--strict").exit_code == 1
    assert run("verify", "examples/hanoi/draft.yaml").exit_code == 1  # with the account that none satisfies


def test_quiet_prints_a_line_for_each_ruleset(run: Run) -> None:
    result = run("verify", "examples/hanoi/bigger.yaml", *BOTH, "--quiet")
    assert result.output.splitlines() == [
        "examples/hanoi/bigger.yaml: us-hanoi: accepted",
        "examples/hanoi/bigger.yaml: dprk-ri: accepted",
    ]


def test_color_only_when_asked_for_or_on_a_terminal(run: Run) -> None:
    arguments = ("verify", "examples/hanoi/bigger.yaml", *BOTH)
    assert "\x1b[" not in run(*arguments).output
    assert "\x1b[" in run(*arguments, "--color", "always", color=True).output


def test_output_goes_to_a_file_whole(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "report.json"
    result = run("verify", "examples/hanoi/bigger.yaml", *BOTH, "--format", "json", "--output", str(target))
    assert (result.exit_code, result.output) == (0, "")
    assert json.loads(target.read_text(encoding="utf-8"))["passes"] is True
    assert [path.name for path in tmp_path.iterdir()] == ["report.json"]


def test_output_that_can_not_be_written_is_an_error(run: Run, tmp_path: Path) -> None:
    result = run("verify", "examples/hanoi/bigger.yaml", *BOTH, "--output", str(tmp_path / "no" / "report"))
    assert result.exit_code == 2
    assert "can't write" in result.output


@pytest.mark.parametrize("format_", ["text", "json", "markdown", "sarif", "junit"])
@pytest.mark.parametrize("path", sorted(HANOI.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_example_in_every_format(run: Run, path: Path, format_: str) -> None:
    result = run("verify", str(path), *BOTH, "--format", format_, "--engine", "reference")
    assert result.exit_code in (0, 1), result.output
    assert result.output.strip()


def test_rules_from_a_folder_and_a_file(run: Run) -> None:
    from_folder = run("verify", "examples/hanoi/bigger.yaml", "--rules", "rules/korea", "--quiet")
    assert len(from_folder.output.splitlines()) == 3
    from_file = run("verify", "examples/hanoi/bigger.yaml", "--rules", "rules/korea/us.yaml", "--quiet")
    assert from_file.output.splitlines() == ["examples/hanoi/bigger.yaml: us-hanoi: accepted"]


def test_rules_explain_plugins_and_schema(run: Run) -> None:
    assert "us-hanoi" in run("rules").output
    assert json.loads(run("rules", "--format", "json").output)["format"] == "dealcheck/rules"
    explained = run("explain", "us-hanoi/core-sanctions-stay").output
    assert "Mike Pompeo, CNN, 2019-02-24: “core sanctions”" in explained
    assert run("explain", "us-hanoi").output.count("us-hanoi/") >= 5
    assert "engines: durable, reference" in run("plugins").output
    assert json.loads(run("plugins", "--format", "json").output)[0]["name"] == "builtin"
    assert json.loads(run("schema", "deal").output)["$schema"].startswith("https://json-schema.org")


def test_several_deals_report_the_mistakes_of_all(run: Run, tmp_path: Path) -> None:
    one, other = tmp_path / "one.yaml", tmp_path / "other.yaml"
    one.write_text("deal: one\nvocabulary: korea\nprovision: {}\n", encoding="utf-8")
    other.write_text("deal: Other\nvocabulary: korea\n", encoding="utf-8")
    result = run("verify", str(one), str(other))
    assert result.exit_code == 2
    assert "did you mean `provisions`?" in result.output
    assert "`Other` is not an id" in result.output


@pytest.mark.parametrize("name", ["two\nlines.yaml", "\x07bell.yaml", "\u202elmay.yaml", "two\nlines.txt"])
def test_a_files_name_can_not_break_a_message_in_two_or_steer_the_terminal(run: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("deal: mine\n", encoding="utf-8")
    result = run("verify", str(tmp_path / name))
    assert result.exit_code == 2
    (line,) = result.output.split("\n")[:-1]
    assert line.startswith("error: ")
    assert line.isprintable()
