"""Propositional formulas over choices, each told once to whatever solves or counts them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence

TRUE = 1
"""The number of what always holds."""


class Literal:
    """A formula, or its opposite: a number, negative for the opposite."""

    __slots__ = ("logic", "number")

    def __init__(self, logic: Formulas, number: int) -> None:
        self.logic = logic
        self.number = number

    def __invert__(self) -> Literal:
        return Literal(self.logic, -self.number)

    def __and__(self, other: Literal) -> Literal:
        return self.logic.all_of((self, other))

    def __or__(self, other: Literal) -> Literal:
        return self.logic.any_of((self, other))

    def ite(self, then: Literal, otherwise: Literal) -> Literal:
        """Return `then` where this holds, and `otherwise` elsewhere."""
        return then if then == otherwise else (self & then) | (~self & otherwise)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Literal) and self.number == other.number

    def __hash__(self) -> int:
        return hash(self.number)

    def __repr__(self) -> str:
        return f"Literal({self.number})"


class TooLargeError(ArithmeticError):
    """A sum is beyond what the solver can count with, or there is no solver that counts."""


class Formulas(ABC):
    """Choices and formulas; what they mean is up to a subclass."""

    def __init__(self, true: int) -> None:
        assert true == TRUE
        self.true = Literal(self, TRUE)
        self.false = ~self.true
        self._conjunctions: dict[frozenset[int], Literal] = {}

    @abstractmethod
    def choice(self) -> Literal:
        """Return a literal that may hold or not."""

    @abstractmethod
    def demand(self, literal: Literal) -> None:
        """Count only what the literal holds in."""

    @abstractmethod
    def at_least(self, bound: int, weights: Sequence[tuple[Literal, int]]) -> Literal:
        """Return what holds where the weights of the literals that hold sum up to `bound` or more.

        Raises TooLargeError where that can't be said in one formula.
        """

    @abstractmethod
    def exactly_one(self, literals: Sequence[Literal]) -> None:
        """Demand that one of the literals holds, and no other."""

    @abstractmethod
    def _all_of(self, numbers: Sequence[int]) -> int:
        """Return the number of a formula that holds where all of some others do."""

    def all_of(self, literals: Iterable[Literal]) -> Literal:
        """Return what holds where all literals do."""
        numbers = {literal.number for literal in literals}
        numbers.discard(TRUE)
        if -TRUE in numbers or any(-number in numbers for number in numbers):
            return self.false
        if len(numbers) < 2:
            return Literal(self, numbers.pop()) if numbers else self.true
        key = frozenset(numbers)
        if key not in self._conjunctions:
            self._conjunctions[key] = Literal(self, self._all_of(sorted(numbers)))
        return self._conjunctions[key]

    def any_of(self, literals: Iterable[Literal]) -> Literal:
        """Return what holds where some literal does."""
        return ~self.all_of([~literal for literal in literals])
