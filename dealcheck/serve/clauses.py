"""The clauses of a draft as the desk shows them: their text, with the brackets in it as choices to click."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any

import attrs

from dealcheck.answers.exploration import Alternative
from dealcheck.engines.runs import told_apart
from dealcheck.language.clauses.brackets import BracketMatching, match_brackets
from dealcheck.language.clauses.rewording import reword
from dealcheck.language.drafts.articles import every_article
from dealcheck.language.position import Position
from dealcheck.language.resolutions import open_draft
from dealcheck.language.wording import Wording, plain
from dealcheck.model.brackets import Choices
from dealcheck.model.deal import Deal, Provision
from dealcheck.model.fields import IS_ID
from dealcheck.numbers import count_text
from dealcheck.questions.explore.brackets import NamedBracket, named_brackets
from dealcheck.serve.state import State

_MOST_SHOWN = 40
"""So many alternatives of a bracket are shown as choices."""
_WHOLE = {"in": "keep in", "out": "leave out"}


@attrs.frozen
class Choice:
    """An alternative to click: its words, whether it is taken, how many resolutions it leaves, where it leads."""

    value: str
    words: str
    taken: bool
    leaves: str
    part: float
    is_ruled_out: bool
    state: State


@attrs.frozen
class BracketView:
    """A bracket: its name, its alternatives, and where opening it again leads.

    `label`: what it is beside its clause, `about`: by itself. `settled`: what is left of it, though nobody chose.
    """

    name: str
    label: str
    about: str
    choices: tuple[Choice, ...]
    again: State | None
    settled: str
    more: int = 0

    @property
    def taken(self) -> str:
        """The value that was chosen; empty where none was."""
        return next((choice.value for choice in self.choices if choice.taken), "")


@attrs.frozen(kw_only=True)
class Clause:
    """A provision as the document has it: its text in pieces, with the brackets that stand in it, and the others.

    `words`: what it says to dealcheck. `unworded`: what a person has to word. `is_out`: it was left out;
    `is_new`: a repair brought it in.
    """

    name: str
    heading: str
    text: tuple[str | BracketView, ...]
    words: str
    brackets: tuple[BracketView, ...]
    unworded: tuple[str, ...]
    is_out: bool
    is_new: bool


@attrs.frozen(kw_only=True)
class Forms:
    """A deal in its forms: as its file has it, with the brackets settled that were, and with a repair taken."""

    written: Deal
    chosen: Deal
    settled: Deal


def heading_of(name: str, title: str = "") -> str:
    """Return what an entry is called: its title, or its id in words."""
    words = title or plain(name)
    return words[:1].upper() + words[1:]


# Brackets


def bracket_views(
    state: State,
    deal: Deal,
    positions: Sequence[Position],
    wording: Wording,
    left: Mapping[str, Sequence[Alternative]],
) -> dict[str, BracketView]:
    """Return every bracket of a file by its name; `left`: how many resolutions each alternative leaves."""
    draft = told_apart(open_draft(deal, wording.lexicon), [position.program for position in positions])
    words = _Words(deal, wording)
    brackets = named_brackets(deal, draft)
    return {each.name: _view(state, each, words, _counts(each, left.get(each.name, ()))) for each in brackets}


def _counts(bracket: NamedBracket, alternatives: Sequence[Alternative]) -> dict[str, int | None]:
    """Return what each way to settle a bracket leaves, by its text; none where that was not asked.

    An answer has neighbouring values of a range as one alternative where each leaves as many resolutions as the next.
    """
    if bracket.ranges is None:
        return {each.value: each.acceptable for each in alternatives}
    ends = list(accumulate(each.values for each in alternatives))
    counts: dict[str, int | None] = {}
    begin = 0
    for text, width in zip(bracket.texts, bracket.widths):
        at = bisect_right(ends, begin)
        if at < len(ends) and begin + width <= ends[at]:
            whole = alternatives[at]
            counts[text] = None if whole.acceptable is None else whole.acceptable * width // whole.values
        begin += width
    return counts


def _view(state: State, bracket: NamedBracket, words: _Words, counts: Mapping[str, int | None]) -> BracketView:
    taken = state.choices.get(bracket.name)
    most = max((count or 0 for count in counts.values()), default=0)
    choices = []
    for text, value in list(zip(bracket.texts, bracket.settles))[:_MOST_SHOWN]:
        is_known = text in counts
        count = counts[text] if is_known else None
        choices.append(
            Choice(
                value=value,
                words=words.of(bracket, text),
                taken=taken == value,
                leaves=count_text(count) if is_known else "",
                part=(count or 0) / most if most else 0.0,
                is_ruled_out=is_known and count == 0,
                state=state.choosing(bracket.name, value),
            )
        )
    possible = [choice.words for choice in choices if not choice.is_ruled_out]
    settled = possible[0] if counts and len(possible) == 1 and not taken and len(choices) > 1 else ""
    again = state.choosing(bracket.name, "") if taken else None
    return BracketView(
        name=bracket.name,
        label=words.label(bracket),
        about=words.about(bracket),
        choices=tuple(choices),
        again=again,
        settled=settled,
        more=len(bracket.texts) - len(choices),
    )


class _Words:
    """Puts brackets and their alternatives into words."""

    def __init__(self, deal: Deal, wording: Wording) -> None:
        self._deal, self._wording = deal, wording
        self._steps = {str(step.id): str(step.title or plain(step.id)) for step in deal.steps}
        self._options = {str(name): options for name, options in every_article(deal.alternatives)}

    def label(self, bracket: NamedBracket) -> str:
        """Return what a bracket is about."""
        if bracket.kind == "article":
            return heading_of(bracket.name)
        return "this clause" if bracket.kind == "provision" else plain(bracket.name.partition(".")[2])

    def about(self, bracket: NamedBracket) -> str:
        """Return what a bracket is about, with its clause."""
        if bracket.kind == "article":
            return heading_of(bracket.name)
        name, _, field = bracket.name.partition(".")
        clause = heading_of(name, str(self._deal.provisions[name].title))
        return f"{clause}, {plain(field)}" if field else clause

    def of(self, bracket: NamedBracket, value: str) -> str:
        """Return an alternative in words: those of the clause, or else those of the vocabulary."""
        if bracket.kind == "article":
            return self._option(self._options[bracket.name][value], value)
        if bracket.kind == "provision":
            return _WHOLE[value]
        name, _, field = bracket.name.partition(".")
        said = self._deal.provisions[name].words.get(value)
        return str(said) if said else self._named(field, value)

    def _option(self, option: Choices, value: str) -> str:
        kept = ", ".join(plain(name) for name in option.provisions)
        return f"{heading_of(value)}: {kept}" if kept and len(kept) <= 80 else heading_of(value)

    def _named(self, field: str, value: str) -> str:
        if field in ("from", "until"):
            return self._steps.get(value, plain(value))
        if field in ("party", "parties"):
            return " and ".join(self._wording.party(name) for name in value.split(", "))
        if field == "object":
            return self._wording.thing(value)
        return plain(value) if IS_ID.match(value) else value


# Clauses


def clauses(forms: Forms, views: Mapping[str, BracketView], wording: Wording) -> Iterator[Clause]:
    """Yield the provisions of a file, and those that a repair brought in."""
    for name, written in {**forms.written.provisions, **_brought_in(forms)}.items():
        chosen, settled = forms.chosen.provisions.get(name), forms.settled.provisions.get(name)
        own = {view.name: view for key, view in views.items() if key == name or key.startswith(f"{name}.")}
        unworded: tuple[str, ...] = ()
        text: tuple[str | BracketView, ...]
        if chosen is not None and settled is not None and chosen != settled:
            rewording = reword(str(chosen.text), chosen, settled, forms.chosen)
            unworded = rewording.unworded if chosen.text else ()
            text = (str(settled.text) if settled.text != chosen.text else rewording.applied(str(chosen.text)),)
        elif settled is None:  # there is nothing to choose in it
            text, own = (str(written.text),), {key: view for key, view in own.items() if key == name}
        else:
            text = tuple(_pieces(written, own))
        inside = {piece.name for piece in text if isinstance(piece, BracketView)}
        yield Clause(
            name=str(name),
            heading=heading_of(str(name), str(written.title)),
            text=text,
            words=wording.provision(settled or written),
            brackets=tuple(view for view in own.values() if view.name not in inside),
            unworded=unworded,
            is_out=settled is None,
            is_new=name not in forms.written.provisions,
        )


def _brought_in(forms: Forms) -> dict[str, Provision]:
    return {name: each for name, each in forms.settled.provisions.items() if name not in forms.written.provisions}


def _pieces(provision: Provision, views: Mapping[str, BracketView]) -> Iterator[str | BracketView]:
    """Yield the text of a clause in pieces, with the brackets in it as choices in its own words.

    A bracket that can't be told to be one of the deal stays text: a click must settle what it says. The signs around a
    clause that is kept go; while it is open, what may become of it stands behind them.
    """
    text, name = str(provision.text), str(provision.id)
    matching = match_brackets(text, provision)
    places = {part.start: (part.end, view) for part, view in _in_place(text, name, matching, views)}
    whole = views.get(name) if matching.outer is not None else None
    signs = _signs(matching) if whole is not None and whole.taken == "in" else set()
    end = 0
    for at in (*sorted(places), len(text)):
        if between := "".join(letter for place, letter in enumerate(text[end:at], end) if place not in signs):
            yield between
        if at in places:
            end, view = places[at]
            yield view
    if whole is not None:
        yield " "
        yield whole


def _signs(matching: BracketMatching) -> set[int]:
    return set() if matching.outer is None else {matching.outer.start, matching.outer.end - 1}


def _in_place(
    text: str, name: str, matching: BracketMatching, views: Mapping[str, BracketView]
) -> Iterator[tuple[Any, BracketView]]:
    """Yield the part of a text that is a bracket, and the bracket with its alternatives in the words of the text."""
    for match in matching.matches:
        view = views.get(f"{name}.{match.field.name}")
        if view is None or view.more or len(view.choices) != len(match.wordings):
            continue
        said = {value: text[part.start : part.end].strip() if part else "" for value, part in match.wordings.items()}
        if {_as_spelt(choice.value) for choice in view.choices} == set(said):
            choices = (attrs.evolve(each, words=said[_as_spelt(each.value)] or _SILENT) for each in view.choices)
            yield match.whole, attrs.evolve(view, choices=tuple(choices))


_SILENT = "(nothing here)"
"""What an alternative is called that is said by leaving the bracket out."""


def _as_spelt(value: str) -> str:
    """Return a value as `words` names it: absence has a word of its own there."""
    return {"none": "null", '"none"': "none"}.get(value, value.strip('"'))
