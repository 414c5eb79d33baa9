"""Whether any deal at all is acceptable to all of some rulesets: one that takes least, or why there is none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from dealcheck.answers.conflict import Reconciliation
from dealcheck.engines import DEFAULT_MEMORY
from dealcheck.engines.claims import demands_of
from dealcheck.engines.solver.best import Best, minimal_conflict
from dealcheck.engines.solver.space import Space
from dealcheck.engines.universe import MOST_STEPS, Universe, common_lexicon
from dealcheck.files.arguments import check, check_steps
from dealcheck.language import semantics
from dealcheck.language.position import Position
from dealcheck.language.program import Choice
from dealcheck.language.wording import Wording
from dealcheck.questions.options import NeededRulesArgument, Option, Steps, UnusedMemory
from dealcheck.session.plugins import Plugins
from dealcheck.session.session import Session, session_for

DEFAULT_STEPS = 2


def reconcile(
    rulesets: NeededRulesArgument,
    *,
    steps: Steps = DEFAULT_STEPS,
    strict: Annotated[bool, Option("Without reservations: priorities and preferences must be met too.")] = False,
    memory: UnusedMemory = DEFAULT_MEMORY,
    plugins: Plugins | None = None,
    session: Session | None = None,
) -> Reconciliation:
    """Find a deal of `steps` steps, in the words of the rulesets' vocabulary, that is acceptable to all of them.

    `rulesets`, `plugins`, `session`: as `dealcheck.verify` takes them. `steps`: from 1 to 8.
    `strict`: acceptable without reservations. `memory`: no effect since 0.3.

    Returns a `Reconciliation`. Raises what `dealcheck.verify` raises for rulesets, and `InputError` when their
    vocabularies do not build on each other.
    """
    check(strict=strict, memory=memory)
    check_steps(steps, MOST_STEPS)
    positions = session_for(session, plugins).scope(rulesets).named()
    lexicon = common_lexicon(positions)
    programs = [position.program for position in positions]
    universe = Universe(programs, lexicon, steps)
    names = tuple(str(position.ruleset.id) for position in positions)
    space = Space(universe.draft, programs)
    pairs = zip(positions, space.meanings)
    demands = [each for position, meaning in pairs for each in demands_of(position, meaning, strict=strict)]
    least = Best(space, demands, universe.costs(space)).next()
    if least is None:
        return Reconciliation(
            rulesets=names,
            vocabulary=lexicon.id,
            steps=steps,
            conflict=tuple(demand.claim for demand in minimal_conflict(space, demands)),
            considered=len(universe.kinds),
        )
    return _reconciled(universe, positions, least)


def _reconciled(universe: Universe, positions: Sequence[Position], choice: Choice) -> Reconciliation:
    rulesets = tuple(str(position.ruleset.id) for position in positions)
    deal = universe.deal(choice, f"reconciled-{'-'.join(rulesets)}", "The least deal that all could sign")
    settled = universe.settled(choice)
    judgments = ((position.program, semantics.judge(position.program, settled)) for position in positions)
    words = Wording(universe.lexicon)
    return Reconciliation(
        rulesets=rulesets,
        vocabulary=universe.lexicon.id,
        steps=len(settled.steps),
        deal=deal,
        terms=tuple(words.provision(provision) for provision in deal.provisions.values()),
        outcomes={str(program.ruleset.id): semantics.outcome(program, judgment) for program, judgment in judgments},
        considered=len(universe.kinds),
    )
