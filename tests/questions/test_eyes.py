"""`--for`: the command tells one side the same, byte for byte, whatever the others' files hold."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import attrs
import pytest
from click.testing import Result

import dealcheck
from dealcheck.cli import TOOLS
from dealcheck.errors import InputError, TimeLimitError
from dealcheck.language.drafts.draft import Choice
from dealcheck.model.viewer import Viewer, viewer_of
from dealcheck.questions import QUESTIONS, named
from dealcheck.questions.eyes import asked as asked_module
from dealcheck.questions.eyes.decisions import _ALIKE, DECISIONS, Nothing, seen_by
from dealcheck.questions.repair.search import Search
from dealcheck.session.builtin import own_formats
from tests.conftest import HANOI

Run = Callable[..., Result]
PLUGINS = dealcheck.Plugins(entry_points=False)

WORDS = """
vocabulary: trade
parties: {north: {title: North}, south: {title: South}, mediator: {title: The Mediator}}
actions: {give: [lend, give], stop: [stop]}
objects: {goods: {parts: {coal: {}, grain: {}}}, works: {}}
"""
OWN = """
ruleset: north-rules
party: north
vocabulary: trade
sources: {memo: {speaker: A. North, date: 2026-01-02, quote: "no coal, no deal"}}
bottom-lines:
  coal: {title: Coal comes, require: {party: south, action: lend, object: coal}, sources: [memo]}
  late: {title: Works stop late, strength: priority, forbid: {party: north, action: stop, object: works}}
worth: {grain: {when: {party: south, action: lend, object: grain}, points: 7}}
offers: {grain-back: {action: lend, object: grain}}
"""
OTHERS = {
    "plain": {
        "a.yaml": """
ruleset: south-rules
party: south
vocabulary: trade
bottom-lines:
  works: {title: Works stop, require: {party: north, action: stop, object: works}}
"""
    },
    "disguised": {
        "0-secret.yaml": """
ruleset: a-secret
title: What the secret minister said at dinner
party: south
vocabulary: trade
as-of: 2026-03-04
sources: {dinner: {speaker: The Secret Minister, date: 2026-03-03, quote: "secret!"}}
definitions: {secret-gone: {party: north, action: stop, object: works}}
bottom-lines:
  secret-works: {title: A secret line, status: disputed, require: secret-gone, sources: [dinner]}
  secret-twin: {require: secret-gone}
  secret-wish: {strength: preference, forbid: {party: south, action: lend, object: coal}}
worth: {secret-points: {when: secret-gone, points: 99}}
mandate: {holder: The Secret Minister, covers: [{party: south, action: lend, object: grain}]}
offers: {secret-offer: {action: give, object: grain}}
reservation: 98
""",
        "z-more.yaml": """
ruleset: z-secret
party: south
vocabulary: trade
bottom-lines:
  secret-never: {forbid: {party: south, action: give, object: coal, where: {days: {at-least: 3}}}}
""",
    },
}
SIGNED = """
deal: swap
title: A swap
vocabulary: trade
steps: [{id: first, date: 2026-01-01}, {id: second, date: 2026-02-01}]
provisions:
  coal: {party: south, action: give, object: coal, attributes: {days: 3 days}}
  grain: {party: south, action: lend, object: grain, from: second}
  works: {party: north, action: stop, object: works}
"""
DEALS = {
    "all.yaml": SIGNED,
    "none.yaml": SIGNED.replace("  works: {party: north, action: stop, object: works}\n", ""),
    "draft.yaml": SIGNED.replace("action: stop", "bracketed: true, action: stop").replace("lend,", "[lend, give],"),
}
TABLE = """deal,provision,party,action,object
one,a,south,lend,coal
one,b,north,stop,works
two,a,south,lend,coal
"""
SECRET = re.compile(r"secret|south-rules", re.IGNORECASE)


def world(folder: Path, others: dict[str, str]) -> None:
    """A folder with deals, one side's ruleset, and the others'."""
    (folder / "rules").mkdir(parents=True)
    files = {"rules/words.yaml": WORDS, "rules/north.yaml": OWN, "log.jsonl": "", "table.csv": TABLE, **DEALS}
    for name, text in {**files, **{f"rules/{name}": text for name, text in others.items()}}.items():
        (folder / name).write_text(text.lstrip(), encoding="utf-8")


CALLS: dict[str, tuple[str, ...]] = {
    "verify": ("verify", "all.yaml"),
    "verify two": ("verify", "none.yaml", "draft.yaml", "--strict"),
    "explore": ("explore", "draft.yaml", "--settle", "coal.action=give"),
    "repair": ("repair", "none.yaml"),
    "repair bigger": ("repair", "none.yaml", "--bigger", "--write", "written"),
    "conflicts": ("conflicts", "draft.yaml"),
    "conflicts of a deal": ("conflicts", "none.yaml", "--strict"),
    "matrix": ("matrix", "draft.yaml"),
    "accounts": ("accounts", "draft.yaml"),
    "reconcile": ("reconcile",),
    "reconcile including": ("reconcile", "--including", "{party: north, action: stop, object: works}"),
    "screen": ("screen", "table.csv", "--steps", "1"),
    "status": ("status", "all.yaml", "--log", "log.jsonl", "--as-of", "2026-01-10"),
    "stress": ("stress", "all.yaml"),
    "stress of a draft": ("stress", "draft.yaml"),
    "calendar": ("calendar", "all.yaml", "--out", "-", "--as-of", "2026-01-01"),
    "examples": ("explore", "draft.yaml", "--examples", "2"),
    "best": ("reconcile", "--best", "north"),
    "diff": ("diff", "rules/north.yaml", "rules"),
    "test": ("test",),
    "lint": ("lint", "rules"),
    "doctor": ("doctor",),
    "unknown party": ("verify", "all.yaml", "--for", "nort"),
    "no such deal": ("verify", "nowhere.yaml"),
    "unknown word": ("reconcile", "--including", "secret-gone"),
}
REFUSED = {
    "north": {"examples", "best", "diff", "test", "lint", "doctor", "unknown party", "no such deal", "unknown word"},
    "mediator": {"conflicts", "conflicts of a deal", "matrix", "accounts", "stress", "stress of a draft"},
}
"""The calls that have no answer: of a party, and what a mediator may not ask besides."""
NO_RULES = ("diff", "test", "lint", "doctor")
NO_FORMAT = ("calendar",)


@pytest.mark.parametrize("viewer", ["north", "mediator"])
@pytest.mark.parametrize("name", CALLS)
def test_the_command_tells_nothing_of_the_others(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, viewer: str
) -> None:
    call = CALLS[name]
    told: dict[str, list[Any]] = {}
    for kind, others in OTHERS.items():
        if viewer == "mediator":  # who sees the sides' rulesets by their ids, and their verdicts
            text = others[min(others)].replace("ruleset: a-secret", "ruleset: south-rules")
            others = {min(others): re.sub(r"\n  secret-wish: .*", "", text)}
        world(tmp_path / kind, others)
        monkeypatch.chdir(tmp_path / kind)
        told[kind] = []
        for format_ in own_formats() if call[0] not in NO_FORMAT else [""]:
            arguments = [*call]
            arguments += [] if call[0] in NO_RULES else ["--rules", "rules"]
            arguments += [] if "--for" in call else ["--for", viewer]
            arguments += ["--format", format_, "--output", f"out.{format_}"] if format_ else []
            result = run(*arguments)
            assert "defect" not in result.output
            told[kind].append((format_, result.exit_code, result.stdout, result.stderr))
            told[kind] += [
                (str(file.relative_to(tmp_path / kind)), file.read_bytes())
                for file in sorted((tmp_path / kind).rglob("*"))
                if file.is_file() and "rules" not in file.parts
            ]
    assert told["plain"] == told["disguised"]
    is_refused = name in REFUSED["north"] or name in REFUSED.get(viewer, ())
    assert {status == 2 for _, status, *_ in (each for each in told["plain"] if len(each) > 2)} == {is_refused}
    if viewer == "north":
        assert not SECRET.search(
            repr([each for each in told["plain"] if each[0] != "log.jsonl"]).replace("secret-gone", "")
        )


@pytest.mark.parametrize(
    "broken",
    [
        "ruleset: secret\nparty: south\nvocabulary: trade\nbottom-lines: {secret: {forbid: {party: secret-one}}}\n",
        "ruleset: secret\nparty: [\n",
        "ruleset: secret\nvocabulary: no-such-words\nparty: south\n",
        "ruleset: secret\nextends: nothing-secret\nparty: south\nvocabulary: trade\n",
        "ruleset: secret\nparty: south\nvocabulary: trade\nsecret-key: 3\n",
    ],
)
@pytest.mark.parametrize("viewer", ["north", "mediator"])
def test_what_is_wrong_with_others_files_reads_the_same(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str, viewer: str
) -> None:
    world(tmp_path / "w", {"b.yaml": broken})
    monkeypatch.chdir(tmp_path / "w")
    for call in (("verify", "all.yaml"), ("explore", "draft.yaml"), ("repair", "none.yaml"), ("reconcile",)):
        result = run(*call, "--rules", "rules", "--for", viewer)
        expected = (
            "error: not all sides can be asked; whoever may see all rules can ask without `--for` what is wrong\n"
        )
        assert (result.exit_code, result.stdout, result.stderr) == (2, "", expected)


def test_what_is_wrong_with_ones_own_files_is_told(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world(tmp_path / "w", OTHERS["disguised"])
    monkeypatch.chdir(tmp_path / "w")
    Path("rules/north.yaml").write_text(OWN.replace("object: coal", "object: cole").lstrip(), encoding="utf-8")
    result = run("verify", "all.yaml", "--rules", "rules", "--for", "north")
    assert result.exit_code == 2
    assert result.stderr.startswith("error: rules/north.yaml:6:")
    assert "did you mean `coal`?" in result.stderr
    assert not SECRET.search(result.stderr)


def test_warnings_are_of_ones_own_rulesets(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world(tmp_path / "w", OTHERS["disguised"])
    monkeypatch.chdir(tmp_path / "w")
    assert "warning" in run("verify", "all.yaml", "--rules", "rules").stderr  # the others compare days, which are text
    assert run("verify", "all.yaml", "--rules", "rules", "--for", "north").stderr == ""


def test_nobody_extends_what_is_not_for_their_eyes(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world(tmp_path / "w", OTHERS["disguised"])
    monkeypatch.chdir(tmp_path / "w")
    Path("rules/spy.yaml").write_text("ruleset: spy\nextends: a-secret\nparty: north\n", encoding="utf-8")
    result = run("matrix", "all.yaml", "--rules", "rules", "--for", "north")
    assert result.exit_code == 2
    assert "Works" not in result.output
    assert "dinner" not in result.output


def test_own_rulesets_are_seen_in_full(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world(tmp_path / "w", OTHERS["plain"])
    monkeypatch.chdir(tmp_path / "w")
    shown = run("verify", "none.yaml", "--rules", "rules", "--for", "north")
    assert shown.exit_code == 1
    assert shown.output.startswith("Not acceptable to all.\n")
    assert "score 7" in shown.output
    own = run("matrix", "all.yaml", "--rules", "rules", "--for", "north").output
    assert "Coal comes" in own
    assert "A. North" in own
    assert "South" not in own.replace("South: ", "")


def test_a_party_called_mediator(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    third = "ruleset: third\nparty: mediator\nvocabulary: trade\nbottom-lines: {x: {require: {all: []}}}\n"
    world(tmp_path / "w", {"third.yaml": third})
    monkeypatch.chdir(tmp_path / "w")
    call = ("verify", "all.yaml", "--rules", "rules", "--format", "json", "--for")
    assert '"seen_by": "party:mediator"' in run(*call, "party:mediator").output
    assert "north-rules" in run(*call, "mediator").output
    assert "north-rules" not in run(*call, "party:mediator").output


def test_every_question_has_a_decision() -> None:
    """A question without one is refused; say in `decisions.py` what a party may see of it, and what a mediator may."""
    assert list(DECISIONS) == [question.name for question in QUESTIONS]
    for decision in (*DECISIONS.values(), *_ALIKE.values()):
        for shown in (decision.party, decision.mediator):
            if isinstance(shown, str):
                module, _, function = shown.partition(":")
                assert callable(getattr(import_module(f"dealcheck.questions.eyes.{module}"), function))
            else:
                assert isinstance(shown, Nothing)
    for path in _ALIKE:
        assert callable(named(path))


def test_what_nobody_decided_on_is_refused() -> None:
    def gossip(deal: str) -> str:
        return deal

    for viewer in ("us", "mediator"):
        with pytest.raises(InputError, match=r"`gossip` has no answer for the eyes of .*: nobody has decided"):
            seen_by(viewer, gossip, "deal")


def test_every_answer_that_can_be_seen_says_for_whose_eyes_it_is() -> None:
    for question in QUESTIONS:
        decision = DECISIONS[question.name]
        kinds = getattr(named(question.answer), "__args__", None) or (named(question.answer),)
        for kind in kinds:
            has = "seen_by" in {field.name for field in attrs.fields(kind)}
            assert has == (isinstance(decision.party, str) or isinstance(decision.mediator, str))


def test_tools_that_show_rulesets_do_not_take_it() -> None:
    """The commands that ask no question: those that take `--for` are named here, and the page says why others don't."""
    takes = set()
    for tool in TOOLS:
        for folder in ("", "servers."):
            try:
                command = import_module(f"dealcheck.cli.commands.{folder}{tool}").command
            except ModuleNotFoundError:
                continue
            takes |= {tool} if any(each.name == "for_" for each in command.params) else set()
    assert takes == {"calendar", "mcp", "serve"}


@pytest.mark.parametrize("viewer", [None, "", " ", 3, b"us", ["us"]])
def test_what_is_no_viewer(viewer: Any) -> None:
    with pytest.raises(InputError, match="expected the id of a party, or `mediator`"):
        viewer_of(viewer)


def test_seen_by_takes_what_the_question_takes() -> None:
    answer = seen_by("us", dealcheck.verify, HANOI / "bigger.yaml", ["us-hanoi", "dprk-ri"], plugins=PLUGINS)
    assert isinstance(answer, dealcheck.DealVerification)
    assert [verdict.ruleset for verdict in answer.verdicts] == ["us-hanoi"]
    assert answer.all_can_sign is True
    repairs = seen_by("us", dealcheck.repair, HANOI / "dprk-offer-ri.yaml", direction="smaller", plugins=PLUGINS)
    assert repairs.rulesets == ("us-hanoi",)
    with pytest.raises(TypeError):
        seen_by("us", dealcheck.verify, nonsense=3)  # type: ignore[call-arg]
    assert inspect.signature(seen_by).parameters["viewer"].annotation == "str"


def test_the_order_of_repairs_tells_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of repairs that are as near, the solver may find any first; which one depends on the rulesets."""
    clauses = "".join(f"  c{n}: {{party: south, action: lend, object: {each}}}\n" for n, each in enumerate("abcd"))
    objects = "{a: {}, b: {}, c: {}, d: {}}"
    words = f"vocabulary: w\nparties: {{north: {{}}, south: {{}}}}\nactions: {{lend: [lend]}}\nobjects: {objects}\n"
    deal = f"deal: d\nvocabulary: w\nprovisions:\n{clauses}"
    own = "ruleset: own\nparty: north\nvocabulary: w\nbottom-lines: {x: {require: {all: []}}}\n"

    def without(pair: str) -> str:
        return f"not: {{any: [{', '.join(f'{{action: lend, object: {each}}}' for each in pair)}]}}"

    found = Search._minimal

    def turned(search: Search, most: int) -> Iterator[Choice]:
        choices = list(found(search, most))
        assert most < 100 or len({search._price(choice) for choice in choices}) == 1
        return reversed(choices)

    answers = []
    for pairs in (("ad", "bc"), ("bc", "ad"), ("cb", "da"), ("da", "cb", "ad")):
        line = f"any: [{', '.join(f'{{{without(pair)}}}' for pair in pairs)}]"
        theirs = f"ruleset: t\nparty: south\nvocabulary: w\nbottom-lines:\n  y: {{require: {{{line}}}}}\n"
        rules = [words, own, theirs]
        answers.append(seen_by("north", dealcheck.repair, deal, rules, direction="smaller", limit=1, plugins=PLUGINS))
        monkeypatch.setattr(Search, "_minimal", turned)
    assert all(answer == answers[0] for answer in answers)
    assert [change.provision for change in answers[0].repairs[0].changes] == ["c1", "c2"]
    assert not answers[0].complete


def test_whatever_goes_wrong_where_all_are_asked_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(error: Exception) -> Callable[..., Any]:
        def ask(deal: Any, rulesets: Any = None, *, session: Any = None) -> Any:
            raise error

        return ask

    session = dealcheck.Session(plugins=PLUGINS)
    monkeypatch.delenv("DEALCHECK_TRACEBACK", raising=False)
    for error in (ValueError("secret"), dealcheck.PluginError("secret"), dealcheck.EngineError("secret")):
        call = {"deal": str(HANOI / "bigger.yaml"), "rulesets": None}
        asked = asked_module.Asked(Viewer("us"), fails(error), call, session)
        with pytest.raises(InputError) as caught:
            asked.all(bool)
        assert "secret" not in str(caught.value)
        assert caught.value.__suppress_context__
    timed = asked_module.Asked(Viewer("us"), fails(TimeLimitError("3 of 17 secrets")), call, session)
    with pytest.raises(TimeLimitError, match=r"^time was up before all sides were asked$"):
        timed.all(bool)
