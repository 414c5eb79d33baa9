"""dealcheck: can each side sign this deal?

    import dealcheck

    result = dealcheck.verify("deal.yaml", ["buyer-playbook"])
    for verdict in result.verdicts:
        print(verdict.ruleset, verdict.outcome)

What this module exports is public; everything else may change. Results are frozen attrs objects.
"""

from dealcheck.engines import Engine
from dealcheck.errors import DealcheckError, EngineError, InputError, Mistake, PluginError
from dealcheck.hookspecs import hookimpl
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
from dealcheck.verify import Verifier, verify

__version__ = "0.1.0"

__all__ = [
    "BottomLine",
    "Breach",
    "Deal",
    "DealVerification",
    "DealcheckError",
    "DraftVerdict",
    "DraftVerification",
    "Engine",
    "EngineError",
    "Finding",
    "InputError",
    "Judgment",
    "Mandate",
    "Mistake",
    "Object",
    "Party",
    "Place",
    "PluginError",
    "PluginInfo",
    "Plugins",
    "Program",
    "Provision",
    "Reading",
    "Release",
    "Ruleset",
    "Settled",
    "Shortfall",
    "Source",
    "Step",
    "Verdict",
    "Verification",
    "Verifier",
    "Vocabulary",
    "Word",
    "Worth",
    "__version__",
    "conditions",
    "hookimpl",
    "parse_value",
    "read_document",
    "verify",
]
