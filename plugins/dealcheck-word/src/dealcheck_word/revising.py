"""A deal and the same deal settled or repaired: what differs, written into the document as tracked changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs

from dealcheck import Deal
from dealcheck_word.binding import Binding
from dealcheck_word.docx import Document, Paragraph, Span
from dealcheck_word.planning import Edit, Plan, is_changed, planned, wish_for


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
    plans = planned(before, after, bindings)
    for name, old in before.provisions.items():
        plan, new = plans.get(str(name)), after.provisions.get(name)
        if plan is not None:
            for wish in plan.wishes:
                revision.ask(str(name), wish)
        elif new is None or is_changed(old, new, before):
            revision.ask(str(name), wish_for(new))
    goes = _edit_paragraphs(document, plans.values())
    # Paragraphs come in before others go, as they take the formatting of those.
    _bring_in(document, before, after, _anchors(plans, goes), revision)
    for paragraph in goes:
        document.delete_paragraph(paragraph)
    for row in {plan.row for plan in plans.values() if plan.row is not None}:
        document.delete_row(row)
    revision.changed += [plan.name for plan in plans.values() if not plan.is_idle]
    return revision


# Text that goes, and words that come in its place


def _edit_paragraphs(document: Document, plans: Iterable[Plan]) -> list[Paragraph]:
    """Write all edits, and return the paragraphs of which these leave nothing: they are still to be deleted."""
    edits: dict[Paragraph, list[Edit]] = {}
    for plan in plans:
        for edit in plan.edits:
            edits.setdefault(edit.span.paragraph, []).append(edit)
    goes = []
    for paragraph, own in edits.items():
        words = {edit.span.end: edit.words for edit in own if edit.words}
        gone = {place for edit in own for place in range(edit.span.start, edit.span.end)}
        if words or any(place not in gone and not letter.isspace() for place, letter in enumerate(paragraph.text)):
            _edit(document, paragraph, gone, words)
        else:
            goes.append(paragraph)
    return goes


def _edit(document: Document, paragraph: Paragraph, gone: set[int], words: Mapping[int, str]) -> None:
    """Delete letters of a paragraph and bring in words, by their places, from its end so that these stay the same."""
    end = len(paragraph.text)
    edges = {place for place in range(end) if (place in gone) != (place - 1 in gone)}
    for at in sorted({0, *edges, *words}, reverse=True):
        if at in gone:
            document.delete(Span(paragraph, at, end))
        if at in words:
            document.insert_after(Span(paragraph, 0, at), words[at])
        end = at


# Paragraphs that come in


@attrs.define
class _Anchor:
    """A paragraph with a clause, and the last that came in after it; `goes`: it is to be deleted."""

    paragraph: Paragraph
    goes: bool
    last: Paragraph


def _anchors(plans: Mapping[str, Plan], goes: Iterable[Paragraph]) -> dict[str, _Anchor]:
    """Return for each provision the last paragraph of its clause; none for those that are in a row of a table."""
    going = set(goes)
    rows = [plan.row for plan in plans.values() if plan.row is not None]
    lost = {paragraph for row in rows for cell in row.cells for paragraph in cell}
    lasts = {name: plan.clause.spans[-1].paragraph for name, plan in plans.items() if plan.clause.row is None}
    anchors = {each: _Anchor(each, each in going, each) for each in lasts.values() if each not in lost}
    return {name: anchors[paragraph] for name, paragraph in lasts.items() if paragraph in anchors}


def _bring_in(
    document: Document, before: Deal, after: Deal, anchors: Mapping[str, _Anchor], revision: Revision
) -> None:
    """Insert the texts of new provisions, each after that of the provision before it in the deal."""
    anchor: _Anchor | None = _last(anchors)
    for name, provision in after.provisions.items():
        if name in before.provisions:
            anchor = anchors.get(str(name), anchor)
            continue
        text = str(provision.text)
        new = anchor and text and document.insert_paragraph(anchor.last, text, goes=anchor.goes)
        if not new or anchor is None:
            revision.ask(str(name), f"bring it in{f': {text}' if text else ''}")
        else:
            anchor.last = new
            revision.changed.append(str(name))


def _last(anchors: Mapping[str, _Anchor]) -> _Anchor | None:
    """Return the last paragraph in the document that is bound; of those that stay, if any do."""
    staying = [anchor for anchor in anchors.values() if not anchor.goes]
    return max(staying or anchors.values(), key=lambda anchor: anchor.paragraph.number, default=None)
