"""The engine on durable-rules: a deal is played step by step as facts, and rules decide what follows from them.

Everything the language decides is decided by rules firing: which provisions match, by party, verb and object; whether
they are in force; definitions that chain; negation, in strata; what `once`, `earlier` and `throughout` carry from step
to step; counts; requirements that wait for their day; which bottom lines are broken; what the score sheet earns.
Before that, Python computes what durable-rules cannot, as its numbers are not exact: whether a provision's attributes
pass the tests of a `where`, and whether a `total` passes its tests at a step. Both become facts with small integers.

`signs`, `facts`, `provisions` and `rulebook` say which facts and rules there are, `book` holds the rules. The engine
plays a deal so: first the books that match provisions are told these, one book after the other. Then for each step the
others are told what begins at it and the totals, and the strata are opened one by one. What opens a stratum lets its
rules fire; facts that rules of other books look for are passed on until no rule has anything to add.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice

from dealcheck.engines.book import Book
from dealcheck.engines.facts import Effect, Fact, opening, spans
from dealcheck.engines.provisions import Matcher
from dealcheck.engines.rulebook import rulebook
from dealcheck.errors import EngineError
from dealcheck.program import Judgment, Program, Settled
from dealcheck.semantics import Steps, steps_of

_MOST_ACTS = 1000
"""A book that matches provisions is told so many facts at once, and forgets them before the next."""
_MOST_KEPT = 4_000
"""When books have been told so many facts, counting for each step a tenth of their rules, they begin new sessions."""
_MOST_WORK = 500_000
"""A deal may take so many facts told, rules looked at, and rules fired; ten tests in Python count as one of these."""


class DurableEngine:
    """Judges deals by rules on durable-rules."""

    name = "durable"

    def compile(self, program: Program) -> Callable[[Settled], Judgment]:
        """The program as a set of rules; the function it returns plays a deal each time it is called."""
        return _Judge(program)


class _Judge:
    """A compiled program. Deals are judged one at a time, each in sessions of its own."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.rulebook = rulebook(program)
        self.books = [Book(f"book{number}", rules) for number, rules in enumerate(self.rulebook.books)]
        self.matchers = [
            (Book(f"matcher{number}", matcher.rules), matcher) for number, matcher in enumerate(self.rulebook.matchers)
        ]
        self.readers: dict[str, list[Book]] = defaultdict(list)
        for book in self.books:
            for kind in book.kinds:
                self.readers[kind].append(book)
        openings = [opening(stratum) for stratum in range(1, self.rulebook.strata + 1)]
        self.looked_at = sum(map(len, self.rulebook.books)) + sum(len(self.readers[each]) for each in openings)
        self.tests = len(self.rulebook.lookahead) + len(self.rulebook.totals)
        self._lock = threading.Lock()

    def __call__(self, deal: Settled) -> Judgment:
        with self._lock:
            try:
                return _Play(self, deal).run()
            except EngineError:
                raise
            except Exception as error:
                raise EngineError(f"durable-rules could not judge the deal: {error}") from error
            finally:
                for book in (*self.books, *(book for book, _ in self.matchers)):
                    book.forget()


class _Play:
    """One deal being played: its facts, and what the rules have reported so far."""

    def __init__(self, judge: _Judge, deal: Settled) -> None:
        self.judge = judge
        self.rulebook = judge.rulebook
        self.deal = deal
        self.last = len(deal.steps) - 1
        self.met: dict[int, Steps] = defaultdict(int)
        self.broken: dict[str, Steps] = {}
        self.earned: set[str] = set()
        self.memory = _Memory()
        self.said: set[object] = set()
        self.waiting: dict[Book, list[Fact]] = {}
        self.work = self.kept = 0

    def run(self) -> Judgment:
        """Play the deal from its first step to its last."""
        self._spend(len(self.deal.steps) * self.judge.looked_at)
        self._spend(len(self.deal.clauses) * self.judge.tests // 10)
        for book, matcher in self.judge.matchers:
            self._match(book, matcher)
        self._play()
        broken = {name: self.broken[name] for name in self.judge.program.bottom_lines if name in self.broken}
        return Judgment(broken, frozenset(self.earned))

    def _match(self, book: Book, matcher: Matcher) -> None:
        """Find when the reaches of a book are met."""
        told = enumerate(matcher.acts(self.deal).items())
        while some := dict(islice(told, _MOST_ACTS)):
            self._spend(len(some))
            facts: list[Fact] = [
                {"act": number, "v": rank, **dict.fromkeys(flags, 1)} for number, ((rank, flags), _) in some.items()
            ]
            book.tell(facts, partial(self._take_match, {number: steps for number, (_, steps) in some.items()}))
            book.forget()

    def _take_match(self, steps: dict[int, Steps], effect: Effect, match: dict[str, Fact]) -> None:
        """Take note of when what meets a reach is in force."""
        self._spend(1)
        self.met[effect.number] |= steps[match["m"]["act"]]

    def _play(self) -> None:
        """Play the steps, now that it is known when the reaches are met."""
        begins = self._begins()
        totals = {
            number: steps_of(total, (), self.judge.program.patterns, self.deal)
            for number, total in self.rulebook.totals.items()
        }
        for step in range(self.last + 1):
            self._make_room(step)
            for kind, fact, until in begins.pop(step, ()):
                self.memory.keep(kind, fact, until)
                self._say(kind, fact)
            for number, steps in totals.items():
                if steps >> step & 1:
                    self._hold(number, step)
            for stratum in range(1, self.rulebook.strata + 1):
                kinds = [opening(stratum), opening(stratum, last=True)]
                for kind in kinds if step == self.last else kinds[:1]:
                    self._say(kind, {kind: 1, "t": step})
                self._settle()

    def _begins(self) -> dict[int, list[tuple[str, Fact, int]]]:
        """When the reaches are met, as facts: their kinds, and until which step they matter, by the steps to tell them.

        Where rules look ahead they are told earlier.
        """
        begins: dict[int, list[tuple[str, Fact, int]]] = defaultdict(list)
        for number, steps in self.met.items():
            lookahead = self.rulebook.lookahead[number]
            runs = list(spans(steps))
            begins[runs[0][0]].append((f"q{number}", {f"q{number}": runs[0][0]}, self.last + 1))
            for start, stop in runs:
                told = max(0, start - lookahead)
                begins[told].append((f"r{number}", {f"r{number}": 1, "a": start, "b": stop}, stop))
        return begins

    def _make_room(self, step: int) -> None:
        """Let the books begin new sessions when there is much in them, and tell them again what they need."""
        if self.kept > _MOST_KEPT:
            self.kept = 0
            for book in self.judge.books:
                book.forget()
                if recalled := list(self.memory.recall(book.kinds, step)):
                    self._tell_later(book, *recalled)
        self.kept += self.judge.looked_at // 10

    def _settle(self) -> None:
        """Tell the books what waits for them, and what follows from it, until no rule has anything to add."""
        while self.waiting:
            book, facts = self.waiting.popitem()
            book.tell(facts, partial(self._take, book))

    def _say(self, kind: str, fact: Fact, here: Book | None = None) -> None:
        """Pass a fact on to the books that look for its kind. Book `here`, of which a rule says so, takes it in."""
        for book in self.judge.readers.get(kind, ()):
            if book is here:
                self._spend(1)
                self.kept += 1
                book.infer(fact)
            else:
                self._tell_later(book, fact)

    def _tell_later(self, book: Book, *facts: Fact) -> None:
        self._spend(len(facts))
        self.kept += len(facts)
        self.waiting.setdefault(book, []).extend(facts)

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
                kind, due = f"w{number}", min(step + effect.within, self.last)
                if self._is_new(kind, step):
                    fact = {kind: due, "o": step}
                    self.memory.keep(kind, fact, due + 1)
                    self._say(kind, fact, here)

    def _hold(self, number: int, step: int, here: Book | None = None) -> None:
        """Say that a fact of the gallery holds, unless it was said before."""
        kind = f"h{number}"
        if self._is_new(kind, step):
            self.memory.keep_first_and_latest(kind, {kind: step})
            self._say(kind, {kind: step}, here)

    def _break(self, name: str, step: int) -> None:
        self.broken[name] = self.broken.get(name, 0) | 1 << step

    def _is_new(self, kind: str, step: int) -> bool:
        """Whether nothing of this kind was said at the step."""
        new = (kind, step) not in self.said
        self.said.add((kind, step))
        return new

    def _spend(self, work: int) -> None:
        """Take work upon itself, unless it is too much."""
        self.work += work
        if self.work > _MOST_WORK:
            raise EngineError(
                f"{len(self.deal.steps):,} steps and {len(self.deal.clauses):,} provisions are too many for the engine "
                "on durable-rules to judge by these rules; use the engine `reference`"
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

    def recall(self, kinds: set[str], step: int) -> Iterator[Fact]:
        """The facts of these kinds that are looked for from a step on."""
        for kind in kinds:
            self._lasting[kind] = [(fact, until) for fact, until in self._lasting[kind] if until > step]
            yield from (fact for fact, _ in self._lasting[kind])
            if kind in self._first:
                yield self._first[kind]
                if self._latest[kind] is not self._first[kind]:
                    yield self._latest[kind]
