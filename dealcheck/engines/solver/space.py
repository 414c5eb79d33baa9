"""The resolutions of a draft as choices, and what programs say of them as literals, to be solved or counted."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from decimal import Decimal
from itertools import pairwise
from math import gcd

from dealcheck.engines.combining import Timing
from dealcheck.engines.meaning import Meaning
from dealcheck.engines.runs import told_apart
from dealcheck.engines.solver.formulas import Formulas, Literal, TooLargeError
from dealcheck.engines.solver.logic import Logic, Model
from dealcheck.engines.spaces import MakeTiming
from dealcheck.engines.sums import Addend, in_wholes, sum_passes
from dealcheck.errors import check_deadline
from dealcheck.language import program as p
from dealcheck.language.drafts.draft import TIMES, Article, Choice, Draft, Way


class FormulaSpace:
    """The resolutions of a draft; fields that no program looks at are not chosen before somebody asks for them.

    `deadline`: when to give up writing formulas, on the clock of `time.monotonic`, by raising TimeLimitError.
    `timing`: makes what knows when provisions are in force.
    """

    def __init__(
        self,
        draft: Draft,
        programs: Sequence[p.Program],
        formulas: Formulas,
        deadline: float | None = None,
        timing: MakeTiming = Timing,
    ) -> None:
        self.draft = draft = told_apart(draft, programs)
        self.deadline = deadline
        self.formulas = formulas
        self.true, self.false = formulas.true, formulas.false
        self.articles: list[list[Literal]] = []
        for article in draft.articles:
            self.articles.append(self._options(article))
        self.is_in = [self._is_in(number) for number in range(len(draft.clauses))]
        self._fields: dict[tuple[int, int], list[Literal]] = {}
        self._steps: dict[int, list[Literal]] = {}
        self._demand_settled()
        self.timing = timing(self)
        self.meanings = [Meaning(self, program) for program in programs]

    def field(self, number: int, place: int) -> list[Literal]:
        """Return for each run of values of a field where it has one of them: the first where the provision is out."""
        if (number, place) not in self._fields:
            size = len(self.draft.clauses[number].fields[place].firsts)
            values = [self.formulas.choice() for _ in range(size)] if size > 1 else [self.true] * size
            if size > 1:
                self.formulas.exactly_one(values)
                for value in values[1:]:
                    self.formulas.demand(~value | self.is_in[number])
            self._fields[number, place] = values
        return self._fields[number, place]

    def field_among(self, number: int, place: int, runs: Collection[int]) -> Literal:
        """Return where a field of a provision has a value of some runs, all by their numbers; only if it is in."""
        size = len(self.draft.clauses[number].fields[place].firsts)
        if len(runs) in (0, size):
            return self.true if runs else self.false
        if place == TIMES and self._is_free(number):
            return self.formulas.any_of(self._at_steps(number, index) for index in runs)
        literals = self.field(number, place)
        if 2 * len(runs) > size:
            left_out = set(range(size)).difference(runs)
            return ~self.formulas.any_of(literals[run] for run in sorted(left_out))
        return self.formulas.any_of(literals[run] for run in runs)

    def bits_of(self, number: int, place: int) -> None:
        """Return None: each value is a choice."""

    def written_for(self, number: int, step: int) -> Literal:
        """Return where the steps of a provision, as it is written, have one among them; only if it is in."""
        if self._is_free(number):
            return self.steps(number)[step]
        return self.field_among(number, TIMES, self.draft.clauses[number].times_at(step))

    def steps(self, number: int) -> list[Literal]:
        """Return for each step where a provision that may be in force at any set of steps is in force then."""
        if number not in self._steps:
            self._steps[number] = [self.formulas.choice() for _ in self.draft.steps]
        return self._steps[number]

    def all_of(self, literals: Iterable[Literal]) -> Literal:
        """Return the resolutions in which all the literals hold."""
        return self.formulas.all_of(literals)

    def any_of(self, literals: Iterable[Literal]) -> Literal:
        """Return the resolutions in which some of the literals hold."""
        return self.formulas.any_of(literals)

    def sum_passes(
        self, addends: Sequence[Addend], bounds: Iterable[Decimal], passes: Callable[[Decimal], bool]
    ) -> Literal:
        """Return where a sum passes; only at `bounds` may `passes` change its answer.

        Where the sum takes more than 32 bits it is built as a diagram would be.
        """
        bounds = list(bounds)
        weights, ranges = in_wholes(addends, bounds, passes)
        flat = [weighted for addend in weights for weighted in addend]
        unit = gcd(*(weight for _, weight in flat)) or 1  # a million of something is one of a million
        try:
            # From where on a range of sums passes, and from where on no more.
            units = [(literal, weight // unit) for literal, weight in flat]
            ends = [self.formulas.at_least(-(-low // unit), units) for low, _ in ranges] + [self.false]
        except TooLargeError:
            built: Literal = sum_passes(addends, bounds, passes, (self.false, self.true), self.check_time)
            return built
        within = [begun & ~ended for begun, ended in pairwise(ends)]
        return self.formulas.any_of(literal for literal, (_, does_pass) in zip(within, ranges) if does_pass)

    def check_time(self) -> None:
        """Raise TimeLimitError when the deadline has passed."""
        check_deadline(self.deadline, "time was up before the search could begin")

    def _options(self, article: Article) -> list[Literal]:
        """Return for each option where it is taken: nowhere where the article is not to be decided."""
        is_open = self._is_open(article)
        if len(article.options) == 1:
            return [is_open]
        options = [self.formulas.choice() for _ in article.options]
        if is_open == self.true:
            self.formulas.exactly_one(options)
        else:
            self.formulas.exactly_one([~is_open, *options])
        return options

    def _is_open(self, article: Article) -> Literal:
        return self.true if article.within is None else self.articles[article.within[0]][article.within[1]]

    def _demand_settled(self) -> None:
        """Demand that brackets are settled as the options taken say, where their provisions are in."""
        for article, option, settlement in self.draft.settlements():
            number = settlement.provision
            settled = self.field_among(number, settlement.place, self.draft.runs_left(settlement))
            self.formulas.demand(~self.articles[article][option] | ~self.is_in[number] | settled)

    def _is_in(self, number: int) -> Literal:
        """Return where a provision is in; demand that it is out where a field leaves nothing to choose from."""
        clause = self.draft.clauses[number]
        leaving = self.draft.leaving_out(number)
        keep = [~self.articles[article][option] for article, options in leaving for option in options]
        chosen = self.formulas.choice() if clause.bracketed else self.true
        if clause.bracketed:  # where an article leaves it out, that is one resolution, not two
            for literal in keep:
                self.formulas.demand(~chosen | literal)
        is_in = self.formulas.all_of([chosen, *keep])
        if not all(len(field.values) for field in clause.fields):
            self.formulas.demand(~is_in)
        return is_in

    def _is_free(self, number: int) -> bool:
        """Return whether a provision may be in force at any set of steps, each by its number."""
        times = self.draft.clauses[number].times
        return len(times) == 1 << len(self.draft.steps) and all(index == each for index, each in enumerate(times))

    def _at_steps(self, number: int, times: int) -> Literal:
        """Return where a provision is in force at some steps exactly, given as bits."""
        steps = enumerate(self.steps(number))
        return self.formulas.all_of(literal if times >> step & 1 else ~literal for step, literal in steps)


class Space(FormulaSpace):
    """The resolutions of a draft, told to a solver."""

    def __init__(
        self,
        draft: Draft,
        programs: Sequence[p.Program],
        *,
        deadline: float | None = None,
        timing: MakeTiming = Timing,
    ) -> None:
        self.logic = Logic()
        super().__init__(draft, programs, self.logic, deadline, timing)

    def choice(self, model: Model) -> Choice:
        """Return the choice that a model makes."""
        options = tuple(
            _first(options, model) if model.holds(self._is_open(article)) else None
            for options, article in zip(self.articles, self.draft.articles)
        )
        ways = (self._way(number, model) if model.holds(is_in) else None for number, is_in in enumerate(self.is_in))
        return Choice(options, tuple(ways))

    def _way(self, number: int, model: Model) -> Way:
        fields = enumerate(self.draft.clauses[number].fields)
        way = [
            field.firsts[_first(self._fields[number, place], model)] if (number, place) in self._fields else 0
            for place, field in fields
        ]
        if number in self._steps:
            way[TIMES] = sum(model.holds(literal) << step for step, literal in enumerate(self._steps[number]))
        return tuple(way)


def _first(literals: Sequence[Literal], model: Model) -> int:
    """Return the number of the first literal that holds."""
    return next(number for number, literal in enumerate(literals) if model.holds(literal))
