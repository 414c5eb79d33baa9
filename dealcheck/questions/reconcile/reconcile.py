"""Whether any deal at all is acceptable to all of some rulesets: one that takes least, or why there is none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Annotated

import attrs

from dealcheck.answers.conflict import Claim, Reconciliation, Wish
from dealcheck.engines import DEFAULT_MEMORY
from dealcheck.engines.claims import Demand, all_demands
from dealcheck.engines.solver.best import Best, minimal_conflict
from dealcheck.engines.solver.space import Space
from dealcheck.engines.universe.universe import MOST_STEPS, Universe, common_lexicon
from dealcheck.files.arguments import check, check_steps
from dealcheck.language import semantics
from dealcheck.language.drafts.draft import Choice
from dealcheck.language.position import Position
from dealcheck.language.wording import Wording, plain
from dealcheck.place import place_of
from dealcheck.progress import tell
from dealcheck.questions.options import NeededRulesArgument, Option, Steps, Timeout, UnusedMemory, deadline_of
from dealcheck.questions.reconcile.including import INCLUDED, included
from dealcheck.questions.reconcile.scores import NASH, Scores, sheets_for
from dealcheck.session.plugins import Plugins
from dealcheck.session.session import Session, session_for

DEFAULT_STEPS = 2


def reconcile(
    rulesets: NeededRulesArgument,
    *,
    steps: Steps = DEFAULT_STEPS,
    strict: Annotated[bool, Option("Without reservations: priorities and preferences must be met too.")] = False,
    including: Annotated[
        Iterable[str],
        Option(
            "What the deal must do at its last step, as a condition of the language; may be given more than once.",
            metavar="CONDITION",
        ),
    ] = (),
    best: Annotated[
        str | None,
        Option(
            "Show a deal of the best scores: those of a party, or `total` for the largest sum, `nash` for the largest "
            "product of gains.",
            metavar="PARTY",
        ),
    ] = None,
    timeout: Timeout = None,
    memory: UnusedMemory = DEFAULT_MEMORY,
    plugins: Plugins | None = None,
    session: Session | None = None,
) -> Reconciliation:
    """Find a deal of `steps` steps, in the words of the rulesets' vocabulary, that is acceptable to all of them.

    `rulesets`, `plugins`, `session`: as `dealcheck.verify` takes them. `steps`: from 1 to 8.
    `strict`: acceptable without reservations.
    `including`: conditions, as texts in the language, that must hold at the last step, such as
    `{party: seller, action: deliver, whole-of: goods}`; they may name what the rulesets define, and define alike.
    `best`: a party or a ruleset, for the best deal on its score sheet; `total` for the largest sum of all scores; or
    `nash` for the largest product of gains over the reservation values (0 where none is stated). None: the least deal.
    `timeout`: after how many seconds to give up. `memory`: no effect since 0.3.

    Returns a `Reconciliation`, with what each entry of a score sheet would take. Raises what `dealcheck.verify` raises
    for rulesets, `InputError` for what is no condition and when the vocabularies do not build on each other, and
    `TimeLimitError`.
    """
    check(strict=strict, memory=memory, best=best)
    check_steps(steps, MOST_STEPS)
    deadline = deadline_of(timeout)
    positions = session_for(session, plugins).scope(rulesets).named()
    extra = included(including, positions, common_lexicon(positions))
    return Search(positions, extra, steps, strict=strict, deadline=deadline).answer(best)


class Search:
    """Looks for deals among all that a vocabulary can express."""

    def __init__(
        self, positions: Sequence[Position], extra: Position | None, steps: int, *, strict: bool, deadline: float | None
    ) -> None:
        self.positions = positions
        self.extra = extra
        self.deadline = deadline
        asked = [*positions, extra] if extra else list(positions)
        programs = [position.program for position in asked]
        self.universe = Universe(programs, common_lexicon(positions), steps)
        self.space = Space(self.universe.draft, programs, deadline=deadline)
        self.sheets = list(zip(positions, self.space.meanings))
        self.demands = all_demands(asked, self.space.meanings, strict=strict)
        self.costs = self.universe.costs(self.space)

    def answer(self, best: str | None) -> Reconciliation:
        """Return the deal, with its scores and what each wish takes; or why there is none."""
        choice = self.least() if best is None else self._best(best)
        answer = Reconciliation(
            rulesets=tuple(str(position.ruleset.id) for position in self.positions),
            vocabulary=self.universe.lexicon.id,
            steps=len(self.universe.draft.steps),
            including=tuple(line.title for line in self.extra.ruleset.bottom_lines.values()) if self.extra else (),
            best=best or "",
            considered=len(self.universe.kinds),
            untried=self.universe.untried,
        )
        if choice is None:
            return attrs.evolve(answer, conflict=self.against())
        return self._reconciled(answer, choice)

    def _reconciled(self, answer: Reconciliation, choice: Choice) -> Reconciliation:
        what = "least" if not answer.best else "best"
        name = f"reconciled-{'-'.join(answer.rulesets)}"
        settled = self.universe.settled(choice)
        judged = [(position, semantics.judge(position.program, settled)) for position in self.positions]
        return attrs.evolve(
            answer,
            deal=self.universe.deal(choice, name, f"The {what} deal that all could sign"),
            terms=self._terms(choice),
            outcomes={str(p.ruleset.id): semantics.outcome(p.program, judgment) for p, judgment in judged},
            scores={
                str(p.ruleset.id): semantics.score(p.program, judgment)
                for p, judgment in judged
                if p.program.keeps_score
            },
            wishes=tuple(self._wishes({str(p.ruleset.id): judgment.earned for p, judgment in judged})),
        )

    def least(self) -> Choice | None:
        """Return the deal that takes least."""
        return Best(self.space, self.demands, self.costs, deadline=self.deadline).next()

    def _best(self, best: str) -> Choice | None:
        """Return the deal with the best scores, that takes least among these."""
        sheets = sheets_for(best, self.sheets)
        scores = Scores(self.space, self.demands, self.costs, sheets, self.universe.settled, self.deadline)
        return scores.nash() if best == NASH else scores.highest()

    def _wishes(self, had: Mapping[str, frozenset[str]]) -> Iterator[Wish]:
        """Yield each entry of a score sheet that is worth something, with the least deal that has it.

        `had`: the entries that the deal has which is shown, by ruleset.
        """
        wanted = [
            (position, name, Demand(position, "", meaning.earned(name), meaning))
            for position, meaning in self.sheets
            for name in sorted(position.program.worth, key=lambda name: -position.ruleset.worth[name].points)
            if position.ruleset.worth[name].points > 0
        ]
        search = Best(self.space, self.demands, self.costs, deadline=self.deadline)
        choices = []
        for number, (_, _, earned) in enumerate(wanted):
            tell("looking at what the sides wish", number, len(wanted))
            choices.append(search.next(earned.met))
        for (position, name, earned), choice in zip(wanted, choices):
            entry = position.ruleset.worth[name]
            yield Wish(
                **{key: position.head[key] for key in ("ruleset", "party", "party_title")},
                entry=str(name),
                title=str(entry.title) or plain(name),
                points=entry.points,
                possible=choice is not None,
                had=name in had[str(position.ruleset.id)],
                terms=self._terms(choice) if choice else (),
                against=() if choice else tuple(self._against(self.demands, earned)),
                place=place_of(entry.id) or entry.place,
            )

    def _terms(self, choice: Choice) -> tuple[str, ...]:
        words = Wording(self.universe.lexicon)
        deal = self.universe.deal(choice, "terms", "")
        return tuple(words.provision(provision) for provision in deal.provisions.values())

    def against(self) -> tuple[Claim, ...]:
        """Return demands that can't all be met, of those of a search that found no deal."""
        return tuple(self._against(self.demands))

    def _against(self, demands: Sequence[Demand], *always: Demand) -> Iterator[Claim]:
        """Yield demands that can't all be met, beside some that must be."""
        for demand in minimal_conflict(self.space, demands, always=always, deadline=self.deadline):
            yield demand.claim if demand.position is not self.extra else _asked_for(demand.claim)


def _asked_for(claim: Claim) -> Claim:
    """Return a condition that had to be included as nobody's demand but the user's."""
    return attrs.evolve(claim, ruleset=INCLUDED, party="", party_title="You", status="", sources=(), place=None)
