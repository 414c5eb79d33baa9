"""Drafts one resolution at a time, for engines that judge settled deals; it ends at some thousands of resolutions."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import attrs

from dealcheck.answers import head_of
from dealcheck.answers.verdict import DraftVerdict, DraftVerification
from dealcheck.language import semantics
from dealcheck.language.drafts.draft import Draft
from dealcheck.language.position import Position
from dealcheck.language.program import Clause, Judgment, Settled
from dealcheck.language.resolutions import check_size, resolutions
from dealcheck.model.deal import Deal
from dealcheck.model.outcome import Outcome

Judge = Callable[[Settled], Judgment]


def enumerated(deal: Deal, file: str, draft: Draft, judges: Sequence[tuple[Position, Judge]]) -> DraftVerification:
    """Return the answers of all rulesets to a draft. Raises InputError when it has too many resolutions to try."""
    check_size(deal, draft)
    tallies = [_Tally(position, judge) for position, judge in judges]
    total = acceptable = outright = 0
    for settled in resolutions(draft):
        outcomes = [tally.add(settled) for tally in tallies]
        total += 1
        acceptable += "rejected" not in outcomes
        outright += all(outcome == "accepted" for outcome in outcomes)
    return DraftVerification(
        **head_of(deal, file),
        resolutions=total,
        acceptable=acceptable,
        without_reservations=outright,
        verdicts=tuple(tally.verdict(total) for tally in tallies),
    )


class _Tally:
    """Counts one ruleset's answers to the resolutions of a draft.

    Provisions that match none of the ruleset's patterns, and that no issue of its score sheet names, can't change its
    answer, so resolutions that differ in those alone are judged once.
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
            program = self.position.program
            is_scored = any(issue.provision == clause.id for issue in program.issues.values())
            self._relevant[id(clause)] = is_scored or any(semantics.matches(each, clause) for each in program.patterns)
        return self._relevant[id(clause)]

    def _answer(self, settled: Settled) -> tuple[Outcome, tuple[str, ...], bool]:
        program = self.position.program
        judgment = self.judge(settled)
        least = program.ruleset.reservation
        below = least is not None and semantics.score(program, judgment) < least
        return semantics.outcome(program, judgment), tuple(judgment.broken), below

    def verdict(self, resolutions: int) -> DraftVerdict:
        return DraftVerdict(
            **self.position.head,
            resolutions=resolutions,
            acceptable=resolutions - self.counts["rejected"],
            without_reservations=self.counts["accepted"],
            broken={name: self.broken[name] for name in self.position.program.bottom_lines if name in self.broken},
            below_reservation=self.below,
        )
