"""Which resolutions of a draft are safe, in words."""

from __future__ import annotations

from collections.abc import Iterator

from dealcheck.answers.signed.stress import DraftStress, SafeResolutions, Stress
from dealcheck.files.writer import deal_text
from dealcheck.language.wording import plain
from dealcheck.numbers import count_text
from dealcheck.reports.page import Code, Heading, Page, PageFinding, Part, Sentence, Table, check, points
from dealcheck.reports.sentences import resolutions_text
from dealcheck.text import one_line


def safe_page(stress: Stress, draft: DraftStress) -> Page:
    """Return a page for a draft."""
    answer, reason = _answer(draft), _reason(draft)
    places = ((stress.place, f"draft {stress.deal}"),) if stress.place else ()
    unsafe = PageFinding(
        code="stress:none", title="No resolution is safe", level="error", message=answer.text, places=places
    )
    return Page(
        subject=stress.title or plain(stress.deal),
        name=stress.deal,
        file=stress.file,
        answer=answer,
        reason=reason,
        parts=tuple(_parts(stress, draft)),
        findings=() if stress.safe else (unsafe,),
        checks=(check("stress", answer, reason, passes=stress.safe),),
        place=stress.place,
    )


def _answer(draft: DraftStress) -> Sentence:
    known = draft.with_remedies
    resolutions = "resolutions" if draft.acceptable is None else resolutions_text(draft.acceptable)
    of = f"Of the {resolutions} that all can sign"
    if draft.acceptable == 0:
        return Sentence("No resolution is acceptable to all, so that none is safe.", "bad", strong=True)
    if known.example is None:
        return Sentence(f"{of}, none is safe for all if others stop half way.", "bad", strong=True)
    verb = "is" if known.safe == 1 else "are"
    return Sentence(f"{of}, {count_text(known.safe)} {verb} safe for all, even if others stop half way.", "good", True)


def _reason(draft: DraftStress) -> str:
    without = draft.without_remedies
    if without is None:
        return ""
    if without.example is None:
        return "Without the draft's remedies none is."
    return f"Without the draft's remedies {count_text(without.safe)} {'is' if without.safe == 1 else 'are'}."


def _parts(stress: Stress, draft: DraftStress) -> Iterator[Part]:
    if stress.uncounted:
        yield Sentence(f"Resolutions were not counted: {stress.uncounted}.", "mixed")
    yield Sentence(f"The draft has {resolutions_text(draft.resolutions)}.")
    answers = [each for each in (draft.with_remedies, draft.without_remedies) if each is not None]
    heads = ("of those that all can sign, safe for", *("# with remedies", "# without")[: len(answers)])
    rows = [("all", *(_number(each, each.safe) for each in answers))]
    for ruleset in draft.with_remedies.by_ruleset:
        rows.append((ruleset, *(_number(each, each.by_ruleset[ruleset]) for each in answers)))
    yield Table(heads if len(answers) > 1 else (heads[0], "# resolutions"), tuple(rows))
    example = draft.with_remedies.example
    if example is not None:
        yield Heading("A safe resolution")
        yield points(one_line(f"{name}: {value}") for name, value in example.choices.items())
        yield Code(deal_text(example.deal).rstrip("\n"))


def _number(known: SafeResolutions, number: int | None) -> str:
    if number is None:
        return "not counted"
    return count_text(number)
