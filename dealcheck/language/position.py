"""A ruleset resolved in the words of its vocabulary: what questions ask about."""

from __future__ import annotations

import attrs

from dealcheck.language.lexicon import Lexicon
from dealcheck.language.program import Program
from dealcheck.model.ruleset import Ruleset


@attrs.frozen(repr=False)
class Position:
    """A ruleset resolved in the words of its vocabulary."""

    program: Program
    lexicon: Lexicon
    phrases: dict[int, str] = attrs.field(init=False, eq=False, factory=dict)
    """Conditions in words, by their numbers, once an explanation has put them so."""

    @property
    def ruleset(self) -> Ruleset:
        """The ruleset, with everything of those it extends."""
        return self.program.ruleset

    @property
    def head(self) -> dict[str, str]:
        """What verdicts call the ruleset and its party."""
        party = self.lexicon.parties[str(self.ruleset.party)]
        return {
            "ruleset": str(self.ruleset.id),
            "title": str(self.ruleset.title),
            "party": str(self.ruleset.party),
            "party_title": str(party.title or party.id),
        }
