"""Do rulesets answer as their test cases say?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import attrs

from dealcheck.answers.test import Mutant, Trial
from dealcheck.errors import TimeLimitError
from dealcheck.questions.options import EngineName, Option, Paths, RulesArgument, deadline_of
from dealcheck.questions.test.cases import Loaded, find_files, load, run
from dealcheck.session.scope import AnyRules
from dealcheck.session.session import Session, session_for


def run_tests(
    paths: Paths = (".",),
    rulesets: RulesArgument = None,
    *,
    engine: EngineName = None,
    coverage: Annotated[bool, Option("Say what in the rules no case tries.")] = False,
    fail_under: Annotated[
        int | None, Option("Fail when coverage is less than N per cent.", metavar="N", low=0, high=100)
    ] = None,
    mutate: Annotated[bool, Option("Change each rule in turn, and say what no case notices.")] = False,
    timeout: Annotated[
        float | None,
        Option("After how many seconds to change rules no more, and report on those tried.", metavar="SECONDS", low=0),
    ] = None,
    session: Session | None = None,
) -> Trial:
    """Run test cases.

    `paths`: test files, or folders of them. `rulesets`: loaded besides those that the files name. `engine`, `session`:
    as `dealcheck.verify` takes them. `coverage`, `mutate`: look for what no case tries, and for changes of the rules
    that no case notices. `fail_under`: the least coverage, in per cent, with which the answer is a yes.
    `timeout`: after how many seconds to look for no more such changes; None: never.

    Returns a `Trial`. Raises InputError for what is wrong with the files, and what `dealcheck.verify` raises.
    """
    deadline = deadline_of(timeout)
    session = session_for(session, None)
    loaded = [load(path, _listed(rulesets), session=session) for path in find_files(paths or (".",))]
    trial = Trial(
        results=tuple(result for trial in loaded for result in run(trial, engine=engine)),
        least_covered=fail_under or 0,
    )
    if coverage or fail_under is not None:
        from dealcheck.questions.test.coverage import coverage as covered

        trial = attrs.evolve(trial, coverage=tuple(covered(loaded)))
    if mutate:
        trial = _mutated(trial, loaded, deadline)
    return trial


def _mutated(trial: Trial, loaded: Sequence[Loaded], deadline: float | None) -> Trial:
    from dealcheck.questions.test.mutate import mutate

    mutants: list[Mutant] = []
    try:
        mutants.extend(mutate(loaded, deadline))
    except TimeLimitError:
        return attrs.evolve(trial, mutants=tuple(mutants), mutants_complete=False)
    return attrs.evolve(trial, mutants=tuple(mutants))


def _listed(rulesets: object) -> Sequence[AnyRules]:
    return list(rulesets) if isinstance(rulesets, (list, tuple)) else []
