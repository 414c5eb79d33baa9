"""What became of test cases, and how much of the rules they try. Plain data."""

from __future__ import annotations

from typing import Literal

import attrs

from dealcheck.answers.verdict import Verification
from dealcheck.model.fields import field
from dealcheck.place import Place


@attrs.frozen
class Difference:
    """One thing that a ruleset should have said and did not."""

    ruleset: str = field("the ruleset's id; empty for what all say together")
    what: str = field("what was compared")
    expected: str = field("what should have come out")
    actual: str = field("what did")


@attrs.frozen(kw_only=True)
class CaseResult:
    """What became of one case: it passed when there are no differences."""

    file: str = field("the test file")
    case: str = field("the case's id")
    title: str = field("its title")
    differences: tuple[Difference, ...] = field("what did not come out as expected")
    verification: Verification = field("all the answers to its deal")
    place: Place | None = field("place of the case", default=None)

    @property
    def passed(self) -> bool:
        """Whether everything that was expected came out."""
        return not self.differences


@attrs.frozen(kw_only=True)
class CoverageItem:
    """Something in a ruleset that cases should try, and whether one does."""

    ruleset: str = field("the ruleset's id")
    entry: str = field("the bottom line, definition or score entry")
    kind: Literal["broken", "kept", "until", "only-after", "unless", "when", "arm", "points"] = field(
        "a bottom line is broken in some case, or kept in some; a clause decides in some; an arm of an `any` is, "
        "in some case, the only one to hold; an issue gives points for a value in some",
    )
    text: str = field("the same in words")
    covered: bool = field("whether some case tries it")
    place: Place | None = field("its place", default=None)


@attrs.frozen(kw_only=True)
class Mutant:
    """A ruleset with one thing changed, and whether some case notices."""

    ruleset: str = field("the ruleset's id")
    entry: str = field("the bottom line or definition that was changed")
    change: str = field("what was changed, in words")
    noticed: bool = field("whether some case fails with it")
    place: Place | None = field("place of the entry", default=None)


@attrs.frozen(kw_only=True)
class Trial:
    """All cases that were run; coverage and mutants where they were asked for."""

    results: tuple[CaseResult, ...] = field("one for each case")
    coverage: tuple[CoverageItem, ...] = field("what cases can try, if asked for", default=())
    mutants: tuple[Mutant, ...] = field("the rulesets with one thing changed, if they were asked for", default=())
    mutants_complete: bool = field("whether all were tried that were asked for, before time was up", default=True)
    least_covered: int = field("the least coverage that was asked for, in per cent", default=0)

    @property
    def engines(self) -> frozenset[str]:
        """The names of the engines that judged."""
        return frozenset(result.verification.engine for result in self.results)

    @property
    def passed(self) -> bool:
        """Whether every case passed; where none was run, none did."""
        return bool(self.results) and all(result.passed for result in self.results)

    @property
    def covered(self) -> int:
        """How many in a hundred of the things to try are tried, rounded down; 100 when there are none."""
        done = sum(item.covered for item in self.coverage)
        return 100 * done // len(self.coverage) if self.coverage else 100
