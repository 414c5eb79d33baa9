"""A table of deals and the rulesets that judge them: verdicts, a summary, and what could not be judged."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, reduce
from operator import or_
from typing import Any

import ibis

from dealcheck.engines.columnar.deals import Deals, decimal_score, places
from dealcheck.engines.columnar.rows import MOST_STEPS, Layout, check_columns, party_key, whole_number
from dealcheck.errors import InputError, Mistake
from dealcheck.jobs.universe import common_lexicon
from dealcheck.library import Position
from dealcheck.model.screen import RulesetCount, ScreenSummary
from dealcheck.model.verdict import Outcome
from dealcheck.read.tables import Opened

_MOST_PARTY_KEYS = 100_000


class Screening:
    """What can be asked about a table of deals. Tables it gives are expressions, computed when they are used."""

    def __init__(
        self, given: Opened, positions: Sequence[Position], *, steps: int | None, joint_rows: bool | None
    ) -> None:
        if steps is not None and not 1 <= steps <= MOST_STEPS:
            raise InputError([Mistake(f"deals in a table may have 1 to {MOST_STEPS} steps, not {steps}")])
        check_columns(given.table, steps)
        self.given = given
        self.positions = positions
        self._joint_rows = joint_rows
        parties = self._parties()
        layout = Layout(steps or self._most_steps(), steps, given.untyped, parties)
        self.deals = Deals(given.table, positions, common_lexicon(positions), layout)

    def _parties(self) -> tuple[Any, ...]:
        keys = party_key(self.given.table, untyped=self.given.untyped).name("key").as_table().distinct()
        found = keys.filter(keys["key"].notnull()).limit(_MOST_PARTY_KEYS + 1).to_pyarrow()["key"].to_pylist()
        if len(found) > _MOST_PARTY_KEYS:
            message = f"the column `party` has more than {_MOST_PARTY_KEYS:,} different values"
            raise InputError([Mistake(message, None, "it names the party that a provision binds, or a list of them")])
        return tuple(found)

    def _most_steps(self) -> int:
        """How many steps the deals have at most; what is no proper number of steps is rejected later."""
        number, _unfit = whole_number(self.given.table["steps"])
        most = ibis.cases((number > MOST_STEPS, MOST_STEPS + 1), else_=number).max().name("most").as_table()
        (found,) = most.to_pyarrow()["most"].to_pylist()
        if found is not None and found > MOST_STEPS:
            message = f"some deal has more than {MOST_STEPS} steps, which is the most that a table may hold"
            raise InputError([Mistake(message, None, "verify such deals one by one")])
        return max(int(found or 1), 1)

    @cached_property
    def joint_rows(self) -> bool:
        """Whether some provision stands in several rows of a deal."""
        if self._joint_rows is not None:
            return self._joint_rows
        table = self.given.table
        twice = table.group_by(["deal", "provision"]).agg(rows=ibis._.count()).filter(ibis._.rows > 1).limit(1)
        return bool(twice.count().to_pyarrow().as_py())

    @cached_property
    def joined(self) -> Any:
        """The deals, before it is said which can be judged."""
        return self.deals.joined(joint_rows=self.joint_rows)

    @cached_property
    def judged(self) -> Any:
        """A row for each deal that can be judged, with columns for each ruleset."""
        return self.deals.judged(self.joined)

    def keep(self, kept: Callable[[Any], Any]) -> None:
        """Work out now what all the rest is read off: `kept` takes an expression and gives a table that holds it."""
        self.joined = kept(self.deals.joined(joint_rows=self.joint_rows))

    def verdicts(self, *, flat: bool = False) -> Any:
        """A row for each deal and ruleset: `deal`, `ruleset`, `verdict`, `score`, `broken`.

        `flat`: `broken` is text, as `no-early-relief@2+3; price@1`, for files that know no lists.
        """
        judged = self.judged
        digits = max((places(each.program) for each in self.positions), default=0)
        rows = [self._row(judged, number, digits, flat) for number in range(len(self.positions))]
        listed = judged.select("deal", row=ibis.array(rows).unnest())
        return listed.select("deal", *(listed["row"][name].name(name) for name in _COLUMNS))

    def _row(self, judged: Any, number: int, digits: int, flat: bool) -> Any:
        program = self.positions[number].program
        kind = f"decimal(38, {digits})"
        has_sheet = bool(program.worth)
        score = decimal_score(judged[f"score_{number}"], places(program)).cast(kind) if has_sheet else ibis.null(kind)
        return ibis.struct(
            {
                "ruleset": str(program.ruleset.id),
                "verdict": judged[f"verdict_{number}"],
                "score": score,
                "broken": self._broken_text(judged, number) if flat else self._broken(judged, number),
            }
        )

    def _broken(self, judged: Any, number: int) -> Any:
        """The broken bottom lines of a program, each with its steps, as a list."""
        kind = "array<struct<bottom_line: string, steps: array<int64>>>"
        entries = []
        for place, name in enumerate(self.positions[number].program.bottom_lines):
            bits = judged[f"broken_{number}_{place}"]
            steps = [
                ibis.cases(((bits >> step) & 1 == 1, step + 1), else_=ibis.null("int64"))
                for step in range(self.deals.layout.most_steps)
            ]
            listed = ibis.array(steps).filter(lambda step: step.notnull())
            entry = ibis.struct({"bottom_line": str(name), "steps": listed})
            entries.append(ibis.cases((bits != 0, entry), else_=ibis.null(entry.type())))
        if not entries:
            return ibis.literal([], type=kind)
        return ibis.array(entries).filter(lambda entry: entry.notnull()).cast(kind)

    def _broken_text(self, judged: Any, number: int) -> Any:
        """The broken bottom lines of a program as one text."""
        entries = []
        for place, name in enumerate(self.positions[number].program.bottom_lines):
            bits = judged[f"broken_{number}_{place}"]
            steps = [
                ibis.cases(((bits >> step) & 1 == 1, str(step + 1)), else_=ibis.null("string"))
                for step in range(self.deals.layout.most_steps)
            ]
            listed = ibis.array(steps).filter(lambda step: step.notnull()).join("+")
            entries.append(ibis.cases((bits != 0, ibis.literal(f"{name}@") + listed), else_=ibis.null("string")))
        if not entries:
            return ibis.literal("")
        return ibis.array(entries).filter(lambda entry: entry.notnull()).join("; ")

    def reasons(self) -> dict[str, int]:
        """What is wrong with rows that do not fit, and with how many; the most frequent first."""
        if not self.joined["why"].notnull().any().to_pyarrow().as_py():
            return {}
        rejects = self.rejects()
        counts = rejects.group_by("why").agg(rows=rejects.count()).to_pyarrow().to_pylist()
        return {each["why"]: each["rows"] for each in sorted(counts, key=lambda each: (-each["rows"], each["why"]))}

    def summary(
        self, table: str, reasons: Mapping[str, int], *, verdicts_file: str = "", rejects_file: str = ""
    ) -> ScreenSummary:
        """The verdicts, counted."""
        judged = self.judged
        rejected = reduce(or_, (judged[f"verdict_{number}"] == "rejected" for number in range(len(self.positions))))
        counts = {"judged": judged.count(), "acceptable": (~rejected).sum()}
        for number, position in enumerate(self.positions):
            for outcome in _OUTCOMES:
                counts[f"{number} {outcome}"] = (judged[f"verdict_{number}"] == outcome).sum()
            for place in range(len(position.program.bottom_lines)):
                counts[f"{number}/{place}"] = (judged[f"broken_{number}_{place}"] != 0).sum()
        (found,) = judged.aggregate(**counts).to_pyarrow().to_pylist()
        return ScreenSummary(
            table=table,
            deals=self.joined.count().to_pyarrow().as_py(),
            judged=found["judged"],
            acceptable=found["acceptable"] or 0,
            rulesets=tuple(self._counted(number, found) for number in range(len(self.positions))),
            reasons=reasons,
            verdicts_file=verdicts_file,
            rejects_file=rejects_file,
        )

    def _counted(self, number: int, found: Mapping[str, int | None]) -> RulesetCount:
        position = self.positions[number]
        broken = {str(n): found[f"{number}/{place}"] or 0 for place, n in enumerate(position.program.bottom_lines)}
        return RulesetCount(
            **position.head,
            verdicts={outcome: found[f"{number} {outcome}"] or 0 for outcome in _OUTCOMES},
            broken={name: count for name, count in broken.items() if count},
        )

    def rejects(self) -> Any:
        """The rows that do not fit, with the reason in a column `why`."""
        rows = self.deals.rows.unfit().select(*_REJECTED)
        whole = self.joined.filter(self.joined["why"].notnull() & ~self.joined["rows"])
        missing = {name: ibis.null(rows[name].type()).name(name) for name in _REJECTED}
        deals = whole.select(*({**missing, "deal": whole["deal"], "why": whole["why"]}[name] for name in _REJECTED))
        return rows.union(deals)


_OUTCOMES: tuple[Outcome, ...] = ("accepted", "accepted-with-reservations", "rejected")
_REJECTED = ("deal", "provision", "party", "action", "object", "from", "until", "steps", "why")
_COLUMNS = ("ruleset", "verdict", "score", "broken")
