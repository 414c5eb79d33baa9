"""Can each side sign this? One deal or draft against rulesets, from files to verdicts."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from functools import cached_property
from pathlib import Path

import attrs

from dealcheck import semantics
from dealcheck.arguments import check
from dealcheck.engines import DEFAULT_MEMORY, Engine
from dealcheck.engines.default import default_engine
from dealcheck.errors import InputError, Mistake, nearest, shown
from dealcheck.jobs.inputs import AnyDeal, AnyRules, Inputs
from dealcheck.library import Library, Position
from dealcheck.model.deal import Deal
from dealcheck.model.verdict import (
    Breach,
    DealVerification,
    DraftVerification,
    Verdict,
    Verification,
)
from dealcheck.plugins import Plugins
from dealcheck.program import Judgment, Program, Settled
from dealcheck.settle import is_draft, open_draft, settle

Judge = Callable[[Settled], Judgment]

_MOST_JUDGES = 64
_judges: OrderedDict[object, Judge] = OrderedDict()


def verify(
    deal: AnyDeal,
    rulesets: AnyRules | Iterable[AnyRules] | None = None,
    *,
    engine: str | None = None,
    plugins: Plugins | None = None,
    memory: int = DEFAULT_MEMORY,
) -> Verification:
    """Whether each side can sign a deal, or how many resolutions of a draft it can sign.

    `deal`: a `Deal`, the path of a deal file, or the text of one (a `str` with a line break).
    `rulesets`: ids of installed rulesets, files, folders, YAML texts, `Ruleset`s, and `Vocabulary`s that they need;
    one or several. None: every installed ruleset for the deal's vocabulary and parties.
    `engine`: the name of an installed engine; all give the same answers. None: for deals durable-rules, or the
    semantics (`reference`) where durable-rules can't be imported, and for drafts decision diagrams, which know no
    limit on the number of resolutions; any engine that is named goes through them one by one. The result's `engine`
    says which it was.
    `plugins`: the plugins to use; None loads all that are installed.
    `memory`: how many bytes decision diagrams may take.

    Returns a `DealVerification`, or a `DraftVerification` for a deal with brackets. Steps in it are step ids, scores
    points of the party's own score sheet.
    Raises `InputError` for anything wrong with the deal or the rules, with every mistake and its place;
    `PluginError` when a plugin fails; `EngineError` when the engine can't judge. To verify many deals, make a
    `Verifier` once.
    """
    return Verifier(rulesets, engine=engine, plugins=plugins, memory=memory).verify(deal)


class Verifier:
    """Verifies any number of deals against the same rulesets; they are read and compiled once."""

    def __init__(
        self,
        rulesets: AnyRules | Iterable[AnyRules] | None = None,
        *,
        engine: str | None = None,
        plugins: Plugins | None = None,
        memory: int = DEFAULT_MEMORY,
        inputs: Inputs | None = None,
    ) -> None:
        """Take the arguments of `verify`; raises the same errors for all that is wrong with the rules.

        `inputs`: rulesets that are read already.
        """
        check(engine=engine, memory=memory)
        self.inputs = inputs or Inputs(rulesets, plugins=plugins)
        self._memory = memory
        self._engine_name = engine
        self._engines = self.inputs.plugins.engines()
        if engine is not None and engine not in self._engines:
            raise InputError([Mistake(f"unknown engine `{shown(engine)}`", None, nearest(engine, self._engines))])

    @property
    def library(self) -> Library:
        """The vocabularies and rulesets at hand."""
        return self.inputs.library

    def verify(self, deal: AnyDeal) -> Verification:
        """The verdicts on one deal, given as `verify` takes it, with the same result and errors."""
        return self._verify(*self.inputs.deal(deal))

    def verify_file(self, path: str | Path) -> Verification:
        """The verdicts on the deal in a file, read by the reader for its suffix."""
        return self._verify(*self.inputs.deal_file(path))

    def verify_bytes(self, data: bytes, name: str) -> Verification:
        """The verdicts on the deal in YAML bytes; `name` is what places call them."""
        return self._verify(*self.inputs.deal_bytes(data, name))

    def _verify(self, deal: Deal, file: str) -> Verification:
        return self.verify_read(deal, file, self.inputs.positions_for(deal))

    def verify_read(self, deal: Deal, file: str, positions: list[Position]) -> Verification:
        """The verdicts of some rulesets on a deal that was read from a file."""
        if is_draft(deal):
            verification: Verification = self._verify_draft(deal, file, positions)
        else:
            verification = self._verify_deal(deal, file, positions)
        self.inputs.plugins.verified(verification)
        return verification

    def _verify_deal(self, deal: Deal, file: str, positions: list[Position]) -> DealVerification:
        settled = settle(deal, self.library.lexicon(deal.vocabulary))
        verdicts = tuple(self._verdict(position, deal, settled) for position in positions)
        return DealVerification(
            deal=str(deal.id),
            title=str(deal.title),
            file=file,
            verdicts=verdicts,
            place=deal.place,
            engine=self._engine.name,
        )

    def _verdict(self, position: Position, deal: Deal, settled: Settled) -> Verdict:
        program, ruleset = position.program, position.ruleset
        judgment = self._judge(program)(settled)
        return Verdict(
            **position.head,
            outcome=semantics.outcome(program, judgment),
            breaches=_explained(position, deal, settled, judgment),
            score=semantics.score(program, judgment) if ruleset.worth else None,
            reservation=ruleset.reservation,
            referrals=semantics.referrals(program, settled),
            mandate_holder=str(ruleset.mandate.holder) if ruleset.mandate else "",
        )

    def _verify_draft(self, deal: Deal, file: str, positions: list[Position]) -> DraftVerification:
        draft = open_draft(deal, self.library.lexicon(deal.vocabulary))
        if self._engine_name is not None:
            from dealcheck.jobs.enumeration import enumerated

            judges = [(each, self._judge(each.program)) for each in positions]
            return attrs.evolve(enumerated(deal, file, draft, judges), engine=self._engine.name)
        from dealcheck.jobs.zone import Zone  # imported when there is a draft: diagrams take a while to load

        return Zone(deal, file, draft, positions, memory=self._memory).verification()

    @cached_property
    def _engine(self) -> Engine:
        """The engine that was named or else the default, which is looked for when a deal needs it: drafts don't."""
        return self._engines[default_engine() if self._engine_name is None else self._engine_name]

    def _judge(self, program: Program) -> Judge:
        return _judge_for(self._engine, program)


def _explained(position: Position, deal: Deal, settled: Settled, judgment: Judgment) -> tuple[Breach, ...]:
    if not judgment.broken:
        return ()
    from dealcheck.explain import explain  # imported when there is something to explain

    return explain(position, deal, settled, judgment.broken)


def _judge_for(engine: Engine, program: Program) -> Judge:
    """The program, compiled; programs that mean the same are compiled once, and the least used forgotten."""
    lines, worth = tuple(program.bottom_lines.items()), tuple(program.worth.items())
    key = (engine.name, id(engine), program.patterns, program.conditions, lines, worth)
    if key in _judges:
        _judges.move_to_end(key)
    else:
        _judges[key] = engine.compile(program)
        if len(_judges) > _MOST_JUDGES:
            _judges.popitem(last=False)
    return _judges[key]
