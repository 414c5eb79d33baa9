"""Provisions that depend on others: the conditions in a column, worked out for each deal and joined to its rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import reduce
from operator import and_
from typing import Any

import attrs
import ibis

from dealcheck.engines.tables import steps as s
from dealcheck.engines.tables.attributes.cells import TRUE
from dealcheck.engines.tables.columns import Layout, text
from dealcheck.errors import InputError, Mistake, Mistakes, shown
from dealcheck.files.documents import parse_condition
from dealcheck.language import program as p
from dealcheck.language.circles import dependencies_first
from dealcheck.language.drafts.dependencies import check_dependency, names_of, numbered

_MOST_TEXTS = 1_000
_MOST_PAIRS = 10_000
_MOST_PARTS = 5_000
_MOST_ENTANGLED = 20
"""Where provisions depend on each other in both directions, in one deal or another, they may be this many."""
_UNFIT = -1
_COLUMNS = ("condition", "fault", "unknown", "times")
_ = ibis._


@attrs.frozen
class Conditions:
    """The conditions that a column holds, by number.

    `by_text`: the number of each text, or what is wrong with it. `nodes`: what they are made of, each after its own
    parts; an `InForce` has the number of a provision in `names`. `roots`: the node of each condition. `named`: the
    provisions that each of them names. `asked`: for each provision in `names` the conditions that it has in some deal.
    """

    by_text: Mapping[str, int | str]
    nodes: tuple[p.DependencyNode, ...]
    roots: tuple[int, ...]
    named: tuple[frozenset[str], ...]
    names: tuple[str, ...]
    asked: Mapping[str, tuple[int, ...]]

    def after(self, name: str) -> set[str]:
        """Return the provisions that one depends on in some deal."""
        return {each for number in self.asked[name] for each in self.named[number]}


def read_conditions(table: Any, *, untyped: bool) -> Conditions | None:
    """Return the conditions in a table's column `provided`; None where there are none. One query tells.

    Raises InputError when they are too many.
    """
    if "provided" not in table.columns or not table["provided"].type().is_string():
        return None
    columns = {name: text(table[name], untyped).cast("string") for name in ("provision", "provided")}
    pairs = (
        table.select(**columns).filter(_.provided.notnull()).distinct().limit(_MOST_PAIRS + 1).to_pyarrow().to_pylist()
    )
    texts = dict.fromkeys(pair["provided"] for pair in pairs)
    if not pairs:
        return None
    if len(pairs) > _MOST_PAIRS or len(texts) > _MOST_TEXTS:
        raise _refused(f"column `provided` holds more than {_MOST_TEXTS:,} conditions")
    return _conditions(sorted((pair["provision"] or "", pair["provided"]) for pair in pairs))


def _conditions(pairs: Iterable[tuple[str, str]]) -> Conditions:
    """Return the conditions of provisions, by the ids of these, with the text of each."""
    nodes: dict[p.DependencyNode, int] = {}
    names: dict[str, int] = {}
    roots: dict[int, int] = {}
    named: list[frozenset[str]] = []
    by_text: dict[str, int | str] = {}
    asked: dict[str, list[int]] = {}
    for provision, written in pairs:
        if written not in by_text:
            try:
                condition = parse_condition(written)
                mistakes = Mistakes()
                check_dependency(condition, mistakes)
                mistakes.raise_if_any()
            except InputError as error:
                by_text[written] = error.mistakes[0].message
                continue
            root = numbered(
                condition,
                lambda name: p.InForce(names.setdefault(name, len(names)), None),
                lambda node: nodes.setdefault(node, len(nodes)),
            )
            if len(nodes) > _MOST_PARTS:
                raise _refused(f"the conditions in column `provided` have more than {_MOST_PARTS:,} parts")
            if root not in roots:
                named.append(frozenset(names_of(condition)))
            by_text[written] = roots.setdefault(root, len(roots))
        number = by_text[written]
        if isinstance(number, int):
            asked.setdefault(provision, []).append(number)
    of_named = {name: tuple(dict.fromkeys(asked.get(name, ()))) for name in names}
    return Conditions(by_text, tuple(nodes), tuple(roots), tuple(named), tuple(names), of_named)


def _refused(message: str) -> InputError:
    return InputError([Mistake(message, None, "more than tables hold; verify such deals one by one")])


def limited(rows: Any, conditions: Conditions, layout: Layout) -> Any:
    """Return rows that are in force only at steps at which what they depend on holds.

    `times` is null, besides where it was, in rows whose condition can't be worked out; `fault`, `unknown` and
    `condition` tell `why_unfit` the reason.
    """
    import pyarrow as pa

    numbers = [_UNFIT if isinstance(each, str) else each for each in conditions.by_text.values()]
    faults = [each if isinstance(each, str) else None for each in conditions.by_text.values()]
    texts = pa.array(list(conditions.by_text), pa.string())
    columns = {"written": texts, "condition": pa.array(numbers, pa.int32()), "fault": pa.array(faults, pa.string())}
    table = ibis.memtable(pa.table(columns))
    rows = rows.left_join(table, rows["provided"] == table["written"]).drop("written", "provided")
    deals = _Evaluation(_deals(rows, conditions, layout), conditions, layout.most_steps).worked_out()
    deals = deals.rename(whole_deal="deal")
    joined = rows.left_join(deals, rows["deal"] == deals["whole_deal"])
    is_known = joined["condition"] >= 0
    held = ibis.cases((is_known, joined["held"][joined["condition"]]), else_=ibis.null("int64"))
    unknown = ibis.cases((is_known, joined["absent"][joined["condition"]]), else_=ibis.null("string"))
    times = ibis.cases((joined["condition"].isnull(), joined["times"]), else_=joined["times"] & held)
    kept = [name for name in rows.columns if name not in _COLUMNS]
    return joined.select(
        *kept, "condition", "fault", unknown=unknown, times=times, is_circular=is_known & held.isnull()
    )


def why_unfit(rows: Any) -> list[tuple[Any, Any]]:
    """Return why the conditions of rows can't be worked out, in words, the first reason that applies before others."""
    return [
        (rows["fault"].notnull(), ibis.literal("`provided` can't be read: ") + rows["fault"]),
        (rows["unknown"].notnull(), ibis.literal("unknown provision `") + rows["unknown"] + "` under `provided`"),
        (rows["is_circular"].fill_null(False), "`provided` leads in a circle: provisions depend on themselves"),
    ]


def _deals(rows: Any, conditions: Conditions, layout: Layout) -> Any:
    """Return the deals in which provisions depend on others: of those that are named, the steps and conditions.

    `own_0`: the steps of the first one as they are written; null where a deal does not have it. `asked_0`: the number
    of its condition. `full`: all steps of the deal.
    """
    provision = rows["provision"].cast("string")
    columns: dict[str, Any] = {}
    for number, name in enumerate(conditions.names):
        is_it = provision == name
        columns[f"own_{number}"] = ibis.cases((is_it, rows["times"].fill_null(0)), else_=ibis.null("int64"))
        if conditions.asked[name]:
            columns[f"asked_{number}"] = ibis.cases((is_it, rows["condition"]), else_=ibis.null("int32"))
    steps = ibis.literal(layout.steps, type="int64") if layout.steps else rows["n"]
    fits = (steps >= 1) & (steps <= layout.most_steps)
    table = rows.select("deal", "condition", n=ibis.cases((fits, steps), else_=ibis.null("int64")), **columns)
    owned = {name: s.bit_or(table[name]) for name in columns if name.startswith("own_")}
    asked = {name: table[name].max() for name in columns if name.startswith("asked_")}
    deals = table.group_by("deal").agg(
        n=table["n"].max().fill_null(1), depend=table["condition"].count(), **owned, **asked
    )
    one = ibis.literal(1, type="int64")
    return deals.filter(_.depend > 0).mutate(full=(one << deals["n"].cast("int32")) - one).drop("n", "depend")


class _Evaluation:
    """Works out conditions for each deal: at which steps each of the provisions that they name is in force.

    Provisions come after those that they depend on. Where that is not the same order in all deals, those that are
    entangled are worked out together, again and again, until even the longest chain of them is right; those that are
    not settled by then depend on themselves.
    """

    def __init__(self, deals: Any, conditions: Conditions, most_steps: int) -> None:
        self.table = deals
        self.conditions = conditions
        self.most = most_steps
        self.numbers = {name: number for number, name in enumerate(conditions.names)}
        self.force: dict[str, tuple[Any, int]] = {}
        """The steps at which provisions are in force, and how heavy the expressions are."""
        self.settled: dict[str, Any] = {}
        """Of entangled provisions, whether their steps are right."""

    def worked_out(self) -> Any:
        """Return the deals with `held`, a list of the steps at which each condition holds, by its number.

        It holds null where a condition can't be worked out: it names a provision that the deal does not have, whose
        name is in the list `absent` then, or one that depends on itself.
        """
        order = dependencies_first({name: self.conditions.after(name) for name in self.conditions.names})
        for name in order:
            self.force[name] = self._in_force(name)
            if self.force[name][1] > s.HEAVIEST:
                self._keep()
        self._disentangle([name for name in self.conditions.names if name not in self.force])
        self._keep()
        known: dict[int, tuple[Any, int]] = {}
        held = [self._held(number, known) for number in range(len(self.conditions.roots))]
        absent = [self._absent(named) for named in self.conditions.named]
        return self.table.select("deal", held=ibis.array(held), absent=ibis.array(absent))

    def _disentangle(self, names: list[str]) -> None:
        if len(names) > _MOST_ENTANGLED:
            raise _refused(f"more than {_MOST_ENTANGLED} provisions depend on each other, in one deal or another")
        for name in names:
            self.force[name] = (self._own(name), 1)
            self.settled[name] = self._asked(name).isnull() if self.conditions.asked[name] else TRUE
        for _round in names:
            self._keep()
            force = {name: self._in_force(name) for name in names}
            settled = {name: self._settled_next(name) for name in names}
            self.force.update(force)
            self.settled.update(settled)

    def _keep(self) -> None:
        """Make columns of what is worked out; what `distinct` parts is not joined again, and deals are distinct."""
        columns = {f"force_{self.numbers[name]}": steps for name, (steps, _weight) in self.force.items()}
        columns.update({f"settled_{self.numbers[name]}": each for name, each in self.settled.items()})
        self.table = self.table.mutate(**columns).distinct()
        self.force = {name: (self.table[f"force_{self.numbers[name]}"], 1) for name in self.force}
        self.settled = {name: self.table[f"settled_{self.numbers[name]}"] for name in self.settled}

    def _own(self, name: str) -> Any:
        return self.table[f"own_{self.numbers[name]}"].fill_null(0)

    def _asked(self, name: str) -> Any:
        return self.table[f"asked_{self.numbers[name]}"]

    def _in_force(self, name: str) -> tuple[Any, int]:
        """Return the steps at which a provision is in force, given those of the provisions that it depends on."""
        own = self._own(name)
        if not self.conditions.asked[name]:
            return own, 1
        known: dict[int, tuple[Any, int]] = {}
        held = [(number, *self._steps(self.conditions.roots[number], known)) for number in self.conditions.asked[name]]
        asked = self._asked(name)
        allowed = ibis.cases(
            (asked.isnull(), self.table["full"]),
            *((asked == number, steps) for number, steps, _weight in held),
            else_=s.NONE,
        )
        return own & allowed, 2 + sum(weight for _number, _steps, weight in held)

    def _settled_next(self, name: str) -> Any:
        if not self.conditions.asked[name]:
            return TRUE
        asked = self._asked(name)
        cases = [(asked == number, self._is_settled(number)) for number in self.conditions.asked[name]]
        return ibis.cases((asked.isnull(), TRUE), *cases, else_=TRUE)

    def _is_settled(self, condition: int) -> Any:
        """Return whether all that a condition names is settled."""
        names = (self.settled[name] for name in sorted(self.conditions.named[condition]) if name in self.settled)
        return reduce(and_, names, TRUE)

    def _held(self, condition: int, known: dict[int, tuple[Any, int]]) -> Any:
        """Return the steps at which a condition holds; null where it can't be worked out."""
        there = [self.table[f"own_{self.numbers[name]}"].notnull() for name in sorted(self.conditions.named[condition])]
        steps, _weight = self._steps(self.conditions.roots[condition], known)
        return ibis.cases((reduce(and_, there, self._is_settled(condition)), steps), else_=ibis.null("int64"))

    def _absent(self, named: frozenset[str]) -> Any:
        """Return the first of some provisions that a deal does not have; null where it has all."""
        cases = [(self.table[f"own_{self.numbers[name]}"].isnull(), shown(name)) for name in sorted(named)]
        return ibis.cases(*cases, else_=ibis.null("string")) if cases else ibis.null("string")

    def _steps(self, number: int, known: dict[int, tuple[Any, int]]) -> tuple[Any, int]:
        """Return the steps at which a node holds, and how heavy the expression is; `known` keeps what was asked."""
        if number not in known:
            node = self.conditions.nodes[number]
            if isinstance(node, p.InForce):
                known[number] = self.force[self.conditions.names[node.provision]]
            else:
                parts = [self._steps(part, known) for part in p.parts_of(node)]
                steps = s.combined(node, [each for each, _weight in parts], self.table["full"], self.most)
                known[number] = steps, s.weight_of(node, [weight for _each, weight in parts], self.most)
        return known[number]
