from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs
import jsonschema
import pytest

import dealcheck
from dealcheck import schemas
from dealcheck.answers import verdict
from dealcheck.files.conditions import FORMS
from dealcheck.model import conditions, deal, ruleset, vocabulary
from dealcheck.model.fields import key_of
from dealcheck.syntax.nodes import YamlNode, parse
from tests.conftest import ROOT

FILES = sorted(
    path for folder in ("rules", "examples", "tests/files/valid") for path in ROOT.glob(f"{folder}/**/*.yaml")
)
MODULES = {"vocabulary": (vocabulary,), "deal": (deal,), "ruleset": (ruleset, conditions)}


def plain(node: YamlNode | None) -> Any:
    """A tree of nodes as a YAML 1.2 reader, such as an editor's, hands it to a validator."""
    assert node is not None
    if node.kind == "mapping":
        return {key.text: plain(value) for key, value in node.pairs}
    if node.kind == "list":
        return [plain(item) for item in node.items]
    if node.is_null:
        return None
    if node.plain and node.text in ("true", "false"):
        return node.text == "true"
    try:
        return float(node.text) if node.plain and not node.text[0].isalpha() else node.text
    except ValueError:
        return node.text


def validator(kind: str) -> Any:
    return jsonschema.Draft202012Validator(schemas.schema(kind))


def errors(text: str) -> list[str]:
    """What the schema for a file's kind finds wrong with it."""
    data = plain(parse(text, "test.yaml"))
    return [error.message for error in validator(next(iter(data))).iter_errors(data)]


@pytest.mark.parametrize("kind", schemas.KINDS)
def test_published_files_are_those_generated(kind: str) -> None:
    file = Path(schemas.__file__).with_name(f"{kind}.schema.json")
    assert file.read_text("utf-8") == schemas.schema_text(kind), "run `python -m dealcheck.schemas`"


@pytest.mark.parametrize("kind", schemas.KINDS)
def test_schemas_are_schemas(kind: str) -> None:
    found = schemas.schema(kind)
    jsonschema.Draft202012Validator.check_schema(found)
    assert found["$id"] == f"urn:dealcheck:schema:{kind}:1"
    assert found["title"]
    assert found["description"]


def test_unknown_kinds() -> None:
    with pytest.raises(ValueError, match="no schema for `treaty`"):
        schemas.schema("treaty")


@pytest.mark.parametrize("kind", MODULES)
def test_every_key_of_the_model_is_in_the_schema(kind: str) -> None:
    text = schemas.schema_text(kind)
    defined = [cls for module in MODULES[kind] for cls in vars(module).values() if attrs.has(cls)]
    for attribute in (a for cls in defined for a in attrs.fields(cls) if "doc" in a.metadata):
        assert f'"{key_of(attribute)}": {{\n' in text
        assert json.dumps(attribute.metadata["doc"], ensure_ascii=False) in text


def test_every_form_of_condition_is_in_the_schema() -> None:
    forms = schemas.schema("ruleset")["$defs"]["condition"]["anyOf"]
    assert {key for form in forms for key in form.get("properties", ())} == set(FORMS)


def test_every_field_of_the_verdicts_is_in_the_schema() -> None:
    found = schemas.schema("verification")["$defs"]
    for cls in vars(verdict).values():
        if attrs.has(cls) and cls.__module__ == verdict.__name__:
            assert set(found[cls.__name__]["required"]) >= {a.name for a in attrs.fields(cls)}


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_shipped_files_validate(file: Path) -> None:
    assert errors(file.read_text("utf-8")) == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_shipped_files_name_the_schema_for_editors(file: Path) -> None:
    first = file.read_text("utf-8").splitlines()[0]
    if "$schema=" in first:
        assert (file.parent / first.split("$schema=")[1].strip()).resolve().is_file()


DEAL = "deal: d\nvocabulary: v\nprovisions:\n  p: {party: a, action: pay, object: rent%s}\n"
RULES = "ruleset: r\nparty: a\nvocabulary: v\nbottom-lines:\n  b: {%s}\n"
CONDITION = RULES.replace("%s", "require: %s")

RIGHT = [
    DEAL % "",
    DEAL % ", from: [one, two], attributes: {sites: [1, two, true], note: x}",
    DEAL % ", title: 1984, bracketed: true, sources: [s, t]",
    DEAL % "" + "steps: [one, {id: two, title: Two, date: 2024-05-06}]\n",
    DEAL % "" + "alternatives: {a: {o: p, q: [p, p2]}}\nsources: {s: , t: {url: x}}\n",
    "deal: d\nvocabulary: v\nprovisions:\n  p: {parties: [a, b], action: pay, object: rent}\n",
    "vocabulary: v\nobjects: {a: , b: {parts: {c: , d: {part-of: [a]}}}}\nactions: {s: [x, y]}\nparties: {p: }\n",
    "ruleset: r\nextends: s\n",
    "ruleset: r\nmandate: {covers: [{}, {party: a}]}\noffers: {o: {action: pay, object: rent}}\nreservation: -1.5\n",
    "ruleset: r\nworth: {w: {when: x, points: 1e3}}\nas-of: 2024-05-06\n",
    RULES % "forbid: x, until: y, only-after: z, unless: u, strength: priority, status: disputed",
    RULES % "require: x, when: y, within: 2, unless: z, sources: s",
    CONDITION % "{all: []}",
    CONDITION % "[x, {not: {once: {earlier: {throughout: y}}}}]",
    CONDITION % "{count: {of: [x, {any: [y]}], at-least: 1, in: [1, 2]}}",
    CONDITION % "{total: {of: any text, over: {party: [a, b]}, at-most: 5}}",
    CONDITION % "{object: o, where: {a b: 5, c: {in: [x, 1, true]}, d: {present: false}, e: {not: f, less-than: 2}}}",
    DEAL % ", attributes: {days: [{from: 30, to: 60, by: 15}, 90, null], share: {from: 0, to: 1, by: 0.5}}",
    DEAL % ", provided: [q, {any: [{not: q}, {count: {of: [q, {once: r}], at-least: 1}}]}]",
    DEAL % "" + "alternatives: {a: {o: {p.action: pay}, q: [p, {p.days: null, alternatives: {b: {x: [], y: p}}}]}}\n",
    DEAL % "" + "alternatives: {a: {o: [{p.parties: [a, b]}], q: {provisions: [p], p.attributes.is it: true}}}\n",
    (DEAL % "").replace("party: a", "party: [a, b]"),
    (DEAL % "").replace("party: a", "parties: [[a, b], [a]]"),
    CONDITION % "{total: {of: t, over: {}, at-least: {of: u, over: {party: a}, times: -0.5}}}",
    CONDITION % "{total: {of: t, over: {}, at-least: [1, {of: u, over: {}}], in: [2, [3, {of: v, over: {}}]]}}",
    CONDITION % "x.north.a b",
    "ruleset: r\nissues: {i: {of: p.action, points: {pay: 1}}, j: {of: p.d, weight: 40, points: {30: 1.0, true: 0}}}\n",
    "ruleset: r\ndefinitions: {d: {each: {party: [a], n: [1, 2]}, party: $party, object: o, where: {n: {not: $n}}}}\n",
    "ruleset: r\ndefinitions: {d: {each: {x: [z, y]}, not: {any: [{object: $x}, $x]}}}\n",
    "ruleset: r\nworth: {w: {each: {party: a, n: 5}, when: {party: $party, object: o}, points: $n}}\n",
    "ruleset: r\noffers: {w: {each: {object: [a, b]}, action: pay, object: $object, from: $object}}\n",
    "ruleset: r\noffers: {o: {when: {breach: p}, suspends: q}, q: {action: pay, object: rent}}\n",
    "ruleset: r\noffers: {o: {each: {x: [p, q]}, when: {breach: $x, for: 3 days}, by: a, ends: $x}}\n",
    "ruleset: r\noffers: {o: {when: {breach: p}, lapses: never, adds: {n: {action: pay, object: rent}}}}\n",
    RULES
    % "each: {party: [a], s: [priority]}, title: $party pays, require: {party: [$party, c], object: o}, strength: $s",
    "tests: t\ncases: {c: {deal: d.yaml, expect: {r: {broken: {everyone.north.1 b: 2}}, s: {broken: [x.y]}}}}\n",
]

WRONG = [
    "vocabulary: v\ncolour: red\n",
    "vocabulary: V\n",
    "vocabulary: v\nobjects: {Bad Name: }\n",
    "deal: d\n",
    DEAL % "" + "steps: []\n",
    DEAL % "" + "steps: [one, one]\n",
    DEAL % "" + "alternatives: {a: {}}\n",
    DEAL % ", parties: [b]",
    DEAL % ", from: []",
    DEAL % ", from: [x, x]",
    DEAL % ", attributes: {'': x}",
    DEAL % ", attributes: {x: }",
    DEAL % ", sources: ",
    "deal: d\nvocabulary: v\nprovisions: {p: {action: pay, object: rent}}\n",
    "deal: d\nvocabulary: v\nprovisions: {p: }\n",
    "ruleset: r\nas-of: yesterday\n",
    "ruleset: r\nreservation: many\n",
    "ruleset: r\nbottom-lines: {b: }\n",
    "ruleset: r\noffers: {o: {party: a, parties: b, action: pay, object: rent}}\n",
    "ruleset: r\noffers: {o: {when: {breach: p}, action: pay, object: rent}}\n",
    "ruleset: r\noffers: {o: {when: {for: 3 days}, suspends: q}}\n",
    "ruleset: r\noffers: {o: {action: pay, object: rent, notice: 3 days}}\n",
    RULES % "title: x",
    RULES % "forbid: x, require: y",
    RULES % "forbid: x, when: y",
    RULES % "forbid: x, within: 1",
    RULES % "require: x, until: y",
    RULES % "require: x, only-after: y",
    RULES % "require: x, within: 1",
    RULES % "require: x, when: y, within: -1",
    RULES % "require: x, when: y, within: 1.5",
    RULES % "require: x, strength: strong",
    CONDITION % "{}",
    CONDITION % "{party: a, action: pay}",
    CONDITION % "{object: o, part-of: o}",
    CONDITION % "{part-of: o, whole-of: o}",
    CONDITION % "{object: o, where: {a: {}}}",
    CONDITION % "{object: o, where: {a: [1, 2]}}",
    CONDITION % "{all: x}",
    CONDITION % "{all: [x], any: [y]}",
    CONDITION % "{not: x, object: o}",
    CONDITION % "{count: {of: [x]}}",
    CONDITION % "{total: {of: t, at-least: 1}}",
    CONDITION % "{total: {of: t, over: {object: o, part-of: p}, at-least: 1}}",
    CONDITION % "{sometimes: x}",
    DEAL % ", attributes: {days: [{from: 30}]}",
    DEAL % ", attributes: {days: [{from: 30, to: 60, step: 15}]}",
    DEAL % ", attributes: {days: [null]}",
    DEAL % ", attributes: {days: []}",
    DEAL % ", attributes: {days: null}",
    DEAL % ", provided: {party: a, object: o}",
    DEAL % ", provided: {total: {of: t, over: {}, at-least: 1}}",
    DEAL % ", provided: {count: {of: [{object: o}], at-least: 1}}",
    DEAL % ", object: $object",
    DEAL % "" + "alternatives: {a: {o: {p: pay}}}\n",
    DEAL % "" + "alternatives: {a: {o: [p, {alternatives: {b: {}}}]}}\n",
    DEAL % "" + "alternatives: {a: {o: [p, {p.days: {from: 1, to: 2}}]}}\n",
    (DEAL % "").replace("party: a", "parties: [[a, b], a]"),
    (DEAL % "").replace("party: a", "party: [[a, b]]"),
    CONDITION % "{total: {of: t, over: {}, at-least: {of: u}}}",
    CONDITION % "{total: {of: t, over: {}, at-least: []}}",
    CONDITION % "{count: {of: [x], at-least: {of: u, over: {}}}}",
    CONDITION % "{party: $party, object: o}",
    CONDITION % "$party",
    CONDITION % "{each: {party: [a]}, party: $party, object: o}",
    "ruleset: r\nissues: {i: {points: {pay: 1}}}\n",
    "ruleset: r\nissues: {i: {of: p.days, points: {30: many}}}\n",
    "ruleset: r\ndefinitions: {d: {each: {}, object: o}}\n",
    "ruleset: r\ndefinitions: {d: {each: {party: []}, object: o}}\n",
    "ruleset: r\ndefinitions: {d: {each: {party: [[a]]}, object: o}}\n",
    "ruleset: r\ndefinitions: {d: {each: {Party: [a]}, object: o}}\n",
    "ruleset: r\ndefinitions: {d: {each: {party: [a]}, party: $party}}\n",
    RULES % "each: {party: [a]}, forbid: {object: o}, when: x",
    RULES % "each: {party: [a]}, require: {object: $}",
    RULES % "each: {party: [a]}",
]


@pytest.mark.parametrize("text", RIGHT)
def test_what_the_language_allows(text: str) -> None:
    assert errors(text) == []
    assert dealcheck.read_document(text, "test.yaml").mistakes == ()


@pytest.mark.parametrize("text", WRONG)
def test_what_the_language_does_not_allow(text: str) -> None:
    assert errors(text)


def test_a_report_with_a_number_for_a_score_is_refused() -> None:
    scores = schemas.schema("verification")["$defs"]["Verdict"]["properties"]["score"]
    check = jsonschema.Draft202012Validator(scores)
    assert check.is_valid("0.3")
    assert check.is_valid(None)
    assert not check.is_valid(0.3)
    assert not check.is_valid("1e3")
    assert not check.is_valid(str(Decimal("NaN")))


def test_files_are_rewritten(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from dealcheck.schemas import __main__ as command

    monkeypatch.setattr(command, "__file__", str(tmp_path / "__main__.py"))
    command.main()
    assert sorted(file.name for file in tmp_path.iterdir()) == sorted(capsys.readouterr().out.split())
    assert json.loads((tmp_path / "deal.schema.json").read_text("utf-8")) == schemas.schema("deal")
