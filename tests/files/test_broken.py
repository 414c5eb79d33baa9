"""Every broken file is refused with exactly the messages written beside it, each with the place of the mistake.

The messages stand in comments at the top of a file, `# expect: line:column: message`, or where no comment can stand
in `<name>.expect`. `# with:` names further files from `broken/with` that are given as rules.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from tests.hostile import BROKEN, RULES, VALID, complaints, header, judged

FILES = sorted(
    path for folder in ("deals", "rulesets", "vocabularies", "files") for path in BROKEN.glob(f"{folder}/*.yaml")
)


def name_of(path: Path) -> str:
    return path.relative_to(BROKEN).as_posix()


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_broken_file_is_refused_with_exactly_these_messages(path: Path) -> None:
    expected = header(path, "expect")
    assert expected
    if "not proper YAML" in expected[0] and not yaml.__with_libyaml__:
        pytest.skip("the words of syntax errors are libyaml's")
    assert [message.removeprefix(f"{path.name}:") for message in complaints(path)] == expected


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_the_command_refuses_a_broken_file_without_a_traceback(path: Path) -> None:
    from dealcheck.cli import app

    beside = [BROKEN / "with" / name for name in header(path, "with")]
    as_deal = path.parent.name in ("deals", "files")
    given = [*RULES, *beside] if as_deal else [VALID / "vocabulary.yaml", path, *beside]
    if path.parent.name == "vocabularies":
        given.append(BROKEN / "with" / "uses-broken.yaml")
    deal = path if as_deal else VALID / "deal.yaml"
    arguments = [
        "verify",
        str(deal),
        "--engine",
        "reference",
        *(part for rules in given for part in ("--rules", str(rules))),
    ]
    result = CliRunner().invoke(app, arguments, prog_name="dealcheck")
    assert result.exit_code == 2
    assert isinstance(result.exception, SystemExit)
    assert len(result.output.splitlines()) == len(header(path, "expect"))
    assert all(line.startswith("error: ") for line in result.output.splitlines())


def test_there_are_enough_of_them() -> None:
    assert len(FILES) >= 75


@pytest.mark.parametrize("name", ["deal.yaml", "draft.yaml"])
def test_a_byte_order_mark_and_windows_line_ends_are_fine(name: str, tmp_path: Path) -> None:
    text = (VALID / name).read_text(encoding="utf-8")
    rewritten = tmp_path / name
    rewritten.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert judged(RULES, rewritten).verdicts == judged(RULES, VALID / name).verdicts


@pytest.mark.parametrize(
    "title",
    [
        "يعتمد على الثقة",  # right to left letters need no override
        "北方四島 — 한반도",
        "emoji 🕊️ with a joiner 👩‍⚖️",
        "\ttab",
        '"two\\nlines"',
        "|\n  two\n  lines",
    ],
)
def test_text_in_any_script_is_fine(title: str) -> None:
    judged(RULES, f"deal: ours\ntitle: {title}\nvocabulary: waters\n")


@pytest.mark.parametrize("party", ["no", "on", "y", "n", "off", "yes", "null-island", "true", "e1"])
def test_words_that_some_take_for_booleans_are_good_ids(party: str) -> None:
    words = (
        f"vocabulary: words\nparties:\n  {party}: {{title: Norway}}\nactions: {{acts: [act]}}\nobjects: {{thing: }}\n"
    )
    rules = f"ruleset: ours\nparty: {party}\nvocabulary: words\n"
    deal = f"deal: ours\nvocabulary: words\nprovisions: {{a: {{party: {party}, action: act, object: thing}}}}\n"
    assert judged([words, rules], deal).verdicts[0].party == party
