"""The square brackets of a clause, matched with the alternatives of its provision."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import islice, permutations
from typing import Any

import attrs

from dealcheck.files.arguments import check, check_is
from dealcheck.language.clauses.alike import folded, is_other, is_related
from dealcheck.language.drafts.fields import attribute_of, fields_of
from dealcheck.model.brackets import Range
from dealcheck.model.deal import Provision
from dealcheck.numbers import number_text

_OPENING, _CLOSING = "[［", "]］"
_BETWEEN = re.compile(r"[\s,;/|]*(?:(?:or|and/or)\b)?[\s,;/|]*", re.IGNORECASE)
"""What may stand between the alternatives of one bracket."""
_AROUND = re.compile(r"[\s\d.,;:()\N{BULLET}-]*")
"""What may stand before and after the bracket around a whole clause: a number, a full stop."""
_INNER = re.compile(r"\s*[/|]\s*")
_MOST_FIELDS = 4
_MOST_GROUPS = 200
_MOST_TOLD = 5
"""So many brackets without another half are told one by one."""
_MOST_IN_RANGE = 20


@attrs.frozen
class TextPart:
    """A part of a clause's text by its offsets."""

    start: int
    end: int


@attrs.frozen
class Group:
    """Brackets side by side, `[freeze] [dismantle]`, or one with strokes in it: all of it, and each wording."""

    whole: TextPart
    wordings: tuple[TextPart, ...]


@attrs.frozen
class OpenField:
    """A field of a provision in brackets: its name, and its alternatives as `--settle` takes them."""

    name: str
    alternatives: tuple[str, ...]


@attrs.frozen
class BracketMatch:
    """A field's brackets: the group, and where each alternative is worded in it; None where leaving all out says it."""

    field: OpenField
    whole: TextPart
    wordings: Mapping[str, TextPart | None]


@attrs.frozen
class BracketMatching:
    """What the brackets of a clause are. `outer`: the signs of the bracket around all of it. `mismatches`: in words."""

    outer: TextPart | None
    matches: tuple[BracketMatch, ...]
    mismatches: tuple[str, ...]


def match_brackets(text: str, provision: Provision) -> BracketMatching:
    """Match the brackets of a clause's text with the alternatives of its provision.

    A field that `words` tells of is matched by these words; others in their order. Where several groups could be a
    field's, words of one stem decide. Raises InputError for arguments of another kind.
    """
    check(text=text)
    check_is(Provision, provision=provision)
    mismatches: list[str] = []
    brackets = list(_brackets(text, mismatches))
    outer = brackets[0] if brackets and _is_around(text, brackets[0]) else None
    single = [bracket for bracket in brackets if bracket.start == (outer and outer.start)]
    fields = open_fields(provision)
    if outer and not provision.bracketed and (len(single) == len(brackets) and fields):
        outer = None  # the whole clause is one bracket with strokes
    groups = list(islice(_groups(text, _inner(brackets, outer)), _MOST_GROUPS + 1))
    if len(groups) > _MOST_GROUPS:
        mismatches.append(f"there are more than {_MOST_GROUPS} brackets in the clause, and none is matched")
        return BracketMatching(outer, (), tuple(mismatches))
    if outer and not provision.bracketed:
        mismatches.append(f"the clause is in brackets, `{_cut(text)}`, and the provision is not `bracketed`")
    if provision.bracketed and not outer:
        mismatches.append(f"the provision is `bracketed`, and no brackets are around the clause `{_cut(text)}`")
    matches, fields, groups = _by_words(text, provision, fields, groups, mismatches)
    matches += _by_order(text, fields, groups, mismatches)
    return BracketMatching(outer, tuple(matches), tuple(mismatches))


def open_fields(provision: Provision) -> list[OpenField]:
    """Return the fields of a provision that are in brackets, in the order in which its file has them.

    Raises InputError for what is no provision.
    """
    check_is(Provision, provision=provision)
    several = [(name, each) for name, values in _given(provision) if len(each := _spelt_out(values)) > 1]
    several.sort(key=lambda pair: _place(pair[1]))
    return [OpenField(name, tuple(map(spelt, alternatives))) for name, alternatives in several]


def _given(provision: Provision) -> Iterator[tuple[str, Sequence[Any]]]:
    """Yield the alternatives of each field, with ranges as they are written."""
    for name, values in fields_of(provision).items():
        attribute = attribute_of(provision, name)
        yield name, values if attribute is None else provision.attributes[attribute]


def _spelt_out(alternatives: Sequence[Any]) -> tuple[Any, ...]:
    """Return alternatives with the values of short ranges in their place; nobody words a long one value by value."""
    values: list[Any] = []
    for each in alternatives:
        if not isinstance(each, Range):
            values.append(each)
        elif len(each) <= _MOST_IN_RANGE:
            values += each
    return tuple(values)


def spelt(value: Any) -> str:
    """Return a value as deal files spell it, and as `words` names it."""
    if isinstance(value, tuple):
        return ", ".join(map(spelt, value))
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    return number_text(value) if isinstance(value, Decimal) else str(value)


def _place(alternatives: Sequence[Any]) -> tuple[int, int]:
    places = [place for value in alternatives if (place := getattr(value, "place", None)) is not None]
    return (places[0].line, places[0].column) if places else (1 << 60, 0)


def _brackets(text: str, mismatches: list[str]) -> Iterator[TextPart]:
    """Yield the brackets at any depth, by where they begin; note those that have no other half."""
    opened: list[int] = []
    brackets: list[TextPart] = []
    alone: list[str] = []
    for at, letter in enumerate(text):
        if letter in _OPENING:
            opened.append(at)
        elif letter in _CLOSING:
            if opened:
                brackets.append(TextPart(opened.pop(), at + 1))
            elif len(alone) < _MOST_TOLD:
                alone.append(f"a closing bracket has no opening one: `{_cut(text[max(at - 20, 0) : at + 1])}`")
    alone += [f"an opening bracket has no closing one: `{_cut(text[at : at + 200])}`" for at in opened[:_MOST_TOLD]]
    mismatches += alone[:_MOST_TOLD]
    yield from sorted(brackets, key=lambda bracket: bracket.start)


def _is_around(text: str, bracket: TextPart) -> bool:
    return bool(_AROUND.fullmatch(text[: bracket.start]) and _AROUND.fullmatch(text[bracket.end :]))


def _inner(brackets: Sequence[TextPart], outer: TextPart | None) -> list[TextPart]:
    """Return the brackets that are in no other but the one around the clause."""
    inner: list[TextPart] = []
    for bracket in brackets:
        if bracket != outer and not (inner and bracket.end <= inner[-1].end):
            inner.append(bracket)
    return inner


def _groups(text: str, brackets: Sequence[TextPart]) -> Iterator[Group]:
    """Yield brackets that stand side by side as one group; one alone is a group whose wordings strokes divide."""
    side_by_side: list[TextPart] = []
    for bracket in brackets:
        if side_by_side and not _BETWEEN.fullmatch(text[side_by_side[-1].end : bracket.start]):
            yield _group(text, side_by_side)
            side_by_side = []
        side_by_side.append(bracket)
    if side_by_side:
        yield _group(text, side_by_side)


def _group(text: str, brackets: Sequence[TextPart]) -> Group:
    whole = TextPart(brackets[0].start, brackets[-1].end)
    wordings = [TextPart(bracket.start + 1, bracket.end - 1) for bracket in brackets]
    if len(wordings) == 1:
        wordings = list(_divided(text, wordings[0]))
    return Group(whole, tuple(wordings))


def _divided(text: str, part: TextPart) -> Iterator[TextPart]:
    start = part.start
    for stroke in _INNER.finditer(text, part.start, part.end):
        yield TextPart(start, stroke.start())
        start = stroke.end()
    yield TextPart(start, part.end)


def _by_words(
    text: str, provision: Provision, fields: Sequence[OpenField], groups: Sequence[Group], mismatches: list[str]
) -> tuple[list[BracketMatch], list[OpenField], list[Group]]:
    """Match the fields of which `words` tells; return these matches, and the fields and groups that are left."""
    words = {str(name): str(wording) for name, wording in provision.words.items()}
    matches, left, free = [], [], list(groups)
    for field in fields:
        if not set(field.alternatives) <= set(words):
            left.append(field)
            continue
        group = next((group for group in free if (_worded(text, group, field, words)) is not None), None)
        if group is None:
            said = ", ".join(f"`{words[each]}`" for each in field.alternatives)
            mismatches.append(f"`words` says {said} for `{field.name}`, and the brackets say {_said(text, free)}")
            continue
        free.remove(group)
        matches.append(BracketMatch(field, group.whole, _worded(text, group, field, words) or {}))
    return matches, left, free


def _worded(text: str, group: Group, field: OpenField, words: Mapping[str, str]) -> dict[str, TextPart | None] | None:
    """Return which wording of a group is which alternative, by `words`; None where they differ."""
    wordings = {folded(text[part.start : part.end]).text: part for part in group.wordings}
    wanted = {alternative: folded(words[alternative]).text for alternative in field.alternatives}
    if set(wordings) - {""} != set(wanted.values()) - {""} or len(set(wanted.values())) < len(wanted):
        return None
    return {alternative: wordings[wording] if wording else None for alternative, wording in wanted.items()}


def _by_order(
    text: str, fields: Sequence[OpenField], groups: Sequence[Group], mismatches: list[str]
) -> Iterator[BracketMatch]:
    """Yield matches of fields and groups with as many alternatives, in the order of both."""
    chosen = _assignment(text, fields, groups)
    taken = []
    for field, group in zip(fields, chosen):
        alternatives = ", ".join(f"`{each}`" for each in field.alternatives)
        if group is None:
            rest = [each for each in groups if each not in chosen]
            mismatches.append(
                f"`{field.name}` has the alternatives {alternatives}, and the brackets say {_said(text, rest)}"
            )
            taken += rest
        elif _is_reordered(text, field, group):
            mismatches.append(
                f"`{field.name}` has the alternatives {alternatives} in another order than the brackets say them, "
                f"{_said(text, [group])}; say which is which with `words`"
            )
        elif rivals := _rivals(text, field, group, [each for each in groups if each not in chosen]):
            mismatches.append(
                f"`{field.name}` has the alternatives {alternatives}, which could be any of the brackets "
                f"{_said(text, [group, *rivals])}; say which with `words`"
            )
            taken += rivals
        elif contenders := _contenders(text, field, group, fields, chosen):
            also = ", ".join(f"`{each.name}`" for each in contenders)
            mismatches.append(
                f"`{field.name}` has the alternatives {alternatives}, and the brackets {_said(text, [group])} could be "
                f"those of {also} too; say which with `words`"
            )
        else:
            yield BracketMatch(field, group.whole, dict(zip(field.alternatives, group.wordings)))
    for group in groups:
        if group not in chosen and group not in taken:
            mismatches.append(f"the brackets say {_said(text, [group])}, and no field of the provision is open there")


def _rivals(text: str, field: OpenField, group: Group, left: Iterable[Group]) -> list[Group]:
    """Return the groups that are left over and could be a field's as well as the one chosen."""
    least = _likeness(text, field, group)
    return [each for each in left if _fits(field, each) and _likeness(text, field, each) >= least]


def _contenders(
    text: str, field: OpenField, group: Group, fields: Sequence[OpenField], chosen: Sequence[Group | None]
) -> list[OpenField]:
    """Return the fields that have no group, and whose a group could be as well as that of the field chosen for it."""
    least = _likeness(text, field, group)
    without = [each for each, theirs in zip(fields, chosen) if theirs is None]
    return [each for each in without if _fits(each, group) and _likeness(text, each, group) >= least]


def _assignment(text: str, fields: Sequence[OpenField], groups: Sequence[Group]) -> list[Group | None]:
    """Return for each field its group: of those that fit, the one whose words are most like the alternatives."""
    if len(fields) > _MOST_FIELDS or len(groups) > _MOST_FIELDS:
        pairs = zip([*groups, *[None] * len(fields)], fields)
        return [group if group and _fits(field, group) else None for group, field in pairs]
    slots: list[Group | None] = [*groups, *[None] * len(fields)]
    best: list[Group | None] = [None] * len(fields)
    best_score = (0, 0)
    for order in dict.fromkeys(permutations(range(len(slots)), len(fields))):
        picked = [slots[at] for at in order]
        fitting = [pair for pair in zip(fields, picked) if pair[1] is not None and _fits(*pair)]
        if len(fitting) < sum(group is not None for group in picked):
            continue
        score = (len(fitting), sum(_likeness(text, field, group) for field, group in fitting))
        if score > best_score:  # of equals the first, which keeps the order
            best, best_score = picked, score
    return best


def _fits(field: OpenField, group: Group | None) -> bool:
    return group is not None and len(group.wordings) == len(field.alternatives)


def _likeness(text: str, field: OpenField, group: Group | None) -> int:
    if group is None:
        return 0
    said = [text[part.start : part.end] for part in group.wordings]
    return sum(any(is_related(wording, alternative) for alternative in field.alternatives) for wording in said)


def _is_reordered(text: str, field: OpenField, group: Group) -> bool:
    """Return whether some wording is clearly that of another alternative than its order says."""
    for part, own in zip(group.wordings, field.alternatives):
        if is_other(text[part.start : part.end], own, [each for each in field.alternatives if each != own]):
            return True
    return False


def _said(text: str, groups: Iterable[Group]) -> str:
    said = [" ".join(f"[{text[part.start : part.end].strip()}]" for part in group.wordings) for group in groups]
    return " and ".join(f"`{_cut(each)}`" for each in said) if said else "nothing else"


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 60 else text[:57] + "…"
