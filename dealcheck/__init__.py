"""dealcheck: can each side sign this deal?

    import dealcheck

    result = dealcheck.verify("deal.yaml", ["buyer-playbook"])
    for verdict in result.verdicts:
        print(verdict.ruleset, verdict.outcome)

The other questions: `explore` a draft, `repair` a deal, find `conflicts`, `reconcile` rulesets without a deal,
`compare` two of them, and `lint` them. `accounts`: can all sign whichever account of a position is true?
Once a deal is signed, `record` what happens, and ask its `status`.

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
    Earned,
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
    from dealcheck.answers.status import (
        Appointment,
        LineStatus,
        ProvisionStatus,
        RemedyStatus,
        RulesetStatus,
        Status,
        StepStatus,
    )
    from dealcheck.apart import write_file
    from dealcheck.files.writer import deal_text
    from dealcheck.language.settle_brackets import settle_brackets
    from dealcheck.model.calendar import Calendar, Duration
    from dealcheck.model.deal import Grounds, Remedy
    from dealcheck.model.events import Event
    from dealcheck.questions.accounts.accounts import accounts
    from dealcheck.questions.compare import compare
    from dealcheck.questions.conflicts import conflicts
    from dealcheck.questions.explore.explore import explore
    from dealcheck.questions.eyes.decisions import seen_by
    from dealcheck.questions.lint.lint import lint
    from dealcheck.questions.matrix import matrix
    from dealcheck.questions.new.deal import new_deal
    from dealcheck.questions.reconcile.reconcile import reconcile
    from dealcheck.questions.repair.repair import repair
    from dealcheck.questions.sample.sample import sample
    from dealcheck.questions.screen.screen import rejected_rows, screen
    from dealcheck.questions.signed.ics import calendar_text
    from dealcheck.questions.signed.log import read_log
    from dealcheck.questions.signed.record import record
    from dealcheck.questions.signed.status import status
    from dealcheck.reports.page import Line, Page
    from dealcheck.reports.report import pages, render
    from dealcheck.reports.sentences import breach_lines

_LATER = {
    "Accounts": "dealcheck.answers.accounts",
    "AccountsReading": "dealcheck.answers.accounts",
    "Alternative": "dealcheck.answers.exploration",
    "Appointment": "dealcheck.answers.status",
    "Bargain": "dealcheck.answers.exploration",
    "Bracket": "dealcheck.answers.exploration",
    "Calendar": "dealcheck.model.calendar",
    "Change": "dealcheck.answers.repair",
    "Claim": "dealcheck.answers.conflict",
    "Comparison": "dealcheck.answers.comparison",
    "Conflict": "dealcheck.answers.conflict",
    "Conflicts": "dealcheck.answers.conflict",
    "Doubt": "dealcheck.answers.accounts",
    "Duration": "dealcheck.model.calendar",
    "Event": "dealcheck.model.events",
    "Exploration": "dealcheck.answers.exploration",
    "Grounds": "dealcheck.model.deal",
    "Line": "dealcheck.reports.page",
    "LineChange": "dealcheck.answers.comparison",
    "LineStatus": "dealcheck.answers.status",
    "Lint": "dealcheck.answers.lint",
    "LintFinding": "dealcheck.answers.lint",
    "Matrix": "dealcheck.answers.matrix",
    "MatrixRow": "dealcheck.answers.matrix",
    "Obstacle": "dealcheck.answers.exploration",
    "Page": "dealcheck.reports.page",
    "ProvisionStatus": "dealcheck.answers.status",
    "Reconciliation": "dealcheck.answers.conflict",
    "Remedy": "dealcheck.model.deal",
    "RemedyStatus": "dealcheck.answers.status",
    "Repair": "dealcheck.answers.repair",
    "Repairs": "dealcheck.answers.repair",
    "Resolution": "dealcheck.answers.exploration",
    "RulesetStatus": "dealcheck.answers.status",
    "Side": "dealcheck.answers.matrix",
    "Stance": "dealcheck.answers.matrix",
    "Status": "dealcheck.answers.status",
    "StepStatus": "dealcheck.answers.status",
    "Wish": "dealcheck.answers.conflict",
    "Witness": "dealcheck.answers.comparison",
    "accounts": "dealcheck.questions.accounts.accounts",
    "breach_lines": "dealcheck.reports.sentences",
    "calendar_text": "dealcheck.questions.signed.ics",
    "compare": "dealcheck.questions.compare",
    "conflicts": "dealcheck.questions.conflicts",
    "deal_text": "dealcheck.files.writer",
    "explore": "dealcheck.questions.explore.explore",
    "lint": "dealcheck.questions.lint.lint",
    "matrix": "dealcheck.questions.matrix",
    "new_deal": "dealcheck.questions.new.deal",
    "pages": "dealcheck.reports.report",
    "read_log": "dealcheck.questions.signed.log",
    "reconcile": "dealcheck.questions.reconcile.reconcile",
    "record": "dealcheck.questions.signed.record",
    "rejected_rows": "dealcheck.questions.screen.screen",
    "render": "dealcheck.reports.report",
    "repair": "dealcheck.questions.repair.repair",
    "sample": "dealcheck.questions.sample.sample",
    "screen": "dealcheck.questions.screen.screen",
    "seen_by": "dealcheck.questions.eyes.decisions",
    "settle_brackets": "dealcheck.language.settle_brackets",
    "status": "dealcheck.questions.signed.status",
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
    "Appointment",
    "Bargain",
    "BottomLine",
    "Bracket",
    "Breach",
    "Calendar",
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
    "Duration",
    "Earned",
    "Engine",
    "EngineError",
    "Event",
    "Exploration",
    "Finding",
    "Grounds",
    "InputError",
    "InputWarning",
    "Issue",
    "Judgment",
    "Line",
    "LineChange",
    "LineStatus",
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
    "ProvisionStatus",
    "Range",
    "Reading",
    "Reconciliation",
    "Release",
    "Remedy",
    "RemedyStatus",
    "Repair",
    "Repairs",
    "Resolution",
    "Ruleset",
    "RulesetStatus",
    "Session",
    "Settled",
    "Shortfall",
    "Side",
    "Source",
    "Stance",
    "Status",
    "Step",
    "StepStatus",
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
    "calendar_text",
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
    "read_log",
    "reconcile",
    "record",
    "rejected_rows",
    "render",
    "repair",
    "sample",
    "screen",
    "seen_by",
    "settle_brackets",
    "status",
    "verify",
    "write_file",
]
