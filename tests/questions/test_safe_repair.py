"""Repairs that make a deal safe: what they bring in, what is said of them, and what can be wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

import dealcheck

Run = Callable[..., Result]
SESSION = dealcheck.Session(plugins=dealcheck.Plugins(entry_points=False))
WORDS = """
vocabulary: words
parties: {a: {title: Alpha}, b: {title: Beta}}
actions: {giving: [lend, give]}
objects: {land: , sea: , fine: }
"""
DEAL = """
deal: exchange
vocabulary: words
steps: [signing, start, middle, end]
provisions:
  land: {party: a, action: give, object: land, from: start, until: end}
  sea: {party: b, action: give, object: sea, from: start, until: end}
"""
LINE = """
bottom-lines:
  not-for-nothing:
    title: The sea is not given for nothing, but for a step
    require: {not: {party: b, action: give, object: sea}}
    when: [{party: b, action: give, object: sea}, {not: {party: a, action: give, object: land}}]
    within: 1
"""
BETA = f"ruleset: beta\nvocabulary: words\nparty: b\n{LINE}"
ALPHA = """
ruleset: alpha
vocabulary: words
party: a
sources: {letter: {title: A letter}}
bottom-lines:
  sea: {strength: priority, require: {not: {party: b, action: give, object: fine}}}
offers:
  hold:
    title: The sea is kept
    when: {breach: land}
    by: b
    suspends: sea
    adds: {penalty: {action: lend, object: fine, sources: letter}}
    sources: letter
"""


def repair(*rules: str, deal: str = DEAL, direction: str = "bigger") -> dealcheck.Repairs:
    return dealcheck.repair(deal, [WORDS, *rules], direction=direction, safe=True, session=SESSION)  # type: ignore[arg-type]


def test_a_remedy_on_offer_is_brought_in_with_what_it_adds_and_cites() -> None:
    answer = repair(BETA, ALPHA)
    assert (answer.safe, answer.complete, answer.already_acceptable) == (True, True, False)
    assert [(claim.ruleset, claim.bottom_line) for claim in answer.exposed] == [("beta", "not-for-nothing")]
    assert answer.unmet == ()
    (found,) = answer.repairs
    (change,) = found.changes
    assert (change.provision, change.what, change.kind, change.offered_by) == (
        "hold",
        "remedy",
        "brought-in",
        ("alpha",),
    )
    assert change.after == "once land is in breach: Beta may invoke it; it suspends sea, adds Alpha: lend fine"
    assert set(found.deal.remedies) == {"hold"}
    assert found.deal.remedies["hold"].adds["penalty"].bound == ("a",)
    assert set(found.deal.sources) == {"letter"}
    read_again = dealcheck.deal_text(found.deal)
    assert dealcheck.stress(read_again, [WORDS, BETA, ALPHA], session=SESSION).safe


def test_without_the_offer_nothing_bigger_is_safe_and_that_is_proved() -> None:
    answer = repair(BETA)
    assert (answer.repairs, answer.complete) == ((), True)
    assert not answer.mends


def test_a_later_step_makes_it_safe() -> None:
    """Where land is given first, a breach of it is answered before the sea is given."""
    line = """
bottom-lines:
  land-first:
    forbid: {party: b, action: give, object: sea}
    only-after: {party: a, action: give, object: land}
"""
    beta = f"ruleset: beta\nvocabulary: words\nparty: b\n{line}"
    deal = """
deal: exchange
vocabulary: words
steps: [signing, start, middle, end]
provisions:
  land: {party: a, action: give, object: land}
  sea: {party: b, action: give, object: sea, from: start}
remedies:
  hold: {when: {breach: land}, suspends: sea, notice-steps: 1}
"""
    answer = repair(beta, deal=deal, direction="smaller")
    assert [claim.bottom_line for claim in answer.exposed] == ["land-first"]
    texts = [[f"{change.provision} {change.text}" for change in found.changes] for found in answer.repairs]
    assert ["sea from start → middle"] in texts


def test_a_deal_that_is_safe_is_left_alone() -> None:
    deal = DEAL + "remedies: {hold: {when: {breach: land}, suspends: sea}}\n"
    answer = repair(BETA, ALPHA, deal=deal)
    assert answer.already_acceptable
    assert (answer.repairs, answer.exposed) == ((), ())


@pytest.mark.parametrize(
    "offers",
    [
        "hold: {when: {breach: forest}, suspends: sea}",  # which the deal does not have
        "hold: {when: {breach: land}, suspends: forest}",
        "hold: {when: {breach: land}, suspends: sea, adds: {sea: {action: lend, object: fine}}}",  # taken
        "hold: {when: {breach: land}, suspends: sea, adds: {more: {action: lend, object: fine, until: never}}}",
    ],
)
def test_an_offer_that_does_not_fit_the_deal_is_passed_over(offers: str) -> None:
    alpha = ALPHA.partition("offers:")[0] + f"offers:\n  {offers}\n"
    assert repair(BETA, alpha).repairs == ()


def test_what_two_offer_is_brought_in_once() -> None:
    beta = BETA + "offers:\n  keep: {when: {breach: land}, by: b, suspends: sea}\n"
    alpha = ALPHA.partition("offers:")[0] + "offers:\n  hold: {when: {breach: land}, by: b, suspends: sea}\n"
    (found,) = repair(beta, alpha).repairs
    assert [change.offered_by for change in found.changes] == [("beta", "alpha")]


@pytest.mark.parametrize(
    ("offer", "mistake"),
    [
        ("{when: {breach: land}}", "remedy `hold` does nothing; add `suspends`, `ends` or `adds`"),
        ("{when: {breach: land}, by: bb, suspends: sea}", "unknown party `bb`; did you mean `b`?"),
        ("{when: {breach: land}, suspend: sea}", "unknown key `suspend`; did you mean `suspends`?"),
        ("{when: land, suspends: sea}", "expected a mapping with `breach`, `for`, found `land`"),
        ("{when: {breach: land}, suspends: sea, sources: speech}", "unknown source `speech`; there are none"),
        (
            "{when: {breach: land}, adds: {fine: {action: lend, object: sand}}}",
            "unknown object `sand`; did you mean `land`?",
        ),
        (
            "{when: {breach: land}, adds: {fine: {action: lend, object: sea, from: start}}}",
            "provision `fine` comes into force with its remedy; leave `from` out",
        ),
        (
            "{when: {breach: land}, adds: {fine: {action: lend, object: sea, sources: speech}}}",
            "unknown source `speech`; there are none",
        ),
        ("{action: give, object: sea, notice: 3 days}", "unknown key `notice`"),
    ],
)
def test_what_can_be_wrong_with_a_remedy_on_offer(offer: str, mistake: str) -> None:
    with pytest.raises(dealcheck.InputError) as raised:
        repair(BETA + f"offers:\n  hold: {offer}\n")
    assert any(mistake in str(each) for each in raised.value.mistakes), raised.value


def test_each_writes_out_remedies_too() -> None:
    beta = BETA + "offers:\n  hold: {each: {what: [land, sea]}, when: {breach: land}, suspends: $what}\n"
    (found,) = repair(beta).repairs
    assert [change.provision for change in found.changes] == ["hold-sea"]


def test_python_objects_may_offer_remedies() -> None:
    remedy = dealcheck.Remedy(when=dealcheck.Grounds(breach="land"), suspends="sea")  # type: ignore[arg-type]
    ruleset = dealcheck.Ruleset(id="gamma", vocabulary="words", party="a", offers={"hold": remedy})
    answer = dealcheck.repair(DEAL, [WORDS, BETA, ruleset], direction="bigger", safe=True, session=SESSION)
    assert [change.provision for found in answer.repairs for change in found.changes] == ["hold"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in {"deal": DEAL, "words": WORDS, "beta": BETA, "alpha": ALPHA}.items():
        (tmp_path / f"{name}.yaml").write_text(text.lstrip(), "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


CALL = ("repair", "deal.yaml", "--rules", "words.yaml", "--rules", "beta.yaml", "--safe", "--bigger")


def test_the_command_says_for_whom_it_is_not_safe(run: Run, folder: Path) -> None:
    result = run(*CALL, "--rules", "alpha.yaml")
    assert result.exit_code == 0, result.output
    assert result.output.splitlines()[:4] == [
        "Going bigger (adding and strengthening): 1 smallest change that beta and alpha could sign, and that would be",
        "safe for all.",
        "It is not safe for Beta: if others stop half way, this breaks: The sea is not given for nothing, but for a",
        "step.",
    ]
    assert "1 remedy brought in (beta accepted; alpha accepted):" in result.output
    result = run(*CALL)
    assert result.exit_code == 1
    assert "no change makes it acceptable to them and safe for beta." in " ".join(result.output.split())


def test_formats_tell_remedies_from_provisions(run: Run, folder: Path) -> None:
    answer = json.loads(run(*CALL, "--rules", "alpha.yaml", "--format", "json").output)["answers"][0]
    assert answer["safe"] is True
    assert [claim["bottom_line"] for claim in answer["exposed"]] == ["not-for-nothing"]
    assert [(each["provision"], each["what"]) for each in answer["repairs"][0]["changes"]] == [("hold", "remedy")]
    sarif = run(*CALL, "--rules", "alpha.yaml", "--format", "sarif").output
    assert "remedy hold" in sarif


def test_the_deal_that_is_written_is_safe(run: Run, folder: Path) -> None:
    assert run(*CALL, "--rules", "alpha.yaml", "--write", "out", "--quiet").exit_code == 0
    (written,) = (folder / "out").iterdir()
    result = run("stress", str(written), "--rules", "words.yaml", "--rules", "beta.yaml", "--quiet")
    assert result.exit_code == 0, result.output


def test_time_that_is_up_is_told(run: Run, folder: Path) -> None:
    result = run(*CALL, "--timeout", "0")
    assert result.exit_code == 2
    assert "time was up" in result.output
