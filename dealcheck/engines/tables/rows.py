"""Rows of a table of provisions: which patterns each matches, when it is in force, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import reduce
from operator import and_, or_
from typing import Any

import ibis

from dealcheck.engines.tables.attributes.cells import FALSE, TRUE
from dealcheck.engines.tables.attributes.written import read_cells
from dealcheck.engines.tables.columns import PROVIDED, Layout, text, whole_number
from dealcheck.engines.tables.provided import limited, read_conditions, why_unfit
from dealcheck.engines.tables.slots import LANE_BITS, Slots
from dealcheck.errors import shown
from dealcheck.language import program as p
from dealcheck.language.lexicon import Lexicon

_EVERY = (1 << LANE_BITS) - 1
_SHOWN = 100
"""The characters shown of an unknown word."""


class Rows:
    """Expressions for the rows of a table."""

    def __init__(
        self, table: Any, layout: Layout, lexicon: Lexicon, attributes: Iterable[str], summed: Collection[str]
    ) -> None:
        self.layout = layout
        self.lexicon = lexicon
        self.has_lists = table["party"].type().is_array()
        self.table, self.cells = read_cells(table, layout, attributes, summed)
        self.conditions = read_conditions(table, untyped=layout.untyped)
        doubtful = (name for name, cell in self.cells.items() if cell.unfit is not FALSE)
        self._unfit = {f"unfit_{number}": name for number, name in enumerate(doubtful)}

    def passes(self, tests: Iterable[p.AttributeTest]) -> Any:
        """Return whether a row's attributes pass some tests."""
        return reduce(and_, (self.cells[test.attribute].passes(test) for test in tests), TRUE)

    def matched(self, slots: Slots, **more: Any) -> Any:
        """Return the rows with the lanes of what they match while they are in force; null where one does not fit.

        Columns: `deal`, `provision`, `n` (the number of steps), `lane_0` and so on, and those of `more`.
        """
        tests = {
            f"test_{n}": reduce(and_, (self.cells[test.attribute].passes_or_null(test) for test in each))
            for n, each in enumerate(slots.tests)
        }
        rows = self._looked_up(slots, **tests, **more)
        lanes = {f"lane_{lane}": self._lane(rows, slots, lane) for lane in range(slots.lanes)}
        return rows.select("deal", "provision", "n", *more, **lanes)

    def _lane(self, rows: Any, slots: Slots, lane: int) -> Any:
        """Return a lane of rows: null where a word is not found, or `times` is null."""
        matched = self._of_parties(rows, slots, lane) & rows[f"verb_{lane}"] & rows[f"object_{lane}"]
        for number, each in enumerate(slots.tests):
            asked = slots.of_tests(each)[lane]
            if asked:
                matched = matched & rows[f"test_{number}"].ifelse(_bits(_EVERY), _bits(_EVERY - asked))
        return matched & (rows["times"] * _bits(slots.repeated))

    def provisions(self, **more: Any) -> Any:
        """Return the rows as they are, by deal and provision."""
        untyped = self.layout.untyped
        names = {name: text(self.table[name], untyped) for name in ("deal", "provision")}
        return self.table.select(**names, **more)

    def unfit(self) -> Any:
        """Return the rows that do not fit, with the reason in a column `why`."""
        no_slots = Slots((), self.layout.most_steps)
        rows = self._looked_up(no_slots)
        rows = rows.filter(self._lane(rows, no_slots, 0).isnull())
        return rows.select(
            "deal",
            "provision",
            "action",
            "object",
            party=_party_text(rows),
            until=rows["after"].nullif(rows["n"] + 1),
            steps=rows["n"],
            why=self._why(rows),
            **{"from": rows["first"]},
        )

    def _looked_up(self, slots: Slots, **more: Any) -> Any:
        """Return the rows with what the small tables say of their words."""
        read = self._read(more)
        if self.conditions is not None:
            read = limited(read, self.conditions, self.layout)
        for word, key, small in (
            ("party", "alone", {party: slots.of_parties([party]) for party in self.lexicon.parties}),
            ("verb", "action", {verb: slots.of_verb(verb) for verb in self.lexicon.scale_of}),
            ("object", "object", {thing: slots.of_object(each) for thing, each in self.lexicon.leaves.items()}),
        ):
            table = _small_table(word, small, slots.lanes)
            read = read.left_join(table, read[key] == table[f"{word}_key"])
        return read

    def _read(self, more: Mapping[str, Any]) -> Any:
        """Return the columns of the table in the types that are worked with.

        `times`: the steps at which a row is in force; null where anything is wrong with it but its words.
        """
        table, untyped = self.table, self.layout.untyped
        number, first, after, unfit_steps = self.steps()
        in_order = (number >= 1) & (number <= self.layout.most_steps) & (first >= 1) & (first < after)
        in_order = in_order & (after <= number + 1) & ~unfit_steps
        names = {name: text(table[name], untyped) for name in ("deal", "provision")}
        unfit = {column: self.cells[name].unfit.fill_null(False) for column, name in self._unfit.items()}
        fits = reduce(and_, (~each for each in unfit.values()), in_order)
        fits = reduce(and_, (name.notnull() for name in names.values()), fits)
        times = _power(after - 1) - _power(first - 1)
        return table.select(
            **names,
            action=text(table["action"], untyped),
            object=text(table["object"], untyped),
            n=number,
            first=first,
            after=after,
            unfit_steps=unfit_steps,
            times=ibis.cases((fits, times), else_=ibis.null("int64")),
            **self._parties(),
            **self.provided(),
            **unfit,
            **more,
        )

    def provided(self) -> dict[str, Any]:
        """Return the column of what rows depend on; none where no row depends on anything."""
        return {} if self.conditions is None else {PROVIDED: text(self.table[PROVIDED], self.layout.untyped)}

    def steps(self) -> tuple[Any, Any, Any, Any]:
        """Return a row's number of steps, first step, step after the last, and whether any is no number."""
        number, unfit = self._whole("steps")
        if self.layout.steps is not None:
            steps = ibis.literal(self.layout.steps, type="int64")
            differs = (number != steps).fill_null(False) if "steps" in self.table.columns else FALSE
            number, unfit = number.fill_null(steps), unfit | differs
        start, unfit_start = self._whole("from")
        stop, unfit_stop = self._whole("until")
        unfit = (unfit | unfit_start | unfit_stop).fill_null(False)
        return number, start.fill_null(1), stop.fill_null(number + 1), unfit

    def _whole(self, name: str) -> tuple[Any, Any]:
        if name not in self.table.columns:
            return ibis.null("int64"), FALSE
        layout, column = self.layout, self.table[name]
        number, unfit = whole_number(column, untyped=layout.untyped, written=name in layout.written)
        if column.type().is_floating() and name != "steps":
            unfit = unfit | column.isnan()  # null would mean the first step, or the last
        return number, unfit

    def _parties(self) -> dict[str, Any]:
        """Return columns for the parties of a row: the party if it is `alone`, else which it binds, as bits.

        Most rows bind one party, which is looked up; only the lists with several are searched. `bound_0` is 0 where
        there are no several, or some that are unknown.
        """
        column = self.table["party"]
        if not self.has_lists:
            column = text(column, self.layout.untyped)
            return {"party": column, "alone": column}
        several, known = column.length() > 1, list(self.lexicon.parties)
        strangers = column.filter(lambda party: party.notin(known)).length()
        bound = {}
        for number in range(0, len(known), LANE_BITS):
            bits = [
                column.contains(party).ifelse(_bits(1 << n), _bits(0))
                for n, party in enumerate(known[number : number + LANE_BITS])
            ]
            mask = ibis.cases((strangers == 0, reduce(or_, bits)), else_=0)
            bound[f"bound_{number // LANE_BITS}"] = ibis.cases((several, mask), else_=0)
        alone = ibis.cases((column.length() == 1, column[0]), else_=ibis.null("string"))
        return {"party": column, "alone": alone, **bound}

    def _joint(self, rows: Any) -> Any:
        """Return whether a row binds several parties, all known."""
        masks = range(-(-len(self.lexicon.parties) // LANE_BITS)) if self.has_lists else ()
        return reduce(or_, (rows[f"bound_{number}"] != 0 for number in masks), FALSE)

    def _of_parties(self, rows: Any, slots: Slots, lane: int) -> Any:
        """Return the slots of a lane that the parties of a row fit."""
        alone = rows[f"party_{lane}"]
        if not self.has_lists:
            return alone
        joint = _bits(0)
        for number, party in enumerate(self.lexicon.parties):
            bits = slots.of_parties([party])[lane]
            if bits:
                mask, place = divmod(number, LANE_BITS)
                is_bound = (rows[f"bound_{mask}"] & _bits(1 << place)) != 0
                joint = joint | is_bound.ifelse(_bits(bits), _bits(0))
        return self._joint(rows).ifelse(joint, alone)

    def _why(self, rows: Any) -> Any:
        """Return why a row does not fit, in words."""
        most = self.layout.most_steps
        reasons = [(rows[name].isnull(), f"`{name}` is null") for name in ("deal", "provision")]
        for name, key in (("party", "party_key"), ("action", "verb_key"), ("object", "object_key")):
            words = _party_text(rows) if name == "party" else rows[name]
            has_value = rows[key].notnull() | self._joint(rows) if name == "party" else rows[key].notnull()
            reasons.append(((words.fill_null("") == "") & ~has_value, f"`{name}` is null"))
            reasons.append((~has_value, ibis.literal(f"unknown {name} `") + words.left(_SHOWN) + "`"))
        reasons += [
            *([(rows["n"] != self.layout.steps, f"`steps` is not {self.layout.steps}")] if self.layout.steps else []),
            (rows["unfit_steps"], "`from`, `until` or `steps` is no whole number"),
            (rows["n"].isnull(), "`steps` is null"),
            ((rows["n"] < 1) | (rows["n"] > most), f"`steps` is not from 1 to {most}"),
            ((rows["first"] < 1) | (rows["first"] > rows["n"]), "`from` is none of the deal's steps"),
            ((rows["after"] < 1) | (rows["after"] > rows["n"] + 1), "`until` is none of the deal's steps"),
            (rows["after"] <= rows["first"], "`until` does not come after `from`"),
        ]
        for unfit, name in self._unfit.items():
            reasons.append((rows[unfit], f"`{shown(name)}` can't be read as text, a number, `true` or `false`"))
        if self.conditions is not None:
            reasons += why_unfit(rows)
        return ibis.cases(*reasons, else_="it does not fit")


def _bits(number: int) -> Any:
    return ibis.literal(number, type="int64")


def _power(exponent: Any) -> Any:
    """Return two to the power of a small whole number."""
    return _bits(1) << exponent.cast("int32")


def _party_text(rows: Any) -> Any:
    """Return the parties of a row as text."""
    column = rows["party"]
    return column.filter(lambda each: each.notnull()).join(", ") if column.type().is_array() else column


def _small_table(word: str, lanes_of: Mapping[str, Sequence[int]], lanes: int) -> Any:
    """Return a small table of lanes by key."""
    import pyarrow as pa

    columns = {f"{word}_key": pa.array([str(key) for key in lanes_of], pa.string())}
    for lane in range(lanes):
        columns[f"{word}_{lane}"] = pa.array([values[lane] for values in lanes_of.values()], pa.int64())
    return ibis.memtable(pa.table(columns))
