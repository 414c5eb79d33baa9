"""Exact numbers: what XML says as fractions, and fractions as decimals."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from math import lcm

from dealcheck import Place
from dealcheck_genius.notes import Notes, shown

MOST_DIGITS = 60
"""As in dealcheck's own files: so many digits before the point, and as many after it."""

_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)(?:[eE](?P<exponent>[-+]?\d{1,3}))?", re.ASCII)
_WHOLE = re.compile(r"[-+]?\d{1,15}", re.ASCII)


def number(text: str | None, what: str, place: Place, notes: Notes) -> Fraction | None:
    """Return a number as it is written, exactly; None, and a mistake noted, where it is none."""
    if text is None:
        notes.add(f"{what} is missing", place)
        return None
    if not _NUMBER.fullmatch(text):
        notes.add(f"{what}: expected a number, found `{shown(text, 30)}`", place, "write a decimal, as 0.25")
        return None
    value = Decimal(text) if len(text) <= 2 * MOST_DIGITS + 10 else None
    if value is None or not fits(value):
        cure = f"a number may have {MOST_DIGITS} digits before the point and {MOST_DIGITS} after it"
        notes.add(f"{what}: the number `{shown(text, 30)}` is out of range", place, cure)
        return None
    return Fraction(value)


def whole(text: str | None, what: str, place: Place, notes: Notes) -> int | None:
    """Return a whole number of at most 15 digits; None, and a mistake noted, where it is none."""
    if text is None:
        notes.add(f"{what} is missing", place)
        return None
    if not _WHOLE.fullmatch(text):
        cure = "it may have 15 digits, and no point"
        notes.add(f"{what}: expected a whole number, found `{shown(text, 30)}`", place, cure)
        return None
    return int(text)


def fits(value: Decimal) -> bool:
    """Return whether dealcheck takes a number of that many digits."""
    digits, exponent = value.as_tuple().digits, int(value.as_tuple().exponent)
    return max(len(digits) + exponent, -exponent) <= MOST_DIGITS


def scale_for(fractions: Iterable[Fraction]) -> int:
    """Return the least whole number by which all fractions become finite decimals."""
    return lcm(*(_odd_part(fraction.denominator) for fraction in fractions))


def is_finite(fraction: Fraction) -> bool:
    """Return whether a fraction is a finite decimal."""
    return _odd_part(fraction.denominator) == 1


def decimal(fraction: Fraction) -> Decimal:
    """Return a finite decimal, without zeros at its end; no context rounds it."""
    places, numerator, denominator = 0, fraction.numerator, fraction.denominator
    while numerator % denominator:
        numerator *= 10
        places += 1
    return Decimal(f"{numerator // denominator}E-{places}") if places else Decimal(numerator // denominator)


def text_of(fraction: Fraction) -> str:
    """Return a finite decimal as it stands in a file."""
    return f"{decimal(fraction):f}"


def _odd_part(whole_number: int) -> int:
    """Return what is left of a number when 2 and 5 are divided out of it."""
    for prime in (2, 5):
        while whole_number % prime == 0:
            whole_number //= prime
    return whole_number
