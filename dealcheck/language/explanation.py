"""Why a bottom line is broken: which provisions, at which steps, what is missing, and whose statement it rests on.

The steps at which each condition holds come from `semantics`; this module only follows them down to the provisions.
For a condition that holds it shows the parts that make it hold, for one that does not the parts that keep it from
holding, so every finding is a short proof.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from dealcheck.answers.verdict import Breach, Finding, Release, Shortfall
from dealcheck.errors import assert_never
from dealcheck.language import program as p
from dealcheck.language import semantics
from dealcheck.language.position import Position
from dealcheck.language.wording import Wording, plain, total_text, value_text
from dealcheck.model import conditions as written
from dealcheck.model.deal import Deal
from dealcheck.model.vocabulary import Source
from dealcheck.numbers import exact_sum
from dealcheck.place import Place, place_of

_DEEPEST = 12
"""Findings go this many conditions deep; a longer proof is no explanation."""
_MOST_PARTS = 12
"""A finding names this many of its parts."""
_MOST_FINDINGS = 400
"""A proof has this many findings; definitions that use each other over and over could make it endless."""


def explain(position: Position, deal: Deal, settled: p.Settled, broken: Mapping[str, int]) -> tuple[Breach, ...]:
    """Return the breach of each broken bottom line; `broken` gives the steps of each as bits."""
    if not broken:
        return ()
    explainer = Explainer(position, deal, settled, broken)
    return tuple(explainer.breach(name, steps) for name, steps in broken.items())


class Explainer:
    """Explains what some bottom lines of a ruleset make of a deal."""

    def __init__(self, position: Position, deal: Deal, settled: p.Settled, broken: Iterable[str]) -> None:
        self.program = position.program
        self.lexicon = position.lexicon
        self.wording = Wording(position.lexicon)
        self.deal = deal
        self.settled = settled
        self.holds = semantics.conditions(position.program, settled, position.program.beneath(broken))
        self._left = 0
        self._phrases = position.phrases
        self._matched: dict[int, list[p.Clause]] = {}

    def breach(self, name: str, steps: int) -> Breach:
        """Return why a bottom line is broken at some steps, given as bits."""
        line = self.program.line(name)
        resolved = self.program.bottom_lines[name]
        numbers = [t for t in range(len(self.settled.steps)) if steps >> t & 1]
        first = numbers[0]
        if isinstance(resolved, p.Forbid):
            cause: int | None = resolved.condition
            finding, trigger = self.finding(resolved.condition, first), None
        else:
            cause, last = resolved.when, len(self.settled.steps) - 1
            finding = self.finding(resolved.condition, min(first + resolved.within, last))
            trigger = None if cause is None else self.finding(cause, first)
        witnesses = (witness for t in numbers for witness in self._witnesses(cause, t)) if cause is not None else ()
        provisions = tuple(dict.fromkeys(witnesses))
        places = (
            place_of(self.deal.provisions[provision].id) or self.deal.provisions[provision].place
            for provision in provisions
        )
        return Breach(
            bottom_line=str(line.id or name),
            title=line.title or plain(name),
            strength=line.strength,
            status=line.status,
            kind="forbid" if isinstance(resolved, p.Forbid) else "require",
            steps=tuple(self.settled.steps[t] for t in numbers),
            at=self.settled.steps[first],
            provisions=provisions,
            places=tuple(place for place in places if place is not None),
            finding=finding,
            trigger=trigger,
            releases=tuple(self._releases(resolved, first)),
            sources=tuple(self._sources(line.sources)),
            place=place_of(line.id) or line.place,
        )

    def _witnesses(self, number: int, step: int) -> Iterator[str]:
        """Yield the provisions by which a condition holds at a step: without them it would not."""
        if not self.holds[number] >> step & 1:
            return
        node = self.program.conditions[number]
        match node:
            case p.Reaches():
                yield from self._reaching(node, step)
            case p.Total():
                yield from self._summed(node, step)[1]
            case p.All(of) | p.AnyOf(of) | p.Count(of):
                yield from (name for part in of for name in self._witnesses(part, step))
            case p.Once(of) | p.Earlier(of):
                past = range(step + isinstance(node, p.Once))
                yield from (name for t in past for name in self._witnesses(of, t))
            case p.Throughout(of):
                yield from self._witnesses(of, step)
            case p.Not():
                return
            case _:
                assert_never(node)

    def finding(self, number: int, step: int, depth: int = 0) -> Finding:
        """Return what makes condition `number` hold at the step, or keeps it from holding."""
        node, holds = self.program.conditions[number], bool(self.holds[number] >> step & 1)
        measured = ""
        provisions: tuple[str, ...] = ()
        missing: tuple[str, ...] = ()
        shortfalls: tuple[Shortfall, ...] = ()
        if isinstance(node, p.Reaches):
            provisions = self._reaching(node, step)
            if not holds:
                unreached = self._unreached(node, step)
                missing = tuple(sorted(unreached)) if node.whole else ()
                shortfalls = tuple(self._shortfalls(number, node, unreached, step))
        elif isinstance(node, p.Total):
            measured, provisions = self._summed(node, step)
        elif isinstance(node, p.Count):
            count = sum(self.holds[part] >> step & 1 for part in node.of)
            measured = f"{count} of {len(node.of)} hold"
        return Finding(
            condition=self._words(number),
            step=self.settled.steps[step],
            holds=holds,
            measured=measured,
            provisions=provisions,
            missing=tuple(map(str, missing)),
            shortfalls=shortfalls,
            join="all" if isinstance(node, p.All) else "any" if isinstance(node, p.AnyOf) else "",
            parts=tuple(self._parts(node, holds, step, depth)) if depth < _DEEPEST else (),
        )

    def _words(self, number: int) -> str:
        if number not in self._phrases:
            self._phrases[number] = self._put(number)
        return self._phrases[number]

    def _put(self, number: int) -> str:
        condition = self.program.written[number]
        text = self.wording.condition(condition)  # type: ignore[arg-type]
        name = self.program.names.get(number)
        if name is None:
            return text
        simple = isinstance(condition, (written.Pattern, written.Total))
        return f"“{plain(name)}”" + (f" ({text})" if simple else "")

    def _parts(self, node: p.Node, holds: bool, step: int, depth: int) -> Iterator[Finding]:
        """Yield findings on the conditions that decide this one."""
        if depth == 0:
            self._left = _MOST_FINDINGS
        for part, at in list(self._deciding(node, holds, step))[:_MOST_PARTS]:
            self._left -= 1
            if self._left >= 0:
                yield self.finding(part, at, depth + 1)

    def _deciding(self, node: p.Node, holds: bool, step: int) -> Iterator[tuple[int, int]]:
        match node:
            case p.All(of) | p.AnyOf(of):
                yield from ((part, step) for part in of if bool(self.holds[part] >> step & 1) is holds)
            case p.Count(of):
                yield from ((part, step) for part in of)
            case p.Not(of):
                yield of, step
            case p.Once(of) | p.Earlier(of):
                past = self.holds[of] & ((1 << (step + isinstance(node, p.Once))) - 1)
                yield of, ((past & -past).bit_length() - 1 if past else step)
            case p.Throughout(of):
                failed = ~self.holds[of] & ((1 << (step + 1)) - 1)
                yield of, ((failed & -failed).bit_length() - 1 if failed else step)
            case p.Reaches() | p.Total():
                return
            case _:
                assert_never(node)

    def _matching(self, pattern: int, step: int) -> list[p.Clause]:
        if pattern not in self._matched:
            wanted = self.program.patterns[pattern]
            self._matched[pattern] = [clause for clause in self.settled.clauses if semantics.matches(wanted, clause)]
        return [clause for clause in self._matched[pattern] if clause.times >> step & 1]

    def _reaching(self, node: p.Reaches, step: int) -> tuple[str, ...]:
        clauses = self._matching(node.pattern, step)
        return tuple(str(clause.id) for clause in clauses if not node.leaves.isdisjoint(clause.leaves))

    def _unreached(self, node: p.Reaches, step: int) -> frozenset[str]:
        return node.leaves.difference(*(clause.leaves for clause in self._matching(node.pattern, step)))

    def _summed(self, node: p.Total, step: int) -> tuple[str, tuple[str, ...]]:
        """Return what a total comes to, in words, and the provisions that are summed."""
        sums, names = [], []
        for term in node.terms:
            clauses = [c for c in self._matching(term.pattern, step) if term.leaves is None or term.leaves & c.leaves]
            sums.append(exact_sum(semantics.amount(clause, term.attribute) for clause in clauses))
            names += [str(clause.id) for clause in clauses]
        return total_text(node, sums), tuple(dict.fromkeys(names))

    def _shortfalls(self, number: int, node: p.Reaches, unreached: frozenset[str], step: int) -> Iterator[Shortfall]:
        """Yield the provisions of the right party and object that would meet the condition but for one thing or two."""
        wanted, scale_of = self.program.patterns[node.pattern], self.lexicon.scale_of
        scales = None if wanted.verbs is None else {scale_of.get(verb) for verb in wanted.verbs}
        for clause in self.settled.clauses:
            if unreached.isdisjoint(clause.leaves):
                continue
            if wanted.parties is not None and wanted.parties.isdisjoint(clause.parties):
                continue
            if scales is None or scale_of.get(clause.verb, "") in scales:
                yield from self._reasons(number, wanted, clause, step)

    def _reasons(self, number: int, wanted: p.ResolvedPattern, clause: p.Clause, step: int) -> Iterator[Shortfall]:
        name, condition = str(clause.id), self.program.written[number]
        assert isinstance(condition, written.Pattern)
        place = place_of(self.deal.provisions[name].id)
        if wanted.verbs is not None and clause.verb not in wanted.verbs:
            needed = " or ".join(plain(verb) for verb in condition.action)
            text = f"“{plain(clause.verb)}” is weaker than “{needed}”"
            yield Shortfall(provision=name, kind="verb", text=text, place=place)
        for attribute in dict.fromkeys(t.attribute for t in wanted.tests if not semantics.passes_test(t, clause)):
            there = attribute in clause.attributes
            has = (
                f"its {plain(attribute)} is {value_text(clause.attributes[attribute])}"
                if there
                else "it says nothing on that"
            )
            test = self.wording.attribute_test(attribute, condition.where[attribute])
            yield Shortfall(provision=name, kind="attribute", text=f"{has}; wanted: {test}", place=place)
        yield from self._untimely(clause, step, place)

    def _untimely(self, clause: p.Clause, step: int, place: Place | None) -> Iterator[Shortfall]:
        """Yield why a provision is not in force at a step, if it is not."""
        name = str(clause.id)
        if clause.start > step:
            text = f"it comes into force only at step “{self._step(clause.start)}”"
            yield Shortfall(provision=name, kind="not-yet", text=text, place=place)
        elif clause.stop <= step:
            text = f"it is no longer in force from step “{self._step(clause.stop)}”"
            yield Shortfall(provision=name, kind="no-longer", text=text, place=place)
        elif not clause.times >> step & 1:
            provided = self.deal.provisions[name].provided
            assert provided is not None
            text = f"what it depends on does not hold: {self.wording.condition(provided)}"
            yield Shortfall(provision=name, kind="not-provided", text=text, place=place)

    def _step(self, number: int) -> str:
        return plain(self.settled.steps[number])

    def _releases(self, line: p.Forbid | p.Require, step: int) -> Iterator[Release]:
        if isinstance(line, p.Forbid) and line.until is not None:
            yield Release(kind="until", finding=self.finding(line.until, step))
        if isinstance(line, p.Forbid) and line.only_after is not None:
            # It had to hold before this step; at the first step there is no before, so that step is looked at.
            yield Release(kind="only-after", finding=self.finding(line.only_after, max(step - 1, 0)))
        if line.unless is not None:
            yield Release(kind="unless", finding=self.finding(line.unless, step))

    def _sources(self, names: Iterable[str]) -> Iterator[Source]:
        own, known = self.program.ruleset.sources, self.lexicon.sources
        yield from (own[name] if name in own else known[name] for name in names)
