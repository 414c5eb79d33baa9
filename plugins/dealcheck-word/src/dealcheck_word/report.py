"""What `dealcheck word bind` prints and writes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dealcheck import open_fields
from dealcheck_word.binding import Binding, Clause, bookmark_name
from dealcheck_word.docx import Document, Paragraph

_BY = {"bookmark": "by its bookmark", "text": "by its text", "table": "by its id in a table"}


def binding_lines(bindings: Mapping[str, Binding]) -> Iterator[str]:
    """Yield how many provisions are bound, and of each what it is bound to, and what is wrong with its brackets."""
    bound = sum(binding.state == "bound" for binding in bindings.values())
    wrong = sum(bool(binding.matching and binding.matching.mismatches) for binding in bindings.values())
    also = f"; brackets don't match in {wrong}" if wrong else ""
    yield f"{bound} of {len(bindings)} provisions are bound{also}."
    for name, binding in bindings.items():
        yield from _lines(name, binding)


def is_complete(bindings: Mapping[str, Binding]) -> bool:
    """Return whether every provision is bound and all brackets match."""
    return all(
        binding.matching is not None and not binding.matching.mismatches and binding.state == "bound"
        for binding in bindings.values()
    )


def write_bookmarks(document: Document, bindings: Mapping[str, Binding]) -> int:
    """Put a bookmark around each clause that is bound and has none; return how many."""
    unmarked = {name: binding.clause for name, binding in bindings.items() if binding.how in ("text", "table")}
    clauses = {name: clause for name, clause in unmarked.items() if clause is not None}
    for name, clause in clauses.items():
        document.bookmark(bookmark_name(name), clause.spans)
    return len(clauses)


def _lines(name: str, binding: Binding) -> Iterator[str]:
    if binding.state == "bound" and binding.clause is not None:
        yield f"✓ {name}: bound {_BY[binding.how]}, {_place(binding.clause)}"
    elif binding.state == "ambiguous":
        yield f"? {name}: ambiguous {_BY[binding.how]}; it could be"
        yield from (f"    {_place(clause)}" for clause in binding.clauses)
    else:
        yield f"✗ {name}: unbound; {_closest(binding.closest)}"
    if binding.matching is not None:
        for match in binding.matching.matches:
            text = binding.clause.text if binding.clause else ""
            worded = (
                f"{value} “{text[part.start : part.end].strip()}”" if part else f"{value}: left out"
                for value, part in match.wordings.items()
            )
            yield f"    {match.field.name}: {', '.join(worded)}"
        yield from (f"    ! {mismatch}" for mismatch in binding.matching.mismatches)
    elif fields := open_fields(binding.provision):
        yield f"    in brackets: {', '.join(field.name for field in fields)}"


def _place(clause: Clause) -> str:
    return f"paragraph {clause.number}: {_cut(clause.text)}"


def _closest(paragraph: Paragraph | None) -> str:
    if paragraph is None:
        return "no paragraph is like it"
    return f"closest is paragraph {paragraph.number + 1}: {_cut(paragraph.text)}"


def _cut(text: str) -> str:
    words = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return f"“{words}”" if len(words) <= 70 else f"“{words[:69]}…”"
