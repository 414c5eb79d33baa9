"""Whether any deal at all is acceptable to all of some rulesets: one that takes least, or why there is none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dealcheck import semantics
from dealcheck.arguments import check, check_steps
from dealcheck.engines import DEFAULT_MEMORY
from dealcheck.engines.symbolic import Space
from dealcheck.errors import InputError, Mistake, within_memory
from dealcheck.jobs.demands import cheapest, demands_of, minimal_conflict
from dealcheck.jobs.inputs import AnyRules, Inputs
from dealcheck.jobs.universe import MOST_STEPS, Universe, common_lexicon
from dealcheck.library import Position
from dealcheck.model.conflict import Reconciliation
from dealcheck.plugins import Plugins
from dealcheck.program import Choice
from dealcheck.wording import Wording

DEFAULT_STEPS = 2


def reconcile(
    rulesets: AnyRules | Iterable[AnyRules],
    *,
    steps: int = DEFAULT_STEPS,
    strict: bool = False,
    memory: int = DEFAULT_MEMORY,
    plugins: Plugins | None = None,
) -> Reconciliation:
    """Whether some deal of so many steps, in the words of the rulesets' vocabulary, is acceptable to all of them.

    `rulesets`, `plugins`: as `dealcheck.verify` takes them. `steps`: from 1 to 8.
    `strict`: acceptable without reservations. `memory`: how many bytes the diagrams may take.

    Returns a `Reconciliation`. Raises what `dealcheck.verify` raises for rulesets, `InputError` when their
    vocabularies do not build on each other, and `MemoryLimitError` when the diagrams outgrow the memory.
    """
    check(strict=strict, memory=memory)
    check_steps(steps, MOST_STEPS)
    inputs = Inputs(rulesets, plugins=plugins)
    if inputs.given is None:
        raise InputError([Mistake("no ruleset was named", None, "name those that are to be reconciled")])
    return reconcile_positions(inputs.given, steps=steps, strict=strict, memory=memory)


def reconcile_positions(
    positions: Sequence[Position], *, steps: int, strict: bool = False, memory: int = DEFAULT_MEMORY
) -> Reconciliation:
    """The same for rulesets that are resolved."""
    lexicon = common_lexicon(positions)
    programs = [each.program for each in positions]
    universe = Universe(programs, lexicon, steps)
    rulesets = tuple(str(each.ruleset.id) for each in positions)
    with within_memory("these rulesets", memory):
        space = Space(universe.draft, programs, memory=memory)
        pairs = zip(positions, space.meanings)
        demands = [each for position, meaning in pairs for each in demands_of(position, meaning, strict=strict)]
        least = cheapest(space, demands, universe.costs(space))
        if least.choice is None:
            conflict = minimal_conflict(space, least.used)
            return Reconciliation(
                rulesets=rulesets,
                vocabulary=lexicon.id,
                steps=steps,
                conflict=tuple(each.claim for each in conflict),
                considered=len(universe.kinds),
            )
    return _reconciled(universe, positions, least.choice)


def _reconciled(universe: Universe, positions: Sequence[Position], choice: Choice) -> Reconciliation:
    rulesets = tuple(str(each.ruleset.id) for each in positions)
    deal = universe.deal(choice, f"reconciled-{'-'.join(rulesets)}", "The least deal that all could sign")
    settled = universe.settled(choice)
    judgments = ((each.program, semantics.judge(each.program, settled)) for each in positions)
    words = Wording(universe.lexicon)
    return Reconciliation(
        rulesets=rulesets,
        vocabulary=universe.lexicon.id,
        steps=len(settled.steps),
        deal=deal,
        terms=tuple(words.provision(each) for each in deal.provisions.values()),
        outcomes={str(program.ruleset.id): semantics.outcome(program, judgment) for program, judgment in judgments},
        considered=len(universe.kinds),
    )
