"""A table of deals and the rulesets that judge them: verdicts, a summary, and what could not be judged."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, reduce
from operator import or_
from typing import Any

import ibis

from dealcheck.answers.screening import RulesetCount, ScreenSummary
from dealcheck.engines.tables.answers import broken_list, broken_text
from dealcheck.engines.tables.columns import MOST_STEPS, Layout, check_attributes, check_columns, text, whole_number
from dealcheck.engines.tables.deals import Deals, attributes_of
from dealcheck.engines.tables.provisions import MOST_NAMES, ProvisionNames
from dealcheck.engines.tables.reading.sources import Opened
from dealcheck.engines.tables.scores import decimal_score, places
from dealcheck.engines.universe.universe import common_lexicon
from dealcheck.errors import InputError, Mistake
from dealcheck.language.position import Position
from dealcheck.model.outcome import Outcome


class Screening:
    """What can be asked about a table of deals. Tables it gives are expressions, computed when they are used."""

    def __init__(
        self, given: Opened, positions: Sequence[Position], *, steps: int | None, joint_rows: bool | None
    ) -> None:
        if steps is not None and not 1 <= steps <= MOST_STEPS:
            raise InputError([Mistake(f"deals in a table may have 1 to {MOST_STEPS} steps, not {steps}")])
        check_columns(given, steps)
        asked = {name: str(position.ruleset.id) for position in positions for name in attributes_of(position.program)}
        check_attributes(given, asked)
        self.given = given
        self.positions = positions
        self._joint_rows = joint_rows
        layout = Layout(steps or self._most_steps(), steps, given.untyped, given.written)
        self.deals = Deals(given.table, positions, common_lexicon(positions), layout)

    def _most_steps(self) -> int:
        """Return how many steps the deals have at most; what is no proper number of steps is rejected later."""
        number, _unfit = whole_number(
            self.given.table["steps"], untyped=self.given.untyped, written="steps" in self.given.written
        )
        most = ibis.cases((number > MOST_STEPS, MOST_STEPS + 1), else_=number).max().name("most").as_table()
        (row,) = most.to_pyarrow()["most"].to_pylist()
        if row is not None and row > MOST_STEPS:
            message = f"some deal has more than {MOST_STEPS} steps, which is the most that a table may hold"
            raise InputError([Mistake(message, None, "verify such deals one by one")])
        return max(int(row or 1), 1)

    @cached_property
    def joint_rows(self) -> bool:
        """Whether some provision has, or may have, several rows of a deal."""
        if self._joint_rows is not None:
            return self._joint_rows
        return self._names is None or _any(self.deals.joined(joint_rows=False, names=self._names)["twice"])

    @cached_property
    def _names(self) -> ProvisionNames | None:
        """The ids of provisions that occur; None when there are too many."""
        column = text(self.given.table["provision"], self.given.untyped).cast("string").name("name")
        names = column.as_table().distinct().limit(MOST_NAMES + 2).to_pyarrow()["name"].to_pylist()
        provision_names = sorted(name for name in names if name is not None)
        return ProvisionNames(provision_names) if len(provision_names) <= MOST_NAMES else None

    @cached_property
    def screened(self) -> Any:
        """The deals with their verdicts, before it is said which can be judged."""
        return self._screened(joint_rows=self.joint_rows)

    def _screened(self, *, joint_rows: bool, names: ProvisionNames | None = None) -> Any:
        return self.deals.judged(self.deals.joined(joint_rows=joint_rows, names=names))

    def keep(self, kept: Callable[[Any], Any]) -> None:
        """Compute the verdicts once for all later reads; `kept` turns an expression into a table that holds it."""
        if self._joint_rows is None and self._names is not None:
            self.screened = kept(self._screened(joint_rows=False, names=self._names))
            self._joint_rows = _any(self.screened["twice"])
            if not self._joint_rows:
                return
        self.screened = kept(self._screened(joint_rows=self.joint_rows))

    @cached_property
    def judged(self) -> Any:
        """A row for each deal that can be judged, with columns for each ruleset."""
        return self.screened.filter(self.screened["why"].isnull())

    def verdicts(self, *, flat: bool = False) -> Any:
        """Return a row for each deal and ruleset: `deal`, `ruleset`, `verdict`, `score`, `broken`.

        `flat`: `broken` is text, as `no-early-relief@2+3; price@1`, for files that know no lists.
        """
        digits = max((places(position.program) for position in self.positions), default=0)
        numbers = range(len(self.positions))
        table = self.judged
        if len(numbers) > 1:
            table = table.mutate(number=ibis.array(list(numbers)).unnest())
        answers = [self._answer(table, number, digits, flat) for number in numbers]
        if len(numbers) == 1:
            return table.select("deal", **answers[0])
        columns = {
            name: ibis.cases(*((table["number"] == number, answers[number][name]) for number in numbers))
            for name in answers[0]
        }
        return table.select("deal", **columns)

    def _answer(self, table: Any, number: int, digits: int, flat: bool) -> dict[str, Any]:
        """Return the columns of verdicts for one ruleset."""
        program = self.positions[number].program
        kind = f"decimal(38, {digits})"
        score = decimal_score(table[f"score_{number}"], places(program)).cast(kind)
        listed = broken_text if flat else broken_list
        broken = [(str(line), table[f"broken_{number}_{place}"]) for place, line in enumerate(program.bottom_lines)]
        return {
            "ruleset": ibis.literal(str(program.ruleset.id)),
            "verdict": table[f"verdict_{number}"],
            "score": score if program.keeps_score else ibis.null(kind),
            "broken": listed(broken, self.deals.layout.most_steps),
        }

    def reasons(self) -> dict[str, int]:
        """Return why rows can't be judged, with the number of rows: most frequent first, and not all of many."""
        if not self.screened["why"].notnull().any().to_pyarrow().as_py():
            return {}
        rejects = self.rejects()
        counts = (
            rejects.group_by("why").agg(rows=rejects.count()).order_by(ibis.desc("rows"), "why").limit(_MOST_REASONS)
        )
        return {each["why"]: each["rows"] for each in counts.to_pyarrow().to_pylist()}

    def summary(
        self, table: str, reasons: Mapping[str, int], *, verdicts_file: str = "", rejects_file: str = ""
    ) -> ScreenSummary:
        """Return the verdicts, counted."""
        judged = self.judged
        rejected = reduce(or_, (judged[f"verdict_{number}"] == "rejected" for number in range(len(self.positions))))
        counts = {"judged": judged.count(), "acceptable": (~rejected).sum()}
        for number, position in enumerate(self.positions):
            for outcome in _OUTCOMES:
                counts[f"{number} {outcome}"] = (judged[f"verdict_{number}"] == outcome).sum()
            for place in range(len(position.program.bottom_lines)):
                counts[f"{number}/{place}"] = (judged[f"broken_{number}_{place}"] != 0).sum()
        (row,) = judged.aggregate(**counts).to_pyarrow().to_pylist()
        return ScreenSummary(
            table=table,
            deals=self.screened.count().to_pyarrow().as_py(),
            judged=row["judged"],
            acceptable=row["acceptable"] or 0,
            rulesets=tuple(self._counted(number, row) for number in range(len(self.positions))),
            reasons=reasons,
            verdicts_file=verdicts_file,
            rejects_file=rejects_file,
        )

    def _counted(self, number: int, counts: Mapping[str, int | None]) -> RulesetCount:
        position = self.positions[number]
        broken = {str(n): counts[f"{number}/{place}"] or 0 for place, n in enumerate(position.program.bottom_lines)}
        return RulesetCount(
            **position.head,
            verdicts={outcome: counts[f"{number} {outcome}"] or 0 for outcome in _OUTCOMES},
            broken={name: count for name, count in broken.items() if count},
        )

    def rejects(self) -> Any:
        """Return the rows that do not fit, with the reason in a column `why`."""
        rows = self.deals.rows.unfit().select(*_REJECTED)
        whole = self.screened.filter(self.screened["why"].notnull() & ~self.screened["rows"])
        missing = {name: ibis.null(rows[name].type()).name(name) for name in _REJECTED}
        deals = whole.select(*({**missing, "deal": whole["deal"], "why": whole["why"]}[name] for name in _REJECTED))
        return rows.union(deals)


def _any(column: Any) -> bool:
    return bool(column.any().to_pyarrow().as_py())


_MOST_REASONS = 1000
_OUTCOMES: tuple[Outcome, ...] = ("accepted", "accepted-with-reservations", "rejected")
_REJECTED = ("deal", "provision", "party", "action", "object", "from", "until", "steps", "why")
