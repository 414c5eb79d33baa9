"""Random domains with additive score sheets, as research on negotiation has them: for dealcheck and for its peers."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from decimal import Decimal
from math import prod
from pathlib import Path

import attrs

PARTIES = ("ann", "bob", "cid", "dot")


@attrs.frozen
class Domain:
    """Points for each party, issue and value, and the least that each party would sign."""

    points: tuple[tuple[tuple[Decimal, ...], ...], ...]
    least: tuple[Decimal, ...]

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many values each issue has."""
        return tuple(len(values) for values in self.points[0])

    @property
    def outcomes(self) -> int:
        """How many outcomes there are."""
        return prod(self.sizes)

    def write(self, folder: Path) -> tuple[Path, Path]:
        """Write the draft and the rulesets, and return the draft's file and the rulesets' folder."""
        draft, rules = folder / "draft.yaml", folder / "rules"
        rules.mkdir()
        draft.write_text("\n".join(self._draft()) + "\n", encoding="utf-8")
        for number, lines in enumerate(self._rules()):
            (rules / f"{number}.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
        return draft, rules

    def _draft(self) -> Iterator[str]:
        parties = ", ".join(PARTIES[: len(self.points)])
        yield from ("deal: bargain", "vocabulary: bargaining", "provisions:")
        for number, size in enumerate(self.sizes):
            values = ", ".join(map(str, range(size)))
            yield f"  issue-{number}: {{parties: [{parties}], action: agree, object: issue-{number}, "
            yield f"    attributes: {{value: [{values}]}}}}"

    def _rules(self) -> Iterator[list[str]]:
        objects = ", ".join(f"issue-{number}: {{}}" for number in range(len(self.sizes)))
        parties = ", ".join(f"{name}: {{}}" for name in PARTIES[: len(self.points)])
        yield [
            "vocabulary: bargaining",
            f"parties: {{{parties}}}",
            "actions: {agree: [agree]}",
            f"objects: {{{objects}}}",
        ]
        for party, issues, least in zip(PARTIES, self.points, self.least):
            sheet = [f"ruleset: {party}s", f"party: {party}", "vocabulary: bargaining", f"reservation: {least}"]
            for number, values in enumerate(issues):
                points = ", ".join(f"{value}: {each}" for value, each in enumerate(values))
                entry = f"{{of: issue-{number}.attributes.value, weight: 1, points: {{{points}}}}}"
                sheet += [*(["issues:"] if not number else []), f"  i{number}: {entry}"]
            yield sheet


def domain(sizes: Sequence[int], parties: int, seed: int, reserved: float = 0.45) -> Domain:
    """Draw a domain whose weights add up to 1 with four decimals, so that points have up to seven.

    `reserved`: the reservation value, as a part of what a party can have at most.
    """
    drawn = random.Random(seed)
    points, least = [], []
    for _ in range(parties):
        parts = [drawn.random() for _ in sizes]
        weights = [Decimal(round(10**4 * part / sum(parts))).scaleb(-4) for part in parts]
        values = [[Decimal(drawn.randint(0, 1000)).scaleb(-3) for _ in range(size)] for size in sizes]
        own = tuple(tuple(weight * value for value in each) for weight, each in zip(weights, values))
        points.append(own)
        most = sum((max(each) for each in own), Decimal(0))
        least.append((most * Decimal(str(reserved))).quantize(Decimal("0.001")))
    return Domain(tuple(points), tuple(least))
