"""Totals in words: what was summed, and how far it is from what it is compared with."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from dealcheck.language import program as p
from dealcheck.language.wording import plain
from dealcheck.numbers import exact_sum, number_text, product


def total_text(total: p.Total, sums: Sequence[Decimal]) -> str:
    """Return what a total comes to in words; of one that is compared with others, by how much it differs.

    `sums`: what each term is the multiple of.
    """
    first, *others = total.terms
    if not others:
        return f"the total is {number_text(sums[0])}"
    taken = [
        f"{number_text(-term.times)} for each of {number_text(number)} {plain(term.attribute)}"
        for term, number in zip(others, sums[1:])
    ]
    difference = exact_sum(product(term.times, number) for term, number in zip(total.terms, sums))
    constant = next(value for _, value in total.tests if isinstance(value, Decimal))  # a comparison has one test
    compared = exact_sum((difference, constant.copy_negate()))
    constants = [number_text(constant)] if constant else []
    wanted = " and ".join((*taken, *constants))
    head = f"{number_text(sums[0])} {plain(first.attribute)}"
    if not compared:
        return f"{head}: exactly {wanted}"
    return f"{head}: {number_text(abs(compared))} {'more' if compared > 0 else 'fewer'} than {wanted}"
