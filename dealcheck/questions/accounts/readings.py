"""What may be read in several ways: which account of a party is true, and which doubtful red lines are held."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from math import prod

import attrs

from dealcheck.engines.claims import Demand, demands_of
from dealcheck.engines.meaning import Meaning
from dealcheck.engines.spaces import Formula
from dealcheck.errors import InputError, Mistake
from dealcheck.language.position import Position

MOST_CHOICES = 1_000
"""The most choices of accounts that are looked at, one by one."""
Line = tuple[str, str, object]
"""A red line: its party, its id and what it says. Accounts that inherit it, and do not change it, have it in common."""


@attrs.frozen(eq=False)
class Account:
    """One account of a party's position: what it demands for sure, and its doubtful red lines by their numbers."""

    position: Position
    sure: tuple[Demand, ...]
    doubtful: tuple[tuple[int, Demand], ...]
    met: Formula
    """Where all of it is met, with every doubtful red line held."""

    @property
    def provisions(self) -> frozenset[int]:
        """The provisions that may decide whether all of it is met, by their numbers."""
        return frozenset().union(*(demand.provisions for demand in (*self.sure, *(line for _, line in self.doubtful))))

    @property
    def id(self) -> str:
        """The id of its ruleset."""
        return str(self.position.ruleset.id)


class Readings:
    """Some accounts, grouped by party, and all that they leave in doubt."""

    def __init__(self, positions: Sequence[Position], meanings: Sequence[Meaning]) -> None:
        self.lines: list[Line] = []
        """The doubtful red lines, by their numbers."""
        accounts = [self._account(*pair) for pair in zip(positions, meanings)]
        self.by_party: dict[str, list[Account]] = {}
        for account in accounts:
            self.by_party.setdefault(str(account.position.ruleset.party), []).append(account)
        choices = prod(map(len, self.by_party.values()))
        if choices > MOST_CHOICES:
            message = f"there are {choices:,} ways to take one account of each party, more than {MOST_CHOICES:,}"
            raise InputError([Mistake(message, None, "ask fewer rulesets at once")])

    def choices(self) -> Iterator[tuple[Account, ...]]:
        """Yield every way to take one account of each party as true."""
        return itertools.product(*self.by_party.values())

    def accounts(self) -> Iterator[Account]:
        """Yield all accounts."""
        return itertools.chain.from_iterable(self.by_party.values())

    def _account(self, position: Position, meaning: Meaning) -> Account:
        sure, doubtful = [], []
        for demand in demands_of(position, meaning):
            line = position.program.line(demand.bottom_line) if demand.bottom_line else None
            if line is None or line.status == "stated":
                sure.append(demand)
            else:
                doubtful.append((self._number((str(position.ruleset.party), demand.bottom_line, line)), demand))
        met = meaning.space.all_of(demand.met for demand in (*sure, *(demand for _, demand in doubtful)))
        return Account(position, tuple(sure), tuple(doubtful), met)

    def _number(self, line: Line) -> int:
        if line not in self.lines:
            self.lines.append(line)
        return self.lines.index(line)
