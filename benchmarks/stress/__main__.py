"""How long it takes to say whether a deal is safe to sign.

    python -m benchmarks.stress [SECONDS]

Deals of 10 to 40 provisions and 3 to 12 steps, with as many remedies as half the provisions: each answers the breach of
two provisions of one party, suspends two of the other, and every third adds a provision; some wait for a step. Half the
provisions bind the party that may stop. The ruleset has eight red lines of every sort: action for action, going second,
something that must last, something within a step, a number of things. Times are of the processor. `shortest`: whether
something breaks, and the shortest course that shows it, with the remedies and without; `counted`: the same with all
numbers. SECONDS: after how long counting is given up (60).
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence

import dealcheck
from dealcheck.answers.signed.stress import Stress
from dealcheck.engines import DEFAULT_MEMORY
from dealcheck.questions.signed.stress import stress_of

PROVISIONS, STEPS = (10, 20, 30, 40), (3, 6, 12)
SESSION = dealcheck.Session(plugins=dealcheck.Plugins(entry_points=False))


def words(provisions: int) -> str:
    """Return a vocabulary with a thing for each provision."""
    things = ", ".join(f"o{number}: " for number in range(2 * provisions))
    return (
        "vocabulary: words\nparties: {a: , b: }\nactions: {giving: [lend, give]}\n"
        f"objects:\n  all: {{parts: {{{things}}}}}\n"
    )


def deal(provisions: int, steps: int) -> str:
    """Return a deal in which each side gives something at every step, and stops when the other does."""
    starts = [number * steps // provisions for number in range(provisions)]
    written = [
        f"  p{n}: {{party: {'ab'[n % 2]}, action: give, object: o{n}, from: s{start}}}"
        for n, start in enumerate(starts)
    ]
    remedies = []
    for number in range(provisions // 2):
        answers, suspends = 2 * number, [2 * number + 1, (2 * number + 3) % provisions]
        if number % 2:
            answers, suspends = answers + 1, [answers, (answers + 2) % provisions]
        lines = [
            f"  r{number}:",
            f"    when: {{breach: [p{answers}, p{(answers + 2) % provisions}]}}",
            f"    suspends: [{', '.join(f'p{each}' for each in suspends)}]",
            f"    notice-steps: {number % 3 // 2}",
        ]
        if number % 3 == 0:
            party = "ab"[number % 2]
            lines.append(f"    adds: {{x{number}: {{party: {party}, action: give, object: o{provisions + number}}}}}")
        remedies.append("\n".join(lines))
    names = ", ".join(f"s{number}" for number in range(steps))
    head = f"deal: large\nvocabulary: words\nsteps: [{names}]\n"
    return head + "provisions:\n" + "\n".join(written) + "\nremedies:\n" + "\n".join(remedies) + "\n"


def rules(provisions: int) -> str:
    """Return a ruleset of the side that does not stop."""

    def gives(number: int) -> str:
        return f"{{party: {'ab'[number % 2]}, action: give, object: o{number}}}"

    own = [number for number in range(provisions) if number % 2]
    theirs = [number for number in range(provisions) if not number % 2]
    middle, last = own[len(own) // 2], own[-1]
    given = ", ".join(gives(number) for number in theirs)
    done = ", ".join(gives(number) for number in own)
    lines = {
        "action-for-action": f"forbid: {gives(own[0])}, until: {gives(theirs[0])}",
        "going-second": f"forbid: {gives(last)}, only-after: {gives(theirs[0])}",
        "no-more-than-they": f"forbid: {gives(middle)}, unless: {gives(theirs[len(theirs) // 2])}",
        "in-the-end": f"require: {gives(theirs[-1])}",
        "soon": f"require: {gives(theirs[1])}, when: {gives(own[1])}, within: 1",
        "most-of-it": f"require: {{count: {{of: [{given}], at-least: {len(theirs) * 3 // 4}}}}}",
        "not-all-alone": f"forbid: {{all: [{done}, not: {{any: [{given}]}}]}}",
        "something-for-much": (
            f"forbid: {{count: {{of: [{done}], at-least: {len(own) // 2}}}}}, "
            f"unless: {{count: {{of: [{given}], at-least: {len(theirs) // 3}}}}}"
        ),
    }
    head = "ruleset: rules\nvocabulary: words\nparty: b\nbottom-lines:\n"
    return head + "".join(f"  {name}: {{{line}}}\n" for name, line in lines.items())


def asked(
    provisions: int, steps: int, *, count: bool, seconds: float, memory: int = DEFAULT_MEMORY
) -> tuple[Stress, float]:
    """Return what is answered about a deal, and how long that takes."""
    scope = SESSION.scope([words(provisions), rules(provisions)])
    read = scope.deal(deal(provisions, steps))
    lexicon, positions = scope.library.lexicon(read.deal.vocabulary), scope.positions_for(read.deal)
    started = time.process_time()
    deadline = time.monotonic() + seconds
    answer = stress_of(read.deal, lexicon, positions, count=count, deadline=deadline, memory=memory)
    return answer, time.process_time() - started


def main(sizes: Sequence[int] = PROVISIONS, lengths: Sequence[int] = STEPS, seconds: float = 60.0) -> None:
    """Print a table."""
    print("| provisions | steps | courses | shortest | counted | a red line breaks in |", flush=True)
    print("|---:|---:|---:|---:|---:|---:|", flush=True)
    for provisions in sizes:
        for steps in lengths:
            _, alone = asked(provisions, steps, count=False, seconds=seconds)
            answer, counted = asked(provisions, steps, count=True, seconds=seconds)
            exposure = answer.rulesets[0].with_remedies
            share = "not counted" if exposure.exposed is None else f"{exposure.exposed / exposure.courses:.1%}"
            courses = f"{exposure.courses:.1e}"
            print(f"| {provisions} | {steps} | {courses} | {alone:.2f} s | {counted:.2f} s | {share} |", flush=True)


if __name__ == "__main__":
    main(seconds=float(sys.argv[1]) if len(sys.argv) > 1 else 60.0)
