"""What changed in meaning between two rulesets: which deals became acceptable, and which no longer are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Literal

from dealcheck.answers.comparison import Comparison, LineChange, Witness
from dealcheck.engines import DEFAULT_MEMORY
from dealcheck.engines.claims import Demand, demands_of, unmet_by
from dealcheck.engines.solver.best import Best
from dealcheck.engines.solver.space import Space
from dealcheck.engines.spaces import Formula
from dealcheck.engines.universe.universe import MOST_STEPS, Universe, common_lexicon
from dealcheck.errors import InputError, Mistake
from dealcheck.files.arguments import check, check_steps
from dealcheck.language.position import Position
from dealcheck.language.wording import Wording
from dealcheck.place import place_of
from dealcheck.questions.options import Option, Steps, Timeout, UnusedMemory, deadline_of
from dealcheck.questions.reconcile.reconcile import DEFAULT_STEPS
from dealcheck.session.plugins import Plugins
from dealcheck.session.session import Rules, Session, session_for


def compare(
    before: Annotated[Rules, Option(kind="ruleset", positional=True, metavar="RULESET-A")],
    after: Annotated[Rules, Option(kind="ruleset", positional=True, metavar="RULESET-B")],
    *,
    steps: Steps = DEFAULT_STEPS,
    timeout: Timeout = None,
    memory: UnusedMemory = DEFAULT_MEMORY,
    plugins: Plugins | None = None,
    session: Session | None = None,
) -> Comparison:
    """Return what changed in meaning from one ruleset to another, over all deals of `steps` steps (1 to 8).

    `before`, `after`, `plugins`, `session`: as `dealcheck.verify` takes them; each must be one ruleset.
    `timeout`: after how many seconds to give up. `memory`: no effect since 0.3.

    Returns a `Comparison`. Raises what `dealcheck.verify` raises for rulesets, `InputError` when the two vocabularies
    do not build on each other, and `TimeLimitError`.
    """
    deadline = deadline_of(timeout)
    check(memory=memory)
    check_steps(steps, MOST_STEPS)
    session = session_for(session, plugins)
    old, new = _only("before", before, session), _only("after", after, session)
    programs = [old.program, new.program]
    universe = Universe(programs, common_lexicon([old, new]), steps)
    space = Space(universe.draft, programs, deadline=deadline)
    was, becomes = (list(demands_of(*pair)) for pair in zip((old, new), space.meanings))
    return Comparison(
        before=str(old.ruleset.id),
        after=str(new.ruleset.id),
        steps=steps,
        newly_acceptable=_witness(universe, space, (new, becomes), (old, was), deadline),
        newly_rejected=_witness(universe, space, (old, was), (new, becomes), deadline),
        lines=tuple(_line_changes(space, old, new, deadline)),
        untried=universe.untried,
    )


def _only(name: str, rules: Rules, session: Session) -> Position:
    """Return the one ruleset that is given. Raises InputError when there are more, or none."""
    if rules is None:
        raise InputError([Mistake(f"`{name}`: expected a ruleset, found `None`")])
    named = session.scope(rules).given or []
    if len(named) != 1:
        names = ", ".join(f"`{named_rules.ruleset.id}`" for named_rules in named)
        raise InputError(
            [Mistake(f"expected one ruleset to compare, found {names or 'none'}", None, "name it by its id")]
        )
    return named[0]


def _witness(
    universe: Universe,
    space: Space,
    accepts: tuple[Position, Sequence[Demand]],
    rejects: tuple[Position, list[Demand]],
    deadline: float | None,
) -> Witness | None:
    """Return the least deal that meets all demands of one ruleset and not all of another's."""
    unmet = space.any_of(~demand.met for demand in rejects[1])
    choice = Best(space, accepts[1], universe.costs(space), deadline=deadline).next(unmet)
    if choice is None:
        return None
    deal = universe.deal(choice, "witness", "A deal on which the two differ")
    words = Wording(universe.lexicon)
    return Witness(
        deal=deal,
        terms=tuple(words.provision(provision) for provision in deal.provisions.values()),
        unmet=tuple(unmet_by([rejects[0]], universe.settled(choice))),
    )


def _line_changes(space: Space, before: Position, after: Position, deadline: float | None) -> Iterator[LineChange]:
    old, new = before.ruleset.bottom_lines, after.ruleset.bottom_lines
    was, becomes = space.meanings
    for name in dict.fromkeys((*old, *new)):
        line = new.get(name) or old[name]
        place = place_of(line.id) or line.place
        if name not in new:
            yield LineChange(bottom_line=str(name), kind="removed", place=place)
        elif name not in old:
            yield LineChange(bottom_line=str(name), kind="added", place=place)
        else:
            strengths = (old[name].strength, new[name].strength)
            text = "" if strengths[0] == strengths[1] else f"{strengths[0]} → {strengths[1]}"
            moved = _moved(space, was.kept(name), becomes.kept(name), deadline)
            if moved or text:
                yield LineChange(bottom_line=str(name), kind=moved or "reweighted", text=text, place=place)


def _moved(
    space: Space, old: Formula, new: Formula, deadline: float | None
) -> Literal["", "tightened", "loosened", "moved"]:
    """Return how the deals that keep a bottom line changed."""
    is_gone = space.logic.is_possible(old, ~new, deadline=deadline)
    is_gained = space.logic.is_possible(new, ~old, deadline=deadline)
    if is_gone:
        return "moved" if is_gained else "tightened"
    return "loosened" if is_gained else ""
