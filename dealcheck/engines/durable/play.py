"""A deal played on books of rules: which facts are asserted, when, and what becomes of those derived."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice

import attrs

from dealcheck.engines.durable.book import Book
from dealcheck.engines.durable.facts import Effect, Fact, opening, spans
from dealcheck.engines.durable.provisions import Act, Matcher, told
from dealcheck.engines.durable.rulebook import Rulebook
from dealcheck.errors import EngineError, shown
from dealcheck.language.program import Judgment, Program, Settled
from dealcheck.language.semantics import Steps, points_of_issues, steps_of
from dealcheck.numbers import counted

_MOST_ACTS = 1000
"""Facts asserted at once in a book that matches provisions; it forgets them before the next batch."""
_MOST_KNOWN = 2_000
"""Acts of which a book's answer is kept for other deals."""
_MOST_KEPT = 4_000
"""Facts asserted, plus a tenth of the rules for each step, after which books begin new sessions."""
_MOST_WORK = 500_000
"""The most facts asserted, rules looked at and rules fired for a deal; ten tests in Python count as one."""


@attrs.frozen(repr=False, eq=False)
class Matching:
    """A book that matches provisions, and the reaches that its rules found acts to meet, in whatever deal.

    What meets a reach depends on the act alone, and the provisions of many deals come to the same few acts.
    """

    book: Book
    matcher: Matcher
    known: dict[Act, list[int]] = attrs.field(init=False, factory=dict)


@attrs.frozen(repr=False)
class Shelf:
    """The rules of a program in books that are ready to be told facts."""

    rulebook: Rulebook
    books: tuple[Book, ...]
    matchers: tuple[Matching, ...]
    readers: Mapping[str, list[Book]] = attrs.field(init=False)
    """The books that look for facts of a kind."""
    work_of_step: int = attrs.field(init=False)
    """How many rules are looked at, and how many books told of a stratum, at a step."""

    @readers.default
    def _readers(self) -> Mapping[str, list[Book]]:
        readers: dict[str, list[Book]] = {}
        for book in self.books:
            for kind in book.kinds:
                readers.setdefault(kind, []).append(book)
        return readers

    @property
    def strata(self) -> range:
        """The strata of the rules, in the order in which they are opened."""
        return range(1, self.rulebook.strata + 1)

    @work_of_step.default
    def _work_of_step(self) -> int:
        openings = sum(len(self.readers.get(opening(stratum), ())) for stratum in self.strata)
        return sum(map(len, self.rulebook.books)) + openings

    @property
    def work_of_provision(self) -> int:
        """How many tests a provision takes in Python."""
        return len(self.rulebook.lookahead) + len(self.rulebook.totals)

    def clear(self) -> None:
        """Let all books forget what they were told."""
        for book in (*self.books, *(matching.book for matching in self.matchers)):
            book.forget()


class Play:
    """One deal being played: its facts, and what the rules have reported so far."""

    def __init__(self, shelf: Shelf, program: Program, deal: Settled) -> None:
        self.shelf = shelf
        self.program = program
        self.deal = deal
        self.last = len(deal.steps) - 1
        self.broken: dict[str, Steps] = {}
        self.earned: set[str] = set()
        self.work = 0
        self.kept = 0
        self.calendar: dict[int, list[tuple[str, Fact, int]]] = defaultdict(list)
        """What is to be told when a step begins: the kind of each fact, and the step from which it is of no use."""
        self.memory = _Memory()
        self.said: set[tuple[str, int]] = set()
        self.waiting: dict[Book, list[Fact]] = defaultdict(list)

    def run(self) -> Judgment:
        """Play the deal from its first step to its last."""
        self._spend(len(self.deal.steps) * self.shelf.work_of_step)
        self._spend(len(self.deal.clauses) * self.shelf.work_of_provision // 10)
        for number, steps in self._met().items():
            self._enter(number, steps)
        totals = {
            number: steps_of(total, (), self.program.patterns, self.deal)
            for number, total in self.shelf.rulebook.totals.items()
        }
        for step in range(self.last + 1):
            self._begin(step, [number for number, steps in totals.items() if steps >> step & 1])
            for stratum in self.shelf.strata:
                self._open(stratum, step)
        broken = {name: self.broken[name] for name in self.program.bottom_lines if name in self.broken}
        return Judgment(broken, frozenset(self.earned), points_of_issues(self.program, self.deal))

    def _met(self) -> dict[int, Steps]:
        """Return the steps at which reaches are met, by their numbers; reaches never met are left out."""
        met: dict[int, Steps] = defaultdict(int)
        for matching in self.shelf.matchers:
            known = matching.known
            acts = matching.matcher.acts(self.deal)
            self._spend(len(acts) + sum(len(known[act]) for act in acts if act in known))
            new = iter([act for act in acts if act not in known])
            while some := list(islice(new, _MOST_ACTS)):
                self._match(matching, some)
            for act, steps in acts.items():
                for number in known[act]:
                    met[number] |= steps
            if len(known) > _MOST_KNOWN:
                known.clear()
        return met

    def _match(self, matching: Matching, acts: Sequence[Act]) -> None:
        """Find the reaches that acts meet, by rules firing."""
        met: list[list[int]] = [[] for _ in acts]

        def take(effect: Effect, match: dict[str, Fact]) -> None:
            self._spend(1)
            met[match["m"]["act"]].append(effect.number)

        matching.book.tell([told(place, act) for place, act in enumerate(acts)], take)
        matching.book.forget()
        matching.known.update(zip(acts, met))

    def _enter(self, number: int, steps: Steps) -> None:
        """Enter in the calendar when a reach is met; where rules look ahead, they are told before it is."""
        runs = list(spans(steps))
        first, since, met = runs[0][0], f"q{number}", f"r{number}"
        if since in self.shelf.readers:
            self.calendar[first].append((since, {since: first}, self.last + 1))
        for start, stop in runs if met in self.shelf.readers else ():
            looked_for = max(0, start - self.shelf.rulebook.lookahead[number])
            self.calendar[looked_for].append((met, {met: 1, "a": start, "b": stop}, stop))

    def _begin(self, step: int, totals: Iterable[int]) -> None:
        """Tell the books what the calendar has for a step, and which totals pass their tests at it."""
        if self.kept > _MOST_KEPT:
            self._make_room(step)
        self.kept += self.shelf.work_of_step // 10
        for kind, fact, until in self.calendar.pop(step, ()):
            self.memory.keep(kind, fact, until)
            self._say(kind, fact)
        for number in totals:
            self._hold(number, step)

    def _make_room(self, step: int) -> None:
        """Let the books begin new sessions, and tell them again what they need."""
        for book in self.shelf.books:
            book.forget()
            if recalled := list(self.memory.recall(book.kinds, step)):
                self._tell_later(book, recalled)
        self.kept = 0

    def _open(self, stratum: int, step: int) -> None:
        """Open a stratum, and tell the books what follows, until no rule has anything to add."""
        for last in (False, True) if step == self.last else (False,):
            kind = opening(stratum, last=last)
            self._say(kind, {kind: 1, "t": step})
        while self.waiting:
            book, facts = self.waiting.popitem()
            book.tell(facts, partial(self._take, book))

    def _say(self, kind: str, fact: Fact, here: Book | None = None) -> None:
        """Pass a fact on to the books that look for its kind. Book `here`, of which a rule says so, takes it in."""
        for book in self.shelf.readers.get(kind, ()):
            if book is here:
                self._spend(1)
                self.kept += 1
                book.infer(fact)
            else:
                self._tell_later(book, [fact])

    def _tell_later(self, book: Book, facts: list[Fact]) -> None:
        self._spend(len(facts))
        self.kept += len(facts)
        self.waiting[book] += facts

    def _take(self, here: Book, effect: Effect, match: dict[str, Fact]) -> None:
        """Do what a rule that fired in book `here` says."""
        self._spend(1)
        step, number = match["ph"]["t"], effect.number
        match effect.kind:
            case "holds":
                self._hold(number, step, here)
            case "broken":
                self._break(effect.name, step)
            case "overdue":
                self._break(effect.name, match["x"]["o"])
            case "earned":
                self.earned.add(effect.name)
            case "tally":
                kind = f"n{number}_{effect.part}"
                so_far = match["x"]["v"] if "x" in match else 0
                if self._is_new(kind, step):
                    self._say(kind, {kind: step, "v": so_far + effect.add}, here)
            case "open":
                if self._is_new(f"w{number}", step):
                    self._require(f"w{number}", step, min(step + effect.within, self.last), here)

    def _hold(self, number: int, step: int, here: Book | None = None) -> None:
        """Say that a fact of the gallery holds, unless it was said before."""
        kind = f"h{number}"
        if self._is_new(kind, step):
            fact = {kind: step}
            self.memory.keep_first_and_latest(kind, fact)
            self._say(kind, fact, here)

    def _break(self, name: str, step: int) -> None:
        self.broken[name] = self.broken.get(name, 0) | 1 << step

    def _require(self, kind: str, step: int, due: int, here: Book) -> None:
        """Say what is required, now or when it is due."""
        fact = {kind: due, "o": step}
        if due > step:
            self.calendar[due].append((kind, fact, due))
        else:
            self._say(kind, fact, here)

    def _is_new(self, kind: str, step: int) -> bool:
        """Return whether nothing of this kind was said at the step."""
        new = (kind, step) not in self.said
        self.said.add((kind, step))
        return new

    def _spend(self, work: int) -> None:
        """Take work upon itself, unless it is too much."""
        self.work += work
        if self.work > _MOST_WORK:
            size = f"{counted(len(self.deal.steps), 'step')} and {counted(len(self.deal.clauses), 'provision')}"
            raise EngineError(
                f"to judge a deal of {size} by ruleset `{shown(str(self.program.ruleset.id))}` takes the engine on "
                f"durable-rules more than {_MOST_WORK:,} facts and rules; use the engine `reference` "
                "(`--engine reference`)"
            )


class _Memory:
    """What was told and may still be looked for, so that books which begin a new session can be told it again."""

    def __init__(self) -> None:
        self._lasting: dict[str, list[tuple[Fact, int]]] = defaultdict(list)
        self._first: dict[str, Fact] = {}
        self._latest: dict[str, Fact] = {}

    def keep(self, kind: str, fact: Fact, until: int) -> None:
        """Keep a fact that is looked for before step `until`."""
        self._lasting[kind].append((fact, until))

    def keep_first_and_latest(self, kind: str, fact: Fact) -> None:
        """Keep a fact, unless it comes between the first and the latest of its kind."""
        self._first.setdefault(kind, fact)
        self._latest[kind] = fact

    def recall(self, kinds: Iterable[str], step: int) -> Iterator[Fact]:
        """Yield the facts of these kinds that are looked for from a step on."""
        for kind in kinds:
            if kind in self._lasting:
                self._lasting[kind] = [(fact, until) for fact, until in self._lasting[kind] if until > step]
                yield from (fact for fact, _ in self._lasting[kind])
            if kind in self._first:
                yield self._first[kind]
                if self._latest[kind] is not self._first[kind]:
                    yield self._latest[kind]
