"""Can each side sign this? One deal or draft against rulesets, from files to verdicts."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from threading import Lock

import attrs

from dealcheck.answers import head_of
from dealcheck.answers.verdict import Breach, DealVerification, DraftVerification, Earned, Verdict, Verification
from dealcheck.engines import DEFAULT_MEMORY, DEFAULT_TIMEOUT, Engine
from dealcheck.engines.default import default_engine
from dealcheck.errors import InputError, Mistake, nearest, shown
from dealcheck.files.arguments import check
from dealcheck.language import semantics
from dealcheck.language.position import Position
from dealcheck.language.program import Judgment, Program, Settled
from dealcheck.language.resolutions import is_draft, open_draft, settle
from dealcheck.language.wording import plain, value_text
from dealcheck.model.deal import Deal
from dealcheck.questions.options import CountTimeout, DealArgument, EngineName, Memory, RulesArgument
from dealcheck.session.library import Library
from dealcheck.session.plugins import Plugins
from dealcheck.session.scope import AnyDeal, DealText, ReadDeal
from dealcheck.session.session import Rules, Session, session_for

Judge = Callable[[Settled], Judgment]

_MOST_JUDGES = 64
_judges: OrderedDict[object, Judge] = OrderedDict()
_judges_lock = Lock()


def verify(
    deal: DealArgument,
    rulesets: RulesArgument = None,
    *,
    engine: EngineName = None,
    plugins: Plugins | None = None,
    session: Session | None = None,
    timeout: CountTimeout = DEFAULT_TIMEOUT,
    memory: Memory = DEFAULT_MEMORY,
) -> Verification:
    """Return whether each side can sign a deal, or how many resolutions of a draft it can sign.

    `deal`: a `Deal`, the path of a deal file, or the text of one (a `str` with a line break).
    `rulesets`: ids of installed rulesets, files, folders, YAML texts, `Ruleset`s, and `Vocabulary`s that they need;
    one or several. None: every installed ruleset for the deal's vocabulary and parties.
    `engine`: the name of an installed engine; all give the same answers. None: for deals durable-rules, or the
    semantics (`reference`) where durable-rules can't be imported; for drafts decision diagrams, which know no limit on
    the number of resolutions, or, where these are few and NumPy is installed, columns that try them all at once; any
    engine that is named goes through them one by one. The result's `engine`
    says which it was.
    `plugins`: the plugins to use; None loads all that are installed.
    `session`: what is read already, to be used again; None reads it anew.
    `timeout`: after how many seconds to give up counting the resolutions of a draft; None: never.
    `memory`: how many bytes decision diagrams may take. Where one of them does not suffice, the answer says who can
    sign all, some or none of the resolutions, has an example, and says in `uncounted` why there are no numbers.

    Returns a `DealVerification`, or a `DraftVerification` for a deal with brackets. Steps in it are step ids, scores
    points of the party's own score sheet.
    Raises `InputError` for anything wrong with the deal or the rules, with every mistake and its place;
    `PluginError` when a plugin fails; `EngineError` when the engine can't judge. To verify many deals, make a
    `Verifier` once.
    """
    return Verifier(rulesets, engine=engine, plugins=plugins, session=session, timeout=timeout, memory=memory).verify(
        deal
    )


class Verifier:
    """Verifies any number of deals against the same rulesets; they are read and compiled once."""

    def __init__(
        self,
        rulesets: Rules = None,
        *,
        engine: str | None = None,
        plugins: Plugins | None = None,
        session: Session | None = None,
        timeout: float | None = DEFAULT_TIMEOUT,
        memory: int = DEFAULT_MEMORY,
    ) -> None:
        """Take the arguments of `verify`; raises the same errors for all that is wrong with the rules."""
        check(engine=engine, memory=memory, timeout=timeout)
        self.session = session_for(session, plugins)
        self.scope = self.session.scope(rulesets)
        self._memory = memory
        self._timeout = timeout
        self._engine_name = engine
        self._engines = self.session.plugins.engines()
        if engine is not None and engine not in self._engines:
            raise InputError([Mistake(f"unknown engine `{shown(engine)}`", None, nearest(engine, self._engines))])

    @property
    def library(self) -> Library:
        """The vocabularies and rulesets that can be used."""
        return self.scope.library

    def verify(self, deal: AnyDeal, *, positions: list[Position] | None = None) -> Verification:
        """Return the verdicts on one deal, given as `verify` takes it, with the same result and errors.

        `positions`: ask these rulesets of the scope and no others.
        """
        read = self.scope.deal(deal)
        asked = self.scope.positions_for(read.deal, positions)
        if is_draft(read.deal):
            verification: Verification = self._verify_draft(read, asked)
        else:
            verification = self._verify_deal(read, asked)
        self.session.plugins.verified(verification)
        return verification

    def verify_file(self, path: str | Path) -> Verification:
        """Return the verdicts on the deal in a file, read by the reader for its suffix."""
        check(path=path)
        return self.verify(Path(path))

    def verify_bytes(self, data: bytes, name: str) -> Verification:
        """Return the verdicts on the deal in YAML bytes; `name` is what places call them."""
        check(data=data, file=name)
        return self.verify(DealText(data, name))

    def _verify_deal(self, read: ReadDeal, positions: list[Position]) -> DealVerification:
        deal = read.deal
        settled = settle(deal, self.library.lexicon(deal.vocabulary))
        verdicts = tuple(self._verdict(position, deal, settled) for position in positions)
        return DealVerification(
            **head_of(deal, read.file),
            verdicts=verdicts,
            engine=self._engine.name,
        )

    def _verdict(self, position: Position, deal: Deal, settled: Settled) -> Verdict:
        program, ruleset = position.program, position.ruleset
        judgment = self._judge(program)(settled)
        return Verdict(
            **position.head,
            outcome=semantics.outcome(program, judgment),
            breaches=_explained(position, deal, settled, judgment),
            score=semantics.score(program, judgment) if program.keeps_score else None,
            earned=tuple(_earned(program, judgment, settled)),
            reservation=ruleset.reservation,
            referrals=semantics.referrals(program, settled),
            mandate_holder=str(ruleset.mandate.holder) if ruleset.mandate else "",
        )

    def _verify_draft(self, read: ReadDeal, positions: list[Position]) -> DraftVerification:
        deal = read.deal
        draft = open_draft(deal, self.library.lexicon(deal.vocabulary))
        if self._engine_name is not None:
            from dealcheck.questions.enumeration import enumerated

            judges = [(position, self._judge(position.program)) for position in positions]
            return attrs.evolve(enumerated(deal, read.file, draft, judges), engine=self._engine.name)
        # Imported when there is a draft: diagrams load slowly.
        from dealcheck.questions.counting import counted_or_known

        return counted_or_known(
            deal,
            read.file,
            draft,
            positions,
            lambda judged: judged.verification(),
            timeout=self._timeout,
            memory=self._memory,
            sides_suffice=True,
        )

    @cached_property
    def _engine(self) -> Engine:
        """The engine that was named or else the default, which is looked for when a deal needs it: drafts don't."""
        return self._engines[default_engine() if self._engine_name is None else self._engine_name]

    def _judge(self, program: Program) -> Judge:
        return _judge_for(self._engine, program)


def _explained(position: Position, deal: Deal, settled: Settled, judgment: Judgment) -> tuple[Breach, ...]:
    if not judgment.broken:
        return ()
    from dealcheck.language.explanation import explain  # imported when there is something to explain

    return explain(position, deal, settled, judgment.broken)


def _judge_for(engine: Engine, program: Program) -> Judge:
    """Return the program, compiled; programs that mean the same are compiled once, and the least used forgotten."""
    key = (engine.name, id(engine), program.meaning)
    with _judges_lock:
        if key in _judges:
            _judges.move_to_end(key)
        else:
            _judges[key] = _one_at_a_time(engine.compile(program))
            if len(_judges) > _MOST_JUDGES:
                _judges.popitem(last=False)
        return _judges[key]


def _one_at_a_time(judge: Judge) -> Judge:
    """Return an engine's judge may keep a session of its own, which two threads must not play at once."""
    lock = Lock()

    def judged(settled: Settled) -> Judgment:
        with lock:
            return judge(settled)

    return judged


def _earned(program: Program, judgment: Judgment, settled: Settled) -> Iterator[Earned]:
    """Yield what adds up to the score of a deal."""
    ruleset, clauses = program.ruleset, {clause.id: clause for clause in settled.clauses}
    for name, entry in ruleset.worth.items():
        if name in judgment.earned:
            yield Earned(entry=str(name), title=str(entry.title or plain(name)), points=entry.points)
    for name, issue in ruleset.issues.items():
        resolved = program.issues[name]
        clause = clauses.get(resolved.provision)
        value = None if clause is None else semantics.value_of(clause, resolved.field, settled.steps)
        yield Earned(
            entry=str(name),
            title=str(issue.title or plain(name)),
            points=judgment.points.get(name, Decimal(0)),
            of=str(issue.of),
            value=value_text(value),
        )
