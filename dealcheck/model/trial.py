"""What became of test cases, and how much of the rules they try. Plain data."""

from __future__ import annotations

from typing import Literal

import attrs

from dealcheck.model.place import Place
from dealcheck.model.verdict import Verification


@attrs.frozen
class Difference:
    """One thing that a ruleset should have said and did not; `ruleset` is empty for what all say together."""

    ruleset: str
    what: str
    expected: str
    actual: str


@attrs.frozen(kw_only=True)
class CaseResult:
    """What became of one case: it passed when there are no differences."""

    file: str
    case: str
    title: str
    differences: tuple[Difference, ...]
    verification: Verification
    place: Place | None = None

    @property
    def passed(self) -> bool:
        """Whether everything that was expected came out."""
        return not self.differences


@attrs.frozen(kw_only=True)
class CoverageItem:
    """Something in a ruleset that cases should try, and whether one does.

    `kind`: a bottom line that is `broken` in some case, or `kept` in some; a clause (`until`, `only-after`, `unless`,
    `when`) that decided in some; an `arm` of an `any` that was, in some case, the only one to hold.
    """

    ruleset: str
    entry: str
    kind: Literal["broken", "kept", "until", "only-after", "unless", "when", "arm"]
    text: str
    covered: bool
    place: Place | None = None


@attrs.frozen(kw_only=True)
class Mutant:
    """A ruleset with one thing changed, and whether some case notices."""

    ruleset: str
    entry: str
    change: str
    noticed: bool
    place: Place | None = None


@attrs.frozen(kw_only=True)
class Trial:
    """All cases that were run; coverage and mutants where they were asked for."""

    results: tuple[CaseResult, ...]
    coverage: tuple[CoverageItem, ...] = ()
    mutants: tuple[Mutant, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether every case passed."""
        return all(result.passed for result in self.results)

    @property
    def covered(self) -> int:
        """How many in a hundred of the things to try are tried, rounded down; 100 when there are none."""
        done = sum(item.covered for item in self.coverage)
        return 100 * done // len(self.coverage) if self.coverage else 100
