"""Every parameter of every public function refuses what it can't be, with an error that says what was expected."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import dealcheck
from dealcheck.files.arguments import texts
from dealcheck.questions.verify import Verifier
from tests.conftest import HANOI, ROOT

DEAL = HANOI / "bigger.yaml"
DRAFT = HANOI / "draft.yaml"
PLUGINS = dealcheck.Plugins(entry_points=False)

VERIFICATION = dealcheck.verify(DEAL, plugins=PLUGINS)
BREACH = next(
    breach
    for verdict in dealcheck.verify(HANOI / "dprk-offer-ri.yaml", plugins=PLUGINS).verdicts
    for breach in verdict.breaches
)

SIGNED = dealcheck.read_document(DEAL.read_bytes(), "x").document
assert isinstance(SIGNED, dealcheck.Deal)
CLAUSE = next(iter(SIGNED.provisions.values()))
OF_DEALS = ("deal_text", "changed_fields", "reword", "settled_texts")
"""Functions that take deals as objects."""

NO_COUNT = [None, 0, -1, 1.0, "1", True, b"1", []]
NO_STEPS = [None, 0, -1, 9, 2.0, "2", True, []]
NO_TEXT = [None, 3, b"text", Path("text"), []]
NO_FLAG = [None, 0, 1, "yes", []]
NO_TEXTS = [None, 3, "text", b"text", [3], {"a": "b"}]
NO_BRACKETS = [*NO_TEXTS, ["no-such-provision=in"], ["", "="]]
NO_PATH = [None, 3, "", b"deal.yaml", [], {}]
NO_DEAL = [*NO_PATH, "a\0b", "no-such-file.yaml", HANOI, Path()]
NO_RULES = [3, "", b"us-hanoi", [], [None], [3], [""], ["no-such-rules"], "a\0b", {}, True]
NO_ID = [*NO_TEXT, "", "No Id", "null", "yes", "on", "true", "~", "1e3", "a" * 61, "a\0b"]

NO_OPTIONAL = [3, b"x", [], True]
NO_PROVISION = [None, 3, "provision", {}, SIGNED]
NO_DAY = [3, "", "today", "2026-02-30", b"2026-04-01", []]

WRONG: dict[str, list[Any]] = {
    "viewer": [None, "", " ", 3, b"us", ["us"]],
    "ask": [None, 3, "verify", print, dealcheck, dealcheck.render, dealcheck.lint],
    "arguments": [],  # those of the function that is asked
    "named": [],
    "as_of": NO_DAY,
    "by": [*NO_OPTIONAL, "no-such-party"],
    "event": [None, "", "preformed", 3, []],
    "kind": ["", "preformed", 3, []],
    "log": [None, 3, "", "a\0b", "no-such-folder/log.jsonl", HANOI, DEAL],
    "note": [None, *NO_OPTIONAL, "\x07"],
    "of": [*NO_OPTIONAL],
    "on": NO_DAY,
    "since": NO_DAY,
    "source": [None, *NO_OPTIONAL, "\x07"],
    "until": [3, "today", b"2026-04-01", []],
    "after": [None, *NO_RULES],
    "before": [None, *NO_RULES],
    "count": NO_COUNT,
    "data": [None, 3, Path("deal.yaml"), []],
    "deal": NO_DEAL,
    "defaulters": [*NO_TEXTS, ["no-such-party"], [""], ["a\0b"]],
    "delimiter": [3, "", b",", "ab", "a", '"', "\n", "\0", " ", []],
    "direction": [None, "up", "", 3, b"both", ["both"]],
    "disabled": [*NO_TEXTS, ["no-such-plugin"]],
    "draft": NO_DEAL,
    "engine": ["", "no-such-engine", 3, b"durable", []],
    "entry_points": NO_FLAG,
    "examples": [None, -1, 1.0, "1", True],
    "file": NO_TEXT,
    "answers": [None, 3, "text", [], [3], dealcheck],
    "fix": [each for each in NO_BRACKETS if each is not None],
    "format_": [None, "", "no-such-format", 3, b"text", []],
    "ignore": [*NO_TEXTS, ["no-such-code"]],
    "joint_rows": [0, 1, "yes"],
    "limit": NO_COUNT,
    "memory": NO_COUNT,
    "name": NO_ID,
    "out": [*NO_PATH, "table.txt", "no-such-folder/table.csv", "a\0b.csv"],
    "path": NO_DEAL,
    "positions": [],  # not for callers
    "quiet": NO_FLAG,
    "place": [3, "file:1:1"],
    "plugin": [None, 3, object()],
    "plugins": [3, "builtin", [], object(), dealcheck],
    "rulesets": NO_RULES,
    "session": [3, "session", object(), PLUGINS],
    "settle": NO_BRACKETS,
    "seed": [None, -1, 1.0, "1", True],
    "select": [*NO_TEXTS, ["no-such-code"]],
    "steps": NO_STEPS,
    "strict": NO_FLAG,
    "safe": NO_FLAG,
    "table": [None, 3, "", "a\0b.csv", "no-such-table.csv", HANOI, DEAL],
    "text": NO_TEXT,
    "beside": [None, 3, "text", [3], dealcheck],
    "breach": [None, 3, "text", {}],
    "choices": NO_BRACKETS,
    "depth": [None, -1, 1.0, "1", True],
    "best": [3, "", b"us", True],
    "including": [3, "{party: dprk}", [3], None, b"x"],
    "timeout": [-1, "3", True, float("inf"), float("nan")],
    "title": NO_TEXT,
    "provision": NO_PROVISION,
    "old": NO_PROVISION,
    "new": NO_PROVISION,
    "matching": [3, "text", [], CLAUSE],
}
"""For each name of a parameter what it must refuse; those of one name mean the same everywhere."""

RIGHT: dict[str, Any] = {
    "ask": dealcheck.verify,
    "viewer": "us",
    "after": "dprk-ri",
    "before": "dprk-ri",
    "answers": [VERIFICATION],
    "breach": BREACH,
    "choices": [],
    "count": 1,
    "data": b"deal: x\n",
    "deal": DEAL,
    "draft": DRAFT,
    "event": "performed",
    "file": "deal.yaml",
    "log": ROOT / "tests" / "signed" / "empty.jsonl",
    "of": "no-tests",
    "name": "mine",
    "new": CLAUSE,
    "old": CLAUSE,
    "provision": CLAUSE,
    "path": DEAL,
    "plugin": PLUGINS,
    "rulesets": "us-hanoi",
    "table": HANOI,
    "text": "text",
}


def functions() -> Iterator[tuple[str, Callable[..., Any]]]:
    """The public functions, and the methods of the public classes that do something."""
    for name in dealcheck.__all__:
        value = getattr(dealcheck, name)
        if inspect.isfunction(value):
            yield name, value
    verifier = Verifier("us-hanoi", plugins=PLUGINS)
    yield "Verifier", dealcheck.Verifier
    yield from ((f"Verifier.{each}", getattr(verifier, each)) for each in ("verify", "verify_file", "verify_bytes"))
    yield "Plugins", dealcheck.Plugins
    yield "Plugins.register", PLUGINS.register


FUNCTIONS = dict(functions())
EXCEPTIONS = {
    ("read_log", "by"): NO_OPTIONAL,
    ("calendar_text", "log"): [3, "", "a\0b", "no-such-folder/log.jsonl", HANOI, DEAL],
    ("deal_text", "deal"): [None, 3, "deal", DEAL, {}],
    ("settle_brackets", "deal"): [None, 3, "deal", DEAL, {}],
    ("changed_fields", "deal"): [None, 3, "deal", DEAL, {}],
    ("reword", "deal"): [None, 3, "deal", DEAL, {}],
    ("settled_texts", "before"): [None, 3, "deal", DEAL, {}],
    ("settled_texts", "after"): [None, 3, "deal", DEAL, {}],
    ("pages", "answers"): [None, 3, "text", [3], dealcheck],
    ("write_file", "data"): [None, 3, "text", Path("deal.yaml"), []],
    ("write_file", "path"): [None, 3, b"deal.yaml", [], {}],
    ("Verifier", "rulesets"): [each for each in NO_RULES if each is not None],
    ("reconcile", "rulesets"): [None, *NO_RULES],
    ("lint", "rulesets"): [None, *NO_RULES],
    ("new_deal", "rulesets"): [None, *NO_RULES],
    ("screen", "rulesets"): [None, *NO_RULES],
    ("screen", "steps"): [each for each in NO_STEPS if each not in (None, 9)] + [63],
    ("rejected_rows", "steps"): [each for each in NO_STEPS if each not in (None, 9)] + [63],
    ("Verifier.verify_bytes", "name"): NO_TEXT,
    ("Plugins.register", "name"): [None, "", 3, b"x", "builtin"],
}
"""What a parameter must refuse where that is not what others of its name refuse."""


def cases() -> Iterator[tuple[str, str, Any]]:
    for name, function in FUNCTIONS.items():
        for parameter in inspect.signature(function).parameters:
            for value in EXCEPTIONS.get((name, parameter), WRONG.get(parameter, [])):
                yield name, parameter, value


def test_every_parameter_has_wrong_values() -> None:
    parameters = {each for function in FUNCTIONS.values() for each in inspect.signature(function).parameters}
    assert parameters == set(WRONG)


@pytest.mark.parametrize(("function", "parameter", "value"), list(cases()))
def test_a_wrong_argument_is_refused(
    function: str, parameter: str, value: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    call = FUNCTIONS[function]
    needed = inspect.signature(call).parameters
    right = {
        **RIGHT,
        "out": "table.csv",
        "plugins": PLUGINS,
        "answers": VERIFICATION,
        **(dict.fromkeys(("deal", "before", "after"), SIGNED) if function in OF_DEALS else {}),
    }
    if parameter == "session":
        del right["plugins"]
    given = {name: right[name] for name in needed if name in right and name != parameter}
    with pytest.raises((dealcheck.InputError, dealcheck.PluginError)) as caught:
        call(**given, **{parameter: value})
    assert str(caught.value).strip()
    assert not list(tmp_path.iterdir())


def test_what_was_expected_is_said() -> None:
    with pytest.raises(
        dealcheck.InputError, match=r"^`direction`: expected `bigger`, `smaller` or `both`, found `'up'`$"
    ):
        dealcheck.repair(DEAL, "us-hanoi", direction="up", plugins=PLUGINS)  # type: ignore[arg-type]
    with pytest.raises(dealcheck.InputError, match="did you mean `both`"):
        dealcheck.repair(DEAL, "us-hanoi", direction="bot", plugins=PLUGINS)  # type: ignore[arg-type]
    with pytest.raises(dealcheck.InputError, match=r"^`limit`: expected a whole number from 1, found `-1`$"):
        dealcheck.conflicts(DEAL, "us-hanoi", limit=-1, plugins=PLUGINS)


def test_lists_of_texts_may_be_anything_that_gives_some() -> None:
    for given in (["a", "b"], ("a", "b"), iter("ab"), {"a": 1, "b": 2}.keys()):
        assert texts("fix", given) == ("a", "b")
    assert texts("fix", []) == ()
