"""A draft saved as a Word document: with its changes tracked in the one it is written in, or else as a new one."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping

import attrs
import docx

from dealcheck import Deal, DraftToExport, InputError
from dealcheck_word.binding import Binding, bind
from dealcheck_word.docx import Document
from dealcheck_word.docx.text import fit, whole
from dealcheck_word.reading import read_draft
from dealcheck_word.revising import Revision, revise


@attrs.frozen
class _Written:
    """A document that words a deal: its name, and the clauses that are bound."""

    name: str
    document: Document
    bindings: Mapping[str, Binding]

    @property
    def bound(self) -> int:
        return sum(binding.clause is not None for binding in self.bindings.values())


def save_draft(draft: DraftToExport) -> bytes:
    """Return a draft as the bytes of a .docx file.

    Of the documents beside it that word at least half of its provisions, the one that words most is taken, and of
    equals the first; what has been settled is tracked in it. Where there is none, the document is a new one.
    """
    written = [each for each in _read(draft) if 2 * each.bound >= len(draft.deal.provisions)]
    if not written or not draft.deal.provisions:
        return _new_document(draft)
    chosen = max(written, key=lambda each: each.bound)
    revision = revise(chosen.document, draft.deal, draft.settled, chosen.bindings)
    _comment(chosen, revision)
    return chosen.document.written()


def _read(draft: DraftToExport) -> Iterator[_Written]:
    for path in draft.documents:
        try:
            document = read_draft(str(path))
        except InputError:  # whatever it is, it does not word this deal
            continue
        yield _Written(path.name, document, bind(draft.deal, document))


def _comment(written: _Written, revision: Revision) -> None:
    """Say at the top what was done, and on each clause what a person has to word."""
    document, count = written.document, len(set(revision.changed))
    top = [(0, f"{written.name}, with tracked changes in {count} clause{'s' * (count != 1)}.")]
    on_clauses = []
    for name, wishes in revision.to_draft.items():
        lines = [(0, f"To draft, {name}: {wish}") for wish in wishes]
        clause = written.bindings[name].clause if name in written.bindings else None
        if clause is None:
            top += lines
        else:
            on_clauses.append((clause.spans, lines))
    heading = next(paragraph for paragraph in document.paragraphs if paragraph.text.strip())
    document.comment([whole(heading)], top)
    for spans, lines in on_clauses:
        document.comment(spans, lines)


def _new_document(draft: DraftToExport) -> bytes:
    """Return a document with a paragraph for each provision, in the words of its clause or else in dealcheck's."""
    document, deal = docx.Document(), draft.settled
    title = fit(str(deal.title or deal.id))
    document.core_properties.author = "dealcheck"
    document.core_properties.title = title[:255]
    document.core_properties.comments = ""
    document.add_heading(title, level=1)
    for name, provision in deal.provisions.items():
        document.add_paragraph(fit(str(provision.text or draft.words[str(name)])), style="List Number")
    for line in _open_articles(deal):
        document.add_paragraph(fit(line))
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _open_articles(deal: Deal) -> Iterator[str]:
    """Yield of which clauses only some will stay."""
    numbers = {str(name): number for number, name in enumerate(deal.provisions, 1)}
    for article, options in deal.alternatives.items():
        told = [
            f"{option}: {', '.join(str(numbers[str(name)]) for name in choices.provisions) or 'none'}"
            for option, choices in options.items()
        ]
        yield f"[{article} is open; of these clauses one option stays: {'; '.join(told)}]"
