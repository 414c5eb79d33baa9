"""The alternatives of an attribute as one sequence, in which ranges take no room."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Any, overload

from dealcheck.language.semantics import same
from dealcheck.model.brackets import Range
from dealcheck.model.conditions import Scalar


def listed(values: Sequence[Any]) -> Sequence[Any]:
    """Return alternatives one after the other, the numbers of a range for the range."""
    return Alternatives(values) if any(isinstance(value, Range) for value in values) else tuple(values)


class Alternatives(Sequence["Scalar | None"]):
    """Alternatives among which are ranges. `parts`: single values as tuples of one, and ranges."""

    def __init__(self, values: Sequence[Any]) -> None:
        self.parts: list[Range | tuple[Any]] = [value if isinstance(value, Range) else (value,) for value in values]
        self.starts = [0, *accumulate(map(len, self.parts))]
        """The number of the first value of each part, and of what would come after all."""

    def __len__(self) -> int:
        return self.starts[-1]

    @overload
    def __getitem__(self, index: int) -> Scalar | None: ...
    @overload
    def __getitem__(self, index: slice) -> list[Scalar | None]: ...
    def __getitem__(self, index: int | slice) -> Any:
        if isinstance(index, slice):
            return [self[each] for each in range(*index.indices(len(self)))]
        if not 0 <= index < len(self):
            raise IndexError(index)
        part = bisect_right(self.starts, index) - 1
        return self.parts[part][index - self.starts[part]]

    def __iter__(self) -> Iterator[Any]:
        for part in self.parts:
            yield from part

    def part_with(self, index: int) -> Range | tuple[Any]:
        """Return the part that the value of a number belongs to."""
        return self.parts[bisect_right(self.starts, index) - 1]

    def find(self, value: Any) -> int | None:
        """Return the number of a value; None where it is none of the alternatives."""
        for start, part in zip(self.starts, self.parts):
            if isinstance(part, Range):
                if not isinstance(value, bool) and value in part:
                    return start + part.number_of(value)
            elif part[0] is value or (part[0] is not None and value is not None and same(part[0], value)):
                return start
        return None
