"""Random drafts with rulesets that judge them, and all their resolutions judged one by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import islice

import attrs
from hypothesis import assume
from hypothesis import strategies as st

from dealcheck.language import semantics
from dealcheck.language.drafts.draft import Choice, Draft
from dealcheck.language.lexicon import lexicon
from dealcheck.language.position import Position
from dealcheck.language.program import Judgment, Program
from dealcheck.language.resolutions import choices, open_draft, settled
from dealcheck.language.resolve import program
from dealcheck.model.deal import Deal
from dealcheck.session.plugins import Plugins
from dealcheck.session.scope import Scope
from dealcheck.session.session import Session
from tests.differential.strategies import drafts, rulesets, words
from tests.drawn import drawn

MOST = 500
SESSION = Session(plugins=Plugins(entry_points=False))
several = drawn(1)


def scope_of(positions: Iterable[Position]) -> Scope:
    """A scope in which these rulesets, made for a test, are asked."""
    scope = Scope(SESSION.scope().library, SESSION.plugins, None)
    scope.given = list(positions)
    return scope


@attrs.frozen
class Case:
    """A random draft with two rulesets, and every resolution with its judgments."""

    deal: Deal
    draft: Draft
    positions: tuple[Position, ...]
    judged: tuple[tuple[Choice, tuple[Judgment, ...]], ...]

    @property
    def programs(self) -> tuple[Program, ...]:
        """The rulesets as programs."""
        return tuple(each.program for each in self.positions)

    def score(self, number: int, judgment: Judgment) -> Decimal:
        """What a judgment of a program comes to on its score sheet."""
        return semantics.score(self.programs[number], judgment)

    def signs(self, number: int, judgment: Judgment) -> bool:
        """Whether a judgment of a program is no rejection."""
        return semantics.outcome(self.programs[number], judgment) != "rejected"

    def acceptable(self) -> dict[Choice, tuple[Judgment, ...]]:
        """The resolutions that no program rejects."""
        return {choice: judgments for choice, judgments in self.judged if all(self._signed(judgments))}

    def _signed(self, judgments: tuple[Judgment, ...]) -> Iterator[bool]:
        return (self.signs(number, judgment) for number, judgment in enumerate(judgments))


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A case whose resolutions are few enough to go through."""
    vocabulary = draw(words())
    known = lexicon(vocabulary.lineage)
    rules = [attrs.evolve(draw(rulesets(vocabulary)), id=name) for name in ("mine", "yours")]
    positions = tuple(Position(program([each], known), known) for each in rules)
    deal = draw(drafts(vocabulary))
    draft = open_draft(deal, known)
    found = list(islice(choices(draft), MOST + 1))
    assume(len(found) <= MOST)
    judged = []
    for choice in found:
        after = settled(draft, choice)
        judged.append((choice, tuple(semantics.judge(each.program, after) for each in positions)))
    return Case(deal, draft, positions, tuple(judged))
