"""The zone of possible agreement of a draft: how large it is, what is settled in it, what the obstacles are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, Literal
from warnings import warn

import attrs

from dealcheck.answers.exploration import Alternative, Bargain, Bracket, Exploration, Obstacle, Resolution
from dealcheck.engines import DEFAULT_MEMORY, DEFAULT_TIMEOUT
from dealcheck.engines.diagrams.bargain import efficient_outcomes
from dealcheck.engines.diagrams.diagram import Diagram
from dealcheck.engines.diagrams.zone import Zone
from dealcheck.errors import MemoryLimitError, TimeLimitError
from dealcheck.files.arguments import check, texts
from dealcheck.language.program import Way, span_of
from dealcheck.language.resolutions import open_draft
from dealcheck.language.settle_brackets import resolution_of, settle_brackets
from dealcheck.language.wording import value_text
from dealcheck.model.deal import Provision
from dealcheck.place import Place, place_of
from dealcheck.progress import tell
from dealcheck.questions.explore.uncounted import diagram_deadline, known_without_diagrams, uncounted
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
    try:
        zone = Zone(deal, read.file, opened, positions, memory=memory, deadline=diagram_deadline(timeout))
        return _counted(zone, examples, seed)
    except (MemoryLimitError, TimeLimitError) as error:
        return uncounted(known_without_diagrams(deal, read.file, opened, positions, error, timeout))


def _counted(zone: Zone, examples: int, seed: int) -> Exploration:
    """Return what counting finds; raises MemoryLimitError and TimeLimitError."""
    verification = zone.verification()
    with zone.within_memory():
        diagram = Diagram(zone.acceptable, zone.space.variables.all)
        drawn = diagram.drawn(examples, seed)
        return Exploration(
            deal=verification.deal,
            title=verification.title,
            file=zone.file,
            resolutions=verification.resolutions,
            acceptable=verification.acceptable,
            without_reservations=verification.without_reservations,
            verdicts=verification.verdicts,
            brackets=tuple(_Brackets(zone, diagram).all()),
            obstacles=tuple(_obstacles(zone)),
            bargains=tuple(_bargains(zone)),
            examples=tuple(
                _numbered(resolution_of(zone.deal, zone.draft, zone.space.variables.choice(values)), number)
                for number, values in enumerate(drawn, start=1)
            ),
            place=verification.place,
        )


class _Brackets:
    """The brackets of a draft, with the acceptable resolutions that each alternative leaves."""

    def __init__(self, zone: Zone, diagram: Diagram) -> None:
        self.zone = zone
        self.acceptable = diagram.count()
        variables = zone.space.variables.all
        self.shares = {(each.kind, each.of, each.place): share for each, share in zip(variables, diagram.shares())}

    def all(self) -> Iterator[Bracket]:
        """Yield every bracket, articles first, in the order of the draft."""
        for number, article in enumerate(self.zone.draft.articles):
            counts = self.shares.get(("article", number, 0), [self.acceptable])
            place = next(
                (place_of(alternative) for alternative in self.zone.deal.alternatives if alternative == article.id),
                None,
            )
            yield _bracket(article.id, "article", zip(article.options, counts), self.acceptable, place)
        for number, provision in enumerate(self.zone.deal.provisions.values()):
            yield from self._of_provision(number, provision)

    def _of_provision(self, number: int, provision: Provision) -> Iterator[Bracket]:
        clause = self.zone.draft.clauses[number]
        place = place_of(provision.id) or provision.place
        inside = self.zone.space.count(self.zone.acceptable & self.zone.space.is_in[number])
        if provision.bracketed:
            counts = [("in", inside), ("out", self.acceptable - inside)]
            yield _bracket(clause.id, "provision", counts, self.acceptable, place)
        for name, counts in self._fields(number, provision, inside):
            yield _bracket(f"{clause.id}.{name}", "field", counts, inside, place)

    def _fields(self, number: int, provision: Provision, inside: int) -> Iterator[tuple[str, list[tuple[str, int]]]]:
        """Yield each bracketed field with its alternatives, and for each of these the acceptable resolutions."""
        for place, field in enumerate(self.zone.draft.clauses[number].fields):
            share = self.shares.get(("field", number, place), [self.acceptable])
            # The field of a provision that is left out has the value number 0.
            taken = [share[0] - (self.acceptable - inside), *share[1:]] if field.values else []
            if field.name == "times":
                yield from self._steps(provision, field.values, taken)
            elif len(field.values) > 1:
                name = field.name.removeprefix("attributes.")
                yield name, [(value_text(value), count) for value, count in zip(field.values, taken)]

    def _steps(
        self, provision: Provision, times: Sequence[int], taken: Sequence[int]
    ) -> Iterator[tuple[str, list[tuple[str, int]]]]:
        steps = (*self.zone.draft.steps, "")
        for name, written, end in (("from", provision.from_, 0), ("until", provision.until, 1)):
            counts: Counter[str] = Counter()
            for each, count in zip(times, taken):
                counts[steps[span_of(each)[end]]] += count
            if len(written) > 1:
                yield name, [(str(step), counts[step]) for step in written]


def _bracket(
    name: str,
    kind: Literal["article", "provision", "field"],
    counts: Iterable[tuple[str, int]],
    open_in: int,
    place: Place | None,
) -> Bracket:
    alternatives = tuple(Alternative(value=value, acceptable=count) for value, count in counts)
    return Bracket(name=name, kind=kind, open_in=open_in, alternatives=alternatives, place=place)


def _obstacles(zone: Zone) -> list[Obstacle]:
    """Return the demands that some resolution does not meet; first those that most resolutions break."""
    space, obstacles = zone.space, []
    for number, demand in enumerate(zone.demands):
        tell("dropping each demand in turn", number, len(zone.demands))
        space.check_time()
        claim = demand.claim
        obstacles.append(
            Obstacle(
                ruleset=demand.ruleset,
                bottom_line=demand.bottom_line,
                title=claim.title,
                rules_out=space.count(~demand.met),
                alone=space.count(zone.only_against(demand)),
                place=claim.place,
            )
        )
    return sorted(
        (obstacle for obstacle in obstacles if obstacle.rules_out),
        key=lambda obstacle: (-(obstacle.rules_out or 0), -(obstacle.alone or 0)),
    )


def _bargains(zone: Zone) -> Iterator[Bargain]:
    programs = [position.program for position in zone.positions]
    sheets = [str(program.ruleset.id) for program in programs if program.worth]
    known: dict[tuple[str, Way], Provision] = {}
    for outcome in efficient_outcomes(zone.draft, programs, zone.memory, zone.space.deadline) if sheets else ():
        yield Bargain(
            scores=dict(zip(sheets, outcome.scores)),
            resolutions=outcome.resolutions,
            example=resolution_of(zone.deal, zone.draft, outcome.example, known),
            is_nash=outcome.is_nash,
            is_kalai_smorodinsky=outcome.is_kalai_smorodinsky,
        )


def _numbered(resolution: Resolution, number: int) -> Resolution:
    """Return the resolution with an id of its own for its deal."""
    return attrs.evolve(resolution, deal=attrs.evolve(resolution.deal, id=f"{resolution.deal.id}-{number}"))
