"""The choices of a draft as bits of a decision diagram.

Each choice (an option of an article, whether a bracketed provision is in, one value of a bracketed field) is a
variable with a small number of values, written in binary. The bits of a variable lie next to each other, those of a
provision too. A field of a provision that is left out has the value number 0, so that being out counts once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise
from typing import Any, Literal

import attrs

from dealcheck.language.program import Choice, Draft, Settlement
from dealcheck.language.resolutions import left_out

Function = Any
"""A diagram of OxiDD."""


VariableKind = Literal["article", "in", "field", "point"]


@attrs.frozen
class Variable:
    """A choice with `size` values, whose bits begin at `level`, the most significant first.

    Values that nobody tells apart make a run; `firsts` gives the number of the first value of each.

    `kind` and `of`: an `article` by its number; whether a provision is `in`, by its number; or a `field` of it, `place`
    among its fields. A `point` of a score sheet, by its number, makes no choice: it says whether the point is earned.
    """

    kind: VariableKind
    of: int
    place: int
    size: int
    level: int
    firsts: Sequence[int] = attrs.field(eq=False)

    @firsts.default
    def _firsts(self) -> Sequence[int]:
        return range(self.size)

    @property
    def bits(self) -> int:
        """How many bits its values take."""
        return (self.size - 1).bit_length()

    @property
    def widths(self) -> list[int]:
        """How many values each run has."""
        return [after - first for first, after in pairwise((*self.firsts, self.size))]


class Variables:
    """All variables of a draft in the order of their levels, and diagrams for their values.

    `order` names articles and provisions in the order wanted: numbers below the number of provisions are provisions,
    the rest are articles. `points_after` gives for each point of a score sheet the place in that order after which
    its variable stands.
    """

    def __init__(self, draft: Draft, order: Sequence[int], *, points_after: Sequence[int] = ()) -> None:
        self.draft = draft
        self.all: list[Variable] = []
        self.level = 0
        self.by_key: dict[tuple[str, int, int], Variable] = {}
        for place, block in enumerate(order):
            self._add_block(block)
            self._add_points(place, points_after)
        if not order:
            self._add_points(0, points_after)
        self._known: dict[tuple[Variable, frozenset[int]], Function] = {}

    def _add_points(self, place: int, points_after: Sequence[int]) -> None:
        for number, after in enumerate(points_after):
            if after == place:
                self._add("point", number, 0, 2)

    def _add_block(self, block: int) -> None:
        clauses = self.draft.clauses
        if block >= len(clauses):
            article = block - len(clauses)
            self._add("article", article, 0, len(self.draft.articles[article].options))
            return
        if clauses[block].bracketed:
            self._add("in", block, 0, 2)
        for place, field in enumerate(clauses[block].fields):
            self._add("field", block, place, len(field.values), field.firsts)

    @property
    def consequences(self) -> int:
        """How many variables make no choice."""
        return sum(each.kind == "point" for each in self.all)

    def _add(self, kind: VariableKind, of: int, place: int, size: int, firsts: Sequence[int] | None = None) -> None:
        if size > 1:
            variable = Variable(kind, of, place, size, self.level, range(size) if firsts is None else firsts)
            self.all.append(variable)
            self.by_key[kind, of, place] = variable
            self.level += variable.bits

    def make(self, manager: Any) -> None:
        """Make the bits in a manager that has none yet."""
        self.manager = manager
        manager.add_vars(self.level)
        self.false, self.true = manager.false(), manager.true()

    def among(self, kind: str, of: int, place: int, runs: Collection[int]) -> Function:
        """Return the diagram that says a choice takes a value of some runs, all by their numbers."""
        variable = self.by_key.get((kind, of, place))
        if variable is None or len(runs) in (0, len(variable.firsts)):
            return self.true if runs else self.false
        key = (variable, frozenset(runs))
        if key not in self._known:
            ends = (*variable.firsts, variable.size)
            spans = [(ends[run], ends[run + 1]) for run in sorted(runs)]
            self._known[key] = self._within(variable.level, variable.bits, 0, _joined(spans))
        return self._known[key]

    def _within(self, level: int, bits: int, first: int, spans: Sequence[tuple[int, int]]) -> Function:
        """Return the values of some spans among the 2^`bits` from `first` on, told apart by bits from `level` on."""
        after = first + (1 << bits)
        spans = [(low, high) for low, high in spans if low < after and high > first]
        if not spans:
            return self.false
        if spans[0][0] <= first and spans[0][1] >= after:
            return self.true
        low = self._within(level + 1, bits - 1, first, spans)
        high = self._within(level + 1, bits - 1, first + (1 << (bits - 1)), spans)
        return self.manager.var(level).ite(high, low)

    def is_in(self, clause: int) -> Function:
        """Return the diagram that says a provision is in."""
        draft = self.draft
        found = self.among("in", clause, 0, (1,)) if draft.clauses[clause].bracketed else self.true
        for number, article in enumerate(draft.articles):
            leaving = [option for option, out in enumerate(article.leaves_out) if clause in out]
            found = found & ~self.taken(number, leaving)
        return found

    def taken(self, article: int, options: Collection[int]) -> Function:
        """Return the diagram that says an article is to be decided, and some of its options is taken."""
        return self.is_open(article) & self.among("article", article, 0, options)

    def is_open(self, article: int) -> Function:
        """Return the diagram that says an article is to be decided."""
        within = self.draft.articles[article].within
        return self.true if within is None else self.taken(within[0], (within[1],))

    def well_formed(self) -> Function:
        """Return the diagram of all resolutions: each way of making a choice counts once, and nothing else counts."""
        rule = self.true
        for number, clause in reversed(list(enumerate(self.draft.clauses))):
            is_in = self.is_in(number)
            sizes = [len(field.values) for field in clause.fields]
            inside, outside = self.true, self.among("in", number, 0, (0,)) if clause.bracketed else self.true
            for place, size in enumerate(sizes):
                inside = inside & self._any_value("field", number, place, size)
                if size > 1:
                    outside = outside & self.among("field", number, place, (0,))
            rule = rule & is_in.ite(inside, outside)
        for number, article in enumerate(self.draft.articles):
            any_option = self._any_value("article", number, 0, len(article.options))
            rule = rule & self.is_open(number).ite(any_option, self.among("article", number, 0, (0,)))
            for option, settles in enumerate(article.settles):
                for each in settles:
                    rule = rule & (~self.taken(number, (option,)) | self._settled(each))
        return rule

    def _settled(self, settlement: Settlement) -> Function:
        """Return where a bracket is settled as an option says, or its provision is out."""
        number, place = settlement.provision, settlement.place
        field = self.draft.clauses[number].fields[place]
        return ~self.is_in(number) | self.among("field", number, place, [field.run_of(v) for v in settlement.values])

    def _any_value(self, kind: str, of: int, place: int, size: int) -> Function:
        variable = self.by_key.get((kind, of, place))
        if variable is None:
            return self.true if size else self.false
        return self._within(variable.level, variable.bits, 0, ((0, size),))

    def bits(self, values: Sequence[int]) -> Iterator[tuple[int, bool]]:
        """Yield each bit of the values of all variables, with its level."""
        for variable, value in zip(self.all, values):
            for place in range(variable.bits):
                yield variable.level + place, bool(value >> (variable.bits - 1 - place) & 1)

    def choice(self, values: Sequence[int]) -> Choice:
        """Return the choice that gives each variable, in order, the value of that number."""
        chosen = {(each.kind, each.of, each.place): value for each, value in zip(self.all, values)}
        draft = self.draft
        options: list[int | None] = []
        for number, article in enumerate(draft.articles):
            is_open = article.within is None or options[article.within[0]] == article.within[1]
            options.append(chosen.get(("article", number, 0), 0) if is_open else None)
        out = left_out(draft, options)
        ways: list[tuple[int, ...] | None] = []
        for number, clause in enumerate(draft.clauses):
            is_out = number in out or (clause.bracketed and not chosen["in", number, 0])
            fields = range(len(clause.fields))
            ways.append(None if is_out else tuple(chosen.get(("field", number, place), 0) for place in fields))
        return Choice(tuple(options), tuple(ways))


def _joined(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return spans in order, those that touch made one."""
    joined: list[tuple[int, int]] = []
    for low, high in spans:
        if joined and joined[-1][1] == low:
            joined[-1] = (joined[-1][0], high)
        else:
            joined.append((low, high))
    return joined
