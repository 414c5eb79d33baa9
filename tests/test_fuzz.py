"""Damaged files: whatever is done to a valid file, a clean error comes out or a valid result, and nothing else.

Damage is done to the bytes of a file (pieces cut out, doubled, swapped, taken from another file, characters that are
hostile to readers), and to what it says (values of other types, words from elsewhere, keys dropped, renamed, doubled).
The damaged file is given as what it was: as the deal, as a ruleset, or as the vocabulary of both.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from dealcheck import schemas
from dealcheck.answers.verdict import Verification
from dealcheck.cli import app
from dealcheck.errors import InputError, Mistake
from dealcheck.questions.verify import Verifier
from tests.conftest import HANOI, ROOT
from tests.drawn import drawn
from tests.hostile import PLUGINS, VALID

Case = dict[str, bytes]
"""The files of a case by their names; `deal.yaml` is the deal, the others are rules."""
Talks = Mapping[str, Sequence[Path]]
"""The files of a negotiation; of each list a case has one, under the name that stands before it."""

WATERS: Talks = {
    "vocabulary.yaml": [VALID / "vocabulary.yaml"],
    "ruleset.yaml": [VALID / "ruleset.yaml", VALID / "second-ruleset.yaml"],
    "deal.yaml": [VALID / "deal.yaml", VALID / "draft.yaml", VALID / "second.yaml"],
}
KOREA: Talks = {
    "vocabulary.yaml": [ROOT / "rules/korea/vocabulary.yaml"],
    "ruleset.yaml": [ROOT / "rules/korea/dprk-ri.yaml", ROOT / "rules/korea/us.yaml"],
    "deal.yaml": sorted(HANOI.glob("*.yaml")),
}
BYTES = {path: path.read_bytes() for talks in (WATERS, KOREA) for paths in talks.values() for path in paths}
TREES = {data: yaml.safe_load(data) for data in BYTES.values()}


def places(tree: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in a tree: the mapping or list, and the key or number under which something stands in it."""
    if isinstance(tree, (dict, list)):
        for key in list(tree) if isinstance(tree, dict) else range(len(tree)):
            yield tree, key
            yield from places(tree[key])


VALUES = [deepcopy(inner[key]) for tree in TREES.values() for inner, key in places(tree)]
KEYS = {key for tree in TREES.values() for _, key in places(tree) if isinstance(key, str)}
WORDS = sorted(KEYS | {value for value in VALUES if isinstance(value, str) and len(value) < 30})
JUNK: list[Any] = [
    *(None, True, False, 0, -1, 2, 0.5, 10**59, 10**70, float("inf"), float("nan"), "", " ", "No", "1e5", "x" * 5000),
    *([], {}, [[]], [None], [[["x"]]], {"a": {}}, {"": ""}, {None: None}, {1: 2}, "two\nlines", "\x1b[31m", "한"),
]
HOSTILE = [
    *(b"\0", b"\x1b[31m", b"\x7f", b"\r", b"\t", b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xfe\xff", b"\xc2\x85"),
    *(
        "\ufeff".encode(),
        "\u2028".encode(),
        "\u202e".encode(),
        "\uffff".encode(),
        "한".encode(),
        b'"\\ud800"',
        b'"\\0"',
    ),
    *(b"&a ", b"*a", b"!!python/object:os.system ", b"!x ", b"<<: ", b"---\n", b"...\n", b"%YAML 1.2\n", b"? ", b"- "),
    *(b": ", b", ", b"[", b"]", b"{", b"}", b"'", b'"', b"|\n", b">\n", b"#", b"\\", b"@", b"`", b"\n", b"\n\n    "),
    *(b"1e999999999", b"9" * 400, b"-.5e-60", b"[" * 70, b"0x1F", b".inf", b"~", b"''", b"no"),
]

few = st.sampled_from([1, 1, 1, 2, 3])
words = st.sampled_from(WORDS)
values = st.one_of(words, st.sampled_from(VALUES), st.sampled_from(JUNK)).map(deepcopy)
keys = st.one_of(words, words, words, st.sampled_from([None, 5, "", "No", "x y", "x" * 300]))


@st.composite
def torn(draw: st.DrawFn, data: bytes) -> bytes:
    """A file with a few pieces cut out, doubled, swapped, or put in from elsewhere."""
    for _ in range(draw(few)):
        bits = data.splitlines(keepends=True) if draw(st.booleans()) else [data[n : n + 1] for n in range(len(data))]
        i, j, k = sorted(draw(st.integers(0, len(bits))) for _ in range(3))
        a, b, c, d = bits[:i], bits[i:j], bits[j:k], bits[k:]
        other = BYTES[draw(st.sampled_from(list(BYTES)))]
        start = draw(st.integers(0, len(other)))
        foreign = [draw(st.sampled_from([*HOSTILE, other[start : start + 200]]))]
        ways = [[a, d], [a, b, d], [a, b, b, c, d], [a, c, b, d], [a, foreign, b, c, d], [a, foreign, c, d], [a, b]]
        data = b"".join(bit for piece in draw(st.sampled_from(ways)) for bit in piece)
    return data


@st.composite
def misworded(draw: st.DrawFn, data: bytes) -> bytes:
    """A file in which values, keys and whole entries are not what they should be."""
    tree = deepcopy(TREES[data])
    for _ in range(draw(few)):
        found = list(places(tree))
        inner, key = draw(st.sampled_from(found)) if found else ({"": tree}, "")
        ways = ["drop", "value", "value", "wrap", "list", "copy"] + ["rename"] * isinstance(inner, dict)
        match draw(st.sampled_from(ways)):
            case "drop":
                del inner[key]
            case "value":
                inner[key] = draw(values)
            case "wrap":
                inner[key] = {draw(words): inner[key]}
            case "list":
                inner[key] = [inner[key], draw(values)]
            case "copy" if isinstance(inner, list):
                inner.insert(key, inner[key])
            case "copy":
                inner[draw(keys)] = inner[key]  # the very same value, so it is written as an alias
            case "rename":
                inner[draw(keys)] = inner.pop(key)
    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    dumped: bytes = yaml.dump(tree, Dumper=dumper, sort_keys=False, allow_unicode=True, encoding="utf-8")
    return dumped


@st.composite
def cases(draw: st.DrawFn, talks: Talks) -> Case:
    """A deal with its rules, one file of which is damaged, or sometimes two."""
    case = {name: BYTES[draw(st.sampled_from(paths))] for name, paths in talks.items()}
    for name in {draw(st.sampled_from(list(case))) for _ in range(draw(few))}:
        case[name] = draw(st.one_of(torn(case[name]), misworded(case[name])))
    return case


SEEN: Counter[str] = Counter()
VALIDATOR = jsonschema.Draft202012Validator(schemas.schema("verification"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("damaged")


def written(case: Case, folder: Path) -> tuple[Path, list[Path]]:
    """The deal and the rules of a case, as files."""
    for name, data in case.items():
        (folder / name).write_bytes(data)
    return folder / "deal.yaml", [folder / name for name in case if name != "deal.yaml"]


def outcome(case: Case, folder: Path, engine: str) -> Verification | tuple[Mistake, ...]:
    """The verification, or the mistakes for which the case is refused, after a look at either.

    Whatever else is raised is a failure; PluginError as well, as there are no plugins but dealcheck's own.
    """
    deal, rules = written(case, folder)
    try:
        verification = Verifier(rules, engine=engine, plugins=PLUGINS).verify(deal)
    except InputError as error:
        assert error.mistakes
        for mistake in error.mistakes:
            check_mistake(mistake, case)
        SEEN["refused"] += 1
        return error.mistakes
    check_reports(verification)
    SEEN[type(verification).__name__] += 1
    return verification


def check_mistake(mistake: Mistake, case: Case) -> None:
    """A mistake is one line that can be printed, and its place is one that the file has."""
    assert mistake.message.strip()
    assert str(mistake).isprintable()
    if mistake.place is None:
        assert mistake.message == "the rules that were given hold no ruleset"
        return
    lines = case[Path(mistake.place.file).name].decode("utf-8", "replace").removeprefix("\ufeff").split("\n")
    assert 1 <= mistake.place.line <= len(lines)
    assert 1 <= mistake.place.column <= len(lines[mistake.place.line - 1]) + 1


def check_reports(verification: Verification) -> None:
    """Every report can be made, and those for machines are what they say they are."""
    reports = {name: report([verification]) for name, report in PLUGINS.reporters().items()}
    assert all(text.strip() for text in reports.values())
    assert all(char.isprintable() or char == "\n" for char in reports["text"])
    VALIDATOR.validate(json.loads(reports["json"]))
    assert json.loads(reports["sarif"])["version"] == "2.1.0"
    assert ElementTree.fromstring(reports["junit"]).tag == "testsuites"


@drawn(4)
@given(case=cases(WATERS))
def test_a_clean_error_or_a_valid_result(case: Case, folder: Path) -> None:
    outcome(case, folder, "reference")


@drawn(1.5)
@given(case=cases(KOREA))
def test_also_for_the_rules_and_deals_that_ship_with_dealcheck(case: Case, folder: Path) -> None:
    outcome(case, folder, "reference")


@drawn(1.5)
@given(case=cases(WATERS))
def test_also_on_durable_rules_which_answers_as_the_semantics_do(case: Case, folder: Path) -> None:
    assert outcome(case, folder, "durable") == outcome(case, folder, "reference")


@drawn(1.5)
@given(
    case=cases(WATERS),
    format_=st.sampled_from(["text", "json", "markdown", "sarif", "junit"]),
    on_stdin=st.booleans(),
)
def test_the_command_ends_with_a_report_or_with_errors(case: Case, format_: str, on_stdin: bool, folder: Path) -> None:
    deal, rules = written(case, folder)
    given_rules = [argument for path in rules for argument in ("--rules", str(path))]
    arguments = ["verify", "-" if on_stdin else str(deal), "--engine", "reference", "--format", format_, *given_rules]
    result = CliRunner().invoke(app, arguments, prog_name="dealcheck", input=case["deal.yaml"])
    assert result.exit_code in (0, 1, 2)
    assert (result.exit_code == 2) is all(line.startswith("error: ") for line in result.output.splitlines())
    assert "defect of dealcheck" not in result.output
    assert "Traceback" not in result.output


def test_every_outcome_was_seen() -> None:
    """Damage that always or never shows would test little."""
    if SEEN.total() < 1_000:
        pytest.skip("the cases did not run")
    assert set(SEEN) == {"refused", "DealVerification", "DraftVerification"}
    assert min(SEEN.values()) > SEEN.total() / 100
