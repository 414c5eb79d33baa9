"""Do test cases notice when a rule changes? Mutation testing of rulesets.

A mutant is noticed when some case that asks the ruleset fails with it. One that is not may be no mutant at all: if it
breaks each bottom line in the same deals as the ruleset does, over all deals there are, no case could ever notice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import attrs

from dealcheck.answers.test import Mutant
from dealcheck.engines.diagrams.zone import Zone
from dealcheck.engines.solver.space import Space
from dealcheck.engines.universe.universe import Universe
from dealcheck.errors import InputError, check_deadline
from dealcheck.language import semantics
from dealcheck.language.position import Position
from dealcheck.language.program import Settled
from dealcheck.language.resolutions import is_draft, open_draft, settle
from dealcheck.language.resolve import conditions_of, definitions_behind, program
from dealcheck.model.cases import Case, Expected
from dealcheck.model.deal import Deal
from dealcheck.model.ruleset import Ruleset
from dealcheck.place import place_of
from dealcheck.progress import tell
from dealcheck.questions.test.cases import Loaded, compared, differences
from dealcheck.questions.test.mutants import Mutation, changes

STEPS = 2
"""Mutants are compared with the ruleset over all deals of so many steps."""
MEMORY = 2 * 10**8
"""What the diagrams of a draft may take, in bytes."""


@attrs.frozen
class _Try:
    """A case that asks a ruleset: its deal, settled unless it is a draft, and all that it asks."""

    case: Case
    deal: Deal
    positions: Sequence[Position]
    settled: Settled | None


def mutate(loaded: Sequence[Loaded], deadline: float | None = None) -> Iterator[Mutant]:
    """Yield all mutants of the rulesets that the cases of some files ask, and whether some case notices each.

    Raises TimeLimitError when the deadline passes before all are tried.
    """
    tries: dict[str, list[_Try]] = {}
    positions: dict[str, tuple[Position, Ruleset]] = {}
    for trial in loaded:
        for case in trial.file.cases.values():
            deal = trial.deal(case).deal
            asked = trial.positions(case, deal)
            settled = None if is_draft(deal) else settle(deal, trial.scope.library.lexicon(deal.vocabulary))
            for position in asked:
                positions[str(position.ruleset.id)] = (position, trial.own(position))
                tries.setdefault(str(position.ruleset.id), []).append(_Try(case, deal, asked, settled))
    for name, (position, own) in positions.items():
        yield from _mutants(position, own, tries[name], deadline)


def _mutants(position: Position, own: Ruleset, tries: Sequence[_Try], deadline: float | None) -> Iterator[Mutant]:
    flat = attrs.evolve(position.ruleset, extends=None)
    mine = {*own.bottom_lines, *own.definitions, *own.issues}
    for number, change in enumerate(changes(flat, position.lexicon)):
        if change.entry not in mine:
            continue  # for the cases of the ruleset that it extends
        tell(f"changing {position.ruleset.id}, changes tried:", number)
        check_deadline(deadline, "time was up before all changes to the rules were tried")
        try:
            mutant = Position(program([change.ruleset], position.lexicon), position.lexicon)
        except InputError:
            continue  # no longer a ruleset
        noticed = any(_notices(attempt, mutant, deadline) for attempt in tries)
        if noticed or not _same(position, mutant, change, deadline):
            yield Mutant(
                ruleset=str(position.ruleset.id),
                entry=change.entry,
                change=change.text,
                noticed=noticed,
                place=place_of(change.at),
            )


def _notices(attempt: _Try, mutant: Position, deadline: float | None) -> bool:
    """Return whether a case fails with a mutant."""
    name = str(mutant.ruleset.id)
    if attempt.settled is None:
        return _draft_notices(attempt, mutant, deadline)
    judgment = semantics.judge(mutant.program, attempt.settled)
    steps = attempt.settled.steps
    broken = {
        line: tuple(step for number, step in enumerate(steps) if bits >> number & 1)
        for line, bits in judgment.broken.items()
    }
    outcome, score = semantics.outcome(mutant.program, judgment), semantics.score(mutant.program, judgment)
    expected: Expected = attempt.case.expect[name]
    return any(True for _ in compared(name, expected, outcome, broken, score))


def _draft_notices(attempt: _Try, mutant: Position, deadline: float | None) -> bool:
    asked = [mutant if position.ruleset.id == mutant.ruleset.id else position for position in attempt.positions]
    draft = open_draft(attempt.deal, mutant.lexicon)
    verification = Zone(attempt.deal, "", draft, asked, memory=MEMORY, deadline=deadline).verification()
    return any(True for _ in differences(attempt.case, verification))


def _same(position: Position, mutant: Position, change: Mutation, deadline: float | None) -> bool:
    """Return whether no deal tells a mutant from its ruleset, by what the change touches."""
    if position.program.issues != mutant.program.issues:
        return False  # a deal tells them apart by its score
    strengths = (each.ruleset.bottom_lines.get(change.entry) for each in (position, mutant))
    if len({line.strength for line in strengths if line is not None}) > 1:
        return False
    lexicon = position.lexicon
    programs = [program([_touched(each.ruleset, change.entry)], lexicon) for each in (position, mutant)]
    try:
        space = Space(Universe(programs, lexicon, STEPS).draft, programs, deadline=deadline)
    except InputError:
        return False  # too much to compare: let the author decide
    one, other = space.meanings
    kept = ((one.kept(name), other.kept(name)) for name in programs[0].bottom_lines)
    earned = ((one.earned(name), other.earned(name)) for name in programs[0].worth)
    differences = [(a & ~b) | (b & ~a) for a, b in (*kept, *earned)]
    return not space.logic.is_possible(space.any_of(differences), deadline=deadline)


def _touched(ruleset: Ruleset, entry: str) -> Ruleset:
    """Return the ruleset with those bottom lines and score entries alone that a change to an entry may touch."""

    def uses(conditions: Iterable[Any]) -> bool:
        return entry in definitions_behind(conditions, ruleset.definitions)

    lines = {
        name: line
        for name, line in ruleset.bottom_lines.items()
        if name == entry or (entry not in ruleset.bottom_lines and uses(conditions_of(line)))
    }
    worth = {name: worth for name, worth in ruleset.worth.items() if uses([worth.when])}
    return attrs.evolve(ruleset, extends=None, bottom_lines=lines, worth=worth, reservation=None)
