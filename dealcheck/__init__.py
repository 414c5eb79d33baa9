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
    from dealcheck.answers.signed.status import (
        Appointment,
        LineStatus,
        ProvisionStatus,
        RemedyStatus,
        RulesetStatus,
        Status,
        StepStatus,
    )
    from dealcheck.answers.signed.stress import (
        CounterCourse,
        CourseStep,
        DraftStress,
        ExposedLine,
        Exposure,
        RulesetStress,
        SafeResolutions,
        Stop,
        Stress,
    )
    from dealcheck.apart import write_file
    from dealcheck.files.writer import deal_text
    from dealcheck.language.clauses.alike import Folded, folded
    from dealcheck.language.clauses.brackets import (
        BracketMatch,
        BracketMatching,
        OpenField,
        TextPart,
        match_brackets,
        open_fields,
    )
    from dealcheck.language.clauses.rewording import Rewording, TextEdit, changed_fields, reword, settled_texts
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
    from dealcheck.questions.signed.stress import stress
    from dealcheck.reports.page import Line, Page
    from dealcheck.reports.report import pages, render
    from dealcheck.reports.sentences import breach_lines
    from dealcheck.session.exports import DraftToExport, Export

_LATER = {
    "Accounts": "dealcheck.answers.accounts",
    "AccountsReading": "dealcheck.answers.accounts",
    "Alternative": "dealcheck.answers.exploration",
    "Appointment": "dealcheck.answers.signed.status",
    "Bargain": "dealcheck.answers.exploration",
    "Bracket": "dealcheck.answers.exploration",
    "BracketMatch": "dealcheck.language.clauses.brackets",
    "BracketMatching": "dealcheck.language.clauses.brackets",
    "Calendar": "dealcheck.model.calendar",
    "Change": "dealcheck.answers.repair",
    "Claim": "dealcheck.answers.conflict",
    "Comparison": "dealcheck.answers.comparison",
    "Conflict": "dealcheck.answers.conflict",
    "Conflicts": "dealcheck.answers.conflict",
    "CounterCourse": "dealcheck.answers.signed.stress",
    "CourseStep": "dealcheck.answers.signed.stress",
    "Doubt": "dealcheck.answers.accounts",
    "DraftStress": "dealcheck.answers.signed.stress",
    "DraftToExport": "dealcheck.session.exports",
    "Duration": "dealcheck.model.calendar",
    "Event": "dealcheck.model.events",
    "Exploration": "dealcheck.answers.exploration",
    "Export": "dealcheck.session.exports",
    "ExposedLine": "dealcheck.answers.signed.stress",
    "Exposure": "dealcheck.answers.signed.stress",
    "Folded": "dealcheck.language.clauses.alike",
    "Grounds": "dealcheck.model.deal",
    "Line": "dealcheck.reports.page",
    "LineChange": "dealcheck.answers.comparison",
    "LineStatus": "dealcheck.answers.signed.status",
    "Lint": "dealcheck.answers.lint",
    "LintFinding": "dealcheck.answers.lint",
    "Matrix": "dealcheck.answers.matrix",
    "MatrixRow": "dealcheck.answers.matrix",
    "Obstacle": "dealcheck.answers.exploration",
    "OpenField": "dealcheck.language.clauses.brackets",
    "Page": "dealcheck.reports.page",
    "ProvisionStatus": "dealcheck.answers.signed.status",
    "Reconciliation": "dealcheck.answers.conflict",
    "Remedy": "dealcheck.model.deal",
    "RemedyStatus": "dealcheck.answers.signed.status",
    "Repair": "dealcheck.answers.repair",
    "Repairs": "dealcheck.answers.repair",
    "Resolution": "dealcheck.answers.exploration",
    "Rewording": "dealcheck.language.clauses.rewording",
    "RulesetStatus": "dealcheck.answers.signed.status",
    "RulesetStress": "dealcheck.answers.signed.stress",
    "SafeResolutions": "dealcheck.answers.signed.stress",
    "Side": "dealcheck.answers.matrix",
    "Stance": "dealcheck.answers.matrix",
    "Status": "dealcheck.answers.signed.status",
    "StepStatus": "dealcheck.answers.signed.status",
    "Stop": "dealcheck.answers.signed.stress",
    "Stress": "dealcheck.answers.signed.stress",
    "TextEdit": "dealcheck.language.clauses.rewording",
    "TextPart": "dealcheck.language.clauses.brackets",
    "Wish": "dealcheck.answers.conflict",
    "Witness": "dealcheck.answers.comparison",
    "accounts": "dealcheck.questions.accounts.accounts",
    "breach_lines": "dealcheck.reports.sentences",
    "calendar_text": "dealcheck.questions.signed.ics",
    "changed_fields": "dealcheck.language.clauses.rewording",
    "compare": "dealcheck.questions.compare",
    "conflicts": "dealcheck.questions.conflicts",
    "deal_text": "dealcheck.files.writer",
    "explore": "dealcheck.questions.explore.explore",
    "folded": "dealcheck.language.clauses.alike",
    "lint": "dealcheck.questions.lint.lint",
    "match_brackets": "dealcheck.language.clauses.brackets",
    "matrix": "dealcheck.questions.matrix",
    "new_deal": "dealcheck.questions.new.deal",
    "open_fields": "dealcheck.language.clauses.brackets",
    "pages": "dealcheck.reports.report",
    "read_log": "dealcheck.questions.signed.log",
    "reconcile": "dealcheck.questions.reconcile.reconcile",
    "record": "dealcheck.questions.signed.record",
    "rejected_rows": "dealcheck.questions.screen.screen",
    "render": "dealcheck.reports.report",
    "repair": "dealcheck.questions.repair.repair",
    "reword": "dealcheck.language.clauses.rewording",
    "sample": "dealcheck.questions.sample.sample",
    "screen": "dealcheck.questions.screen.screen",
    "seen_by": "dealcheck.questions.eyes.decisions",
    "settle_brackets": "dealcheck.language.settle_brackets",
    "settled_texts": "dealcheck.language.clauses.rewording",
    "status": "dealcheck.questions.signed.status",
    "stress": "dealcheck.questions.signed.stress",
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
    "BracketMatch",
    "BracketMatching",
    "Breach",
    "Calendar",
    "Change",
    "Choices",
    "Claim",
    "Comparison",
    "Conflict",
    "Conflicts",
    "CounterCourse",
    "CourseStep",
    "Deal",
    "DealText",
    "DealVerification",
    "DealcheckError",
    "Doubt",
    "DraftStress",
    "DraftToExport",
    "DraftVerdict",
    "DraftVerification",
    "Duration",
    "Earned",
    "Engine",
    "EngineError",
    "Event",
    "Exploration",
    "Export",
    "ExposedLine",
    "Exposure",
    "Finding",
    "Folded",
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
    "OpenField",
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
    "Rewording",
    "Ruleset",
    "RulesetStatus",
    "RulesetStress",
    "SafeResolutions",
    "Session",
    "Settled",
    "Shortfall",
    "Side",
    "Source",
    "Stance",
    "Status",
    "Step",
    "StepStatus",
    "Stop",
    "Stress",
    "TextEdit",
    "TextPart",
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
    "changed_fields",
    "compare",
    "conditions",
    "conflicts",
    "deal_text",
    "explore",
    "folded",
    "hookimpl",
    "lint",
    "match_brackets",
    "matrix",
    "new_deal",
    "open_fields",
    "pages",
    "parse_value",
    "read_document",
    "read_log",
    "reconcile",
    "record",
    "rejected_rows",
    "render",
    "repair",
    "reword",
    "sample",
    "screen",
    "seen_by",
    "settle_brackets",
    "settled_texts",
    "status",
    "stress",
    "verify",
    "write_file",
]
