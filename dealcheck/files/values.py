"""Scalars: nodes to text, ids, dates, numbers and the values of attributes."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from dealcheck.errors import Mistakes, nearest, shown
from dealcheck.files.arguments import check
from dealcheck.model.calendar import MOST_UNITS, UNITS, Duration
from dealcheck.model.fields import IS_ID
from dealcheck.numbers import MOST_DIGITS, is_admissible
from dealcheck.place import Place, Word
from dealcheck.syntax.nodes import YamlNode

_NUMBER = re.compile(r"[-+]?(0|[1-9]\d*|(?=\.\d))(\.\d*)?([eE](?P<exponent>[-+]?\d+))?\Z", re.ASCII)
# What some YAML readers take for a boolean or a number and others for text (or for another number).
_AMBIGUOUS = re.compile(
    r"(y|n|yes|no|on|off|true|false|[-+]?\.inf|\.nan|[-+]?0[xob][0-9a-f_]+|[-+]?\d+(:[0-5]?\d)+(\.\d*)?"
    r"|[-+]?(\d[\d_]*(\.[\d_]*)?|\.\d[\d_]*)(e[-+]?\d+)?)\Z",
    re.IGNORECASE | re.ASCII,
)


class Scalars:
    """Reads scalars of every sort, noting mistakes on the way."""

    def __init__(self, mistakes: Mistakes) -> None:
        self.mistakes = mistakes

    def wrong(self, node: YamlNode, expected: str) -> None:
        self.mistakes.add(f"expected {expected}, found {node.describe()}", node.place, code="wrong-kind")

    def read_literal(self, node: YamlNode, allowed: tuple[str, ...]) -> str:
        """Return one of the words that are allowed."""
        if self._has_text(node, "one of " + ", ".join(f"`{word}`" for word in allowed)):
            if node.text in allowed:
                return node.text
            self.mistakes.add(
                f"`{shown(node.text)}` is not allowed here",
                node.place,
                nearest(node.text, allowed),
                code="unknown-word",
            )
        return allowed[0]

    def _has_text(self, node: YamlNode, expected: str) -> bool:
        """Return whether a node is a text, and note a mistake where it is none."""
        has_text = node.kind == "scalar" and not node.is_null
        if not has_text:
            self.wrong(node, expected)
        return has_text

    def check_id(self, word: Word) -> bool:
        """Note a word that is no id; whether it is one."""
        if IS_ID.match(word):
            return True
        if word.startswith("$"):
            cure = "`$name` stands for a value only in an entry whose `each` gives values to `name`"
            self.mistakes.add(f"`{shown(word)}` is not an id", word, cure)
            return False
        example = re.sub(r"[^a-z0-9]+", "-", word.lower())[:40].lstrip("0123456789-").rstrip("-") or "my-id"
        cure = f"ids are kebab-case: small letters, digits and hyphens, as `{example}`"
        self.mistakes.add(f"`{shown(word)}` is not an id", word, cure)
        return False

    def read_id(self, node: YamlNode) -> Word:
        """Return the node as an id."""
        if self._has_text(node, "an id") and self.check_id(word := node.word):
            return word
        return Word("")

    def read_reference(self, node: YamlNode) -> Word:
        """Return the node as an id, or as the name of one of several entries, as `everyone-pays.north`."""
        stem, dot, _ = node.text.partition(".")
        return node.word if node.kind == "scalar" and dot and IS_ID.match(stem) else self.read_id(node)

    def text(self, node: YamlNode) -> Word:
        """Return the node as text; blank, and a mistake noted, where it is none."""
        return node.word if self._has_text(node, "text") else Word("")

    def read_date(self, node: YamlNode) -> Word:
        """Return the node as a day, as YYYY-MM-DD."""
        if not self._has_text(node, "a date, as 2019-02-28"):
            return Word("")
        if not is_date(node.text):
            self.mistakes.add(f"`{shown(node.text)}` is not a date", node, "write year-month-day, as 2019-02-28")
        return node.word

    def read_duration(self, node: YamlNode) -> Duration:
        """Return the node as a duration, as `60 days`."""
        expected = "a duration, as `60 days`, `10 working days` or `3 months`"
        if not self._has_text(node, expected):
            return NO_TIME
        duration = Duration.parse(node.text)
        if duration is None:
            self.mistakes.add(f"`{shown(node.text)}` is not a duration", node.place, duration_cure(node.text))
        return duration or NO_TIME

    def read_bool(self, node: YamlNode) -> bool:
        """Return the node as true or false."""
        if node.kind != "scalar" or node.text not in ("true", "false") or not node.plain:
            self.wrong(node, "`true` or `false`")
        return node.text == "true"

    def read_number(self, node: YamlNode) -> Decimal:
        """Return the node as an exact decimal."""
        if node.kind != "scalar" or not node.plain or not _NUMBER.match(node.text):
            self.wrong(node, "a number")
            return Decimal(0)
        return self._decimal(node)

    def _decimal(self, node: YamlNode) -> Decimal:
        match = _NUMBER.match(node.text)
        exponent_digits = (match["exponent"] or "").lstrip("+-0") if match else ""
        small = len(node.text) <= 2 * MOST_DIGITS + 10 and len(exponent_digits) <= 4
        number = Decimal(node.text) if small else Decimal("1e9999")
        if not is_admissible(number):
            cure = f"a number may have {MOST_DIGITS} digits before the point and {MOST_DIGITS} after it"
            self.mistakes.add(f"the number `{shown(node.text, 30)}` is out of range", node.place, cure)
            return Decimal(0)
        return number

    def read_natural(self, node: YamlNode) -> int:
        """Return the node as a whole number from 0."""
        if node.kind != "scalar" or not node.plain or not re.fullmatch(r"\d{1,9}", node.text, re.ASCII):
            self.wrong(node, "a whole number from 0 to 999,999,999")
            return 0
        return int(node.text)

    def read_value(self, node: YamlNode) -> str | bool | Decimal:
        """Return the node as the value of an attribute."""
        if node.kind != "scalar" or node.is_null:
            self.wrong(node, "text, a number, `true` or `false`")
            return Word("")
        if node.plain and node.text in ("true", "false"):
            return node.text == "true"
        if node.plain and _NUMBER.match(node.text):
            return self._decimal(node)
        if node.plain and _AMBIGUOUS.match(node.text):
            cure = "some YAML readers take it for text and others not: quote it, or write `true`, `false` or a decimal"
            self.mistakes.add(f"`{shown(node.text)}` can be read in two ways", node.place, cure)
        return node.word


NO_TIME = Duration(0, "days")
"""What stands in for a duration that could not be read."""


def duration_cure(text: str) -> str:
    """Return what would be right instead of a text that spells no duration."""
    number, _, unit = text.strip().partition(" ")
    if not re.fullmatch(r"\d{1,6}", number, re.ASCII):
        return "write a whole number and a unit, as `60 days`, `10 working days` or `3 months`"
    if int(number) > MOST_UNITS:
        return f"a duration has at most {MOST_UNITS:,} units"
    if not unit.strip():
        return f"say of what, as `{number} days`"
    return nearest(unit.strip(), [*UNITS, *(each[:-1] for each in UNITS)])


def is_date(word: str) -> bool:
    try:
        return date.fromisoformat(word).isoformat() == word
    except ValueError:
        return False


def parse_value(text: str, place: Place | None = None) -> str | bool | Decimal:
    """Return a table cell's text as the value of an attribute: `true` or `false`, an exact decimal, or text.

    Raises InputError, with the place, for a number out of range and for what can be read in two ways.
    """
    check(text=text, place=place)
    mistakes = Mistakes()
    at = place or Place("", 1, 1)
    value = Scalars(mistakes).read_value(YamlNode("scalar", at.file, at.line, at.column, text, plain=True))
    mistakes.raise_if_any()
    return value
