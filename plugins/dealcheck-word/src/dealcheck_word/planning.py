"""What the clauses of a document lose and gain, planned before anything is written: no change is over another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import attrs

from dealcheck import Deal, Provision, TextEdit, changed_fields, reword
from dealcheck_word.binding import Binding, Clause
from dealcheck_word.docx import Row, Span
from dealcheck_word.docx.text import whole


@attrs.frozen
class Edit:
    """A change of a paragraph's text: a span goes, and words come in its place."""

    span: Span
    words: str = ""


@attrs.frozen
class Plan:
    """What becomes of a provision's clause: its edits; `goes`: all of it is left out. `wishes`: what a person words."""

    name: str
    clause: Clause
    is_own: bool
    edits: tuple[Edit, ...] = ()
    goes: bool = False
    wishes: tuple[str, ...] = ()

    @property
    def row(self) -> Row | None:
        """The row of a table that goes with the clause."""
        return self.clause.row if self.goes else None

    @property
    def touched(self) -> list[Span]:
        """The text that the plan changes."""
        if self.row is not None:
            return [whole(paragraph) for cell in self.row.cells for paragraph in cell]
        return list(self.clause.spans) if self.goes else [edit.span for edit in self.edits]

    @property
    def is_idle(self) -> bool:
        """Whether nothing happens to the clause."""
        return not self.edits and not self.goes


def planned(before: Deal, after: Deal, bindings: Mapping[str, Binding]) -> dict[str, Plan]:
    """Return what becomes of each clause when one deal becomes another.

    Where provisions share words, and these can't become what both say, nothing happens to them, and a person is asked.
    """
    plans = {
        str(name): _plan(before, old, after.provisions.get(name), bindings[str(name)], clause)
        for name, old in before.provisions.items()
        if (clause := bindings[str(name)].clause) is not None
    }
    neighbours = _neighbours(plans)
    while at_odds := {
        name: rivals for name, plan in plans.items() if (rivals := _rivals(plan, plans, neighbours[name]))
    }:
        for name, rivals in at_odds.items():
            wish = f"{wish_for(after.provisions.get(name))}; it shares words with {', '.join(rivals)}"
            plans[name] = attrs.evolve(plans[name], edits=(), goes=False, wishes=(wish,))
    return plans


def is_changed(old: Provision, new: Provision, deal: Deal) -> bool:
    """Return whether two forms of a provision differ in what stands in their clause."""
    return old.bracketed != new.bracketed or any(changed_fields(old, new, deal))


def wish_for(new: Provision | None) -> str:
    """Return what a person is asked to do with a clause that can't be changed here."""
    return "leave it out" if new is None else "settle or change it as the deal says"


def _plan(deal: Deal, old: Provision, new: Provision | None, binding: Binding, clause: Clause) -> Plan:
    matching = binding.matching
    in_own_brackets = matching is not None and matching.outer is not None
    plan = Plan(str(old.id), clause, is_own=binding.how == "bookmark" or in_own_brackets)
    if new is None:
        edits = () if clause.row else tuple(Edit(_with_blank(span)) for span in clause.spans)
        return attrs.evolve(plan, edits=edits, goes=True)
    if not is_changed(old, new, deal):
        return plan
    rewording = reword(clause.text, old, new, deal, matching)
    edits = tuple(_edits(clause, rewording.edits))
    return attrs.evolve(plan, edits=edits, wishes=rewording.unworded)


def _edits(clause: Clause, changes: Sequence[TextEdit]) -> Iterator[Edit]:
    """Yield the changes of a clause's text as edits of its paragraphs; the words come in at the end of a change."""
    for change in changes:
        spans = clause.spans_of(change.start, change.end)
        for span in spans:
            yield Edit(span, change.words if span is spans[-1] else "")


def _with_blank(span: Span) -> Span:
    """Return a part of a paragraph with one of the blanks around it, if there are two, or if it is at the end."""
    text = span.paragraph.text
    before, after = text[: span.start], text[span.end :]
    if (not before or before[-1].isspace()) and after[:1].isspace():
        return Span(span.paragraph, span.start, span.end + 1)
    if before.strip() and before[-1].isspace() and not after:
        return Span(span.paragraph, span.start - 1, span.end)
    return span


# Provisions that share words


def _neighbours(plans: Mapping[str, Plan]) -> dict[str, list[str]]:
    """Return for each provision the others that have a clause in the same paragraphs, or go with the same row."""
    there: dict[int, list[str]] = {}
    for name, plan in plans.items():
        for number in {span.paragraph.number for span in (*plan.clause.spans, *plan.touched)}:
            there.setdefault(number, []).append(name)
    near: dict[str, dict[str, None]] = {name: {} for name in plans}
    for names in there.values():
        for name in names:
            near[name].update(dict.fromkeys(names))
    return {name: [other for other in others if other != name] for name, others in near.items()}


def _rivals(plan: Plan, plans: Mapping[str, Plan], near: Sequence[str]) -> list[str]:
    """Return the provisions whose words a plan would change though they are to stay."""
    return [name for name in near if not _allows(plans[name], plan)]


def _allows(own: Plan, other: Plan) -> bool:
    """Return whether a provision lets another's plan change its words.

    It does where it goes itself, or changes them alike, or where the other one's clause is a part of its own that
    stands for itself: in brackets, or under a bookmark.
    """
    if own.goes or (other.is_own and _is_part(other.clause, own.clause)):
        return True
    if not any(_overlap(span, mine) for span in other.touched for mine in own.clause.spans):
        return True
    return not other.goes and set(other.edits) == set(own.edits)


def _is_part(clause: Clause, of: Clause) -> bool:
    if set(clause.spans) == set(of.spans):
        return False
    return all(any(_is_within(span, outer) for outer in of.spans) for span in clause.spans)


def _is_within(span: Span, outer: Span) -> bool:
    return span.paragraph is outer.paragraph and outer.start <= span.start and span.end <= outer.end


def _overlap(one: Span, other: Span) -> bool:
    return one.paragraph is other.paragraph and one.start < other.end and other.start < one.end
