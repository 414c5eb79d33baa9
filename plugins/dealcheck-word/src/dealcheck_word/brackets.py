"""The square brackets of a clause, matched with the alternatives of its provision."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import permutations
from typing import Any

import attrs

from dealcheck import Provision
from dealcheck_word.matching import folded, is_related

_OPENING, _CLOSING = "[［", "]］"
_BETWEEN = re.compile(r"[\s,;/|]*(?:(?:or|and/or)\b)?[\s,;/|]*", re.IGNORECASE)
"""What may stand between the alternatives of one bracket."""
_AROUND = re.compile(r"[\s\d.,;:()\N{BULLET}-]*")
"""What may stand before and after the bracket around a whole clause: a number, a full stop."""
_INNER = re.compile(r"\s*[/|]\s*")
_MOST_FIELDS = 4
_MOST_IN_RANGE = 20
_FIELDS = ("party", "action", "object", "from", "until")


@attrs.frozen
class Part:
    """A part of a clause's text by its offsets."""

    start: int
    end: int


@attrs.frozen
class Group:
    """Brackets side by side, `[freeze] [dismantle]`, or one with strokes in it: all of it, and each wording."""

    whole: Part
    wordings: tuple[Part, ...]


@attrs.frozen
class Field:
    """A field of a provision in brackets: its name, and its alternatives as `--settle` takes them."""

    name: str
    alternatives: tuple[str, ...]


@attrs.frozen
class Match:
    """A field's brackets: the group, and where each alternative is worded in it; None where leaving all out says it."""

    field: Field
    whole: Part
    wordings: Mapping[str, Part | None]


@attrs.frozen
class Matching:
    """What the brackets of a clause are. `outer`: the signs of the bracket around all of it. `mismatches`: in words."""

    outer: Part | None
    matches: tuple[Match, ...]
    mismatches: tuple[str, ...]


def match_brackets(text: str, provision: Provision) -> Matching:
    """Match the brackets of a clause's text with the alternatives of its provision.

    A field that `words` tells of is matched by these words; others in their order. Where several groups could be a
    field's, words of one stem decide.
    """
    mismatches: list[str] = []
    brackets = list(_brackets(text, mismatches))
    outer = next((bracket for bracket in brackets if _is_around(text, bracket)), None) if brackets else None
    single = [bracket for bracket in brackets if bracket.start == (outer and outer.start)]
    fields = open_fields(provision)
    if outer and not provision.bracketed and (len(single) == len(brackets) and fields):
        outer = None  # the whole clause is one bracket with strokes
    groups = list(_groups(text, _inner(brackets, outer)))
    if outer and not provision.bracketed:
        mismatches.append(f"the clause is in brackets, `{_cut(text)}`, and the provision is not `bracketed`")
    if provision.bracketed and not outer:
        mismatches.append(f"the provision is `bracketed`, and no brackets are around the clause `{_cut(text)}`")
    matches, fields, groups = _by_words(text, provision, fields, groups, mismatches)
    matches += _by_order(text, fields, groups, mismatches)
    return Matching(outer, tuple(matches), tuple(mismatches))


def open_fields(provision: Provision) -> list[Field]:
    """Return the fields of a provision that are in brackets, in the order in which its file has them."""
    values = {name: getattr(provision, "from_" if name == "from" else name) for name in _FIELDS}
    given = [*values.items(), *provision.attributes.items()]
    listed = [(str(name), _spelt_out(each)) for name, each in given if isinstance(each, tuple)]
    several = [(name, each) for name, each in listed if len(each) > 1]
    several.sort(key=lambda pair: _place(pair[1]))
    return [Field(name, tuple(map(value_text, alternatives))) for name, alternatives in several]


def _spelt_out(alternatives: Sequence[Any]) -> tuple[Any, ...]:
    """Return alternatives with the values of short ranges in their place; nobody words a long one value by value."""
    values: list[Any] = []
    for each in alternatives:
        if not isinstance(getattr(each, "by", None), Decimal):
            values.append(each)
        elif each.to - each.from_ <= each.by * _MOST_IN_RANGE:
            values += [each.from_ + each.by * at for at in range(int((each.to - each.from_) / each.by) + 1)]
    return tuple(values)


def value_text(value: Any) -> str:
    """Return a value as deal files write it."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return str(value)


def _place(alternatives: Sequence[Any]) -> tuple[int, int]:
    places = [place for value in alternatives if (place := getattr(value, "place", None)) is not None]
    return (places[0].line, places[0].column) if places else (1 << 60, 0)


def _brackets(text: str, mismatches: list[str]) -> Iterator[Part]:
    """Yield the brackets at any depth, by where they begin; note those that have no other half."""
    opened: list[int] = []
    brackets: list[Part] = []
    for at, letter in enumerate(text):
        if letter in _OPENING:
            opened.append(at)
        elif letter in _CLOSING:
            if opened:
                brackets.append(Part(opened.pop(), at + 1))
            else:
                mismatches.append(f"a closing bracket has no opening one: `{_cut(text[max(at - 20, 0) : at + 1])}`")
    mismatches += [f"an opening bracket has no closing one: `{_cut(text[at:])}`" for at in opened]
    yield from sorted(brackets, key=lambda bracket: bracket.start)


def _is_around(text: str, bracket: Part) -> bool:
    return bool(_AROUND.fullmatch(text[: bracket.start]) and _AROUND.fullmatch(text[bracket.end :]))


def _inner(brackets: Sequence[Part], outer: Part | None) -> list[Part]:
    """Return the brackets that are in no other but the one around the clause."""
    inner: list[Part] = []
    for bracket in brackets:
        if bracket != outer and not (inner and bracket.end <= inner[-1].end):
            inner.append(bracket)
    return inner


def _groups(text: str, brackets: Sequence[Part]) -> Iterator[Group]:
    """Yield brackets that stand side by side as one group; one alone is a group whose wordings strokes divide."""
    side_by_side: list[Part] = []
    for bracket in brackets:
        if side_by_side and not _BETWEEN.fullmatch(text[side_by_side[-1].end : bracket.start]):
            yield _group(text, side_by_side)
            side_by_side = []
        side_by_side.append(bracket)
    if side_by_side:
        yield _group(text, side_by_side)


def _group(text: str, brackets: Sequence[Part]) -> Group:
    whole = Part(brackets[0].start, brackets[-1].end)
    wordings = [Part(bracket.start + 1, bracket.end - 1) for bracket in brackets]
    if len(wordings) == 1:
        wordings = list(_divided(text, wordings[0]))
    return Group(whole, tuple(wordings))


def _divided(text: str, part: Part) -> Iterator[Part]:
    start = part.start
    for stroke in _INNER.finditer(text, part.start, part.end):
        yield Part(start, stroke.start())
        start = stroke.end()
    yield Part(start, part.end)


def _by_words(
    text: str, provision: Provision, fields: Sequence[Field], groups: Sequence[Group], mismatches: list[str]
) -> tuple[list[Match], list[Field], list[Group]]:
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
        matches.append(Match(field, group.whole, _worded(text, group, field, words) or {}))
    return matches, left, free


def _worded(text: str, group: Group, field: Field, words: Mapping[str, str]) -> dict[str, Part | None] | None:
    """Return which wording of a group is which alternative, by `words`; None where they differ."""
    wordings = {folded(text[part.start : part.end]).text: part for part in group.wordings}
    wanted = {alternative: folded(words[alternative]).text for alternative in field.alternatives}
    if set(wordings) - {""} != set(wanted.values()) - {""} or len(set(wanted.values())) < len(wanted):
        return None
    return {alternative: wordings[wording] if wording else None for alternative, wording in wanted.items()}


def _by_order(text: str, fields: Sequence[Field], groups: Sequence[Group], mismatches: list[str]) -> Iterator[Match]:
    """Yield matches of fields and groups with as many alternatives, in the order of both."""
    chosen = _assignment(text, fields, groups)
    taken = []
    for field, group in zip(fields, chosen):
        if group is None:
            alternatives = ", ".join(f"`{each}`" for each in field.alternatives)
            rest = [each for each in groups if each not in chosen]
            mismatches.append(
                f"`{field.name}` has the alternatives {alternatives}, and the brackets say {_said(text, rest)}"
            )
            taken += rest
        elif _is_reordered(text, field, group):
            alternatives = ", ".join(f"`{each}`" for each in field.alternatives)
            mismatches.append(
                f"`{field.name}` has the alternatives {alternatives} in another order than the brackets say them, "
                f"{_said(text, [group])}; say which is which with `words`"
            )
        else:
            yield Match(field, group.whole, dict(zip(field.alternatives, group.wordings)))
    for group in groups:
        if group not in chosen and group not in taken:
            mismatches.append(f"the brackets say {_said(text, [group])}, and no field of the provision is open there")


def _assignment(text: str, fields: Sequence[Field], groups: Sequence[Group]) -> list[Group | None]:
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


def _fits(field: Field, group: Group | None) -> bool:
    return group is not None and len(group.wordings) == len(field.alternatives)


def _likeness(text: str, field: Field, group: Group | None) -> int:
    if group is None:
        return 0
    said = [text[part.start : part.end] for part in group.wordings]
    return sum(any(is_related(wording, alternative) for alternative in field.alternatives) for wording in said)


def _is_reordered(text: str, field: Field, group: Group) -> bool:
    """Return whether some wording is clearly that of another alternative than its order says."""
    for part, own in zip(group.wordings, field.alternatives):
        wording = text[part.start : part.end]
        others = [each for each in field.alternatives if each != own and is_related(wording, each)]
        if others and not is_related(wording, own):
            return True
    return False


def _said(text: str, groups: Iterable[Group]) -> str:
    said = [" ".join(f"[{text[part.start : part.end].strip()}]" for part in group.wordings) for group in groups]
    return " and ".join(f"`{_cut(each)}`" for each in said) if said else "nothing else"


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 60 else text[:57] + "…"
