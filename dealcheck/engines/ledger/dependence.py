"""What provisions depend on, followed from moment to moment."""

from __future__ import annotations

from collections.abc import Set
from decimal import Decimal

from dealcheck.errors import assert_never
from dealcheck.language.program import All, AnyOf, Count, DependencyNode, Earlier, InForce, Not, Once, Throughout
from dealcheck.language.semantics import passes_all
from dealcheck.language.signed.contract import Contract


class Dependence:
    """The conditions of a contract at the last moment, and what they remember of those before."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self.holds = [False] * len(contract.conditions)
        self._before = [False] * len(contract.conditions)
        """Of `once` and `earlier`: it held before. Of `throughout`: it failed before."""

    def copy(self) -> Dependence:
        """Return one that goes on by itself."""
        after = Dependence(self._contract)
        after.holds, after._before = list(self.holds), list(self._before)
        return after

    def note(self, performed: Set[str]) -> None:
        """Go on to the next moment, at which some provisions are performed."""
        for number, node in enumerate(self._contract.conditions):
            self.holds[number] = self._holds(number, node, performed)

    def _holds(self, number: int, node: DependencyNode, performed: Set[str]) -> bool:
        holds, before = self.holds, self._before
        match node:
            case InForce(provision):
                return self._contract.numbers[provision] in performed
            case All(of):
                return all(holds[part] for part in of)
            case AnyOf(of):
                return any(holds[part] for part in of)
            case Not(of):
                return not holds[of]
            case Count(of, tests):
                return passes_all(tests, Decimal(sum(holds[part] for part in of)))
            case Once(of):
                before[number] |= holds[of]
                return before[number]
            case Earlier(of):
                held = before[number]
                before[number] |= holds[of]
                return held
            case Throughout(of):
                before[number] |= not holds[of]
                return not before[number]
            case _:
                assert_never(node)
