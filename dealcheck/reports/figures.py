"""Parts of a page that some formats draw: a matrix, bars, a plot, edits. `plain` has the same for the others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

import attrs

from dealcheck.answers.matrix import StanceKind
from dealcheck.reports.page import Figure, Table, Tone, nested, points


@attrs.frozen(kw_only=True, repr=False)
class Answers(Figure):
    """One line for each side, and which way it went."""

    entries: tuple[tuple[str, Tone], ...]


@attrs.frozen(repr=False)
class Cell:
    """What one side says to one provision, what is behind it, and a note."""

    kind: StanceKind
    words: str
    reasons: tuple[str, ...]
    note: str = ""


@attrs.frozen(kw_only=True, repr=False)
class Grid(Figure):
    """The matrix: provisions down, each by its name and its text; sides across, each by its name and its ruleset."""

    sides: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, str, tuple[Cell, ...]], ...]


@attrs.frozen(repr=False)
class Bar:
    """An alternative, how many resolutions it leaves, in words, and what part that is of the most that one leaves."""

    value: str
    count: str
    part: float


@attrs.frozen(kw_only=True, repr=False)
class Bars(Figure):
    """For each bracket, what each of its alternatives leaves."""

    rows: tuple[tuple[str, tuple[Bar, ...]], ...]


@attrs.frozen(repr=False)
class PlotPoint:
    """An outcome by its two scores; `name`: what it is called, if anything; `resolutions` in words."""

    x: Decimal
    y: Decimal
    resolutions: str
    name: str = ""


@attrs.frozen(kw_only=True, repr=False)
class Plot(Figure):
    """Efficient outcomes of two sides; `axes`: whose score is across and whose is up."""

    axes: tuple[str, str]
    points: tuple[PlotPoint, ...]


@attrs.frozen(repr=False)
class Edit:
    """What is done to a provision, in words before and after; empty where it was not there, or is not any more."""

    head: str
    before: str
    after: str

    @property
    def texts(self) -> list[str]:
        """Both, with what they are."""
        before = [f"before: {self.before}"] if self.before else []
        after = [f"after: {self.after}" if self.before else f"new: {self.after}"] if self.after else []
        return before + after


@attrs.frozen(kw_only=True, repr=False)
class Edits(Figure):
    """Provisions before and after a repair."""

    rows: tuple[Edit, ...]


def answers(entries: Iterable[tuple[str, Tone]]) -> Answers:
    """Return the lines of all sides."""
    listed = tuple(entries)
    return Answers(plain=points(text for text, _ in listed), entries=listed)


def grid(sides: Sequence[tuple[str, str]], rows: Sequence[tuple[str, str, tuple[Cell, ...]]]) -> Grid:
    """Return a matrix."""
    told = nested(
        (name, (f"{ruleset} {_cell_text(cell)}" for (_, ruleset), cell in zip(sides, cells))) for name, _, cells in rows
    )
    return Grid(plain=told, sides=tuple(sides), rows=tuple(rows))


def _cell_text(cell: Cell) -> str:
    head = f"{cell.words}{f' ({cell.note})' if cell.note else ''}"
    return f"{head}: {'; '.join(cell.reasons)}" if cell.reasons else head


def bars(heads: tuple[str, str], rows: Sequence[tuple[str, tuple[Bar, ...]]]) -> Bars:
    """Return what the alternatives of brackets leave; `heads`: of the two columns of a table."""
    return Bars(plain=Table(heads, tuple((name, _bars_text(each)) for name, each in rows)), rows=tuple(rows))


def _bars_text(each: Sequence[Bar]) -> str:
    apart = "; " if any("," in bar.value for bar in each) else ", "
    return apart.join(f"{bar.value} {bar.count}" for bar in each)


def edits(rows: Iterable[Edit]) -> Edits:
    """Return provisions before and after."""
    listed = tuple(rows)
    return Edits(plain=nested((edit.head, edit.texts) for edit in listed), rows=listed)
