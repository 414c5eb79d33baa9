"""The same drafts and red lines for clingo and for OR-tools CP-SAT: how many resolutions all can sign, and the fewest
provisions among these.

Both encodings say what a resolution is by choices, and everything else follows from these, so that each resolution is
one solution. They cover the conditions that `talks` writes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from dealcheck.language import program as p
from dealcheck.language.drafts.draft import Draft
from dealcheck.language.program import Forbid, Program, Require, span_of
from dealcheck.numbers import scaled

_SIGNS = {"at-least": ">=", "at-most": "<=", "more-than": ">", "less-than": "<"}
_PLACES = 2


def red_lines(program: Program) -> Iterator[Forbid | Require]:
    """What must be kept for the ruleset not to reject."""
    for name, line in program.bottom_lines.items():
        if program.line(name).strength == "red-line":
            yield line


def matches(draft: Draft, pattern: p.ResolvedPattern, leaves: frozenset[str] | None) -> Iterator[tuple[int, int]]:
    """The provisions that may match, with each verb (by its number) that does."""
    for number, clause in enumerate(draft.clauses):
        named = pattern.parties is None or not pattern.parties.isdisjoint(clause.parties)
        if named and (leaves is None or clause.objects[0] in leaves):
            for place, verb in enumerate(clause.verbs):
                if pattern.verbs is None or verb in pattern.verbs:
                    yield number, place


def size(draft: Draft, clause: int, attribute: str) -> int:
    """What a provision adds to a total, as a whole number."""
    return scaled(draft.clauses[clause].attributes[attribute][0], _PLACES)  # type: ignore[arg-type]


# clingo


def clingo_text(draft: Draft, programs: Sequence[Program]) -> str:
    """The resolutions that all can sign, as the stable models of a program."""
    last = len(draft.steps) - 1
    text = [f"step(0..{last}). {{in(P)}} :- clause(P). 1 {{verb(P,V) : v(P,V)}} 1 :- in(P)."]
    text.append("1 {from(P,S) : s(P,S)} 1 :- in(P). act(P,V,T) :- verb(P,V), from(P,S), step(T), S <= T.")
    for number, clause in enumerate(draft.clauses):
        text.append(f"clause({number}). v({number},0..{len(clause.verbs) - 1}).")
        text += [f"s({number},{span_of(times)[0]})." for times in clause.times]
    for place, program in enumerate(programs):
        text += [line for n, node in enumerate(program.conditions) for line in _rules(draft, program, place, n, node)]
        for number, line in enumerate(red_lines(program)):
            text += _constraints(line, place, f"{place},{number}", last)
    return "\n".join(text)


def _only_term(node: p.Total) -> p.Term:
    """Return what a total adds up: talks compare no sum with another."""
    (term,) = node.terms
    return term


def _rules(draft: Draft, program: Program, place: int, number: int, node: p.Node) -> Iterator[str]:
    def holds(of: int) -> str:
        return f"h({place},{of},T)"

    here = f"{place},{number}"
    head = f"h({here},T) :- step(T)"
    if isinstance(node, (p.Reaches, p.Total)):
        asked = node if isinstance(node, p.Reaches) else _only_term(node)
        for clause, verb in matches(draft, program.patterns[asked.pattern], asked.leaves):
            yield f"use({here},{clause},{verb})."
    if isinstance(node, p.Reaches) and node.whole:
        leaves = {leaf: n for n, leaf in enumerate(sorted(node.leaves))}
        for clause, each in enumerate(draft.clauses):
            yield from (f"leaf({here},{clause},{n})." for leaf, n in leaves.items() if leaf in each.objects)
        yield f"got({here},L,T) :- act(P,V,T), use({here},P,V), leaf({here},P,L)."
        yield f"{head}, {', '.join(f'got({here},{n},T)' for n in leaves.values())}."
    elif isinstance(node, p.Reaches):
        yield f"h({here},T) :- act(P,V,T), use({here},P,V)."
    elif isinstance(node, p.Total):
        clauses = range(len(draft.clauses))
        yield from (f"size({here},{n},{size(draft, n, _only_term(node).attribute)})." for n in clauses)
        for check, value in node.tests:
            added = f"A,P : act(P,V,T), use({here},P,V), size({here},P,A)"
            yield f"{head}, #sum{{{added}}} {_SIGNS[check]} {scaled(value, _PLACES)}."
    elif isinstance(node, p.Count):
        parts = "; ".join(f"1,{n} : {holds(of)}" for n, of in enumerate(node.of))
        yield f"{head}, " + ", ".join(f"#sum{{{parts}}} {_SIGNS[check]} {value}" for check, value in node.tests) + "."
    elif isinstance(node, p.All):
        yield f"{', '.join((head, *map(holds, node.of)))}."
    elif isinstance(node, p.AnyOf):
        yield from (f"{head}, {holds(of)}." for of in node.of)
    elif isinstance(node, p.Not):
        yield f"{head}, not {holds(node.of)}."
    else:
        raise TypeError(f"not written by talks: {node!r}")


def _constraints(line: Forbid | Require, place: int, here: str, last: int) -> Iterator[str]:
    def holds(of: int, step: str = "T") -> str:
        return f"h({place},{of},{step})"

    if line.unless is not None:
        yield f"free({here},T) :- {holds(line.unless)}."
    if isinstance(line, Forbid):
        if line.until is not None:
            yield f"free({here},T) :- step(T), {holds(line.until, 'S')}, S <= T."
        if line.only_after is not None:
            yield f"free({here},T) :- step(T), {holds(line.only_after, 'S')}, S < T."
        yield f":- {holds(line.condition)}, not free({here},T)."
    elif line.when is None:
        yield f":- not {holds(line.condition, str(last))}, not free({here},{last})."
    else:
        yield f"met({here},T) :- step(T), {holds(line.condition, 'S')}, T <= S, S <= T+{min(line.within, last)}."
        yield f":- {holds(line.when)}, not met({here},T), not free({here},T)."


def clingo_count(text: str) -> int:
    """How many stable models there are, listed one by one."""
    import clingo

    control = clingo.Control(["--models=0", "--project=no"], logger=lambda *_: None)
    control.add("base", [], text)
    control.ground([("base", [])])
    control.solve()
    return int(control.statistics["summary"]["models"]["enumerated"])


def clingo_fewest(text: str) -> int | None:
    """The fewest provisions of a stable model, proven."""
    import clingo

    control = clingo.Control(["--models=0", "--opt-strategy=usc"], logger=lambda *_: None)
    control.add("base", [], text + "\n#minimize {1,P : in(P)}.")
    control.ground([("base", [])])
    found: list[int] = []
    control.solve(on_model=lambda model: found.append(model.cost[0]))
    return found[-1] if found else None


# CP-SAT


class CpModel:
    """The resolutions that all can sign, as the solutions of a constraint model."""

    def __init__(self, draft: Draft, programs: Sequence[Program]) -> None:
        from ortools.sat.python import cp_model

        self.cp = cp_model
        self.model = cp_model.CpModel()
        self.draft = draft
        self.steps = range(len(draft.steps))
        self.true = self.model.new_constant(1)
        self.present: list[Any] = []
        self.acts: dict[tuple[int, int, int], Any] = {}
        for number in range(len(draft.clauses)):
            self._add_clause(number)
        for program in programs:
            held: list[list[Any]] = []
            for node in program.conditions:
                held.append([self._condition(program, node, held, step) for step in self.steps])
            for line in red_lines(program):
                self._keep(line, held)

    def _add_clause(self, number: int) -> None:
        clause, model = self.draft.clauses[number], self.model
        starts = [span_of(times)[0] for times in clause.times]
        ways = {(v, s): model.new_bool_var("") for v in range(len(clause.verbs)) for s in starts}
        present = model.new_bool_var("")
        model.add_exactly_one([~present, *ways.values()])
        self.present.append(present)
        for verb in range(len(clause.verbs)):
            for step in self.steps:
                self.acts[number, verb, step] = self._any([x for (v, s), x in ways.items() if v == verb and s <= step])

    def _any(self, literals: Sequence[Any]) -> Any:
        if len(literals) == 1:
            return literals[0]
        found = self.model.new_bool_var("")
        self.model.add_bool_or([*literals, ~found])
        for each in literals:
            self.model.add_implication(each, found)
        return found

    def _all(self, literals: Sequence[Any]) -> Any:
        return ~self._any([~each for each in literals]) if literals else self.true

    def _passes(self, sum_: Any, tests: Sequence[tuple[str, int]]) -> Any:
        tests_ = {
            ">=": lambda n: sum_ >= n,
            "<=": lambda n: sum_ <= n,
            ">": lambda n: sum_ > n,
            "<": lambda n: sum_ < n,
        }
        other = {">=": "<", "<=": ">", ">": "<=", "<": ">="}
        passed = []
        for check, value in tests:
            each, sign = self.model.new_bool_var(""), _SIGNS[check]
            self.model.add(tests_[sign](value)).only_enforce_if(each)
            self.model.add(tests_[other[sign]](value)).only_enforce_if(~each)
            passed.append(each)
        return self._all(passed)

    def _condition(self, program: Program, node: p.Node, held: Sequence[Sequence[Any]], step: int) -> Any:
        if isinstance(node, p.Reaches):
            found = list(matches(self.draft, program.patterns[node.pattern], node.leaves))
            if not node.whole:
                return self._any([self.acts[n, verb, step] for n, verb in found])
            objects = [(self.draft.clauses[n].objects[0], self.acts[n, verb, step]) for n, verb in found]
            return self._all([self._any([x for leaf, x in objects if leaf == each]) for each in sorted(node.leaves)])
        if isinstance(node, p.Total):
            term = _only_term(node)
            found = list(matches(self.draft, program.patterns[term.pattern], term.leaves))
            total = sum(size(self.draft, n, term.attribute) * self.acts[n, verb, step] for n, verb in found)
            return self._passes(total, [(check, scaled(value, _PLACES)) for check, value in node.tests])  # type: ignore[arg-type]
        if isinstance(node, p.Count):
            return self._passes(sum(held[of][step] for of in node.of), [(c, int(n)) for c, n in node.tests])  # type: ignore[arg-type]
        if isinstance(node, p.Not):
            return ~held[node.of][step]
        combine: Callable[[Sequence[Any]], Any] = self._all if isinstance(node, p.All) else self._any
        return combine([held[of][step] for of in p.parts_of(node)])

    def _keep(self, line: Forbid | Require, held: Sequence[Sequence[Any]]) -> None:
        def at(number: int | None, steps: Sequence[int]) -> list[Any]:
            return [] if number is None else [held[number][step] for step in steps]

        for step in self.steps:
            free = at(line.unless, [step])
            if isinstance(line, Forbid):
                free += at(line.until, range(step + 1)) + at(line.only_after, range(step))
                self.model.add_bool_or([~held[line.condition][step], *free])
            elif line.when is not None:
                soon = self.steps[step : step + line.within + 1]
                self.model.add_bool_or([~held[line.when][step], *free, *at(line.condition, soon)])
            elif step == self.steps[-1]:
                self.model.add_bool_or([held[line.condition][step], *free])

    def count(self) -> int:
        """How many solutions there are, listed one by one."""

        class Counter(self.cp.CpSolverSolutionCallback):  # type: ignore[name-defined,misc]
            found = 0

            def on_solution_callback(self) -> None:
                self.found += 1

        solver, counter = self.cp.CpSolver(), Counter()
        solver.parameters.enumerate_all_solutions = True
        solver.parameters.num_workers = 1
        solver.solve(self.model, counter)
        return counter.found

    def fewest(self) -> int | None:
        """The fewest provisions of a solution, proven."""
        self.model.minimize(sum(self.present))
        solver = self.cp.CpSolver()
        solver.parameters.num_workers = 1
        status = solver.solve(self.model)
        return int(solver.objective_value) if status == self.cp.OPTIMAL else None
