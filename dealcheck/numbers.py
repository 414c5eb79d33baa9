"""Exact decimals: sums that never round, and limits that keep hostile numbers cheap."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Context, Decimal, InvalidOperation

MOST_DIGITS = 60
"""A number in a file may have this many digits before the point and as many after it."""

_FEW_DIGITS = 9

# Sums stay exact: room for the digits of a product of two admissible numbers, and for more addends than files hold.
_EXACT = Context(prec=4 * MOST_DIGITS + 40)


def is_admissible(number: Decimal) -> bool:
    """Return whether a number is finite and within the limit of digits."""
    if not number.is_finite():
        return False
    digits, exponent = number.as_tuple().digits, int(number.as_tuple().exponent)
    return max(len(digits) + exponent, -exponent) <= MOST_DIGITS


def as_number(text: str) -> Decimal | None:
    """Return the number that a text spells; None where it spells none that a file may hold."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if is_admissible(number) else None


def exact_sum(numbers: Iterable[Decimal]) -> Decimal:
    """Return the sum, without rounding (the default decimal context would keep 28 digits)."""
    total = Decimal(0)
    for number in numbers:
        total = _EXACT.add(total, number)
    return total


def product(left: Decimal, right: Decimal) -> Decimal:
    """Return the product of two numbers, without rounding."""
    return _EXACT.multiply(left, right)


def short_quotient(left: Decimal, right: Decimal) -> Decimal | None:
    """Return a quotient that is a decimal of a few digits; None where it is none."""
    quotient = Context(prec=_FEW_DIGITS).divide(left, right)
    return quotient if product(quotient, right) == left else None


def places_after_point(numbers: Iterable[Decimal]) -> int:
    """Return how many digits after the point the numbers need."""
    return max((-int(number.as_tuple().exponent) for number in numbers), default=0)


def scaled(number: Decimal, places: int) -> int:
    """Return the number times 10^`places`, exactly; it must have no more digits after the point than that."""
    return int(number.scaleb(max(places, 0), _EXACT))


def shifted(number: Decimal, places: int) -> Decimal:
    """Return the number times 10^`places`, exactly."""
    return number.scaleb(places, _EXACT)


def unscaled(number: int, places: int) -> Decimal:
    """Return the number divided by 10^`places`, exactly."""
    return Decimal(number).scaleb(-max(places, 0), _EXACT)


def number_text(number: Decimal) -> str:
    """Return a number as a person would write it: no exponent, no trailing zeros after the point."""
    text = f"{number:f}"
    return (text.rstrip("0").rstrip(".") or "0") if "." in text else text


def count_text(count: int | None) -> str:
    """Return a count as a person would read it: whole up to a quadrillion, and beyond that its order of magnitude.

    None is a count that nobody made.
    """
    if count is None:
        return "some"
    if count < 10**15:
        return f"{count:,}"
    digits = str(count)
    return f"about {digits[0]}.{digits[1]} × 10^{len(digits) - 1}"


def counted(count: int, noun: str) -> str:
    """Return a count with its noun, in the plural unless there is exactly one."""
    return f"{count_text(count)} {noun}{'s' * (count != 1)}"
