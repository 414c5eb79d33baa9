"""What is measured, each in a process of its own: solvers on the fewest provisions, and the questions of dealcheck."""

from __future__ import annotations

import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any

import attrs
import yaml

sys.path.append(str(Path(__file__).resolve().parent.parent / "explore"))

from fewest import dealcheck_fewest
from peers import CpModel, clingo_fewest, clingo_text
from talks import Data, talks

import dealcheck
from dealcheck.language.drafts.draft import Draft
from dealcheck.language.position import Position
from dealcheck.language.resolutions import open_draft

ROUNDS = 9
ENOUGH = 1.0
"""No round begins once all took so many seconds together."""
LIMIT = 5
"""Of conflicts."""


@attrs.frozen
class Files:
    """The files of talks: the draft, the vocabulary, and the rulesets of the parties."""

    draft: Path
    vocabulary: Path
    rulesets: tuple[Path, ...]

    @property
    def rules(self) -> list[Path]:
        return [self.vocabulary, *self.rulesets]


def measured(what: str, drawn: tuple[int, int, float, int], most: int) -> dict[str, Any]:
    """The answer, and the seconds that it took; the process is ended after `most` seconds of processor time."""
    provisions, lines, crossing, seed = drawn
    with tempfile.TemporaryDirectory() as folder:
        data = talks(provisions, lines, seed, crossing=crossing)
        draft, rules = data.write(Path(folder))
        names = [rules / f"{ruleset['ruleset']}.yaml" for ruleset in data.rulesets]
        files = Files(draft, rules / f"{data.vocabulary['vocabulary']}.yaml", tuple(names))
        ask = _solver(what, files) if what in SOLVERS else QUESTIONS[what](files, data.draft)
        _, limit = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time()) + most, limit))
        times: list[float] = []
        while len(times) < ROUNDS and sum(times) < ENOUGH:
            started = time.process_time()
            answer = ask()
            times.append(time.process_time() - started)
    return {"seconds": median(times), "answer": answer}


# The fewest provisions


def _solver(name: str, files: Files) -> Callable[[], str]:
    """What asks a solver, with the files read and the solver imported."""
    import clingo  # noqa: F401
    from ortools.sat.python import cp_model  # noqa: F401

    scope = dealcheck.Session().scope(files.rules)
    deal = scope.deal(files.draft).deal
    positions = scope.positions_for(deal)
    draft = open_draft(deal, scope.library.lexicon(deal.vocabulary))

    def ask() -> str:
        fewest = SOLVERS[name](draft, positions)
        return "none" if fewest is None else str(fewest)

    return ask


def _clingo(draft: Draft, positions: list[Position]) -> int | None:
    return clingo_fewest(clingo_text(draft, [position.program for position in positions]))


def _cp_sat(draft: Draft, positions: list[Position]) -> int | None:
    return CpModel(draft, [position.program for position in positions]).fewest()


SOLVERS: dict[str, Callable[[Draft, list[Position]], int | None]] = {
    "dealcheck": dealcheck_fewest,
    "clingo": _clingo,
    "CP-SAT": _cp_sat,
}


# Questions


def _reconcile(files: Files, _: Data) -> Callable[[], str]:
    def ask() -> str:
        try:
            found = dealcheck.reconcile(files.rules)
        except dealcheck.InputError as error:
            return f"refused: {error.mistakes[0].message}"
        told = f"a deal of {len(found.terms)}" if found.deal else f"{len(found.conflict)} demands clash"
        return f"{told}, {found.considered:,} provisions considered"

    return ask


def _repair(files: Files, draft: Data) -> Callable[[], str]:
    deal = _rejected(files, draft)

    def ask() -> str:
        found = dealcheck.repair(deal, files.rules)
        nearest = f", the nearest of {len(found.repairs[0].changes)} changes" if found.repairs else ""
        return f"{len(found.unmet)} demands unmet; {_many(len(found.repairs), found.complete)} repairs{nearest}"

    return ask


def _conflicts(files: Files, _: Data) -> Callable[[], str]:
    def ask() -> str:
        try:
            found = dealcheck.conflicts(files.draft, files.rules, limit=LIMIT)
        except dealcheck.MemoryLimitError:
            return "out of memory"
        return f"{_many(len(found.conflicts), found.complete)} conflicts"

    return ask


def _diff(files: Files, _: Data) -> Callable[[], str]:
    before, after = ([files.vocabulary, ruleset] for ruleset in files.rulesets[:2])

    def ask() -> str:
        try:
            found = dealcheck.compare(before, after)
        except dealcheck.InputError as error:
            return f"refused: {error.mistakes[0].message}"
        differ = [len(witness.terms) for witness in (found.newly_acceptable, found.newly_rejected) if witness]
        return f"witnesses of {differ} provisions, {len(found.lines)} lines differ"

    return ask


def _lint(files: Files, _: Data) -> Callable[[], str]:
    def ask() -> str:
        try:
            found = dealcheck.lint(files.rules, ignore=["unsourced"])
        except dealcheck.InputError as error:
            return f"refused: {error.mistakes[0].message}"
        return f"{len(found.findings)} findings"

    return ask


QUESTIONS: dict[str, Callable[[Files, Data], Callable[[], str]]] = {
    "reconcile": _reconcile,
    "repair": _repair,
    "conflicts": _conflicts,
    "diff": _diff,
    "lint": _lint,
}


def _many(number: int, is_complete: bool) -> str:
    return f"{number}" if is_complete else f"{number} and more"


def _rejected(files: Files, draft: Data) -> Path:
    """Write a resolution of the draft that some ruleset rejects: the first value of each bracket, else drawn ones."""
    path = files.draft.with_name("whole.yaml")
    for deal in _whole(draft):
        path.write_text(yaml.safe_dump(deal, sort_keys=False), encoding="utf-8")
        if any(verdict.outcome == "rejected" for verdict in dealcheck.verify(path, files.rules).verdicts):
            return path
    raise AssertionError("there is no end of deals")


def _whole(draft: Data) -> Iterator[Data]:
    """Yield deals with all provisions of a draft: with the first values, then with drawn ones."""
    for seed in count():
        generator = random.Random(seed)

        def chosen(values: list[str], number: int = seed, pick: random.Random = generator) -> str:
            return pick.choice(values) if number else values[0]

        provisions = {
            name: {
                **{key: value for key, value in provision.items() if key != "bracketed"},
                "action": chosen(provision["action"]),
                "from": chosen(provision["from"]),
            }
            for name, provision in draft["provisions"].items()
        }
        yield {**draft, "deal": "whole", "provisions": provisions}
