"""Whose eyes an answer is for: a party, or a mediator between them."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from dealcheck.errors import InputError, Mistake, nearest, shown

MEDIATOR = "mediator"
_PARTY = "party:"
"""Before the id of a party that is called `mediator`, to tell it apart from a mediator."""


@attrs.frozen
class Viewer:
    """Who may see an answer: the party of that id; empty for a mediator, who may see no side's rules."""

    party: str

    @property
    def name(self) -> str:
        """What the viewer is called in calls and in answers."""
        if not self.party:
            return MEDIATOR
        return f"{_PARTY}{self.party}" if self.party == MEDIATOR else self.party

    def must_be_known(self, parties: Iterable[str]) -> None:
        """Raise InputError, with the nearest word, when the viewer is none of the parties of the vocabulary."""
        known = list(parties)
        if self.party and self.party not in known:
            message = f"`{shown(self.party)}` is no party of the vocabulary, and not `{MEDIATOR}`"
            raise InputError([Mistake(message, None, nearest(self.party, [*known, MEDIATOR]), code="unknown-word")])


def viewer_of(name: object) -> Viewer:
    """Return the viewer that a caller names. Raises InputError for what is no name."""
    if not isinstance(name, str) or not name.strip():
        found = "an empty text" if isinstance(name, str) else type(name).__name__
        raise InputError([Mistake(f"`for`: expected the id of a party, or `{MEDIATOR}`, found {found}")])
    return Viewer("" if name == MEDIATOR else name.removeprefix(_PARTY))
