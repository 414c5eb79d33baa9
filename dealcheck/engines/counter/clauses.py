"""Formulas as clauses, each a list of literals of which one must hold, in which every choice counts once."""

from __future__ import annotations

from collections.abc import Sequence

from dealcheck.engines.solver.formulas import TRUE, Formulas, Literal, TooLargeError


class Clauses(Formulas):
    """Choices and formulas as clauses. A formula is a variable that the choices decide, so that it adds no model."""

    def __init__(self) -> None:
        self.clauses: list[list[int]] = [[TRUE]]
        self.variables = TRUE
        super().__init__(TRUE)

    def choice(self) -> Literal:
        """Return a literal that may hold or not."""
        return Literal(self, self._variable())

    def demand(self, literal: Literal) -> None:
        """Count only what the literal holds in."""
        self.clauses.append([literal.number])

    def at_least(self, bound: int, weights: Sequence[tuple[Literal, int]]) -> Literal:
        """Return what is certain of a sum; raises TooLargeError where something is to be chosen: clauses do not sum."""
        least = sum(weight for literal, weight in weights if literal == self.true or weight < 0)
        most = sum(weight for literal, weight in weights if literal != self.false and weight > 0)
        if least >= bound or most < bound:
            return self.true if least >= bound else self.false
        raise TooLargeError

    def exactly_one(self, literals: Sequence[Literal]) -> None:
        """Demand that one of the literals holds, and no other."""
        so_far = literals[0]
        for literal in literals[1:]:
            self.demand(~(so_far & literal))
            so_far = so_far | literal
        self.demand(so_far)

    def _all_of(self, numbers: Sequence[int]) -> int:
        whole = self._variable()
        self.clauses += [[-whole, number] for number in numbers]
        self.clauses.append([whole, *(-number for number in numbers)])
        return whole

    def _variable(self) -> int:
        self.variables += 1
        return self.variables
