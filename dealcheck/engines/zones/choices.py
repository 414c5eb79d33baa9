"""The choices that a draft leaves open, as variables, and what makes a resolution of them.

Each choice (an option of an article, whether a bracketed provision is in, one value of a bracketed field) is a
variable with a small number of values. A field of a provision that is left out has the value number 0, so that being
out counts once.
"""

from __future__ import annotations

import random
from abc import ABC, abstractmethod
from collections.abc import Collection, Sequence
from typing import Literal

import attrs

from dealcheck.engines.spaces import Formula
from dealcheck.language.drafts.alternatives import Alternatives
from dealcheck.language.drafts.draft import Choice, Draft, Settlement, widths_of
from dealcheck.language.resolutions import left_out

MANY_VALUES = 64
"""Of so many numbers, sums take the bits; of fewer, each number by itself."""
VariableKind = Literal["article", "in", "field", "point"]


@attrs.frozen
class Variable:
    """A choice with `size` values. Written in bits, these begin at `level`, the most significant first.

    Values that nobody tells apart make a run; `firsts` gives the number of the first value of each.

    `kind` and `of`: an `article` by its number; whether a provision is `in`, by its number; or a `field` of it, `place`
    among its fields. A `point` of a score sheet, by its number, makes no choice: it says which points are earned.
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
        return widths_of(self.firsts, self.size)


class Choices(ABC):
    """All variables of a draft in their order, and formulas for their values.

    `order` names articles and provisions in the order wanted: numbers below the number of provisions are provisions,
    the rest are articles.
    """

    true: Formula
    false: Formula

    def __init__(self, draft: Draft, order: Sequence[int]) -> None:
        self.draft = draft
        self.all: list[Variable] = []
        self.level = 0
        self.by_key: dict[tuple[str, int, int], Variable] = {}
        for block in order:
            self._add_block(block)

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

    def _add(self, kind: VariableKind, of: int, place: int, size: int, firsts: Sequence[int] | None = None) -> None:
        if size > 1:
            variable = Variable(kind, of, place, size, self.level, range(size) if firsts is None else firsts)
            self.all.append(variable)
            self.by_key[kind, of, place] = variable
            self.level += variable.bits

    def among(self, kind: str, of: int, place: int, runs: Collection[int]) -> Formula:
        """Return where a choice takes a value of some runs, all by their numbers."""
        variable = self.by_key.get((kind, of, place))
        if variable is None or len(runs) in (0, len(variable.firsts)):
            return self.true if runs else self.false
        return self.among_some(variable, frozenset(runs))

    @abstractmethod
    def among_some(self, variable: Variable, runs: frozenset[int]) -> Formula:
        """Return where a variable takes a value of some of its runs, neither of none nor of all."""

    @abstractmethod
    def any_value(self, variable: Variable) -> Formula:
        """Return where a variable has one of its values, as far as the formulas of a space allow others."""

    def bits_of(self, clause: int, place: int) -> list[Formula] | None:
        """Return the number of a field's value in bits, the most significant first; None where values are few."""
        variable = self.by_key.get(("field", clause, place))
        is_wide = variable is not None and len(variable.firsts) == variable.size >= MANY_VALUES
        values = self.draft.clauses[clause].fields[place].values
        if variable is None or not is_wide or not isinstance(values, Alternatives):
            return None
        return [self.bit(variable, place) for place in range(variable.bits)]

    @abstractmethod
    def bit(self, variable: Variable, place: int) -> Formula:
        """Return where a bit of a variable's value is set; the bits count from the most significant."""

    def is_in(self, clause: int) -> Formula:
        """Return where a provision is in."""
        is_in = self.among("in", clause, 0, (1,)) if self.draft.clauses[clause].bracketed else self.true
        for article, options in self.draft.leaving_out(clause):
            is_in = is_in & ~self.taken(article, options)
        return is_in

    def taken(self, article: int, options: Collection[int]) -> Formula:
        """Return where an article is to be decided, and some of its options is taken."""
        return self.is_open(article) & self.among("article", article, 0, options)

    def is_open(self, article: int) -> Formula:
        """Return where an article is to be decided."""
        within = self.draft.articles[article].within
        return self.true if within is None else self.taken(within[0], (within[1],))

    def well_formed(self) -> Formula:
        """Return all resolutions: each way of making a choice counts once, and nothing else counts."""
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
        for number, option, settlement in self.draft.settlements():
            rule = rule & (~self.taken(number, (option,)) | self._settled(settlement))
        return rule

    def _settled(self, settlement: Settlement) -> Formula:
        """Return where a bracket is settled as an option says, or its provision is out."""
        number, place = settlement.provision, settlement.place
        return ~self.is_in(number) | self.among("field", number, place, self.draft.runs_left(settlement))

    def _any_value(self, kind: str, of: int, place: int, size: int) -> Formula:
        variable = self.by_key.get((kind, of, place))
        if variable is None:
            return self.true if size else self.false
        return self.any_value(variable)

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


def drawn_ranks(total: int, count: int, seed: int) -> list[int]:
    """Return up to `count` different numbers below `total`, each as likely as any other; the same for the same seed."""
    generator, ranks = random.Random(seed), dict[int, None]()
    while len(ranks) < min(count, total):
        ranks[generator.randrange(total)] = None
    return list(ranks)
