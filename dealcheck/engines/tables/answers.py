"""Broken bottom lines as people read them: by name, each with the numbers of its steps, in a list or as text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any

import ibis

Broken = Sequence[tuple[str, Any]]
"""For each bottom line its name, and an expression for the steps at which it is broken, as bits."""

_CHUNK = 6
"""Steps in a set of bits are looked up this many bits at a time."""
_MOST_BITS = 62
"""A 64-bit integer holds this many; its sign and one more bit are left alone."""


def broken_list(lines: Broken, most: int) -> Any:
    """Return the broken ones as a list, each with the list of its steps; deals have at most `most` steps."""
    kind = "array<struct<bottom_line: string, steps: array<int64>>>"
    if not lines:  # the null says what is in the list, which an empty list does not in DuckDB before 2
        return ibis.null(kind).fill_null(ibis.literal([], type=kind))
    names = ibis.array([name for name, _bits in lines])

    def entry(line: Any, bits: Any) -> Any:
        return ibis.struct({"bottom_line": names[line], "steps": _steps(bits, most)})

    return _mapped(lines, most, entry).cast(kind)


def broken_text(lines: Broken, most: int) -> Any:
    """Return the broken ones as one text, such as `price@1; no-early-relief@2+3`."""
    if not lines:
        return ibis.literal("")
    names = ibis.array([f"{name}@" for name, _bits in lines])

    def entry(line: Any, bits: Any) -> Any:
        return names[line] + _steps(bits, most).map(lambda step: step.cast("string")).join("+")

    return _mapped(lines, most, entry).join("; ")


def _mapped(lines: Broken, most: int, entry: Callable[[Any, Any], Any]) -> Any:
    """Return what `entry` makes of the number and the bits of each broken line.

    Both are packed into one whole number where they fit: databases filter lists of those faster than of structs.
    """
    width = most + len(lines).bit_length()
    if width > _MOST_BITS:
        pairs = [ibis.struct({"line": _whole(number), "bits": bits}) for number, (_name, bits) in enumerate(lines)]
        return _filtered(pairs, lambda each: each["bits"]).map(lambda each: entry(each["line"], each["bits"]))
    kind, full = "int32" if width < 32 else "int64", (1 << most) - 1
    packed = [bits.cast(kind) | _whole(number << most, kind) for number, (_name, bits) in enumerate(lines)]
    broken = _filtered(packed, lambda each: each & _whole(full, kind))
    return broken.map(lambda each: entry((each >> most).cast("int32"), each & _whole(full, kind)))


def _filtered(every: Sequence[Any], bits: Callable[[Any], Any]) -> Any:
    return ibis.array(list(every)).filter(lambda each: bits(each) != 0)


def _whole(number: int, kind: str = "int32") -> Any:
    return ibis.literal(number, type=kind)


def _steps(bits: Any, most: int) -> Any:
    """Return the numbers, from 1, of the steps that are set."""
    parts = []
    for first in range(0, most, _CHUNK):
        width = min(_CHUNK, most - first)
        known = [[first + step + 1 for step in range(width) if number >> step & 1] for number in range(1 << width)]
        part = bits if width == most else (bits >> first) & ((1 << width) - 1)
        parts.append(ibis.literal(known, type="array<array<int64>>")[part.cast("int32")])
    return reduce(lambda left, right: left.concat(right), parts)
