"""What 0.1 published still imports."""

from __future__ import annotations

import importlib

import pytest

import dealcheck

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
