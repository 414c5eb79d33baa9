"""What somebody chose at the desk. It lies in the address of the page: each tab has its own, and Back undoes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import urlencode

import attrs

from dealcheck.errors import InputError, Mistake

PANELS = ("", "why", "matrix", "conflicts", "repairs", "plot", "save", "compare")
REPAIR = "repair"
"""What a choice is called that takes a repair; no provision's field and no article has that name with its colon."""
MOST_CHOICES = 400
"""So many choices are kept, those that others replaced among them; then only those that hold."""


@attrs.frozen
class State:
    """A deal file, the rulesets asked, and what was chosen, the first choice first.

    A choice is a bracket and a value; an empty value opens the bracket again. A later choice replaces an earlier one of
    the same name, which comes back when the later one is undone.
    """

    file: str
    rules: tuple[str, ...] = ()
    chosen: tuple[tuple[str, str], ...] = ()
    panel: str = ""

    @property
    def choices(self) -> dict[str, str]:
        """The choices that hold, by the names of their brackets."""
        return self._held(self.chosen)

    @staticmethod
    def _held(chosen: Iterable[tuple[str, str]]) -> dict[str, str]:
        return {name: value for name, value in dict(chosen).items() if value}

    @property
    def query(self) -> str:
        """The state as the query of an address."""
        pairs = [("file", self.file), *(("rules", each) for each in self.rules)]
        pairs += [("choose", f"{name}={value}") for name, value in self.chosen]
        return urlencode([*pairs, *([("panel", self.panel)] if self.panel else [])])

    def choosing(self, name: str, value: str) -> State:
        """Return the state after one more choice; the same one where it holds already, as after a double click."""
        if self.choices.get(name, "") == value:
            return self
        chosen = (*self.chosen, (name, value))
        return attrs.evolve(self, chosen=chosen if len(chosen) <= MOST_CHOICES else tuple(self._held(chosen).items()))

    def choosing_all(self, choices: Mapping[str, str]) -> State:
        """Return the state after several choices at once, and no others."""
        return attrs.evolve(self, chosen=(*self.chosen, *choices.items()))

    def undone(self) -> State:
        """Return the state before the last choice."""
        return attrs.evolve(self, chosen=self.chosen[:-1])

    def showing(self, panel: str) -> State:
        """Return the state with a panel open."""
        return attrs.evolve(self, panel=panel)


def state_of(pairs: Iterable[tuple[str, str]]) -> State:
    """Return the state that a query holds; what it does not know is passed over.

    Raises InputError for more choices than a page can hold.
    """
    listed = list(pairs)
    chosen = [tuple(value.partition("=")[::2]) for key, value in listed if key == "choose" and "=" in value]
    if len(chosen) > MOST_CHOICES:
        cure = "save what is chosen as a new deal, and go on with that"
        raise InputError([Mistake(f"there are more than {MOST_CHOICES} choices", None, cure)])
    panels = [value for key, value in listed if key == "panel" and value in PANELS]
    return State(
        file=next((value for key, value in listed if key == "file"), ""),
        rules=tuple(dict.fromkeys(value for key, value in listed if key == "rules")),
        chosen=tuple((name, value) for name, value in chosen),
        panel=panels[-1] if panels else "",
    )
