"""Numbers written as text, in expressions: what is one, how many digits it has, and its value as a decimal."""

from __future__ import annotations

from typing import Any

import attrs
import ibis
import ibis.expr.datatypes as dt

DIGITS = 38
"""The digits of a decimal in a database."""
_NUMBER = r"^[-+]?((0|[1-9]\d*)(\.\d*)?|\.\d+)([eE][-+]?\d+)?$"  # as `dealcheck.files.structure` reads one
_WRITTEN = r"^[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?$"
_EXPONENT = r"[eE]\+?(-?\d{1,4})$"
_LONG_EXPONENT = r"[eE][-+]?\d{5,}$"


def is_number(text: Any) -> Any:
    """Return whether text is a number as a deal file may have it."""
    return text.re_search(_NUMBER)


@attrs.frozen
class Numeral:
    """The digits of text that is a number: of the form that a person writes, or a database makes of a binary float.

    `digits`: those from the first to the last that is not 0. `point`: after how many of them the point is.
    `is_written`: whether the text is a number at all.
    """

    digits: Any
    point: Any
    is_negative: Any
    is_written: Any

    @classmethod
    def of(cls, text: Any) -> Numeral:
        """Take text apart."""
        exponent = text.re_extract(_EXPONENT, 1).nullif("").cast("int64").fill_null(0)
        mantissa = text.re_replace(r"[eE].*$", "").re_replace(r"^[-+]", "")
        before = mantissa.re_replace(r"\..*$", "")
        digits = before + mantissa.re_replace(r"^[^.]*\.?", "")
        after_zeros = digits.re_replace("^0+", "")
        point = before.length() + exponent - (digits.length() - after_zeros.length())
        return cls(
            digits=after_zeros.re_replace("0+$", ""),
            point=ibis.cases((after_zeros == "", ibis.literal(0, type="int64")), else_=point.cast("int64")),
            is_negative=text.startswith("-"),
            is_written=text.re_search(_WRITTEN) & ~text.re_search(_LONG_EXPONENT),
        )

    @property
    def whole(self) -> Any:
        """How many digits it needs before the point."""
        return ibis.greatest(self.point, 0)

    @property
    def places(self) -> Any:
        """How many digits it needs after the point."""
        return ibis.greatest(self.digits.length() - self.point, 0)

    def fits(self, scale: int) -> Any:
        """Return whether it is a number that a decimal with that many digits after the point holds exactly."""
        return (self.is_written & (self.whole <= DIGITS - scale) & (self.places <= scale)).fill_null(False)

    def value(self, scale: int) -> Any:
        """Return the number as a decimal with that many digits after the point; null where it does not fit."""
        count, point = self.digits.length(), self.point.cast("int32")
        plain = ibis.cases(
            (point <= 0, "0." + self.digits.lpad(ibis.greatest(count - point, 1), "0")),
            (point >= count, self.digits.rpad(ibis.greatest(point, 1), "0")),
            else_=self.digits.left(point) + "." + self.digits.substr(point),
        )
        signed = self.is_negative.ifelse("-", "") + plain
        kind = dt.Decimal(DIGITS, scale)
        return ibis.cases((self.fits(scale), signed.cast(kind)), else_=ibis.null(kind))


def scale_for(places: int | None, whole: int | None) -> int:
    """Return how many digits after the point the decimals of a column get, so that as many numbers as possible fit."""
    return max(min(places or 0, DIGITS - min(whole or 0, DIGITS)), 0)
