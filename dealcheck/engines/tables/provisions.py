"""Provisions that stand in several rows of a deal, as a joint one may: one for each of its parties."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import add
from typing import Any

import ibis
import ibis.expr.datatypes as dt

from dealcheck.engines.tables.attributes.cells import FALSE
from dealcheck.engines.tables.rows import Rows
from dealcheck.engines.tables.steps import bit_or
from dealcheck.language import program as p

MOST_NAMES = 248
"""Whether a provision occurs twice in a deal is found out in passing where no more ids occur."""
_PER_LANE = 31
_JOINER = "\n"  # which no word of a vocabulary and no number holds
_ = ibis._


@ibis.udf.scalar.builtin(name="bit_count")  # type: ignore[untyped-decorator]
def _bit_count(bits: dt.int64) -> dt.int8:
    """Return how many bits are set."""


class ProvisionNames:
    """The ids that provisions have in a table, each with a bit of its own in one of a few columns."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = names
        self.columns = [f"name_{lane}" for lane in range(-(-len(names) // _PER_LANE))]

    def added(self, rows: Any) -> Any:
        """Return the rows with the bits of their provisions."""
        import pyarrow as pa

        columns = {"name": pa.array(self.names, pa.string())}
        for lane, column in enumerate(self.columns):
            bits = [1 << n % _PER_LANE if n // _PER_LANE == lane else 0 for n in range(len(self.names))]
            columns[column] = pa.array(bits, pa.int64())
        table = ibis.memtable(pa.table(columns))
        return rows.left_join(table, rows["provision"].cast("string") == table["name"])

    @property
    def twice(self) -> Any:
        """Whether a provision has several rows of a deal: only then are there more rows than bits."""
        bits = [_bit_count(bit_or(_[column])).cast("int64").fill_null(0) for column in self.columns]
        return _.count() != reduce(add, bits) if bits else FALSE


def contradicted(rows: Rows, tests: Iterable[Sequence[p.AttributeTest]], amounts: Iterable[Any]) -> Any:
    """Return the deals in which rows of one provision differ in more than the party, in the column `deal`."""
    table = rows.table
    _number, first, after, _unfit = rows.steps()
    content = [
        table["action"],
        table["object"],
        first,
        after,
        *rows.provided().values(),
        *map(rows.passes, tests),
        *amounts,
    ]
    text = reduce(add, (each.cast("string").fill_null("") + _JOINER for each in content))
    provisions = rows.provisions(text=text).group_by("deal", "provision").agg(least=_.text.min(), most=_.text.max())
    return provisions.filter(_.least != _.most).select("deal").distinct()
