"""What rulesets insist on, as diagrams: red lines and reservation values, and which of them can't all be met."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

import attrs

from dealcheck.answers.conflict import Claim
from dealcheck.engines.diagrams.diagram import Diagram
from dealcheck.engines.diagrams.symbolic import Meaning, Space, first_level
from dealcheck.engines.diagrams.variables import Function
from dealcheck.language.position import Position
from dealcheck.language.program import Choice
from dealcheck.language.wording import plain
from dealcheck.numbers import number_text
from dealcheck.place import place_of
from dealcheck.progress import tell


@attrs.frozen(eq=False)
class Demand:
    """A bottom line, or a reservation value (`bottom_line` empty), and the resolutions that meet it."""

    position: Position
    bottom_line: str
    met: Function

    @property
    def ruleset(self) -> str:
        """Whose demand it is."""
        return str(self.position.ruleset.id)

    @cached_property
    def claim(self) -> Claim:
        """The demand as plain data, with whose statement it rests on."""
        return claim_of(self.position, self.bottom_line)


def claim_of(position: Position, bottom_line: str) -> Claim:
    """Return a bottom line, or the reservation value when that is empty, as plain data, with its sources."""
    ruleset = position.ruleset
    head: dict[str, Any] = {key: position.head[key] for key in ("ruleset", "party", "party_title")}
    if not bottom_line:
        least = number_text(ruleset.reservation or 0)  # type: ignore[arg-type]
        return Claim(**head, bottom_line="", title=f"The score is at least {least}", place=ruleset.place)
    line = position.program.line(bottom_line)
    known = {**position.lexicon.sources, **ruleset.sources}
    return Claim(
        **head,
        bottom_line=bottom_line,
        title=str(line.title) or plain(bottom_line),
        strength=line.strength,
        status=line.status,
        sources=tuple(known[name] for name in line.sources),
        place=place_of(line.id) or line.place,
    )


def demands_of(position: Position, meaning: Meaning, *, strict: bool = False) -> Iterator[Demand]:
    """Yield what must be met for a ruleset not to reject; `strict`: to accept without reservations."""
    if position.ruleset.reservation is not None:
        yield Demand(position, "", meaning.worth_signing())
    for name in meaning.program.bottom_lines if strict else meaning.red_lines():
        yield Demand(position, str(name), meaning.kept(name))


def deepest_first(demands: Sequence[Demand]) -> list[Demand]:
    """Return demands in the order in which they are best joined: those that look furthest down the order first."""
    return sorted(demands, key=lambda each: first_level(each.met), reverse=True)


def all_met(space: Space, demands: Sequence[Demand]) -> Function:
    """Return the resolutions that meet all demands; the empty diagram as soon as there are none."""
    common = space.everything
    for demand in deepest_first(demands):
        common = common & demand.met
        if common == space.false:
            break
    return common


@attrs.frozen
class Cheapest:
    """The cheapest resolution that meets some demands; None when there is none, and then `used` can't be met.

    `used` are the demands that had to be looked at to know, and `within` the resolutions that meet these; `values` are
    the numbers of the values of all variables.
    """

    choice: Choice | None
    cost: int
    values: tuple[int, ...]
    used: tuple[Demand, ...]
    within: Function


def cheapest(
    space: Space, demands: Sequence[Demand], costs: Sequence[Sequence[int]], start: Function | None = None
) -> Cheapest:
    """Return the cheapest resolution that meets all demands, of those in `start` (default: of all).

    Demands are joined only when the cheapest resolution so far does not meet them: most are met by a cheap one anyway.
    """
    common = space.everything if start is None else start & space.everything
    used: list[Demand] = []
    while True:
        best = Diagram(common, space.variables.all).cheapest(costs)
        if best is None:
            return Cheapest(None, 0, (), tuple(used), common)
        bits = list(space.variables.bits(best[1]))
        unmet = [demand for demand in demands if not demand.met.eval(bits)]
        if not unmet:
            return Cheapest(space.variables.choice(best[1]), best[0], tuple(best[1]), tuple(used), common)
        used += unmet
        tell("looking for the least deal, demands looked at:", len(used), len(demands))
        for demand in deepest_first(unmet):
            common = common & demand.met


def minimal_conflict(space: Space, demands: Sequence[Demand], start: Function | None = None) -> list[Demand]:
    """Return a minimal conflict: demands that can't all be met, but can once any one of them is dropped."""
    kept = list(demands)
    for number, demand in enumerate(demands):
        tell("dropping each demand in turn", number, len(demands))
        others = [claim for claim in kept if claim is not demand]
        if not _possible(space, others, start):
            kept = others
    return kept


def _possible(space: Space, demands: Sequence[Demand], start: Function | None) -> bool:
    common = all_met(space, demands)
    return bool((common if start is None else common & start) != space.false)


def minimal_conflicts(space: Space, demands: Sequence[Demand]) -> Iterator[list[Demand]]:
    """Yield all minimal sets of demands that can't all be met, one after the other.

    Sets of demands that were not looked at yet are kept as a diagram. A largest one is taken: if it can be met, so can
    its subsets; if not, it is shrunk to a minimal conflict, and no larger set than that can be met.
    Source: M. H. Liffiton, A. Previti, A. Malik, J. Marques-Silva, "Fast, flexible MUS enumeration", Constraints 21,
    2016.
    """
    unexplored = _Subsets(len(demands))
    while (taken := unexplored.largest()) is not None:
        chosen = [demand for demand, is_in in zip(demands, taken) if is_in]
        if _possible(space, chosen, None):
            unexplored.drop_within(taken)
        else:
            conflict = minimal_conflict(space, chosen)
            unexplored.drop_around([demand in conflict for demand in demands])
            yield conflict


class _Subsets:
    """A set of sets of things, by their numbers."""

    def __init__(self, count: int) -> None:
        from oxidd.bcdd import BCDDManager

        self._manager = BCDDManager(1 << 22, 1 << 16, 1)
        self._manager.add_vars(count)
        self._things: list[Any] = [self._manager.var(number) for number in range(count)]
        self._sets: Any = self._manager.true()
        self._all: Any = self._manager.true()
        for thing in self._things:
            self._all = self._all & thing

    def largest(self) -> list[bool] | None:
        """Return one of the sets that no other contains; None when there is none left."""
        if not self._sets.satisfiable():
            return None
        cube = self._sets.pick_cube_dd_set(self._all).pick_cube()
        return [value is not False for value in cube]

    def drop_within(self, taken: Sequence[bool]) -> None:
        """Take out a set and all its subsets."""
        self._sets = self._sets & self._any(thing for thing, is_in in zip(self._things, taken) if not is_in)

    def drop_around(self, taken: Sequence[bool]) -> None:
        """Take out a set and all that contain it."""
        self._sets = self._sets & self._any(~thing for thing, is_in in zip(self._things, taken) if is_in)

    def _any(self, things: Iterator[Any]) -> Any:
        joined = self._manager.false()
        for thing in things:
            joined = joined | thing
        return joined
