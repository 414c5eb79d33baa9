"""How long it takes to make a deal safe to sign.

    python -m benchmarks.stress.repair [SECONDS]

Deals of 6 to 24 provisions and 3 to 12 steps: two sides give each other something in turn, and every third provision is
paid for with the one before it. Whoever gives such a provision has a red line: not to give it at two steps at which the
other has stopped. So nothing is safe, and the deals have no remedies; the sides offer one for each red line, which
suspends what is not paid for any more. Times are of the processor. `bigger`: the smallest change by adding and
strengthening, which brings remedies in; `smaller`: the smallest by leaving out, weakening and waiting; each proved to
be the smallest. SECONDS: after how long a search is given up (120).
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence

import dealcheck
from benchmarks.stress.__main__ import SESSION, words

PROVISIONS, STEPS = (6, 12, 18, 24), (3, 6, 12)
_EVERY = 3
"""One of so many provisions is paid for with the one before it."""


def deal(provisions: int, steps: int) -> str:
    """Return a deal in which the sides give in turn, and go on to its end."""
    starts = [number * steps // provisions for number in range(provisions)]
    written = "".join(
        f"  p{n}: {{party: {_side(n)}, action: give, object: o{n}, from: s{start}}}\n" for n, start in enumerate(starts)
    )
    names = ", ".join(f"s{number}" for number in range(steps))
    return f"deal: exchange\nvocabulary: words\nsteps: [{names}]\nprovisions:\n{written}"


def rules(provisions: int, side: str) -> str:
    """Return the ruleset of a side, with a red line for each of its provisions that is paid for, and what it offers."""
    paid_for = range(1, provisions, _EVERY)
    definitions, lines, offers = "", "", ""
    for number in paid_for:
        given, price = (f"{{party: {_side(each)}, action: give, object: o{each}}}" for each in (number, number - 1))
        if _side(number) == side:
            definitions += f"  unpaid-{number}: [{given}, {{not: {price}}}]\n"
            lines += f"  not-twice-{number}: {{forbid: [unpaid-{number}, {{earlier: unpaid-{number}}}]}}\n"
        else:
            offers += (
                f"  stop-{number}: {{when: {{breach: p{number - 1}}}, by: {_side(number)}, suspends: p{number}}}\n"
            )
    return (
        f"ruleset: rules-{side}\nvocabulary: words\nparty: {side}\n"
        f"definitions:\n{definitions}bottom-lines:\n{lines}offers:\n{offers}"
    )


def _side(number: int) -> str:
    return "ab"[number % 2]


def asked(provisions: int, steps: int, direction: str, *, seconds: float) -> tuple[dealcheck.Repairs | None, float]:
    """Return the smallest changes in a direction, None if there was no time for them, and how long that took."""
    rulesets = [words(provisions), *(rules(provisions, side) for side in "ab")]
    written = deal(provisions, steps)
    started = time.process_time()
    try:
        answer = dealcheck.repair(
            written, rulesets, direction=direction, safe=True, limit=1, timeout=seconds, session=SESSION
        )
    except dealcheck.TimeLimitError:
        return None, time.process_time() - started
    return answer, time.process_time() - started


def main(sizes: Sequence[int] = PROVISIONS, lengths: Sequence[int] = STEPS, seconds: float = 120.0) -> None:
    """Print a table."""
    print("| provisions | steps | bigger | changes | of deals | smaller | changes | of deals |", flush=True)
    print("|---:|---:|---:|---:|---:|---:|---:|---:|", flush=True)
    for provisions in sizes:
        for steps in lengths:
            cells = [cell for way in ("bigger", "smaller") for cell in _cells(provisions, steps, way, seconds)]
            print(f"| {provisions} | {steps} | {' | '.join(cells)} |", flush=True)


def _cells(provisions: int, steps: int, direction: str, seconds: float) -> tuple[str, str, str]:
    answer, taken = asked(provisions, steps, direction, seconds=seconds)
    if answer is None or not answer.repairs:
        return f"{taken:.2f} s", "not found" if answer is None else "none", ""
    (first,) = answer.repairs
    return f"{taken:.2f} s", f"{len(first.changes)}", f"{answer.considered:.1e}"


if __name__ == "__main__":
    main(seconds=float(sys.argv[1]) if len(sys.argv) > 1 else 120.0)
