"""Propositional logic on clingo: choices, formulas over them, and models that cost least.

What a literal stands for is told to clingo in rules when it is made. Nothing is recursive, so that the stable models
are the ways to make the choices, and no more.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any, NoReturn

import attrs

from dealcheck.engines.solver.formulas import TRUE, Formulas, Literal, TooLargeError
from dealcheck.errors import TimeLimitError, check_deadline

__all__ = ["Conflict", "Deadline", "Literal", "Logic", "Model", "TooLargeError"]

_QUICK = "2000"
"""So many conflicts take some milliseconds: they are looked for without a thread, which could be interrupted."""
_PATIENCE = 0.2
"""Seconds after which a search looks whether somebody pressed Ctrl-C."""
_LARGEST = 2**31 - 1
"""clingo counts in 32 bits."""
_TIME_WAS_UP = "time was up before the search came to an end"
Deadline = float | None
"""When to give up, on the clock of `time.monotonic`; None: never."""


@attrs.frozen(repr=False)
class Model:
    """A way to make the choices, by the atoms that hold, of all up to `last`."""

    atoms: frozenset[int]
    last: int

    def knows(self, literal: Literal) -> bool:
        """Return whether a formula is older than the model."""
        return abs(literal.number) <= self.last

    def holds(self, literal: Literal) -> bool:
        """Return whether a formula holds; it must be older than the model."""
        return (abs(literal.number) in self.atoms) == (literal.number > 0)


@attrs.frozen(repr=False)
class Conflict:
    """What of the assumed can't hold together, by numbers."""

    numbers: frozenset[int]

    def has(self, literal: Literal) -> bool:
        """Return whether a literal that was assumed is part of it."""
        return literal.number in self.numbers


class Logic(Formulas):
    """Choices and formulas, and a solver that knows all that was demanded so far."""

    def __init__(self) -> None:
        from clingo import Control

        # Costs are proven least from below: from above, deals of six steps took a minute instead of a second. The
        # large ones first (`stratify`): of 27 benchmarks `reconcile` took 2.7 s at most, and 4.8 s without.
        self._control: Any = Control(["--warn=none", "--opt-strategy=usc,oll,stratify"])
        self._backend: Any = None
        self._atoms = 0
        self._has_costs = False
        self._sums: dict[tuple[tuple[int, int], ...], dict[int, Literal]] = {}
        super().__init__(self._atom())
        self._rule([TRUE], [])

    def choice(self) -> Literal:
        """Return a literal that may hold or not."""
        atom = self._atom()
        self._rules().add_rule([atom], [], True)
        return Literal(self, atom)

    def _all_of(self, numbers: Sequence[int]) -> int:
        atom = self._atom()
        self._rule([atom], numbers)
        return atom

    def at_least(self, bound: int, weights: Sequence[tuple[Literal, int]]) -> Literal:
        """Return what holds where the weights of the literals that hold sum up to `bound` or more.

        Raises TooLargeError when that takes more than 32 bits.
        """
        body: list[tuple[int, int]] = []
        for literal, weight in weights:
            if literal == self.true:
                bound -= weight
            elif literal != self.false and weight:
                # A weight below zero counts for the opposite instead.
                body.append((literal.number, weight) if weight > 0 else (-literal.number, -weight))
                bound -= min(weight, 0)
        total = sum(weight for _, weight in body)
        if bound <= 0 or bound > total:
            return self.true if bound <= 0 else self.false
        if total > _LARGEST:
            raise TooLargeError
        known = self._sums.setdefault(tuple(sorted(body)), {})
        if bound not in known:
            reached = Literal(self, self._atom())
            self._rules().add_weight_rule([reached.number], bound, body)
            # That a sum over 17 is over 11 too follows from the rules, but clingo would try all the ways to sum up.
            known[bound] = reached
            ordered = sorted(known)
            place = ordered.index(bound)
            for lower, higher in pairwise(ordered[max(place - 1, 0) : place + 2]):
                self.demand(~known[higher] | known[lower])
        return known[bound]

    def exactly_one(self, literals: Sequence[Literal]) -> None:
        """Demand that one of the literals holds, and no other."""
        self.demand(self.any_of(literals))
        body = [(literal.number, 1) for literal in literals]
        atom = self._atom()
        self._rules().add_weight_rule([atom], 2, body)
        self.demand(~Literal(self, atom))

    def demand(self, literal: Literal) -> None:
        """Look no more for models in which the literal does not hold."""
        self._rule([], [-literal.number])

    def minimize(self, levels: Sequence[Iterable[tuple[Literal, int]]]) -> None:
        """Look for the models of least cost from now on: costs of the first level count before those of the next.

        Raises TooLargeError for a cost of more than 32 bits.
        """
        self.forget_costs()
        constants = (self.true, self.false)
        for priority, weights in enumerate(reversed(levels)):
            costs = [(literal.number, weight) for literal, weight in weights if weight and literal not in constants]
            if any(abs(weight) > _LARGEST for _, weight in costs):
                raise TooLargeError
            if costs:  # without any, clingo would stop at the first model and not say that it is the best
                self._rules().add_minimize(priority, costs)
                self._has_costs = True

    def forget_costs(self) -> None:
        """Take any model for as good as any other again."""
        self._close()
        self._control.remove_minimize()
        self._has_costs = False

    def prefer(self, literals: Iterable[Literal]) -> None:
        """Decide first that these hold: no model then has all that another has of them, and more."""
        from clingo.backend import HeuristicType

        self._control.configuration.solver.heuristic = "Domain"
        for literal in literals:
            self._rules().add_heuristic(literal.number, HeuristicType.True_, 1, 1, [])

    def solve(self, assumed: Iterable[Literal] = (), *, deadline: Deadline = None) -> Model | Conflict:
        """Return a model in which all that is assumed holds, of least cost; or what of it can't hold together.

        Raises TimeLimitError when the deadline passes before that is known.
        """
        check_deadline(deadline, _TIME_WAS_UP)
        numbers = sorted({literal.number for literal in assumed} - {TRUE})
        if -TRUE in numbers:
            return Conflict(frozenset((-TRUE,)))
        self._close()
        answer = self._search(numbers, is_quick=True, deadline=deadline)
        return answer or self._search(numbers, is_quick=False, deadline=deadline) or _give_up()

    def is_possible(self, *assumed: Literal, deadline: Deadline = None) -> bool:
        """Return whether there is a model in which all that is assumed holds."""
        return isinstance(self.solve(assumed, deadline=deadline), Model)

    def _search(self, assumed: Sequence[int], *, is_quick: bool, deadline: Deadline) -> Model | Conflict | None:
        """Look for a model; None when time is up, or a quick search meets too many conflicts."""
        self._control.configuration.solve.solve_limit = _QUICK if is_quick else "umax"
        with self._control.solve(assumptions=list(assumed), yield_=True, async_=not is_quick) as handle:
            is_model = False
            while _is_ready(handle, is_quick, deadline):
                model = handle.model()
                if model is None:
                    break
                if not self._has_costs:
                    return self._model(model)
                is_model = True
                handle.resume()
            result = handle.get()
            if result.unsatisfiable:
                return Conflict(frozenset(handle.core()))
            # Where what was demanded leaves nothing of the costs to choose, clingo stops at the first model.
            is_best = result.exhausted or not (is_quick or result.interrupted)
            return self._model(handle.last()) if is_model and is_best else None

    def _model(self, model: Any) -> Model:
        atoms = range(TRUE, self._atoms + 1)
        return Model(frozenset(atom for atom in atoms if model.is_true(atom)), self._atoms)

    def _rule(self, head: Sequence[int], body: Sequence[int]) -> None:
        self._rules().add_rule(head, body)

    def _atom(self) -> int:
        self._atoms = int(self._rules().add_atom())
        return self._atoms

    def _rules(self) -> Any:
        """Return where clingo takes rules; it does not while it looks for models."""
        if self._backend is None:
            self._backend = self._control.backend()
            self._backend.__enter__()
        return self._backend

    def _close(self) -> None:
        if self._backend is not None:
            self._backend.__exit__(None, None, None)
            self._backend = None


def _is_ready(handle: Any, is_quick: bool, deadline: Deadline) -> bool:
    """Wait for the next model, or to know that there is none; False when the deadline passes before."""
    while not is_quick and not handle.wait(_PATIENCE):
        if deadline is not None and time.monotonic() > deadline:
            handle.cancel()
            return False
    return True


def _give_up() -> NoReturn:
    raise TimeLimitError(_TIME_WAS_UP)
