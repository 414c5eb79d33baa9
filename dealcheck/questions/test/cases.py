"""Test cases run: what rulesets answer to deals, beside what they should answer."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

import attrs

from dealcheck.answers.test import CaseResult, Difference
from dealcheck.answers.verdict import DraftVerdict, DraftVerification, Verdict, Verification
from dealcheck.apart import must_be_within
from dealcheck.errors import InputError, Mistake, Mistakes, nearest, shown
from dealcheck.files import TEST_FILES
from dealcheck.files.documents import read_bytes, read_document
from dealcheck.language.position import Position
from dealcheck.language.resolutions import is_draft
from dealcheck.model.cases import Case, CaseFile, Expected
from dealcheck.model.deal import Deal
from dealcheck.model.fields import IS_ID
from dealcheck.model.ruleset import Ruleset
from dealcheck.numbers import number_text
from dealcheck.questions.verify import Verifier
from dealcheck.session.scope import AnyRules, ReadDeal, Scope
from dealcheck.session.session import Session, session_for


@attrs.frozen
class Loaded:
    """A test file with the rulesets that it asks, read and resolved."""

    path: Path
    file: CaseFile
    session: Session
    scope: Scope

    def own(self, position: Position) -> Ruleset:
        """Return a ruleset as its own file has it, without what it extends."""
        document: Ruleset = self.scope.library.rulesets()[str(position.ruleset.id)].document
        return document

    def deal(self, case: Case) -> ReadDeal:
        """Read the deal of a case. Raises InputError for what is wrong with it."""
        if isinstance(case.deal, str):
            return self.scope.deal(_beside(self.path, case.deal))
        deal = attrs.evolve(case.deal, id=case.id) if case.deal.id == "case" else case.deal
        return ReadDeal(self.scope.deal(deal).deal, str(self.path))

    def positions(self, case: Case, deal: Deal) -> list[Position]:
        """Return the rulesets that a case asks, in the order in which it does."""
        return self.scope.positions_for(deal, [self.scope.library.position(str(name)) for name in case.expect])


def find_files(paths: Iterable[str | Path]) -> list[Path]:
    """Return the test files at or below some paths, in order. Raises InputError when there are none."""
    found: dict[Path, None] = {}
    for path in map(Path, paths):
        if os.path.isdir(path):
            files = sorted(file for name in TEST_FILES for file in path.rglob(name))
            found.update((file, None) for file in files if _has_cases(file))
        else:
            found[path] = None
    if not found:
        names = ", ".join(shown(str(path), 100) for path in paths)
        cure = f"test files are called {TEST_FILES[0]} or {TEST_FILES[2]}, and begin with `tests:`"
        raise InputError([Mistake(f"there are no test files in {names}", None, cure)])
    return list(found)


def _has_cases(file: Path) -> bool:
    """Return whether a file is a test file, or can't be told from one because it is broken."""
    if ".venv" in file.parts or "node_modules" in file.parts:
        return False
    reading = read_document(read_bytes(file), str(file))
    return reading.document is None or isinstance(reading.document, CaseFile)


def load(path: Path, rules: Sequence[AnyRules] = (), *, session: Session | None = None) -> Loaded:
    """Return a test file with its rulesets. `rules` are loaded besides those that it names.

    Raises InputError with everything that is wrong with it: what can't be read, and names of rulesets, bottom lines and
    steps that do not exist.
    """
    reading = read_document(read_bytes(path), str(path))
    if reading.document is None or reading.mistakes:
        raise InputError(reading.mistakes)
    file = reading.document
    if not isinstance(file, CaseFile):
        message = f"expected a test file, found {type(file).__name__.lower()} `{shown(str(file.id))}`"
        raise InputError([Mistake(message, file.place, "a test file begins with `tests:`")])
    _check_paths(path, file)
    own = [_rules(path, text) for text in file.rules]
    if not file.cases:
        cure = "expected at least one under `cases`, each with a `deal` and what to `expect`"
        raise InputError([Mistake(f"test file `{shown(str(file.id))}` has no cases", file.place, cure)])
    session = session_for(session, None)
    loaded = Loaded(path, file, session, session.scope([*own, *rules] or None))
    check_cases(loaded, file.cases)
    return loaded


def _check_paths(path: Path, file: CaseFile) -> None:
    """Raise InputError for deals, and paths of rules, that are not there."""
    mistakes = Mistakes()
    deals = [case.deal for case in file.cases.values() if isinstance(case.deal, str)]
    for text in (*deals, *(text for text in file.rules if not IS_ID.match(text))):
        beside = _beside(path, text)
        must_be_within(beside)
        if not os.path.exists(beside):
            there = [each.name for each in beside.parent.iterdir()] if os.path.isdir(beside.parent) else []
            cure = nearest(beside.name, there) if there else "paths begin at the folder of the test file"
            mistakes.add(f"there is no `{shown(text)}`", text, cure)
    mistakes.raise_if_any()


def _beside(path: Path, text: str) -> Path:
    return Path(os.path.normpath(path.parent / text))


def _rules(path: Path, text: str) -> AnyRules:
    beside = _beside(path, text)
    return beside if os.path.exists(beside) else str(text)


def check_cases(loaded: Loaded, cases: Mapping[str, Case]) -> None:
    """Raise InputError for cases that expect nothing, and for names in expectations that do not exist.

    A case that expects nothing would pass whatever came out.
    """
    mistakes = Mistakes()
    known = loaded.scope.library.rulesets()
    for case in cases.values():
        if not case.expect and case.acceptable_to_all is None:
            cure = "under `expect`, say of a ruleset what it should answer, such as its verdict"
            mistakes.add(f"case `{shown(str(case.id))}` expects nothing", case, cure)
        for name, expected in case.expect.items():
            if expected == Expected():
                cure = "expected some of `verdict`, `broken`, `score`, `referrals`, `answer`, `acceptable` …"
                mistakes.add(f"case `{shown(str(case.id))}` expects nothing of `{shown(name)}`", expected, cure)
            if name not in known:
                mistakes.unknown("ruleset", name, known)
                continue
            lines = loaded.scope.library.position(str(name)).ruleset.bottom_lines
            for line in expected.broken or ():
                if line not in lines:
                    mistakes.unknown(f"bottom line of `{name}`:", line, lines)
    mistakes.raise_if_any()


def run(loaded: Loaded, *, engine: str | None = None) -> Iterator[CaseResult]:
    """Run the cases of a file, one by one."""
    verifier = Verifier(loaded.scope, engine=engine, session=loaded.session)
    for case in loaded.file.cases.values():
        yield run_case(loaded, case, verifier)


def run_case(loaded: Loaded, case: Case, verifier: Verifier) -> CaseResult:
    """Run one case. Raises InputError for what is wrong with its deal, or expected of the wrong kind of it."""
    read = loaded.deal(case)
    check_kind(case, read.deal)
    verification = verifier.verify(read, positions=loaded.positions(case, read.deal))
    return CaseResult(
        file=str(loaded.path),
        case=str(case.id),
        title=str(case.title),
        differences=tuple(differences(case, verification)),
        verification=verification,
        place=case.place,
    )


def check_kind(case: Case, deal: Deal) -> None:
    """Raise InputError when a draft's counts are expected of a deal, a deal's verdict of a draft, or unknown steps."""
    mistakes = Mistakes()
    draft = is_draft(deal)
    steps = {str(step.id) for step in deal.steps}
    for name, expected in case.expect.items():
        for key, value in (("verdict", expected.verdict), ("score", expected.score), ("referrals", expected.referrals)):
            if draft and value is not None:
                cure = "expect `answer`, `resolutions`, `acceptable` or `without-reservations`"
                mistakes.add(f"`{name}`: a draft has no `{key}`", expected, cure)
        for key in ("answer", "resolutions", "acceptable", "without_reservations"):
            if not draft and getattr(expected, key) is not None:
                mistakes.add(f"`{name}`: only a draft has `{key.replace('_', '-')}`", expected, "expect a `verdict`")
        for line, where in (expected.broken or {}).items():
            if isinstance(where, tuple):
                for step in where:
                    if step not in steps:
                        mistakes.unknown("step", step, steps)
            if draft == isinstance(where, tuple) and where is not None:
                cure = "of a draft, say how many resolutions break it; of a deal, at which steps it is broken"
                mistakes.add(f"`{name}`: that is no answer on bottom line `{line}`", expected, cure)
    if case.acceptable_to_all is not None and not draft:
        mistakes.add("only a draft has `acceptable-to-all`", case, "expect a verdict of each ruleset")
    mistakes.raise_if_any()


def differences(case: Case, verification: Verification) -> Iterator[Difference]:
    """Yield what was expected in a case and did not come out."""
    if case.acceptable_to_all is not None and isinstance(verification, DraftVerification):
        yield from _compared("", "acceptable to all", case.acceptable_to_all, verification.acceptable)
    verdicts: Sequence[object] = verification.verdicts
    for (name, expected), verdict in zip(case.expect.items(), verdicts):
        if isinstance(verdict, DraftVerdict):
            yield from _draft_differences(str(name), expected, verdict)
        elif isinstance(verdict, Verdict):
            yield from _deal_differences(str(name), expected, verdict)


def _deal_differences(name: str, expected: Expected, verdict: Verdict) -> Iterator[Difference]:
    broken = {breach.bottom_line: breach.steps for breach in verdict.breaches}
    yield from compared(name, expected, verdict.outcome, broken, verdict.score)
    if expected.referrals is not None:
        wanted, actual = (", ".join(sorted(map(str, each))) for each in (expected.referrals, verdict.referrals or ()))
        yield from _compared(name, "referrals", wanted or "none", actual or "none")


def compared(
    name: str, expected: Expected, outcome: str, broken: Mapping[str, tuple[str, ...]], score: Decimal | None
) -> Iterator[Difference]:
    """Yield what a ruleset should have said of a deal and did not, of its verdict, broken bottom lines and score."""
    yield from _compared(name, "verdict", expected.verdict, outcome)
    for line in dict.fromkeys((*map(str, expected.broken), *broken)) if expected.broken is not None else ():
        assert expected.broken is not None
        if line not in expected.broken:
            yield Difference(name, line, "kept", f"broken at {', '.join(broken[line])}")
        elif line not in broken:
            yield Difference(name, line, _at(expected.broken[line]), "kept")
        elif expected.broken[line] is not None:
            yield from _compared(name, line, _at(expected.broken[line]), _at(broken[line]))
    if expected.score is not None:
        yield from _compared(name, "score", number_text(expected.score), number_text(score or Decimal(0)))


def _at(steps: object) -> str:
    return f"broken at {', '.join(map(str, steps))}" if isinstance(steps, tuple) else "broken"


def _draft_differences(name: str, expected: Expected, verdict: DraftVerdict) -> Iterator[Difference]:
    yield from _compared(name, "answer", expected.answer, verdict.answer)
    yield from _compared(name, "resolutions", expected.resolutions, verdict.resolutions)
    yield from _compared(name, "acceptable", expected.acceptable, verdict.acceptable)
    yield from _compared(name, "without reservations", expected.without_reservations, verdict.without_reservations)
    if expected.broken is not None:
        for line in dict.fromkeys((*map(str, expected.broken), *verdict.broken)):
            count = verdict.broken.get(line, 0)
            wanted = expected.broken.get(line, 0)
            if wanted is None:  # broken by some resolution, however many
                yield from _compared(name, line, "broken", "broken" if count else "kept")
            else:
                yield from _compared(name, line, wanted, count)


def _compared(ruleset: str, what: str, expected: object, actual: object) -> Iterator[Difference]:
    if expected is not None and expected != actual:
        yield Difference(
            ruleset,
            what,
            f"{expected:,}" if isinstance(expected, int) else str(expected),
            f"{actual:,}" if isinstance(actual, int) else str(actual),
        )
