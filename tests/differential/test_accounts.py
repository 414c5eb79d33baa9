"""Whichever account is true: what the solver and counting give is what trying all readings by the semantics gives."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from functools import cached_property
from typing import Any

import attrs
from hypothesis import assume, given
from hypothesis import strategies as st

from dealcheck.answers.accounts import Accounts
from dealcheck.language import semantics
from dealcheck.language.lexicon import lexicon
from dealcheck.language.position import Position
from dealcheck.language.program import Settled
from dealcheck.language.resolutions import choices, open_draft, settled
from dealcheck.language.resolve import program
from dealcheck.model.deal import Deal
from dealcheck.questions.accounts.accounts import _Weighed
from tests.differential.strategies import drafts, rulesets, words
from tests.drawn import drawn

MOST, MOST_DOUBTS = 60, 6
Line = tuple[str, str, Any]


@attrs.define(slots=False)
class Talks:
    """A draft, and one or two accounts of each of two parties, some of whose red lines are doubtful."""

    deal: Deal
    positions: tuple[Position, ...]
    resolutions: tuple[Settled, ...]

    @cached_property
    def by_party(self) -> dict[str, list[Position]]:
        """The accounts of each party."""
        grouped: dict[str, list[Position]] = {}
        for position in self.positions:
            grouped.setdefault(str(position.ruleset.party), []).append(position)
        return grouped

    @cached_property
    def lines(self) -> list[Line]:
        """All doubtful red lines; accounts of one party that say the same of it have it in common."""
        every = [line for position in self.positions for line in doubtful(position)]
        return [line for number, line in enumerate(every) if line not in every[:number]]

    def readings(self) -> Iterator[tuple[tuple[Position, ...], list[Line]]]:
        """Every choice of accounts, with every choice of lines that are held."""
        for accounts in itertools.product(*self.by_party.values()):
            for held in itertools.product((False, True), repeat=len(self.lines)):
                yield accounts, [line for line, is_held in zip(self.lines, held) if is_held]

    def signed(self, accounts: tuple[Position, ...], held: list[Line]) -> frozenset[int]:
        """The resolutions that all can sign in a reading, by their numbers."""
        return frozenset(
            number
            for number, resolution in enumerate(self.resolutions)
            if all(signs(account, held, resolution) for account in accounts)
        )


def doubtful(position: Position) -> Iterator[Line]:
    for name, line in position.ruleset.bottom_lines.items():
        if line.strength == "red-line" and line.status != "stated":
            yield str(position.ruleset.party), str(name), line


def signs(account: Position, held: list[Line], resolution: Settled) -> bool:
    judgment = semantics.judge(account.program, resolution)
    least = account.ruleset.reservation
    if least is not None and semantics.score(account.program, judgment) < least:
        return False
    in_doubt = {name: line for _, name, line in doubtful(account)}
    broken = (name for name in judgment.broken if account.program.line(name).strength == "red-line")
    return not any(
        name not in in_doubt or (str(account.ruleset.party), str(name), in_doubt[name]) in held for name in broken
    )


@st.composite
def talks(draw: st.DrawFn) -> Talks:
    vocabulary = draw(words())
    known = lexicon(vocabulary.lineage)
    positions = []
    for party, number in (("p0", draw(st.integers(1, 2))), ("p1", draw(st.integers(1, 2)))):
        for account in range(number):
            rules = draw(rulesets(vocabulary))
            lines = {
                name: attrs.evolve(line, status=draw(st.sampled_from(["stated", "inferred", "disputed"])))
                for name, line in rules.bottom_lines.items()
            }
            own = attrs.evolve(rules, id=f"{party}-{account}", party=party, bottom_lines=lines)
            positions.append(Position(program([own], known), known))
    deal = draw(drafts(vocabulary))
    draft = open_draft(deal, known)
    every = list(itertools.islice(choices(draft), MOST + 1))
    assume(len(every) <= MOST)
    case = Talks(deal, tuple(positions), tuple(settled(draft, choice) for choice in every))
    assume(len(case.lines) <= MOST_DOUBTS)
    return case


@drawn(1)
@given(talks())
def test_every_reading_is_counted(case: Talks) -> None:
    draft = open_draft(case.deal, case.positions[0].lexicon)
    answer = _Weighed(case.deal, draft, case.positions, None).answer("")
    signed = {
        (ids(accounts), frozenset(map(id, held))): case.signed(accounts, held) for accounts, held in case.readings()
    }
    assert answer.readings == len(signed)
    assert answer.acceptable == sum(map(bool, signed.values()))
    assert answer.robust == bool(frozenset.intersection(*signed.values()))
    for reading in answer.by_accounts:
        of_these = [bool(found) for (accounts, _), found in signed.items() if accounts == reading.rulesets]
        assert (reading.acceptable, reading.of) == (sum(of_these), len(of_these))
    check_unheld(case, answer)
    check_what_decides(case, answer)
    if answer.against:
        check_what_rules_out(case, answer)


def ids(accounts: tuple[Position, ...]) -> tuple[str, ...]:
    return tuple(str(account.ruleset.id) for account in accounts)


def check_unheld(case: Talks, answer: Accounts) -> None:
    """Nobody signs with fewer lines given up than are named, and all do with these given up."""
    for reading in answer.by_accounts:
        if not reading.unheld:
            continue
        accounts = tuple(each for each in case.positions if each.ruleset.id in reading.rulesets)
        own = [line for account in accounts for line in doubtful(account)]
        given_up = {(claim.party, claim.bottom_line) for claim in reading.unheld}
        assert case.signed(accounts, [line for line in own if line[:2] not in given_up])
        for fewer in range(len(reading.unheld)):
            for held in itertools.combinations(own, len(own) - fewer):
                assert not case.signed(accounts, list(held))


def check_what_decides(case: Talks, answer: Accounts) -> None:
    by_line = {(doubt.party, doubt.bottom_line, doubt.rulesets): doubt for doubt in answer.doubts}
    assert len(by_line) == len(case.lines) + sum(len(several) > 1 for several in case.by_party.values())
    for line in case.lines:
        rest = [(accounts, held) for accounts, held in case.readings() if line not in held]
        decides = sum(bool(case.signed(a, held)) != bool(case.signed(a, [*held, line])) for a, held in rest)
        holders = tuple(str(each.ruleset.id) for each in case.positions if line in list(doubtful(each)))
        doubt = by_line[line[0], line[1], holders]
        assert (doubt.decides, doubt.of) == (decides, len(rest))
    for party, several in case.by_party.items():
        if len(several) > 1:
            rest = [(accounts, held) for accounts, held in case.readings() if several[0] in accounts]
            decides = 0
            for accounts, held in rest:
                swapped = (tuple(one if each is several[0] else each for each in accounts) for one in several)
                decides += len({bool(case.signed(each, held)) for each in swapped}) > 1
            doubt = by_line[party, "", tuple(str(each.ruleset.id) for each in several)]
            assert (doubt.decides, doubt.of) == (decides, len(rest))


def check_what_rules_out(case: Talks, answer: Accounts) -> None:
    """The choices of accounts that are named have no resolution in common, and no fewer choices are enough."""
    held_by = {
        ids(accounts): case.signed(accounts, case.lines) for accounts in itertools.product(*case.by_party.values())
    }
    if answer.acceptable:
        assert not frozenset.intersection(*(held_by[choice] for choice in answer.against))
    for fewer in itertools.combinations(held_by.values(), len(answer.against) - 1):
        assert not fewer or frozenset.intersection(*fewer)
    assert answer.conflict or not case.resolutions
