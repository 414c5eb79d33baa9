"""Spaces: the resolutions of a draft, and how sets of them are written, be it as diagrams or for a solver."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from decimal import Decimal
from typing import Any, Protocol

from dealcheck.engines.sums import Addend
from dealcheck.language.drafts.draft import Draft

Formula = Any
"""A set of resolutions: it can be combined by `&`, `|` and `~`, and compared with `true` and `false` of its space."""


class Timed(Protocol):
    """What knows when the provisions of a draft are in force."""

    def in_force(self, number: int, step: int) -> Formula:
        """Return where a provision is in force at a step; only if it is in."""


class Space(Protocol):
    """The resolutions of a draft, and how sets of them are written."""

    @property
    def draft(self) -> Draft: ...
    @property
    def true(self) -> Formula: ...
    @property
    def false(self) -> Formula: ...
    @property
    def is_in(self) -> Sequence[Formula]:
        """For each provision of the draft the resolutions that it is in."""

    @property
    def timing(self) -> Timed:
        """When provisions are in force, those that depend on others among them."""

    def field_among(self, number: int, place: int, runs: Collection[int]) -> Formula:
        """Return where a field of a provision has a value of some runs, all by their numbers; only if it is in."""

    def bits_of(self, number: int, place: int) -> Sequence[Formula] | None:
        """Return the number of a field's value among its alternatives, in bits, the most significant first.

        None where it is not written in bits, or where these would not help: its values are few, or not told apart.
        """

    def written_for(self, number: int, step: int) -> Formula:
        """Return where the steps of a provision, as it is written, have one among them; only if it is in."""

    def check_time(self) -> None:
        """Raise TimeLimitError when the time for writing formulas is up."""

    def all_of(self, formulas: Iterable[Formula]) -> Formula: ...
    def any_of(self, formulas: Iterable[Formula]) -> Formula: ...
    def sum_passes(
        self, addends: Sequence[Addend], bounds: Iterable[Decimal], passes: Callable[[Decimal], bool]
    ) -> Formula:
        """Return where a sum passes; only at `bounds` may `passes` change its answer."""


MakeTiming = Callable[[Any], Timed]
"""Makes what knows when provisions are in force, of a space."""
