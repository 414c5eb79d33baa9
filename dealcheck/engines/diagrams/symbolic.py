"""The engine on decision diagrams: all resolutions of a draft at once, exactly.

The formulas of a program's meaning are diagrams here. Questions are answered by joining these; nothing goes through
resolutions one by one, and numbers are exact integers and decimals.

Diagrams are those of OxiDD, with complement edges. Which choices lie close together is decided in `ordering`, how a
choice is written in bits in `variables`; `diagram` reads off what is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from functools import cached_property

from dealcheck.engines import DEFAULT_MEMORY
from dealcheck.engines.combining import Timing
from dealcheck.engines.diagrams.ordering import order_for
from dealcheck.engines.diagrams.variables import Function, Point, Variables
from dealcheck.engines.meaning import Meaning
from dealcheck.engines.runs import told_apart
from dealcheck.engines.spaces import MakeTiming
from dealcheck.engines.sums import Addend, sum_passes
from dealcheck.engines.zones.space import ChoiceSpace
from dealcheck.errors import within_memory
from dealcheck.language import program as p
from dealcheck.language.drafts.draft import Draft
from dealcheck.progress import tell

_BYTES_PER_NODE = 51
"""What a node takes, with its share of the tables that find it and of the cache; measured."""
_NODES_PER_CACHED = 6
"""Nodes that there is room for, for each operation in the cache; with 32, large joins forget what they did."""
_SMALL_CACHE = 1 << 16
"""So many operations are remembered where there is no program to join anything of."""


class Space(ChoiceSpace):
    """The resolutions of a draft, as diagrams.

    `points` adds variables that say what is earned on score sheets; `order` overrides the order of provisions and
    articles, and `cache` how many operations are remembered. `deadline`: when to give up, by raising
    TimeLimitError, on the clock of `time.monotonic`. `timing`: makes what knows when provisions are in force.
    """

    meanings: list[DrawnMeaning]

    def __init__(
        self,
        draft: Draft,
        programs: Sequence[p.Program],
        *,
        memory: int = DEFAULT_MEMORY,
        points: Sequence[Point] = (),
        order: Sequence[int] | None = None,
        cache: int | None = None,
        deadline: float | None = None,
        timing: MakeTiming = Timing,
    ) -> None:
        from oxidd.bcdd import BCDDManager

        draft = told_apart(draft, programs)
        self.order = list(order or order_for(draft, programs))
        self.cache = cache
        self.variables = Variables(draft, self.order, points=points)
        self._room = max(memory // _BYTES_PER_NODE, 1 << 12)
        self._manager = BCDDManager(self._room, cache or self._room // _NODES_PER_CACHED, 1)
        self.variables.make(self._manager)
        super().__init__(self.variables, deadline, timing)
        self.meanings = [DrawnMeaning(self, program) for program in programs]

    def count(self, diagram: Function) -> int:
        """Return how many resolutions a diagram holds; it must not look at variables that make no choice."""
        choices = self.variables.level - self.variables.consequences
        count: int = (diagram & self.everything).sat_count(choices)
        return count

    def join(self, diagrams: Iterable[Function], start: Function | None = None) -> Function:
        """Return the resolutions that all the diagrams hold, of those in `start` (default: of all)."""
        *_, joined = self.joins(diagrams, start)
        return joined

    def joins(self, diagrams: Iterable[Function], start: Function | None = None) -> Iterator[Function]:
        """Yield the resolutions in `start`, then those also in the first diagram, then in the first two, and so on.

        Those that begin furthest down in the order are joined first, so that what is joined already changes little
        when the next is.
        """
        joined = self.everything if start is None else start
        yield joined
        ordered = sorted(diagrams, key=first_level, reverse=True)
        for number, each in enumerate(ordered):
            tell("joining demands", number, len(ordered))
            self.check_time()
            joined = joined & each
            yield joined

    def sum_passes(
        self, addends: Sequence[Addend], bounds: Iterable[Decimal], passes: Callable[[Decimal], bool]
    ) -> Function:
        """Return where a sum passes; only at `bounds` may `passes` change its answer."""
        return sum_passes(addends, bounds, passes, (self.false, self.true), self.check_time)

    @property
    def is_crowded(self) -> bool:
        """Whether the diagrams in use take half of the memory; with more of it taken, work gets slow."""
        manager, half = self._manager, self._room // 2
        if manager.num_inner_nodes() > half:
            manager.gc()
        return bool(manager.num_inner_nodes() > half)


def number_of_resolutions(draft: Draft) -> int:
    """Return how many resolutions a draft has. Raises MemoryLimitError when the diagram outgrows the default memory."""
    with within_memory("this draft", DEFAULT_MEMORY):
        space = Space(draft, [], cache=_SMALL_CACHE)
        return space.count(space.true)


def first_level(diagram: Function) -> int:
    """Return the level of the first choice that a diagram looks at; -1 when it looks at none."""
    level: int | None = diagram.node_level()
    return -1 if level is None else level


class DrawnMeaning(Meaning):
    """What a program says; entries of its score sheet that exclude each other are told."""

    def addends(self) -> list[Addend]:
        """Return what the score is the sum of; entries that exclude each other make one addend."""
        worth = self.program.ruleset.worth
        issues = [self.points_of(name) for name in self.program.issues]
        return [[(self.earned(name), worth[name].points) for name in group] for group in self.exclusive] + issues

    @cached_property
    def exclusive(self) -> list[list[str]]:
        """The entries of `worth` in groups: the same provisions decide all of a group, and at most one is earned."""
        groups: dict[frozenset[int], list[tuple[Function, list[str]]]] = {}
        for name, number in self.program.worth.items():
            earned, alike = self.earned(name), groups.setdefault(self.seen[number], [])
            for place, (others, names) in enumerate(alike):
                if earned & others == self.space.false:
                    alike[place] = (others | earned, [*names, name])
                    break
            else:
                alike.append((earned, [name]))
        return [names for alike in groups.values() for _, names in alike]
