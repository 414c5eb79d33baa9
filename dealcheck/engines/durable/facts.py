"""Facts and rules for durable-rules as plain data: a deal as facts, what rules look for, what they derive.

Facts, by their first key; steps are small integers. For those by which provisions are matched see `provisions`.

| fact | what it says |
|---|---|
| `r3` | provisions meet reach 3 from step `a` up to but without step `b` |
| `q3` | step `q3` is the first at which they do |
| `s2` | stratum 2 of step `t` is open |
| `z2` | the same, and `t` is the last step |
| `h5` | fact 5 of the gallery (see `signs`) holds at step `h5` |
| `n5_2` | at step `n5_2`, `v` of the first 2 parts that fact 5 counts hold |
| `w5` | what bottom line 5 has required since step `o` is due at step `w5` |

durable-rules finds its way by the names of keys, which is why these have the numbers in them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

import attrs

from dealcheck.engines.durable.signs import Sign
from dealcheck.language import program as p
from dealcheck.language.semantics import Steps

Fact = dict[str, int]
Pattern = dict[str, Any]
"""What a fact must be like, as durable-rules has it."""

AT: Pattern = {"ph": "t"}
"""The step that is played: `t` of the fact `ph` that opened the stratum."""


@attrs.frozen(repr=False)
class Effect:
    """What a rule does when it fires: infer a fact on `number`, or report a reach, a bottom line or a score entry.

    `add` is what a `tally` grows by, and `part` how many parts it then covers; `within` the steps that a requirement
    leaves.
    """

    kind: Literal["reached", "holds", "tally", "open", "broken", "overdue", "earned"]
    number: int = 0
    name: str = ""
    add: int = 0
    part: int = 0
    within: int = 0


@attrs.frozen(repr=False)
class Rule:
    """A rule: the patterns that must match together, by name, and what follows.

    `looks_for` has the kinds of the facts that match, once for each pattern that they may meet.
    """

    stratum: int
    patterns: Mapping[str, Pattern]
    effect: Effect
    looks_for: tuple[str, ...]


def opening(stratum: int, *, last: bool = False) -> str:
    """Return the kind of the fact that opens a stratum, or of the one that opens it at the last step alone."""
    return f"{'z' if last else 's'}{stratum}"


def exists(kind: str) -> Pattern:
    """Return a pattern for facts of a kind."""
    return {"$ex": {kind: 1}}


def at_step(kind: str, *tests: Pattern) -> Pattern:
    """Return a pattern for facts of a kind, of the step that is played."""
    return _pattern(kind, {kind: AT}, *tests)


def inferred(sign: Sign) -> tuple[str, Pattern]:
    """Return the kind of the facts that show a sign on an inferred fact, and a pattern for them."""
    kind = f"h{sign.of}"
    when = {
        "now": {kind: AT},
        "once": {"$lte": {kind: AT}},
        "earlier": {"$lt": {kind: AT}},
        "before": {kind: {"$sub": {"$l": AT, "$r": 1}}},
        "since": {"$gte": {kind: {"x": "o"}}},
    }
    return kind, _pattern(kind, when[sign.when])


def reached(sign: Sign, number: int) -> tuple[str, Pattern]:
    """Return the kind of fact that shows a sign on provisions (by the number of a reach), and its pattern."""
    if sign.when in ("once", "earlier"):
        first = f"q{number}"
        return first, _pattern(first, {"$lte" if sign.when == "once" else "$lt": {first: AT}})
    kind = f"r{number}"
    by = {"$add": {"$l": AT, "$r": sign.within}} if sign.within else AT
    return kind, _pattern(kind, {"$lte": {"a": by}}, {"$gt": {"b": AT}})


def spans(steps: Steps) -> Iterator[tuple[int, int]]:
    """Yield the runs of steps that follow one another: the first of each, and the first after it."""
    while steps:
        start, stop = p.span_of(steps & ~(steps + (steps & -steps)))
        yield start, stop
        steps &= -1 << stop


def _pattern(kind: str, *compared: Pattern) -> Pattern:
    """Return a pattern for facts of a kind that pass comparisons with other facts.

    When the last comparison of a pattern fails, durable-rules skips what follows it and looks for an end after that:
    there must be one more, so an `$or` there is always.
    """
    return {"$and": [exists(kind), *compared, {"$or": [exists(kind)]}]}
