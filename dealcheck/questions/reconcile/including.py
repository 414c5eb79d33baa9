"""What a deal must do besides: conditions in the language's own words, as a position of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from dealcheck.errors import InputError, Mistake, Mistakes, shown
from dealcheck.files.arguments import texts
from dealcheck.files.conditions import read_condition
from dealcheck.files.structure import Structurer
from dealcheck.language.lexicon import Lexicon
from dealcheck.language.position import Position
from dealcheck.language.resolve import program
from dealcheck.model.conditions import Condition
from dealcheck.model.ruleset import BottomLine, Ruleset
from dealcheck.syntax.nodes import parse

INCLUDED = "including"
"""The id of the position; its bottom lines are the conditions."""


def included(conditions: str | Iterable[str], positions: Sequence[Position], lexicon: Lexicon) -> Position | None:
    """Return a position that insists on some conditions at the last step; None when there are none.

    A condition may name definitions of the rulesets that are asked, if these define it alike.
    Raises InputError for a text that is no condition, and for words that nobody knows.
    """
    written = texts(INCLUDED, conditions)
    if not written:
        return None
    lines = {}
    for number, text in enumerate(written, start=1):
        name = f"{INCLUDED}-{number}"
        lines[name] = BottomLine(id=name, title=text.strip(), require=_condition(text))
    ruleset = Ruleset(
        id=INCLUDED,
        party=positions[0].ruleset.party if positions else next(iter(lexicon.parties), None),
        vocabulary=lexicon.id,
        definitions=_common_definitions(positions),
        bottom_lines=lines,
    )
    return Position(program([ruleset], lexicon), lexicon)


def _condition(text: str) -> Condition:
    mistakes = Mistakes()
    node = parse(text, f"--{INCLUDED}")
    if node is None:
        raise InputError([Mistake(f"`--{INCLUDED}`: expected a condition, found `{shown(text)}`")])
    condition = read_condition(Structurer(mistakes, {"condition": read_condition}), node)
    mistakes.raise_if_any()
    return condition


def _common_definitions(positions: Sequence[Position]) -> Mapping[str, Condition]:
    """Return the definitions that mean the same in every ruleset that has them."""
    known: dict[str, list[Condition]] = {}
    for position in positions:
        for name, condition in position.ruleset.definitions.items():
            known.setdefault(name, []).append(condition)
    return {name: same[0] for name, same in known.items() if all(condition == same[0] for condition in same)}
