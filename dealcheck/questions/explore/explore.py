"""The zone of possible agreement of a draft: how large it is, what is settled in it, what the obstacles are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Annotated
from warnings import warn

import attrs

from dealcheck.answers.exploration import Bargain, Exploration, Obstacle, Resolution, at_least
from dealcheck.answers.verdict import DraftVerdict
from dealcheck.engines import DEFAULT_MEMORY, DEFAULT_TIMEOUT
from dealcheck.engines.judged import JudgedDraft
from dealcheck.engines.zones.counted import CountedDraft
from dealcheck.files.arguments import check, texts
from dealcheck.language.resolutions import open_draft
from dealcheck.language.settle_brackets import Shown, resolution_of, settle_brackets
from dealcheck.progress import tell
from dealcheck.questions.counting import counted_or_known
from dealcheck.questions.explore.brackets import brackets_of
from dealcheck.questions.options import CountTimeout, DealArgument, Memory, Option, RulesArgument
from dealcheck.session.plugins import Plugins
from dealcheck.session.session import Session, session_for


def explore(
    draft: DealArgument,
    rulesets: RulesArgument = None,
    *,
    settle: Annotated[
        Iterable[str],
        Option(
            "Settle a bracket first: provision.field=value, provision=in, provision=out or article=option.",
            names=("--settle", "--fix"),
            metavar="BRACKET=VALUE",
        ),
    ] = (),
    examples: Annotated[int, Option("Draw acceptable resolutions.", metavar="N", low=0, high=10_000)] = 0,
    seed: Annotated[int, Option("Decides which are drawn.", low=0)] = 0,
    timeout: CountTimeout = DEFAULT_TIMEOUT,
    memory: Memory = DEFAULT_MEMORY,
    fix: Iterable[str] | None = None,
    plugins: Plugins | None = None,
    session: Session | None = None,
) -> Exploration:
    """Return the zone of possible agreement of a draft, exactly, however many resolutions it has.

    `draft`, `rulesets`, `plugins`, `session`: as `dealcheck.verify` takes them.
    `settle`: brackets to settle first, as `provision.field=value`, `provision=in`, `provision=out`, `article=option`.
    `examples`: how many acceptable resolutions to draw, all different and each as likely as any other, by `seed`.
    `fix`: what `settle` was called in 0.1.
    `timeout`: after how many seconds to give up counting; None: never. `memory`: how many bytes the diagrams may take.

    Returns an `Exploration`; counts are exact integers, scores exact decimals in the points of each score sheet. Where
    the time or the memory does not suffice for counting, its `uncounted` says so: then it has what is so in all, some
    or none of the resolutions, and an example, and no `bargains` and `examples`.
    Raises what `dealcheck.verify` raises.
    """
    check(timeout=timeout, examples=examples, seed=seed, memory=memory)
    if fix is not None:
        warn("`fix` of dealcheck.explore is now called `settle`", DeprecationWarning, stacklevel=2)
        settle = fix
    settle = texts("settle", settle)
    scope = session_for(session, plugins).scope(rulesets)
    read = scope.deal(draft)
    deal = settle_brackets(read.deal, settle)
    positions = scope.positions_for(deal)
    opened = open_draft(deal, scope.library.lexicon(deal.vocabulary))
    ask = partial(explored, examples=examples, seed=seed)
    return counted_or_known(deal, read.file, opened, positions, ask, timeout=timeout, memory=memory)


def explored(judged: JudgedDraft, *, examples: int = 0, seed: int = 0) -> Exploration:
    """Return all that is counted of a draft, or what is known of it without; raises what counting raises."""
    verification = judged.verification()
    exploration = Exploration(
        deal=verification.deal,
        title=verification.title,
        file=verification.file,
        resolutions=verification.resolutions,
        acceptable=verification.acceptable,
        without_reservations=verification.without_reservations,
        verdicts=verification.verdicts,
        brackets=tuple(brackets_of(judged)),
        obstacles=tuple(_obstacles(judged, verification.verdicts)),
        uncounted=verification.uncounted,
        example=None if judged.example is None else resolution_of(judged.deal, judged.draft, judged.example),
        place=verification.place,
    )
    if not isinstance(judged, CountedDraft):
        return exploration
    drawn = tuple(_drawn(judged, examples, seed))
    return attrs.evolve(exploration, bargains=tuple(_bargains(judged)), examples=drawn)


def _obstacles(judged: JudgedDraft, verdicts: Iterable[DraftVerdict]) -> list[Obstacle]:
    """Return the demands that some resolution does not meet; first those that most resolutions break."""
    known = {verdict.ruleset: verdict for verdict in verdicts}
    obstacles = []
    for number, demand in enumerate(judged.demands):
        tell("dropping each demand in turn", number, len(judged.demands))
        verdict = known[demand.ruleset]
        rules_out = verdict.broken.get(demand.bottom_line, 0) if demand.bottom_line else verdict.below_reservation
        if rules_out != 0:
            obstacle = Obstacle(
                ruleset=demand.ruleset,
                bottom_line=demand.bottom_line,
                title=demand.claim.title,
                rules_out=rules_out,
                alone=judged.alone(demand),
                place=demand.claim.place,
            )
            obstacles.append(obstacle)
    return sorted(obstacles, key=lambda each: (-at_least(each.rules_out), -at_least(each.alone)))


def _drawn(counted: CountedDraft, count: int, seed: int) -> Iterator[Resolution]:
    """Yield acceptable resolutions, each with an id of its own for its deal."""
    shown = Shown(counted.deal, counted.draft)
    for number, choice in enumerate(counted.drawn(count, seed), start=1):
        resolution = shown.resolution(choice)
        yield attrs.evolve(resolution, deal=attrs.evolve(resolution.deal, id=f"{resolution.deal.id}-{number}"))


def _bargains(counted: CountedDraft) -> Iterator[Bargain]:
    programs = [position.program for position in counted.positions]
    sheets = [str(program.ruleset.id) for program in programs if program.keeps_score]
    shown = Shown(counted.deal, counted.draft)
    for outcome in counted.efficient():
        yield Bargain(
            scores=dict(zip(sheets, outcome.scores)),
            resolutions=outcome.resolutions,
            example=shown.resolution(outcome.example),
            is_nash=outcome.is_nash,
            is_kalai_smorodinsky=outcome.is_kalai_smorodinsky,
        )
