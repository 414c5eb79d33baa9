"""Whether all can sign, whichever account of a position is true; if not, what is most worth finding out.

A reading takes one account of each party as true, and each doubtful red line, `disputed` or `inferred`, as held or not.
For each choice of accounts the solver finds the minimal sets of doubtful red lines that can't all be met beside what is
sure; from these all readings are counted, and those in which one doubt decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import Any

from dealcheck.answers import head_of
from dealcheck.answers.accounts import Accounts, AccountsReading, Doubt
from dealcheck.answers.conflict import Claim
from dealcheck.engines.claims import Demand, unmet_by
from dealcheck.engines.diagrams.readings import Doubts
from dealcheck.engines.solver.best import Best, minimal_conflict, minimal_conflicts
from dealcheck.engines.solver.logic import Deadline
from dealcheck.engines.solver.space import Space
from dealcheck.errors import EngineError
from dealcheck.language.drafts.draft import Draft
from dealcheck.language.position import Position
from dealcheck.language.resolutions import is_draft, open_draft, settled
from dealcheck.language.settle_brackets import resolution_of
from dealcheck.model.deal import Deal
from dealcheck.progress import tell
from dealcheck.questions.accounts.readings import Account, Readings
from dealcheck.questions.options import DealArgument, RulesArgument, Timeout, deadline_of
from dealcheck.session.plugins import Plugins
from dealcheck.session.session import Session, session_for

MOST_CONFLICTS = 10_000
"""The most sets of doubtful red lines that are looked for, for one choice of accounts."""
_CURE = "ask fewer rulesets at once"


def accounts(
    deal: DealArgument,
    rulesets: RulesArgument = None,
    *,
    timeout: Timeout = None,
    plugins: Plugins | None = None,
    session: Session | None = None,
) -> Accounts:
    """Return whether all can sign a deal, or some resolution of a draft, whichever account of a position is true.

    `deal`, `rulesets`, `plugins`, `session`: as `dealcheck.verify` takes them. Several rulesets of one party are
    accounts of its position, of which one is true; a red line that is `disputed` or `inferred` is held or not.
    `timeout`: after how many seconds to give up.

    Returns `Accounts`; all numbers are exact. Raises what `dealcheck.verify` raises, `InputError` for more than 1,000
    ways to take one account of each party, and `TimeLimitError`.
    """
    deadline = deadline_of(timeout)
    scope = session_for(session, plugins).scope(rulesets)
    read = scope.deal(deal)
    positions = scope.positions_for(read.deal)
    draft = open_draft(read.deal, scope.library.lexicon(read.deal.vocabulary))
    return _Weighed(read.deal, draft, positions, deadline).answer(read.file)


class _Weighed:
    """A deal or draft, all readings of the positions on it, and which of them all can sign."""

    def __init__(self, deal: Deal, draft: Draft, positions: Sequence[Position], deadline: Deadline) -> None:
        self.deal = deal
        self.draft = draft
        self.deadline = deadline
        self.space = Space(draft, [position.program for position in positions], deadline=deadline)
        self.readings = Readings(positions, self.space.meanings)
        self.doubts = Doubts(len(self.readings.lines))
        self.choices = list(self.readings.choices())
        self.acceptable = [self._acceptable(number) for number in range(len(self.choices))]

    def answer(self, file: str) -> Accounts:
        """Return what is known, whichever reading is true."""
        by_accounts = tuple(self._by_accounts())
        of = 1 << self.doubts.count
        every = list(self.readings.accounts())
        robust = Best(self.space, every, [[(is_in, 1) for is_in in self.space.is_in]], deadline=self.deadline).next()
        acceptable = sum(reading.acceptable for reading in by_accounts)
        against = [] if robust is not None else list(self._against()) if acceptable else self.choices[:1]
        return Accounts(
            **head_of(self.deal, file),
            rulesets=tuple(account.id for account in every),
            is_draft=is_draft(self.deal),
            robust=robust is not None,
            acceptable=acceptable,
            readings=of * len(self.choices),
            by_accounts=by_accounts,
            doubts=tuple(sorted(self._doubts(), key=lambda doubt: -doubt.decides / doubt.of)),
            resolution=resolution_of(self.deal, self.draft, robust) if robust and is_draft(self.deal) else None,
            against=tuple(tuple(account.id for account in choice) for choice in against),
            conflict=tuple(self._conflict(against, sure_alone=not acceptable)),
        )

    def _acceptable(self, number: int) -> Any:
        """Return the readings of doubtful red lines in which all can sign, for one choice of accounts."""
        tell("taking accounts as true", number, len(self.choices))
        sure, doubtful = _parted(self.choices[number])
        number_of = {id(demand): line for line, demand in doubtful}
        conflicts = []
        demands = [demand for _, demand in doubtful]
        for conflict in minimal_conflicts(self.space, demands, always=sure, deadline=self.deadline):
            conflicts.append({number_of[id(demand)] for demand in conflict})
            if len(conflicts) > MOST_CONFLICTS:
                raise EngineError(
                    f"there are more than {MOST_CONFLICTS:,} sets of doubtful red lines that can't all be held; {_CURE}"
                )
        try:
            return self.doubts.without(conflicts)
        except MemoryError:
            raise EngineError(f"what is in doubt is too entangled to be counted; {_CURE}") from None

    def _by_accounts(self) -> Iterator[AccountsReading]:
        of = 1 << self.doubts.count
        for choice, readings in zip(self.choices, self.acceptable):
            number = self.doubts.number(readings)
            yield AccountsReading(
                rulesets=tuple(account.id for account in choice),
                acceptable=number,
                of=of,
                unheld=tuple(self._unheld(choice)) if 0 < number < of else (),
            )

    def _unheld(self, choice: Sequence[Account]) -> Iterator[Claim]:
        """Yield the fewest doubtful red lines that may not be held for all to sign."""
        sure, doubtful = _parted(choice)
        costs = [[(~demand.met, 1) for _, demand in doubtful]]
        best = Best(self.space, sure, costs, deadline=self.deadline).next()
        assert best is not None
        yield from unmet_by([account.position for account in choice], settled(self.draft, best))

    def _doubts(self) -> Iterator[Doubt]:
        """Yield everything that may be read in several ways, with how much it decides."""
        for party, several in self.readings.by_party.items():
            if len(several) > 1:
                yield self._between(party, several)
        for number, (party, name, _) in enumerate(self.readings.lines):
            holders = [
                (account, demand)
                for account in self.readings.by_party[party]
                for line, demand in account.doubtful
                if line == number
            ]
            claim = holders[0][1].claim
            yield Doubt(
                kind="bottom-line",
                party=party,
                party_title=claim.party_title,
                rulesets=tuple(account.id for account, _ in holders),
                bottom_line=name,
                title=claim.title,
                status=claim.status,
                decides=sum(self.doubts.decided_by(readings, number) for readings in self.acceptable),
                of=len(self.choices) << self.doubts.count - 1,
                sources=claim.sources,
                place=claim.place,
            )

    def _between(self, party: str, several: Sequence[Account]) -> Doubt:
        """Return how often it decides which of a party's accounts is true."""
        readings = dict(zip(self.choices, self.acceptable))
        place = list(self.readings.by_party).index(party)
        groups = list(self.readings.by_party.values())
        rest = list(product(product(*groups[:place]), product(*groups[place + 1 :])))
        return Doubt(
            kind="account",
            party=party,
            party_title=several[0].position.head["party_title"],
            rulesets=tuple(account.id for account in several),
            decides=sum(
                self.doubts.differing([readings[(*before, account, *after)] for account in several])
                for before, after in rest
            ),
            of=len(rest) << self.doubts.count,
        )

    def _against(self) -> Iterator[tuple[Account, ...]]:
        """Yield the fewest choices of accounts that nothing meets all of, with every red line held.

        A choice takes one account of each party. So of accounts that can't all be met, there are as many choices as
        one party has among them.
        """
        every = list(self.readings.accounts())
        conflicts = minimal_conflicts(self.space, every, deadline=self.deadline)

        def grouped(conflict: Iterable[Account]) -> list[list[Account]]:
            ids = set(map(id, conflict))
            groups = ([account for account in group if id(account) in ids] for group in self.readings.by_party.values())
            return [named or group[:1] for named, group in zip(groups, self.readings.by_party.values())]

        fewest = min(map(grouped, conflicts), key=lambda groups: max(map(len, groups)))
        for number in range(max(map(len, fewest))):
            yield tuple(group[min(number, len(group) - 1)] for group in fewest)

    def _conflict(self, choices: Sequence[Sequence[Account]], *, sure_alone: bool) -> Iterator[Claim]:
        """Yield demands of some choices of accounts that can't all be met; `sure_alone`: of those that are sure."""
        if choices:
            sure, doubtful = _parted(list(dict.fromkeys(account for choice in choices for account in choice)))
            demands = sure if sure_alone else [*sure, *(demand for _, demand in doubtful)]
            for demand in minimal_conflict(self.space, demands, deadline=self.deadline):
                yield demand.claim


def _parted(choice: Sequence[Account]) -> tuple[list[Demand], list[tuple[int, Demand]]]:
    """Return what some accounts demand for sure, and their doubtful red lines."""
    sure = [demand for account in choice for demand in account.sure]
    return sure, [line for account in choice for line in account.doubtful]
