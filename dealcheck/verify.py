"""Can each side sign this? One deal or draft against rulesets, from files to verdicts."""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Union

import attrs

from dealcheck import semantics
from dealcheck.engines import Engine
from dealcheck.errors import InputError, Mistake, Mistakes, nearest, shown
from dealcheck.library import Library, Position
from dealcheck.model.deal import Deal
from dealcheck.model.fields import IS_ID
from dealcheck.model.place import Place
from dealcheck.model.ruleset import Ruleset
from dealcheck.model.verdict import (
    Breach,
    DealVerification,
    DraftVerdict,
    DraftVerification,
    Outcome,
    Verdict,
    Verification,
)
from dealcheck.model.vocabulary import Vocabulary
from dealcheck.numbers import exact_sum
from dealcheck.plugins import Plugins
from dealcheck.program import Clause, Judgment, Program, Settled
from dealcheck.read.documents import Reading, read_bytes, read_document
from dealcheck.settle import check_size, is_draft, open_draft, resolutions, settle

AnyDeal = Union[Deal, Path, str]
AnyRules = Union[Ruleset, Vocabulary, Path, str]
Judge = Callable[[Settled], Judgment]

_MOST_JUDGES = 64
_judges: OrderedDict[object, Judge] = OrderedDict()


def verify(
    deal: AnyDeal,
    rulesets: AnyRules | Iterable[AnyRules] | None = None,
    *,
    engine: str = "durable",
    plugins: Plugins | None = None,
) -> Verification:
    """Whether each side can sign a deal, or how many resolutions of a draft it can sign.

    `deal`: a `Deal`, the path of a deal file, or the text of one (a `str` with a line break).
    `rulesets`: ids of installed rulesets, files, folders, YAML texts, `Ruleset`s, and `Vocabulary`s that they need;
    one or several. None: every installed ruleset for the deal's vocabulary and parties.
    `engine`: the name of an installed engine; all give the same answers.
    `plugins`: the plugins to use; None loads all that are installed.

    Returns a `DealVerification`, or a `DraftVerification` for a deal with brackets. Steps in it are step ids, scores
    points of the party's own score sheet.
    Raises `InputError` for anything wrong with the deal or the rules, with every mistake and its place;
    `PluginError` when a plugin fails; `EngineError` when the engine can't judge. To verify many deals, make a
    `Verifier` once.
    """
    return Verifier(rulesets, engine=engine, plugins=plugins).verify(deal)


class Verifier:
    """Verifies any number of deals against the same rulesets; they are read and compiled once."""

    def __init__(
        self,
        rulesets: AnyRules | Iterable[AnyRules] | None = None,
        *,
        engine: str = "durable",
        plugins: Plugins | None = None,
    ) -> None:
        """Take the arguments of `verify`; raises the same errors for all that is wrong with the rules."""
        self.plugins = plugins or Plugins()
        self.library = Library(self.plugins)
        engines = self.plugins.engines()
        if engine not in engines:
            raise InputError([Mistake(f"unknown engine `{shown(engine)}`", None, nearest(engine, engines))])
        self._engine = engines[engine]
        self._positions = None if rulesets is None else self._add_rules(_as_many(rulesets))

    def verify(self, deal: AnyDeal) -> Verification:
        """The verdicts on one deal, given as `verify` takes it, with the same result and errors."""
        if isinstance(deal, Deal):
            return self._verify(_tidied(deal), deal.place.file if deal.place else "")
        if isinstance(deal, str) and "\n" in deal:
            return self.verify_bytes(deal.encode("utf-8", "surrogatepass"), "<text>")
        if not isinstance(deal, (str, Path)):
            raise InputError([Mistake(f"expected a deal, the path of one or its text, found {type(deal).__name__}")])
        return self.verify_file(deal)

    def verify_file(self, path: str | Path) -> Verification:
        """The verdicts on the deal in a file, read by the reader for its suffix."""
        file = os.fspath(path)
        suffix = Path(file).suffix.lower()
        readers = self.plugins.readers()
        if suffix not in readers and suffix:
            message = f"no reader for files that end in `{shown(suffix)}`"
            raise InputError([Mistake(message, Place(file, 1, 1), nearest(suffix, readers))])
        found = readers[suffix or ".yaml"](read_bytes(Path(file)), file)
        return self._verify(_tidied(found) if isinstance(found, Deal) else found, file)

    def verify_bytes(self, data: bytes, name: str) -> Verification:
        """The verdicts on the deal in YAML bytes; `name` is what places call them."""
        return self._verify(read_document(data, name), name)

    def _verify(self, reading: Reading, file: str) -> Verification:
        deal = _only_deal(reading, file)
        self.library.check(reading)
        positions = self._positions_for(deal)
        if is_draft(deal):
            verification: Verification = self._verify_draft(deal, file, positions)
        else:
            verification = self._verify_deal(deal, file, positions)
        self.plugins.verified(verification)
        return verification

    def _add_rules(self, given: Iterable[AnyRules]) -> list[Position]:
        ids: list[str] = []
        mistakes: list[Mistake] = []
        for rules in given:
            try:
                ids += self._ids(rules)
            except InputError as error:
                mistakes += error.mistakes
        positions = []
        for name in self.library.added_vocabularies():
            try:
                self.library.lexicon(name)
            except InputError as error:
                mistakes += error.mistakes
        for name in dict.fromkeys(ids):
            try:
                positions.append(self.library.position(name))
            except InputError as error:
                mistakes += error.mistakes
        if mistakes:
            raise InputError(mistakes)
        if not positions:
            raise InputError([Mistake("the rules that were given hold no ruleset", None, "give at least one")])
        return positions

    def _ids(self, rules: AnyRules) -> list[str]:
        """The ids of the rulesets that an argument stands for, after taking in what it holds."""
        if isinstance(rules, (Ruleset, Vocabulary)):
            name = self.library.add(_tidied(rules), "Python")
            return [name] if name else []
        if isinstance(rules, str) and "\n" in rules:
            name = self.library.add(read_document(rules, "<text>"), "<text>")
            return [name] if name else []
        if not isinstance(rules, (str, Path)):
            raise InputError([Mistake(f"expected rules: ids, paths, texts or objects, found {type(rules).__name__}")])
        installed = self.library.rulesets()
        if isinstance(rules, str) and rules in installed:
            return [rules]
        path = Path(rules)
        if isinstance(rules, Path) or not IS_ID.match(rules) or _exists(path):
            return self.library.add_path(path)
        mistakes = Mistakes()
        mistakes.unknown("ruleset", rules, installed)
        raise InputError(mistakes.found)

    def _positions_for(self, deal: Deal) -> list[Position]:
        positions = self.library.positions_for(deal) if self._positions is None else self._positions
        if not positions:
            message = f"no ruleset is installed for vocabulary `{deal.vocabulary}` and the parties of deal `{deal.id}`"
            raise InputError([Mistake(message, deal.place, "name some with `--rules`")])
        words = self.library.lexicon(deal.vocabulary)
        reasons = [(position, position.lexicon.speaks_with(words)) for position in positions]
        strangers = [
            Mistake(f"ruleset `{p.ruleset.id}` can't judge deal `{deal.id}`: {why}") for p, why in reasons if why
        ]
        if strangers:
            raise InputError(strangers)
        return positions

    def _verify_deal(self, deal: Deal, file: str, positions: list[Position]) -> DealVerification:
        settled = settle(deal, self.library.lexicon(deal.vocabulary))
        verdicts = tuple(self._verdict(position, deal, settled) for position in positions)
        return DealVerification(
            deal=str(deal.id), title=str(deal.title), file=file, verdicts=verdicts, place=deal.place
        )

    def _verdict(self, position: Position, deal: Deal, settled: Settled) -> Verdict:
        program, ruleset = position.program, position.ruleset
        judgment = _judge_for(self._engine, program)(settled)
        outcome, score = _outcome(program, judgment)
        return Verdict(
            **_head(position),
            outcome=outcome,
            breaches=_explained(position, deal, settled, judgment),
            score=score if ruleset.worth else None,
            reservation=ruleset.reservation,
            referrals=_referrals(program, settled),
            mandate_holder=str(ruleset.mandate.holder) if ruleset.mandate else "",
        )

    def _verify_draft(self, deal: Deal, file: str, positions: list[Position]) -> DraftVerification:
        tallies = [_Tally(position, _judge_for(self._engine, position.program)) for position in positions]
        total = acceptable = outright = 0
        draft = open_draft(deal, self.library.lexicon(deal.vocabulary))
        check_size(deal, draft)
        for settled in resolutions(draft):
            outcomes = [tally.add(settled) for tally in tallies]
            total += 1
            acceptable += "rejected" not in outcomes
            outright += all(outcome == "accepted" for outcome in outcomes)
        return DraftVerification(
            deal=str(deal.id),
            title=str(deal.title),
            file=file,
            resolutions=total,
            acceptable=acceptable,
            without_reservations=outright,
            verdicts=tuple(tally.verdict(total) for tally in tallies),
            place=deal.place,
        )


class _Tally:
    """Counts one ruleset's answers to the resolutions of a draft.

    Provisions that match none of the ruleset's patterns can't change its answer, so resolutions that differ in
    those alone are judged once.
    """

    def __init__(self, position: Position, judge: Judge) -> None:
        self.position = position
        self.judge = judge
        self.counts: dict[Outcome, int] = dict.fromkeys(("accepted", "accepted-with-reservations", "rejected"), 0)
        self.broken: dict[str, int] = {}
        self.below = 0
        self._relevant: dict[int, bool] = {}
        self._answers: dict[tuple[int, ...], tuple[Outcome, tuple[str, ...], bool]] = {}

    def add(self, settled: Settled) -> Outcome:
        clauses = tuple(clause for clause in settled.clauses if self._is_relevant(clause))
        key = tuple(map(id, clauses))  # the resolutions of one draft share their clauses
        if key not in self._answers:
            self._answers[key] = self._answer(attrs.evolve(settled, clauses=clauses))
        outcome, broken, below = self._answers[key]
        self.counts[outcome] += 1
        self.below += below
        for name in broken:
            self.broken[name] = self.broken.get(name, 0) + 1
        return outcome

    def _is_relevant(self, clause: Clause) -> bool:
        if id(clause) not in self._relevant:
            patterns = self.position.program.patterns
            self._relevant[id(clause)] = any(semantics.matches(pattern, clause) for pattern in patterns)
        return self._relevant[id(clause)]

    def _answer(self, settled: Settled) -> tuple[Outcome, tuple[str, ...], bool]:
        program = self.position.program
        judgment = self.judge(settled)
        outcome, score = _outcome(program, judgment)
        reservation = program.ruleset.reservation
        return outcome, tuple(judgment.broken), reservation is not None and score < reservation

    def verdict(self, resolutions: int) -> DraftVerdict:
        return DraftVerdict(
            **_head(self.position),
            resolutions=resolutions,
            acceptable=resolutions - self.counts["rejected"],
            without_reservations=self.counts["accepted"],
            broken=self.broken,
            below_reservation=self.below,
        )


def _explained(position: Position, deal: Deal, settled: Settled, judgment: Judgment) -> tuple[Breach, ...]:
    if not judgment.broken:
        return ()
    from dealcheck.explain import explain  # imported when there is something to explain

    return explain(position, deal, settled, judgment.broken)


def _tidied(document: Deal | Ruleset | Vocabulary) -> Reading:
    from dealcheck.read.objects import read_object  # imported when an object is given, not a file

    return read_object(document)


def _outcome(program: Program, judgment: Judgment) -> tuple[Outcome, Decimal]:
    """The verdict that a judgment amounts to, and the score."""
    ruleset = program.ruleset
    score = exact_sum(ruleset.worth[name].points for name in judgment.earned)
    strengths = {program.line(name).strength for name in judgment.broken}
    if "red-line" in strengths or (ruleset.reservation is not None and score < ruleset.reservation):
        return "rejected", score
    return ("accepted-with-reservations" if strengths else "accepted"), score


def _referrals(program: Program, settled: Settled) -> tuple[str, ...] | None:
    """The provisions that bind the party and are beyond its mandate; None when it states no mandate."""
    if program.mandate is None:
        return None
    party, covers = str(program.ruleset.party), program.mandate

    def covered(clause: Clause) -> bool:
        return any(
            semantics.matches(program.patterns[pattern], clause) and (leaves is None or clause.leaves <= leaves)
            for pattern, leaves in covers
        )

    return tuple(str(c.id) for c in settled.clauses if party in c.parties and not covered(c))


def _head(position: Position) -> Mapping[str, str]:
    ruleset = position.ruleset
    party = position.lexicon.parties[str(ruleset.party)]
    return {
        "ruleset": str(ruleset.id),
        "title": str(ruleset.title),
        "party": str(ruleset.party),
        "party_title": str(party.title or party.id),
    }


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


def _only_deal(reading: object, file: str) -> Deal:
    if not isinstance(reading, Reading):
        message = f"expected a deal from the reader, found {type(reading).__name__}"
        raise InputError([Mistake(message, Place(file, 1, 1))])
    if reading.document is None:
        raise InputError(reading.mistakes)
    if not isinstance(reading.document, Deal):
        kind, name = type(reading.document).__name__.lower(), getattr(reading.document, "id", "")
        message = f"expected a deal, found {kind} `{shown(str(name))}`"
        raise InputError([*reading.mistakes, Mistake(message, Place(file, 1, 1), "give rules with `--rules`")])
    return reading.document


def _as_many(rulesets: AnyRules | Iterable[AnyRules]) -> list[AnyRules]:
    if isinstance(rulesets, Iterable) and not isinstance(rulesets, (str, bytes, Path)):
        return list(rulesets)
    return [rulesets]


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # a name no file can have
        return False
