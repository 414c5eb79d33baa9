"""dealcheck: can each side sign this deal?

    import dealcheck

    result = dealcheck.verify("deal.yaml", ["buyer-playbook"])
    for verdict in result.verdicts:
        print(verdict.ruleset, verdict.outcome)

The other questions: `explore` a draft, `repair` a deal, find `conflicts`, `reconcile` rulesets without a deal,
`compare` two of them, and `lint` them.

What this module exports is public; everything else may change. Results are frozen attrs objects.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from dealcheck.engines import Engine
from dealcheck.errors import DealcheckError, EngineError, InputError, MemoryLimitError, Mistake, PluginError
from dealcheck.hookspecs import hookimpl
from dealcheck.jobs.verify import Verifier, verify
from dealcheck.model import conditions
from dealcheck.model.deal import Deal, Provision, Step
from dealcheck.model.place import Place, Word
from dealcheck.model.ruleset import BottomLine, Mandate, Ruleset, Worth
from dealcheck.model.verdict import (
    Breach,
    DealVerification,
    DraftVerdict,
    DraftVerification,
    Finding,
    Release,
    Shortfall,
    Verdict,
    Verification,
)
from dealcheck.model.vocabulary import Object, Party, Source, Vocabulary
from dealcheck.plugins import PluginInfo, Plugins
from dealcheck.program import Judgment, Program, Settled
from dealcheck.read.documents import Reading, read_document
from dealcheck.read.structure import parse_value

if TYPE_CHECKING:
    from dealcheck.jobs.compare import compare
    from dealcheck.jobs.conflicts import conflicts
    from dealcheck.jobs.explore import explore
    from dealcheck.jobs.lint import lint
    from dealcheck.jobs.new_deal import new_deal
    from dealcheck.jobs.reconcile import reconcile
    from dealcheck.jobs.repair import repair
    from dealcheck.jobs.sample import sample
    from dealcheck.jobs.screen import rejected_rows, screen
    from dealcheck.model.comparison import Comparison, LineChange, Witness
    from dealcheck.model.conflict import Claim, Conflict, Conflicts, Reconciliation
    from dealcheck.model.exploration import Alternative, Bargain, Bracket, Exploration, Obstacle, Resolution
    from dealcheck.model.lint import Lint, LintFinding
    from dealcheck.model.repair import Change, Repair, Repairs
    from dealcheck.write import deal_text

__version__ = "0.1.0"

_LATER = {
    "Alternative": "dealcheck.model.exploration",
    "Bargain": "dealcheck.model.exploration",
    "Bracket": "dealcheck.model.exploration",
    "Change": "dealcheck.model.repair",
    "Claim": "dealcheck.model.conflict",
    "Comparison": "dealcheck.model.comparison",
    "Conflict": "dealcheck.model.conflict",
    "Conflicts": "dealcheck.model.conflict",
    "Exploration": "dealcheck.model.exploration",
    "LineChange": "dealcheck.model.comparison",
    "Lint": "dealcheck.model.lint",
    "LintFinding": "dealcheck.model.lint",
    "Obstacle": "dealcheck.model.exploration",
    "Reconciliation": "dealcheck.model.conflict",
    "Repair": "dealcheck.model.repair",
    "Repairs": "dealcheck.model.repair",
    "Resolution": "dealcheck.model.exploration",
    "Witness": "dealcheck.model.comparison",
    "compare": "dealcheck.jobs.compare",
    "conflicts": "dealcheck.jobs.conflicts",
    "deal_text": "dealcheck.write",
    "explore": "dealcheck.jobs.explore",
    "lint": "dealcheck.jobs.lint",
    "new_deal": "dealcheck.jobs.new_deal",
    "reconcile": "dealcheck.jobs.reconcile",
    "rejected_rows": "dealcheck.jobs.screen",
    "repair": "dealcheck.jobs.repair",
    "sample": "dealcheck.jobs.sample",
    "screen": "dealcheck.jobs.screen",
}
"""What is imported when it is first used: verifying a deal needs none of it, and imports take time."""


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module `dealcheck` has no attribute `{name}`")
    value = getattr(import_module(_LATER[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)


__all__ = [
    "Alternative",
    "Bargain",
    "BottomLine",
    "Bracket",
    "Breach",
    "Change",
    "Claim",
    "Comparison",
    "Conflict",
    "Conflicts",
    "Deal",
    "DealVerification",
    "DealcheckError",
    "DraftVerdict",
    "DraftVerification",
    "Engine",
    "EngineError",
    "Exploration",
    "Finding",
    "InputError",
    "Judgment",
    "LineChange",
    "Lint",
    "LintFinding",
    "Mandate",
    "MemoryLimitError",
    "Mistake",
    "Object",
    "Obstacle",
    "Party",
    "Place",
    "PluginError",
    "PluginInfo",
    "Plugins",
    "Program",
    "Provision",
    "Reading",
    "Reconciliation",
    "Release",
    "Repair",
    "Repairs",
    "Resolution",
    "Ruleset",
    "Settled",
    "Shortfall",
    "Source",
    "Step",
    "Verdict",
    "Verification",
    "Verifier",
    "Vocabulary",
    "Witness",
    "Word",
    "Worth",
    "__version__",
    "compare",
    "conditions",
    "conflicts",
    "deal_text",
    "explore",
    "hookimpl",
    "lint",
    "new_deal",
    "parse_value",
    "read_document",
    "reconcile",
    "rejected_rows",
    "repair",
    "sample",
    "screen",
    "verify",
]
