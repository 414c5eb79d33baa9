"""What rulesets insist on: red lines and reservation values, as formulas and as plain data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

import attrs

from dealcheck.answers.conflict import Claim
from dealcheck.engines.meaning import Meaning
from dealcheck.engines.seen import deciding, provisions_scored
from dealcheck.engines.spaces import Formula
from dealcheck.language import semantics
from dealcheck.language.position import Position
from dealcheck.language.program import Settled
from dealcheck.language.wording import plain
from dealcheck.numbers import number_text
from dealcheck.place import place_of


@attrs.frozen(eq=False)
class Demand:
    """A bottom line, or a reservation value (`bottom_line` empty), and where it is met."""

    position: Position
    bottom_line: str
    met: Formula
    meaning: Meaning

    @property
    def ruleset(self) -> str:
        """Whose demand it is."""
        return str(self.position.ruleset.id)

    @cached_property
    def provisions(self) -> frozenset[int]:
        """The provisions of the draft that may decide whether it is met, by their numbers."""
        program = self.meaning.program
        if self.bottom_line:
            return deciding(program.bottom_lines[self.bottom_line].parts, self.meaning.seen)
        scored = provisions_scored(self.meaning.space.draft, program)
        return scored | deciding(program.worth.values(), self.meaning.seen)

    @cached_property
    def claim(self) -> Claim:
        """The demand as plain data, with whose statement it rests on."""
        return claim_of(self.position, self.bottom_line)


def claim_of(position: Position, bottom_line: str) -> Claim:
    """Return a bottom line, or the reservation value when that is empty, as plain data, with its sources."""
    ruleset = position.ruleset
    head: dict[str, Any] = {key: position.head[key] for key in ("ruleset", "party", "party_title")}
    if not bottom_line:
        least = number_text(ruleset.reservation or 0)  # type: ignore[arg-type]
        return Claim(**head, bottom_line="", title=f"The score is at least {least}", place=ruleset.place)
    line = position.program.line(bottom_line)
    known = {**position.lexicon.sources, **ruleset.sources}
    return Claim(
        **head,
        bottom_line=bottom_line,
        title=str(line.title) or plain(bottom_line),
        strength=line.strength,
        status=line.status,
        sources=tuple(known[name] for name in line.sources),
        place=place_of(line.id) or line.place,
    )


def demands_of(position: Position, meaning: Meaning, *, strict: bool = False) -> Iterator[Demand]:
    """Yield what must be met for a ruleset not to reject; `strict`: to accept without reservations."""
    if position.ruleset.reservation is not None:
        yield Demand(position, "", meaning.worth_signing(), meaning)
    for name in meaning.program.bottom_lines if strict else meaning.program.red_lines():
        yield Demand(position, str(name), meaning.kept(name), meaning)


def all_demands(positions: Sequence[Position], meanings: Sequence[Meaning], *, strict: bool = False) -> list[Demand]:
    """Return what must be met for none of some rulesets to reject; `meanings`: what they say, in the same order."""
    pairs = zip(positions, meanings)
    return [demand for pair in pairs for demand in demands_of(*pair, strict=strict)]


def unmet_by(positions: Sequence[Position], deal: Settled) -> Iterator[Claim]:
    """Yield the red lines that a deal breaks and the reservation values that it does not reach."""
    for position in positions:
        program, ruleset = position.program, position.ruleset
        judgment = semantics.judge(program, deal)
        for name in judgment.broken:
            if program.line(name).strength == "red-line":
                yield claim_of(position, str(name))
        if ruleset.reservation is not None and semantics.score(program, judgment) < ruleset.reservation:
            yield claim_of(position, "")
