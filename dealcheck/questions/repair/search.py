"""The smallest changes to a rejected deal that make it acceptable to all.

The deal and its neighbours make one draft: each provision may be left out, take another verb of its scale or other
steps, and each of the parties' offers may be brought in. Of the acceptable resolutions of this draft those are minimal
that no other lies between them and the deal: that change no provision further, and one of them less. The one that
changes the fewest provisions is looked for; it and all that go further than it are ruled out; and so on, until nothing
is left.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from math import prod

from dealcheck.answers import head_of
from dealcheck.answers.conflict import Claim
from dealcheck.answers.repair import Repair, Repairs
from dealcheck.engines.claims import all_demands, claim_of, unmet_by
from dealcheck.engines.combining import Timing
from dealcheck.engines.courses.timing import CourseTiming
from dealcheck.engines.solver.best import Best
from dealcheck.engines.solver.logic import Literal as Formula
from dealcheck.engines.solver.space import Space
from dealcheck.errors import TimeLimitError
from dealcheck.language import semantics
from dealcheck.language.drafts.draft import ACTION, TIMES, Choice
from dealcheck.language.position import Position
from dealcheck.language.resolutions import settle
from dealcheck.progress import tell
from dealcheck.questions.repair.changes import changes_to, redrafted
from dealcheck.questions.repair.neighbourhood import Neighbourhood
from dealcheck.questions.repair.safety import Safety
from dealcheck.questions.signed.stress import stress_of

_MOST_TIES = 1_000
"""So many more repairs are looked at for those that are as near as the last one."""


class Search:
    """Looks for minimal repairs in a neighbourhood.

    `in_order`: repairs that cost the same come in an order that tells nothing of the rulesets. Without it, they come as
    the solver finds them.
    """

    def __init__(
        self,
        neighbourhood: Neighbourhood,
        positions: Sequence[Position],
        deadline: float | None = None,
        *,
        in_order: bool = False,
    ) -> None:
        self.in_order = in_order
        self.near = neighbourhood
        self.deadline = deadline
        self.in_time = True
        self.positions = positions
        programs = [position.program for position in positions]
        plan = neighbourhood.plan
        timing = Timing if plan is None else partial(CourseTiming, plan, fixed={})
        self.space = Space(neighbourhood.draft, programs, deadline=deadline, timing=timing)
        self.safety = None if plan is None else Safety(plan, self.space, positions, neighbourhood.lexicon, deadline)
        self.distances = [neighbourhood.distances(number) for number in range(len(neighbourhood.draft.clauses))]

    def repairs(self, file: str, limit: int) -> Repairs:
        """Return the minimal repairs, up to the limit."""
        deal = self.near.deal
        exposed = tuple(self._exposed())
        choices = self._ordered(limit + 1) if self.in_order else list(self._minimal(limit + 1))
        done = len(choices) == 1 and choices[0] == self._unchanged()
        return Repairs(
            **head_of(deal, file),
            direction=self.near.direction,
            rulesets=tuple(str(position.ruleset.id) for position in self.positions),
            unmet=tuple(unmet_by(self.positions, settle(deal, self.near.lexicon))),
            already_acceptable=done,
            repairs=() if done else tuple(self._repair(each, n) for n, each in enumerate(choices[:limit], start=1)),
            complete=self.in_time and len(choices) <= limit,
            considered=prod(clause.size for clause in self.near.draft.clauses),
            safe=self.safety is not None,
            exposed=exposed,
        )

    def _exposed(self) -> Iterator[Claim]:
        """Yield the red lines that some course of the deal as it is breaks, if that is asked."""
        if self.safety is None:
            return
        answer = stress_of(self.near.deal, self.near.lexicon, self.positions, count=False, deadline=self.deadline)
        for position, ruleset in zip(self.positions, answer.rulesets):
            for line in ruleset.with_remedies.lines:
                yield claim_of(position, line.bottom_line)

    def _unchanged(self) -> Choice:
        ways = ((0,) * len(clause.fields) for clause in self.near.draft.clauses)
        return Choice((), tuple(None if d.offered else way for d, way in zip(self.distances, ways)))

    def _minimal(self, most: int) -> Iterator[Choice]:
        """Yield the minimal repairs, the nearest first."""
        demands = all_demands(self.positions, self.space.meanings)
        nearest = Best(self.space, demands, self._costs(), deadline=self.deadline)
        for number in range(most):
            tell("looking for repairs, found", number)
            try:
                choice = self._next(nearest)
            except TimeLimitError:
                if not number:
                    raise
                self.in_time = False
                return
            if choice is None:
                return
            yield choice
            nearest.exclude(self._further(choice))

    def _next(self, nearest: Best) -> Choice | None:
        """Return the nearest choice that is left and, if that is asked, safe.

        A course that breaks a red line of one choice is ruled out together with all choices in which it does so.
        """
        while (choice := nearest.next()) is not None and self.safety is not None:
            unsafe = self.safety.exposed(self.near.resolved(choice))
            if unsafe is None:
                return choice
            nearest.exclude(unsafe)
        return choice

    def _ordered(self, most: int) -> list[Choice]:
        """Return the minimal repairs, the nearest first and those that are as near in a fixed order."""
        choices: list[tuple[tuple[int, ...], str, Choice]] = []
        for choice in self._minimal(most + _MOST_TIES):
            price = self._price(choice)
            if len(choices) >= most and price > choices[most - 1][0]:
                break  # they come in the order of their price
            choices.append((price, repr(choice.ways), choice))
        return [choice for _, _, choice in sorted(choices, key=lambda each: each[:2])[:most]]

    def _price(self, choice: Choice) -> tuple[int, ...]:
        """Return what a choice costs, level by level, as `_costs` has it."""
        changed, far, late = [], 0, 0
        for number, (distances, way) in enumerate(zip(self.distances, choice.ways)):
            distance = 0 if way is None else distances.of(way[ACTION], way[TIMES])
            if distances.offered:
                late += distance
                changed += [] if way is None else [number]
            else:
                far += distances.furthest if way is None else distance
                changed += [number] if way is None or distance else []
        return len(changed), far, late, sum(changed)

    def _changed(self, number: int) -> Formula:
        """Return where a provision is not as in the deal."""
        is_in = self.space.is_in[number]
        return is_in if self.distances[number].offered else ~(is_in & self._among(number, [0], [0]))

    def _further(self, choice: Choice) -> Formula:
        """Return where every provision is changed at least as far as in a choice, in the same direction."""
        return self.space.all_of(self._as_far(number, way) for number, way in enumerate(choice.ways))

    def _as_far(self, number: int, way: Sequence[int] | None) -> Formula:
        distances, is_in = self.distances[number], self.space.is_in[number]
        if distances.offered:
            return self.space.true if way is None else is_in
        if way is None:
            return ~is_in
        verb, span = way[ACTION], way[TIMES]
        if verb == span == 0:
            return self.space.true
        inside = is_in & self._among(number, *distances.beyond(verb, span))
        return inside | ~is_in if distances.is_weaker(verb, span) else inside

    def _among(self, number: int, verbs: Sequence[int], spans: Sequence[int]) -> Formula:
        among = self.space.field_among
        return among(number, ACTION, verbs) & among(number, TIMES, spans)

    def _costs(self) -> list[list[tuple[Formula, int]]]:
        """Return what repairs cost, level by level.

        What counts first is the number of changed provisions, then how far they are changed, and how late the offers
        come in. Of repairs that are alike in all this, that of the first provisions comes first. `in_order`: of those
        that bring in the same offers, in as many steps together, that of the first offers.
        """
        numbers = range(len(self.distances))
        far: list[tuple[Formula, int]] = []
        late: list[tuple[Formula, int]] = []
        apart: list[list[tuple[Formula, int]]] = []
        for number, distances in enumerate(self.distances):
            spans = [abs(start) + abs(stop) for start, stop in zip(distances.starts, distances.stops)]
            at = list(zip(self.space.field(number, TIMES), spans))
            apart.append(at)
            if distances.offered:
                late += at
            else:
                far += [*at, *zip(self.space.field(number, ACTION), map(abs, distances.verbs))]
                far.append((~self.space.is_in[number], distances.furthest))
        changed = [self._changed(number) for number in numbers]
        by_offer = [each for each, distances in zip(apart, self.distances) if distances.offered and self.in_order]
        return [[(each, 1) for each in changed], far, late, list(zip(changed, numbers)), *by_offer]

    def _repair(self, choice: Choice, number: int) -> Repair:
        near = self.near
        deal = near.resolved(choice)
        played = settle(deal, near.lexicon)
        changes = tuple(changes_to(near, deal))
        judgments = ((position, semantics.judge(position.program, played)) for position in self.positions)
        return Repair(
            changes=changes,
            outcomes={str(p.ruleset.id): semantics.outcome(p.program, judgment) for p, judgment in judgments},
            deal=redrafted(deal, changes, f"{near.deal.id}-{near.direction}-{number}"),
        )
