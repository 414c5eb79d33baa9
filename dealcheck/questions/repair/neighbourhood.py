"""The deals that small changes to a deal lead to, as one draft, and how far each choice is from the deal itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import attrs

from dealcheck.answers.repair import Direction
from dealcheck.engines.courses.plan import Plan, plan_of_drafted
from dealcheck.language.drafts.draft import Choice, Draft, OpenClause
from dealcheck.language.lexicon import Lexicon
from dealcheck.language.position import Position
from dealcheck.language.program import span_of, times_of
from dealcheck.language.resolutions import open_draft, resolved
from dealcheck.model.deal import Deal, Provision, Remedy
from dealcheck.questions.offers import offers_for, sources_cited, with_offers
from dealcheck.questions.repair.remedies import RemedyOffers, remedies_on_offer


class Neighbourhood:
    """The deals that changes lead to, as a draft in which the first value of every field is that of the deal."""

    def __init__(
        self,
        deal: Deal,
        lexicon: Lexicon,
        positions: Sequence[Position],
        direction: Direction,
        *,
        remedies: bool = False,
    ) -> None:
        """Set up; `positions`: those whose offers may be brought in; `remedies`: whether remedies are among these."""
        self.deal = deal
        self.lexicon = lexicon
        self.direction = direction
        self.offers = offers_for(deal, positions, lexicon) if direction != "smaller" else {}
        self.template = with_offers(deal, self.offers, positions, lexicon)
        self.positions = positions
        self.remedies: RemedyOffers = {}
        if remedies and direction != "smaller":
            self.remedies = remedies_on_offer(self.template, positions, lexicon)
        plain = open_draft(self.template, lexicon)
        count = len(deal.provisions)
        self.last = len(plain.steps)
        clauses = [self._changeable(clause) for clause in plain.clauses[:count]]
        clauses += [self._movable(clause) for clause in plain.clauses[count:]]
        self.draft: Draft = attrs.evolve(plain, clauses=tuple(clauses))
        self._stand_for: Mapping[str, int] = {}
        self.plan: Plan | None = None
        """The same with its courses, for those who ask what is safe."""
        if remedies:
            offered = {name: remedy for name, (remedy, _) in self.remedies.items()}
            whole = attrs.evolve(self.template, remedies={**deal.remedies, **offered})
            self.plan, self._stand_for = plan_of_drafted(self.draft, whole, lexicon, offered)
            self.draft = self.plan.draft

    def _changeable(self, clause: OpenClause) -> OpenClause:
        """Return a provision of the deal with all that it may become."""
        (verb,), span = clause.verbs, span_of(clause.times[0])
        scale = self.lexicon.scales[self.lexicon.scale_of[verb]]
        rank = scale.index(verb)
        verbs = [other for other in scale if other != verb and self._allows(scale.index(other) - rank)]
        spans = [
            other_span for other_span in self._spans() if other_span != span and self._allows_span(span, other_span)
        ]
        return clause.reopened(
            bracketed=self.direction != "bigger",
            verbs=(verb, *verbs),
            times=tuple(times_of(*each) for each in (span, *spans)),
        )

    def _movable(self, clause: OpenClause) -> OpenClause:
        """Return an offer, which may come in at any step unless it says at which."""
        start, stop = span_of(clause.times[0])
        free = not self.template.provisions[clause.id].from_
        later = [times_of(step, stop) for step in range(start + 1, stop)] if free else []
        return clause.reopened(bracketed=True, times=(*clause.times, *later))

    def _spans(self) -> Iterator[tuple[int, int]]:
        return ((start, stop) for start in range(self.last) for stop in range(start + 1, self.last + 1))

    def _allows(self, stronger: int) -> bool:
        return self.direction == "both" or (stronger > 0) == (self.direction == "bigger")

    def _allows_span(self, span: tuple[int, int], other_span: tuple[int, int]) -> bool:
        if self.direction == "both":
            return True
        inner, outer = (span, other_span) if self.direction == "bigger" else (other_span, span)
        return outer[0] <= inner[0] and inner[1] <= outer[1]

    def distances(self, number: int) -> Distances:
        """Return how far each value of a provision's fields is from the deal."""
        clause = self.draft.clauses[number]
        ranks = [self._rank(verb) for verb in clause.verbs] if len(clause.verbs) > 1 else [0]
        spans = [span_of(time) for time in clause.times]
        start, stop = spans[0]
        return Distances(
            offered=self.is_offered(number),
            verbs=tuple(rank - ranks[0] for rank in ranks),
            starts=tuple(start - span[0] for span in spans),
            stops=tuple(span[1] - stop for span in spans),
        )

    def is_offered(self, number: int) -> bool:
        """Return whether a provision of the draft is an offer, or stands for a remedy that is one."""
        return number >= len(self.deal.provisions) and self.draft.clauses[number].bracketed

    def resolved(self, choice: Choice) -> Deal:
        """Return the deal that a choice leads to."""
        chosen = {
            name: self.remedies[name][0] for name, number in self._stand_for.items() if choice.ways[number] is not None
        }
        entries: list[Provision | Remedy] = [
            *chosen.values(),
            *(each for remedy in chosen.values() for each in remedy.adds.values()),
        ]
        sources = {**sources_cited(entries, self.positions, self.lexicon), **self.template.sources}
        template = attrs.evolve(self.template, remedies={**self.template.remedies, **chosen}, sources=sources)
        return resolved(template, self.draft, choice)

    def _rank(self, verb: str) -> int:
        return self.lexicon.scales[self.lexicon.scale_of[verb]].index(verb)


@attrs.frozen
class Distances:
    """How far the values of a provision's fields are from the deal; an offer is not in the deal at all.

    For each verb how many ranks it is above that of the deal (below: negative); for each pair of steps how much
    earlier it starts and how much later it stops (the other way: negative).
    """

    offered: bool
    verbs: tuple[int, ...]
    starts: tuple[int, ...]
    stops: tuple[int, ...]

    @property
    def furthest(self) -> int:
        """A distance beyond that of every value."""
        return 1 + sum(max(map(abs, each)) for each in (self.verbs, self.starts, self.stops))

    def of(self, verb: int, span: int) -> int:
        """Return how far a verb and a span are from the deal."""
        return abs(self.verbs[verb]) + abs(self.starts[span]) + abs(self.stops[span])

    def beyond(self, verb: int, span: int) -> tuple[list[int], list[int]]:
        """Return the verbs and the spans that are no nearer than those of these numbers, in the same direction."""
        verbs = [other for other, far in enumerate(self.verbs) if _is_beyond(self.verbs[verb], far)]
        spans = [
            other
            for other in range(len(self.starts))
            if _is_beyond(self.starts[span], self.starts[other]) and _is_beyond(self.stops[span], self.stops[other])
        ]
        return verbs, spans

    def is_weaker(self, verb: int, span: int) -> bool:
        """Return whether a verb and a span do no more than those of the deal."""
        return self.verbs[verb] <= 0 and self.starts[span] <= 0 and self.stops[span] <= 0


def _is_beyond(near: int, far: int) -> bool:
    """Return whether a distance is as great as another or greater, in the same direction."""
    return near == 0 or (near > 0 and far >= near) or (near < 0 and far <= near)
