"""Why a bottom line is broken by what happened: as for a deal, with the days on which something changed for steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs

from dealcheck.answers.verdict import Breach, Shortfall
from dealcheck.language import program as p
from dealcheck.language.explanation import Explainer
from dealcheck.language.position import Position
from dealcheck.language.signed.contract import Contract
from dealcheck.language.signed.lines import LineStanding
from dealcheck.place import Place


def explained(
    position: Position, contract: Contract, settled: p.Settled, lines: Mapping[str, LineStanding]
) -> dict[str, Breach]:
    """Return the breach of each bottom line that is broken, at the moment that breaks it."""
    broken = {name: line for name, line in lines.items() if line.state == "broken"}
    if not broken:
        return {}
    program = position.program
    demands = {
        name: attrs.evolve(resolved, within=broken[name].until - broken[name].moment)
        for name, resolved in program.bottom_lines.items()
        if name in broken and isinstance(resolved, p.Require)
    }
    timed = attrs.evolve(position, program=attrs.evolve(program, bottom_lines={**program.bottom_lines, **demands}))
    deal = attrs.evolve(contract.deal, provisions={**contract.deal.provisions, **contract.deal.added})
    explainer = _OfWhatHappened(timed, deal, settled, broken)
    return {name: explainer.breach(name, 1 << line.moment) for name, line in broken.items()}


class _OfWhatHappened(Explainer):
    """Says when a provision was performed, where one that is written says when it is in force."""

    def _untimely(self, clause: p.Clause, step: int, place: Place | None) -> Iterator[Shortfall]:
        if clause.times >> step & 1:
            return
        before = clause.times & ((1 << step) - 1)
        if not clause.times:
            kind, text = "not-yet", "it was never performed"
        elif not before:
            kind, text = "not-yet", f"it was performed only from {self.settled.steps[clause.start]} on"
        else:
            stopped = ~clause.times & -(1 << before.bit_length())
            day = self.settled.steps[(stopped & -stopped).bit_length() - 1]
            kind, text = "no-longer", f"it was no longer performed from {day} on"
        yield Shortfall(provision=str(clause.id), kind=kind, text=text, place=place)  # type: ignore[arg-type]
