"""What 0.1 published still imports."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

import dealcheck
from tests.conftest import HANOI

NAMES = """
    Alternative Bargain BottomLine Bracket Breach Change Claim Comparison Conflict Conflicts Deal
    DealVerification DealcheckError DraftVerdict DraftVerification Engine EngineError Exploration Finding
    InputError Judgment LineChange Lint LintFinding Mandate MemoryLimitError Mistake Object Obstacle Party
    Place PluginError PluginInfo Plugins Program Provision Reading Reconciliation Release Repair Repairs
    Resolution Ruleset Settled Shortfall Source Step Verdict Verification Verifier Vocabulary Witness Word
    Worth __version__ compare conditions conflicts deal_text explore hookimpl lint new_deal parse_value
    read_document reconcile rejected_rows repair sample screen verify
"""


def test_names_of_0_1_are_exported() -> None:
    assert set(NAMES.split()) <= set(dealcheck.__all__)
    for name in NAMES.split():
        assert getattr(dealcheck, name) is not None


@pytest.mark.parametrize(
    ("module", "names"),
    [
        ("dealcheck.program", ["Judgment", "Program", "Settled", "Forbid", "Require", "Reaches", "Draft", "parts_of"]),
        ("dealcheck.semantics", ["judge", "outcome"]),
        ("dealcheck.engines", ["Engine"]),
    ],
)
def test_modules_of_0_1_are_where_they_were(module: str, names: list[str]) -> None:
    for name in names:
        assert hasattr(importlib.import_module(module), name)


def test_a_renamed_name_says_so() -> None:
    program = importlib.import_module("dealcheck.program")
    with pytest.warns(DeprecationWarning, match="`dealcheck.program.Pattern` is called `ResolvedPattern` since 0.2"):
        assert program.Pattern is program.ResolvedPattern
    with pytest.raises(AttributeError, match="has no attribute `Patern`"):
        program.Patern  # noqa: B018


def test_what_plugins_show_and_write_with(tmp_path: Path) -> None:
    verification = dealcheck.verify(HANOI / "dprk-offer-ri.yaml", "us-hanoi")
    (page,) = dealcheck.pages(verification)
    assert isinstance(page, dealcheck.Page)
    assert page.answer.text == "United States (us-hanoi) can't sign."
    assert isinstance(verification, dealcheck.DealVerification)
    lines = dealcheck.breach_lines(verification.verdicts[0].breaches[0])
    assert all(isinstance(line, dealcheck.Line) for line in lines)
    assert lines[0].text.startswith("Core sanctions stay until the nuclear risk is substantially reduced")
    with pytest.raises(dealcheck.InputError, match="expected answers to a question"):
        dealcheck.pages(3)
    dealcheck.write_file(tmp_path / "a.bin", b"\x00")
    assert (tmp_path / "a.bin").read_bytes() == b"\x00"
    with pytest.raises(dealcheck.InputError, match="can't write"):
        dealcheck.write_file(tmp_path / "nowhere" / "a.bin", b"")


def test_a_scope_can_ask_one_party_alone() -> None:
    session, both = dealcheck.Session(), ["us-hanoi", "dprk-ri"]
    deal = session.scope(both, viewer="mediator").deal(HANOI / "draft.yaml").deal
    own = dealcheck.verify(deal, session.scope(both, viewer="us"), session=session)
    assert [verdict.ruleset for verdict in own.verdicts] == ["us-hanoi"]
    assert own == dealcheck.verify(deal, "us-hanoi")
    assert own == dealcheck.verify(deal, session.scope(session.scope(both), viewer="us"), session=session)
    assert len(dealcheck.verify(deal, session.scope(both), session=session).verdicts) == 2
    with pytest.raises(dealcheck.InputError, match="no ruleset of party `uss` is asked; name one of its own"):
        session.scope(both, viewer="uss")
