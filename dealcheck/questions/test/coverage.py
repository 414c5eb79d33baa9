"""How much of some rules their test cases try: what is broken and kept, which clauses decide, which arms count.

A clause decides in a case when the bottom line would be broken at some step without it and is not with it, and nothing
else prevents that. An arm of an `any` counts when at some step it is the only one that holds.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from dealcheck.answers.test import CoverageItem
from dealcheck.language import program as p
from dealcheck.language import semantics
from dealcheck.language.position import Position
from dealcheck.language.resolutions import open_draft, resolutions
from dealcheck.language.wording import Wording, plain, value_text
from dealcheck.model.ruleset import Ruleset
from dealcheck.place import Place, place_of
from dealcheck.questions.test.cases import Loaded

MOST_RESOLUTIONS = 1_000
"""The most resolutions of a draft that are looked at."""

CoverageKind = Literal["broken", "kept", "until", "only-after", "unless", "when", "arm", "points"]
Key = tuple[str, str, CoverageKind, int]
"""Ruleset, entry, kind and a number: of an arm, that of its condition in the program; of points, that of the value."""


def coverage(loaded: Iterable[Loaded]) -> list[CoverageItem]:
    """Return everything that the cases of some files should try in their rulesets, and whether they do.

    These are the rulesets that the files name under `rules`, and those that cases ask. What a ruleset takes over from
    one that it extends is for the cases of that one to try.
    """
    asked: dict[str, tuple[Position, Ruleset]] = {}
    named: dict[str, tuple[Position, Ruleset]] = {}
    covered: set[Key] = set()
    for trial in loaded:
        named |= {str(position.ruleset.id): (position, trial.own(position)) for position in trial.scope.given or ()}
        for case in trial.file.cases.values():
            deal = trial.deal(case).deal
            for position in trial.positions(case, deal):
                asked[str(position.ruleset.id)] = (position, trial.own(position))
                draft = open_draft(deal, trial.scope.library.lexicon(deal.vocabulary))
                for settled in itertools.islice(resolutions(draft), MOST_RESOLUTIONS):
                    covered |= set(_tried(position, settled))
    return [item for position, own in {**asked, **named}.values() for item in _items(position, own, covered)]


def _tried(position: Position, deal: p.Settled) -> Iterator[Key]:
    """Yield what one deal tries in one ruleset."""
    program, ruleset = position.program, str(position.ruleset.id)
    holds, length = semantics.conditions(program, deal), len(deal.steps)
    for name, line in program.bottom_lines.items():
        broken = semantics.breaches(line, holds, length)
        yield (ruleset, name, "broken" if broken else "kept", 0)
        for kind, changed in _without_each_clause(line):
            if semantics.breaches(changed, holds, length) & ~broken:
                yield (ruleset, name, kind, 0)
        if isinstance(line, p.Require) and line.when is not None and _calls_off(line, holds, length):
            yield (ruleset, name, "when", 0)
    for number, node in enumerate(program.conditions):
        if isinstance(node, p.AnyOf):
            for arm in node.of:
                others = semantics.or_all(holds[other] for other in node.of if other != arm)
                if holds[arm] & ~others:
                    yield (ruleset, f"{number}", "arm", arm)
    clauses = {clause.id: clause for clause in deal.clauses}
    for name, issue in program.issues.items():
        clause = clauses.get(issue.provision)
        value = None if clause is None else semantics.value_of(clause, issue.field, deal.steps)
        for number, (listed, _) in enumerate(issue.points):
            if value is not None and semantics.same(listed, value):
                yield (ruleset, name, "points", number)


def _without_each_clause(line: p.Forbid | p.Require) -> Iterator[tuple[CoverageKind, p.Forbid | p.Require]]:
    """Yield the bottom line without each of its clauses in turn."""
    if isinstance(line, p.Forbid):
        if line.until is not None:
            yield "until", p.Forbid(line.condition, None, line.only_after, line.unless)
        if line.only_after is not None:
            yield "only-after", p.Forbid(line.condition, line.until, None, line.unless)
        if line.unless is not None:
            yield "unless", p.Forbid(line.condition, line.until, line.only_after, None)
        return
    if line.unless is not None:
        yield "unless", p.Require(line.condition, line.when, line.within, None)


def _calls_off(line: p.Require, holds: Sequence[int], length: int) -> bool:
    """Return whether at some step what is required is missing, and is not called for."""
    assert line.when is not None
    every = semantics.all_steps(length)
    always = [*holds, every & ~holds[line.when]]
    return bool(semantics.breaches(p.Require(line.condition, len(holds), line.within, line.unless), always, length))


def _items(position: Position, own: Ruleset, covered: set[Key]) -> Iterator[CoverageItem]:
    """Yield all there is to try in a ruleset."""
    program, ruleset = position.program, str(position.ruleset.id)
    words = Wording(position.lexicon)
    for name in own.bottom_lines:
        line, written = program.bottom_lines[name], program.line(name)
        place = place_of(written.id) or written.place
        kinds: list[CoverageKind] = ["broken", "kept", *(kind for kind, _ in _without_each_clause(line))]
        kinds += ["when"] if isinstance(line, p.Require) and line.when is not None else []
        for kind in kinds:
            text = f"{kind} by some case" if kind in ("broken", "kept") else f"`{kind}` decides"
            yield _item(ruleset, str(name), kind, text, (ruleset, name, kind, 0) in covered, place)
    for name in own.issues:
        issue = program.ruleset.issues[name]
        for number, (value, _) in enumerate(program.issues[name].points):
            is_covered = (ruleset, name, "points", number) in covered
            text = f"points for {value_text(value)} are given"
            yield _item(ruleset, str(name), "points", text, is_covered, place_of(issue.id) or issue.place)
    owners = _owners(program)
    mine = {*own.bottom_lines, *own.definitions, *own.worth}
    for number, node in enumerate(program.conditions):
        if isinstance(node, p.AnyOf) and len(node.of) > 1 and owners.get(number) in mine:
            for arm in node.of:
                text = _arm_text(program, arm, words)
                is_covered = (ruleset, f"{number}", "arm", arm) in covered
                yield _item(ruleset, owners[number], "arm", text, is_covered, place_of(program.written[arm]))


def _item(
    ruleset: str, entry: str, kind: CoverageKind, text: str, is_covered: bool, place: Place | None
) -> CoverageItem:
    return CoverageItem(ruleset=ruleset, entry=entry, kind=kind, text=text, covered=is_covered, place=place)


def _arm_text(program: p.Program, arm: int, words: Wording) -> str:
    name = program.names.get(arm)
    text = f"“{plain(name)}”" if name else words.condition(program.written[arm])  # type: ignore[arg-type]
    return f"this arm of `any` alone: {text}"


def _owners(program: p.Program) -> dict[int, str]:
    """Return for each condition the definition, or else the bottom line or score entry, that it is written in."""
    owners: dict[int, str] = {}
    roots: Sequence[tuple[str, int]] = [
        *((str(name), number) for number, name in program.names.items() if number < len(program.conditions)),
        *((str(name), part) for name, line in program.bottom_lines.items() for part in line.parts),
        *((str(name), number) for name, number in program.worth.items()),
    ]
    for name, root in roots:
        waiting = [root]
        while waiting:
            number = waiting.pop()
            if number not in owners and (number == root or number not in program.names):
                owners[number] = name
                waiting += p.parts_of(program.conditions[number])
    return owners
