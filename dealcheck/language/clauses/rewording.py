"""The text of a clause once its brackets are settled, or a value in it has changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import attrs

from dealcheck.files.arguments import check, check_is
from dealcheck.language.clauses.alike import folded
from dealcheck.language.clauses.brackets import BracketMatch, BracketMatching, match_brackets, spelt
from dealcheck.language.drafts.fields import fields_of, name_of
from dealcheck.language.wording import value_text
from dealcheck.model.brackets import Range
from dealcheck.model.deal import Deal, Provision


@attrs.frozen
class TextEdit:
    """A change of a text: what stands between two offsets goes, and other words come in its place."""

    start: int
    end: int
    words: str = ""


@attrs.frozen
class Rewording:
    """How a clause reads anew: edits in the order of the text, none over another, and what a person has to word."""

    edits: tuple[TextEdit, ...]
    unworded: tuple[str, ...]

    def applied(self, text: str) -> str:
        """Return a text with the edits made."""
        for edit in reversed(self.edits):
            text = text[: edit.start] + edit.words + text[edit.end :]
        return text


def changed_fields(old: Provision, new: Provision, deal: Deal) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """Return each field that differs between two forms of a provision of a deal, with its alternatives in both.

    Raises InputError for arguments of another kind.
    """
    check_is(Provision, old=old, new=new)
    check_is(Deal, deal=deal)
    was, becomes = _values(old, deal), _values(new, deal)
    return [
        (name, was.get(name, ()), becomes.get(name, ()))
        for name in dict.fromkeys((*was, *becomes))
        if was.get(name, ()) != becomes.get(name, ())
    ]


def reword(text: str, old: Provision, new: Provision, deal: Deal, matching: BracketMatching | None = None) -> Rewording:
    """Return how the text of a clause changes with its provision.

    A bracket that is settled keeps the words of what was chosen; a value that changes is worded by `words`. `deal`: the
    deal that has the old provision. `matching`: the brackets of the text, where they are known. Raises InputError for
    arguments of another kind.
    """
    check(text=text)
    check_is(Provision, old=old, new=new)
    check_is(Deal, deal=deal)
    if matching is not None:
        check_is(BracketMatching, matching=matching)
    matching = match_brackets(text, old) if matching is None else matching
    edits: list[TextEdit] = []
    unworded: list[str] = []
    for name, was, becomes in changed_fields(old, new, deal):
        match = next((match for match in matching.matches if match.field.name == name), None)
        value = becomes[0] if becomes else "null"
        if len(was) > 1 and len(becomes) < 2 and match is not None and value in match.wordings:
            edits += _settled(text, match, value)
        elif len(was) == len(becomes) == 1 and (replaced := _replaced(text, old, was[0], becomes[0])):
            edits.append(replaced)
        else:
            unworded.append(f"{name}: {_either(was)} → {_either(becomes)}")
    if old.bracketed and not new.bracketed:
        if matching.outer is None:
            unworded.append("it is in, and its brackets were not found")
        else:
            edits += _without_outer(matching)
    return Rewording(tuple(sorted(edits, key=lambda edit: (edit.start, edit.end))), tuple(unworded))


def settled_texts(before: Deal, after: Deal) -> Deal:
    """Return a deal whose clauses read as it settles those of another; what can't be worded stays as it is.

    Raises InputError for what is no deal.
    """
    check_is(Deal, before=before, after=after)
    provisions = {name: _with_text(before, name, provision) for name, provision in after.provisions.items()}
    return attrs.evolve(after, provisions=provisions)


def _with_text(before: Deal, name: str, provision: Provision) -> Provision:
    old = before.provisions.get(name)
    if old is None or not old.text or provision.text != old.text:
        return provision
    rewording = reword(str(old.text), old, provision, before)
    return attrs.evolve(provision, text=rewording.applied(str(old.text))) if rewording.edits else provision


def _values(provision: Provision, deal: Deal) -> dict[str, tuple[str, ...]]:
    """Return the alternatives of each field; a provision that does not say when begins at the first step."""
    fields: dict[str, Sequence[Any]] = {"from": (deal.steps[0].id,), **fields_of(provision)}
    fields |= {name_of(name): values for name, values in provision.attributes.items()}  # as written, ranges as such
    return {str(name): tuple(map(_text, values)) for name, values in fields.items()}


def _text(value: Any) -> str:
    return value_text(value) if isinstance(value, Range) else spelt(value)


def _settled(text: str, match: BracketMatch, value: str) -> Iterator[TextEdit]:
    """Yield what goes so that of a field's brackets one alternative is left, without its signs."""
    part, kept = match.whole, match.wordings[value]
    if kept is not None:
        start, end = kept.start, kept.end
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        yield TextEdit(part.start, start)
        yield TextEdit(end, part.end)
        return
    before, after = text[: part.start], text[part.end :]
    if after[:1] == " " and (before[-1:].isspace() or not before):
        yield TextEdit(part.start, part.end + 1)
    elif before[-1:] == " " and (not after or after[0] in ".,;:)]"):
        yield TextEdit(part.start - 1, part.end)
    else:
        yield TextEdit(part.start, part.end)


def _replaced(text: str, provision: Provision, old: str, new: str) -> TextEdit | None:
    """Return the one place where a value is worded, with the wording of another; None where it is not known."""
    words = {str(name): str(wording) for name, wording in provision.words.items()}
    if not words.get(old) or new not in words:
        return None
    places = folded(text).find(folded(words[old]))
    return TextEdit(*places[0], words[new]) if len(places) == 1 else None


def _without_outer(matching: BracketMatching) -> Iterator[TextEdit]:
    if (outer := matching.outer) is not None:
        yield TextEdit(outer.start, outer.start + 1)
        yield TextEdit(outer.end - 1, outer.end)


def _either(values: tuple[str, ...]) -> str:
    return " or ".join(values) or "nothing"
