"""What may stand in brackets beside single values: ranges of numbers, and options with all that they decide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from math import gcd
from typing import Annotated, Union, overload

import attrs

from dealcheck.model.fields import (
    AnyNumber,
    Entries,
    Mark,
    Number,
    ProvisionId,
    Sort,
    Value,
    field,
    place_field,
)
from dealcheck.numbers import (
    MOST_DIGITS,
    exact_sum,
    is_admissible,
    places_after_point,
    product,
    scaled,
    unscaled,
)
from dealcheck.place import Place

MOST_VALUES = 1_000_000
"""The alternatives of a field may be this many."""
MOST_RANGES = 100
"""Among the alternatives of a field may be this many ranges."""
MOST_DEPTH = 20
"""Options may be this deep within options."""


@attrs.frozen
class Range:
    """Numbers at equal distances: `{from: 30, to: 60, by: 15}` means 30, 45 and 60.

    It is a sequence of these numbers, none of which is made before it is asked for.
    """

    from_: Number = field("the first number")
    to: Number = field("the last number, which steps of `by` reach exactly")
    by: Number = field("the distance from one number to the next", default=Decimal(1))
    place: Place | None = place_field()

    def fault(self) -> str:
        """Return why this is no range; empty where it is one."""
        if not all(map(is_admissible, (self.from_, self.to, self.by))):
            return f"its numbers may have {MOST_DIGITS} digits before the point and {MOST_DIGITS} after it"
        if self.by <= 0:
            return "`by` must be above 0"
        if self.to < self.from_:
            return "`to` is below `from`"
        if product(self.by, Decimal(MOST_VALUES)) < exact_sum((self.to, -self.from_)):
            return f"it has more than {MOST_VALUES:,} values"
        return "" if self[len(self) - 1] == self.to else "steps of `by` do not reach `to`"

    def __len__(self) -> int:
        return int(exact_sum((self.to, self.from_.copy_negate())) // self.by) + 1

    @overload
    def __getitem__(self, index: int) -> Decimal: ...
    @overload
    def __getitem__(self, index: slice) -> list[Decimal]: ...
    def __getitem__(self, index: int | slice) -> Decimal | list[Decimal]:
        if isinstance(index, slice):
            return [self[each] for each in range(*index.indices(len(self)))]
        return exact_sum((self.from_, product(self.by, Decimal(index))))

    def __iter__(self) -> Iterator[Decimal]:
        return (self[index] for index in range(len(self)))

    def __contains__(self, value: object) -> bool:
        is_between = isinstance(value, Decimal) and self.from_ <= value <= self.to
        return is_between and self[self.number_of(value)] == value  # type: ignore[arg-type]

    def first_shared(self, other: Range) -> Decimal | None:
        """Return the least number that two ranges have in common; None where there is none.

        Numbers are multiples of one small unit, so that the remainders of both decide; none of them is tried.
        """
        numbers = (self.from_, self.by, other.from_, other.by)
        places = places_after_point(numbers)
        start, by, other_start, other_by = (scaled(number, places) for number in numbers)
        common = gcd(by, other_by)
        if (other_start - start) % common:
            return None
        cycle = other_by // common
        step = (other_start - start) // common * pow(by // common, -1, cycle) % cycle
        first, both = start + step * by, by * cycle  # the least from `start` on, and the distance to the next
        first += max(0, -((first - other_start) // both)) * both
        value = unscaled(first, places)
        return value if value <= min(self.to, other.to) else None

    def number_of(self, value: Decimal) -> int:
        """Return the place of the last number that is not above a value, which is not below the first."""
        return int(exact_sum((value, self.from_.copy_negate())) // self.by)


Alternatives = Annotated[tuple[Union[Value, Range, None], ...], Mark("alternatives")]
"""One value, or a list of values and ranges in brackets; `null` among them stands for no value at all."""


Settlements = Annotated[Mapping[str, Union[Value, tuple[str, ...], None]], Mark("settlements")]
"""Values by the brackets that they settle, `provision.field`; of `parties` a tuple."""


@attrs.frozen(kw_only=True)
class Choices:
    """What an option of an article decides: provisions it keeps, brackets it settles, articles that it opens."""

    provisions: AnyNumber[ProvisionId] = field("provisions that it keeps", default=())
    settles: Settlements = field("brackets that it settles, by `provision.field`", factory=dict)
    alternatives: Entries[Entries[Option]] = field("articles that are decided when it is taken", factory=dict)
    place: Place | None = place_field()

    def named(self) -> Iterator[str]:
        """Yield the provisions that it or an option within it names."""
        yield from self.provisions
        for options in self.alternatives.values():
            for option in options.values():
                yield from option.named()


Option = Annotated[Choices, Mark("option"), Sort("provision")]
"""One option of an article, as files have it: provisions, mappings of `provision.field` to a value, `alternatives`."""
