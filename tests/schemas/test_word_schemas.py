"""Schemas with the words of a vocabulary: they take what is written in it, and no word that it has not."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import Result

from dealcheck import schemas
from dealcheck.session.session import Session
from dealcheck.session.words import words_of
from dealcheck.syntax.nodes import parse
from tests.conftest import ROOT
from tests.schemas.test_schemas import plain

KOREA = [
    *sorted(ROOT.glob("rules/korea/*.yaml")),
    *sorted(ROOT.glob("examples/hanoi/*.yaml")),
    ROOT / "tests/rules/test_korea.yaml",
]
WORDS = words_of("korea", Session())


def errors(text: str) -> list[str]:
    data: Any = plain(parse(text, "test.yaml"))
    found = schemas.schema(next(iter(data)), WORDS)
    return [error.message for error in jsonschema.Draft202012Validator(found).iter_errors(data)]


@pytest.mark.parametrize(
    "file", [file for file in KOREA if file.name != "vocabulary.yaml"], ids=lambda file: str(file.relative_to(ROOT))
)
def test_shipped_files_validate(file: Path) -> None:
    assert errors(file.read_text("utf-8")) == []


@pytest.mark.parametrize("kind", schemas.INPUT_KINDS)
def test_schemas_are_schemas(kind: str) -> None:
    found = schemas.schema(kind, WORDS)
    jsonschema.Draft202012Validator.check_schema(found)
    assert found["$id"] == f"urn:dealcheck:schema:{kind}:1:korea"
    assert found["title"] == f"dealcheck {kind} in vocabulary korea"


DEAL = "deal: d\nvocabulary: korea\nprovisions:\n  p: {party: us, action: suspend, object: sanctions, sources: mine}\n"
RULES = "ruleset: r\nparty: us\nvocabulary: korea\ndefinitions:\n  d: {party: us, action: lift, part-of: sanctions}\n"


@pytest.mark.parametrize(
    ("text", "word", "wrong"),
    [
        (DEAL, "us", "them"),
        (DEAL, "suspend", "relief"),  # the name of a scale is no verb
        (DEAL, "sanctions", "sanction"),
        (DEAL, "korea", "other"),
        (DEAL.replace("party: us", "parties: [us, rok]"), "rok", "them"),
        (DEAL.replace("suspend", "[suspend, lift]"), "lift", "list"),
        (RULES, "party: us\n", "party: them\n"),
        (RULES, "party: us,", "party: [us, them],"),
        (RULES, "lift", "life"),
        (RULES, "part-of: sanctions", "part-of: sanction"),
        (RULES, "part-of: sanctions", "whole-of: sanction"),
        (RULES.replace("part-of: sanctions", "object: coal-exports"), "coal-exports", "sanctions"),  # it has parts
        ("vocabulary: v\nextends: korea\n", "extends: korea", "extends: other"),
        ("tests: t\ncases: {c: {deal: {vocabulary: korea}, expect: {r: accepted}}}\n", "korea", "other"),
    ],
)
def test_a_wrong_word_is_refused(text: str, word: str, wrong: str) -> None:
    assert errors(text) == []
    assert errors(text.replace(word, wrong))


def test_sources_are_proposed_and_a_file_may_have_its_own() -> None:
    proposed = schemas.schema("deal", WORDS)["$defs"]["source-word"]["anyOf"]
    assert "reconcilable-differences" in proposed[0]["enum"]
    assert proposed[1] == {"$ref": "#/$defs/id"}


def test_editors_are_told_what_words_are() -> None:
    verbs = schemas.schema("deal", WORDS)["$defs"]["verb-word"]
    described = dict(zip(verbs["enum"], verbs["enumDescriptions"]))
    assert described["suspend"] == "relief: exempt < suspend < lift"


def test_what_is_printed_has_no_vocabulary() -> None:
    with pytest.raises(ValueError, match="what is printed as `lint` is in no vocabulary"):
        schemas.schema("lint", WORDS)


def test_a_vocabulary_without_words_of_a_sort_allows_none(tmp_path: Path) -> None:
    file = tmp_path / "v.yaml"
    file.write_text("vocabulary: v\nactions: {paying: [pay]}\n")
    found = schemas.schema("deal", words_of(file, Session()))["$defs"]
    assert found["party-word"] == {"not": {}}
    assert found["source-word"] == {"$ref": "#/$defs/id"}


Run = Callable[..., Result]


def test_the_command(run: Run, tmp_path: Path) -> None:
    folder = "plugins/dealcheck-rok/src/dealcheck_rok/rules/vocabulary.yaml"
    result = run("schema", "deal", "--vocabulary", folder)
    assert json.loads(result.output)["$id"] == "urn:dealcheck:schema:deal:1:korea-inter"
    assert "scale-down" in result.output
    for name, base in (("a", ""), ("b", "extends: a\n"), ("c", "extends: a\n")):
        (tmp_path / f"{name}.yaml").write_text(f"vocabulary: {name}\n{base}")
    result = run("schema", "deal", "--vocabulary", str(tmp_path))
    assert (result.exit_code, result.output) == (
        2,
        f"error: expected one vocabulary in `{tmp_path}`, found `b`, `c`; give the file of one\n",
    )
    (tmp_path / "c.yaml").unlink()
    assert '"$id": "urn:dealcheck:schema:deal:1:b"' in run("schema", "deal", "--vocabulary", str(tmp_path)).output


def test_the_command_says_what_is_wrong(run: Run) -> None:
    assert run("schema", "deal", "--vocabulary", "koera").output == (
        "error: unknown vocabulary `koera`; did you mean `korea`?\n"
    )
    result = run("schema", "lint", "--vocabulary", "korea")
    assert result.exit_code == 2
    assert "lint is in no vocabulary" in result.output
