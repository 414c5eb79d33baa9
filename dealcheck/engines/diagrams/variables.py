"""The choices of a draft as bits of a decision diagram.

Each choice (an option of an article, whether a bracketed provision is in, one value of a bracketed field) is a
variable with a small number of values, written in binary. The bits of a variable lie next to each other, those of a
provision too. A field of a provision that is left out has the value number 0, so that being out counts once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any, Literal

import attrs

from dealcheck.language.program import Choice, Draft

Function = Any
"""A diagram of OxiDD."""


VariableKind = Literal["article", "in", "field", "point"]


@attrs.frozen
class Variable:
    """A choice with `size` values, whose bits begin at `level`, the most significant first.

    `kind` and `of`: an `article` by its number; whether a provision is `in`, by its number; or a `field` of it, `place`
    among its fields. A `point` of a score sheet, by its number, makes no choice: it says whether the point is earned.
    """

    kind: VariableKind
    of: int
    place: int
    size: int
    level: int

    @property
    def bits(self) -> int:
        """How many bits its values take."""
        return (self.size - 1).bit_length()


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
            self._add("field", block, place, len(field.values))

    @property
    def consequences(self) -> int:
        """How many variables make no choice."""
        return sum(each.kind == "point" for each in self.all)

    def _add(self, kind: VariableKind, of: int, place: int, size: int) -> None:
        if size > 1:
            variable = Variable(kind, of, place, size, self.level)
            self.all.append(variable)
            self.by_key[kind, of, place] = variable
            self.level += variable.bits

    def make(self, manager: Any) -> None:
        """Make the bits in a manager that has none yet."""
        self.manager = manager
        manager.add_vars(self.level)
        self.false, self.true = manager.false(), manager.true()

    def among(self, kind: str, of: int, place: int, values: Collection[int], size: int) -> Function:
        """Return the diagram that says a choice takes one of the values."""
        variable = self.by_key.get((kind, of, place))
        if variable is None or len(values) in (0, size):
            return self.true if values else self.false
        key = (variable, frozenset(values))
        if key not in self._known:
            self._known[key] = self._among(variable.level, variable.bits, 0, key[1])
        return self._known[key]

    def _among(self, level: int, bits: int, first: int, values: frozenset[int]) -> Function:
        """Return the values among the 2^`bits` from `first` on, told apart by the bits from `level` on."""
        if not bits:
            return self.true if first in values else self.false
        half = 1 << (bits - 1)
        low = self._among(level + 1, bits - 1, first, values)
        high = self._among(level + 1, bits - 1, first + half, values)
        return low if low == high else self.manager.var(level).ite(high, low)

    def is_in(self, clause: int) -> Function:
        """Return the diagram that says a provision is in."""
        draft = self.draft
        found = self.among("in", clause, 0, (1,), 2) if draft.clauses[clause].bracketed else self.true
        for number, article in enumerate(draft.articles):
            keep = [option for option, out in enumerate(article.leaves_out) if clause not in out]
            found = found & self.among("article", number, 0, keep, len(article.options))
        return found

    def well_formed(self) -> Function:
        """Return the diagram of all resolutions: each way of making a choice counts once, and nothing else counts."""
        rule = self.true
        for number, clause in reversed(list(enumerate(self.draft.clauses))):
            is_in = self.is_in(number)
            sizes = [len(field.values) for field in clause.fields]
            inside, outside = self.true, self.among("in", number, 0, (0,), 2) if clause.bracketed else self.true
            for place, size in enumerate(sizes):
                inside = inside & self._any_value("field", number, place, size)
                if size > 1:
                    outside = outside & self.among("field", number, place, (0,), size)
            rule = rule & is_in.ite(inside, outside)
        for number, article in enumerate(self.draft.articles):
            rule = rule & self._any_value("article", number, 0, len(article.options))
        return rule

    def _any_value(self, kind: str, of: int, place: int, size: int) -> Function:
        variable = self.by_key.get((kind, of, place))
        if variable is None:
            return self.true if size else self.false
        return self._among(variable.level, variable.bits, 0, frozenset(range(size)))

    def bits(self, values: Sequence[int]) -> Iterator[tuple[int, bool]]:
        """Yield each bit of the values of all variables, with its level."""
        for variable, value in zip(self.all, values):
            for place in range(variable.bits):
                yield variable.level + place, bool(value >> (variable.bits - 1 - place) & 1)

    def choice(self, values: Sequence[int]) -> Choice:
        """Return the choice that gives each variable, in order, the value of that number."""
        chosen = {(each.kind, each.of, each.place): value for each, value in zip(self.all, values)}
        draft = self.draft
        options = tuple(chosen.get(("article", number, 0), 0) for number in range(len(draft.articles)))
        out = frozenset().union(*(article.leaves_out[option] for article, option in zip(draft.articles, options)))
        ways = []
        for number, clause in enumerate(draft.clauses):
            is_out = number in out or (clause.bracketed and not chosen["in", number, 0])
            fields = range(len(clause.fields))
            ways.append(None if is_out else tuple(chosen.get(("field", number, place), 0) for place in fields))
        return Choice(options, tuple(ways))
