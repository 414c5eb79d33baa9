"""Conditions made of others, as formulas; and when provisions are in force that depend on others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from dealcheck.engines.spaces import Formula, Space
from dealcheck.engines.sums import Addend
from dealcheck.errors import assert_never
from dealcheck.language import program as p
from dealcheck.language.semantics import passes_all


class Combining:
    """Combines formulas, one for each step, as the language does conditions."""

    def __init__(self, space: Space) -> None:
        self.space = space

    def combined(
        self, node: p.Combination, known: Mapping[int, list[Formula]], steps: Sequence[int] | None = None
    ) -> list[Formula]:
        """Return for each step the resolutions in which a condition holds, given those of what it is made of.

        `steps`: those up to the last of which alone is known what it is made of; default: all.
        """
        space = self.space
        steps = range(len(space.draft.steps)) if steps is None else steps
        match node:
            case p.All(of):
                return [space.all_of([known[each][step] for each in of]) for step in steps]
            case p.AnyOf(of):
                return [space.any_of([known[each][step] for each in of]) for step in steps]
            case p.Not(of):
                return [~each for each in known[of]]
            case p.Count(of, tests):
                one = Decimal(1)
                return [self.sum_passes([[(known[each][step], one)] for each in of], tests) for step in steps]
            case p.Once(of):
                return self.once(known[of])
            case p.Earlier(of):
                return self.earlier(known[of])
            case p.Throughout(of):
                return [~each for each in self.once([~each for each in known[of]])]
            case _:
                assert_never(node)

    def sum_passes(self, addends: Sequence[Addend], tests: Sequence[p.NumberTest]) -> Formula:
        """Return the resolutions in which a sum passes all the tests."""
        return self.space.sum_passes(addends, p.bounds_of(tests), lambda number: passes_all(tests, number))

    def once(self, steps: Sequence[Formula]) -> list[Formula]:
        """Return for each step the resolutions in which something holds then or held before."""
        so_far: list[Formula] = []
        for step in steps:
            so_far.append(so_far[-1] | step if so_far else step)
        return so_far

    def earlier(self, steps: Sequence[Formula]) -> list[Formula]:
        """Return for each step the resolutions in which something held before."""
        return [self.space.false, *self.once(steps)[:-1]]


class Timing:
    """When the provisions of a draft are in force."""

    def __init__(self, space: Space) -> None:
        self.space = space
        self.steps = range(len(space.draft.steps))
        combining = Combining(space)
        self._holds: dict[int, list[Formula]] = {}
        for number, node in enumerate(space.draft.dependencies):
            if isinstance(node, p.InForce):
                is_in = space.is_in[node.provision]
                self._holds[number] = [is_in & self.in_force(node.provision, step) for step in self.steps]
            else:
                self._holds[number] = combining.combined(node, self._holds)

    def in_force(self, number: int, step: int) -> Formula:
        """Return where a provision is in force at a step; only if it is in."""
        depends_on = self.space.draft.clauses[number].depends_on
        written = self.space.written_for(number, step)
        return written if depends_on is None else written & self._holds[depends_on][step]
