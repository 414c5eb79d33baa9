"""Broken bottom lines as people read them: by name, each with the numbers of its steps, in a list or as text."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any

import ibis

Broken = Sequence[tuple[str, Any]]
"""For each bottom line its name, and an expression for the steps at which it is broken, as bits."""

_CHUNK = 6
"""Steps in a set of bits are looked up this many bits at a time."""


def broken_list(lines: Broken, most: int) -> Any:
    """Return the broken ones as a list, each with the list of its steps; deals have at most `most` steps."""
    kind = "array<struct<bottom_line: string, steps: array<int64>>>"
    if not lines:
        return ibis.literal([], type=kind)
    names = ibis.array([name for name, _bits in lines])

    def entry(entry_value: Any) -> Any:
        return ibis.struct({"bottom_line": names[entry_value["line"]], "steps": _steps(entry_value["bits"], most)})

    return _broken(lines).map(entry).cast(kind)


def broken_text(lines: Broken, most: int) -> Any:
    """Return the broken ones as one text, such as `price@1; no-early-relief@2+3`."""
    if not lines:
        return ibis.literal("")
    names = ibis.array([f"{name}@" for name, _bits in lines])

    def entry(entry_value: Any) -> Any:
        return names[entry_value["line"]] + _steps(entry_value["bits"], most).map(
            lambda step: step.cast("string")
        ).join("+")

    return _broken(lines).map(entry).join("; ")


def _broken(lines: Broken) -> Any:
    """Return the numbers and bits of the broken ones."""
    every = [
        ibis.struct({"line": ibis.literal(number, type="int32"), "bits": bits})
        for number, (_name, bits) in enumerate(lines)
    ]
    return ibis.array(every).filter(lambda each: each["bits"] != 0)


def _steps(bits: Any, most: int) -> Any:
    """Return the numbers, from 1, of the steps that are set."""
    parts = []
    for first in range(0, most, _CHUNK):
        width = min(_CHUNK, most - first)
        known = [[first + step + 1 for step in range(width) if number >> step & 1] for number in range(1 << width)]
        part = (bits >> first) & ((1 << width) - 1)
        parts.append(ibis.literal(known, type="array<array<int64>>")[part.cast("int32")])
    return reduce(lambda left, right: left.concat(right), parts)
