"""What an author should look at in a ruleset: what can never matter, what contradicts itself, what nobody uses."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from types import MappingProxyType

import attrs

from dealcheck.answers.lint import CODES, Lint, LintFinding
from dealcheck.engines import DEFAULT_MEMORY
from dealcheck.engines.claims import demands_of
from dealcheck.engines.meaning import Meaning
from dealcheck.engines.seen import deciding, provisions_seen
from dealcheck.engines.solver.best import minimal_conflicts
from dealcheck.engines.solver.logic import Deadline, Model
from dealcheck.engines.solver.space import Space
from dealcheck.engines.universe.universe import MOST_STEPS, Universe
from dealcheck.errors import InputError, Mistakes
from dealcheck.files.arguments import check, check_steps
from dealcheck.files.arguments import texts as listed
from dealcheck.language.check import check_deal
from dealcheck.language.position import Position
from dealcheck.language.resolutions import open_draft
from dealcheck.language.resolve import used_definitions
from dealcheck.model.deal import Deal, Provision
from dealcheck.model.ruleset import Ruleset
from dealcheck.place import place_of
from dealcheck.progress import tell
from dealcheck.questions.lint.suppressions import silence
from dealcheck.questions.options import deadline_of
from dealcheck.session.library import Library
from dealcheck.session.plugins import Plugins
from dealcheck.session.scope import Scope
from dealcheck.session.session import Rules, Session, session_for

DEFAULT_STEPS = 3
_MOST_CONTRADICTIONS = 5
_WEIGHT = {"red-line": 2, "priority": 1, "preference": 0}
_SENSE = frozenset({"never-broken", "always-broken", "implied", "contradiction"})
"""The codes for which all deals are looked at."""


def lint(
    rulesets: Rules,
    *,
    steps: int = DEFAULT_STEPS,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    timeout: float | None = None,
    memory: int = DEFAULT_MEMORY,
    plugins: Plugins | None = None,
    session: Session | None = None,
) -> Lint:
    """Return what an author should look at in some rulesets.

    `rulesets`, `plugins`, `session`: as `dealcheck.verify` takes them.
    `steps`: how many steps the deals have that are considered, from 1 to 8.
    `select`: the codes of findings to look for, all when there are none; `ignore`: those to leave out.
    `timeout`: after how many seconds to give up. `memory`: no effect since 0.3. Comments in the files silence what
    they name.
    Returns a `Lint`. Raises what `dealcheck.verify` raises for rulesets, `InputError` for an unknown code too, and
    `TimeLimitError`.
    """
    deadline = deadline_of(timeout)
    check(memory=memory)
    check_steps(steps, MOST_STEPS)
    codes = chosen_codes(listed("select", select), listed("ignore", ignore))
    scope = session_for(session, plugins).scope(rulesets)
    return lint_scope(scope, codes=codes, steps=steps, deadline=deadline)


def chosen_codes(select: Iterable[str], ignore: Iterable[str]) -> frozenset[str]:
    """Return the codes of `select`, or all, without those of `ignore`. Raises InputError for unknown ones."""
    select, ignore = frozenset(select), frozenset(ignore)
    mistakes = Mistakes()
    for code in sorted((select | ignore) - CODES.keys()):
        mistakes.unknown("code", code, CODES)
    mistakes.raise_if_any()
    return (select or frozenset(CODES)) - ignore


def lint_scope(
    scope: Scope,
    *,
    codes: Collection[str],
    steps: int,
    deadline: Deadline = None,
    texts: Mapping[str, str] = MappingProxyType({}),
    attempt: Callable[[str, Callable[[], list[LintFinding]]], list[LintFinding] | None] = lambda _, look: look(),
) -> Lint:
    """Look at the rulesets of a scope for findings of some codes.

    `deadline`: when to give up, by raising TimeLimitError. `texts`: those of files that are not as they are on disk, by
    path. `attempt` looks at one ruleset, given its file and the work; None from it leaves that ruleset out.
    """
    positions = scope.named()
    looked = [
        (linter, attempt(linter.file, linter.all_findings))
        for linter in (_Linter(scope.library, position, positions, codes, steps, deadline) for position in positions)
    ]
    linters = [linter for linter, findings in looked if findings is not None]
    by_place = {
        (finding.code, finding.message, finding.place): finding for _, findings in looked for finding in findings or ()
    }
    files = {linter.own.place.file: linter.id for linter in linters if linter.own.place}
    kept, silenced = silence(by_place.values(), files, codes, texts)
    return Lint(
        rulesets=tuple(str(position.ruleset.id) for position in positions),
        steps=steps,
        findings=tuple(sorted(kept, key=_order)),
        silenced=silenced,
    )


def _order(finding: LintFinding) -> tuple[str, int, int, str]:
    place = finding.place
    return (place.file, place.line, place.column, finding.code) if place else ("", 0, 0, finding.code)


class _Linter:
    """Looks at one ruleset, with the others at hand."""

    def __init__(
        self,
        library: Library,
        position: Position,
        positions: Sequence[Position],
        codes: Collection[str],
        steps: int,
        deadline: Deadline,
    ) -> None:
        self.library = library
        self.position = position
        self.others = positions
        self.codes = codes
        self.steps = steps
        self.deadline = deadline
        self.id = str(position.ruleset.id)
        self.own: Ruleset = library.rulesets()[self.id].document

    @property
    def file(self) -> str:
        """The name of its file, or its id when it was made in Python."""
        return self.own.place.file if self.own.place else self.id

    def all_findings(self) -> list[LintFinding]:
        """Return everything there is to say on it, of what was asked for."""
        return [finding for finding in self._all() if finding.code in self.codes]

    def _all(self) -> Iterator[LintFinding]:
        yield from self._unused()
        yield from self._unsourced()
        if "unwanted-offer" in self.codes:
            yield from self._unwanted()
        if _SENSE.intersection(self.codes):
            yield from self._senseless()

    def _finding(self, code: str, entry: str, message: str, at: object) -> LintFinding:
        return LintFinding(code=code, ruleset=self.id, entry=str(entry), message=message, place=place_of(at))

    def _unused(self) -> Iterator[LintFinding]:
        """Yield definitions and sources of the file itself that nothing uses, in it or in what extends it."""
        family = list(self._family())
        used = {name for flat in family for name in used_definitions(flat)}
        cited = {name for flat in family for entry in flat.citing for name in entry.sources}
        for name, names in _as_written(self.own.definitions):
            if used.isdisjoint(names):
                yield self._finding("unused-definition", name, f"nothing uses definition `{name}`", names[0])
        for name in self.own.sources:
            if name not in cited:
                yield self._finding("unused-source", name, f"nothing cites source `{name}`", name)

    def _family(self) -> Iterator[Ruleset]:
        """Yield the ruleset with all it extends, and every other at hand that builds on it."""
        yield self.position.ruleset
        for name in self.library.rulesets():
            try:
                if name != self.id and self.id in self.library.lineage(name):
                    yield self.library.flat(name)
            except InputError:
                continue  # somebody else's broken file

    def _unsourced(self) -> Iterator[LintFinding]:
        """Yield bottom lines of the file itself that somebody stated or disputes, and it does not say who."""
        for name, names in _as_written(self.own.bottom_lines):
            line = self.own.bottom_lines[names[0]]
            if line.status != "inferred" and not line.sources:
                message = f"bottom line `{name}` counts as {line.status}, and cites no source"
                yield self._finding("unsourced", name, message, names[0])

    def _unwanted(self) -> Iterator[LintFinding]:
        """Yield offers that no bottom line and no score entry of another party's ruleset looks at."""
        party = self.position.ruleset.party
        others = [position for position in self._at_hand() if position.ruleset.party != party]
        for name, offer in self.own.offered_provisions.items() if others else ():
            bound = offer if offer.bound else attrs.evolve(offer, party=(str(party),))
            if not any(_looks_at(other, bound) for other in others):
                message = f"no bottom line or score of another party looks at offer `{name}`"
                yield self._finding("unwanted-offer", name, message, name)

    def _at_hand(self) -> Iterator[Position]:
        """Yield the rulesets that were named, or else all in words that go with this one's."""
        if len(self.others) > 1:
            yield from self.others
            return
        for name in self.library.rulesets():
            try:
                position = self.library.position(name)
            except InputError:
                continue  # somebody else's broken file
            if not position.lexicon.speaks_with(self.position.lexicon):
                yield position

    def _senseless(self) -> Iterator[LintFinding]:
        """Yield bottom lines that say nothing, or too much, over all deals there are."""
        program = self.position.program
        universe = Universe([program], self.position.lexicon, self.steps)
        space = Space(universe.draft, [program], deadline=self.deadline)
        if universe.untried:
            return  # what no deal that was tried does, another may do
        (meaning,) = space.meanings
        is_possible = partial(space.logic.is_possible, deadline=self.deadline)
        sound = []
        for number, name in enumerate(program.bottom_lines):
            tell(f"looking at {self.id}", number, len(program.bottom_lines))
            if not is_possible(~meaning.kept(name)):
                yield self._of_line("never-broken", name, "no deal can break it")
            elif not is_possible(meaning.kept(name)):
                yield self._of_line("always-broken", name, "every deal breaks it")
            else:
                sound.append(str(name))
        yield from self._implied(space, meaning, sound)
        # Issues give points to provisions by their names, which those of all deals have none of.
        demands = [each for each in demands_of(self.position, meaning) if each.bottom_line or not program.issues]
        for conflict in itertools.islice(
            minimal_conflicts(space, demands, deadline=self.deadline), _MOST_CONTRADICTIONS
        ):
            names = [f"`{each.bottom_line}`" if each.bottom_line else "the reservation value" for each in conflict]
            if len(names) > 1:
                first = next(each.bottom_line for each in conflict if each.bottom_line)
                yield self._of_line("contradiction", first, f"no deal keeps all of {', '.join(names)}")

    def _implied(self, space: Space, meaning: Meaning, names: Sequence[str]) -> Iterator[LintFinding]:
        """Yield bottom lines that are broken only where another one, no weaker, is broken too."""
        program, is_possible = self.position.program, partial(space.logic.is_possible, deadline=self.deadline)
        seen = {name: deciding(program.bottom_lines[name].parts, meaning.seen) for name in names}
        for place, name in enumerate(names):
            broken = ~meaning.kept(name)
            breaking = space.logic.solve([broken], deadline=self.deadline)
            assert isinstance(breaking, Model)
            for other_place, other_name in enumerate(names):
                kept = meaning.kept(other_name)
                # Nothing is to be searched where the two look at different provisions, or where the deal that was
                # seen, which breaks the one, keeps the other.
                if name == other_name or seen[name].isdisjoint(seen[other_name]) or breaking.holds(kept):
                    continue
                is_within = not is_possible(broken, kept)
                is_twin = is_within and other_place > place and not is_possible(~kept, ~broken)
                if is_within and not self._weaker(other_name, name) and not is_twin:
                    yield self._of_line("implied", name, f"whatever breaks it breaks `{other_name}` too")
                    break

    def _weaker(self, left: str, right: str) -> bool:
        strengths = [_WEIGHT[self.position.program.line(name).strength] for name in (left, right)]
        return strengths[0] < strengths[1]

    def _of_line(self, code: str, name: str, message: str) -> LintFinding:
        line = self.position.program.line(name)
        return self._finding(code, name, f"bottom line `{name}`: {message}", line.id or line)


def _as_written(entries: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield each entry as its file names it, with the names of those that it stands for by its `each`."""
    stems: dict[str, list[str]] = {}
    for name in entries:
        stems.setdefault(name.partition(".")[0], []).append(name)
    yield from stems.items()


def _looks_at(position: Position, offer: Provision) -> bool:
    """Return whether some condition of a ruleset looks at an offer, brought in as it stands, or an issue names it."""
    if any(issue.provision == offer.id for issue in position.program.issues.values()):
        return True
    bare = attrs.evolve(offer, from_=(), until=(), sources=(), provided=None)
    deal = Deal(id="offer", vocabulary=position.lexicon.id, provisions={"offer": bare})
    try:
        check_deal(deal, position.lexicon)
    except InputError:
        return False  # it has words that the other's vocabulary does not know
    return any(provisions_seen(open_draft(deal, position.lexicon), position.program))
