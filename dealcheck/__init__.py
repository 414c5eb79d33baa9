"""dealcheck: can each side sign this deal?

    import dealcheck

    result = dealcheck.verify("deal.yaml", ["buyer-playbook"])
    for verdict in result.verdicts:
        print(verdict.ruleset, verdict.outcome)

The other questions: `explore` a draft, `repair` a deal, find `conflicts`, `reconcile` rulesets without a deal,
`compare` two of them, and `lint` them. `accounts`: can all sign whichever account of a position is true?

Give several questions one `Session`, and plugins and rules are read once. What this module exports is public;
everything else may change. Results are frozen attrs objects.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from dealcheck.answers.verdict import (
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
from dealcheck.engines import Engine
from dealcheck.errors import (
    DealcheckError,
    EngineError,
    InputError,
    InputWarning,
    MemoryLimitError,
    Mistake,
    PluginError,
    TimeLimitError,
)
from dealcheck.files.documents import Reading, read_document
from dealcheck.files.values import parse_value
from dealcheck.language.program import Judgment, Program, Settled
from dealcheck.model import conditions
from dealcheck.model.brackets import Choices, Range
from dealcheck.model.deal import Deal, Provision, Step
from dealcheck.model.ruleset import BottomLine, Issue, Mandate, Ruleset, Worth
from dealcheck.model.vocabulary import Object, Party, Source, Vocabulary
from dealcheck.place import Place, Word
from dealcheck.questions.verify import Verifier, verify
from dealcheck.session.hookspecs import hookimpl
from dealcheck.session.plugins import PluginInfo, Plugins
from dealcheck.session.scope import DealText
from dealcheck.session.session import Session
from dealcheck.version import __version__

if TYPE_CHECKING:
    from dealcheck.answers.accounts import Accounts, AccountsReading, Doubt
    from dealcheck.answers.comparison import Comparison, LineChange, Witness
    from dealcheck.answers.conflict import Claim, Conflict, Conflicts, Reconciliation, Wish
    from dealcheck.answers.exploration import Alternative, Bargain, Bracket, Exploration, Obstacle, Resolution
    from dealcheck.answers.lint import Lint, LintFinding
    from dealcheck.answers.matrix import Matrix, MatrixRow, Side, Stance
    from dealcheck.answers.repair import Change, Repair, Repairs
    from dealcheck.apart import write_file
    from dealcheck.files.writer import deal_text
    from dealcheck.language.settle_brackets import settle_brackets
    from dealcheck.questions.accounts.accounts import accounts
    from dealcheck.questions.compare import compare
    from dealcheck.questions.conflicts import conflicts
    from dealcheck.questions.explore.explore import explore
    from dealcheck.questions.lint.lint import lint
    from dealcheck.questions.matrix import matrix
    from dealcheck.questions.new.deal import new_deal
    from dealcheck.questions.reconcile.reconcile import reconcile
    from dealcheck.questions.repair.repair import repair
    from dealcheck.questions.sample.sample import sample
    from dealcheck.questions.screen.screen import rejected_rows, screen
    from dealcheck.reports.page import Line, Page
    from dealcheck.reports.report import pages, render
    from dealcheck.reports.sentences import breach_lines

_LATER = {
    "Accounts": "dealcheck.answers.accounts",
    "AccountsReading": "dealcheck.answers.accounts",
    "Alternative": "dealcheck.answers.exploration",
    "Bargain": "dealcheck.answers.exploration",
    "Bracket": "dealcheck.answers.exploration",
    "Change": "dealcheck.answers.repair",
    "Claim": "dealcheck.answers.conflict",
    "Comparison": "dealcheck.answers.comparison",
    "Conflict": "dealcheck.answers.conflict",
    "Conflicts": "dealcheck.answers.conflict",
    "Doubt": "dealcheck.answers.accounts",
    "Exploration": "dealcheck.answers.exploration",
    "Line": "dealcheck.reports.page",
    "LineChange": "dealcheck.answers.comparison",
    "Lint": "dealcheck.answers.lint",
    "LintFinding": "dealcheck.answers.lint",
    "Matrix": "dealcheck.answers.matrix",
    "MatrixRow": "dealcheck.answers.matrix",
    "Obstacle": "dealcheck.answers.exploration",
    "Page": "dealcheck.reports.page",
    "Reconciliation": "dealcheck.answers.conflict",
    "Repair": "dealcheck.answers.repair",
    "Repairs": "dealcheck.answers.repair",
    "Resolution": "dealcheck.answers.exploration",
    "Side": "dealcheck.answers.matrix",
    "Stance": "dealcheck.answers.matrix",
    "Wish": "dealcheck.answers.conflict",
    "Witness": "dealcheck.answers.comparison",
    "accounts": "dealcheck.questions.accounts.accounts",
    "breach_lines": "dealcheck.reports.sentences",
    "compare": "dealcheck.questions.compare",
    "conflicts": "dealcheck.questions.conflicts",
    "deal_text": "dealcheck.files.writer",
    "explore": "dealcheck.questions.explore.explore",
    "lint": "dealcheck.questions.lint.lint",
    "matrix": "dealcheck.questions.matrix",
    "new_deal": "dealcheck.questions.new.deal",
    "pages": "dealcheck.reports.report",
    "reconcile": "dealcheck.questions.reconcile.reconcile",
    "rejected_rows": "dealcheck.questions.screen.screen",
    "render": "dealcheck.reports.report",
    "repair": "dealcheck.questions.repair.repair",
    "sample": "dealcheck.questions.sample.sample",
    "screen": "dealcheck.questions.screen.screen",
    "settle_brackets": "dealcheck.language.settle_brackets",
    "write_file": "dealcheck.apart",
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
    "Accounts",
    "AccountsReading",
    "Alternative",
    "Bargain",
    "BottomLine",
    "Bracket",
    "Breach",
    "Change",
    "Choices",
    "Claim",
    "Comparison",
    "Conflict",
    "Conflicts",
    "Deal",
    "DealText",
    "DealVerification",
    "DealcheckError",
    "Doubt",
    "DraftVerdict",
    "DraftVerification",
    "Engine",
    "EngineError",
    "Exploration",
    "Finding",
    "InputError",
    "InputWarning",
    "Issue",
    "Judgment",
    "Line",
    "LineChange",
    "Lint",
    "LintFinding",
    "Mandate",
    "Matrix",
    "MatrixRow",
    "MemoryLimitError",
    "Mistake",
    "Object",
    "Obstacle",
    "Page",
    "Party",
    "Place",
    "PluginError",
    "PluginInfo",
    "Plugins",
    "Program",
    "Provision",
    "Range",
    "Reading",
    "Reconciliation",
    "Release",
    "Repair",
    "Repairs",
    "Resolution",
    "Ruleset",
    "Session",
    "Settled",
    "Shortfall",
    "Side",
    "Source",
    "Stance",
    "Step",
    "TimeLimitError",
    "Verdict",
    "Verification",
    "Verifier",
    "Vocabulary",
    "Wish",
    "Witness",
    "Word",
    "Worth",
    "__version__",
    "accounts",
    "breach_lines",
    "compare",
    "conditions",
    "conflicts",
    "deal_text",
    "explore",
    "hookimpl",
    "lint",
    "matrix",
    "new_deal",
    "pages",
    "parse_value",
    "read_document",
    "reconcile",
    "rejected_rows",
    "render",
    "repair",
    "sample",
    "screen",
    "settle_brackets",
    "verify",
    "write_file",
]
