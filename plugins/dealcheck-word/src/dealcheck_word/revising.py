"""A deal and the same deal settled or repaired: what differs, written into the document as tracked changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from dealcheck import Deal, Provision
from dealcheck_word.binding import Binding, Clause
from dealcheck_word.brackets import Match, Matching, value_text
from dealcheck_word.docx import Document, Paragraph, Span
from dealcheck_word.matching import folded

_FIELDS = ("party", "action", "object", "from", "until")


@attrs.define
class Revision:
    """What was done: `changed` provisions by tracked changes; `to_draft`: what a person has to word, by provision."""

    changed: list[str] = attrs.Factory(list)
    to_draft: dict[str, list[str]] = attrs.Factory(dict)

    def ask(self, provision: str, what: str) -> None:
        """Note what a person has to draft."""
        self.to_draft.setdefault(provision, []).append(what)


def revise(document: Document, before: Deal, after: Deal, bindings: Mapping[str, Binding]) -> Revision:
    """Write into a document what a deal has become: brackets settled, provisions left out, changed or brought in.

    What has no clause in the document, or no wording, is left to a person.
    """
    revision = Revision()
    for name, old in before.provisions.items():
        new, binding = after.provisions.get(name), bindings[str(name)]
        if new is not None and not _differs(old, new, before):
            continue
        if binding.clause is None:
            revision.ask(str(name), _wish(new))
        elif new is not None:
            _change(document, before, old, new, binding, revision)
    # Paragraphs come in before others go, as they take the formatting of those.
    _bring_in(document, before, after, bindings, revision)
    for name, binding in bindings.items():
        if name not in after.provisions and binding.clause is not None:
            _leave_out(document, binding.clause)
            revision.changed.append(name)
    return revision


def _differs(old: Provision, new: Provision, deal: Deal) -> bool:
    return old.bracketed != new.bracketed or bool(list(_changes(old, new, deal)))


def _changes(old: Provision, new: Provision, deal: Deal) -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """Yield each field that changed, with its alternatives before and after."""
    was, becomes = _values(old, deal), _values(new, deal)
    for name in dict.fromkeys((*was, *becomes)):
        if was.get(name, ()) != becomes.get(name, ()):
            yield name, was.get(name, ()), becomes.get(name, ())


def _values(provision: Provision, deal: Deal) -> dict[str, tuple[str, ...]]:
    """Return the alternatives of each field; a provision that does not say when begins at the first step."""
    values: dict[str, Any] = {name: getattr(provision, "from_" if name == "from" else name) for name in _FIELDS}
    values["from"] = values["from"] or (deal.steps[0].id,)
    values |= {str(name): alternatives for name, alternatives in provision.attributes.items()}
    return {name: tuple(map(value_text, _many(value))) for name, value in values.items() if value is not None}


def _many(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)


def _change(
    document: Document, deal: Deal, old: Provision, new: Provision, binding: Binding, revision: Revision
) -> None:
    """Settle the brackets of a clause, and word anew what changed, from its end to its beginning."""
    clause, matching = binding.clause, binding.matching
    assert clause is not None
    assert matching is not None
    edits: list[tuple[int, int, str]] = []
    for name, was, becomes in _changes(old, new, deal):
        match = next((match for match in matching.matches if match.field.name == name), None)
        if len(was) > 1 and len(becomes) == 1 and match is not None:
            edits += _settled(clause.text, match, becomes[0])
        elif len(was) == len(becomes) == 1 and (replaced := _reworded(clause.text, old, was[0], becomes[0])):
            edits.append(replaced)
        else:
            revision.ask(str(old.id), f"{name}: {_either(was)} → {_either(becomes)}")
    if old.bracketed and not new.bracketed:
        edits += _without_outer(matching, revision, str(old.id))
    for start, end, text in sorted(edits, reverse=True):
        spans = clause.spans_of(start, end)
        if text and spans:
            document.insert_after(spans[-1], text)
        for span in reversed(spans):
            document.delete(span)
    if edits:
        revision.changed.append(str(old.id))


def _settled(text: str, match: Match, value: str) -> list[tuple[int, int, str]]:
    """Return what to delete so that of a field's brackets one alternative is left, without its signs."""
    part, kept = match.whole, match.wordings.get(value)
    if kept is not None:
        start, end = kept.start, kept.end
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        return [(part.start, start, ""), (end, part.end, "")]
    before, after = text[: part.start], text[part.end :]
    if after[:1] == " " and (before[-1:].isspace() or not before):
        return [(part.start, part.end + 1, "")]
    if before[-1:] == " " and (not after or after[0] in ".,;:)]"):
        return [(part.start - 1, part.end, "")]
    return [(part.start, part.end, "")]


def _reworded(text: str, provision: Provision, old: str, new: str) -> tuple[int, int, str] | None:
    """Return the one place where a value is worded, with the wording of another; None where it is not known."""
    words = {str(name): str(wording) for name, wording in provision.words.items()}
    if not words.get(old) or new not in words:
        return None
    places = folded(text).find(folded(words[old]))
    return (*places[0], words[new]) if len(places) == 1 else None


def _without_outer(matching: Matching, revision: Revision, name: str) -> list[tuple[int, int, str]]:
    outer = matching.outer
    if outer is None:
        revision.ask(name, "it is in, and its brackets were not found")
        return []
    return [(outer.start, outer.start + 1, ""), (outer.end - 1, outer.end, "")]


def _leave_out(document: Document, clause: Clause) -> None:
    if clause.row is not None:
        document.delete_row(clause.row)
        return
    for span in clause.spans:
        if span.is_whole:
            document.delete_paragraph(span.paragraph)
        else:
            document.delete(_with_blank(span))


def _with_blank(span: Span) -> Span:
    """Return a part of a paragraph with one of the blanks around it, if there are two."""
    text = span.paragraph.text
    between = text[: span.start][-1:].isspace() or span.start == 0
    return Span(span.paragraph, span.start, span.end + (between and text[span.end :][:1].isspace()))


@attrs.frozen
class _Anchor:
    """A paragraph after which others can come in; `goes`: it is to be deleted."""

    paragraph: Paragraph
    goes: bool


def _bring_in(
    document: Document, before: Deal, after: Deal, bindings: Mapping[str, Binding], revision: Revision
) -> None:
    """Insert the texts of new provisions, each after that of the provision before it in the deal."""
    anchors: dict[str, _Anchor] = {}
    for name, binding in bindings.items():
        if binding.clause is not None and binding.clause.row is None:
            anchors[name] = _Anchor(binding.clause.spans[-1].paragraph, name not in after.provisions)
    latest: _Anchor | None = _last(anchors)
    for name, provision in after.provisions.items():
        if name in before.provisions:
            latest = anchors.get(str(name), latest)
            continue
        text = str(provision.text)
        new = latest and text and document.insert_paragraph(latest.paragraph, text, goes=latest.goes)
        if not new or latest is None:
            revision.ask(str(name), f"bring it in{f': {text}' if text else ''}")
        else:
            latest = _Anchor(new, latest.goes)
            revision.changed.append(str(name))


def _last(anchors: Mapping[str, _Anchor]) -> _Anchor | None:
    """Return the last paragraph in the document that is bound; of those that stay, if any do."""
    staying = [anchor for anchor in anchors.values() if not anchor.goes]
    return max(staying or anchors.values(), key=lambda anchor: anchor.paragraph.number, default=None)


def _wish(new: Provision | None) -> str:
    return "leave it out" if new is None else "settle or change it as the deal says"


def _either(values: tuple[str, ...]) -> str:
    return " or ".join(values) or "nothing"
