"""What each side says to each provision of a deal or draft: asks for it, accepts it, or opposes it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal

import attrs

from dealcheck.answers import head_of
from dealcheck.answers.matrix import Matrix, MatrixRow, Side, Stance, StanceKind
from dealcheck.engines.claims import Demand, all_demands, claim_of
from dealcheck.engines.solver.known import Known
from dealcheck.engines.spaces import Formula
from dealcheck.files.arguments import texts
from dealcheck.language import semantics
from dealcheck.language.explanation import explain
from dealcheck.language.lexicon import Lexicon
from dealcheck.language.position import Position
from dealcheck.language.program import Settled
from dealcheck.language.resolutions import is_draft, open_draft
from dealcheck.language.resolutions import settle as settled_deal
from dealcheck.language.settle_brackets import settle_brackets
from dealcheck.language.wording import Wording
from dealcheck.model.deal import Deal
from dealcheck.model.ruleset import Strength
from dealcheck.numbers import exact_sum
from dealcheck.place import place_of
from dealcheck.progress import tell
from dealcheck.questions.options import DealArgument, RulesArgument, Settle, Timeout, deadline_of
from dealcheck.session.plugins import Plugins
from dealcheck.session.session import Session, session_for

_FIRMNESS: dict[Strength, int] = {"red-line": 0, "priority": 1, "preference": 2}
Stances = Callable[[str], Iterator[Stance]]
"""What gives the stances of all sides on a provision, by its id."""


def matrix(
    deal: DealArgument,
    rulesets: RulesArgument = None,
    *,
    settle: Settle = (),
    timeout: Timeout = None,
    plugins: Plugins | None = None,
    session: Session | None = None,
) -> Matrix:
    """Return what each side says to each provision of a deal or draft, and the demands behind it.

    `deal`, `rulesets`, `plugins`, `session`: as `dealcheck.verify` takes them. `settle`: brackets to settle first, as
    `dealcheck.explore` takes them. `timeout`: after how many seconds to give up; None: never.

    A deal is judged with each provision and without it. A side opposes a provision that breaks a demand, alone or with
    others; it asks for one without which a demand would be broken. Of a draft, all resolutions with the provision are
    compared with all those without it; a provision that no resolution leaves out is struck for that.

    Returns a `Matrix`. Raises what `dealcheck.verify` raises, and `TimeLimitError`.
    """
    deadline = deadline_of(timeout)
    scope = session_for(session, plugins).scope(rulesets)
    read = scope.deal(deal)
    settled = settle_brackets(read.deal, texts("settle", settle))
    positions = scope.positions_for(settled)
    lexicon = scope.library.lexicon(settled.vocabulary)
    wording = Wording(lexicon)
    stances: Stances
    if is_draft(settled):
        stances = StancesOnDraft(settled, positions, lexicon, deadline).stances
    else:
        stances = StancesOnDeal(settled, positions, lexicon).stances
    rows = []
    for number, (name, provision) in enumerate(settled.provisions.items()):
        tell("asking for each provision", number, len(settled.provisions))
        text = str(provision.text or provision.title) or wording.provision(provision)
        place = place_of(provision.id) or provision.place
        rows.append(MatrixRow(provision=str(name), text=text, stances=tuple(stances(str(name))), place=place))
    return Matrix(
        **head_of(settled, read.file),
        sides=tuple(_side(position) for position in positions),
        rows=tuple(rows),
    )


def _side(position: Position) -> Side:
    head = position.head
    return Side(ruleset=head["ruleset"], party=head["party"], party_title=head["party_title"])


def _stance(position: Position, kind: StanceKind, lines: Iterable[str], points: Decimal | None = None) -> Stance:
    claims = [claim_of(position, line) for line in dict.fromkeys(lines)]
    claims.sort(key=lambda claim: _FIRMNESS[claim.strength])
    return Stance(kind=kind, claims=tuple(claims), points=points)


class StancesOnDeal:
    """The stances on the provisions of a deal without brackets."""

    def __init__(self, deal: Deal, positions: Sequence[Position], lexicon: Lexicon) -> None:
        self.deal = deal
        self.positions = positions
        self.lexicon = lexicon
        self.settled = settled_deal(deal, lexicon)
        self.broken = [_broken(position, self.settled) for position in positions]
        self.named = [self._named(position, lines) for position, lines in zip(positions, self.broken)]

    def stances(self, name: str) -> Iterator[Stance]:
        """Yield what each side says to a provision."""
        open_ = attrs.evolve(self.deal.provisions[name], bracketed=True)
        opened = attrs.evolve(self.deal, provisions={**self.deal.provisions, name: open_})
        bare = settled_deal(settle_brackets(opened, [f"{name}=out"]), self.lexicon)
        for position, broken, named in zip(self.positions, self.broken, self.named):
            without = _broken(position, bare)
            points = self._points(position, bare)
            if opposed := [line for line in broken if name in named[line] or line not in without]:
                yield _stance(position, "opposes", opposed, points)
            elif wanted := [line for line in without if line not in broken]:
                yield _stance(position, "asks", wanted, points)
            else:
                yield _stance(position, "accepts", (), points)

    def _named(self, position: Position, lines: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Return the provisions by which each of some demands is broken; none for a reservation value."""
        judgment = semantics.judge(position.program, self.settled)
        breaches = explain(position, self.deal, self.settled, judgment.broken)
        named = {breach.bottom_line: breach.provisions for breach in breaches if breach.kind == "forbid"}
        return {line: named.get(line, ()) for line in lines}

    def _points(self, position: Position, bare: Settled) -> Decimal | None:
        """Return how many points the deal has more than it would have without a provision."""
        program = position.program
        if not program.keeps_score:
            return None
        now, then = (semantics.score(program, semantics.judge(program, deal)) for deal in (self.settled, bare))
        return exact_sum((now, then.copy_negate()))


def _broken(position: Position, deal: Settled) -> list[str]:
    """Return the demands that a deal does not meet; the empty name is that of the reservation value."""
    program, least = position.program, position.ruleset.reservation
    judgment = semantics.judge(program, deal)
    falls_short = least is not None and semantics.score(program, judgment) < least
    return [*map(str, judgment.broken), *([""] if falls_short else [])]


class StancesOnDraft:
    """The stances on the provisions of a draft, asked of the solver: whether there is such a resolution."""

    def __init__(self, deal: Deal, positions: Sequence[Position], lexicon: Lexicon, deadline: float | None) -> None:
        self.positions = positions
        draft = open_draft(deal, lexicon)
        self.numbers = {clause.id: number for number, clause in enumerate(draft.clauses)}
        known = Known(deal, "", draft, ())
        known.deadline = deadline
        always = [name for name, number in self.numbers.items() if not known.is_possible(~known.space.is_in[number])]
        struck = {name: attrs.evolve(deal.provisions[name], bracketed=True) for name in always}
        opened = attrs.evolve(deal, provisions={**deal.provisions, **struck})
        self.known = Known(opened, "", open_draft(opened, lexicon), positions)
        self.known.deadline = deadline
        self.always = {self.numbers[name] for name in always}
        self.demands = all_demands(positions, self.known.meanings, strict=True)

    def stances(self, name: str) -> Iterator[Stance]:
        """Yield what each side says to a provision."""
        number, is_in = self.numbers[name], self.known.space.is_in
        others = [is_in[each] for each in self.always - {number}]
        with_it, without_it = [*others, is_in[number]], [*others, ~is_in[number]]
        for position in self.positions:
            lines: dict[StanceKind, list[str]] = {"opposes": [], "asks": [], "on-terms": []}
            for demand in self.demands:
                if demand.position is position and number in demand.provisions:
                    kind = self._on(demand, with_it, without_it)
                    if kind != "accepts":
                        lines[kind].append(demand.bottom_line)
            kind = next((kind for kind, found in lines.items() if found), "accepts")
            yield _stance(position, kind, lines.get(kind, ()))

    def _on(self, demand: Demand, with_it: Sequence[Formula], without_it: Sequence[Formula]) -> StanceKind:
        """Return what a demand says to a provision, by whether it can be met, and broken, with it and without it."""
        possible = self.known.is_possible
        met_with, met_without = possible(*with_it, demand.met), possible(*without_it, demand.met)
        if met_without and not met_with:
            return "opposes"
        if met_with and not met_without:
            return "asks"
        if not met_with:
            return "accepts"  # it is broken either way
        broken_with, broken_without = possible(*with_it, ~demand.met), possible(*without_it, ~demand.met)
        return "on-terms" if broken_with and not broken_without else "accepts"
