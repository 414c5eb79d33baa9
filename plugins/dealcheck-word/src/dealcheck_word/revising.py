"""A deal and the same deal settled or repaired: what differs, written into the document as tracked changes."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from dealcheck import Deal, Provision, changed_fields, reword
from dealcheck_word.binding import Binding, Clause
from dealcheck_word.docx import Document, Paragraph, Span


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
    return old.bracketed != new.bracketed or any(changed_fields(old, new, deal))


def _change(
    document: Document, deal: Deal, old: Provision, new: Provision, binding: Binding, revision: Revision
) -> None:
    """Settle the brackets of a clause, and word anew what changed, from its end to its beginning."""
    clause = binding.clause
    assert clause is not None
    rewording = reword(clause.text, old, new, deal, binding.matching)
    for what in rewording.unworded:
        revision.ask(str(old.id), what)
    for edit in reversed(rewording.edits):
        spans = clause.spans_of(edit.start, edit.end)
        if edit.words and spans:
            document.insert_after(spans[-1], edit.words)
        for span in reversed(spans):
            document.delete(span)
    if rewording.edits:
        revision.changed.append(str(old.id))


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
