"""What tests share: XML as Genius and NegMAS write it, made of plain data, and the utility that it gives an outcome."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from pathlib import Path
from xml.sax.saxutils import quoteattr

import dealcheck_genius
import pytest

import dealcheck


@dataclass
class Discrete:
    """A discrete issue, with the evaluation of each value, as written."""

    name: str
    evaluations: Mapping[str, str]

    @property
    def values(self) -> list[str]:
        return list(self.evaluations)

    def domain(self, index: int) -> str:
        items = "".join(f"<item value={quoteattr(value)}/>" for value in self.evaluations)
        return f'<issue type="discrete" index="{index}" name={quoteattr(self.name)}>{items}</issue>\n'

    def profile(self, index: int) -> str:
        items = "".join(
            f'<item value={quoteattr(value)} evaluation="{evaluation}"/>'
            for value, evaluation in self.evaluations.items()
        )
        return f'<issue type="discrete" index="{index}" name={quoteattr(self.name)}>{items}</issue>\n'

    def utility(self, value: object) -> Fraction:
        """Return the evaluation as Genius normalises it."""
        highest = max(map(Fraction, self.evaluations.values()))
        return Fraction(0) if highest < Fraction(1, 100_000) else Fraction(self.evaluations[str(value)]) / highest


@dataclass
class Integer:
    """An integer issue, with its linear evaluator, as written."""

    name: str
    low: int
    high: int
    offset: str
    slope: str

    @property
    def values(self) -> list[int]:
        return list(range(self.low, self.high + 1))

    def domain(self, index: int) -> str:
        bounds = f'lowerbound="{self.low}" upperbound="{self.high}"'
        return f'<issue type="integer" index="{index}" name={quoteattr(self.name)} {bounds}/>\n'

    def profile(self, index: int) -> str:
        evaluator = f'<evaluator ftype="linear" offset="{self.offset}" slope="{self.slope}"/>'
        return self.domain(index).replace("/>", f">{evaluator}</issue>")

    def utility(self, value: object) -> Fraction:
        """Return the evaluation as Genius computes it."""
        height = Fraction(self.offset) + Fraction(self.slope) * (int(str(value)) - self.low)
        return min(max(height, Fraction(0)), Fraction(1))


@dataclass
class Profile:
    """A utility space: issues, their weights, and the rest."""

    issues: Sequence[Discrete | Integer]
    weights: Sequence[str]
    reservation: str | None = None
    after: str = ""
    root: str = "Test"
    also: str = field(default="")

    def domain_xml(self) -> bytes:
        issues = "".join(issue.domain(index) for index, issue in enumerate(self.issues, start=1))
        return (
            f"<negotiation_template>\n<utility_space>\n<objective index='0' name={quoteattr(self.root)}>\n"
            f"{issues}</objective>\n</utility_space>\n</negotiation_template>\n"
        ).encode()

    def xml(self) -> bytes:
        issues = "".join(issue.profile(index) for index, issue in enumerate(self.issues, start=1))
        weights = "".join(
            f'<weight index="{index}" value="{weight}"/>\n' for index, weight in enumerate(self.weights, start=1)
        )
        reservation = "" if self.reservation is None else f'<reservation value="{self.reservation}"/>\n'
        return (
            f"<utility_space>\n<objective index='0' name={quoteattr(self.root)}>\n{issues}{weights}{self.also}"
            f"</objective>\n{reservation}{self.after}</utility_space>\n"
        ).encode()

    def utility(self, outcome: Sequence[object]) -> Fraction:
        """Return what Genius computes of an outcome, but for its upper bound of 1."""
        each = zip(self.weights, self.issues, outcome)
        return sum((Fraction(weight) * issue.utility(value) for weight, issue, value in each), Fraction(0))

    def outcomes(self) -> Iterator[tuple[object, ...]]:
        return product(*(issue.values for issue in self.issues))


BUYER = Profile(
    [
        Discrete("Laptop brand", {"Dell": "3", "HP & Co": "1"}),
        Discrete("Disk", {"60 Gb": "7", "80 Gb": "2", "120": "0.0"}),
        Integer("Warranty, months", 6, 12, "0.2", "0.25"),
    ],
    ["0.5", "0.3", "0.2"],
    reservation="0.4",
)
SELLER = Profile(
    [
        Discrete("Laptop brand", {"Dell": "1", "HP & Co": "5.5"}),
        Discrete("Disk", {"60 Gb": "1", "80 Gb": "2", "120": "3"}),
        Integer("Warranty, months", 6, 12, "1", "-0.125"),
    ],
    ["0.25", "0.25", "0.5"],
    reservation="0.6",
)


@pytest.fixture
def plugins() -> dealcheck.Plugins:
    plugins = dealcheck.Plugins(entry_points=False)
    plugins.register(dealcheck_genius, "genius")
    return plugins


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path, Path]:
    """A domain with two profiles."""
    named = {"domain.xml": BUYER.domain_xml(), "Buyer A.xml": BUYER.xml(), "seller.xml": SELLER.xml()}
    for name, data in named.items():
        (tmp_path / name).write_bytes(data)
    domain, buyer, seller = (tmp_path / name for name in named)
    return domain, buyer, seller


def mistakes_of(read: Callable[[], dealcheck.Reading]) -> list[str]:
    """What is wrong with what is read."""
    try:
        return [str(mistake) for mistake in read().mistakes]
    except dealcheck.InputError as error:
        return [str(mistake) for mistake in error.mistakes]


def deal_of(reading: dealcheck.Reading) -> dealcheck.Deal:
    assert reading.mistakes == ()
    assert isinstance(reading.document, dealcheck.Deal)
    return reading.document


def ruleset_of(reading: dealcheck.Reading) -> dealcheck.Ruleset:
    assert reading.mistakes == ()
    assert isinstance(reading.document, dealcheck.Ruleset)
    return reading.document
