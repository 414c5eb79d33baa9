"""Rulesets to programs: inheritance joined, names resolved, scales and parts expanded, patterns numbered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import attrs

from dealcheck.errors import Mistakes, assert_never, shown
from dealcheck.language import program as out
from dealcheck.language.check import check_offered_remedy, check_provision, check_sources, check_verbs, check_words
from dealcheck.language.circles import circle_text, dependencies_first, find_cycle
from dealcheck.language.lexicon import Lexicon
from dealcheck.language.wording import with_titles
from dealcheck.model import conditions as written
from dealcheck.model.ruleset import BottomLine, Issue, Ruleset
from dealcheck.numbers import exact_sum, product

_MERGED = ("sources", "definitions", "bottom_lines", "worth", "issues", "offers")
_OVERRIDDEN = ("party", "vocabulary", "as_of", "reservation", "mandate")
_FIELDS_OF_ISSUES = ("action", "object", "from", "until", "party")


def inherit(chain: Sequence[Ruleset]) -> Ruleset:
    """Return a ruleset with everything of those it extends; the oldest comes first, and later entries replace."""
    whole = chain[0]
    for ruleset in chain[1:]:
        inherited: dict[str, Any] = {
            name: getattr(whole, name) for name in _OVERRIDDEN if getattr(ruleset, name) is None
        }
        for name in _MERGED:
            inherited[name] = _replaced(getattr(whole, name), getattr(ruleset, name))
        whole = attrs.evolve(ruleset, **inherited)
    return whole


def _replaced(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """Return entries with others in the place of those of the same name, or of one that was written for several."""
    stems = {name.partition(".")[0] for name in new}
    kept = {name: entry for name, entry in old.items() if name in new or name.partition(".")[0] not in stems}
    return {**kept, **new}


def program(chain: Sequence[Ruleset], lexicon: Lexicon) -> out.Program:
    """Resolve a ruleset (last of `chain`, after those it extends) in the words of its vocabulary.

    Raises InputError with every unknown word, wrong combination and cycle that it has.
    """
    return _Resolver(with_titles(inherit(chain), lexicon), lexicon).resolve()


class _Resolver:
    """Builds one program; each condition is numbered once, however often it is written."""

    def __init__(self, ruleset: Ruleset, lexicon: Lexicon) -> None:
        self.ruleset = ruleset
        self.lexicon = lexicon
        self.mistakes = Mistakes()
        self.patterns: dict[out.ResolvedPattern, int] = {}
        self.conditions: dict[out.Node, int] = {}
        self.written: list[object] = []
        self.named: dict[str, int] = {}
        self.verbs: dict[tuple[str, ...], frozenset[str]] = {}

    def resolve(self) -> out.Program:
        ruleset = self.ruleset
        if ruleset.party is None:
            self.mistakes.add(f"ruleset `{shown(ruleset.id)}` has no party", ruleset, "add `party`")
        else:
            check_words("party", [ruleset.party], self.lexicon.parties, self.mistakes)
        used, unused = self._definitions_in_order()
        for name in used:
            self.named[name] = self._number(ruleset.definitions[name])
        lines = {name: self._bottom_line(line) for name, line in ruleset.bottom_lines.items()}
        worth = {name: self._number(entry.when) for name, entry in ruleset.worth.items()}
        issues = {name: self._issue(issue) for name, issue in ruleset.issues.items()}
        mandate = self._mandate()
        self._check_entries()
        # Definitions that nothing uses are checked as any other, but no engine should have to compute them.
        sizes = len(self.patterns), len(self.conditions)
        names = {number: name for name, number in self.named.items()}
        for name in unused:
            self.named[name] = self._number(ruleset.definitions[name])
        self.mistakes.raise_if_any()
        return out.Program(
            ruleset,
            tuple(self.patterns)[: sizes[0]],
            tuple(self.conditions)[: sizes[1]],
            {name: line for name, line in lines.items() if line is not None},
            worth,
            issues,
            mandate,
            tuple(self.written[: sizes[1]]),
            names,
        )

    def _definitions_in_order(self) -> tuple[list[str], list[str]]:
        """Return the definitions, each after those it names: first all that anything uses, then the rest."""
        definitions = self.ruleset.definitions
        names = {name: [n for n in names_in(body) if n in definitions] for name, body in definitions.items()}
        order = dependencies_first(names)
        if len(order) < len(names):
            sound = set(order)
            waiting = {name: [n for n in names[name] if n not in sound] for name in names if name not in sound}
            circle = find_cycle(waiting)
            text = circle_text(circle, "uses")
            place = next((name for name in definitions if name == circle[0]), circle[0])
            self.mistakes.add(
                f"definition `{shown(circle[0])}` is defined by itself: {text}", place, "break the circle"
            )
            self.mistakes.raise_if_any()
        used = used_definitions(self.ruleset)
        return [n for n in order if n in used], [n for n in order if n not in used]

    def _bottom_line(self, line: BottomLine) -> out.Forbid | out.Require | None:
        if not self._check_line(line):
            return None
        if line.forbid is not None:
            return out.Forbid(
                self._number(line.forbid),
                self._optional(line.until),
                self._optional(line.only_after),
                self._optional(line.unless),
            )
        assert line.require is not None
        return out.Require(
            self._number(line.require), self._optional(line.when), line.within or 0, self._optional(line.unless)
        )

    def _check_line(self, line: BottomLine) -> bool:
        """Note clauses that don't go together; return whether the bottom line can be resolved."""
        name = f"bottom line `{shown(line.id)}`"
        if (line.forbid is None) == (line.require is None):
            has = "neither" if line.forbid is None else "both"
            self.mistakes.add(f"{name} has {has} of `forbid` and `require`", line.id or line, "it needs exactly one")
            return False
        own, foreign = (
            ("forbid", ("when", "within")) if line.forbid is not None else ("require", ("until", "only_after"))
        )
        for key in foreign:
            if getattr(line, key) is not None:
                word = key.replace("_", "-")
                cure = "`when` and `within` go with `require`; `until` and `only-after` with `forbid`"
                self.mistakes.add(f"{name}: `{own}` takes no `{word}`", line.id or line, cure)
        if line.within is not None and line.when is None and line.require is not None:
            self.mistakes.add(f"{name} has `within` without `when`", line.id or line, "say from `when` the steps count")
        return True

    def _optional(self, condition: written.Condition | None) -> int | None:
        return None if condition is None else self._number(condition)

    def _number(self, condition: written.Condition) -> int:
        """Return the number of a condition, after numbering all those it is made of."""
        match condition:
            case written.Named(name):
                return self._definition(name)
            case written.Pattern():
                self._check_names_object(condition)
                pattern, leaves = self._pattern(condition)
                return self._add(out.Reaches(pattern, leaves or frozenset(), bool(condition.whole_of)), condition)
            case written.All(of):
                return self._add(out.All(self._numbers(of)), condition)
            case written.AnyOf(of):
                return self._add(out.AnyOf(self._numbers(of)), condition)
            case written.Count(of):
                return self._add(out.Count(self._numbers(of), self._tests("count", condition)), condition)
            case written.Total():
                return self._total(condition)
            case written.Not(of) | written.Once(of) | written.Earlier(of) | written.Throughout(of):
                return self._add(out.ONE_OPERAND[type(condition)](self._number(of)), condition)
            case _:
                assert_never(condition)

    def _total(self, condition: written.Total) -> int:
        """Return the number of a total. One that is compared with other sums is several: one for each test."""
        tests = self._tests("total", condition)
        summed = self._term(condition.of, condition.over, Decimal(1))
        amounts = (each for check, value in tests for each in _listed(check, value))
        if all(isinstance(amount, Decimal) for amount in amounts):
            return self._add(out.Total((summed,), tests), condition)
        numbers = tuple(self._comparison(summed, check, value, condition) for check, value in tests)
        return self._add(out.All(numbers), condition) if len(numbers) > 1 else numbers[0]

    def _comparison(self, summed: out.Term, check: str, value: Any, condition: written.Total) -> int:
        """Return the number of a total that is compared with an amount."""
        alone = written.with_test(condition, check, value)
        if check == "in":
            of = tuple(self._comparison(summed, "equals", each, condition) for each in value)
            return self._add(out.AnyOf(of), alone)
        addends = value if isinstance(value, tuple) else (value,)
        constant = exact_sum(each for each in addends if isinstance(each, Decimal))
        taken_away = [
            self._term(each.of, each.over, each.times.copy_negate())
            for each in addends
            if isinstance(each, written.Multiple)
        ]
        return self._add(out.Total((summed, *taken_away), ((check, constant),)), alone)

    def _term(self, attribute: str, over: written.Pattern, times: Decimal) -> out.Term:
        pattern, leaves = self._pattern(over)
        return out.Term(str(attribute), pattern, leaves, times)

    def _issue(self, issue: Issue) -> out.Issue:
        provision, _, field = str(issue.of).partition(".")
        if issue.of and not (provision and field):
            cure = "write `provision.field`, as `payment.attributes.days`"
            self.mistakes.add(f"`{shown(issue.of)}` names no field of a provision", issue.of, cure)
        if field not in _FIELDS_OF_ISSUES:
            field = f"attributes.{field.removeprefix('attributes.')}"
        self._check_values(issue, field)
        points = tuple(
            (written.without_place(value), product(issue.weight, number)) for value, number in issue.points.items()
        )
        return out.Issue(provision, field, tuple(points))

    def _check_values(self, issue: Issue, field: str) -> None:
        """Note values that no deal can have, since its vocabulary lacks the word; of steps only a deal knows."""
        words = [value for value in issue.points if isinstance(value, str)]
        match field:
            case "action":
                check_verbs(words, self.lexicon, self.mistakes)
            case "object":
                check_words("object", words, self.lexicon.objects, self.mistakes)
            case "party":
                check_words("party", words, self.lexicon.parties, self.mistakes)

    def _definition(self, name: str) -> int:
        """Return the number of a definition, which was numbered before those that name it."""
        if name not in self.ruleset.definitions:
            check_words("definition", [name], self.ruleset.definitions, self.mistakes)
            return 0  # the mistake keeps a program from being made
        if name not in self.named:
            raise AssertionError(f"`names_in` leaves out a condition: definition `{name}` is used and has no number")
        return self.named[name]

    def _numbers(self, conditions: Iterable[written.Condition]) -> tuple[int, ...]:
        return tuple(self._number(condition) for condition in conditions)

    def _add(self, node: out.Node, condition: object) -> int:
        if node not in self.conditions:
            self.written.append(condition)
        return self.conditions.setdefault(node, len(self.conditions))

    def _check_names_object(self, pattern: written.Pattern) -> None:
        if pattern.object is None and pattern.part_of is None and pattern.whole_of is None:
            self.mistakes.add("a pattern must name an object", pattern, "add `object`, `part-of` or `whole-of`")

    def _pattern(self, pattern: written.Pattern) -> tuple[int, frozenset[str] | None]:
        """Return the number of a pattern, and the leaves of the object it names."""
        lexicon = self.lexicon
        check_words("party", pattern.party, lexicon.parties, self.mistakes)
        check_verbs(pattern.action, lexicon, self.mistakes)
        verbs = self._verbs(tuple(map(str, pattern.action)))
        tests = tuple(test for name, tests in pattern.where.items() for test in self._attribute_tests(name, tests))
        resolved = out.ResolvedPattern(frozenset(map(str, pattern.party)) or None, verbs or None, tests)
        number = self.patterns.setdefault(resolved, len(self.patterns))
        return number, self._object_leaves(pattern)

    def _verbs(self, actions: tuple[str, ...]) -> frozenset[str]:
        """Return every verb by which one of the actions is done; patterns that name the same actions share a set."""
        if actions not in self.verbs:
            self.verbs[actions] = frozenset(str(verb) for named in actions for verb in self.lexicon.doing(named))
        return self.verbs[actions]

    def _object_leaves(self, pattern: written.Pattern) -> frozenset[str] | None:
        named = [name for name in (pattern.object, pattern.part_of, pattern.whole_of) if name is not None]
        if len(named) > 1:
            cure = "keep one of `object`, `part-of` and `whole-of`"
            self.mistakes.add("a pattern names its object once", named[1], cure)
        check_words("object", named, self.lexicon.objects, self.mistakes)
        if pattern.object is not None and self.lexicon.parts.get(pattern.object):
            word = shown(pattern.object)
            cure = f"write `part-of: {word}` for any of them or `whole-of: {word}` for all"
            self.mistakes.add(f"object `{word}` has parts", pattern.object, cure)
        return self.lexicon.leaves.get(named[0], frozenset()) if named else None

    def _attribute_tests(self, name: str, tests: written.Tests) -> Iterator[out.AttributeTest]:
        checks = list(written.given_tests(tests))
        if not checks:
            self.mistakes.add(
                f"no test on attribute `{shown(name)}`", tests, "give a value or a test such as `at-least`"
            )
        for check, value in checks:
            yield out.AttributeTest(str(name), check, value)

    def _tests(self, what: str, condition: written.Count | written.Total) -> tuple[out.NumberTest, ...]:
        tests = tuple(written.given_tests(condition))
        if not tests:
            self.mistakes.add(f"`{what}` has no test", condition, "add one, such as `at-least: 2`")
        return tests

    def _mandate(self) -> tuple[tuple[int, frozenset[str] | None], ...] | None:
        mandate = self.ruleset.mandate
        return None if mandate is None else tuple(self._pattern(pattern) for pattern in mandate.covers)

    def _check_entries(self) -> None:
        """Note unknown words in offers, and citations of sources that nobody lists."""
        ruleset = self.ruleset
        for offer in ruleset.offered_provisions.values():
            check_provision(offer, self.lexicon, self.mistakes, need_party=False)
        for remedy in ruleset.offered_remedies.values():
            check_offered_remedy(remedy, self.lexicon, self.mistakes)
        for entry in ruleset.citing:
            check_sources(entry.sources, ruleset.sources, self.lexicon, self.mistakes)


def _listed(check: str, value: Any) -> tuple[Any, ...]:
    """Return what a test compares with: under `in` each entry of the list, elsewhere a list is one amount."""
    return tuple(value) if check == "in" else (value,)


def used_definitions(ruleset: Ruleset) -> set[str]:
    """Return the definitions that bottom lines and the score sheet use, directly or through others."""
    lines = (condition for line in ruleset.bottom_lines.values() for condition in conditions_of(line))
    return definitions_behind([*lines, *(entry.when for entry in ruleset.worth.values())], ruleset.definitions)


def definitions_behind(
    conditions: Iterable[written.Condition], definitions: Mapping[str, written.Condition]
) -> set[str]:
    """Return the definitions that conditions use, directly or through others."""
    used: set[str] = set()
    waiting = [name for condition in conditions for name in names_in(condition)]
    while waiting:
        name = waiting.pop()
        if name in definitions and name not in used:
            used.add(name)
            waiting.extend(names_in(definitions[name]))
    return used


def conditions_of(line: BottomLine) -> list[written.Condition]:
    """Return the conditions that a bottom line is written in."""
    parts = (line.forbid, line.until, line.only_after, line.require, line.when, line.unless)
    return [part for part in parts if part is not None]


def names_in(condition: written.Condition) -> Iterator[str]:
    """Yield the definitions that a condition names."""
    match condition:
        case written.Named(name):
            yield name
        case written.All(of) | written.AnyOf(of) | written.Count(of):
            for part in of:
                yield from names_in(part)
        case written.Not(of) | written.Once(of) | written.Earlier(of) | written.Throughout(of):
            yield from names_in(of)
        case written.Pattern() | written.Total():
            return
        case _:
            assert_never(condition)
