"""The attributes of a table, with what is costly to read in columns of its own: numbers that are written as text."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import attrs
import ibis

from dealcheck.engines.tables.attributes.cells import ABSENT, Cell, cell_of, scales_of
from dealcheck.engines.tables.attributes.numerals import Numeral
from dealcheck.engines.tables.columns import Layout

_PARTS = ("digits", "point", "is_negative", "is_written")
_READ = ("present", "text", "truth", "number", "unfit")


def read_cells(
    table: Any, layout: Layout, attributes: Iterable[str], summed: Collection[str]
) -> tuple[Any, Mapping[str, Cell]]:
    """Return the cells of attributes, by name, and the table that has all columns they need.

    `summed`: the attributes that are added up; floats turn into decimals only for that.
    """
    attributes = sorted(attributes)
    prefix = _free(table)
    written = [name for name in attributes if _is_written_out(table, layout, name, name in summed)]
    table, numerals = _numerals(table, written, prefix)
    scales = scales_of(table, numerals)
    cells = {}
    for name in attributes:
        cells[name] = ABSENT
        if name in table.columns:
            untyped = layout.untyped and name not in layout.written
            numeral, scale = numerals.get(name), scales.get(name, 0)
            cells[name] = cell_of(table[name], name, untyped=untyped, numeral=numeral, scale=scale)
    return _kept(table, cells, written, prefix)


def _is_written_out(table: Any, layout: Layout, name: str, is_summed: bool) -> bool:
    """Return whether the decimals of a column are made of text, so that their scale has to be looked for."""
    if name not in table.columns:
        return False
    kind = table[name].type()
    is_text = layout.untyped or name in layout.written
    return bool((kind.is_floating() and is_summed) or (kind.is_string() and is_text))


def _numerals(table: Any, names: Iterable[str], prefix: str) -> tuple[Any, dict[str, Numeral]]:
    """Return the numerals of some columns, taken apart in columns of their own."""
    columns = {}
    for number, name in enumerate(names):
        numeral = Numeral.of(table[name].cast("string").strip())
        columns.update({f"{prefix}{part}_{number}": getattr(numeral, part) for part in _PARTS})
    table = _worked_out(table, columns, f"{prefix}numerals")
    return table, {
        name: Numeral(**{part: table[f"{prefix}{part}_{number}"] for part in _PARTS})
        for number, name in enumerate(names)
    }


def _kept(table: Any, cells: dict[str, Cell], names: Iterable[str], prefix: str) -> tuple[Any, dict[str, Cell]]:
    """Return the cells with columns of the table in place of long expressions."""
    columns = {
        f"{prefix}{part}_{number}": getattr(cells[name], part)
        for number, name in enumerate(names)
        for part in _READ
        if getattr(cells[name], part) is not None
    }
    table = _worked_out(table, columns, f"{prefix}cells")
    for number, name in enumerate(names):
        parts = {part: f"{prefix}{part}_{number}" for part in _READ}
        kept = {part: table[column] for part, column in parts.items() if column in columns}
        floating = None if cells[name].floating is None else table[name]
        cells[name] = attrs.evolve(cells[name], **kept, floating=floating)
    others = {name: cell for name, cell in cells.items() if name not in names and name in table.columns}
    for name in others:
        cells[name] = cell_of(table[name], name, untyped=False)
    return table, cells


def _worked_out(table: Any, columns: Mapping[str, Any], name: str) -> Any:
    """Return the table with more columns, as a subquery, so that Ibis does not repeat their expressions."""
    if not columns:
        return table
    inner = table.mutate(**{name: ibis.array([ibis.struct(columns)]).unnest()})
    return inner.mutate(**{column: inner[name][column] for column in columns}).drop(name)


def _free(table: Any) -> str:
    """Return what no name of a column begins with."""
    prefix = "cell_"
    while any(name.lower().startswith(prefix) for name in table.columns):
        prefix += "_"
    return prefix
